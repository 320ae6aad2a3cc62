package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/media"
	"lapak/internal/web"
)

// EvidenceShown is a paper, number or statement that a shop handed in for a rule.
type EvidenceShown struct {
	ID          uuid.UUID     `json:"id" format:"uuid"`
	Criterion   string        `json:"criterion" example:"S-LEG-01" doc:"Id of the rule."`
	Title       Bilingual     `json:"title" doc:"Of the rule."`
	Shop        ShopNamed     `json:"shop"`
	Product     *ProductNamed `json:"product,omitempty" doc:"Left out for a rule about the shop."`
	Office      *OfficeRef    `json:"office,omitempty" doc:"Who judges it."`
	State       string        `json:"state" enum:"pending,verified,rejected"`
	Reason      string        `json:"reason" doc:"Of the verdict."`
	NumberKind  string        `json:"number_kind" example:"nib"`
	Number      string        `json:"number" doc:"Of a personal number (NIK) its last four digits: no more of it is kept."`
	Statement   string        `json:"statement"`
	File        *string       `json:"file" doc:"Where its file is opened; null without one."`
	ContentType string        `json:"content_type,omitempty" example:"application/pdf" doc:"Of the file."`
	ValidUntil  *day          `json:"valid_until" doc:"The last day on which it counts."`
	SubmittedAt time.Time     `json:"submitted_at"`
	DecidedAt   *time.Time    `json:"decided_at"`
}

// ShopNamed names a shop.
type ShopNamed struct {
	Slug string `json:"slug" example:"kopi-lerek"`
	Name string `json:"name" example:"Kopi Lerek"`
}

// ProductNamed names a product.
type ProductNamed struct {
	Slug  string `json:"slug" example:"kopi-robusta-lerek"`
	Title string `json:"title" example:"Kopi robusta Lerek"`
}

// pending is what callers know the state Waiting by.
const pending = "pending"

// evidenceOf shows evidence; under is the address below which its file is opened.
func (f *face) evidenceOf(e exportready.Evidence, under string) EvidenceShown {
	rule, _ := f.Exports.Book().FindRule(e.Rule, f.Exports.Today())
	out := EvidenceShown{
		ID: e.ID, Criterion: e.Rule, Title: Bilingual(rule.Title), Shop: ShopNamed{e.ShopSlug, e.ShopName}, Office: f.officeOf(e.Office),
		State: string(e.State), Reason: e.Reason, NumberKind: e.NumberKind, Number: e.Number, Statement: e.Statement,
		ContentType: e.ContentType, ValidUntil: dayOf(e.ValidUntil), SubmittedAt: e.SubmittedAt.UTC(), DecidedAt: instant(e.DecidedAt),
	}
	if e.State == rulebook.Waiting {
		out.State = pending
	}
	if e.ProductID != nil {
		out.Product = &ProductNamed{e.ProductSlug, e.ProductTitle}
	}
	if e.DocumentID != nil {
		file := Prefix + under + "/evidence/" + e.ID.String() + "/file"
		out.File = &file
	}
	return out
}

func deskOf(shop string) string { return "/seller/shops/" + shop }

func (f *face) listEvidence(ctx context.Context, in *ShopPath) (*answer[Page[EvidenceShown]], error) {
	found, err := f.Exports.ListEvidence(ctx, web.Actor(ctx), in.Shop)
	return ok(pageOf(found, "", func(e exportready.Evidence) EvidenceShown { return f.evidenceOf(e, deskOf(in.Shop)) }), err)
}

const maxEvidenceField = 10_000 // bytes of a text in the form

// createEvidence takes a form whose parts may come in any order. Whose shop it is, is asked first: strangers fill no store.
func (f *face) createEvidence(ctx context.Context, in *struct {
	ShopPath
	Upload
},
) (*answer[EvidenceShown], error) {
	if _, _, err := f.Shops.FindForMember(ctx, web.Actor(ctx), in.Shop); err != nil {
		return nil, err
	}
	handed := exportready.NewEvidence{}
	takers := map[string]func(io.Reader) error{"file": func(r io.Reader) error {
		file, err := io.ReadAll(io.LimitReader(r, media.MaxDocumentBytes+1))
		if err != nil {
			return broken(err)
		}
		if len(file) > 0 { // an empty part is a browser's way to send none
			handed.File = bytes.NewReader(file)
		}
		return nil
	}}
	for name, field := range map[string]*string{
		"criterion": &handed.Rule, "product": &handed.Product, "number": &handed.Number, "valid_until": &handed.ValidUntil,
		"statement": &handed.Statement,
	} {
		takers[name] = func(r io.Reader) error { return readText(r, "form."+name, field) }
	}
	if _, err := in.each(takers); err != nil {
		return nil, err
	}
	e, err := f.Exports.Submit(ctx, web.Actor(ctx), in.Shop, handed)
	if err != nil {
		return nil, inForm(err)
	}
	return &answer[EvidenceShown]{f.evidenceOf(e, deskOf(in.Shop))}, nil
}

func readText(r io.Reader, path string, into *string) error {
	text, err := io.ReadAll(io.LimitReader(r, maxEvidenceField+1))
	if err != nil {
		return broken(err)
	}
	if len(text) > maxEvidenceField {
		return apperr.NewInvalid(apperr.Field{Path: path, Code: "too_long", Params: map[string]any{"Max": maxEvidenceField}})
	}
	*into = string(text)
	return nil
}

// inForm says of a service's fields that they stand in the form.
func inForm(err error) error {
	own := apperr.As(err)
	if own == nil || len(own.Fields) == 0 {
		return err
	}
	moved := *own
	moved.Fields = nil
	for _, field := range own.Fields {
		field.Path = "form." + field.Path
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}

// EvidencePath names evidence at its shop's desk.
type EvidencePath struct {
	ShopPath
	ID string `path:"id" doc:"UUID."`
}

// elsewhere leads on to where a file is opened for a few minutes.
type elsewhere struct {
	Status       int    `hidden:"true"`
	Location     string `header:"Location"`
	CacheControl string `header:"Cache-Control"`
}

func (f *face) openOwnEvidence(ctx context.Context, in *EvidencePath) (*elsewhere, error) {
	id, err := parseID(in.ID, "evidence_not_found")
	if err != nil {
		return nil, err
	}
	if _, err := f.Exports.FindEvidence(ctx, web.Actor(ctx), in.Shop, id); err != nil {
		return nil, err
	}
	return f.leadTo(ctx, id)
}

func (f *face) leadTo(ctx context.Context, id uuid.UUID) (*elsewhere, error) {
	link, err := f.Exports.Link(ctx, web.Actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return &elsewhere{http.StatusFound, link, "no-store"}, nil
}

type queueRequest struct {
	Paging
	State string `query:"state" enum:"pending,verified,rejected" default:"pending"`
}

func (f *face) listQueue(ctx context.Context, in *queueRequest) (*answer[Page[EvidenceShown]], error) {
	state := rulebook.EvidenceState(in.State)
	if in.State == pending {
		state = rulebook.Waiting
	}
	found, err := f.Exports.ListQueue(ctx, web.Actor(ctx), state, in.Limit, in.Cursor)
	return ok(pageOf(found.Items, found.Next, func(e exportready.Evidence) EvidenceShown { return f.evidenceOf(e, "/office") }), err)
}

// PaperPath names evidence at the office.
type PaperPath struct {
	ID string `path:"id" doc:"UUID."`
}

func (f *face) openEvidence(ctx context.Context, in *PaperPath) (*elsewhere, error) {
	id, err := parseID(in.ID, "evidence_not_found")
	if err != nil {
		return nil, err
	}
	if _, err := f.Exports.FindForOffice(ctx, web.Actor(ctx), id); err != nil {
		return nil, err
	}
	return f.leadTo(ctx, id)
}

// EvidenceVerdict is an office's word on evidence.
type EvidenceVerdict struct {
	Verdict    string `json:"verdict" enum:"verified,rejected"`
	Reason     string `json:"reason,omitempty" example:"Nomornya tidak terbaca." doc:"Told to the shop; needed for a rejection."`
	ValidUntil string `json:"valid_until,omitempty" example:"2027-03-31" doc:"The last day as the paper says; what the shop said where it is left out."`
}

func (f *face) decideEvidence(ctx context.Context, in *struct {
	PaperPath
	Body EvidenceVerdict
},
) (*answer[EvidenceShown], error) {
	id, err := parseID(in.ID, "evidence_not_found")
	if err != nil {
		return nil, err
	}
	e, err := f.Exports.Decide(ctx, web.Actor(ctx), id, exportready.Verdict{
		State: rulebook.EvidenceState(in.Body.Verdict), Reason: in.Body.Reason, ValidUntil: in.Body.ValidUntil,
	})
	if err != nil {
		return nil, err
	}
	return &answer[EvidenceShown]{f.evidenceOf(e, "/office")}, nil
}
