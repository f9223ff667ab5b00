package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"offprint/assets"
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

// handed opens a window to which papers and links can be handed over.
func handed(t *testing.T, scene func(s *stage, later chan []string, links chan string)) {
	t.Helper()
	playOn(t, assets.Sample(), today, func(s *stage) {
		later, links := make(chan []string), make(chan string)
		s.config.Requests, s.config.Links = later, links
		s.open()
		scene(s, later, links)
	})
}

func TestAPaperThatIsHandedOverIsShown(t *testing.T) {
	handed(t, func(s *stage, later chan []string, links chan string) {
		wanted := s.listed()[3]
		s.goes("Starred")
		later <- []string{wanted}
		s.settle()
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "current", s.current(), wanted)
		s.sees("arXiv:" + wanted)
		links <- "offprint://paper/" + s.listed()[5]
		s.settle()
		equal(s, "current", s.current(), s.listed()[5])
		later <- nil // a start without a paper changes nothing
		s.settle()
		equal(s, "current", s.current(), s.listed()[5])
		equal(s, "steps", len(s.steps()), 0)
	})
}

func TestAPaperThatIsHandedOverIsAdded(t *testing.T) {
	handed(t, func(s *stage, later chan []string, links chan string) {
		later <- []string{"2501.14249"} // known to the server and not to the library
		s.pass(2 * time.Second)
		equal(s, "heading", s.pane().Title(), "To read")
		equal(s, "current", s.current(), "2501.14249")
		equal(s, "steps", len(s.steps()), 1)
		s.press("z")
		equal(s, "To read", s.count("To read"), "")
		links <- "offprint://paper/1901.00001" // known to nobody
		s.pass(2 * time.Second)
		equal(s, "said", s.said(), "Added 0 papers; 1 unknown to Hugging Face and arXiv.")
	})
}

func TestWhatIsHandedOverAndNoPaperIsRefused(t *testing.T) {
	handed(t, func(s *stage, later chan []string, links chan string) {
		current, asked := s.current(), len(s.server.Requests())
		refused := func(what string) {
			t.Helper()
			s.settle()
			equal(s, what, s.said(), "That is no paper that Offprint can open. Nothing was changed.")
			s.pass(10 * time.Second)
		}
		for _, args := range [][]string{{"--home=/x"}, {"list"}, {""}, {"offprint://paper/2501.14249"}, {"2501.14249 --home=/x"}} {
			later <- args
			refused(args[0])
		}
		for _, link := range []string{"offprint://paper/--home=/x", "https://evil.example/2501.14249", "2501.14249", "offprint://paper/2501.14249?x"} {
			links <- link
			refused(link)
		}
		equal(s, "current", s.current(), current)
		equal(s, "steps", len(s.steps()), 0)
		equal(s, "requests", len(s.server.Requests()), asked)
	})
}

func TestAStartAtAPaper(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.config.Paper = "2501.14249"
		s.open()
		s.pass(2 * time.Second)
		equal(s, "current", s.current(), "2501.14249")
		equal(s, "heading", s.pane().Title(), "To read")
		s.close()
		s.config.Paper = "2603.19223"
		s.open()
		equal(s, "current", s.current(), "2603.19223")
		equal(s, "steps", len(s.steps()), 1)
	})
}

func TestLookingForANewVersion(t *testing.T) {
	looksFor := func(s *stage) {
		s.press("Ctrl+K")
		s.types("new version")
	}
	play(t, func(s *stage) { // a build that names no page does not offer it
		looksFor(s)
		s.seesNot("Look for a new version…")
	})
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.config.Releases = "https://papers.test/releases"
		s.open()
		asked := len(s.server.Requests())
		looksFor(s)
		s.sees("Look for a new version…")
		s.press("Esc")
		equal(s, "requests", len(s.server.Requests()), asked)
	})
}
