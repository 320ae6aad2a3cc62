package api_test

import (
	"net/http"
	"testing"

	"lapak/internal/web/webtest"
)

func TestTheShowcaseTellsTheSameByTheAPI(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	type levels struct {
		Shops, Judged, Siap int64
		BelumSiap           int64 `json:"belum_siap"`
	}
	type amount struct{ Amount, Products, Shops int64 }
	type summary struct {
		Slug            string
		Shops, Products int64
		Readiness       *levels
		Pieces          *amount  `json:"pieces_month"`
		Grams           *amount  `json:"net_grams_month"`
		Values          []amount `json:"value_month"`
		Districts       []string
	}
	var all struct {
		Whole    summary
		Items    []summary
		MinShops int    `json:"min_shops"`
		AsOf     string `json:"as_of"`
		Notice   string
	}
	get := func(path string, status int, into any) {
		t.Helper()
		w.JSON(webtest.Call{Who: w.Buyer, Method: "GET", Path: "/api/v1" + path}, status, into)
	}
	get("/invest", http.StatusOK, &all)
	if len(all.Items) != 0 || all.Whole.Shops != 0 || all.MinShops != 5 || all.AsOf != w.Exports.Today() {
		t.Errorf("before the first count: %+v", all)
	}
	w.Fair()
	get("/invest", http.StatusOK, &all)
	if len(all.Items) != 1 || all.Whole.Shops != 6 || all.AsOf != w.Exports.Today() || all.Notice == "" || all.Whole.Pieces != nil {
		t.Errorf("%+v", all)
	}
	var group struct {
		summary
		Supply []struct {
			amount
			District *string
		}
		Gaps []struct {
			Rule     string
			Products int64
		}
		Markets []struct {
			Destination string
			Products    *int64
		}
		Trend []levels
	}
	get("/invest/kopi", http.StatusOK, &group)
	if group.Shops != 6 || group.Readiness == nil || group.Readiness.Judged != 6 || group.Readiness.Siap != 1 || group.Pieces == nil || group.Pieces.Amount != 2_000 || group.Grams.Amount != 500_000 {
		t.Errorf("%+v", group.summary)
	}
	if len(group.Values) != 0 { // one shop tells its price
		t.Errorf("told of one shop: %+v", group.Values)
	}
	if len(group.Supply) != 1 || *group.Supply[0].District != "kalipuro" || group.Supply[0].Shops != 6 {
		t.Errorf("%+v", group.Supply)
	}
	if len(group.Markets) != 1 || group.Markets[0].Destination != "EU" || group.Markets[0].Products != nil {
		t.Errorf("%+v", group.Markets)
	}
	if len(group.Gaps) != 2 || group.Gaps[1].Rule != "S-1" || group.Gaps[0].Products != 5 {
		t.Errorf("%+v", group.Gaps)
	}
	if group.Trend == nil || len(group.Trend) != 0 {
		t.Errorf("a trend of today: %+v", group.Trend)
	}
	get("/invest/anyaman", http.StatusNotFound, nil)
	get("/invest/nothing", http.StatusNotFound, nil)
}
