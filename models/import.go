package models

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"gorm.io/gorm"
)

// Importing says how a file is imported.
type Importing struct {
	// Name is the file's, for the label of the step: "offprint.json".
	Name string
	// DryRun changes nothing and says what would change.
	DryRun bool
	// OnPaper is told how many papers of how many are done, more than once for
	// each; it may be nil.
	OnPaper func(done, of int)
}

// ImportReport is what an import changed, or would change.
type ImportReport struct {
	// Step has all that came of the reader's data; its ID is 0 where nothing of
	// it is new, and in a dry run.
	Step   Step
	DryRun bool
	// Papers are those of the file, New those that the library did not have, and
	// Kept those that came into the reading list.
	Papers, New, Kept int
	// Notes came, Tags were made, Tagged is how many times a paper got a tag.
	Notes, Tags, Tagged     int
	SmartLists, Rules       int
	Names                   int // corrections of names
	Seen, Dismissed         int
	CitationKeys, Completed int // keys that came; papers in the list that got a star, a rating or a reason
	// Unknown are keys in the file that this version does not know, and left
	// out.
	Unknown []string
	// Differences is what the file says otherwise than the library, at most
	// 10,000 of Differing: the library's word stands.
	Differences []Disagreement
	Differing   int
}

const maxDifferences = 10_000

// Disagreement is a sentence about what the file and the library say differently
// of a paper, or of something else.
type Disagreement struct {
	// ArxivID and Title are the paper's, empty where it is about something else.
	ArxivID, Title string
	// Format and Args make up the sentence, for saying it in another language.
	Format string
	Args   []string
}

// String is the sentence in English, with the paper before it.
func (d Disagreement) String() string {
	text := sayf(d.Format, d.Args...).String()
	switch {
	case d.ArxivID != "":
		return d.ArxivID + " “" + d.Title + "”: " + text
	case d.Title != "":
		return "“" + d.Title + "”: " + text
	}
	return text
}

func (r *Record) differs(format string, args ...string) Disagreement {
	return Disagreement{ArxivID: r.ArxivID, Title: excerpt(oneLine(r.Title), 60), Format: format, Args: args}
}

// Sentences say in English what was done, without the differences.
func (r ImportReport) Sentences() []string {
	of := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + many
	}
	did, brought := "Read", "New in the library"
	if r.DryRun {
		brought = "Would be new in the library"
	}
	said := []string{fmt.Sprintf("%s %s: %d are new, %d were there.", did, of(r.Papers, "paper", "papers"), r.New, r.Papers-r.New)}
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{r.Kept, "paper in the reading list", "papers in the reading list"}, {r.Notes, "note", "notes"}, {r.Tags, "tag", "tags"}, {r.Tagged, "tag on a paper", "tags on papers"},
		{r.SmartLists, "smart list", "smart lists"}, {r.Rules, "rule", "rules"}, {r.Names, "corrected name", "corrected names"}, {r.CitationKeys, "citation key", "citation keys"},
		{r.Completed, "star, rating or reason", "stars, ratings or reasons"}, {r.Seen, "paper seen", "papers seen"}, {r.Dismissed, "paper dismissed", "papers dismissed"},
	} {
		if part.n > 0 {
			parts = append(parts, of(part.n, part.one, part.many))
		}
	}
	if len(parts) == 0 {
		said = append(said, "Nothing else is new.")
	} else {
		said = append(said, brought+": "+strings.Join(parts, ", ")+".")
	}
	if len(r.Unknown) > 0 {
		said = append(said, "What this version of Offprint does not know was left out: "+strings.Join(r.Unknown, ", ")+".")
	}
	if r.Differing > 0 {
		said = append(said, of(r.Differing, "thing differs", "things differ")+"; what the library says stands.")
	}
	return said
}

// differ notes a difference.
func (r *ImportReport) differ(d Disagreement) {
	if r.Differing++; len(r.Differences) < maxDifferences {
		r.Differences = append(r.Differences, d)
	}
}

// Import brings what a file holds into the library. Into an empty one it brings
// the same library as was exported; into one that has papers it merges: notes
// and tags of both are kept, and what only one of them says, while of what they
// say differently the library's word stands and the report says so. All of the
// reader's data is one step. What the sources say of papers, the places on lists,
// when these were read, and citation keys are none: they stay when it is undone.
//
// The whole file is checked before anything is written; the error then is
// Invalid, TooNew, Damaged or Unusable and says where what is wrong. An import
// that fails or is cancelled later leaves no reader's data, and takes the papers
// away again that came with it and that nothing else speaks of by then. Of two
// imports the second waits for the end of the first.
func (l *Library) Import(ctx context.Context, from Source, how Importing) (ImportReport, error) {
	check := newChecking()
	contents, err := from.Read(ctx, check.record)
	if err == nil {
		err = check.belongings(&contents.Belongings)
	}
	if err != nil {
		return ImportReport{}, fmt.Errorf("check an import: %w", unwanted(ctx, err))
	}
	i := &importing{lib: l, from: from, how: how, contents: contents, of: check.records}
	i.report = ImportReport{DryRun: how.DryRun, Papers: check.records, Unknown: contents.Unknown}
	for _, d := range check.left {
		i.report.differ(d)
	}
	if how.DryRun {
		err = i.try(ctx, check.first)
	} else {
		err = i.do(ctx, check.first)
	}
	if diskFull(err) {
		err = failf(Unusable, err, "Nothing was imported: %s.", "there is no room left on the disk; make room and try again")
	}
	if err != nil {
		return ImportReport{}, fmt.Errorf("import: %w", unwanted(ctx, err))
	}
	return i.report, nil
}

// importing is a file, once checked, on its way into the library.
type importing struct {
	lib      *Library
	from     Source
	how      Importing
	contents Contents
	report   ImportReport
	// of is how many records there are.
	of int
}

// errChanged is a file that is not any more what was checked.
var errChanged = errors.New("the file has changed since it was checked")

// some gives do the records again, some at a time, checked again: the file may
// have changed. first is the place of the first of them among all.
func (i *importing) some(ctx context.Context, n, from, steps int, do func(first int, some []*Record) error) error {
	check := newChecking()
	some := make([]*Record, 0, n)
	first := 0
	flush := func() error {
		if first+len(some) > i.of {
			return errChanged
		}
		if err := do(first, some); err != nil {
			return err
		}
		first += len(some)
		some = some[:0]
		if i.how.OnPaper != nil {
			i.how.OnPaper((from*i.of+first)/steps, i.of)
		}
		return nil
	}
	contents, err := i.from.Read(ctx, func(r *Record) error {
		if err := r.clean(check); err != nil {
			return err
		}
		some = append(some, r)
		if len(some) < n {
			return nil
		}
		return flush()
	})
	if err == nil && len(some) > 0 {
		err = flush()
	}
	if err == nil && (first != i.of || contents.Sum != i.contents.Sum) {
		err = errChanged
	}
	if errors.Is(err, errChanged) {
		return refuse(err, "the file has changed meanwhile")
	}
	return err
}

// try says what would change.
func (i *importing) try(ctx context.Context, first float64) error {
	return i.lib.reader.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		m, err := newMerging(db, nil, &i.report, first)
		if err != nil {
			return err
		}
		if err := m.beside(i.contents.Belongings); err != nil {
			return err
		}
		err = i.some(ctx, recordsAtATime, 0, 1, func(_ int, some []*Record) error {
			ids, err := knownRecords(db, some)
			if err != nil {
				return err
			}
			return m.merge(ids, some)
		})
		if err != nil {
			return err
		}
		return m.giveKeys(db, false)
	})
}

// recordsAtATime is how many records are in memory while their readers' data is
// merged.
const recordsAtATime = 500

// alone waits until no other import into the library is on its way, in whatever
// program: one that is cut takes its papers away again, which another would have
// counted as being there. The system lets go when the program ends.
func (l *Library) alone(ctx context.Context) (*flock.Flock, error) {
	lock := flock.New(strings.TrimSuffix(l.path, filepath.Ext(l.path))+".import.lock", flock.SetPermissions(0o600))
	_, err := lock.TryLockContext(ctx, waitForImport)
	switch {
	case err == nil:
		return lock, nil
	case ctx.Err() == nil:
		err = failf(Unusable, err, "Nothing was imported: %s.", "the file "+lock.Path()+" cannot be locked, so a second import could not be kept off")
	}
	return nil, errors.Join(fmt.Errorf("wait for other imports: %w", err), lock.Close())
}

// waitForImport is how often it is looked whether another import has ended.
const waitForImport = 50 * time.Millisecond

// do imports.
func (i *importing) do(ctx context.Context, first float64) (err error) {
	lock, err := i.lib.alone(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	a, err := i.lib.newArriving(ctx)
	if err != nil {
		return err
	}
	err = i.some(ctx, recordsPerWrite, 0, 2, func(_ int, some []*Record) error { return a.take(ctx, some) })
	if err == nil {
		err = a.finish(ctx, i.contents.Lists)
	}
	if err == nil {
		err = i.merge(ctx, a, first)
	}
	if err != nil {
		return a.takeBack(ctx, err)
	}
	return nil
}

// merge makes one step of all of the reader's data.
func (i *importing) merge(ctx context.Context, a *arriving, first float64) error {
	isNew := make(map[int64]bool, len(a.added))
	for _, id := range a.added {
		isNew[id] = true
	}
	name := i.how.Name
	if name == "" {
		name = "a file"
	}
	label := counted(i.of, "Imported 1 paper from %s", "Imported %[2]s papers from %[1]s", excerpt(oneLine(name), 40))
	var m *merging
	var before ImportReport
	step, err := i.lib.write(ctx, label, func(w *writing) error {
		var err error
		if m, err = newMerging(w.DB, w, &i.report, first); err != nil {
			return err
		}
		m.isNew = isNew
		if err := m.beside(i.contents.Belongings); err != nil {
			return err
		}
		err = i.some(ctx, recordsAtATime, 1, 2, func(first int, some []*Record) error {
			return m.merge(a.papers[first:first+len(some)], some)
		})
		if err != nil {
			return err
		}
		before = i.report
		return m.giveKeys(w.DB, true)
	})
	i.report.Step = step
	if err != nil || step.ID != 0 || len(m.wanting) == 0 {
		return err
	}
	// A step that changes nothing is none, and takes the keys along.
	i.report = before
	return i.lib.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return m.giveKeys(tx, true) })
}
