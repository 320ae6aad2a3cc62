package region

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gosimple/slug"
)

// LoadFS reads the pack of that key from fsys, which also holds facts/.
func LoadFS(fsys fs.FS, key string) (Pack, error) {
	var p Pack
	if _, err := fs.Stat(fsys, path.Join(key, "region.toml")); err != nil {
		return p, fmt.Errorf("region pack %q: %w", key, err)
	}
	errs := []error{
		readToml(fsys, path.Join(key, "region.toml"), &p.Info),
		readStopWords(fsys, path.Join(key, "stopwords_id.txt"), &p.StopWords),
		readFacts(fsys, &p.Facts),
	}
	errs = append(errs, readRows(fsys, key, &p)...)
	return p, errors.Join(errs...)
}

func readRows(fsys fs.FS, key string, p *Pack) []error {
	file := func(name string) string { return path.Join(key, name) }
	var errs [7]error
	p.Districts, errs[0] = readTable(fsys, file("districts.csv"), districtRow)
	p.Villages, errs[1] = readTable(fsys, file("villages.csv"), func(t *table) Village {
		return Village{t.row, t.text("code"), t.text("name"), t.text("kind")}
	})
	p.Categories, errs[2] = readTable(fsys, file("categories.csv"), func(t *table) Category {
		return Category{t.row, t.text("slug"), t.text("parent"), t.both("name"), t.text("export_class")}
	})
	p.Offices, errs[3] = readTable(fsys, file("offices.csv"), func(t *table) Office {
		return Office{t.row, t.text("key"), t.both("name"), t.text("confidence"), t.text("note")}
	})
	p.PickupPoints, errs[4] = readTable(fsys, file("pickup_points.csv"), pickupRow)
	p.Zones, errs[5] = readTable(fsys, file("zones.csv"), func(t *table) Zone {
		return Zone{t.row, t.text("key"), t.both("name"), strings.Fields(t.text("area_codes"))}
	})
	p.Tariffs, errs[6] = readTable(fsys, file("shipping.csv"), tariffRow)
	return errs[:]
}

func districtRow(t *table) District {
	return District{
		Row: t.row, Code: t.text("kemendagri_code"), BPSCode: t.text("bps_code"),
		Name: t.text("name"), Slug: slug.Make(t.text("name")),
		TypicalProducts: t.text("typical_products"), Basis: t.text("basis"),
		ConfidenceCode: t.text("confidence_code"), ConfidenceProduct: t.text("confidence_products"),
	}
}

func pickupRow(t *table) PickupPoint {
	return PickupPoint{
		Row: t.row, Key: t.text("key"), Name: t.text("name"), Operator: t.text("operator"),
		VillageCode: t.text("village_code"), Address: t.text("address"),
		Opens: t.text("opens"), Closes: t.text("closes"), Days: t.text("days"),
		Say: t.both("say"), Confidence: t.text("confidence"),
	}
}

func tariffRow(t *table) Tariff {
	return Tariff{
		Row: t.row, Zone: t.text("zone"),
		OverGrams: t.number("over_grams"), UpToGrams: t.number("up_to_grams"),
		PriceRupiah: int64(t.number("price_rupiah")),
		DaysMin:     t.number("days_min"), DaysMax: t.number("days_max"),
		Confidence: t.text("confidence"),
	}
}

func readStopWords(fsys fs.FS, name string, words *[]StopWord) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for row := 1; lines.Scan(); row++ {
		if w := strings.TrimSpace(lines.Text()); w != "" && !strings.HasPrefix(w, "#") {
			*words = append(*words, StopWord{row, w})
		}
	}
	return lines.Err()
}

func readFacts(fsys fs.FS, facts *Facts) (err error) {
	if facts.Export, err = loadExport(fsys); err != nil {
		return err
	}
	if facts.Festivals, err = readTable(fsys, "facts/festivals.csv", festivalRow); err != nil {
		return err
	}
	for _, code := range facts.Export.HSCodes {
		facts.ExportClasses = append(facts.ExportClasses, code.Class)
	}
	slices.Sort(facts.ExportClasses)
	facts.ExportClasses = slices.Compact(facts.ExportClasses)
	return nil
}

func festivalRow(t *table) Festival {
	f := Festival{
		Row: t.row, Key: t.text("key"), Name: t.text("name"), Rule: strings.ReplaceAll(t.text("rule"), "-", "_"), HijriRule: t.text("hijri_rule"),
		Observed: t.text("observed_dates"), Place: t.text("place"), Goods: t.text("product_fit"), Confidence: t.text("confidence"), Source: t.text("source"),
	}
	if month := t.optional("typical_month"); month != nil {
		f.Month = int(*month)
	}
	return f
}
