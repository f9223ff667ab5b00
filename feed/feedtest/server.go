package feedtest

import (
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"time"
)

// Server is a Handler that listens on this computer.
type Server struct {
	*Handler
	// URL is the server's address, "http://127.0.0.1:40123".
	URL  string
	http *http.Server
	done chan struct{}
}

// Addr sets where Start listens, "127.0.0.1:0" unless set.
func Addr(addr string) Option { return func(h *Handler) { h.addr = addr } }

// Start serves the recorded days in fsys until Close.
func Start(fsys fs.FS, options ...Option) (*Server, error) {
	h, err := New(fsys, options...)
	if err != nil {
		return nil, err
	}
	if h.addr == "" {
		h.addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", h.addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", h.addr, err)
	}
	s := &Server{
		Handler: h,
		URL:     "http://" + listener.Addr().String(),
		http:    &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second},
		done:    make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(listener) // ends with ErrServerClosed
	}()
	return s, nil
}

// Close ends the server and every request that is under way. It is called
// once.
func (s *Server) Close() {
	close(s.closing)
	_ = s.http.Close() // the listener is gone either way
	<-s.done
}
