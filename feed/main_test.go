package feed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"offprint/feed"
	"offprint/feed/feedtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// now is the tests' clock: a Wednesday.
var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// waits notes how long a client waited, without waiting.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) wait(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
	return ctx.Err()
}

func (w *waits) list() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all
}

// start serves days, the newest of which is today.
func start(t *testing.T, days fs.FS, options ...feedtest.Option) *feedtest.Server {
	t.Helper()
	server, err := feedtest.Start(days, options...)
	if err != nil {
		t.Fatalf("starting the server: %v", err)
	}
	t.Cleanup(server.Close)
	return server
}

// connect makes a client whose waits are noted. change may adapt its Config.
func connect(t *testing.T, endpoint string, change func(*feed.Config)) (*feed.Client, *waits) {
	t.Helper()
	noted := &waits{}
	cfg := feed.Config{
		Endpoint: endpoint, Version: "1.2.3", Home: "https://offprint.example",
		Now: func() time.Time { return now }, Wait: noted.wait,
	}
	if change != nil {
		change(&cfg)
	}
	client, err := feed.New(cfg)
	if err != nil {
		t.Fatalf("making the client: %v", err)
	}
	t.Cleanup(client.Close)
	return client, noted
}

// list is the answer for a day with n papers, made of facts of no paper.
func list(n int) []byte {
	var items []string
	for i := range n {
		items = append(items, item(fmt.Sprintf("2602.%05d", i)))
	}
	return []byte("[" + strings.Join(items, ",") + "]")
}

func item(id string) string {
	return fmt.Sprintf(`{"paper":{"id":%q,"title":"On %s","summary":"An abstract.","authors":[{"name":"Ann Ode"}],`+
		`"publishedAt":"2026-02-27T00:00:00.000Z","submittedOnDailyAt":"2026-03-04T01:00:00.000Z","upvotes":3},`+
		`"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/%s.png","numComments":1}`, id, id, id)
}

func days(of map[string]int) fstest.MapFS {
	files := fstest.MapFS{}
	for day, n := range of {
		files[day+".json"] = &fstest.MapFile{Data: list(n)}
	}
	return files
}

// answerer is a transport that answers without a network.
type answerer func(*http.Request) (status int, body string)

func (a answerer) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := a(r)
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// decode reads body as the list of 2026-03-04.
func decode(t testing.TB, body string) (feed.Edition, error) {
	t.Helper()
	client, err := feed.New(feed.Config{
		Now:  func() time.Time { return now },
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		HTTP: &http.Client{Transport: answerer(func(*http.Request) (int, string) { return 200, body })},
	})
	if err != nil {
		t.Fatalf("making the client: %v", err)
	}
	return client.Day(context.Background(), "2026-03-04")
}

// decodeOne reads the only paper of a list.
func decodeOne(t testing.TB, item string) feed.Paper {
	t.Helper()
	edition, err := decode(t, "["+item+"]")
	if err != nil || len(edition.Papers) != 1 {
		t.Fatalf("decoding %.200s: %d papers, skipped %v, error %v", item, len(edition.Papers), edition.Skipped, err)
	}
	return edition.Papers[0]
}

func compact(t testing.TB, v any) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatalf("encoding: %v", err)
	}
	return strings.TrimSpace(b.String())
}
