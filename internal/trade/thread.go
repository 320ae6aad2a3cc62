package trade

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// Side is from where somebody reads and writes an inquiry.
type Side struct {
	actor identity.Actor
	party Party
	token string
	shop  string
}

// AsAsker is the side of who asked: the account, or a guest who holds the token.
func AsAsker(actor identity.Actor, token string) Side {
	return Side{actor: actor, party: PartyAsker, token: token}
}

// AsShop is the side of the members of a shop, by its slug.
func AsShop(actor identity.Actor, shop string) Side {
	return Side{actor: actor, party: PartyShop, shop: shop}
}

// AsOffice is the side of the office for small businesses.
func AsOffice(actor identity.Actor) Side { return Side{actor: actor, party: PartyOffice} }

// linkInquiry is the purpose of signed links to inquiries.
const linkInquiry = "inquiry"

// Token is what a guest holds to read an inquiry; it is derived from it, so that a replay answers the same.
func (s *Service) Token(id uuid.UUID) string { return s.Links.Token(linkInquiry, id.String()) }

// Link is the address of an inquiry's page for its asker, which opens without signing in.
func (s *Service) Link(i Inquiry) string {
	return s.BaseURL + "/inquiries/" + i.Number + "?token=" + s.Token(i.ID)
}

// isOffice says whether an actor sits in the office that looks after inquiries.
func isOffice(actor identity.Actor) bool {
	return actor.Has(identity.RoleAdmin) || actor.HasScoped(identity.RoleVerifier, shops.VerifierOffice)
}

// Find reads an inquiry with its thread. What is not the side's is NotFound, as is an unknown number.
func (s *Service) Find(ctx context.Context, side Side, number string) (Thread, error) {
	var thread Thread
	err := postgres.Snapshot(ctx, s.DB, func(tx *sqlx.Tx) error {
		found, err := s.readable(ctx, tx, side, number)
		if err != nil {
			return err
		}
		thread, err = readThread(ctx, tx, found.ID)
		return err
	})
	return thread, err
}

// readable finds the inquiry of a number where the side may see it.
func (s *Service) readable(ctx context.Context, q sqlx.QueryerContext, side Side, number string) (Inquiry, error) {
	parsed, ok := ParseNumber(number)
	if !ok {
		return Inquiry{}, errNotFound()
	}
	found, err := findByNumber(ctx, q, parsed)
	if err != nil {
		return Inquiry{}, err
	}
	allowed, err := s.mayRead(ctx, q, side, found)
	if err == nil && !allowed {
		err = errNotFound()
	}
	return found, err
}

func (s *Service) mayRead(ctx context.Context, q sqlx.QueryerContext, side Side, i Inquiry) (bool, error) {
	switch side.party {
	case PartyShop:
		if i.ShopID == nil || i.ShopSlug != side.shop || side.actor.IsAnonymous() {
			return false, nil
		}
		return s.Shops.IsMember(ctx, q, *i.ShopID, side.actor.AccountID)
	case PartyOffice:
		return isOffice(side.actor), nil
	}
	own := side.actor.AccountID != uuid.Nil && i.AccountID != nil && *i.AccountID == side.actor.AccountID
	return own || side.token != "" && s.Links.Verify(linkInquiry, i.ID.String(), side.token), nil
}

// Write adds words to a thread and tells the other side. The same words again, right after themselves, are one message. Errors:
// NotFound; Invalid at message; Conflict inquiry_closed and inquiry_full; RateLimited.
func (s *Service) Write(ctx context.Context, side Side, number, body string) (Thread, error) {
	var fields apperr.Fields
	body = fields.Text("message", body, 1, MaxBody)
	found, err := s.readable(ctx, s.DB, side, number)
	if err != nil {
		return Thread{}, err
	}
	try := identity.Try{Kind: "inquiry:words", Subject: string(side.party) + found.ID.String(), Hits: wordsADay, Per: 24 * time.Hour}
	if err := s.limits.Allow(ctx, try); err != nil {
		return Thread{}, err
	}
	return s.move(ctx, side, number, func(thread Thread) (Message, Outcome, error) {
		return Message{Event: said(side.party), Body: body}, "", fields.Err()
	})
}

// Closing ends an inquiry.
type Closing struct {
	Outcome Outcome // one of Outcomes
	Note    string  // what the other side is told; may be empty
}

// Close ends an inquiry and tells the other side. Closing again with the same outcome changes nothing. Errors: NotFound; Invalid at
// outcome or note; Conflict inquiry_closed.
func (s *Service) Close(ctx context.Context, side Side, number string, in Closing) (Thread, error) {
	var fields apperr.Fields
	in.Note = fields.Text("note", in.Note, 0, MaxBody)
	return s.move(ctx, side, number, func(thread Thread) (Message, Outcome, error) {
		if err := fields.Err(); err != nil {
			return Message{}, "", err
		}
		if thread.State != StateClosed {
			if err := checkOutcome(side.party, thread.State, in.Outcome); err != nil {
				return Message{}, "", err
			}
		}
		return Message{Event: Close, Body: in.Note}, in.Outcome, nil
	})
}

// move locks an inquiry, asks what is said, and writes it with the state that it leads to.
func (s *Service) move(ctx context.Context, side Side, number string, say func(Thread) (Message, Outcome, error)) (Thread, error) {
	var thread Thread
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		found, err := s.readable(ctx, tx, side, number)
		if err != nil {
			return err
		}
		if err := lockInquiry(ctx, tx, found.ID); err != nil {
			return err
		}
		if thread, err = readThread(ctx, tx, found.ID); err != nil {
			return err
		}
		next, outcome, err := say(thread)
		if err != nil {
			return err
		}
		next.Side, next.AccountID = side.party, accountOf(side.actor)
		if thread.repeats(next, outcome) {
			return nil
		}
		if err := s.applyTx(ctx, tx, &thread, next, outcome); err != nil {
			return err
		}
		return s.tellMovedTx(ctx, tx, thread)
	})
	if err != nil {
		return Thread{}, err
	}
	return thread, nil
}

// repeats says whether a message is the last one again, as after a lost reply.
func (t Thread) repeats(next Message, outcome Outcome) bool {
	last := t.Messages[len(t.Messages)-1]
	return last.Side == next.Side && last.Body == next.Body && (last.Event == next.Event || last.Event == Ask && next.Event == Reply) &&
		t.Outcome == outcome
}

// applyTx moves a locked inquiry by one message.
func (s *Service) applyTx(ctx context.Context, tx *sqlx.Tx, thread *Thread, next Message, outcome Outcome) error {
	to, err := Next(thread.State, next.Event)
	if err != nil {
		return err
	}
	if len(thread.Messages) >= maxMessages {
		return apperr.New(apperr.Conflict, "inquiry_full")
	}
	now := s.now().UTC().Truncate(time.Microsecond)
	next.Position, next.From, next.To, next.At = len(thread.Messages)+1, thread.State, to, now
	i := &thread.Inquiry
	switch {
	case to == StateAnswered || to == StateClosed:
		i.AnswerBy, i.RemindedAt = nil, nil
	case thread.State == StateAnswered: // from here on the asker waits again; who waited already waits no longer for having written more
		due := s.Regions.Settings().AnswerBy(now)
		i.AnswerBy, i.RemindedAt = &due, nil
	}
	if to == StateClosed {
		i.Outcome, i.ClosedAt = outcome, &now
	}
	i.State, i.UpdatedAt = to, now
	thread.Messages = append(thread.Messages, next)
	if err := updateInquiry(ctx, tx, *i); err != nil {
		return err
	}
	return insertMessage(ctx, tx, i.ID, next)
}

// A thread is bounded, so that one inquiry can neither fill the store nor flood the other side with notices.
const (
	maxMessages = 500
	wordsADay   = 60 // messages of one side
)
