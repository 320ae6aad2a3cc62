package regions

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// Pack is the data of a region that this package keeps. An area's Parent may be left empty: it follows from the code.
type Pack struct {
	Settings  Settings
	Areas     []Area
	Districts []District
	Offices   []Office
	StopWords []StopWord
}

// Import writes a pack over what is there, in one transaction, and loads it. Running it again changes nothing. Areas, districts and
// offices that the pack no longer names stay, since shops and orders may point at them; stop words are replaced.
func (s *Service) Import(ctx context.Context, pack Pack) error {
	if _, err := time.LoadLocation(pack.Settings.TimeZone); err != nil || pack.Settings.Key == "" {
		return fmt.Errorf("region pack %q: key and a known time zone are needed (zone %q)", pack.Settings.Key, pack.Settings.TimeZone)
	}
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := saveSettings(ctx, tx, pack.Settings); err != nil {
			return err
		}
		if err := saveAreas(ctx, tx, pack.Areas); err != nil {
			return err
		}
		if err := saveDistricts(ctx, tx, pack.Districts); err != nil {
			return err
		}
		if err := saveOffices(ctx, tx, pack.Offices); err != nil {
			return err
		}
		return replaceStopWords(ctx, tx, lowered(pack.StopWords))
	})
	if err != nil {
		return fmt.Errorf("import region %s: %w", pack.Settings.Key, err)
	}
	return s.Load(ctx)
}

func lowered(words []StopWord) []StopWord {
	seen := make(map[StopWord]bool, len(words))
	out := make([]StopWord, 0, len(words))
	for _, w := range words {
		w.Word = strings.ToLower(strings.TrimSpace(w.Word))
		if w.Word != "" && !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}
