// Package drivers opens the stores that a URL names. It is the one place that
// knows every driver.
package drivers

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"lapak/storage"
	"lapak/storage/disk"
	"lapak/storage/minio"
)

// Usage says what a storage URL looks like.
const Usage = "disk:///path or minio://key:secret@host:port/bucket[?secure=true][&region=name]"

// privateSuffix names the second bucket after the first.
const privateSuffix = "-private"

// bucketPattern leaves room for privateSuffix in the 63 characters of S3.
var bucketPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,53}[a-z0-9]$`)

// Stores is the pair that a mall needs. Anonymous readers reach neither: what is
// in Public is served by the application to anybody, what is in Private to the
// people it concerns.
type Stores struct {
	Public  storage.Store // renditions of pictures
	Private storage.Store // documents
}

// Open reads a storage URL and opens its two stores without touching them. The
// error says what to write instead, and repeats no secret.
func Open(raw string) (Stores, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return Stores{}, fmt.Errorf("storage: this is no URL; write %s and percent-encode special characters of the key and secret", Usage)
	}
	switch u.Scheme {
	case "disk":
		return openDisk(u)
	case "minio":
		return openMinio(u)
	}
	return Stores{}, fmt.Errorf("storage: unknown kind %q; write %s", u.Scheme, Usage)
}

// Ensure makes both places where they are missing.
func (s Stores) Ensure(ctx context.Context) error {
	return errors.Join(s.Public.Ensure(ctx), s.Private.Ensure(ctx))
}

// Ready reports whether both stores can be used now.
func (s Stores) Ready(ctx context.Context) error {
	return errors.Join(s.Public.Ready(ctx), s.Private.Ready(ctx))
}

func openDisk(u *url.URL) (Stores, error) {
	if u.Host != "" || !filepath.IsAbs(u.Path) || filepath.Clean(u.Path) == "/" || u.RawQuery != "" {
		return Stores{}, errors.New("storage: a disk store needs an absolute folder; write disk:///path")
	}
	return Stores{
		Public:  disk.New(filepath.Join(u.Path, "public")),
		Private: disk.New(filepath.Join(u.Path, "private")),
	}, nil
}

func openMinio(u *url.URL) (Stores, error) {
	options, err := minioOptions(u)
	if err != nil {
		return Stores{}, fmt.Errorf("storage: %w; write %s", err, Usage)
	}
	public, err := minio.New(options)
	if err != nil {
		return Stores{}, fmt.Errorf("storage: %w", err)
	}
	options.Bucket += privateSuffix
	private, err := minio.New(options)
	if err != nil {
		return Stores{}, fmt.Errorf("storage: %w", err)
	}
	return Stores{Public: public, Private: private}, nil
}

func minioOptions(u *url.URL) (minio.Options, error) {
	secret, _ := u.User.Password()
	options := minio.Options{
		Endpoint: u.Host,
		Key:      u.User.Username(),
		Secret:   secret,
		Bucket:   strings.TrimPrefix(u.Path, "/"),
	}
	switch {
	case options.Key == "" || options.Secret == "":
		return options, errors.New("the key or the secret is missing")
	case u.Hostname() == "":
		return options, errors.New("the host is missing")
	case !bucketPattern.MatchString(options.Bucket):
		return options, errors.New("the bucket's name must be 3 to 55 lower-case letters, digits and hyphens")
	}
	for name, values := range u.Query() {
		value := values[len(values)-1]
		switch {
		case name == "secure" && (value == "true" || value == "false"):
			options.Secure = value == "true"
		case name == "region" && value != "":
			options.Region = value
		default:
			return options, fmt.Errorf("the option %q is not understood", name)
		}
	}
	return options, nil
}
