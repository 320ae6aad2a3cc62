package shipping

import (
	"context"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// keepFor is how long a tariff in memory is used before it is read again: a tariff that another process imports is in force everywhere
// after that.
const keepFor = time.Second

// tariff is what is in force, as one moment of the database showed it. It is never changed.
type tariff struct {
	zones  map[string]string // by area code, as in Zone.Areas
	bands  map[string][]band // by zone
	points []Point           // active ones, by name
}

// bandsTo are all bands of the zone with the longest code that fits the destination.
func (t *tariff) bandsTo(to Destination) []band {
	for _, code := range to.codes() { // the finest first
		if zone, ok := t.zones[code]; ok {
			return t.bands[zone]
		}
	}
	return nil
}

// memory keeps the tariff, which every quote and order asks for and which hardly ever changes.
type memory struct {
	mu     sync.Mutex
	kept   *tariff
	readAt time.Time
}

// read gives the tariff, read by q where the kept one is too old. Nobody waits for another's reading: it may itself wait for a connection that
// the first one's transaction holds.
func (m *memory) read(ctx context.Context, q sqlx.QueryerContext) (*tariff, error) {
	if kept := m.young(); kept != nil {
		return kept, nil
	}
	before := time.Now()
	fresh, err := selectTariff(ctx, q)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if before.After(m.readAt) {
		m.kept, m.readAt = fresh, before
	}
	return fresh, nil
}

// young is the kept tariff unless it is too old.
func (m *memory) young() *tariff {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.readAt) < keepFor {
		return m.kept
	}
	return nil
}

// forget has the tariff read again by the next who asks; what is being read at this moment is not kept.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept, m.readAt = nil, time.Now()
}
