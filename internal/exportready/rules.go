package exportready

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// HSCode is a typical product with its code in the Harmonized System.
type HSCode struct {
	Key         string `db:"key"`
	NameID      string `db:"name_id"`
	NameEN      string `db:"name_en"`
	Class       string `db:"class"`
	HS6         string `db:"hs6"`
	Description string `db:"description"` // the official wording
	Version     string `db:"hs_version"`  // "HS2022"
	Confidence  string `db:"confidence"`  // high, medium, low
	Checked     string `db:"checked"`
	Note        string `db:"note"`
}

// Load reads the rules in force into memory. An empty database has none.
func (s *Service) Load(ctx context.Context) error {
	stored, err := findActive(ctx, s.DB)
	if postgres.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the export rules: %w", err)
	}
	if stored.Version == s.Version() {
		return nil
	}
	book, err := stored.book()
	if err != nil {
		return err
	}
	s.rules.Store(&edition{stored.Version, book})
	codes := make([]string, 0, len(book.Destinations))
	for _, destination := range book.Destinations {
		codes = append(codes, destination.Code)
	}
	s.Catalog.KnowDestinations(codes)
	return nil
}

func (r storedRules) book() (*rulebook.Book, error) {
	var source rulebook.Rulebook
	if err := json.Unmarshal([]byte(r.Content), &source); err != nil {
		return nil, fmt.Errorf("decode the export rules %s: %w", r.Version, err)
	}
	return rulebook.Compile(source)
}

// ImportRules puts a rulebook and the typical HS codes in force, with the confirmations that still fit their rows, and asks for
// everything to be judged again where the rules are others than before. Running it again changes nothing. The error names every row
// that contradicts itself or another.
func (s *Service) ImportRules(ctx context.Context, source rulebook.Rulebook, codes []HSCode) error {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		confirmed, err := listConfirmations(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.activateTx(ctx, tx, withConfirmations(source, confirmed)); err != nil {
			return err
		}
		return replaceHSCodes(ctx, tx, codes)
	})
	if err != nil {
		return fmt.Errorf("import the export rules: %w", err)
	}
	return s.Load(ctx)
}

// activateTx stores a rulebook and puts it in force.
func (s *Service) activateTx(ctx context.Context, tx *sqlx.Tx, source rulebook.Rulebook) error {
	if _, err := rulebook.Compile(source); err != nil {
		return err
	}
	version, err := rulebook.Version(source)
	if err != nil {
		return err
	}
	content, err := json.Marshal(source)
	if err != nil {
		return fmt.Errorf("encode the export rules: %w", err)
	}
	changed, err := activate(ctx, tx, storedRules{version, string(content)})
	if err != nil || !changed {
		return err
	}
	return s.Queue.EnqueueTx(ctx, tx, reassess{}, jobs.Options{})
}

// confirmation is an operator's word that a destination's row is right.
type confirmation struct {
	Rule        string    `db:"rule"`
	RowDigest   string    `db:"row_digest"`
	Source      string    `db:"source"`
	ConfirmedOn time.Time `db:"confirmed_on"`
}

// withConfirmations is the rulebook with what operators confirmed; a row that has changed since is unconfirmed again.
func withConfirmations(source rulebook.Rulebook, confirmed []confirmation) rulebook.Rulebook {
	source.Requirements = slices.Clone(source.Requirements)
	for i := range source.Requirements {
		row := &source.Requirements[i]
		for _, c := range confirmed {
			if c.Rule == row.Key && c.RowDigest == digestOf(*row) {
				row.ConfirmedAt = c.ConfirmedOn.Format(time.DateOnly)
				row.Source += "; confirmed: " + c.Source
				break
			}
		}
	}
	return source
}

// digestOf names a row's content, any confirmation aside.
func digestOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic("exportready: " + err.Error()) // rows and facts hold only what JSON can
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// Confirm records that an operator checked a destination's row against a source, which makes it count from now on. An admin or a
// verifier of the mall's office may. Errors: Forbidden; NotFound rule_not_found; Invalid at source; Conflict rule_confirmed.
func (s *Service) Confirm(ctx context.Context, actor identity.Actor, rule, source string) error {
	if !actor.Has(identity.RoleAdmin) && !actor.HasScoped(identity.RoleVerifier, officeOfMall) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	var fields apperr.Fields
	source = fields.Text("source", source, 10, 500)
	if err := fields.Err(); err != nil {
		return err
	}
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		stored, err := lockActive(ctx, tx)
		if err != nil {
			return err
		}
		var rules rulebook.Rulebook
		if err := json.Unmarshal([]byte(stored.Content), &rules); err != nil {
			return err
		}
		i := slices.IndexFunc(rules.Requirements, func(r rulebook.Requirement) bool { return r.Key == rule })
		if i < 0 {
			return apperr.NewNotFound("rule_not_found")
		}
		row := rules.Requirements[i]
		if row.Confirmed() {
			return apperr.New(apperr.Conflict, "rule_confirmed")
		}
		today, err := time.Parse(time.DateOnly, s.Today())
		if err != nil {
			return err
		}
		c := confirmation{Rule: rule, RowDigest: digestOf(row), Source: source, ConfirmedOn: today}
		if err := saveConfirmation(ctx, tx, c, actor.AccountID); err != nil {
			return err
		}
		if err := s.activateTx(ctx, tx, withConfirmations(rules, []confirmation{c})); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "export.rule.confirm", Subject: "rule:" + rule, Data: map[string]string{"source": source},
		})
	})
	if err != nil {
		return err
	}
	return s.Load(ctx)
}

// officeOfMall is the office that runs the mall.
const officeOfMall = "diskop"

// SearchHS finds typical goods by their names, the official wording or the first digits of a code, best first, at most 20. An empty
// search gives those of a class. Errors: Invalid at q or class.
func (s *Service) SearchHS(ctx context.Context, query, class string) ([]HSCode, error) {
	if !apperr.IsPlainText(query) || len(query) > 100 {
		return nil, apperr.NewInvalid(apperr.Field{Path: "q", Code: "bad_characters"})
	}
	if class != "" && !s.Book().KnowsClass(class) {
		return nil, apperr.NewInvalid(apperr.Field{Path: "class", Code: "unknown_value"})
	}
	return searchHSCodes(ctx, s.DB, query, class)
}
