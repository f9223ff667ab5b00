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
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"offprint/feed/plaintext"
)

// answer is a complete answer.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// errTooLarge is the cause of an Error of kind TooLarge.
var errTooLarge = errors.New("answer over the limit")

// nextLink finds the relation that says that a list goes on (RFC 8288).
var nextLink = regexp.MustCompile(`;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)`)

func (a *answer) hasNext() bool {
	return nextLink.MatchString(strings.Join(a.header.Values("Link"), ","))
}

// get asks the endpoint and gives the answer of status 200. It waits and asks
// again where the server's answer says that this may help, as Hugging Face's
// own client does; what it waits comes off patience.
func (c *Client) get(ctx context.Context, path string, query url.Values, patience *time.Duration) (*answer, error) {
	u := *c.endpoint
	u.Path += path
	u.RawQuery = query.Encode()
	if unescaped, err := url.PathUnescape(path); err == nil && unescaped != path {
		u.Path, u.RawPath = c.endpoint.Path+unescaped, c.endpoint.EscapedPath()+path
	}
	for try := 1; ; try++ {
		token := c.token
		if c.refused.Load() {
			token = ""
		}
		a, err := c.send(ctx, &u, "application/json", token, c.limits.Page)
		if err == nil && a.status == http.StatusOK {
			return a, nil
		}
		if err == nil && a.status == http.StatusUnauthorized && token != "" {
			c.refused.Store(true)
			c.log.LogAttrs(ctx, slog.LevelWarn, "the token was refused and is not sent again")
			try--
			continue
		}
		failure, again := c.judge(ctx, a, err)
		if !again {
			return nil, failure
		}
		pause, asked := c.pause(a, try)
		var e *Error
		if asked && errors.As(failure, &e) {
			e.RetryAt = c.now().UTC().Add(pause).Truncate(time.Second)
			if e.Kind == RateLimited {
				e.Message = fmt.Sprintf("Hugging Face was asked too often and wants a pause. Everything kept is safe. Try again after %s UTC.", e.RetryAt.Format("15:04:05"))
			}
		}
		if try >= c.limits.Tries || pause > *patience {
			return nil, failure
		}
		*patience -= pause
		if err := c.wait(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// send sends one request and reads the whole answer, at most limit bytes of
// it.
func (c *Client) send(ctx context.Context, u *url.URL, accept, token string, limit int64) (*answer, error) {
	limited, cancel := context.WithTimeout(ctx, c.limits.Whole)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	request.Header.Set("Accept", accept)
	request.Header.Set("User-Agent", c.agent)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	start := time.Now()
	a, err := c.receive(request, limit)
	attrs := []slog.Attr{slog.String("method", request.Method), slog.String("host", u.Host), slog.String("path", u.RequestURI())}
	if a != nil {
		attrs = append(attrs, slog.Int("status", a.status), slog.Int("bytes", len(a.body)))
	}
	attrs = append(attrs, slog.Duration("duration", time.Since(start).Round(time.Millisecond)))
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	c.log.LogAttrs(ctx, slog.LevelInfo, "request", attrs...)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// receive gives the answer as far as it came, also beside an error.
func (c *Client) receive(request *http.Request, limit int64) (*answer, error) {
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	// Closing without reading the rest drops the connection: a body without
	// end is not read on.
	defer response.Body.Close()
	a := &answer{status: response.StatusCode, header: response.Header}
	if response.ContentLength > limit {
		return a, errTooLarge
	}
	a.body, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return a, fmt.Errorf("reading the answer: %w", err)
	}
	if int64(len(a.body)) > limit {
		return a, errTooLarge
	}
	return a, nil
}

// judge says what a failed request means, and whether asking again may help.
func (c *Client) judge(ctx context.Context, a *answer, err error) (failure error, again bool) {
	if ctx.Err() != nil {
		return ctx.Err(), false
	}
	if err != nil {
		return c.judgeTransport(err)
	}
	cause := fmt.Errorf("status %d: %s", a.status, a.complaint())
	switch {
	case a.status == http.StatusTooManyRequests:
		return &Error{Kind: RateLimited, Message: "Hugging Face was asked too often and wants a pause. Everything kept is safe. Try again in some minutes.", Err: cause}, true
	case a.status == http.StatusRequestTimeout, a.status == http.StatusGatewayTimeout:
		return &Error{Kind: TimedOut, Message: "Hugging Face did not answer in time. Everything kept is safe. Try again in a while.", Err: cause}, true
	case a.status >= 500:
		// 501 and the like do not pass by themselves.
		passing := a.status == 500 || a.status == 502 || a.status == 503
		return &Error{Kind: Unavailable, Message: "Hugging Face has a failure of its own. Everything kept is safe. Try again in a while.", Err: cause}, passing
	case a.status == http.StatusBadRequest && notOpen.MatchString(a.complaint()):
		return &Error{Kind: NotOpen, Message: "The list of this day is not open yet. Everything kept is safe. Look again later, or go back a day.", Err: cause}, false
	case a.status == http.StatusNotFound:
		return &Error{Kind: NotFound, Message: "Hugging Face does not know what was asked for. Everything kept is safe. A paper that it has not indexed can still be read at arXiv.", Err: cause}, false
	case a.status >= 400:
		return &Error{Kind: BadRequest, Message: "Hugging Face does not accept what was asked. Everything kept is safe. Copy the details if this stays so.", Err: cause}, false
	}
	return &Error{Kind: Malformed, Message: "Hugging Face gave an answer that Offprint cannot read. Everything kept is safe. Try again later.", Err: cause}, false
}

// notOpen is the complaint about a day without a list so far. The bound in it
// is not reliable and not read.
var notOpen = regexp.MustCompile(`"date" must be less than or equal to`)

func (c *Client) judgeTransport(err error) (failure error, again bool) {
	var (
		timeout     interface{ Timeout() bool }
		dial        *net.OpError
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
	)
	host := c.endpoint.Host
	switch {
	case errors.Is(err, errTooLarge):
		return c.tooLarge(err), false
	case errors.Is(err, errRedirect):
		return &Error{Kind: NotJSON, Message: "Something between here and " + host + " sends the request elsewhere. Everything kept is safe. Check the connection, then try again.", Err: err}, false
	case errors.As(err, &certificate), errors.As(err, &authority):
		return &Error{Kind: Offline, Message: "The connection to " + host + " cannot be trusted: its certificate is not valid here. Everything kept is safe. Check the network, its sign-in page and this computer's clock.", Err: err}, false
	case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect"):
		return &Error{Kind: Offline, Message: "There is no connection to " + host + ". Everything kept is here and can be read. Try again once the network is back.", Err: err}, false
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: TimedOut, Message: "The answer of " + host + " did not come in time. Everything kept is safe. Try again in a while.", Err: err}, false
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Kind: Malformed, Message: "The answer of " + host + " was cut off on the way. Everything kept is safe. Try again.", Err: err}, true
	}
	return &Error{Kind: Offline, Message: "The connection to " + host + " broke. Everything kept is here and can be read. Try again once the network is back.", Err: err}, true
}

func (c *Client) tooLarge(err error) error {
	return &Error{Kind: TooLarge, Message: "The answer of " + c.endpoint.Host + " is larger than any real list, so it was not read. Everything kept is safe. Try again later.", Err: err}
}

// unreadable says why an answer of status 200 is not what was asked for.
func (c *Client) unreadable(a *answer, err error) error {
	if errors.Is(err, errTooLarge) {
		return c.tooLarge(err)
	}
	// A network's sign-in page answers for every server, with status 200.
	if strings.Contains(a.header.Get("Content-Type"), "text/html") || bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("<")) {
		return &Error{Kind: NotJSON, Message: "Something else answers in place of " + c.endpoint.Host + ", perhaps this network's sign-in page. Everything kept is safe. Open a page in the browser, then try again.", Err: err}
	}
	return &Error{Kind: Malformed, Message: "The answer of " + c.endpoint.Host + " is cut off or of an unknown shape. Everything kept is safe. Try again; if this stays so, Offprint may need an update.", Err: err}
}

// rateLimit is the header of the remaining requests, as in Hugging Face's
// client ("api";r=0;t=55).
var rateLimit = regexp.MustCompile(`"\w+"\s*;\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)`)

// pause is how long to wait after a failed try, and whether the server asked
// for it: what the RateLimit header says when nothing is left, else
// Retry-After, else longer from try to try, with jitter so that many clients
// do not come back at once.
func (c *Client) pause(a *answer, try int) (d time.Duration, asked bool) {
	if a != nil {
		if m := rateLimit.FindStringSubmatch(a.header.Get("RateLimit")); m != nil && strings.Trim(m[1], "0") == "" {
			return seconds(m[2]) + time.Second, true
		}
		after := strings.TrimSpace(a.header.Get("Retry-After"))
		if digits(after) {
			return seconds(after), true
		}
		if at, err := http.ParseTime(after); err == nil {
			return max(0, at.Sub(c.now())), true
		}
	}
	base := time.Second << min(try-1, 5)
	return base/2 + rand.N(base), false
}

// seconds reads a number of seconds, at most a day.
func seconds(s string) time.Duration {
	n, err := strconv.Atoi(s)
	if err != nil || n > 86400 {
		n = 86400
	}
	return time.Duration(n) * time.Second
}

// errRedirect is a redirect that is not followed.
var errRedirect = errors.New("redirect not followed")

// checkRedirect follows to http and https only, and takes the token off on the
// way to another host or to a connection without encryption. net/http itself
// would send it on to another port and to subdomains.
func checkRedirect(request *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return fmt.Errorf("%w: the sixth in a row", errRedirect)
	}
	if request.URL.Scheme != "http" && request.URL.Scheme != "https" {
		return fmt.Errorf("%w: to scheme %q", errRedirect, request.URL.Scheme)
	}
	first := via[0].URL
	if request.URL.Host != first.Host || request.URL.Scheme != first.Scheme {
		request.Header.Del("Authorization")
	}
	return nil
}

// complaint is what a failed request's answer says, on one line, shortened.
func (a *answer) complaint() string {
	var said struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(a.body, &said) == nil && said.Error != "" {
		return clip(plaintext.Line(clip(said.Error, 1000)), 300)
	}
	return clip(plaintext.Line(clip(string(a.body), 1000)), 300)
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
