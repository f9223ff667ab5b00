package app_test

import (
	"strings"
	"testing"
)

func TestTheFirstStartShowsTodaysList(t *testing.T) {
	play(t, func(s *stage) {
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "papers", len(s.listed()), 11)
		equal(s, "first", s.current(), "2603.19235")
		cards := s.cards()
		for _, want := range []string{"Generation Models Know Space", "55", "H-EmbodVis"} {
			if !strings.Contains(cards[0], want) {
				t.Errorf("the first card lacks %q:\n%s", want, cards[0])
			}
		}
		s.sees("11 papers so far", "11 left", "Updated 14:00", "11 papers kept offline", "arXiv:2603.19235")
		equal(s, "today's count", s.count("Today"), "11")
	})
}
