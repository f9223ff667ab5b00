package refresh_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

// madeUp are lists of papers that nobody wrote: perDay of them on each weekday
// from first to last, none on the others.
func madeUp(t *testing.T, first, last string, perDay int) (days fstest.MapFS, want map[string][]string) {
	t.Helper()
	days, want = fstest.MapFS{}, map[string][]string{}
	n := 0
	for day := range eachDay(t, first, last) {
		var papers []string
		if at, _ := time.Parse(time.DateOnly, day); at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			for range perDay {
				n++
				id := fmt.Sprintf("26%02d.%05d", 1+n/99999, n%99999)
				papers = append(papers, paper(id, "Paper "+id, perDay, `,"submittedOnDailyAt":"`+day+`T01:00:00.000Z"`))
				want[id] = []string{day}
			}
		}
		days[day+".json"] = list(papers...)
	}
	return days, want
}

func eachDay(t *testing.T, first, last string) func(func(string) bool) {
	t.Helper()
	from, err := time.Parse(time.DateOnly, first)
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string) bool) {
		for at := from; at.Format(time.DateOnly) <= last; at = at.AddDate(0, 0, 1) {
			if !yield(at.Format(time.DateOnly)) {
				return
			}
		}
	}
}

// asked are the days whose lists were asked for, one for each first page, in
// that order.
func asked(t *testing.T, server *feedtest.Server) []string {
	t.Helper()
	var days []string
	for _, r := range server.Requests() {
		u, err := url.Parse(r.Path)
		if err != nil {
			t.Fatal(err)
		}
		if q := u.Query(); u.Path == "/api/daily_papers" && q.Get("p") == "0" {
			days = append(days, q.Get("date"))
		}
	}
	return days
}

// wantLibrary holds the papers of the library, and the days on whose lists they
// stand, against what there is.
func wantLibrary(t *testing.T, library *models.Library, want map[string][]string) {
	t.Helper()
	papers, err := library.Papers(t.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range papers {
		switch {
		case seen[p.ArxivID]:
			t.Errorf("%s is there twice", p.ArxivID)
		case !slices.Equal(p.Days, want[p.ArxivID]):
			t.Errorf("%s stands on the lists of %v, want %v", p.ArxivID, p.Days, want[p.ArxivID])
		}
		seen[p.ArxivID] = true
	}
	if len(seen) != len(want) {
		t.Errorf("the library has %d papers, want %d", len(seen), len(want))
	}
}

func TestCatchUpFromTheLastVisitOn(t *testing.T) {
	days, want := madeUp(t, "2026-01-01", "2026-03-06", 3)
	h := build(t, days, "2026-02-02")
	if result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil || result.Read != 14 {
		t.Fatalf("a new library: %+v (%v), want the last 14 days", result, err)
	}
	before := len(asked(t, h.server))

	h = connect(t, h.server, "2026-03-06", h.library.Path(), feed.Limits{})
	var told []refresh.Progress
	result, err := h.CatchUp(t.Context(), refresh.Plan{Again: time.Hour}, func(p refresh.Progress) { told = append(told, p) })
	if err != nil {
		t.Fatal(err)
	}
	// 24 weekdays from 02-03 to 03-06, and the lists of 01-20 to 02-02, which
	// grew when they were read.
	if result.Read != 32+14 || result.Days != 24 || result.New != 72 || result.Papers != 72+30 || len(result.Failed) != 0 {
		t.Errorf("result %+v", result)
	}
	got := asked(t, h.server)[before:]
	wanted := slices.Collect(eachDay(t, "2026-01-20", "2026-03-06"))
	slices.Reverse(wanted)
	if !slices.Equal(got, wanted) {
		t.Errorf("asked for %v, want %v", got, wanted)
	}
	if len(told) != len(wanted) {
		t.Fatalf("told %d times of %d days", len(told), len(wanted))
	}
	for i, p := range told {
		if p.Day != wanted[i] || p.Done != i+1 || p.Total != len(wanted) || p.Report == nil || p.Err != nil || p.Paused != nil {
			t.Errorf("told %+v after %d days, the last of them %s", p, i+1, wanted[i])
		}
	}
	if last := told[len(told)-1]; last.New != 72 || last.Left != 0 {
		t.Errorf("told %+v at the end", last)
	}
	for id, on := range want {
		if on[0] < "2026-01-20" {
			delete(want, id)
		}
	}
	wantLibrary(t, h.library, want)

	// What was read a moment ago is not read again, what still grows is later.
	if result, err := h.CatchUp(t.Context(), refresh.Plan{Again: time.Hour}, nil); err != nil || result.Read != 0 {
		t.Errorf("a moment later: %+v (%v)", result, err)
	}
	if result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil || result.Read != 14 {
		t.Errorf("again: %+v (%v), want the last 14 days", result, err)
	}
}

func TestCatchUpIsBounded(t *testing.T) {
	days, _ := madeUp(t, "2025-01-02", "2025-01-02", 1)
	h := build(t, days, "2025-01-02", feedtest.Today("2026-03-06"))
	if _, err := h.Today(t.Context()); err != nil {
		t.Fatal(err)
	}
	h = connect(t, h.server, "2026-03-06", h.library.Path(), feed.Limits{})
	if result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil || result.Read != 120 || result.Days != 0 {
		t.Errorf("after a year: %+v (%v), want the last 120 days", result, err)
	}
}

// A day of the archive that the reader looked at is no visit.
func TestCatchUpLeavesTheArchiveAlone(t *testing.T) {
	h := build(t, fstest.MapFS{}, "2026-03-06", feedtest.Today("2026-03-06"))
	if _, err := h.Day(t.Context(), "2026-01-05"); err != nil {
		t.Fatal(err)
	}
	if result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil || result.Read != 14 {
		t.Errorf("result %+v (%v), want the last 14 days", result, err)
	}
}

func TestAFailingDayStopsNoOther(t *testing.T) {
	days, want := madeUp(t, "2026-02-21", "2026-03-06", 2)
	h := build(t, days, "2026-03-06")
	h.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage, Path: "/api/daily_papers?date=2026-03-03"})
	var failed []string
	result, err := h.CatchUp(t.Context(), refresh.Plan{}, func(p refresh.Progress) {
		if p.Err != nil {
			failed = append(failed, p.Day)
		}
	})
	if err != nil || result.Read != 13 || len(result.Failed) != 1 || result.Failed[0].Day != "2026-03-03" || !slices.Equal(failed, []string{"2026-03-03"}) {
		t.Fatalf("result %+v (%v), told of %v", result, err, failed)
	}
	if message, ok := refresh.Message(result.Failed[0].Err); !ok || !strings.Contains(message, "sign-in") {
		t.Errorf("the sentence is %q, %v", message, ok)
	}
	h.server.ClearFaults()
	if again, err := h.Days(t.Context(), []string{result.Failed[0].Day}, nil); err != nil || again.New != 2 {
		t.Errorf("tried again: %+v (%v)", again, err)
	}
	wantLibrary(t, h.library, want)
}

func TestWhatStopsCatchingUp(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault feedtest.Fault
		kind  feed.Kind
		read  int // days before it
		tries int // days that are asked for in vain
	}{
		{"a sign-in page", feedtest.Fault{Kind: feedtest.SignInPage}, feed.NotJSON, 2, 5},
		{"a long pause", feedtest.Fault{Kind: feedtest.TooManyAfter, Seconds: 3600}, feed.RateLimited, 2, 1},
		{"a failure of the server", feedtest.Fault{Kind: feedtest.Unavailable}, feed.Unavailable, 2, 5},
	} {
		days, _ := madeUp(t, "2026-02-21", "2026-03-06", 2)
		h := build(t, days, "2026-03-06")
		result, err := h.CatchUp(t.Context(), refresh.Plan{}, func(p refresh.Progress) {
			if p.Done == tt.read {
				h.server.Fault(tt.fault)
			}
		})
		if feed.KindOf(err) != tt.kind || result.Read != tt.read || result.New != 4 {
			t.Errorf("%s: %+v (%v)", tt.name, result, err)
		}
		got := asked(t, h.server)
		slices.Sort(got)
		if n := len(slices.Compact(got)); n != tt.read+tt.tries {
			t.Errorf("%s: asked for %d days, want %d", tt.name, n, tt.read+tt.tries)
		}
	}

	// The network goes.
	days, _ := madeUp(t, "2026-02-21", "2026-03-06", 2)
	server, err := feedtest.Start(days)
	if err != nil {
		t.Fatal(err)
	}
	h := connect(t, server, "2026-03-06", filepath.Join(t.TempDir(), "offprint.db"), feed.Limits{})
	told := 0
	result, err := h.CatchUp(t.Context(), refresh.Plan{}, func(p refresh.Progress) {
		if told++; told == 3 {
			server.Close()
		}
	})
	if feed.KindOf(err) != feed.Offline || result.Read != 3 || result.New != 6 || told != 3 {
		t.Errorf("offline: %+v (%v), told %d times", result, err, told)
	}
}

func TestAPauseOfTheSourceIsTold(t *testing.T) {
	days, want := madeUp(t, "2026-02-21", "2026-03-06", 2)
	h := build(t, days, "2026-03-06")
	h.server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 200, Times: 1, Path: "/api/daily_papers?date=2026-03-03"})
	var pauses []refresh.Progress
	result, err := h.CatchUp(t.Context(), refresh.Plan{}, func(p refresh.Progress) {
		if p.Paused != nil {
			pauses = append(pauses, p)
		}
	})
	if err != nil || result.Read != 14 {
		t.Fatalf("result %+v (%v)", result, err)
	}
	if len(pauses) != 1 || pauses[0].Day != "2026-03-03" || pauses[0].Paused.Until.Format(time.TimeOnly) != "12:03:21" || pauses[0].Paused.Why == "" {
		t.Errorf("pauses %+v", pauses)
	}
	wantLibrary(t, h.library, want)
}

func TestAListOfAnotherDay(t *testing.T) {
	stale := func(day string, ids ...string) string {
		var papers []string
		for _, id := range ids {
			papers = append(papers, paper(id, "Paper "+id, 1, `,"submittedOnDailyAt":"`+day+`T01:00:00.000Z"`))
		}
		return "[" + strings.Join(papers, ",") + "]"
	}
	days := fstest.MapFS{"2026-03-05.json": {Data: []byte(stale("2026-03-05", "2603.00001", "2603.00002"))}}
	h := build(t, days, "2026-03-06", feedtest.Today("2026-03-06"))
	answer := func(day, body string) {
		h.server.Fault(feedtest.Fault{Kind: feedtest.Body, Path: "/api/daily_papers?date=" + day, Body: body})
	}
	answer("2026-03-06", stale("2026-03-05", "2603.00001", "2603.00002"))
	answer("2026-02-25", stale("2026-03-05", "2603.00001"))
	result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil)
	if err != nil || len(result.Failed) != 1 || result.Failed[0].Day != "2026-02-25" || result.Read != 12 {
		t.Fatalf("result %+v (%v), want today not open yet and 2026-02-25 failed", result, err)
	}
	if message, ok := refresh.Message(result.Failed[0].Err); !ok || !strings.Contains(message, "2026-03-05") {
		t.Errorf("the sentence is %q, %v", message, ok)
	}
	if report, err := h.Today(t.Context()); err != nil || report.Day != "2026-03-05" || report.Asked != "2026-03-06" {
		t.Errorf("today is %+v (%v)", report, err)
	}
	wantLibrary(t, h.library, map[string][]string{"2603.00001": {"2026-03-05"}, "2603.00002": {"2026-03-05"}})

	// Once today's list is there, it is read although the day was asked before;
	// a paper of another day among its papers is not put on it.
	h.server.ClearFaults()
	mixed := strings.TrimSuffix(stale("2026-03-06", "2603.00003"), "]") + "," + strings.TrimPrefix(stale("2026-03-05", "2603.00001"), "[")
	answer("2026-03-06", mixed)
	if _, err := h.CatchUp(t.Context(), refresh.Plan{Again: time.Hour}, nil); err != nil {
		t.Fatal(err)
	}
	wantLibrary(t, h.library, map[string][]string{"2603.00001": {"2026-03-05"}, "2603.00002": {"2026-03-05"}, "2603.00003": {"2026-03-06"}})
}

func TestAWrongClock(t *testing.T) {
	days, want := madeUp(t, "2026-02-16", "2026-03-06", 2)
	for _, now := range []string{"2026-03-05", "2026-03-07", "2026-04-06"} {
		h := build(t, days, now, feedtest.Today("2026-03-06"))
		if result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil || len(result.Failed) != 0 {
			t.Fatalf("with the clock at %s: %+v (%v)", now, result, err)
		}
		// The clock is put right.
		h = connect(t, h.server, "2026-03-06", h.library.Path(), feed.Limits{})
		if result, err := h.CatchUp(t.Context(), refresh.Plan{Again: 2 * time.Hour}, nil); err != nil || len(result.Failed) != 0 {
			t.Fatalf("after the clock stood at %s: %+v (%v)", now, result, err)
		}
		wanted := map[string][]string{}
		for id, on := range want {
			if on[0] >= "2026-02-21" || now == "2026-03-05" && on[0] >= "2026-02-20" {
				wanted[id] = on
			}
		}
		wantLibrary(t, h.library, wanted)
	}
}

// A clock that is an hour wrong around midnight is a day wrong.
func TestAClockThatIsAnHourWrong(t *testing.T) {
	days, want := madeUp(t, "2026-02-20", "2026-03-06", 2)
	for _, tt := range []struct{ now, right, today, newest string }{
		// The server still has yesterday: the list of the day to come is not open.
		{"2026-03-06T00:30:00Z", "2026-03-05T23:30:00Z", "2026-03-05", "2026-03-05"},
		// The server has a day that this computer does not know of.
		{"2026-03-05T23:30:00Z", "2026-03-06T00:30:00Z", "2026-03-06", "2026-03-05"},
	} {
		h := build(t, days, tt.now, feedtest.Today(tt.today))
		report, err := h.Today(t.Context())
		if err != nil || report.Day != tt.newest {
			t.Errorf("at %s, as it says, today is %+v (%v), want %s", tt.now, report, err, tt.newest)
		}
		if result, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil || len(result.Failed) != 0 {
			t.Errorf("at %s, as it says: %+v (%v)", tt.now, result, err)
		}
		// The clock is put right, and later the next day comes at both.
		for i, now := range []string{tt.right, "2026-03-06T18:00:00Z"} {
			server, err := feedtest.Start(days, feedtest.Today([]string{tt.today, "2026-03-06"}[i]))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(server.Close)
			h = connect(t, server, now, h.library.Path(), feed.Limits{})
			if result, err := h.CatchUp(t.Context(), refresh.Plan{Again: 30 * time.Minute}, nil); err != nil || len(result.Failed) != 0 {
				t.Errorf("at %s after %s: %+v (%v)", now, tt.now, result, err)
			}
		}
		wantLibrary(t, h.library, want)
	}
}

// A server that goes in the middle and comes back loses nothing, and no day that
// was read is asked for again.
func TestTheServerGoesAndComesBack(t *testing.T) {
	days, want := madeUp(t, "2025-12-01", "2026-03-06", 2)
	server, err := feedtest.Start(days)
	if err != nil {
		t.Fatal(err)
	}
	h := connect(t, server, "2026-03-06", filepath.Join(t.TempDir(), "offprint.db"), feed.Limits{})
	id := h.start(t, "2025-12-01", "2026-03-06")
	var all []string
	gone := 0
	for ; ; gone++ {
		if gone > 5 {
			t.Fatal("the backfill does not come to an end")
		}
		told := 0
		result, err := h.Backfill(t.Context(), id, &refresh.Control{}, func(refresh.Progress) {
			if told++; told == 30 {
				server.Close()
			}
		})
		all = append(all, asked(t, server)...)
		if err == nil {
			break
		}
		if message, ok := refresh.Message(err); feed.KindOf(err) != feed.Offline || !ok || !strings.Contains(message, "no connection") || result.Read != 30 {
			t.Fatalf("gone after %d days: %+v (%v)", told, result, err)
		}
		h.wantState(t, id, models.BackfillRunning)
		if server, err = feedtest.Start(days, feedtest.Addr(strings.TrimPrefix(server.URL, "http://"))); err != nil {
			t.Fatal(err)
		}
	}
	if gone != 3 { // of 96 days
		t.Errorf("the server went %d times", gone)
	}
	server.Close()
	wanted := slices.Collect(eachDay(t, "2025-12-01", "2026-03-06"))
	slices.Reverse(wanted)
	if !slices.Equal(all, wanted) {
		t.Errorf("asked for %v, want each day once", all)
	}
	h.wantState(t, id, models.BackfillDone)
	wantLibrary(t, h.library, want)
}

// TestAnEmptyListOfADayToComeIsReadAgain reads days that are not there yet as empty,
// as a server does that answers every day, and reads them again when they are.
func TestAnEmptyListOfADayToComeIsReadAgain(t *testing.T) {
	h := build(t, fstest.MapFS{}, "2026-03-20", feedtest.Today("2026-03-06"), feedtest.LaterDaysEmpty())
	if _, err := h.CatchUp(t.Context(), refresh.Plan{}, nil); err != nil {
		t.Fatal(err)
	}
	days, want := madeUp(t, "2026-03-06", "2026-03-12", 2)
	server, err := feedtest.Start(days)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	h = connect(t, server, "2026-03-12", h.library.Path(), feed.Limits{})
	if _, err := h.CatchUp(t.Context(), refresh.Plan{Again: time.Hour}, nil); err != nil {
		t.Fatal(err)
	}
	wantLibrary(t, h.library, want)
}

func TestCatchUpStopsInOrder(t *testing.T) {
	days, want := madeUp(t, "2026-01-02", "2026-03-06", 3)
	h := build(t, days, "2026-01-02")
	if _, err := h.Day(t.Context(), "2026-01-02"); err != nil {
		t.Fatal(err)
	}
	// Each start gets a few days further until it is killed between two of them;
	// nothing is asked for twice, and no day is left out.
	before := len(asked(t, h.server))
	for start := 0; ; start++ {
		if start > 30 {
			t.Fatal("catching up does not come to an end")
		}
		h = connect(t, h.server, "2026-03-06", h.library.Path(), feed.Limits{})
		ctx, cancel := context.WithCancel(t.Context())
		told := 0
		_, err := h.CatchUp(ctx, refresh.Plan{Again: time.Hour}, func(refresh.Progress) {
			if told++; told == 5 {
				cancel()
			}
		})
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) || told != 5 {
			t.Fatalf("told %d times (%v)", told, err)
		}
	}
	got := asked(t, h.server)[before:]
	slices.Sort(got)
	wanted := slices.DeleteFunc(slices.Collect(eachDay(t, "2025-12-20", "2026-03-06")), func(day string) bool { return day < "2026-01-02" })
	if !slices.Equal(got, wanted) {
		t.Errorf("asked for %v, want %v", got, wanted)
	}
	wantLibrary(t, h.library, want)
}
