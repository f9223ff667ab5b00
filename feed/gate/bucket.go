package gate

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bucket is what is known of one allowance. The gate's lock guards it, turn
// apart.
type bucket struct {
	kind Kind
	host string
	rule rule
	// turn holds one, where requests go one at a time.
	turn chan struct{}

	sent   []time.Time // the requests of the last window, the oldest first
	last   time.Time   // when the last request went or, once it is over, ended
	latest time.Time   // the latest moment seen
	flying int         // requests without their answer so far
	number int         // of the last request, counted from 1

	learned bool // whether the server said how large the allowance is

	known bool // whether the server said how many are left until …
	left  int
	until time.Time

	blocked time.Time // no request before it, because …
	why     string
	told    time.Time // the end of the pause that was told of
}

func newBucket(kind Kind, host string) *bucket {
	return &bucket{kind: kind, host: host, rule: ruleOf(kind), turn: make(chan struct{}, 1)}
}

// Reasons to wait that are nobody's pause.
const (
	paced   = "paced"   // the usual gap
	another = "another" // between two tries of one request
)

// moment is now, or the end of a wait that is later. Where the clock was set
// back, all that was noted moves back with it, as if no time had passed: then
// nothing goes too early, and no pause lasts for hours.
func (b *bucket) moment(now, waited time.Time) time.Time {
	if waited.After(now) {
		now = waited
	}
	// Callers may have read the clock in another order than they come here.
	const tolerance = time.Second
	switch back := b.latest.Sub(now); {
	case back > tolerance:
		for i := range b.sent {
			b.sent[i] = b.sent[i].Add(-back)
		}
		for _, t := range []*time.Time{&b.last, &b.until, &b.blocked, &b.told} {
			if !t.IsZero() {
				*t = t.Add(-back)
			}
		}
		b.latest = now
	case back > 0:
		now = b.latest
	default:
		b.latest = now
	}
	return now
}

// next is when the next request may go, and why not earlier.
func (b *bucket) next(now, notBefore time.Time) (at time.Time, why string) {
	at = now
	later := func(t time.Time, reason string) {
		if t.After(at) {
			at, why = t, reason
		}
	}
	if b.rule.gap > 0 && !b.last.IsZero() {
		later(b.last.Add(b.rule.gap), paced)
	}
	later(notBefore, another)
	later(b.blocked, b.why)
	if b.known && b.left <= 0 {
		later(b.until, b.usedUp())
	}
	if n := len(b.sent); b.rule.quota > 0 && n >= b.rule.quota {
		// Counted over every stretch of the window's length, so that it does
		// not matter where the server's windows begin.
		later(b.sent[n-b.rule.quota].Add(b.rule.window+time.Second), b.usedUp())
	}
	return at, why
}

func (b *bucket) usedUp() string {
	if b.rule.quota == 0 {
		return "its allowance is used up"
	}
	return fmt.Sprintf("its allowance of %d requests in %.0f minutes is used up", b.rule.quota, b.rule.window.Minutes())
}

// take notes a request that goes now, and gives its number.
func (b *bucket) take(now time.Time) int {
	b.last = now
	b.flying++
	b.number++
	if b.known && !now.Before(b.until) {
		b.known = false
	}
	if b.known {
		b.left--
	}
	if b.rule.quota == 0 {
		return b.number
	}
	old := 0
	for old < len(b.sent) && now.Sub(b.sent[old]) > b.rule.window+time.Second {
		old++
	}
	b.sent = append(slices.Delete(b.sent, 0, old), now)
	return b.number
}

// block puts off every request until t.
func (b *bucket) block(t time.Time, why string) {
	if t.After(b.blocked) {
		b.blocked, b.why = t, why
	}
}

// announce gives the pause until at, and whether it was not told of before.
func (b *bucket) announce(host string, at time.Time, why string) (p Pause, fresh bool) {
	p = Pause{Host: host, Until: at.UTC().Round(0), Why: why}
	if why == paced || why == another || !at.After(b.told) {
		return p, false
	}
	b.told = at
	return p, true
}

var (
	// rateLimit is the header of the remaining requests, as in Hugging Face's
	// client ("api";r=0;t=55).
	rateLimit = regexp.MustCompile(`"(\w+)"\s*;\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)`)
	// ratePolicy is that of the whole allowance ("fixed window";"api";q=500;w=300).
	ratePolicy = regexp.MustCompile(`(?:"(\w+)"\s*;\s*)?q\s*=\s*(\d+).*?w\s*=\s*(\d+)`)
)

// learn takes in what the headers of the answer to a request say of the
// allowance.
func (b *bucket) learn(header http.Header, number int, now time.Time) {
	if m := ratePolicy.FindStringSubmatch(header.Get("RateLimit-Policy")); m != nil {
		quota, window := whole(m[2]), seconds(m[3])
		// More than was assumed is believed of this very allowance only.
		if quota > 0 && window > 0 && (m[1] == string(b.kind) || b.rule.quota == 0 || window >= b.rule.window && quota <= b.rule.quota) {
			b.rule.quota, b.rule.window, b.learned = quota, window, true
		}
	}
	m := rateLimit.FindStringSubmatch(header.Get("RateLimit"))
	if m == nil {
		return
	}
	// The server has not counted what went after this request, and perhaps not
	// all of what is under way.
	b.left = whole(m[2]) - (b.number - number) - max(0, b.flying-1)
	b.known, b.until = true, now.Add(seconds(m[3])+time.Second)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// pause is how long to wait after a failed try, and whether the server asked
// for it: what the RateLimit header says when nothing is left, else
// Retry-After, else, from an overloaded server, what it is known to need, else
// longer from try to try, with jitter so that many do not come back at once.
func (b *bucket) pause(a *Answer, try int, now time.Time) (d time.Duration, asked bool) {
	if a != nil {
		if m := rateLimit.FindStringSubmatch(a.Header.Get("RateLimit")); m != nil && whole(m[2]) == 0 {
			return seconds(m[3]) + time.Second, true
		}
		after := strings.TrimSpace(a.Header.Get("Retry-After"))
		if after != "" && strings.Trim(after, "0123456789") == "" {
			return seconds(after), true
		}
		if at, err := http.ParseTime(after); err == nil {
			return min(max(0, at.Sub(now)), longestPause), true
		}
		if b.rule.overload > 0 && (a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable) {
			return b.rule.overload, true
		}
	}
	base := time.Second << min(try-1, 5)
	return base/2 + rand.N(base), false
}

// longestPause is as long as any server is believed.
const longestPause = 24 * time.Hour

// seconds reads a number of seconds.
func seconds(s string) time.Duration {
	n, err := strconv.Atoi(s)
	if err != nil || n > int(longestPause/time.Second) {
		return longestPause
	}
	return time.Duration(n) * time.Second
}

// whole reads a number of requests.
func whole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n > 1_000_000 {
		return 1_000_000
	}
	return n
}
