package arxiv_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/feedtest"
	"offprint/feed/gate"
	"offprint/feed/identifier"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ids(t *testing.T, texts ...string) []identifier.ID {
	t.Helper()
	var all []identifier.ID
	for _, text := range texts {
		id, err := identifier.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, id)
	}
	return all
}

func names(papers []arxiv.Paper) []string {
	var all []string
	for _, p := range papers {
		all = append(all, fmt.Sprintf("%sv%d", p.ID, p.Version))
	}
	return all
}

// connect makes a client whose waits are over at once.
func connect(t *testing.T, endpoint string, transport http.RoundTripper) *arxiv.Client {
	t.Helper()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	cfg := arxiv.Config{
		Endpoint: endpoint, Version: "1.2.3", Home: "https://offprint.example",
		Gate: gate.New(gate.Config{
			Now:  func() time.Time { return at },
			Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		}),
	}
	if transport != nil {
		cfg.HTTP = &http.Client{Transport: transport}
	}
	client, err := arxiv.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func start(t *testing.T, entries ...feedtest.Entry) *feedtest.Server {
	t.Helper()
	server, err := feedtest.Start(fstest.MapFS{}, feedtest.Entries(entries...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

var one = feedtest.Entry{
	ID: "2411.00001", Version: 3, Title: "On the\n  First \\& Last", Summary: "  We say\nmuch.\n  Then $10^{19}$ more & <nothing>.",
	Authors: []string{"Ann Ode", "Bö Elf"}, Categories: []string{"cs.CL", "cs.AI", "68T50"},
	Published: "2024-11-01T17:59:59Z", Updated: "2025-01-31T23:30:00-05:00",
	Comment: "12 pages,\n 3 figures", Journal: "J. Odes 1 (2025)", DOI: "10.1000/ode.1",
}

func TestPapers(t *testing.T) {
	server := start(t, one, feedtest.Entry{ID: "math/0309136", Title: "Old"}, feedtest.Entry{ID: "2411.00002", Version: 2, Title: "Second"})
	client := connect(t, server.URL, nil)
	found, missing, err := client.Papers(t.Context(), ids(t, "2411.00002v1", "2411.00009", "2411.00001", "math.GT/0309136", "2411.00001", "2411.00002v7"))
	if err != nil {
		t.Fatal(err)
	}
	if got := names(found); !slices.Equal(got, []string{"2411.00002v1", "2411.00001v3", "math/0309136v1"}) {
		t.Errorf("found %q", got)
	}
	if !slices.Equal(missing, ids(t, "2411.00009", "2411.00002v7")) {
		t.Errorf("missing %v", missing)
	}
	p := found[1]
	for _, field := range [][2]string{
		{p.Title, "On the First & Last"}, {p.SourceTitle, "On the\n  First \\& Last"}, {p.Published, "2024-11-01"}, {p.Updated, "2025-02-01"},
		{strings.Join(p.Authors, "|"), "Ann Ode|Bö Elf"}, {strings.Join(p.Categories, "|"), "cs.CL|cs.AI|68T50"}, {p.PrimaryCategory, "cs.CL"},
		{p.Comment, "12 pages, 3 figures"}, {p.Journal, "J. Odes 1 (2025)"}, {p.DOI, "10.1000/ode.1"}, {p.SourceAbstract, one.Summary},
	} {
		if field[0] != field[1] {
			t.Errorf("got %q, want %q", field[0], field[1])
		}
	}
	if !strings.HasPrefix(p.Abstract, "We say much. Then") || !strings.Contains(p.Abstract, "& <nothing>.") {
		t.Errorf("abstract is %q", p.Abstract)
	}
	requests := server.Requests()
	if len(requests) != 2 || requests[0].Header.Get("User-Agent") != "Offprint/1.2.3 (+https://offprint.example)" || !strings.Contains(requests[0].Path, "max_results=4") {
		t.Errorf("requests %+v", requests)
	}
	if found, missing, err := client.Papers(t.Context(), nil); len(found)+len(missing) != 0 || err != nil || len(server.Requests()) != 2 {
		t.Errorf("of nothing: %v, %v, %v", found, missing, err)
	}
}

func TestAHundredARequest(t *testing.T) {
	var entries []feedtest.Entry
	var asked []string
	for i := range 250 {
		entries = append(entries, feedtest.Entry{ID: fmt.Sprintf("2411.%05d", i), Title: fmt.Sprint("No. ", i)})
		asked = append(asked, entries[i].ID)
	}
	server := start(t, entries...)
	found, missing, err := connect(t, server.URL, nil).Papers(t.Context(), ids(t, asked...))
	if err != nil || len(found) != 250 || len(missing) != 0 || found[249].Title != "No. 249" {
		t.Fatalf("%d found, %d missing, error %v", len(found), len(missing), err)
	}
	if n := len(server.Requests()); n != 3 {
		t.Errorf("%d requests", n)
	}
}

func TestOneThatIsRefusedSpoilsNoOther(t *testing.T) {
	server := start(t, one)
	client := connect(t, server.URL, nil)
	// No text gives such an identifier, but a caller may.
	odd := identifier.ID{Bare: "abc"}
	found, missing, err := client.Papers(t.Context(), append(ids(t, "2411.00001", "2411.00009"), odd))
	if err != nil || !slices.Equal(names(found), []string{"2411.00001v3"}) || len(missing) != 2 || missing[1] != odd {
		t.Errorf("found %q, missing %v, error %v", names(found), missing, err)
	}
	if n := len(server.Requests()); n != 4 {
		t.Errorf("%d requests, want one for all and one for each", n)
	}
	// Servers before 2026 answer with status 200.
	server.Fault(feedtest.Fault{Kind: feedtest.Body, Times: 1, Body: `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#x</id><summary>no</summary></entry></feed>`})
	if found, missing, err := client.Papers(t.Context(), ids(t, "2411.00001")); err != nil || len(found) != 0 || len(missing) != 1 {
		t.Errorf("found %q, missing %v, error %v", names(found), missing, err)
	}
}

func TestFailures(t *testing.T) {
	for name, c := range map[string]struct {
		fault feedtest.Fault
		kind  feed.Kind
		tries int
	}{
		"asked too often":  {feedtest.Fault{Kind: feedtest.RateExceeded}, feed.RateLimited, 1},
		"503":              {feedtest.Fault{Kind: feedtest.Unavailable}, feed.RateLimited, 1},
		"500":              {feedtest.Fault{Kind: feedtest.Failure}, feed.Unavailable, 3},
		"broken off":       {feedtest.Fault{Kind: feedtest.Reset}, feed.Offline, 3},
		"nothing":          {feedtest.Fault{Kind: feedtest.Body}, feed.Malformed, 3},
		"cut off":          {feedtest.Fault{Kind: feedtest.CutOff}, feed.Malformed, 3},
		"half a feed":      {feedtest.Fault{Kind: feedtest.Body, Body: `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>`}, feed.Malformed, 1},
		"sign-in page":     {feedtest.Fault{Kind: feedtest.SignInPage}, feed.NotJSON, 1},
		"JSON":             {feedtest.Fault{Kind: feedtest.Null}, feed.Malformed, 1},
		"another root":     {feedtest.Fault{Kind: feedtest.Body, Body: `<rss/>`}, feed.Malformed, 1},
		"another space":    {feedtest.Fault{Kind: feedtest.Body, Body: `<feed/>`}, feed.Malformed, 1},
		"two feeds":        {feedtest.Fault{Kind: feedtest.Body, Body: `<feed xmlns="http://www.w3.org/2005/Atom"/><feed/>`}, feed.Malformed, 1},
		"a document type":  {feedtest.Fault{Kind: feedtest.Body, Body: `<!DOCTYPE x [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom"/>`}, feed.Malformed, 1},
		"too deep":         {feedtest.Fault{Kind: feedtest.Body, Body: `<feed xmlns="http://www.w3.org/2005/Atom">` + strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000) + `</feed>`}, feed.Malformed, 1},
		"too many entries": {feedtest.Fault{Kind: feedtest.Body, Body: `<feed xmlns="http://www.w3.org/2005/Atom">` + strings.Repeat("<entry/>", 3000) + `</feed>`}, feed.Malformed, 1},
		"huge":             {feedtest.Fault{Kind: feedtest.Huge}, feed.TooLarge, 1},
		"sent elsewhere":   {feedtest.Fault{Kind: feedtest.Redirect, Location: "ftp://a.example/x"}, feed.NotJSON, 1},
	} {
		server := start(t, one)
		server.Fault(c.fault)
		found, _, err := connect(t, server.URL, nil).Papers(t.Context(), ids(t, "2411.00001"))
		var e *feed.Error
		if !errors.As(err, &e) || e.Kind != c.kind || len(found) != 0 || len(server.Requests()) != c.tries {
			t.Errorf("%s: %v after %d requests; want kind %q after %d", name, err, len(server.Requests()), c.kind, c.tries)
			continue
		}
		if n := strings.Count(e.Message, ". ") + strings.Count(e.Message, "; "); n < 2 || !strings.HasSuffix(e.Message, ".") {
			t.Errorf("%s: the message is not three sentences: %q", name, e.Message)
		}
		if c.kind == feed.RateLimited && !strings.Contains(e.Message, "12:10:00 UTC") {
			t.Errorf("%s: the message does not say until when: %q", name, e.Message)
		}
	}
}

func TestWhatWasReadIsGivenBesideAnError(t *testing.T) {
	var asked []string
	for i := range 150 {
		asked = append(asked, fmt.Sprintf("2411.%05d", i+1))
	}
	server := start(t, one)
	server.Fault(feedtest.Fault{Kind: feedtest.Slow, Times: 1})
	client := connect(t, server.URL, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := client.Papers(ctx, ids(t, asked...)); !errors.Is(err, context.Canceled) || len(server.Requests()) != 0 {
		t.Errorf("cancelled: %v after %d requests", err, len(server.Requests()))
	}
	server.ClearFaults()
	server.Fault(feedtest.Fault{Kind: feedtest.RateExceeded, Path: "/api/query?id_list=2411.00101"})
	found, missing, err := client.Papers(t.Context(), ids(t, asked...))
	if feed.KindOf(err) != feed.RateLimited || len(found) != 1 || len(missing) != 99 {
		t.Errorf("%d found, %d missing, error %v", len(found), len(missing), err)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, endpoint := range []string{"arxiv.org", "ftp://a.example", "https://", "https://user:secret@a.example", "https://a.example/?x=1"} {
		if _, err := arxiv.New(arxiv.Config{Endpoint: endpoint}); feed.KindOf(err) != feed.BadRequest || strings.Contains(err.Error(), "secret") {
			t.Errorf("endpoint %q gave %v", endpoint, err)
		}
	}
}
