package mentoring

import "slices"

// HelpState is where a request for help stands.
type HelpState string

// The states of a request. Open and Taken are live: a shop has one live request a rule and product.
const (
	Open      HelpState = "open"
	Taken     HelpState = "taken"
	Done      HelpState = "done"
	Withdrawn HelpState = "withdrawn"
)

// IsLive says whether something is still to come.
func (s HelpState) IsLive() bool { return s == Open || s == Taken }

// helpVerb is what happens to a request.
type helpVerb string

const (
	take     helpVerb = "take"
	answer   helpVerb = "reply"
	finish   helpVerb = "finish"
	withdraw helpVerb = "withdraw"
	abandon  helpVerb = "abandon" // the mentor is gone; nobody says it, the watch sees it
)

// helpMoves says where each verb leads from a state; what is not named is refused.
var helpMoves = map[HelpState]map[helpVerb]HelpState{
	Open:  {take: Taken, withdraw: Withdrawn},
	Taken: {answer: Taken, finish: Done, withdraw: Withdrawn, abandon: Open},
}

// TrainingState is where a training stands.
type TrainingState string

// The states of a training. Once published it is a promise: it can be cancelled with a reason, not changed.
const (
	Draft     TrainingState = "draft"
	Published TrainingState = "published"
	Cancelled TrainingState = "cancelled"
)

// TrainingStates lists them.
var TrainingStates = []TrainingState{Draft, Published, Cancelled}

func (s TrainingState) isKnown() bool { return slices.Contains(TrainingStates, s) }

// SeatState is where a shop's seat in a training stands.
type SeatState string

// The states of a seat. Booked and Waiting are live: a shop has one live seat a training.
const (
	Booked     SeatState = "booked"
	Waiting    SeatState = "waiting"
	GivenBack  SeatState = "given_back"
	SeatVoided SeatState = "cancelled" // with the training
)
