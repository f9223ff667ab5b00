package models_test

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"gorm.io/gorm"

	"offprint/models"
)

func script(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

const first = `CREATE TABLE papers(id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE notes(id INTEGER PRIMARY KEY, paper_id INTEGER NOT NULL REFERENCES papers(id) ON DELETE CASCADE, text TEXT);
INSERT INTO papers VALUES (1, 'One'); INSERT INTO notes VALUES (1, 1, 'a word of the reader''s');`

func TestMigrationsKeepChildrenAndCopyTheFileFirst(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "offprint.db"), filepath.Join(dir, "backups")
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	files := fstest.MapFS{"migrations/0001_first.sql": script(first)}
	if err := models.MigrateWith(t.Context(), t, files, path, backups, now); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(backups); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a new library needs no copy: %v", err)
	}
	// a parent table is rebuilt: with foreign keys on, its children would go
	files["migrations/0002_rebuild.sql"] = script(`CREATE TABLE p(id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO p SELECT * FROM papers; DROP TABLE papers; ALTER TABLE p RENAME TO papers;`)
	if err := models.MigrateWith(t.Context(), t, files, path, backups, now); err != nil {
		t.Fatal(err)
	}
	if n := count(t, path, "notes"); n != 1 {
		t.Errorf("%d notes after the rebuild", n)
	}
	if n := count(t, filepath.Join(backups, "before-format-2-20261123T090000.db"), "notes"); n != 1 {
		t.Errorf("%d notes in the copy", n)
	}
	// one that fails leaves the format and the rows as they were
	for name, bad := range map[string]string{
		"syntax":  `CREATE TABLE x(id); NONSENSE;`,
		"orphans": `DELETE FROM papers;`,
	} {
		files["migrations/0003_bad.sql"] = script(bad)
		err := models.MigrateWith(t.Context(), t, files, path, backups, now.Add(time.Duration(len(name))*time.Hour))
		wantCode(t, err, models.Unusable, "left as it is", "A copy is at")
		if n := count(t, path, "papers"); n != 1 {
			t.Errorf("%s: %d papers", name, n)
		}
	}
	delete(files, "migrations/0003_bad.sql")
	if err := models.MigrateWith(t.Context(), t, files, path, backups, now); err != nil {
		t.Errorf("the failed migration left something: %v", err)
	}
	// an older program must not touch it
	delete(files, "migrations/0002_rebuild.sql")
	wantCode(t, models.MigrateWith(t.Context(), t, files, path, backups, now), models.TooNew, "newer version")
}

// A library of format 2 keeps every row of every table, and what is found in it.
func TestFormat2KeepsEverything(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "offprint.db"), filepath.Join(dir, "backups")
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	files := fstest.MapFS{}
	for _, name := range []string{"migrations/0001_library.sql", "migrations/0002_periods_rules_backfills.sql"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = script(string(text))
	}
	if err := models.MigrateWith(t.Context(), t, files, path, backups, now); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`
INSERT INTO papers(id, arxiv_id, title, abstract, published, list_day, upvotes, github_stars, ai_keywords, categories, authors_text, fts_id, fetched_at) VALUES
  (1, '2611.00001', 'One of them', 'An abstract.', '2026-11-20', '2026-11-23', 7, 12, '["one"]', NULL, 'Ann Ode', unixepoch('2026-11-23') / 86400 << 32 | 1, '2026-11-23T08:00:00Z'),
  (2, '0704.0001', 'Two', '', '2007-04-02', '', 0, NULL, NULL, '["hep-ph"]', 'Bo Ree', 2, '2026-11-23T08:00:00Z');
INSERT INTO identifiers(paper_id, kind, value) VALUES (2, 'doi', '10.1000/two'), (2, 'version', '0704.0001v2');
INSERT INTO authors VALUES (1, 'Ann Ode'), (2, 'Bo Ree'); INSERT INTO paper_authors VALUES (1, 0, 1), (2, 0, 2);
INSERT INTO lists(id, kind, key, read_at, growing, looked_at) VALUES (1, 'day', '2026-11-23', '2026-11-23T08:00:00Z', 1, '2026-11-23T08:30:00Z');
INSERT INTO listings(list_id, paper_id, rank, added_at) VALUES (1, 1, 0, '2026-11-23T08:00:00Z');
INSERT INTO triage VALUES (1, '2026-11-23T08:31:00Z', 0, 5);
INSERT INTO entries VALUES (1, 'reading', 1, 4, 'for the survey', 1.5, 'ode2026one', '2026-11-23T08:32:00Z', '2026-11-23T08:33:00Z');
INSERT INTO tags VALUES (1, 'Agents', 'agents', '#2456a6', 3); INSERT INTO paper_tags VALUES (1, 1, 1);
INSERT INTO notes VALUES (1, 1, 'A word of mine.', '', '', '', '', '2026-11-23T08:34:00Z', '2026-11-23T08:34:00Z');
INSERT INTO smart_lists VALUES (1, 'Stars', 'is:starred', '', 0);
INSERT INTO steps VALUES (1, 'Kept “One of them”', '2026-11-23T08:32:00Z', 'window', 0);
INSERT INTO changes VALUES (1, 1, 'entries', 1, NULL, '{"paper_id":1}');
INSERT INTO steps VALUES (2, 'Wrote a note on “One of them”', '2026-11-23T08:40:00.000Z', 'window', 0);
INSERT INTO changes VALUES (2, 2, 'notes', 9, '{"id":9,"paper_id":1,"text":"Not this.","quote":"","quote_before":"","quote_after":"","abstract_hash":"","created_at":"2026-11-23T08:35:00Z","updated_at":"2026-11-23T08:35:00Z"}', NULL);
INSERT INTO rules VALUES (1, 'word', 'survey', 'survey', 'mute');
INSERT INTO backfills VALUES (1, '2026-01-01', '2026-11-23', 'paused', '2026-11-23T08:00:00Z');`); err != nil {
		t.Fatal(err)
	}
	columns := map[string]string{} // of format 2, by table; but the rows of the index are others since format 7
	tables, err := db.Query(`SELECT s.name, group_concat('"' || c.name || '"') FROM sqlite_schema s JOIN pragma_table_info(s.name) c
		WHERE s.type = 'table' AND s.name NOT LIKE '%_fts%' AND s.name NOT LIKE 'sqlite_%' AND c.name <> 'fts_id' GROUP BY s.name`)
	if err != nil {
		t.Fatal(err)
	}
	for tables.Next() {
		var table, names string
		if err := tables.Scan(&table, &names); err != nil {
			t.Fatal(err)
		}
		columns[table] = names
	}
	tables.Close()
	dump := func() map[string]string {
		t.Helper()
		all := map[string]string{}
		for table, names := range columns {
			var rows sql.NullString
			if err := db.QueryRow("SELECT json_group_array(json_array(" + names + ")) FROM " + table).Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if all[table] = rows.String; all[table] == "[]" {
				t.Errorf("the test puts nothing into %s", table)
			}
		}
		return all
	}
	before := dump()

	l := open(t, path, models.Options{Now: newClock().Now, Backups: backups})
	// the key belongs to the paper now
	columns["entries"] = strings.ReplaceAll(columns["entries"], `"citation_key"`, "(SELECT key FROM citation_keys k WHERE k.paper_id = entries.paper_id)")
	if after := dump(); !maps.Equal(before, after) {
		t.Errorf("the rows were\n%v\nand are now\n%v", before, after)
	}
	if found, err := filepath.Glob(filepath.Join(backups, "before-format-*.db")); err != nil || len(found) != 1 || count(t, found[0], "notes") != 1 {
		t.Errorf("copies made before: %v (%v)", found, err)
	}
	if p := get(t, l, "2611.00001"); p.Entry == nil || p.Entry.Rating != 4 || len(p.Notes) != 1 || len(p.Tags) != 1 || p.ArxivComment != "" || p.Journal != "" {
		t.Errorf("the paper is %+v", p)
	}
	if got := find(t, l, "abstract"); got != "2611.00001" {
		t.Errorf("a search finds %q", got)
	}
	steps, err := l.History(t.Context(), 9)
	if err != nil || len(steps) != 2 || steps[0].Rows != 1 || steps[0].Papers != 1 || steps[0].Deleted != 1 || steps[1].Papers != 1 || steps[1].Deleted != 0 {
		t.Errorf("history %+v, %v", steps, err)
	}
	if _, lines := trashLines(t, l); lines != `note "One of them" "Not this." 0` {
		t.Errorf("trash %s", lines)
	}
	mustStep(t)(l.Undo(t.Context()))
	if n := len(get(t, l, "2611.00001").Notes); n != 2 {
		t.Errorf("%d notes after undo", n)
	}
	if err := l.AddIdentifiers(t.Context(), 2, []models.Identifier{{Kind: models.DOIIdentifier, Value: "10.1000/three"}}); err != nil {
		t.Errorf("it cannot be written: %v", err)
	}
}

func count(t *testing.T, path, table string) int {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMigrationsRefuseAnotherProgramsDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE recipes(id)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, err = models.Open(t.Context(), path, models.Options{})
	wantCode(t, err, models.NotALibrary, "another program")
}

func TestMigrationNumbersHaveNoGap(t *testing.T) {
	files := fstest.MapFS{"migrations/0001_a.sql": script("SELECT 1"), "migrations/0003_b.sql": script("SELECT 1")}
	if err := models.MigrateWith(t.Context(), t, files, filepath.Join(t.TempDir(), "x.db"), t.TempDir(), time.Now()); err == nil {
		t.Error("a gap was accepted")
	}
}

// The types and the schema are written apart; nothing may be in one alone.
func TestTypesAgreeWithTheSchema(t *testing.T) {
	l := newLibrary(t)
	db := l.SQL(t)
	for table, row := range models.Rows() {
		stmt := &gorm.Statement{DB: models.Gorm(l)}
		if err := stmt.Parse(row); err != nil {
			t.Fatal(err)
		}
		if stmt.Table != table {
			t.Errorf("%T is stored in %s, want %s", row, stmt.Table, table)
		}
		known := map[string]bool{}
		for _, column := range stmt.Schema.DBNames {
			known[column] = true
		}
		rows, err := db.Query("SELECT name FROM pragma_table_info(?)", table)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var column string
			if err := rows.Scan(&column); err != nil {
				t.Fatal(err)
			}
			if !known[column] {
				t.Errorf("%T has no field for %s.%s", row, table, column)
			}
			delete(known, column)
		}
		rows.Close()
		for column := range known {
			t.Errorf("%s has no column %s", table, column)
		}
	}
}

// Whoever cuts a change of the format off has the library as it was.
func TestAMigrationThatIsCutOffLeavesTheLibraryAsItWas(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "offprint.db"), filepath.Join(dir, "backups")
	files := fstest.MapFS{"migrations/0001_first.sql": script(first)}
	if err := models.MigrateWith(t.Context(), t, files, path, backups, newClock().Now()); err != nil {
		t.Fatal(err)
	}
	files["migrations/0002_quick.sql"] = script(`DELETE FROM papers; DELETE FROM notes;`)
	files["migrations/0003_for_ever.sql"] = script(`CREATE TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n;`)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	wantCode(t, models.MigrateWith(ctx, t, files, path, backups, newClock().Now()), models.Unusable, "It was left as it is")
	if n := count(t, path, "notes"); n != 1 {
		t.Errorf("%d notes", n)
	}
	delete(files, "migrations/0002_quick.sql")
	delete(files, "migrations/0003_for_ever.sql")
	if err := models.MigrateWith(t.Context(), t, files, path, backups, newClock().Now()); err != nil {
		t.Errorf("the program of before cannot open it any more: %v", err)
	}
}

// Of several programs that find an older library at once one changes its format,
// and the others wait.
func TestSeveralProgramsMeetAnOlderLibrary(t *testing.T) {
	for _, file := range released(t)[:1] {
		path := unpack(t, file)
		var opening sync.WaitGroup
		for range 4 {
			opening.Go(func() {
				l, err := models.Open(t.Context(), path, models.Options{MustExist: true})
				if err != nil {
					t.Error(err)
					return
				}
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		opening.Wait()
		copies, err := filepath.Glob(filepath.Join(filepath.Dir(path), "backups", "before-format-*.db"))
		if err != nil || len(copies) != 1 {
			t.Errorf("the copies are %v, %v", copies, err)
		}
		if models.Outdated(path) {
			t.Error("it is of an older format still")
		}
	}
}

// A program that was there before a newer one changed the format writes nothing
// any more.
func TestAnOlderProgramWritesNothingAfterANewerOne(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "One", "Ann Author"))
	one := lookup(t, l, "2611.00001")
	newer, err := sql.Open("sqlite", l.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer newer.Close()
	if _, err := newer.Exec("PRAGMA user_version = 1000"); err != nil {
		t.Fatal(err)
	}
	_, _, err = l.SaveNote(t.Context(), models.NoteEdit{PaperID: one[0], Text: "a word"})
	wantCode(t, err, models.TooNew, "newer version", "not saved")
	_, err = l.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: "2026-11-24", ReadAt: newClock().Now(), Papers: []models.Paper{paper("2611.00002", "Two", "Ann Author")}})
	wantCode(t, err, models.TooNew, "newer version")
	if n := count(t, l.Path(), "papers"); n != 1 {
		t.Errorf("%d papers", n)
	}
}

func TestOnlyAnOlderLibraryIsOutdated(t *testing.T) {
	dir := t.TempDir()
	none, other, now := filepath.Join(dir, "none.db"), filepath.Join(dir, "other.db"), filepath.Join(dir, "now.db")
	if err := os.WriteFile(other, []byte(strings.Repeat("no library ", 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := models.Open(t.Context(), now, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	older := unpack(t, filepath.Join("testdata", "releases", "format-6.db.gz"))
	for path, want := range map[string]bool{none: false, other: false, now: false, older: true} {
		if models.Outdated(path) != want {
			t.Errorf("%s is outdated: %v", path, !want)
		}
	}
}
