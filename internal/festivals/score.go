package festivals

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
)

// Score is a member's points for an application, by the keys of the festival's criteria: 0 to 100 for each. It may be mended until the
// application is decided. Errors: NotFound festival_not_found, application_not_found; Forbidden own_application; Invalid at scores.<key>;
// Conflict application_moved, not_scored (invited, or selected by a draw).
func (s *Service) Score(ctx context.Context, actor identity.Actor, of ScoreOf) (Application, error) {
	var out Application
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := shareForMember(ctx, tx, of.Festival, actor.AccountID)
		if err != nil {
			return err
		}
		a, err := lockApplication(ctx, tx, of.ID)
		if err != nil {
			return err
		}
		if a.FestivalID != f.ID {
			return errNoApplication()
		}
		if err := s.refuseOwnShopTx(ctx, tx, actor, a); err != nil {
			return err
		}
		terms, err := findTerms(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if err := checkPoints(terms.Criteria, of.Points); err != nil {
			return err
		}
		if a.Invited || f.Selection == ByDraw {
			return apperr.New(apperr.Conflict, "not_scored")
		}
		if a.State != Submitted && a.State != Waitlisted {
			return apperr.New(apperr.Conflict, "application_moved")
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		if err := saveScores(ctx, tx, of, actor.AccountID, now); err != nil {
			return err
		}
		if err := averageScores(ctx, tx, of.ID, terms.Criteria); err != nil {
			return err
		}
		if out, err = findApplication(ctx, tx, of.ID); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "application.score", Subject: "application:" + of.ID.String(), Data: of.Points})
	})
	return out, err
}

// ScoreOf names an application of a festival, by the festival's slug, and what a member gives it.
type ScoreOf struct {
	Festival string
	ID       uuid.UUID
	Points   map[string]int
}

func checkPoints(criteria []Criterion, points map[string]int) error {
	var fields apperr.Fields
	for _, c := range criteria {
		given, ok := points[c.Key]
		if !ok {
			fields.Add("scores."+c.Key, "required")
			continue
		}
		fields.Between("scores."+c.Key, int64(given), 0, 100)
	}
	if len(points) > len(criteria) {
		fields.Add("scores", "unknown_value")
	}
	return fields.Err()
}

// refuseOwnShopTx keeps members of a shop from judging its applications.
func (s *Service) refuseOwnShopTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, a Application) error {
	isOwn, err := s.Shops.IsMember(ctx, tx, a.ShopID, actor.AccountID)
	if err == nil && isOwn {
		err = apperr.New(apperr.Forbidden, "own_application")
	}
	return err
}

// Judged is a festival on whose committee somebody sits.
type Judged struct {
	Festival
	Unscored int // applications that wait for a score of theirs
}

// ListJudged gives the published festivals whose applications the actor scores as one of the committee, the nearest first.
func (s *Service) ListJudged(ctx context.Context, actor identity.Actor) ([]Judged, error) {
	return listJudged(ctx, s.DB, actor.AccountID)
}

// FindForMember finds a festival for somebody who may score its applications. Errors: NotFound festival_not_found.
func (s *Service) FindForMember(ctx context.Context, actor identity.Actor, slug string) (Festival, MemberRole, error) {
	f, err := s.Find(ctx, actor, slug)
	if err != nil {
		return f, "", err
	}
	role, err := memberRole(ctx, s.DB, f.ID, actor.AccountID)
	if err == nil && role == "" {
		err = errNotFound()
	}
	return f, role, err
}

// ApplicationFilter says which applications of a festival are wanted.
type ApplicationFilter struct {
	State  ApplicationState // empty: all
	Zone   string           // slug; empty: all
	Ranked bool             // the highest score first, else in the order of asking
	Appeal string           // "open": only those with an open appeal
	Cursor string
	Limit  int // 1 to 100; 0 means 24
}

// ApplicationPage is a part of a list of applications. Next is the cursor of the following part, empty on the last.
type ApplicationPage struct {
	Items []Application
	Next  string
}

type applicationCursor struct {
	List  string `json:"l"`
	Score int    `json:"s"`
	Turn  int64  `json:"t"`
}

// ListApplications gives a festival's applications to those who score or decide. Errors: NotFound festival_not_found; Invalid at state,
// limit or cursor.
func (s *Service) ListApplications(ctx context.Context, actor identity.Actor, slug string, in ApplicationFilter) (ApplicationPage, error) {
	f, _, err := s.FindForMember(ctx, actor, slug)
	if err != nil {
		return ApplicationPage{}, err
	}
	var fields apperr.Fields
	if in.State != "" && !in.State.isKnown() {
		fields.Add("state", "unknown_value")
	}
	if in.Limit == 0 {
		in.Limit = 24
	}
	fields.Between("limit", int64(in.Limit), 1, 100)
	if err := fields.Err(); err != nil {
		return ApplicationPage{}, err
	}
	list := keyset.Fingerprint(struct {
		Festival, State, Zone, Appeal string
		Ranked                        bool
	}{slug, string(in.State), in.Zone, in.Appeal, in.Ranked})
	after := applicationCursor{List: list, Score: 10001}
	if in.Cursor != "" {
		if err := keyset.Decode(in.Cursor, &after); err != nil {
			return ApplicationPage{}, err
		}
		if after.List != list {
			return ApplicationPage{}, keyset.Invalid()
		}
	}
	found, err := listApplications(ctx, s.DB, f.ID, in, after)
	out := ApplicationPage{Items: found}
	if len(found) > in.Limit {
		out.Items = found[:in.Limit]
		last := out.Items[in.Limit-1]
		at := applicationCursor{List: list, Turn: last.Turn, Score: -1}
		if last.Score != nil {
			at.Score = *last.Score
		}
		out.Next = keyset.Encode(at)
	}
	return out, err
}

// FindForSelection gives an application with its goods, its history and the member's own points, to those who score or decide.
func (s *Service) FindForSelection(ctx context.Context, actor identity.Actor, slug string, id uuid.UUID) (ApplicationFile, error) {
	f, _, err := s.FindForMember(ctx, actor, slug)
	if err != nil {
		return ApplicationFile{}, err
	}
	a, err := findApplication(ctx, s.DB, id)
	if err == nil && a.FestivalID != f.ID {
		err = errNoApplication()
	}
	if err != nil {
		return ApplicationFile{}, err
	}
	return s.fileOf(ctx, a, actor.AccountID)
}

// ApplicationFile is all that is known of an application.
type ApplicationFile struct {
	Application
	Products []ProductNamed
	Steps    []Step
	Points   map[string]int // the reader's own
}

// FindFile gives an application with its goods and history to a member of its shop. Errors: NotFound.
func (s *Service) FindFile(ctx context.Context, actor identity.Actor, shop string, id uuid.UUID) (ApplicationFile, error) {
	a, err := s.FindApplication(ctx, actor, shop, id)
	if err != nil {
		return ApplicationFile{}, err
	}
	return s.fileOf(ctx, a, uuid.Nil)
}

func (s *Service) fileOf(ctx context.Context, a Application, member uuid.UUID) (ApplicationFile, error) {
	out := ApplicationFile{Application: a}
	var err error
	if out.Products, err = listApplicationProducts(ctx, s.DB, a.ID); err != nil {
		return out, err
	}
	if out.Steps, err = listSteps(ctx, s.DB, a.ID); err != nil {
		return out, err
	}
	out.Points, err = findPoints(ctx, s.DB, a.ID, member)
	return out, err
}

// ZoneCount is how far the selection of a zone is.
type ZoneCount struct {
	Zone       string `db:"zone"` // slug
	NameID     string `db:"name_id"`
	NameEN     string `db:"name_en"`
	Fee        int64  `db:"fee"`
	Stalls     int    `db:"stalls"`
	Submitted  int    `db:"submitted"`
	Accepted   int    `db:"accepted"`
	Confirmed  int    `db:"confirmed"`
	Waitlisted int    `db:"waitlisted"`
	Unscored   int    `db:"unscored"`
}

// CountZones counts a festival's applications by zone. The caller has checked that the reader may see the festival.
func (s *Service) CountZones(ctx context.Context, festival uuid.UUID) ([]ZoneCount, error) {
	return countZones(ctx, s.DB, festival)
}
