// Package stripefake is a Stripe that remembers: sessions, payments, refunds, idempotency keys and signed events, over HTTP. A test
// scripts what goes wrong on the wire. (stripe-mock checks the shape of requests, but remembers nothing.)
package stripefake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// object is a JSON object of the API.
type object = map[string]any

// Fault is what goes wrong with one request; the zero Fault is a request that goes well.
type Fault struct {
	Status int           // answered without an effect
	Delay  time.Duration // before the answer, after the effect
	Lose   bool          // the wire is cut after the effect
}

// Request is what was asked.
type Request struct {
	Method, Path, Key, Version string
	Form                       url.Values
}

type answer struct {
	form   string
	status int
	body   []byte
}

// Server is the fake.
type Server struct {
	URL      string
	server   *httptest.Server
	secret   string
	mu       sync.Mutex
	sessions map[string]object
	intents  map[string]object
	refunds  map[string]object
	sent     []string // refunds in order
	keys     map[string]answer
	faults   []Fault
	requests []Request
	events   []event
	serial   int
}

// New starts a fake that signs its events with a secret. Close stops it.
func New(webhookSecret string) *Server {
	s := &Server{
		secret: webhookSecret, sessions: map[string]object{}, intents: map[string]object{}, refunds: map[string]object{},
		keys: map[string]answer{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/checkout/sessions", s.handle(s.createSession))
	mux.HandleFunc("GET /v1/checkout/sessions/{id}", s.handle(s.findSession))
	mux.HandleFunc("POST /v1/checkout/sessions/{id}/expire", s.handle(s.expireSession))
	mux.HandleFunc("POST /v1/refunds", s.handle(s.createRefund))
	mux.HandleFunc("GET /v1/refunds", s.handle(s.listRefunds))
	mux.HandleFunc("GET /v1/refunds/{id}", s.handle(s.findRefund))
	s.server = httptest.NewServer(mux)
	s.URL = s.server.URL
	return s
}

// Close stops the fake.
func (s *Server) Close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// Script sets what goes wrong with the next requests, one each.
func (s *Server) Script(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = faults
}

// Requests lists what was asked so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Counts tells how many sessions and refunds exist.
func (s *Server) Counts() (sessions, refunds int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions), len(s.refunds)
}

type operation func(r *http.Request) (status int, body object)

func (s *Server) handle(run operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil { // who asked has died in the middle of it: nothing was asked
			panic(http.ErrAbortHandler)
		}
		s.mu.Lock()
		s.requests = append(s.requests, Request{
			Method: r.Method, Path: r.URL.Path, Key: r.Header.Get("Idempotency-Key"), Version: r.Header.Get("Stripe-Version"), Form: r.Form,
		})
		var fault Fault
		if len(s.faults) > 0 {
			fault, s.faults = s.faults[0], s.faults[1:]
		}
		var out answer
		if fault.Status == 0 {
			out = s.once(r, run)
		} else {
			out = encode(fault.Status, failure("api_error", "scripted"))
		}
		s.mu.Unlock()
		if fault.Lose {
			panic(http.ErrAbortHandler)
		}
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(out.status)
		_, _ = w.Write(out.body)
	}
}

// once runs an operation, or answers again what it answered under the same idempotency key.
func (s *Server) once(r *http.Request, run operation) answer {
	key, form := r.Header.Get("Idempotency-Key"), r.URL.Path+"?"+r.Form.Encode()
	if before, ok := s.keys[key]; ok && key != "" && r.Method == http.MethodPost {
		if before.form != form {
			return encode(http.StatusBadRequest, failure("idempotency_error", "the key was used with other parameters"))
		}
		return before
	}
	status, body := run(r)
	out := encode(status, body)
	out.form = form
	if key != "" {
		s.keys[key] = out
	}
	return out
}

func encode(status int, body object) answer {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // maps of plain values
	}
	return answer{status: status, body: raw}
}

func failure(kind, message string) object {
	return object{"error": object{"type": kind, "message": message}}
}

func refuse(format string, args ...any) (int, object) {
	return http.StatusBadRequest, failure("invalid_request_error", fmt.Sprintf(format, args...))
}

func missing(id string) (int, object) {
	return http.StatusNotFound, failure("invalid_request_error", "No such object: "+id)
}

func (s *Server) newID(prefix string) string {
	s.serial++
	return prefix + "_test_" + strconv.Itoa(s.serial)
}

func text(o object, name string) string {
	v, _ := o[name].(string)
	return v
}

func number(o object, name string) int64 {
	v, _ := o[name].(int64)
	return v
}

// metadata reads metadata[…] of a form.
func metadata(form url.Values) map[string]string {
	out := map[string]string{}
	for name, values := range form {
		if len(name) > len("metadata[]") && name[:9] == "metadata[" {
			out[name[9:len(name)-1]] = values[0]
		}
	}
	return out
}
