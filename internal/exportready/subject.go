package exportready

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"lapak/internal/exportready/rulebook"
)

// jsonColumn is a jsonb column read into T.
type jsonColumn[T any] struct{ Value T }

// Scan reads the column.
func (j *jsonColumn[T]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case []byte:
		return json.Unmarshal(v, &j.Value)
	case string:
		return json.Unmarshal([]byte(v), &j.Value)
	}
	return fmt.Errorf("cannot read %T as JSON", src)
}

// proof is evidence as judging reads it.
type proof struct {
	Rule       string                 `json:"rule"`
	State      rulebook.EvidenceState `json:"state"`
	ValidUntil string                 `json:"valid_until"`
	Attested   string                 `json:"attested"`
}

// shopRow is a shop with all that its rules read.
type shopRow struct {
	ShopID   uuid.UUID                  `db:"shop_id"`
	OptedIn  bool                       `db:"opted_in"`
	Level    rulebook.Level             `db:"level"`
	Score    int                        `db:"score_bp"`
	Filled   jsonColumn[rulebook.Facts] `db:"facts"`
	History  jsonColumn[rulebook.Facts] `db:"history"`
	Derived  jsonColumn[rulebook.Facts] `db:"derived"`
	Evidence jsonColumn[[]proof]        `db:"evidence"`
}

func (r shopRow) subject(book *rulebook.Book) rulebook.Subject {
	return subjectOf(book, rulebook.Shop, r.Filled.Value.With(r.Derived.Value, r.History.Value), r.Evidence.Value)
}

// productRow is a product with all that its rules read.
type productRow struct {
	ProductID uuid.UUID                  `db:"product_id"`
	OptedIn   bool                       `db:"opted_in"`
	Class     string                     `db:"class"`
	Level     rulebook.Level             `db:"level"`
	Score     int                        `db:"score_bp"`
	ReadyAt   jsonColumn[[]string]       `db:"ready_at"`
	Filled    jsonColumn[rulebook.Facts] `db:"facts"`
	History   jsonColumn[rulebook.Facts] `db:"history"`
	Derived   jsonColumn[rulebook.Facts] `db:"derived"`
	Evidence  jsonColumn[[]proof]        `db:"evidence"`
}

func (r productRow) subject(book *rulebook.Book) rulebook.Subject {
	facts := r.Filled.Value.With(r.Derived.Value, r.History.Value)
	subject := subjectOf(book, rulebook.Product, facts.With(derived(r.Class, facts)), r.Evidence.Value)
	subject.Class = r.Class
	return subject
}

// subjectOf keeps the facts that the rulebook knows in their types, and says of each proof whether what it attests still stands.
func subjectOf(book *rulebook.Book, axis rulebook.Axis, facts rulebook.Facts, proofs []proof) rulebook.Subject {
	subject := rulebook.Subject{Facts: rulebook.Facts{}, Evidence: map[string]rulebook.Evidence{}}
	for key, fact := range facts {
		if f, known := book.FindField(key); known && f.Axis == axis && fits(f, fact) {
			subject.Facts[key] = fact
		}
	}
	for _, p := range proofs {
		rule, known := book.FindRule(p.Rule, "")
		if !known {
			continue
		}
		subject.Evidence[p.Rule] = rulebook.Evidence{
			State: p.State, ValidUntil: p.ValidUntil, Changed: p.Attested != Attested(rule, subject.Facts),
		}
	}
	return subject
}

// Attested names the facts that evidence for a rule speaks about, as it is kept with the evidence; empty where it speaks about none.
func Attested(rule rulebook.Rule, facts rulebook.Facts) string {
	if len(rule.Attests) == 0 {
		return ""
	}
	return digestOf(facts.Pick(rule.Attests))
}

// fits says whether a fact has the type of its field.
func fits(f rulebook.Field, fact any) bool {
	switch fact.(type) {
	case bool:
		return f.Type == rulebook.Bool
	case int64:
		return f.Type == rulebook.Number
	case string:
		return f.Type == rulebook.String || f.Type == rulebook.Choice
	case []string:
		return f.Type == rulebook.List || f.Type == rulebook.Lines
	}
	return false
}
