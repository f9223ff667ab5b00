// Package export writes papers of the library into files, for the window and
// for commands alike: a file is written beside the one that it will replace,
// read back, and put in its place only when every paper is in it. The formats
// themselves are below models/formats; which papers and which file, the reader
// has said by then. The folder of a vault is models/formats/vault's.
package export

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"

	"offprint/models"
	"offprint/models/formats"
)

// Library is what an export needs of the library.
type Library interface {
	GiveCitationKeys(ctx context.Context, papers []int64) error
	Whole(ctx context.Context, papers []int64) iter.Seq2[*models.Paper, error]
	Collect(ctx context.Context, papers []int64, everything bool, take func(models.Belongings, iter.Seq2[*models.Record, error]) error) error
}

// Export is papers to be written.
type Export struct {
	Library Library
	Format  Format
	Options formats.Options
	// Papers are their keys, in the order in which they are written.
	Papers []int64
	// Everything says that Papers are all of the library: then what belongs to
	// none of them is written, too, where the format has a place for it.
	Everything bool
	// OnWritten is told after each paper how many are written. It may be nil.
	OnWritten func(written int)
}

// Report is what became of an export.
type Report struct {
	// Written is how many papers were written, ReadBack how many of them were
	// found in the file again.
	Written, ReadBack int
}

// To writes the papers. Each that has no citation key yet is given one.
func (e Export) To(ctx context.Context, w io.Writer) (Report, error) {
	written, err := e.write(ctx, w)
	return Report{Written: len(written)}, err
}

// write writes the papers and says which, by their arXiv identifiers.
func (e Export) write(ctx context.Context, w io.Writer) ([]string, error) {
	if e.Format.WriteKept != nil {
		return e.writeKept(ctx, w)
	}
	if err := e.Library.GiveCitationKeys(ctx, e.Papers); err != nil {
		return nil, fmt.Errorf("export as %s: %w", e.Format.Label, err)
	}
	written := make([]string, 0, len(e.Papers))
	papers := func(yield func(*models.Paper, error) bool) {
		for p, err := range formats.Ahead(e.Library.Whole(ctx, e.Papers)) {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(p, err) || err != nil {
				return
			}
			written = append(written, p.ArxivID)
			if e.OnWritten != nil {
				e.OnWritten(len(written))
			}
		}
	}
	if err := e.Format.Write(w, papers, e.Options); err != nil {
		return nil, fmt.Errorf("export as %s: %w", e.Format.Label, err)
	}
	return written, nil
}

// writeKept writes all that is kept of the papers. Citation keys are among it as
// they are: that of a paper that has none yet is none that anybody has cited.
func (e Export) writeKept(ctx context.Context, w io.Writer) ([]string, error) {
	written := make([]string, 0, len(e.Papers))
	err := e.Library.Collect(ctx, e.Papers, e.Everything, func(b models.Belongings, records iter.Seq2[*models.Record, error]) error {
		return e.Format.WriteKept(w, b, func(yield func(*models.Record, error) bool) {
			for r, err := range records {
				if err == nil {
					err = ctx.Err()
				}
				if !yield(r, err) || err != nil {
					return
				}
				written = append(written, r.ArxivID)
				if e.OnWritten != nil {
					e.OnWritten(len(written))
				}
			}
		}, e.Options)
	})
	if err != nil {
		return nil, fmt.Errorf("export as %s: %w", e.Format.Label, err)
	}
	return written, nil
}

// ToFile writes the papers to a file, which is replaced whole or not at all, and
// only after what was written has been read back: an *models.Error says so
// otherwise. Its folder must be there. Where path is a symbolic link, the file
// that it leads to is replaced.
func (e Export) ToFile(ctx context.Context, path string) (Report, error) {
	report, err := e.toFile(ctx, path)
	var file *fs.PathError
	var name *os.LinkError
	if !errors.As(err, &file) && !errors.As(err, &name) {
		return report, err
	}
	return report, &models.Error{Code: models.Unusable, Message: fmt.Sprintf("%s could not be written, and was left as it was. See that its folder is there, can be written and has room.", path), Err: err}
}

// Replaceable says whether what is there is a file that an export can take the
// place of, and no folder, pipe or device.
func Replaceable(there fs.FileInfo) bool {
	return there.Mode().Type()&^fs.ModeIrregular == 0 // what Windows keeps elsewhere is irregular, and a file
}

// replaceable is the file that is written where path is named: the one that stands
// behind symbolic links, or path itself where nothing does. A pipe, a device, a
// folder or a link that leads nowhere is an *models.Error.
func replaceable(path string) (string, error) {
	there, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	file := path
	if err == nil && there.Mode().Type() == fs.ModeSymlink {
		if file, err = filepath.EvalSymlinks(path); err != nil {
			return "", irreplaceable(path)
		}
		there, err = os.Stat(file)
	}
	if err != nil {
		return "", fmt.Errorf("look at what is to be replaced: %w", err)
	}
	if !Replaceable(there) {
		return "", irreplaceable(path)
	}
	return file, nil
}

func irreplaceable(path string) error {
	const format = "%s is no file that can be replaced, and was left as it was. Name another one."
	return &models.Error{Code: models.Unusable, Message: fmt.Sprintf(format, path), Format: format, Args: []any{path}}
}

func (e Export) toFile(ctx context.Context, path string) (report Report, err error) {
	if path, err = replaceable(path); err != nil {
		return Report{}, err
	}
	// Beside the file, so that it can take its place, and readable for whom that is
	// or, where it is new, for whom the umask says; os.CreateTemp makes files that
	// are the reader's alone.
	mode, isThere := fs.FileMode(0o666), false
	if there, err := os.Stat(path); err == nil {
		mode, isThere = there.Mode().Perm(), true
	}
	file, err := os.OpenFile(filepath.Join(filepath.Dir(path), ".offprint-"+rand.Text()), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return Report{}, fmt.Errorf("make a file for the export: %w", err)
	}
	done := false
	defer func() {
		if !done {
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}()
	out := bufio.NewWriterSize(file, 64<<10)
	written, err := e.write(ctx, out)
	if err != nil {
		return Report{}, err
	}
	if err := errors.Join(out.Flush(), file.Sync()); err != nil {
		return Report{}, fmt.Errorf("write %s: %w", path, err)
	}
	report.Written = len(written)
	if report.ReadBack, err = e.readBack(file, written); err != nil {
		return report, err
	}
	if isThere {
		if err := file.Chmod(mode); err != nil {
			return report, fmt.Errorf("write %s: %w", path, err)
		}
	}
	done = true
	if err := file.Close(); err != nil {
		return report, errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(file.Name()))
	}
	if err := atomic.ReplaceFile(file.Name(), path); err != nil {
		return report, errors.Join(fmt.Errorf("replace %s: %w", path, err), os.Remove(file.Name()))
	}
	return report, nil
}

// readBack counts the papers that are in the file as they were written.
func (e Export) readBack(file io.ReadSeeker, written []string) (int, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("read the export back: %w", err)
	}
	found, err := e.Format.ReadBack(bufio.NewReaderSize(file, 64<<10))
	n := 0
	for n < len(found) && n < len(written) && found[n] == written[n] {
		n++
	}
	if err == nil && n == len(written) && n == len(found) {
		return n, nil
	}
	if err == nil {
		err = fmt.Errorf("%d papers written, %d found, %d as written", len(written), len(found), n)
	}
	return n, &models.Error{
		Code:    models.Unusable,
		Message: fmt.Sprintf("Of %d papers only %d were found again in what was written as %s. Nothing was replaced. This is a fault of Offprint; the log says more.", len(written), n, e.Format.Label),
		Err:     fmt.Errorf("read the export back: %w", err),
	}
}
