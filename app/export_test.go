package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/assets"
)

// preview is the text of the preview that is shown.
func (s *stage) preview() string { s.Helper(); return the[*ui.Code](s).Text }

// goesTo goes on by Tab until the keyboard is at what a screen reader calls so.
func (s *stage) goesTo(label string) {
	s.Helper()
	for range 40 {
		if strings.HasPrefix(s.focused(), label) {
			return
		}
		s.window.Canvas().FocusNext()
	}
	s.Fatalf("the keyboard never comes to %q", label)
}

// chooses goes down the lines with the keyboard until the chosen one begins so.
func (s *stage) chooses(label string) {
	s.Helper()
	s.press("Home")
	for range 30 {
		if strings.Contains(s.focused(), ": "+label) {
			return
		}
		s.press("Down")
	}
	s.Fatalf("there is no line %q; the last is %q", label, s.focused())
}

// says fails where no paragraph in sight begins so.
func (s *stage) says(want string) {
	s.Helper()
	var others []string
	for _, p := range all[*ui.Paragraph](s) {
		if strings.HasPrefix(p.Text, want) {
			return
		}
		others = append(others, p.Text)
	}
	s.Errorf("%q is not said; what is:\n%s", want, strings.Join(others, "\n"))
}

// read is what a file holds.
func (s *stage) read(path string) string {
	s.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		s.Error(err)
	}
	return string(data)
}

func TestExportByKeysAlone(t *testing.T) {
	play(t, func(s *stage) {
		s.Setenv("HOME", s.TempDir())
		folder := s.TempDir()
		s.press("s", "j", "s", "n") // what was kept last comes first
		s.types("worth *reading*")
		s.press("Esc", "k", "Ctrl+E")
		s.sees("Export", "This paper", "What the list shows", "11", "The whole reading list", "2", "BibTeX")
		s.seesNot("Selected papers", "The whole library")
		s.sees("~/offprint.bib")
		equal(s, "focus", strings.HasPrefix(s.focused(), "Format: BibTeX, for LaTeX, 1/"), true)

		// what is shown follows from what is chosen
		if text := s.preview(); !strings.HasPrefix(text, "@misc{") || !strings.Contains(text, "worth *reading*") || strings.Count(text, "@misc") != 1 {
			s.Errorf("the preview of BibTeX is\n%s", text)
		}
		s.goesTo("Notes: on")
		s.press("Space")
		if text := s.preview(); strings.Contains(text, "worth") || !strings.Contains(text, "abstract") {
			s.Errorf("without notes the preview is\n%s", text)
		}
		s.press("Space")
		s.goesTo("The path of the file")
		s.press("Ctrl+A")
		file := filepath.Join(folder, "list.bib")
		s.types(file)
		s.settle()
		s.sees("A new file.")
		s.goesTo("Format")
		s.chooses("Markdown")
		if text := s.preview(); !strings.HasPrefix(text, "# ") || !strings.Contains(text, "worth *reading*") {
			s.Errorf("the preview of Markdown is\n%s", text)
		}
		s.seesNot("Accents in ASCII")
		for range 3 { // quicker than any preview comes
			s.key(fyne.KeyUp)
		}
		s.key(fyne.KeyDown)
		s.settle()
		equal(s, "the last preview asked for", strings.HasPrefix(s.preview(), "["), true)
		s.chooses("Markdown")
		s.goesTo("The path of the file")
		equal(s, "path", s.focused(), "The path of the file: "+filepath.Join(folder, "list.md"))

		s.press("Enter")
		s.sees("Written 2 of 2, read back 2 of 2.", "The file that is there will be replaced", "Show")
		equal(s, "focus", s.focused(), "Close")
		if text := s.read(filepath.Join(folder, "list.md")); !strings.Contains(text, "worth *reading*") {
			s.Errorf("the file is\n%s", text)
		}
		s.press("Esc", "k")
		equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 0)
		equal(s, "the list has the keyboard again", s.list().Index(), 0)

		// the last choice again, by one key and after a new start
		if err := os.Remove(filepath.Join(folder, "list.md")); err != nil {
			s.Fatal(err)
		}
		s.close()
		s.open()
		s.press("Ctrl+Shift+E")
		equal(s, "said", s.said(), "Written 2 of 2, read back 2 of 2. "+filepath.Join(folder, "list.md"))
		if text := s.read(filepath.Join(folder, "list.md")); !strings.Contains(text, "worth *reading*") {
			s.Errorf("written again, the file is\n%s", text)
		}
		s.press("Ctrl+E")
		s.sees("Markdown")
		equal(s, "focus", strings.HasPrefix(s.focused(), "Format: Markdown"), true)
	})
}

func TestExportOfWhatIsChosen(t *testing.T) {
	play(t, func(s *stage) {
		s.Setenv("HOME", s.TempDir())
		file := filepath.Join(s.TempDir(), "some.bib")
		ids := s.listed()
		s.press("Ctrl+Shift+E") // there is no last time: it asks
		s.sees("How it will look", "There are no papers here.")
		s.press("Enter")
		s.sees("There are no papers to export; choose others.")
		equal(s, "focus", strings.HasPrefix(s.focused(), "Papers: The whole reading list, 0"), true)
		s.goesTo("The path of the file")
		s.press("Ctrl+A")
		s.types(file)
		s.goesTo("Papers")
		s.press("Up")
		s.press("Enter")
		s.sees("Written 11 of 11, read back 11 of 11.")
		equal(s, "entries of what the list shows", strings.Count(s.read(file), "@misc{"), 11)
		s.goesTo("Papers")
		s.chooses("This paper")
		s.press("Enter")
		s.sees("Written 1 of 1, read back 1 of 1.")
		if text := s.read(file); !strings.Contains(text, ids[0]) || strings.Count(text, "@misc{") != 1 {
			s.Errorf("this paper is\n%s", text)
		}
		s.press("Esc", "j", "x", "j", "x", "Ctrl+E")
		s.sees("Selected papers")
		s.goesTo("Papers")
		equal(s, "focus", s.focused(), "Papers: Selected papers, 2, 2/4")
		s.press("Enter")
		if text := s.read(file); strings.Count(text, "@misc{") != 2 || !strings.Contains(text, ids[1]) || !strings.Contains(text, ids[2]) {
			s.Errorf("the selected papers are\n%s", text)
		}
		s.press("Esc", "Esc", "Ctrl+Shift+E")
		equal(s, "said", s.said(), "The last export was of selected papers, and none are. Ctrl+E asks what to export.")
	})
}

func TestAnExportOfNoPapersLeavesTheFile(t *testing.T) {
	play(t, func(s *stage) {
		s.Setenv("HOME", s.TempDir())
		file := filepath.Join(s.TempDir(), "refs.bib")
		writes := func(papers string) {
			s.Helper()
			s.press("Ctrl+E")
			s.goesTo("Papers")
			s.chooses(papers)
			s.goesTo("The path of the file")
			s.press("Ctrl+A")
			s.types(file)
			s.press("Enter", "Esc")
		}
		again := func(where string) {
			s.Helper()
			before := s.read(file)
			equal(s, "something is written", strings.Contains(before, "@misc{"), true)
			s.press("Ctrl+Shift+E")
			equal(s, "said "+where, s.said(), "There are no papers to export; choose others.")
			equal(s, "the file "+where, s.read(file), before)
		}
		s.press("s")
		writes("The whole reading list")
		s.press("z") // nothing is kept any more
		again("of an empty reading list")

		writes("What the list shows")
		s.press("/")
		s.types("nothing is called so")
		s.settle()
		s.press("Enter")
		again("of a search without hits")
	})
}

func TestAnExportThatCannotBeWrittenLeavesNothing(t *testing.T) {
	play(t, func(s *stage) {
		s.Setenv("HOME", s.TempDir())
		folder := s.TempDir()
		file := filepath.Join(folder, strings.Repeat("x", 300)+".bib") // no file has so long a name
		s.press("s", "Ctrl+E")
		s.goesTo("The path of the file")
		s.press("Ctrl+A")
		s.types(filepath.Join(folder, "gone", "list.bib"))
		s.settle()
		s.sees("There is no folder " + folder[:20])
		s.press("Enter") // nothing to write to: the pane stays
		equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 1)
		s.press("Ctrl+A")
		s.types(folder)
		s.settle()
		s.sees("This is a folder; add a file's name.")
		s.press("Ctrl+A")
		s.types(file)
		s.settle()
		s.sees("A new file.")
		s.press("Enter")
		s.says(file + " could not be written, and was left as it was.")
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != 0 {
			s.Errorf("the folder has %v, %v", entries, err)
		}
		s.press("Esc")
		equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 0)
	})
}

func TestAnExportThatIsStoppedLeavesNothing(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		// an export looks at the clock before it begins; holding that holds it
		var held atomic.Pointer[chan struct{}]
		s.config.Host.Now = func() time.Time {
			if hold := held.Load(); hold != nil {
				<-*hold
			}
			return s.now()
		}
		s.open()
		s.Setenv("HOME", s.TempDir())
		folder := s.TempDir()
		file := filepath.Join(folder, "list.bib")
		if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		during := func(keys ...fyne.KeyName) {
			hold := make(chan struct{})
			held.Store(&hold)
			for _, key := range keys {
				s.key(key)
				s.settle() // until the export waits for the clock
			}
			held.Store(nil)
			close(hold)
			s.settle()
		}
		alone := func() {
			s.Helper()
			if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
				s.Errorf("the folder has %v, %v", entries, err)
			}
		}
		s.press("s", "Ctrl+E")
		s.goesTo("The path of the file")
		s.press("Ctrl+A")
		s.types(file)
		during(fyne.KeyReturn, fyne.KeyEscape)
		s.sees("Stopped. Nothing was written; a file that was there is as it was.")
		equal(s, "the file", s.read(file), "old")
		alone()
		s.press("Enter")
		s.sees("Written 1 of 1, read back 1 of 1.")
		if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.goesTo("Papers")
		during(fyne.KeyReturn, fyne.KeyEscape, fyne.KeyEscape)
		equal(s, "the file", s.read(file), "old")
		alone()
	})
}

func TestExportIntoAVault(t *testing.T) {
	play(t, func(s *stage) {
		s.Setenv("HOME", s.TempDir())
		folder := filepath.Join(s.TempDir(), "Papers")
		s.press("s", "j", "s", "n")
		s.types("worth *reading*")
		s.press("Esc", "Ctrl+E")
		s.chooses("Vault")
		s.seesNot("Accents in ASCII")
		s.goesTo("The path of the file")
		s.press("Ctrl+A")
		s.types(folder)
		s.settle()
		s.sees("A new folder.", "What will change")
		keys := []string{"lu2026faster", "wu2026generation"}
		if want := "2 new\n\nnew: " + keys[0] + ".md\nnew: " + keys[1] + ".md"; s.preview() != want {
			s.Errorf("what will change is\n%s\nwant\n%s", s.preview(), want)
		}
		if _, err := os.Stat(folder); !os.IsNotExist(err) {
			s.Errorf("looking has made the folder: %v", err)
		}
		s.press("Enter")
		s.says("2 new. Read back 2 of 2.")
		equal(s, "what will change now", s.preview(), "2 unchanged\n")
		file := filepath.Join(folder, keys[0]+".md")
		if text := s.read(file); !strings.Contains(text, "worth *reading*") {
			s.Errorf("the file is\n%s", text)
		}

		// what the reader changes in our part is seen before, and stays
		changed := strings.Replace(s.read(file), "worth *reading*", "worth **nothing**", 1)
		if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
			s.Fatal(err)
		}
		s.goesTo("Notes: on")
		s.press("Space")
		if text := s.preview(); !strings.HasPrefix(text, "1 ") || !strings.Contains(text, "1 not touched\n\nnot touched: "+keys[0]+".md was changed between the lines of Offprint.") {
			s.Errorf("what will change is\n%s", text)
		}
		s.press("Enter")
		equal(s, "the file", s.read(file), changed)
		s.press("Esc", "Ctrl+Shift+E")
		equal(s, "said", strings.Contains(s.said(), "1 not touched."), true)

		// a folder with other things in it
		other := s.TempDir()
		if err := os.WriteFile(filepath.Join(other, "taxes.txt"), []byte("1"), 0o644); err != nil {
			s.Fatal(err)
		}
		s.press("Ctrl+E")
		equal(s, "focus", strings.HasPrefix(s.focused(), "Format: Vault"), true)
		s.goesTo("The path of the file: " + folder)
		s.press("Ctrl+A")
		s.types(other)
		s.settle()
		if text := s.preview(); !strings.Contains(text, "has other files and is no vault") {
			s.Errorf("of a folder that is none it says\n%s", text)
		}
		s.press("Enter")
		s.says(other + " has other files and is no vault")
		s.goesTo("This folder is to be a vault: off")
		s.press("Space", "Enter")
		s.says("2 new. Read back 2 of 2.")
	})
}

func TestTheLibraryLeavesAndComesBack(t *testing.T) {
	play(t, func(s *stage) {
		s.Setenv("HOME", s.TempDir())
		file := filepath.Join(s.TempDir(), "library.json")
		id := s.current()
		s.press("s", "c", "Ctrl+E")
		s.chooses("JSON")
		s.sees("The whole library", "42")
		s.goesTo("Papers")
		s.chooses("The whole library")
		if text := s.preview(); !strings.HasPrefix(text, "{") || !strings.Contains(text, `"version"`) {
			s.Errorf("the preview of JSON is\n%s", text)
		}
		s.goesTo("The path of the file")
		s.press("Ctrl+A")
		s.types(file)
		s.press("Enter")
		s.sees("Written 42 of 42, read back 42 of 42.")
		s.press("Esc")

		imports := func(path string) {
			s.press("Ctrl+K")
			s.types("Import…")
			s.press("Enter", "Ctrl+A")
			s.types(path)
			s.press("Enter")
		}
		imports(file)
		equal(s, "said", s.said(), "Read 42 papers; all was here already.")
		s.press("Ctrl+K")
		s.types("Remove from the reading list")
		s.press("Enter")
		equal(s, "kept", s.paper(id).Entry == nil, true)
		imports(file)
		equal(s, "said", s.said(), "Read 42 papers. New: 1 in the reading list.")
		equal(s, "kept again", s.paper(id).Entry != nil, true)
		s.press("b") // what the message offers
		equal(s, "kept after an undo", s.paper(id).Entry == nil, true)

		// what the file says otherwise
		if _, err := s.library.SetCitationKey(s.Context(), s.paper(id).ID, "mine"); err != nil {
			s.Fatal(err)
		}
		imports(file)
		s.sees("Imported", "Generation Models Know Space")
		equal(s, "the difference", strings.HasSuffix(s.preview(), "Its citation key is “wu2026generation” in the file and stays “mine”."), true)
		s.press("Esc")

		// and what is no library
		imports(filepath.Join(filepath.Dir(file), "gone.json"))
		s.says("The file " + filepath.Join(filepath.Dir(file), "gone.json") + " cannot be read. Nothing was imported.")
		s.press("Ctrl+A")
		broken := filepath.Join(filepath.Dir(file), "broken.json")
		if err := os.WriteFile(broken, []byte(s.read(file)[:1000]), 0o600); err != nil {
			s.Fatal(err)
		}
		s.types(broken)
		s.press("Enter")
		s.says("Nothing was imported: ")
		s.press("Esc", "j")
		equal(s, "the list has the keyboard again", s.list().Index(), 1)
	})
}

func TestCopyAs(t *testing.T) {
	play(t, func(s *stage) {
		copied := func() string { return s.app.Clipboard().Content() }
		s.press("c")
		key := s.paper(s.current()).CitationKey
		for text, want := range map[string]string{
			"Copy as \\cite{}": `\cite{` + key + `}`, "Copy as [@key]": "[@" + key + "]", "Copy as Markdown link": "](https://arxiv.org/abs/" + s.current() + ")",
			"Copy as BibTeX": "@misc{" + key, "Copy as reference (APA)": "(2026). ", "Copy as identifier": s.current(), "Copy as link": "https://",
		} {
			s.press("Ctrl+K")
			s.types(text)
			s.press("Enter")
			if !strings.Contains(copied(), want) {
				s.Errorf("%s has copied %q, without %q", text, copied(), want)
			}
		}
		s.press("x", "j", "x", "C")
		s.sees("Copy 2 papers as…", "BibTeX", "Reference (APA)", "[@key]")
		s.press("Home", "Down", "Down", "Down")
		equal(s, "how it looks", s.preview(), "[@"+key+"]")
		s.press("Enter")
		equal(s, "said", s.said(), "Copied 2 papers as [@key]")
		equal(s, "copied", copied(), "[@"+key+"; @"+s.paper(s.listed()[1]).CitationKey+"]")
		s.press("Esc", "j", "c") // the last choice
		equal(s, "copied", copied(), "[@"+s.paper(s.current()).CitationKey+"]")
		s.clicksSecondary(s.current())
		s.tapsMenu("Copy as…")
		s.sees("Copy 1 paper as…")
		s.press("Esc")
	})
}

// clicksSecondary opens the menu of a paper's card.
func (s *stage) clicksSecondary(arxivID string) {
	s.Helper()
	for _, c := range all[*ui.Card](s) {
		if c.Paper() != nil && c.Paper().ArxivID == arxivID {
			c.TappedSecondary(&fyne.PointEvent{})
			s.settle()
		}
	}
}

func TestACitationKeyIsChanged(t *testing.T) {
	play(t, func(s *stage) {
		ids := s.listed()
		s.press("x", "j", "x", "c", "Esc", "Home")
		first, second := s.paper(ids[0]).CitationKey, s.paper(ids[1]).CitationKey
		s.sees("cited as " + first)
		s.taps("cited as " + first)
		s.sees("Citation of “Generation Models Know Space", first)
		s.press("Enter", "Ctrl+A")
		s.types(second)
		s.press("Enter")
		s.sees("belongs to “")
		s.press("Ctrl+A")
		s.types("two words")
		s.press("Enter")
		s.sees("cannot be a citation key")
		equal(s, "key", s.paper(ids[0]).CitationKey, first)
		s.press("Ctrl+A")
		s.types("mine:2026")
		s.press("Enter")
		equal(s, "key", s.paper(ids[0]).CitationKey, "mine:2026")
		s.sees("mine:2026")
		s.press("Ctrl+Z")
		equal(s, "key", s.paper(ids[0]).CitationKey, first)
		s.sees(first)
		s.press("Esc")
		equal(s, "overlays", len(s.window.Canvas().Overlays().List()), 0)
	})
}

func TestANameIsCorrected(t *testing.T) {
	play(t, func(s *stage) {
		id := s.current()
		name := s.paper(id).Authors[0]
		given, family, _ := strings.Cut(name, " ")
		s.press("Ctrl+Shift+K")
		s.sees(family+" · "+given, family+", ")
		s.press("Down", "Enter")
		s.sees("Family name", "Particle", "It is “"+name+"”")
		s.press("Ctrl+A")
		s.types("Gool")
		s.goesTo("Particle")
		s.types("van")
		s.press("Enter")
		s.sees("Gool · "+given+" · van", "corrected")
		if text := s.preview(); !strings.HasPrefix(text, "van Gool, ") {
			s.Errorf("the reference is\n%s", text)
		}
		s.press("Esc", "C", "Home", "Enter")
		if text := s.app.Clipboard().Content(); !strings.Contains(text, "van Gool") && !strings.Contains(text, "{van} Gool") {
			s.Errorf("the citation is\n%s", text)
		}
		s.press("Ctrl+Shift+K", "Down", "Delete")
		s.seesNot("corrected")
		s.sees(family + " · " + given)
		equal(s, "corrections", len(s.paper(id).Corrected), 0)

		// a team
		s.press("Enter")
		s.goesTo("A whole")
		s.press("Space")
		s.sees("Name")
		s.press("Enter")
		equal(s, "the name", s.paper(id).Corrected[name].Literal, name)
		s.sees("corrected")
		s.press("Esc", "z")
		equal(s, "corrections after an undo", len(s.paper(id).Corrected), 0)
	})
}
