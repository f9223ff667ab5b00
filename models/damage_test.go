package models_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/librarytest"
)

// wound changes a library's file as a disk might.
func wound(t testing.TB, path string, change func(text []byte) []byte) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = change(text)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return text
}

func flip(random *rand.Rand, pages int) func([]byte) []byte {
	return func(text []byte) []byte {
		for range pages {
			page := 1 + random.IntN(len(text)/4096-1) // not the first
			for range 64 {
				text[page*4096+random.IntN(4096)] ^= byte(1 + random.IntN(255))
			}
		}
		return text
	}
}

// model is the file of a library with notes, and the files of a backup of it;
// made once.
var model = sync.OnceValues(func() (map[string][]byte, error) {
	folder, err := os.MkdirTemp("", "offprint-model-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ctx, path := context.Background(), filepath.Join(folder, "offprint.db")
	l, err := models.Open(ctx, path, models.Options{Now: newClock().Now})
	if err != nil {
		return nil, err
	}
	if err := librarytest.Fill(ctx, l, 1, 60); err != nil {
		return nil, err
	}
	_, _, err = l.BackupDaily(ctx)
	if err := errors.Join(err, l.Close()); err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for _, name := range []string{"offprint.db", "backups/daily-2026-11-23.db", "backups/daily-2026-11-23.json"} {
		if texts[name], err = os.ReadFile(filepath.Join(folder, filepath.FromSlash(name))); err != nil {
			return nil, err
		}
	}
	return texts, nil
})

// broken is a shelf with a backup, closed, and then damaged.
func broken(t *testing.T, change func([]byte) []byte) (s *shelf, backup models.Backup, saved string) {
	t.Helper()
	texts, err := model()
	if err != nil {
		t.Fatal(err)
	}
	s = &shelf{folder: t.TempDir(), clock: newClock()}
	s.path, s.backups = filepath.Join(s.folder, "offprint.db"), filepath.Join(s.folder, "backups")
	if err := os.Mkdir(s.backups, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(s.folder, filepath.FromSlash(name)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := models.Backups(t.Context(), s.backups)
	if err != nil || len(all) != 1 || !all[0].Verified {
		t.Fatalf("backups %+v, %v", all, err)
	}
	saved = dump(t, s.path)
	wound(t, s.path, change)
	return s, all[0], saved
}

func TestADamagedLibraryIsLeftAloneAndItsBackupOffered(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"header overwritten":     func(text []byte) []byte { copy(text, strings.Repeat("x", 200)); return text },
		"header zeroed":          func(text []byte) []byte { clear(text[:100]); return text },
		"cut in the middle":      func(text []byte) []byte { return text[:len(text)/2] },
		"cut to a page":          func(text []byte) []byte { return text[:4096] },
		"cut to half a page":     func(text []byte) []byte { return text[:2048] },
		"cut to nothing":         func([]byte) []byte { return nil },
		"first page overwritten": func(text []byte) []byte { clear(text[100:4096]); return text },
		"most pages overwritten": func(text []byte) []byte { clear(text[4096:]); return text },
	} {
		t.Run(name, func(t *testing.T) {
			s, backup, saved := broken(t, change)
			before, err := os.ReadFile(s.path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = models.Open(t.Context(), s.path, models.Options{MustExist: true, Now: s.clock.Now})
			wantCode(t, err, models.Damaged, "damaged", "Nothing in it was changed", "offprint restore --last")
			d, ok := models.DamageOf(err)
			if !ok || d.Path != s.path || d.Readable || d.Backup.Path != backup.Path || !d.Backup.At.Equal(backup.At) {
				t.Fatalf("damage %+v", d)
			}
			if after, err := os.ReadFile(s.path); err != nil || string(after) != string(before) {
				t.Fatalf("the damaged file was changed: %v", err)
			}
			restored, err := models.Restore(t.Context(), s.path, d.Backup.Path, models.Options{Now: s.clock.Now, Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			if len(before) > 0 {
				if aside, err := os.ReadFile(restored.Before.Path); err != nil || string(aside) != string(before) || restored.Before.Kind != models.SetAside {
					t.Errorf("set aside as %+v, %d of %d bytes, %v", restored.Before, len(aside), len(before), err)
				}
			}
			wantSound(t, open(t, s.path, models.Options{MustExist: true}))
			wantState(t, s.path, saved)
		})
	}
}

// Whatever is flipped, the library is whole, or said to be damaged; and the
// backup comes back.
func TestFlippedBytesNeverCostWhatWasBackedUp(t *testing.T) {
	noticed := 0
	for seed := range uint64(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 4))
			s, backup, saved := broken(t, flip(random, 1+random.IntN(12)))
			l, err := models.Open(t.Context(), s.path, models.Options{MustExist: true, Now: s.clock.Now})
			if err == nil {
				err = l.Examine(t.Context())
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			}
			if err != nil {
				wantCode(t, err, models.Damaged, "offprint restore --last")
				noticed++
			}
			if d, ok := models.DamageOf(err); ok && d.Readable {
				reader := open(t, s.path, models.Options{ReadOnly: true})
				if _, err := reader.Counts(t.Context()); err != nil {
					t.Logf("counts of what can be read: %v", err)
				}
			}
			if _, err := models.Restore(t.Context(), s.path, backup.Path, models.Options{Now: s.clock.Now, Log: slog.New(slog.DiscardHandler)}); err != nil {
				t.Fatal(err)
			}
			wantSound(t, open(t, s.path, models.Options{MustExist: true}))
			wantState(t, s.path, saved)
		})
	}
	if noticed < 10 {
		t.Errorf("only %d of 16 were noticed", noticed)
	}
}

func TestOnlyABackupThatIsStillWhatWasVerifiedIsCalledGood(t *testing.T) {
	s := newShelf(t, 60)
	var backups []models.Backup
	for range 6 {
		write(t, s.Library, "1001.00001", "a word of that day")
		b, _, err := s.BackupDaily(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		backups = append(backups, b)
		s.clock.now = s.clock.now.Add(24 * time.Hour)
	}
	present := dump(t, s.path)
	for i, change := range []func([]byte) []byte{
		flip(rand.New(rand.NewPCG(1, 1)), 1),
		func(text []byte) []byte { text[len(text)-1] ^= 1; return text }, // a single bit
		func(text []byte) []byte { return text[:len(text)-4096] },
		func(text []byte) []byte { clear(text[:16]); return text },
		func([]byte) []byte { return nil },
	} {
		bad := backups[5-i]
		wound(t, bad.Path, change)
		if good, ok := models.NewestGood(t.Context(), s.backups); !ok || good.Path != backups[4-i].Path {
			t.Errorf("after damage %d: %+v", i, good)
		}
		if _, err := s.Restore(t.Context(), bad.Path); err == nil {
			t.Errorf("damaged backup %d was restored", i)
		}
		wantState(t, s.path, present)
	}
	good, _ := models.NewestGood(t.Context(), s.backups)
	if _, err := s.Restore(t.Context(), good.Path); err != nil {
		t.Error(err)
	}
	wantSound(t, s.Library)
}

func TestALibraryWithoutItsLogIsNotTakenForANewOne(t *testing.T) {
	// what stands in a new library's file before its log was moved into it
	s := newShelf(t, 0)
	text, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "offprint.db")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = models.Open(t.Context(), path, models.Options{MustExist: true})
	wantCode(t, err, models.Damaged, "no good backup")
	if after, err := os.ReadFile(path); err != nil || string(after) != string(text) {
		t.Errorf("the file was changed: %v", err)
	}

	// of a library that was written to for long, what had been moved into the file
	// is there
	s = newShelf(t, 200)
	if text, err = os.ReadFile(s.path); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "offprint.db")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	older := open(t, path, models.Options{MustExist: true})
	wantSound(t, older)
	if n := count(t, path, "papers"); n == 0 {
		t.Error("it is empty")
	}

	// and a log without its file is not thrown away
	path = filepath.Join(t.TempDir(), "offprint.db")
	if err := os.WriteFile(path+"-wal", []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = models.Open(t.Context(), path, models.Options{})
	wantCode(t, err, models.Vanished, "-wal")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = models.Open(t.Context(), path, models.Options{})
	wantCode(t, err, models.Damaged)
	if text, err := os.ReadFile(path + "-wal"); err != nil || string(text) != "words" {
		t.Errorf("the log is gone: %v", err)
	}
}

func TestAVanishedLibraryComesBackFromItsBackup(t *testing.T) {
	s, backup, saved := broken(t, func(text []byte) []byte { return text })
	if err := os.Remove(s.path); err != nil {
		t.Fatal(err)
	}
	_, err := models.Open(t.Context(), s.path, models.Options{MustExist: true})
	wantCode(t, err, models.Vanished, "offprint restore --last")
	d, ok := models.DamageOf(err)
	if !ok || d.Backup.Path != backup.Path || d.Readable {
		t.Fatalf("damage %+v", d)
	}
	restored, err := models.Restore(t.Context(), s.path, d.Backup.Path, models.Options{})
	if err != nil || restored.Before.Path != "" {
		t.Fatalf("restored %+v, %v", restored, err)
	}
	wantSound(t, open(t, s.path, models.Options{MustExist: true}))
	wantState(t, s.path, saved)
}

func TestADamagedLibraryIsReadAndNotWritten(t *testing.T) {
	s, backup, _ := broken(t, func(text []byte) []byte { return text })
	// the last page of the file is no table's first or last one here
	wound(t, s.path, func(text []byte) []byte {
		clear(text[len(text)/4096/2*4096 : len(text)/4096/2*4096+4096])
		return text
	})
	l, err := models.Open(t.Context(), s.path, models.Options{MustExist: true})
	if err == nil {
		err = l.Examine(t.Context())
		l.Close()
	}
	d, ok := models.DamageOf(err)
	if !ok || !d.Readable || d.Backup.Path != backup.Path {
		t.Fatalf("damage %+v of %v", d, err)
	}
	before, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	l = open(t, s.path, models.Options{MustExist: true, ReadOnly: true})
	if !l.ReadOnly() {
		t.Error("it does not say that it is open for reading only")
	}
	p := get(t, l, "1001.00001")
	if len(p.Notes) != 1 {
		t.Errorf("notes %+v", p.Notes)
	}
	if found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: `"` + p.Title + `"`}); err != nil || len(found) == 0 {
		t.Errorf("a search finds %d papers, %v", len(found), err)
	}
	if _, err := l.SmartLists(t.Context()); err != nil {
		t.Errorf("smart lists: %v", err)
	}
	for name, write := range map[string]func() error{
		"note": func() error {
			_, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: p.ID, Text: "new"})
			return err
		},
		"star": func() error { _, err := l.SetStar(t.Context(), []int64{p.ID}, true); return err },
		"seen": func() error { return l.MarkSeen(t.Context(), []int64{p.ID}) },
		"undo": func() error { _, err := l.Undo(t.Context()); return err },
		"list": func() error {
			_, err := l.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: "2026-11-23", ReadAt: s.clock.now, Papers: []models.Paper{paper("2611.00001", "New")}})
			return err
		},
	} {
		if err := write(); models.CodeOf(err) != models.Unwritable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(s.path); err != nil || string(after) != string(before) {
		t.Errorf("the damaged file was changed: %v", err)
	}
}

func TestABackupOfADamagedLibrarySaysSo(t *testing.T) {
	s := newShelf(t, 60)
	good, _, err := s.BackupDaily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"PRAGMA foreign_keys = OFF", "DELETE FROM papers WHERE id = 1", "PRAGMA foreign_keys = ON"} {
		if _, err := s.SQL(t).Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	s.clock.now = s.clock.now.Add(24 * time.Hour)
	_, made, err := s.BackupDaily(t.Context())
	wantCode(t, err, models.Damaged, "offprint restore --last")
	if d, ok := models.DamageOf(err); made || !ok || !d.Readable || d.Backup.Path != good.Path {
		t.Errorf("made %v, damage %+v", made, d)
	}
	if got := files(t, s.backups); got != "daily-2026-11-23.db daily-2026-11-23.json" {
		t.Errorf("the backups are %s", got)
	}
	if _, err := s.Restore(t.Context(), good.Path); err != nil {
		t.Fatal(err)
	}
	wantSound(t, s.Library)
}
