package pages

import (
	"context"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/mentoring"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const trainingsPage = 12

// shopTrainings lists what a shop booked and may book.
func (s *Site) shopTrainings(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	rule := c.Query("criterion")
	found, err := s.Help.ListForMember(ctx, d.actor, d.shop.Slug, rule, mentoring.Page{Limit: trainingsPage, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m := view.ShopTrainings{
		List: s.trainingCards(ctx, found), All: d.view.Base + "/trainings", Pages: view.Pages{NextURL: nextURL(c, found.Upcoming.Next)},
	}
	m.List = slices.DeleteFunc(m.List, func(c view.TrainingCard) bool { return c.Seat != "" }) // it stands above
	if rule != "" {
		m.Rule = s.ruleLink(ctx, rule).Text
	}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	} else {
		for _, mine := range found.Mine {
			m.Mine = append(m.Mine, s.trainingCard(ctx, mine))
		}
	}
	p, err := s.deskPage(c, "training.title")
	if err != nil {
		return err
	}
	return show(c, templates.ShopTrainings(p, d.view, m))
}

// trainingCards are what may be booked, each with the shop's own seat where it has one.
func (s *Site) trainingCards(ctx context.Context, found mentoring.ShopTrainings) []view.TrainingCard {
	cards := make([]view.TrainingCard, len(found.Upcoming.Items))
	for i, t := range found.Upcoming.Items {
		of := mentoring.ShopSeat{Training: t}
		for _, mine := range found.Mine {
			if mine.ID == t.ID && mine.Seat.State != mentoring.SeatVoided {
				of.Seat = mine.Seat
			}
		}
		cards[i] = s.trainingCard(ctx, of)
		cards[i].CanGiveBack = false // that is done where the shop's own seats are listed
	}
	return cards
}

// trainingCard puts a training into words.
func (s *Site) trainingCard(ctx context.Context, t mentoring.ShopSeat) view.TrainingCard {
	lang, now := i18n.Language(ctx), time.Now()
	m := view.TrainingCard{
		ID: t.ID.String(), Title: t.Title.In(lang), Text: t.Text.In(lang), When: span(lang, t.StartsAt, t.EndsAt), Where: where(t.Training),
		Closes: text(ctx, "training.closes", "At", i18n.DateTime(lang, t.ClosesAt)+" WIB"), Free: t.Free(),
	}
	for _, key := range t.Rules {
		m.Rules = append(m.Rules, s.ruleLink(ctx, key))
	}
	upcoming := t.State == mentoring.Published && now.Before(t.StartsAt)
	if t.Seat == nil {
		m.CanBook = upcoming && now.Before(t.ClosesAt)
		return m
	}
	m.CanGiveBack = upcoming
	switch {
	case t.Seat.State == mentoring.SeatVoided:
		m.Seat, m.Tag, m.Note = text(ctx, "training.seat_cancelled"), "bad", text(ctx, "order.reason", "Reason", t.Reason)
	case t.Seat.State == mentoring.Waiting:
		m.Seat, m.Tag, m.Note = text(ctx, "training.seat_waiting", "Count", t.Seat.Ahead+1), "wait", text(ctx, "training.seat_waiting_text")
	case t.Seat.Attended != nil && *t.Seat.Attended:
		m.Seat, m.Tag, m.Note = text(ctx, "training.did_come"), "good", text(ctx, "training.no_credit")
	case t.Seat.Attended != nil:
		m.Seat = text(ctx, "training.did_not_come")
	default:
		m.Seat, m.Tag = text(ctx, "training.seat_booked"), "good"
	}
	return m
}

// span is when something is, in words: "Kamis, 3 Des, 09.00–12.00 WIB".
func span(lang string, from, to time.Time) string {
	if sameDay(from, to) {
		return i18n.Weekday(lang, from) + ", " + i18n.Clock(lang, from) + "–" + i18n.Clock(lang, to) + " WIB"
	}
	return i18n.Weekday(lang, from) + ", " + i18n.Clock(lang, from) + " – " + i18n.Weekday(lang, to) + ", " + i18n.Clock(lang, to) + " WIB"
}

func where(t mentoring.Training) string { return t.Place + ", " + t.DistrictName }

// bookSeat books a seat, or a place on the waiting list.
func (s *Site) bookSeat(c *gin.Context) error {
	return s.onSeat(c, func(ctx context.Context, d desk, id uuid.UUID) (string, error) {
		seat, err := s.Help.Book(ctx, d.actor, d.shop.Slug, id)
		return "training.done_" + string(seat.State), err
	})
}

func (s *Site) giveBackSeat(c *gin.Context) error {
	return s.onSeat(c, func(ctx context.Context, d desk, id uuid.UUID) (string, error) {
		return "training.done_given_back", s.Help.GiveBack(ctx, d.actor, d.shop.Slug, id)
	})
}

// onSeat does something with a shop's seat; what it gives is the key of what was done.
func (s *Site) onSeat(c *gin.Context, act func(context.Context, desk, uuid.UUID) (string, error)) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	id, err := trainingOf(c)
	if err != nil {
		return err
	}
	done, err := act(ctx, d, id)
	if err != nil {
		return s.sayRefused(c, err, d.view.Base+"/trainings")
	}
	s.sayText(ctx, done)
	return redirect(c, d.view.Base+"/trainings")
}

func trainingOf(c *gin.Context) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param("training"))
	if err != nil {
		return id, apperr.NewNotFound("training_not_found")
	}
	return id, nil
}
