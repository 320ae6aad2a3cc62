package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed reference.html
var referenceHTML string

//go:embed reference.css
var referenceCSS []byte

// reference is what the page at /api shows, made from the document.
type reference struct {
	Title, About string
	Groups       []referenceGroup
	Schemas      []referenceSchema
}

type referenceGroup struct {
	Name, About string
	Calls       []referenceCall
}

type referenceCall struct {
	ID, Method, Path, Summary, Access string
	Params                            []*huma.Param
	Body, Answer                      string // names of schemas
	Status                            string
	Errors                            []string
}

type referenceSchema struct {
	Name   string
	Fields []referenceField
}

type referenceField struct {
	Name, Type, Doc string
	Ref             string // name of a schema
	Required        bool
	Example         string
}

// referencePage draws the page without any script: it is made once and never changes.
func referencePage(doc *huma.OpenAPI) []byte {
	var out bytes.Buffer
	page := template.Must(template.New("reference").Parse(referenceHTML))
	if err := page.Execute(&out, referenceOf(doc)); err != nil {
		panic("the reference page cannot be drawn: " + err.Error()) // at start, not on a request
	}
	return out.Bytes()
}

func referenceOf(doc *huma.OpenAPI) reference {
	out := reference{Title: doc.Info.Title, About: doc.Info.Description}
	at := map[string]int{}
	for i, tag := range doc.Tags {
		at[tag.Name] = i
		out.Groups = append(out.Groups, referenceGroup{Name: tag.Name, About: tag.Description})
	}
	eachOperation(doc, func(method, path string, op *huma.Operation) {
		group := &out.Groups[at[op.Tags[0]]]
		group.Calls = append(group.Calls, callOf(method, Prefix+path, op))
	})
	schemas := doc.Components.Schemas.Map()
	for _, name := range sortedKeys(schemas) {
		out.Schemas = append(out.Schemas, schemaShown(name, schemas[name]))
	}
	return out
}

func callOf(method, path string, op *huma.Operation) referenceCall {
	out := referenceCall{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Params: op.Parameters, Access: accessOf(op)}
	if op.RequestBody != nil {
		for kind, body := range op.RequestBody.Content {
			out.Body = refName(body.Schema)
			if out.Body == "" {
				out.Body = kind
			}
		}
	}
	for _, status := range sortedKeys(op.Responses) {
		if status >= "4" {
			out.Errors = append(out.Errors, status)
			continue
		}
		out.Status = status
		for _, body := range op.Responses[status].Content {
			out.Answer = refName(body.Schema)
		}
	}
	return out
}

func accessOf(op *huma.Operation) string {
	var names []string
	for _, way := range op.Security {
		for name := range way {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "anyone"
	}
	return strings.Join(names, " · ")
}

func schemaShown(name string, s *huma.Schema) referenceSchema {
	out := referenceSchema{Name: name}
	for _, field := range sortedKeys(s.Properties) {
		p := s.Properties[field]
		shown := referenceField{Name: field, Type: p.Type, Doc: p.Description, Required: slices.Contains(s.Required, field), Ref: refName(p)}
		if len(p.AnyOf) > 0 {
			shown.Type, shown.Ref = "or null:", refName(p.AnyOf[0])
		}
		if len(p.OneOf) > 0 {
			shown.Type = "string or object"
		}
		if p.Type == huma.TypeArray && p.Items != nil {
			shown.Type, shown.Ref = "list of "+p.Items.Type, refName(p.Items)
		}
		if len(p.Enum) > 0 {
			shown.Type = strings.Trim(strings.ReplaceAll(jsonText(p.Enum), `"`, ""), "[]")
		}
		if len(p.Examples) > 0 {
			shown.Example = jsonText(p.Examples[0])
		}
		out.Fields = append(out.Fields, shown)
	}
	return out
}

func refName(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	return strings.TrimPrefix(s.Ref, "#/components/schemas/")
}

func jsonText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// eachOperation visits the operations in the order of their paths.
func eachOperation(doc *huma.OpenAPI, visit func(method, path string, op *huma.Operation)) {
	for _, path := range sortedKeys(doc.Paths) {
		item := doc.Paths[path]
		for _, one := range []struct {
			method string
			op     *huma.Operation
		}{{"GET", item.Get}, {"POST", item.Post}, {"PUT", item.Put}, {"PATCH", item.Patch}, {"DELETE", item.Delete}} {
			if one.op != nil {
				visit(one.method, path, one.op)
			}
		}
	}
}

func schemaOf(doc *huma.OpenAPI, shape any) *huma.Schema {
	t := reflect.TypeOf(shape)
	return doc.Components.Schemas.Schema(t, true, t.Name())
}
