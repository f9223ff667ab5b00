// Package gate is the one place that decides when a request may go. It keeps to
// what each server allows, for the whole program and for every program on this
// computer that is given the same file; it waits, asks again
// where that may help, bounds what it reads, and writes one line of log a
// request.
//
// What an answer means, and what readers are told of it, is not known here.
package gate

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Kind is a sort of requests that a server counts by itself.
type Kind string

// The kinds. Each is counted for each host by itself, ArXiv for all hosts
// together, as its terms of use want.
const (
	API      Kind = "api"      // Hugging Face's API: 500 in 5 minutes without a token
	Search   Kind = "search"   // its search: 50 in 5 minutes
	Pages    Kind = "pages"    // its pages: 100 in 5 minutes
	Pictures Kind = "pictures" // no limit is known; what the server says counts
	ArXiv    Kind = "arxiv"    // one every three seconds, one at a time
)

// rule is what a kind keeps to as long as the server has not said otherwise.
type rule struct {
	quota  int // requests within window; 0 means any number
	window time.Duration
	gap    time.Duration // from the end of a request to the start of the next
	alone  bool          // one request at a time
	// overload is how long to leave a server alone that says that it is
	// overloaded and not for how long.
	overload time.Duration
	// empty says that an answer without a body is a failure that passes.
	empty bool
}

// ruleOf gives the limits as they are documented (Hugging Face, "Rate limits",
// September 2025; for its search, RateLimit-Policy as seen; arXiv, "Terms of
// Use for arXiv APIs").
func ruleOf(kind Kind) rule {
	switch kind {
	case API:
		return rule{quota: 500, window: 5 * time.Minute}
	case Search:
		return rule{quota: 50, window: 5 * time.Minute}
	case Pages:
		return rule{quota: 100, window: 5 * time.Minute}
	case ArXiv:
		return rule{gap: 3 * time.Second, alone: true, overload: 10 * time.Minute, empty: true}
	}
	return rule{}
}

// Pause is a time in which a server is not asked.
type Pause struct {
	Host  string
	Until time.Time // in UTC
	// Why is a sentence without its full stop.
	Why string
}

// Paused is a request that did not go, because it would have had to wait for
// longer than its maker's patience.
type Paused struct{ Pause }

// Error says whose pause it is, why, and until when.
func (p *Paused) Error() string {
	return fmt.Sprintf("%s is not asked before %s: %s", p.Host, p.Until.Format(time.RFC3339), p.Why)
}

// Config is what a Gate is made of. The zero value works.
type Config struct {
	// Shared is a file, in a folder that exists, through which all programs
	// that are given it keep arXiv's pace together; empty means this one
	// alone. Beside it lie a file with ".counts" behind its name, through which
	// they count together what they ask Hugging Face, and one with ".lock"
	// behind the name of each.
	Shared string
	// Now is the clock; nil means the computer's time of day.
	Now func() time.Time
	// Wait sleeps until d has passed or ctx ends, whose error it gives; nil
	// means a timer.
	Wait func(ctx context.Context, d time.Duration) error
	// Log gets one line a request; nil means none.
	Log *slog.Logger
	// OnPause is told of each pause as it begins, by the request that met it;
	// nil means nobody. It must not make requests.
	OnPause func(Pause)
}

// Gate lets requests go, each at its time. It is safe for concurrent use.
type Gate struct {
	shared  string
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
	log     *slog.Logger
	onPause func(Pause)

	mu      sync.Mutex
	buckets map[string]*bucket
	kept    cache
	// counting holds one while this program is at the file of counts.
	counting chan struct{}
}

// New makes a gate.
func New(cfg Config) *Gate {
	g := &Gate{
		shared: cfg.Shared, now: cfg.Now, wait: cfg.Wait, log: cfg.Log, onPause: cfg.OnPause,
		buckets: map[string]*bucket{},
		kept:    cache{entries: map[string]*kept{}}, counting: make(chan struct{}, 1),
	}
	if g.now == nil {
		// Without the reading that stands still while the computer sleeps, with
		// which a pause would go on after its end.
		g.now = func() time.Time { return time.Now().Round(0) }
	}
	if g.wait == nil {
		g.wait = sleep
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	return g
}

// Request is a GET. The zero values of its limits mean none, but one try.
type Request struct {
	Kind Kind
	URL  *url.URL
	// Header is sent as it is, Authorization only as long as a redirect stays
	// at the same server.
	Header http.Header
	// HTTP sends it, as made by HTTP.
	HTTP *http.Client
	// Limit bounds the answer's body, in bytes, unpacked.
	Limit int64
	// Whole bounds the time until an answer is complete, once the request went.
	Whole time.Duration
	// Tries is how often to ask while the server has a failure that may pass.
	Tries int
	// Patience is the time left to wait for a server's pauses, and between
	// tries; what is waited comes off it. arXiv's usual pace does not: who asks
	// there waits for its turn.
	Patience *time.Duration
	// Conditional keeps the answer in memory, and next time asks only whether
	// it changed.
	Conditional bool
}

// Answer is a complete answer.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Unchanged says that the server was asked whether its answer is still the
	// one before and said so; the rest is that answer.
	Unchanged bool
	// RetryAt is when the server welcomes the next request, in UTC; zero when
	// it did not say.
	RetryAt time.Time
}

// Do sends the request at its time, again where that may help, and gives the
// last answer, of whatever status. Where there is none, the error is a *Paused,
// wraps ErrTooLarge or ErrRedirect, or is that of net/http; it is that of ctx
// when the caller cancelled.
func (g *Gate) Do(ctx context.Context, r Request) (*Answer, error) {
	r.Header = r.Header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	var notBefore time.Time
	redirects := 0
	for try := 1; ; {
		t, err := g.enter(ctx, r, notBefore)
		if err != nil {
			return nil, err
		}
		a, err := g.send(ctx, r)
		pause, asked := g.note(t, a, try)
		g.leave(t)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && isRedirect(a) {
			if redirects++; redirects == mostRedirects {
				return nil, fmt.Errorf("%w: the sixth in a row", ErrRedirect)
			}
			if err := follow(&r, a); err != nil {
				return nil, err
			}
			continue
		}
		if !passing(t.of.rule.empty, a, err) {
			return a, err
		}
		moment := g.now().UTC().Add(pause)
		if a != nil && asked {
			a.RetryAt = moment.Truncate(time.Second)
		}
		if try >= r.Tries || r.Patience != nil && pause > *r.Patience {
			return a, err
		}
		notBefore = moment
		try++
	}
}

// Resume ends the pauses that a host of Hugging Face's asked for: the next
// request goes although the server wanted to be left alone for longer, as when
// a reader insists. The allowance is kept to all the same. arXiv's pauses stay:
// they are those of every program here.
func (g *Gate) Resume(host string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, kind := range []Kind{API, Search, Pages, Pictures} {
		if b := g.buckets[key(kind, host)]; b != nil {
			b.blocked, b.known = time.Time{}, false
		}
	}
}

// turn is a request that may go.
type turn struct {
	of     *bucket
	number int // of the bucket's requests
	file   *sharedFile
}

// enter waits until the request may go. Once its answer is complete, leave
// follows.
func (g *Gate) enter(ctx context.Context, r Request, notBefore time.Time) (*turn, error) {
	t := &turn{of: g.bucket(r.Kind, r.URL.Host)}
	if t.of.rule.alone {
		select {
		case t.of.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		var err error
		if t.file, err = g.openShared(ctx, t.of); err != nil {
			<-t.of.turn
			return nil, err
		}
	}
	if err := g.await(ctx, t, r, notBefore); err != nil {
		g.release(t)
		return nil, err
	}
	g.writeShared(t.of, t.file)
	return t, nil
}

func (g *Gate) leave(t *turn) {
	g.mu.Lock()
	t.of.flying--
	// Only now is it sure that the request has reached the server: it may have
	// been on its way for long.
	t.of.last = t.of.moment(g.now(), t.of.last)
	g.mu.Unlock()
	g.writeShared(t.of, t.file)
	g.release(t)
}

// release lets the next request come, where they go one at a time.
func (g *Gate) release(t *turn) {
	if t.of.rule.alone {
		g.closeShared(t.file)
		<-t.of.turn
	}
}

// await waits until the bucket has room, and takes it.
func (g *Gate) await(ctx context.Context, t *turn, r Request, notBefore time.Time) error {
	b := t.of
	// After a wait, its end is trusted more than the clock: that may stand
	// still, or have been set back meanwhile.
	var waited time.Time
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		shared, err := g.openCounts(ctx, b)
		if err != nil {
			return err
		}
		g.mu.Lock()
		now := b.moment(g.now(), waited)
		shared.read(b, now)
		at, why := b.next(now, notBefore)
		if !at.After(now) {
			t.number = b.take(now)
			shared.write(b)
			g.mu.Unlock()
			g.closeCounts(shared)
			return nil
		}
		pause, fresh := b.announce(r.URL.Host, at, why)
		g.mu.Unlock()
		g.closeCounts(shared)
		if fresh {
			g.tell(pause)
		}
		d := at.Sub(now)
		if why != paced && r.Patience != nil {
			if d > *r.Patience {
				return &Paused{pause}
			}
			*r.Patience -= d
		}
		if err := g.wait(ctx, d); err != nil {
			return err
		}
		waited = at
	}
}

func (g *Gate) tell(p Pause) {
	g.log.Info("pause", slog.String("host", p.Host), slog.Time("until", p.Until), slog.String("why", p.Why))
	if g.onPause != nil {
		g.onPause(p)
	}
}

// note takes in what an answer says of the allowance and gives how long to wait
// before another try, and whether that is the server's word.
func (g *Gate) note(t *turn, a *Answer, try int) (pause time.Duration, asked bool) {
	b := t.of
	g.mu.Lock()
	now := b.moment(g.now(), time.Time{})
	pause, asked = b.pause(a, try, now)
	var told Pause
	var fresh bool
	if a != nil {
		b.learn(a.Header, t.number, now)
		if overloaded := b.rule.overload > 0 && a.Status == http.StatusServiceUnavailable; a.Status == http.StatusTooManyRequests || overloaded || asked && a.Status >= 500 {
			why := "it was asked too often"
			if a.Status >= 500 {
				why = "it has a failure of its own"
			}
			b.block(now.Add(pause), why)
			told, fresh = b.announce(b.host, now.Add(pause), why)
		}
	}
	g.mu.Unlock()
	if fresh {
		g.tell(told)
	}
	return pause, asked
}

func (g *Gate) bucket(kind Kind, host string) *bucket {
	g.mu.Lock()
	defer g.mu.Unlock()
	k := key(kind, host)
	b := g.buckets[k]
	if b == nil {
		b = newBucket(kind, host)
		g.buckets[k] = b
	}
	return b
}

func key(kind Kind, host string) string {
	if kind == ArXiv {
		return string(ArXiv)
	}
	return string(kind) + " " + host
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
