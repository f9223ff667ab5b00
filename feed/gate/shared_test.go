package gate_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"offprint/feed/gate"
)

const query = "https://arxiv.example/api/query"

func TestArXivsPaceIsKept(t *testing.T) {
	for name, shared := range map[string]bool{"one gate": false, "two gates sharing a file": true} {
		path := filepath.Join(t.TempDir(), "arxiv")
		synctest.Test(t, func(t *testing.T) {
			// Answers take up to four seconds.
			s := &server{clock: &clock{bubble: true}, answer: func(_ *http.Request, n int) (int, http.Header, string) {
				time.Sleep(time.Duration(n%5) * time.Second)
				return 200, nil, "x"
			}}
			gates := []*gate.Gate{gate.New(gate.Config{})}
			if shared {
				gates = []*gate.Gate{gate.New(gate.Config{Shared: path}), gate.New(gate.Config{Shared: path})}
			}
			var group sync.WaitGroup
			for worker := range 4 {
				group.Go(func() {
					for range 25 {
						patience := time.Second // waiting for one's turn takes none
						r := s.request(gate.ArXiv, query)
						r.Patience = &patience
						if _, err := gates[worker%len(gates)].Do(t.Context(), r); err != nil {
							t.Errorf("%s: %v", name, err)
							return
						}
					}
				})
			}
			group.Wait()
			times := s.times()
			if len(times) != 100 || closest(times) < 3*time.Second || s.top != 1 {
				t.Errorf("%s: %d requests, %v between two, %d at once", name, len(times), closest(times), s.top)
			}
			for i := range 99 {
				if answer := time.Duration((i+1)%5) * time.Second; times[i+1].Sub(times[i]) < answer+3*time.Second {
					t.Errorf("%s: request %d went %v after one whose answer took %v", name, i+2, times[i+1].Sub(times[i]), answer)
				}
			}
			if took := times[99].Sub(times[0]); took > 10*time.Minute {
				t.Errorf("%s: 100 requests took %v", name, took)
			}
		})
	}
}

func TestArXivsPauseIsEveryPrograms(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
		if n == 1 {
			return 429, nil, "Rate exceeded."
		}
		return 200, nil, "x"
	}}
	path := filepath.Join(t.TempDir(), "arxiv")
	var told []gate.Pause
	one := gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait, OnPause: func(p gate.Pause) { told = append(told, p) }})
	two := gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait})
	patience := time.Minute
	r := s.request(gate.ArXiv, query)
	r.Patience = &patience
	a, err := one.Do(t.Context(), r)
	if err != nil || a.Status != 429 || !a.RetryAt.Equal(clock.now().Add(10*time.Minute)) {
		t.Fatalf("got %+v, %v", a, err)
	}
	for name, g := range map[string]*gate.Gate{"this": one, "the other": two} {
		var paused *gate.Paused
		if _, err := g.Do(t.Context(), r); !errors.As(err, &paused) || !paused.Until.Equal(a.RetryAt) {
			t.Errorf("%s program went on: %v", name, err)
		}
	}
	if len(told) != 1 || len(s.times()) != 1 {
		t.Errorf("%d requests, told of %+v", len(s.times()), told)
	}
	clock.set(10 * time.Minute)
	if a, err := two.Do(t.Context(), r); err != nil || a.Status != 200 {
		t.Errorf("after the pause: %+v, %v", a, err)
	}
}

func TestAWrongClock(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 200, nil, "x" }}
	path := filepath.Join(t.TempDir(), "arxiv")
	g := gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait})
	ask := func() time.Duration {
		t.Helper()
		start := clock.now()
		if _, err := g.Do(t.Context(), s.request(gate.ArXiv, query)); err != nil {
			t.Fatal(err)
		}
		return clock.now().Sub(start)
	}
	ask()
	clock.set(-365 * 24 * time.Hour)
	if d := ask(); d < 3*time.Second || d > 4*time.Second {
		t.Errorf("with the clock set back a year a request waited %v", d)
	}
	g = gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait})
	clock.set(-time.Hour)
	if d := ask(); d < 3*time.Second || d > 4*time.Second {
		t.Errorf("after a program with a clock ahead a request waited %v", d)
	}
	// A clock that stands still does not stop the program.
	still := gate.New(gate.Config{Now: func() time.Time { return time.Unix(0, 0) }, Wait: clock.wait})
	for range 3 {
		if _, err := still.Do(t.Context(), s.request(gate.ArXiv, query)); err != nil {
			t.Fatal(err)
		}
	}
	clock.waits = nil
	for range 600 {
		if _, err := still.Do(t.Context(), s.request(gate.API, list)); err != nil {
			t.Fatal(err)
		}
	}
	if len(clock.waits) == 0 {
		t.Error("600 requests of no time went without a wait")
	}
}

func TestASharedFileThatIsDamaged(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{
		"cut off":         `{"last":"2026-03-`,
		"empty":           "",
		"something else":  "hello",
		"far in the past": `{"last":"0001-01-01T00:00:00Z"}`,
		"until never":     `{"last":"2026-03-04T11:00:00Z","until":"9999-01-01T00:00:00Z","why":"x"}`,
	} {
		clock := newClock()
		s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 200, nil, "x" }}
		path := filepath.Join(folder, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		g := gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait})
		start := clock.now()
		for range 2 {
			if _, err := g.Do(t.Context(), s.request(gate.ArXiv, query)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if took := clock.now().Sub(start); took < 3*time.Second || took > 8*time.Second {
			t.Errorf("%s: two requests took %v", name, took)
		}
	}
}

// Two programs side by side, one of which begins later, are one to Hugging Face.
func TestHubsLimitIsThatOfAllPrograms(t *testing.T) {
	for name, c := range map[string]struct {
		window window
		silent bool // without the headers
	}{
		"as is known":  {window{name: "api", quota: 500}, true},
		"as is said":   {window{name: "api", quota: 1000}, false},
		"less":         {window{name: "api", quota: 60}, false},
		"with headers": {window{name: "api", quota: 500}, false},
	} {
		path := filepath.Join(t.TempDir(), "arxiv")
		synctest.Test(t, func(t *testing.T) {
			limit := c.window
			limit.length, limit.clock, limit.mu = 5*time.Minute, &clock{bubble: true}, &sync.Mutex{}
			s := &server{clock: limit.clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
				time.Sleep(100 * time.Millisecond)
				status, header, body := limit.answer(r, n)
				if c.silent {
					header = nil
				}
				return status, header, body
			}}
			var group sync.WaitGroup
			for worker := range 4 {
				g := gate.New(gate.Config{Shared: path}) // each a program of its own
				group.Go(func() {
					time.Sleep(time.Duration(worker) * 7 * time.Second)
					for range 3 * limit.quota / 8 {
						if a, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil || a.Status != 200 {
							t.Errorf("%s: %+v, %v", name, a, err)
							return
						}
					}
				})
			}
			group.Wait()
			times := s.times()
			if limit.refused > 0 || len(times) != 4*(3*limit.quota/8) {
				t.Errorf("%s: of %d requests %d were refused", name, len(times), limit.refused)
			}
			if took := times[len(times)-1].Sub(times[0]); took > 8*time.Minute {
				t.Errorf("%s: took %v", name, took)
			}
			// Another allowance, and another server, are counted by themselves.
			g := gate.New(gate.Config{Shared: path})
			patience := time.Second
			for kind, address := range map[gate.Kind]string{gate.Search: list, gate.API: "https://other.example/api"} {
				r := s.request(kind, address)
				r.Patience = &patience
				if _, err := g.Do(t.Context(), r); err != nil {
					t.Errorf("%s: %s had to wait: %v", name, kind, err)
				}
			}
		})
	}
}

func TestCountsThatAreDamaged(t *testing.T) {
	later := newClock().now().Add(time.Hour).UnixMilli()
	before := newClock().now().Add(-time.Second).UnixMilli()
	for name, c := range map[string]struct {
		content string
		waits   bool // until two requests a minute are allowed again
	}{
		"cut off":        {`{"api hub.example":{"quota":2,"win`, false},
		"empty":          {"", false},
		"nothing":        {"null", false},
		"something else": {"[1,2,3]", false},
		"no quota":       {fmt.Sprintf(`{"api hub.example":{"quota":0,"window":60000,"sent":[%d,%[1]d]}}`, before), false},
		"no window":      {fmt.Sprintf(`{"api hub.example":{"quota":2,"window":-1,"sent":[%d,%[1]d]}}`, before), false},
		"endless":        {fmt.Sprintf(`{"api hub.example":{"quota":2,"window":9007199254740991,"sent":[%d,%[1]d]}}`, before), false},
		"long over":      {`{"api hub.example":{"quota":2,"window":60000,"sent":[1,2]}}`, false},
		"another server": {fmt.Sprintf(`{"api a.example":{"quota":2,"window":60000,"sent":[%d,%[1]d]}}`, before), false},
		"sound":          {fmt.Sprintf(`{"api hub.example":{"quota":2,"window":60000,"sent":[%d,%[1]d]}}`, before), true},
		"a clock ahead":  {fmt.Sprintf(`{"api hub.example":{"quota":2,"window":60000,"sent":[%d,%[1]d]}}`, later), true},
		"too many":       {fmt.Sprintf(`{"api hub.example":{"quota":2,"window":60000,"sent":[%d,%[1]d,%[1]d,%[1]d]}}`, before), true},
	} {
		clock := newClock()
		s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 200, nil, "x" }}
		path := filepath.Join(t.TempDir(), "arxiv")
		if err := os.WriteFile(path+".counts", []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		g := gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait})
		start := clock.now()
		for range 2 {
			if _, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		took := clock.now().Sub(start)
		if c.waits && (took < time.Minute || took > 62*time.Second) || !c.waits && took > time.Second {
			t.Errorf("%s: two requests took %v", name, took)
		}
	}
}

// A program that was stopped while it was at the file holds nobody up for long.
func TestCountsThatAreNotLetGo(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 200, nil, "x" }}
	path := filepath.Join(t.TempDir(), "arxiv")
	held := flock.New(path + ".counts.lock")
	if locked, err := held.TryLock(); err != nil || !locked {
		t.Fatal(locked, err)
	}
	defer held.Close()
	var log bytes.Buffer
	g := gate.New(gate.Config{Shared: path, Now: clock.now, Wait: clock.wait, Log: slog.New(slog.NewTextHandler(&log, nil))})
	start := clock.now()
	if _, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil {
		t.Fatal(err)
	}
	if took := clock.now().Sub(start); took < 5*time.Second || took > 15*time.Second || !strings.Contains(log.String(), "does not let go") {
		t.Errorf("it took %v; log:\n%s", took, log.String())
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.Do(cancelled, s.request(gate.API, list)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestASharedFileThatCannotBe(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 200, nil, "x" }}
	var log bytes.Buffer
	g := gate.New(gate.Config{
		Shared: filepath.Join(t.TempDir(), "no folder", "arxiv"), Now: clock.now, Wait: clock.wait,
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	for range 3 {
		if _, err := g.Do(t.Context(), s.request(gate.ArXiv, query)); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if _, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil {
			t.Fatal(err)
		}
	}
	if closest(s.times()[:3]) < 3*time.Second || !strings.Contains(log.String(), "cannot be used") {
		t.Errorf("asked at %v; log:\n%s", s.times(), log.String())
	}
	if n := strings.Count(log.String(), "msg=request "); n != 6 {
		t.Errorf("%d lines for 6 requests:\n%s", n, log.String())
	}
}
