package models

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// openFile opens a database for work beside the library's own handles. It makes
// none where there is none.
func openFile(path string, connections int, params ...string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dataSource(path, append(params, "_pragma=busy_timeout(5000)")))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(connections)
	return db, nil
}

func dataSource(path string, params []string) string {
	return "file:" + location(path, runtime.GOOS) + "?" + strings.Join(params, "&")
}

// location is how a URI names the file at path on the system goos, as in
// runtime.GOOS. Two slashes at its beginning would make what follows another
// computer's name, with which SQLite opens nothing
// (https://www.sqlite.org/uri.html).
func location(path, goos string) string {
	if long := longPath(path, goos); goos == "windows" && strings.HasPrefix(long, `\\`) {
		return url.PathEscape(long) // with its backslashes
	}
	if goos == "windows" {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	location := (&url.URL{Path: path}).EscapedPath()
	if strings.HasPrefix(location, "//") {
		location = "//" + location
	}
	return location
}

// shortPath is the longest name of a file that Windows takes in any form, less
// what SQLite puts behind it (Microsoft, "Maximum Path Length Limitation").
const shortPath = 259 - len("-journal")

// longPath is an absolute path as SQLite hands it to the system goos, as in
// runtime.GOOS: on Windows names that are too long need a prefix, which Go's own
// functions add by themselves.
func longPath(path, goos string) string {
	if goos != "windows" || len(path) <= shortPath || strings.HasPrefix(path, `\\?\`) {
		return path
	}
	if shared, ok := strings.CutPrefix(filepath.Clean(path), `\\`); ok {
		return `\\?\UNC\` + shared
	}
	return `\\?\` + filepath.Clean(path)
}

// beginTries is how often a turn to write is waited for, each time as long as the
// connection waits: who writes without a pause lets others in by chance only.
const beginTries = 12

// begin begins to write.
func begin(ctx context.Context, conn *sql.Conn) error {
	var err error
	for range beginTries {
		if _, err = conn.ExecContext(ctx, "BEGIN IMMEDIATE"); !busy(err) {
			return err
		}
	}
	return err
}

// busy says that err comes of another program that is writing.
func busy(err error) bool { return err != nil && strings.Contains(err.Error(), "SQLITE_BUSY") }

// copyDatabase writes what the database at path holds into the new file target
// and returns how many rows each table had at that moment. With held the caller
// sees to it that nobody writes meanwhile.
//
// VACUUM INTO takes no transaction that it could share with the counting.
// Therefore nobody can write until the copy has begun to read, which takes some
// milliseconds; then both see the same moment, however long they take, and
// writing goes on (https://www.sqlite.org/isolation.html).
func copyDatabase(ctx context.Context, path, target string, held bool) (rows map[string]int64, err error) {
	db, err := openFile(path, 3, "mode=rw")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var conns [3]*sql.Conn
	for i := range conns {
		if conns[i], err = db.Conn(ctx); err != nil {
			return nil, fmt.Errorf("connect to %s: %w", path, err)
		}
		defer conns[i].Close()
	}
	holding, counting, copying := conns[0], conns[1], conns[2]
	if !held {
		if err := begin(ctx, holding); err != nil {
			return nil, fmt.Errorf("wait for writers of %s: %w", path, err)
		}
	}
	var tables int
	if _, err := counting.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, fmt.Errorf("begin to read %s: %w", path, err)
	}
	if err := counting.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return nil, fmt.Errorf("begin to read %s: %w", path, err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := copying.ExecContext(ctx, "VACUUM INTO ?", longPath(target, runtime.GOOS))
		done <- err
	}()
	began(target, done)
	if !held {
		_, err = holding.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	rows, countErr := countRows(ctx, counting)
	if copyErr := <-done; copyErr != nil {
		return nil, fmt.Errorf("copy %s: %w", path, copyErr)
	}
	return rows, errors.Join(err, countErr)
}

// began returns when a first page stands in target, or the copy is done: it
// reads from the moment that it saw before it writes a page
// (sqlite3RunVacuum in SQLite's vacuum.c).
func began(target string, done chan error) {
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-done:
			done <- err
			return
		case <-look.C:
			if info, err := os.Stat(target); err == nil && info.Size() > 0 {
				return
			}
		}
	}
}

// querier is a connection, or a pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// names are the texts of a query's first column.
func names(ctx context.Context, db querier, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}

// ownTables are the tables with rows of their own, without those behind the
// full-text indexes.
const ownTables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0
	AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '%\_fts\_%' ESCAPE '\' ORDER BY name`

func countRows(ctx context.Context, db querier) (map[string]int64, error) {
	tables, err := names(ctx, db, ownTables)
	if err != nil {
		return nil, fmt.Errorf("read the names of tables: %w", err)
	}
	rows := make(map[string]int64, len(tables))
	for _, table := range tables {
		var n int64
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+quoted(table)).Scan(&n); err != nil {
			return nil, fmt.Errorf("count the rows of %s: %w", table, err)
		}
		rows[table] = n
	}
	return rows, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// verifyFile looks through a copy of a library that was just written here and
// that nobody else knows of: whether it is a library, of a format up to newest, every page of every table and index, and the
// references between them. It returns format and rows. The error is an *Error
// of the code NotALibrary, TooNew or Damaged where it is the file's fault.
//
// The full-text indexes are looked at as tables only: what stands in them can be
// made again from the rest, and reading it all takes ten times as long as
// everything else.
func verifyFile(ctx context.Context, path string, newest int) (format int, rows map[string]int64, err error) {
	// The file is mapped into memory, which halves the time: nobody can cut it
	// short meanwhile, which would end the program.
	db, err := openFile(path, 1, "mode=ro", "_pragma=mmap_size(2147418112)")
	if err != nil {
		return 0, nil, err
	}
	defer db.Close()
	format, err = formatOf(ctx, db, path, newest)
	if err == nil {
		err = soundTables(ctx, db, "integrity_check")
	}
	if err == nil {
		rows, err = countRows(ctx, db)
	}
	if err == nil {
		err = references(ctx, db)
	}
	if damaged(err) {
		err = failf(Damaged, err, "%s is damaged. Nothing was changed.", path)
	}
	return format, rows, err
}

// formatOf is the number of a library's format; an *Error where it is not one
// that this program can read.
func formatOf(ctx context.Context, db querier, path string, newest int) (int, error) {
	var id, format int
	for query, into := range map[string]*int{"PRAGMA application_id": &id, "PRAGMA user_version": &format} {
		if err := db.QueryRowContext(ctx, query).Scan(into); err != nil {
			return 0, fmt.Errorf("read the header of %s: %w", path, err)
		}
	}
	switch {
	case id != applicationID || format < 1:
		return 0, failf(NotALibrary, nil, "%s is not a library of Offprint. Nothing was changed.", path)
	case format > newest:
		return 0, failf(TooNew, nil, "%s was written by a newer version of Offprint (format %d, this program knows %d). Nothing was changed; please update Offprint.", path, format, newest)
	}
	return format, nil
}

// soundTables runs integrity_check or quick_check over each table that has
// pages.
func soundTables(ctx context.Context, db querier, check string) error {
	tables, err := names(ctx, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
	if err != nil {
		return fmt.Errorf("read the names of tables: %w", err)
	}
	for _, table := range tables {
		var verdict string
		if err := db.QueryRowContext(ctx, "SELECT "+check+" FROM pragma_"+check+"(?)", table).Scan(&verdict); err != nil {
			return fmt.Errorf("check %s: %w", table, err)
		}
		if verdict != "ok" {
			return faultf("table %s: %s", table, verdict)
		}
	}
	return nil
}

// references looks for rows that refer to rows that are not there.
func references(ctx context.Context, db querier) error {
	var table string
	switch err := db.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table); err {
	case sql.ErrNoRows:
		return nil
	case nil:
		return faultf("rows of %s refer to rows that are not there", table)
	default:
		return fmt.Errorf("check references: %w", err)
	}
}

// verifiedCopy writes the database at path into target, which must not be there,
// and leaves nothing there where it fails. It comes to stand under its name only
// once it was looked through and holds what there was to copy.
func verifiedCopy(ctx context.Context, path, target string, newest int, held bool) (record, error) {
	folder := filepath.Dir(target)
	sweep(folder)
	work, err := os.MkdirTemp(folder, unfinished)
	if err != nil {
		return record{}, fmt.Errorf("make a folder to copy into: %w", err)
	}
	defer os.RemoveAll(work)
	copied := filepath.Join(work, filepath.Base(target))
	want, err := copyDatabase(ctx, path, copied, held)
	if err != nil {
		return record{}, err
	}
	if err := syncFile(copied); err != nil {
		return record{}, err
	}
	format, rows, err := verifyFile(ctx, copied, newest)
	if err != nil {
		return record{}, err
	}
	if !maps.Equal(rows, want) {
		return record{}, fmt.Errorf("the copy of %s holds %v, there was %v", path, rows, want)
	}
	size, sum, err := checksum(ctx, copied, io.Discard)
	if err != nil {
		return record{}, err
	}
	if err := publish(copied, target); err != nil {
		return record{}, err
	}
	return record{Format: format, Bytes: size, Sum: sum, Rows: rows}, nil
}

// unfinished is how the names of folders begin in which copies are being made.
const unfinished = ".unfinished-"

// sweep removes what a program that was killed left unfinished. An hour is far
// more than a copy takes.
func sweep(folder string) {
	all, _ := os.ReadDir(folder) // what cannot be read is left
	for _, e := range all {
		info, err := e.Info()
		if strings.HasPrefix(e.Name(), unfinished) && err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.RemoveAll(filepath.Join(folder, e.Name()))
		}
	}
}

// publish gives a file that is whole its name and never replaces another.
func publish(from, to string) error {
	err := os.Link(from, to)
	if err != nil && !errors.Is(err, os.ErrExist) { // a file system without links
		if _, there := os.Lstat(to); there == nil {
			return fmt.Errorf("name %s: %w", to, os.ErrExist)
		}
		err = os.Rename(from, to)
	}
	if err != nil {
		return fmt.Errorf("name %s: %w", to, err)
	}
	syncFolder(filepath.Dir(to))
	return nil
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("write %s out: %w", path, err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s out: %w", path, err)
	}
	return nil
}

// syncFolder writes the names in a folder out, where a system can.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		_ = errors.Join(folder.Sync(), folder.Close())
	}
}

// checksum copies a file to w and returns its size and its CRC-32C, which every
// flipped bit changes and which costs nothing.
func checksum(ctx context.Context, path string, w io.Writer) (size int64, sum uint32, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, 0, fmt.Errorf("read %s: %w", path, err)
	}
	defer file.Close()
	digest := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	part := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		n, err := file.Read(part)
		digest.Write(part[:n])
		if _, err := w.Write(part[:n]); err != nil {
			return 0, 0, err
		}
		size += int64(n)
		if errors.Is(err, io.EOF) {
			return size, digest.Sum32(), nil
		}
		if err != nil {
			return 0, 0, fmt.Errorf("read %s: %w", path, err)
		}
	}
}

// sameFiles says whether two files are the same, byte for byte.
func sameFiles(ctx context.Context, one, other string) (bool, error) {
	var files [2]*os.File
	var sizes [2]int64
	for i, path := range []string{one, other} {
		file, err := os.Open(path)
		if err != nil {
			return false, fmt.Errorf("compare %s: %w", path, err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return false, fmt.Errorf("compare %s: %w", path, err)
		}
		files[i], sizes[i] = file, info.Size()
	}
	if sizes[0] != sizes[1] {
		return false, nil
	}
	parts := [2][]byte{make([]byte, 1<<20), make([]byte, 1<<20)}
	for left := sizes[0]; left > 0; {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		n := min(left, int64(len(parts[0])))
		for i, file := range files {
			if _, err := io.ReadFull(file, parts[i][:n]); err != nil {
				return false, fmt.Errorf("compare %s: %w", file.Name(), err)
			}
		}
		if !bytes.Equal(parts[0][:n], parts[1][:n]) {
			return false, nil
		}
		left -= n
	}
	return true, nil
}

// fault is something wrong with what stands in a database.
type fault struct{ what string }

func (f fault) Error() string { return f.what }

func faultf(format string, args ...any) error { return fault{fmt.Sprintf(format, args...)} }

// The result codes that a damaged database and a full disk give
// (https://www.sqlite.org/rescode.html).
const (
	sqliteIOErr     = 10
	sqliteCorrupt   = 11
	sqliteFull      = 13
	sqliteNotADB    = 26
	sqliteShortRead = sqliteIOErr | 2<<8
	sqliteShmSize   = sqliteIOErr | 19<<8 // no room for the index of the write-ahead log
)

// damaged says that err comes of what stands in a database.
func damaged(err error) bool {
	if f := (fault{}); errors.As(err, &f) {
		return true
	}
	if e := (interface{ Code() int })(nil); errors.As(err, &e) {
		return e.Code()&0xff == sqliteCorrupt || e.Code()&0xff == sqliteNotADB || e.Code() == sqliteShortRead
	}
	return false
}

// diskFull says that err comes of a disk without room.
func diskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) {
		return true
	}
	e := (interface{ Code() int })(nil)
	return errors.As(err, &e) && (e.Code()&0xff == sqliteFull || e.Code() == sqliteShmSize)
}
