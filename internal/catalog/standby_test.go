package catalog_test

import (
	"net"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/postgres"
)

// beside is the mall's catalogue with a standby.
func (m *mall) beside(standby *sqlx.DB) *catalog.Service {
	m.t.Helper()
	deps := m.Deps
	deps.Standby = standby
	service := catalog.New(deps)
	if err := service.Load(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
	return service
}

func (m *mall) listed(service *catalog.Service, f catalog.Filter) []string {
	m.t.Helper()
	page, err := service.List(m.t.Context(), f, catalog.Page{})
	if err != nil {
		m.t.Fatal(err)
	}
	var slugs []string
	for _, card := range page.Items {
		slugs = append(slugs, card.Slug)
	}
	return slugs
}

// The standby here is another mall, so that one sees who answered.
func TestListsAreReadFromTheStandbyWhileItAnswers(t *testing.T) {
	t.Parallel()
	m, other := newMall(t), newMall(t)
	m.publish(coffee())
	batik := coffee()
	batik.Title, batik.English, batik.Category = "Batik Gajah Oling", nil, "batik"
	other.publish(batik)
	service := m.beside(other.db)
	for name, filter := range map[string]catalog.Filter{"plain": {}, "filtered": {Category: "batik"}, "searched": {Query: "oling"}, "with a typing error": {Query: "olling"}} {
		if got := m.listed(service, filter); len(got) != 1 || got[0] != "batik-gajah-oling" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAStandbyThatIsGoneDisturbsNobody(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	made := m.publish(coffee())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	gone, err := postgres.OpenStandby(postgres.Config{URL: "postgres://nobody@" + address + "/nowhere?sslmode=disable"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = gone.Close() }()
	service := m.beside(gone)
	for range 3 {
		for _, filter := range []catalog.Filter{{}, {Query: "robusta"}, {Query: "robbusta"}} {
			if got := m.listed(service, filter); len(got) != 1 || got[0] != made.Slug {
				t.Errorf("%+v: %v", filter, got)
			}
		}
	}
}
