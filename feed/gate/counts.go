package gate

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/gofrs/flock"
)

// sharedCount is what the programs on this computer tell each other of one
// allowance at Hugging Face, which counts them as one.
type sharedCount struct {
	Quota  int   `json:"quota"`
	Window int64 `json:"window"` // milliseconds
	// Sent are the requests of the last window, the oldest first, in milliseconds
	// since 1970.
	Sent []int64 `json:"sent"`
}

// counts is the file of all allowances, while this program looks or writes into
// it.
type counts struct {
	lock    *flock.Flock
	all     map[string]sharedCount // by the keys of the buckets
	changed bool                   // since it was read
}

const (
	// countPoll is how often to look whether another program has let go of the
	// file; it holds it for no longer than it takes to read and write it.
	countPoll = 10 * time.Millisecond
	// mostCountPolls is how often before this program goes on without the others:
	// one may have been stopped just then.
	mostCountPolls = 1000
	// largestCounts bounds the file, in bytes: a request takes 14, and the
	// largest allowance known has 500 of them.
	largestCounts = 1 << 20
)

// openCounts waits until no other program is at the file and reads it. It gives
// nil where there is no file, it cannot be used, or b counts nothing. closeCounts
// follows.
func (g *Gate) openCounts(ctx context.Context, b *bucket) (*counts, error) {
	if g.shared == "" || b.rule.alone || ruleOf(b.kind).quota == 0 {
		return nil, nil
	}
	select {
	case g.counting <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c := &counts{lock: flock.New(g.shared+".counts.lock", flock.SetPermissions(0o600)), all: map[string]sharedCount{}}
	for polls := 0; ; polls++ {
		locked, err := c.lock.TryLock()
		if locked {
			break
		}
		if err == nil && polls == mostCountPolls {
			err = errors.New("another program does not let go of it")
		}
		if err != nil {
			g.unusable(err)
			<-g.counting
			return nil, nil
		}
		if err := g.wait(ctx, countPoll); err != nil {
			<-g.counting
			return nil, err
		}
	}
	data, err := os.ReadFile(g.shared + ".counts")
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		g.unusable(err)
	case len(data) > largestCounts || json.Unmarshal(data, &c.all) != nil || c.all == nil:
		// Another program may have been killed while it wrote. What it counted is
		// lost; the server's own word is left.
		c.all = map[string]sharedCount{}
	}
	return c, nil
}

// read takes in what all programs have sent. The gate's lock is held.
func (c *counts) read(b *bucket, now time.Time) {
	if c == nil {
		return
	}
	s := c.all[key(b.kind, b.host)]
	window := time.Duration(s.Window) * time.Millisecond
	if s.Quota < 1 || window < time.Second || window > longestPause || len(s.Sent) == 0 {
		return
	}
	if len(s.Sent) > s.Quota {
		s.Sent = s.Sent[len(s.Sent)-s.Quota:]
	}
	sent := make([]time.Time, 0, len(s.Sent))
	for _, ms := range s.Sent {
		at := time.UnixMilli(ms)
		if at.After(now) { // written by a clock that is ahead of this one
			at, c.changed = now, true
		}
		sent = append(sent, at)
	}
	slices.SortFunc(sent, time.Time.Compare)
	if now.Sub(sent[len(sent)-1]) > window+time.Second {
		return // all of it is over, and what was learned may be, too
	}
	b.sent = sent
	if !b.learned { // another program may have been told
		b.rule.quota, b.rule.window = s.Quota, window
	}
	if c.changed {
		c.write(b)
	}
}

// write notes what was sent, this program's new request among it. The gate's lock
// is held; the file is written by closeCounts.
func (c *counts) write(b *bucket) {
	if c == nil {
		return
	}
	c.changed = true
	s := sharedCount{Quota: b.rule.quota, Window: b.rule.window.Milliseconds()}
	for _, at := range b.sent {
		s.Sent = append(s.Sent, at.UnixMilli())
	}
	c.all[key(b.kind, b.host)] = s
	for name, other := range c.all { // of servers that are no longer asked
		if n := len(other.Sent); n == 0 || b.latest.Sub(time.UnixMilli(other.Sent[n-1])) > longestPause {
			delete(c.all, name)
		}
	}
}

// closeCounts writes the file where something in it changed, and lets the other
// programs at it.
func (g *Gate) closeCounts(c *counts) {
	if c == nil {
		return
	}
	defer func() { <-g.counting }()
	if c.changed {
		data, err := json.Marshal(c.all)
		if err == nil {
			err = os.WriteFile(g.shared+".counts", data, 0o600)
		}
		if err != nil {
			g.unusable(err)
		}
	}
	if err := c.lock.Close(); err != nil {
		g.unusable(err)
	}
}
