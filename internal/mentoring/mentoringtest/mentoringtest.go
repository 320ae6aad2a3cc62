// Package mentoringtest gives tests a shop in export readiness, mentors of its district, village and another place, and the office.
package mentoringtest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/exportready/exportreadytest"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/notify"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

// World is a mall with one shop that takes part in export readiness with one product.
type World struct {
	testing.TB
	*mentoring.Service
	Export *exportreadytest.World
	DB     *sqlx.DB

	Owner   identity.Actor // of Shop
	Mentor  identity.Actor // of the shop's district
	Near    identity.Actor // mentor of the shop's village
	Far     identity.Actor // mentor of another district
	Office  identity.Actor // verifier of the office that runs the mall
	Shop    shops.Shop
	Product string // slug
}

// New makes the world in a database of its own.
func New(t testing.TB) *World {
	t.Helper()
	db := pgtest.New(t)
	e := exportreadytest.New(t, db)
	w := &World{TB: t, Export: e, DB: db, Owner: e.Owner, Shop: e.Shop, Product: e.Product.Slug}
	outbox := notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.Mail: notify.Outbox{}}})
	w.Service = mentoring.New(mentoring.Deps{
		DB: db, Notify: outbox, Regions: e.Regions, Shops: e.Shops, Exports: e.Service, BaseURL: "https://lapak.test",
	})
	in := true
	_, err := e.SetShop(t.Context(), e.Owner, e.Shop.Slug, exportready.Input{OptedIn: &in})
	w.Must(err)
	_, err = e.SetProduct(t.Context(), e.Owner, e.Ref(), exportready.Input{OptedIn: &in})
	w.Must(err)
	w.Mentor = w.Account("mentor", identity.RoleMentor.In("kalipuro"))
	w.Near = w.Account("near", identity.RoleMentor.In(regionstest.Gombengsari))
	w.Far = w.Account("far", identity.RoleMentor.In("glagah"))
	w.Office = w.Account("office", identity.RoleVerifier.In(shops.VerifierOffice))
	return w
}

// Must ends the test on an error.
func (w *World) Must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Account makes an account with roles.
func (w *World) Account(name string, roles ...identity.Role) identity.Actor {
	w.Helper()
	actor := shopstest.Account(w, w.DB, address(name))
	actor.Roles = roles
	for _, role := range roles {
		w.Write(`INSERT INTO account_roles (account_id, role, scope) VALUES ($1, $2, $3)`, actor.AccountID, string(role.Name()), role.Scope())
	}
	return actor
}

// address is a name as an e-mail address has it.
func address(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "-")) }

// Open makes one more approved shop and gives its owner.
func (w *World) Open(name string) (identity.Actor, shops.Shop) {
	w.Helper()
	owner := w.Account(name)
	return owner, shopstest.Approved(w, w.Shops, owner, name)
}

// Write changes the database behind the service's back.
func (w *World) Write(query string, args ...any) {
	w.Helper()
	w.Must(postgres.Transact(w.Context(), w.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(w.Context(), query, args...)
		return err
	}))
}

// Count gives a number from the database.
func (w *World) Count(query string, args ...any) int {
	w.Helper()
	var n int
	w.Must(w.DB.GetContext(w.Context(), &n, query, args...))
	return n
}

// Told gives how many messages of a template somebody got.
func (w *World) Told(who, template string) int {
	w.Helper()
	return w.Count(`SELECT count(*) FROM messages WHERE recipient = $1 AND template = $2`, address(who)+"@lapak.test", template)
}

// State gives all that mentoring keeps, so that a refusal can be seen to have changed nothing.
func (w *World) State() string {
	w.Helper()
	var state string
	w.Must(w.DB.GetContext(w.Context(), &state, `
		SELECT coalesce((SELECT jsonb_agg(r ORDER BY id) FROM help_requests r)::text, '') || coalesce((SELECT jsonb_agg(t ORDER BY id) FROM trainings t)::text, '')
			|| coalesce((SELECT jsonb_agg(b ORDER BY id) FROM training_bookings b)::text, '') || (SELECT count(*) FROM messages)`))
	return state
}

// Asked makes an open request about the shop's first rule.
func (w *World) Asked() mentoring.HelpRequest {
	w.Helper()
	r, err := w.Ask(w.Context(), w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "S-1", Note: "Belum tahu mengurusnya di mana."})
	w.Must(err)
	return r
}

// Lesson is a faultless training that starts in a week.
func Lesson(seats int64) mentoring.NewTraining {
	start := time.Now().Add(7 * 24 * time.Hour).Truncate(time.Minute)
	return mentoring.NewTraining{
		TitleID: "Mengurus izin usaha", TitleEN: "Getting a licence", TextID: "Bawa KTP dan ponsel.", TextEN: "Bring your phone.", Place: "Pendopo Kalipuro",
		District: "kalipuro", StartsAt: start, EndsAt: start.Add(3 * time.Hour), ClosesAt: start.Add(-24 * time.Hour), Seats: seats, Rules: []string{"S-1"},
	}
}

// Published makes a training that can be booked.
func (w *World) Published(seats int64) uuid.UUID {
	w.Helper()
	made, err := w.Create(w.Context(), w.Office, Lesson(seats))
	w.Must(err)
	_, err = w.Publish(w.Context(), w.Office, made.ID)
	w.Must(err)
	return made.ID
}
