package pages

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// firstDesk opens the desk of the actor's first shop; who has none is asked to apply for one.
func (s *Site) firstDesk(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	mine, err := s.Shops.ListMine(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return redirect(c, "/seller/apply")
	}
	return s.showToday(c, newDesk(actor, mine[0], mine, "today"))
}

func (s *Site) deskToday(c *gin.Context) error {
	d, err := s.openDesk(c, "today")
	if err != nil {
		return err
	}
	return s.showToday(c, d)
}

const lowStockShown = 3

func (s *Site) showToday(c *gin.Context, d desk) error {
	ctx := c.Request.Context()
	work, err := s.Orders.FindDesk(ctx, d.shop.ID)
	if err != nil {
		return err
	}
	low, err := s.Catalog.ListLowStock(ctx, d.actor, d.shop.Slug, lowStockShown)
	if err != nil {
		return err
	}
	balance, err := s.Ledger.Balance(ctx, d.shop.ID, "IDR")
	if err != nil {
		return err
	}
	p, err := s.deskPage(c, "desk.today")
	if err != nil {
		return err
	}
	now := time.Now()
	m := view.Today{Date: now, Tasks: deskTasks(ctx, d.view.Base, work, now), Ready: rupiah(ready(balance, work)), Waiting: rupiah(work.Waiting)}
	asked, err := s.inquiryTask(c, d, now)
	if err != nil {
		return err
	}
	m.Tasks = append(m.Tasks, asked...)
	for _, v := range low {
		m.Tasks = append(m.Tasks, lowTask(ctx, d.view.Base, v))
	}
	if m.Next, err = s.exportCard(ctx, d); err != nil {
		return err
	}
	return show(c, templates.Today(p, d.view, m))
}

// ready is what the mall owes a shop for goods that have arrived.
func ready(balance int64, work orders.Desk) int64 { return max(balance-work.Waiting, 0) }

// deskTasks are the day's work in the order in which buyers wait for it.
func deskTasks(ctx context.Context, base string, work orders.Desk, now time.Time) []view.Task {
	var tasks []view.Task
	add := func(n int, t view.Task) {
		if t.Count = n; n > 0 {
			t.URL = base + "/orders"
			tasks = append(tasks, t)
		}
	}
	add(work.New, dueTask(ctx, "desk.task_accept", work.AcceptBy, now))
	add(work.ToPack, dueTask(ctx, "desk.task_pack", work.SendBy, now))
	add(work.ToSend, dueTask(ctx, "desk.task_send", work.SendBy, now))
	add(work.ToCollect, view.Task{
		Text: text(ctx, "desk.task_collect"), Note: text(ctx, "desk.task_collect_note"), Verb: text(ctx, "desk.task_collect_verb"),
	})
	return tasks
}

// dueTask says what is to be done before when; the words follow whether that is today, later or past.
func dueTask(ctx context.Context, key string, first *time.Time, now time.Time) view.Task {
	t := view.Task{Text: text(ctx, key), Note: text(ctx, key+"_note"), Verb: text(ctx, key+"_verb")}
	if first == nil {
		return t
	}
	due, lang := *first, i18n.Language(ctx)
	switch {
	case due.Before(now):
		t.Text, t.Late = text(ctx, key+"_late", "At", i18n.Days(lang, due, due)+", "+i18n.Clock(lang, due)), true
	case sameDay(due, now):
		t.Text, t.Late = text(ctx, key+"_before", "At", i18n.Clock(lang, due)), true
	default:
		t.Text = text(ctx, key+"_before", "At", i18n.Weekday(lang, due)+", "+i18n.Clock(lang, due))
	}
	return t
}

func sameDay(a, b time.Time) bool {
	return a.In(i18n.WIB).Format(time.DateOnly) == b.In(i18n.WIB).Format(time.DateOnly)
}

func lowTask(ctx context.Context, base string, v catalog.LowStock) view.Task {
	name := v.Title
	if v.VariantTitle != "" {
		name += ", " + v.VariantTitle
	}
	key := "desk.task_low"
	if v.Available == 0 {
		key = "desk.task_out"
	}
	return view.Task{
		Count: int(v.Available), Text: text(ctx, key, "Count", v.Available), Note: name, Verb: text(ctx, "desk.task_low_verb"),
		URL: base + "/products/" + v.Slug + "/variants/" + v.VariantID.String() + "/stock",
	}
}

func (s *Site) deskMore(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	p, err := s.deskPage(c, "desk.more")
	if err != nil {
		return err
	}
	return show(c, templates.More(p, d.view))
}
