package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/models"
)

// lines are the lines of the pane that lies over the window on top.
func (s *stage) lines() []string {
	s.Helper()
	found := all[*ui.Chooser](s)
	if len(found) == 0 {
		s.Fatal("no pane with lines is open")
	}
	return found[len(found)-1].Texts()
}

// tagNames are all tags with their numbers of papers.
func (s *stage) tagNames() string {
	s.Helper()
	tags, err := s.library.Tags(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	var names []string
	for _, t := range tags {
		names = append(names, t.Name)
	}
	return strings.Join(names, " ")
}

// tagged gives the current paper tags by key.
func (s *stage) tagged(names ...string) {
	s.press("t")
	for _, name := range names {
		s.types(name)
		s.settle()
		s.press("Enter")
	}
	s.press("Esc")
}

func TestPuttingTagsInOrder(t *testing.T) {
	play(t, func(s *stage) {
		s.tagged("agents", "survey")
		s.press("j")
		s.tagged("robots", "ml/vision")
		s.press("Ctrl+T")
		equal(s, "tags", strings.Join(s.lines(), "; "), "1  agents, 1 paper; 4  ml/vision, 1 paper; 3  robots, 1 paper; 2  survey, 1 paper")

		s.press("/") // find one, and rename it to what there is
		s.types("robo")
		s.settle()
		s.press("Enter", "r")
		s.sees("Rename the tag robots\n")
		equal(s, "what it changes", strings.Count(s.sight(), "1 paper\n"), 2) // the line and the hint
		s.types("Agents")
		s.settle()
		s.press("Enter")
		equal(s, "said", s.said(), "There is a tag “agents” already. Nothing was changed; the two can be merged instead.")
		s.tap(the[*ui.Toast](s))
		s.settle()
		equal(s, "tags", s.tagNames(), "agents ml/vision survey")
		s.press("z") // over the pane letters do nothing to the library
		equal(s, "tags", s.tagNames(), "agents ml/vision survey")
		s.press("Ctrl+Z")
		s.settle()
		equal(s, "undone", s.tagNames(), "agents ml/vision robots survey")
		s.press("Esc")

		s.press("Ctrl+T", "m", "Enter") // agents is merged into the first other one
		equal(s, "merged", s.tagNames(), "ml/vision robots survey")
		s.press("9", "c", "Down", "Enter")
		if tags, _ := s.library.Tags(s.Context()); tags[0].Hotkey != 9 || tags[0].Color != models.TagColors()[1].Hex {
			t.Errorf("the tag has the key %d and the colour %s", tags[0].Hotkey, tags[0].Color)
		}
		s.press("d")
		equal(s, "deleted", s.tagNames(), "robots survey")
		s.press("Ctrl+Shift+A") // what lies under the pane is left alone
		equal(s, "said", s.said(), "Deleted the tag ml/vision, which 2 papers had")
		s.press("Esc", "z")
		equal(s, "undone", s.tagNames(), "ml/vision robots survey")
	})
}

func TestHistory(t *testing.T) {
	play(t, func(s *stage) {
		first := s.current()
		s.press("s", "*", "Ctrl+4", "j", "s")
		s.press("Ctrl+H")
		lines := s.lines()
		equal(s, "steps", len(lines), 4)
		equal(s, "the newest", strings.HasPrefix(lines[0], "Kept “"), true)
		s.press("Down", "Down", "Enter") // back to the star
		equal(s, "said", s.said(), "2 steps undone")
		equal(s, "undone", strings.Contains(s.lines()[0], "undone") && strings.Contains(s.lines()[1], "undone") && !strings.Contains(s.lines()[2], "undone"), true)
		if e := s.paper(first).Entry; e == nil || !e.Starred || e.Rating != 0 {
			t.Errorf("the paper is %+v", e)
		}
		s.press("Up", "Enter") // forward to the rating
		equal(s, "rating", s.paper(first).Entry.Rating, 4)
		s.press("Down", "u") // the star alone: the rating changed the same since
		equal(s, "still starred", s.paper(first).Entry.Starred, true)
		equal(s, "said why", strings.Contains(s.said(), "Rated"), true)
		s.press("Esc")
		s.seesNot("Undo only this")
	})
}

func TestWhyAPaperIsKept(t *testing.T) {
	play(t, func(s *stage) {
		s.press("w")
		s.types("For the talk in March")
		s.press("Enter")
		s.settle()
		s.sees("For the talk in March")
		equal(s, "why", s.paper(s.current()).Entry.Why, "For the talk in March")
		s.press("z")
		s.pass(time.Second)
		s.seesNot("For the talk in March")
	})
}

func TestNothingLiesUnderAPaneAndIsChanged(t *testing.T) {
	play(t, func(s *stage) {
		for _, open := range []string{"Ctrl+K", "Ctrl+N", "Ctrl+M", "Ctrl+T", "Ctrl+H", "?"} {
			s.press(open)
			s.press("Ctrl+Shift+A", "Ctrl+5", "Ctrl+Shift+I")
			s.press("Esc")
		}
		equal(s, "steps", len(s.steps()), 0)
		equal(s, "selected", s.list().Marked(), 0)
		if !slices.Contains(s.listed(), s.current()) {
			t.Error("the list has no current paper any more")
		}
	})
}

func TestTheOrderOfToRead(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "j", "s", "j", "s", "j", "s", "g", "q")
		list := s.listed()
		s.press("Alt+Down")
		equal(s, "one down", strings.Join(s.listed(), " "), strings.Join([]string{list[1], list[0], list[2], list[3]}, " "))
		equal(s, "the current one went along", s.current(), list[0])
		s.press("Alt+End")
		equal(s, "to the end", s.listed()[3], list[0])
		s.press("Alt+Down") // there is no further down
		s.press("Alt+Home")
		equal(s, "to the top", s.listed()[0], list[0])
		s.press("z", "z", "z")
		equal(s, "undone", strings.Join(s.listed(), " "), strings.Join(list, " "))

		s.press("Home", "x", "j", "x", "Alt+Down") // two together
		equal(s, "two down", strings.Join(s.listed(), " "), strings.Join([]string{list[2], list[0], list[1], list[3]}, " "))
		s.press("Esc", "z")

		// by the mouse: the first card to between the third and the fourth
		card := all[*ui.Card](s)[0]
		for _, c := range all[*ui.Card](s) {
			if c.Visible() && c.Paper() != nil && c.Paper().ArxivID == list[0] {
				card = c
			}
		}
		at := fyne.NewPos(100, 3*ui.CardHeight()+5)
		card.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.NewDelta(0, at.Y)})
		card.DragEnd()
		s.settle()
		equal(s, "dragged", strings.Join(s.listed(), " "), strings.Join([]string{list[1], list[2], list[0], list[3]}, " "))

		s.press("g", "h") // a day's list has no order of the reader's
		day := strings.Join(s.listed(), " ")
		s.press("Alt+Down", "Alt+End")
		equal(s, "the day", strings.Join(s.listed(), " "), day)
	})
}

func TestTheTrash(t *testing.T) {
	play(t, func(s *stage) {
		first := s.current()
		s.tagged("agents")
		s.press("Ctrl+4")
		key := s.paper(first).CitationKey
		s.does("Remove from the reading list")
		equal(s, "removed", s.paper(first).Entry == nil, true)
		s.does("Trash…")
		lines := s.lines()
		if len(lines) != 1 || !strings.Contains(lines[0], "a paper of the reading list") {
			t.Fatalf("in the trash are %q", lines)
		}
		s.press("Enter")
		if e := s.paper(first).Entry; e == nil || e.Rating != 4 || s.paper(first).CitationKey != key {
			t.Errorf("back is %+v", e)
		}
		equal(s, "in the trash", len(s.lines()), 0)
		s.press("Esc", "Ctrl+T", "d", "Esc")
		equal(s, "tags", s.tagNames(), "")
		s.press("j")
		s.tagged("agents") // the name is taken meanwhile
		s.does("Trash…")
		s.press("Enter")
		s.sees("Bring it back under another name")
		s.types("agents of before")
		s.press("Enter")
		s.settle()
		equal(s, "tags", s.tagNames(), "agents agents of before")
		equal(s, "with its paper", s.paper(first).Tags[0].Name, "agents of before")
	})
}

func TestFilteringBySeveralTags(t *testing.T) {
	play(t, func(s *stage) {
		ids := s.listed()
		s.tagged("agents", "survey")
		s.press("j")
		s.tagged("agents")
		s.press("j")
		s.tagged("vision")
		s.press("j", "s")
		shown := func(want ...string) {
			s.Helper()
			got := s.listed()
			slices.Sort(got)
			slices.Sort(want)
			equal(s, "papers", strings.Join(got, " "), strings.Join(want, " "))
		}
		s.press("Ctrl+T", "+", "Down", "+", "Enter")
		equal(s, "heading", s.pane().Title(), "agents + survey")
		shown(ids[0])
		s.press("Ctrl+T", "a", "+", "Down", "Down", "+", "Enter")
		equal(s, "heading", s.pane().Title(), "agents / vision")
		shown(ids[0], ids[1], ids[2])
		s.press("Ctrl+T", "+", "Down", "-", "Enter")
		equal(s, "heading", s.pane().Title(), "agents − survey")
		shown(ids[1])
		s.press("Alt+Left")
		equal(s, "back at", s.pane().Title(), "agents / vision")
		s.press("g", "u")
		shown(ids[3])
		s.goes("Untagged")
		equal(s, "heading", s.pane().Title(), "Untagged")
	})
}

func TestBackupsAndRestoringOne(t *testing.T) {
	play(t, func(s *stage) {
		first := s.current()
		s.press("s")
		s.pass(30 * time.Second) // the day's backup
		s.sees("Last backup today 14:00")
		s.press("*", "Ctrl+5")
		s.does("Backups, and restoring one…")
		s.settle()
		s.sees("Backups")
		s.taps("Restore…")
		s.settle()
		if e := s.paper(first).Entry; e != nil && e.Starred {
			s.taps("Restore") // it asks what it will do
			s.settle()
		}
		if e := s.paper(first).Entry; e == nil || e.Starred || e.Rating != 0 {
			t.Fatalf("the paper is %+v", e)
		}
		s.tap(the[*ui.Toast](s)) // and back
		s.settle()
		if e := s.paper(first).Entry; e == nil || !e.Starred || e.Rating != 5 {
			t.Errorf("after taking it back the paper is %+v", e)
		}
	})
}
