package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"lapak/internal/config"
	"lapak/internal/identity"
	"lapak/internal/notify"
	"lapak/internal/payments/stripe"
	"lapak/internal/reports"
	"lapak/internal/web/api"
	"lapak/internal/web/pages"
	"lapak/internal/web/router"
)

type serveCommand struct {
	config.Serve
}

func (c *serveCommand) Run(ctx context.Context) error {
	a, err := openServing(ctx, c.Serve)
	if err != nil {
		return err
	}
	defer a.close()
	if !a.hasRegion {
		return errors.New("no region is loaded: run lapak seed region")
	}
	public, err := listen(c.Addr)
	if err != nil {
		return err
	}
	admin, err := listen(c.AdminAddr)
	if err != nil {
		return err
	}
	handler, err := a.handler(ctx, c.TrustedProxies)
	if err != nil {
		return err
	}
	slog.Info("serving", "address", public.Addr(), "base_url", c.BaseURL, "admin", admin.Addr())
	return a.run(ctx, func(ctx context.Context) error {
		failed := make(chan error, 2)
		go func() { failed <- serveUntil(ctx, admin, a.metrics(), c.Farewell) }()
		go func() { failed <- serveUntil(ctx, public, handler, c.Farewell) }()
		return errors.Join(<-failed, <-failed)
	})
}

// run works the jobs while serve answers requests, and stops them after it.
func (a *app) run(ctx context.Context, serve func(context.Context) error) error {
	runner, err := a.runner()
	if err != nil {
		return err
	}
	if err := runner.Start(context.WithoutCancel(ctx)); err != nil { // stopped below, after the last request
		return err
	}
	served := serve(ctx)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	return errors.Join(served, runner.Stop(drain))
}

// openServing opens the app as `lapak serve` is configured.
func openServing(ctx context.Context, cfg config.Serve) (*app, error) {
	out, err := servingConfig(cfg)
	if err != nil {
		return nil, err
	}
	return openApp(ctx, out)
}

func servingConfig(cfg config.Serve) (appConfig, error) {
	if err := cfg.Check(); err != nil {
		return appConfig{}, err
	}
	messages, err := senders(cfg)
	if err != nil {
		return appConfig{}, err
	}
	out := appConfig{
		DatabaseURL: cfg.DatabaseURL, StandbyURL: cfg.DatabaseReplicaURL, DatabaseConns: cfg.DatabaseConns, Storage: cfg.Storage, BaseURL: cfg.BaseURL, IsSecure: cfg.IsSecure(),
		Notify: notify.Config{Senders: messages},
	}
	if cfg.StripeSecretKey != "" {
		out.Stripe = &stripe.Config{SecretKey: cfg.StripeSecretKey, WebhookSecret: cfg.StripeWebhookSecret, APIBase: cfg.StripeAPIBase}
	}
	return out, nil
}

func senders(cfg config.Serve) (map[notify.Channel]notify.Sender, error) {
	out := map[notify.Channel]notify.Sender{}
	var problems []error
	add := func(channel notify.Channel, isSet bool, open func() (notify.Sender, error)) {
		if !isSet {
			return
		}
		sender, err := open()
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", channel, err))
			return
		}
		out[channel] = sender
	}
	add(notify.Mail, cfg.SMTPURL != "", func() (notify.Sender, error) { return notify.NewMail(cfg.SMTPURL, cfg.MailFrom) })
	add(notify.WhatsApp, cfg.WhatsAppToken != "", func() (notify.Sender, error) {
		return notify.NewWhatsApp(notify.WhatsAppConfig{Token: cfg.WhatsAppToken, PhoneNumberID: cfg.WhatsAppPhoneID})
	})
	add(notify.SMS, cfg.SMSURL != "", func() (notify.Sender, error) {
		return notify.NewSMS(notify.SMSConfig{URL: cfg.SMSURL, Token: cfg.SMSToken})
	})
	return out, errors.Join(problems...)
}

// handler answers for the whole site; when ctx has ended, it tells who asks that it is about to leave.
func (a *app) handler(ctx context.Context, trustedProxies []string) (http.Handler, error) {
	faces := a.faces(trustedProxies)
	faces.Leaving = ctx.Done()
	return router.New(faces)
}

func (a *app) metrics() http.Handler { return router.Metrics(a.db) }

func identityRole(name string) identity.Role { return identity.Role(name) }

func resetLink(baseURL, token string) string { return baseURL + identity.ResetPath + "?token=" + token }

// faces are what the router needs of this app.
func (a *app) faces(trustedProxies []string) router.Deps {
	mentored := reports.NewMentorShops(a.db, a.help, a.exports)
	return router.Deps{
		Deps: api.Deps{
			DB: a.db, Sessions: a.sessions, Accounts: a.accounts, Regions: a.regions, Shops: a.shops, Media: a.media, Catalog: a.catalog, Exports: a.exports,
			Carts: a.carts, Orders: a.orders, Payments: a.payments, Ledger: a.ledger, Trade: a.trade, Checkout: a.checkout,
			Showcase: a.showcase, Help: a.help, Festivals: a.festivals, Mentored: mentored, BaseURL: a.baseURL,
		},
		Pages: pages.New(pages.Deps{
			DB: a.db, Sessions: a.sessions, Accounts: a.accounts, Regions: a.regions, Media: a.media, Shops: a.shops, Catalog: a.catalog, Exports: a.exports,
			Carts: a.carts, Orders: a.orders, Payments: a.payments, Checkout: a.checkout, Stock: a.stock, Ledger: a.ledger, Trade: a.trade,
			Notices: a.notify, Sandbox: a.sandbox, Showcase: a.showcase, Help: a.help, Festivals: a.festivals, Mentored: mentored,
			BaseURL: a.baseURL, Demo: a.sandbox != nil,
		}),
		Store: a.stores.Public, TrustedProxies: trustedProxies,
	}
}
