package festivals

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
	"lapak/internal/regions"
)

// PermitState says how far a permit or a task is.
type PermitState string

// The states of a permit.
const (
	PermitOpen      PermitState = "open"
	PermitSubmitted PermitState = "submitted" // with the office
	PermitGranted   PermitState = "granted"
	PermitRefused   PermitState = "refused"
	PermitNotNeeded PermitState = "not_needed"
)

// IsDone says that nobody has to do anything more.
func (s PermitState) IsDone() bool { return s == PermitGranted || s == PermitNotNeeded }

// Permit is one line of a festival's checklist: a permit of an office, or a task of the organizer's own.
type Permit struct {
	ID           uuid.UUID     `db:"id"`
	FestivalID   uuid.UUID     `db:"festival_id"`
	Festival     regions.Text  `db:"-"`
	FestivalSlug string        `db:"festival_slug"`
	StartsOn     time.Time     `db:"starts_on"` // of the festival
	Title        regions.Text  `db:"-"`
	Office       string        `db:"office"` // key; empty: the organizer's own task
	DueOn        time.Time     `db:"due_on"` // midnight UTC of the date
	State        PermitState   `db:"state"`
	FileNumber   string        `db:"file_number"`
	Responsible  string        `db:"responsible"`
	Note         string        `db:"note"`       // the last word about it
	Confidence   string        `db:"confidence"` // of the template: sourced, partial, unverified; empty for the organizer's own line
	Source       string        `db:"source"`
	UpdatedAt    time.Time     `db:"updated_at"`
	History      []PermitEvent `db:"-"`
}

// IsOverdue says that the day by which it should have been done is over.
func (p Permit) IsOverdue(asOf time.Time) bool {
	local := asOf.In(i18n.WIB)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	return !p.State.IsDone() && p.DueOn.Before(today)
}

// PermitEvent is one step of a permit's history.
type PermitEvent struct {
	PermitID uuid.UUID   `db:"permit_id"`
	From     PermitState `db:"from_state"`
	To       PermitState `db:"to_state"`
	Note     string      `db:"note"`
	Actor    string      `db:"actor"`
	At       time.Time   `db:"at"`
}

// NewPermit is a line that an organizer adds.
type NewPermit struct {
	TitleID, TitleEN string // without English the Indonesian stands for both
	Office           string // key; empty: the organizer's own task
	DueOn            time.Time
	Responsible      string
}

// PermitMove is what becomes of a permit. Empty fields stay as they are.
type PermitMove struct {
	State       PermitState
	Note        string
	FileNumber  string
	Responsible string // an organizer's only, as is the next
	DueOn       time.Time
}

const maxPermits = 100

func errNoPermit() *apperr.Error { return apperr.NewNotFound("permit_not_found") }

// ListPermits gives the checklist of the actor's festival with its history, the earliest due first.
func (s *Service) ListPermits(ctx context.Context, actor identity.Actor, festival string) ([]Permit, error) {
	f, err := s.FindOwn(ctx, actor, festival)
	if err != nil {
		return nil, err
	}
	return listPermits(ctx, s.DB, f.ID)
}

// AddUsualPermits adds what a festival usually needs, as the region's facts tell it; what is there already stays as it is.
func (s *Service) AddUsualPermits(ctx context.Context, actor identity.Actor, festival string) ([]Permit, error) {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, festival)
		if err != nil {
			return err
		}
		return insertUsual(ctx, tx, f, actor.String())
	})
	if err != nil {
		return nil, err
	}
	return s.ListPermits(ctx, actor, festival)
}

// CreatePermit adds a line to the checklist of the actor's festival. Errors: NotFound; Invalid at title.id, title.en, office, due_on and
// responsible; Conflict too_many_permits.
func (s *Service) CreatePermit(ctx context.Context, actor identity.Actor, festival string, in NewPermit) (Permit, error) {
	var fields apperr.Fields
	in.TitleID = fields.Text("title.id", in.TitleID, 3, 160)
	if strings.TrimSpace(in.TitleEN) == "" {
		in.TitleEN = in.TitleID
	}
	in.TitleEN = fields.Text("title.en", in.TitleEN, 3, 160)
	in.Responsible = fields.Text("responsible", in.Responsible, 0, 120)
	if in.Office != "" && !s.isOffice(in.Office) {
		fields.Add("office", "unknown_value")
	}
	if in.DueOn.IsZero() || in.DueOn.Year() > 2100 {
		fields.Add("due_on", "required")
	}
	if err := fields.Err(); err != nil {
		return Permit{}, err
	}
	id := uuid.Must(uuid.NewV7())
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, festival)
		if err != nil {
			return err
		}
		if n, err := countPermits(ctx, tx, f.ID); err != nil || n >= maxPermits {
			if err == nil {
				err = apperr.New(apperr.Conflict, "too_many_permits").With("Max", maxPermits)
			}
			return err
		}
		return insertPermit(ctx, tx, permitRow{id, f.ID, in}, actor.String())
	})
	if err != nil {
		return Permit{}, err
	}
	return findPermit(ctx, s.DB, id)
}

func (s *Service) isOffice(key string) bool {
	for _, office := range s.Regions.ListOffices() {
		if office.Key == key {
			return true
		}
	}
	return false
}

// MovePermit is an organizer's word about a line of the own festival. What an office grants, the organizer does not: an office's line can
// be opened, submitted or called not needed. A day that moves is in the audit log, too. Errors: NotFound; Invalid at state, note, file_number,
// responsible, due_on; Conflict permit_granted for what is granted already.
func (s *Service) MovePermit(ctx context.Context, actor identity.Actor, festival string, id uuid.UUID, in PermitMove) (Permit, error) {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, festival)
		if err != nil {
			return err
		}
		p, err := lockPermit(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.FestivalID != f.ID {
			return errNoPermit()
		}
		if err := checkMove(&in, OrganizersMoves(p)); err != nil {
			return err
		}
		if p.Office != "" && p.State == PermitGranted && in.State != "" {
			return apperr.New(apperr.Conflict, "permit_granted")
		}
		if err := savePermit(ctx, tx, p, in, actor.String()); err != nil || in.DueOn.IsZero() || in.DueOn.Equal(p.DueOn) {
			return err
		}
		return audit.RecordTx(ctx, tx, entryOf(actor, "permit.due", f.ID, map[string]string{
			"permit": p.ID.String(), "from": p.DueOn.Format(time.DateOnly), "to": in.DueOn.Format(time.DateOnly),
		}))
	})
	if err != nil {
		return Permit{}, err
	}
	return findPermit(ctx, s.DB, id)
}

// OrganizersMoves are the states that an organizer may set; what an office grants, only the office does.
func OrganizersMoves(p Permit) []PermitState {
	if p.Office == "" {
		return []PermitState{PermitOpen, PermitSubmitted, PermitGranted, PermitRefused, PermitNotNeeded}
	}
	return []PermitState{PermitOpen, PermitSubmitted, PermitNotNeeded}
}

// checkMove brings a move into its form.
func checkMove(in *PermitMove, allowed []PermitState) error {
	var fields apperr.Fields
	isAllowed := in.State == ""
	for _, state := range allowed {
		isAllowed = isAllowed || in.State == state
	}
	if !isAllowed {
		fields.Add("state", "unknown_value")
	}
	if in.DueOn.Year() > 2100 {
		fields.Add("due_on", "out_of_range")
	}
	in.Note = fields.Text("note", in.Note, 0, 1000)
	if in.State == PermitRefused && len([]rune(in.Note)) < 3 {
		fields.Add("note", "reason_needed")
	}
	in.FileNumber = fields.Text("file_number", in.FileNumber, 0, 80)
	in.Responsible = fields.Text("responsible", in.Responsible, 0, 120)
	return fields.Err()
}

// officesOf are the offices whose permits an actor works on; all says every one.
func officesOf(actor identity.Actor) (keys []string, all bool) {
	for _, role := range actor.Roles {
		if role.Name() == identity.RoleVerifier && role.Scope() != "" {
			keys = append(keys, role.Scope())
		}
	}
	return keys, actor.Has(identity.RoleAdmin)
}

// PermitPage is a part of a list of permits; Next is empty on the last.
type PermitPage struct {
	Items []Permit
	Next  string
}

// permitCursor is a place in an office's list.
type permitCursor struct {
	Done  bool      `json:"d"`
	DueOn time.Time `json:"t"`
	ID    uuid.UUID `json:"i"`
}

// ListOfficePermits gives the permits of the actor's offices: what is open first, and of it the longest overdue. Others are Forbidden.
// Errors: Invalid at limit or cursor.
func (s *Service) ListOfficePermits(ctx context.Context, actor identity.Actor, page catalog.Page) (PermitPage, error) {
	keys, all := officesOf(actor)
	if len(keys) == 0 && !all {
		return PermitPage{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	if page.Limit == 0 {
		page.Limit = defaultVendors
	}
	var fields apperr.Fields
	fields.Between("limit", int64(page.Limit), 1, maxVendors)
	if err := fields.Err(); err != nil {
		return PermitPage{}, err
	}
	after := permitCursor{DueOn: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return PermitPage{}, err
		}
		if after.DueOn.Year() < 1900 || after.DueOn.Year() > 9000 {
			return PermitPage{}, keyset.Invalid()
		}
	}
	found, err := listOfficePermits(ctx, s.DB, officeQuery{keys, all, after, page.Limit + 1})
	if err != nil || len(found) <= page.Limit {
		return PermitPage{Items: found}, err
	}
	found = found[:page.Limit]
	last := found[page.Limit-1]
	return PermitPage{found, keyset.Encode(permitCursor{last.State.IsDone(), last.DueOn, last.ID})}, nil
}

// FindOfficePermit finds a permit of one of the actor's offices; any other is NotFound.
func (s *Service) FindOfficePermit(ctx context.Context, actor identity.Actor, id uuid.UUID) (Permit, error) {
	p, err := findPermit(ctx, s.DB, id)
	if err == nil && !isOfOffice(actor, p) {
		err = errNoPermit()
	}
	return p, err
}

func isOfOffice(actor identity.Actor, p Permit) bool {
	keys, all := officesOf(actor)
	if p.Office == "" {
		return false
	}
	for _, key := range keys {
		all = all || key == p.Office
	}
	return all
}

// DecidePermit is an office's word about its permit: it received, granted or refused it. Errors: NotFound for another office's; Invalid at
// state, note (a refusal needs one) and file_number; Conflict permit_not_needed.
func (s *Service) DecidePermit(ctx context.Context, actor identity.Actor, id uuid.UUID, in PermitMove) (Permit, error) {
	in.Responsible, in.DueOn = "", time.Time{}
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		p, err := lockPermit(ctx, tx, id)
		if err != nil {
			return err
		}
		if !isOfOffice(actor, p) {
			return errNoPermit()
		}
		if err := checkMove(&in, []PermitState{PermitSubmitted, PermitGranted, PermitRefused}); err != nil {
			return err
		}
		if p.State == PermitNotNeeded {
			return apperr.New(apperr.Conflict, "permit_not_needed")
		}
		return savePermit(ctx, tx, p, in, actor.String())
	})
	if err != nil {
		return Permit{}, err
	}
	return findPermit(ctx, s.DB, id)
}

// PermitTemplate is a line that festivals of the region usually need. DaysBefore counts back from the first day.
type PermitTemplate struct {
	Key        string `db:"key"`
	TitleID    string `db:"title_id"`
	TitleEN    string `db:"title_en"`
	Office     string `db:"office"`
	DaysBefore int    `db:"days_before"`
	Confidence string `db:"confidence"` // sourced, partial or unverified
	Source     string `db:"source"`
}

// ImportPermitTemplates replaces what festivals usually need; lists that were made keep their lines.
func (s *Service) ImportPermitTemplates(ctx context.Context, templates []PermitTemplate) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error { return saveTemplates(ctx, tx, templates) })
}
