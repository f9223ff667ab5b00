package models

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Origin is who makes a change: it stands in the step.
type Origin string

// The origins of a step.
const (
	ByWindow  Origin = "window"
	ByCommand Origin = "command"
)

// Options say how a library is opened.
type Options struct {
	// Origin stands in every step made through this library; empty means
	// ByCommand.
	Origin Origin
	// MustExist refuses to make a new library where there is none: it was
	// there before, and an empty one must not take its place.
	MustExist bool
	// ReadOnly opens a damaged library for what can be read of it. It changes
	// nothing, and every write fails with the code Unwritable.
	ReadOnly bool
	// Backups is the folder for backups, among them the copy that precedes a
	// migration; empty means "backups" beside the library.
	Backups string
	// Remote says whether a folder is on another computer, where a library cannot
	// be; nil asks the system.
	Remote func(folder string) bool
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Log takes details that readers do not see; nil means slog.Default().
	Log *slog.Logger
}

// Library is one library: a file with papers and what the reader made of them.
// Its methods may be called from several goroutines.
type Library struct {
	path   string
	origin Origin
	now    func() time.Time
	log    *slog.Logger
	writer *gorm.DB // one connection, so that writes wait for each other
	reader *gorm.DB // connections that cannot write and wait for nobody
	// searcher is a reader for searches, which may take long
	searcher    *gorm.DB
	wholeAtOnce int64
	firstFor    time.Duration
	// columns of the tables of steps, and what they are by default
	columns, defaults map[string][]string
	// few is how many papers are sooner sorted than looked for in order
	few few

	backups  string // the folder
	format   int    // the number of the library's format, which is today's
	readOnly bool
}

// readers is how many reads may run side by side.
const readers = 3

// Open opens the library at path and brings its format up to date; where there
// is none it makes one, unless opts.MustExist. A file that is no library, is of
// a newer version, is damaged or cannot be written is left as it is; the error
// then is an *Error of the code NotALibrary, TooNew, Damaged, Vanished or
// Unusable. Of damage only that is noticed which can be within some
// milliseconds; Examine looks at all of the library.
func Open(ctx context.Context, path string, opts Options) (*Library, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, failf(Unusable, err, "The library's folder %q cannot be used.", path)
	}
	opts = opts.withDefaults(path)
	if err := inspect(ctx, path, opts); err != nil {
		return nil, err
	}
	all, err := migrations(migrationFiles)
	if err != nil {
		return nil, err
	}
	l := &Library{path: path, origin: opts.Origin, now: opts.Now, log: opts.Log, few: few{ofPapers: 4000, ofEntries: 2000}, backups: opts.Backups, format: len(all), readOnly: opts.ReadOnly}
	if l.readOnly {
		err = l.openReadOnly(ctx)
	} else {
		err = l.open(ctx, all, opts.MustExist)
	}
	if err != nil {
		_ = l.Close()
		var known *Error
		if damaged(err) && (opts.MustExist || !unknown(path)) {
			return nil, assess(ctx, path, opts.Backups, err)
		}
		if errors.As(err, &known) {
			return nil, fmt.Errorf("open library %s: %w", path, err)
		}
		if damaged(err) {
			return nil, failf(NotALibrary, err, "%s is not a library of Offprint, or it is damaged. It was left as it is.", path)
		}
		if diskFull(err) {
			return nil, failf(Unusable, err, "There is no room left on the disk of %s, so the library could not be opened. It was left as it is; make room and try again.", path)
		}
		return nil, failf(Unusable, err, "The library at %s could not be opened. It was left as it is.", path)
	}
	return l, nil
}

func (o Options) withDefaults(path string) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Origin == "" {
		o.Origin = ByCommand
	}
	if o.Remote == nil {
		o.Remote = onNetwork
	}
	if o.Backups == "" {
		o.Backups = filepath.Join(filepath.Dir(path), "backups")
	}
	return o
}

func (l *Library) open(ctx context.Context, all []migration, mustExist bool) error {
	var err error
	if l.writer, err = connect(l.path, 1, writingParams()...); err != nil {
		return err
	}
	db, err := l.writer.DB()
	if err != nil {
		return err
	}
	if err := migrate(ctx, db, all, copying{path: l.path, folder: l.backups, newest: len(all), now: l.clock}, mustExist); err != nil {
		return err
	}
	if l.reader, err = connect(l.path, readers, readingParams()...); err != nil {
		return err
	}
	if l.searcher, err = connect(l.path, searchers, readingParams()...); err != nil {
		return err
	}
	l.wholeAtOnce, l.firstFor = wholeAtOnce, firstFor
	if l.columns, l.defaults, err = columnsOf(ctx, l.reader, stepTables()); err != nil {
		return err
	}
	reading, err := l.reader.DB()
	if err != nil {
		return err
	}
	if err := touch(ctx, reading); err != nil {
		return err
	}
	pool := formatPool{db, l.format}
	l.writer.ConnPool, l.writer.Statement.ConnPool = pool, pool
	if err := l.forgetOldSteps(ctx); err != nil {
		l.log.WarnContext(ctx, "old steps stay", "error", err) // as on a full disk, where there is something to read still
	}
	return nil
}

// formatPool is the writer's connection, which writes nothing once a newer
// program has brought the library to its format: what this one writes is of the
// older format.
type formatPool struct {
	*sql.DB
	format int
}

// BeginTx is for GORM.
func (p formatPool) BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error) {
	tx, err := p.DB.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	var format int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&format); err != nil {
		return nil, errors.Join(fmt.Errorf("read the format: %w", err), tx.Rollback())
	}
	if format != p.format {
		return nil, errors.Join(failf(TooNew, nil, "A newer version of Offprint has changed the format of the library meanwhile, so this was not saved. Close this window and start Offprint again."), tx.Rollback())
	}
	return tx, nil
}

// GetDBConn is for GORM.
func (p formatPool) GetDBConn() (*sql.DB, error) { return p.DB, nil }

// maxFolder bounds the name of a library's folder, in bytes: SQLite opens names
// of 512 (os_unix.c, MAX_PATHNAME), and those of backups being made are up to 90
// longer than their folder's.
const maxFolder = 420

// magic is how a database of SQLite begins.
const magic = "SQLite format 3\x00"

// inspect looks at what stands at path before SQLite does, because SQLite
// would make an empty database of nothing and say little about the rest.
func inspect(ctx context.Context, path string, opts Options) error {
	folder := filepath.Dir(path)
	if !opts.ReadOnly && opts.Remote(folder) {
		return failf(Unusable, nil, "The folder %s is on a network drive, where a library could be damaged by two programs that write at once. Nothing was changed. Choose a folder of this computer with --home; copies may go there, by “offprint backup FILE”.", folder)
	}
	if len(folder) > maxFolder {
		return failf(Unusable, nil, "The folder %s has too long a name for a library: %d bytes, of which %d can be. Nothing was changed; choose another with --home.", folder, len(folder), maxFolder)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if opts.MustExist || opts.ReadOnly || waiting(path) {
			d := &Damage{Path: path, Err: err}
			anew := "start a new library with --new-library"
			if waiting(path) {
				anew = fmt.Sprintf("move %s-wal away, which may hold notes, and %s", path, anew)
			}
			return failf(Vanished, d, "The library %s was here before and is gone. Nothing was put in its place. Bring the file back, or %s. %s", path, anew, d.advise(ctx, opts.Backups))
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return failf(Unusable, err, "The folder %s for the library cannot be made. Choose another with --home.", folder)
		}
		return writable(folder)
	case err != nil:
		return failf(Unusable, err, "The library %s cannot be read.", path)
	case info.IsDir():
		return failf(NotALibrary, nil, "%s is a folder, not a library of Offprint.", path)
	}
	how := os.O_RDWR
	if opts.ReadOnly {
		how = os.O_RDONLY
	}
	file, err := os.OpenFile(path, how, 0)
	if err != nil {
		return failf(Unusable, err, "The library %s cannot be written. Nothing was changed; check who owns the file.", path)
	}
	defer file.Close()
	head := make([]byte, len(magic))
	n, err := io.ReadFull(file, head)
	switch {
	case n == 0 && !opts.MustExist && !opts.ReadOnly && !waiting(path):
		return writable(folder) // an empty file, as SQLite leaves it before the first write
	case err == nil && string(head) == magic:
		if opts.ReadOnly {
			return nil
		}
		return writable(folder)
	case opts.MustExist || opts.ReadOnly || n == 0:
		return assess(ctx, path, opts.Backups, faultf("the file has %d bytes and begins with %q", info.Size(), head[:n]))
	}
	return failf(NotALibrary, nil, "%s is not a library of Offprint. It was left as it is.", path)
}

// waiting says that beside path stands what a program that was killed had
// written into a library and not yet moved into its file.
func waiting(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

// unknown says that nothing in the file at path tells that it is a library of
// Offprint.
func unknown(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return true
	}
	defer file.Close()
	id := make([]byte, 4) // https://www.sqlite.org/fileformat.html#application_id
	_, err = file.ReadAt(id, 68)
	return err != nil || binary.BigEndian.Uint32(id) != applicationID
}

func writable(folder string) error {
	probe, err := os.CreateTemp(folder, ".offprint-*")
	if err != nil {
		return failf(Unusable, err, "The folder %s cannot be written, so notes could not be saved there. Choose another with --home.", folder)
	}
	name := probe.Name()
	return errors.Join(probe.Close(), os.Remove(name))
}

// writingParams and readingParams are how the two handles of a library are opened. Readers
// must not try to change the journal mode; 16 MiB of pages are what searching
// ten thousand papers goes through.
func writingParams() []string {
	return []string{"_pragma=synchronous(FULL)", "_txlock=immediate", "_pragma=foreign_keys(1)", "_pragma=journal_mode(WAL)"}
}

func readingParams() []string { return []string{"_pragma=query_only(1)", "_pragma=cache_size(-16384)"} }

func connect(path string, connections int, params ...string) (*gorm.DB, error) {
	params = append([]string{"_pragma=busy_timeout(20000)"}, params...) // a large import writes for as long
	db, err := gorm.Open(sqlite.Open(dataSource(path, params)), &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard, // errors are wrapped and returned; notes never reach a log
	})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return db, nil
}

// Path is the library's file.
func (l *Library) Path() string { return l.path }

// Close lets the library go. Everything saved is on disk already.
func (l *Library) Close() error {
	var errs []error
	for _, db := range []*gorm.DB{l.searcher, l.reader, l.writer} {
		if db == nil {
			continue
		}
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// watchAgain is how long Watch waits after the library could not be read.
const watchAgain = 30 * time.Second

// Watch calls changed after another connection, of this program or another,
// has written to the library, at most once a second, until ctx ends. Where the
// library cannot be read for a while, it calls changed once it can again.
func (l *Library) Watch(ctx context.Context, changed func()) {
	again := func() {}
	for {
		err := l.watch(ctx, again, changed)
		if ctx.Err() != nil {
			return
		}
		l.log.Warn("watch library", "err", err, "again in", watchAgain)
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchAgain):
		}
		again = changed // what came meanwhile is not known
	}
}

// watch is Watch until the first error; begun is called when it can read.
func (l *Library) watch(ctx context.Context, begun, changed func()) error {
	pool, err := l.reader.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	last, err := dataVersion(ctx, conn)
	if err != nil {
		return err
	}
	begun()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		now, err := dataVersion(ctx, conn)
		if err != nil {
			return err
		}
		if now != last {
			last = now
			changed()
		}
	}
}

func dataVersion(ctx context.Context, conn *sql.Conn) (int64, error) {
	var v int64
	err := conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, err
}

// clock is now in UTC, cut to what the library stores.
func (l *Library) clock() time.Time { return l.now().UTC().Truncate(time.Millisecond) }
