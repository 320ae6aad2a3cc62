package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// WhatsAppConfig is an account of the WhatsApp Cloud API.
type WhatsAppConfig struct {
	Token         string
	PhoneNumberID string // of the sending number, as Meta's console shows it
	// Template is an approved message template whose body is one placeholder, in Indonesian and English; "lapak_notice" where empty.
	// WhatsApp lets a business write first by a template only.
	Template string
	BaseURL  string // "https://graph.facebook.com/v21.0" where empty
}

type whatsApp struct {
	post     post
	template string
}

// NewWhatsApp makes a sender for the WhatsApp Cloud API.
func NewWhatsApp(cfg WhatsAppConfig) (Sender, error) {
	if cfg.Token == "" || cfg.PhoneNumberID == "" {
		return nil, errors.New("WhatsApp needs a token and the id of the sending number")
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://graph.facebook.com/v21.0"
	}
	if cfg.Template == "" {
		cfg.Template = "lapak_notice"
	}
	address, err := url.JoinPath(cfg.BaseURL, cfg.PhoneNumberID, "messages")
	if err != nil {
		return nil, fmt.Errorf("the address of WhatsApp is wrong: %w", err)
	}
	return whatsApp{post: newPost(address, cfg.Token), template: cfg.Template}, nil
}

type whatsAppRequest struct {
	Product  string           `json:"messaging_product"`
	To       string           `json:"to"`
	Type     string           `json:"type"`
	Template whatsAppTemplate `json:"template"`
	Data     string           `json:"biz_opaque_callback_data"` // comes back in the delivery report
}

type whatsAppTemplate struct {
	Name       string              `json:"name"`
	Language   map[string]string   `json:"language"`
	Components []whatsAppComponent `json:"components"`
}

type whatsAppComponent struct {
	Type       string              `json:"type"`
	Parameters []map[string]string `json:"parameters"`
}

type whatsAppAnswer struct {
	Messages []struct {
		ID string `json:"id"`
	} `json:"messages"`
	Error struct {
		Code int `json:"code"`
	} `json:"error"`
}

// Codes by which WhatsApp says "slower" or "later", whatever the status.
var whatsAppLater = map[int]bool{1: true, 2: true, 4: true, 80007: true, 130429: true, 131000: true, 131016: true, 131048: true, 131056: true}

// Send puts the letter's words into the template. WhatsApp allows no line breaks there.
func (w whatsApp) Send(ctx context.Context, letter Letter) (string, error) {
	status, body, err := w.post.do(ctx, whatsAppRequest{
		Product: "whatsapp", To: strings.TrimPrefix(letter.Recipient, "+"), Type: "template", Data: letter.ID.String(),
		Template: whatsAppTemplate{
			Name: w.template, Language: map[string]string{"code": letter.Language},
			Components: []whatsAppComponent{{
				Type:       "body",
				Parameters: []map[string]string{{"type": "text", "text": strings.Join(strings.Fields(letter.Body), " ")}},
			}},
		},
	})
	if err != nil {
		return "", err
	}
	var answer whatsAppAnswer
	parseErr := json.Unmarshal(body, &answer)
	if err := outcomeOf(status); err != nil {
		if whatsAppLater[answer.Error.Code] {
			return "", fmt.Errorf("WhatsApp asks to wait (code %d)", answer.Error.Code)
		}
		return "", err
	}
	if parseErr != nil || len(answer.Messages) != 1 || answer.Messages[0].ID == "" {
		return "", errors.New("WhatsApp's answer names no message")
	}
	return answer.Messages[0].ID, nil
}
