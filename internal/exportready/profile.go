package exportready

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// Profile is what an owner filled in of a shop or product for export. The zero Profile is of one that never opted in.
type Profile struct {
	OptedIn bool
	Class   string         // of a product: its category's class or the one that overrides it
	Chosen  string         // the class that overrides the category's; empty for none
	Filled  rulebook.Facts // by the owner
	Facts   rulebook.Facts // with what is derived and what the platform's history says
	Plots   string         // GeoJSON of a product; empty for none
	Version int64
}

// Input is what an owner changes; a nil field stays as it is. A fact that is nil is taken out.
type Input struct {
	Version *int64 // the change is refused where there is another one by now
	OptedIn *bool
	Class   *string // of a product; empty for its category's
	Facts   map[string]any
	Plots   *string // of a product; empty for none
}

// limits of what may be filled in.
const (
	maxText  = 500 // characters of a text, or of one line
	maxLines = 60
)

// SetShop changes a shop's export profile and opts it in or out; any member may. Opting in assesses every product of the shop that
// did not opt out. Errors: NotFound; Invalid with a field for each fault, at facts.<key>; Conflict export_changed.
func (s *Service) SetShop(ctx context.Context, actor identity.Actor, slug string, in Input) (Profile, error) {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		before, err := lockShopProfile(ctx, tx, shop.ID)
		if err != nil {
			return err
		}
		next, err := s.changed(before, rulebook.Shop, in)
		if err != nil {
			return err
		}
		if err := saveShopProfile(ctx, tx, shop.ID, next); err != nil {
			return err
		}
		return s.judgeTx(ctx, tx, round{day: s.Today(), shop: shop.ID})
	})
	if err != nil {
		return Profile{}, err
	}
	return s.ShopProfile(ctx, actor, slug)
}

// ProductRef names a product at its shop's desk, both by slug.
type ProductRef struct {
	Shop, Product string
}

// SetProduct changes a product's export data and opts it in or out; any member of the shop may. The first product to opt in takes
// its shop along. Errors: NotFound; Invalid with a field for each fault, at facts.<key>, class or plots; Conflict export_changed.
func (s *Service) SetProduct(ctx context.Context, actor identity.Actor, ref ProductRef, in Input) (Profile, error) {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, ref.Shop)
		if err != nil {
			return err
		}
		product, err := findProduct(ctx, tx, shop.ID, ref.Product)
		if err != nil {
			return err
		}
		// The shop's row first: judging locks in that order.
		if _, err := lockShopProfile(ctx, tx, shop.ID); err != nil {
			return err
		}
		before, err := lockProductProfile(ctx, tx, product)
		if err != nil {
			return err
		}
		next, err := s.changed(before, rulebook.Product, in)
		if err != nil {
			return err
		}
		if err := saveProductProfile(ctx, tx, shop.ID, product, next); err != nil {
			return err
		}
		if next.OptedIn {
			if err := optShopIn(ctx, tx, shop.ID); err != nil {
				return err
			}
		}
		return s.judgeTx(ctx, tx, round{day: s.Today(), shop: shop.ID, product: product})
	})
	if err != nil {
		return Profile{}, err
	}
	return s.ProductProfile(ctx, actor, ref)
}

// ShopProfile is what a member of the shop sees of its export data.
func (s *Service) ShopProfile(ctx context.Context, actor identity.Actor, slug string) (Profile, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return Profile{}, err
	}
	row, err := findShopRow(ctx, s.DB, shop.ID)
	if postgres.IsNoRows(err) {
		return Profile{Filled: rulebook.Facts{}, Facts: rulebook.Facts{}}, nil
	}
	if err != nil {
		return Profile{}, postgres.Translate(err)
	}
	stored, err := findShopProfile(ctx, s.DB, shop.ID)
	return Profile{
		OptedIn: row.OptedIn, Filled: row.Filled.Value, Facts: row.subject(s.Book()).Facts, Version: stored.Version,
	}, err
}

// ProductProfile is what a member of the shop sees of a product's export data.
func (s *Service) ProductProfile(ctx context.Context, actor identity.Actor, ref ProductRef) (Profile, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, ref.Shop)
	if err != nil {
		return Profile{}, err
	}
	product, err := findProduct(ctx, s.DB, shop.ID, ref.Product)
	if err != nil {
		return Profile{}, err
	}
	row, err := findProductRow(ctx, s.DB, product)
	if postgres.IsNoRows(err) {
		class, err := findClass(ctx, s.DB, product)
		return Profile{Class: class, Filled: rulebook.Facts{}, Facts: rulebook.Facts{}}, err
	}
	if err != nil {
		return Profile{}, postgres.Translate(err)
	}
	stored, err := findProductProfile(ctx, s.DB, product)
	return Profile{
		OptedIn: row.OptedIn, Class: row.Class, Chosen: stored.Class, Filled: row.Filled.Value, Facts: row.subject(s.Book()).Facts,
		Plots: stored.Plots, Version: stored.Version,
	}, err
}

// judgeTx judges a shop, and with a product that one, in the transaction that changed them, so that the owner sees the level at once.
func (s *Service) judgeTx(ctx context.Context, tx *sqlx.Tx, r round) error {
	if s.Version() == "" {
		return nil
	}
	_, more, err := s.reassessTx(ctx, tx, r, uuid.Nil)
	if err != nil || !more {
		return err
	}
	return s.Queue.EnqueueTx(ctx, tx, reassess{ShopID: r.shop}, jobs.Options{})
}

// changed is a profile after a change, all of its facts checked.
func (s *Service) changed(before storedProfile, axis rulebook.Axis, in Input) (storedProfile, error) {
	next := before
	if in.Version != nil && *in.Version != before.Version {
		return next, apperr.New(apperr.Conflict, "export_changed").At("version")
	}
	if in.OptedIn != nil {
		next.OptedIn = *in.OptedIn
	}
	var fields apperr.Fields
	if in.Class != nil {
		next.Class = *in.Class
		if next.Class != "" && !s.Book().KnowsClass(next.Class) {
			fields.Add("class", "unknown_value")
		}
	}
	facts := before.Facts.Value.With()
	for key, value := range in.Facts {
		f, known := s.Book().FindField(key)
		if !known || f.Axis != axis || f.Source != rulebook.Filled {
			fields.Add("facts."+key, "unknown_field")
			continue
		}
		if isEmpty(value) {
			delete(facts, key)
			continue
		}
		facts[key] = s.checkFact(&fields, f, value)
	}
	checkTogether(&fields, facts)
	next.Facts.Value = facts
	if in.Plots != nil {
		found, err := CheckPlots(*in.Plots)
		if e := apperr.As(err); e != nil {
			fields.Add("plots", e.Code, "Plot", e.Params["Plot"])
		}
		next.Plots, next.PlotsCount = found.Text, found.Count
	}
	return next, fields.Err()
}

// isEmpty says whether a value takes its field out: nothing is known then.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v) == ""
	case []string:
		return !slices.ContainsFunc(v, func(s string) bool { return strings.TrimSpace(s) != "" })
	}
	return value == nil
}

// checkFact gives a value the type of its field, and refuses one that it cannot have.
func (s *Service) checkFact(fields *apperr.Fields, f rulebook.Field, value any) any {
	path := "facts." + f.Key
	list := s.Book().Lists[f.List]
	switch v := value.(type) {
	case bool:
		if f.Type == rulebook.Bool {
			return v
		}
	case int64:
		if f.Type == rulebook.Number {
			fields.Between(path, v, bound(f.Min, 0), bound(f.Max, 1_000_000_000))
			return v
		}
	case string:
		if f.Type == rulebook.Choice {
			if !slices.Contains(list, v) {
				fields.Add(path, "unknown_value")
			}
			return v
		}
		if f.Type == rulebook.String {
			v = fields.Text(path, v, int(bound(f.Min, 0)), int(bound(f.Max, maxText)))
			if s.holdsSecret(v) {
				fields.Add(path, "secret_number")
			}
			s.checkForm(fields, path, f.Key, v)
			return v
		}
	case []string:
		if f.Type == rulebook.List || f.Type == rulebook.Lines {
			if slices.ContainsFunc(v, s.holdsSecret) {
				fields.Add(path, "secret_number")
			}
			return checkList(fields, path, f, list, v)
		}
	}
	fields.Add(path, "wrong_type")
	return nil
}

func bound(limit *int64, otherwise int64) int64 {
	if limit != nil {
		return *limit
	}
	return otherwise
}

func checkList(fields *apperr.Fields, path string, f rulebook.Field, known, values []string) []string {
	if len(values) > int(bound(f.Max, maxLines)) {
		fields.Add(path, "too_many", "Max", bound(f.Max, maxLines))
	}
	kept := []string{}
	for _, v := range values {
		v = strings.TrimSpace(v)
		switch {
		case v == "":
			continue
		case f.Type == rulebook.List && !slices.Contains(known, v):
			fields.Add(path, "unknown_value")
		case !apperr.IsPlainText(v) || utf8.RuneCountInString(v) > maxText:
			fields.Add(path, "bad_characters")
		case f.Type == rulebook.List && slices.Contains(kept, v):
			continue
		}
		kept = append(kept, v)
	}
	return kept
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// checkForm refuses codes of another length than the authority's, and a barcode whose check digit is wrong.
func (s *Service) checkForm(fields *apperr.Fields, path, key, v string) {
	if v == "" {
		return
	}
	if id, ok := s.Book().FindIdentifier(identifierOf[key]); ok && !s.Book().MatchesIdentifier(id.Key, v) {
		fields.Add(path, "bad_number_form", "Name", id.Name)
		return
	}
	if key == "gtin13" && !validGTIN13(v) {
		fields.Add(path, "bad_check_digit")
	}
}

// identifierOf are the fields whose texts are official numbers.
var identifierOf = map[string]string{"hs6": "hs6", "btki8": "btki8", "gtin13": "gtin13"}

// validGTIN13 checks the last digit as GS1 General Specifications 7.9 say.
func validGTIN13(gtin string) bool {
	if len(gtin) != 13 || !digits.MatchString(gtin) {
		return false
	}
	sum := 0
	for i, r := range gtin[:12] {
		weight := 1 + 2*(i%2)
		sum += weight * int(r-'0')
	}
	return strconv.Itoa((10-sum%10)%10) == gtin[12:]
}

// checkTogether refuses facts that contradict each other.
func checkTogether(fields *apperr.Fields, facts rulebook.Facts) {
	number := func(key string) (int64, bool) {
		n, ok := facts[key].(int64)
		return n, ok
	}
	text := func(key string) string {
		v, _ := facts[key].(string)
		return v
	}
	net, hasNet := number("net_grams")
	gross, hasGross := number("gross_grams")
	if hasNet && hasGross && net > gross {
		fields.Add("facts.net_grams", "net_above_gross")
	}
	if btki := text("btki8"); btki != "" && text("hs6") != "" && !strings.HasPrefix(btki, text("hs6")) {
		fields.Add("facts.btki8", "btki_not_hs")
	}
	low, hasLow := number("storage_min_c")
	high, hasHigh := number("storage_max_c")
	if hasLow && hasHigh && low > high {
		fields.Add("facts.storage_min_c", "min_above_max")
	}
	allergens, _ := facts["allergens"].([]string)
	if none, _ := facts["allergens_none"].(bool); none && len(allergens) > 0 {
		fields.Add("facts.allergens_none", "allergens_contradict")
	}
}
