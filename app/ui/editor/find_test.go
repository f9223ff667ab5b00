package editor_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/app/ui/editor"
)

func TestFind(t *testing.T) {
	d := newDesk(t, "Näive über naïve NAÏVE\nnaïve")
	d.Select(0, 0)
	for _, want := range []int{13, 20, 27, 13} { // round
		if !d.Find("naïve", false) {
			t.Fatal("not found")
		}
		if from, _ := d.Selection(); from != want || !strings.EqualFold(d.SelectedText(), "naïve") {
			t.Errorf("found at %d: %q, want %d", from, d.SelectedText(), want)
		}
	}
	for _, want := range []int{27, 20, 13} {
		d.Find("naïve", true)
		if from, _ := d.Selection(); from != want {
			t.Errorf("back, found at %d, want %d", from, want)
		}
	}
	if n, at := d.Places("naïve"); n != 3 || at != 1 {
		t.Errorf("place %d of %d", at, n)
	}
	if d.Find("nowhere", false) || d.Find("", false) {
		t.Error("found what is not there")
	}
	d.Select(0, 0)
	if !d.Find("ÜBER", false) || d.SelectedText() != "über" {
		t.Errorf("whatever the case, %q is found", d.SelectedText())
	}
}

func TestFindAcrossBlocks(t *testing.T) {
	text := strings.Repeat("x", 100_000)
	at := 4095
	text = text[:at] + "needle" + text[at+6:]
	d := newDesk(t, text)
	d.Select(0, 0)
	if !d.Find("needle", false) {
		t.Fatal("not found")
	}
	if from, to := d.Selection(); from != at || to != at+6 {
		t.Errorf("found from %d to %d", from, to)
	}
}

func TestReplaceOneAndAll(t *testing.T) {
	d := newDesk(t, "one two one TWO one")
	d.Select(0, 0)
	d.ReplaceFound("two", "2") // nothing is selected yet: goes to the first
	d.selected("two")
	d.ReplaceFound("two", "2")
	d.has("one 2 one TWO one")
	d.selected("TWO")
	if n := d.ReplaceAll("one", "oneone"); n != 3 {
		t.Errorf("%d replaced", n)
	}
	d.has("oneone 2 oneone TWO oneone")
	d.Undo()
	d.has("one 2 one TWO one")
	if n := d.ReplaceAll("none", "x"); n != 0 {
		t.Errorf("%d replaced that are not there", n)
	}
}

// withFinder is a desk with its bar.
func withFinder(t *testing.T, text string) (*desk, *editor.Finder) {
	d := newDesk(t, text)
	f := editor.NewFinder(d.Editor)
	d.window.SetContent(container.NewBorder(f, nil, nil, nil, d.Editor))
	d.window.Resize(fyne.NewSize(700, 240))
	d.window.Canvas().Focus(d.Editor)
	return d, f
}

func TestTheBarFindsAndReplacesByKeys(t *testing.T) {
	d, f := withFinder(t, "alpha beta alpha beta")
	d.Select(6, 10)
	f.Open()
	sought, other := f.Fields()
	if !f.Focused() || !f.Visible() || sought.Text != "beta" {
		t.Fatalf("the bar opens with %q", sought.Text)
	}
	if f.Said() != "1 of 2" {
		t.Errorf("the bar says %q", f.Said())
	}
	type_ := func(text string) {
		for _, r := range text {
			d.window.Canvas().Focused().TypedRune(r)
		}
	}
	key := func(name fyne.KeyName) { d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name}) }
	type_("al") // over what was selected, found as it is typed
	d.selected("al")
	key(fyne.KeyReturn)
	if f.Said() != "1 of 2" && f.Said() != "2 of 2" {
		t.Errorf("the bar says %q", f.Said())
	}
	type_("x")
	if f.Said() != "Not found" {
		t.Errorf("the bar says %q", f.Said())
	}
	sought.SetText("beta")
	d.window.Canvas().Focus(other)
	type_("gamma")
	key(fyne.KeyReturn)
	key(fyne.KeyReturn)
	d.has("alpha gamma alpha gamma")
	sought.SetText("alpha")
	for _, o := range test.WidgetRenderer(f).Objects() {
		tap(o, "All")
	}
	d.has("gamma gamma gamma gamma")
	if f.Said() != "2 replaced" {
		t.Errorf("the bar says %q", f.Said())
	}
	key(fyne.KeyEscape)
	if f.Visible() || !d.Focused() {
		t.Error("the bar does not close")
	}
}

func tap(o fyne.CanvasObject, text string) {
	switch o := o.(type) {
	case *ui.Button:
		if o.Text == text {
			o.Tapped(nil)
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			tap(child, text)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			tap(child, text)
		}
	}
}
