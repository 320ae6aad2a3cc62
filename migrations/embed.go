// Package migrations holds the schema, one numbered file a change; a file that has landed is never edited.
package migrations

import "embed"

// FS has the goose files.
//
//go:embed *.sql
var FS embed.FS
