package exportready

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Evidence is a paper, number or statement that a shop handed in for a rule.
type Evidence struct {
	ID           uuid.UUID              `db:"id"`
	ShopID       uuid.UUID              `db:"shop_id"`
	ShopSlug     string                 `db:"shop_slug"`
	ShopName     string                 `db:"shop_name"`
	ProductID    *uuid.UUID             `db:"product_id"`
	ProductSlug  string                 `db:"product_slug"` // empty for a rule about the shop
	ProductTitle string                 `db:"product_title"`
	Rule         string                 `db:"rule"`
	Office       string                 `db:"office"` // key of the office that judges it
	State        rulebook.EvidenceState `db:"state"`
	NumberKind   string                 `db:"number_kind"`
	Number       string                 `db:"number"` // of a secret kind: its last four digits only
	Statement    string                 `db:"statement"`
	DocumentID   *uuid.UUID             `db:"document_id"`
	ContentType  string                 `db:"content_type"` // of the file; empty for none
	ValidUntil   *time.Time             `db:"valid_until"`  // the last day on which it counts
	SubmittedAt  time.Time              `db:"submitted_at"`
	DecidedAt    *time.Time             `db:"decided_at"`
	Reason       string                 `db:"reason"`
}

// NewEvidence is what a shop hands in: a file, a number, a statement, or several of them.
type NewEvidence struct {
	Rule       string
	Product    string // slug, for a rule about a product
	Number     string
	ValidUntil string // "2027-03-31"; empty where the paper names no end
	Statement  string
	File       io.Reader // PDF, JPEG, PNG or WebP; nil for none
}

// Submit hands in evidence; any member of the shop may. It takes the place of what was handed in before for the rule, and waits
// for the rule's office. Errors: NotFound shop_not_found, product_not_found; Invalid at criterion, number, valid_until, statement or
// file; those of media.UploadDocument.
func (s *Service) Submit(ctx context.Context, actor identity.Actor, slug string, in NewEvidence) (Evidence, error) {
	rule, checked, err := s.checkEvidence(in)
	if err != nil {
		return Evidence{}, err
	}
	// Who may not hand in anything uploads nothing.
	if _, _, err := s.Shops.FindForMember(ctx, actor, slug); err != nil {
		return Evidence{}, err
	}
	if in.File != nil {
		document, err := s.Media.UploadDocument(ctx, in.File)
		if err != nil {
			return Evidence{}, err
		}
		checked.DocumentID = &document.ID
	}
	if checked.ID, err = uuid.NewV7(); err != nil {
		return Evidence{}, err
	}
	checked.SubmittedBy = actor.AccountID
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		checked.ShopID = shop.ID
		return s.submitTx(ctx, tx, rule, checked, in.Product)
	})
	if err != nil {
		return Evidence{}, err
	}
	return findEvidence(ctx, s.DB, checked.ID)
}

func (s *Service) submitTx(ctx context.Context, tx *sqlx.Tx, rule rulebook.Rule, row evidenceRow, product string) error {
	if _, err := lockShopProfile(ctx, tx, row.ShopID); err != nil {
		return err
	}
	judged := round{day: s.Today(), shop: row.ShopID}
	if rule.Axis == rulebook.Product {
		id, err := findProduct(ctx, tx, row.ShopID, product)
		if err != nil {
			return err
		}
		row.ProductID, judged.product = &id, id
	}
	facts, err := s.factsTx(ctx, tx, row)
	if err != nil {
		return err
	}
	row.Attested = Attested(rule, facts)
	if row.DocumentID != nil {
		if err := s.Media.UseDocumentTx(ctx, tx, *row.DocumentID); err != nil {
			return err
		}
	}
	if err := replaceEvidence(ctx, tx, row); err != nil {
		return err
	}
	return s.judgeTx(ctx, tx, judged)
}

// factsTx are the facts that evidence may speak about.
func (s *Service) factsTx(ctx context.Context, tx *sqlx.Tx, row evidenceRow) (rulebook.Facts, error) {
	if row.ProductID == nil {
		shop, err := findShopRow(ctx, tx, row.ShopID)
		return shop.subject(s.Book()).Facts, err
	}
	product, err := findProductRow(ctx, tx, *row.ProductID)
	if postgres.IsNoRows(err) {
		return rulebook.Facts{}, nil
	}
	return product.subject(s.Book()).Facts, err
}

func (s *Service) checkEvidence(in NewEvidence) (rulebook.Rule, evidenceRow, error) {
	var fields apperr.Fields
	row := evidenceRow{Rule: in.Rule}
	rule, known := s.Book().FindRule(in.Rule, s.Today())
	if !known || !rule.IsJudged() {
		return rule, row, apperr.NewInvalid(apperr.Field{Path: "criterion", Code: "unknown_value"})
	}
	row.Office = rule.Office
	row.Statement = fields.Text("statement", in.Statement, 0, 2000)
	if s.holdsSecret(row.Statement) {
		fields.Add("statement", "secret_number")
	}
	s.checkNumber(&fields, rule, in.Number, &row)
	if in.File == nil && row.Number == "" && row.Statement == "" {
		fields.Add("file", "evidence_empty")
	}
	if in.ValidUntil != "" {
		until, err := time.Parse(time.DateOnly, in.ValidUntil)
		switch {
		case err != nil:
			fields.Add("valid_until", "bad_date")
		case in.ValidUntil < s.Today():
			fields.Add("valid_until", "evidence_ended")
		case until.After(s.now().AddDate(30, 0, 0)):
			fields.Add("valid_until", "evidence_too_far")
		default:
			row.ValidUntil = &until
		}
	}
	if (rule.Axis == rulebook.Product) != (in.Product != "") {
		fields.Add("product", "criterion_axis")
	}
	return rule, row, fields.Err()
}

var gaps = regexp.MustCompile(`[\s.\-/]+`)

// checkNumber recognises the number by the forms that the rule allows. A secret one is kept as a keyed hash and four digits.
func (s *Service) checkNumber(fields *apperr.Fields, rule rulebook.Rule, number string, row *evidenceRow) {
	number = strings.ToUpper(fields.Text("number", number, 0, 60))
	if number == "" {
		return
	}
	row.Number = number
	compact := gaps.ReplaceAllString(number, "")
	if len(rule.Numbers) == 0 {
		s.keepSecret(row, compact)
		return
	}
	for _, key := range rule.Numbers {
		for _, form := range []string{number, compact} {
			if !s.Book().MatchesIdentifier(key, form) {
				continue
			}
			row.Number, row.NumberKind = form, key
			s.keepSecret(row, compact)
			return
		}
	}
	row.Number = ""
	id, _ := s.Book().FindIdentifier(rule.Numbers[0])
	fields.Add("number", "bad_number_form", "Name", id.Name)
}

// keepSecret leaves the last four digits of a number that has the form of a secret one, whatever it was handed in as: a taxpayer number
// may be its owner's NIK.
func (s *Service) keepSecret(row *evidenceRow, number string) {
	if s.isSecret(number) {
		row.NumberHash, row.Number = s.hashNumber(number), number[len(number)-4:]
	}
}

func (s *Service) isSecret(number string) bool {
	return slices.ContainsFunc(s.Book().Identifiers, func(id rulebook.Identifier) bool {
		return id.Secret && s.Book().MatchesIdentifier(id.Key, number)
	})
}

// longNumber is a run of digits in a text, perhaps with gaps.
var longNumber = regexp.MustCompile(`[0-9](?:[\s.\-/]?[0-9]){9,}`)

// holdsSecret says whether a text names a secret number, which would then be kept in clear.
func (s *Service) holdsSecret(text string) bool {
	return slices.ContainsFunc(longNumber.FindAllString(text, -1), func(run string) bool {
		return s.isSecret(gaps.ReplaceAllString(run, ""))
	})
}

// hashNumber lets two equal numbers be recognised without either being kept.
func (s *Service) hashNumber(number string) []byte {
	mac := hmac.New(sha256.New, []byte(s.Personal.Token("identity_number", "key")))
	mac.Write([]byte(number))
	return mac.Sum(nil)
}

// ListEvidence gives what a shop handed in, the newest for each rule; any member may ask.
func (s *Service) ListEvidence(ctx context.Context, actor identity.Actor, slug string) ([]Evidence, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return nil, err
	}
	return listEvidence(ctx, s.DB, shop.ID)
}

// FindEvidence finds what a shop handed in; any member may ask. Errors: NotFound, also for another shop's.
func (s *Service) FindEvidence(ctx context.Context, actor identity.Actor, slug string, id uuid.UUID) (Evidence, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return Evidence{}, err
	}
	e, err := findEvidence(ctx, s.DB, id)
	if err == nil && e.ShopID != shop.ID {
		return Evidence{}, errNoEvidence()
	}
	return e, err
}

// Verdict is an office's word on evidence.
type Verdict struct {
	State      rulebook.EvidenceState // Verified or Rejected
	Reason     string                 // told to the shop; needed for Rejected
	ValidUntil string                 // of Verified: the last day as the paper says; empty for what the shop said
}

// Decide judges evidence that waits. A verifier of the rule's office may, or an admin, but never a member of the shop. A verified
// paper that names no end gets the one that its rule allows. Errors: Forbidden forbidden and own_shop; NotFound; Invalid at verdict,
// reason or valid_until; Conflict evidence_decided.
func (s *Service) Decide(ctx context.Context, actor identity.Actor, id uuid.UUID, v Verdict) (Evidence, error) {
	var fields apperr.Fields
	needed := 0
	switch v.State {
	case rulebook.Verified:
	case rulebook.Rejected:
		needed = 3
	default:
		fields.Add("verdict", "unknown_value")
	}
	v.Reason = fields.Text("reason", v.Reason, needed, 500)
	if _, err := time.Parse(time.DateOnly, v.ValidUntil); v.ValidUntil != "" && err != nil {
		fields.Add("valid_until", "bad_date")
	}
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		row, err := lockEvidence(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.mayJudge(ctx, tx, actor, row); err != nil {
			return err
		}
		if err := fields.Err(); err != nil {
			return err
		}
		return s.decideTx(ctx, tx, actor, row, v)
	})
	if err != nil {
		return Evidence{}, err
	}
	return findEvidence(ctx, s.DB, id)
}

func (s *Service) decideTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, row evidenceRow, v Verdict) error {
	if row.State != rulebook.Waiting || row.ReplacedAt != nil {
		return apperr.New(apperr.Conflict, "evidence_decided")
	}
	until := s.endOf(row, v)
	if v.State == rulebook.Verified && until != "" && until < s.Today() {
		return apperr.NewInvalid(apperr.Field{Path: "valid_until", Code: "evidence_ended"})
	}
	if err := decideEvidence(ctx, tx, row.ID, verdictRow{string(v.State), v.Reason, until, actor.AccountID}); err != nil {
		return err
	}
	judged := round{day: s.Today(), shop: row.ShopID}
	if row.ProductID != nil {
		judged.product = *row.ProductID
	}
	if _, err := lockShopProfile(ctx, tx, row.ShopID); err != nil {
		return err
	}
	if err := s.judgeTx(ctx, tx, judged); err != nil {
		return err
	}
	if err := s.tellVerdictTx(ctx, tx, row, v); err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: actor.String(), Action: "export.evidence." + string(v.State), Subject: "evidence:" + row.ID.String(),
		Data: map[string]string{"rule": row.Rule, "reason": v.Reason},
	})
}

// endOf is the last day of verified evidence: what the office read on it, or else what the shop said, or else what the rule allows from
// today on.
func (s *Service) endOf(row evidenceRow, v Verdict) string {
	until := v.ValidUntil
	if until == "" && row.ValidUntil != nil {
		until = row.ValidUntil.Format(time.DateOnly)
	}
	if rule, ok := s.Book().FindRule(row.Rule, s.Today()); ok && rule.ValidityMonths > 0 && until == "" {
		until = s.dayOf(s.now().AddDate(0, rule.ValidityMonths, 0))
	}
	return until
}

// mayJudge lets the rule's own office judge, never somebody of the shop. What the actor may not see at all is NotFound.
func (s *Service) mayJudge(ctx context.Context, q sqlx.QueryerContext, actor identity.Actor, row evidenceRow) error {
	if !actor.Has(identity.RoleAdmin) && !actor.HasScoped(identity.RoleVerifier, row.Office) {
		return errNoEvidence()
	}
	mine, err := s.Shops.IsMember(ctx, q, row.ShopID, actor.AccountID)
	if err == nil && mine {
		return apperr.New(apperr.Forbidden, "own_shop")
	}
	return err
}

func errNoEvidence() *apperr.Error { return apperr.NewNotFound("evidence_not_found") }
