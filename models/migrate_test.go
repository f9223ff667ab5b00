package models_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
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
	if err := models.MigrateWith(t, files, path, backups, now); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(backups); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a new library needs no copy: %v", err)
	}
	// a parent table is rebuilt: with foreign keys on, its children would go
	files["migrations/0002_rebuild.sql"] = script(`CREATE TABLE p(id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO p SELECT * FROM papers; DROP TABLE papers; ALTER TABLE p RENAME TO papers;`)
	if err := models.MigrateWith(t, files, path, backups, now); err != nil {
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
		err := models.MigrateWith(t, files, path, backups, now.Add(time.Duration(len(name))*time.Hour))
		wantCode(t, err, models.Unusable, "left as it is", "A copy is at")
		if n := count(t, path, "papers"); n != 1 {
			t.Errorf("%s: %d papers", name, n)
		}
	}
	delete(files, "migrations/0003_bad.sql")
	if err := models.MigrateWith(t, files, path, backups, now); err != nil {
		t.Errorf("the failed migration left something: %v", err)
	}
	// an older program must not touch it
	delete(files, "migrations/0002_rebuild.sql")
	wantCode(t, models.MigrateWith(t, files, path, backups, now), models.TooNew, "newer version")
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
	if err := models.MigrateWith(t, files, filepath.Join(t.TempDir(), "x.db"), t.TempDir(), time.Now()); err == nil {
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
