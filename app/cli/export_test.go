package cli_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"offprint/app/cli"
)

// breakIndex damages the full-text index as a crash of the disk might.
func (s *shell) breakIndex() {
	s.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(s.folder, "offprint.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors_text, keywords_text)
		SELECT 'delete', fts_id, title, abstract, authors_text, keywords_text FROM papers LIMIT 1`); err != nil {
		s.t.Fatal(err)
	}
}

func TestExport(t *testing.T) {
	s := newSynced(t)
	file := filepath.Join(t.TempDir(), "papers.bib")
	s.wantSays(cli.OK, []string{"export", "--format", "bibtex", "--output", file}, "Nothing in the reading list")
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("an export of nothing left a file: %v", err)
	}
	s.want(cli.OK, "keep", "2603.00001")
	s.want(cli.OK, "keep", "2603.00002", "--tag", "agents")

	got := s.want(cli.OK, "export", "--format", "bibtex")
	if strings.Count(got, "@misc{") != 2 || !strings.Contains(got, "{2603.00001}") || strings.Contains(got, "2603.00003") {
		t.Errorf("BibTeX of the reading list:\n%s", got)
	}
	if again := s.want(cli.OK, "export", "--output", "-", "--format=bibtex"); again != got {
		t.Errorf("to “-”:\n%s", again)
	}
	got = s.want(cli.OK, "export", "--query", "tag:agents", "--format", "markdown")
	if !strings.Contains(got, "## Two Kinds of Agents") || strings.Contains(got, "Unlearning") || !strings.Contains(got, "5 March 2026") {
		t.Errorf("Markdown of a query:\n%s", got)
	}

	if err := os.WriteFile(file, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	s.wantSays(cli.OK, []string{"export", "--format", "bibtex", "--output", file}, "Wrote 2 papers to "+file)
	if text := read(t, file); text != s.want(cli.OK, "export", "--format", "bibtex") {
		t.Errorf("the file has:\n%s", text)
	}
	s.wantSays(cli.OK, []string{"export", "--format", "bibtex", "--query", "agents", "--output", file}, "Wrote 1 paper to ")
	onlyFile(t, file)
}

func TestExportOfWhatIsNamed(t *testing.T) {
	s := newSynced(t)
	file := filepath.Join(t.TempDir(), "papers.bib")
	s.want(cli.OK, "keep", "2603.00001", "--tag", "agents")
	s.want(cli.OK, "note", "2603.00001", "worth reading")

	// what would be written, and nothing is: no file, and no citation key either
	if got := s.want(cli.OK, "export", "--format", "bibtex", "--dry-run", "--output", file, "2603.00003", "https://arxiv.org/abs/2603.00002"); got !=
		"Would write 2 papers as BibTeX to "+file+", a new file:\n2603.00003  Surveys\n2603.00002  Two Kinds of Agents\n" {
		t.Errorf("a dry run says\n%s", got)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a dry run left a file: %v", err)
	}
	if key := s.paper(s.window(), "2603.00003").CitationKey; key != "" {
		t.Errorf("a dry run gave the key %q", key)
	}
	if got, want := s.want(cli.OK, "export", "--format", "bibtex", "--dry-run", "--json", "--output", file), `{"format":"bibtex","papers":1,"written":0,"read_back":0,"output":"`+file+`","dry_run":true}`+"\n"; got != want {
		t.Errorf("in JSON a dry run says %s, want %s", got, want)
	}
	s.wantSays(cli.Failed, []string{"export", "--format", "bibtex", "--dry-run", "--output", filepath.Join(file, "x.bib")}, "There is no folder")
	s.wantSays(cli.Failed, []string{"export", "--format", "bibtex", "--dry-run", "--output", filepath.Dir(file)}, "is a folder")

	if got, want := s.want(cli.OK, "export", "--format", "bibtex", "--json", "--output", file, "2603.00003", "2603.00002"), `{"format":"bibtex","papers":2,"written":2,"read_back":2,"output":"`+file+`"}`+"\n"; got != want {
		t.Errorf("in JSON an export says %s, want %s", got, want)
	}
	if text := read(t, file); strings.Index(text, "2603.00003") > strings.Index(text, "2603.00002") || strings.Contains(text, "2603.00001") {
		t.Errorf("the file has\n%s", text)
	}
	whole := s.want(cli.OK, "export", "--format", "bibtex")
	for flag, without := range map[string]string{"--no-abstracts": "An abstract of", "--no-notes": "worth reading", "--no-tags": "agents"} {
		if got := s.want(cli.OK, "export", "--format", "bibtex", flag); !strings.Contains(whole, without) || strings.Contains(got, without) {
			t.Errorf("%s leaves %q:\n%s", flag, without, got)
		}
	}
	if got := s.want(cli.OK, "export", "--format", "markdown", "--no-marks"); strings.Contains(got, "To read") {
		t.Errorf("--no-marks leaves the state:\n%s", got)
	}
	s.wantSays(cli.Failed, []string{"export", "--format", "bibtex", "2603.09999"}, "2603.09999")
}

// onlyFile fails where anything else is in the file's folder.
func onlyFile(t *testing.T, file string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != filepath.Base(file) {
		t.Errorf("the folder holds %v, want %s alone", entries, filepath.Base(file))
	}
}

func TestExportWhereNothingCanBeMade(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00001")
	missing := filepath.Join(t.TempDir(), "no such folder", "papers.bib")
	s.wantSays(cli.Failed, []string{"export", "--format", "bibtex", "--output", missing}, "could not be written", missing)

	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.MkdirAll(filepath.Join(folder, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.wantSays(cli.Failed, []string{"export", "--format", "bibtex", "--output", folder}, "left as it was")
	if _, err := os.Stat(filepath.Join(folder, "inside")); err != nil {
		t.Errorf("the folder was replaced: %v", err)
	}
	onlyFile(t, folder)
}

// longNote makes an export larger than size bytes.
func (s *shell) longNote(size int) {
	s.t.Helper()
	s.env.Stdin = bytes.NewReader(bytes.Repeat([]byte("A line of a note.\n"), size/18+1))
	s.want(cli.OK, "note", "2603.00001", "-")
}
