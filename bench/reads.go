package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// read is one reading call of the API with its floors. Targets are asked in turn.
type read struct {
	name      string
	statement string   // of the floor
	values    []string // its argument, one a target
	target    float64  // least ratio to the floor with a SELECT
}

func (r read) ours(value string) string {
	switch r.statement {
	case "category":
		return "/api/v1/products?category=" + url.QueryEscape(value)
	case "search":
		return "/api/v1/products?q=" + url.QueryEscape(value)
	case "detail":
		return "/api/v1/products/" + url.PathEscape(value)
	}
	return "/api/v1/products"
}

const detailsAsked = 32 // different products

// unshared asks the mall to make the answer anew, so that it is measured beside a floor that does.
const unshared = "Cache-Control: no-cache"

// reads measures what is read most: made anew each time beside a SELECT of the same rows, and as a crowd of strangers gets it, from one
// run for all of them, beside a static answer of the same bytes.
func reads(ctx context.Context, m *mall, out *report) error {
	goods, err := listGoods(ctx, m.db)
	if err != nil {
		return err
	}
	category, err := largestCategory(ctx, m.db)
	if err != nil {
		return err
	}
	all := []read{
		{name: "list of 24", statement: "list", values: []string{""}, target: 0.7},
		{name: "list of a category", statement: "category", values: []string{category}},
		{name: "one product", statement: "detail", values: spread(goods), target: 0.7},
		{name: "search kopi", statement: "search", values: []string{"kopi"}},
	}
	for _, r := range all {
		if err := m.measureRead(ctx, r, out); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	return nil
}

// spread picks products from the whole range.
func spread(goods []good) []string {
	var slugs []string
	for i := 0; i < detailsAsked; i++ {
		slugs = append(slugs, goods[i*len(goods)/detailsAsked].Product)
	}
	return slugs
}

func (m *mall) measureRead(ctx context.Context, r read, out *report) error {
	var ours, selects []string
	for _, v := range r.values {
		ours = append(ours, r.ours(v))
		selects = append(selects, "/select/"+r.statement+"?v="+url.QueryEscape(v))
	}
	static := "/static/" + r.statement
	body, err := once(ctx, m.base, request(http.MethodGet, ours[0], nil))
	if err != nil {
		return err
	}
	if _, err := once(ctx, m.static.base(), request(http.MethodPut, static, body)); err != nil {
		return err
	}
	selected, err := once(ctx, m.selects.base(), request(http.MethodGet, selects[0], nil))
	if err != nil {
		return err
	}
	f := figure{name: r.name, unit: "answers/s", floor: "(b) SELECT", target: r.target, note: fmt.Sprintf("%d bytes, floor %d", len(body), len(selected))}
	shared := figure{name: r.name + ", shared", unit: "answers/s", floor: "(a) bare Gin", note: "the same bytes"}
	asked := []struct {
		asking
		into *[]float64
	}{
		{asking{base: m.static.base(), targets: []string{static}}, &shared.floors},
		{asking{base: m.selects.base(), targets: selects}, &f.floors},
		{asking{base: m.base, targets: ours, headers: []string{unshared}}, &f.ours},
		{asking{base: m.base, targets: ours}, &shared.ours},
	}
	for round := range rounds + 1 {
		lasting := readFor
		if round == 0 {
			lasting = warmFor
		}
		for _, a := range asked {
			rate, err := perSecond(ctx, a.asking, lasting)
			if err != nil {
				return err
			}
			if round > 0 {
				*a.into = append(*a.into, rate)
			}
		}
	}
	out.add(f)
	out.add(shared)
	return nil
}
