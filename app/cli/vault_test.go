package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"offprint/app/cli"
)

func TestExportVault(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00001")
	s.want(cli.OK, "keep", "2603.00002", "--tag", "agents")
	folder := filepath.Join(t.TempDir(), "Papers")
	args := []string{"export", "--format", "vault", "--output", folder}

	code, stdout, stderr := s.run(append(args, "--dry-run")...)
	if code != cli.OK || strings.Count(stdout, "new        ") != 2 || !strings.Contains(stderr, "2 would be new, 0 updated, 0 unchanged, 0 not touched. Nothing was written.") {
		t.Errorf("dry run: code %d, %q, %q", code, stdout, stderr)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("a dry run made the folder: %v", err)
	}
	s.wantSays(cli.OK, args, "2 new, 0 updated, 0 unchanged, 0 not touched; read back 2 of 2.")
	s.wantSays(cli.OK, args, "0 new, 0 updated, 2 unchanged, 0 not touched; read back 0 of 0.")

	files, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	var first, second string // of 2603.00001 and 2603.00002
	for _, file := range files {
		if strings.Contains(read(t, file), "\narxiv: \"2603.00001\"\n") {
			first = file
		} else {
			second = file
		}
	}
	if text := read(t, second); !strings.Contains(text, "\n  - agents\n") || !strings.Contains(text, "\nstatus: \"toread\"\n") {
		t.Errorf("the file is\n%s", text)
	}
	s.want(cli.OK, "rate", "2603.00001", "2603.00002", "4")
	own := strings.Replace(read(t, first), "- **Links:**", "mine", 1)
	if err := os.WriteFile(first, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr = s.run(append(args, "--dry-run")...)
	if code != cli.Failed || !strings.Contains(stdout, "updated    "+filepath.Base(second)+"  rating\n") || !strings.Contains(stdout, "conflict   "+filepath.Base(first)+"  ") || !strings.Contains(stderr, "1 file is not touched") {
		t.Errorf("dry run with a conflict: code %d, %q, %q", code, stdout, stderr)
	}
	code, stdout, stderr = s.run(append(args, "--json")...)
	var changes []struct{ ID, Path, Change, Problem string }
	for line := range strings.Lines(stdout) {
		var change struct{ ID, Path, Change, Problem string }
		if err := json.Unmarshal([]byte(line), &change); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		changes = append(changes, change)
	}
	for _, c := range changes {
		want := map[string]string{"2603.00001": "conflict", "2603.00002": "updated"}[c.ID]
		if c.Change != want || (c.Problem != "") != (want == "conflict") {
			t.Errorf("%+v, want %s", c, want)
		}
	}
	if code != cli.Failed || len(changes) != 2 || !strings.Contains(stderr, "0 new, 1 updated, 0 unchanged, 1 not touched; read back 1 of 1.") || !strings.Contains(stderr, filepath.Join(".offprint", "before")) {
		t.Errorf("code %d, %+v, %q", code, changes, stderr)
	}
	if read(t, first) != own || !strings.Contains(read(t, second), "\nrating: 4\n") {
		t.Errorf("the files are\n%s\n%s", read(t, first), read(t, second))
	}
	s.wantSays(cli.OK, append(args, "2603.00002"), "0 new, 0 updated, 1 unchanged", "1 file of other papers was left alone")
	s.wantSays(cli.OK, append(args, "--query", "agents", "--no-marks"), "1 updated")
	if strings.Contains(read(t, second), "rating") {
		t.Error("a mark is left")
	}
}

func TestExportVaultThatCannotBe(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00001")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "photo.jpg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.wantSays(cli.Misuse, []string{"export", "--format", "vault"}, "A vault is a folder. Name it by --output DIR.")
	s.wantSays(cli.Misuse, []string{"export", "--format", "vault", "--output", "-"}, "A vault is a folder")
	s.wantSays(cli.Misuse, []string{"export", "--format", "bibtex", "--titles"}, "are for the format vault")
	s.wantSays(cli.Misuse, []string{"export", "--format", "vault", "--output", folder}, "is no vault", "Nothing was written", "--new-vault")
	s.wantSays(cli.OK, []string{"export", "--format", "vault", "--output", folder, "--new-vault", "--titles"}, "1 new")
	if files, err := filepath.Glob(filepath.Join(folder, "* - *.md")); err != nil || len(files) != 1 {
		t.Errorf("files with titles: %v, %v", files, err)
	}
	s.wantSays(cli.Misuse, []string{"export", "--format", "vault", "--output", filepath.Join(folder, "photo.jpg")}, "is a file")
	s.wantSays(cli.Misuse, []string{"export", "--format", "vault", "--output", filepath.Join(folder, "no", "such")}, "neither is the one above it")
}
