package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// stage makes of the backup at from a library in today's format at staged: one
// file that was looked through.
func (r restoring) stage(ctx context.Context, from, staged string) (Backup, error) {
	info, err := os.Stat(from)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return Backup{}, failf(NotFound, err, "There is no backup %s. Nothing was changed.", from)
	case err != nil:
		return Backup{}, failf(Unusable, err, "The backup %s cannot be read. Nothing was changed.", from)
	case !info.Mode().IsRegular():
		return Backup{}, failf(NotALibrary, nil, "%s is no file that could be restored. Nothing was changed.", from)
	}
	if present, err := os.Stat(r.path); err == nil && os.SameFile(info, present) {
		return Backup{}, failf(Invalid, nil, "%s is the library itself. Nothing was changed; name a backup.", from)
	}
	if err := begins(from); err != nil {
		return Backup{}, err
	}
	proven, err := r.copyBackup(ctx, from, staged)
	if err != nil {
		return Backup{}, err
	}
	// the sentences are about the backup, not about the copy of it
	about := func(err error) error {
		switch code := CodeOf(err); {
		case code == NotALibrary:
			return failf(code, err, "%s is not a library of Offprint. Nothing was changed.", from)
		case code == TooNew:
			return failf(code, err, "The backup %s was written by a newer version of Offprint. Nothing was changed; please update Offprint.", from)
		case code == Damaged || damaged(err):
			return failf(Damaged, err, "The backup %s is damaged. Nothing was changed; try an older one, see: offprint backups", from)
		}
		return err
	}
	b := Backup{Path: from, At: info.ModTime().UTC(), Size: info.Size()}
	b.Kind, _ = kindOf(filepath.Base(from))
	known, ok := r.recorded(from)
	if ok {
		b = known.backup(from, b.Kind)
	}
	if !proven {
		format, rows, err := verifyFile(ctx, staged, len(r.all))
		if err != nil {
			return Backup{}, about(err)
		}
		if !ok {
			b = record{At: b.At, Format: format, Bytes: b.Size, Rows: rows}.backup(from, b.Kind)
		}
	}
	if err := r.modernise(ctx, staged, proven); err != nil {
		return Backup{}, about(err)
	}
	return b, syncFile(staged)
}

// begins looks at the first bytes of a file before SQLite does.
func begins(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return failf(Unusable, err, "The backup %s cannot be read. Nothing was changed.", path)
	}
	defer file.Close()
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(file, head); err != nil || string(head) != magic {
		return failf(NotALibrary, err, "%s is not a library of Offprint, or it is damaged. Nothing was changed.", path)
	}
	return nil
}

// copyBackup copies a backup, with what a program that was killed left beside
// it. proven says that it is byte for byte what was verified once.
func (r restoring) copyBackup(ctx context.Context, from, to string) (proven bool, err error) {
	known, ok := r.recorded(from)
	size, sum, err := copyFile(ctx, from, to)
	if err != nil {
		return false, err
	}
	if ok {
		if size != known.Bytes || sum != known.Sum {
			return false, failf(Damaged, nil, "The backup %s is not any more what was written: it is damaged. Nothing was changed; try an older one, see: offprint backups", from)
		}
		return true, nil
	}
	if _, _, err := copyFile(ctx, from+"-wal", to+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	return false, nil
}

// recorded is the record of one of the library's own backups. What stands beside
// a file elsewhere may be anybody's.
func (r restoring) recorded(path string) (record, bool) {
	if path, err := filepath.Abs(path); err != nil || filepath.Dir(path) != filepath.Clean(r.folder) {
		return record{}, false
	}
	return readRecord(path)
}

func copyFile(ctx context.Context, from, to string) (size int64, sum uint32, err error) {
	if _, err := os.Stat(from); err != nil {
		return 0, 0, fmt.Errorf("copy %s: %w", from, err)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, 0, fmt.Errorf("copy %s: %w", from, err)
	}
	size, sum, err = checksum(ctx, from, out)
	if err = errors.Join(err, out.Close()); err != nil {
		return 0, 0, fmt.Errorf("copy %s: %w", from, err)
	}
	return size, sum, nil
}

// modernise brings a copy of a backup to today's format, and into one file with
// pages of the library's size. It refuses one whose tables are not those of a
// library of that format, unless it is proven to have been backed up here.
func (r restoring) modernise(ctx context.Context, staged string, proven bool) error {
	db, err := openFile(staged, 1, "mode=rw")
	if err != nil {
		return err
	}
	defer db.Close()
	format, err := formatOf(ctx, db, staged, len(r.all))
	if err != nil {
		return err
	}
	if format < len(r.all) {
		if err := migrate(ctx, db, r.all, copying{}, true); err != nil {
			return err
		}
	}
	if !proven {
		if err := r.sameSchema(ctx, db); err != nil {
			return err
		}
	}
	if err := r.keepSequences(ctx, db); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = DELETE"); err != nil {
		return fmt.Errorf("put %s into one file: %w", staged, err)
	}
	size, want, err := pageSizes(ctx, db, r.path)
	if err == nil && want > 0 && size != want {
		_, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA page_size = %d; VACUUM", want))
	}
	if err != nil {
		return fmt.Errorf("give %s pages of the library's size: %w", staged, err)
	}
	return db.Close()
}

// pageSizes are the sizes of the pages of db and of the library at path, in
// bytes; the latter is 0 where it cannot be read.
func pageSizes(ctx context.Context, db *sql.DB, path string) (size, library int64, err error) {
	if err := db.QueryRowContext(ctx, "PRAGMA page_size").Scan(&size); err != nil {
		return 0, 0, err
	}
	present, err := openFile(path, 1, "mode=ro")
	if err != nil {
		return 0, 0, err
	}
	defer present.Close()
	// where it cannot be read a new file takes its place, of any page size
	_ = present.QueryRowContext(ctx, "PRAGMA page_size").Scan(&library)
	return size, library, nil
}

// schemaTexts says what tables, indexes and triggers a database has.
const schemaTexts = `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1`

// sameSchema holds a database against a new library.
func (r restoring) sameSchema(ctx context.Context, db *sql.DB) error {
	fresh, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1) // each connection has a memory of its own
	if err := migrate(ctx, fresh, r.all, copying{}, false); err != nil {
		return err
	}
	want, err := names(ctx, fresh, schemaTexts)
	if err != nil {
		return err
	}
	got, err := names(ctx, db, schemaTexts)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(want))
	for _, text := range want {
		known[text] = true
	}
	for _, text := range got {
		if !known[text] {
			return failf(NotALibrary, faultf("unknown: %s", text), "This is not a library of Offprint.")
		}
		delete(known, text)
	}
	for text := range known {
		return failf(NotALibrary, faultf("missing: %s", text), "This is not a library of Offprint.")
	}
	return nil
}

// keepSequences lets the copy count on from where the library is, so that no key
// that an open window still holds comes to mean something else.
func (r restoring) keepSequences(ctx context.Context, db *sql.DB) error {
	present, err := openFile(r.path, 1, "mode=ro")
	if err != nil {
		return err
	}
	defer present.Close()
	rows, err := present.QueryContext(ctx, "SELECT name, seq FROM sqlite_sequence")
	if err != nil {
		return nil // gone, damaged: then no window can hold anything
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var last int64
		if err := rows.Scan(&name, &last); err != nil {
			return nil
		}
		for _, change := range []string{
			"UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
			`INSERT INTO sqlite_sequence(name, seq) SELECT ?1, ?2 WHERE ?1 NOT IN (SELECT name FROM sqlite_sequence)
				AND ?1 IN (SELECT name FROM sqlite_schema)`,
		} {
			if _, err := db.ExecContext(ctx, change, name, last); err != nil {
				return fmt.Errorf("count on from %s: %w", name, err)
			}
		}
	}
	return nil
}
