package feed

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"offprint/feed/gate"
	"offprint/feed/plaintext"
)

// nextLink finds the relation that says that a list goes on (RFC 8288).
var nextLink = regexp.MustCompile(`;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)`)

func hasNext(a *gate.Answer) bool {
	return nextLink.MatchString(strings.Join(a.Header.Values("Link"), ","))
}

// get asks the endpoint and gives the answer of status 200. What it waits comes
// off patience.
func (c *Client) get(ctx context.Context, kind gate.Kind, path string, query url.Values, patience *time.Duration) (*gate.Answer, error) {
	u := *c.endpoint
	u.Path += path
	u.RawQuery = query.Encode()
	if unescaped, err := url.PathUnescape(path); err == nil && unescaped != path {
		u.Path, u.RawPath = c.endpoint.Path+unescaped, c.endpoint.EscapedPath()+path
	}
	for {
		header := c.header("application/json")
		token := c.token
		if c.refused.Load() {
			token = ""
		}
		if token != "" {
			header.Set("Authorization", "Bearer "+token)
		}
		a, err := c.gate.Do(ctx, gate.Request{
			Kind: kind, URL: &u, Header: header, HTTP: c.http, Limit: c.limits.Page, Whole: c.limits.Whole,
			Tries: c.limits.Tries, Patience: patience, Conditional: kind == gate.API,
		})
		if err == nil && a.Status == http.StatusOK {
			return a, nil
		}
		if err == nil && a.Status == http.StatusUnauthorized && token != "" {
			c.refused.Store(true)
			c.log.LogAttrs(ctx, slog.LevelWarn, "the token was refused and is not sent again")
			continue
		}
		return nil, c.judge(ctx, u.Host, a, err)
	}
}

func (c *Client) header(accept string) http.Header {
	return http.Header{"Accept": {accept}, "User-Agent": {c.agent}}
}

// judge says what a request to host means that failed for good.
func (c *Client) judge(ctx context.Context, host string, a *gate.Answer, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var paused *gate.Paused
	switch {
	case errors.As(err, &paused):
		return rateLimited(paused.Until.Truncate(time.Second), err)
	case err != nil:
		return c.judgeTransport(err)
	}
	if c.ownGate {
		c.gate.Resume(host)
	}
	failure := judgeStatus(a)
	failure.RetryAt = a.RetryAt
	return failure
}

// rateLimited says that the source wants a pause, until at where it said so.
func rateLimited(at time.Time, err error) *Error {
	e := &Error{Kind: RateLimited, RetryAt: at, Err: err, Message: "Hugging Face was asked too often and wants a pause. Everything kept is safe. Try again in some minutes."}
	if !at.IsZero() {
		e.Message = fmt.Sprintf("Hugging Face was asked too often and wants a pause. Everything kept is safe. Try again after %s UTC.", at.Format("15:04:05"))
	}
	return e
}

func judgeStatus(a *gate.Answer) *Error {
	cause := fmt.Errorf("status %d: %s", a.Status, complaint(a))
	switch {
	case a.Status == http.StatusTooManyRequests:
		return rateLimited(a.RetryAt, cause)
	case a.Status == http.StatusRequestTimeout, a.Status == http.StatusGatewayTimeout:
		return &Error{Kind: TimedOut, Message: "Hugging Face did not answer in time. Everything kept is safe. Try again in a while.", Err: cause}
	case a.Status >= 500:
		return &Error{Kind: Unavailable, Message: "Hugging Face has a failure of its own. Everything kept is safe. Try again in a while.", Err: cause}
	case a.Status == http.StatusBadRequest && notOpen.MatchString(complaint(a)):
		return &Error{Kind: NotOpen, Message: "This list is not open yet. Everything kept is safe. Look again later, or go back a day.", Err: cause}
	case a.Status == http.StatusNotFound:
		return &Error{Kind: NotFound, Message: "Hugging Face does not know what was asked for. Everything kept is safe. A paper that it has not indexed can still be read at arXiv.", Err: cause}
	case a.Status >= 400:
		return &Error{Kind: BadRequest, Message: "Hugging Face does not accept what was asked. Everything kept is safe. Copy the details if this stays so.", Err: cause}
	}
	return &Error{Kind: Malformed, Message: "Hugging Face gave an answer that Offprint cannot read. Everything kept is safe. Try again later.", Err: cause}
}

// notOpen is the complaint about a day, week or month without a list so far. The bound in it
// is not reliable and not read.
var notOpen = regexp.MustCompile(`"(?:date|week|month)" must be less than or equal to`)

func (c *Client) judgeTransport(err error) error {
	var (
		timeout     interface{ Timeout() bool }
		dial        *net.OpError
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
	)
	host := c.endpoint.Host
	switch {
	case errors.Is(err, gate.ErrTooLarge):
		return c.tooLarge(err)
	case errors.Is(err, gate.ErrRedirect):
		return Errorf(NotJSON, err, "Something between here and %s sends the request elsewhere. Everything kept is safe. Check the connection, then try again.", host)
	case errors.As(err, &certificate), errors.As(err, &authority):
		return Errorf(Offline, err, "The connection to %s cannot be trusted: its certificate is not valid here. Everything kept is safe. Check the network, its sign-in page and this computer's clock.", host)
	case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect"):
		return Errorf(Offline, err, "There is no connection to %s. Everything kept is here and can be read. Try again once the network is back.", host)
	case errors.As(err, &timeout) && timeout.Timeout():
		return Errorf(TimedOut, err, "The answer of %s did not come in time. Everything kept is safe. Try again in a while.", host)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Errorf(Malformed, err, "The answer of %s was cut off on the way. Everything kept is safe. Try again.", host)
	}
	return Errorf(Offline, err, "The connection to %s broke. Everything kept is here and can be read. Try again once the network is back.", host)
}

func (c *Client) tooLarge(err error) error {
	return Errorf(TooLarge, err, "The answer of %s is larger than any real list, so it was not read. Everything kept is safe. Try again later.", c.endpoint.Host)
}

// unreadable says why an answer of status 200 is not what was asked for.
func (c *Client) unreadable(a *gate.Answer, err error) error {
	if errors.Is(err, gate.ErrTooLarge) {
		return c.tooLarge(err)
	}
	// A network's sign-in page answers for every server, with status 200.
	if strings.Contains(a.Header.Get("Content-Type"), "text/html") || bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<")) {
		return Errorf(NotJSON, err, "Something else answers in place of %s, perhaps this network's sign-in page. Everything kept is safe. Open a page in the browser, then try again.", c.endpoint.Host)
	}
	return Errorf(Malformed, err, "The answer of %s is cut off or of an unknown shape. Everything kept is safe. Try again; if this stays so, Offprint may need an update.", c.endpoint.Host)
}

// complaint is what a failed request's answer says, on one line, shortened.
func complaint(a *gate.Answer) string {
	var said struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(a.Body, &said) == nil && said.Error != "" {
		return clip(plaintext.Line(clip(said.Error, 1000)), 300)
	}
	return clip(plaintext.Line(clip(string(a.Body), 1000)), 300)
}

// clip gives at most n bytes of s, cut between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
