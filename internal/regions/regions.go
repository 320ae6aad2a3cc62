// Package regions knows the place that a mall serves: its name and brand, its districts, offices and stop words, and the
// administrative areas of the whole country. All of it is data, so that another regency changes no code.
package regions

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// Text is a wording in both languages.
type Text struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// In gives the wording of a language; any other than "en" is Indonesian.
func (t Text) In(language string) string {
	if language == "en" {
		return t.EN
	}
	return t.ID
}

// Settings say whose mall this is.
type Settings struct {
	Key            string   `json:"key"`
	RegencyName    string   `json:"regency_name"`
	MallName       string   `json:"mall_name"`
	ProvinceCode   string   `json:"province_code"` // Kemendagri, "35"
	RegencyCode    string   `json:"regency_code"`  // Kemendagri, "35.10"
	TimeZone       string   `json:"time_zone"`     // IANA name
	PhoneCountry   string   `json:"phone_country"` // ISO 3166-1 alpha-2
	ReviewRequired bool     `json:"review_required"`
	Tagline        Text     `json:"tagline"`
	Subtitle       Text     `json:"subtitle"`
	Byline         Text     `json:"byline"`
	Brand          Brand    `json:"brand"`
	Contact        Contact  `json:"contact"`
	Transfer       Transfer `json:"transfer"`
	Promise        Promise  `json:"promise"`
}

// Brand is how the shop window looks: the name of a motif and the colour tokens, each "#rrggbb".
type Brand struct {
	Motif  string            `json:"motif"`
	Colors map[string]string `json:"colors"`
}

// Contact is where the public reaches the mall. Phone numbers are E.164.
type Contact struct {
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	WhatsApp string `json:"whatsapp"`
	Address  Text   `json:"address"`
}

// Transfer is the bank account that receives transfers. Sample marks one that does not exist.
type Transfer struct {
	Bank          string `json:"bank"`
	AccountNumber string `json:"account_number"`
	AccountName   string `json:"account_name"`
	Sample        bool   `json:"sample"`
}

// District is one of the regency's own districts, by which shops and products are found.
type District struct {
	Slug     string `db:"slug"`
	Code     string `db:"code"` // Kemendagri, "35.10.15"
	Name     string `db:"name"`
	Position int    `db:"position"`
}

// Office is a body of the regency that verifies something.
type Office struct {
	Key    string `db:"key"`
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
}

// StopWord is a function word that search leaves out. Language is "id" or "en".
type StopWord struct {
	Language string `db:"language"`
	Word     string `db:"word"`
}

// The levels of an area.
const (
	LevelProvince = "province"
	LevelRegency  = "regency"
	LevelDistrict = "district"
	LevelVillage  = "village"
)

// Area is a province, regency, district or village.
type Area struct {
	Code   string `db:"code"`        // Kemendagri: "35", "35.10", "35.10.15", "35.10.15.2004"
	Parent string `db:"parent_code"` // empty for a province
	Level  string `db:"level"`
	Name   string `db:"name"`
}

// Service answers what the region is. The small data (settings, districts, offices, stop words, the names of the regency's areas) is kept in memory and read again by Load.
type Service struct {
	db      *sqlx.DB
	current atomic.Pointer[snapshot]
}

type snapshot struct {
	settings  Settings
	districts []District
	offices   []Office
	stopWords []StopWord
	home      map[homeKey]Area // the regency, what it lies in and what lies in it: where most addresses are
}

// homeKey finds an area by its name within its parent.
type homeKey struct{ parent, name string } // the parent's code, the name in lower case

// New makes a Service with nothing loaded yet.
func New(db *sqlx.DB) *Service {
	s := &Service{db: db}
	s.current.Store(&snapshot{})
	return s
}

// Load reads the region into memory: at start, and again after it has changed. It fails with NotFound region_missing where none
// has been imported.
func (s *Service) Load(ctx context.Context) error {
	loaded, err := loadSnapshot(ctx, s.db)
	if err != nil {
		return err
	}
	s.current.Store(loaded)
	return nil
}

// Settings say whose mall this is. The maps in it are shared: do not change them.
func (s *Service) Settings() Settings { return s.current.Load().settings }

// zones are the time zones that were asked for, by name: each is read from a file.
var zones sync.Map

// Location is the region's time zone; UTC where it names none that is known.
func (s Settings) Location() *time.Location {
	if zone, ok := zones.Load(s.TimeZone); ok {
		return zone.(*time.Location) //nolint:errcheck,forcetypeassert // nothing else is stored
	}
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	zones.Store(s.TimeZone, zone)
	return zone
}

// ListDistricts gives the regency's districts in their order.
func (s *Service) ListDistricts() []District { return slices.Clone(s.current.Load().districts) }

// FindDistrict finds a district by its slug, or NotFound.
func (s *Service) FindDistrict(slug string) (District, error) {
	return findDistrict(s.current.Load().districts, func(d District) bool { return d.Slug == slug })
}

// DistrictOf finds the district that a village of the regency belongs to, or NotFound.
func (s *Service) DistrictOf(villageCode string) (District, error) {
	return findDistrict(s.current.Load().districts, func(d District) bool { return d.Code == parentOf(villageCode) })
}

func findDistrict(districts []District, match func(District) bool) (District, error) {
	if i := slices.IndexFunc(districts, match); i >= 0 {
		return districts[i], nil
	}
	return District{}, apperr.NewNotFound("district_not_found")
}

// ListOffices gives the offices by key.
func (s *Service) ListOffices() []Office { return slices.Clone(s.current.Load().offices) }

// StopWords gives the function words of a language ("id" or "en"), in lower case.
func (s *Service) StopWords(language string) []string {
	var words []string
	for _, w := range s.current.Load().stopWords {
		if w.Language == language {
			words = append(words, w.Word)
		}
	}
	return words
}

// ListAreas gives the areas below a parent by name; an empty parent gives the provinces. An unknown parent is NotFound.
func (s *Service) ListAreas(ctx context.Context, parent string) ([]Area, error) {
	if !isAreaCode(parent) && parent != "" {
		return nil, apperr.NewNotFound("area_not_found")
	}
	areas, err := listAreas(ctx, s.db, parent)
	if err != nil || len(areas) > 0 || parent == "" {
		return areas, err
	}
	_, err = s.FindArea(ctx, parent)
	return []Area{}, err
}

// FindArea finds an area by its code, or NotFound.
func (s *Service) FindArea(ctx context.Context, code string) (Area, error) {
	if !isAreaCode(code) {
		return Area{}, apperr.NewNotFound("area_not_found")
	}
	return findArea(ctx, s.db, code)
}

// FindVillage finds a village by its name in one of the regency's districts, given by slug. Case and surrounding space do not
// matter. NotFound names what is missing: district_not_found or village_not_found.
func (s *Service) FindVillage(ctx context.Context, district, name string) (Area, error) {
	d, err := s.FindDistrict(district)
	if err != nil {
		return Area{}, err
	}
	if !apperr.IsPlainText(name) {
		return Area{}, apperr.NewNotFound("village_not_found")
	}
	return findVillage(ctx, s.db, d.Code, name)
}

// ListVillages gives the regency's villages of a name, whatever their district.
func (s *Service) ListVillages(ctx context.Context, name string) ([]Area, error) {
	if !apperr.IsPlainText(name) {
		return nil, nil
	}
	var codes []string
	for _, d := range s.current.Load().districts {
		codes = append(codes, d.Code)
	}
	return listVillages(ctx, s.db, codes, name)
}

// ListOwnVillages gives the villages of all of the regency's districts by name, each list under its district's slug.
func (s *Service) ListOwnVillages(ctx context.Context) (map[string][]Area, error) {
	slugs, codes := map[string]string{}, []string{}
	for _, d := range s.current.Load().districts {
		slugs[d.Code] = d.Slug
		codes = append(codes, d.Code)
	}
	areas, err := listChildren(ctx, s.db, codes)
	if err != nil {
		return nil, err
	}
	villages := make(map[string][]Area, len(codes))
	for _, a := range areas {
		slug := slugs[parentOf(a.Code)]
		villages[slug] = append(villages[slug], a)
	}
	return villages, nil
}
