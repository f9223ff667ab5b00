package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/app/ui"
)

// sittings writes a note on the current paper, a text after the other, with
// pauses between that make each a sitting of its own.
func (s *stage) sittings(texts ...string) {
	s.Helper()
	s.press("n")
	for _, text := range texts {
		s.press("Ctrl+A")
		s.types(text)
		s.pass(2 * time.Minute)
	}
}

func TestAnEarlierTextOfANoteComesBack(t *testing.T) {
	play(t, func(s *stage) {
		first := s.listed()[0]
		s.press("Ctrl+Shift+H")
		equal(s, "said", s.said(), "There is no note here yet; n writes one.")
		s.sittings("It scales.", "It does not scale.")
		s.press("Ctrl+Shift+H")
		s.sees("Earlier texts of this note", "only in this text")
		texts := the[*ui.Chooser](s).Texts()
		if len(texts) != 2 || !strings.Contains(texts[0], "the window · now, 4 words") || !strings.Contains(texts[1], "the window, 2 words") {
			s.Errorf("the texts are %q", texts)
		}
		s.sees("It scales.", "−", "+") // the one before the present one is chosen
		s.press("k")
		s.sees("This is the present text.")
		s.press("Enter") // there is nothing to bring back
		equal(s, "note", s.notes(first), "It does not scale.")
		s.press("j", "Enter")
		equal(s, "note", s.notes(first), "It scales.")
		equal(s, "editor", s.editor().Text(), "It scales.")
		equal(s, "step", strings.HasPrefix(s.steps()[0], "Brought back an earlier text of a note on"), true)
		s.press("z")
		equal(s, "note", s.notes(first), "It does not scale.")
		equal(s, "editor", s.editor().Text(), "It does not scale.")

		s.press("n", "Ctrl+Shift+H", "Esc")
		s.types("x") // the keyboard is in the note again
		s.pass(time.Second)
		equal(s, "note has it", strings.Contains(s.notes(first), "x"), true)
	})
}

func TestWhatWasJustTypedIsThePresentText(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("Not saved yet")
		s.press("Ctrl+Shift+H")
		texts := the[*ui.Chooser](s).Texts()
		if len(texts) != 1 || !strings.Contains(texts[0], "now, 3 words") {
			s.Errorf("the texts are %q", texts)
		}
	})
}

func TestANoteThatWasDeletedMeanwhileSaysSo(t *testing.T) {
	play(t, func(s *stage) {
		first := s.listed()[0]
		s.sittings("One thought.", "Another.")
		s.press("Ctrl+A", "Backspace")
		s.pass(2 * time.Minute)
		equal(s, "notes", s.notes(first), "")
		s.press("Esc", "z")
		equal(s, "notes", s.notes(first), "Another.")
		s.press("Ctrl+Shift+H")
		texts := the[*ui.Chooser](s).Texts()
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "deleted") && strings.Contains(text, "undone") }) {
			s.Errorf("the texts are %q", texts)
		}
		s.press("Home")
		s.sees("The note was deleted here.")
		s.press("Enter")
		equal(s, "notes", s.notes(first), "Another.")
	})
}
