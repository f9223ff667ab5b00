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

func TestBackUpAndRestore(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.OK, []string{"backups"}, "no backup", "offprint backup")
	s.want(cli.OK, "note", "2603.00001", "an early word")
	if said := s.want(cli.OK, "backup"); !strings.Contains(said, "Backed 3 papers up to") {
		t.Errorf("said %q", said)
	}
	window := s.window()
	s.want(cli.OK, "note", "2603.00001", "a late word")
	s.want(cli.OK, "backup", filepath.Join(s.folder, "late.db"))

	s.wantSays(cli.OK, []string{"restore", "--last"}, "offprint restore --undo")
	if p := s.paper(window, "2603.00001"); len(p.Notes) != 1 || p.Notes[0].Text != "an early word" {
		t.Errorf("after the restore the window has %+v", p.Notes)
	}
	s.want(cli.OK, "restore", "--undo")
	if p := s.paper(window, "2603.00001"); len(p.Notes) != 2 {
		t.Errorf("taken back, the window has %+v", p.Notes)
	}
	var answer struct {
		Restored, Before struct {
			Name, Path, Kind string
			Verified         bool
			Notes            int
		}
	}
	if err := json.Unmarshal([]byte(s.want(cli.OK, "restore", "--json", filepath.Join(s.folder, "late.db"))), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Restored.Notes != 2 || !answer.Before.Verified || answer.Before.Kind != "before-restore" {
		t.Errorf("answer %+v", answer)
	}
	s.want(cli.OK, "restore", "manual-20260305T120000")

	lines := strings.Split(strings.TrimSpace(s.want(cli.OK, "backups", "--json")), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d backups: %s", len(lines), lines)
	}
	var listed struct {
		Name     string
		Verified bool
		Papers   int
	}
	if err := json.Unmarshal([]byte(lines[4]), &listed); err != nil || listed.Name != "manual-20260305T120000" || !listed.Verified || listed.Papers != 3 {
		t.Errorf("the oldest: %+v, %v", listed, err)
	}
	if table := s.want(cli.OK, "backups"); strings.Count(table, "verified") != 5 || !strings.Contains(table, "3 papers, 1 kept, 1 note\n") {
		t.Errorf("table:\n%s", table)
	}
}

func TestRestoreWhatCannotBe(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "backup")
	s.wantSays(cli.Misuse, []string{"restore"}, "--last", "--undo", "offprint backups")
	s.wantSays(cli.Misuse, []string{"restore", "--last", "x"}, "Only one")
	s.wantSays(cli.Failed, []string{"restore", "--undo"}, "Nothing was restored")
	s.wantSays(cli.Failed, []string{"restore", "manual-20260305T120001"}, "Did you mean “manual-20260305T120000”")
	s.wantSays(cli.Misuse, []string{"backup", filepath.Join(s.folder, "offprint.db")}, "already")
	letter := filepath.Join(s.folder, "letter.txt")
	if err := os.WriteFile(letter, []byte("Dear reader, this is a letter."), 0o600); err != nil {
		t.Fatal(err)
	}
	s.wantSays(cli.Failed, []string{"restore", letter}, "not a library", "Nothing was changed")
}

func TestCommandsSayThatTheLibraryIsDamaged(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "note", "2603.00001", "a word")
	s.want(cli.OK, "backup")
	library := filepath.Join(s.folder, "offprint.db")
	text, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(library, text[:len(text)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"list"}, {"check"}, {"check", "--repair"}, {"note", "2603.00001", "more"}, {"sync"}, {"backup"}, {"list", "--new-library"}} {
		s.wantSays(cli.Failed, command, "damaged", "Nothing in it was changed", "offprint restore --last")
	}
	s.wantSays(cli.OK, []string{"restore", "--last"}, "The damaged library is kept as")
	if said := s.want(cli.OK, "note", "2603.00001"); !strings.Contains(said, "a word") {
		t.Errorf("after the restore: %q", said)
	}

	// gone as a whole
	if err := os.Remove(library); err != nil {
		t.Fatal(err)
	}
	s.wantSays(cli.Failed, []string{"list"}, "gone", "offprint restore --last")
	if _, err := os.Stat(library); err == nil {
		t.Fatal("an empty library was put in its place")
	}
	s.want(cli.OK, "restore", "--last")
	s.want(cli.OK, "check")
}

func TestCheckNamesTheBackupAsAnotherWayOut(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "backup")
	window := s.window()
	if err := window.Close(); err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(s.folder, "offprint.db")
	text, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for page := len(text)/4096 - 1; page > 0 && !found; page-- {
		broken := append([]byte(nil), text...)
		clear(broken[page*4096 : page*4096+4096])
		if err := os.WriteFile(library, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := models.Open(t.Context(), library, models.Options{MustExist: true})
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := s.run("check"); code == cli.Failed {
			found = true
			if !strings.Contains(stderr, "offprint check --repair; or bring the backup of") {
				t.Errorf("check says %q", stderr)
			}
		}
	}
	if !found {
		t.Error("no page could be damaged without being noticed at once")
	}
}
