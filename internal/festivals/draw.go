package festivals

import (
	"context"
	"crypto/md5" //nolint:gosec // the function that RFC 3797 names; nothing secret rests on it
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// DrawKey makes the key of a draw of what its sources gave, as RFC 3797 says in 4.1: the numbers of a source from the smallest to the
// largest, each as a decimal number without leading zeros and with a point after it, and a stroke after each source. Each value is the
// numbers of a source with spaces or commas between them. It is false where one holds no numbers.
func DrawKey(values []string) (string, bool) {
	var key strings.Builder
	for _, value := range values {
		var numbers []*big.Int
		for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' }) {
			n, ok := new(big.Int).SetString(word, 10)
			if !ok || len(word) > 30 || strings.ContainsAny(word, "+-_") {
				return "", false
			}
			numbers = append(numbers, n)
		}
		if len(numbers) == 0 || len(numbers) > 50 {
			return "", false
		}
		slices.SortFunc(numbers, (*big.Int).Cmp)
		for _, n := range numbers {
			key.WriteString(n.String() + ".")
		}
		key.WriteString("/")
	}
	return key.String(), key.Len() > 0
}

// DrawOrder draws all of a list of n by a key, as RFC 3797 says in 4: the i-th drawn, from 0, is number MD5(i key i) modulo how many are
// left, among those that are left, where i is two bytes. It gives the numbers of the list, from 1, in the order in which they were drawn.
func DrawOrder(key string, n int) []int {
	left := make([]int, n)
	for i := range left {
		left[i] = i + 1
	}
	order := make([]int, 0, n)
	for i := range n {
		var frame [2]byte
		binary.BigEndian.PutUint16(frame[:], uint16(i))
		sum := md5.Sum(slices.Concat(frame[:], []byte(key), frame[:])) //nolint:gosec // see above
		at := new(big.Int).Mod(new(big.Int).SetBytes(sum[:]), big.NewInt(int64(len(left)))).Int64()
		order = append(order, left[at])
		left = slices.Delete(left, int(at), int(at)+1)
	}
	return order
}

// DrawList is the published list of a zone's applicants.
type DrawList struct {
	ZoneID      uuid.UUID `db:"zone_id"`
	Zone        string    `db:"zone"`
	NameID      string    `db:"name_id"`
	NameEN      string    `db:"name_en"`
	List        string    `db:"list"` // "1 kopi-lerek\n…"
	SHA256      string    `db:"sha256"`
	PublishedAt time.Time `db:"published_at"`
}

// Lines are the list's lines, without the last break.
func (l DrawList) Lines() []string {
	if l.List == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(l.List, "\n"), "\n")
}

// Draw is what a festival's draw is made of, as everybody may see it.
type Draw struct {
	At      *time.Time
	Sources []Source
	Key     string // empty before it was drawn
	URL     string
	DrawnAt *time.Time
	Lists   []DrawList // empty before applications closed
}

// FindDraw gives a festival's draw as far as it is. The caller has checked that the reader may see the festival.
func (s *Service) FindDraw(ctx context.Context, festival uuid.UUID) (Draw, error) {
	terms, err := findTerms(ctx, s.DB, festival)
	if err != nil {
		return Draw{}, err
	}
	d := Draw{At: terms.DrawAt, Sources: terms.Sources}
	if err := findDrawn(ctx, s.DB, festival, &d); err != nil {
		return d, err
	}
	d.Lists, err = listDrawLists(ctx, s.DB, festival)
	return d, err
}

// publishLists numbers the applicants of each zone of a festival by draw once applications are closed, by the time of their asking.
func (s *Service) publishLists(ctx context.Context) error {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return err
	}
	due, err := listUnlisted(ctx, s.DB, now)
	if err != nil {
		return err
	}
	for _, id := range due {
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			f, err := lockFestivalByID(ctx, tx, id)
			if err != nil {
				return err
			}
			return publishListsTx(ctx, tx, f, now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func publishListsTx(ctx context.Context, tx *sqlx.Tx, f Festival, now time.Time) error {
	zones, err := numberApplicants(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	for zone, applicants := range zones {
		var list strings.Builder
		for i, slug := range applicants {
			fmt.Fprintf(&list, "%d %s\n", i+1, slug)
		}
		sum := sha256.Sum256([]byte(list.String()))
		if err := insertDrawList(ctx, tx, DrawList{ZoneID: zone, List: list.String(), SHA256: hex.EncodeToString(sum[:]), PublishedAt: now}, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// Drawing is what the named sources gave, one value a source in their order, and where anybody can look it up.
type Drawing struct {
	Values []string
	URL    string
}

// DrawStalls draws a festival by what its sources gave: the seats set aside first, then all, within the caps; the rest is the reserve
// list in the order drawn. It happens once. Errors: NotFound festival_not_found; Invalid at values, url; Conflict selection_by_committee,
// draw_too_early, drawn_already, selection_not_open.
func (s *Service) DrawStalls(ctx context.Context, actor identity.Actor, slug string, in Drawing) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		key, err := s.checkDrawingTx(ctx, tx, f, in)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		if err := insertDraw(ctx, tx, drawRow{f.ID, key, in.URL, actor.AccountID, now}); err != nil {
			return err
		}
		if err := publishListsTx(ctx, tx, f, now); err != nil { // where the clock's step has not come yet
			return err
		}
		lists, err := listDrawLists(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		for _, list := range lists {
			candidates, err := listCandidates(ctx, tx, list.ZoneID, false)
			if err != nil {
				return err
			}
			place := map[int]int{} // of a number in the order drawn
			for i, number := range DrawOrder(key, len(list.Lines())) {
				place[number] = i + 1
			}
			slices.SortFunc(candidates, func(a, b candidate) int { return place[a.Number] - place[b.Number] })
			for i := range candidates {
				candidates[i].place = place[candidates[i].Number]
			}
			d := decision{actor: actor, now: now, verb: VerbAccept, reason: reasonDraw}
			if err := s.allotTx(ctx, tx, list.ZoneID, candidates, d); err != nil {
				return err
			}
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "festival.draw", Subject: "festival:" + f.ID.String(), Data: map[string]string{"key": key},
		})
	})
}

func (s *Service) checkDrawingTx(ctx context.Context, tx *sqlx.Tx, f Festival, in Drawing) (string, error) {
	terms, err := findTerms(ctx, tx, f.ID)
	if err != nil {
		return "", err
	}
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return "", err
	}
	switch {
	case f.Selection != ByDraw:
		return "", apperr.New(apperr.Conflict, "selection_by_committee")
	case f.State != Published:
		return "", apperr.New(apperr.Conflict, "selection_not_open")
	case terms.DrawAt == nil || now.Before(*terms.DrawAt) || f.CloseAt == nil || now.Before(*f.CloseAt):
		return "", apperr.New(apperr.Conflict, "draw_too_early")
	}
	var fields apperr.Fields
	key, ok := DrawKey(in.Values)
	if !ok || len(in.Values) != len(terms.Sources) {
		fields.Add("values", "draw_values", "Count", len(terms.Sources))
	}
	if u, err := url.Parse(in.URL); err != nil || u.Scheme != "https" || u.Host == "" || len(in.URL) > 300 {
		fields.Add("url", "unknown_value")
	}
	return key, fields.Err()
}

// Drawn gives the shops of a list in the order in which they were drawn, by slug; none before the draw.
func (d Draw) Drawn(l DrawList) []string {
	if d.Key == "" {
		return nil
	}
	lines := l.Lines()
	shops := make([]string, 0, len(lines))
	for _, number := range DrawOrder(d.Key, len(lines)) {
		_, shop, _ := strings.Cut(lines[number-1], " ")
		shops = append(shops, shop)
	}
	return shops
}
