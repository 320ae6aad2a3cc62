package pages

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officeTrainingsPath = "/office/trainings"

func (s *Site) officeTrainings(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	state := cmp.Or(mentoring.TrainingState(c.Query("state")), mentoring.Published)
	found, err := s.Help.ListByState(ctx, actor, state, mentoring.Page{Limit: officePageSize, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m := view.OfficeTrainings{Pages: view.Pages{NextURL: nextURL(c, found.Next)}}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	for _, tab := range []mentoring.TrainingState{mentoring.Published, mentoring.Draft, mentoring.Cancelled} {
		m.Tabs = append(m.Tabs, view.Option{Value: string(tab), Label: text(ctx, "training.state_"+string(tab)), Chosen: tab == state})
	}
	lang := i18n.Language(ctx)
	for _, t := range found.Items {
		m.List = append(m.List, view.TrainingRow{
			URL: officeTrainingsPath + "/" + t.ID.String(), Title: t.Title.In(lang), When: span(lang, t.StartsAt, t.EndsAt), Where: where(t),
			Seats: seatsOf(ctx, t),
		})
	}
	p, err := s.private(c, text(ctx, "training.office"))
	if err != nil {
		return err
	}
	return show(c, templates.OfficeTrainings(p, m))
}

func seatsOf(ctx context.Context, t mentoring.Training) string {
	if t.Waiting > 0 {
		return text(ctx, "training.taken_waiting", "Booked", t.Booked, "Seats", t.Seats, "Waiting", t.Waiting)
	}
	return text(ctx, "training.taken", "Booked", t.Booked, "Seats", t.Seats)
}

func (s *Site) newTraining(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	if !decidesShops(actor) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	return s.showNewTraining(c, nil)
}

func (s *Site) showNewTraining(c *gin.Context, problem error) error {
	ctx := c.Request.Context()
	m, status := s.trainingForm(ctx, view.Form{Values: map[string]string{"seats": "30"}}, nil), http.StatusOK
	if problem != nil {
		m, status = s.trainingForm(ctx, formOf(c, problem, nil), c.PostFormArray("criteria")), statusOf(c, problem)
	}
	p, err := s.private(c, text(ctx, "training.new"))
	if err != nil {
		return err
	}
	return render(c, status, templates.NewTraining(p, m))
}

// trainingForm is the form with what was typed or saved.
func (s *Site) trainingForm(ctx context.Context, form view.Form, chosen []string) view.TrainingForm {
	book, lang := s.Exports.Book(), i18n.Language(ctx)
	m := view.TrainingForm{Form: form, Chosen: len(chosen)}
	for _, d := range s.Regions.ListDistricts() {
		m.Districts = append(m.Districts, view.Option{Value: d.Slug, Label: d.Name})
	}
	choose(m.Districts, form.Value("district", ""))
	for _, dimension := range book.Dimensions {
		for i := range book.Criteria {
			if rule := &book.Criteria[i]; rule.Dimension == dimension.Key && !slices.ContainsFunc(m.Rules, func(o view.Option) bool { return o.Value == rule.Key }) {
				m.Rules = append(m.Rules, view.Option{
					Value: rule.Key, Label: titleOf(rule.Title.In(lang), rule.Key), Group: titleOf(dimension.Name.In(lang), dimension.Key),
					Chosen: slices.Contains(chosen, rule.Key),
				})
			}
		}
	}
	return m
}

// readTraining reads the form. Times are the region's; what is none is left out, and the service says so.
func (s *Site) readTraining(c *gin.Context) mentoring.NewTraining {
	seats, err := strconv.ParseInt(c.PostForm("seats"), 10, 64)
	if err != nil {
		seats = 0
	}
	moment := func(name string) time.Time {
		at, err := time.ParseInLocation("2006-01-02T15:04", c.PostForm(name), i18n.WIB)
		if err != nil {
			return time.Time{}
		}
		return at
	}
	return mentoring.NewTraining{
		TitleID: c.PostForm("title_id"), TitleEN: c.PostForm("title_en"), TextID: c.PostForm("text_id"), TextEN: c.PostForm("text_en"),
		Place: c.PostForm("place"), District: c.PostForm("district"), StartsAt: moment("starts_at"), EndsAt: moment("ends_at"),
		ClosesAt: moment("closes_at"), Seats: seats, Rules: c.PostFormArray("criteria"),
	}
}

func (s *Site) createTraining(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	made, err := s.Help.Create(ctx, actor, s.readTraining(c))
	if apperr.KindOf(err) == apperr.Invalid && err != nil {
		return s.showNewTraining(c, err)
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "training.done_save")
	return redirect(c, officeTrainingsPath+"/"+made.ID.String())
}

func trainingForOffice(c *gin.Context) (identity.Actor, uuid.UUID, error) {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return actor, uuid.Nil, err
	}
	id, err := trainingOf(c)
	return actor, id, err
}

func (s *Site) officeTraining(c *gin.Context) error {
	actor, id, err := trainingForOffice(c)
	if err != nil {
		return err
	}
	return s.showTraining(c, actor, id, verdictForm{status: http.StatusOK})
}

// changeTraining does what the office wishes with a training: the last part of the address says what; without one a draft is saved.
func (s *Site) changeTraining(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, id, err := trainingForOffice(c)
	if err != nil {
		return err
	}
	verb := lastPart(c)
	switch verb {
	case "publish":
		_, err = s.Help.Publish(ctx, actor, id)
	case "cancel":
		_, err = s.Help.Cancel(ctx, actor, id, c.PostForm("reason"))
	case "attendance":
		_, err = s.Help.MarkAttendance(ctx, actor, id, c.PostFormArray("attended"))
	default:
		verb = "save"
		_, err = s.Help.Update(ctx, actor, id, s.readTraining(c))
	}
	if err != nil {
		if kind := apperr.KindOf(err); kind != apperr.Invalid && kind != apperr.Conflict {
			return err
		}
		return s.showTraining(c, actor, id, verdictForm{verdict: verb, form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "training.done_"+verb)
	return redirect(c, officeTrainingsPath+"/"+id.String())
}

func (s *Site) showTraining(c *gin.Context, actor identity.Actor, id uuid.UUID, f verdictForm) error {
	ctx := c.Request.Context()
	t, seats, err := s.Help.FindForOffice(ctx, actor, id)
	if err != nil {
		return err
	}
	lang, started := i18n.Language(ctx), !time.Now().Before(t.StartsAt)
	m := view.OfficeTraining{
		ID: t.ID.String(), Title: t.Title.In(lang), State: string(t.State), Text: t.Text.In(lang), Reason: t.Reason, Form: f.form, Refused: f.verdict,
		CanPublish: t.State == mentoring.Draft, CanCancel: t.State == mentoring.Draft || t.State == mentoring.Published && !started,
		CanMark: t.State == mentoring.Published && started,
		Facts: facts(ctx,
			"training.when", span(lang, t.StartsAt, t.EndsAt), "training.where", where(t), "training.booking_closes", i18n.DateTime(lang, t.ClosesAt)+" WIB",
			"training.field_seats", seatsOf(ctx, t),
		),
	}
	for _, key := range t.Rules {
		m.Rules = append(m.Rules, s.ruleLink(ctx, key))
	}
	for _, seat := range seats {
		row := view.TrainingSeat{
			Slug: seat.ShopSlug, Shop: seat.ShopName, District: seat.District, Marked: seat.Attended != nil, Came: seat.Attended != nil && *seat.Attended,
		}
		if seat.State == mentoring.Waiting {
			m.Waiting = append(m.Waiting, row)
			continue
		}
		m.Seats = append(m.Seats, row)
	}
	if t.State == mentoring.Draft {
		draft := s.trainingForm(ctx, savedTraining(t), t.Rules)
		if f.verdict == "save" {
			draft = s.trainingForm(ctx, f.form, c.PostFormArray("criteria"))
		}
		m.Draft = &draft
	}
	p, err := s.private(c, m.Title)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OfficeTraining(p, m))
}

// savedTraining are the fields of the form for a draft.
func savedTraining(t mentoring.Training) view.Form {
	moment := func(at time.Time) string { return at.In(i18n.WIB).Format("2006-01-02T15:04") }
	return view.Form{Values: map[string]string{
		"title_id": t.Title.ID, "title_en": t.Title.EN, "text_id": t.Text.ID, "text_en": t.Text.EN, "place": t.Place, "district": t.District,
		"starts_at": moment(t.StartsAt), "ends_at": moment(t.EndsAt), "closes_at": moment(t.ClosesAt), "seats": strconv.Itoa(t.Seats),
	}}
}
