package festivals

import (
	"slices"
	"time"

	"lapak/internal/apperr"
)

// ApplicationState is where an application for a stall stands.
type ApplicationState string

// The states of an application. Accepted and Confirmed hold a place of the zone.
const (
	Invited    ApplicationState = "invited"   // the organizer asks; the shop has not answered
	Submitted  ApplicationState = "submitted" // waits for the decision
	Accepted   ApplicationState = "accepted"  // the fee is due
	Confirmed  ApplicationState = "confirmed" // paid, or free: it has its stall
	Waitlisted ApplicationState = "waitlisted"
	Rejected   ApplicationState = "rejected"
	Withdrawn  ApplicationState = "withdrawn" // by the shop
	Lapsed     ApplicationState = "lapsed"    // not paid, or an invitation not answered, in time
	Called     ApplicationState = "cancelled" // with the festival, or by its organizer
)

// ApplicationStates lists them.
var ApplicationStates = []ApplicationState{Invited, Submitted, Accepted, Confirmed, Waitlisted, Rejected, Withdrawn, Lapsed, Called}

func (s ApplicationState) isKnown() bool { return slices.Contains(ApplicationStates, s) }

// HoldsPlace says whether the application counts in the zone's quotas.
func (s ApplicationState) HoldsPlace() bool { return s == Accepted || s == Confirmed }

// ApplicationVerb is what happens to an application.
type ApplicationVerb string

// The verbs of applications, as their history names them.
const (
	VerbInvite   ApplicationVerb = "invite"
	VerbApply    ApplicationVerb = "apply"
	VerbAnswer   ApplicationVerb = "answer" // an invitation, with goods
	VerbAccept   ApplicationVerb = "accept"
	VerbMoveUp   ApplicationVerb = "move_up" // from the reserve list, by itself
	VerbWaitlist ApplicationVerb = "waitlist"
	VerbReject   ApplicationVerb = "reject"
	VerbAppeal   ApplicationVerb = "appeal"
	VerbGrant    ApplicationVerb = "grant"  // the appeal
	VerbRefuse   ApplicationVerb = "refuse" // the appeal
	VerbConfirm  ApplicationVerb = "confirm"
	VerbLate     ApplicationVerb = "confirm_late" // money came after the fee's time, and a stall was free
	VerbLapse    ApplicationVerb = "lapse"
	VerbWithdraw ApplicationVerb = "withdraw"
	VerbCancel   ApplicationVerb = "cancel"
)

// ApplicationMove is one allowed step of an application.
type ApplicationMove struct {
	Verb     ApplicationVerb
	From, To ApplicationState // From is empty before the first step
}

// applicationMoves are all steps that there are; what is not named is refused.
var applicationMoves = []ApplicationMove{
	{VerbInvite, "", Invited},
	{VerbApply, "", Submitted},
	{VerbAnswer, Invited, Submitted},
	{VerbAccept, Submitted, Accepted},
	{VerbAccept, Waitlisted, Accepted},
	{VerbMoveUp, Waitlisted, Accepted},
	{VerbWaitlist, Submitted, Waitlisted},
	{VerbReject, Submitted, Rejected},
	{VerbReject, Waitlisted, Rejected},
	{VerbAppeal, Rejected, Rejected},
	{VerbGrant, Rejected, Waitlisted},
	{VerbRefuse, Rejected, Rejected},
	{VerbConfirm, Accepted, Confirmed},
	{VerbLate, Lapsed, Confirmed},
	{VerbLapse, Accepted, Lapsed},
	{VerbLapse, Invited, Lapsed},
	{VerbWithdraw, Invited, Withdrawn},
	{VerbWithdraw, Submitted, Withdrawn},
	{VerbWithdraw, Waitlisted, Withdrawn},
	{VerbWithdraw, Accepted, Withdrawn},
	{VerbWithdraw, Confirmed, Withdrawn},
	{VerbCancel, Invited, Called},
	{VerbCancel, Submitted, Called},
	{VerbCancel, Waitlisted, Called},
	{VerbCancel, Accepted, Called},
	{VerbCancel, Confirmed, Called},
}

// ApplicationMoves gives every allowed step, for those who check the history.
func ApplicationMoves() []ApplicationMove { return slices.Clone(applicationMoves) }

// next is where a verb leads. Errors: Conflict application_moved.
func (s ApplicationState) next(verb ApplicationVerb) (ApplicationState, error) {
	for _, m := range applicationMoves {
		if m.Verb == verb && m.From == s {
			return m.To, nil
		}
	}
	return "", apperr.New(apperr.Conflict, "application_moved")
}

// Allows says whether a verb is possible now.
func (s ApplicationState) Allows(verb ApplicationVerb) bool {
	_, err := s.next(verb)
	return err == nil
}

// payWithin is how long an accepted vendor has to pay the fee.
const payWithin = 48 * time.Hour

// heldDays are the working days that a place is held past its fee's time while a proof waits for finance.
const heldDays = 3

// lapsesAt is when an accepted application whose fee has not come ends.
func (a Application) lapsesAt() time.Time {
	if a.HeldUntil != nil {
		return *a.HeldUntil
	}
	return *a.DueAt
}

// RefundOf is what of a fee goes back to a vendor that withdraws so many days before the festival: rupiah, never above the fee.
func (t Terms) RefundOf(fee int64, daysBefore int) int64 {
	switch {
	case daysBefore >= t.FullRefundDays:
		return fee
	case daysBefore >= t.HalfRefundDays:
		return fee / 2
	}
	return 0
}

// refundOfDays is the part of a fee for the days that were not held, rounded down to the rupiah.
func refundOfDays(fee int64, missed, all int) int64 {
	if all <= 0 || missed <= 0 {
		return 0
	}
	return fee/int64(all)*int64(min(missed, all)) + fee%int64(all)*int64(min(missed, all))/int64(all)
}

// daysBetween counts the dates from a moment to a festival's first day, where the festival is.
func daysBetween(now, firstDay time.Time) int {
	local := now.Add(7 * time.Hour).UTC()
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	return int(firstDay.Sub(today) / (24 * time.Hour))
}
