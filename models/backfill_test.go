package models_test

import (
	"path/filepath"
	"testing"
	"time"

	"offprint/models"
)

// openAt opens a library at path whose clock stands at noon UTC of a day.
func openAt(t *testing.T, path, day string) *models.Library {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	l, err := models.Open(t.Context(), path, models.Options{Now: func() time.Time { return at.Add(12 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestBackfillsOutliveTheProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "offprint.db")
	l := openAt(t, path, "2026-03-04")
	b, err := l.StartBackfill(t.Context(), "2023-05-04", "2026-03-04")
	if err != nil || b.ID == 0 || b.State != models.BackfillRunning || !b.Unfinished() || b.StartedAt.Format(time.DateOnly) != "2026-03-04" {
		t.Fatalf("started %+v (%v)", b, err)
	}
	if err := l.SetBackfill(t.Context(), b.ID, models.BackfillPaused); err != nil {
		t.Fatal(err)
	}

	later := openAt(t, path, "2026-03-09")
	all, err := later.Backfills(t.Context())
	b.State = models.BackfillPaused
	if err != nil || len(all) != 1 || all[0] != b {
		t.Fatalf("after a restart %+v (%v), want %+v", all, err, b)
	}

	// A wider range takes it over, with the time from which days count as read.
	wider, err := later.StartBackfill(t.Context(), "2023-05-04", "2026-03-09")
	if err != nil || wider.ID != b.ID || wider.StartedAt != b.StartedAt || wider.State != models.BackfillRunning || wider.Last != "2026-03-09" {
		t.Errorf("the wider range is %+v (%v)", wider, err)
	}
	narrow, err := later.StartBackfill(t.Context(), "2024-01-01", "2024-01-31")
	if err != nil || narrow.ID == wider.ID {
		t.Errorf("a narrower range is %+v (%v), want one of its own", narrow, err)
	}
	if both, err := later.StartBackfill(t.Context(), "2023-05-04", "2026-03-10"); err != nil || both.ID != wider.ID {
		t.Errorf("the range over both is %+v (%v)", both, err)
	}
	if all, err := later.Backfills(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("backfills %+v (%v), want the one over both", all, err)
	}

	for _, state := range []models.BackfillState{models.BackfillDone, models.BackfillCancelled} {
		if err := later.SetBackfill(t.Context(), b.ID, state); err != nil {
			t.Fatal(err)
		}
		again, err := later.StartBackfill(t.Context(), "2023-05-04", "2026-03-10")
		if err != nil || again.ID == b.ID || again.StartedAt.Format(time.DateOnly) != "2026-03-09" {
			t.Errorf("after one that is %s: %+v (%v), want a new one", state, again, err)
		}
		if all, err := later.Backfills(t.Context()); err != nil || len(all) < 2 || all[0] != again || all[1].State != state || all[1].Unfinished() {
			t.Errorf("backfills %+v (%v), want the new one first and one that is %s", all, err, state)
		}
		b = again
	}
}

func TestWrongBackfills(t *testing.T) {
	l := openAt(t, filepath.Join(t.TempDir(), "offprint.db"), "2026-03-04")
	for _, days := range [][2]string{{"2026-03-04", "2026-03-03"}, {"2026-02-30", "2026-03-04"}, {"", "2026-03-04"}, {"2026-03-04", "2026-3-5"}} {
		if b, err := l.StartBackfill(t.Context(), days[0], days[1]); models.CodeOf(err) != models.Invalid {
			t.Errorf("%v: %+v (%v)", days, b, err)
		}
	}
	if err := l.SetBackfill(t.Context(), 1, models.BackfillDone); models.CodeOf(err) != models.NotFound {
		t.Errorf("a backfill that is none: %v", err)
	}
	b, err := l.StartBackfill(t.Context(), "2026-03-04", "2026-03-04")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.SetBackfill(t.Context(), b.ID, "finished"); models.CodeOf(err) != models.Invalid {
		t.Errorf("a state that is none: %v", err)
	}
}

func TestDayReads(t *testing.T) {
	l := openAt(t, filepath.Join(t.TempDir(), "offprint.db"), "2026-03-04")
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	for _, e := range []models.Edition{
		{Kind: models.DayList, Key: "2026-03-01", ReadAt: at},
		{Kind: models.DayList, Key: "2026-03-03", ReadAt: at.Add(time.Hour), Growing: true},
		{Kind: models.DayList, Key: "2026-03-04", ReadAt: at},
		{Kind: models.MonthList, Key: "2026-03", ReadAt: at},
	} {
		if _, err := l.SaveEdition(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	reads, err := l.DayReads(t.Context(), "2026-03-01", "2026-03-03")
	if err != nil {
		t.Fatal(err)
	}
	if len(reads) != 2 || reads["2026-03-01"] != (models.DayRead{At: at}) || reads["2026-03-03"] != (models.DayRead{At: at.Add(time.Hour), Growing: true}) {
		t.Errorf("reads %+v", reads)
	}
}
