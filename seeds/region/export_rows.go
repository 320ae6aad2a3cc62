package region

import (
	"io/fs"
	"path"

	"lapak/internal/exportready/rulebook"
)

// readRules fills the rulebook from its tables and remembers where each row stands.
func (e *Export) readRules(fsys fs.FS) []error {
	var errs [6]error
	b := &e.Rulebook
	b.Fields, errs[0] = readRuled(fsys, e, "fields.csv", fieldRow, func(f rulebook.Field) string { return "field " + f.Key })
	b.Criteria, errs[1] = readRuled(fsys, e, "criteria.csv", criterionRow, func(c rulebook.Criterion) string { return "criterion " + c.Key })
	b.Requirements, errs[2] = readRuled(fsys, e, "market_requirements.csv", requirementRow, func(r rulebook.Requirement) string { return "requirement " + r.Key })
	b.Identifiers, errs[3] = readRuled(fsys, e, "identifiers.csv", identifierRow, func(i rulebook.Identifier) string { return "identifier " + i.Key })
	b.Guides, errs[4] = readRuled(fsys, e, "guides.csv", guideRow, func(g rulebook.Guide) string { return "guide " + g.Rule })
	e.Values, errs[5] = readTable(fsys, path.Join(exportFolder, "lists.csv"), func(t *table) ListValue {
		return ListValue{t.row, t.text("name"), t.text("value"), t.both("label"), t.origin()}
	})
	b.Lists, b.Labels = map[string][]string{}, map[string]map[string]rulebook.Text{}
	for _, v := range e.Values {
		b.Lists[v.List] = append(b.Lists[v.List], v.Value)
		if b.Labels[v.List] == nil {
			b.Labels[v.List] = map[string]rulebook.Text{}
		}
		b.Labels[v.List][v.Value] = rulebook.Text(v.Label)
	}
	return errs[:]
}

func readRuled[T any](fsys fs.FS, e *Export, file string, read func(*table) T, name func(T) string) ([]T, error) {
	return readTable(fsys, path.Join(exportFolder, file), func(t *table) T {
		row := read(t)
		e.rows[name(row)] = place{"export/" + file, t.row}
		return row
	})
}

func (t *table) words(column string) rulebook.Text { return rulebook.Text(t.both(column)) }

func (t *table) origin() rulebook.Origin {
	return rulebook.Origin{Source: t.text("source"), Confidence: rulebook.Confidence(t.text("confidence"))}
}

func (t *table) window() rulebook.Window {
	return rulebook.Window{From: t.text("valid_from"), To: t.text("valid_to")}
}

func fieldRow(t *table) rulebook.Field {
	return rulebook.Field{
		Key: t.text("key"), Axis: rulebook.Axis(t.text("axis")), Type: rulebook.FieldType(t.text("type")),
		Source: rulebook.FieldSource(t.text("source")), List: t.text("list"),
		Min: t.optional("min"), Max: t.optional("max"), Unit: t.text("unit"),
		Classes: t.several("classes"), Asked: t.text("asked"), Group: t.text("group"),
		Label: t.words("label"), Help: t.words("help"),
	}
}

func criterionRow(t *table) rulebook.Criterion {
	c := rulebook.Criterion{
		Key: t.text("id"), Axis: rulebook.Axis(t.text("axis")), Classes: t.several("classes"), Applies: t.text("applies"),
		Dimension: t.text("dimension"), Title: t.words("title"), Kind: rulebook.Kind(t.text("kind")),
		Check: t.text("check"), Half: t.text("half"), Numbers: t.several("numbers"), Attests: t.several("attests"),
		Upload: t.words("upload"), ValidityNote: t.text("validity_note"),
		Issuer: t.text("issuer"), Verifier: t.text("verifier"), Office: t.text("office"),
		Gate: rulebook.Gate(t.text("gate")), Weight: t.number("weight"), Window: t.window(), Origin: t.origin(),
	}
	if t.text("validity_months") != "" {
		c.ValidityMonths = t.number("validity_months")
	}
	return c
}

func requirementRow(t *table) rulebook.Requirement {
	return rulebook.Requirement{
		Key: t.text("id"), Destination: t.text("destination"), Classes: t.several("classes"), Applies: t.text("applies"),
		Title: t.words("title"), Kind: rulebook.RequirementKind(t.text("kind")),
		Check: t.text("check"), Document: t.yes("document"), Attests: t.several("attests"),
		Needs: t.words("needs"), Office: t.text("office"), Blocking: rulebook.Blocking(t.text("blocking")),
		Window: t.window(), Origin: t.origin(),
	}
}

func identifierRow(t *table) rulebook.Identifier {
	return rulebook.Identifier{
		Key: t.text("key"), Name: t.text("name"), Pattern: t.text("pattern"), Note: t.text("notes"),
		Secret: t.yes("secret"), Confidence: rulebook.Confidence(t.text("confidence")),
	}
}

func guideRow(t *table) rulebook.Guide {
	return rulebook.Guide{
		Rule: t.text("rule"), Where: t.words("where"), Steps: t.words("steps"), Cost: t.words("cost"), Days: t.words("days"),
		URL: t.text("url"), Origin: t.origin(),
	}
}

func hsRow(t *table) HSCode {
	return HSCode{
		Row: t.row, Key: t.text("key"), Name: t.both("name"), Class: t.text("category"), Code: t.text("hs6"),
		Description: t.text("hs_description"), Version: t.text("hs_version"), Confidence: t.text("confidence"), Checked: t.text("check"),
		EUDR: t.text("eudr_annex1"), Lacey: t.text("lacey_likely"), Note: t.text("note"),
	}
}
