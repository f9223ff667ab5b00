package session

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/natefinch/atomic"
)

// pause is the least time between two writes: while a divider is dragged, every frame is a change.
const pause = 500 * time.Millisecond

// Store keeps a session and its file the same. Changes are written in the background: the first of a burst at once,
// the rest as one write after half a second, so that a window that is killed loses half a second at most. All its
// methods may be called from any goroutine, and none but Close waits for the disk.
type Store struct {
	file string
	log  *slog.Logger

	mu      sync.Mutex
	session Session
	closed  bool

	changed chan struct{} // holds one: something is to be written
	closing chan struct{}
	ended   chan error // what became of the last write

	written Session // what the file holds; touched by the background goroutine alone
}

// Open loads the session in the file, as Load does, and keeps it from then on. The folder is made when the first change
// is written. Close must be called when the window has gone. Writes that fail are told to log.
func Open(file string, log *slog.Logger) *Store {
	s := &Store{
		file: file, log: log,
		session: Load(file),
		changed: make(chan struct{}, 1), closing: make(chan struct{}), ended: make(chan error, 1),
	}
	s.written = s.session
	go s.run()
	return s
}

// Session returns the session as it stands.
func (s *Store) Session() Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session
}

// Update changes the session and returns at once; the file follows. What change sets out of bounds stays as it was.
// After Close it does nothing. The change function must not call the store.
func (s *Store) Update(change func(*Session)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	next := s.session
	change(&next)
	s.session = next.within(s.session)
	select {
	case s.changed <- struct{}{}:
	default: // a write is due already, and will take the latest
	}
}

// Close writes what is not written yet and ends the background work. The error says that the last change is not on the
// disk. A second Close does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	close(s.closing)
	return <-s.ended
}

func (s *Store) run() {
	for {
		select {
		case <-s.closing:
			s.ended <- s.write()
			return
		case <-s.changed:
		}
		if err := s.write(); err != nil {
			s.log.Warn("the window's session was not saved", "file", s.file, "error", err)
		}
		select {
		case <-s.closing: // the next round writes
		case <-time.After(pause):
		}
	}
}

func (s *Store) write() error {
	session := s.Session()
	if session == s.written {
		return nil
	}
	data, err := session.encode()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return fmt.Errorf("make the folder of the session %s: %w", s.file, err)
	}
	if err := atomic.WriteFile(s.file, bytes.NewReader(data)); err != nil {
		return fmt.Errorf("write the session %s: %w", s.file, err)
	}
	s.written = session
	return nil
}
