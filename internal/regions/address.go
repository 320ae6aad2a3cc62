package regions

import (
	"context"
	"strings"

	"golang.org/x/text/language"

	"lapak/internal/apperr"
)

// Home is the country whose areas are known by name.
const Home = "ID"

// Address is where something is sent, as people write it. Abroad only Line, Regency (the city), PostalCode and Country are needed.
type Address struct {
	Line       string `json:"line"`
	Village    string `json:"village"`
	District   string `json:"district"`
	Regency    string `json:"regency"`
	Province   string `json:"province"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"` // ISO 3166-1 alpha-2; empty means Indonesia
}

// Resolved is an address whose names are spelled as the areas are, with their Kemendagri codes. The codes are empty abroad.
type Resolved struct {
	Address
	ProvinceCode string `json:"province_code"`
	RegencyCode  string `json:"regency_code"`
	DistrictCode string `json:"district_code"`
	VillageCode  string `json:"village_code"`
}

// ResolveAddress checks an address and finds its areas; upper and lower case do not matter. It is Invalid with a field for each fault,
// all under "address.": required, too_long, unknown_area, unknown_country, bad_postal_code.
func (s *Service) ResolveAddress(ctx context.Context, a Address) (Resolved, error) {
	a, err := checkAddress(a)
	if err != nil || a.Country != Home {
		return Resolved{Address: a}, err
	}
	names := []string{a.Province, a.Regency, a.District, a.Village}
	areas := s.current.Load().walkHome(names)
	if areas == nil {
		if areas, err = walkAreas(ctx, s.db, names); err != nil {
			return Resolved{}, err
		}
	}
	if len(areas) < len(names) {
		level := []string{LevelProvince, LevelRegency, LevelDistrict, LevelVillage}[len(areas)]
		return Resolved{}, apperr.NewInvalid(apperr.Field{Path: "address." + level, Code: "unknown_area"})
	}
	a.Province, a.Regency, a.District, a.Village = areas[0].Name, areas[1].Name, areas[2].Name, areas[3].Name
	return Resolved{
		Address: a, ProvinceCode: areas[0].Code, RegencyCode: areas[1].Code, DistrictCode: areas[2].Code, VillageCode: areas[3].Code,
	}, nil
}

// walkHome follows the names from the province down through the regency's own areas; nil where they lead elsewhere.
func (s *snapshot) walkHome(names []string) []Area {
	areas, parent := make([]Area, 0, len(names)), ""
	for _, name := range names {
		a, ok := s.home[homeKey{parent, strings.ToLower(name)}]
		if !ok {
			return nil
		}
		areas, parent = append(areas, a), a.Code
	}
	return areas
}

// byName indexes areas that are sorted by code; of two with one name the lower code is taken.
func byName(areas []Area) map[homeKey]Area {
	index := make(map[homeKey]Area, len(areas))
	for _, a := range areas {
		key := homeKey{a.Parent, strings.ToLower(a.Name)}
		if _, twice := index[key]; !twice {
			index[key] = a
		}
	}
	return index
}

func checkAddress(a Address) (Address, error) {
	var fields apperr.Fields
	a.Country = strings.ToUpper(strings.TrimSpace(a.Country))
	if a.Country == "" {
		a.Country = Home
	}
	if !isCountry(a.Country) {
		fields.Add("address.country", "unknown_country")
	}
	needed := 1
	if a.Country != Home {
		needed = 0
	}
	a.Line = fields.Text("address.line", a.Line, 1, 200)
	a.Regency = fields.Text("address.regency", a.Regency, 1, 80)
	a.Village = fields.Text("address.village", a.Village, needed, 80)
	a.District = fields.Text("address.district", a.District, needed, 80)
	a.Province = fields.Text("address.province", a.Province, needed, 80)
	a.PostalCode = fields.Text("address.postal_code", a.PostalCode, 1-needed, 16)
	if a.Country == Home && a.PostalCode != "" && !isFiveDigits(a.PostalCode) {
		fields.Add("address.postal_code", "bad_postal_code")
	}
	return a, fields.Err()
}

func isCountry(code string) bool {
	if len(code) != 2 || code[0] < 'A' || code[1] < 'A' { // ParseRegion also takes UN M.49 numbers
		return false
	}
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.String() == code
}

func isFiveDigits(s string) bool {
	return len(s) == 5 && strings.Trim(s, "0123456789") == ""
}

func isAreaCode(s string) bool {
	return s != "" && len(s) <= 13 && strings.Trim(s, "0123456789.") == ""
}

// parentOf cuts the last part of a Kemendagri code; the parent of a province is empty.
func parentOf(code string) string {
	i := strings.LastIndexByte(code, '.')
	return code[:max(i, 0)]
}
