package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"offprint/feed/gate"
	"offprint/feed/identifier"
)

// DefaultEndpoint is where Hugging Face answers.
const DefaultEndpoint = "https://huggingface.co"

// Config is what a Client is made of. The zero value works.
type Config struct {
	// Endpoint is the server's address, as in HF_ENDPOINT; empty means
	// DefaultEndpoint.
	Endpoint string
	// Token is a Hugging Face access token, as in HF_TOKEN, or empty. It is
	// sent to the endpoint alone and never logged.
	Token string
	// Version is the program's, for the User-Agent "Offprint/<version>", and
	// Home the address of the project's page that is written behind it.
	Version, Home string
	// HTTP sends the requests; nil means a client of its own that honours
	// HTTPS_PROXY. Its CheckRedirect is not used.
	HTTP *http.Client
	// Gate lets the requests go; a program gives all its clients the same. Nil
	// means one of its own, made of Now, Wait and Log, in which a new call does
	// not keep to a pause that an earlier one gave up on.
	Gate *gate.Gate
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Wait sleeps until d has passed or ctx ends, whose error it gives; nil
	// means a timer. A Gate has its own.
	Wait func(ctx context.Context, d time.Duration) error
	// Log gets one line a request, unless a Gate has its own; nil means none.
	Log *slog.Logger
	// Limits bound what a server can make the program do; a zero in them means
	// the default.
	Limits Limits
}

// Limits bound one call of a Client's method.
type Limits struct {
	Page     int64         // bytes of a JSON answer, unpacked; 32 MiB
	Picture  int64         // bytes of a picture; 4 MiB
	Pixels   int           // width times height of a picture; 16 million
	Items    int           // items of one page; 1000, ten times what is asked for
	Pages    int           // pages of one list; 50
	Tries    int           // requests for one page when the server has failures; 3
	Connect  time.Duration // until connected, with an HTTP client of our own; 10 s
	Header   time.Duration // until the answer begins, likewise; 20 s
	Whole    time.Duration // until one answer is complete; 60 s
	Patience time.Duration // all waits of one call together; 60 s
}

// pageSize is the largest limit that the list accepts (Hugging Face's paper
// pages skill, "limit").
const pageSize = 100

// walkBack is how many days Newest looks back. Around the turn of the year a
// week without a list occurs.
const walkBack = 14

// Client reads the daily papers. It is safe for concurrent use.
type Client struct {
	endpoint *url.URL
	token    string
	agent    string
	http     *http.Client
	gate     *gate.Gate
	ownGate  bool
	now      func() time.Time
	log      *slog.Logger
	limits   Limits
	// refused is set once the server did not accept the token; from then on it
	// is not sent.
	refused   atomic.Bool
	unpacking sync.Mutex // held while a picture is unpacked
}

// New makes a client. It gives an Error of kind BadRequest for an endpoint
// that is no http or https address and for a token that cannot be sent.
func New(cfg Config) (*Client, error) {
	endpoint, err := parseEndpoint(cfg.Endpoint)
	if err != nil {
		return nil, err
	}
	token := strings.TrimSpace(cfg.Token)
	for _, r := range token {
		if r <= ' ' || r > '~' {
			// The token itself must not get into a message or a log.
			return nil, &Error{Kind: BadRequest, Message: "HF_TOKEN holds a character that no token has. Nothing was sent. Copy the token again, or leave HF_TOKEN empty: the daily papers need none."}
		}
	}
	c := &Client{
		endpoint: endpoint,
		token:    token,
		agent:    userAgent(cfg.Version, cfg.Home),
		gate:     cfg.Gate,
		ownGate:  cfg.Gate == nil,
		now:      cfg.Now,
		log:      cfg.Log,
		limits:   cfg.Limits.orDefaults(),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.ownGate {
		c.gate = gate.New(gate.Config{Now: cfg.Now, Wait: cfg.Wait, Log: c.log})
	}
	c.http = gate.HTTP(cfg.HTTP, c.limits.Connect, c.limits.Header)
	return c, nil
}

// Close lets go of connections that are kept for the next request.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Today is the day whose list is the newest that can be open: UTC's.
func (c *Client) Today() string { return c.now().UTC().Format(dayForm) }

// Day reads the whole list of a day, "YYYY-MM-DD": every page of it. A day
// without papers is an Edition without papers, not an error. The error is an
// *Error, or that of ctx when the caller cancelled.
func (c *Client) Day(ctx context.Context, day string) (Edition, error) {
	if !validDay(day) {
		return Edition{}, Errorf(BadRequest, nil, "%q is no day. Nothing was asked for. Write a day as in 2026-03-02.", clip(day, 40))
	}
	return c.list(ctx, Edition{Kind: DayList, Key: day, Day: day}, url.Values{"date": {day}}, 0)
}

// Newest reads today's list or, when it has no papers or is not open yet, the
// newest of the 14 days before that has some. When none has, it gives the
// newest empty list.
func (c *Client) Newest(ctx context.Context) (Edition, error) {
	today := c.now().UTC()
	var newest *Edition
	var notOpen error
	for back := range walkBack + 1 {
		edition, err := c.Day(ctx, today.AddDate(0, 0, -back).Format(dayForm))
		switch {
		case KindOf(err) == NotOpen:
			notOpen = err
			continue
		case err != nil:
			return Edition{}, err
		case len(edition.Papers) > 0:
			return edition, nil
		case newest == nil:
			newest = &edition
		}
	}
	if newest == nil {
		return Edition{}, notOpen
	}
	return *newest, nil
}

// Paper reads one paper by its arXiv identifier, with or without a version.
// Such an answer has no comments, thumbnail or list day of its own unless the
// paper was on a list. The error is of kind NotFound for a paper that the
// source has not indexed, which is true of most papers.
func (c *Client) Paper(ctx context.Context, id string) (Paper, error) {
	exact, err := identifier.Exact(strings.TrimSpace(id))
	if err != nil {
		return Paper{}, Errorf(BadRequest, nil, "%q is no arXiv identifier. Nothing was asked for. Write one as in 2309.12288.", clip(id, 40))
	}
	bare := exact.Bare
	patience := c.limits.Patience
	a, err := c.get(ctx, gate.API, "/api/papers/"+url.PathEscape(bare), nil, &patience)
	if err != nil {
		return Paper{}, fmt.Errorf("reading paper %s: %w", bare, err)
	}
	if !isObject(a.Body) || !json.Valid(a.Body) {
		return Paper{}, fmt.Errorf("reading paper %s: %w", bare, c.unreadable(a, fmt.Errorf("no JSON object")))
	}
	paper, skipped := decodeItem(a.Body, "")
	if skipped != nil {
		return Paper{}, fmt.Errorf("reading paper %s: %w", bare, c.unreadable(a, fmt.Errorf("%s", skipped.Why)))
	}
	if paper.ID != bare {
		return Paper{}, fmt.Errorf("reading paper %s: %w", bare, c.unreadable(a, fmt.Errorf("the answer is paper %s", paper.ID)))
	}
	return paper, nil
}

func parseEndpoint(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		s = DefaultEndpoint
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		// An address with a password in it must not get into a log.
		return nil, Errorf(BadRequest, nil, "HF_ENDPOINT is no address of a server. Nothing was sent. Write it as in %s, or leave it empty.", DefaultEndpoint)
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u, nil
}

func userAgent(version, home string) string {
	agent := "Offprint"
	if version != "" {
		agent += "/" + version
	}
	if home != "" {
		agent += " (+" + home + ")"
	}
	return agent
}

func (l Limits) orDefaults() Limits {
	setDefault(&l.Page, 32<<20)
	setDefault(&l.Picture, 4<<20)
	setDefault(&l.Pixels, 16_000_000)
	setDefault(&l.Items, 10*pageSize)
	setDefault(&l.Pages, 50)
	setDefault(&l.Tries, 3)
	setDefault(&l.Connect, 10*time.Second)
	setDefault(&l.Header, 20*time.Second)
	setDefault(&l.Whole, time.Minute)
	setDefault(&l.Patience, time.Minute)
	return l
}

func setDefault[T int | int64 | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}
