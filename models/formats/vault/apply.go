package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/natefinch/atomic"

	"offprint/models"
	"offprint/models/formats"
)

// Report is what became of an export.
type Report struct {
	// New and Updated are how many files were written, ReadBack how many of them
	// were read again and hold their paper as it was written.
	New, Updated, ReadBack int
	// Copies is the folder with the files as they were before they were updated;
	// empty where none was.
	Copies string
}

// mostCopies is how many exports' copies of files are kept in a vault.
const mostCopies = 10

// copiesAt is the name of the folder with the copies of an export.
const copiesAt = "2006-01-02T150405Z"

// Apply writes what was planned: papers are at least those of ToWrite, others are
// passed over. Each file is replaced whole or not at all, and a copy of what it
// was is kept in the vault's folder .offprint. A file that is not as it was when
// it was planned with is left alone, and is a Conflict in c from then on. at is
// the time, for naming the copies; onWritten is told after each file how many were
// written, and may be nil.
//
// An error stops it: an *models.Error where the folder cannot be written. What was
// written by then is whole, and the next export goes on from there.
func (c *Changes) Apply(ctx context.Context, papers formats.Papers, at time.Time, onWritten func(files int)) (Report, error) {
	var report Report
	planned := make(map[string]*Change, len(c.Papers))
	for i := range c.Papers {
		if k := c.Papers[i].Kind; k == New || k == Updated {
			planned[c.Papers[i].identity] = &c.Papers[i]
		}
	}
	if len(planned) == 0 {
		return report, nil
	}
	w, err := c.openWriter(at)
	if err != nil {
		return report, err
	}
	defer w.close()
	for p, err := range formats.Ahead(papers) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return report, fmt.Errorf("write a vault: %w", err)
		}
		change := planned[identity(p)]
		if change == nil {
			continue
		}
		delete(planned, change.identity) // another that has it has no file
		kind := change.Kind
		if err := c.apply(w, change, p, &report); err != nil {
			return report, err
		}
		switch {
		case change.Kind != kind:
		case kind == New:
			report.New++
		default:
			report.Updated++
		}
		if report.Copies = w.copied; onWritten != nil && change.Kind == kind {
			onWritten(report.New + report.Updated)
		}
	}
	return report, nil
}

// apply writes the file of one paper.
func (c *Changes) apply(w *writer, change *Change, p *models.Paper, report *Report) error {
	path := filepath.Join(c.Folder, filepath.FromSlash(change.Path))
	conflict := func(problem *models.Error) error {
		change.Kind, change.Problem, change.Keys, change.Kept, change.Block = Conflict, problem, nil, nil, false
		return nil
	}
	info, err := os.Lstat(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return conflict(unreadable(change.Path, err))
	}
	var data []byte
	if err == nil {
		if data, err = os.ReadFile(path); err != nil {
			return conflict(unreadable(change.Path, err))
		}
	}
	fresh := change.Kind == New
	switch {
	case fresh && (len(data) > 0 || info != nil && !info.Mode().IsRegular()):
		return conflict(failf(models.Conflict, nil, "%s was not there a moment ago. It was not touched: export again.", change.Path))
	case !fresh && info == nil:
		return conflict(unreadable(change.Path, fs.ErrNotExist))
	case !fresh && sha256.Sum256(data) != change.seen:
		return conflict(failf(models.Conflict, nil, "%s was changed a moment ago. It was not touched: export again.", change.Path))
	}
	paper, err := c.render(p)
	if err != nil {
		return err
	}
	result := change.merge(paper, data)
	if fresh && change.Kind == Updated {
		change.Kind, change.Block = New, false
	}
	if result == nil {
		return nil // the paper became what the file has, or may not be written any more
	}
	if err := w.write(change.Path, data, result, info); err != nil {
		var stop *models.Error
		if errors.As(err, &stop) && stop.Code != models.Conflict {
			return err
		} else if stop != nil {
			return conflict(stop)
		}
		return err
	}
	if paper.isIn(path, result) {
		report.ReadBack++
	}
	return nil
}

// isIn says whether a file was read again as it was written, and is one that
// another export of the paper would leave.
func (w written) isIn(path string, as []byte) bool {
	data, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(data, as) {
		return false
	}
	again, problem := w.into(data, path)
	return problem == nil && again.data == nil
}

// writer writes files of a vault.
type writer struct {
	lock    *flock.Flock
	folder  string
	own     string // our folder in it
	copies  string // where copies of this export go
	copied  string // the same once there is one
	written int
}

func (c *Changes) openWriter(at time.Time) (*writer, error) {
	w := &writer{folder: c.Folder, own: filepath.Join(c.Folder, ownFolder)}
	w.copies = filepath.Join(w.own, "before", at.UTC().Format(copiesAt))
	if c.Absent {
		if err := os.Mkdir(c.Folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, w.unwritable(err)
		}
	}
	if err := os.Mkdir(w.own, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, w.unwritable(err)
	}
	w.lock = flock.New(filepath.Join(w.own, "lock"))
	// Where the file system knows no locks, two at once are the reader's business.
	if locked, err := w.lock.TryLock(); err == nil && !locked {
		return nil, failf(models.Conflict, nil, "Another export is writing into %s. No file was touched: try again when it is done.", c.Folder)
	}
	// What an export left that was killed.
	left, err := filepath.Glob(filepath.Join(w.own, "new-*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		w.close()
		return nil, w.unwritable(err)
	}
	return w, nil
}

// unwritable says that the folder does not take files.
func (w *writer) unwritable(err error) *models.Error {
	if w.written > 0 {
		return failf(models.Unusable, err, "The folder %s took %d files and no more. Each of them is whole, and no other was touched. See that there is room, then export again.", w.folder, w.written)
	}
	return failf(models.Unusable, err, "The folder %s cannot be written. No file was touched. See that it may be written and has room.", w.folder)
}

// write puts data into the place of a file that has old now, and info; both nil
// where it is new. A *models.Error with the code Conflict says that this file
// alone could not be written.
func (w *writer) write(path string, old, data []byte, info fs.FileInfo) error {
	target := filepath.Join(w.folder, filepath.FromSlash(path))
	temporary, err := w.temporary(data, info)
	if err != nil {
		return w.unwritable(err)
	}
	if len(old) > 0 {
		err = w.copy(path, old)
	}
	if err != nil {
		return errors.Join(w.unwritable(err), os.Remove(temporary))
	}
	now, statErr := os.Lstat(target)
	switch {
	case info == nil && statErr == nil, info != nil && (statErr != nil || now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime())):
		err = failf(models.Conflict, statErr, "%s was changed a moment ago. It was not touched: export again.", path)
	case info == nil:
		err = place(temporary, target)
	default:
		err = atomic.ReplaceFile(temporary, target)
	}
	if err == nil {
		w.written++
		return nil
	}
	err = errors.Join(err, os.Remove(temporary))
	var stop *models.Error
	switch {
	case errors.As(err, &stop):
		return err
	case info == nil && !errors.Is(err, fs.ErrExist):
		return w.unwritable(err)
	}
	return failf(models.Conflict, err, "%s could not be replaced. It was not touched: see that no other program holds it and that it may be written.", path)
}

// temporary is a file with data that waits in our folder.
func (w *writer) temporary(data []byte, info fs.FileInfo) (path string, err error) {
	path = filepath.Join(w.own, fmt.Sprintf("new-%d-%d", os.Getpid(), w.written))
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // the umask takes from it
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if info != nil && err == nil {
		// What the reader wrote is in it. A new file can be made again.
		err = errors.Join(file.Sync(), file.Chmod(info.Mode().Perm()))
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}

// place gives a new file its name, where nothing has it.
func place(temporary, target string) error {
	err := os.Link(temporary, target)
	switch {
	case err == nil:
		return os.Remove(temporary)
	case errors.Is(err, fs.ErrExist), errors.Is(err, syscall.ENOSPC):
		return err
	}
	// A file system without links.
	if _, err := os.Lstat(target); err == nil {
		return fs.ErrExist
	}
	return os.Rename(temporary, target)
}

// copy keeps what a file was.
func (w *writer) copy(path string, data []byte) error {
	target := filepath.Join(w.copies, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(target, data, 0o600); err != nil {
		return err
	}
	w.copied = w.copies
	return nil
}

// close takes copies of older exports away, and lets others write.
func (w *writer) close() {
	defer func() { _ = w.lock.Close() }() // the system does it where this fails
	if w.copied == "" {
		return
	}
	older, err := os.ReadDir(filepath.Dir(w.copies))
	if err != nil {
		return // they stay until the next time
	}
	older = slices.DeleteFunc(older, func(e fs.DirEntry) bool {
		_, err := time.Parse(copiesAt, e.Name())
		return err != nil
	})
	// os.ReadDir has sorted them.
	for _, e := range older[:max(0, len(older)-mostCopies)] {
		_ = os.RemoveAll(filepath.Join(filepath.Dir(w.copies), e.Name())) // likewise
	}
}
