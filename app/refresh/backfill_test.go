package refresh_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

func (h house) start(t *testing.T, first, last string) int64 {
	t.Helper()
	b, err := h.library.StartBackfill(t.Context(), first, last)
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}

func (h house) wantState(t *testing.T, id int64, want models.BackfillState) {
	t.Helper()
	all, err := h.library.Backfills(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		if b.ID == id && b.State == want {
			return
		}
	}
	t.Errorf("backfills %+v, want %d %s", all, id, want)
}

func TestBackfillReadsWhatIsMissing(t *testing.T) {
	days, want := madeUp(t, "2025-12-01", "2026-03-06", 2)
	h := build(t, days, "2026-03-06")
	for _, day := range []string{"2025-12-03", "2026-03-02"} { // one that is final, and one that grows
		if _, err := h.Day(t.Context(), day); err != nil {
			t.Fatal(err)
		}
	}
	before := len(asked(t, h.server))
	h = connect(t, h.server, "2026-03-07", h.library.Path(), feed.Limits{})
	id := h.start(t, "2025-12-01", "2026-03-31")
	var told []refresh.Progress
	result, err := h.Backfill(t.Context(), id, &refresh.Control{}, func(p refresh.Progress) { told = append(told, p) })
	if err != nil || result.Papers != len(want)-2 || result.New != len(want)-4 {
		t.Fatalf("result %+v (%v)", result, err)
	}
	// 2026-03-07 is not open at the server, whose today is 2026-03-06.
	wanted := slices.DeleteFunc(slices.Collect(eachDay(t, "2025-12-01", "2026-03-07")), func(day string) bool { return day == "2025-12-03" })
	slices.Reverse(wanted)
	if got := asked(t, h.server)[before:]; !slices.Equal(got, wanted) {
		t.Errorf("asked for %v, want %v", got, wanted)
	}
	if first, last := told[0], told[len(told)-1]; first.Done != 2 || first.Total != 97 || last.Done != 97 || last.Total != 97 || last.New != result.New {
		t.Errorf("told %+v first and %+v last", first, last)
	}
	h.wantState(t, id, models.BackfillDone)
	wantLibrary(t, h.library, want)
	if _, err := h.Backfill(t.Context(), id+1, &refresh.Control{}, nil); models.CodeOf(err) != models.NotFound {
		t.Errorf("a backfill that is none: %v", err)
	}
}

func TestBackfillGoesOnAfterARestart(t *testing.T) {
	days, want := madeUp(t, "2025-06-01", "2026-03-06", 2)
	h := build(t, days, "2026-03-06")
	id := h.start(t, "2025-06-01", "2026-03-06")
	for start := 0; ; start++ {
		if start > 50 {
			t.Fatal("the backfill does not come to an end")
		}
		ctx, cancel := context.WithCancel(t.Context())
		told := 0
		_, err := h.Backfill(ctx, id, &refresh.Control{}, func(refresh.Progress) {
			if told++; told == 40 {
				cancel()
			}
		})
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		h.wantState(t, id, models.BackfillRunning)
		h = connect(t, h.server, "2026-03-06", h.library.Path(), feed.Limits{})
	}
	got := asked(t, h.server)
	wanted := slices.Collect(eachDay(t, "2025-06-01", "2026-03-06"))
	slices.Reverse(wanted)
	if !slices.Equal(got, wanted) {
		t.Errorf("asked for %d days, want each of %d once, the newest first", len(got), len(wanted))
	}
	wantLibrary(t, h.library, want)
}

// A program that is killed while it takes a list in has a part of its papers:
// the day is read again.
func TestAListThatIsHalfInIsReadAgain(t *testing.T) {
	days, want := madeUp(t, "2026-01-05", "2026-01-06", 2)
	h := build(t, days, "2026-03-06", feedtest.Today("2026-03-06"))
	half := models.Edition{Kind: models.DayList, Key: "2026-01-06", ReadAt: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC), Growing: true}
	if _, err := h.library.SaveEdition(t.Context(), half); err != nil {
		t.Fatal(err)
	}
	id := h.start(t, "2026-01-05", "2026-01-06")
	if result, err := h.Backfill(t.Context(), id, &refresh.Control{}, nil); err != nil || result.Read != 2 {
		t.Errorf("result %+v (%v)", result, err)
	}
	wantLibrary(t, h.library, want)
	id = h.start(t, "2026-01-05", "2026-01-06")
	if result, err := h.Backfill(t.Context(), id, &refresh.Control{}, nil); err != nil || result.Read != 0 {
		t.Errorf("once it is in: %+v (%v)", result, err)
	}
}

func TestPauseAndResume(t *testing.T) {
	days, want := madeUp(t, "2026-01-01", "2026-02-01", 2)
	h := build(t, days, "2026-03-06", feedtest.Today("2026-03-06"))
	id := h.start(t, "2026-01-01", "2026-02-01")
	var control refresh.Control
	paused := make(chan refresh.Progress)
	done := make(chan error)
	go func() {
		_, err := h.Backfill(t.Context(), id, &control, func(p refresh.Progress) {
			switch {
			case p.Paused != nil:
				paused <- p
			case p.Done == 5:
				control.Pause()
			}
		})
		done <- err
	}()
	p := <-paused
	if p.Done != 5 || !p.Paused.Until.IsZero() || p.Paused.Why == "" || p.Day != "2026-01-27" {
		t.Errorf("told %+v", p)
	}
	h.wantState(t, id, models.BackfillPaused)
	if n := len(asked(t, h.server)); n != 5 {
		t.Errorf("%d days were read before the pause", n)
	}
	control.Resume()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	h.wantState(t, id, models.BackfillDone)
	wantLibrary(t, h.library, want)
}

// cancelling is a source whose sixth day does not come: the reader cancels
// meanwhile.
type cancelling struct {
	refresh.Source
	control *refresh.Control
	days    int
}

func (c *cancelling) Day(ctx context.Context, day string) (feed.Edition, error) {
	if c.days++; c.days < 6 {
		return c.Source.Day(ctx, day)
	}
	c.control.Cancel()
	<-ctx.Done()
	return feed.Edition{}, ctx.Err()
}

func TestCancel(t *testing.T) {
	days, _ := madeUp(t, "2026-01-01", "2026-02-01", 2)
	for _, how := range []string{"before", "between days", "during a day", "during a pause"} {
		h := build(t, days, "2026-03-06", feedtest.Today("2026-03-06"))
		id := h.start(t, "2026-01-01", "2026-02-01")
		var control refresh.Control
		r, want := h.Refresher, 5
		switch how {
		case "before":
			control.Cancel()
			want = 0
		case "during a day":
			r = refresh.New(&cancelling{Source: h.source, control: &control}, h.library)
		}
		stopped := make(chan struct{})
		result, err := r.Backfill(t.Context(), id, &control, func(p refresh.Progress) {
			switch {
			case p.Paused != nil:
				go func() { control.Cancel(); close(stopped) }()
			case p.Done != 5:
			case how == "between days":
				control.Cancel()
			case how == "during a pause":
				control.Pause()
			}
		})
		if err != nil || result.Read != want {
			t.Errorf("%s: %+v (%v)", how, result, err)
		}
		h.wantState(t, id, models.BackfillCancelled)
		if how == "during a pause" {
			<-stopped
		}
	}
}

func TestDaysThatKeepFailingLeaveTheBackfillPaused(t *testing.T) {
	days, want := madeUp(t, "2026-01-01", "2026-01-31", 2)
	h := build(t, days, "2026-03-06", feedtest.Today("2026-03-06"))
	h.server.Fault(feedtest.Fault{Kind: feedtest.Null, Path: "/api/daily_papers?date=2026-01-15"})
	h.server.Fault(feedtest.Fault{Kind: feedtest.Null, Path: "/api/daily_papers?date=2026-01-20", Times: 1})
	id := h.start(t, "2026-01-01", "2026-01-31")
	var last refresh.Progress
	result, err := h.Backfill(t.Context(), id, &refresh.Control{}, func(p refresh.Progress) { last = p })
	if err != nil || len(result.Failed) != 1 || result.Failed[0].Day != "2026-01-15" || result.Read != 30 || last.Done != 31 {
		t.Fatalf("result %+v (%v), told %+v", result, err, last)
	}
	h.wantState(t, id, models.BackfillPaused)
	h.server.ClearFaults()
	if result, err := h.Backfill(t.Context(), id, &refresh.Control{}, nil); err != nil || result.Read != 1 {
		t.Errorf("tried again: %+v (%v)", result, err)
	}
	h.wantState(t, id, models.BackfillDone)
	wantLibrary(t, h.library, want)
}

func TestTimeLeft(t *testing.T) {
	days, _ := madeUp(t, "2026-01-01", "2026-01-10", 1)
	server, err := feedtest.Start(days, feedtest.Today("2026-03-06"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	h := connect(t, server, "2026-03-06", t.TempDir()+"/offprint.db", feed.Limits{})
	// a day takes two seconds, and the source's pause in between does not count
	now := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	client, err := feed.New(feed.Config{Endpoint: server.URL, Now: clock, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	r := refresh.New(client, h.library, refresh.Clock(clock, func(_ context.Context, d time.Duration) error {
		now = now.Add(d)
		return nil
	}))
	server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 200, Times: 1, Path: "/api/daily_papers?date=2026-01-08"})
	var left []time.Duration
	if _, err := r.Backfill(t.Context(), h.start(t, "2026-01-01", "2026-01-10"), &refresh.Control{}, func(p refresh.Progress) {
		left = append(left, p.Left)
		now = now.Add(2 * time.Second)
	}); err != nil {
		t.Fatal(err)
	}
	// What is told after a day says what the days before it took.
	if len(left) != 11 || left[5] < 4*time.Second || left[5] > 12*time.Second || left[10] != 0 {
		t.Errorf("left %v", left)
	}
}
