package shops

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// maxOwned bounds how many shops one account may own.
const maxOwned = 20

// Profile is what an owner says of a shop.
type Profile struct {
	Name          string
	StoryID       string
	StoryEN       string
	District      string // slug
	Village       string // its name within the district
	AddressLine   string
	Phone         string // any spelling; kept as E.164
	LicenceNumber string
	AcceptsCash   bool
	AcceptsPickup bool
}

// Apply asks for a shop: it is pending until the office decides, and the actor owns it. Errors: Unauthenticated; Invalid with a
// field for each fault; Conflict shop_already_applied where the actor owns a shop of that name, and too_many_shops.
func (s *Service) Apply(ctx context.Context, actor identity.Actor, in Profile) (Shop, error) {
	if err := requirePerson(actor); err != nil {
		return Shop{}, err
	}
	checked, err := s.check(ctx, in)
	if err != nil {
		return Shop{}, err
	}
	var shop Shop
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		shop, err = s.applyTx(ctx, tx, actor, checked)
		return err
	})
	return shop, err
}

func (s *Service) applyTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, in row) (Shop, error) {
	if err := lockApplicant(ctx, tx, actor.AccountID); err != nil {
		return Shop{}, err
	}
	owned, sameName, err := countOwned(ctx, tx, actor.AccountID, in.Name)
	switch {
	case err != nil:
		return Shop{}, err
	case sameName > 0:
		return Shop{}, apperr.New(apperr.Conflict, "shop_already_applied").At("name")
	case owned >= maxOwned:
		return Shop{}, apperr.New(apperr.Conflict, "too_many_shops").With("Max", maxOwned)
	}
	if in.ID, err = uuid.NewV7(); err != nil {
		return Shop{}, fmt.Errorf("make a shop id: %w", err)
	}
	if in.Slug, err = freeSlug(ctx, tx, slugOf(in.Name)); err != nil {
		return Shop{}, err
	}
	if err := insertShop(ctx, tx, in); err != nil {
		return Shop{}, err
	}
	if _, err := insertMember(ctx, tx, in.ID, actor.AccountID, Owner); err != nil {
		return Shop{}, err
	}
	shop, err := findShop(ctx, tx, in.ID)
	if err != nil {
		return Shop{}, err
	}
	return shop, audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "shop.apply", Subject: subject(in.ID)})
}

// row is a checked profile as it is stored.
type row struct {
	ID            uuid.UUID `db:"id"`
	Slug          string    `db:"slug"`
	Name          string    `db:"name"`
	StoryID       string    `db:"story_id"`
	StoryEN       string    `db:"story_en"`
	District      string    `db:"district"`
	VillageCode   string    `db:"village_code"`
	AddressLine   string    `db:"address_line"`
	Phone         string    `db:"phone"`
	LicenceNumber string    `db:"licence_number"`
	AcceptsCash   bool      `db:"accepts_cash"`
	AcceptsPickup bool      `db:"accepts_pickup"`
}

func (s *Service) check(ctx context.Context, in Profile) (row, error) {
	var fields apperr.Fields
	out := row{
		Name:          fields.Text("name", in.Name, 3, 80),
		StoryID:       fields.Text("story", in.StoryID, 0, 3000),
		StoryEN:       fields.Text("translations.en.story", in.StoryEN, 0, 3000),
		District:      in.District,
		AddressLine:   fields.Text("address_line", in.AddressLine, 0, 200),
		LicenceNumber: fields.Text("licence_number", in.LicenceNumber, 0, 40),
		Phone:         normalisePhone(in.Phone, s.regions.Settings().PhoneCountry),
		AcceptsCash:   in.AcceptsCash,
		AcceptsPickup: in.AcceptsPickup,
	}
	switch {
	case in.Phone == "":
		fields.Add("phone", "required")
	case out.Phone == "":
		fields.Add("phone", "bad_phone")
	}
	village, err := s.regions.FindVillage(ctx, in.District, in.Village)
	switch {
	case err == nil:
		out.VillageCode = village.Code
	case apperr.CodeOf(err) == "district_not_found":
		fields.Add("district", "unknown_value")
	case apperr.CodeOf(err) == "village_not_found":
		fields.Add("village", "unknown_area")
	default:
		return row{}, err
	}
	return out, fields.Err()
}

func subject(id uuid.UUID) string { return "shop:" + id.String() }
