// Package shopstest gives tests accounts and shops.
package shopstest

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/media"
	"lapak/internal/notify"
	"lapak/internal/notify/notifytest"
	"lapak/internal/postgres"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shops"
	"lapak/storage/disk"
)

// Office is an actor that decides on shops.
var Office = identity.Actor{AccountID: uuid.MustParse("00000000-0000-7000-8000-00000000d15c"), Roles: []identity.Role{identity.RoleVerifier.In(shops.VerifierOffice)}}

// New gives a service on the small region of regionstest.
func New(t testing.TB, db *sqlx.DB) (*shops.Service, *regions.Service) {
	t.Helper()
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	place := regionstest.New(t, db)
	mail := notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.Mail: &notifytest.Script{}}})
	store := disk.New(t.TempDir())
	pictures := media.New(db, store, store)
	return shops.New(shops.Deps{DB: db, Queue: queue, Regions: place, Notify: mail, Media: pictures, BaseURL: "https://lapak.test"}), place
}

// Account makes an account with the address name@lapak.test.
func Account(t testing.TB, db *sqlx.DB, name string) identity.Actor {
	t.Helper()
	actor := identity.Actor{AccountID: uuid.New(), Language: "id"}
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO accounts (id, email) VALUES ($1, $2)`, actor.AccountID, name+"@lapak.test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// Profile is a faultless application.
func Profile(name string) shops.Profile {
	return shops.Profile{
		Name: name, StoryID: "Kopi dari kebun sendiri.", StoryEN: "Coffee from our own garden.", District: "kalipuro",
		Village: "Gombengsari", AddressLine: "Lingkungan Lerek", Phone: "0812-0000-0001", LicenceNumber: "1234567890123",
		AcceptsCash: true, AcceptsPickup: true,
	}
}

// Approved makes a shop that the office has approved.
func Approved(t testing.TB, service *shops.Service, owner identity.Actor, name string) shops.Shop {
	t.Helper()
	shop, err := service.Apply(t.Context(), owner, Profile(name))
	if err != nil {
		t.Fatal(err)
	}
	shop, err = service.Decide(t.Context(), Office, shop.Slug, shops.Decision{Verdict: shops.Approve})
	if err != nil {
		t.Fatal(err)
	}
	return shop
}
