// Package regionstest gives tests a small region: three districts of one regency with two villages each, and a neighbour.
package regionstest

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/regions"
)

// Codes of villages that tests name.
const (
	Kemiren     = "35.10.15.2004" // Glagah
	Olehsari    = "35.10.15.2005" // Glagah
	Gombengsari = "35.10.21.1006" // Kalipuro
	Gintangan   = "35.10.25.2004" // Blimbingsari
)

// Pack is the small region.
func Pack() regions.Pack {
	area := func(code, level, name string) regions.Area { return regions.Area{Code: code, Level: level, Name: name} }
	return regions.Pack{
		Settings: regions.Settings{
			Key: "contoh", RegencyName: "Kabupaten Banyuwangi", MallName: "Banyuwangi Mall",
			ProvinceCode: "35", RegencyCode: "35.10", TimeZone: "Asia/Jakarta", PhoneCountry: "ID",
			Contact: regions.Contact{Address: regions.Text{ID: "Alamat", EN: "Address"}},
		},
		Areas: []regions.Area{
			area("35", regions.LevelProvince, "Jawa Timur"), area("51", regions.LevelProvince, "Bali"),
			area("35.10", regions.LevelRegency, "Kabupaten Banyuwangi"), area("51.71", regions.LevelRegency, "Kota Denpasar"),
			area("35.10.15", regions.LevelDistrict, "Glagah"), area("35.10.21", regions.LevelDistrict, "Kalipuro"),
			area("35.10.25", regions.LevelDistrict, "Blimbingsari"), area("51.71.01", regions.LevelDistrict, "Denpasar Selatan"),
			area(Kemiren, regions.LevelVillage, "Kemiren"), area(Olehsari, regions.LevelVillage, "Olehsari"),
			area(Gombengsari, regions.LevelVillage, "Gombengsari"), area("35.10.21.2003", regions.LevelVillage, "Kelir"),
			area(Gintangan, regions.LevelVillage, "Gintangan"), area("35.10.25.2001", regions.LevelVillage, "Badean"),
			area("51.71.01.1001", regions.LevelVillage, "Serangan"),
		},
		Districts: []regions.District{
			{Slug: "glagah", Code: "35.10.15", Name: "Glagah", Position: 1},
			{Slug: "kalipuro", Code: "35.10.21", Name: "Kalipuro", Position: 2},
			{Slug: "blimbingsari", Code: "35.10.25", Name: "Blimbingsari", Position: 3},
		},
		Offices: []regions.Office{
			{Key: "diskop", NameID: "Dinas Koperasi", NameEN: "Cooperatives Office"}, {Key: "kurator", NameID: "Kurator", NameEN: "Curators"},
		},
		StopWords: []regions.StopWord{
			{Language: "id", Word: "dan"}, {Language: "id", Word: "yang"}, {Language: "id", Word: "untuk"}, {Language: "id", Word: "dari"},
		},
	}
}

// New imports the small region into a test's database and gives its service.
func New(t testing.TB, db *sqlx.DB) *regions.Service {
	t.Helper()
	service := regions.New(db)
	if err := service.Import(t.Context(), Pack()); err != nil {
		t.Fatal(err)
	}
	return service
}
