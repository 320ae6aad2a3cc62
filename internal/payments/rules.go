package payments

// rank orders the states of a payment; a payment moves to a higher rank only, so that truths told late or in any order end alike.
var rank = map[State]int{Created: 0, Pending: 1, Failed: 2, Expired: 2, Cancelled: 2, Succeeded: 3}

// moves says whether a payment in one state may go to another.
func moves(from, to State) bool {
	before, known := rank[from]
	after, ok := rank[to]
	return known && ok && after > before
}

// RefundState is the state of a refund.
type RefundState string

// The states of a refund. A failed one is still owed: it is sent again as the next attempt.
const (
	RefundOpen      RefundState = "requested" // not known to the provider yet
	RefundPending   RefundState = "pending"
	RefundSucceeded RefundState = "succeeded"
	RefundFailed    RefundState = "failed"
)

var refundRank = map[RefundState]int{RefundOpen: 0, RefundPending: 1, RefundSucceeded: 2, RefundFailed: 3}

// refundMoves says whether one sending of a refund may go from a state to another: it may fail even after it succeeded.
func refundMoves(from, to RefundState) bool {
	before, known := refundRank[from]
	after, ok := refundRank[to]
	return known && ok && after > before
}

// mismatches names what a provider's truth says otherwise than our row. Any of them means that this truth is about something else,
// so that nothing of it is applied.
func mismatches(p Payment, truth Truth) []string {
	var wrong []string
	add := func(isWrong bool, name string) {
		if isWrong {
			wrong = append(wrong, name)
		}
	}
	add(truth.Reference != p.ID.String(), "reference")
	add(truth.Ref != p.ProviderRef && p.ProviderRef != "" || truth.Ref == "" && truth.State == Succeeded, "ref")
	add(truth.Amount != p.Due(), "amount")
	add(truth.Currency != p.Currency, "currency")
	add(truth.Livemode != p.Livemode, "livemode")
	return wrong
}
