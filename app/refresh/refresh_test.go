package refresh_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

var _ refresh.Source = (*feed.Client)(nil)

func TestDay(t *testing.T) {
	full := `{"paper":{"id":"2603.00001v2","title":"The $10^{19}$ of it","summary":"One.\n\nTwo.","authors":[{"name":"Ann Ode"},{"name":"Bo Ree"}],
		"publishedAt":"2026-02-27T00:00:00.000Z","submittedOnDailyAt":"2026-03-04T01:00:00.000Z","upvotes":7,
		"githubRepo":"https://github.com/o/r","githubStars":12,"projectPage":"https://o.example/",
		"ai_summary":"A summary.","ai_keywords":["one","two"],
		"organization":{"name":"orgo","fullname":"The Org"},"submittedOnDailyBy":{"user":"cee","fullname":"Cee Dee"}},
		"thumbnail":"https://pictures.example/1.png","mediaUrls":["https://media.example/1.mp4"],"numComments":3}`
	h := build(t, fstest.MapFS{"2026-03-04.json": list(full, `{"paper":{"title":"No identifier"}}`)}, "2026-03-05")
	h.server.Fault(feedtest.Fault{Kind: feedtest.RefuseToken})

	report, err := h.Day(t.Context(), "2026-03-04")
	if err != nil {
		t.Fatal(err)
	}
	want := refresh.Report{
		Asked: "2026-03-04", Day: "2026-03-04", Saved: models.Saved{New: 1, Papers: 1}, Skipped: 1, TokenRefused: true,
	}
	if report != want {
		t.Errorf("report %+v\nwant   %+v", report, want)
	}
	got, err := h.library.Paper(t.Context(), "2603.00001")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []struct{ name, got, want string }{
		{"title", got.Title, "The 10¹⁹ of it"},
		{"source title", got.SourceTitle, "The $10^{19}$ of it"},
		{"abstract", got.Abstract, "One.\n\nTwo."},
		{"source abstract", got.SourceAbstract, "One.\n\nTwo."},
		{"authors", strings.Join(got.Authors, "; "), "Ann Ode; Bo Ree"},
		{"published", got.Published, "2026-02-27"},
		{"list day", got.ListDay, "2026-03-04"},
		{"days", strings.Join(got.Days, " "), "2026-03-04"},
		{"code", got.GitHub, "https://github.com/o/r"},
		{"project", got.Project, "https://o.example/"},
		{"AI summary", got.AISummary, "A summary."},
		{"AI keywords", strings.Join(got.AIKeywords, "; "), "one; two"},
		{"organization", got.Organization + ", " + got.OrganizationLogin, "The Org, orgo"},
		{"submitter", got.Submitter + ", " + got.SubmitterLogin, "Cee Dee, cee"},
		{"thumbnail", got.Thumbnail, "https://pictures.example/1.png"},
		{"media", strings.Join(got.Media, " "), "https://media.example/1.mp4"},
		{"fetched", got.FetchedAt.Format(time.RFC3339), "2026-03-05T12:00:00Z"},
	} {
		if field.got != field.want {
			t.Errorf("%s is %q, want %q", field.name, field.got, field.want)
		}
	}
	if got.Upvotes != 7 || got.Comments != 3 || got.GitHubStars == nil || *got.GitHubStars != 12 {
		t.Errorf("%d upvotes, %d comments, stars %v; want 7, 3, 12", got.Upvotes, got.Comments, got.GitHubStars)
	}
}

func TestGrowing(t *testing.T) {
	for _, tt := range []struct {
		now  string
		want bool
	}{{"2026-03-04", true}, {"2026-03-17", true}, {"2026-03-18", false}, {"2026-06-01", false}} {
		h := build(t, fstest.MapFS{"2026-03-04.json": list(paper("2603.00001", "One", 1, ""))}, tt.now, feedtest.Today(tt.now))
		if _, err := h.Day(t.Context(), "2026-03-04"); err != nil {
			t.Fatal(err)
		}
		day, err := h.library.List(t.Context(), models.DayList, "2026-03-04")
		if err != nil {
			t.Fatal(err)
		}
		if day.Growing != tt.want {
			t.Errorf("the list of 2026-03-04 read on %s: growing %v", tt.now, day.Growing)
		}
	}
}

func TestTodayGoesBackToTheNewestListWithPapers(t *testing.T) {
	h := build(t, fstest.MapFS{"2026-03-06.json": list(paper("2603.00001", "One", 1, "")), "2026-03-08.json": list()},
		"2026-03-09", feedtest.Today("2026-03-08"))
	report, err := h.Today(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if report.Asked != "2026-03-09" || report.Day != "2026-03-06" || report.Saved.New != 1 {
		t.Errorf("report %+v, want 2026-03-06 in place of 2026-03-09", report)
	}
	day, err := h.library.List(t.Context(), models.DayList, "2026-03-06")
	if err != nil || day.Papers != 1 {
		t.Errorf("the library has %+v (%v)", day, err)
	}
}

func TestADayWithoutPapersIsAFact(t *testing.T) {
	h := build(t, fstest.MapFS{}, "2026-03-08", feedtest.Today("2026-03-08"))
	report, err := h.Today(t.Context())
	if err != nil || report.Day != "2026-03-08" || report.Saved.Papers != 0 {
		t.Fatalf("report %+v, error %v", report, err)
	}
	if day, err := h.library.List(t.Context(), models.DayList, "2026-03-08"); err != nil || day.Papers != 0 {
		t.Errorf("the library has %+v (%v)", day, err)
	}
}

// A later answer may be shorter and say less: nothing that the library has, and
// nothing that the reader wrote, goes with it.
func TestAShorterAnswerLater(t *testing.T) {
	first := fstest.MapFS{"2026-03-04.json": list(
		paper("2603.00001", "One", 5, `,"ai_summary":"A summary.","githubRepo":"https://github.com/o/r"`),
		paper("2603.00002", "Two", 3, ""))}
	h := build(t, first, "2026-03-04")
	if _, err := h.Day(t.Context(), "2026-03-04"); err != nil {
		t.Fatal(err)
	}
	ids, err := h.library.Lookup(t.Context(), []string{"2603.00002"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.library.SaveNote(t.Context(), models.NoteEdit{PaperID: ids[0], Text: "Mine."}); err != nil {
		t.Fatal(err)
	}

	later, err := feedtest.Start(fstest.MapFS{"2026-03-04.json": list(paper("2603.00001", "One", 9, ""))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(later.Close)
	report, err := connect(t, later, "2026-03-05", h.library.Path(), feed.Limits{}).Day(t.Context(), "2026-03-04")
	if err != nil {
		t.Fatal(err)
	}
	if report.Saved != (models.Saved{Changed: 1, Papers: 2}) {
		t.Errorf("saved %+v, want one changed and two on the list", report.Saved)
	}
	one, err := h.library.Paper(t.Context(), "2603.00001")
	if err != nil || one.Upvotes != 9 || one.AISummary != "A summary." || one.GitHub == "" {
		t.Errorf("paper one is %+v (%v)", one, err)
	}
	two, err := h.library.Paper(t.Context(), "2603.00002")
	if err != nil || len(two.Notes) != 1 || two.Entry == nil {
		t.Errorf("paper two is %+v (%v), want it with its note", two, err)
	}
}

func TestFaultsLeaveTheLibraryAsItWas(t *testing.T) {
	var more []string
	for i := range 120 {
		more = append(more, paper("2603.1"+string([]byte{'0' + byte(i/100), '0' + byte(i/10%10), '0' + byte(i%10)})+"0", "More", 1, ""))
	}
	h := build(t, fstest.MapFS{
		"2026-03-03.json": list(paper("2603.00001", "One", 1, "")),
		"2026-03-04.json": list(append(more, paper("2603.00001", "One, changed", 8, ""))...),
	}, "2026-03-04")
	if _, err := h.Day(t.Context(), "2026-03-03"); err != nil {
		t.Fatal(err)
	}
	h = connect(t, h.server, "2026-03-04", h.library.Path(), feed.Limits{Page: 4 << 20, Whole: time.Second})
	before := dump(t, h.library)
	if !strings.Contains(before, "2603.00001") {
		t.Fatalf("the dump does not have the paper:\n%s", before)
	}

	for _, kind := range []feedtest.FaultKind{
		feedtest.SignInPage, feedtest.CutOff, feedtest.Null, feedtest.Endless, feedtest.Huge, feedtest.Hang,
		feedtest.TooMany, feedtest.TooManyAfter, feedtest.Unavailable, feedtest.Failure, feedtest.Reset, feedtest.Redirect, feedtest.Body,
	} {
		for _, page := range []string{"", "/api/daily_papers?date=2026-03-04&limit=100&p=1"} {
			h.server.Fault(feedtest.Fault{Kind: kind, Path: page, Seconds: 3600, Location: "ftp://elsewhere.example/", Body: `{"error":"no list"}`})
			_, err := h.Day(t.Context(), "2026-03-04")
			message, ok := refresh.Message(err)
			if err == nil || !ok || message == "" {
				t.Errorf("%s on page %q: error %v has no sentence", kind, page, err)
			}
			if _, err := h.Today(t.Context()); err == nil {
				t.Errorf("%s on page %q: today has no error", kind, page)
			}
			h.server.ClearFaults()
			if after := dump(t, h.library); after != before {
				t.Fatalf("%s on page %q changed the library:\n%s\nbefore:\n%s", kind, page, after, before)
			}
		}
	}

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Day(cancelled, "2026-03-04"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	if after := dump(t, h.library); after != before {
		t.Error("a cancelled refresh changed the library")
	}

	// The comparison can fail: without a fault the library does change.
	if report, err := h.Day(t.Context(), "2026-03-04"); err != nil || report.Saved.Papers != 121 {
		t.Fatalf("without faults: %+v, error %v", report, err)
	}
	if after := dump(t, h.library); after == before {
		t.Error("the dump does not show that a list was taken in")
	}
}

func TestFind(t *testing.T) {
	h := build(t, fstest.MapFS{"2026-03-04.json": list(paper("2603.00001", "One", 1, `,"submittedOnDailyAt":"2026-03-04T01:00:00.000Z"`))}, "2026-03-04")
	before := dump(t, h.library)
	found, err := h.Find(t.Context(), "2603.00001")
	if err != nil || found.ArxivID != "2603.00001" || found.Title != "One" || found.ListDay != "2026-03-04" {
		t.Errorf("found %+v, error %v", found, err)
	}
	if _, err := h.Find(t.Context(), "2603.99999"); feed.KindOf(err) != feed.NotFound {
		t.Errorf("a paper that the source does not know: error %v", err)
	}
	if dump(t, h.library) != before {
		t.Error("looking changed the library")
	}
}

func TestMessageOfOtherErrors(t *testing.T) {
	if message, ok := refresh.Message(errors.New("disk I/O error")); ok || message != "" {
		t.Errorf("an error without a sentence has %q", message)
	}
	if message, ok := refresh.Message(&models.Error{Message: "Said."}); !ok || message != "Said." {
		t.Errorf("message %q, %v", message, ok)
	}
}
