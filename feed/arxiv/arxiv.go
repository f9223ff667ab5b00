// Package arxiv is what arXiv knows of papers: its Atom API over HTTP, asked by
// identifier.
//
// It asks in batches, at the pace of the gate that it is given, decodes what
// comes strictly and within bounds, and cleans text once. Lists, upvotes and
// the like are not here: those are Hugging Face's, in package feed, whose
// errors this package gives too.
package arxiv

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"offprint/feed"
	"offprint/feed/gate"
	"offprint/feed/identifier"
	"offprint/feed/plaintext"
)

// DefaultEndpoint is where arXiv's API answers (arXiv API User's Manual, 3.1).
const DefaultEndpoint = "https://export.arxiv.org"

const (
	// batch is how many papers are asked for at once.
	batch = 100
	// largest bounds an answer, in bytes; a hundred ordinary entries take
	// 300,000, and one of 3,000 names as many.
	largest = 32 << 20
	// whole is how long an answer may take: arXiv is slow with long lists.
	whole = 2 * time.Minute
	// patience is how long to wait for arXiv's pauses in one call; its usual
	// pace is no pause.
	patience = time.Minute
	tries    = 3
)

// Config is what a Client is made of. The zero value works.
type Config struct {
	// Endpoint is the server's address, as in OFFPRINT_ARXIV_ENDPOINT; empty
	// means DefaultEndpoint.
	Endpoint string
	// Gate lets the requests go; a program gives all its clients the same. Nil
	// means one of its own, which keeps arXiv's pace for this client alone.
	Gate *gate.Gate
	// Version is the program's, for the User-Agent "Offprint/<version>", and
	// Home the address of the project's page that is written behind it.
	Version, Home string
	// HTTP sends the requests; nil means a client of its own that honours
	// HTTPS_PROXY. Its CheckRedirect is not used.
	HTTP *http.Client
	// Log gets one line a request where there is no Gate; nil means none.
	Log *slog.Logger
}

// Client asks arXiv. It is safe for concurrent use.
type Client struct {
	endpoint *url.URL
	agent    string
	http     *http.Client
	gate     *gate.Gate
}

// New makes a client. It gives a feed.Error of kind BadRequest for an endpoint
// that is no http or https address.
func New(cfg Config) (*Client, error) {
	endpoint := strings.TrimSpace(cfg.Endpoint)
	if endpoint == "" {
		endpoint = DefaultEndpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		// An address with a password in it must not get into a log.
		return nil, feed.Errorf(feed.BadRequest, nil, "OFFPRINT_ARXIV_ENDPOINT is no address of a server. Nothing was sent. Write it as in %s, or leave it empty.", DefaultEndpoint)
	}
	c := &Client{endpoint: u, agent: "Offprint", gate: cfg.Gate, http: gate.HTTP(cfg.HTTP, 10*time.Second, whole)}
	if cfg.Version != "" {
		c.agent += "/" + cfg.Version
	}
	if cfg.Home != "" {
		c.agent += " (+" + cfg.Home + ")"
	}
	if c.gate == nil {
		c.gate = gate.New(gate.Config{Log: cfg.Log})
	}
	return c, nil
}

// Close lets go of connections that are kept for the next request.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Papers asks for papers, of those with a version for that version, and gives
// those that arXiv knows and the identifiers of the others, both in the order
// of ids; one that occurs twice counts once. It takes three seconds and more
// for each hundred of them. The error is a *feed.Error, or that of ctx when the
// caller cancelled; what was read before it is given beside it.
func (c *Client) Papers(ctx context.Context, ids []identifier.ID) (found []Paper, missing []identifier.ID, err error) {
	left := patience
	for ids := range batches(ids) {
		papers, err := c.ask(ctx, ids, &left)
		if err != nil {
			return found, missing, fmt.Errorf("asking arXiv for %d papers from %s on: %w", len(ids), ids[0], err)
		}
		for _, id := range ids {
			if p, ok := match(papers, id); ok {
				found = append(found, p)
			} else {
				missing = append(missing, id)
			}
		}
	}
	return found, missing, nil
}

// batches gives the identifiers, each once, a hundred at a time. Two versions
// of one paper do not come in one batch: their answers could not be told apart
// by those who asked for the latest.
func batches(ids []identifier.ID) func(func([]identifier.ID) bool) {
	return func(yield func([]identifier.ID) bool) {
		asked := map[identifier.ID]bool{}
		rest := ids
		for len(rest) > 0 {
			var now, later []identifier.ID
			in := map[string]bool{}
			for i, id := range rest {
				if len(now) == batch {
					later = append(later, rest[i:]...)
					break
				}
				switch {
				case asked[id]:
				case in[id.Bare]:
					later = append(later, id)
				default:
					asked[id], in[id.Bare] = true, true
					now = append(now, id)
				}
			}
			if len(now) > 0 && !yield(now) {
				return
			}
			rest = later
		}
	}
}

// match finds the paper that was asked for, whatever its place in the answer.
func match(papers []Paper, id identifier.ID) (Paper, bool) {
	for _, p := range papers {
		if p.ID == id.Bare && (id.Version == 0 || p.Version == id.Version) {
			return p, true
		}
	}
	return Paper{}, false
}

// ask asks for a batch. An identifier that arXiv does not accept spoils it; so
// its papers are then asked for one by one.
func (c *Client) ask(ctx context.Context, ids []identifier.ID, left *time.Duration) ([]Paper, error) {
	papers, refused, err := c.query(ctx, ids, left)
	if err != nil || !refused || len(ids) == 1 {
		return papers, err
	}
	papers = nil
	for _, id := range ids {
		one, _, err := c.query(ctx, []identifier.ID{id}, left)
		if err != nil {
			return nil, err
		}
		papers = append(papers, one...)
	}
	return papers, nil
}

// query asks once. refused says that arXiv does not accept one of the
// identifiers.
func (c *Client) query(ctx context.Context, ids []identifier.ID, left *time.Duration) (papers []Paper, refused bool, err error) {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	u := c.endpoint.JoinPath("api", "query")
	u.RawQuery = url.Values{"id_list": {strings.Join(names, ",")}, "max_results": {strconv.Itoa(len(ids))}}.Encode()
	a, err := c.gate.Do(ctx, gate.Request{
		Kind: gate.ArXiv, URL: u, HTTP: c.http, Limit: largest, Whole: whole, Tries: tries, Patience: left,
		Header: http.Header{"Accept": {"application/atom+xml"}, "User-Agent": {c.agent}},
	})
	if err != nil {
		return nil, false, c.judge(ctx, err)
	}
	if a.Status != http.StatusOK && a.Status != http.StatusBadRequest {
		return nil, false, judgeStatus(a)
	}
	papers, complaint, err := decode(a.Body)
	switch {
	case err != nil && a.Status == http.StatusBadRequest:
		return nil, true, nil
	case err != nil:
		return nil, false, c.unreadable(a, err)
	case complaint != "" || a.Status == http.StatusBadRequest:
		return nil, true, nil
	}
	return papers, false, nil
}

// judge says what a request means that has no answer.
func (c *Client) judge(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var (
		paused      *gate.Paused
		timeout     interface{ Timeout() bool }
		dial        *net.OpError
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
	)
	switch {
	case errors.As(err, &paused):
		return wantsPause(paused.Until.Truncate(time.Second), err)
	case errors.Is(err, gate.ErrTooLarge):
		return &feed.Error{Kind: feed.TooLarge, Message: "arXiv's answer is larger than any real one, so it was not read. Everything kept is safe. Try again later.", Err: err}
	case errors.Is(err, gate.ErrRedirect):
		return &feed.Error{Kind: feed.NotJSON, Message: "Something between here and arXiv sends the request elsewhere. Everything kept is safe. Check the connection, then try again.", Err: err}
	case errors.As(err, &certificate), errors.As(err, &authority):
		return &feed.Error{Kind: feed.Offline, Message: "The connection to arXiv cannot be trusted: its certificate is not valid here. Everything kept is safe. Check the network, its sign-in page and this computer's clock.", Err: err}
	case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect"):
		return &feed.Error{Kind: feed.Offline, Message: "There is no connection to arXiv. Everything kept is here and can be read. Try again once the network is back.", Err: err}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &feed.Error{Kind: feed.TimedOut, Message: "arXiv's answer did not come in time. Everything kept is safe. Try again in a while.", Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &feed.Error{Kind: feed.Malformed, Message: "arXiv's answer was cut off on the way. Everything kept is safe. Try again.", Err: err}
	}
	return &feed.Error{Kind: feed.Offline, Message: "The connection to arXiv broke. Everything kept is here and can be read. Try again once the network is back.", Err: err}
}

// judgeStatus says what an answer means that is none to the question.
func judgeStatus(a *gate.Answer) error {
	body := a.Body[:min(len(a.Body), 300)]
	cause := fmt.Errorf("status %d: %s", a.Status, plaintext.Line(string(body)))
	switch {
	case a.Status == http.StatusTooManyRequests, a.Status == http.StatusServiceUnavailable:
		return wantsPause(a.RetryAt, cause)
	case a.Status == http.StatusRequestTimeout, a.Status == http.StatusGatewayTimeout:
		return &feed.Error{Kind: feed.TimedOut, RetryAt: a.RetryAt, Message: "arXiv did not answer in time. Everything kept is safe. Try again in a while.", Err: cause}
	case a.Status >= 500:
		return &feed.Error{Kind: feed.Unavailable, RetryAt: a.RetryAt, Message: "arXiv has a failure of its own. Everything kept is safe. Try again in a while.", Err: cause}
	case a.Status >= 400:
		return &feed.Error{Kind: feed.BadRequest, Message: "arXiv does not accept what was asked. Everything kept is safe. Copy the details if this stays so.", Err: cause}
	}
	return &feed.Error{Kind: feed.Malformed, Message: "arXiv gave an answer that Offprint cannot read. Everything kept is safe. Try again later.", Err: cause}
}

// wantsPause says that arXiv is overloaded or was asked too often.
func wantsPause(at time.Time, cause error) error {
	e := &feed.Error{Kind: feed.RateLimited, RetryAt: at, Err: cause, Message: "arXiv is busy and wants a pause. Everything kept is safe. Try again in ten minutes."}
	if !at.IsZero() {
		e.Message = fmt.Sprintf("arXiv is busy and wants a pause. Everything kept is safe. Try again after %s UTC.", at.UTC().Format("15:04:05"))
	}
	return e
}

// unreadable says why an answer of status 200 is not what was asked for.
func (c *Client) unreadable(a *gate.Answer, err error) error {
	body := bytes.TrimSpace(a.Body)
	page := bytes.HasPrefix(bytes.ToLower(body[:min(len(body), 20)]), []byte("<!doctype html")) || bytes.HasPrefix(bytes.ToLower(body[:min(len(body), 20)]), []byte("<html"))
	if page || strings.Contains(a.Header.Get("Content-Type"), "text/html") {
		return feed.Errorf(feed.NotJSON, err, "Something else answers in place of %s, perhaps this network's sign-in page. Everything kept is safe. Open a page in the browser, then try again.", c.endpoint.Host)
	}
	return &feed.Error{Kind: feed.Malformed, Message: "arXiv's answer is cut off or of an unknown shape. Everything kept is safe. Try again; if this stays so, Offprint may need an update.", Err: err}
}
