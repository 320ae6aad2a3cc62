package seeds

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/festivals"
	"lapak/internal/regions"
	"lapak/internal/shipping"
	"lapak/seeds/region"
)

// regionVersion changes when the way in which a pack is loaded does.
const regionVersion = "2:"

const markRegion = "region"

// LoadRegion writes a pack: areas, districts, offices, stop words, settings, categories, shipping tariff and pickup points. A pack
// that is loaded already is only read into memory. A changed one is written over it; what it names no longer stays where shops
// and orders may point at it. A pack with problems is refused, each of them named.
func LoadRegion(ctx context.Context, s Services, pack region.Pack, progress Progress) error {
	var problems []error
	for _, p := range region.Check(pack) {
		problems = append(problems, errors.New(p.String()))
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("region pack %s: %w", pack.Key, err)
	}
	digest, err := pack.Digest()
	if err != nil {
		return err
	}
	before, err := findMark(ctx, s.DB, markRegion)
	if err != nil {
		return err
	}
	if before == regionVersion+digest {
		if err := s.Regions.Load(ctx); err != nil {
			return err
		}
		return errors.Join(s.Catalog.Load(ctx), s.Exports.Load(ctx))
	}
	progress.tell(StepRegion, 0, 4)
	if err := importPack(ctx, s, pack, progress); err != nil {
		return err
	}
	if before != "" { // words and names that search reads have changed
		if err := s.Catalog.Reindex(ctx); err != nil {
			return err
		}
	}
	return setMark(ctx, s.DB, markRegion, regionVersion+digest)
}

func importPack(ctx context.Context, s Services, pack region.Pack, progress Progress) error {
	facts, err := regionPack(pack)
	if err != nil {
		return err
	}
	if err := s.Regions.Import(ctx, facts); err != nil {
		return err
	}
	progress.tell(StepRegion, 1, 4)
	categories := make([]catalog.Category, len(pack.Categories))
	for i, c := range pack.Categories {
		categories[i] = catalog.Category{
			Slug: c.Slug, Parent: c.Parent, NameID: c.Name.ID, NameEN: c.Name.EN, ExportClass: c.ExportClass, Position: i + 1,
		}
	}
	if err := s.Catalog.ImportCategories(ctx, categories); err != nil {
		return fmt.Errorf("import the categories: %w", err)
	}
	if err := loadPermits(ctx, s); err != nil {
		return err
	}
	progress.tell(StepRegion, 2, 4)
	if err := s.Shipping.Import(ctx, tariff(pack)); err != nil {
		return err
	}
	progress.tell(StepRegion, 3, 4)
	if err := s.Exports.ImportRules(ctx, pack.Facts.Export.Rulebook, hsCodes(pack.Facts.Export)); err != nil {
		return err
	}
	if err := s.Festivals.ImportExpectations(ctx, expectations(pack.Facts.Festivals)); err != nil {
		return fmt.Errorf("import the calendar: %w", err)
	}
	progress.tell(StepRegion, 4, 4)
	return nil
}

func expectations(list []region.Festival) []festivals.Expectation {
	out := make([]festivals.Expectation, len(list))
	for i, f := range list {
		out[i] = festivals.Expectation{
			Key: f.Key, Name: f.Name, Rule: f.Rule, Month: f.Month, HijriRule: f.HijriRule, Observed: f.Observed, Place: f.Place, Goods: f.Goods,
			Confidence: f.Confidence, Source: f.Source,
		}
	}
	return out
}

func hsCodes(export region.Export) []exportready.HSCode {
	codes := make([]exportready.HSCode, len(export.HSCodes))
	for i, c := range export.HSCodes {
		codes[i] = exportready.HSCode{
			Key: c.Key, NameID: c.Name.ID, NameEN: c.Name.EN, Class: c.Class, HS6: c.Code, Description: c.Description, Version: c.Version,
			Confidence: c.Confidence, Checked: c.Checked, Note: c.Note,
		}
	}
	return codes
}

func regionPack(pack region.Pack) (regions.Pack, error) {
	areas, err := region.Areas()
	if err != nil {
		return regions.Pack{}, err
	}
	out := regions.Pack{Settings: settings(pack.Info), Areas: make([]regions.Area, len(areas))}
	for i, a := range areas {
		out.Areas[i] = regions.Area{Code: a.Code, Parent: a.Parent(), Level: a.Level, Name: a.Name}
	}
	for i, d := range pack.Districts {
		out.Districts = append(out.Districts, regions.District{Slug: d.Slug, Code: d.Code, Name: d.Name, Position: i + 1})
	}
	for _, o := range pack.Offices {
		out.Offices = append(out.Offices, regions.Office{Key: o.Key, NameID: o.Name.ID, NameEN: o.Name.EN})
	}
	for _, w := range pack.StopWords {
		out.StopWords = append(out.StopWords, regions.StopWord{Language: "id", Word: w.Word})
	}
	return out, nil
}

func settings(i region.Info) regions.Settings {
	text := func(t region.Text) regions.Text { return regions.Text{ID: t.ID, EN: t.EN} }
	return regions.Settings{
		Key: i.Key, RegencyName: i.RegencyName, MallName: i.MallName, ProvinceCode: i.ProvinceCode, RegencyCode: i.RegencyCode,
		TimeZone: i.TimeZone, PhoneCountry: i.PhoneCountry, ReviewRequired: i.ReviewRequired,
		Tagline: text(i.Tagline), Subtitle: text(i.Subtitle), Byline: text(i.Byline),
		Brand: regions.Brand{Motif: i.Brand.Motif, Colors: i.Brand.Colors},
		Contact: regions.Contact{
			Email: i.Contact.Email, Phone: i.Contact.Phone, WhatsApp: i.Contact.WhatsApp,
			Address: regions.Text{ID: i.Contact.AddressID, EN: i.Contact.AddressEN},
		},
		Transfer: regions.Transfer{
			Bank: i.Transfer.Bank, AccountNumber: i.Transfer.AccountNumber, AccountName: i.Transfer.AccountName, Sample: i.Transfer.Sample,
		},
		Promise: regions.Promise{
			AcceptHours: i.Promise.AcceptHours, SendHours: i.Promise.SendHours, RestDays: i.Promise.RestDays, Holidays: i.Promise.Holidays,
		},
	}
}

// Services of the courier, by their codes.
const (
	courierService  = "reguler"
	courierToAbroad = "internasional"
)

// tariff keeps one span of days for each zone: from its quickest band to its slowest.
func tariff(pack region.Pack) shipping.Tariff {
	var out shipping.Tariff
	for _, z := range pack.Zones {
		zone := shipping.Zone{Key: z.Key, NameID: z.Name.ID, NameEN: z.Name.EN, Areas: z.AreaCodes}
		service := courierService
		if len(z.AreaCodes) == 1 && z.AreaCodes[0] == "*" {
			service = courierToAbroad
		}
		for _, t := range pack.Tariffs {
			if t.Zone != z.Key {
				continue
			}
			if zone.DaysMin == 0 || t.DaysMin < zone.DaysMin {
				zone.DaysMin = t.DaysMin
			}
			zone.DaysMax = max(zone.DaysMax, t.DaysMax)
			zone.Rates = append(zone.Rates, shipping.Rate{Service: service, MaxGrams: int64(t.UpToGrams), Price: t.PriceRupiah})
		}
		out.Zones = append(out.Zones, zone)
	}
	for _, p := range pack.PickupPoints {
		out.Points = append(out.Points, shipping.Point{
			Key: p.Key, Name: p.Name, VillageCode: p.VillageCode, AddressLine: p.Address,
			HoursID: hours(p, daysID, "setiap hari"), HoursEN: hours(p, daysEN, "every day"),
		})
	}
	return out
}

var (
	daysID = strings.NewReplacer("mon", "Senin", "tue", "Selasa", "wed", "Rabu", "thu", "Kamis", "fri", "Jumat", "sat", "Sabtu", "sun", "Minggu", "-", "–")
	daysEN = strings.NewReplacer("mon", "Mon", "tue", "Tue", "wed", "Wed", "thu", "Thu", "fri", "Fri", "sat", "Sat", "sun", "Sun", "-", "–")
)

func hours(p region.PickupPoint, names *strings.Replacer, daily string) string {
	days := names.Replace(p.Days)
	if p.Days == "mon-sun" {
		days = daily
	}
	return days + ", " + p.Opens + "–" + p.Closes
}
