package app_test

import (
	"fmt"
	"image"
	"image/color"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"offprint/app/ui"
)

// acts says whether something can be done with an object by key or by pointer.
func acts(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Focusable, fyne.Tappable, fyne.SecondaryTappable, fyne.Draggable, desktop.Mouseable:
		return true
	}
	return false
}

// unlabelled are the widgets of ours on screen that something can be done with
// and that a screen reader has no words for.
func (s *stage) unlabelled() []string {
	seen := map[string]bool{}
	var found []string
	for _, root := range s.roots() {
		each(root, func(o fyne.CanvasObject) {
			if !acts(o) || !strings.HasPrefix(reflect.TypeOf(o).Elem().PkgPath(), "offprint/") {
				return
			}
			what := fmt.Sprintf("%T", o)
			switch a, ok := o.(fyne.Accessible); {
			case !ok:
				what += " has no label"
			case strings.TrimSpace(a.AccessibilityLabel()) == "" || a.AccessibilityRole() == "":
				what += " has an empty label or no role"
			default:
				return
			}
			if !seen[what] {
				seen[what] = true
				found = append(found, what)
			}
		})
	}
	return found
}

func TestAScreenReaderHasWordsForEverything(t *testing.T) {
	play(t, func(s *stage) {
		looked := 0
		look := func(where string) {
			s.Helper()
			s.settle()
			for _, what := range s.unlabelled() {
				s.Errorf("%s: %s", where, what)
			}
			looked++
		}
		look("a first start")
		s.press("s", "*", "Ctrl+3", "n")
		s.types("A note")
		s.press("Esc", "Ctrl+Shift+N")
		s.types("Another")
		s.press("Esc", "j", "j", "x", "k")
		look("the window")
		s.press("t")
		look("the tags")
		s.types("agents")
		look("a new tag")
		s.press("Enter", "Esc")
		look("a tagged paper")
		for key, where := range map[string]string{
			"Ctrl+K": "the palette", "?": "all keys", "Ctrl+M": "the rules", "Ctrl+N": "adding", "Ctrl+E": "exporting", "C": "the forms to copy in", "Ctrl+Shift+K": "a citation", "Ctrl+,": "the settings",
		} {
			s.press(key)
			look(where)
			s.press("Esc")
			if s.window.Canvas().Overlays().Top() != nil {
				s.Fatalf("%s stays open", where)
			}
		}
		s.press("Ctrl+Shift+K", "Down", "Enter")
		look("the parts of a name")
		s.press("Esc", "Esc")
		s.addSmart("Worlds", "world")
		s.note(s.listed()[1], "compare "+s.listed()[0])
		s.pass(3e9)
		s.press("Home")
		look("smart lists, and a paper that another leads to")
		s.press("g", "f")
		look("the pane of smart lists")
		s.press("q")
		look("the query of a smart list")
		s.press("Esc", "Esc")
		s.sittings("One text.", "Another text.")
		s.press("Esc", "Ctrl+Shift+H")
		look("the earlier texts of a note")
		s.press("Esc")
		s.press("g", "a")
		look("an empty place")
		s.press("/")
		s.types("nothing has this word")
		look("an empty search")
	})
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(r, g, b uint8) float64 {
	part := func(v uint8) float64 {
		x := float64(v) / 0xFF
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// changed counts the pixels of two pictures that differ by a contrast of three
// to one or more: WCAG 2.2, 2.4.13.
func changed(a, b *image.NRGBA) int {
	n := 0
	for i := 0; i+3 < len(a.Pix); i += 4 {
		if a.Pix[i] == b.Pix[i] && a.Pix[i+1] == b.Pix[i+1] && a.Pix[i+2] == b.Pix[i+2] {
			continue
		}
		x, y := luminance(a.Pix[i], a.Pix[i+1], a.Pix[i+2]), luminance(b.Pix[i], b.Pix[i+1], b.Pix[i+2])
		if (max(x, y)+0.05)/(min(x, y)+0.05) >= 3 {
			n++
		}
	}
	return n
}

// That the colours do it in light and dark is held in app/ui.
func TestTheFocusIsSeenEverywhere(t *testing.T) {
	play(t, func(s *stage) {
		s.window.Resize(fyne.NewSize(1000, 640)) // pictures take their time
		s.press("s", "j")
		s.pass(10e9) // until the toast has gone
		c := s.window.Canvas()
		picture := func() *image.NRGBA {
			s.settle()
			for _, root := range s.roots() {
				each(root, func(o fyne.CanvasObject) {
					// which Fyne's painter for tests does not take for transparent
					if r, ok := o.(*canvas.Rectangle); ok && r.FillColor == nil {
						r.FillColor = color.Transparent
					}
				})
			}
			return c.Capture().(*image.NRGBA)
		}
		seen := map[string]int{}
		look := func(where string) {
			c.Unfocus()
			none := picture()
			for range 200 {
				c.FocusNext()
				label := s.focused()
				if label == "" || seen[label] > 0 || len(seen) == 18 {
					break
				}
				seen[label] = changed(none, picture())
				// the least is a bar of three by a line of text
				if seen[label] < 50 {
					s.Errorf("%s: the focus on %q changes %d pixels", where, label, seen[label])
				}
			}
		}
		look("the window")
		if len(seen) < 15 {
			s.Errorf("only %d widgets of the window take the focus: %v", len(seen), slices.Collect(maps.Keys(seen)))
		}
		clear(seen)
		s.press("Ctrl+,")
		look("the settings")
	})
}

func TestACardSaysWhatItShows(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "*", "j")
		s.pass(2e9) // until the paper counts as seen
		labels := map[string]string{}
		for _, c := range all[*ui.Card](s) {
			labels[c.Paper().ArxivID] = c.AccessibilityLabel()
		}
		label := labels[s.listed()[0]]
		for _, want := range []string{"Generation Models Know Space", "Xianjin Wu", "To read", "starred", "seen"} {
			if !strings.Contains(label, want) {
				s.Errorf("the first card says %q, without %q", label, want)
			}
		}
		if label := labels[s.listed()[3]]; label == "" || strings.Contains(label, "seen") || strings.Contains(label, "To read") {
			s.Errorf("a new card says %q", label)
		}
	})
}
