// Package config is everything that an operator can set, read from flags and LAPAK_* variables into one struct and checked at once.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Serve is the configuration of `lapak serve`.
type Serve struct {
	DatabaseURL         string        `help:"Postgres, as postgres://user:password@host:port/database." env:"LAPAK_DATABASE_URL"`
	DatabaseReplicaURL  string        `help:"A read-only standby, from which lists and search are read while it answers." env:"LAPAK_DATABASE_REPLICA_URL"`
	DatabaseConns       int           `help:"Open database connections at most." env:"LAPAK_DATABASE_CONNS" default:"16"`
	Storage             string        `help:"Pictures and documents: disk:///path or minio://key:secret@host:port/bucket." env:"LAPAK_STORAGE"`
	StripeSecretKey     string        `help:"Stripe's secret key; without it Stripe is not offered." env:"LAPAK_STRIPE_SECRET_KEY"`
	StripeWebhookSecret string        `help:"The signing secret of the webhook endpoint." env:"LAPAK_STRIPE_WEBHOOK_SECRET"`
	StripeAPIBase       string        `help:"Another address of Stripe's API, for tests." env:"LAPAK_STRIPE_API_BASE"`
	SMTPURL             string        `help:"Mail, as smtp://user:password@host:port." env:"LAPAK_SMTP_URL"`
	MailFrom            string        `help:"The sender of mails." env:"LAPAK_MAIL_FROM" default:"mall@localhost"`
	WhatsAppToken       string        `help:"Token of WhatsApp's Cloud API." env:"LAPAK_WHATSAPP_TOKEN"`
	WhatsAppPhoneID     string        `help:"The sending number's id at WhatsApp." env:"LAPAK_WHATSAPP_PHONE_ID"`
	SMSURL              string        `help:"An SMS gateway that takes a JSON POST." env:"LAPAK_SMS_URL"`
	SMSToken            string        `help:"Bearer token of the SMS gateway." env:"LAPAK_SMS_TOKEN"`
	BaseURL             string        `help:"The address under which people reach the mall." env:"LAPAK_BASE_URL"`
	Addr                string        `help:"Where to listen." env:"LAPAK_ADDR" default:":8080"`
	AdminAddr           string        `help:"Where /metrics is served, for operators only." env:"LAPAK_ADMIN_ADDR" default:"127.0.0.1:9090"`
	Farewell            time.Duration `help:"After SIGTERM, how long requests are still taken while /readyz tells the balancer to send them elsewhere." env:"LAPAK_FAREWELL" default:"5s"`
	TrustedProxies      []string      `help:"Addresses or networks of proxies whose X-Forwarded-For counts." env:"LAPAK_TRUSTED_PROXIES"`
	Region              string        `help:"The region pack." env:"LAPAK_REGION" default:"banyuwangi"`
}

// Check returns every problem at once, each saying what to write.
func (c Serve) Check() error {
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	checkDatabase(add, "LAPAK_DATABASE_URL", c.DatabaseURL, true)
	checkDatabase(add, "LAPAK_DATABASE_REPLICA_URL", c.DatabaseReplicaURL, false)
	if !strings.HasPrefix(c.Storage, "disk://") && !strings.HasPrefix(c.Storage, "minio://") {
		add("LAPAK_STORAGE: write disk:///path or minio://key:secret@host:port/bucket")
	}
	if u, err := url.Parse(c.BaseURL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.HasSuffix(c.BaseURL, "/") {
		add("LAPAK_BASE_URL: write the public address without a slash at its end, such as https://mall.example.id")
	}
	if (c.StripeSecretKey == "") != (c.StripeWebhookSecret == "") {
		add("LAPAK_STRIPE_SECRET_KEY and LAPAK_STRIPE_WEBHOOK_SECRET: set both or neither")
	}
	if (c.WhatsAppToken == "") != (c.WhatsAppPhoneID == "") {
		add("LAPAK_WHATSAPP_TOKEN and LAPAK_WHATSAPP_PHONE_ID: set both or neither")
	}
	if c.DatabaseConns < 4 {
		add("LAPAK_DATABASE_CONNS: at least 4")
	}
	for name, addr := range map[string]string{"LAPAK_ADDR": c.Addr, "LAPAK_ADMIN_ADDR": c.AdminAddr} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			add("%s: write host:port or :port", name)
		}
	}
	for _, proxy := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(proxy); err != nil {
			if _, err := netip.ParseAddr(proxy); err != nil {
				add("LAPAK_TRUSTED_PROXIES: %q is neither an address nor a network such as 10.0.0.0/8", proxy)
			}
		}
	}
	return errors.Join(problems...)
}

// IsSecure says whether people reach the mall by https.
func (c Serve) IsSecure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

func checkDatabase(add func(string, ...any), name, value string, required bool) {
	if value == "" && !required {
		return
	}
	if u, err := url.Parse(value); err != nil || !strings.HasPrefix(u.Scheme, "postgres") || u.Host == "" && u.Query().Get("host") == "" {
		add("%s: write postgres://user:password@host:port/database", name)
	}
}
