package storage

import (
	"path"
	"regexp"

	"lapak/internal/apperr"
)

// keyPattern allows no slash and a single dot, so that a key can neither leave
// its folder nor mean something else in a URL.
var keyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{2,99}\.[a-z0-9]{2,4}$`)

var prefixPattern = regexp.MustCompile(`^[a-z0-9_.-]{0,105}$`)

// contentTypes is closed: a store never serves a type that a browser would run.
var contentTypes = map[string]string{
	".csv":  "text/csv; charset=utf-8",
	".jpg":  "image/jpeg",
	".pdf":  "application/pdf",
	".png":  "image/png",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".zip":  "application/zip",
}

// CheckKey refuses a key that is not 3 to 100 lower-case letters, digits, hyphens
// and underscores with a known extension. The error is of kind Invalid.
func CheckKey(key string) error {
	if !keyPattern.MatchString(key) || ContentType(key) == "" {
		return apperr.New(apperr.Invalid, "storage_key_invalid")
	}
	return nil
}

// CheckPrefix refuses a prefix that no key can start with.
func CheckPrefix(prefix string) error {
	if !prefixPattern.MatchString(prefix) {
		return apperr.New(apperr.Invalid, "storage_key_invalid")
	}
	return nil
}

// ContentType is the type that the key's extension stands for, or "".
func ContentType(key string) string {
	return contentTypes[path.Ext(key)]
}
