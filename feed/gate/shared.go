package gate

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// sharedFile is the lock that this program holds while it asks.
type sharedFile struct{ lock *flock.Flock }

// sharedState is what the programs tell each other.
type sharedState struct {
	Last  time.Time `json:"last"`           // the last request
	Until time.Time `json:"until,omitzero"` // no request before it
	Why   string    `json:"why,omitempty"`
}

// lockPoll is how often to look whether another program is done.
const lockPoll = 200 * time.Millisecond

// openShared waits until no other program asks, and reads what they noted. It
// gives nil where there is no file, or it cannot be used: then this program
// keeps the pace by itself.
func (g *Gate) openShared(ctx context.Context, b *bucket) (*sharedFile, error) {
	if g.shared == "" {
		return nil, nil
	}
	file := &sharedFile{lock: flock.New(g.shared+".lock", flock.SetPermissions(0o600))}
	for {
		locked, err := file.lock.TryLock()
		if err != nil {
			g.unusable(err)
			return nil, nil
		}
		if locked {
			break
		}
		if err := g.wait(ctx, lockPoll); err != nil {
			return nil, err
		}
	}
	state, known := g.readShared()
	g.mu.Lock()
	defer g.mu.Unlock()
	now := b.moment(g.now(), time.Time{})
	if known {
		// A moment to come was written by a clock that is ahead of this one:
		// no more is sure than that a request may just have gone.
		if state.Last.After(now) {
			state.Last = now
		}
		b.last = later(b.last, state.Last)
		// Nor is a pause that is longer than any that is noted.
		if !state.Until.After(now.Add(max(b.rule.overload, time.Hour))) {
			b.block(state.Until, state.Why)
		}
	}
	return file, nil
}

// readShared gives what other programs noted. Where the file says nothing that
// can be read, one may just have been interrupted: that counts as a request.
func (g *Gate) readShared() (state sharedState, known bool) {
	data, err := os.ReadFile(g.shared)
	if errors.Is(err, fs.ErrNotExist) {
		return sharedState{}, false
	}
	if err != nil {
		g.unusable(err)
		return sharedState{}, false
	}
	if len(data) > 4<<10 || json.Unmarshal(data, &state) != nil {
		return sharedState{Last: g.now()}, true
	}
	return state, true
}

// writeShared notes the last request, and a pause.
func (g *Gate) writeShared(b *bucket, file *sharedFile) {
	if file == nil {
		return
	}
	g.mu.Lock()
	state := sharedState{Last: b.last.UTC().Round(0)}
	if b.blocked.After(b.last) {
		state.Until, state.Why = b.blocked.UTC().Round(0), b.why
	}
	g.mu.Unlock()
	data, err := json.Marshal(state)
	if err == nil {
		err = os.WriteFile(g.shared, data, 0o600)
	}
	if err != nil {
		g.unusable(err)
	}
}

// closeShared lets the other programs ask.
func (g *Gate) closeShared(file *sharedFile) {
	if file == nil {
		return
	}
	if err := file.lock.Close(); err != nil {
		g.unusable(err)
	}
}

func (g *Gate) unusable(err error) {
	g.log.Warn("the files that keep the servers' limits across programs cannot be used", slog.String("path", g.shared), slog.Any("error", err))
}
