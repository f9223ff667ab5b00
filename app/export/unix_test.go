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
