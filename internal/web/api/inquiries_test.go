package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"lapak/internal/trade"
	"lapak/internal/web/webtest"
)

type inquiryMade struct {
	Number, Token, State, Outcome string
	Contact                       *struct{ Email string }
	Messages                      []struct{ From, Event, Body string }
	Outcomes                      []string
}

// question is a faultless inquiry as a program sends it.
func question(product string) map[string]any {
	return map[string]any{
		"product": product, "name": "Purchasing <b>", "organisation": "Coffee importer", "country": "NL", "email": "buying@example.com",
		"destination": "EU", "quantity": 500, "incoterm": "FOB", "message": "Can you send <script>500</script> packs?",
	}
}

func ask(w *webtest.World, who webtest.Person, key string, body any) webtest.Answer {
	return w.Do(webtest.Call{Who: who, Method: "POST", Path: "/api/v1/inquiries", Body: body, Header: map[string]string{"Idempotency-Key": key}})
}

func decode(t *testing.T, answer webtest.Answer, made *inquiryMade) {
	t.Helper()
	if err := json.Unmarshal([]byte(answer.Body), made); err != nil || answer.Status != http.StatusCreated {
		t.Fatalf("%d %s, %v", answer.Status, answer.Body, err)
	}
}

func TestAGuestAsksAndIsAnswered(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Offer(w.Coffee)
	product := w.Coffee.Products[0].Slug
	sent := ask(w, w.Stranger, "first", question(product))
	var made inquiryMade
	decode(t, sent, &made)
	if made.State != "new" || made.Token == "" || made.Contact == nil || made.Contact.Email != "buying@example.com" || len(made.Messages) != 1 {
		t.Fatalf("%s", sent.Body)
	}
	if again := ask(w, w.Stranger, "first", question(product)); again.Status != http.StatusCreated || again.Body != sent.Body || again.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("again: %d %s", again.Status, again.Body)
	}
	changed := question(product)
	changed["quantity"] = 501
	if reused := ask(w, w.Stranger, "first", changed); reused.Status != 422 || !strings.Contains(reused.Body, "idempotency_key_reused") {
		t.Errorf("another body: %d %s", reused.Status, reused.Body)
	}

	mine := webtest.Call{Who: w.Stranger, Method: "GET", Path: "/api/v1/inquiries/" + made.Number, Header: map[string]string{"X-Inquiry-Token": made.Token}}
	desk := "/api/v1/seller/shops/" + w.Coffee.Slug + "/inquiries"
	list := w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk}, http.StatusOK, nil)
	if !strings.Contains(list.Body, made.Number) || strings.Contains(list.Body, "example.com") {
		t.Errorf("the desk's list: %s", list.Body)
	}
	var answered inquiryMade
	answer := w.JSON(webtest.Call{Who: w.Owner, Method: "POST", Path: desk + "/" + made.Number + "/messages", Body: map[string]string{"message": "Yes."}}, http.StatusOK, &answered)
	if answered.State != "answered" || answered.Contact != nil || strings.Contains(answer.Body, "example.com") {
		t.Errorf("the shop sees %s", answer.Body)
	}
	office := w.JSON(webtest.Call{Who: w.Verifier, Method: "GET", Path: "/api/v1/office/inquiries/" + made.Number}, http.StatusOK, nil)
	if strings.Contains(office.Body, "example.com") {
		t.Errorf("the office sees %s", office.Body)
	}
	var read inquiryMade
	w.JSON(mine, http.StatusOK, &read)
	if read.State != "answered" || len(read.Messages) != 2 || read.Messages[1].From != "shop" || read.Messages[1].Body != "Yes." || len(read.Outcomes) != 2 {
		t.Errorf("the guest reads %+v", read)
	}
	mine.Method, mine.Path, mine.Body = "POST", mine.Path+"/close", map[string]string{"outcome": "agreed", "note": "Thank you."}
	w.JSON(mine, http.StatusOK, &read)
	if read.State != "closed" || read.Outcome != "agreed" {
		t.Errorf("closed: %+v", read)
	}
	refuse(t, w, webtest.Call{Who: w.Owner, Method: "POST", Path: desk + "/" + made.Number + "/messages", Body: map[string]string{"message": "More."}}, 409, "inquiry_closed")
	closed := w.JSON(webtest.Call{Who: w.Verifier, Method: "GET", Path: "/api/v1/office/inquiries?state=closed&kind=goods"}, http.StatusOK, nil)
	if !strings.Contains(closed.Body, made.Number) {
		t.Errorf("closed: %s", closed.Body)
	}
}

// refuse asks for what is refused, and proves that nothing changed.
func refuse(t *testing.T, w *webtest.World, call webtest.Call, status int, code string) {
	t.Helper()
	before := w.Digest()
	answer := w.Do(call)
	if answer.Status != status || !strings.Contains(answer.Body, code) {
		t.Errorf("%s %s: %d %s, want %d %s", call.Method, call.Path, answer.Status, answer.Body, status, code)
	}
	if w.Digest() != before {
		t.Errorf("%s %s was refused and changed something", call.Method, call.Path)
	}
}

func TestBadInquiriesAreRefused(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Offer(w.Coffee)
	product := w.Coffee.Products[0].Slug
	for name, c := range map[string]struct {
		field  string
		value  any
		status int
		code   string
	}{
		"unknown product":        {"product", "tidak-ada", 404, "product_not_found"},
		"product below siap":     {"product", w.Baskets.Products[0].Slug, 404, "product_not_found"},
		"product of markup":      {"product", "<script>", 404, "product_not_found"},
		"unknown destination":    {"destination", "XX", 422, `"location":"body.destination"`},
		"none":                   {"quantity", 0, 422, `"location":"body.quantity"`},
		"less than none":         {"quantity", -1, 422, `"location":"body.quantity"`},
		"half":                   {"quantity", 0.5, 422, `"location":"body.quantity"`},
		"more than a float":      {"quantity", int64(1<<53 + 1), 422, `"location":"body.quantity"`},
		"more than an int":       {"quantity", 1e19, 422, `"wrong_type"`},
		"a number as text":       {"quantity", "1", 422, `"location":"body.quantity"`},
		"true":                   {"quantity", true, 422, `"location":"body.quantity"`},
		"empty message":          {"message", "", 422, `"location":"body.message"`},
		"huge message":           {"message", strings.Repeat("x", trade.MaxBody+1), 422, `"too_long"`},
		"direction of text":      {"message", "Can you send \u202e packs?", 422, `"bad_characters"`},
		"wrong e-mail":           {"email", "a@b", 422, `"location":"body.email"`},
		"unknown country":        {"country", "ZZ", 422, `"location":"body.country"`},
		"unknown kind":           {"kind", "gift", 422, `"location":"body.kind"`},
		"unknown language":       {"language", "nl", 422, `"location":"body.language"`},
		"state of one's own":     {"state", "closed", 422, `body.state`},
		"account of another":     {"account_id", w.Buyer.AccountID.String(), 422, `body.account_id`},
		"shop of one's own":      {"shop_id", w.Baskets.ID.String(), 422, `body.shop_id`},
		"SQL as a month":         {"wanted_by", "2027-03'; DROP TABLE inquiries; --", 422, `"location":"body.wanted_by"`},
		"incoterm of 2010":       {"incoterm", "DAT", 422, `"location":"body.incoterm"`},
		"cluster beside product": {"cluster", "kopi", 422, `"location":"body.cluster"`},
	} {
		body := question(product)
		body[c.field] = c.value
		t.Run(name, func(t *testing.T) {
			refuse(t, w, webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/inquiries", Body: body, Header: map[string]string{"Idempotency-Key": strings.ReplaceAll(name, " ", "-")}}, c.status, c.code)
		})
	}
	refuse(t, w, webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/inquiries", Body: question(product)}, 422, "idempotency_key_required")
	asked := w.Ask(w.Buyer, w.Coffee)
	for name, c := range map[string]webtest.Call{
		"a guest with a made-up token": {Who: w.Stranger, Method: "GET", Path: "/api/v1/inquiries/" + asked.Number, Header: map[string]string{"X-Inquiry-Token": "x"}},
		"a number that is none":        {Who: w.Buyer, Method: "GET", Path: "/api/v1/inquiries/T-1234-5678"},
		"another buyer":                {Who: w.OtherBuyer, Method: "POST", Path: "/api/v1/inquiries/" + asked.Number + "/messages", Body: map[string]string{"message": "x"}},
		"another shop":                 {Who: w.OtherOwner, Method: "POST", Path: "/api/v1/seller/shops/" + w.Baskets.Slug + "/inquiries/" + asked.Number + "/messages", Body: map[string]string{"message": "x"}},
		"another office":               {Who: w.Curator, Method: "POST", Path: "/api/v1/office/inquiries/" + asked.Number + "/messages", Body: map[string]string{"message": "x"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w, c, 404, "inquiry_not_found") })
	}
	refuse(t, w, webtest.Call{Who: w.Curator, Method: "GET", Path: "/api/v1/office/inquiries"}, 403, "forbidden")
	refuse(t, w, webtest.Call{Who: w.Verifier, Method: "GET", Path: "/api/v1/office/inquiries?state=lost"}, 422, "query.state")
	refuse(t, w, webtest.Call{Who: w.Verifier, Method: "GET", Path: "/api/v1/office/inquiries?cursor=abc"}, 422, "invalid_cursor")
}

func TestAnInvestorAsksTheOffice(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	var made inquiryMade
	decode(t, ask(w, w.Buyer, "one", map[string]any{
		"kind": "investment", "cluster": "kopi", "district": "kalipuro", "name": "Investor", "country": "JP", "email": "invest@example.com",
		"message": "We would like to build a roastery.", "language": "id",
	}), &made)
	refuse(t, w, webtest.Call{Who: w.Owner, Method: "GET", Path: "/api/v1/seller/shops/" + w.Coffee.Slug + "/inquiries/" + made.Number}, 404, "inquiry_not_found")
	list := w.JSON(webtest.Call{Who: w.Verifier, Method: "GET", Path: "/api/v1/office/inquiries?kind=investment"}, http.StatusOK, nil)
	if !strings.Contains(list.Body, made.Number) || !strings.Contains(list.Body, `"district":"kalipuro"`) {
		t.Errorf("%s", list.Body)
	}
	w.JSON(webtest.Call{Who: w.Verifier, Method: "POST", Path: "/api/v1/office/inquiries/" + made.Number + "/close", Body: map[string]string{"outcome": "no_capacity", "note": "Lahannya habis."}}, http.StatusOK, nil)
	mine := w.JSON(webtest.Call{Who: w.Buyer, Method: "GET", Path: "/api/v1/inquiries"}, http.StatusOK, nil)
	if !strings.Contains(mine.Body, `"outcome":"no_capacity"`) {
		t.Errorf("%s", mine.Body)
	}
}
