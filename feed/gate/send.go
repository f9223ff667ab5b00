package gate

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

var (
	// ErrTooLarge is an answer over the limit.
	ErrTooLarge = errors.New("answer over the limit")
	// ErrRedirect is a redirect that is not followed.
	ErrRedirect = errors.New("redirect not followed")
)

// mostRedirects is how many redirects in a row end a request.
const mostRedirects = 5

// HTTP makes a client for requests: given, or where that is nil one that
// honours HTTPS_PROXY and bounds the time until connected and until an answer
// begins. It follows no redirect by itself: each is a request of its own.
func HTTP(given *http.Client, connect, header time.Duration) *http.Client {
	client := &http.Client{}
	if given != nil {
		*client = *given
	} else {
		client.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   connect,
			ResponseHeaderTimeout: header,
			IdleConnTimeout:       60 * time.Second,
			MaxIdleConnsPerHost:   4,
			ForceAttemptHTTP2:     true,
			// A header is a few kilobytes; the default would take a megabyte.
			MaxResponseHeaderBytes: 64 << 10,
		}
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// send sends one request and reads the whole answer.
func (g *Gate) send(ctx context.Context, r Request) (*Answer, error) {
	limited := ctx
	if r.Whole > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, r.Whole)
		defer cancel()
	}
	request, err := http.NewRequestWithContext(limited, http.MethodGet, r.URL.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	request.Header = r.Header.Clone()
	var before *kept
	if r.Conditional {
		if before = g.recall(r.URL.String()); before != nil {
			request.Header.Set("If-None-Match", before.etag)
		}
	}
	start := time.Now()
	a, err := receive(r.HTTP, request, r.Limit)
	attrs := []slog.Attr{slog.String("method", request.Method), slog.String("host", r.URL.Host), slog.String("path", r.URL.RequestURI())}
	if a != nil {
		attrs = append(attrs, slog.Int("status", a.Status), slog.Int("bytes", len(a.Body)))
	}
	attrs = append(attrs, slog.Duration("duration", time.Since(start).Round(time.Millisecond)))
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	g.log.LogAttrs(ctx, slog.LevelInfo, "request", attrs...)
	switch {
	case err != nil:
		return nil, err
	case before != nil && a.Status == http.StatusNotModified:
		header := before.header.Clone()
		for _, name := range []string{"RateLimit", "RateLimit-Policy"} {
			header[name] = a.Header[name]
		}
		return &Answer{Status: http.StatusOK, Header: header, Body: before.body, Unchanged: true}, nil
	case r.Conditional && a.Status == http.StatusOK:
		g.keep(r.URL.String(), a)
	}
	return a, nil
}

// receive gives the answer as far as it came, also beside an error.
func receive(client *http.Client, request *http.Request, limit int64) (*Answer, error) {
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	// Closing without reading the rest drops the connection: a body without
	// end is not read on.
	defer response.Body.Close()
	a := &Answer{Status: response.StatusCode, Header: response.Header}
	if limit > 0 && response.ContentLength > limit {
		return a, ErrTooLarge
	}
	body := io.Reader(response.Body)
	if limit > 0 {
		body = io.LimitReader(body, limit+1)
	}
	a.Body, err = io.ReadAll(body)
	if err != nil {
		return a, fmt.Errorf("reading the answer: %w", err)
	}
	if limit > 0 && int64(len(a.Body)) > limit {
		return a, ErrTooLarge
	}
	return a, nil
}

func isRedirect(a *Answer) bool {
	switch a.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return a.Header.Get("Location") != ""
	}
	return false
}

// follow turns r to where a redirect leads: to http and https only, and without
// the token on the way to another host or to a connection without encryption.
func follow(r *Request, a *Answer) error {
	next, err := r.URL.Parse(a.Header.Get("Location"))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRedirect, err)
	}
	if next.Scheme != "http" && next.Scheme != "https" {
		return fmt.Errorf("%w: to scheme %q", ErrRedirect, next.Scheme)
	}
	if next.Host != r.URL.Host || next.Scheme != r.URL.Scheme {
		r.Header.Del("Authorization")
	}
	r.URL = next
	return nil
}

// passing says whether a failure may pass by itself; empty, whether an answer
// without a body is one.
func passing(empty bool, a *Answer, err error) bool {
	if err != nil {
		var (
			timeout     interface{ Timeout() bool }
			dial        *net.OpError
			certificate *tls.CertificateVerificationError
			authority   x509.UnknownAuthorityError
		)
		switch {
		case errors.Is(err, ErrTooLarge), errors.As(err, &certificate), errors.As(err, &authority):
			return false
		case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect"):
			return false
		}
		return !errors.As(err, &timeout) || !timeout.Timeout()
	}
	switch a.Status {
	case http.StatusTooManyRequests, http.StatusRequestTimeout, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return empty && a.Status == http.StatusOK && len(a.Body) == 0
}
