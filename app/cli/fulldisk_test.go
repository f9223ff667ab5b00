//go:build linux

package cli_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"offprint/app/cli"
)

// TestExportToAFullDisk lets no file grow past a limit: writing fails halfway,
// as on a full disk.
func TestExportToAFullDisk(t *testing.T) {
	const limit = 1 << 20
	s := newSynced(t)
	s.longNote(2 * limit)
	old := filepath.Join(t.TempDir(), "papers.md")
	if err := os.WriteFile(old, []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Skipf("there are no limits of files here: %v", err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: before.Max}); err != nil {
		t.Skipf("files cannot be limited here: %v", err)
	}
	code, stdout, stderr := s.run("export", "--format", "markdown", "--output", old)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if code != cli.Failed || stdout != "" {
		t.Fatalf("code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	if text := read(t, old); text != "old\n" {
		t.Errorf("the old file now begins with %.40q", text)
	}
	onlyFile(t, old)

	s.want(cli.OK, "export", "--format", "markdown", "--output", old)
	if info, err := os.Stat(old); err != nil || info.Size() < limit {
		t.Errorf("without the limit: %v, %v", info, err)
	}
}

// TestVaultOnAFullDisk lets one file grow past the limit: the others are written
// whole, and what was there stays.
func TestVaultOnAFullDisk(t *testing.T) {
	const limit = 1 << 20
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00001")
	s.want(cli.OK, "keep", "2603.00002")
	folder := t.TempDir()
	args := []string{"export", "--format", "vault", "--output", folder}
	s.want(cli.OK, args...)
	before := map[string]string{}
	files, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, file := range files {
		before[file] = read(t, file)
	}
	s.longNote(2 * limit)

	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Skipf("there are no limits of files here: %v", err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: old.Max}); err != nil {
		t.Skipf("files cannot be limited here: %v", err)
	}
	code, _, stderr := s.run(args...)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if code != cli.Failed || !strings.Contains(stderr, "cannot be written. No file was touched.") {
		t.Errorf("code %d, %q", code, stderr)
	}
	for file, text := range before {
		if read(t, file) != text {
			t.Errorf("%s was changed", file)
		}
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".offprint", "new-*")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	s.wantSays(cli.OK, args, "1 updated, 1 unchanged", "read back 1 of 1")
}
