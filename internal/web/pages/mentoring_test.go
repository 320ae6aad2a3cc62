package pages_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/i18n"
	"lapak/internal/mentoring"
)

// help is what mentoring keeps.
func (d *desks) help() string {
	d.Helper()
	var rows string
	d.must(d.DB.GetContext(d.Context(), &rows, `
		SELECT coalesce((SELECT jsonb_agg(r ORDER BY id) FROM help_requests r)::text, '') || coalesce((SELECT jsonb_agg(t ORDER BY id) FROM trainings t)::text, '')
			|| coalesce((SELECT jsonb_agg(b ORDER BY id) FROM training_bookings b)::text, '')`))
	return rows
}

// kept runs what must leave all of that as it was.
func (d *desks) kept(name string, try func()) {
	d.Helper()
	before := d.help()
	try()
	if d.help() != before {
		d.Errorf("%s: something changed", name)
	}
}

// lesson is what the office types for a training that starts in so many days; change names other values for some fields.
func lesson(days int, change ...string) []string {
	day := time.Now().In(i18n.WIB).AddDate(0, 0, days).Format(time.DateOnly)
	typed := []string{
		"title_id", "Mengurus izin", "title_en", "Getting a licence", "text_id", "Bawa KTP dan ponsel.", "text_en", "Bring your phone.", "place", "Pendopo",
		"district", "kalipuro", "starts_at", day + "T09:00", "ends_at", day + "T12:00", "closes_at", day + "T08:00", "seats", "1", "criteria", "S-1",
	}
	for i := 0; i < len(change); i += 2 {
		typed[slices.Index(typed, change[i])+1] = change[i+1]
	}
	return typed
}

func TestAnOwnerAsksAndAMentorHelps(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.post(d.Owner, exportOf(d.Coffee), "opted_in", "1").wants(d, http.StatusSeeOther)
	ask := exportOf(d.Coffee) + "/help/S-1"
	d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, ask, "Minta bantuan pendamping", "Belum ada pelatihan yang direncanakan untuk langkah ini")
	d.get(d.Owner, ask).wants(t, http.StatusOK, "Syarat S-1", "tiga hari kerja")
	d.kept("what cannot be asked", func() {
		d.get(d.Owner, exportOf(d.Coffee)+"/help/X-9").wants(t, http.StatusNotFound)
		d.post(d.Owner, exportOf(d.Coffee)+"/help/X-9").wants(t, http.StatusNotFound)
		d.post(d.Owner, exportOf(d.Coffee)+"/help/P-2?product="+d.Baskets.Products[0].Slug).wants(t, http.StatusNotFound)
		d.post(d.Owner, ask, "note", strings.Repeat("a", 1001)).wants(t, http.StatusUnprocessableEntity, "Terlalu panjang")
		d.post(d.Owner, ask, "note", "NIK saya 3510150101900001").wants(t, http.StatusUnprocessableEntity, "Jangan tulis NIK")
	})
	d.post(d.Owner, ask, "note", "<b>Di mana?</b>").wants(t, http.StatusSeeOther)
	d.kept("asking twice", func() { d.post(d.Owner, ask).wants(t, http.StatusConflict, "masih berjalan") })
	d.get(d.Owner, ask).wants(t, http.StatusOK, "menunggu pendamping", "&lt;b&gt;Di mana?&lt;/b&gt;")
	d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, "Lihat permintaan bantuan", "Menunggu pendamping")

	open, err := d.Help.ListForMentor(t.Context(), d.Mentor.Actor, mentoring.Open, mentoring.Page{})
	d.must(err)
	request := "/mentor/requests/" + open.Items[0].ID.String()
	d.get(d.Mentor, "/mentor").wants(t, http.StatusOK, request, "Kopi Lerek", "hari ini", "Ambil", "Wilayah Anda: Kalipuro").silent(t, d.Coffee.Phone)
	d.get(d.FarMentor, "/mentor").wants(t, http.StatusOK, "Tidak ada permintaan").silent(t, "Kopi Lerek", request)
	d.get(d.Mentor, request).wants(t, http.StatusOK, "&lt;b&gt;Di mana?&lt;/b&gt;", "Foto surat S-1").silent(t, "wa.me/"+strings.TrimPrefix(d.Coffee.Phone, "+"))
	d.kept("another's place", func() {
		d.get(d.FarMentor, request).wants(t, http.StatusNotFound)
		d.post(d.FarMentor, request+"/take").wants(t, http.StatusNotFound)
		d.post(d.Mentor, "/mentor/requests/"+uuid.NewString()+"/take").wants(t, http.StatusNotFound)
		d.post(d.Mentor, request+"/done", "outcome", "Beres sudah.").wants(t, http.StatusConflict, "Ambil permintaan ini dahulu")
		d.post(d.Mentor, request+"/take", "visit_on", "2020-01-01", "reply", "Saya datang").wants(t, http.StatusUnprocessableEntity, "sudah lewat", "Saya datang")
	})
	day := time.Now().In(i18n.WIB).AddDate(0, 0, 2)
	d.post(d.Mentor, request+"/take", "visit_on", day.Format(time.DateOnly), "reply", "Saya datang pagi.").wants(t, http.StatusSeeOther)
	d.kept("what is taken", func() {
		d.post(d.Verifier, request+"/take").wants(t, http.StatusConflict, "sudah diambil pendamping lain")
	})
	d.get(d.Mentor, request).wants(t, http.StatusOK, "wa.me/"+strings.TrimPrefix(d.Coffee.Phone, "+"), "Catat hasilnya")
	d.get(d.Mentor, "/mentor").wants(t, http.StatusOK, "Kunjungan sampai tujuh hari lagi", i18n.Weekday("id", day))
	d.get(d.Owner, ask).wants(t, http.StatusOK, "mentor mendampingi Anda", "Saya datang pagi.", i18n.Weekday("id", day))
	d.post(d.Mentor, request+"/done", "outcome", "Berkasnya diunggah minggu ini.").wants(t, http.StatusSeeOther)
	d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, "Berkasnya diunggah minggu ini.", "Selesai")
	d.get(d.Mentor, "/mentor/requests?state=done").wants(t, http.StatusOK, request)
	d.get(d.Mentor, "/mentor/requests?state=lost").wants(t, http.StatusUnprocessableEntity)
}

func TestTheOfficeAnnouncesAndShopsBook(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.post(d.Owner, exportOf(d.Coffee), "opted_in", "1").wants(d, http.StatusSeeOther)
	d.get(d.Verifier, "/office/trainings/new").wants(t, http.StatusOK, "Syarat S-1", "Kalipuro")
	d.kept("what cannot be a training", func() {
		d.post(d.Verifier, "/office/trainings", "title_id", "Mengurus", "seats", "0").wants(t, http.StatusUnprocessableEntity, "Mengurus", "Wajib diisi", "Harus antara 1 dan 1000")
		d.post(d.Verifier, "/office/trainings", lesson(7, "seats", "99999999999999999999")...).wants(t, http.StatusUnprocessableEntity)
		d.post(d.Mentor, "/office/trainings", lesson(7)...).wants(t, http.StatusForbidden)
	})
	made := d.post(d.Verifier, "/office/trainings", lesson(7)...)
	made.wants(t, http.StatusSeeOther)
	training := made.header.Get("Location")
	id := strings.TrimPrefix(training, "/office/trainings/")
	own := "/seller/" + d.Coffee.Slug + "/trainings"
	d.get(d.Owner, own).wants(t, http.StatusOK, "Belum ada pelatihan").silent(t, "Mengurus")
	d.kept("a draft", func() { d.post(d.Owner, own+"/"+id+"/book").wants(t, http.StatusNotFound) })
	d.post(d.Verifier, training, lesson(8, "title_id", "Mengurus NIB")...).wants(t, http.StatusSeeOther)
	d.post(d.Verifier, training+"/publish").wants(t, http.StatusSeeOther)
	d.kept("a promise", func() { d.post(d.Verifier, training, lesson(9)...).wants(t, http.StatusConflict, "sudah diumumkan") })

	d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, own+"?criterion=S-1", "1 kursi kosong")
	d.get(d.Owner, own+"?criterion=S-1").wants(t, http.StatusOK, own+"/"+id+"/book", "Pesan kursi", "09.00–12.00 WIB")
	d.get(d.Owner, own+"?criterion=X-9").wants(t, http.StatusUnprocessableEntity)
	d.post(d.Owner, own+"/"+id+"/book").wants(t, http.StatusSeeOther)
	d.kept("booking twice", func() { d.post(d.Owner, own+"/"+id+"/book").wants(t, http.StatusSeeOther) })
	theirs := "/seller/" + d.Baskets.Slug + "/trainings"
	d.get(d.OtherOwner, theirs).wants(t, http.StatusOK, "Penuh, ada daftar tunggu", "Masuk daftar tunggu")
	d.post(d.OtherOwner, theirs+"/"+id+"/book").wants(t, http.StatusSeeOther)
	d.get(d.OtherOwner, theirs).wants(t, http.StatusOK, "Nomor 1 di daftar tunggu")
	d.get(d.Verifier, training).wants(t, http.StatusOK, "Kopi Lerek", "Daftar tunggu (1)", "Anyaman Gintangan").silent(t, `name="attended"`)
	d.post(d.Owner, own+"/"+id+"/give-back").wants(t, http.StatusSeeOther)
	d.get(d.OtherOwner, theirs).wants(t, http.StatusOK, "Kursi dipesan")

	d.change(`UPDATE trainings SET closes_at = now() - interval '2 hours', starts_at = now() - interval '1 hour'`)
	d.get(d.Verifier, training).wants(t, http.StatusOK, `name="attended"`)
	d.post(d.Verifier, training+"/attendance", "attended", d.Baskets.Slug).wants(t, http.StatusSeeOther)
	d.get(d.OtherOwner, theirs).wants(t, http.StatusOK, "Hadir", "berkaslah yang menambah")
	d.kept("too late", func() {
		d.post(d.OtherOwner, theirs+"/"+id+"/give-back").wants(t, http.StatusSeeOther)
		d.post(d.Verifier, training+"/cancel", "reason", "Hujan deras").wants(t, http.StatusConflict, "sudah dimulai")
	})
}

func TestAMentorFiltersTheShopsOfThePlace(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.change(`UPDATE shops SET decided_at = now() - interval '200 days' WHERE id = $1`, d.Coffee.ID)
	d.get(d.Mentor, "/mentor").wants(t, http.StatusOK, "Toko yang tertidur", "Belum pernah ada penjualan", "Gombengsari (2)")
	d.get(d.Mentor, "/mentor/shops?idle=1").wants(t, http.StatusOK, "Kopi Lerek").silent(t, "Anyaman Gintangan")
	d.get(d.Mentor, "/mentor/shops?village=35.10.21.2003").wants(t, http.StatusOK, "Tidak ada toko").silent(t, "Kopi Lerek")
	d.get(d.Mentor, "/mentor/shops?cursor=x").wants(t, http.StatusUnprocessableEntity)
	d.get(d.FarMentor, "/mentor/shops").wants(t, http.StatusOK).silent(t, "Kopi Lerek")
	d.get(d.Buyer, "/mentor").wants(t, http.StatusForbidden)
	d.get(d.Verifier, "/office").wants(t, http.StatusOK, "/office/trainings", "/mentor")
}
