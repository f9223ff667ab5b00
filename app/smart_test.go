package app_test

import (
	"strings"
	"testing"

	"offprint/app/ui"
	"offprint/models"
)

// smartLists are the smart lists that the library has, by name and query.
func (s *stage) smartLists() string {
	s.Helper()
	lists, err := s.library.SmartLists(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	var all []string
	for _, l := range lists {
		all = append(all, l.Name+": "+l.Query)
	}
	return strings.Join(all, " | ")
}

// addSmart adds a smart list, as a command does.
func (s *stage) addSmart(name, query string) models.SmartList {
	s.Helper()
	l, _, err := s.library.AddSmartList(s.Context(), name, query)
	if err != nil {
		s.Fatal(err)
	}
	return l
}

func TestASearchBecomesASmartList(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+S")
		equal(s, "said", s.said(), "Type what to search for, then press Ctrl+S to save the search as a smart list.")
		s.types("rating>=nine") // the cursor is in the search field
		s.press("Ctrl+S")
		if said := s.said(); !strings.Contains(said, "rating") {
			s.Errorf("of a wrong filter it says %q", said)
		}
		s.press("Ctrl+A")
		s.types("gaussian")
		s.press("Ctrl+S")
		s.sees("Save this search as a smart list")
		s.press("Enter")
		s.sees("A smart list needs a name.")
		s.types("Splats")
		s.press("Enter")
		equal(s, "lists", s.smartLists(), "Splats: gaussian")
		equal(s, "said", s.said(), "Added the smart list “Splats”")
		found := strings.Join(s.listed(), " ")
		equal(s, "count", s.count("Splats"), "2")

		s.press("Esc")
		s.goes("Splats")
		equal(s, "heading", s.pane().Title(), "Splats")
		equal(s, "sub line", s.pane().Sub(), "2 papers  ·  gaussian")
		equal(s, "papers", strings.Join(s.listed(), " "), found)

		s.press("/")
		s.types("world")
		s.press("Ctrl+S")
		s.types("splats") // is taken
		s.press("Enter")
		s.sees("There is a smart list “Splats” already.")
		s.types("Worlds")
		s.press("Enter", "Esc")
		equal(s, "lists", s.smartLists(), "Splats: gaussian | Worlds: world")
		s.press("z")
		equal(s, "lists", s.smartLists(), "Splats: gaussian")
	})
}

func TestASmartListCountsWhatComes(t *testing.T) {
	play(t, func(s *stage) {
		s.addSmart("Kept with a star", "is:starred")
		s.pass(3e9) // until the window has seen what the command wrote
		equal(s, "count", s.count("Kept with a star"), "")
		s.press("*", "j", "*")
		equal(s, "count", s.count("Kept with a star"), "2")
		s.press("z")
		equal(s, "count", s.count("Kept with a star"), "1")
		s.goes("Kept with a star")
		equal(s, "papers", len(s.listed()), 1)
		s.press("*")
		equal(s, "papers", len(s.listed()), 0)
	})
}

func TestSmartListsArePutInOrder(t *testing.T) {
	play(t, func(s *stage) {
		for _, name := range []string{"one", "two", "three"} {
			s.addSmart(name, "world")
		}
		s.pass(3e9)
		s.press("g", "f")
		s.sees("Smart lists", "three")
		s.press("J", "J", "K", "]") // one goes down, and on; up, and down
		equal(s, "lists", s.smartLists(), "two: world | three: world | one: world")
		s.press("Home", "r")
		s.types("TWO and a half")
		s.press("Enter", "q", "Ctrl+A")
		s.types("stars>=x")
		s.press("Enter")
		s.sees("stars")
		s.press("Ctrl+A")
		s.types("gaussian")
		s.press("Enter")
		equal(s, "lists", s.smartLists(), "TWO and a half: gaussian | three: world | one: world")
		s.press("c", "End", "Enter")
		equal(s, "colour", s.firstColor(), models.TagColors()[len(models.TagColors())-1].Hex)
		s.press("j", "d")
		equal(s, "lists", s.smartLists(), "TWO and a half: gaussian | one: world")
		equal(s, "in the pane", strings.Join(the[*ui.Chooser](s).Texts(), " | "), "TWO and a half, gaussian, 2 papers | one, world, 3 papers")
		s.press("Ctrl+Z")
		equal(s, "lists", s.smartLists(), "TWO and a half: gaussian | three: world | one: world")
		s.press("Home", "Enter")
		equal(s, "heading", s.pane().Title(), "TWO and a half")
	})
}

func (s *stage) firstColor() string {
	s.Helper()
	lists, err := s.library.SmartLists(s.Context())
	if err != nil || len(lists) == 0 {
		s.Fatal(err)
	}
	return lists[0].Color
}

func TestTheWayBackKnowsSmartListsApart(t *testing.T) {
	play(t, func(s *stage) {
		s.addSmart("Worlds", "world")
		s.addSmart("Splats", "gaussian")
		s.pass(3e9)
		s.goes("Worlds")
		s.goes("Splats")
		s.press("Alt+Left")
		equal(s, "heading", s.pane().Title(), "Worlds")
		equal(s, "sub line has the query", strings.HasSuffix(s.pane().Sub(), "  ·  world"), true)
		s.press("Alt+Right")
		equal(s, "heading", s.pane().Title(), "Splats")
		s.close()
		s.open()
		equal(s, "heading after a new start", s.pane().Title(), "Splats")
		equal(s, "papers", strings.Join(s.listed(), " "), "2603.19234 2603.16844")
	})
}
