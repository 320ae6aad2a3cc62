package festivals_test

import (
	"slices"
	"testing"

	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

func TestThoseWhoDecideAnAppealAreToldOfIt(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, nil)
	kopi, teh := f.vendor("Kopi Lerek", "kopi"), f.vendor("Teh Kemiren", "kopi")
	office := shopstest.Account(t, f.db, "diskop")
	office.Roles = []identity.Role{identity.RoleVerifier.In(shops.VerifierOffice)}
	curator := shopstest.Account(t, f.db, "kurator")
	curator.Roles = []identity.Role{identity.RoleVerifier.In("kurator")}
	f.write(`INSERT INTO account_roles (account_id, role, scope) VALUES ($1, 'verifier', $2), ($3, 'verifier', 'kurator')`,
		office.AccountID, shops.VerifierOffice, curator.AccountID)
	committee := shopstest.Account(t, f.db, "panitia")
	for _, member := range []identity.Actor{committee, kopi.owner} { // the shop's owner sits on the committee, too
		if err := f.addJudge(member); err != nil {
			t.Fatal(err)
		}
	}
	a, b := f.mustApply(kopi, "kuliner"), f.mustApply(teh, "kuliner")
	for _, x := range []festivals.Application{a, b} {
		if _, err := f.Reject(t.Context(), f.organizer, f.decided(x, "Barang kurang lengkap.")); err != nil {
			t.Fatal(err)
		}
	}
	appeal := func(v vendor, x festivals.Application) {
		t.Helper()
		if _, err := f.Appeal(t.Context(), v.owner, f.plan.Slug, x.ID, "Mohon dilihat sekali lagi."); err != nil {
			t.Fatal(err)
		}
	}
	appeal(kopi, a)
	appeal(teh, b)
	var told []string
	if err := f.db.SelectContext(t.Context(), &told, `SELECT recipient FROM messages WHERE template = 'festival_appealed' AND body LIKE '%Kopi Lerek%' ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	if want := []string{"diskop@lapak.test", "panitia@lapak.test"}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	for name, tt := range map[string]struct {
		actor identity.Actor
		want  int
	}{
		"the office": {office, 2}, "the committee": {committee, 2}, "who rejected": {f.organizer, 0}, "a member of one of the shops": {kopi.owner, 1},
		"another office": {curator, 0}, "another shop": {teh.owner, 0},
	} {
		open, err := f.ListAppeals(t.Context(), tt.actor)
		if err != nil || len(open) != tt.want {
			t.Errorf("%s sees %d, want %d (%v)", name, len(open), tt.want, err)
		}
	}
	if _, err := f.DecideAppeal(t.Context(), office, f.decided(a, "Setelah dilihat lagi, lengkap."), true); err != nil {
		t.Fatal(err)
	}
	if _, err := f.DecideAppeal(t.Context(), committee, f.decided(b, "Tetap kurang lengkap."), false); err != nil {
		t.Fatal(err)
	}
	for template, recipient := range map[string]string{
		"festival_appeal_granted": "kopi-lerek@lapak.test", "festival_accepted": "kopi-lerek@lapak.test", "festival_appeal_refused": "teh-kemiren@lapak.test",
	} {
		if n := f.count(`SELECT count(*) FROM messages WHERE template = $1 AND recipient = $2`, template, recipient); n != 1 {
			t.Errorf("%s was sent %d times", template, n)
		}
	}
	if open, err := f.ListAppeals(t.Context(), office); err != nil || len(open) != 0 {
		t.Errorf("%d wait after they were decided (%v)", len(open), err)
	}
}
