package region_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lapak/internal/exportready/rulebook"
	"lapak/seeds/region"
)

func shippedExport(t *testing.T) region.Export {
	t.Helper()
	e, err := region.LoadExport()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The rules were read against their sources once, on the edition's day. What stands in these columns is changed with a new edition
// only, so the sums are pinned.
func TestRulesAreThoseOfTheEdition(t *testing.T) {
	t.Parallel()
	b := shippedExport(t).Rulebook
	if b.Edition != "2026-11-22" {
		t.Fatalf("edition %s: pin its sums", b.Edition)
	}
	sum := func(rows []string) string {
		hash := sha256.Sum256([]byte(strings.Join(rows, "\n")))
		return hex.EncodeToString(hash[:4])
	}
	var criteria, requirements, identifiers []string
	for _, c := range b.Criteria {
		criteria = append(criteria, strings.Join([]string{
			c.Key, string(c.Axis), strings.Join(c.Classes, "|"), c.Dimension, c.Title.ID, c.Title.EN, strconv.Itoa(c.ValidityMonths), c.ValidityNote,
			c.Issuer, c.Verifier, c.Office, string(c.Gate), strconv.Itoa(c.Weight), c.Window.From, c.Window.To, c.Source, string(c.Confidence),
		}, "|"))
	}
	for _, r := range b.Requirements {
		requirements = append(requirements, strings.Join([]string{
			r.Key, r.Destination, strings.Join(r.Classes, "|"), r.Title.ID, r.Title.EN, string(r.Kind), string(r.Blocking),
			r.Window.From, r.Window.To, r.Source, string(r.Confidence),
		}, "|"))
	}
	for _, i := range b.Identifiers {
		identifiers = append(identifiers, strings.Join([]string{i.Key, i.Name, i.Pattern, i.Note}, "|"))
	}
	for _, c := range []struct{ name, got, want string }{
		{"criteria", sum(criteria), "81b5ffac"},
		{"requirements", sum(requirements), "24f425e7"},
		{"identifiers", sum(identifiers), "999021c9"},
	} {
		if c.got != c.want {
			t.Errorf("%s: sum %s, want %s", c.name, c.got, c.want)
		}
	}
}

func TestRulesHaveTheirTotals(t *testing.T) {
	t.Parallel()
	e := shippedExport(t)
	counts := map[string]int{
		"criteria": len(e.Rulebook.Criteria), "requirements": len(e.Rulebook.Requirements), "identifiers": len(e.Rulebook.Identifiers),
		"classes": len(e.Rulebook.Classes), "destinations": len(e.Rulebook.Destinations), "hs codes": len(e.HSCodes),
	}
	weights := map[string]int{}
	for _, c := range e.Rulebook.Criteria {
		counts["criterion "+string(c.Confidence)]++
		counts["gate "+string(c.Gate)]++
		if c.Axis == rulebook.Shop {
			weights["shop"] += c.Weight
			continue
		}
		for _, class := range e.Rulebook.Classes {
			if len(c.Classes) == 0 || slices.Contains(c.Classes, class.Key) {
				weights[class.Key] += c.Weight
			}
		}
	}
	for _, r := range e.Rulebook.Requirements {
		counts["requirement "+string(r.Confidence)]++
		counts[string(r.Kind)]++
		counts["to "+r.Destination]++
	}
	want := map[string]int{
		"criteria": 70, "requirements": 62, "identifiers": 14, "classes": 16, "destinations": 8, "hs codes": 72,
		"criterion sourced": 22, "criterion partial": 21, "criterion unverified": 17, "criterion design": 10,
		"gate G0": 1, "gate G1": 10, "gate G2": 20, "gate G3": 2, "gate none": 37,
		"requirement sourced": 28, "requirement partial": 9, "requirement unverified": 25,
		"standing": 16, "label": 14, "prohibition": 4, "per_shipment": 15, "importer_side": 13,
		"to *": 10, "to EU": 12, "to US": 11, "to JP": 8, "to SG": 4, "to MY": 3, "to AU": 5, "to SA": 6, "to CN": 3,
	}
	if !maps.Equal(counts, want) {
		t.Errorf("counts %v\nwant   %v", counts, want)
	}
	wantWeights := map[string]int{
		"shop": 100, "BAMBOO": 86, "COCOA_SPICE": 92, "COFFEE_GREEN": 95, "COFFEE_PROC": 128, "COSMETIC": 110, "CRAFT": 85, "FISH": 136,
		"FOOD_DRY": 121, "FOOD_HIGH": 121, "FRESH": 90, "FURNITURE": 102, "JAMU": 110, "JEWELRY": 81, "LEATHER": 82, "TEXTILE": 86, "WOOD": 102,
	}
	if !maps.Equal(weights, wantWeights) {
		t.Errorf("weights %v\nwant    %v", weights, wantWeights)
	}
}

func TestCoverageOfEveryPairIsCounted(t *testing.T) {
	t.Parallel()
	book := compiled(t)
	got := map[rulebook.Coverage]int{}
	for _, class := range book.Classes {
		for _, d := range book.Destinations {
			got[book.Coverage(class.Key, d.Code)]++
		}
	}
	want := map[rulebook.Coverage]int{rulebook.CoverageNone: 71, rulebook.CoverageConfirmed: 47, rulebook.CoverageUnconfirmed: 10}
	if !maps.Equal(got, want) {
		t.Errorf("coverage %v, want %v", got, want)
	}
}

func TestHSCodesAgreeWithTheListOfTheEUDR(t *testing.T) {
	t.Parallel()
	e := shippedExport(t)
	for _, h := range e.HSCodes {
		listed := slices.ContainsFunc(e.Rulebook.Lists["eudr_annex1"], func(p string) bool { return strings.HasPrefix(h.Code, p) })
		if h.EUDR != "check" && listed != (h.EUDR == "yes") {
			t.Errorf("%s %s: eudr_annex1 is %s, in the list: %t", h.Key, h.Code, h.EUDR, listed)
		}
	}
}

func TestNIKIsTheOnlySecretNumber(t *testing.T) {
	t.Parallel()
	for _, i := range shippedExport(t).Rulebook.Identifiers {
		if i.Secret != (i.Key == "nik") {
			t.Errorf("%s: secret %t", i.Key, i.Secret)
		}
	}
}

func TestBrokenExportRulesNameTheirRow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, old, new, want string }{
		{"class that does not exist", "criteria.csv", "P-LEG-03,product,FOOD_HIGH", "P-LEG-03,product,FOOD_RAW", `export/criteria.csv:27 criterion P-LEG-03: invalid_rule "unknown class`},
		{"field that does not exist", "criteria.csv", ",!labelled_non_halal,legality,Sertifikat halal BPJPH,", ",!haram,legality,Sertifikat halal BPJPH,", `export/criteria.csv:28 criterion P-LEG-04: invalid_rule "unknown field`},
		{"condition that is no expression", "criteria.csv", "packaged & shelf_life_days > 7", "packaged and shelf_life_days > 7", `export/criteria.csv:26 criterion P-LEG-02: invalid_rule`},
		{"office that the region lacks", "criteria.csv", ",dinas,dpmptsp,G1,10,", ",dinas,samsat,G1,10,", `export/criteria.csv:2 office: unknown_office "samsat"`},
		{"computed rule with a judge", "criteria.csv", "platform,system,system,G1,2", "platform,kurator,kurator,G1,2", `export/criteria.csv:7 office: contradicts_kind "kurator"`},
		{"two rows of one rule on the same days", "criteria.csv", "P-PRV-01,product", "P-MKT-04,product", `export/criteria.csv:71 criterion P-MKT-04: invalid_rule "holds on the same days`},
		{"rule that ends before it starts", "criteria.csv", ",2026-10-18,,", ",2026-10-18,2026-10-17,", `export/criteria.csv:28 criterion P-LEG-04: invalid_rule "ends on`},
		{"rule without English", "criteria.csv", "Has a business registration number (NIB)", "", `export/criteria.csv:2 title_en: missing_translation "Memiliki NIB"`},
		{"credit of no rule", "market_requirements.csv", "credit(P-PAC-07) = 100", "credit(P-PAC-77) = 100", `export/market_requirements.csv:10 rule X-09: invalid_rule "rests on`},
		{"rule that rests on itself", "market_requirements.csv", "credit(P-PRD-07) = 100", "credit(EU-04) = 100", `export/market_requirements.csv:15 rule EU-04: invalid_rule "rests on itself`},
		{"destination that does not exist", "market_requirements.csv", "CN-03,CN,", "CN-03,XX,", `export/market_requirements.csv:63 requirement CN-03: invalid_rule "unknown destination`},
		{"requirement without a source", "market_requirements.csv", "libertymanagement.us; obelis.net; news.ceway.eu. Enforcement dates not checked", "", `export/market_requirements.csv:31 source: missing_text`},
		{"field twice", "fields.csv", "\ndispatch_days,", "\nshop_capacity,", `field shop_capacity: invalid_rule "is there twice`},
		{"question that nobody reads", "fields.csv", "\nreviews,product", "\nreviews_2,product", `unread_field "reviews_2"`},
		{"question of no list", "fields.csv", ",filled,months,", ",filled,moons,", `invalid_rule "unknown list`},
		{"list that nobody reads", "lists.csv", "\nhoney_hs,", "\nmadu_hs,", `export/lists.csv:0 name: unread_list "madu_hs"`},
		{"value twice", "lists.csv", "months,feb,", "months,jan,", `value: duplicate "months jan"`},
		{"rule without a guide", "guides.csv", "\nS-LEG-03,", "\nS-LEG-02,", `export/criteria.csv:4 id: without_guide "S-LEG-03"`},
		{"guide to no rule", "guides.csv", "\nS-LEG-03,", "\nS-LEG-99,", `guide S-LEG-99: invalid_rule`},
		{"cost without translation", "guides.csv", `"Rp500,000 for small businesses"`, "", `cost_en: missing_translation "Rp500.000 untuk UMK"`},
		{"pattern that is none", "identifiers.csv", `^\d{13}$,,no expiry`, `^\d(13$,,no expiry`, `export/identifiers.csv:2 identifier nib: invalid_rule`},
		{"pattern of a part", "identifiers.csv", `^\d{13}$,,no expiry`, `\d{13},,no expiry`, `export/identifiers.csv:2 pattern: not_whole`},
		{"thresholds that fall", "rulebook.toml", "siap = 7000", "siap = 3000", `export/rulebook.toml:0 thresholds: invalid_rule`},
		{"class without HS code", "rulebook.toml", `key = "JEWELRY"`, `key = "GOLD"`, `hs_codes.csv:61 category: unknown_export_class "JEWELRY"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := shipped(t)
			name := "facts/export/" + c.file
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
			if !slices.ContainsFunc(problems, func(p region.Problem) bool { return strings.Contains(p.String(), c.want) }) {
				t.Errorf("want %s, got %v", c.want, problems)
			}
		})
	}
}

func TestUnreadableExportRowsAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, old, new, want string }{
		{"weight that is no number", "export/criteria.csv", ",dpmptsp,G1,10,", ",dpmptsp,G1,ten,", "criteria.csv:2: weight"},
		{"neither yes nor no", "export/identifiers.csv", ",yes,", ",perhaps,", "identifiers.csv:3: secret"},
		{"limit that is no number", "export/fields.csv", ",0,100000000,", ",0,many,", "fields.csv:2: max"},
		{"missing column", "export/guides.csv", "rule,where_id", "rule,where", `no column "where_id"`},
		{"unknown key", "export/rulebook.toml", "siap_each_dim", "siap_each", `unknown key "thresholds.siap_each"`},
		{"missing column of HS codes", "hs_codes.csv", "key,name_id", "key,name", `no column "name_id"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := shipped(t)
			name := "facts/" + c.file
			fsys[name].Data = []byte(strings.Replace(string(fsys[name].Data), c.old, c.new, 1))
			_, err := region.LoadFS(fsys, "banyuwangi")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func compiled(t *testing.T) *rulebook.Book {
	t.Helper()
	book, err := rulebook.Compile(shippedExport(t).Rulebook)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func ids(states []rulebook.RuleState) string {
	var all []string
	for _, s := range states {
		all = append(all, s.Rule)
	}
	return fmt.Sprint(all)
}
