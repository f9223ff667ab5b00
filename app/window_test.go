package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"offprint/app/ui"
	"offprint/models"
)

func TestTheFirstStartShowsTodaysList(t *testing.T) {
	play(t, func(s *stage) {
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "papers", len(s.listed()), 11)
		equal(s, "first", s.current(), "2603.19235")
		cards := s.cards()
		for _, want := range []string{"Generation Models Know Space", "55", "+5 · H-EmbodVis"} {
			if !strings.Contains(cards[0], want) {
				t.Errorf("the first card lacks %q:\n%s", want, cards[0])
			}
		}
		s.sees("11 papers so far", "11 left", "Updated 14:00", "42 papers kept offline", "arXiv:2603.19235")
		equal(s, "today's count", s.count("Today"), "11")

		// a paper that stands on screen for a second counts as seen
		s.pass(1200 * time.Millisecond)
		s.sees("10 left")
		equal(s, "today's count", s.count("Today"), "10")
		equal(s, "current", s.current(), "2603.19235")
	})
}

func TestKeysMoveThroughTheList(t *testing.T) {
	play(t, func(s *stage) {
		last := len(s.listed()) - 1
		for _, move := range []struct {
			key string
			to  int
		}{
			{"k", 0}, {"j", 1}, {"j", 2}, {"k", 1}, {"Down", 2}, {"Down", 3}, {"Up", 2},
			{"End", last}, {"j", last}, {"Down", last}, {"Home", 0}, {"Up", 0},
		} {
			s.press(move.key)
			if got := s.list().Index(); got != move.to {
				t.Fatalf("after %s the current paper is number %d, want %d", move.key, got, move.to)
			}
			s.sees("arXiv:" + s.current())
		}
		s.press("PageDown")
		if at := s.list().Index(); at < 2 || at >= last {
			t.Errorf("a page down from the first leads to number %d", at)
		}
		s.press("PageUp")
		equal(s, "after a page up", s.list().Index(), 0)
		if s.shown().Paper().ArxivID != s.current() {
			t.Error("the paper pane shows another paper than the list")
		}
	})
}

func TestQuickMovesEndAtTheLastPaper(t *testing.T) {
	play(t, func(s *stage) {
		s.types("jjjjjkjj") // no time for the background between the keys
		s.settle()
		equal(s, "list", s.list().Index(), 6)
		equal(s, "paper pane", s.shown().Paper().ArxivID, s.listed()[6])
	})
}

func TestKeepUndoRedo(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s")
		equal(s, "said", strings.HasPrefix(s.said(), "Kept “Generation Models"), true)
		equal(s, "To read", s.count("To read"), "1")
		s.sees("Undo  z", "kept 20 Mar 2026")
		if !strings.Contains(s.cards()[0], "To read") {
			t.Errorf("the card does not say To read:\n%s", s.cards()[0])
		}
		s.press("s")
		equal(s, "kept again", s.said(), "Already in To read.")
		equal(s, "steps", len(s.steps()), 1)

		s.press("z")
		equal(s, "undone", strings.HasPrefix(s.said(), "Undone: Kept “"), true)
		equal(s, "To read", s.count("To read"), "")
		equal(s, "kept", s.paper("2603.19235").Entry == nil, true)
		s.press("Ctrl+Shift+Z")
		equal(s, "redone", strings.HasPrefix(s.said(), "Done again: Kept “"), true)
		equal(s, "To read", s.count("To read"), "1")
		s.press("Ctrl+Z", "Ctrl+Y", "Ctrl+Z")
		equal(s, "To read", s.count("To read"), "")
		s.press("z")
		equal(s, "nothing left", strings.Contains(strings.ToLower(s.said()), "nothing to undo"), true)

		s.press("j", "s", "j", "s")
		equal(s, "To read", s.count("To read"), "2")
		the[*ui.Toast](s).Tapped(nil)
		s.settle()
		equal(s, "To read after the toast was tapped", s.count("To read"), "1")
		equal(s, "first kept", s.paper(s.listed()[1]).Entry != nil, true)
	})
}

func TestAToastGoesAfterAWhileAndTakesNoFocus(t *testing.T) {
	play(t, func(s *stage) {
		focused := s.window.Canvas().Focused()
		s.press("s")
		s.pass(5 * time.Second)
		s.press("j", "s") // its eight seconds begin anew
		s.pass(5 * time.Second)
		equal(s, "still said", strings.HasPrefix(s.said(), "Kept “FASTER"), true)
		s.pass(4 * time.Second)
		equal(s, "said", s.said(), "")
		equal(s, "focus", s.window.Canvas().Focused(), focused)
	})
}

func TestStatesStarAndRating(t *testing.T) {
	play(t, func(s *stage) {
		id := s.current()
		s.press("r")
		s.sees("r …", "q State: To read")
		s.press("q")
		s.seesNot("r …")
		for _, c := range []struct {
			keys  []string
			state models.State
			place string
		}{
			{nil, models.ToRead, "To read"},
			{[]string{"r", "r"}, models.Reading, "Reading"},
			{[]string{"r", "d"}, models.Done, "Done"},
			{[]string{"r", "a"}, models.Archived, "Archived"},
		} {
			s.press(c.keys...)
			equal(s, "state", s.paper(id).Entry.State, c.state)
			equal(s, c.place, s.count(c.place), "1")
			equal(s, "current", s.current(), id)
		}
		s.press("*")
		equal(s, "starred", s.paper(id).Entry.Starred, true)
		equal(s, "Starred", s.count("Starred"), "1")
		s.sees("Starred")
		s.press("*")
		equal(s, "starred", s.paper(id).Entry.Starred, false)
		s.types("**") // faster than the first one shows
		s.settle()
		equal(s, "starred", s.paper(id).Entry.Starred, false)
		for n := 1; n <= 5; n++ {
			s.press(fmt.Sprintf("Ctrl+%d", n))
			equal(s, "rating", s.paper(id).Entry.Rating, n)
		}
		if !strings.Contains(s.cards()[0], "5/5") {
			t.Errorf("the card does not say 5/5:\n%s", s.cards()[0])
		}
		s.press("Ctrl+0")
		equal(s, "rating", s.paper(id).Entry.Rating, 0)
		// Escape ends a pair and nothing else
		s.press("x", "r", "Esc")
		equal(s, "marked", s.list().Marked(), 1)
		s.press("d")
		equal(s, "r, Esc, d is a d", s.paper(id).Dismissed, true)
	})
}

func TestArchiveAndDismissGoOn(t *testing.T) {
	play(t, func(s *stage) {
		ids := s.listed()
		s.press("e")
		equal(s, "state", s.paper(ids[0]).Entry.State, models.Archived)
		equal(s, "current", s.current(), ids[1])
		s.press("d")
		equal(s, "dismissed", s.paper(ids[1]).Dismissed, true)
		equal(s, "current", s.current(), ids[2])
		s.press("k")
		if !strings.Contains(s.cards()[1], "Dismissed") {
			t.Errorf("the card does not say so:\n%s", s.cards()[1])
		}
		s.press("d") // takes it back, and stays
		equal(s, "dismissed", s.paper(ids[1]).Dismissed, false)
		equal(s, "current", s.current(), ids[1])
		s.press("z", "z", "z")
		equal(s, "archived", s.paper(ids[0]).Entry == nil, true)
	})
}

func TestArchivingThroughAPlaceEndsAtItsLastPaper(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "j", "s", "j", "s")
		s.goes("To read")
		ids := s.listed()
		equal(s, "papers", len(ids), 3)
		s.press("e")
		equal(s, "current after the first", s.current(), ids[1])
		s.press("e")
		equal(s, "current after the second", s.current(), ids[2])
		equal(s, "papers", len(s.listed()), 1)
		s.press("e")
		equal(s, "papers", len(s.listed()), 0)
		equal(s, "archived", s.count("Archived"), "3")
		s.sees("Nothing to read")
		s.press("e") // no paper, nothing to do
		equal(s, "said", s.said(), "Choose a paper first.")
	})
}

func TestMarkedPapersChangeInOneStep(t *testing.T) {
	play(t, func(s *stage) {
		ids := s.listed()
		s.press("x", "j")
		s.clicks(ids[2], fyne.KeyModifierShortcutDefault)
		s.sees("2 of 11 papers selected")
		s.clicks(ids[2], fyne.KeyModifierShortcutDefault)
		s.sees("1 of 11 papers selected")
		s.clicks(ids[1], 0)
		s.clicks(ids[4], fyne.KeyModifierShift)
		s.sees("5 of 11 papers selected")
		equal(s, "current", s.current(), ids[1])
		s.press("s")
		equal(s, "said", s.said(), "Kept 5 papers")
		equal(s, "steps", len(s.steps()), 1)
		equal(s, "To read", s.count("To read"), "5")
		s.sees("5 of 11 papers selected")
		s.press("Esc")
		s.seesNot("selected")
		equal(s, "title", s.pane().Title(), "Fri 20 Mar 2026")
		s.press("z")
		equal(s, "To read", s.count("To read"), "")

		s.press("Ctrl+A")
		s.sees("11 of 11 papers selected")
		s.press("r", "r")
		equal(s, "Reading", s.count("Reading"), "11")
		equal(s, "steps", len(s.steps()), 1)
		s.press("Ctrl+Z")
		equal(s, "Reading", s.count("Reading"), "")
	})
}

func TestTheStarOfMarkedPapersIsTheirs(t *testing.T) {
	play(t, func(s *stage) {
		ids := s.listed()
		s.press("j", "x", "j", "x", "Home", "x", "*", "x") // three, and then all but the first
		equal(s, "Starred", s.count("Starred"), "3")
		s.press("Esc", "j", "*", "k", "j", "x", "j", "x", "Home", "*") // one of the two has none
		equal(s, "Starred", s.count("Starred"), "3")
		s.press("*") // now both have one, and lose it
		equal(s, "Starred", s.count("Starred"), "1")
		equal(s, "the first's star", s.paper(ids[0]).Entry.Starred, true)
	})
}

func TestMarksAreGoneInAnotherPlace(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "Ctrl+A")
		s.goes("To read")
		equal(s, "marked", s.list().Marked(), 0)
		s.seesNot("selected")
	})
}

func TestTheClipboardGetsCitationAndLink(t *testing.T) {
	play(t, func(s *stage) {
		s.press("y")
		equal(s, "link", s.app.Clipboard().Content(), "https://huggingface.co/papers/2603.19235")
		equal(s, "said", s.said(), "Copied https://huggingface.co/papers/2603.19235")
		s.press("c")
		bib := s.app.Clipboard().Content()
		if !strings.HasPrefix(bib, "@") || !strings.Contains(bib, "2603.19235") || !strings.Contains(bib, "Generation Models") {
			t.Errorf("the citation is\n%s", bib)
		}
		equal(s, "said", s.said(), "Copied 1 paper as BibTeX")
		s.press("x", "j", "x", "c")
		equal(s, "entries", strings.Count(s.app.Clipboard().Content(), "eprint"), 2)
		equal(s, "said", s.said(), "Copied 2 papers as BibTeX")
	})
}

func TestLightAndDark(t *testing.T) {
	play(t, func(s *stage) {
		var backs []string
		for _, look := range []string{"Look: dark", "Look: light"} {
			s.press("Ctrl+K")
			s.types(look)
			s.press("Enter")
			backs = append(backs, fmt.Sprint(ui.Color(ui.ColorSide)))
			title := fmt.Sprint(fyne.CurrentApp().Settings().Theme().Color("foreground", 0))
			if title == backs[len(backs)-1] {
				t.Error("text and background are of one colour")
			}
		}
		if backs[0] == backs[1] {
			t.Error("light and dark are the same")
		}
		s.press("j") // and all goes on
		equal(s, "index", s.list().Index(), 1)
	})
}

func TestAPaperOf664AuthorsFoldsAndOpens(t *testing.T) {
	playOn(t, only("2025-01-27.json"), "2025-01-27", func(s *stage) {
		s.open()
		equal(s, "current", s.current(), "2501.14249")
		equal(s, "authors", s.shown().AuthorsShown(), 10)
		s.sees("and 654 more…")
		s.taps("and 654 more…")
		equal(s, "authors", s.shown().AuthorsShown(), 664)
		s.press("a")
		equal(s, "authors", s.shown().AuthorsShown(), 10)
		s.press("a", "j", "k")
		equal(s, "authors of the paper chosen anew", s.shown().AuthorsShown(), 10)
	})
}

func TestBarePapers(t *testing.T) {
	days := memory(`[{"paper":{"id":"2603.00001","title":"No abstract and nobody","summary":"","authors":[],"publishedAt":"2026-03-19T00:00:00.000Z","upvotes":0}}]`)
	playOn(t, days, today, func(s *stage) {
		s.open()
		s.sees("No abstract and nobody", "The source gives no abstract for this paper.", "arXiv:2603.00001")
		s.press("s", "c", "a", "t", "Esc", "n", "Esc")
		equal(s, "To read", s.count("To read"), "1")
	})
}

func TestANarrowWindowDropsPanes(t *testing.T) {
	play(t, func(s *stage) {
		s.window.Resize(fyne.NewSize(760, 700))
		s.seesNot("READING LIST")
		s.sees("arXiv:2603.19235")
		s.press("n")
		equal(s, "typing", s.editor().Text(), "")
		s.press("Esc")
		s.window.Resize(fyne.NewSize(500, 700))
		s.seesNot("arXiv:2603.19235")
		s.sees("Generation Models Know Space")
		s.press("Enter") // the paper lies over the list
		s.sees("arXiv:2603.19235")
		s.press("Esc")
		s.seesNot("arXiv:2603.19235")
		s.press("n")
		s.types("a narrow word")
		equal(s, "typing", s.editor().Text(), "a narrow word")
		s.press("Esc")
		s.sees("arXiv:2603.19235")
		s.press("j", "k", "Esc")
		s.seesNot("arXiv:2603.19235")
		equal(s, "focus", s.window.Canvas().Focused(), fyne.Focusable(s.list()))
		equal(s, "notes", s.paper("2603.19235").Notes[0].Text, "a narrow word")
		s.press("Enter", "/")
		s.types("world")
		s.settle()
		s.press("Esc", "Esc")
		s.settle()
		s.press("s", "t")
		s.types("narrow")
		s.press("Enter", "Esc")
		equal(s, "tags", s.paper("2603.19235").Tags[0].Name, "narrow")
		s.press("j")
		equal(s, "index", s.list().Index(), 1)
		s.window.Resize(fyne.NewSize(1440, 900))
		s.sees("READING LIST", "arXiv:"+s.listed()[1])
	})
}

func TestEveryKeyIsSafeOnAnEmptyLibrary(t *testing.T) {
	playOn(t, memory("[]"), today, func(s *stage) {
		s.open()
		for _, key := range strings.Fields("j k Down Up Home End PageDown PageUp Enter o s * e d t Esc n Esc x v p c y a z Ctrl+Z Ctrl+Shift+Z Ctrl+A Ctrl+1 Ctrl+0 1 9 0 [ ] / Esc Ctrl+K Esc ? Esc Space F5 Ctrl+C Ctrl+Shift+N Esc Ctrl+Shift+P Esc") {
			s.press(key)
		}
		for _, pair := range []string{"r q", "r r", "r d", "r a", "g h", "g q", "g r", "g d", "g n", "g s", "g a", "g g", "g x"} {
			s.press(strings.Fields(pair)...)
		}
		equal(s, "steps", len(s.steps()), 0)
	})
}

func TestTheCardsPicturesCome(t *testing.T) {
	playOn(t, only(today+".json"), today, func(s *stage) {
		s.pictures.Store(true)
		s.open()
		for i, card := range all[*ui.Card](s) {
			var pictures int
			each(card, func(o fyne.CanvasObject) {
				if picture, ok := o.(*canvas.Image); ok && picture.Resource == nil && picture.Image != nil {
					pictures++
				}
			})
			if pictures != 1 {
				t.Errorf("card %d shows %d pictures", i, pictures)
			}
		}
	})
}
