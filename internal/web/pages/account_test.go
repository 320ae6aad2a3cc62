package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lapak/internal/web/pagestest"
)

var (
	sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)
	anyLink   = regexp.MustCompile(`https?://[^\s<"]+/login/[a-z]+\?token=[^\s<"]+`)
)

func TestSomebodySignsInByACodeToThePhone(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.put(m.Coffee, 2)
	b.open("/account")
	if b.page.Path != "/login?next=%2Faccount" {
		t.Fatalf("a stranger's account leads to %s", b.page.Path)
	}
	b.submit("/login/code", url.Values{"phone": {"0812 0000 0077"}})
	b.submit("/login", url.Values{"code": {"12"}})
	b.wantStatus(http.StatusUnauthorized, `id="f-code-problem"`)
	b.submit("/login", url.Values{"code": {m.lastCode()}})
	if b.page.Path != "/account" {
		t.Fatalf("signing in leads to %s: %s", b.page.Path, b.page.text("main"))
	}
	b.open("/cart")
	b.wantStatus(http.StatusOK, "Kopi robusta Lerek", `value="2"`)
	b.open("/account/consents")
	b.wantStatus(http.StatusOK, "Disetujui")
	b.submit("/account/consents", url.Values{"purpose": {"marketing"}, "given": {"1"}})
	b.wantStatus(http.StatusOK, "Tarik")
	b.open("/account/access")
	b.wantStatus(http.StatusOK, "Perangkat ini")
	b.submit("/account/tokens", url.Values{"name": {"Kasir"}})
	b.wantStatus(http.StatusOK, "Kasir", "hanya ditampilkan sekali")
	b.open("/account")
	b.submit("/logout", nil)
	if b.open("/account"); !strings.HasPrefix(b.page.Path, "/login") {
		t.Errorf("after signing out the account is at %s", b.page.Path)
	}
}

func TestAPasswordIsAskedForAsItIsChecked(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	for lang, words := range map[string][2]string{
		"id": {"Paling sedikit 8 huruf", "Kata sandi paling sedikit 8 huruf"}, "en": {"At least 8 characters", "has at least 8 characters"},
	} {
		b := m.browser(lang)
		b.open("/register")
		b.wantStatus(http.StatusOK, words[0], `minlength="8"`, `maxlength="200"`)
		form := url.Values{"name": {"Pembeli"}, "email": {lang + "@lapak.test"}, "consent": {"1"}, "new_password": {"kopi-77"}}
		b.submit("/register", form)
		b.wantStatus(http.StatusUnprocessableEntity, words[1])
		form.Set("new_password", "kopi-777")
		if b.submit("/register", form); b.page.Path != "/account" {
			t.Errorf("eight characters lead to %s: %s", b.page.Path, b.page.text("main"))
		}
	}
}

func TestSomebodyRegistersForgetsThePasswordAndLeaves(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.open("/register")
	b.submit("/register", url.Values{"name": {"Pembeli"}, "email": {"new@lapak.test"}, "new_password": {"pendek"}, "consent": {"1"}})
	b.wantStatus(http.StatusUnprocessableEntity, `id="f-new_password-problem"`, `value="new@lapak.test"`)
	b.submit("/register", url.Values{"new_password": {pagestest.Password}, "consent": {""}})
	b.wantStatus(http.StatusUnprocessableEntity, `id="f-consent-problem"`)
	if strings.Contains(b.page.Body, pagestest.Password) {
		t.Error("the page sends the password back")
	}
	b.register("new@lapak.test")
	b.open("/account/data")
	b.wantStatus(http.StatusOK, "belum dipastikan")
	for range 5 {
		b.submit("/account/email", nil)
		b.wantStatus(http.StatusOK, "Tautan baru sudah dikirim", "belum dipastikan")
	}
	b.submit("/account/email", nil)
	b.wantStatus(http.StatusTooManyRequests, "Terlalu sering mencoba", "belum dipastikan")
	if n := m.number(`SELECT count(*) FROM messages WHERE template = 'confirm_email'`); n != 6 {
		t.Errorf("%d letters ask to confirm the address", n)
	}
	b.followLink("/login/confirm")
	b.submit("/login/confirm", nil)
	b.wantStatus(http.StatusOK, "sudah dipastikan")
	b.open("/account/data")
	b.wantStatus(http.StatusOK, "Alamat e-mail sudah dipastikan")
	if strings.Contains(b.page.Body, "/account/email") {
		t.Error("a confirmed address is asked for again")
	}

	forgetful := m.browser("en")
	forgetful.open("/login/forgot")
	forgetful.submit("/login/forgot", url.Values{"email": {"new@lapak.test"}})
	forgetful.followLink("/login/reset")
	forgetful.submit("/login/reset", url.Values{"new_password": {"gunung-ijen-biru"}})
	forgetful.wantStatus(http.StatusOK)
	forgetful.submit("/login", url.Values{"email": {"new@lapak.test"}, "password": {pagestest.Password}})
	forgetful.wantStatus(http.StatusUnauthorized)
	if strings.Contains(forgetful.page.Body, `id="problems"><h2>`) {
		t.Error("a problem of the whole form is counted as a field's")
	}
	forgetful.submit("/login", url.Values{"email": {"new@lapak.test"}, "password": {"gunung-ijen-biru"}})
	if forgetful.page.Path != "/account" {
		t.Fatalf("signing in leads to %s", forgetful.page.Path)
	}
	if b.open("/account"); !strings.HasPrefix(b.page.Path, "/login") {
		t.Error("a new password leaves old sessions signed in")
	}
	forgetful.open("/account/data")
	forgetful.submit("/account/data", url.Values{"name": {"Nama Lain"}})
	forgetful.wantStatus(http.StatusOK, "Nama Lain")
	forgetful.submit("/account/erase", url.Values{"sure": {"1"}, "erase_password": {"wrong"}})
	forgetful.wantStatus(http.StatusUnprocessableEntity, `id="f-erase_password-problem"`)
	forgetful.submit("/account/erase", url.Values{"sure": {"1"}, "erase_password": {"gunung-ijen-biru"}})
	if _, err := m.Accounts.FindByContact(t.Context(), "new@lapak.test"); err == nil || forgetful.page.Path != "/" {
		t.Errorf("the account is still there: %v, %s", err, forgetful.page.Path)
	}
}

// followLink opens the newest link of a kind that was sent.
func (b *browser) followLink(path string) {
	b.Helper()
	reader := b.mall.browser("id")
	reader.open("/demo/messages")
	for _, link := range anyLink.FindAllString(reader.page.Body, -1) {
		if strings.Contains(link, path) {
			b.open(strings.TrimPrefix(link, b.BaseURL))
			b.wantStatus(http.StatusOK)
			return
		}
	}
	b.Fatalf("no link to %s was sent: %s", path, reader.page.text("main"))
}

func TestSigningInLeadsOnlyIntoTheMall(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.register("buyer@lapak.test")
	for _, next := range []string{"https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/%09/evil.test", ""} {
		if b.open("/login?" + url.Values{"next": {next}}.Encode()); b.page.Path != "/account" && !strings.HasPrefix(b.page.Path, "/%09") {
			t.Errorf("next=%q leads to %s", next, b.page.Path)
		}
	}
}
