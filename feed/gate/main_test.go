package gate_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"offprint/feed/gate"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a clock whose waits are over at once. With bubble, it is that of a
// synctest bubble, which many may wait for at once.
type clock struct {
	bubble bool
	mu     sync.Mutex
	t      time.Time
	waits  []time.Duration
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	if c.bubble {
		return time.Now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, d)
	c.t = c.t.Add(d)
	return ctx.Err()
}

func (c *clock) set(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// server answers without a network, notes when it was asked, and how many
// requests were under way at once.
type server struct {
	clock  *clock
	answer func(r *http.Request, n int) (status int, header http.Header, body string)

	mu         sync.Mutex
	asked      []time.Time
	addresses  []string
	under, top int
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.under++
	s.top = max(s.top, s.under)
	s.asked = append(s.asked, s.clock.now())
	s.addresses = append(s.addresses, r.URL.String())
	n := len(s.asked)
	s.mu.Unlock()
	status, header, body := 200, http.Header{}, "[]"
	if s.answer != nil {
		status, header, body = s.answer(r, n)
	}
	if header == nil {
		header = http.Header{}
	}
	s.mu.Lock()
	s.under--
	s.mu.Unlock()
	return &http.Response{
		StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

func (s *server) times() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Time(nil), s.asked...)
}

func (s *server) request(kind gate.Kind, address string) gate.Request {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return gate.Request{Kind: kind, URL: u, Tries: 3, HTTP: gate.HTTP(&http.Client{Transport: s}, 0, 0)}
}

func text(n int) string { return fmt.Sprint(n) }

// most is how many of the moments lie in any stretch of that length.
func most(times []time.Time, window time.Duration) int {
	best, first := 0, 0
	for i := range times {
		for times[i].Sub(times[first]) >= window {
			first++
		}
		best = max(best, i-first+1)
	}
	return best
}

// closest is the shortest time between two of the moments.
func closest(times []time.Time) time.Duration {
	best := time.Duration(1 << 62)
	for i := 1; i < len(times); i++ {
		best = min(best, times[i].Sub(times[i-1]))
	}
	return best
}

// window is a server's allowance: so many requests in fixed windows, which it
// reports as Hugging Face does.
type window struct {
	name    string
	quota   int
	length  time.Duration
	clock   *clock
	others  int // that another program takes of each window
	mu      *sync.Mutex
	from    time.Time
	used    int
	refused int
}

func (w *window) answer(*http.Request, int) (int, http.Header, string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock.now()
	if start := now.Truncate(w.length); !start.Equal(w.from) {
		w.from, w.used = start, w.others
	}
	w.used++
	header := http.Header{}
	left := max(0, w.quota-w.used)
	header.Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, w.name, left, int(w.from.Add(w.length).Sub(now).Seconds())))
	header.Set("RateLimit-Policy", fmt.Sprintf(`"fixed window";"%s";q=%d;w=%.0f`, w.name, w.quota, w.length.Seconds()))
	if w.used > w.quota {
		w.refused++
		return 429, header, `{"error":"too many"}`
	}
	return 200, header, "[]"
}
