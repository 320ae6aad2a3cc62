package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

func TestWhatAFestivalFeaturesIsReadInParts(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Running(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, plan)
	other := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, other)
	want := festivals.Features{Shops: []string{w.Coffee.Slug, w.Baskets.Slug}}
	for _, shop := range []webtest.Shop{w.Coffee, w.Baskets} {
		for _, product := range shop.Products {
			want.Products = append(want.Products, product.Slug)
		}
	}
	for _, title := range []string{"Kopi luwak", "Kopi lanang", "Kopi house blend"} {
		product := w.Publish(w.Coffee, catalog.NewProduct{
			Texts: catalog.Texts{Title: title, Description: "Kopi dari kebun sendiri."}, Category: "kopi", Variants: []catalog.NewVariant{{SKU: strings.ToUpper(title[5:9]), Price: 50_000, Stock: 5, WeightGrams: 250}},
		})
		want.Products = append(want.Products, product.Slug)
	}
	for _, slug := range []string{plan.Slug, other.Slug} {
		if _, err := w.Festivals.SetFeatures(t.Context(), w.Organizer.Actor, slug, want); err != nil {
			t.Fatal(err)
		}
	}
	type part struct {
		Day      string
		Shops    []struct{ Slug string }
		Products []struct{ Slug string }
		Next     *string `json:"next_cursor"`
	}
	path := "/api/v1/festivals/" + plan.Slug + "/features"
	var whole part
	w.JSON(webtest.Call{Method: "GET", Path: path}, http.StatusOK, &whole)
	if whole.Next != nil || len(whole.Shops) != len(want.Shops) || len(whole.Products) != len(want.Products) {
		t.Fatalf("%+v", whole)
	}
	var read part
	var cursors []string
	for next := ""; ; {
		var got part
		w.JSON(webtest.Call{Method: "GET", Path: path + "?limit=1&cursor=" + next}, http.StatusOK, &got)
		if len(got.Shops) > 1 || len(got.Products) > 1 || got.Day != whole.Day {
			t.Errorf("a part of one is %+v", got)
		}
		read.Shops, read.Products = append(read.Shops, got.Shops...), append(read.Products, got.Products...)
		if got.Next == nil {
			break
		}
		next = *got.Next
		if cursors = append(cursors, next); len(cursors) > len(want.Products) {
			t.Fatal("the parts never end")
		}
	}
	if !slices.Equal(read.Shops, whole.Shops) || !slices.Equal(read.Products, whole.Products) {
		t.Errorf("in parts %+v, want %+v", read, whole)
	}
	gone := want
	gone.Products = slices.DeleteFunc(slices.Clone(want.Products), func(slug string) bool { return slug == whole.Products[0].Slug })
	if _, err := w.Festivals.SetFeatures(t.Context(), w.Organizer.Actor, plan.Slug, gone); err != nil {
		t.Fatal(err)
	}
	for name, address := range map[string]string{
		"of another festival": "/api/v1/festivals/" + other.Slug + "/features?cursor=" + cursors[0], "no cursor": path + "?cursor=x",
		"at what is gone": path + "?cursor=" + cursors[0], "too many": path + "?limit=101", "none": path + "?limit=0",
	} {
		if got := w.Do(webtest.Call{Method: "GET", Path: address}); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
}
