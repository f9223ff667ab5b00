package vault

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"offprint/models"
)

const (
	// ownFolder is below a vault and ours: previous contents of files, and those
	// that are being written. The dot hides it from Obsidian and Logseq.
	ownFolder = ".offprint"
	// maxFile bounds a file that is read, in bytes. The longest novels have 10 MB.
	maxFile = 64 << 20
	// mostSampled is how many files are looked into to see whether a folder that
	// does not look like a vault has been written before.
	mostSampled = 200
)

// ErrNoVault is in the error about a folder that has other files and does not look
// like a vault: Options.Anew makes it one.
var ErrNoVault = errors.New("the folder is no vault")

// checkFolder says whether papers may be written into a folder, and whether it is
// still to be made.
func checkFolder(folder string, anew bool) (absent bool, err error) {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if parent, err := os.Stat(filepath.Dir(folder)); err != nil || !parent.IsDir() {
			return false, failf(models.Invalid, err, "The folder %s is not there, and neither is the one above it. Nothing was written: make it first.", folder)
		}
		return true, nil
	case err != nil:
		return false, failf(models.Unusable, err, "The folder %s could not be read. Nothing was written: see that you may read it.", folder)
	case !info.IsDir():
		return false, failf(models.Invalid, nil, "%s is a file, and a vault is a folder. Nothing was written: name a folder.", folder)
	case anew || isVault(folder):
		return false, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return false, failf(models.Unusable, err, "The folder %s could not be read. Nothing was written: see that you may read it.", folder)
	}
	sampled, empty := 0, true
	for _, e := range entries {
		if e.Name() == ownFolder {
			return false, nil
		}
		if !strings.HasPrefix(e.Name(), ".") && e.Name() != "desktop.ini" {
			empty = false
		}
		if isNote(e.Name()) && e.Type().IsRegular() && sampled < mostSampled {
			sampled++
			f := found{path: e.Name()}
			if err := f.read(folder); err == nil && f.marked {
				return false, nil
			}
		}
	}
	if empty {
		return false, nil
	}
	return false, failf(models.Invalid, ErrNoVault, "%s has other files and is no vault: neither Obsidian, nor Logseq, nor Offprint has written there. Nothing was written. Choose a vault or an empty folder, or say that this one is to be a vault.", folder)
}

// isVault says whether Obsidian or Logseq has its settings in a folder or, since
// papers may go into a part of a vault, in one above it.
func isVault(folder string) bool {
	home, _ := os.UserHomeDir() // empty where unknown, which no folder is
	for at := folder; ; at = filepath.Dir(at) {
		logseq := isFolder(filepath.Join(at, "logseq")) && (isFolder(filepath.Join(at, "pages")) || isFolder(filepath.Join(at, "journals")))
		if logseq || isFolder(filepath.Join(at, ".obsidian")) {
			return true
		}
		if at == home || at == filepath.Dir(at) {
			return false
		}
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func isNote(name string) bool { return strings.EqualFold(path.Ext(name), extension) }

// found is a file of a paper.
type found struct {
	path   string // below the folder, with slashes
	size   int64
	link   bool // a symbolic link
	marked bool // has a block, or a line of one
	id     string
}

// read looks which paper the file is of.
func (f *found) read(folder string) error {
	name := filepath.Join(folder, filepath.FromSlash(f.path))
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if f.size = info.Size(); !info.Mode().IsRegular() || f.size == 0 {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	// Of one that is too large the beginning says whose it is.
	data := make([]byte, min(f.size, maxFile))
	n, err := io.ReadFull(file, data)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	f.id, f.marked = identify(data[:n])
	return nil
}

// listing is what is in a folder.
type listing struct {
	byIdentity map[string][]found
	// taken are the names in the folder itself, folded.
	taken map[string]bool
}

func newListing() *listing {
	return &listing{byIdentity: map[string][]found{}, taken: map[string]bool{}}
}

// read goes through the folder and all below it.
func (l *listing) read(ctx context.Context, folder string) error {
	if err := l.readFolder(ctx, folder, "."); err != nil {
		return err
	}
	for id, files := range l.byIdentity {
		l.byIdentity[id] = ours(files)
	}
	return nil
}

func (l *listing) readFolder(ctx context.Context, folder, below string) error {
	entries, err := os.ReadDir(filepath.Join(folder, filepath.FromSlash(below)))
	if err != nil {
		return failf(models.Unusable, err, "The folder %s could not be read. Nothing was written: see that you may read it.", filepath.Join(folder, filepath.FromSlash(below)))
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := e.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		f := found{path: path.Join(below, name), link: e.Type()&fs.ModeSymlink != 0}
		switch {
		case e.IsDir() && (below != "." || !strings.EqualFold(name, "logseq")):
			if err := l.readFolder(ctx, folder, f.path); err != nil {
				return err
			}
		case !e.IsDir() && isNote(name):
			// One that cannot be read may be anybody's: its name is taken.
			if err := f.read(folder); err == nil && f.id != "" {
				l.byIdentity[f.id] = append(l.byIdentity[f.id], f)
			}
		}
		if below == "." && (f.size > 0 || !isEmptyNote(e)) {
			l.taken[fold(name)] = true
		}
	}
	return nil
}

// isEmptyNote says whether nothing is in a file: a new one that was written as
// the power failed. Another may take its place.
func isEmptyNote(e fs.DirEntry) bool {
	info, err := e.Info()
	return err == nil && info.Mode().IsRegular() && info.Size() == 0 && isNote(e.Name())
}

// ours are those of the files with one identifier that are meant as the file of
// the paper: with lines of ours rather than with the identifier alone, and the
// file itself rather than a link to it.
func ours(files []found) []found {
	for _, better := range []func(found) bool{
		func(f found) bool { return f.marked },
		func(f found) bool { return !f.link },
	} {
		var kept []found
		for _, f := range files {
			if better(f) {
				kept = append(kept, f)
			}
		}
		if len(kept) > 0 {
			files = kept
		}
	}
	return files
}
