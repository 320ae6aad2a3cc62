package drivers_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lapak/internal/apperr"
	"lapak/storage/drivers"
	"lapak/storage/minio/miniotest"
)

func TestBothStoresKeepTheirOwnObjects(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(*testing.T) string{
		"disk":  func(t *testing.T) string { return "disk://" + filepath.Join(t.TempDir(), "store") },
		"minio": func(t *testing.T) string { return miniotest.Start(t).URL("lapak") + "?secure=false&region=us-east-1" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stores, err := drivers.Open(url(t))
			check(t, err)
			if err := stores.Ready(t.Context()); apperr.KindOf(err) != apperr.Unavailable {
				t.Fatalf("ready before Ensure: %v", err)
			}
			check(t, stores.Ensure(t.Context()))
			check(t, stores.Ready(t.Context()))
			check(t, stores.Private.Put(t.Context(), "proof.pdf", []byte("secret")))
			if _, err := stores.Public.Open(t.Context(), "proof.pdf"); apperr.KindOf(err) != apperr.NotFound {
				t.Fatalf("the public store opens a private object: %v", err)
			}
		})
	}
}

func TestWrongURLIsExplainedWithoutItsSecret(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ url, want string }{
		{"", "write disk:///path or minio://"},
		{"s3://bucket", `unknown kind "s3"`},
		{"disk://", "absolute folder"},
		{"disk:///", "absolute folder"},
		{"disk://relative/path", "absolute folder"},
		{"disk:relative", "absolute folder"},
		{"disk:///path?secure=true", "absolute folder"},
		{"minio://host:9000/bucket", "key or the secret is missing"},
		{"minio://key@host:9000/bucket", "key or the secret is missing"},
		{"minio://key:hush@/bucket", "host is missing"},
		{"minio://key:hush@host:9000", "bucket's name"},
		{"minio://key:hush@host:9000/Bucket", "bucket's name"},
		{"minio://key:hush@host:9000/a/b", "bucket's name"},
		{"minio://key:hush@host/b?secure=maybe", "bucket's name"},
		{"minio://key:hush@host/bucket?secure=maybe", `option "secure"`},
		{"minio://key:hush@host/bucket?tls=true", `option "tls"`},
		{"minio://key:hush/hush@host:9000/bucket", "percent-encode"},
		{"minio://key:hush%zz@host:9000/bucket", "percent-encode"},
		{"minio://key:hush@host:9000/" + strings.Repeat("b", 56), "bucket's name"},
	} {
		url, want := tt.url, tt.want
		_, err := drivers.Open(url)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", url, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: the error tells the secret: %v", url, err)
		}
	}
	if _, err := os.Stat("relative"); !os.IsNotExist(err) {
		t.Errorf("a refused URL made a folder: %v", err)
	}
}

func TestEncodedSecretIsDecoded(t *testing.T) {
	t.Parallel()
	if _, err := drivers.Open("minio://key:a%2Fb%40c@host:9000/bucket"); err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
