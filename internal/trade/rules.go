package trade

import (
	"slices"

	"lapak/internal/apperr"
)

// State is where an inquiry stands.
type State string

// The states.
const (
	StateNew      State = "new"      // nobody has answered
	StateAnswered State = "answered" // the asker has the word
	StateWaiting  State = "waiting"  // the asker wrote again and waits
	StateClosed   State = "closed"
)

// Event is what moves an inquiry.
type Event string

// The events.
const (
	Ask    Event = "ask"
	Answer Event = "answer" // by the shop or the office
	Reply  Event = "reply"  // by the asker
	Close  Event = "close"
)

// transitions is the one table by which an inquiry moves: event → from → to. The empty state is before the first.
var transitions = map[Event]map[State]State{
	Ask:    {"": StateNew},
	Answer: {StateNew: StateAnswered, StateAnswered: StateAnswered, StateWaiting: StateAnswered},
	Reply:  {StateNew: StateNew, StateAnswered: StateWaiting, StateWaiting: StateWaiting},
	Close:  {StateNew: StateClosed, StateAnswered: StateClosed, StateWaiting: StateClosed},
}

// Next says where an event leads. Nothing leads out of StateClosed: that is Conflict inquiry_closed.
func Next(from State, event Event) (State, error) {
	if to, ok := transitions[event][from]; ok {
		return to, nil
	}
	return "", apperr.New(apperr.Conflict, "inquiry_closed")
}

// Rule is one line of the table of transitions, for those who check threads against it.
type Rule struct {
	Event    Event
	From, To State
}

// Rules lists the table of transitions.
func Rules() []Rule {
	var rules []Rule
	for event, states := range transitions {
		for from, to := range states {
			rules = append(rules, Rule{event, from, to})
		}
	}
	return rules
}

// Party is a side of the talk.
type Party string

// The parties.
const (
	PartyAsker  Party = "asker"
	PartyShop   Party = "shop"
	PartyOffice Party = "office"
)

// said is the event of a party that writes.
func said(by Party) Event {
	if by == PartyAsker {
		return Reply
	}
	return Answer
}

// Outcome is why an inquiry was closed.
type Outcome string

// The outcomes.
const (
	Agreed      Outcome = "agreed"
	NoCapacity  Outcome = "no_capacity"  // it could not be met
	NoAnswer    Outcome = "no_answer"    // the other side fell silent
	NotSuitable Outcome = "not_suitable" // it fits neither goods nor makers
	Withdrawn   Outcome = "withdrawn"
)

// Outcomes lists with which outcomes a party may close an inquiry in a state; none where it is closed. A shop may say that there was no
// answer only where it has the asker's to wait for.
func Outcomes(by Party, in State) []Outcome {
	switch {
	case in == StateClosed:
		return nil
	case by == PartyAsker:
		return []Outcome{Agreed, Withdrawn}
	case by == PartyShop && in != StateAnswered:
		return []Outcome{Agreed, NoCapacity, NotSuitable}
	}
	return []Outcome{Agreed, NoCapacity, NotSuitable, NoAnswer}
}

// checkOutcome refuses an outcome that is not the party's to say: Invalid at outcome.
func checkOutcome(by Party, in State, outcome Outcome) error {
	if !slices.Contains(Outcomes(by, in), outcome) {
		return apperr.NewInvalid(apperr.Field{Path: "outcome", Code: "unknown_value"})
	}
	return nil
}

// Incoterms are the eleven of 2020.
var Incoterms = []string{"EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"}

// MaxBody bounds a message, in characters; MaxQuantity what may be asked for, in pieces.
const (
	MaxBody     = 4000
	MaxQuantity = 1_000_000_000
)
