package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/app/ui/passage"
)

// box is an object of a fixed least size.
func box(width, height float32) *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}

func TestFlowBeginsANewRowWhereTheWidthEnds(t *testing.T) {
	newApp(t)
	a, b, c, hidden, wide := box(40, 10), box(40, 20), box(30, 10), box(90, 90), box(500, 10)
	hidden.Hide()
	f := ui.NewFlow(5, 3, a, b, hidden, c, wide)
	test.NewTempWindow(t, f)
	f.Resize(fyne.NewSize(100, 200))
	for i, want := range []fyne.Position{{X: 0, Y: 0}, {X: 45, Y: 0}, {X: 0, Y: 23}, {X: 0, Y: 36}} {
		if got := []*canvas.Rectangle{a, b, c, wide}[i].Position(); got != want {
			t.Errorf("object %d is at %v, want %v", i, got, want)
		}
	}
	if wide.Size().Width > 100 {
		t.Errorf("an object is %v wide in a flow of 100", wide.Size().Width)
	}
	if got := f.MinSize().Height; got != 46 {
		t.Errorf("the flow is %v high", got)
	}
	f.Resize(fyne.NewSize(400, 200))
	if got := c.Position(); got != fyne.NewPos(90, 0) {
		t.Errorf("in a wider flow the third is at %v", got)
	}
	f.SetObjects()
	if got := f.MinSize().Height; got != 0 {
		t.Errorf("an empty flow is %v high", got)
	}
}

func TestColumnGivesEachTheHeightOfItsWidth(t *testing.T) {
	newApp(t)
	text := passage.New(strings.Repeat("words that wrap ", 60))
	after := box(10, 10)
	hidden := box(10, 500)
	hidden.Hide()
	c := ui.NewColumn(4, text, hidden, after)
	c.Top, c.Left, c.Right, c.Bottom = 8, 10, 10, 6
	test.NewTempWindow(t, c)
	var before float32
	for _, width := range []float32{600, 300, 150} {
		c.Resize(fyne.NewSize(width, 100))
		if got := text.Size(); got.Width != width-20 || got.Height != text.MinSize().Height {
			t.Errorf("in a column of %v the text is %v, and wants %v", width, got, text.MinSize())
		}
		if got, want := after.Position().Y, 8+text.Size().Height+4; got != want {
			t.Errorf("in a column of %v what follows is at %v, want %v", width, got, want)
		}
		if got, want := c.Height(), after.Position().Y+10+6; got != want || got <= before {
			t.Errorf("a column of %v is %v high, want %v and more than the wider one's %v", width, got, want, before)
		}
		before = c.Height()
	}
	if !c.ScrollBy(50) {
		t.Error("a column higher than its room does not scroll")
	}
	for c.ScrollBy(1000) {
	}
	c.ScrollToTop()
	text.SetText("short")
	c.Arrange()
	if c.Height() > 100 || c.ScrollBy(10) {
		t.Errorf("a column of %v in 100 scrolls", c.Height())
	}
}

func TestPanesGiveWay(t *testing.T) {
	newApp(t)
	places, list, paper := box(1, 1), box(1, 1), box(1, 1)
	p := ui.NewPanes(places, list, paper, 214, 520)
	w := test.NewTempWindow(t, p)
	w.SetPadded(false)
	for _, c := range []struct {
		width                      float32
		places, list, paper        float32
		placesVisible, paperExists bool
	}{
		{1440, 214, 520, 706, true, true},
		{1000, 214, 426, 360, true, true},
		{800, 0, 440, 360, false, true},
		{500, 0, 500, 0, false, false},
		{1440, 214, 520, 706, true, true}, // and they come back as they were
	} {
		w.Resize(fyne.NewSize(c.width, 600))
		if places.Visible() != c.placesVisible || paper.Visible() != c.paperExists {
			t.Errorf("at %v the places are shown: %v, the paper: %v", c.width, places.Visible(), paper.Visible())
		}
		got := []float32{0, list.Size().Width, 0}
		if places.Visible() {
			got[0] = places.Size().Width
		}
		if paper.Visible() {
			got[2] = paper.Size().Width
		}
		if want := []float32{c.places, c.list, c.paper}; !slices.Equal(got, want) {
			t.Errorf("at %v the panes are %v wide, want %v", c.width, got, want)
		}
		if end := list.Position().X + list.Size().Width; paper.Visible() && paper.Position().X != end {
			t.Errorf("at %v the paper begins at %v, and the list ends at %v", c.width, paper.Position().X, end)
		}
	}
}

func TestDividersAreToldWhenLetGo(t *testing.T) {
	newApp(t)
	p := ui.NewPanes(box(1, 1), box(1, 1), box(1, 1), 214, 520)
	var told [][2]float32
	p.OnMoved = func(places, list float32) { told = append(told, [2]float32{places, list}) }
	w := test.NewTempWindow(t, p)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1440, 600))
	var dividers []fyne.Draggable
	for _, o := range test.WidgetRenderer(p).Objects() {
		if d, ok := o.(fyne.Draggable); ok {
			dividers = append(dividers, d)
		}
	}
	drag := func(d fyne.Draggable, by float32) {
		d.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(by, 0)})
		d.DragEnd()
	}
	drag(dividers[0], 30)
	drag(dividers[1], -100)
	drag(dividers[0], 5000)
	drag(dividers[1], -5000)
	want := [][2]float32{{244, 520}, {244, 420}, {360, 420}, {360, 320}}
	if !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

func TestToast(t *testing.T) {
	newApp(t)
	var timers []func()
	toast := ui.NewToast(func(d time.Duration, do func()) {
		if d < 4*time.Second {
			t.Errorf("a toast stays for %v", d)
		}
		timers = append(timers, do)
	})
	test.NewTempWindow(t, toast)
	if toast.Visible() || toast.Text() != "" {
		t.Error("there is a toast before anything was said")
	}
	undone := 0
	toast.Say("Kept a paper", "Undo", func() { undone++ })
	toast.Say("Kept another", "Undo", func() { undone += 10 })
	timers[0]()
	if toast.Text() != "Kept another" {
		t.Errorf("the timer of the toast before took it away: %q", toast.Text())
	}
	toast.Tapped(nil)
	if undone != 10 || toast.Text() != "" {
		t.Errorf("tapped: %d, %q", undone, toast.Text())
	}
	toast.Say("Copied", "", nil)
	toast.Tapped(nil) // nothing to do, and it goes
	timers[1]()
	timers[2]()
	if toast.Visible() {
		t.Error("it is still there")
	}
	if _, takesFocus := any(toast).(fyne.Focusable); takesFocus {
		t.Error("a toast takes the focus")
	}
	toast.Say(strings.Repeat("very long ", 100), "Undo", nil)
	toast.Resize(toast.MinSize())
	if toast.MinSize().Width > 600 {
		t.Errorf("a long toast is %v wide", toast.MinSize().Width)
	}
	for _, o := range test.WidgetRenderer(toast).Objects() {
		if text, ok := o.(*canvas.Text); ok && text.Position().X+text.MinSize().Width > toast.Size().Width {
			t.Errorf("%q leaves the toast", text.Text)
		}
	}
}

// keys is a keyboard that remembers.
type keys struct{ got string }

func (k *keys) TypedRune(r rune)              { k.got += string(r) }
func (k *keys) TypedKey(e *fyne.KeyEvent)     { k.got += "<" + string(e.Name) + ">" }
func (k *keys) TypedShortcut(s fyne.Shortcut) { k.got += "<" + s.ShortcutName() + ">" }

func TestAButtonHandsOnTheKeysItHasNoUseFor(t *testing.T) {
	newApp(t)
	k := &keys{}
	pressed := 0
	b := (&ui.Button{Text: "Keep", OnTapped: func() { pressed++ }, Keyboard: k}).Init()
	test.NewTempWindow(t, b)
	for _, name := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown} {
		b.TypedKey(&fyne.KeyEvent{Name: name})
	}
	b.TypedRune(' ')
	b.TypedRune('j')
	b.TypedShortcut(&fyne.ShortcutUndo{})
	test.Tap(b)
	if pressed != 4 || k.got != "<Down>j<Undo>" {
		t.Errorf("pressed %d times, handed on %q", pressed, k.got)
	}
	if b.AccessibilityLabel() != "Keep" || (&ui.Button{Hint: "Next day"}).AccessibilityLabel() != "Next day" {
		t.Error("a screen reader is told nothing")
	}
}

func TestAChipIsTappedAndRemoved(t *testing.T) {
	newApp(t)
	var got string
	c := ui.NewChip("agents", "#2456a6", func() { got += "tap " }, func() { got += "remove " })
	test.NewTempWindow(t, c)
	c.Resize(c.MinSize())
	test.TapAt(c, fyne.NewPos(10, 10))
	test.TapAt(c, fyne.NewPos(c.Size().Width-10, 10))
	if got != "tap remove " {
		t.Errorf("got %q", got)
	}
	long := ui.NewChip(strings.Repeat("long tag ", 40), "", nil, nil)
	if width := long.MinSize().Width; width > 300 {
		t.Errorf("a long tag's chip is %v wide", width)
	}
	test.Tap(long) // does nothing
}

func TestAFieldSaysWhenItIsLeftAndGivesKeysAway(t *testing.T) {
	newApp(t)
	f := ui.NewField("Search")
	w := test.NewTempWindow(t, f)
	left := 0
	f.OnLeave = func() { left++ }
	f.OnKey = func(e *fyne.KeyEvent) bool {
		return e.Name == fyne.KeyDown || e.Name == fyne.KeyBackspace && f.Text == "keep"
	}
	w.Canvas().Focus(f)
	test.Type(f, "keep")
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	if f.Text != "keep" {
		t.Errorf("the field took a key that was taken before: %q", f.Text)
	}
	test.Type(f, "x")
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	if f.Text != "keep" || left != 0 {
		t.Errorf("the field has %q and was left %d times", f.Text, left)
	}
	w.Canvas().Unfocus()
	if left != 1 {
		t.Errorf("left %d times", left)
	}
}
