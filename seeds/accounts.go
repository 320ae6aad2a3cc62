package seeds

import (
	"context"
	"fmt"
	"slices"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/shops"
	"lapak/seeds/demo"
	"lapak/seeds/region"
)

// DemoPassword opens every account of DemoAccounts.
const DemoPassword = "lapak-demo-2026"

// mailDomain belongs to nobody: .test is reserved.
const mailDomain = "@lapak.test"

// The office of the curators, and the rows of the pack that stand for no person.
const (
	curators = "kurator"
	computed = "system"
)

// DemoAccount is an account that the demo tells its visitors of.
type DemoAccount struct {
	Email string
	Name  string
	Roles []identity.Role
}

// DemoAccounts lists the demo's accounts for a region. The verifier stands for every office but the curators; the mentor looks
// after the districts of the sellers that visitors sign in as, or the first three of another region.
func DemoAccounts(pack region.Pack) []DemoAccount {
	var verifies, mentors []identity.Role
	for _, o := range pack.Offices {
		if o.Key != curators && o.Key != computed {
			verifies = append(verifies, identity.RoleVerifier.In(o.Key))
		}
	}
	for _, d := range mentoredDistricts(pack) {
		mentors = append(mentors, identity.RoleMentor.In(d))
	}
	account := func(name, shown string, roles ...identity.Role) DemoAccount {
		return DemoAccount{Email: name + mailDomain, Name: shown, Roles: roles}
	}
	return []DemoAccount{
		account("buyer", "Pembeli Demo"),
		account("seller", "Penjual Demo"),
		account("seller2", "Penjual Demo 2"),
		account("organizer", "Penyelenggara Demo", identity.RoleOrganizer),
		account("organizer2", "Penyelenggara Demo 2", identity.RoleOrganizer),
		account("verifier", "Verifikator Demo", verifies...),
		account("curator", "Kurator Demo", identity.RoleVerifier.In(curators)),
		account("mentor", "Pendamping Demo", mentors...),
		account("partner", "Mitra Demo", identity.RolePartner),
		account("finance", "Keuangan Demo", identity.RoleFinance),
		account("admin", "Admin Demo", identity.RoleAdmin),
	}
}

// The shops of the two sellers that visitors sign in as. Every other shop has an owner of its own.
const (
	sellerShop  = "kopi-gombengsari"
	seller2Shop = "batik-tampo"
)

func ownerEmail(shop string) string {
	switch shop {
	case sellerShop:
		return "seller" + mailDomain
	case seller2Shop:
		return "seller2" + mailDomain
	}
	return shop + mailDomain
}

// samplePhone gives a number that shows that it is a sample, and that nobody is known to have.
func samplePhone(n int) string { return fmt.Sprintf("+628120000%04d", n) }

// loadAccounts makes the demo's accounts and the owners of its shops, and remembers who acts for each address.
func (l *loader) loadAccounts(ctx context.Context) error {
	wanted := DemoAccounts(l.pack)
	for i, a := range wanted {
		in := identity.RegisterInput{Email: a.Email, Phone: samplePhone(i + 1), Password: DemoPassword, Name: a.Name, Verified: true}
		if err := l.account(ctx, in, a.Roles); err != nil {
			return err
		}
		l.progress.tell(StepAccounts, i+1, len(wanted))
	}
	for i, shop := range slices.Concat(l.demo.Shops, l.applications) {
		in := identity.RegisterInput{Email: ownerEmail(shop.Slug), Phone: samplePhone(100 + i), Name: shop.Name, Verified: true}
		if _, known := l.actors[in.Email]; known {
			continue
		}
		if err := l.account(ctx, in, nil); err != nil {
			return err
		}
	}
	return nil
}

// account makes an account, or finds the one with its address, and gives it its roles.
func (l *loader) account(ctx context.Context, in identity.RegisterInput, roles []identity.Role) error {
	in.Language = "id"
	in.ConsentVersion, _ = identity.ConsentText(identity.ConsentTerms, in.Language)
	account, err := l.Identity.Register(ctx, in)
	if apperr.KindOf(err) == apperr.Conflict && err != nil {
		account, err = l.Identity.FindByContact(ctx, in.Email)
	}
	if err != nil {
		return fmt.Errorf("account %s: %w", in.Email, err)
	}
	for _, role := range roles {
		if err := l.Identity.GrantRole(ctx, identity.System("seed"), account.ID, role); err != nil {
			return fmt.Errorf("role %s of %s: %w", role, in.Email, err)
		}
	}
	actor, err := l.Identity.FindActor(ctx, account.ID)
	if err != nil {
		return err
	}
	l.actors[in.Email] = actor
	return nil
}

// owner is who acts for a demo shop.
func (l *loader) owner(shop demo.Shop) identity.Actor { return l.actors[ownerEmail(shop.Slug)] }

// office is who decides on shops.
func (l *loader) office() identity.Actor { return l.actors["verifier"+mailDomain] }

// loadShop applies for a shop and has it decided, unless its owner has it already. It returns the shop as the mall keeps it.
func (l *loader) loadShop(ctx context.Context, in demo.Shop, verdict shops.Decision) (shops.Shop, error) {
	owner := l.owner(in)
	mine, err := l.Shops.ListMine(ctx, owner)
	if err != nil {
		return shops.Shop{}, err
	}
	var shop shops.Shop
	for _, m := range mine {
		if m.Name == in.Name {
			shop = m.Shop
		}
	}
	if shop.Slug == "" {
		if shop, err = l.apply(ctx, owner, in); err != nil {
			return shop, fmt.Errorf("shop %s: %w", in.Slug, err)
		}
	}
	if shop.State != shops.Pending || verdict.Verdict == "" {
		return shop, nil
	}
	shop, err = l.Shops.Decide(ctx, l.office(), shop.Slug, verdict)
	if err != nil {
		return shop, fmt.Errorf("decide on shop %s: %w", in.Slug, err)
	}
	return shop, nil
}

func (l *loader) apply(ctx context.Context, owner identity.Actor, in demo.Shop) (shops.Shop, error) {
	district, err := l.Regions.DistrictOf(in.Village)
	if err != nil {
		return shops.Shop{}, err
	}
	village, err := l.Regions.FindArea(ctx, in.Village)
	if err != nil {
		return shops.Shop{}, err
	}
	account, err := l.Identity.FindAccount(ctx, owner.AccountID)
	if err != nil {
		return shops.Shop{}, err
	}
	return l.Shops.Apply(ctx, owner, shops.Profile{
		Name: in.Name, StoryID: in.Story.ID, StoryEN: in.Story.EN, District: district.Slug, Village: village.Name,
		AddressLine: "Jalan Raya " + village.Name, Phone: account.Phone, AcceptsCash: in.AcceptsCOD, AcceptsPickup: in.AcceptsPickup,
	})
}
