package refresh_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestLists(t *testing.T) {
	days, want := madeUp(t, "2026-02-23", "2026-03-06", 2)
	h := build(t, days, "2026-03-31", feedtest.Today("2026-03-31"))
	for _, tt := range []struct {
		kind, key string
		papers    int
		growing   bool
	}{
		{models.WeekList, "2026-W09", 10, false}, {models.WeekList, "2026-W10", 10, false}, {models.MonthList, "2026-03", 10, true},
		{models.TrendingList, "trending", 20, true}, {models.SubmitterList, "nobody", 0, true}, {models.DayList, "2026-03-03", 2, false},
	} {
		report, err := h.List(t.Context(), tt.kind, tt.key)
		if err != nil || report.Saved.Papers != tt.papers || report.Asked != tt.key {
			t.Errorf("%s %s: %+v (%v), want %d papers", tt.kind, tt.key, report, err, tt.papers)
		}
		state, err := h.library.List(t.Context(), tt.kind, tt.key)
		if err != nil || state.Papers != tt.papers || state.Growing != tt.growing || state.ReadAt.IsZero() {
			t.Errorf("the library has %+v (%v), want growing %v", state, err, tt.growing)
		}
	}
	// Nothing but the day's own list puts papers onto the day.
	papers, err := h.library.Papers(t.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil || len(papers) != len(want) {
		t.Fatalf("the library has %d papers, want %d (%v)", len(papers), len(want), err)
	}
	for _, p := range papers {
		day := want[p.ArxivID][0]
		if p.ListDay != day || day == "2026-03-03" != slices.Equal(p.Days, []string{day}) {
			t.Errorf("%s has the list day %s and stands on %v, want %s", p.ArxivID, p.ListDay, p.Days, day)
		}
	}
}

func TestWrongLists(t *testing.T) {
	days, _ := madeUp(t, "2026-02-23", "2026-03-06", 2)
	h := build(t, days, "2026-03-06")
	before := dump(t, h.library)
	if _, err := h.List(t.Context(), "year", "2026"); models.CodeOf(err) != models.Invalid {
		t.Errorf("a kind that is none: %v", err)
	}
	for kind, key := range map[string]string{models.WeekList: "2026-W54", models.MonthList: "2026-13", models.SubmitterList: "no/body", models.DayList: "2026-02-30"} {
		if _, err := h.List(t.Context(), kind, key); feed.KindOf(err) != feed.BadRequest {
			t.Errorf("%s %s: %v", kind, key, err)
		}
	}
	h.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage})
	for kind, key := range map[string]string{models.WeekList: "2026-W10", models.MonthList: "2026-03", models.TrendingList: "trending", models.SubmitterList: "nobody"} {
		if _, err := h.List(t.Context(), kind, key); feed.KindOf(err) != feed.NotJSON {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if dump(t, h.library) != before {
		t.Error("the library changed")
	}
}

// onList are the identifiers of a list's papers in the library, in its order.
func onList(t *testing.T, library *models.Library, kind, key string) string {
	t.Helper()
	papers, err := library.Papers(t.Context(), models.View{Place: models.DailyPlace, Kind: kind, Day: key})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range papers {
		ids = append(ids, p.ArxivID)
	}
	return strings.Join(ids, " ")
}

func TestTrendingIsAnotherEachTime(t *testing.T) {
	h := build(t, fstest.MapFS{}, "2026-03-20", feedtest.Today("2026-03-20"))
	answer := func(papers ...string) string {
		h.server.ClearFaults()
		h.server.Fault(feedtest.Fault{Kind: feedtest.Body, Body: "[" + strings.Join(papers, ",") + "]"})
		if _, err := h.List(t.Context(), models.TrendingList, models.TrendingList); err != nil {
			t.Fatal(err)
		}
		return onList(t, h.library, models.TrendingList, models.TrendingList)
	}
	one, two, three := paper("2603.00001", "One", 1, ""), paper("2603.00002", "Two", 2, ""), paper("2603.00003", "Three", 3, "")
	if got := answer(one, two); got != "2603.00001 2603.00002" {
		t.Errorf("at first %s", got)
	}
	if got := answer(three, one); got != "2603.00003 2603.00001" {
		t.Errorf("then %s", got)
	}
	if got := answer(); got != "2603.00003 2603.00001" {
		t.Errorf("an empty answer took the list away: %s", got)
	}
	if _, err := h.library.Paper(t.Context(), "2603.00002"); err != nil {
		t.Errorf("a paper that no longer trends is gone: %v", err)
	}
}

func TestAServerThatDoesNotKnowWeeks(t *testing.T) {
	h := build(t, fstest.MapFS{}, "2026-03-20", feedtest.Today("2026-03-20"))
	before := dump(t, h.library)
	h.server.Fault(feedtest.Fault{Kind: feedtest.Body, Body: "[" + submitted("2603.00009", "2026-03-20", "cee", 1) + "]"})
	for kind, key := range map[string]string{models.WeekList: "2026-W09", models.MonthList: "2026-02"} {
		if _, err := h.List(t.Context(), kind, key); feed.KindOf(err) != feed.Malformed {
			t.Errorf("the newest list in answer to %s: %v", key, err)
		}
	}
	if dump(t, h.library) != before {
		t.Error("the library changed")
	}
}
