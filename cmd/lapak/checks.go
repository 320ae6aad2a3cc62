package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/config"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/embedded"
	"lapak/internal/reports"
	"lapak/seeds/region"
)

type verifyCommand struct {
	DatabaseURL string `help:"Postgres, as postgres://user:password@host:port/database." env:"LAPAK_DATABASE_URL"`
	Data        string `help:"Read the database of the demo that runs in this folder."`
	JSON        bool   `name:"json" help:"Print JSON."`
}

func (c *verifyCommand) Run(ctx context.Context) error {
	url := c.DatabaseURL
	if c.Data != "" {
		var err error
		if url, err = embedded.Running(filepath.Join(c.Data, "postgres"), "lapak"); err != nil {
			return err
		}
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: url, MaxConns: 2, Patience: longPatience})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	results, err := reports.Verify(ctx, db, func(i reports.Invariant) {
		if !c.JSON {
			fmt.Printf("%6d  %s (%s)\n", i.Rows, i.Name, i.Took.Round(time.Millisecond))
		}
	})
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"invariants": results}); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	for _, r := range results {
		if r.Rows > 0 {
			return errFound
		}
	}
	return nil
}

type reconcileCommand struct {
	config.Serve
}

func (c *reconcileCommand) Run(ctx context.Context) error {
	a, err := openServing(ctx, c.Serve)
	if err != nil {
		return err
	}
	defer a.close()
	done, err := a.checkout.Reconcile(ctx, time.Now())
	fmt.Printf("asked about %d payments and %d refunds, worked %d events\n", done.Payments, done.Refunds, done.Events)
	return err
}

type regionCommand struct {
	Check regionCheckCommand `cmd:"" help:"Check one region pack, or all that ship."`
}

type regionCheckCommand struct {
	Pack string `arg:"" optional:"" help:"The pack; all that ship where none is named."`
}

func (c *regionCheckCommand) Run() error {
	packs := []string{c.Pack}
	if c.Pack == "" {
		packs = region.Keys()
	}
	broken := 0
	for _, key := range packs {
		pack, err := region.Load(key)
		if err != nil {
			return err
		}
		problems := region.Check(pack)
		for _, p := range problems {
			fmt.Printf("%s: %s:%d %s: %s %q\n", key, p.File, p.Row, p.Field, p.Code, p.Value)
		}
		broken += len(problems)
		fmt.Printf("%s: %d problems\n", key, len(problems))
	}
	if broken > 0 {
		return errFound
	}
	return nil
}

type accountCommand struct {
	Create accountCreateCommand `cmd:"" help:"Create an account with a role and print the link that sets its password."`
}

type accountCreateCommand struct {
	config.Serve
	Role  string `required:"" help:"admin, finance, organizer, partner, verifier:OFFICE or mentor:DISTRICT (its slug, or a village's code)."`
	Email string `required:"" help:"The person's e-mail address."`
}

func (c *accountCreateCommand) Run(ctx context.Context) error {
	a, err := openServing(ctx, c.Serve)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.checkPlace(ctx, identityRole(c.Role)); err != nil {
		return describe(err)
	}
	token, err := a.accounts.CreateAdministrator(ctx, identityRole(c.Role), c.Email)
	if err != nil {
		return describe(err)
	}
	fmt.Printf("Open this link within its time to set a password:\n%s\n", resetLink(a.baseURL, token))
	return nil
}

// checkPlace refuses a mentor of a place that the region does not have: nobody would ever be helped.
func (a *app) checkPlace(ctx context.Context, role identity.Role) error {
	if role.Name() != identity.RoleMentor {
		return nil
	}
	if _, err := a.regions.FindDistrict(role.Scope()); err == nil {
		return nil
	}
	area, err := a.regions.FindArea(ctx, role.Scope())
	if err == nil {
		_, err = a.regions.DistrictOf(area.Code)
	}
	if apperr.KindOf(err) == apperr.NotFound {
		return apperr.NewInvalid(apperr.Field{Path: "role", Code: "unknown_value"})
	}
	return err
}

// describe says a refusal of ours in words.
func describe(err error) error {
	own := apperr.As(err)
	if own == nil {
		return err
	}
	text := i18n.T(i18n.English, "error."+own.Code, own.Params)
	for _, f := range own.Fields {
		text += " " + f.Path + ": " + i18n.T(i18n.English, "error."+f.Code, f.Params)
	}
	return fmt.Errorf("%s (%w)", text, err)
}
