package app_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/container"

	"offprint/app/ui"
)

func TestTheSheetOfAllKeysScrollsByKey(t *testing.T) {
	play(t, func(s *stage) {
		open := func() *container.Scroll {
			s.Helper()
			s.press("?")
			over := s.window.Canvas().Overlays().Top()
			if over == nil {
				s.Fatal("there is no sheet")
			}
			var scroll *container.Scroll
			for _, found := range all[*container.Scroll](s) {
				scroll = found // what lies over the window comes last
			}
			return scroll
		}
		scroll := open()
		bottom := scroll.Content.Size().Height - scroll.Size().Height
		if bottom <= 0 {
			s.Fatal("the sheet is whole without scrolling")
		}
		for _, step := range []struct {
			key      string
			from, to float32 // of the height that is seen, from where it was
		}{
			{"Down", 0.01, 0.2}, {"j", 0.01, 0.2}, {"k", -0.2, -0.01}, {"Up", -0.2, -0.01},
			{"PageDown", 0.5, 1}, {"PageUp", -1, -0.5}, {"Space", 0.5, 1},
		} {
			before := scroll.Offset.Y
			s.press(step.key)
			if s.window.Canvas().Overlays().Top() == nil {
				s.Fatalf("%s closes the sheet", step.key)
			}
			if by := (scroll.Offset.Y - before) / scroll.Size().Height; by < step.from || by > step.to {
				s.Errorf("%s scrolls by %.2f of what is seen", step.key, by)
			}
		}
		if s.press("End"); scroll.Offset.Y != bottom {
			s.Errorf("End scrolls to %v of %v", scroll.Offset.Y, bottom)
		}
		s.window.Canvas().FocusNext() // to the button
		if s.press("Home"); scroll.Offset.Y != 0 {
			s.Errorf("Home scrolls to %v", scroll.Offset.Y)
		}
		s.press("Esc")
		for _, key := range []string{"Esc", "q", "?"} {
			if s.window.Canvas().Overlays().Top() != nil {
				s.Fatal("the sheet stays open")
			}
			open()
			s.press(key)
		}
		if s.window.Canvas().Overlays().Top() != nil {
			s.Error("? leaves the sheet open")
		}
	})
}

// tabs presses Tab until something is focused that says the text, going along
// each row of links and chips on the way, and returns what Tab stopped at.
func (s *stage) tabs(text string) (stops []string) {
	s.Helper()
	c := s.window.Canvas()
	for range 80 {
		c.FocusNext()
		stop := s.focused()
		stops = append(stops, stop)
		for at := 0; at < 700; at++ {
			if s.focused() == text {
				return stops
			}
			if _, row := c.Focused().(*ui.Stop); !row {
				break
			}
			if s.press("Right"); s.focused() == stop {
				break
			}
		}
	}
	s.Fatalf("Tab never comes to %q: %q", text, stops)
	return nil
}

func TestEverythingOfAPaperIsReachedByKey(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s")
		s.tagged("agents", "space")
		s.note(s.listed()[0], "One note.")
		s.note(s.listed()[0], "Another note.")
		s.note(s.listed()[1], "compare "+s.listed()[0])
		s.pass(3e9)
		s.press("Home")
		c := s.window.Canvas()
		from := func() { s.Helper(); c.Unfocus(); s.tabs(s.paper(s.listed()[0]).Title) }
		from()
		want := []string{
			"Xianjin Wu", "submitted by Dingkang Liang", "To read", "Tags", "PDF", "Page", "Cite", "agents", "cited as wu2026generation", s.paper(s.listed()[0]).Abstract,
			"3D scene understanding", "Hugging Face", s.paper(s.listed()[1]).Title, "1", "Note: One note.",
		}
		var stops []string
		for range want {
			c.FocusNext()
			stops = append(stops, s.focused())
		}
		if !slices.Equal(stops, want) {
			s.Errorf("Tab stops at %q, want %q", stops, want)
		}
		for _, text := range []string{"Xiang Bai", "Take away: space", "multimodal model", "Project page", "2", "New note", "Template…"} {
			from()
			s.tabs(text)
		}

		before := s.steps()[0]
		s.press("*") // a key without a row's meaning
		if s.steps()[0] == before || s.focused() != "Template…" {
			s.Errorf("the newest step is %q and %q has the focus", s.steps()[0], s.focused())
		}
		s.press("Enter")
		s.sees("Reading group")
		s.press("Esc")
		from()
		s.tabs("2")
		s.press("Enter")
		equal(s, "editor", s.editor().Text(), "Another note.")
		s.press("Esc")
		from()
		s.tabs("Take away: agents")
		s.press("Space")
		equal(s, "tags", len(s.paper(s.listed()[0]).Tags), 1)
		equal(s, "focused", s.focused(), "Take away: space")
		s.press("Enter")
		equal(s, "tags", len(s.paper(s.listed()[0]).Tags), 0)
		equal(s, "focused", s.focused(), "Cite") // which stands before
		s.tabs("multimodal model")
		s.press("Space")
		equal(s, "query", s.pane().View().Query, `"multimodal model"`)
		s.press("Esc", "Esc")
		s.tabs("Dingkang Liang")
		s.press("j")
		equal(s, "current", s.current(), s.listed()[1])
		equal(s, "focused", s.focused(), "Zhe Liu")
		s.press("k", "Enter")
		equal(s, "query", s.pane().View().Query, `author:"Dingkang Liang"`)
	})
}

func TestFromNoteToNoteByKey(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+PageDown")
		equal(s, "said", s.said(), "There is no other note on this paper.")
		s.note(s.listed()[0], "One.")
		s.pass(3e9)
		s.press("Ctrl+PageUp")
		equal(s, "editor", s.editor().Text(), "One.")
		s.note(s.listed()[0], "Two.")
		s.note(s.listed()[0], "Three.")
		s.pass(3e9)
		for _, step := range []struct{ key, want string }{
			{"Ctrl+PageDown", "Two."}, {"Ctrl+PageDown", "Three."}, {"Ctrl+PageDown", "One."}, {"Ctrl+PageUp", "Three."}, {"Ctrl+PageUp", "Two."},
		} {
			s.press(step.key)
			equal(s, step.key, s.editor().Text(), step.want)
		}
		s.types("x") // the keyboard is in the note
		s.press("Ctrl+PageUp", "Ctrl+PageDown")
		if text := s.editor().Text(); !strings.Contains(text, "x") || !strings.Contains(s.notes(s.listed()[0]), "x") {
			s.Errorf("the note is %q of %q", text, s.notes(s.listed()[0]))
		}
		s.press("Ctrl+Shift+N", "Ctrl+PageDown")
		equal(s, "from a new note on", s.editor().Text(), "One.")
		s.press("Ctrl+Shift+N", "Ctrl+PageUp")
		equal(s, "from a new note back", s.editor().Text(), "Three.")
	})
}

func TestARuleIsTakenAwayByKey(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+M")
		s.types("generation")
		s.settle()
		s.press("Enter")
		if len(s.listed()) == 11 {
			s.Fatal("nothing is muted")
		}
		if s.window.Canvas().Overlays().Top() == nil {
			s.press("Ctrl+M")
		}
		rule := ""
		for _, chip := range all[*ui.Chip](s) {
			if strings.HasPrefix(chip.Text, "Mutes") {
				rule = chip.Text
			}
		}
		s.tabs("Take away: " + rule)
		s.press("Enter")
		equal(s, "papers", len(s.listed()), 11)
		equal(s, "focused", s.focused(), "Close") // which stands before
		s.press("Enter")
		if s.window.Canvas().Overlays().Top() != nil {
			s.Error("the pane stays open")
		}
	})
}

func TestAPartOfASearchIsTakenAwayByKey(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("generation models")
		s.settle()
		s.press("Enter")
		s.tabs("Take away: generation")
		s.press("Space")
		equal(s, "query", s.pane().View().Query, "models")
		if _, ok := s.window.Canvas().Focused().(*ui.List); !ok {
			s.Errorf("%q has the focus", s.focused())
		}
	})
}
