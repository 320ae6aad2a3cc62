// Package minio is a storage.Store in a bucket of MinIO, or of another server
// that speaks S3. No other package knows the client library.
package minio

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	minio "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"lapak/storage"
)

const (
	defaultRegion  = "us-east-1" // what MinIO answers to unless told otherwise
	defaultTimeout = 10 * time.Second
	dialTimeout    = 2 * time.Second
	attempts       = 3
)

// Options says where the bucket is.
type Options struct {
	Endpoint string // host:port
	Key      string
	Secret   string
	Secure   bool // speak TLS
	Region   string
	Bucket   string
	// Timeout bounds one call, repeats included; 0 means 10 s. An opened object
	// may be read for twelve times as long, since its reader may be on a phone.
	Timeout time.Duration
}

// Store keeps objects in one bucket.
type Store struct {
	client  *minio.Core
	bucket  string
	region  string
	timeout time.Duration
}

// New opens the bucket without calling the server. The error names what is wrong
// with the options.
func New(o Options) (*Store, error) {
	if o.Region == "" {
		o.Region = defaultRegion
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	client, err := minio.NewCore(o.Endpoint, &minio.Options{
		Creds:        credentials.NewStaticV4(o.Key, o.Secret, ""),
		Secure:       o.Secure,
		Region:       o.Region,
		BucketLookup: minio.BucketLookupPath,
		MaxRetries:   attempts,
		Transport:    transport(o.Timeout),
	})
	if err != nil {
		return nil, fmt.Errorf("minio: %w", err)
	}
	return &Store{client: client, bucket: o.Bucket, region: o.Region, timeout: o.Timeout}, nil
}

// transport gives each attempt an equal share of the time, so that one silent
// server behind a name does not use it all up.
func transport(timeout time.Duration) *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:   dialTimeout,
		ResponseHeaderTimeout: timeout / attempts,
		IdleConnTimeout:       time.Minute,
		MaxIdleConnsPerHost:   32,
		DisableCompression:    true, // sizes must be those of the object
	}
}

// Ensure makes the bucket and takes away any policy that opens it to the public.
func (s *Store) Ensure(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	err := s.client.MakeBucket(call, s.bucket, minio.MakeBucketOptions{Region: s.region})
	if err == nil || isOwned(err) {
		err = s.client.SetBucketPolicy(call, s.bucket, "")
	}
	return s.translate(ctx, err)
}

// Ready asks for the bucket.
func (s *Store) Ready(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	exists, err := s.client.BucketExists(call, s.bucket)
	if err == nil && !exists {
		err = errNoBucket
	}
	return s.translate(ctx, err)
}

var _ storage.Store = (*Store)(nil)
