package app_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
)

func TestMutingAndFollowing(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+M")
		s.sees("Mute and follow", "No rules yet.")
		s.types("agents")
		s.settle()
		s.sees("It would have caught 10 of 42 papers in the last 30 days.", "Memento-Skills", "and 5 more")
		s.types("xyz")
		s.settle()
		s.sees("It would have caught 0 of 42 papers")
		s.press("Esc")
		equal(s, "steps", len(s.steps()), 0)

		before := len(s.listed())
		s.press("Ctrl+M")
		s.types("gaussian")
		s.settle()
		s.taps("Mute")
		s.sees("Mutes the word “gaussian”")
		equal(s, "papers", len(s.listed()), before-1)
		s.press("Esc")
		s.sees("1 muted", "10 left")
		equal(s, "steps", strings.Join(s.steps(), "|"), "Muted the word “gaussian”")
		s.taps("1 muted")
		equal(s, "papers", len(s.listed()), before)
		s.sees("Hide 1 muted")
		s.press("End")
		s.sees("muted: ")
		s.taps("Hide 1 muted")
		equal(s, "papers", len(s.listed()), before-1)

		s.press("/")
		s.types("gaussian") // a search finds it all the same
		s.settle()
		if found := strings.Join(s.listed(), " "); !strings.Contains(found, "2603.19234") {
			t.Errorf("found %s", found)
		}
		s.press("Esc", "z")
		equal(s, "papers", len(s.listed()), before)
		s.seesNot("1 muted")
	})
}

func TestFollowingIsStrongerThanMuting(t *testing.T) {
	play(t, func(s *stage) {
		rule := func(kind, text, effect string) {
			t.Helper()
			s.press("Ctrl+M")
			the[*ui.Options](s).Choose(slices.Index([]string{"Word", "Author", "Organization"}, kind))
			s.types(text)
			s.settle()
			s.taps(effect)
			s.press("Esc")
		}
		rule("Word", "generation", "Mute")
		muted := 11 - len(s.listed())
		if muted < 1 || s.current() == topPaper {
			t.Fatalf("%d papers are muted, %s is current", muted, s.current())
		}
		rule("Organization", "H-EmbodVis", "Follow")
		equal(s, "muted then", 11-len(s.listed()), muted-1)
		if cards := s.cards(); !strings.Contains(cards[0], "H-EmbodVis") || !strings.Contains(cards[0], "Generation Models Know Space") {
			t.Errorf("the first card is\n%s", cards[0])
		}
		s.press("Ctrl+M")
		for _, chip := range all[*ui.Chip](s) { // the cross of the first rule
			if strings.HasPrefix(chip.Text, "Mutes") {
				test.TapAt(chip, fyne.NewPos(chip.Size().Width-8, 8))
			}
		}
		s.settle()
		for _, chip := range all[*ui.Chip](s) {
			if strings.HasPrefix(chip.Text, "Mutes") {
				t.Errorf("the rule %q is still there", chip.Text)
			}
		}
		s.press("Esc")
		equal(s, "papers", len(s.listed()), 11)
		s.press("z")
		equal(s, "papers", len(s.listed()), 11-(muted-1))
	})
}
