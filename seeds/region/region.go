// Package region reads region packs: the data by which one regency's mall
// differs from another's. A pack is a folder of TOML, CSV and text files;
// Load reads one, Check names everything that is wrong in it.
package region

import (
	"embed"
	"io/fs"
)

//go:embed banyuwangi facts areas.csv.gz
var files embed.FS

// Text is a wording in both languages.
type Text struct {
	ID string `toml:"id"`
	EN string `toml:"en"`
}

// Pack is one region's data. Rows keep the line of the file they stand on.
type Pack struct {
	Info
	Districts    []District
	Villages     []Village
	Categories   []Category
	Offices      []Office
	PickupPoints []PickupPoint
	Zones        []Zone
	Tariffs      []Tariff
	StopWords    []StopWord // Indonesian
	Facts        Facts
}

// Info is region.toml.
type Info struct {
	Key            string   `toml:"key"`
	RegencyName    string   `toml:"regency_name"`
	MallName       string   `toml:"mall_name"`
	ProvinceCode   string   `toml:"province_code"` // Kemendagri, "35"
	RegencyCode    string   `toml:"regency_code"`  // Kemendagri, "35.10"
	TimeZone       string   `toml:"time_zone"`     // IANA name
	PhoneCountry   string   `toml:"phone_country"` // ISO 3166-1 alpha-2
	ReviewRequired bool     `toml:"review_required"`
	Tagline        Text     `toml:"tagline"`
	Subtitle       Text     `toml:"subtitle"`
	Byline         Text     `toml:"byline"`
	Brand          Brand    `toml:"brand"`
	Contact        Contact  `toml:"contact"`
	Transfer       Transfer `toml:"transfer"`
	Promise        Promise  `toml:"promise"`
}

// Brand is how the shop window looks: a motif of package artwork and the
// colour tokens, each "#rrggbb".
type Brand struct {
	Motif  string            `toml:"motif"`
	Colors map[string]string `toml:"colors"`
}

// Contact is where the public reaches the mall.
type Contact struct {
	Email     string `toml:"email"`
	Phone     string `toml:"phone"`    // E.164
	WhatsApp  string `toml:"whatsapp"` // E.164
	AddressID string `toml:"address_id"`
	AddressEN string `toml:"address_en"`
}

// Transfer is the bank account that receives transfers. Sample marks one that
// does not exist and must be replaced before the mall opens.
type Transfer struct {
	Bank          string `toml:"bank"`
	AccountNumber string `toml:"account_number"`
	AccountName   string `toml:"account_name"`
	Sample        bool   `toml:"sample"`
}

// Promise is what the region's shops promise: hours until an answer and until
// the goods leave. They stand still on rest days ("sunday") and holidays
// ("2027-03-10", or "08-17" for every year).
type Promise struct {
	AcceptHours int      `toml:"accept_hours"`
	SendHours   int      `toml:"send_hours"`
	RestDays    []string `toml:"rest_days"`
	Holidays    []string `toml:"holidays"`
}

// District is a kecamatan of districts.csv. Slug is made from the name.
type District struct {
	Row                               int
	Code, BPSCode, Name, Slug         string
	TypicalProducts                   string
	Basis                             string
	ConfidenceCode, ConfidenceProduct string
}

// Village is a desa or kelurahan of villages.csv.
type Village struct {
	Row              int
	Code, Name, Kind string
}

// DistrictCode is the code of the district that the village belongs to.
func (v Village) DistrictCode() string { return parentCode(v.Code) }

// Category is a row of categories.csv; a root has no Parent. ExportClass is
// the product class of the export rules and is empty on roots.
type Category struct {
	Row          int
	Slug, Parent string
	Name         Text
	ExportClass  string
}

// Office is a row of offices.csv: who may verify what.
type Office struct {
	Row              int
	Key              string
	Name             Text
	Confidence, Note string
}

// PickupPoint is a place, usually run by a village, where goods are handed
// over. Opens and Closes are local "15:04"; Say tells the buyer what to do.
type PickupPoint struct {
	Row                              int
	Key, Name, Operator, VillageCode string
	Address, Opens, Closes, Days     string
	Say                              Text
	Confidence                       string
}

// Zone is a row of zones.csv. AreaCodes are prefixes of Kemendagri codes, the
// longest match wins; "*" stands for abroad.
type Zone struct {
	Row       int
	Key       string
	Name      Text
	AreaCodes []string
}

// Tariff is a row of shipping.csv: the price in rupiah for a parcel heavier
// than OverGrams and up to UpToGrams, and how many days it takes.
type Tariff struct {
	Row                  int
	Zone                 string
	OverGrams, UpToGrams int
	PriceRupiah          int64
	DaysMin, DaysMax     int
	Confidence           string
}

// StopWord is a function word that search leaves out.
type StopWord struct {
	Row  int
	Word string
}

// Facts are national reference data that packs point at.
type Facts struct {
	ExportClasses []string // sorted, distinct; column category of hs_codes.csv
	Export        Export
	Festivals     []Festival
}

// Festival is a row of festivals.csv: a recurring festival as sources tell of it. Month is 0 where the Hijri calendar says it.
type Festival struct {
	Row                 int
	Key, Name, Rule     string
	Month               int
	HijriRule, Observed string
	Place, Goods        string
	Confidence, Source  string
}

// Keys lists the packs that ship, sorted.
func Keys() []string {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil
	}
	var keys []string
	for _, e := range entries {
		if _, err := fs.Stat(files, e.Name()+"/region.toml"); e.IsDir() && err == nil {
			keys = append(keys, e.Name())
		}
	}
	return keys
}

// Load reads the shipped pack of that key. The error names file and row of
// what cannot be read at all; Check finds the rest.
func Load(key string) (Pack, error) { return LoadFS(files, key) }
