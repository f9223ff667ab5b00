// Package vault writes papers into a folder of Markdown files that the reader
// edits too: a file a paper, for Obsidian, Logseq and every editor. It can be
// written again and again. It does not choose the papers, and it reads nothing
// back into the library.
//
// # What is ours in a file
//
// A block between two lines, and the keys of the front matter that we gave.
// Everything else is the reader's and stays byte for byte: the rest of the text,
// other keys, their order and comments, line ends, a byte order mark.
//
//	<!-- offprint begin 2611.00010: … -->
//	…
//	<!-- offprint end 3f2a… title:1c9e… tags:77b0…,90aa… -->
//
// The lines are HTML comments, which Obsidian, Logseq and other readers of
// Markdown hide, and which linters and pandoc take; "%%" is a comment in
// Obsidian alone. The last line has the hash of the block and those of the
// values as we wrote them, so that what the reader changed since is known
// without keeping anything elsewhere.
//
// # Who wins
//
// A block in which something was changed is not written anew, and said. So is a
// file with two blocks, or with one of its lines missing, two files of one paper,
// and text that is not UTF-8. A block that was emptied is filled again.
//
// In the front matter what the reader changed or took away stays so, key by key,
// and is said when the library has something else by then; of tags and aliases
// it is word by word: those that we gave go when they go in the library, those
// that the reader added stay, those that the reader took away stay away. A key
// that the reader writes as it is in the library is ours again.
//
// # Finding files
//
// A file is known by the identifier in its block, else by "arxiv" in its front
// matter, wherever below the folder it was moved to and whatever its name is.
// What begins with a dot, Logseq's own folder, and what symbolic links lead to
// is not looked at. A file that was deleted is written anew. Files of papers
// that are not written this time are left alone.
package vault

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
)

// Options say what is written, and where that is allowed.
type Options struct {
	formats.Options
	// Titles puts the title behind the citation key in the names of new files.
	Titles bool
	// Anew lets a folder become a vault that has other things in it and does not
	// look like one.
	Anew bool
	// Names are the papers once more, with no more than their identifiers, DOIs,
	// citation keys and titles, which can be read sooner; nil where that is not so,
	// and then the papers themselves are gone through twice.
	Names formats.Papers
	// OnPlanned is told after each paper how many were looked at. It may be nil.
	OnPlanned func(papers int)
}

// Kind is what becomes of the file of a paper.
type Kind string

// The kinds of changes.
const (
	New       Kind = "new"
	Unchanged Kind = "unchanged"
	Updated   Kind = "updated"
	// Conflict is a file that is left as it is; Problem says why.
	Conflict Kind = "conflict"
)

// Change is what becomes of the file of one paper.
type Change struct {
	PaperID int64
	ArxivID string
	Title   string
	// Path is that of the file below the folder, with slashes.
	Path string
	Kind Kind
	// Moved says that the file has another name or place than we would give it.
	Moved bool
	// Keys are those of the front matter that change, Block says that the block
	// does; of a new file neither is set.
	Keys  []string
	Block bool
	// Kept are keys of the front matter that stay as the reader has them, while
	// the library has something else.
	Kept []string
	// Problem says in a sentence why the file is left as it is; nil where it is
	// not.
	Problem *models.Error

	identity string
	twin     bool              // another paper of the export has the identity and the file
	seen     [sha256.Size]byte // of the file as it was planned with
}

// Changes are what an export would do, in the order of the papers.
type Changes struct {
	// Folder is the vault, as an absolute path. Absent says that it is not there
	// yet and will be made.
	Folder string
	Absent bool
	Papers []Change
	// Others are files of papers that are not written this time.
	Others int

	options Options
	targets map[string]string // names of files without ".md", by identity
}

// Count is how many files are of a kind.
func (c *Changes) Count(kind Kind) int {
	n := 0
	for i := range c.Papers {
		if c.Papers[i].Kind == kind {
			n++
		}
	}
	return n
}

// ToWrite are the keys of the papers whose files are to be written.
func (c *Changes) ToWrite() []int64 {
	var ids []int64
	for i := range c.Papers {
		if k := c.Papers[i].Kind; k == New || k == Updated {
			ids = append(ids, c.Papers[i].PaperID)
		}
	}
	return ids
}

// Plan reads the folder and says what writing papers into it would change. It
// writes nothing. The papers are gone through twice, first for their names.
//
// The folder is one that is a vault of Obsidian or Logseq or stands in one, that
// has files of ours, or that is empty or absent; of another, and of one that
// cannot be read, an *models.Error says so. A paper without a citation key is an
// error.
func Plan(ctx context.Context, folder string, papers formats.Papers, o Options) (*Changes, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, fmt.Errorf("find the folder %s: %w", folder, err)
	}
	c := &Changes{Folder: folder, options: o}
	if c.Absent, err = checkFolder(folder, o.Anew); err != nil {
		return nil, err
	}
	there := newListing()
	if !c.Absent {
		if err := there.read(ctx, folder); err != nil {
			return nil, err
		}
	}
	names := o.Names
	if names == nil {
		names = papers
	}
	if err := c.name(ctx, names, there); err != nil {
		return nil, err
	}
	if err := c.look(ctx, papers); err != nil {
		return nil, err
	}
	return c, nil
}

// look compares papers with their files. One that was deleted or got another
// identifier since it was named is not written this time.
func (c *Changes) look(ctx context.Context, papers formats.Papers) error {
	named := make(map[string]*Change, len(c.Papers))
	for i := range c.Papers {
		if !c.Papers[i].twin {
			named[c.Papers[i].identity] = &c.Papers[i]
		}
	}
	n := 0
	for p, err := range formats.Ahead(papers) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("plan a vault: %w", err)
		}
		change := named[identity(p)]
		if change == nil {
			continue
		}
		delete(named, change.identity)
		if err := c.compare(change, p); err != nil {
			return err
		}
		n++
		if c.options.OnPlanned != nil {
			c.options.OnPlanned(n)
		}
	}
	c.Papers = slices.DeleteFunc(c.Papers, func(change Change) bool { return named[change.identity] != nil })
	return nil
}

// name finds the file of each paper, or gives it a name.
func (c *Changes) name(ctx context.Context, papers formats.Papers, there *listing) error {
	c.targets = make(map[string]string, len(there.byIdentity))
	for id, files := range there.byIdentity {
		c.targets[id] = baseName(files[0].path)
	}
	others, named := len(there.byIdentity), map[string]string{}
	for p, err := range papers {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = citation.CheckKey(p.CitationKey)
		}
		if err != nil {
			return fmt.Errorf("plan a vault: %w", err)
		}
		change := Change{PaperID: p.ID, ArxivID: p.ArxivID, Title: p.Title, identity: identity(p), Kind: New}
		wanted := fileName(p, c.options.Titles)
		if file := named[change.identity]; file != "" {
			change.Path, change.Kind, change.twin = file, Conflict, true
			change.Problem = failf(models.Conflict, nil, "%s has the DOI of the paper whose file is %s. Nothing was written for it: export only one of the two.", shown(p), file)
			c.Papers = append(c.Papers, change)
			continue
		}
		files := there.byIdentity[change.identity]
		switch {
		case len(files) == 0:
			change.Path = there.free(wanted)
			c.targets[change.identity] = baseName(change.Path)
		default:
			others--
			change.Kind, change.Path = Updated, files[0].path
			change.Moved = change.Path != wanted+extension
			change.Problem = problemOf(p, files)
		}
		named[change.identity] = change.Path
		c.Papers = append(c.Papers, change)
	}
	c.Others = max(others, 0)
	return nil
}

// compare says what becomes of the file of a paper.
func (c *Changes) compare(change *Change, p *models.Paper) error {
	if change.Problem != nil {
		change.Kind = Conflict
		return nil
	}
	if change.Kind == New {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(c.Folder, filepath.FromSlash(change.Path)))
	if err != nil {
		change.Kind, change.Problem = Conflict, unreadable(change.Path, err)
		return nil
	}
	change.seen = sha256.Sum256(data)
	w, err := c.render(p)
	if err != nil {
		return err
	}
	change.merge(w, data)
	return nil
}

// merge is the file of a paper, which has data now, as it becomes; nil where it
// stays. It fills in what of it changes, or why it must not.
func (change *Change) merge(w written, data []byte) []byte {
	result, problem := w.into(data, change.Path)
	change.Keys, change.Kept, change.Block = result.keys, result.kept, result.block
	switch {
	case problem != nil:
		change.Kind, change.Problem = Conflict, problem
		change.Keys, change.Kept, change.Block = nil, nil, false
		return nil
	case result.data == nil:
		change.Kind = Unchanged
		return nil
	}
	change.Kind = Updated
	return result.data
}

// failf is trouble with a sentence for the reader.
func failf(code models.Code, cause error, format string, args ...any) *models.Error {
	return &models.Error{Code: code, Message: fmt.Sprintf(format, args...), Format: format, Args: args, Err: cause}
}

// problemOf says why the files that were found for a paper cannot be written.
func problemOf(p *models.Paper, files []found) *models.Error {
	switch f := files[0]; {
	case len(files) > 1:
		return failf(models.Conflict, nil, "%s and %s are both files of %s. Neither was touched: keep one of them, or take Offprint's lines and the identifier out of the other.", f.path, files[1].path, shown(p))
	case f.link:
		return failf(models.Conflict, nil, "%s is a link to a file elsewhere. It was not touched: put the file itself into the folder, or remove the link.", f.path)
	case f.size > maxFile:
		return failf(models.Conflict, nil, "%s is larger than %d MB. It was not touched: move what you wrote into a file of its own.", f.path, maxFile>>20)
	}
	return nil
}

// shown is how a paper is named in a sentence.
func shown(p *models.Paper) string {
	if p.ArxivID != "" {
		return p.ArxivID
	}
	return p.CitationKey
}

func unreadable(path string, err error) *models.Error {
	if errors.Is(err, fs.ErrNotExist) {
		return failf(models.Conflict, err, "%s was there a moment ago and is gone. Nothing was written in its place: export again.", path)
	}
	return failf(models.Conflict, err, "%s could not be read. It was not touched: see that you may read it, and that no other program holds it.", path)
}
