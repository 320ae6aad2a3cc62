package main

import (
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lapak/seeds"
)

// A new owner applies from a phone, the office approves, the owner lists a product with two pictures, and search finds it.
func TestANewOwnerListsAProductOnAPhone(t *testing.T) {
	demo := demoFor(t)
	owner := page{T: t, ctx: phone(t), base: demo.base}
	owner.open("/register?lang=id")
	owner.fill("main [name=name]", "Pemilik baru")
	owner.fill("main [name=email]", "pemilik-baru@lapak.test")
	owner.fill("main [name=new_password]", "kopi-lereng-ijen-2026")
	owner.tap("main form[action='/register'] input[type=checkbox]")
	owner.submit("main form[action='/register'] button")
	owner.open("/seller/apply")
	owner.fill("main [name=name]", "Dapur Singkong Lerek")
	owner.fill("main [name=phone]", "0812-0000-4321")
	owner.choose("main [name=village]", "Gombengsari")
	owner.fill("main [name=address]", "Lingkungan Lerek")
	owner.wantNoSidewaysScroll()
	owner.submit("form[action='/seller/apply'] button")

	office := page{T: t, ctx: phone(t), base: demo.base}
	office.open("/login?lang=id")
	office.fill("form[action='/login'] [name=email]", "verifier@lapak.test")
	office.fill("form[action='/login'] [name=password]", seeds.DemoPassword)
	office.submit("form[action='/login'] button")
	office.open("/office/shops/dapur-singkong-lerek")
	office.wantNoSidewaysScroll()
	office.submit("form[action$='/approve'] button")

	owner.open("/seller/dapur-singkong-lerek/products/new")
	owner.fill("main [name=title]", "Keripik singkong daun jeruk")
	owner.fill("main [name=description]", "Singkong diiris tipis, digoreng dua kali, ditaburi daun jeruk dari kebun sendiri.")
	owner.choose("main [name=category]", "Keripik & rempeyek")
	for name, value := range map[string]string{"variant_title_0": "200 g", "price_0": "18000", "stock_0": "40", "weight_grams_0": "230"} {
		owner.fill("main [name="+name+"]", value)
	}
	owner.wantNoSidewaysScroll()
	owner.submit("#editor button.wide")
	owner.run("choose two pictures", chromedp.SetUploadFiles(chromedp.CSS("main [name=file]"), drawPictures(t, 2)))
	owner.submit("form[action$='/images'] button")
	owner.wantNoSidewaysScroll()
	owner.submit("form[action$='/publish'] button")

	owner.open("/search?lang=id&q=singkong+jeruk")
	owner.wantText("Keripik singkong daun jeruk")
	owner.wantNoSidewaysScroll()
	address := owner.findProduct("singkong jeruk")
	if !strings.Contains(address, "keripik-singkong") {
		t.Errorf("search finds %s", address)
	}
	owner.open(address)
	owner.until("show two pictures", `document.querySelectorAll('main [srcset]').length >= 2`)
}

// drawPictures writes pictures as a phone's camera would: large JPEG files.
func drawPictures(t *testing.T, n int) []string {
	t.Helper()
	var files []string
	for i := range n {
		picture := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
		for y := range 1200 {
			for x := range 1600 {
				picture.Set(x, y, color.RGBA{R: uint8(x / 8), G: uint8(y / 8), B: uint8(90 * (i + 1)), A: 255})
			}
		}
		name := filepath.Join(t.TempDir(), "gambar.jpg")
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := jpeg.Encode(file, picture, nil); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	return files
}
