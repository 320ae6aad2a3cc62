package pages

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const shownMessages = 50

// messages lists what the demo would have sent.
func (s *Site) messages(c *gin.Context) error {
	sent, err := s.Notices.List(c.Request.Context(), shownMessages, uuid.Nil)
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(c.Request.Context(), "messages.title"))
	if err != nil {
		return err
	}
	var m view.Messages
	for _, message := range sent {
		m.List = append(m.List, view.Message{
			Channel: string(message.Channel), To: message.Recipient, Subject: message.Subject, Body: message.Body, At: message.CreatedAt,
		})
	}
	return show(c, templates.Messages(p, m))
}
