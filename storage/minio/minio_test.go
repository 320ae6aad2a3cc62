package minio_test

import (
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	client "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"lapak/internal/apperr"
	"lapak/storage"
	"lapak/storage/minio"
	"lapak/storage/minio/miniotest"
	"lapak/storage/storagetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	server := miniotest.Start(t)
	var buckets atomic.Int64
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return open(t, options(server.Endpoint, fmt.Sprintf("bucket-%d", buckets.Add(1))))
	})
}

func TestEnsureClosesTheBucketToAnonymousReaders(t *testing.T) {
	t.Parallel()
	server := miniotest.Start(t)
	store := open(t, options(server.Endpoint, "pictures"))
	check(t, store.Ensure(t.Context()))
	check(t, store.Put(t.Context(), "picture.jpg", []byte("x")))

	admin, err := client.New(server.Endpoint, &client.Options{
		Creds: credentials.NewStaticV4(miniotest.Key, miniotest.Secret, ""),
	})
	check(t, err)
	check(t, admin.SetBucketPolicy(t.Context(), "pictures", `{"Version":"2012-10-17","Statement":[{
		"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::pictures/*"]}]}`))
	url := "http://" + server.Endpoint + "/pictures/picture.jpg"
	if status := anonymousGet(t, url); status != http.StatusOK {
		t.Fatalf("the open policy does not work here: status %d", status)
	}
	check(t, store.Ensure(t.Context()))
	if status := anonymousGet(t, url); status != http.StatusForbidden {
		t.Fatalf("an anonymous reader got status %d, want 403", status)
	}
}

func TestStoppedServerIsUnavailable(t *testing.T) {
	t.Parallel()
	server := miniotest.Start(t)
	store := open(t, options(server.Endpoint, "pictures"))
	check(t, store.Ensure(t.Context()))
	server.Stop()
	within(t, 10*time.Second, func() { storagetest.RunUnavailable(t, store) })
}

func TestSilentServerIsUnavailableInTime(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts, never answers
	check(t, err)
	defer listener.Close()
	silent := options(listener.Addr().String(), "pictures")
	silent.Timeout = 300 * time.Millisecond
	within(t, 10*time.Second, func() { storagetest.RunUnavailable(t, open(t, silent)) })
}

func TestWrongSecretIsUnavailable(t *testing.T) {
	t.Parallel()
	server := miniotest.Start(t)
	check(t, open(t, options(server.Endpoint, "pictures")).Ensure(t.Context()))
	wrong := options(server.Endpoint, "pictures")
	wrong.Secret = "not the secret"
	storagetest.RunUnavailable(t, open(t, wrong))
}

func TestReplacedObjectIsNotReadAsAMixture(t *testing.T) {
	t.Parallel()
	server := miniotest.Start(t)
	store := open(t, options(server.Endpoint, "pictures"))
	check(t, store.Ensure(t.Context()))
	check(t, store.Put(t.Context(), "picture.jpg", []byte("old old")))
	object, err := store.Open(t.Context(), "picture.jpg")
	check(t, err)
	defer object.Close()
	check(t, store.Put(t.Context(), "picture.jpg", []byte("new new")))
	_, err = object.Seek(3, 0)
	check(t, err)
	n, err := object.Read(make([]byte, 10))
	if n != 0 || apperr.KindOf(err) != apperr.Unavailable {
		t.Fatalf("read %d bytes, %v", n, err)
	}
}

func options(endpoint, bucket string) minio.Options {
	return minio.Options{Endpoint: endpoint, Key: miniotest.Key, Secret: miniotest.Secret, Bucket: bucket}
}

func open(t *testing.T, o minio.Options) storage.Store {
	t.Helper()
	store, err := minio.New(o)
	check(t, err)
	return store
}

func anonymousGet(t *testing.T, url string) int {
	t.Helper()
	response, err := http.Get(url)
	check(t, err)
	defer response.Body.Close()
	return response.StatusCode
}

func within(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	start := time.Now()
	f()
	if took := time.Since(start); took > limit {
		t.Fatalf("took %v, want at most %v", took, limit)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
