package thumbnail

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A picture that another program has open cannot be removed on Windows.
func TestAPictureThatStaysDoesNotKeepTheOthers(t *testing.T) {
	var logged bytes.Buffer
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	d := &disk{folder: t.TempDir(), limit: 1 << 20, size: image.Pt(16, 9), now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(&logged, nil)), remove: os.Remove}
	for i := range 10 {
		if err := d.write(fmt.Sprint(i), image.NewRGBA(image.Rect(0, 0, 16, 9))); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
	}
	oldest, refused := d.file("0"), &fs.PathError{Op: "remove", Path: d.file("0"), Err: fs.ErrPermission}
	d.remove = func(path string) error {
		if path == oldest {
			return refused
		}
		return os.Remove(path)
	}
	d.limit = d.held / 2
	if err := d.makeRoom(0); !errors.Is(err, refused) {
		t.Errorf("told %v", err)
	}
	if left := size(t, d.folder); left > d.limit || left == 0 || left != d.held {
		t.Errorf("%d bytes are left of %d, and %d counted", left, d.limit, d.held)
	}
	if err := d.clear(); !errors.Is(err, refused) {
		t.Errorf("told %v", err)
	}
	if left, err := os.ReadDir(d.folder); err != nil || len(left) != 1 || left[0].Name() != filepath.Base(oldest) {
		t.Errorf("left are %v, %v", left, err)
	}
}

func size(t *testing.T, folder string) (bytes int64) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		bytes += info.Size()
	}
	return bytes
}
