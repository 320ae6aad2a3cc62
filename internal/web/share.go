package web

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/i18n"
)

// SharedFor is how long an answer to strangers may be given to other strangers, counted from the start of the run that made it. Any write
// that this process has answered ends it at once; what another process or a job writes may be seen that much later.
const SharedFor = time.Second

// Bounds of what is kept, so that many different addresses cost no more memory than few.
const (
	maxSharedBody  = 256 << 10 // bytes of one answer
	maxSharedTotal = 8 << 20   // bytes of all
	maxSharedURL   = 1 << 10   // bytes of an address
)

// answer is what one run has made for everybody who asks the same; it is complete once done is closed.
type answer struct {
	done   chan struct{}
	writes uint64 // answered before the run began
	until  time.Time
	shared bool // it may be given to others
	header http.Header
	body   []byte
}

// Shared keeps answers for a moment, as RFC 9111 allows a shared cache: those that say "public", to requests that carry nothing of a
// person. Equal requests at one moment wait for one run, so that a crowd at the same page costs what one visitor costs.
type Shared struct {
	mutex   sync.Mutex
	answers map[string]*answer
	size    int // bytes of the bodies
	writes  uint64
}

// NewShared keeps nothing yet.
func NewShared() *Shared { return &Shared{answers: map[string]*answer{}} }

// Handler answers strangers from what is kept, and forgets it when something was written.
func (s *Shared) Handler() gin.HandlerFunc {
	return func(c *gin.Context) {
		switch {
		case c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead:
			c.Writer = &forgetting{ResponseWriter: c.Writer, shared: s}
			c.Next()
			s.forget()
		case !isShareable(c.Request):
			c.Next()
		default:
			s.answer(c)
		}
	}
}

// isShareable says whether the answer to a request can be anybody's. "Cache-Control: no-cache" asks for an answer of one's own.
func isShareable(r *http.Request) bool {
	for _, personal := range []string{"Cookie", "Authorization", "X-Cart-Token", "X-Order-Token", "X-Inquiry-Token", "Range"} {
		if r.Header.Get(personal) != "" {
			return false
		}
	}
	return r.Method == http.MethodGet && len(r.RequestURI) <= maxSharedURL && !strings.Contains(r.Header.Get("Cache-Control"), "no-cache")
}

func (s *Shared) answer(c *gin.Context) {
	r := c.Request
	key := strings.Join([]string{i18n.Language(r.Context()), r.Header.Get("Accept"), r.Host, r.RequestURI}, "\n")
	kept, isFirst := s.claim(key, r.Header.Get("If-None-Match") == "")
	switch {
	case kept == nil:
		c.Next()
		return
	case isFirst:
		s.run(c, key, kept)
		return
	}
	select {
	case <-kept.done:
	case <-r.Context().Done():
		c.Abort()
		return
	}
	if !kept.shared { // it was an error, a person's own, or too large
		c.Next()
		return
	}
	kept.write(c)
}

// claim finds the answer to wait for, or begins a new one that the caller must run. Who asks only whether something has changed may get
// no answer to share, and so runs none.
func (s *Shared) claim(key string, mayRun bool) (kept *answer, isFirst bool) {
	now := time.Now()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if kept := s.answers[key]; kept != nil && kept.writes == s.writes && now.Before(kept.until) {
		return kept, false
	}
	if !mayRun {
		return nil, false
	}
	s.drop(key)
	kept = &answer{done: make(chan struct{}), writes: s.writes, until: now.Add(SharedFor)}
	s.answers[key] = kept
	return kept, true
}

// run makes the answer, for its own asker as always, and keeps a copy.
func (s *Shared) run(c *gin.Context, key string, made *answer) {
	copied := &copying{ResponseWriter: c.Writer, before: c.Writer.Header().Clone()}
	defer func() { // after a panic too: others wait
		c.Writer = copied.ResponseWriter
		s.mutex.Lock()
		defer s.mutex.Unlock()
		if s.answers[key] == made {
			if made.shared && s.hasRoom(len(made.body)) {
				s.size += len(made.body)
			} else {
				delete(s.answers, key)
			}
		}
		close(made.done)
	}()
	c.Writer = copied
	c.Next()
	if copied.Status() == http.StatusOK && !copied.isTooLarge && copied.header != nil &&
		strings.HasPrefix(copied.header.Get("Cache-Control"), "public") && areAnybodys(copied.header["Set-Cookie"]) {
		made.header, made.body, made.shared = copied.header, copied.body.Bytes(), true
	}
}

// hasRoom says whether a body may be kept; where not, it first forgets what is too old.
func (s *Shared) hasRoom(size int) bool {
	if s.size+size > maxSharedTotal {
		now := time.Now()
		for key, kept := range s.answers {
			if kept.writes != s.writes || !now.Before(kept.until) {
				s.drop(key)
			}
		}
	}
	return s.size+size <= maxSharedTotal
}

func (s *Shared) drop(key string) {
	if kept := s.answers[key]; kept != nil {
		s.size -= len(kept.body)
		delete(s.answers, key)
	}
}

func (s *Shared) forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.writes++
}

func (a *answer) write(c *gin.Context) {
	maps.Copy(c.Writer.Header(), a.header)
	if tag := a.header.Get("ETag"); tag != "" && strings.Contains(c.Request.Header.Get("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
	} else {
		c.Header("Content-Length", strconv.Itoa(len(a.body)))
		c.Data(http.StatusOK, a.header.Get("Content-Type"), a.body)
	}
	c.Abort()
}

// copying keeps what a handler writes: the headers that it has set, and the body while it is small.
type copying struct {
	gin.ResponseWriter
	before     http.Header
	header     http.Header // nil until the first write
	body       bytes.Buffer
	isTooLarge bool
}

// Write passes on and keeps.
func (w *copying) Write(p []byte) (int, error) {
	if w.header == nil {
		w.header = http.Header{}
		for name, values := range w.Header() {
			if !slices.Equal(values, w.before[name]) {
				w.header[name] = slices.Clone(values)
			}
		}
		if w.before.Get("Set-Cookie") != "" {
			w.header.Set("Set-Cookie", w.before.Get("Set-Cookie"))
		}
	}
	if w.body.Len()+len(p) > maxSharedBody {
		w.isTooLarge = true
	} else {
		w.body.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// WriteString passes on and keeps.
func (w *copying) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// forgetting forgets what is kept before the answer to a write reaches its caller, so that nobody who knows of the write reads what was
// before it.
type forgetting struct {
	gin.ResponseWriter
	shared *Shared
}

// Write forgets first.
func (w *forgetting) Write(p []byte) (int, error) {
	w.shared.forget()
	return w.ResponseWriter.Write(p)
}

// WriteString forgets first.
func (w *forgetting) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// WriteHeaderNow forgets first: an answer may have no body.
func (w *forgetting) WriteHeaderNow() {
	w.shared.forget()
	w.ResponseWriter.WriteHeaderNow()
}
