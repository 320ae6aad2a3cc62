package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/gorilla/feeds"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
)

// feedBack and feedLimit bound the calendar and the feed: what was long ago is in nobody's calendar app anew.
const (
	feedBack  = 366 * 24 * time.Hour
	feedLimit = 1000
)

// festivalsCalendar is every public festival of the last year and to come, as an iCalendar file to subscribe to.
func (s *Site) festivalsCalendar(c *gin.Context) error {
	ctx := c.Request.Context()
	list, err := s.listForFeeds(ctx)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(list))
	for i, f := range list {
		ids[i] = f.ID
	}
	days, err := s.Festivals.ListDaysOf(ctx, ids)
	if err != nil {
		return err
	}
	cal := s.newCalendar(ctx, text(ctx, "festivals.short")+" · "+s.Regions.Settings().MallName)
	for _, f := range list {
		s.addEvents(ctx, cal, f, days[f.ID])
	}
	return sendCalendar(c, cal, "festivals.ics")
}

// listForFeeds gives public festivals that ended within a year or are to come, by their first day.
func (s *Site) listForFeeds(ctx context.Context) ([]festivals.Festival, error) {
	return s.Festivals.ListSince(ctx, time.Now().Add(-feedBack), feedLimit)
}

// festivalCalendar is one festival as an iCalendar file.
func (s *Site) festivalCalendar(c *gin.Context) error {
	ctx := c.Request.Context()
	f, err := s.Festivals.Find(ctx, identity.Actor{}, c.Param("festival"))
	if err != nil {
		return err
	}
	days, err := s.Festivals.ListDays(ctx, s.DB, f.ID)
	if err != nil {
		return err
	}
	cal := s.newCalendar(ctx, f.Name.In(i18n.Language(ctx)))
	s.addEvents(ctx, cal, f, days)
	return sendCalendar(c, cal, f.Slug+".ics")
}

func (s *Site) newCalendar(ctx context.Context, name string) *ics.Calendar {
	cal := ics.NewCalendarFor(s.Regions.Settings().MallName)
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(name)
	cal.SetXWRTimezone("Asia/Jakarta")
	cal.SetRefreshInterval("PT6H")
	return cal
}

// addEvents adds an event a day. Its UID is the festival's with the number of the day, so that a day which moves is the same event with a
// greater SEQUENCE; a day that fell away is called off.
func (s *Site) addEvents(ctx context.Context, cal *ics.Calendar, f festivals.Festival, days []festivals.Day) {
	lang := i18n.Language(ctx)
	host := "lapak"
	if at, err := url.Parse(s.BaseURL); err == nil && at.Hostname() != "" {
		host = at.Hostname()
	}
	for i := range max(len(days), f.DaysShown) {
		if len(days) == 0 {
			break
		}
		day := days[min(i, len(days)-1)]
		event := cal.AddEvent(fmt.Sprintf("%s-%d@%s", f.ID, i+1, host))
		event.SetDtStampTime(f.UpdatedAt.UTC())
		event.SetModifiedAt(f.UpdatedAt.UTC())
		event.SetSequence(f.Sequence)
		event.SetStartAt(day.OpensAt.UTC())
		event.SetEndAt(day.ClosesAt.UTC())
		event.SetSummary(f.Name.In(lang))
		event.SetLocation(f.Place + ", " + f.DistrictName + ", " + s.Regions.Settings().RegencyName)
		event.SetURL(s.BaseURL + festivalsPath + "/" + f.Slug)
		if words := f.Text.In(lang); words != "" {
			event.SetDescription(words)
		}
		isOff := f.State == festivals.Cancelled || i >= len(days) || f.Reason != "" && f.EndedAt != nil && day.OpensAt.After(*f.EndedAt)
		if isOff {
			event.SetStatus(ics.ObjectStatusCancelled)
		} else {
			event.SetStatus(ics.ObjectStatusConfirmed)
		}
	}
}

func sendCalendar(c *gin.Context, cal *ics.Calendar, name string) error {
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "no-cache") // a date that has moved is told at once
	c.Header("Content-Disposition", `inline; filename="`+name+`"`)
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", []byte(cal.Serialize()))
	return nil
}

// festivalsFeed is the news of the calendar as RSS: a festival that was changed comes up again.
func (s *Site) festivalsFeed(c *gin.Context) error {
	ctx := c.Request.Context()
	list, err := s.listForFeeds(ctx)
	if err != nil {
		return err
	}
	lang := i18n.Language(ctx)
	set := s.Regions.Settings()
	feed := &feeds.Feed{
		Title: text(ctx, "festivals.short") + " · " + set.MallName, Link: &feeds.Link{Href: s.BaseURL + festivalsPath},
		Description: text(ctx, "festivals.lead", "Regency", set.RegencyName),
	}
	for _, f := range list {
		item := &feeds.Item{
			Id: f.ID.String() + ":" + fmt.Sprint(f.Sequence), IsPermaLink: "false", Title: f.Name.In(lang) + ", " + spanOf(lang, f.StartsOn, f.EndsOn),
			Link: &feeds.Link{Href: s.BaseURL + festivalsPath + "/" + f.Slug}, Created: f.UpdatedAt.UTC(),
			Description: f.Place + ", " + f.DistrictName + ". " + f.Text.In(lang),
		}
		if f.State == festivals.Cancelled {
			item.Title = text(ctx, "festival.cancelled_note") + " " + item.Title
		}
		if f.UpdatedAt.After(feed.Updated) {
			feed.Updated = f.UpdatedAt.UTC()
		}
		feed.Items = append(feed.Items, item)
	}
	feed.Created = feed.Updated
	body, err := feed.ToRss()
	if err != nil {
		return fmt.Errorf("write the feed: %w", err)
	}
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "no-cache") // a date that has moved is told at once
	c.Data(http.StatusOK, "application/rss+xml; charset=utf-8", []byte(body))
	return nil
}
