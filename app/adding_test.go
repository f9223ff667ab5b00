package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"offprint/app/ui"
	"offprint/assets"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestAddingPapers(t *testing.T) {
	// the archive's papers of 2025 are known to the server and not to the library
	play(t, func(s *stage) {
		s.press("Ctrl+N")
		s.sees("Add papers")
		s.app.Clipboard().SetContent("https://huggingface.co/papers/2501.14249\n" + topPaper + "v1\nnothing of the kind 1234.5\narXiv:1901.00001\n" + topPaper)
		s.press("Ctrl+V")
		s.sees("3 papers; 1 not understood:", "Line 3:")
		s.taps("Add")
		s.pass(2 * time.Second)
		equal(s, "heading", s.pane().Title(), "To read")
		equal(s, "papers", strings.Join(s.listed(), " "), "2501.14249 "+topPaper)
		equal(s, "current", s.current(), "2501.14249")
		equal(s, "said", s.said(), "Added 2 papers; 1 unknown to Hugging Face and arXiv; 1 not understood.")
		s.tap(the[*ui.Toast](s))
		equal(s, "copied", s.app.Clipboard().Content(), "1901.00001\n")
		equal(s, "steps", len(s.steps()), 1)
		s.press("z")
		equal(s, "To read", s.count("To read"), "")
	})
}

// TestEveryFormThatPeoplePaste pastes the forms that the parser is tested with
// into the window, one by one.
func TestEveryFormThatPeoplePaste(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "feed", "identifier", "testdata", "forms.txt"))
	if err != nil {
		t.Fatal(err)
	}
	play(t, func(s *stage) {
		pasted := 0
		for line := range strings.Lines(string(file)) {
			text, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !ok {
				continue
			}
			pasted++
			s.press("Ctrl+N")
			s.app.Clipboard().SetContent(text)
			s.press("Ctrl+V")
			s.settle()
			found := ""
			for line := range strings.Lines(s.sight()) {
				if line = strings.TrimSpace(line); line == "1 paper" || strings.HasPrefix(line, "0 papers") || strings.HasSuffix(line, " papers") {
					found = line
				}
			}
			why, wrong := strings.CutPrefix(want, "!")
			switch {
			case !wrong && found != "1 paper":
				t.Errorf("%q: the window says %q", text, found)
			case wrong && why != "NoIdentifier" && found != "0 papers; 1 not understood:":
				t.Errorf("%q: the window says %q", text, found)
			case wrong && why == "NoIdentifier" && strings.HasPrefix(found, "1 paper"):
				t.Errorf("%q: the window says %q", text, found)
			}
			s.press("Esc")
			s.seesNot("Add papers")
		}
		equal(s, "a hundred forms", pasted >= 100, true)
	})
}

func TestAddingNothingAndOffline(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+N")
		s.types("j s") // letters are letters here
		s.settle()
		s.taps("Add") // which does nothing with nothing to add
		s.sees("Add papers")
		s.press("Esc")
		s.seesNot("Add papers")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "steps", len(s.steps()), 0)

		s.offline()
		s.press("Ctrl+N")
		s.types(topPaper + " 2501.14249")
		s.settle()
		s.taps("Add")
		s.pass(2 * time.Minute)
		if said := s.said(); said == "" && s.pane().Title() != "To read" {
			t.Errorf("said %q in %s", said, s.pane().Title())
		}
		equal(s, "what is known is kept", s.paper(topPaper).Entry != nil, true)
		s.seesNot("Adding papers")
	})
}

func TestWhatIsDroppedOnTheWindow(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) fyne.URI {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return storage.NewFileURI(path)
	}
	link := write("A paper.url", "[InternetShortcut]\r\nURL=https://arxiv.org/abs/"+topPaper+"\r\n")
	list := write("list.txt", nextPaper+"\n2501.14249\n")
	pdf := write("2603.19232v2.pdf", "%PDF-1.7 not read at all")
	web, err := storage.ParseURI("https://huggingface.co/papers/2603.19223")
	if err != nil {
		t.Fatal(err)
	}
	nothing := write("recipe.txt", "Two eggs, 100 g of flour.")
	play(t, func(s *stage) {
		s.drop(nothing)
		equal(s, "said", s.said(), "No arXiv identifier was found in what was dropped.")
		s.drop(storage.NewFileURI(filepath.Join(folder, "not there")))
		equal(s, "said", s.said(), "No arXiv identifier was found in what was dropped.")
		s.drop(link, list, pdf, web, nothing)
		s.sees("Add papers", "5 papers")
		s.press("Ctrl+Return")
		s.pass(2 * time.Second)
		equal(s, "papers", strings.Join(s.listed(), " "), strings.Join([]string{topPaper, nextPaper, "2501.14249", "2603.19232", "2603.19223"}, " "))
		for _, id := range s.listed() {
			equal(s, id, s.paper(id).Entry.State, models.ToRead)
		}
	})
}

// drop drops files on the window.
func (s *stage) drop(files ...fyne.URI) {
	s.Helper()
	s.dropOn(fyne.NewPos(10, 10), files)
	s.settle()
}

// Hugging Face reads what it is asked in its own way: nothing in it is a filter
// that could be wrong.
func TestHuggingFaceIsAskedForAnyText(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("rating:humanity")
		s.press("Ctrl+Return")
		s.settle()
		equal(s, "heading", s.pane().Title(), "On Hugging Face")
		equal(s, "told", s.pane().Told(), "")
		s.seesNot("Nothing to search for")
	})
}

func TestSearchingOnHuggingFace(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+Return") // without a word
		if said := s.said(); !strings.HasPrefix(said, "Type what to search for") {
			t.Errorf("said %q", said)
		}
		s.types("humanity")
		s.settle()
		s.sees("Nothing found", "Ask Hugging Face")
		s.press("Ctrl+Return")
		equal(s, "heading", s.pane().Title(), "On Hugging Face")
		equal(s, "found", strings.Join(s.listed(), " "), "2501.14249")
		s.sees("on Hugging Face", "arXiv:2501.14249")
		if _, err := s.library.Paper(s.Context(), "2501.14249"); models.CodeOf(err) != models.NotFound {
			t.Errorf("a paper that nobody opened is kept: %v", err)
		}
		s.press("s") // which nobody has opened so far
		equal(s, "kept", s.paper("2501.14249").Entry != nil, true)
		equal(s, "found", strings.Join(s.listed(), " "), "2501.14249")
		s.seesNot("on Hugging Face")
		s.press("n")
		s.types("mine")
		s.press("Esc")
		equal(s, "note", s.notes("2501.14249"), "mine")
		s.press("Esc", "Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.offline()
		s.press("/")
		s.types("humanity")
		s.settle()
		equal(s, "found offline", strings.Join(s.listed(), " "), "2501.14249")
	})
}

func TestWhatIsOpenedOfASearchIsKept(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage, Path: "/api/daily_papers?date=2026-03-17"})
		s.openWithout("2026-03-18")
		s.press("/")
		s.types("agents")
		s.settle()
		s.press("Ctrl+Return")
		found := s.listed()
		kept := func(id string) bool {
			_, err := s.library.Paper(s.Context(), id)
			return err == nil
		}
		var foreign []string
		for _, id := range found {
			if !kept(id) {
				foreign = append(foreign, id)
			}
		}
		if len(foreign) < 2 || len(foreign) == len(found) {
			t.Fatalf("of %v only %v are not kept", found, foreign)
		}
		for s.current() != foreign[0] {
			s.press("j")
		}
		s.sees("arXiv:" + foreign[0])
		equal(s, "opened and kept", kept(foreign[0]), true)
		equal(s, "not opened, not kept", kept(foreign[1]), false)
		equal(s, "current", s.current(), foreign[0])
		equal(s, "found", strings.Join(s.listed(), " "), strings.Join(found, " "))
		equal(s, "steps", len(s.steps()), 0)
		s.press("Ctrl+A", "s")
		equal(s, "all kept", kept(foreign[1]), true)
		equal(s, "steps", len(s.steps()), 1)
	})
}

func TestASearchOnHuggingFaceThatFails(t *testing.T) {
	play(t, func(s *stage) {
		s.press("/")
		s.types("gaussian")
		s.settle()
		before := strings.Join(s.listed(), " ")
		s.server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 900, Path: "/api/papers/search"})
		s.press("Ctrl+Return")
		s.pass(2 * time.Minute)
		if told := s.pane().Told(); !strings.Contains(told, "14:15") {
			t.Errorf("told %q, which does not say when to try again", told)
		}
		equal(s, "found", strings.Join(s.listed(), " "), before)
		s.server.ClearFaults()
		s.pass(20 * time.Minute)
		s.offline()
		s.taps("Try again")
		s.pass(2 * time.Minute)
		if told := s.pane().Told(); !strings.Contains(told, "connect") && !strings.Contains(told, "network") {
			t.Errorf("told %q", told)
		}
		s.online()
		s.taps("Try again")
		s.pass(time.Second)
		equal(s, "told", s.pane().Told(), "")
		equal(s, "heading", s.pane().Title(), "On Hugging Face")
	})
}
