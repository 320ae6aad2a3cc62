package demo_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"lapak/seeds/artwork"
	"lapak/seeds/demo"
	"lapak/seeds/region"
)

func load(t *testing.T) demo.Demo {
	t.Helper()
	d, err := demo.Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDemoIsLargeEnoughAndEverywhere(t *testing.T) {
	t.Parallel()
	d := load(t)
	if len(d.Shops) < 60 || d.Products() < 300 {
		t.Errorf("%d shops, %d products; want at least 60 and 300", len(d.Shops), d.Products())
	}
	pack, err := region.Load("banyuwangi")
	if err != nil {
		t.Fatal(err)
	}
	inDistrict, inCategory := map[string]int{}, map[string]int{}
	for _, s := range d.Shops {
		inDistrict[s.DistrictCode()]++
		for _, p := range s.Products {
			inCategory[p.Category]++
		}
	}
	for _, district := range pack.Districts {
		if inDistrict[district.Code] == 0 {
			t.Errorf("no shop in %s", district.Name)
		}
	}
	for _, c := range pack.Categories {
		if c.Parent != "" && inCategory[c.Slug] == 0 {
			t.Errorf("no product in %s", c.Slug)
		}
	}
}

func TestManyProductsOfferAChoice(t *testing.T) {
	t.Parallel()
	several, cash := 0, 0
	for _, s := range load(t).Shops {
		if s.AcceptsCOD {
			cash++
		}
		for _, p := range s.Products {
			if len(p.Variants) > 1 {
				several++
			}
		}
	}
	if several < 100 || cash < 20 {
		t.Errorf("%d products with variants, %d shops with cash on delivery", several, cash)
	}
}

func TestTextsClaimNoPapers(t *testing.T) {
	t.Parallel()
	for _, s := range load(t).Shops {
		for _, p := range s.Products {
			all := strings.ToLower(strings.Join([]string{s.Story.ID, s.Story.EN, p.Title.ID, p.Title.EN, p.Description.ID, p.Description.EN}, " "))
			for _, claim := range []string{"sertifi", "certif", "halal", "bpom", "p-irt", "organik", "organic", "indikasi geografis", "geographical indication", "menyembuhkan", "cure for", "ekspor", "!"} {
				if strings.Contains(all, claim) {
					t.Errorf("%s/%s says %q", s.Slug, p.Slug, claim)
				}
			}
		}
	}
}

func TestSmallIsAPartOfTheDemo(t *testing.T) {
	t.Parallel()
	part, err := demo.Small()
	if err != nil {
		t.Fatal(err)
	}
	several := 0
	for _, s := range part.Shops {
		for _, p := range s.Products {
			if len(p.Variants) > 1 {
				several++
			}
		}
	}
	if len(part.Shops) != 8 || part.Products() != 24 || several < 5 {
		t.Errorf("%d shops, %d products, %d with variants; want 8, 24, at least 5", len(part.Shops), part.Products(), several)
	}
	if whole := load(t); whole.Products() < 300 {
		t.Error("Small changed the whole demo")
	}
}

func TestNoTwoFirstPicturesAreEqual(t *testing.T) {
	t.Parallel()
	seen := map[[32]byte]string{}
	for _, s := range load(t).Shops {
		for _, p := range s.Products {
			pic, err := s.Picture(p)
			if err != nil {
				t.Fatal(err)
			}
			img, err := artwork.DrawAt(pic, artwork.Front, 160)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(img.Pix)
			if other, ok := seen[sum]; ok {
				t.Errorf("%s looks like %s", p.Slug, other)
			}
			seen[sum] = p.Slug
		}
	}
}

func TestValidateNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	pack, err := region.Load("banyuwangi")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*demo.Demo)
		want   string
	}{
		"unknown village":      {func(d *demo.Demo) { d.Shops[0].Village = "35.10.99.2001" }, `unknown village "35.10.99.2001"`},
		"repeated shop":        {func(d *demo.Demo) { d.Shops[1].Slug = d.Shops[0].Slug }, "shop"},
		"short English":        {func(d *demo.Demo) { d.Shops[0].Products[0].Description.EN = strings.Repeat("x", 149) }, "export readiness"},
		"repeated description": {func(d *demo.Demo) { d.Shops[0].Products[1].Description = d.Shops[0].Products[0].Description }, "description"},
		"missing English":      {func(d *demo.Demo) { d.Shops[0].Products[0].Title.EN = "" }, "title needs both languages"},
		"root category":        {func(d *demo.Demo) { d.Shops[0].Products[0].Category = "batik-tenun" }, `unknown category "batik-tenun"`},
		"repeated SKU":         {func(d *demo.Demo) { d.Shops[0].Products[1].Variants[0].SKU = d.Shops[0].Products[0].Variants[0].SKU }, "SKU"},
		"negative price":       {func(d *demo.Demo) { d.Shops[0].Products[0].Variants[0].Price = -1000 }, "price -1000"},
		"no weight":            {func(d *demo.Demo) { d.Shops[0].Products[0].Variants[0].Grams = 0 }, "weight 0 g"},
		"unknown picture":      {func(d *demo.Demo) { d.Shops[0].Products[0].Art.Kind = "rocket" }, `unknown kind "rocket"`},
		"no variant":           {func(d *demo.Demo) { d.Shops[0].Products[0].Variants = nil }, "0 variants"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := load(t)
			c.change(&d)
			if err := demo.Validate(d, pack); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
