package ui_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
)

func TestALineIsChosenByClickAndByKey(t *testing.T) {
	newApp(t)
	var chosen []int
	rows := ui.NewRows("Format", []ui.Row{{Text: "BibTeX", Note: "for LaTeX"}, {Text: "RIS"}, {Text: "CSV"}}, 0, func(i int) { chosen = append(chosen, i) })
	w := test.NewTempWindow(t, rows)
	w.Resize(fyne.NewSize(300, 200))
	rows.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, rows.MinSize().Height-5)})
	if got := rows.AccessibilityLabel(); got != "Format: CSV, 3/3" {
		t.Errorf("after a click on the last line it says %q", got)
	}
	if w.Canvas().Focused() != fyne.Focusable(rows) {
		t.Error("a click does not give the keyboard")
	}
	for _, key := range []fyne.KeyName{fyne.KeyUp, fyne.KeyHome, fyne.KeyUp, fyne.KeyEnd, fyne.KeyDown} {
		rows.TypedKey(&fyne.KeyEvent{Name: key})
	}
	rows.TypedRune('k')
	if got := rows.Chosen(); got != 1 || len(chosen) != 5 { // what is chosen already is not chosen again
		t.Errorf("%d is chosen after %v", got, chosen)
	}
	rows.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 5000)}) // below the last
	if got := rows.Chosen(); got != 2 {
		t.Errorf("a click below the lines chooses %d", got)
	}
}

func TestACheckIsTurnedByClickAndBySpace(t *testing.T) {
	newApp(t)
	var told []bool
	c := ui.NewCheck("Notes", true, func(on bool) { told = append(told, on) })
	test.NewTempWindow(t, c)
	c.Tapped(&fyne.PointEvent{})
	if c.On() || c.AccessibilityLabel() != "Notes: off" {
		t.Errorf("after a click it says %q", c.AccessibilityLabel())
	}
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	c.TypedRune(' ')
	c.Set(false) // which nobody is told
	if c.On() || len(told) != 2 || told[0] || !told[1] {
		t.Errorf("it told %v", told)
	}
}

func TestLongLinesOfAFileAreAllThere(t *testing.T) {
	newApp(t)
	text := "@misc{key,\n\tabstract = {" + strings.Repeat("Words of an abstract ", 40) + "},\n  title = {日本語\u202eの論文}\x1b,\n}"
	c := ui.NewCode(text)
	w := test.NewTempWindow(t, c)
	for _, width := range []float32{600, 240, 480} {
		w.Resize(fyne.NewSize(width, 160))
		widest, lines := float32(0), 0
		said := ""
		each(c, func(o fyne.CanvasObject) {
			if line, ok := o.(*canvas.Text); ok {
				widest, lines = max(widest, line.Position().X+line.MinSize().Width), lines+1
				said += strings.TrimSpace(line.Text) + " "
			}
		})
		if widest > width || lines < 4 {
			t.Errorf("%v wide, there are %d lines up to %v", width, lines, widest)
		}
		if strings.Count(said, "abstract") != 41 || strings.ContainsAny(said, "\x1b\u202e") {
			t.Errorf("%v wide, it shows %q", width, said)
		}
	}
}

// each calls do for an object and all that is in it and shown.
func each(o fyne.CanvasObject, do func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	do(o)
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, child := range inside {
		each(child, do)
	}
}
