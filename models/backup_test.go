package models_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/librarytest"
)

// dump is all that a reader made of a library, and the papers, as text.
func dump(t testing.TB, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, table := range []string{"papers", "entries", "tags", "paper_tags", "notes", "triage", "steps", "changes", "rules", "smart_lists"} {
		rows, err := db.Query("SELECT * FROM " + table + " ORDER BY 1")
		if err != nil {
			t.Fatalf("read %s of %s: %v", table, path, err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			line, err := json.Marshal(values)
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(table + " " + string(line) + "\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return b.String()
}

func wantState(t testing.TB, path, want string) {
	t.Helper()
	got := dump(t, path)
	if got == want {
		return
	}
	for i, line := range strings.Split(got, "\n") {
		if other := strings.Split(want, "\n"); i >= len(other) || line != other[i] {
			t.Fatalf("%s differs in line %d: %.200s", path, i, line)
		}
	}
	t.Fatalf("%s lacks rows", path)
}

// write makes a note on a paper and returns it.
func write(t testing.TB, l *models.Library, id, text string) models.Note {
	t.Helper()
	note, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: lookup(t, l, id)[0], Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return note
}

func wantSound(t testing.TB, l *models.Library) {
	t.Helper()
	if findings, err := l.Check(t.Context(), false); err != nil || len(findings) != 0 {
		t.Fatalf("the library is not sound: %v, %v", findings, err)
	}
}

func files(t testing.TB, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return strings.Join(names, " ")
}

// shelf is a library in a folder of its own, with a clock.
type shelf struct {
	*models.Library
	folder, path, backups string
	clock                 *clock
}

func newShelf(t testing.TB, papers int) *shelf {
	t.Helper()
	s := &shelf{folder: t.TempDir(), clock: newClock()}
	s.path, s.backups = filepath.Join(s.folder, "offprint.db"), filepath.Join(s.folder, "backups")
	s.Library = open(t, s.path, models.Options{Now: s.clock.Now})
	if papers > 0 {
		if err := librarytest.Fill(t.Context(), s.Library, 1, papers); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestABackupIsAWholeLibrary(t *testing.T) {
	s := newShelf(t, 100)
	target := filepath.Join(s.folder, "copy of it.db")
	b, err := s.Backup(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(target)
	if err != nil || b.Path != target || !b.Verified || b.Papers != 100 || b.Kept != 4 || b.Size != info.Size() || !b.At.Equal(s.clock.now) {
		t.Errorf("backup %+v, file %v, %v", b, info, err)
	}
	wantState(t, target, dump(t, s.path))
	wantSound(t, open(t, target, models.Options{MustExist: true}))

	before := dump(t, target)
	_, err = s.Backup(t.Context(), target)
	wantCode(t, err, models.Invalid, "already", target)
	wantState(t, target, before)
	_, err = s.Backup(t.Context(), filepath.Join(s.folder, "no such folder", "x.db"))
	wantCode(t, err, models.Invalid, "no folder")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Backup(ctx, filepath.Join(s.folder, "cut off.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("cut off: %v", err)
	}
	if got := files(t, s.folder); strings.Contains(got, "cut off") || strings.Contains(got, "unfinished") {
		t.Errorf("left over: %s", got)
	}
}

func TestADailyBackupIsMadeOnceADayAndFourteenAreKept(t *testing.T) {
	s := newShelf(t, 60)
	if _, ok, err := s.LastBackup(t.Context()); ok || err != nil {
		t.Errorf("a backup before the first: %v", err)
	}
	manual, err := s.Backup(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for day := range 17 {
		write(t, s.Library, "1001.00001", "a word of that day")
		b, made, err := s.BackupDaily(t.Context())
		if err != nil || !made || b.Kind != models.DailyBackup {
			t.Fatalf("day %d: %+v, %v, %v", day, b, made, err)
		}
		s.clock.now = s.clock.now.Add(time.Hour)
		if again, made, err := s.BackupDaily(t.Context()); err != nil || made || again.Path != b.Path {
			t.Fatalf("the second of day %d: %+v, %v, %v", day, again, made, err)
		}
		if last, ok, err := s.LastBackup(t.Context()); err != nil || !ok || last.Path != b.Path || !last.At.Equal(b.At) {
			t.Fatalf("last of day %d: %+v, %v, %v", day, last, ok, err)
		}
		s.clock.now = s.clock.now.Add(23 * time.Hour)
	}
	all, err := s.Backups(t.Context())
	if err != nil || len(all) != 15 {
		t.Fatalf("%d backups: %v", len(all), err)
	}
	if first, last := all[0].Name(), all[13].Name(); first != "daily-2026-12-09" || last != "daily-2026-11-26" {
		t.Errorf("kept from %s to %s", last, first)
	}
	if all[14].Path != manual.Path {
		t.Errorf("the one asked for: %+v", all[14])
	}
	// one whose record is gone counts for nothing, and the day has none
	if err := os.Remove(strings.TrimSuffix(all[0].Path, ".db") + ".json"); err != nil {
		t.Fatal(err)
	}
	s.clock.now = s.clock.now.Add(-24 * time.Hour)
	if b, made, err := s.BackupDaily(t.Context()); err != nil || !made || b.Name() != "daily-2026-12-09-2" {
		t.Errorf("in the place of an unproven one: %+v, %v, %v", b, made, err)
	}
}

// Of a library that nobody writes in there is one daily backup, the newest, and
// what was backed up before stays.
func TestDailyBackupsThatAreTheSameAreKeptOnce(t *testing.T) {
	s := newShelf(t, 60)
	day := func() models.Backup {
		t.Helper()
		s.clock.now = s.clock.now.Add(24 * time.Hour)
		b, made, err := s.BackupDaily(t.Context())
		if err != nil || !made {
			t.Fatalf("%+v, %v, %v", b, made, err)
		}
		return b
	}
	want := func(backups ...models.Backup) {
		t.Helper()
		all, err := s.Backups(t.Context())
		if err != nil || len(all) != len(backups) {
			t.Fatalf("%d backups, want %d: %v", len(all), len(backups), err)
		}
		for i, b := range backups {
			if all[i].Path != b.Path || !all[i].Verified {
				t.Errorf("backup %d is %s, want %s", i, all[i].Name(), b.Name())
			}
		}
		if n := len(strings.Fields(files(t, s.backups))); n != 2*len(backups) {
			t.Errorf("%d files of %d backups", n, len(backups))
		}
	}
	day()
	first := day()
	want(first)
	note := write(t, s.Library, "1001.00001", "a word")
	second := day()
	want(second, first)
	second = day()
	want(second, first)
	// as many bytes, as many rows
	if _, _, err := s.SaveNote(t.Context(), models.NoteEdit{NoteID: note.ID, PaperID: note.PaperID, Text: "a ward"}); err != nil {
		t.Fatal(err)
	}
	third := day()
	want(third, second, first)
	// what is asked for is the reader's
	asked, err := s.Backup(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	fourth := day()
	want(fourth, asked, second, first)
	// one that has rotted is not the same, and none takes an older state's place
	if err := os.Truncate(fourth.Path, fourth.Size-1); err != nil {
		t.Fatal(err)
	}
	fifth := day()
	all, err := s.Backups(t.Context())
	if err != nil || len(all) != 5 || all[0].Path != fifth.Path {
		t.Errorf("%d backups: %v", len(all), err)
	}
}

// The copy and the count are of one moment: else one of the two would see a
// note more.
func TestABackupWhileAnotherProgramWrites(t *testing.T) {
	s := newShelf(t, 100)
	other := open(t, s.path, models.Options{Now: s.clock.Now})
	paper := lookup(t, other, "1001.00001")
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	var notes []models.Note
	go func() {
		for ctx.Err() == nil {
			note, _, err := other.SaveNote(context.WithoutCancel(ctx), models.NoteEdit{PaperID: paper[0], Text: "a word"})
			if err != nil {
				done <- err
				return
			}
			notes = append(notes, note)
		}
		done <- nil
	}()
	var backups []models.Backup
	for range 5 {
		b, err := s.Backup(t.Context(), "")
		if err != nil {
			t.Error(err)
			break
		}
		backups = append(backups, b)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if len(notes) == 0 {
		t.Error("nothing was written meanwhile")
	}
	for _, b := range backups {
		if n := count(t, b.Path, "notes"); int64(n) != b.Notes {
			t.Errorf("%s holds %d notes, and says %d", b.Name(), n, b.Notes)
		}
	}
}
