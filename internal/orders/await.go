package orders

import (
	"context"
	"sync"
	"time"
)

const (
	// MaxAwait is the longest that Await waits.
	MaxAwait = 10 * time.Second
	// awaitAgain is how often a waiting reader looks by itself, for what other processes have decided.
	awaitAgain = time.Second
	// maxAwaiting is how many may wait in one process; whoever comes then is answered at once.
	maxAwaiting = 500
)

// Await is Find for a reader who wants to see an order decided: one that awaits its payment is read again as soon as it is paid, or after a
// time, MaxAwait at the most. Errors as Find.
func (s *Service) Await(ctx context.Context, reader Reader, number string, most time.Duration) (Order, error) {
	number, _ = ParseNumber(number) // Find refuses what is none
	end := time.NewTimer(min(most, MaxAwait))
	defer end.Stop()
	for {
		news, leave, isHeard := s.news.listen(number) // before it is read, so that nothing is missed in between
		order, err := s.Find(ctx, reader, number)
		if err != nil || order.State != GroupAwaitingPayment || !isHeard || most <= 0 {
			leave()
			return order, err
		}
		again := time.NewTimer(awaitAgain)
		select {
		case <-news:
		case <-again.C:
		case <-end.C:
			most = 0
		case <-ctx.Done():
			most = 0
		}
		again.Stop()
		leave()
		if most <= 0 {
			return order, nil
		}
	}
}

// Announce tells those who await an order in this process that it has changed. The change is committed.
func (s *Service) Announce(number string) { s.news.tell(number) }

// news brings readers who wait together with what happens, by order number.
type news struct {
	mu      sync.Mutex
	waiting int
	of      map[string]*listeners
}

type listeners struct {
	told  chan struct{}
	count int
}

// listen gives a channel that is closed at the next news of an order; leave ends it. It is false where too many wait.
func (n *news) listen(number string) (told <-chan struct{}, leave func(), ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.waiting >= maxAwaiting {
		return nil, func() {}, false
	}
	if n.of == nil {
		n.of = map[string]*listeners{}
	}
	l := n.of[number]
	if l == nil {
		l = &listeners{told: make(chan struct{})}
		n.of[number] = l
	}
	l.count++
	n.waiting++
	return l.told, func() { n.leave(number, l) }, true
}

func (n *news) leave(number string, l *listeners) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.waiting--
	if l.count--; l.count == 0 && n.of[number] == l {
		delete(n.of, number)
	}
}

func (n *news) tell(number string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l := n.of[number]; l != nil {
		close(l.told)
		delete(n.of, number)
	}
}
