package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"offprint/app/ui"
	"offprint/app/ui/passage"
	"offprint/models"
)

// recent are the searches that the library remembers.
func (s *stage) recent() string {
	s.Helper()
	all, err := s.library.RecentSearches(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	return strings.Join(all, "|")
}

func TestASearchIsRememberedOnceItWasOfUse(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("gaussian spl")
		s.settle()
		equal(s, "while one types", s.recent(), "")
		s.press("Esc", "Esc")
		equal(s, "after giving it up", s.recent(), "")
		s.press("/")
		s.types("world")
		s.settle()
		s.press("Enter")
		equal(s, "after Enter", s.recent(), "world")
		s.press("Esc", "/")
		s.types("gaussian")
		s.settle()
		s.press("Down")
		equal(s, "after looking", s.recent(), "world")
		s.press("s")
		equal(s, "after keeping a paper", s.recent(), "gaussian|world")
		equal(s, "steps", len(s.steps()), 1)

		s.press("Esc", "/")
		s.sees("gaussian", "world", "searched before")
		s.press("Ctrl+Space", "Down", "Down", "Enter")
		equal(s, "query", s.pane().View().Query, "world")
		s.seesNot("searched before")
		s.press("Esc")
		s.acts("Forget recent searches")
		equal(s, "after forgetting", s.recent(), "")
		equal(s, "said", s.said(), "Recent searches are forgotten.")
		s.press("/")
		s.seesNot("searched before")
	})
}

// acts finds an action by its name, as the palette does.
func (s *stage) acts(name string) {
	s.Helper()
	s.press("Ctrl+K")
	s.types(name)
	s.settle()
	s.press("Enter")
}

func TestTheWordsFoundAreMarkedInTheAbstractBesideQuotes(t *testing.T) {
	play(t, func(s *stage) {
		from, to, quoted := s.words(2, 4)
		s.abstract().Select(from, to)
		s.press("n")
		s.types("Why?")
		s.press("Esc")
		quotes := marked(s.abstract())
		equal(s, "words marked without a search", found(s.abstract()), 0)
		word := strings.Fields(quoted)[1]
		s.press("/")
		s.types(word)
		s.settle()
		equal(s, "current", s.current(), topPaper)
		if found(s.abstract()) == 0 || marked(s.abstract()) != quotes || quotes == 0 {
			t.Errorf("of %q %d words are marked, and %d quotes where %d were", word, found(s.abstract()), marked(s.abstract()), quotes)
		}
		last := found(s.abstract())
		s.press("Backspace")
		equal(s, "words marked of the beginning", found(s.abstract()) >= last, true)
		s.abstract().OnMarkTapped(quotes) // a word in the quote
		s.settle()
		equal(s, "the note of the quote", s.editor().Writing(), true)
		s.press("Esc", "Esc")
		equal(s, "words marked after the search", found(s.abstract()), 0)
		equal(s, "quotes after the search", marked(s.abstract()), quotes)
	})
}

// found is how many places of a text are marked as found, lines counted one by one.
func found(p *passage.Passage) int {
	n := 0
	each(p, func(o fyne.CanvasObject) {
		if r, ok := o.(*canvas.Rectangle); ok && r.FillColor == ui.Color(ui.ColorFound) {
			n++
		}
	})
	return n
}

func TestPartsOfAQueryAreTakenOff(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("gaussian -survey has:code")
		s.settle()
		equal(s, "parts while one types", len(s.pane().Parts()), 0)
		s.press("Enter")
		equal(s, "parts", strings.Join(s.pane().Parts(), "|"), "gaussian|-survey|has:code")
		s.acts("Take the last part off the search")
		equal(s, "query", s.pane().View().Query, "gaussian -survey")
		s.acts("Take the last part off the search")
		s.acts("Take the last part off the search")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.acts("Take the last part off the search")
		equal(s, "said", s.said(), "There is no search to take a part off.")
	})
}

func TestAMistypedFilterIsPutRight(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "/")
		s.types("stat:toread")
		s.settle()
		s.sees("state:toread")
		s.press("Enter")
		s.sees("stat:toread → state:toread", "Take state:toread")
		s.press("b")
		equal(s, "query", s.pane().View().Query, "state:toread")
		equal(s, "found", strings.Join(s.listed(), " "), topPaper)
		s.press("Esc")

		s.press("/")
		s.types("is:stared") // Tab takes what was meant while the cursor is in the field
		s.settle()
		s.key(fyne.KeyTab)
		s.settle()
		equal(s, "query", s.pane().View().Query, "is:starred")
	})
}

func TestTagsAndAuthorsAreCompleted(t *testing.T) {
	play(t, func(s *stage) {
		s.press("t")
		s.types("world models")
		s.press("Enter", "Esc", "/")
		s.types("tag:wor")
		s.settle()
		names, _ := s.pane().Offered()
		equal(s, "offered", strings.Join(names, "|"), "world models")
		s.press("Down", "Enter")
		equal(s, "query", s.pane().View().Query, `tag:"world models" `)
		equal(s, "found", strings.Join(s.listed(), " "), topPaper)
		s.types("auth")
		s.settle()
		names, _ = s.pane().Offered()
		equal(s, "author: is offered", slices.Contains(names, "author:"), true)
		s.press("Esc", "Esc")
	})
}

func TestTheOrderOfASearchStaysWhileOneTypes(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("the")
		s.settle()
		s.taps("Best match")
		s.sees("Newest", "Upvotes", "Last kept")
		s.tapsMenu("Upvotes")
		s.press("/", "End")
		s.types(" model")
		s.settle()
		papers := s.list().Papers()
		if len(papers) < 3 || !slices.IsSortedFunc(papers, func(a, b models.Paper) int { return b.Upvotes - a.Upvotes }) {
			t.Errorf("%d papers, not by upvotes: %v", len(papers), s.listed())
		}
		s.press("Esc", "Esc", "/")
		s.types("model")
		s.settle()
		equal(s, "order of another search", s.pane().View().Sort, models.OwnOrder)
	})
}

func TestBadQueriesAreAnsweredAndCostNothing(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("a note that stays")
		s.press("Esc")
		before := strings.Join(s.listed(), " ")
		paste := func(text string) {
			s.Helper()
			s.app.Clipboard().SetContent(text)
			s.press("/", "Ctrl+V")
		}
		for _, c := range []struct{ query, told string }{
			{strings.Repeat("word ", 2000), "This query is longer than 2000 characters"},
			{strings.Repeat("字", 10000), "This query is longer than 2000 characters"},
			{strings.Repeat("w ", 100), "This query has more than 60 words"},
			{strings.Repeat("-", 1999), ""},
			{`"never closed`, ""}, {`tag:"never closed`, ""}, {`"`, ""}, {`-"`, ""},
			{"🧑🏽‍🚒🇵🇸", ""}, {"שלום עולם", ""}, {"深度学习", ""}, {strings.Repeat("字", 1999), ""}, {"a\x00b", ""}, {"\x00", ""},
			{`NEAR(a b) AND * OR ^ {title} : x'`, ""}, {"line\nbreak\tand\rmore", ""}, {"\xff\xfe", ""},
			{"rating>=99999999999999999999", "rating"}, {"day:2026-99", "day"}, {strings.Repeat("a", 1900), ""},
		} {
			paste(c.query)
			name := fmt.Sprintf("%.20q", c.query)
			told := s.pane().Told()
			if c.told == "" && told != "" || !strings.Contains(told, c.told) {
				s.Errorf("%s: told %q", name, told)
			}
			if strings.HasPrefix(c.told, "This query") { // it is not searched for at all
				equal(s, name+": the list", strings.Join(s.listed(), " "), before)
			} else if len(s.listed()) == 0 && s.pane().Empty() == "" {
				s.Errorf("%s: nothing is said", name)
			}
			if said := []rune(s.pane().Empty()); len(said) > 400 {
				s.Errorf("%s: the pane says %d letters", name, len(said))
			}
			s.press("Enter", "Esc")
			equal(s, name+": the list afterwards", strings.Join(s.listed(), " "), before)
			equal(s, name+": told afterwards", s.pane().Told(), "")
		}
		equal(s, "note", s.notes(topPaper), "a note that stays")
		if strings.Contains(s.recent(), "word word") {
			t.Error("a query that cannot be answered is remembered")
		}
	})
}

func TestAQueryIsAsLongInAnyScript(t *testing.T) {
	play(t, func(s *stage) {
		words := strings.Repeat("深度学习 ", 40) + strings.Repeat("字", 700)
		s.app.Clipboard().SetContent(words + " -has:code")
		s.press("/", "Ctrl+V")
		equal(s, "told", s.pane().Told(), "")
		s.press("Enter")
		equal(s, "first part", s.pane().Parts()[0], "深度学习")
	})
}

// TestAKeyWaitsForThePapersThatItIsFor types quicker than a search answers.
func TestAKeyWaitsForThePapersThatItIsFor(t *testing.T) {
	play(t, func(s *stage) {
		before := s.current()
		s.press("/")
		s.types("world")
		s.key(fyne.KeyReturn)
		s.runes("*")
		s.settle()
		equal(s, "query", s.pane().View().Query, "world")
		if e := s.paper(before).Entry; e != nil {
			s.Errorf("the paper of the list before is %+v", e)
		}
		if e := s.paper(s.current()).Entry; e == nil || !e.Starred {
			s.Errorf("the paper that was found is %+v", e)
		}
		s.press("z", "/", "Ctrl+A")
		s.types("nothingofthekind")
		s.key(fyne.KeyReturn)
		s.runes("*")
		s.settle()
		equal(s, "found", len(s.listed()), 0)
		equal(s, "said", s.said(), "Choose a paper first.")
	})
}

func TestAWrongPartLeavesTheRestOfTheSearch(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("gaussian")
		s.settle()
		rest := strings.Join(s.listed(), " ")
		s.types(" ratng>=4")
		s.settle()
		equal(s, "found", strings.Join(s.listed(), " "), rest)
		if told := s.pane().Told(); rest == "" || !strings.Contains(told, "There is no “ratng>=”") {
			s.Errorf("%q is found, and told %q", rest, told)
		}
		s.sees("Take rating>=4")
		s.seesNot("Take rating>=4  b") // it is a letter here
		s.press("Enter")
		s.sees("Take rating>=4  b")
		s.press("b")
		s.settle()
		equal(s, "query", s.pane().View().Query, "gaussian rating>=4")
		equal(s, "told", s.pane().Told(), "")

		s.press("/", "Ctrl+A")
		s.types("ratng>=4")
		s.settle()
		equal(s, "found by a wrong part alone", len(s.listed()), 0)
		s.sees("Nothing to search for")
		s.press("Esc", "Esc")
		s.settle()
		s.sees("so far", "left")
	})
}

func TestWhatIsLeftStaysSaidAfterASelection(t *testing.T) {
	play(t, func(s *stage) {
		before := s.pane().Sub()
		s.press("x")
		s.sees("1 of")
		s.press("Esc")
		equal(s, "under the heading", s.pane().Sub(), before)
		if !strings.Contains(before, "left") {
			s.Errorf("%q does not say what is left", before)
		}
	})
}

// What cannot be done is said, and is no trouble of the program's.
func TestNothingToRedoIsNoError(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+Shift+Z")
		equal(s, "said", s.said(), "There is nothing to redo.")
		if strings.Contains(s.log.String(), "level=ERROR") {
			s.Errorf("the log:\n%s", s.log)
		}
	})
}
