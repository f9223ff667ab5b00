package models_test

import (
	"strings"
	"testing"
	"time"

	"offprint/models"
)

func TestRulesMuteAndFollow(t *testing.T) {
	l := newLibrary(t)
	survey := paper("2611.00001", "A Survey of Agents", "Ann Author")
	friend := paper("2611.00002", "Another survey", "Zoë Friend")
	plain := paper("2611.00003", "Plain", "Bob")
	plain.Organization = "Google DeepMind"
	save(t, l, "2026-11-23", survey, friend, plain)
	view := models.View{Place: models.DailyPlace, Day: "2026-11-23"}
	look := func() map[string]string {
		t.Helper()
		papers, err := l.Papers(t.Context(), view)
		if err != nil {
			t.Fatal(err)
		}
		marks := map[string]string{}
		for _, p := range papers {
			marks[p.ArxivID] = p.Muted + "/" + p.Followed
		}
		return marks
	}
	mute := models.Rule{Kind: models.WordRule, Text: " Survey ", Effect: models.Mute}
	caught, of, err := l.Caught(t.Context(), mute, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(caught) != 2 || of != 3 {
		t.Fatalf("the rule would catch %s, %v", ids(caught), err)
	}
	if caught, of, err := l.Caught(t.Context(), mute, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)); err != nil || len(caught) != 0 || of != 0 {
		t.Errorf("later days: %s, %v", ids(caught), err)
	}
	mustStep(t)(l.AddRule(t.Context(), mute))
	mustStep(t)(l.AddRule(t.Context(), models.Rule{Kind: models.AuthorRule, Text: "zoe friend", Effect: models.Follow}))
	mustStep(t)(l.AddRule(t.Context(), models.Rule{Kind: models.OrganizationRule, Text: "deepmind", Effect: models.Follow}))
	got := look()
	for id, want := range map[string]string{"2611.00001": "Survey/", "2611.00002": "/zoe friend", "2611.00003": "/deepmind"} {
		if got[id] != want {
			t.Errorf("%s is %q, want %q", id, got[id], want)
		}
	}
	state, err := l.List(t.Context(), models.DayList, "2026-11-23")
	if err != nil || state.Left != 2 || state.Papers != 3 {
		t.Errorf("left %d of %d, %v", state.Left, state.Papers, err)
	}
	// the other way round, and back
	flipped := mute
	flipped.Effect = models.Follow
	mustStep(t)(l.AddRule(t.Context(), flipped))
	if got := look()["2611.00001"]; got != "/Survey" {
		t.Errorf("flipped: %q", got)
	}
	mustStep(t)(l.Undo(t.Context()))
	if got := look()["2611.00001"]; got != "Survey/" {
		t.Errorf("undone: %q", got)
	}
	rules, err := l.Rules(t.Context())
	if err != nil || len(rules) != 3 {
		t.Fatalf("rules %v, %v", rules, err)
	}
	mustStep(t)(l.RemoveRule(t.Context(), rules[0].ID))
	if got := look()["2611.00001"]; got != "/" {
		t.Errorf("removed: %q", got)
	}
	_, err = l.RemoveRule(t.Context(), 4711)
	wantCode(t, err, models.NotFound)
	for _, bad := range []models.Rule{{Kind: "colour", Text: "x", Effect: models.Mute}, {Kind: models.WordRule, Text: " ! ", Effect: models.Mute}, {Kind: models.WordRule, Text: "x", Effect: "hide"}} {
		_, err := l.AddRule(t.Context(), bad)
		wantCode(t, err, models.Invalid)
	}
}

func TestListsAndTheirDays(t *testing.T) {
	for _, test := range []struct{ kind, key, first, last string }{
		{models.DayList, "2026-11-23", "2026-11-23", "2026-11-23"},
		{models.WeekList, "2026-W48", "2026-11-23", "2026-11-29"},
		{models.WeekList, "2026-W01", "2025-12-29", "2026-01-04"},
		{models.WeekList, "2020-W53", "2020-12-28", "2021-01-03"},
		{models.MonthList, "2024-02", "2024-02-01", "2024-02-29"},
	} {
		first, last, err := models.ListDays(test.kind, test.key)
		if err != nil || first.Format(time.DateOnly) != test.first || last.Format(time.DateOnly) != test.last {
			t.Errorf("%s: %s to %s, %v", test.key, first, last, err)
		}
		if key := models.ListKey(test.kind, last); key != test.key {
			t.Errorf("the last day of %s is in %s", test.key, key)
		}
		next, err := models.StepList(test.kind, test.key, 1)
		back, backErr := models.StepList(test.kind, next, -1)
		if err != nil || backErr != nil || back != test.key || next <= test.key {
			t.Errorf("%s, next %s, back %s", test.key, next, back)
		}
	}
	for kind, key := range map[string]string{models.DayList: "2026-02-30", models.WeekList: "2026-W54", models.MonthList: "2026-13", models.TrendingList: "x", "year": "2026"} {
		if _, _, err := models.ListDays(kind, key); err == nil {
			t.Errorf("%s %s was accepted", kind, key)
		}
	}
}

func TestAWeekHasWhatWasListedAndWhatItsDaysHave(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "Of the day", "Ann"))
	save(t, l, "2026-11-16", paper("2611.00009", "Of the week before", "Ann"))
	week := paper("2611.00002", "Of the week", "Bob")
	week.ListDay, week.Upvotes = "2026-11-24", 5
	if _, err := l.SaveEdition(t.Context(), models.Edition{Kind: models.WeekList, Key: "2026-W48", ReadAt: newClock().Now(), Papers: []models.Paper{week}}); err != nil {
		t.Fatal(err)
	}
	found, err := l.Papers(t.Context(), models.View{Place: models.DailyPlace, Kind: models.WeekList, Day: "2026-W48"})
	if err != nil || ids(found) != "2611.00002 2611.00001" {
		t.Errorf("week: %s, %v", ids(found), err)
	}
	if state, err := l.List(t.Context(), models.DayList, "2026-11-24"); err != nil || !state.ReadAt.IsZero() {
		t.Errorf("a week's list counts as that of its days: %+v, %v", state, err)
	}
}

func TestWhatIsNewSinceTheReaderLooked(t *testing.T) {
	c := newClock()
	l := open(t, t.TempDir()+"/offprint.db", models.Options{Now: c.Now})
	add := func(papers ...models.Paper) {
		t.Helper()
		for i := range papers {
			papers[i].ListDay = "2026-11-23"
		}
		if _, err := l.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: "2026-11-23", ReadAt: c.now, Papers: papers}); err != nil {
			t.Fatal(err)
		}
	}
	first := paper("2611.00001", "First", "Ann")
	first.Upvotes = 8
	add(first)
	if err := l.MarkSeen(t.Context(), lookup(t, l, "2611.00001")); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Hour)
	if err := l.LookAt(t.Context(), models.DayList, "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Hour)
	first.Upvotes = 50
	add(first, paper("2611.00002", "Second", "Bob"))
	state, err := l.List(t.Context(), models.DayList, "2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	look := func() []models.Paper {
		papers, err := l.Papers(t.Context(), models.View{Place: models.DailyPlace, Day: "2026-11-23", Since: state.LookedAt})
		if err != nil {
			t.Fatal(err)
		}
		return papers
	}
	if papers := look(); papers[0].New || papers[0].UpvotesSince != 42 || !papers[1].New {
		t.Errorf("first %+v, second %+v", papers[0], papers[1])
	}
	if err := l.LookAt(t.Context(), models.DayList, "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	if papers := look(); papers[0].UpvotesSince != 0 {
		t.Errorf("gained %d after looking", papers[0].UpvotesSince)
	}
}

func TestClearingAListIsOneStep(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"), paper("2611.00002", "Second", "Bob"))
	all := lookup(t, l, "2611.00001", "2611.00002")
	if err := l.MarkSeen(t.Context(), all[:1]); err != nil {
		t.Fatal(err)
	}
	if step := mustStep(t)(l.Clear(t.Context(), all)); step.Label != "Marked 2 papers as seen" {
		t.Errorf("step %q", step.Label)
	}
	left := func() int {
		state, err := l.List(t.Context(), models.DayList, "2026-11-23")
		if err != nil {
			t.Fatal(err)
		}
		return state.Left
	}
	if left() != 0 {
		t.Errorf("%d left", left())
	}
	mustStep(t)(l.Undo(t.Context()))
	if left() != 1 { // the one that was looked at stays seen
		t.Errorf("%d left after undo", left())
	}
	mustStep(t)(l.Redo(t.Context()))
	if left() != 0 {
		t.Errorf("%d left after redo", left())
	}
}

func TestAPaperOnNoListIsKept(t *testing.T) {
	l := newLibrary(t)
	p := paper("2611.00001", "Alone", "Ann")
	p.ListDay = ""
	id, err := l.SavePaper(t.Context(), p)
	if err != nil || id == 0 {
		t.Fatal(id, err)
	}
	again, err := l.SavePaper(t.Context(), models.Paper{ArxivID: "2611.00001", AISummary: "Short.", FetchedAt: newClock().Now()})
	if err != nil || again != id {
		t.Errorf("saved again as %d, %v", again, err)
	}
	if p := get(t, l, "2611.00001"); p.Title != "Alone" || p.AISummary != "Short." || len(p.Days) != 0 {
		t.Errorf("paper %+v", p)
	}
	if find(t, l, "alone") != "2611.00001" {
		t.Error("it is not found")
	}
}

// A paper that is looked up while a list brings it in keeps what the list says
// and arXiv cannot know, and what arXiv says stays when the list comes again.
func TestOneAnswerTakesNothingFromAnother(t *testing.T) {
	l := newLibrary(t)
	listed := paper("2611.00001", "Listed", "Ann")
	listed.Upvotes, listed.Comments, listed.ListDay, listed.FetchedAt = 42, 3, "2026-11-20", newClock().Now()
	save(t, l, "2026-11-20", listed)
	fromArxiv := models.Paper{
		ArxivID: "2611.00001", Title: "At arXiv", Authors: []string{"Ann Ode", "Bo"}, Categories: []string{"cs.LG"},
		ArxivComment: "12 pages", Journal: "J. Ex. 3 (2026) 14", FetchedAt: newClock().Now(),
	}
	before := lookup(t, l, "2611.00001")
	if id, err := l.SavePaper(t.Context(), fromArxiv); err != nil || id != before[0] {
		t.Fatalf("saved as %d, %v", id, err)
	}
	want := func(when string, upvotes int) {
		t.Helper()
		p := get(t, l, "2611.00001")
		if p.Title != "Listed" || p.Upvotes != upvotes || p.Comments != 3 || p.ListDay != "2026-11-20" || strings.Join(p.Authors, "; ") != "Ann" {
			t.Errorf("%s: of the list is left %+v", when, p)
		}
		if p.ArxivComment != "12 pages" || p.Journal != "J. Ex. 3 (2026) 14" || strings.Join(p.Categories, " ") != "cs.LG" {
			t.Errorf("%s: of arXiv's words are left %q, %q, %q", when, p.ArxivComment, p.Journal, p.Categories)
		}
	}
	want("looked up", 42)
	if find(t, l, "listed") != "2611.00001" {
		t.Error("it is not found any more")
	}
	listed.Upvotes = 50
	save(t, l, "2026-11-20", listed)
	want("listed again", 50)
}
