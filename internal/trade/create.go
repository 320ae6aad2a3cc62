package trade

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// What one asker may send in a day.
const (
	askedPerAddress = 30
	askedPerContact = 10 // an e-mail address or phone
)

const (
	maxName         = 120
	maxYearsAhead   = 5
	wantedByForm    = "2006-01"
	messageTooShort = 10 // characters; less says nothing to answer
)

// Create sends an inquiry; anybody may. Errors: NotFound product_not_found, also where the product is not in the export catalogue;
// Invalid at each wrong field; RateLimited.
func (s *Service) Create(ctx context.Context, actor identity.Actor, in NewInquiry) (Thread, error) {
	return s.create(ctx, actor, in, func(ctx context.Context, tx *sqlx.Tx, made Thread) error { return s.insertTx(ctx, tx, made) })
}

// Once is a request with an idempotency key, and how a face puts what it made into words.
type Once struct {
	Claim  *idempotency.Claim
	Answer func(Thread) (idempotency.Response, error)
}

// CreateOnce is Create for a request with an idempotency key: the inquiry is sent once, together with its answer. Errors as Create.
func (s *Service) CreateOnce(ctx context.Context, once Once, actor identity.Actor, in NewInquiry) (answer idempotency.Response, err error) {
	_, err = s.create(ctx, actor, in, func(ctx context.Context, tx *sqlx.Tx, made Thread) error {
		if err := once.Claim.HoldTx(ctx, tx); err != nil {
			return err
		}
		if err := s.insertTx(ctx, tx, made); err != nil {
			return err
		}
		if made.Inquiry, err = findInquiry(ctx, tx, made.ID); err != nil {
			return err
		}
		if answer, err = once.Answer(made); err != nil {
			return err
		}
		return once.Claim.FinishTx(ctx, tx, made.ID.String(), answer)
	})
	return answer, err
}

func (s *Service) create(ctx context.Context, actor identity.Actor, in NewInquiry, write func(context.Context, *sqlx.Tx, Thread) error) (Thread, error) {
	made, err := s.check(ctx, actor, in)
	if err != nil {
		return Thread{}, err
	}
	tries := []identity.Try{
		{Kind: "inquiry:address", Subject: in.Address, Hits: askedPerAddress, Per: 24 * time.Hour},
		{Kind: "inquiry:email", Subject: made.Email, Hits: askedPerContact, Per: 24 * time.Hour},
		{Kind: "inquiry:phone", Subject: made.Phone, Hits: askedPerContact, Per: 24 * time.Hour},
	}
	if err := s.limits.Allow(ctx, tries...); err != nil {
		return Thread{}, err
	}
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error { return write(ctx, tx, made) })
	if err != nil {
		// What was not sent, or had been sent before, does not count.
		if forgiven := s.limits.Forgive(ctx, tries...); forgiven != nil && ctx.Err() == nil {
			return Thread{}, forgiven
		}
		return Thread{}, err
	}
	made.Inquiry, err = findInquiry(ctx, s.DB, made.ID)
	return made, err
}

// insertTx writes a checked inquiry and tells both sides.
func (s *Service) insertTx(ctx context.Context, tx *sqlx.Tx, made Thread) error {
	number, err := insertInquiry(ctx, tx, made.Inquiry)
	if err != nil {
		return err
	}
	made.Number = number
	if err := insertMessage(ctx, tx, made.ID, made.Messages[0]); err != nil {
		return err
	}
	return s.tellNewTx(ctx, tx, made.ID)
}

// check makes the inquiry that is to be written.
func (s *Service) check(ctx context.Context, actor identity.Actor, in NewInquiry) (Thread, error) {
	now := s.now().UTC().Truncate(time.Microsecond)
	due := s.Regions.Settings().AnswerBy(now)
	made := Inquiry{
		ID: uuid.Must(uuid.NewV7()), Kind: in.Kind, State: StateNew, Language: in.Language, CameBy: in.CameBy, AnswerBy: &due, CreatedAt: now, UpdatedAt: now,
	}
	var fields apperr.Fields
	made.Asker = checkAsker(&fields, in.Asker)
	if in.Language != i18n.Indonesian && in.Language != i18n.English {
		fields.Add("language", "unknown_language")
	}
	body := fields.Text("message", in.Message, messageTooShort, MaxBody)
	switch in.Kind {
	case Goods:
		s.checkWishes(&fields, in, &made)
	case Investment:
		s.checkCluster(&fields, in, &made)
	default:
		fields.Add("kind", "unknown_value")
	}
	if err := fields.Err(); err != nil {
		return Thread{}, err
	}
	if in.Kind == Goods {
		offer, err := s.Exports.FindOffer(ctx, in.Product)
		if err != nil {
			return Thread{}, err
		}
		made.ProductID, made.ShopID, made.Category = &offer.ID, &offer.Shop.ID, offer.Category.Slug
	}
	made.AccountID = accountOf(actor)
	first := Message{Position: 1, Side: PartyAsker, Event: Ask, To: StateNew, AccountID: made.AccountID, Body: body, At: now}
	return Thread{made, []Message{first}}, nil
}

func checkAsker(fields *apperr.Fields, in Asker) Asker {
	out := Asker{
		Name: fields.Text("name", in.Name, 1, maxName), Organisation: fields.Text("organisation", in.Organisation, 0, maxName), Country: in.Country,
	}
	if !i18n.IsCountry(in.Country) {
		fields.Add("country", "unknown_value")
	}
	var ok bool
	if out.Email, ok = identity.ParseEmail(in.Email); !ok {
		fields.Add("email", "invalid_email")
	}
	if in.Phone != "" {
		if out.Phone, ok = identity.ParsePhone(in.Phone); !ok {
			fields.Add("phone", "invalid_phone")
		}
	}
	return out
}

// checkWishes checks what is asked about goods beside the goods.
func (s *Service) checkWishes(fields *apperr.Fields, in NewInquiry, made *Inquiry) {
	if in.Cluster != "" {
		fields.Add("cluster", "unknown_value")
	}
	if in.District != "" {
		fields.Add("district", "unknown_value")
	}
	if in.Destination != "" && !s.Exports.KnowsDestination(in.Destination) {
		fields.Add("destination", "unknown_value")
	}
	if in.Incoterm != "" && !slices.Contains(Incoterms, in.Incoterm) {
		fields.Add("incoterm", "unknown_value")
	}
	if in.Quantity != nil {
		fields.Between("quantity", *in.Quantity, 1, MaxQuantity)
	}
	if in.WantedBy != "" {
		month, err := time.Parse(wantedByForm, in.WantedBy)
		this := made.CreatedAt.In(i18n.WIB).Format(wantedByForm)
		switch {
		case err != nil || month.After(made.CreatedAt.AddDate(maxYearsAhead, 0, 0)):
			fields.Add("wanted_by", "bad_month")
		case in.WantedBy < this:
			fields.Add("wanted_by", "in_the_past")
		}
	}
	made.Destination, made.Incoterm, made.Quantity, made.WantedBy = in.Destination, in.Incoterm, in.Quantity, in.WantedBy
}

// checkCluster checks what an investor asks about.
func (s *Service) checkCluster(fields *apperr.Fields, in NewInquiry, made *Inquiry) {
	for path, value := range map[string]string{"product": in.Product, "destination": in.Destination, "wanted_by": in.WantedBy, "incoterm": in.Incoterm} {
		if value != "" {
			fields.Add(path, "unknown_value")
		}
	}
	if in.Quantity != nil {
		fields.Add("quantity", "unknown_value")
	}
	if !slices.ContainsFunc(s.Catalog.ListCategories(), func(c catalog.Category) bool { return c.Slug == in.Cluster && c.Parent == "" }) {
		fields.Add("cluster", "unknown_value")
	}
	if in.District != "" {
		if _, err := s.Regions.FindDistrict(in.District); err != nil {
			fields.Add("district", "unknown_value")
		}
	}
	made.Category, made.District = in.Cluster, in.District
}

func accountOf(actor identity.Actor) *uuid.UUID {
	if actor.AccountID == uuid.Nil {
		return nil
	}
	return &actor.AccountID
}
