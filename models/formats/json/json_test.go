package json_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/json"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type clock struct{ now time.Time }

func (c *clock) Now() time.Time {
	c.now = c.now.Add(1234567 * time.Microsecond)
	return c.now
}

// library is a library of its own file; rows makes rows that no method makes.
type library struct {
	*models.Library
	t    testing.TB
	path string
}

func newLibrary(t testing.TB) *library {
	t.Helper()
	return openLibrary(t, filepath.Join(t.TempDir(), "offprint.db"))
}

// openLibrary opens the library at path, another time where it is open.
func openLibrary(t testing.TB, path string) *library {
	t.Helper()
	c := &clock{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	l, err := models.Open(context.Background(), path, models.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return &library{l, t, path}
}

func (l *library) sql(query string, args ...any) {
	l.t.Helper()
	db, err := sql.Open("sqlite", l.path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		l.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query, args...); err != nil {
		l.t.Fatal(err)
	}
}

// export is all of the library in JSON.
func (l *library) export() string {
	l.t.Helper()
	return l.write(json.WriteLibrary, formats.All(), nil, true)
}

// lines is all of the library as JSON Lines.
func (l *library) lines() string {
	l.t.Helper()
	return l.write(json.WriteLines, formats.All(), nil, true)
}

func (l *library) write(write func(w writer, b models.Belongings, records json.Records, o formats.Options) error, o formats.Options, papers []int64, everything bool) string {
	l.t.Helper()
	ctx := l.t.Context()
	var err error
	if everything {
		if papers, err = l.PaperKeys(ctx); err != nil {
			l.t.Fatal(err)
		}
	}
	var out bytes.Buffer
	err = l.Collect(ctx, papers, everything, func(b models.Belongings, records iter.Seq2[*models.Record, error]) error {
		return write(&out, b, records, o)
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return out.String()
}

type writer = io.Writer

// take imports a text.
func (l *library) take(text string, how models.Importing) (models.ImportReport, error) {
	l.t.Helper()
	file, err := json.Open(strings.NewReader(text))
	if err != nil {
		return models.ImportReport{}, err
	}
	return l.Import(l.t.Context(), file, how)
}

func (l *library) mustTake(text string) models.ImportReport {
	l.t.Helper()
	report, err := l.take(text, models.Importing{Name: "file.json"})
	if err != nil {
		l.t.Fatalf("import: %v", err)
	}
	return report
}

func (l *library) ids(arxiv ...string) []int64 {
	l.t.Helper()
	ids, err := l.Lookup(l.t.Context(), arxiv)
	if err != nil {
		l.t.Fatal(err)
	}
	return ids
}

// step fails the test where a change was refused, or changed nothing.
func (l *library) step(step models.Step, err error) {
	l.t.Helper()
	if err != nil || step.ID == 0 {
		l.t.Fatalf("step %d: %v", step.ID, err)
	}
}

func (l *library) note(id, text string, quote models.Quote) {
	l.t.Helper()
	_, step, err := l.SaveNote(l.t.Context(), models.NoteEdit{PaperID: l.ids(id)[0], Text: text, Quote: quote})
	l.step(step, err)
}

// madeUp is a library that has something in every column.
func madeUp(t testing.TB) *library {
	t.Helper()
	l, ctx := newLibrary(t), t.Context()
	stars := 0
	day := func(day string, papers ...models.Paper) {
		for i := range papers {
			papers[i].ListDay = day
		}
		at, _ := time.Parse(time.DateOnly, day)
		for _, e := range []models.Edition{
			{Kind: models.DayList, Key: day, ReadAt: at.Add(8 * time.Hour), Growing: day == "2026-11-21", Papers: papers},
			{Kind: models.TrendingList, Key: "trending", ReadAt: at.Add(9 * time.Hour), Papers: papers},
		} {
			if _, err := l.SaveEdition(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	paper := func(n int, authors ...string) models.Paper {
		return models.Paper{
			ArxivID: fmt.Sprintf("2611.%05d", n), Title: fmt.Sprintf("Paper <%d> & “more”", n), SourceTitle: "Paper\n  more",
			Abstract: "One.\nTwo é\u0301 \u2028.", SourceAbstract: "One.\r\nTwo\t\u0001.", Published: "2026-11-18", Authors: authors, Upvotes: n, Comments: 2,
			FetchedAt: time.Date(2026, 11, 20, 8, 0, 0, 5e6*n, time.UTC),
		}
	}
	full := paper(10, "Ada van Lovelace", "DeepSeek-AI", "Ada van Lovelace")
	full.GitHub, full.GitHubStars, full.Project = "https://github.com/a/b", &stars, "https://a.example/?x=1&y=<2>"
	full.AISummary, full.AIKeywords = "Short.", []string{"k", "l m"}
	full.Organization, full.OrganizationLogin, full.Submitter, full.SubmitterLogin = "Org", "org", "Sub", "sub"
	full.Thumbnail, full.Media = "https://a.example/t.png", []string{"https://a.example/m.mp4"}
	full.Categories, full.ArxivComment, full.Journal = []string{"cs.LG", "cs.CL"}, "12 pages", "J. Ex. 3"
	starred := paper(16)
	many := 12
	starred.GitHubStars = &many
	day("2026-11-20", full, paper(11, "Bo Ree"), paper(12, "Bo Ree"), paper(13))
	day("2026-11-21", full, paper(14, "Cy Poet"), paper(15, "Bo Ree"), starred)
	old := paper(1, "Old Name")
	old.ArxivID, old.FetchedAt, old.Upvotes, old.Comments = "hep-th/9901001", time.Time{}, 0, 0
	if _, err := l.SavePaper(ctx, old); err != nil {
		t.Fatal(err)
	}
	if err := l.AddIdentifiers(ctx, l.ids("2611.00010")[0], []models.Identifier{{Kind: "version", Value: "2611.00010v2"}, {Kind: "doi", Value: "10.48550/arXiv.2611.00010"}, {Kind: "old", Value: "cs/0611010"}}); err != nil {
		t.Fatal(err)
	}
	l.sql(`INSERT INTO papers(id, title, authors_text, published, fts_id) VALUES (1000, 'A book', 'Di Writer', '1999-01-01', (32767 << 32 | 4294967295) - 1000)`)
	l.sql(`INSERT INTO authors(id, name) VALUES (1000, 'Di Writer')`)
	l.sql(`INSERT INTO paper_authors(paper_id, position, author_id) VALUES (1000, 0, 1000)`)
	l.sql(`INSERT INTO identifiers(paper_id, kind, value) VALUES (1000, 'doi', '10.1/book')`)

	all := l.ids("2611.00010", "2611.00011", "2611.00012", "2611.00013")
	l.step(l.Keep(ctx, all[:3], models.Keeping{Why: "for the <survey>"}))
	l.step(l.Keep(ctx, []int64{1000}, models.Keeping{State: models.Archived}))
	l.step(l.SetState(ctx, all[1:2], models.Reading))
	l.step(l.SetStar(ctx, all[:1], true))
	l.step(l.SetRating(ctx, all[:2], 4))
	l.step(l.Move(ctx, all[:1], models.Spot{}))
	l.step(l.Tag(ctx, all[:2], []string{"to cite", "ml/vision", "日本"}, nil))
	l.step(l.Tag(ctx, all[:1], []string{"ml"}, nil))
	l.step(l.SetTagColor(ctx, "ml", "none"))
	l.step(l.Dismiss(ctx, all[3:], true))
	l.step(l.Clear(ctx, l.ids("2611.00014")))
	if err := l.MarkSeen(ctx, all[:1]); err != nil {
		t.Fatal(err)
	}
	if err := l.LookAt(ctx, models.DayList, "2026-11-20"); err != nil {
		t.Fatal(err)
	}
	quote, _ := models.QuoteOf("One.\nTwo é\u0301 \u2028.", 5, 8)
	l.note("2611.00010", "# Mine\n\n- [ ] <b>\n", models.Quote{})
	l.note("2611.00011", "Another", models.Quote{})
	l.note("2611.00010", "On the passage", quote)
	l.step(l.Remove(ctx, all[1:2])) // its note and key stay
	if err := l.GiveCitationKeys(ctx, l.ids("2611.00015")); err != nil {
		t.Fatal(err)
	}
	l.step(l.SetCitationKey(ctx, all[0], "Lovelace:2026"))
	l.step(l.SetNameParts(ctx, "Ada van Lovelace", citation.Name{Family: "Lovelace", Given: "Ada", Particle: "van", Suffix: "Jr."}))
	l.step(l.SetNameParts(ctx, "Bo Ree", citation.Name{Literal: "Bo Ree"}))
	for i, query := range []string{"tag:ml rating>=4", "is:starred \"a b\""} {
		_, step, err := l.AddSmartList(ctx, fmt.Sprintf("List %d", i), query)
		l.step(step, err)
	}
	lists, err := l.SmartLists(ctx)
	if err != nil {
		t.Fatal(err)
	}
	l.step(l.MoveSmartList(ctx, lists[1].ID, 0))
	l.step(l.AddRule(ctx, models.Rule{Kind: models.WordRule, Text: "Survey", Effect: models.Mute}))
	l.step(l.AddRule(ctx, models.Rule{Kind: models.AuthorRule, Text: "Ree", Effect: models.Follow}))
	return l
}

func TestALibraryComesBackToTheByte(t *testing.T) {
	first := madeUp(t)
	text := first.export()
	if again := first.export(); again != text {
		t.Fatal("two exports of a library differ")
	}
	second := newLibrary(t)
	report := second.mustTake(text)
	sameText(t, second.export(), text)
	sameRows(t, second, first)
	if len(report.Differences) > 0 || report.New != report.Papers || report.New == 0 || len(report.Unknown) > 0 {
		t.Errorf("report %+v", report)
	}
	if findings, err := second.Check(t.Context(), false); err != nil || len(findings) > 0 {
		t.Errorf("check: %v, %v", findings, err)
	}
	// places look the same
	for _, v := range []models.View{
		{Place: models.DailyPlace, Day: "2026-11-20"}, {Place: models.DailyPlace, Day: "2026-11-21"}, {Place: models.ToReadPlace}, {Place: models.KeptPlace},
		{Place: models.DailyPlace, Kind: models.TrendingList, Day: "trending"}, {Place: models.Everywhere}, {Place: models.Everywhere, Query: "more"}, {Place: models.NotesPlace},
	} {
		want, err := first.Papers(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := second.Papers(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		if titles(got) != titles(want) {
			t.Errorf("%+v has %s, want %s", v, titles(got), titles(want))
		}
	}
	// again it brings nothing
	report = second.mustTake(text)
	if report.Step.ID != 0 || report.Differing > 0 || second.export() != text {
		t.Errorf("the second import changed something: %+v\n%s", report, second.export())
	}
}

// sameText says in which line two texts differ first.
func sameText(t *testing.T, got, want string) {
	t.Helper()
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			at := 0
			for at < min(len(a[i]), len(b[i])) && a[i][at] == b[i][at] {
				at++
			}
			from := max(0, at-100)
			t.Fatalf("line %d is\n…%s\nwant\n…%s", i+1, a[i][from:min(len(a[i]), at+200)], b[i][from:min(len(b[i]), at+200)])
		}
	}
	if got != want {
		t.Fatalf("%d lines, want %d", len(a), len(b))
	}
}

// notKept are tables that are not exported, and why.
var notKept = map[string]string{
	"steps": "history", "changes": "history", "recent_searches": "a help, not a word", "backfills": "work in progress",
	"sqlite_sequence": "SQLite's own", "papers_fts": "made of papers", "papers_words": "made of papers", "notes_fts": "made of notes",
}

// sameRows holds what two libraries have in every column of every table, but for
// the keys of rows; a table or a column that is new must come back, too.
func sameRows(t *testing.T, got, want *library) {
	t.Helper()
	for _, table := range want.column("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
		base, _, _ := strings.Cut(table, "_fts_")
		if notKept[table] != "" || base != table {
			continue
		}
		for _, column := range want.column("SELECT name FROM pragma_table_info(?)", table) {
			if strings.HasSuffix(column, "_id") && column != "arxiv_id" || column == "id" {
				continue
			}
			sql := fmt.Sprintf("SELECT coalesce(quote(%s), '') FROM %s ORDER BY 1", column, table)
			has, comes := want.column(sql), got.column(sql)
			if column == "name" && table == "authors" {
				has, comes = slices.Compact(has), slices.Compact(comes)
			}
			said := slices.ContainsFunc(has, func(v string) bool { return v != "" && v != "''" && v != "0" && v != "NULL" })
			if !said {
				t.Errorf("the library of the test has nothing in %s.%s", table, column)
			}
			if !slices.Equal(comes, has) {
				t.Errorf("%s.%s comes back as %v, want %v", table, column, comes, has)
			}
		}
	}
}

// column is what a query gives, as texts.
func (l *library) column(query string, args ...any) []string {
	l.t.Helper()
	db, err := sql.Open("sqlite", l.path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		l.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query, args...)
	if err != nil {
		l.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			l.t.Fatal(err)
		}
		all = append(all, value)
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	return all
}

func titles(papers []models.Paper) string {
	var all []string
	for _, p := range papers {
		all = append(all, p.Title)
	}
	return strings.Join(all, ", ")
}

func TestLinesComeBackToTheByte(t *testing.T) {
	text := madeUp(t).lines()
	second := newLibrary(t)
	second.mustTake(text)
	sameText(t, second.lines(), text)
	tags, err := second.Tags(t.Context())
	if err != nil || len(tags) != 4 || tags[0].Color != "" {
		t.Errorf("tags %v, %v", tags, err)
	}
}

func TestWhatWasWrittenIsReadBack(t *testing.T) {
	l := madeUp(t)
	for _, read := range []struct {
		text string
		back func(r io.Reader) ([]string, error)
	}{{l.export(), json.ReadBack}, {l.lines(), json.ReadLinesBack}} {
		ids, err := read.back(strings.NewReader(read.text))
		if want := "2611.00010 2611.00011 2611.00012 2611.00013 2611.00014 2611.00015 2611.00016 hep-th/9901001 "; err != nil || strings.Join(ids, " ") != want {
			t.Errorf("read back %q, %v", ids, err)
		}
	}
	_, err := json.ReadBack(strings.NewReader(strings.Replace(l.export(), "One.", "Two.", 1)))
	if models.CodeOf(err) != models.Damaged {
		t.Errorf("a changed file is read back with %v", err)
	}
}

var errBroken = errors.New("broken")

func TestAnErrorOfThePapersIsGivenBack(t *testing.T) {
	broken := func(yield func(*models.Record, error) bool) { yield(nil, errBroken) }
	for _, write := range []func(writer, models.Belongings, json.Records, formats.Options) error{json.WriteLibrary, json.WriteLines} {
		if err := write(&bytes.Buffer{}, models.Belongings{}, broken, formats.All()); !errors.Is(err, errBroken) {
			t.Errorf("error %v", err)
		}
	}
}
