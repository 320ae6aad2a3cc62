package web

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
)

// CleanAddress refuses addresses and tokens that are no text: a NUL or broken UTF-8 names nothing here, and Postgres would fail on it.
func CleanAddress(refuse Refuse) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := checkAddress(c); err != nil {
			refuse(c, err)
			return
		}
		c.Next()
	}
}

func checkAddress(c *gin.Context) error {
	if !isText(c.Request.URL.Path) {
		return apperr.NewNotFound("not_found")
	}
	if c.Request.URL.RawQuery == "" {
		return nil
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return apperr.Wrap(err, apperr.BadRequest, "malformed_query")
	}
	var fields apperr.Fields
	for name, values := range query {
		if !isText(name) {
			return apperr.New(apperr.BadRequest, "malformed_query")
		}
		for _, value := range values {
			if !isText(value) {
				fields.Add("query."+name, "bad_characters")
			}
		}
	}
	return fields.Err()
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
