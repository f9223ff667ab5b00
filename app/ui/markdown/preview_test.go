package markdown_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/app/ui/markdown"
)

// stage is a preview in a window, and what it told.
type stage struct {
	*testing.T
	*markdown.Preview
	window fyne.Window
	told   []string
}

func show(t *testing.T, note string) *stage {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	s := &stage{T: t, Preview: markdown.NewPreview()}
	s.OnOpen = func(link string) { s.told = append(s.told, "open "+link) }
	s.OnPaper = func(id string) { s.told = append(s.told, "paper "+id) }
	s.OnTask = func(at int, done bool) { s.told = append(s.told, fmt.Sprint("task ", at, " ", done)) }
	s.window = test.NewTempWindow(t, s.Preview)
	s.window.Resize(fyne.NewSize(400, 300))
	s.SetPage(parse(t, note))
	return s
}

func (s *stage) walk(do func(fyne.CanvasObject)) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		do(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(s.Preview)
}

func (s *stage) text() string {
	var all []string
	s.walk(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			all = append(all, t.Text)
		}
	})
	return strings.Join(all, "\n")
}

// tap taps the middle of what says the text.
func (s *stage) tap(text string) {
	s.Helper()
	var on fyne.CanvasObject
	s.walk(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text == text && on == nil {
			on = o
		}
		if a, ok := o.(fyne.Accessible); ok && a.AccessibilityLabel() == text {
			if _, taps := o.(fyne.Tappable); taps {
				on = o
			}
		}
	})
	if on == nil {
		s.Fatalf("nothing says %q:\n%s", text, s.text())
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(on)
	test.TapCanvas(s.window.Canvas(), at.AddXY(on.Size().Width/2, on.Size().Height/2))
}

func TestLinksAndTasksAreTapped(t *testing.T) {
	s := show(t, "Intro with [a link](https://a.test) and [[2411.19865|a paper]] and [a trap](javascript:x)\n\n- [ ] buy\n- [x] sell\n\n|t|\n|-|\n|[cell](http://c.test)|\n")
	s.tap("a link")
	s.tap("a paper")
	s.tap("To do: buy")
	s.tap("Done: sell")
	s.tap("cell")
	note := "Intro with [a link](https://a.test) and [[2411.19865|a paper]] and [a trap](javascript:x)\n\n- ["
	want := []string{"open https://a.test", "paper 2411.19865", fmt.Sprint("task ", len(note), " true"), fmt.Sprint("task ", len(note)+len(" ] buy\n- ["), " false"), "open http://c.test"}
	if !slices.Equal(s.told, want) {
		t.Errorf("told %q, want %q", s.told, want)
	}
	s.walk(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && strings.Contains(t.Text, "a trap") {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			test.TapCanvas(s.window.Canvas(), at.AddXY(o.Size().Width/2, o.Size().Height/2))
		}
	})
	if len(s.told) != len(want) {
		t.Errorf("a trap is followed: %q", s.told)
	}
}

func TestTheMouseShowsWhatIsALink(t *testing.T) {
	s := show(t, "go [there](https://a.test) now")
	pointers := 0
	s.walk(func(o fyne.CanvasObject) {
		hover, ok := o.(desktop.Hoverable)
		cursor, points := o.(desktop.Cursorable)
		if !ok || !points {
			return
		}
		for x := float32(0); x < 200; x += 5 {
			hover.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 8)}})
			if cursor.Cursor() == desktop.PointerCursor {
				pointers++
			}
		}
	})
	if pointers < 3 || pointers > 15 {
		t.Errorf("at %d of 40 places the pointer is a hand", pointers)
	}
}

func TestOnlyWhatIsInSightIsDrawn(t *testing.T) {
	var note strings.Builder
	for n := range 1000 {
		fmt.Fprintf(&note, "Paragraph %d of several words, which may be wrapped into lines.\n\n", n)
	}
	s := show(t, note.String())
	count := 0
	s.walk(func(fyne.CanvasObject) { count++ })
	if count > 200 || !strings.Contains(s.text(), "Paragraph 0 ") || strings.Contains(s.text(), "Paragraph 500 ") {
		t.Errorf("%d objects are drawn", count)
	}
	var scroll fyne.Scrollable
	s.walk(func(o fyne.CanvasObject) {
		if found, ok := o.(fyne.Scrollable); ok {
			scroll = found
		}
	})
	for range 40 {
		scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -2000)})
	}
	if !strings.Contains(s.text(), "Paragraph 999 ") {
		t.Errorf("at the end is drawn\n%s", s.text())
	}
	s.Reveal(strings.Index(note.String(), "Paragraph 500 ") + 3)
	if !strings.Contains(s.text(), "Paragraph 500 ") {
		t.Errorf("revealed is\n%s", s.text())
	}
	s.ScrollToTop()
	if !strings.Contains(s.text(), "Paragraph 0 ") {
		t.Errorf("at the top is drawn\n%s", s.text())
	}
}

func TestALineOfALongListIsRevealed(t *testing.T) {
	note := strings.Repeat("- an item of a list\n", 150) + "- the one\n" + strings.Repeat("- an item of a list\n", 150)
	s := show(t, note)
	s.Reveal(strings.Index(note, "the one"))
	if !strings.Contains(s.text(), "the one") {
		t.Errorf("revealed is\n%s", s.text())
	}
	s.Reveal(len(note) + 100)
	s.SetPage(parse(t, ""))
	s.Reveal(0)
}

func TestTheEndIsDrawnToItsTop(t *testing.T) {
	note := strings.Repeat("A few words in one line.\n\n", 300) + "- [ ] last"
	s := show(t, note)
	s.window.Resize(fyne.NewSize(400, 700))
	s.Reveal(len(note))
	first := float32(1e9)
	s.walk(func(o fyne.CanvasObject) {
		if _, ok := o.(*canvas.Text); ok {
			first = min(first, fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y)
		}
	})
	if first > 40 {
		t.Errorf("the first text is drawn at %v", first)
	}
}

func TestThePageFollowsTheTextAndTheTheme(t *testing.T) {
	s := show(t, "# Head\n\nbody\n\n> quote\n\n---\n\n```\ncode\n```")
	for _, want := range []string{"Head", "body", "quote", "code"} {
		if !strings.Contains(s.text(), want) {
			t.Errorf("%q is not drawn", want)
		}
	}
	height := float32(0)
	s.walk(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text == "body" {
			height = t.TextSize
		}
	})
	big := ui.NewTheme(ui.Dark)
	big.TextSize = 200
	fyne.CurrentApp().Settings().SetTheme(big)
	s.Refresh()
	s.walk(func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && text.Text == "body" && text.TextSize != 2*height {
			t.Errorf("at 200 %% the text is %v, was %v", text.TextSize, height)
		}
	})
	s.Hint = "Nothing yet"
	s.SetPage(parse(t, ""))
	if s.text() != "Nothing yet" {
		t.Errorf("an empty page shows %q", s.text())
	}
	s.SetPage(parse(t, strings.Repeat("word ", 100_000)))
	if !s.Page().Cut {
		t.Error("a long page is not cut")
	}
}

func TestHostileNotesAreDrawn(t *testing.T) {
	for name, note := range hostile() {
		t.Run(name, func(t *testing.T) {
			s := show(t, note)
			count := 0
			s.walk(func(fyne.CanvasObject) { count++ })
			if count > 20_000 {
				t.Errorf("%d objects are drawn", count)
			}
		})
	}
}

// BenchmarkPageOf20KB is what a key in a note of 20 KB costs the preview: in the
// background, and on the UI goroutine.
func BenchmarkPageOf20KB(b *testing.B) {
	a := test.NewTempApp(b)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	p := markdown.NewPreview()
	test.NewTempWindow(b, p).Resize(fyne.NewSize(400, 300))
	note := strings.Repeat("A paragraph of a *note* on `code`, of a hundred characters or so, as notes on papers are.\n\n- item\n- [ ] task\n\n", 180)
	var parsing, showing []time.Duration
	page := markdown.Parse(b.Context(), note, nil)
	for n := 0; b.Loop(); n++ {
		start := time.Now()
		page = markdown.Parse(b.Context(), note[:50]+strings.Repeat("x", n%40)+note[50:], page)
		parsing = append(parsing, time.Since(start))
		start = time.Now()
		p.SetPage(page)
		showing = append(showing, time.Since(start))
	}
	for name, all := range map[string][]time.Duration{"parse": parsing, "show": showing} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, name+"-ms-p95")
	}
}
