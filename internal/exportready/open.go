package exportready

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
	"lapak/storage"
)

// LinkLife is how long a link to a paper works.
const LinkLife = 5 * time.Minute

// Link makes the address at which the actor may open the file of some evidence, for LinkLife. A member of its shop may, and who may
// judge it. Errors: NotFound evidence_not_found, also where there is no file.
func (s *Service) Link(ctx context.Context, actor identity.Actor, id uuid.UUID) (string, error) {
	if _, err := s.readable(ctx, actor, id); err != nil {
		return "", err
	}
	expires := strconv.FormatInt(time.Now().Add(LinkLife).Unix(), 10)
	query := url.Values{"expires": {expires}, "token": {s.Links.Token("evidence", linkSubject(actor, id, expires))}}
	return fmt.Sprintf("%s/evidence/%s/file?%s", s.BaseURL, id, query.Encode()), nil
}

func linkSubject(actor identity.Actor, id uuid.UUID, expires string) string {
	return actor.AccountID.String() + ":" + id.String() + ":" + expires
}

// Open opens the file behind a link of Link; only who asked for the link may, and each opening is in the audit log. Errors: NotFound
// evidence_not_found for a link of somebody else; Forbidden link_expired for an old one; storage_unavailable.
func (s *Service) Open(ctx context.Context, actor identity.Actor, id uuid.UUID, expires, token string) (*storage.Object, error) {
	if !s.Links.Verify("evidence", linkSubject(actor, id, expires), token) {
		return nil, errNoEvidence()
	}
	if end, err := strconv.ParseInt(expires, 10, 64); err != nil || time.Now().Unix() >= end {
		return nil, apperr.New(apperr.Forbidden, "link_expired")
	}
	e, err := s.readable(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	file, err := s.Media.OpenDocument(ctx, *e.DocumentID)
	if err != nil {
		return nil, err
	}
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "export.evidence.open", Subject: "evidence:" + id.String(), Data: map[string]string{"rule": e.Rule},
		})
	})
	if err != nil { // what is not in the log is not opened
		return nil, closeAnd(file, err)
	}
	return file, nil
}

func closeAnd(file *storage.Object, err error) error {
	_ = file.Close()
	return err
}

// readable finds evidence with a file that the actor may read.
func (s *Service) readable(ctx context.Context, actor identity.Actor, id uuid.UUID) (Evidence, error) {
	e, err := findEvidence(ctx, s.DB, id)
	if err != nil {
		return Evidence{}, err
	}
	mine, err := s.Shops.IsMember(ctx, s.DB, e.ShopID, actor.AccountID)
	if err != nil {
		return Evidence{}, err
	}
	judges := actor.Has(identity.RoleAdmin) || actor.HasScoped(identity.RoleVerifier, e.Office)
	if actor.IsAnonymous() || !mine && !judges || e.DocumentID == nil {
		return Evidence{}, errNoEvidence()
	}
	return e, nil
}

// QueuePage is a page of evidence for offices.
type QueuePage struct {
	Items []Evidence
	Next  string // cursor; empty at the end
}

type queueQuery struct {
	State   rulebook.EvidenceState
	Offices []string // nil for all
	After   queueCursor
	Limit   int
}

type queueCursor struct {
	SubmittedAt time.Time `json:"t"`
	ID          uuid.UUID `json:"i"`
}

// ListQueue gives evidence in a state that the actor's offices judge, the longest waiting first; an admin sees all. Errors: Forbidden;
// Invalid at state, limit or cursor.
func (s *Service) ListQueue(ctx context.Context, actor identity.Actor, state rulebook.EvidenceState, limit int, cursor string) (QueuePage, error) {
	q := queueQuery{State: state, Limit: limit + 1}
	if !actor.Has(identity.RoleAdmin) {
		q.Offices = officesOf(actor)
		if len(q.Offices) == 0 {
			return QueuePage{}, apperr.New(apperr.Forbidden, "forbidden")
		}
	}
	var fields apperr.Fields
	if state != rulebook.Waiting && state != rulebook.Verified && state != rulebook.Rejected {
		fields.Add("state", "unknown_value")
	}
	fields.Between("limit", int64(limit), 1, 100)
	if err := fields.Err(); err != nil {
		return QueuePage{}, err
	}
	if cursor != "" {
		if err := keyset.Decode(cursor, &q.After); err != nil {
			return QueuePage{}, err
		}
	}
	found, err := listQueue(ctx, s.DB, q)
	if err != nil || len(found) <= limit {
		return QueuePage{Items: found}, err
	}
	found = found[:limit]
	last := found[limit-1]
	return QueuePage{Items: found, Next: keyset.Encode(queueCursor{last.SubmittedAt, last.ID})}, nil
}

// FindForOffice finds evidence that the actor may judge, with its rule. Errors: NotFound; Forbidden own_shop.
func (s *Service) FindForOffice(ctx context.Context, actor identity.Actor, id uuid.UUID) (Evidence, error) {
	e, err := findEvidence(ctx, s.DB, id)
	if err != nil {
		return Evidence{}, err
	}
	return e, s.mayJudge(ctx, s.DB, actor, evidenceRow{ShopID: e.ShopID, Office: e.Office})
}

// officesOf are the offices for which the actor verifies.
func officesOf(actor identity.Actor) []string {
	var offices []string
	for _, role := range actor.Roles {
		if role.Name() == identity.RoleVerifier {
			offices = append(offices, role.Scope())
		}
	}
	return offices
}
