package pages

import (
	"context"
	"net/url"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/payments"
	"lapak/internal/shops"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officePageSize = 50

// officeHome lists what waits for the actor; each role sees its own work.
func (s *Site) officeHome(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	decides, pays, admin := decidesShops(actor), readsOrders(actor), actor.Has(identity.RoleAdmin)
	m := view.OfficeHome{FindsOrders: pays}
	if !decides && !pays && !actor.Has(identity.RoleVerifier) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	for _, part := range []struct {
		may   bool
		tasks func(context.Context, identity.Actor) ([]view.Task, error)
	}{{decides || pays, s.lateTasks}, {decides, s.shopTasks}, {decides, s.appealTasks}, {judgesEvidence(actor), s.evidenceTasks}, {decides, s.inquiryTasks}, {decides, s.helpTasks}, {pays, s.moneyTasks}, {admin, s.messageTasks}} {
		if !part.may {
			continue
		}
		tasks, err := part.tasks(ctx, actor)
		if err != nil {
			return err
		}
		m.Tasks = append(m.Tasks, tasks...)
	}
	for _, l := range []struct {
		may      bool
		key, url string
	}{{decides || pays, "office.late", officeLatePath}, {decides, "office.shops_title", "/office/shops"}, {decides, "appeals.title", officeAppealsPath}, {pays, "office.payments", "/office/payments"}, {pays, "office.refunds", "/office/refunds"}, {judgesEvidence(actor), "officeexport.evidence", officeEvidencePath}, {decides, "inquiries.title", officeInquiriesPath}, {decides, "officeexport.rules", officeRulesPath}, {actor.Has(identity.RoleVerifier) || admin, "permits.office", officePermitsPath}, {decides, "training.office", officeTrainingsPath}, {decides, "mentor.title", mentorPath}, {admin, "office.messages", "/office/messages"}} {
		if l.may {
			m.Links = append(m.Links, view.Link{Text: text(ctx, l.key), URL: l.url})
		}
	}
	p, err := s.private(c, text(ctx, "office.title"))
	if err != nil {
		return err
	}
	return show(c, templates.OfficeHome(p, m))
}

// officePages leads on in a list of the office's, and back to its beginning. The path is named, since a refused form shows its list under
// an address of its own.
func officePages(c *gin.Context, path, next string) view.Pages {
	var p view.Pages
	if c.Query("cursor") != "" {
		p.FirstURL = path
	}
	if next != "" {
		p.NextURL = path + "?" + url.Values{"cursor": {next}}.Encode()
	}
	return p
}

// decidesShops says whose work the shops are; the service asks again.
func decidesShops(actor identity.Actor) bool {
	return actor.Has(identity.RoleAdmin) || actor.HasScoped(identity.RoleVerifier, shops.VerifierOffice)
}

// readsOrders says whose work payments and orders are; the services ask again.
func readsOrders(actor identity.Actor) bool {
	return actor.Has(identity.RoleFinance) || actor.Has(identity.RoleAdmin)
}

// taskOf is a task of the office; none where nothing waits.
func taskOf(ctx context.Context, n int, key, url string) []view.Task {
	if n == 0 {
		return nil
	}
	return []view.Task{{Count: n, Text: text(ctx, key), Note: text(ctx, key+"_note"), Verb: text(ctx, key+"_verb"), URL: url}}
}

func (s *Site) shopTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	waiting, err := s.Shops.ListByState(ctx, actor, shops.Pending, shops.Page{Limit: officePageSize})
	return taskOf(ctx, len(waiting.Items), "office.task_shops", "/office/shops"), err
}

func (s *Site) moneyTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	first := payments.Page{Limit: officePageSize}
	transfers, err := s.Checkout.ListTransfers(ctx, actor, first)
	if err != nil {
		return nil, err
	}
	refunds, err := s.Checkout.ListRefundsByHand(ctx, actor, first)
	tasks := taskOf(ctx, len(transfers.Items), "office.task_payments", "/office/payments")
	return append(tasks, taskOf(ctx, len(refunds.Items), "office.task_refunds", "/office/refunds")...), err
}

func (s *Site) messageTasks(ctx context.Context, _ identity.Actor) ([]view.Task, error) {
	failed, _, err := s.Notices.ListFailed(ctx, officePageSize, "")
	return taskOf(ctx, len(failed), "office.task_messages", "/office/messages"), err
}

// officeMessages lists what could not be sent, for administrators.
func (s *Site) officeMessages(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if !actor.Has(identity.RoleAdmin) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	failed, next, err := s.Notices.ListFailed(ctx, officePageSize, c.Query("cursor"))
	if err != nil {
		return err
	}
	m := view.OfficeMessages{Pages: officePages(c, "/office/messages", next)}
	for _, msg := range failed {
		m.List = append(m.List, view.FailedMessage{
			Channel: string(msg.Channel), To: msg.Recipient, Subject: msg.Subject, Error: msg.LastError, Attempts: msg.Attempts, At: msg.CreatedAt,
		})
	}
	p, err := s.private(c, text(ctx, "office.messages"))
	if err != nil {
		return err
	}
	return show(c, templates.OfficeMessages(p, m))
}
