package shops

import (
	"strings"
	"time"

	"github.com/gosimple/slug"
	"github.com/nyaruka/phonenumbers"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// VerifierOffice is the office whose verifiers decide on shops.
const VerifierOffice = "diskop"

// Verdict is what the office decides on a shop.
type Verdict string

// The verdicts. All but Approve need a reason.
const (
	Approve Verdict = "approve"
	Reject  Verdict = "reject"
	Suspend Verdict = "suspend"
)

var transitions = map[Verdict]map[State]State{
	Approve: {Pending: Approved, Rejected: Approved, Suspended: Approved},
	Reject:  {Pending: Rejected},
	Suspend: {Approved: Suspended},
}

// mayDecide says whether an actor sits in the office that decides on shops.
func mayDecide(actor identity.Actor) error {
	switch {
	case actor.IsAnonymous():
		return apperr.New(apperr.Unauthenticated, "unauthenticated")
	case actor.Has(identity.RoleAdmin) || actor.HasScoped(identity.RoleVerifier, VerifierOffice):
		return nil
	}
	return apperr.New(apperr.Forbidden, "forbidden")
}

// requirePerson refuses an actor without an account.
func requirePerson(actor identity.Actor) error {
	if actor.IsAnonymous() || actor.IsSystem() {
		return apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	return nil
}

// slugOf makes the address of a name; a name without any letter that can be written in Latin becomes "toko".
func slugOf(name string) string {
	s := slug.MakeLang(name, "id")
	s = strings.Trim(strings.ReplaceAll(s, "_", "-"), "-")
	if len(s) > 60 {
		s = strings.Trim(s[:60], "-")
	}
	switch s {
	case "":
		return "toko"
	case "apply": // the page beside the shops' desks
		return "toko-apply"
	}
	return s
}

// normalisePhone writes a number as E.164; a number without a country belongs to the region's. The text is empty for none.
func normalisePhone(number, country string) string {
	parsed, err := phonenumbers.Parse(number, country)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return ""
	}
	return phonenumbers.Format(parsed, phonenumbers.E164)
}

func dateOf(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
