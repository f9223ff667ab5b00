package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
)

func TestADayIsChosenByKeysAndByMouse(t *testing.T) {
	newApp(t)
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	chosen, closed := "", 0
	m := ui.NewMonth(day("2026-11-25"), func(at time.Time) { chosen = at.Format(time.DateOnly) }, func() { closed++ })
	test.NewTempWindow(t, m)
	m.Resize(m.MinSize())
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyLeft, "2026-11-24"}, {fyne.KeyUp, "2026-11-17"}, {fyne.KeyRight, "2026-11-18"}, {fyne.KeyDown, "2026-11-25"},
		{fyne.KeyDown, "2026-12-02"}, {fyne.KeyPageUp, "2026-11-02"}, {fyne.KeyLeft, "2026-11-01"}, {fyne.KeyLeft, "2026-10-31"},
		{fyne.KeyPageDown, "2026-11-30"}, {fyne.KeyPageDown, "2026-12-30"},
	} {
		m.TypedKey(&fyne.KeyEvent{Name: step.key})
		if got := m.Day().Format(time.DateOnly); got != step.want {
			t.Fatalf("%s leads to %s, want %s", step.key, got, step.want)
		}
	}
	said := strings.Split(texts(m), "\n")
	if !slices.Contains(said, "December 2026") || !slices.Contains(said, "31") || said[1] != "Mon" {
		t.Errorf("the sheet says %q", said)
	}
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if chosen != "2026-12-30" {
		t.Errorf("Enter chooses %q", chosen)
	}
	// December 2026 begins on a Tuesday.
	cell := fyne.NewSize(m.MinSize().Width/7, m.MinSize().Height/8)
	tap := func(column, row float32) {
		m.Tapped(&fyne.PointEvent{Position: fyne.NewPos((column+0.5)*cell.Width, (row+0.5)*cell.Height)})
	}
	chosen = ""
	if tap(0, 2); chosen != "" {
		t.Errorf("a cell without a day chooses %s", chosen)
	}
	if tap(1, 2); chosen != "2026-12-01" {
		t.Errorf("a tap on the first chooses %q", chosen)
	}
	if tap(6, 0); m.Day().Format(time.DateOnly) != "2027-01-30" {
		t.Errorf("a tap on the arrow leads to %v", m.Day())
	}
	if m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}); closed != 1 {
		t.Error("Escape does not close the sheet")
	}
}
