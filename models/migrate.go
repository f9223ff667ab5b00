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

// migrate brings the library up to the newest of all. Before it changes a
// library that holds something, it makes a verified copy of it, as copies says,
// unless that names no folder.
// A migration is applied whole or not at all. With filled there must be
// something in the library: it was there before.
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

	var version, id, tables int
	for query, into := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &id,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := conn.QueryRowContext(ctx, query).Scan(into); err != nil {
			return fmt.Errorf("read the header: %w", err)
		}
	}
	switch {
	case tables == 0 && filled:
		return faultf("there is no table in it")
	case tables > 0 && id != applicationID:
		return failf(NotALibrary, nil, "This database belongs to another program. It was left as it is.")
	case version > len(all):
		return failf(TooNew, nil, "This library was written by a newer version of Offprint (format %d, this program knows %d). It was left as it is; please update Offprint.", version, len(all))
	case version == len(all):
		return nil
	}
	kept := ""
	if tables > 0 && copies.folder != "" {
		copies.newest = len(all)
		b, err := copies.make(ctx, BeforeFormat, fmt.Sprintf("%d-%s", len(all), stamp(copies.now())))
		switch {
		case damaged(err):
			return err
		case diskFull(err):
			return failf(Unusable, err, "There is no room in %s for the copy that precedes a change of the library's format. The library was left as it is.", copies.folder)
		case err != nil:
			return failf(Unusable, err, "The copy that precedes a change of the library's format could not be written in %s. The library was left as it is.", copies.folder)
		}
		kept = b.Path
		defer func() { _ = pruneBackups(ctx, copies.folder, BeforeFormat, kept) }() // what is left over does no harm
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return fmt.Errorf("switch foreign keys off: %w", err)
	}
	for _, m := range all[version:] {
		if err := apply(ctx, conn, m); err != nil {
			if kept == "" {
				return failf(Unusable, err, "The library could not be brought to format %d. It was left as it is.", m.version)
			}
			return failf(Unusable, err, "The library could not be brought to format %d. It was left as it is. A copy is at %s.", m.version, kept)
		}
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = ON"); err != nil {
		return fmt.Errorf("switch foreign keys on: %w", err)
	}
	if err := soundTables(ctx, conn, "quick_check"); err != nil {
		return failf(Unusable, err, "The library does not pass its check after the change of format. A copy is at %s.", kept)
	}
	return nil
}

func apply(ctx context.Context, conn *sql.Conn, m migration) (err error) {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin migration %s: %w", m.name, err)
	}
	defer func() {
		if err != nil {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
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
		"COMMIT",
	} {
		if _, err := conn.ExecContext(ctx, pragma); err != nil {
			return fmt.Errorf("record migration %s: %w", m.name, err)
		}
	}
	return nil
}
