package feed_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"offprint/feed"
	"offprint/feed/feedtest"
)

// logged is a log in memory.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func (l *logged) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSpace(l.b.String()), "\n")
}

func TestEveryFailureHasItsKind(t *testing.T) {
	for name, c := range map[string]struct {
		fault feedtest.Fault
		kind  feed.Kind
		tries int
	}{
		"sign-in page":      {feedtest.Fault{Kind: feedtest.SignInPage}, feed.NotJSON, 1},
		"cut off":           {feedtest.Fault{Kind: feedtest.CutOff}, feed.Malformed, 3},
		"null":              {feedtest.Fault{Kind: feedtest.Null}, feed.Malformed, 1},
		"object":            {feedtest.Fault{Kind: feedtest.Body, Body: `{"papers":[]}`}, feed.Malformed, 1},
		"nothing":           {feedtest.Fault{Kind: feedtest.Body}, feed.Malformed, 1},
		"half a list":       {feedtest.Fault{Kind: feedtest.Body, Body: `[{"paper":{}}`}, feed.Malformed, 1},
		"two lists":         {feedtest.Fault{Kind: feedtest.Body, Body: `[][]`}, feed.Malformed, 1},
		"endless":           {feedtest.Fault{Kind: feedtest.Endless}, feed.TooLarge, 1},
		"huge":              {feedtest.Fault{Kind: feedtest.Huge}, feed.TooLarge, 1},
		"too many items":    {feedtest.Fault{Kind: feedtest.Body, Body: "[" + strings.Repeat("0,", 2000) + "0]"}, feed.TooLarge, 1},
		"no answer in time": {feedtest.Fault{Kind: feedtest.Hang}, feed.TimedOut, 1},
		"429":               {feedtest.Fault{Kind: feedtest.TooMany, Seconds: 2}, feed.RateLimited, 3},
		"429 for long":      {feedtest.Fault{Kind: feedtest.TooMany, Seconds: 250}, feed.RateLimited, 1},
		"429 Retry-After":   {feedtest.Fault{Kind: feedtest.TooManyAfter, Seconds: 5}, feed.RateLimited, 3},
		"503":               {feedtest.Fault{Kind: feedtest.Unavailable}, feed.Unavailable, 3},
		"500":               {feedtest.Fault{Kind: feedtest.Failure}, feed.Unavailable, 3},
		"broken connection": {feedtest.Fault{Kind: feedtest.Reset}, feed.Offline, 3},
		"redirect to ftp":   {feedtest.Fault{Kind: feedtest.Redirect, Location: "ftp://a.example/x"}, feed.NotJSON, 1},
		"redirect in rings": {feedtest.Fault{Kind: feedtest.Redirect, Location: "/again"}, feed.NotJSON, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(t, days(map[string]int{"2026-03-04": 1}))
			server.Fault(c.fault)
			client, noted := connect(t, server.URL, func(cfg *feed.Config) {
				if c.fault.Kind == feedtest.Hang {
					cfg.Limits.Whole = 50 * time.Millisecond
				}
			})
			_, err := client.Day(t.Context(), "2026-03-04")
			if got := feed.KindOf(err); got != c.kind {
				t.Fatalf("kind %q of error %v, want %q", got, err, c.kind)
			}
			if got := len(server.Requests()); got != c.tries {
				t.Errorf("%d requests, want %d", got, c.tries)
			}
			sentences(t, err)
			if c.tries == 3 && len(noted.list()) != 2 {
				t.Errorf("waits %v, want two", noted.list())
			}
		})
	}
}

// sentences checks that the message says what happened, what is safe and what
// to do next.
func sentences(t *testing.T, err error) {
	t.Helper()
	var e *feed.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *feed.Error", err)
	}
	if n := strings.Count(e.Message, ". ") + strings.Count(e.Message, "; "); n < 2 || !strings.HasSuffix(e.Message, ".") {
		t.Errorf("message is not three sentences: %q", e.Message)
	}
	if strings.Contains(e.Message, "{") || strings.Contains(e.Message, "status") {
		t.Errorf("message is not for readers: %q", e.Message)
	}
}

func TestNotOpenAndBadRequest(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	client, noted := connect(t, server.URL, nil)
	_, err := client.Day(t.Context(), "2026-03-05")
	if feed.KindOf(err) != feed.NotOpen {
		t.Errorf("tomorrow gave %v", err)
	}
	sentences(t, err)
	for _, day := range []string{"", "2026-3-4", "2025-13-40", "2026-02-30", "2026-03-04&p=9"} {
		if _, err := client.Day(t.Context(), day); feed.KindOf(err) != feed.BadRequest {
			t.Errorf("day %q gave %v", day, err)
		}
	}
	if n := len(server.Requests()); n != 1 || len(noted.list()) != 0 {
		t.Errorf("%d requests and waits %v, want 1 and none", n, noted.list())
	}
}

func TestOffline(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	listener.Close()
	client, noted := connect(t, address, nil)
	_, err = client.Newest(t.Context())
	if feed.KindOf(err) != feed.Offline {
		t.Errorf("a server that is not there gave %v", err)
	}
	sentences(t, err)
	if len(noted.list()) != 0 {
		t.Errorf("waited %v though there is no connection", noted.list())
	}
}

func TestUntrustedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	server.StartTLS()
	defer server.Close()
	client, _ := connect(t, server.URL, nil)
	_, err := client.Day(t.Context(), "2026-03-04")
	if feed.KindOf(err) != feed.Offline || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate of nobody gave %v", err)
	}
}

func TestPassingFailuresAreWaitedOut(t *testing.T) {
	for name, c := range map[string]struct {
		fault       feedtest.Fault
		least, most time.Duration // of the first wait
	}{
		"RateLimit":   {feedtest.Fault{Kind: feedtest.TooMany, Seconds: 7, Times: 2}, 8 * time.Second, 8 * time.Second},
		"Retry-After": {feedtest.Fault{Kind: feedtest.TooManyAfter, Seconds: 7, Times: 2}, 7 * time.Second, 7 * time.Second},
		"503":         {feedtest.Fault{Kind: feedtest.Unavailable, Times: 2}, 500 * time.Millisecond, 1500 * time.Millisecond},
		"cut off":     {feedtest.Fault{Kind: feedtest.CutOff, Times: 2}, 500 * time.Millisecond, 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, days(map[string]int{"2026-03-04": 1}))
			server.Fault(c.fault)
			client, noted := connect(t, server.URL, nil)
			edition, err := client.Day(t.Context(), "2026-03-04")
			if err != nil || len(edition.Papers) != 1 {
				t.Fatalf("%d papers, error %v", len(edition.Papers), err)
			}
			if all := noted.list(); len(all) != 2 || all[0] < c.least || all[0] > c.most {
				t.Errorf("waits %v, want two, the first from %v to %v", all, c.least, c.most)
			}
		})
	}
}

func TestPatienceEnds(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 250}))
	server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 39, Times: 1, Path: "/api/daily_papers?date=2026-03-04&limit=100&p=0"})
	server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 39, Times: 1, Path: "/api/daily_papers?date=2026-03-04&limit=100&p=1"})
	client, noted := connect(t, server.URL, nil)
	_, err := client.Day(t.Context(), "2026-03-04")
	var e *feed.Error
	if !errors.As(err, &e) || e.Kind != feed.RateLimited {
		t.Fatalf("got %v", err)
	}
	if want := now.Add(40 * time.Second); !e.RetryAt.Equal(want) || !strings.Contains(e.Message, "12:00:40 UTC") {
		t.Errorf("asking again is welcome at %v (%q), want %v", e.RetryAt, e.Message, want)
	}
	if all := noted.list(); !slices.Equal(all, []time.Duration{40 * time.Second}) {
		t.Errorf("waits %v, want 40 s once: a minute is all", all)
	}
}

func TestALargeBodyIsNotRead(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	server.Fault(feedtest.Fault{Kind: feedtest.Endless})
	log := &logged{}
	client, _ := connect(t, server.URL, func(cfg *feed.Config) {
		cfg.Log, cfg.Limits.Page = log.logger(), 1<<20
	})
	if _, err := client.Day(t.Context(), "2026-03-04"); feed.KindOf(err) != feed.TooLarge {
		t.Fatalf("got %v", err)
	}
	if lines := log.lines(); !strings.Contains(lines[0], "bytes=1048577 ") {
		t.Errorf("read more than the limit: %s", lines[0])
	}
}

func TestRetryAtIsTheServersWord(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header [2]string
		want   time.Time
		kind   feed.Kind
	}{
		"429 without a word": {429, [2]string{}, time.Time{}, feed.RateLimited},
		"429 with requests":  {429, [2]string{"RateLimit", `"api";r=3;t=90`}, time.Time{}, feed.RateLimited},
		"429 until a moment": {429, [2]string{"Retry-After", now.Add(90 * time.Second).Format(http.TimeFormat)}, now.Add(90 * time.Second), feed.RateLimited},
		"503 for minutes":    {503, [2]string{"Retry-After", "120"}, now.Add(2 * time.Minute), feed.Unavailable},
		"504":                {504, [2]string{}, time.Time{}, feed.TimedOut},
		"500":                {500, [2]string{}, time.Time{}, feed.Unavailable},
		"501":                {501, [2]string{}, time.Time{}, feed.Unavailable},
		"403":                {403, [2]string{}, time.Time{}, feed.BadRequest},
		"204":                {204, [2]string{}, time.Time{}, feed.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := connect(t, "", func(cfg *feed.Config) {
				cfg.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) *http.Response {
					response, _ := answerer(func(*http.Request) (int, string) { return c.status, "" }).RoundTrip(r)
					response.Header.Set(c.header[0], c.header[1])
					return response
				})}
			})
			_, err := client.Day(t.Context(), "2026-03-04")
			var e *feed.Error
			if !errors.As(err, &e) || e.Kind != c.kind || !e.RetryAt.Equal(c.want) {
				t.Errorf("got %+v, want kind %q and %v", e, c.kind, c.want)
			}
			sentences(t, err)
		})
	}
}

func TestProxyThatIsNotThere(t *testing.T) {
	client, noted := connect(t, "http://a.example", func(cfg *feed.Config) {
		cfg.HTTP = &http.Client{Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
			return url.Parse("http://127.0.0.1:1")
		}}}
	})
	if _, err := client.Day(t.Context(), "2026-03-04"); feed.KindOf(err) != feed.Offline || len(noted.list()) != 0 {
		t.Errorf("got %v after waits %v", err, noted.list())
	}
}

type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }
