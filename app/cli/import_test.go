package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"offprint/app/cli"
	"offprint/models"
)

// exported is a file with all of a library that has a tag, a note and a rating.
func exported(t *testing.T) string {
	t.Helper()
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00002", "--tag", "agents")
	s.want(cli.OK, "note", "2603.00001", "A note of mine.")
	s.want(cli.OK, "rate", "2603.00001", "4")
	file := filepath.Join(t.TempDir(), "library.json")
	s.wantSays(cli.OK, []string{"export", "--format", "json", "--output", file}, "Wrote 3 papers to "+file+": written 3 of 3, read back 3 of 3.")
	return file
}

func TestAWholeLibraryGoesToAnotherMachine(t *testing.T) {
	file := exported(t)
	there := newShell(t)
	got := there.want(cli.OK, "import", file)
	for _, said := range []string{"Read 3 papers: 3 are new, 0 were there.", "2 papers in the reading list", "1 note, 1 tag,"} {
		if !strings.Contains(got, said) {
			t.Errorf("the import does not say %q:\n%s", said, got)
		}
	}
	if again := there.want(cli.OK, "export", "--format", "json"); again != read(t, file) {
		t.Errorf("it is exported as\n%s\nwant\n%s", again, read(t, file))
	}
	if got := there.want(cli.OK, "import", file); !strings.Contains(got, "Nothing else is new.") {
		t.Errorf("the second import says %q", got)
	}
	got = there.want(cli.OK, "undo")
	if !strings.Contains(got, "Imported 3 papers from library.json") {
		t.Errorf("undo says %q", got)
	}
	if got := there.want(cli.OK, "list"); got != "" {
		t.Errorf("after the undo the reading list has %q", got)
	}
}

func TestAnImportThroughThePipe(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "note", "2603.00001", "A note of mine.")
	lines := s.want(cli.OK, "export", "--format", "jsonl", "--query", "has:note")
	if strings.Count(lines, "\n") != 1 {
		t.Fatalf("JSON Lines of a query:\n%s", lines)
	}
	there := newShell(t)
	there.env.Stdin = strings.NewReader(lines)
	if got := there.want(cli.OK, "import", "-", "--dry-run"); !strings.Contains(got, "Would be new in the library: 1 paper in the reading list, 1 note") {
		t.Errorf("the dry run says %q", got)
	}
	if got := there.want(cli.OK, "export", "--format", "jsonl"); got != "" {
		t.Errorf("after the dry run there is %q", got)
	}
	there.env.Stdin = strings.NewReader(lines)
	var report struct{ Step, Papers, New, Kept, Notes int }
	if err := json.Unmarshal([]byte(there.want(cli.OK, "import", "-", "--json")), &report); err != nil || report.Step == 0 || report.New != 1 || report.Notes != 1 {
		t.Errorf("report %+v, %v", report, err)
	}
	if got := there.want(cli.OK, "export", "--format", "jsonl"); got != lines {
		t.Errorf("it is exported as %q, want %q", got, lines)
	}
}

func TestWhatDiffersIsSaid(t *testing.T) {
	file := exported(t)
	s := newSynced(t)
	s.want(cli.OK, "rate", "2603.00001", "2")
	got := s.want(cli.OK, "import", file)
	if !strings.Contains(got, "2603.00001 “On Unlearning") || !strings.Contains(got, "It is rated 4 in the file and stays rated 2.") {
		t.Errorf("the import says %q", got)
	}
	library := s.window()
	if p := s.paper(library, "2603.00001"); p.Entry.Rating != 2 || len(p.Notes) != 1 {
		t.Errorf("paper %+v with %d notes", p.Entry, len(p.Notes))
	}
}

func TestWhatCannotBeImported(t *testing.T) {
	file := exported(t)
	text := read(t, file)
	s := newSynced(t)
	before := s.want(cli.OK, "export", "--format", "json")
	s.wantSays(cli.Failed, []string{"import", filepath.Join(t.TempDir(), "none")}, "cannot be read", "Nothing was imported")
	s.wantSays(cli.Failed, []string{"import", t.TempDir()}, "it is no file")
	s.want(cli.Misuse, "import")
	for name, c := range map[string]struct {
		text string
		code int
		says []string
	}{
		"empty":     {"", cli.Misuse, []string{"the file is empty"}},
		"other":     {"@misc{a}", cli.Misuse, []string{"neither a library"}},
		"cut short": {text[:len(text)/2], cli.Failed, []string{"cut short"}},
		"changed":   {strings.Replace(text, "mine", "thine", 1), cli.Failed, []string{"not as it was written"}},
		"newer":     {strings.Replace(text, `"version":1`, `"version":2`, 1), cli.Failed, []string{"newer version", "update Offprint"}},
	} {
		t.Run(name, func(t *testing.T) {
			broken := filepath.Join(t.TempDir(), "broken.json")
			if err := os.WriteFile(broken, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			s.wantSays(c.code, []string{"import", broken}, append(c.says, "Nothing was imported")...)
			s.env.Stdin = strings.NewReader(c.text)
			s.wantSays(c.code, []string{"import", "-"}, "Nothing was imported")
		})
	}
	if after := s.want(cli.OK, "export", "--format", "json"); after != before {
		t.Errorf("the library has changed")
	}
	if _, err := s.window().Undo(t.Context()); models.CodeOf(err) != models.NotFound {
		t.Errorf("there is something to undo: %v", err)
	}
}
