package models_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"offprint/models"
)

// A library that was written before words of all scripts were found is found
// through like a new one.
func TestALibraryOfBeforeIsSearchedInAllScripts(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{"0001_library", "0002_periods_rules_backfills", "0003_arxiv_words", "0004_marks_steps_orders"} {
		text, err := os.ReadFile(filepath.Join("migrations", name+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		files["migrations/"+name+".sql"] = &fstest.MapFile{Data: text}
	}
	path := filepath.Join(t.TempDir(), "offprint.db")
	if err := models.MigrateWith(t.Context(), t, files, path, filepath.Join(t.TempDir(), "backups"), newClock().Now()); err != nil {
		t.Fatal(err)
	}
	old, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"INSERT INTO papers(id, arxiv_id, title, abstract, fts_id) VALUES (1, '2309.12288', 'The Reversal Curse', 'An abstract', 1)",
		"INSERT INTO notes(paper_id, text, created_at, updated_at) VALUES (1, '大型语言模型很有趣 🙂', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')",
	} {
		if _, err := old.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	l := open(t, path, models.Options{Now: newClock().Now})
	for _, query := range []string{"模型", "🙂", "revers", "型很 curse"} {
		if got := find(t, l, query); got != "2309.12288" {
			t.Errorf("%q finds %q", query, got)
		}
	}
	if findings, err := l.Check(t.Context(), false); err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
}
