package refresh_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is a source, a library and what brings one into the other.
type house struct {
	*refresh.Refresher
	server  *feedtest.Server
	source  refresh.Source
	clock   refresh.Option
	library *models.Library
}

// build makes a house whose clock stands at noon UTC of the day now, or at that
// moment, as in RFC 3339.
func build(t *testing.T, days fs.FS, now string, options ...feedtest.Option) house {
	t.Helper()
	server, err := feedtest.Start(days, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return connect(t, server, now, filepath.Join(t.TempDir(), "offprint.db"), feed.Limits{})
}

// connect is build with a server and a place of the library that are there, and
// with limits of the client.
func connect(t *testing.T, server *feedtest.Server, now, path string, limits feed.Limits) house {
	t.Helper()
	if len(now) == len(time.DateOnly) {
		now += "T12:00:00Z"
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return at }
	wait := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client, err := feed.New(feed.Config{Endpoint: server.URL, Now: clock, Token: "hf_test", Wait: wait, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	library, err := models.Open(t.Context(), path, models.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := library.Close(); err != nil {
			t.Error(err)
		}
	})
	stopped := refresh.Clock(clock, wait)
	return house{refresh.New(client, library, stopped), server, client, stopped, library}
}

// list is a day's answer of papers that nobody wrote.
func list(papers ...string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("[" + strings.Join(papers, ",") + "]")}
}

func paper(id, title string, upvotes int, more string) string {
	return fmt.Sprintf(`{"paper":{"id":%q,"title":%q,"summary":"An abstract.","authors":[{"name":"Ann Ode"},{"name":"Bo Ree"}],`+
		`"publishedAt":"2026-02-27T00:00:00.000Z","upvotes":%d%s},"numComments":1}`, id, title, upvotes, more)
}

// dump is every row of every table of the library, as text.
func dump(t *testing.T, library *models.Library) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+library.Path()+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	tables := rows(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%' ORDER BY name")
	if len(tables) < 10 {
		t.Fatalf("only %d tables to compare: %v", len(tables), tables)
	}
	for _, table := range tables {
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(rows(t, db, "SELECT * FROM "+table), "\n"))
	}
	return b.String()
}

func rows(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	found, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(sql.NullString)
		}
		if err := found.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var row []string
		for _, v := range values {
			row = append(row, v.(*sql.NullString).String)
		}
		all = append(all, strings.Join(row, "|"))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}
