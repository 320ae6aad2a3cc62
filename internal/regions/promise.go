package regions

import (
	"slices"
	"strings"
	"time"
)

// Promise is what the region's shops promise their buyers, in hours from when an order or inquiry has come to the shop. The hours stand still on
// days of rest and holidays. A shop that closes for days of its own still owes what was ordered before.
type Promise struct {
	AcceptHours int      `json:"accept_hours"` // until the shop answers; 0 means 24
	SendHours   int      `json:"send_hours"`   // until the goods are on their way, or ready; 0 means 72
	ReplyHours  int      `json:"reply_hours"`  // until an inquiry is answered; 0 means 48, two working days
	RestDays    []string `json:"rest_days"`    // English names in lower case: "sunday"
	Holidays    []string `json:"holidays"`     // "2027-03-10", or "08-17" for every year
}

const (
	defaultAcceptHours = 24
	defaultSendHours   = 72
	defaultReplyHours  = 48
	// longestRest bounds how many days a deadline looks ahead, whatever is configured.
	longestRest = 60
)

// AcceptBy is when a shop should have answered an order that came to it at a time; remindAt is half of the way.
func (s Settings) AcceptBy(came time.Time) (acceptBy, remindAt time.Time) {
	hours := s.Promise.AcceptHours
	if hours <= 0 {
		hours = defaultAcceptHours
	}
	span := time.Duration(hours) * time.Hour
	return s.after(came, span), s.after(came, span/2)
}

// SendBy is when the goods of an order that came to its shop at a time should be on their way.
func (s Settings) SendBy(came time.Time) time.Time {
	hours := s.Promise.SendHours
	if hours <= 0 {
		hours = defaultSendHours
	}
	return s.after(came, time.Duration(hours)*time.Hour)
}

// AnswerBy is when an inquiry that came at a time should have been answered.
func (s Settings) AnswerBy(came time.Time) time.Time {
	hours := s.Promise.ReplyHours
	if hours <= 0 {
		hours = defaultReplyHours
	}
	return s.after(came, time.Duration(hours)*time.Hour)
}

// WorkdaysAfter is so many days later, by a calendar without days of rest and holidays.
func (s Settings) WorkdaysAfter(from time.Time, days int) time.Time {
	return s.after(from, time.Duration(days)*24*time.Hour)
}

// after is a span later, by a clock that stands still on days of rest.
func (s Settings) after(from time.Time, span time.Duration) time.Time {
	zone := s.Location()
	at, left := from.In(zone), span
	for range longestRest {
		midnight := time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, zone)
		if !s.Promise.rests(at) {
			today := midnight.Sub(at)
			if left <= today {
				return at.Add(left).UTC()
			}
			left -= today
		}
		at = midnight
	}
	return from.Add(span).UTC()
}

func (p Promise) rests(day time.Time) bool {
	return slices.Contains(p.RestDays, strings.ToLower(day.Weekday().String())) ||
		slices.Contains(p.Holidays, day.Format(time.DateOnly)) || slices.Contains(p.Holidays, day.Format("01-02"))
}
