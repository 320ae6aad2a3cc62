// Package notifytest has a scripted sender and a mail server for tests.
package notifytest

import (
	"context"
	"sync"

	"lapak/internal/notify"
)

// Script is a sender that answers as it is told and keeps what it was given. Without a script it takes everything.
type Script struct {
	mu      sync.Mutex
	errs    []error
	letters []notify.Letter
	during  func()
}

// Answer makes the next tries end in these errors, in order; nil is a success.
func (s *Script) Answer(errs ...error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errs = append(s.errs, errs...)
}

// During is called while the provider has each letter.
func (s *Script) During(fn func()) { s.during = fn }

// Send records the letter as tried.
func (s *Script) Send(_ context.Context, letter notify.Letter) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, letter)
	if s.during != nil {
		s.during()
	}
	if len(s.errs) == 0 {
		return "script:" + letter.ID.String(), nil
	}
	err := s.errs[0]
	s.errs = s.errs[1:]
	return "script:" + letter.ID.String(), err
}

// Tried lists every letter that was given, refused or not, in order.
func (s *Script) Tried() []notify.Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]notify.Letter(nil), s.letters...)
}
