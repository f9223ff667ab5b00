package feedtest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultKind is a way to fail.
type FaultKind string

// The ways to fail.
const (
	SignInPage    FaultKind = "sign-in page"   // 200 and a page, as a network's gate sends it
	CutOff        FaultKind = "cut off"        // half of an answer, then the connection ends
	Null          FaultKind = "null"           // 200 and null
	Endless       FaultKind = "endless"        // white space until the client goes, at most 2 GiB
	Huge          FaultKind = "huge"           // likewise, and the length is announced
	Hang          FaultKind = "hang"           // nothing until the client goes
	Slow          FaultKind = "slow"           // the right answer after Fault.Delay
	TooMany       FaultKind = "too many"       // 429 and RateLimit, Fault.Seconds until the reset
	TooManyAfter  FaultKind = "too many after" // 429 and Retry-After of Fault.Seconds
	Unavailable   FaultKind = "unavailable"    // 503
	Failure       FaultKind = "failure"        // 500
	Reset         FaultKind = "reset"          // the connection breaks before an answer
	RefuseToken   FaultKind = "refuse token"   // 401, for requests with a token only
	Redirect      FaultKind = "redirect"       // 302 to Fault.Location
	Body          FaultKind = "body"           // 200 and Fault.Body as JSON
	RateExceeded  FaultKind = "rate exceeded"  // 429 and a line of text, as arXiv does
	HugePicture   FaultKind = "huge picture"   // a PNG that says it is 50,000 × 50,000
	BrokenPicture FaultKind = "broken picture" // a PNG whose pixels are missing
)

// Fault is a failure on demand.
type Fault struct {
	Kind FaultKind
	// Times is how many requests fail; 0 means all until ClearFaults.
	Times int
	// Path restricts the fault to requests that begin so; empty means all.
	Path     string
	Seconds  int           // of TooMany and TooManyAfter
	Delay    time.Duration // of Slow
	Location string        // of Redirect
	Body     string        // of Body
}

// Fault makes requests fail from now on. Of several faults the one that was
// set first comes first.
func (h *Handler) Fault(f Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f.Times == 0 {
		f.Times = -1
	}
	h.faults = append(h.faults, &f)
}

// ClearFaults ends all faults.
func (h *Handler) ClearFaults() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = nil
}

// due takes the fault that applies to r, or nil.
func (h *Handler) due(r *http.Request) *Fault {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.faults {
		if f.Times == 0 || !strings.HasPrefix(r.URL.RequestURI(), f.Path) ||
			f.Kind == RefuseToken && r.Header.Get("Authorization") == "" {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		taken := *f
		return &taken
	}
	return nil
}

// fail answers with the fault; false means that the right answer follows.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, f *Fault) bool {
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	switch f.Kind {
	case SignInPage:
		header.Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!DOCTYPE html><html><title>Sign in</title><form>Welcome to this network.</form></html>")
	case CutOff:
		header.Set("Content-Length", "1000")
		io.WriteString(w, `[{"paper":{"id":"2401.00001","title":"Half of an answ`)
	case Null:
		io.WriteString(w, "null")
	case Body:
		io.WriteString(w, f.Body)
	case Endless, Huge:
		if f.Kind == Huge {
			header.Set("Content-Length", strconv.Itoa(2<<30))
		}
		endless(w)
	case Hang:
		h.pause(r, 0)
	case Slow:
		h.pause(r, f.Delay)
		return false
	case TooMany:
		header.Set("RateLimit", fmt.Sprintf(`"api";r=0;t=%d`, f.Seconds))
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"error":"We had to rate limit your IP."}`)
	case TooManyAfter:
		header.Set("Retry-After", strconv.Itoa(f.Seconds))
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"error":"We had to rate limit your IP."}`)
	case RateExceeded:
		header.Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, "Rate exceeded.")
	case Unavailable:
		header.Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "<html>503</html>")
	case Failure:
		header.Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		io.WriteString(w, "<html>500</html>")
	case Reset:
		reset(w)
	case RefuseToken:
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"error":"Invalid credentials in Authorization header"}`)
	case Redirect:
		header.Set("Location", f.Location)
		w.WriteHeader(http.StatusFound)
	case HugePicture:
		w.Header().Set("Content-Type", "image/png")
		w.Write(withSize(draw("huge"), 50_000, 50_000))
	case BrokenPicture:
		w.Header().Set("Content-Type", "image/png")
		w.Write(draw("broken")[:600])
	default:
		http.Error(w, "unknown fault "+string(f.Kind), http.StatusNotImplemented)
	}
	return true
}

// reset breaks the connection off, so that the client hears of it at once.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler) // as good as it gets over HTTP/2
	}
	connection, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset and not an end
	}
	_ = connection.Close()
}

// endless writes white space, which is JSON too, until the client goes.
func endless(w io.Writer) {
	block := []byte(strings.Repeat(" ", 64<<10))
	for range (2 << 30) / len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// pause waits until the client goes, the server closes or, if d is not 0, d
// has passed.
func (h *Handler) pause(r *http.Request, d time.Duration) {
	var after <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		after = timer.C
	}
	select {
	case <-r.Context().Done():
	case <-h.closing:
	case <-after:
	}
}
