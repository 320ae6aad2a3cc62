package pages

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"lapak/internal/identity"
	"lapak/internal/trade"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const (
	inquiriesPath       = "/inquiries"
	officeInquiriesPath = "/office/inquiries"
	inquiriesPage       = 24
)

// door is one side's way into the threads: who reads, where its pages are, and how they are drawn.
type door struct {
	side  trade.Side
	party trade.Party
	path  string // of the thread
	back  view.Link
	draw  func(view.Page, view.Inquiry) templ.Component
}

// opening opens a door, or says why not.
type opening func(c *gin.Context) (door, error)

func (s *Site) askerDoor(c *gin.Context) (door, error) {
	side, err := s.asker(c)
	d := door{side: side, party: trade.PartyAsker, path: inquiriesPath + "/" + c.Param("number"), draw: templates.Inquiry}
	if ctx := c.Request.Context(); !web.Actor(ctx).IsAnonymous() {
		d.back = view.Link{Text: text(ctx, "account.inquiries"), URL: inquiriesPath}
	}
	return d, err
}

func (s *Site) shopDoor(c *gin.Context) (door, error) {
	opened, err := s.openDesk(c, "more")
	if err != nil {
		return door{}, err
	}
	list := opened.view.Base + "/inquiries"
	return door{
		side: trade.AsShop(opened.actor, opened.shop.Slug), party: trade.PartyShop, path: list + "/" + c.Param("number"),
		back: view.Link{Text: text(c.Request.Context(), "inquiries.title"), URL: list},
		draw: func(p view.Page, m view.Inquiry) templ.Component { return templates.DeskInquiry(p, opened.view, m) },
	}, nil
}

func (s *Site) officeDoor(c *gin.Context) (door, error) {
	actor, err := web.RequireAccount(c.Request.Context())
	return door{
		side: trade.AsOffice(actor), party: trade.PartyOffice, path: officeInquiriesPath + "/" + c.Param("number"),
		back: view.Link{Text: text(c.Request.Context(), "inquiries.title"), URL: officeInquiriesPath}, draw: templates.OfficeInquiry,
	}, err
}

// inquiry shows a thread to a side.
func (s *Site) inquiry(open opening) gin.HandlerFunc {
	return s.page(func(c *gin.Context) error {
		d, err := open(c)
		if err != nil {
			return err
		}
		if d.party == trade.PartyAsker && c.Query("token") != "" {
			return s.inquiryLink(c)
		}
		return s.showThread(c, d, refusedThread{})
	})
}

// refusedThread is a form of a thread that was refused; the zero value is none.
type refusedThread struct {
	err     error
	closing bool
}

func (s *Site) showThread(c *gin.Context, d door, refused refusedThread) error {
	found, err := s.Trade.Find(c.Request.Context(), d.side, c.Param("number"))
	if err != nil {
		return err
	}
	m := s.threadOf(c.Request.Context(), found, d)
	status := http.StatusOK
	if refused.err != nil {
		m.Form, m.Closing, status = formOf(c, refused.err, nil), refused.closing, statusOf(c, refused.err)
	}
	p, err := s.private(c, text(c.Request.Context(), "inquiries.number", "Number", found.Number))
	if err != nil {
		return err
	}
	return render(c, status, d.draw(p, m))
}

// writeInquiry adds what a side says.
func (s *Site) writeInquiry(open opening) gin.HandlerFunc {
	return s.page(func(c *gin.Context) error {
		d, err := open(c)
		if err != nil {
			return err
		}
		_, err = s.Trade.Write(c.Request.Context(), d.side, c.Param("number"), c.PostForm("message"))
		return s.afterWords(c, d, refusedThread{err: err}, "inquiries.said")
	})
}

// closeInquiry ends a thread.
func (s *Site) closeInquiry(open opening) gin.HandlerFunc {
	return s.page(func(c *gin.Context) error {
		d, err := open(c)
		if err != nil {
			return err
		}
		_, err = s.Trade.Close(c.Request.Context(), d.side, c.Param("number"), trade.Closing{
			Outcome: trade.Outcome(c.PostForm("outcome")), Note: c.PostForm("note"),
		})
		return s.afterWords(c, d, refusedThread{err: err, closing: true}, "inquiries.closed")
	})
}

func (s *Site) afterWords(c *gin.Context, d door, done refusedThread, said string) error {
	switch {
	case done.err == nil:
		s.sayText(c.Request.Context(), said)
		return redirect(c, d.path)
	case refused(done.err):
		return s.showThread(c, d, done)
	}
	return done.err
}

// inquiryTabs are the parts of a list; the first is what waits for an answer.
var inquiryTabs = []trade.State{"", trade.StateAnswered, trade.StateClosed}

// inquiryFilter reads which part of a list is asked for.
func inquiryFilter(c *gin.Context) (trade.Filter, []view.Option) {
	f := trade.Filter{State: trade.State(c.Query("state")), Limit: inquiriesPage, Cursor: c.Query("cursor")}
	var tabs []view.Option
	for _, state := range inquiryTabs {
		tabs = append(tabs, view.Option{
			Value: string(state), Label: text(c.Request.Context(), "inquiries.tab_"+string(state)), Chosen: state == f.State,
		})
	}
	return f, tabs
}

func (s *Site) listOf(c *gin.Context, found trade.Page, party trade.Party, path string) view.Inquiries {
	m := view.Inquiries{Pages: view.Pages{NextURL: nextURL(c, found.Next)}}
	if c.Query("cursor") != "" {
		m.Pages.FirstURL = pageURL(c, "")
	}
	for _, i := range found.Items {
		m.List = append(m.List, inquiryRow(c.Request.Context(), i, party, path))
	}
	return m
}

func (s *Site) deskInquiries(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	filter, tabs := inquiryFilter(c)
	found, err := s.Trade.ListForShop(ctx, d.actor, d.shop.Slug, filter)
	if err != nil {
		return err
	}
	work, err := s.Trade.FindDesk(ctx, d.shop.ID)
	if err != nil {
		return err
	}
	m := s.listOf(c, found, trade.PartyShop, d.view.Base+"/inquiries")
	m.Tabs = tabs
	m.Tabs[0].Hint = hint(work.Unanswered)
	p, err := s.deskPage(c, "inquiries.title")
	if err != nil {
		return err
	}
	return show(c, templates.DeskInquiries(p, d.view, m))
}

func (s *Site) officeInquiries(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	filter, tabs := inquiryFilter(c)
	found, err := s.Trade.ListForOffice(ctx, actor, filter)
	if err != nil {
		return err
	}
	m := s.listOf(c, found, trade.PartyOffice, officeInquiriesPath)
	m.Tabs = tabs
	p, err := s.private(c, text(ctx, "inquiries.title"))
	if err != nil {
		return err
	}
	return show(c, templates.OfficeInquiries(p, m))
}

func (s *Site) myInquiries(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	found, err := s.Trade.ListMine(ctx, actor, inquiriesPage, c.Query("cursor"))
	if err != nil {
		return err
	}
	p, err := s.private(c, text(ctx, "account.inquiries"))
	if err != nil {
		return err
	}
	return show(c, templates.AccountInquiries(p, s.listOf(c, found, trade.PartyAsker, inquiriesPath)))
}

// inquiryTask is what a shop owes its askers today.
func (s *Site) inquiryTask(c *gin.Context, d desk, now time.Time) ([]view.Task, error) {
	work, err := s.Trade.FindDesk(c.Request.Context(), d.shop.ID)
	if err != nil || work.Unanswered == 0 {
		return nil, err
	}
	task := dueTask(c.Request.Context(), "inquiries.task", work.AnswerBy, now)
	task.Count, task.URL = work.Unanswered, d.view.Base+"/inquiries"
	return []view.Task{task}, nil
}

// inquiryTasks are the inquiries that were not answered in time, which the office helps along or answers itself.
func (s *Site) inquiryTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	late, err := s.Trade.CountOverdue(ctx, actor, time.Now())
	tasks := taskOf(ctx, late, "inquiries.office_task", officeInquiriesPath)
	for i := range tasks {
		tasks[i].Late = true
	}
	return tasks, err
}
