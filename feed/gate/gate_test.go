package gate_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"offprint/feed/gate"
)

const list = "https://hub.example/api/daily_papers"

func TestHubsLimitsAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		kind             gate.Kind
		window           window
		silent           bool // without the headers
		learned          bool // the allowance is known only from the answers, so that two of its windows may meet
		requests, within int
	}{
		"600 lists":             {gate.API, window{name: "api", quota: 500}, false, false, 600, 500},
		"without headers":       {gate.API, window{name: "api", quota: 500}, true, false, 600, 500},
		"with a token":          {gate.API, window{name: "api", quota: 1000}, false, false, 1300, 1000},
		"beside others":         {gate.API, window{name: "api", quota: 500, others: 300}, false, true, 600, 200},
		"searches":              {gate.Search, window{name: "search", quota: 50}, false, false, 120, 50},
		"searches, named api":   {gate.Search, window{name: "api", quota: 500}, false, false, 120, 50},
		"pages":                 {gate.Pages, window{name: "pages", quota: 100}, true, false, 240, 100},
		"less than was assumed": {gate.API, window{name: "api", quota: 60}, false, true, 160, 60},
	} {
		for _, workers := range []int{1, 4} {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(77 * time.Second) // of the bubble: begin in the middle of a window
				limit := c.window
				limit.length, limit.clock, limit.mu = 5*time.Minute, &clock{bubble: true}, &sync.Mutex{}
				s := &server{clock: limit.clock, answer: limit.answer}
				if c.silent {
					s.answer = func(r *http.Request, n int) (int, http.Header, string) {
						status, _, body := limit.answer(r, n)
						return status, nil, body
					}
				}
				var pauses []gate.Pause
				var mu sync.Mutex
				g := gate.New(gate.Config{OnPause: func(p gate.Pause) {
					mu.Lock()
					defer mu.Unlock()
					pauses = append(pauses, p)
				}})
				var group sync.WaitGroup
				for range workers {
					group.Go(func() {
						for range c.requests / workers {
							if a, err := g.Do(t.Context(), s.request(c.kind, list)); err != nil || a.Status != 200 {
								t.Errorf("%s: %+v, %v", name, a, err)
								return
							}
						}
					})
				}
				group.Wait()
				times := s.times()
				if len(times) != c.requests || limit.refused != 0 {
					t.Errorf("%s by %d: %d requests, %d refused; want %d and none", name, workers, len(times), limit.refused, c.requests)
				}
				if n := most(times, 5*time.Minute); !c.learned && n > c.within {
					t.Errorf("%s by %d: %d requests in 5 minutes, want at most %d", name, workers, n, c.within)
				}
				rounds := (c.requests - 1) / c.within
				if len(pauses) < rounds || len(pauses) > 4*rounds || pauses[0].Host != "hub.example" || !strings.Contains(pauses[0].Why, "used up") {
					t.Errorf("%s by %d: told of %+v", name, workers, pauses)
				}
				if took := times[len(times)-1].Sub(times[0]); took > time.Duration(rounds+1)*5*time.Minute {
					t.Errorf("%s by %d: took %v", name, workers, took)
				}
			})
		}
	}
}

func TestAPauseIsShared(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
		if n == 1 {
			return 429, http.Header{"Ratelimit": {`"api";r=0;t=119`}}, ""
		}
		return 200, nil, "[]"
	}}
	var told []gate.Pause
	g := gate.New(gate.Config{Now: clock.now, Wait: clock.wait, OnPause: func(p gate.Pause) { told = append(told, p) }})
	patience := time.Minute
	impatient := s.request(gate.API, list)
	impatient.Patience = &patience
	a, err := g.Do(t.Context(), impatient)
	until := clock.now().Add(2 * time.Minute)
	if err != nil || a.Status != 429 || !a.RetryAt.Equal(until) {
		t.Fatalf("got %+v, %v", a, err)
	}
	var paused *gate.Paused
	if _, err := g.Do(t.Context(), impatient); !errors.As(err, &paused) || !paused.Until.Equal(until) || paused.Host != "hub.example" {
		t.Errorf("another request during the pause gave %v", err)
	}
	if len(told) != 1 || told[0] != (gate.Pause{Host: "hub.example", Until: until, Why: "it was asked too often"}) {
		t.Errorf("told of %+v", told)
	}
	if _, err := g.Do(t.Context(), s.request(gate.API, "https://other.example/x")); err != nil {
		t.Errorf("another host: %v", err)
	}
	if _, err := g.Do(t.Context(), s.request(gate.Pictures, "https://hub.example/x.png")); err != nil {
		t.Errorf("another kind: %v", err)
	}
	if len(clock.waits) != 0 || patience != time.Minute {
		t.Errorf("waited %v, patience left %v", clock.waits, patience)
	}
	if _, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil || s.times()[3].Before(until) {
		t.Errorf("a patient request went at %v, want %v; error %v", s.times()[3], until, err)
	}
}

func TestResume(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
		if n == 1 {
			return 429, http.Header{"Retry-After": {"3600"}}, ""
		}
		return 200, nil, "[]"
	}}
	g := gate.New(gate.Config{Now: clock.now, Wait: clock.wait})
	patience := time.Minute
	r := s.request(gate.API, list)
	r.Patience = &patience
	if a, err := g.Do(t.Context(), r); err != nil || a.Status != 429 {
		t.Fatalf("got %+v, %v", a, err)
	}
	g.Resume("other.example")
	if _, err := g.Do(t.Context(), r); err == nil {
		t.Error("the pause of one host ended with another's")
	}
	g.Resume("hub.example")
	if a, err := g.Do(t.Context(), r); err != nil || a.Status != 200 || len(clock.waits) != 0 {
		t.Errorf("got %+v, %v after waits %v", a, err, clock.waits)
	}
}

func TestTriesAndPatience(t *testing.T) {
	for name, c := range map[string]struct {
		status   int
		header   http.Header
		kind     gate.Kind
		requests int
		waited   time.Duration // at least
	}{
		"200":               {200, nil, gate.API, 1, 0},
		"404":               {404, nil, gate.API, 1, 0},
		"501":               {501, nil, gate.API, 1, 0},
		"500":               {500, nil, gate.API, 3, 1500 * time.Millisecond},
		"503 with a word":   {503, http.Header{"Retry-After": {"9"}}, gate.API, 3, 18 * time.Second},
		"429 with a word":   {429, http.Header{"Retry-After": {"9"}}, gate.API, 3, 18 * time.Second},
		"429 at arXiv":      {429, nil, gate.ArXiv, 1, 0},
		"503 at arXiv":      {503, nil, gate.ArXiv, 1, 0},
		"nothing at arXiv":  {200, nil, gate.ArXiv, 3, 6 * time.Second},
		"nothing elsewhere": {200, nil, gate.API, 1, 0},
	} {
		clock := newClock()
		s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return c.status, c.header, "" }}
		g := gate.New(gate.Config{Now: clock.now, Wait: clock.wait})
		start, patience := clock.now(), time.Minute
		r := s.request(c.kind, list)
		r.Patience = &patience
		a, err := g.Do(t.Context(), r)
		if err != nil || a.Status != c.status || len(s.times()) != c.requests {
			t.Errorf("%s: %+v, %v after %d requests, want %d", name, a, err, len(s.times()), c.requests)
		}
		if took := clock.now().Sub(start); took < c.waited || took > c.waited+10*time.Second {
			t.Errorf("%s: took %v, want %v or little more", name, took, c.waited)
		}
		if waited := clock.now().Sub(start); c.kind != gate.ArXiv && time.Minute-patience != waited {
			t.Errorf("%s: waited %v, of patience %v was taken", name, waited, time.Minute-patience)
		}
	}
}

func TestAskingWhetherItChanged(t *testing.T) {
	clock := newClock()
	tag := `W/"1"`
	s := &server{clock: clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
		header := http.Header{"Etag": {tag}, "Link": {`<x>; rel="next"`}, "Ratelimit": {`"api";r=0;t=9`}}
		if r.Header.Get("If-None-Match") == tag {
			return 304, header, ""
		}
		return 200, header, "the list " + tag
	}}
	g := gate.New(gate.Config{Now: clock.now, Wait: clock.wait})
	ask := func(conditional bool) *gate.Answer {
		t.Helper()
		r := s.request(gate.API, list)
		r.Conditional = conditional
		a, err := g.Do(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for i, want := range []bool{false, true, true} {
		if a := ask(true); a.Unchanged != want || a.Status != 200 || string(a.Body) != `the list W/"1"` || a.Header.Get("Link") == "" {
			t.Errorf("answer %d: %+v", i, a)
		}
	}
	if a := ask(false); a.Unchanged {
		t.Errorf("without the question: %+v", a)
	}
	tag = `W/"2"`
	if a := ask(true); a.Unchanged || string(a.Body) != `the list W/"2"` {
		t.Errorf("changed: %+v", a)
	}
	if a := ask(true); !a.Unchanged || string(a.Body) != `the list W/"2"` {
		t.Errorf("unchanged since: %+v", a)
	}
	// What the server says of its allowance counts in such answers too.
	if len(clock.waits) != 5 || clock.waits[4] != 10*time.Second {
		t.Errorf("waits %v", clock.waits)
	}
}

func TestKeptAnswersAreBounded(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
		if r.Header.Get("If-None-Match") != "" {
			return 304, nil, ""
		}
		return 200, http.Header{"Etag": {`"x"`}}, strings.Repeat("x", 1<<20)
	}}
	g := gate.New(gate.Config{Now: clock.now, Wait: clock.wait})
	unchanged := func(path string) bool {
		r := s.request(gate.API, list+path)
		r.Conditional = true
		a, err := g.Do(t.Context(), r)
		if err != nil || len(a.Body) != 1<<20 {
			t.Fatalf("%+v, %v", a, err)
		}
		return a.Unchanged
	}
	for i := range 17 {
		unchanged("?p=" + text(i))
	}
	if unchanged("?p=0") {
		t.Error("more than 16 MiB is kept")
	}
	if !unchanged("?p=16") {
		t.Error("the newest is not kept")
	}
}

func TestEachRedirectWaitsItsTurn(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(r *http.Request, n int) (int, http.Header, string) {
		switch n {
		case 1:
			return 301, http.Header{"Location": {"https://export.example/q?x=1"}}, ""
		case 2:
			if r.Header.Get("Authorization") != "" {
				t.Error("the token went to another host")
			}
			return 200, nil, "x"
		}
		return 302, http.Header{"Location": {"file:///etc/passwd"}}, ""
	}}
	g := gate.New(gate.Config{Now: clock.now, Wait: clock.wait})
	r := s.request(gate.ArXiv, "http://arxiv.example/q?x=1")
	r.Header = http.Header{"Authorization": {"Bearer x"}}
	if a, err := g.Do(t.Context(), r); err != nil || string(a.Body) != "x" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if got := s.addresses; !slices.Equal(got, []string{"http://arxiv.example/q?x=1", "https://export.example/q?x=1"}) || closest(s.times()) < 3*time.Second {
		t.Errorf("asked %q at %v", got, s.times())
	}
	if _, err := g.Do(t.Context(), r); !errors.Is(err, gate.ErrRedirect) || len(s.times()) != 3 {
		t.Errorf("got %v after %d requests", err, len(s.times()))
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	clock := newClock()
	ctx, cancel := context.WithCancel(t.Context())
	s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 200, nil, "x" }}
	g := gate.New(gate.Config{Now: clock.now, Wait: func(ctx context.Context, d time.Duration) error {
		cancel()
		return clock.wait(ctx, d)
	}})
	r := s.request(gate.ArXiv, "https://arxiv.example/q")
	if _, err := g.Do(ctx, r); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Do(ctx, r); !errors.Is(err, context.Canceled) || len(s.times()) != 1 {
		t.Errorf("got %v after %d requests", err, len(s.times()))
	}
	if _, err := g.Do(t.Context(), r); err != nil {
		t.Errorf("the next in turn: %v", err)
	}
}

func TestATimerIsTheStandard(t *testing.T) {
	clock := newClock()
	s := &server{clock: clock, answer: func(*http.Request, int) (int, http.Header, string) { return 503, http.Header{"Retry-After": {"0"}}, "" }}
	g := gate.New(gate.Config{})
	if a, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil || a.Status != 503 || len(s.times()) != 3 {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestWhatIsUnderWayCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The first answer has not counted the second request, which is slow.
		s := &server{clock: &clock{bubble: true}, answer: func(_ *http.Request, n int) (int, http.Header, string) {
			switch n {
			case 1:
				time.Sleep(time.Second)
				return 200, http.Header{"Ratelimit": {`"api";r=1;t=60`}}, "[]"
			case 2:
				time.Sleep(10 * time.Second)
			}
			return 200, nil, "[]"
		}}
		g := gate.New(gate.Config{})
		var group sync.WaitGroup
		for _, at := range []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond} {
			group.Go(func() {
				time.Sleep(at)
				if _, err := g.Do(t.Context(), s.request(gate.API, list)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if times := s.times(); times[2].Sub(times[0]) < time.Minute {
			t.Errorf("the third request went %v after the first", times[2].Sub(times[0]))
		}
	})
}
