package models

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/natefinch/atomic"
)

// BackupKind says why a backup was made.
type BackupKind string

// The kinds of backups. Each stands at the beginning of its file's name.
const (
	// DailyBackup is made once a day; the 14 newest are kept that are not the
	// same as the one after them.
	DailyBackup BackupKind = "daily"
	// ManualBackup was asked for by the reader, who alone removes it.
	ManualBackup BackupKind = "manual"
	// BeforeFormat precedes a change of the library's format; 5 are kept.
	BeforeFormat BackupKind = "before-format"
	// BeforeRestore is what a restore replaced: to restore it takes the restore
	// back; 5 are kept.
	BeforeRestore BackupKind = "before-restore"
	// SetAside is a damaged library, as it was when a backup took its place. It
	// was never verified, and only the reader removes it.
	SetAside BackupKind = "damaged"
)

// keptBackups are how many backups of a kind are kept; without a number all
// are.
func keptBackups() map[BackupKind]int {
	return map[BackupKind]int{DailyBackup: 14, BeforeFormat: 5, BeforeRestore: 5}
}

// Backup is a copy of a library: one file, which is a library itself.
type Backup struct {
	Path string
	Kind BackupKind
	At   time.Time
	Size int64 // in bytes
	// Verified says that the file was looked through after it was written and
	// held what the library held at that moment.
	Verified bool
	// Format, Papers, Kept and Notes say what is in it; 0 where it was never
	// verified.
	Format              int
	Papers, Kept, Notes int64

	written time.Time
}

// Name is the backup's name among the library's backups.
func (b Backup) Name() string { return strings.TrimSuffix(filepath.Base(b.Path), ".db") }

// record is what stands beside a backup, in a file of the same name with the
// ending ".json", once it was verified.
type record struct {
	At     time.Time        `json:"at"`
	Format int              `json:"format"`
	Bytes  int64            `json:"bytes"`
	Sum    uint32           `json:"crc32c"`
	Rows   map[string]int64 `json:"rows"`
}

// maxRecord bounds a record, in bytes.
const maxRecord = 1 << 16

func recordPath(path string) string { return strings.TrimSuffix(path, ".db") + ".json" }

func readRecord(path string) (record, bool) {
	file, err := os.Open(recordPath(path))
	if err != nil {
		return record{}, false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxRecord))
	var r record
	if err != nil || json.Unmarshal(text, &r) != nil || r.Bytes <= 0 {
		return record{}, false
	}
	return r, true
}

func (r record) write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("record backup %s: %w", path, err)
	}
	if err := atomic.WriteFile(recordPath(path), bytes.NewReader(append(text, '\n'))); err != nil {
		return fmt.Errorf("record backup %s: %w", path, err)
	}
	return nil
}

func (r record) backup(path string, kind BackupKind) Backup {
	return Backup{
		Path: path, Kind: kind, At: r.At, Size: r.Bytes, Verified: true, Format: r.Format,
		Papers: r.Rows["papers"], Kept: r.Rows["entries"], Notes: r.Rows["notes"], written: time.Now(),
	}
}

// intact says that the file of a backup is, byte for byte, the one that was
// verified. It reads all of it: about a second for each 3 GB.
func (b Backup) intact(ctx context.Context) bool {
	r, ok := readRecord(b.Path)
	if !ok {
		return false
	}
	size, sum, err := checksum(ctx, b.Path, io.Discard)
	return err == nil && size == r.Bytes && sum == r.Sum
}

// Backup writes a verified copy of the library to path, or among the library's
// backups where path is empty. Reading goes on meanwhile, and writing but for
// some milliseconds. A file that is there is never replaced; where the copy
// fails, or ctx ends, nothing is left of it. The error is an *Error of the code
// Invalid for a path that cannot be, Damaged where the library could not be read
// out whole, else Unusable.
func (l *Library) Backup(ctx context.Context, path string) (Backup, error) {
	if path == "" {
		return l.backUp(ctx, ManualBackup, stamp(l.clock()))
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return Backup{}, failf(Invalid, err, "%q is no name for a file. Nothing was written.", path)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return Backup{}, failf(Invalid, err, "There is no folder %s. Nothing was written.", filepath.Dir(path))
	}
	if _, err := os.Lstat(path); err == nil {
		return Backup{}, existing(path)
	}
	r, err := verifiedCopy(ctx, l.path, path, l.format, l.readOnly)
	if err != nil {
		return Backup{}, l.backupFailed(ctx, path, err)
	}
	r.At = l.clock()
	return r.backup(path, ManualBackup), nil
}

func existing(path string) error {
	return failf(Invalid, os.ErrExist, "There is a file %s already, and it was left as it is. Give the backup another name.", path)
}

// stamp is how a moment stands in the name of a backup.
func stamp(t time.Time) string { return t.UTC().Format("20060102T150405") }

// backUp makes a backup among the library's own. Where the name is taken it gets
// a number.
func (l *Library) backUp(ctx context.Context, kind BackupKind, name string) (Backup, error) {
	c := copying{path: l.path, folder: l.backups, newest: l.format, now: l.clock, held: l.readOnly}
	b, err := c.make(ctx, kind, name)
	if err != nil {
		return Backup{}, l.backupFailed(ctx, l.backups, err)
	}
	if kind == DailyBackup {
		l.dropSame(ctx, b)
	}
	l.prune(ctx, kind)
	return b, nil
}

// dropSame removes the daily backup before this one where both are the same,
// byte for byte: nothing was changed between them, and copies of a library in
// which something was are not the same.
func (l *Library) dropSame(ctx context.Context, newest Backup) {
	all, err := l.Backups(ctx)
	before := slices.IndexFunc(all, func(b Backup) bool { return b.Kind == DailyBackup && b.Verified && b.Path != newest.Path })
	if err == nil && before >= 0 {
		var same bool
		if same, err = sameFiles(ctx, newest.Path, all[before].Path); same {
			err = removeBackup(all[before])
		}
	}
	if err != nil {
		l.log.WarnContext(ctx, "two daily backups may be the same", "error", err)
	}
}

// copying is how backups of the library at path are made in folder.
type copying struct {
	path, folder string
	newest       int // the newest format that may be copied
	now          func() time.Time
	held         bool // nobody writes meanwhile
}

func (c copying) make(ctx context.Context, kind BackupKind, name string) (Backup, error) {
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return Backup{}, fmt.Errorf("make the folder for backups: %w", err)
	}
	path := c.free(kind, name)
	r, err := verifiedCopy(ctx, c.path, path, c.newest, c.held)
	if errors.Is(err, os.ErrExist) { // another program took the name meanwhile
		path = c.free(kind, name)
		r, err = verifiedCopy(ctx, c.path, path, c.newest, c.held)
	}
	if err != nil {
		return Backup{}, err
	}
	r.At = c.now()
	if err := r.write(path); err != nil {
		return Backup{}, errors.Join(err, os.Remove(path))
	}
	return r.backup(path, kind), nil
}

// free is the first name that no file has yet.
func (c copying) free(kind BackupKind, name string) string {
	path := filepath.Join(c.folder, string(kind)+"-"+name+".db")
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); err != nil {
			return path
		}
		path = filepath.Join(c.folder, fmt.Sprintf("%s-%s-%d.db", kind, name, n))
	}
}

// backupFailed is the sentence for a backup that was not made.
func (l *Library) backupFailed(ctx context.Context, target string, err error) error {
	var known *Error
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("back the library up: %w", ctx.Err())
	case errors.Is(err, os.ErrExist):
		return existing(target)
	case diskFull(err):
		return failf(Unusable, err, "There is no room left for a backup in %s. Nothing half-written was left there, and the library is as it was.", folderOf(target))
	case damaged(err) || CodeOf(err) == Damaged:
		if found := l.Examine(ctx); found != nil {
			return found
		}
		return failf(Unusable, err, "What was written to %s was not there afterwards, so the backup was thrown away. The library is sound; the disk may not be.", folderOf(target))
	case errors.As(err, &known):
		return fmt.Errorf("back the library up: %w", err)
	}
	return failf(Unusable, err, "The backup could not be written in %s. Nothing half-written was left there, and the library is as it was.", folderOf(target))
}

func folderOf(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	return filepath.Dir(path)
}

// BackupDaily makes the backup of this day, as the library's clock has it, where
// there is none yet, and removes those that are more than are kept, and the one
// before where nothing was changed since. It returns the day's backup and whether
// this call made it. Errors are those of Backup.
func (l *Library) BackupDaily(ctx context.Context) (b Backup, made bool, err error) {
	day := l.now().Format(time.DateOnly)
	all, err := l.Backups(ctx)
	if err != nil {
		return Backup{}, false, err
	}
	for _, b := range all {
		if b.Kind == DailyBackup && b.Verified && strings.HasPrefix(b.Name(), string(DailyBackup)+"-"+day) {
			return b, false, nil
		}
	}
	b, err = l.backUp(ctx, DailyBackup, day)
	return b, err == nil, err
}

// Backups are the library's backups, the newest first. Copies that were written
// elsewhere are not among them.
func (l *Library) Backups(ctx context.Context) ([]Backup, error) { return Backups(ctx, l.backups) }

// LastBackup is the newest verified backup that was made to be one: of a day, or
// asked for. ok is false where there is none.
func (l *Library) LastBackup(ctx context.Context) (b Backup, ok bool, err error) {
	all, err := l.Backups(ctx)
	i := slices.IndexFunc(all, func(b Backup) bool { return b.Verified && (b.Kind == DailyBackup || b.Kind == ManualBackup) })
	if err != nil || i < 0 {
		return Backup{}, false, err
	}
	return all[i], true, nil
}

// Backups are the backups in a folder, the newest first: what Library.Backups
// gives, also for a library that cannot be opened.
func Backups(ctx context.Context, folder string) ([]Backup, error) {
	files, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failf(Unusable, err, "The folder %s for backups cannot be read.", folder)
	}
	var all []Backup
	for _, file := range files {
		kind, ours := kindOf(file.Name())
		info, err := file.Info()
		if !ours || err != nil || !info.Mode().IsRegular() {
			continue // gone by now, or not ours
		}
		b := Backup{Path: filepath.Join(folder, file.Name()), Kind: kind, At: info.ModTime(), Size: info.Size()}
		if r, ok := readRecord(b.Path); ok && r.Bytes == b.Size {
			b = r.backup(b.Path, kind)
		}
		b.written = info.ModTime()
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b Backup) int {
		return cmp.Or(b.At.Compare(a.At), b.written.Compare(a.written), cmp.Compare(b.Path, a.Path))
	})
	return all, ctx.Err()
}

func kindOf(name string) (BackupKind, bool) {
	if filepath.Ext(name) != ".db" {
		return "", false
	}
	for _, kind := range []BackupKind{DailyBackup, ManualBackup, BeforeFormat, BeforeRestore, SetAside} {
		if strings.HasPrefix(name, string(kind)+"-") {
			return kind, true
		}
	}
	return "", false
}

// NewestGood is the newest backup in a folder whose file is still what was
// verified; ok is false where there is none. What a restore replaced is taken
// only where there is nothing else: the reader had it replaced. It reads the
// files, see Backup.Verified for what is known without.
func NewestGood(ctx context.Context, folder string) (b Backup, ok bool) {
	all, err := Backups(ctx, folder)
	if err != nil {
		return Backup{}, false
	}
	slices.SortStableFunc(all, func(a, b Backup) int {
		switch {
		case a.Kind == b.Kind || a.Kind != BeforeRestore && b.Kind != BeforeRestore:
			return 0
		case a.Kind == BeforeRestore:
			return 1
		}
		return -1
	})
	for _, b := range all {
		if b.Verified && b.intact(ctx) {
			return b, true
		}
	}
	return Backup{}, false
}

// prune removes the oldest backups of a kind that are more than are kept. What
// was never verified does not count, and goes with the ones of its age.
func (l *Library) prune(ctx context.Context, kind BackupKind) {
	if err := pruneBackups(ctx, l.backups, kind, ""); err != nil {
		l.log.WarnContext(ctx, "old backups are left", "error", err)
	}
}

// pruneBackups is prune in a folder; the file spared stays in any case.
func pruneBackups(ctx context.Context, folder string, kind BackupKind, spared string) error {
	most, bounded := keptBackups()[kind]
	if !bounded {
		return nil
	}
	all, err := Backups(ctx, folder)
	good := 0
	for _, b := range all {
		if b.Kind != kind {
			continue
		}
		if good >= most && b.Path != spared {
			err = errors.Join(err, removeBackup(b))
		}
		if b.Verified {
			good++
		}
	}
	return err
}

// removeBackup removes the record first: without it a file is not taken for a
// good backup.
func removeBackup(b Backup) error {
	if b.Path == "" {
		return nil
	}
	if err := os.Remove(recordPath(b.Path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Remove(b.Path)
}
