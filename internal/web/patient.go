package web

import (
	"io"
	"net/http"
	"time"
)

// How long an upload may take: as long as it keeps coming, for a photograph of 4 MB is three minutes of a village's line.
const (
	maxSilence = 30 * time.Second
	minRate    = 4 << 10 // bytes a second; what comes slower holds a place that others need
	// MaxUploadTime ends every upload, with what is done about it afterwards.
	MaxUploadTime = 10 * time.Minute
)

// patientBody puts the connection's deadlines off while its body arrives.
type patientBody struct {
	io.ReadCloser
	line  *http.ResponseController
	start time.Time
	read  int64 // bytes
}

// patient gives an upload the time that it needs instead of the server's own limits.
func patient(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	b := &patientBody{ReadCloser: body, line: http.NewResponseController(w), start: time.Now()}
	// A writer without deadlines, as in a test, has none to put off.
	_ = b.line.SetWriteDeadline(b.start.Add(MaxUploadTime))
	return b
}

// Read waits for the next bytes as long as the upload has kept its pace.
func (b *patientBody) Read(p []byte) (int, error) {
	_ = b.line.SetReadDeadline(b.until(time.Now()))
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if err != nil { // what is done with the upload now has its own limit; the line is watched until then
		_ = b.line.SetReadDeadline(b.start.Add(MaxUploadTime))
	}
	return n, err
}

// until is when the next bytes must have come.
func (b *patientBody) until(now time.Time) time.Time {
	kept := b.start.Add(maxSilence + time.Duration(b.read)*time.Second/minRate)
	for _, limit := range []time.Time{now.Add(maxSilence), b.start.Add(MaxUploadTime)} {
		if limit.Before(kept) {
			kept = limit
		}
	}
	return kept
}
