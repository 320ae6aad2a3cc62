package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// Application is a shop's wish for a stall in a zone, and what became of it.
type Application struct {
	ID          uuid.UUID        `db:"id"`
	Turn        int64            `db:"turn"` // the order of asking
	FestivalID  uuid.UUID        `db:"festival_id"`
	Festival    string           `db:"festival"` // slug
	NameID      string           `db:"festival_name_id"`
	NameEN      string           `db:"festival_name_en"`
	StartsOn    time.Time        `db:"starts_on"`
	ZoneID      uuid.UUID        `db:"zone_id"`
	Zone        string           `db:"zone"` // slug
	ZoneNameID  string           `db:"zone_name_id"`
	ZoneNameEN  string           `db:"zone_name_en"`
	ShopID      uuid.UUID        `db:"shop_id"`
	ShopSlug    string           `db:"shop_slug"`
	ShopName    string           `db:"shop_name"`
	District    string           `db:"district"` // name
	State       ApplicationState `db:"state"`
	Invited     bool             `db:"invited"`
	Wishes      string           `db:"wishes"`
	FromVillage bool             `db:"from_village"`
	WomenLed    bool             `db:"women_led"`
	YouthLed    bool             `db:"youth_led"`
	FirstTimer  bool             `db:"first_timer"`
	HalalNumber string           `db:"halal_number"`
	Fee         int64            `db:"fee"` // rupiah
	PoolID      *int64           `db:"pool_id"`
	DueAt       *time.Time       `db:"due_at"`     // of the fee
	HeldUntil   *time.Time       `db:"held_until"` // past DueAt, while a proof of the transfer waits for finance; else nil
	Rank        *int64           `db:"rank"`       // on the reserve list, the lowest first
	Ahead       int              `db:"ahead"`      // applications before it on the reserve list
	Score       *int             `db:"score"`      // hundredths of a point; nil: not scored
	Scorers     int              `db:"scorers"`
	DrawNumber  *int             `db:"draw_number"`
	Reason      string           `db:"reason"`
	DecidedBy   uuid.NullUUID    `db:"decided_by"`
	DecidedAt   *time.Time       `db:"decided_at"`
	StallID     uuid.NullUUID    `db:"stall_id"`
	Stall       string           `db:"stall"`  // its number, once confirmed
	Appeal      string           `db:"appeal"` // "", "open", "granted", "refused"
	AppealText  string           `db:"appeal_text"`
	AppealReply string           `db:"appeal_reply"`
	AppealBy    *time.Time       `db:"appeal_by"` // until when a rejection may be appealed against
	AskedAt     time.Time        `db:"asked_at"`
}

// NewApplication is what a shop asks for. Products are slugs of its own that buyers see.
type NewApplication struct {
	Shop, Zone  string // slugs
	Products    []string
	Wishes      string
	WomenLed    bool
	YouthLed    bool
	HalalNumber string
}

const (
	maxProducts     = 20
	maxWishes       = 500
	appliesInMinute = 20 // of one account, so that no program holds a zone's list up
)

func errNoApplication() *apperr.Error { return apperr.NewNotFound("application_not_found") }

// Apply asks for a stall, or answers an invitation with the goods. An owner may, while applications are open by the database's clock. An
// invited shop is accepted at once where a place is left. Errors: NotFound festival_not_found, shop_not_found; Forbidden owner_only;
// Invalid at zone, products, wishes, halal_number; Conflict shop_not_approved, applications_closed, applied_already; RateLimited.
func (s *Service) Apply(ctx context.Context, actor identity.Actor, slug string, in NewApplication) (Application, error) {
	limit := identity.Try{Kind: "festival:apply", Subject: actor.AccountID.String(), Hits: appliesInMinute, Per: time.Minute}
	if err := identity.NewLimiter(s.DB).Allow(ctx, limit); err != nil {
		return Application{}, err
	}
	var made Application
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, err := s.ownShopTx(ctx, tx, actor, in.Shop)
		if err != nil {
			return err
		}
		f, now, err := s.openToApplyTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		row, err := s.checkApplicationTx(ctx, tx, asking{f, shop, in})
		if err != nil {
			return err
		}
		row.AskedBy, row.AskedAt = actor.AccountID, now
		made, err = s.applyTx(ctx, tx, actor, row)
		return err
	})
	return made, err
}

func (s *Service) applyTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, row applicationRow) (Application, error) {
	invitation, err := lockInvitation(ctx, tx, row.FestivalID, row.ShopID)
	if err != nil {
		return Application{}, err
	}
	if err := ensurePools(ctx, tx, row.FestivalID); err != nil {
		return Application{}, err
	}
	if invitation == uuid.Nil {
		if err := insertApplication(ctx, tx, row); err != nil {
			return Application{}, err
		}
		if err := insertEvent(ctx, tx, event{row.ID, VerbApply, "", Submitted, actor.String(), "", row.AskedAt}); err != nil {
			return Application{}, err
		}
		return s.tellAndFindTx(ctx, tx, row.ID, "festival_applied")
	}
	row.ID = invitation
	if err := answerInvitation(ctx, tx, row); err != nil {
		return Application{}, err
	}
	if err := insertEvent(ctx, tx, event{row.ID, VerbAnswer, Invited, Submitted, actor.String(), "", row.AskedAt}); err != nil {
		return Application{}, err
	}
	a, err := lockApplication(ctx, tx, row.ID)
	if err != nil {
		return a, err
	}
	d := decision{actor: actor, now: row.AskedAt, verb: VerbAccept}
	accepted, err := s.acceptTx(ctx, tx, a, d)
	if apperr.CodeOf(err) == "zone_full" || apperr.CodeOf(err) == "quota_full" {
		return s.waitlistTx(ctx, tx, a, decision{actor: actor, now: row.AskedAt, verb: VerbWaitlist, reason: reasonFull, isFirst: true})
	}
	return accepted, err
}

// openToApplyTx finds a published festival, holds it so that it does not end meanwhile, and says whether applications are open.
func (s *Service) openToApplyTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string) (Festival, time.Time, error) {
	f, err := shareFestival(ctx, tx, slug, actor.AccountID)
	if err != nil {
		return f, time.Time{}, err
	}
	now, err := s.nowTx(ctx, tx)
	if err == nil && !f.TakesApplicationsAt(now) {
		err = apperr.New(apperr.Conflict, "applications_closed")
	}
	return f, now, err
}

// TakesApplicationsAt says whether shops may apply at a moment.
func (f Festival) TakesApplicationsAt(now time.Time) bool {
	return f.State == Published && f.CloseAt != nil && now.Before(*f.CloseAt) && (f.OpenAt == nil || !now.Before(*f.OpenAt))
}

func (s *Service) ownShopTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string) (shops.Shop, error) {
	shop, role, err := s.Shops.FindForMemberTx(ctx, tx, actor, slug)
	switch {
	case err != nil:
		return shop, err
	case role != shops.Owner:
		return shop, apperr.New(apperr.Forbidden, "owner_only")
	case shop.State != shops.Approved:
		return shop, apperr.New(apperr.Conflict, "shop_not_approved")
	}
	return shop, nil
}

// asking is an application before it was checked.
type asking struct {
	festival Festival
	shop     shops.Shop
	in       NewApplication
}

func (s *Service) checkApplicationTx(ctx context.Context, tx *sqlx.Tx, a asking) (applicationRow, error) {
	var fields apperr.Fields
	id, err := uuid.NewV7()
	if err != nil {
		return applicationRow{}, err
	}
	row := applicationRow{
		ID: id, FestivalID: a.festival.ID, ShopID: a.shop.ID, State: Submitted, WomenLed: a.in.WomenLed, YouthLed: a.in.YouthLed,
		Wishes: fields.Text("wishes", a.in.Wishes, 0, maxWishes), HalalNumber: fields.Text("halal_number", a.in.HalalNumber, 0, 60),
		FromVillage: a.festival.isHomeOf(a.shop),
	}
	zone, found, err := findZoneToApply(ctx, tx, a.festival.ID, a.in.Zone)
	if err != nil {
		return row, err
	}
	if !found {
		fields.Add("zone", "unknown_value")
	}
	row.ZoneID, row.Fee = zone.ID, zone.Fee
	if zone.NeedsHalal && row.HalalNumber == "" {
		fields.Add("halal_number", "halal_required")
	}
	switch n := len(a.in.Products); {
	case n == 0:
		fields.Add("products", "required")
	case n > maxProducts:
		fields.Add("products", "too_many", "Max", maxProducts)
	default:
		row.products, err = listOwnListed(ctx, tx, a.shop.ID, a.in.Products)
		if err != nil {
			return row, err
		}
		if len(row.products) != n {
			fields.Add("products", "unknown_value")
		}
	}
	if err := fields.Err(); err != nil {
		return row, err
	}
	row.FirstTimer, err = isFirstTimer(ctx, tx, a.shop.ID, a.festival)
	return row, err
}

// isHomeOf says whether a shop is of the festival's village, or of its district where it is of no one village.
func (f Festival) isHomeOf(shop shops.Shop) bool {
	if f.VillageCode != "" {
		return shop.VillageCode == f.VillageCode
	}
	return shop.District == f.District
}

// Withdraw takes an application back. A confirmed one frees its stall; what goes back of the fee follows from the published terms and is
// decided one rank up, by the news Freed. Errors: NotFound; Forbidden owner_only; Conflict application_moved, withdrawal_closed.
func (s *Service) Withdraw(ctx context.Context, actor identity.Actor, slug string, id uuid.UUID) (Application, error) {
	return s.onOwn(ctx, actor, slug, id, func(tx *sqlx.Tx, f Festival, a Application, now time.Time) (Application, error) {
		if !now.Before(f.StartsOn.Add(-7*time.Hour)) && a.State == Confirmed {
			return a, apperr.New(apperr.Conflict, "withdrawal_closed")
		}
		return s.releaseTx(ctx, tx, a, decision{actor: actor, now: now, verb: VerbWithdraw})
	})
}

// ownWork is done with a shop's application under its lock.
type ownWork func(tx *sqlx.Tx, f Festival, a Application, now time.Time) (Application, error)

// onOwn works on an application of a shop whose owner the actor is; any other is not found.
func (s *Service) onOwn(ctx context.Context, actor identity.Actor, slug string, id uuid.UUID, work ownWork) (Application, error) {
	var out Application
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, a, err := s.lockOwnApplicationTx(ctx, tx, actor, applicationOf{slug, id})
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		out, err = work(tx, f, a, now)
		return err
	})
	return out, err
}

// applicationOf names an application of a festival, by the festival's slug.
type applicationOf struct {
	festival string
	id       uuid.UUID
}

func (s *Service) lockOwnApplicationTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, of applicationOf) (Festival, Application, error) {
	f, err := shareFestival(ctx, tx, of.festival, actor.AccountID)
	if err != nil {
		return f, Application{}, err
	}
	a, err := lockApplication(ctx, tx, of.id)
	if err != nil {
		return f, a, err
	}
	if a.FestivalID != f.ID {
		return f, a, errNoApplication()
	}
	_, role, err := s.Shops.FindForMemberTx(ctx, tx, actor, a.ShopSlug)
	switch {
	case apperr.KindOf(err) == apperr.NotFound && err != nil:
		err = errNoApplication()
	case err == nil && role != shops.Owner:
		err = apperr.New(apperr.Forbidden, "owner_only")
	}
	return f, a, err
}

// FindApplication finds an application for a member of its shop. Errors: NotFound application_not_found.
func (s *Service) FindApplication(ctx context.Context, actor identity.Actor, shop string, id uuid.UUID) (Application, error) {
	found, _, err := s.Shops.FindForMember(ctx, actor, shop)
	if err != nil {
		return Application{}, err
	}
	a, err := findApplication(ctx, s.DB, id)
	if err == nil && a.ShopID != found.ID {
		err = errNoApplication()
	}
	return a, err
}

// ListShopApplications gives a shop's applications, the newest first, for its members. Errors: NotFound shop_not_found.
func (s *Service) ListShopApplications(ctx context.Context, actor identity.Actor, shop string) ([]Application, error) {
	found, _, err := s.Shops.FindForMember(ctx, actor, shop)
	if err != nil {
		return nil, err
	}
	return listShopApplications(ctx, s.DB, found.ID)
}

// ListCalls gives the festivals that take applications now, those that close first.
func (s *Service) ListCalls(ctx context.Context) ([]Festival, error) {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	return listTaking(ctx, s.DB, now)
}
