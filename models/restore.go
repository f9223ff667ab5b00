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
)

// Restored is what a restore did.
type Restored struct {
	// From is the backup that the library now holds.
	From Backup
	// Before is the library as it was until then. To restore it takes the
	// restore back. Its Path is empty where there was nothing to keep; its Kind
	// is SetAside where the library was damaged.
	Before Backup
}

// Restore puts what is in the backup at from, a library's file, in the place of
// all that is in this library, which stays open: every window and command that
// has it open sees the change as one of another program. The library as it was
// is kept first, as a backup of the kind BeforeRestore. A backup in an older
// format is brought to today's on the way; it stays itself as it is.
//
// It happens whole or not at all, also where the program is killed. The error is
// an *Error: of the code NotFound, NotALibrary, TooNew or Damaged where from
// cannot be restored, else Unusable; nothing was changed then.
func (l *Library) Restore(ctx context.Context, from string) (Restored, error) {
	r := restoring{path: l.path, folder: l.backups, now: l.clock, log: l.log}
	return r.run(ctx, from)
}

// Restore is Library.Restore for the library at path, which need not be one that
// can be opened: where it is gone, or too damaged, a new file takes its place.
// A damaged one is kept as a backup of the kind SetAside.
func Restore(ctx context.Context, path, from string, opts Options) (Restored, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Restored{}, failf(Unusable, err, "The library's folder %q cannot be used.", path)
	}
	opts = opts.withDefaults(path)
	r := restoring{path: path, folder: opts.Backups, log: opts.Log, now: func() time.Time { return opts.Now().UTC().Truncate(time.Millisecond) }}
	return r.run(ctx, from)
}

// NewestBefore is the newest backup in a folder that a restore left, which takes
// that restore back; ok is false where there is none.
func NewestBefore(ctx context.Context, folder string) (b Backup, ok bool) {
	all, err := Backups(ctx, folder)
	if err != nil {
		return Backup{}, false
	}
	for _, b := range all {
		if b.Kind == BeforeRestore && b.Verified {
			return b, true
		}
	}
	return Backup{}, false
}

// restoring is one restore of the library at path, with backups in folder.
type restoring struct {
	path, folder string
	now          func() time.Time
	log          *slog.Logger
	all          []migration
}

func (r restoring) run(ctx context.Context, from string) (Restored, error) {
	restored, err := r.restore(ctx, from)
	var known *Error
	switch {
	case err == nil:
		return restored, nil
	case ctx.Err() != nil:
		return Restored{}, fmt.Errorf("restore %s: %w", from, ctx.Err())
	case diskFull(err):
		return Restored{}, failf(Unusable, err, "There is no room on the disk to restore a backup: it takes three times the size of the library for a while. Nothing was changed.")
	case errors.As(err, &known):
		return Restored{}, fmt.Errorf("restore %s: %w", from, err)
	}
	return Restored{}, failf(Unusable, err, "The backup %s could not be restored. Nothing was changed.", from)
}

func (r restoring) restore(ctx context.Context, from string) (Restored, error) {
	var err error
	if r.all, err = migrations(migrationFiles); err != nil {
		return Restored{}, err
	}
	for _, folder := range []string{r.folder, filepath.Dir(r.path)} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return Restored{}, err
		}
		sweep(folder)
	}
	work, err := os.MkdirTemp(filepath.Dir(r.path), unfinished)
	if err != nil {
		return Restored{}, err
	}
	defer os.RemoveAll(work)
	staged := filepath.Join(work, "library.db")
	restored := Restored{}
	if restored.From, err = r.stage(ctx, from, staged); err != nil {
		return Restored{}, err
	}
	if r.whole(ctx) {
		restored.Before, err = r.replacePages(ctx, staged)
	} else {
		restored.Before, err = r.replaceFile(ctx, staged)
	}
	if err != nil {
		return Restored{}, err
	}
	if err := pruneBackups(ctx, r.folder, BeforeRestore, from); err != nil {
		r.log.WarnContext(ctx, "old backups are left", "error", err)
	}
	return restored, nil
}

// whole says that the library's file can be opened by SQLite, so that its pages
// can be replaced under everybody who has it open.
func (r restoring) whole(ctx context.Context) bool {
	info, err := os.Stat(r.path)
	if err != nil || info.Size() == 0 {
		return false
	}
	db, err := openFile(r.path, 1, "mode=rw")
	if err != nil {
		return false
	}
	defer db.Close()
	var pages, first int64
	return db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages) == nil && pages > 0 &&
		db.QueryRowContext(ctx, "SELECT pgno FROM sqlite_dbpage WHERE pgno = 1").Scan(&first) == nil
}

// attempts are how often the library as it was is copied while others may write.
// When they have each time, the last copy makes them wait.
const attempts = 3

// replacePages replaces the library page by page in one transaction, as
// sqlite3_rsync does (https://www.sqlite.org/dbpage.html,
// https://www.sqlite.org/rsync.html). Whoever has it open reads on in the old
// one until it is committed, and the new one from then on.
func (r restoring) replacePages(ctx context.Context, staged string) (before Backup, err error) {
	db, err := openFile(r.path, 1, "mode=rw", "_pragma=synchronous(FULL)")
	if err != nil {
		return Backup{}, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return Backup{}, fmt.Errorf("connect to %s: %w", r.path, err)
	}
	defer conn.Close()
	if _, err := formatOf(ctx, conn, r.path, len(r.all)); err != nil && !damaged(err) {
		return Backup{}, err
	}
	if before, err = r.keepPresent(ctx, conn); err != nil {
		return Backup{}, err
	}
	if err = writePages(ctx, conn, staged); err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		err = errors.Join(r.rollBack(ctx, conn, err), removeBackup(before))
		before = Backup{}
	}
	// What stands in the write-ahead log is safe; moving it into the file only
	// gives room back, and waits for readers of the old.
	_, _ = conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint(TRUNCATE)")
	return before, err
}

// keepPresent makes the backup of the library as it is and begins a transaction
// in which it is still so.
func (r restoring) keepPresent(ctx context.Context, conn *sql.Conn) (Backup, error) {
	c := copying{path: r.path, folder: r.folder, newest: len(r.all), now: r.now}
	for attempt := 1; ; attempt++ {
		c.held = attempt == attempts
		if c.held {
			if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
				return Backup{}, fmt.Errorf("wait for writers of %s: %w", r.path, err)
			}
		}
		seen, err := dataVersion(ctx, conn)
		if err != nil {
			return Backup{}, r.rollBack(ctx, conn, err)
		}
		b, err := c.make(ctx, BeforeRestore, stamp(r.now()))
		beyond := damaged(err) || CodeOf(err) == Damaged
		if err != nil && !beyond {
			return Backup{}, r.rollBack(ctx, conn, err)
		}
		if !c.held {
			if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
				return Backup{}, errors.Join(fmt.Errorf("wait for writers of %s: %w", r.path, err), removeBackup(b))
			}
		}
		if beyond {
			r.log.WarnContext(ctx, "the library is set aside as it is", "error", err)
			if b, err = r.setPagesAside(ctx, conn); err != nil {
				return Backup{}, r.rollBack(ctx, conn, err)
			}
			return b, nil
		}
		now, err := dataVersion(ctx, conn)
		if err == nil && now == seen {
			return b, nil
		}
		if err = errors.Join(r.rollBack(ctx, conn, err), removeBackup(b)); err != nil {
			return Backup{}, err
		}
	}
}

func (r restoring) rollBack(ctx context.Context, conn *sql.Conn, cause error) error {
	_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // there may be nothing to roll back
	return cause
}

// setPagesAside writes the pages of a damaged library into a file, as they are.
func (r restoring) setPagesAside(ctx context.Context, conn *sql.Conn) (b Backup, err error) {
	path := copying{folder: r.folder}.free(SetAside, stamp(r.now()))
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Backup{}, fmt.Errorf("set the library aside: %w", err)
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			err = fmt.Errorf("set the library aside: %w", errors.Join(err, os.Remove(path)))
		}
	}()
	rows, err := conn.QueryContext(ctx, "SELECT data FROM sqlite_dbpage ORDER BY pgno")
	if err != nil {
		return Backup{}, err
	}
	defer rows.Close()
	b = Backup{Path: path, Kind: SetAside, At: r.now()}
	for rows.Next() {
		var page sql.RawBytes
		if err := rows.Scan(&page); err != nil {
			return Backup{}, err
		}
		if _, err := out.Write(page); err != nil {
			return Backup{}, err
		}
		b.Size += int64(len(page))
	}
	return b, errors.Join(rows.Err(), out.Sync())
}

// Places in a database's first page, and the page that locks lie in, which no
// database uses (https://www.sqlite.org/fileformat.html).
const (
	versionsAt = 18 // two bytes: written and read by way of a write-ahead log or not
	cookieAt   = 40 // a number that changes with the schema
	pendingAt  = 1 << 30
)

// writePages writes the pages of the file staged over those of the database on
// conn, in a transaction that has begun. Everybody reads the schema anew
// afterwards.
func writePages(ctx context.Context, conn *sql.Conn, staged string) error {
	var first []byte
	var present int64
	if err := conn.QueryRowContext(ctx, "SELECT data FROM sqlite_dbpage WHERE pgno = 1").Scan(&first); err != nil {
		return fmt.Errorf("read the first page: %w", err)
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&present); err != nil {
		return fmt.Errorf("count pages: %w", err)
	}
	file, err := os.Open(staged)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	defer file.Close()
	write, err := conn.PrepareContext(ctx, "INSERT INTO sqlite_dbpage(pgno, data) VALUES (?, ?)")
	if err != nil {
		return fmt.Errorf("replace pages: %w", err)
	}
	defer write.Close()
	page, last := make([]byte, len(first)), int64(0)
	var head []byte
	for ; ; last++ {
		if _, err := io.ReadFull(file, page); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("read the copy: %w", err)
		}
		switch {
		case last == 0:
			head = append(head, page...)
			copy(head[versionsAt:versionsAt+2], first[versionsAt:])
			copy(head[cookieAt:cookieAt+4], first[cookieAt:])
			continue
		case last == int64(pendingAt/len(page)):
			continue
		}
		if _, err := write.ExecContext(ctx, last+1, page); err != nil {
			return fmt.Errorf("replace page %d: %w", last+1, err)
		}
	}
	// The first page comes late and the change of its cookie last: with that
	// SQLite would look for the new schema in pages that are not there yet.
	if _, err := write.ExecContext(ctx, 1, head); err != nil {
		return fmt.Errorf("replace the first page: %w", err)
	}
	if present > last {
		if _, err := write.ExecContext(ctx, last+1, nil); err != nil { // and all behind it
			return fmt.Errorf("cut the library to %d pages: %w", last, err)
		}
	}
	cookie := binary.BigEndian.Uint32(first[cookieAt:]) + 1
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA schema_version = %d", cookie)); err != nil {
		return fmt.Errorf("tell of the new schema: %w", err)
	}
	return nil
}

// replaceFile puts the file staged in the place of one that SQLite cannot open,
// or that is not there. First that is set aside with what stands beside it.
func (r restoring) replaceFile(ctx context.Context, staged string) (before Backup, err error) {
	var aside []string
	defer func() {
		if err == nil {
			return
		}
		for _, path := range aside {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	path := copying{folder: r.folder}.free(SetAside, stamp(r.now()))
	for _, suffix := range []string{"", "-wal"} {
		size, _, err := copyFile(ctx, r.path+suffix, path+suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		aside = append(aside, path+suffix)
		if err == nil {
			err = syncFile(path + suffix)
		}
		if err != nil {
			return Backup{}, err
		}
		if suffix == "" {
			before = Backup{Path: path, Kind: SetAside, At: r.now(), Size: size}
		}
	}
	syncFolder(r.folder)
	// A log of the old file must not be read into the new one. Killed in between,
	// the old file is as damaged as before, and all of it is where it was set
	// aside: from here on that stays.
	aside = nil
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(r.path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return Backup{}, fmt.Errorf("remove %s: %w", r.path+suffix, err)
		}
	}
	if err := os.Rename(staged, r.path); err != nil {
		return Backup{}, fmt.Errorf("put the copy in place: %w", err)
	}
	syncFolder(filepath.Dir(r.path))
	return before, nil
}
