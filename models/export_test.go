package models

import (
	"context"
	"database/sql"
	"io/fs"
	"testing"
	"time"

	"gorm.io/gorm"
)

// BreakIndex damages the full-text index as a crash of the disk might.
func (l *Library) BreakIndex(t *testing.T) {
	t.Helper()
	err := l.writer.Exec("INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors_text, keywords_text) SELECT 'delete', fts_id, title, abstract, authors_text, keywords_text FROM papers LIMIT 1").Error
	if err != nil {
		t.Fatal(err)
	}
}

// MigrateWith runs the migrations found in files on a database of its own.
func MigrateWith(ctx context.Context, t *testing.T, files fs.FS, path, backups string, now time.Time) error {
	t.Helper()
	all, err := migrations(files)
	if err != nil {
		return err
	}
	gormDB, err := connect(path, 1, writingParams()...)
	if err != nil {
		return err
	}
	db, err := gormDB.DB()
	if err != nil {
		return err
	}
	defer db.Close()
	return migrate(ctx, db, all, copying{path: path, folder: backups, now: func() time.Time { return now }}, false)
}

// SQL gives a test the writer's connection.
func (l *Library) SQL(t *testing.T) *sql.DB {
	t.Helper()
	db, err := l.writer.DB()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// ConnectAnew closes the connections that wait to read, so that the next reading
// opens the file again.
func (l *Library) ConnectAnew(t *testing.T) {
	t.Helper()
	db, err := l.reader.DB()
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxIdleConns(0)
}

// Rows are the types that GORM reads and writes, by their tables.
func Rows() map[string]any {
	return map[string]any{
		"papers": &Paper{}, "entries": &Entry{}, "tags": &Tag{}, "notes": &Note{}, "paper_tags": &paperTag{},
		"lists": &listRow{}, "listings": &listing{}, "steps": &Step{}, "changes": &change{}, "rules": &Rule{},
		"smart_lists": &SmartList{}, "citation_keys": &citationKey{}, "name_parts": &nameParts{},
	}
}

// Gorm gives a test the writer.
func Gorm(l *Library) *gorm.DB { return l.writer }

// MakeFormat makes a library in an older format, with rows.
func MakeFormat(t *testing.T, path string, format int, rows ...string) {
	t.Helper()
	all, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := migrate(t.Context(), db, all[:format], copying{}, false); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, err := db.Exec(row); err != nil {
			t.Fatal(err)
		}
	}
}

// SortNothing makes the library look for the first papers of a place as it does
// where there are many.
func (l *Library) SortNothing() { l.few = few{} }

// Searcher gives a test the connections of searches.
func Searcher(l *Library) *sql.DB {
	db, err := l.searcher.DB()
	if err != nil {
		panic(err)
	}
	return db
}

// WholeAtOnce sets up to how many papers first answers are whole, and lets the
// others take their time.
func WholeAtOnce(l *Library, papers int64) { l.wholeAtOnce, l.firstFor = papers, time.Hour }

// Statements are what searches ask the database.
type Statements struct {
	on  bool
	all []string
}

// RecordStatements notes the statements of searches, with their values.
func RecordStatements(l *Library) *Statements {
	s := &Statements{}
	note := func(db *gorm.DB) {
		if s.on {
			s.all = append(s.all, db.Dialector.Explain(db.Statement.SQL.String(), db.Statement.Vars...))
		}
	}
	for _, register := range []func() error{
		func() error { return l.searcher.Callback().Row().After("gorm:row").Register("note:row", note) },
		func() error { return l.searcher.Callback().Query().After("gorm:query").Register("note:query", note) },
		func() error { return l.searcher.Callback().Raw().After("gorm:raw").Register("note:raw", note) },
	} {
		if err := register(); err != nil {
			panic(err)
		}
	}
	return s
}

// Start forgets what was noted and notes what comes.
func (s *Statements) Start() { s.all, s.on = nil, true }

// Stop gives what was noted since.
func (s *Statements) Stop() []string {
	s.on = false
	return s.all
}
