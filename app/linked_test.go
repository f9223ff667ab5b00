package app_test

import (
	"fmt"
	"strings"
	"testing"

	"offprint/models"
)

// notes a note on a paper, as a command does.
func (s *stage) note(arxivID, text string) {
	s.Helper()
	if _, _, err := s.library.SaveNote(s.Context(), models.NoteEdit{PaperID: s.paper(arxivID).ID, Text: text}); err != nil {
		s.Fatal(err)
	}
}

func TestAPaperShowsWhoseNotesLeadToIt(t *testing.T) {
	play(t, func(s *stage) {
		first, second, third := s.listed()[0], s.listed()[1], s.listed()[2]
		s.seesNot("LINKED FROM")
		s.press("j", "n")
		s.types("As in [[" + first + "]], but smaller.")
		s.press("Esc", "k")
		title := s.paper(second).Title
		s.sees("LINKED FROM", title)
		s.note(third, "See arXiv:"+first+"v2")
		s.note(third, "and again "+first)
		s.pass(3e9)
		s.sees(title, s.paper(third).Title)
		s.taps(title)
		equal(s, "current", s.current(), second)
		s.seesNot("LINKED FROM")
		s.press("k")
		s.sees("LINKED FROM")
		s.press("j", "n", "Ctrl+A", "Backspace", "Esc", "k")
		if sight := s.sight(); strings.Count(sight, title) > 1 {
			s.Errorf("the paper whose note is gone is still named:\n%s", sight)
		}
	})
}

func TestWhereManyNotesLeadToAPaperTheRestIsSearched(t *testing.T) {
	play(t, func(s *stage) {
		first := s.listed()[0]
		all, err := s.library.Papers(s.Context(), models.View{Place: models.Everywhere})
		if err != nil {
			s.Fatal(err)
		}
		n := 0
		for _, p := range all {
			if p.ArxivID != first && n < 13 {
				s.note(p.ArxivID, fmt.Sprintf("%d: compare %s", n, first))
				n++
			}
		}
		s.pass(3e9)
		s.sees("and 3 more…")
		s.taps("and 3 more…")
		equal(s, "found", len(s.listed()), 13)
	})
}
