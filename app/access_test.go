package app_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
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
			"Ctrl+K": "the palette", "?": "all keys", "Ctrl+M": "the rules", "Ctrl+N": "adding", "Ctrl+E": "exporting", "Ctrl+,": "the settings",
		} {
			s.press(key)
			look(where)
			s.press("Esc")
			if s.window.Canvas().Overlays().Top() != nil {
				s.Fatalf("%s stays open", where)
			}
		}
		s.press("g", "a")
		look("an empty place")
		s.press("/")
		s.types("nothing has this word")
		look("an empty search")
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
