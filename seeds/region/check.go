package region

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Problem is one thing wrong in a pack. Code is stable snake_case; Row is the
// line in File, 0 where the whole file is meant; Value is what stands there.
type Problem struct {
	File  string `json:"file"`
	Row   int    `json:"row"`
	Field string `json:"field"`
	Code  string `json:"code"`
	Value string `json:"value"`
}

// String writes "file:row field: code "value"".
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d %s: %s %q", p.File, p.Row, p.Field, p.Code, p.Value)
}

// Check names every problem of a pack, in the order of its files.
func Check(p Pack) []Problem {
	c := &checker{pack: p}
	c.info()
	c.brand()
	c.places()
	c.categories()
	c.offices()
	c.pickupPoints()
	c.zones()
	c.tariffs()
	c.stopWords()
	c.export()
	c.festivals()
	return c.found
}

type checker struct {
	pack  Pack
	file  string
	found []Problem
}

func (c *checker) add(row int, field, code, value string) {
	c.found = append(c.found, Problem{c.file, row, field, code, value})
}

// need reports code unless ok.
func (c *checker) need(ok bool, row int, field, code string, value any) {
	if !ok {
		c.add(row, field, code, fmt.Sprint(value))
	}
}

func (c *checker) text(row int, field string, t Text) {
	c.need(strings.TrimSpace(t.ID) != "", row, field+"_id", "missing_text", "")
	c.need(strings.TrimSpace(t.EN) != "", row, field+"_en", "missing_translation", t.ID)
}

func (c *checker) filled(row int, field, value string) {
	c.need(strings.TrimSpace(value) != "", row, field, "missing_text", value)
}

// once reports value as a duplicate when it was seen before.
func (c *checker) once(seen map[string]bool, row int, field, value string) {
	c.need(!seen[value], row, field, "duplicate", value)
	seen[value] = true
}

var (
	slugForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	phoneForm = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	clockForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

func (c *checker) info() {
	c.file = "region.toml"
	i := c.pack.Info
	c.need(slugForm.MatchString(i.Key), 0, "key", "invalid_slug", i.Key)
	c.filled(0, "regency_name", i.RegencyName)
	c.filled(0, "mall_name", i.MallName)
	c.need(parentCode(i.RegencyCode) == i.ProvinceCode && i.ProvinceCode != "", 0, "regency_code", "unknown_parent", i.RegencyCode)
	_, err := time.LoadLocation(i.TimeZone)
	c.need(err == nil && i.TimeZone != "", 0, "time_zone", "unknown_time_zone", i.TimeZone)
	c.need(len(i.PhoneCountry) == 2, 0, "phone_country", "invalid_country", i.PhoneCountry)
	c.text(0, "tagline", i.Tagline)
	c.text(0, "subtitle", i.Subtitle)
	c.text(0, "byline", i.Byline)
	c.need(strings.Contains(i.Contact.Email, "@"), 0, "contact.email", "invalid_email", i.Contact.Email)
	c.need(phoneForm.MatchString(i.Contact.Phone), 0, "contact.phone", "invalid_phone", i.Contact.Phone)
	c.need(phoneForm.MatchString(i.Contact.WhatsApp), 0, "contact.whatsapp", "invalid_phone", i.Contact.WhatsApp)
	c.text(0, "contact.address", Text{i.Contact.AddressID, i.Contact.AddressEN})
	c.filled(0, "transfer.bank", i.Transfer.Bank)
	c.filled(0, "transfer.account_number", i.Transfer.AccountNumber)
	c.filled(0, "transfer.account_name", i.Transfer.AccountName)
	c.promise(i.Promise)
}

// promise bounds the hours to what a buyer may be asked to wait, and leaves at least one day to work on.
func (c *checker) promise(p Promise) {
	c.need(p.AcceptHours >= 1 && p.AcceptHours <= 168, 0, "promise.accept_hours", "out_of_range", p.AcceptHours)
	c.need(p.SendHours >= p.AcceptHours && p.SendHours <= 720, 0, "promise.send_hours", "out_of_range", p.SendHours)
	days := map[string]bool{}
	for day := time.Sunday; day <= time.Saturday; day++ {
		days[strings.ToLower(day.String())] = true
	}
	seen := map[string]bool{}
	for _, day := range p.RestDays {
		c.need(days[day], 0, "promise.rest_days", "unknown_day", day)
		c.once(seen, 0, "promise.rest_days", day)
	}
	c.need(len(seen) < len(days), 0, "promise.rest_days", "no_working_day", "")
	for _, day := range p.Holidays {
		_, once := time.Parse(time.DateOnly, day)
		_, yearly := time.Parse("2006-01-02", "2028-"+day) // a leap year
		c.need(once == nil || yearly == nil, 0, "promise.holidays", "invalid_date", day)
	}
}

func (c *checker) places() {
	c.file = "districts.csv"
	codes, slugs := map[string]bool{}, map[string]bool{}
	for _, d := range c.pack.Districts {
		c.once(codes, d.Row, "kemendagri_code", d.Code)
		c.once(slugs, d.Row, "name", d.Slug)
		c.need(parentCode(d.Code) == c.pack.RegencyCode, d.Row, "kemendagri_code", "unknown_parent", d.Code)
		c.filled(d.Row, "name", d.Name)
		c.filled(d.Row, "basis", d.Basis)
		c.filled(d.Row, "confidence_code", d.ConfidenceCode)
		c.filled(d.Row, "confidence_products", d.ConfidenceProduct)
	}
	c.need(len(codes) > 0, 0, "kemendagri_code", "empty", "")
	c.file = "villages.csv"
	villages, peopled := map[string]bool{}, map[string]bool{}
	for _, v := range c.pack.Villages {
		c.once(villages, v.Row, "code", v.Code)
		c.need(codes[v.DistrictCode()], v.Row, "code", "unknown_parent", v.Code)
		c.need(v.Kind == "desa" || v.Kind == "kelurahan", v.Row, "kind", "unknown_kind", v.Kind)
		c.filled(v.Row, "name", v.Name)
		peopled[v.DistrictCode()] = true
	}
	c.file = "districts.csv"
	for _, d := range c.pack.Districts {
		c.need(peopled[d.Code], d.Row, "kemendagri_code", "without_village", d.Code)
	}
}

func (c *checker) categories() {
	c.file = "categories.csv"
	parents := map[string]bool{}
	for _, k := range c.pack.Categories {
		parents[k.Parent] = true
	}
	seen := map[string]bool{}
	for _, k := range c.pack.Categories {
		// A parent stands above its children, so that the tree has no loop.
		c.need(k.Parent == "" || seen[k.Parent], k.Row, "parent", "unknown_parent", k.Parent)
		c.once(seen, k.Row, "slug", k.Slug)
		c.need(slugForm.MatchString(k.Slug), k.Row, "slug", "invalid_slug", k.Slug)
		c.text(k.Row, "name", k.Name)
		known := slices.Contains(c.pack.Facts.ExportClasses, k.ExportClass)
		c.need(known || k.ExportClass == "" && parents[k.Slug], k.Row, "export_class", "unknown_export_class", k.ExportClass)
	}
	c.need(len(seen) > 0, 0, "slug", "empty", "")
}

func (c *checker) offices() {
	c.file = "offices.csv"
	seen := map[string]bool{}
	for _, o := range c.pack.Offices {
		c.once(seen, o.Row, "key", o.Key)
		c.need(slugForm.MatchString(o.Key), o.Row, "key", "invalid_slug", o.Key)
		c.text(o.Row, "name", o.Name)
		c.filled(o.Row, "confidence", o.Confidence)
	}
	c.need(seen["diskop"], 0, "key", "missing_office", "diskop")
}

func (c *checker) pickupPoints() {
	c.file = "pickup_points.csv"
	villages, seen := map[string]bool{}, map[string]bool{}
	for _, v := range c.pack.Villages {
		villages[v.Code] = true
	}
	for _, p := range c.pack.PickupPoints {
		c.once(seen, p.Row, "key", p.Key)
		c.need(slugForm.MatchString(p.Key), p.Row, "key", "invalid_slug", p.Key)
		c.need(villages[p.VillageCode], p.Row, "village_code", "unknown_village", p.VillageCode)
		c.filled(p.Row, "name", p.Name)
		c.filled(p.Row, "operator", p.Operator)
		c.filled(p.Row, "address", p.Address)
		c.filled(p.Row, "days", p.Days)
		open := clockForm.MatchString(p.Opens) && clockForm.MatchString(p.Closes) && p.Opens < p.Closes
		c.need(open, p.Row, "opens", "invalid_hours", p.Opens+"-"+p.Closes)
		c.text(p.Row, "say", p.Say)
	}
}

func (c *checker) stopWords() {
	c.file = "stopwords_id.txt"
	seen := map[string]bool{}
	for _, w := range c.pack.StopWords {
		c.once(seen, w.Row, "word", w.Word)
		plain := w.Word == strings.ToLower(w.Word) && !strings.ContainsAny(w.Word, " \t,")
		c.need(plain, w.Row, "word", "invalid_word", w.Word)
	}
	c.need(len(seen) > 0, 0, "word", "empty", "")
}
