package region_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lapak/seeds/region"
)

func TestShippedPacksHaveNoProblem(t *testing.T) {
	t.Parallel()
	keys := region.Keys()
	if !slices.Contains(keys, "banyuwangi") {
		t.Fatalf("shipped packs: %v", keys)
	}
	for _, key := range keys {
		p, err := region.Load(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range region.Check(p) {
			t.Errorf("%s/%s", key, problem)
		}
	}
}

func TestBanyuwangiIsComplete(t *testing.T) {
	t.Parallel()
	p, err := region.Load("banyuwangi")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, v := range p.Villages {
		kinds[v.Kind]++
	}
	if len(p.Districts) != 25 || kinds["desa"] != 189 || kinds["kelurahan"] != 28 {
		t.Errorf("%d districts, villages %v; want 25, 189 desa, 28 kelurahan", len(p.Districts), kinds)
	}
	if len(p.PickupPoints) < 4 || len(p.StopWords) < 100 {
		t.Errorf("%d pickup points, %d stop words", len(p.PickupPoints), len(p.StopWords))
	}
	if p.ReviewRequired {
		t.Error("the demo's region publishes without review")
	}
}

func TestZoneOfAnAreaIsTheNarrowestThatHoldsIt(t *testing.T) {
	t.Parallel()
	p, err := region.Load("banyuwangi")
	if err != nil {
		t.Fatal(err)
	}
	for area, want := range map[string]string{
		"35.10.16.1011": "regency", "35.09.01": "east-java", "51": "java-bali",
		"11.01.01.2001": "sumatra", "96.71": "east",
	} {
		if got, _ := p.ZoneOf(area); got != want {
			t.Errorf("zone of %s = %q, want %q", area, got, want)
		}
	}
	if got, ok := p.ZoneOf("99"); ok {
		t.Errorf("zone of an unknown area = %q", got)
	}
}

func TestUnknownPackIsAnError(t *testing.T) {
	t.Parallel()
	if p, err := region.Load("atlantis"); err == nil || p.Key != "" {
		t.Errorf("Load(atlantis) = %q, %v", p.Key, err)
	}
}

func TestAreasHoldAllOfIndonesiaParentsFirst(t *testing.T) {
	t.Parallel()
	areas, err := region.Areas()
	if err != nil {
		t.Fatal(err)
	}
	levels, seen := map[string]int{}, map[string]bool{"": true}
	for _, a := range areas {
		if !seen[a.Parent()] || seen[a.Code] || a.Name == "" {
			t.Fatalf("area %+v: parent unknown, code repeated or name empty", a)
		}
		seen[a.Code] = true
		levels[a.Level]++
	}
	want := map[string]int{"province": 38, "regency": 514, "district": 7277, "village": 83763}
	if !maps.Equal(levels, want) {
		t.Errorf("levels %v, want %v", levels, want)
	}
}

// shipped copies the packs that ship, so that a test can break one file.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	copied := fstest.MapFS{}
	root := os.DirFS(".")
	for _, dir := range []string{"banyuwangi", "facts"} {
		err := fs.WalkDir(root, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			copied[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

func TestBrokenPacksNameTheirRow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, old, new, want string }{
		{"district listed twice", "districts.csv", "35.10.02,3510020,Bangorejo", "35.10.01,3510020,Bangorejo", `districts.csv:3 kemendagri_code: duplicate "35.10.01"`},
		{"district of another regency", "districts.csv", "35.10.25,,Blimbingsari", "35.11.25,,Blimbingsari", `districts.csv:26 kemendagri_code: unknown_parent "35.11.25"`},
		{"village without district", "villages.csv", "35.10.01.2001,", "35.10.77.2001,", `villages.csv:2 code: unknown_parent "35.10.77.2001"`},
		{"village of unknown kind", "villages.csv", "Sarongan,desa", "Sarongan,dusun", `villages.csv:2 kind: unknown_kind "dusun"`},
		{"category slug twice", "categories.csv", "kopi-bubuk,kopi-cokelat", "kopi-sangrai,kopi-cokelat", `categories.csv:10 slug: duplicate "kopi-sangrai"`},
		{"category under nothing", "categories.csv", "jamu,herbal-madu", "jamu,obat", `categories.csv:33 parent: unknown_parent "obat"`},
		{"category without translation", "categories.csv", "Madu,Honey,", "Madu,,", `categories.csv:32 name_en: missing_translation "Madu"`},
		{"category of unknown class", "categories.csv", "Honey,FOOD_DRY", "Honey,SWEETS", `categories.csv:32 export_class: unknown_export_class "SWEETS"`},
		{"office without English", "offices.csv", "Health Office", "", `offices.csv:4 name_en: missing_translation "Dinas Kesehatan"`},
		{"mall without its office", "offices.csv", "diskop,", "dinkop,", `offices.csv:0 key: missing_office "diskop"`},
		{"pickup in unknown village", "pickup_points.csv", "35.10.15.2004", "35.10.15.9999", `pickup_points.csv:3 village_code: unknown_village "35.10.15.9999"`},
		{"pickup that closes before it opens", "pickup_points.csv", "07:00,17:00", "17:00,07:00", `pickup_points.csv:2 opens: invalid_hours "17:00-07:00"`},
		{"tariff gap", "shipping.csv", "regency,1000,2000", "regency,1500,2000", `shipping.csv:3 over_grams: gap "1500"`},
		{"tariff overlap", "shipping.csv", "regency,1000,2000", "regency,900,2000", `shipping.csv:3 over_grams: overlap "900"`},
		{"tariff of unknown zone", "shipping.csv", "foreign,0,1000", "mars,0,1000", `shipping.csv:51 zone: unknown_zone "mars"`},
		{"tariff for nothing", "shipping.csv", "1000,2000,11000", "1000,2000,0", `shipping.csv:3 price_rupiah: not_positive "0"`},
		{"tariff that stops early", "shipping.csv", "regency,20000,30000", "regency,20000,25000", `shipping.csv:0 up_to_grams: stops_early "regency"`},
		{"province in no zone", "zones.csv", "72 73 74 75 76", "72 73 74 75", `zones.csv:0 area_codes: missing_province "76"`},
		{"province in two zones", "zones.csv", "61 62 63", "61 62 63 71", `zones.csv:7 area_codes: duplicate "71"`},
		{"pale text", "region.toml", `mute = "#6d6558"`, `mute = "#b0a898"`, `region.toml:0 brand.colors.mute: low_contrast`},
		{"colour that is none", "region.toml", `gold = "#f2a33a"`, `gold = "gold"`, `region.toml:0 brand.colors.gold: invalid_color "gold"`},
		{"unknown motif", "region.toml", `motif = "gajah_oling"`, `motif = "mega_mendung"`, `region.toml:0 brand.motif: unknown_motif "mega_mendung"`},
		{"unknown time zone", "region.toml", "Asia/Jakarta", "Asia/Nowhere", `region.toml:0 time_zone: unknown_time_zone "Asia/Nowhere"`},
		{"no time to answer", "region.toml", "accept_hours = 24", "accept_hours = 0", `region.toml:0 promise.accept_hours: out_of_range "0"`},
		{"sent before it is accepted", "region.toml", "send_hours = 72", "send_hours = 12", `region.toml:0 promise.send_hours: out_of_range "12"`},
		{"day of rest that is none", "region.toml", `["sunday"]`, `["minggu"]`, `region.toml:0 promise.rest_days: unknown_day "minggu"`},
		{"holiday that is no date", "region.toml", `"08-17"`, `"17-08"`, `region.toml:0 promise.holidays: invalid_date "17-08"`},
		{"stop word twice", "stopwords_id.txt", "\nadalah\n", "\nada\n", `stopwords_id.txt:4 word: duplicate "ada"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := shipped(t)
			name := "banyuwangi/" + c.file
			text := string(fsys[name].Data)
			if !strings.Contains(text, c.old) {
				t.Fatalf("%s does not contain %q", name, c.old)
			}
			fsys[name].Data = []byte(strings.Replace(text, c.old, c.new, 1))
			p, err := region.LoadFS(fsys, "banyuwangi")
			if err != nil {
				t.Fatal(err)
			}
			problems := region.Check(p)
			if !slices.ContainsFunc(problems, func(p region.Problem) bool {
				return strings.HasPrefix(p.String(), c.want)
			}) {
				t.Errorf("want %s, got %v", c.want, problems)
			}
		})
	}
}

func TestUnreadableRowsAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, old, new, want string }{
		{"price that is no number", "shipping.csv", "regency,0,1000,8000", "regency,0,1000,cheap", "shipping.csv:2: price_rupiah"},
		{"missing column", "villages.csv", "code,name,kind", "code,name,type", `no column "kind"`},
		{"unknown key", "region.toml", "mall_name =", "mal_name =", `unknown key "mal_name"`},
		{"short row", "zones.csv", "kalimantan,Kalimantan,", "kalimantan,", "wrong number of fields"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := shipped(t)
			name := "banyuwangi/" + c.file
			fsys[name].Data = []byte(strings.Replace(string(fsys[name].Data), c.old, c.new, 1))
			_, err := region.LoadFS(fsys, "banyuwangi")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
