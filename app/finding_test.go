package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/models"
)

func TestSearchAsOneTypes(t *testing.T) {
	playOn(t, only(today+".json"), today, func(s *stage) {
		s.open()
		s.press("j", "j", "j")
		before := s.current()
		s.press("/")
		s.types("gaussian spl")
		s.settle()
		equal(s, "heading", s.pane().Title(), "Search")
		equal(s, "found", strings.Join(s.listed(), " "), "2603.19234")
		s.sees("1 paper found", "arXiv:2603.19234")
		s.types("qqq")
		s.settle()
		s.sees("Nothing found", "“gaussian splqqq”")
		s.press("Backspace", "Backspace", "Backspace")
		equal(s, "found", strings.Join(s.listed(), " "), "2603.19234")
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "papers", len(s.listed()), 11)
		equal(s, "current", s.current(), before)
		equal(s, "steps", len(s.steps()), 0)

		s.press("/")
		s.types("gaussian")
		s.press("Down") // into the results
		s.press("s")
		equal(s, "kept", s.paper("2603.19234").Entry != nil, true)
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "current", s.current(), before)
	})
}

func TestAWrongFilterSaysWhatWasMeant(t *testing.T) {
	play(t, func(s *stage) {
		before := strings.Join(s.listed(), " ")
		s.press("/")
		s.types("rating>=nine")
		s.settle()
		equal(s, "found", len(s.listed()), 0)
		if told := s.pane().Told(); !strings.Contains(told, "rating") {
			t.Errorf("told %q", told)
		}
		s.seesNot("Nothing found")
		s.press("Esc")
		equal(s, "told", s.pane().Told(), "")
		equal(s, "list", strings.Join(s.listed(), " "), before)
	})
}

func TestTheLastLetterDecides(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("gaussian")
		s.types("\b")
		s.settle()
		s.press("Ctrl+A")
		s.types("world")
		s.settle()
		for _, p := range s.list().Papers() {
			if !strings.Contains(strings.ToLower(p.Title+p.KeywordsText+p.Abstract+s.paper(p.ArxivID).Abstract+s.paper(p.ArxivID).KeywordsText), "world") {
				t.Errorf("%q is found for “world”", p.Title)
			}
		}
		s.press("Esc")
	})
}

func TestAnAuthorsNameSearches(t *testing.T) {
	play(t, func(s *stage) {
		name := s.shown().Paper().Authors[0]
		s.taps(name)
		equal(s, "heading", s.pane().Title(), "Search")
		equal(s, "first found", slices.Contains(s.listed(), topPaper), true)
		if n := len(s.listed()); n > 3 {
			t.Errorf("%d papers by %s", n, name)
		}
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "current", s.current(), topPaper)
	})
}

func TestOrders(t *testing.T) {
	play(t, func(s *stage) {
		s.taps("Upvotes")
		s.sees("Newest", "Comments", "GitHub stars")
		s.tapsMenu("GitHub stars")
		stars := func(p models.Paper) int {
			if p.GitHubStars == nil {
				return -1
			}
			return *p.GitHubStars
		}
		papers := s.list().Papers()
		if !slices.IsSortedFunc(papers, func(a, b models.Paper) int { return stars(b) - stars(a) }) {
			t.Errorf("not by stars: %v", s.listed())
		}
		equal(s, "most stars", s.listed()[0], "2603.18090")
		s.press("s") // the order stays
		equal(s, "most stars", s.listed()[0], "2603.18090")
		s.goes("To read")
		s.goes("Today")
		equal(s, "first", s.listed()[0], topPaper)
	})
}

func TestPlaces(t *testing.T) {
	play(t, func(s *stage) {
		for place, empty := range map[string]string{
			"To read": "Nothing to read", "Reading": "Nothing here yet", "Done": "Nothing here yet",
			"With notes": "No notes yet", "Starred": "No stars yet", "Archived": "Nothing here yet",
		} {
			s.goes(place)
			equal(s, "heading", s.pane().Title(), place)
			s.sees(empty, "Choose a paper to read about it here.")
			equal(s, place, s.count(place), "")
		}
		s.taps("Go through today's papers")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.press("s", "j", "s", "j", "*")
		s.press("g", "q")
		equal(s, "heading", s.pane().Title(), "To read")
		equal(s, "papers", len(s.listed()), 3)
		s.sees("3 papers")
		s.press("g", "s")
		equal(s, "heading", s.pane().Title(), "Starred")
		equal(s, "papers", len(s.listed()), 1)
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
	})
}

func TestTags(t *testing.T) {
	play(t, func(s *stage) {
		s.press("t")
		s.sees("Type a name for your first tag.")
		s.types("agents")
		s.sees("Make the tag “agents”")
		s.press("Enter")
		equal(s, "tag", s.paper(topPaper).Tags[0].Name, "agents")
		s.types("world/models") // it stays open for the next
		s.press("Enter", "Esc")
		equal(s, "tags", len(s.paper(topPaper).Tags), 2)
		s.press("j") // and the list has the keyboard
		equal(s, "index", s.list().Index(), 1)

		s.press("t")
		s.types("wor")
		s.seesNot("Make the tag “wor”\nMake") // completed, and a new one offered below
		s.press("Enter", "Esc")
		equal(s, "tag", s.paper(nextPaper).Tags[0].Name, "world/models")
		s.press("t")
		s.types("world/models")
		s.press("Enter", "Esc") // takes it away
		equal(s, "tags", len(s.paper(nextPaper).Tags), 0)

		s.press("1")
		equal(s, "tag by its number", s.paper(nextPaper).Tags[0].Name, s.paper(topPaper).Tags[0].Name)
		s.press("1")
		equal(s, "tags", len(s.paper(nextPaper).Tags), 0)
		s.press("9")
		equal(s, "said", s.said(), "No tag has the number 9 yet; t makes tags.")
		s.press("k", "0")
		equal(s, "tags", len(s.paper(topPaper).Tags), 0)
		s.press("z")
		equal(s, "tags", len(s.paper(topPaper).Tags), 2)

		row, count := s.place("agents")
		equal(s, "agents", strings.HasSuffix(count, "1"), true)
		row.Tapped(&fyne.PointEvent{})
		s.settle()
		equal(s, "heading", s.pane().Title(), "agents")
		equal(s, "papers", strings.Join(s.listed(), " "), topPaper)
		s.press("Esc")
		s.taps("agents") // the chip in the paper pane or on the card
		equal(s, "heading", s.pane().Title(), "agents")
	})
}

func TestTaggingMarkedPapersIsOneStepATag(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+A", "t")
		s.types("all")
		s.press("Enter", "Esc")
		equal(s, "steps", len(s.steps()), 1)
		equal(s, "said", s.said(), "Tagged 11 papers with all")
		s.press("z")
		equal(s, "tags", len(s.paper(topPaper).Tags), 0)
	})
}

func TestThePaletteFindsAndRuns(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+K")
		s.types("star, or")
		s.press("Enter")
		equal(s, "starred", s.paper(topPaper).Entry.Starred, true)
		s.press("j")
		equal(s, "index", s.list().Index(), 1)
		s.press("Ctrl+K")
		s.types("xyzzy")
		s.sees("Nothing matches.")
		s.press("Enter", "Esc")
		s.press("Ctrl+K", "Down", "Down", "Up", "Esc")
		equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 0)
		s.press("Ctrl+K")
		s.types("go to starred")
		s.press("Enter")
		equal(s, "heading", s.pane().Title(), "Starred")
	})
}

func TestWhatOpensOverTheWindowClosesByAClickBesideIt(t *testing.T) {
	for name, open := range map[string]string{"palette": "Ctrl+K", "tags": "t"} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s *stage) {
				s.press(open)
				equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 1)
				test.TapCanvas(s.window.Canvas(), fyne.NewPos(5, 890))
				s.settle()
				equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 0)
				s.press("j")
				equal(s, "index", s.list().Index(), 1)
				s.press(open)
				equal(s, "overlays of the second time", len(s.window.Canvas().Overlays().List()), 1)
				s.press("Esc")
			})
		})
	}
}

func TestTheSheetHasEveryKey(t *testing.T) {
	play(t, func(s *stage) {
		s.press("?")
		sheet := s.sight()
		for _, menu := range s.window.MainMenu().Items {
			for _, item := range menu.Items {
				name, keys, bare := strings.Cut(item.Label, "  (")
				if (bare || item.Shortcut != nil) && !strings.Contains(sheet, name+"\n") {
					t.Errorf("%q is not on the sheet", name)
				}
				for _, key := range strings.Split(strings.TrimSuffix(keys, ")"), ", ") {
					if !strings.Contains(sheet, key) {
						t.Errorf("the key %q of %q is not on the sheet", key, name)
					}
				}
			}
		}
		s.press("s") // no key works through it
		equal(s, "steps", len(s.steps()), 0)
		s.press("Esc")
		equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 0)
		s.press("s")
		equal(s, "steps", len(s.steps()), 1)
	})
}

func TestTheSecondaryClickHasThePapersMenu(t *testing.T) {
	play(t, func(s *stage) {
		card := all[*ui.Card](s)[0]
		id := card.Paper().ArxivID
		card.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
		card.TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(300, 200)})
		s.settle()
		s.sees("Keep", "Archive and on", "Copy the citation")
		s.tapsMenu("Keep")
		equal(s, "kept", s.paper(id).Entry != nil, true)
	})
}

func TestTheCalendarOpensADay(t *testing.T) {
	play(t, func(s *stage) {
		s.taps("Choose a day")
		s.sees("March 2026", "18")
		s.press("Left", "Left", "Enter")
		equal(s, "heading", s.pane().Title(), "Wed 18 Mar 2026")
		equal(s, "papers", len(s.listed()), 12)

		// Esc leaves the list as it was, with the keyboard.
		s.press("g", "c")
		equal(s, "sheets", len(all[*ui.Month](s)), 1)
		s.press("Down", "Esc")
		equal(s, "sheets", len(all[*ui.Month](s)), 0)
		s.press("j")
		equal(s, "the current paper", s.list().Index(), 1)
	})
}

func TestTypingInTheSearchFieldTriggersNoKeys(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("sdex*")
		s.pass(time.Second)
		equal(s, "steps", len(s.steps()), 0)
		equal(s, "marked", s.list().Marked(), 0)
	})
}

func TestBackAndForward(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "j", "s", "j", "j", "x")
		today, third := s.pane().Title(), s.current()
		s.press("g", "q")
		s.press("j")
		second := s.current()
		s.press("/")
		s.types("agent")
		s.settle()
		s.press("Enter")
		found := s.listed()
		s.press("Alt+Left")
		equal(s, "back at", s.pane().Title(), "To read")
		equal(s, "at the paper", s.current(), second)
		equal(s, "what is searched", s.pane().View().Query, "")
		s.press("Alt+Left")
		equal(s, "back at", s.pane().Title(), today)
		equal(s, "at the paper", s.current(), third)
		equal(s, "selected", s.list().Marked(), 1)
		s.press("Alt+Left") // there is no place before
		equal(s, "still at", s.pane().Title(), today)
		s.press("Alt+Right", "Alt+Right")
		equal(s, "forward at", strings.Join(s.listed(), " "), strings.Join(found, " "))
		s.press("Alt+Right")
		equal(s, "still at", s.pane().View().Query, "agent")
		s.press("Alt+Left", "g", "s") // another way ends the one forward
		s.press("Alt+Right")
		equal(s, "at", s.pane().Title(), "Starred")
	})
}

func TestSelecting(t *testing.T) {
	play(t, func(s *stage) {
		s.press("j", "J", "J", "J")
		equal(s, "down", s.list().Marked(), 4)
		s.press("K")
		equal(s, "and back", s.list().Marked(), 3)
		s.press("K", "K", "K")
		equal(s, "over the beginning", s.list().Marked(), 2)
		s.press("Ctrl+Shift+I")
		equal(s, "the others", s.list().Marked(), 9)
		s.press("Esc")
		equal(s, "none", s.list().Marked(), 0)
		s.list().KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		s.press("Down", "Down")
		s.list().KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		equal(s, "by Shift and arrows", s.list().Marked(), 3)
		s.press("Down")
		equal(s, "still", s.list().Marked(), 3)
		s.press("s")
		equal(s, "one step", len(s.steps()), 1)
		equal(s, "kept", s.count("To read"), "3")
	})
}
