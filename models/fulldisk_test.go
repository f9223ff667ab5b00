//go:build linux

package models_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"offprint/models"
)

// smallDisk is a disk of some megabytes.
func smallDisk(t *testing.T, megabytes string) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+megabytes+"m"); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return folder
}

// fill leaves no more than left bytes on a disk; the function that it returns
// makes room again.
func fill(t *testing.T, folder string, left int64) (room func()) {
	t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		t.Fatal(err)
	}
	free := int64(disk.Bavail) * disk.Bsize
	ballast := filepath.Join(folder, "ballast")
	if err := os.WriteFile(ballast, make([]byte, max(0, free-left)), 0o600); err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADiskThatFillsCostsNothing(t *testing.T) {
	s := &shelf{folder: smallDisk(t, "32"), clock: newClock()}
	s.path, s.backups = filepath.Join(s.folder, "offprint.db"), filepath.Join(s.folder, "backups")
	elsewhere := newShelf(t, 300)
	write(t, elsewhere.Library, "1001.00001", "a word on zebras")
	b, err := elsewhere.Backup(t.Context(), filepath.Join(t.TempDir(), "elsewhere.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := models.Restore(t.Context(), s.path, b.Path, models.Options{}); err != nil {
		t.Fatal(err)
	}
	s.Library = open(t, s.path, models.Options{MustExist: true, Now: s.clock.Now})
	good, _, err := s.BackupDaily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.Library, "1001.00002", "a word on okapis")
	present := dump(t, s.path)
	wantUntouched := func(what string) {
		t.Helper()
		wantState(t, s.path, present)
		wantSound(t, s.Library)
		if got := files(t, s.backups); got != "daily-2026-11-23.db daily-2026-11-23.json" {
			t.Errorf("after %s the backups are %s", what, got)
		}
		if got := files(t, s.folder); strings.Contains(got, "unfinished") {
			t.Errorf("after %s there is %s", what, got)
		}
	}

	// little is left, from next to nothing to nearly enough
	for _, left := range []int64{0, 100 << 10, 1 << 20, b.Size - 64<<10} {
		room := fill(t, s.folder, left)
		_, err := s.Backup(t.Context(), "")
		wantCode(t, err, models.Unusable, "no room", "Nothing half-written")
		wantUntouched("a backup")
		room()
	}
	for _, left := range []int64{0, 1 << 20, b.Size + 64<<10, 2*b.Size + 64<<10} {
		room := fill(t, s.folder, left)
		_, err := s.Restore(t.Context(), good.Path)
		wantCode(t, err, models.Unusable, "no room", "Nothing was changed")
		wantUntouched("a restore")
		room()
	}

	room := fill(t, s.folder, 0)
	long := strings.Repeat("a word that there is no room for ", 100_000)
	_, _, err = s.SaveNote(t.Context(), models.NoteEdit{PaperID: lookup(t, s.Library, "1001.00003")[0], Text: long})
	wantCode(t, err, models.Unusable, "no room", "not saved")
	wantUntouched("a note")
	room()
	write(t, s.Library, "1001.00003", "a word that there is room for")
	if _, err := s.Restore(t.Context(), good.Path); err != nil {
		t.Fatal(err)
	}
	wantState(t, s.path, dump(t, good.Path))
	wantSound(t, s.Library)
}

// What is in a library can be read where the disk has no room for a word more.
func TestALibraryIsOpenedOnAFullDisk(t *testing.T) {
	path := filepath.Join(smallDisk(t, "16"), "offprint.db")
	l, err := models.Open(t.Context(), path, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	save(t, l, "2026-11-23", paper("2611.00001", "One", "Ann Author"))
	one := lookup(t, l, "2611.00001")
	for i := range 400 { // as many steps as are forgotten in time
		if _, err := l.SetStar(t.Context(), one, i%2 == 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	later := func() time.Time { return time.Now().AddDate(1, 0, 0) }
	for _, left := range []int64{40 << 10, 80 << 10} {
		room := fill(t, filepath.Dir(path), left)
		l, err := models.Open(t.Context(), path, models.Options{MustExist: true, Now: later})
		if err != nil {
			t.Fatalf("with %d bytes: %v", left, err)
		}
		if papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere}); err != nil || len(papers) != 1 {
			t.Errorf("with %d bytes: %d papers, %v", left, len(papers), err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		room()
	}
	defer fill(t, filepath.Dir(path), 0)()
	_, err = models.Open(t.Context(), path, models.Options{MustExist: true, Now: later})
	wantCode(t, err, models.Unusable, "no room", "left as it is")
}
