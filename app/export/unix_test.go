//go:build unix

package export_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"offprint/app/export"
	"offprint/models"
)

func TestAPipeStaysAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	_, err := export.Export{Library: newLibrary(t), Format: lines("")}.ToFile(t.Context(), path)
	if models.CodeOf(err) != models.Unusable || !strings.Contains(err.Error(), path+" is no file that can be replaced") {
		t.Error(err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("it has become %v, %v", info.Mode(), err)
	}
}

func TestANewFileIsForWhomTheUmaskSays(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	l, folder := newLibrary(t), t.TempDir()
	there := filepath.Join(folder, "there.txt")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(there, 0o664); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{filepath.Join(folder, "new.txt"): 0o600, there: 0o664} {
		if _, err := (export.Export{Library: l, Format: lines("")}).ToFile(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, want %v; %v", path, info.Mode(), want, err)
		}
	}
}
