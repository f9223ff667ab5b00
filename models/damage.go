package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"gorm.io/gorm"
)

// Damage is what is known of a library that is damaged or gone. It stands in the
// chain of errors of the codes Damaged and Vanished.
type Damage struct {
	Path string
	// Readable says that the library can be opened with Options.ReadOnly; what
	// is damaged in it may then be missing.
	Readable bool
	// Backup is the newest backup that is good, see NewestGood; its Path is
	// empty where there is none.
	Backup Backup
	Err    error // the details
}

func (d *Damage) Error() string { return fmt.Sprintf("%s: %v", d.Path, d.Err) }

// Unwrap gives the details.
func (d *Damage) Unwrap() error { return d.Err }

// DamageOf is the Damage in err's chain; ok is false where there is none.
func DamageOf(err error) (d *Damage, ok bool) {
	ok = errors.As(err, &d)
	return d, ok
}

// assess is the error for a damaged library: it looks what of it can be read,
// and for a backup to put in its place.
func assess(ctx context.Context, path, backups string, cause error) *Error {
	d := &Damage{Path: path, Err: cause, Readable: readable(ctx, path)}
	message := fmt.Sprintf("The library %s is damaged. Nothing in it was changed. ", path)
	return failf(Damaged, d, "%s%s", message, d.advise(ctx, backups))
}

// advise looks for the newest good backup and says what to do.
func (d *Damage) advise(ctx context.Context, backups string) string {
	b, ok := NewestGood(ctx, backups)
	if !ok {
		return fmt.Sprintf("There is no good backup of it in %s; with one from elsewhere: offprint restore FILE", backups)
	}
	d.Backup = b
	return fmt.Sprintf("The newest good backup is of %s; bring it back by: offprint restore --last", b.At.Local().Format("2006-01-02 15:04"))
}

// readable says that the library at path can be opened for reading: it is in
// today's format, and something can be read of papers and of what the reader
// made of them.
func readable(ctx context.Context, path string) bool {
	all, err := migrations(migrationFiles)
	if err != nil {
		return false
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return false
	}
	db, err := openFile(path, 1, "mode=ro", "_pragma=query_only(1)")
	if err != nil {
		return false
	}
	defer db.Close()
	if format, err := formatOf(ctx, db, path, len(all)); err != nil || format != len(all) {
		return false
	}
	for _, table := range []string{"papers", "entries", "tags", "notes", "steps"} {
		if err := touchTable(ctx, db, table, "LIMIT 1"); err != nil {
			return false
		}
	}
	return true
}

// touch reads the first and the last row of each table: what can be noticed of
// damage within a millisecond or two. Examine looks at all of it.
func touch(ctx context.Context, db querier) error {
	tables, err := names(ctx, db, ownTables)
	if err != nil {
		return fmt.Errorf("read the names of tables: %w", err)
	}
	withoutRowid, err := names(ctx, db, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND wr = 1")
	if err != nil {
		return fmt.Errorf("read the names of tables: %w", err)
	}
	keyed := make(map[string]bool, len(withoutRowid))
	for _, table := range withoutRowid {
		keyed[table] = true
	}
	for _, table := range tables {
		if err := touchTable(ctx, db, table, "LIMIT 1"); err != nil {
			return err
		}
		if keyed[table] {
			continue
		}
		if err := touchTable(ctx, db, table, "ORDER BY rowid DESC LIMIT 1"); err != nil {
			return err
		}
	}
	return nil
}

func touchTable(ctx context.Context, db querier, table, which string) error {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+quoted(table)+" "+which)
	if err != nil {
		return fmt.Errorf("read a row of %s: %w", table, err)
	}
	defer rows.Close()
	for rows.Next() {
		var raw sql.RawBytes
		columns, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("read a row of %s: %w", table, err)
		}
		into := make([]any, len(columns))
		for i := range into {
			into[i] = &raw
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read a row of %s: %w", table, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read a row of %s: %w", table, err)
	}
	return nil
}

// Examine reads every page of every table and index and fails with an *Error of
// the code Damaged, see DamageOf, where one is damaged or refers to nothing. It takes some seconds
// for a gigabyte, holds up nobody, and is for the time after the window is
// there. Unlike Check it leaves aside what the full-text indexes say.
func (l *Library) Examine(ctx context.Context) error {
	db, err := openFile(l.path, 1, "mode=ro", "_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer db.Close()
	if err = soundTables(ctx, db, "integrity_check"); err == nil {
		err = references(ctx, db)
	}
	if damaged(err) {
		return assess(ctx, l.path, l.backups, err)
	}
	if err != nil {
		return fmt.Errorf("examine the library: %w", err)
	}
	return nil
}

// ReadOnly says that the library was opened with Options.ReadOnly: every write
// fails with an *Error of the code Unwritable.
func (l *Library) ReadOnly() bool { return l.readOnly }

// readPool is a pool of connections that refuses to write, and says so in a
// sentence.
type readPool struct{ *sql.DB }

func refusal() error {
	return failf(Unwritable, nil, "The library is damaged and open for reading only, so this was not saved. Restore a backup first: offprint restore --last")
}

// ExecContext is for GORM.
func (readPool) ExecContext(context.Context, string, ...any) (sql.Result, error) {
	return nil, refusal()
}

// BeginTx is for GORM.
func (readPool) BeginTx(context.Context, *sql.TxOptions) (*sql.Tx, error) { return nil, refusal() }

// GetDBConn is for GORM.
func (p readPool) GetDBConn() (*sql.DB, error) { return p.DB, nil }

var (
	_ gorm.ConnPool       = readPool{}
	_ gorm.TxBeginner     = readPool{}
	_ gorm.GetDBConnector = readPool{}
)

// openReadOnly opens a damaged library for what can be read of it.
func (l *Library) openReadOnly(ctx context.Context) error {
	params := append(readingParams(), "mode=ro")
	var err error
	if l.reader, err = connect(l.path, readers, params...); err != nil {
		return err
	}
	if l.searcher, err = connect(l.path, searchers, params...); err != nil {
		return err
	}
	l.wholeAtOnce = wholeAtOnce
	if l.writer, err = connect(l.path, 1, params...); err != nil {
		return err
	}
	pool, err := l.writer.DB()
	if err != nil {
		return err
	}
	l.writer.ConnPool = readPool{pool}
	l.writer.Statement.ConnPool = l.writer.ConnPool
	format, err := formatOf(ctx, pool, l.path, l.format)
	if err != nil {
		return err
	}
	if format != l.format {
		return failf(Unusable, nil, "The library %s is in an older format (%d, this program writes %d) and cannot be read as it is. Nothing was changed.", l.path, format, l.format)
	}
	l.columns, l.defaults, err = columnsOf(ctx, l.reader, stepTables())
	return err
}
