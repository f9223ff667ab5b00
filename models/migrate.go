package models

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// applicationID marks a file as a library of Offprint: "OFFP" in SQLite's
// application_id (https://www.sqlite.org/pragma.html#pragma_application_id).
const applicationID = 0x4F464650

type migration struct {
	version int
	name    string
	sql     string
}

// migrations are the embedded migrations in order. Their numbers run from 1
// without a gap.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var all []migration
	for i, path := range names { // Glob sorts
		name := strings.TrimSuffix(filepath.Base(path), ".sql")
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %q: want number %04d", name, i+1)
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, fmt.Errorf("read migration %q: %w", name, err)
		}
		all = append(all, migration{version, name, string(text)})
	}
	return all, nil
}

// Outdated says whether the library at path is of an older format, which Open
// then takes some time to bring up to date: a minute where there are a hundred
// thousand papers. It looks at nothing but the number of the format in the
// header (https://www.sqlite.org/fileformat.html#the_database_header), so that a
// format that is still in the write-ahead log alone is not noticed.
func Outdated(path string) bool {
	header := make([]byte, 72)
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	if _, err := io.ReadFull(file, header); err != nil || string(header[:len(magic)]) != magic || binary.BigEndian.Uint32(header[68:]) != applicationID {
		return false
	}
	all, err := migrations(migrationFiles)
	return err == nil && int(binary.BigEndian.Uint32(header[60:])) < len(all)
}

// header is what a database says of itself.
type header struct{ id, format, tables int }

func headerOf(ctx context.Context, db querier) (h header, err error) {
	for query, into := range map[string]*int{
		"PRAGMA application_id":              &h.id,
		"PRAGMA user_version":                &h.format,
		"SELECT count(*) FROM sqlite_schema": &h.tables,
	} {
		if err := db.QueryRowContext(ctx, query).Scan(into); err != nil {
			return h, fmt.Errorf("read the header: %w", err)
		}
	}
	return h, nil
}

// check fails where this is no library that can be brought to the format newest.
// With filled there must be something in it: it was there before.
func (h header) check(newest int, filled bool) error {
	switch {
	case h.tables == 0 && filled:
		return faultf("there is no table in it")
	case h.tables > 0 && h.id != applicationID:
		return failf(NotALibrary, nil, "This database belongs to another program. It was left as it is.")
	case h.format > newest:
		return failf(TooNew, nil, "This library was written by a newer version of Offprint (format %d, this program knows %d). It was left as it is; please update Offprint.", h.format, newest)
	}
	return nil
}

// migrate brings the library up to the newest of all. Before it changes a
// library that holds something, it makes a verified copy of it, as copies says,
// unless that names no folder. All migrations are applied, or none. With filled
// there must be something in the library: it was there before.
//
// One program at a time does so; another one waits until it is done, or ctx.
//
// Foreign keys are switched off outside the transaction, because the switch
// does nothing inside one and a rebuilt table would take its children along
// (https://www.sqlite.org/lang_altertable.html#otheralter).
func migrate(ctx context.Context, db *sql.DB, all []migration, copies copying, filled bool) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	h, err := headerOf(ctx, conn)
	if err == nil {
		err = h.check(len(all), filled)
	}
	if err != nil || h.format == len(all) {
		return err
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return fmt.Errorf("switch foreign keys off: %w", err)
	}
	kept, err := applyAll(ctx, conn, all, copies, filled)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = ON"); err != nil {
		return fmt.Errorf("switch foreign keys on: %w", err)
	}
	if h.tables > 0 { // the new format is to stand in the file itself, where Outdated looks
		if _, err := conn.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
			return fmt.Errorf("move the new format into the file: %w", err)
		}
	}
	if err := soundTables(ctx, conn, "quick_check"); ctx.Err() != nil {
		return fmt.Errorf("check the library after its change of format: %w", ctx.Err())
	} else if err != nil {
		return failf(Unusable, err, "The library does not pass its check after the change of format. A copy is at %s.", kept)
	}
	return nil
}

// applyAll applies what is missing of all in one transaction, with a copy of the
// library first, whose path it returns.
func applyAll(ctx context.Context, conn *sql.Conn, all []migration, copies copying, filled bool) (kept string, err error) {
	for err = begin(ctx, conn); busy(err); err = begin(ctx, conn) {
		if ctx.Err() != nil {
			return "", fmt.Errorf("wait for the change of format by another program: %w", ctx.Err())
		}
	}
	if err != nil {
		return "", fmt.Errorf("begin to change the format: %w", err)
	}
	defer func() {
		if err != nil {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	h, err := headerOf(ctx, conn) // another program may have done it meanwhile
	if err == nil {
		err = h.check(len(all), filled)
	}
	if err != nil {
		return "", err
	}
	if h.format < len(all) && h.tables > 0 && copies.folder != "" {
		copies.newest, copies.held = len(all), true
		b, err := copies.make(ctx, BeforeFormat, fmt.Sprintf("%d-%s", len(all), stamp(copies.now())))
		switch {
		case damaged(err):
			return "", err
		case diskFull(err):
			return "", failf(Unusable, err, "There is no room in %s for the copy that precedes a change of the library's format. The library was left as it is.", copies.folder)
		case err != nil:
			return "", failf(Unusable, err, "The copy that precedes a change of the library's format could not be written in %s. The library was left as it is.", copies.folder)
		}
		kept = b.Path
		defer func() { _ = pruneBackups(ctx, copies.folder, BeforeFormat, kept) }() // what is left over does no harm
	}
	for _, m := range all[h.format:] {
		if err := apply(ctx, conn, m); err != nil {
			if kept == "" {
				return "", failf(Unusable, err, "The library could not be brought to format %d. It was left as it is.", m.version)
			}
			return "", failf(Unusable, err, "The library could not be brought to format %d. It was left as it is. A copy is at %s.", m.version, kept)
		}
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return "", failf(Unusable, err, "The library could not be brought to format %d. It was left as it is.", len(all))
	}
	return kept, nil
}

func apply(ctx context.Context, conn *sql.Conn, m migration) error {
	if _, err := conn.ExecContext(ctx, m.sql); err != nil {
		return fmt.Errorf("apply migration %s: %w", m.name, err)
	}
	var table string
	switch err := conn.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table); err {
	case sql.ErrNoRows:
	case nil:
		return fmt.Errorf("migration %s leaves rows of %s without their parent", m.name, table)
	default:
		return fmt.Errorf("check foreign keys after %s: %w", m.name, err)
	}
	for _, pragma := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", m.version),
	} {
		if _, err := conn.ExecContext(ctx, pragma); err != nil {
			return fmt.Errorf("record migration %s: %w", m.name, err)
		}
	}
	return nil
}
