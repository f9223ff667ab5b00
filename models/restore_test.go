package models_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"offprint/models"
)

func TestARestoreIsSeenByEverybodyAndCanBeTakenBack(t *testing.T) {
	s := newShelf(t, 100)
	write(t, s.Library, "1001.00001", "an early word on zebras")
	early := dump(t, s.path)
	b, err := s.Backup(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for range 40 {
		write(t, s.Library, "1001.00002", strings.Repeat("a late word on okapis ", 200)) // the file grows
	}
	if _, err := s.Tag(t.Context(), lookup(t, s.Library, "1001.00003"), []string{"late"}, nil); err != nil {
		t.Fatal(err)
	}
	late := dump(t, s.path)

	window := open(t, s.path, models.Options{Origin: models.ByWindow})
	changed := make(chan struct{}, 8)
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		window.Watch(ctx, func() { changed <- struct{}{} })
	}()
	if _, err := window.Papers(t.Context(), models.View{Place: models.Everywhere, Query: "okapis"}); err != nil {
		t.Fatal(err)
	}
	restored, err := models.Restore(t.Context(), s.path, b.Path, models.Options{Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if restored.From.Path != b.Path || restored.Before.Kind != models.BeforeRestore || !restored.Before.Verified {
		t.Errorf("restored %+v", restored)
	}
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Error("the open window was told nothing")
	}
	stop()
	<-watched
	for _, l := range []*models.Library{s.Library, window} {
		wantFound(t, l, "zebras", 1)
		wantFound(t, l, "okapis", 0)
		wantSound(t, l)
	}
	wantState(t, s.path, early)
	note := write(t, window, "1001.00004", "a word after it on tapirs") // the window goes on
	wantFound(t, s.Library, "tapirs", 1)
	if note.ID <= 41 {
		t.Errorf("note %d has the key of one that a window may still show", note.ID)
	}
	afterwards := dump(t, s.path)

	// and back, and forth again
	before, ok := models.NewestBefore(t.Context(), s.backups)
	if !ok || before.Path != restored.Before.Path {
		t.Fatalf("to take it back: %+v", before)
	}
	if _, err := window.Restore(t.Context(), before.Path); err != nil {
		t.Fatal(err)
	}
	wantState(t, s.path, late)
	wantFound(t, s.Library, "okapis", 1)
	wantSound(t, s.Library)
	again, _ := models.NewestBefore(t.Context(), s.backups)
	if _, err := s.Restore(t.Context(), again.Path); err != nil {
		t.Fatal(err)
	}
	wantState(t, s.path, afterwards)
	wantSound(t, window)
	if got := files(t, s.folder); strings.Contains(got, "unfinished") {
		t.Errorf("left over: %s", got)
	}
}

func wantFound(t testing.TB, l *models.Library, query string, want int) {
	t.Helper()
	found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
	if err != nil || len(found) != want {
		t.Errorf("%s: %d papers, %v, want %d", query, len(found), err, want)
	}
}

func TestRestoreRefusesWhatIsNoBackup(t *testing.T) {
	s := newShelf(t, 60)
	good, err := s.Backup(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(s.folder, name) }
	whole, err := os.ReadFile(good.Path)
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, text []byte) string {
		if err := os.WriteFile(at(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	changed := func(name string, statements ...string) string {
		path := put(name, whole)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range statements {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	present := dump(t, s.path)
	for _, test := range []struct {
		name, path string
		code       models.Code
		words      string
	}{
		{"nothing", at("nowhere.db"), models.NotFound, "no backup"},
		{"a folder", s.folder, models.NotALibrary, "Nothing was changed"},
		{"empty", put("empty.db", nil), models.NotALibrary, "Nothing was changed"},
		{"text", put("text.db", []byte("Dear reader, this is no library.")), models.NotALibrary, "Nothing was changed"},
		{"cut short", put("short.db", whole[:len(whole)/2]), models.Damaged, "Nothing was changed"},
		{"cut to a header", put("head.db", whole[:100]), models.Damaged, "Nothing was changed"},
		{"another program's", changed("other.db", "PRAGMA application_id = 7"), models.NotALibrary, "not a library"},
		{"newer", changed("newer.db", "PRAGMA user_version = 99"), models.TooNew, "update Offprint"},
		{"with a trigger", changed("trigger.db", "CREATE TRIGGER evil AFTER INSERT ON notes BEGIN DELETE FROM notes; END"), models.NotALibrary, "not a library"},
		{"without a table", changed("table.db", "DROP TABLE rules"), models.NotALibrary, "not a library"},
		{"without parents", changed("orphans.db", "PRAGMA foreign_keys = OFF", "DELETE FROM papers"), models.Damaged, "damaged"},
		{"the library", s.path, models.Invalid, "itself"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := s.Restore(t.Context(), test.path)
			wantCode(t, err, test.code, test.words)
			wantState(t, s.path, present)
			if got := files(t, s.backups); strings.Contains(got, "before-restore") || strings.Contains(got, "damaged") {
				t.Errorf("made for nothing: %s", got)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Restore(ctx, good.Path); err == nil {
		t.Error("a restore that was cut off is no error")
	}
	wantState(t, s.path, present)
}

func TestABackupInAnOlderFormatIsBroughtToTodays(t *testing.T) {
	folder := t.TempDir()
	old := filepath.Join(folder, "old.db")
	models.MakeFormat(t, old, 1, `INSERT INTO papers(id, arxiv_id, title, fts_id) VALUES (1, '2401.00001', 'Old zebras', 4294967297)`,
		`INSERT INTO notes(paper_id, text, created_at, updated_at) VALUES (1, 'a word of old', '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z')`)
	before, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	s := newShelf(t, 50)
	restored, err := s.Restore(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	if restored.From.Format != 1 {
		t.Errorf("restored %+v", restored.From)
	}
	if p := get(t, s.Library, "2401.00001"); p.Title != "Old zebras" || len(p.Notes) != 1 {
		t.Errorf("paper %+v", p)
	}
	wantFound(t, s.Library, "zebras", 1)
	wantSound(t, s.Library)
	if after, err := os.ReadFile(old); err != nil || string(after) != string(before) {
		t.Errorf("the backup itself was changed: %v", err)
	}
}

// Somebody has made the library their own with another program: what was called
// a good backup of it comes back all the same.
func TestABackupOfALibraryWithTablesOfOthersComesBack(t *testing.T) {
	s := newShelf(t, 50)
	for _, statement := range []string{"CREATE TABLE mine(x)", "INSERT INTO mine VALUES (1)", "CREATE INDEX mine_too ON notes(updated_at)", "ANALYZE"} {
		if _, err := s.SQL(t).Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	b, err := s.Backup(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SQL(t).Exec("DELETE FROM mine"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Restore(t.Context(), b.Path); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s.path, "mine"); n != 1 {
		t.Errorf("%d rows", n)
	}
	wantSound(t, s.Library)
}

func TestFiveCopiesBeforeARestoreAreKept(t *testing.T) {
	s := newShelf(t, 50)
	daily, _, err := s.BackupDaily(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 8 {
		s.clock.now = s.clock.now.Add(time.Minute)
		write(t, s.Library, "1001.00001", strings.Repeat("word ", n+1))
		if _, err := s.Restore(t.Context(), daily.Path); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Backups(t.Context())
	if err != nil || len(all) != 6 || all[5].Path != daily.Path {
		t.Errorf("%d backups, %v: %+v", len(all), err, all)
	}
	if n := count(t, all[0].Path, "notes"); n != 2 {
		t.Errorf("%d notes in the newest", n)
	}
}
