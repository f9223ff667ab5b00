package refresh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/identifier"
	"offprint/models"
)

// Archive knows the papers that the source has not indexed, and is asked for
// many at a time; *arxiv.Client is one.
type Archive interface {
	// Papers reads papers, in any order, and says which it does not know. What
	// was found is given beside an error, too.
	Papers(ctx context.Context, ids []identifier.ID) (found []arxiv.Paper, missing []identifier.ID, err error)
}

// WithArchive sets whom Add asks for papers that the source does not know.
func WithArchive(a Archive) Option { return func(r *Refresher) { r.archive = a } }

// archiveBatch is how many papers the archive is asked for at once.
const archiveBatch = 100

// Added is what Add did, as far as it came.
type Added struct {
	// Papers are in the library now, in the order in which they were asked for.
	Papers []AddedPaper
	// New is how many of them the library did not have.
	New int
	// Unknown are the bare identifiers of papers that nobody knows.
	Unknown []string
	// Failed are those that could not be asked for.
	Failed []AddError
}

// AddedPaper is a paper that is in the library.
type AddedPaper struct {
	ID      int64  // the library's key
	ArxivID string // bare
}

// AddError is why a paper could not be asked for.
type AddError struct {
	ArxivID string
	Err     error
}

// Identifier is an arXiv identifier as it was asked for.
type Identifier = identifier.ID

// Rejected is a line, or a part of one, that names no paper.
type Rejected = identifier.Rejected

// Identifiers finds the papers that a text names, each once, in the forms in
// which papers are passed around, and what in it names none.
func Identifiers(text string) (found []Identifier, rejected []Rejected) { return identifier.Find(text) }

// Named is the paper that one thing names: an identifier, a link to a paper, or
// a link for Offprint, which may have nothing in it but an identifier. Where it
// names none, named says whether it was meant to; the error is a sentence.
func Named(text string) (id Identifier, named bool, err error) {
	if identifier.IsLink(text) {
		id, err = identifier.Link(text)
		return id, true, err
	}
	id, err = identifier.Parse(text)
	var wrong *identifier.Error
	meant := !errors.As(err, &wrong) || wrong.Why != identifier.NoIdentifier || strings.Contains(text, "://")
	return id, meant, err
}

// Add takes papers in, whether they stood on a list or not: from the source, or
// from the archive where the source does not know them or fails. Papers that the
// library has are not asked for again. What stops it, with what was done until
// then in Added: no connection, five failures of the source in a row where there
// is no archive, a library that cannot be written, and ctx.
// progress may be nil; it gets how many of the papers are dealt with, on the
// caller's goroutine.
func (r *Refresher) Add(ctx context.Context, ids []identifier.ID, progress func(done, total int)) (Added, error) {
	a := adding{r: r, tell: func(int) {}}
	if progress != nil {
		a.tell = func(done int) { progress(done, len(ids)) }
	}
	for batch := range slices.Chunk(ids, archiveBatch) {
		if err := a.batch(ctx, batch); err != nil {
			return a.added, fmt.Errorf("add papers: %w", err)
		}
	}
	return a.added, nil
}

// adding is an Add under way.
type adding struct {
	r      *Refresher
	tell   func(done int)
	added  Added
	done   int
	inARow int // failures of the source
}

func (a *adding) batch(ctx context.Context, ids []identifier.ID) error {
	bare := make([]string, len(ids))
	for i, id := range ids {
		bare[i] = id.Bare
	}
	known, err := a.r.library.Known(ctx, bare)
	if err != nil {
		return err
	}
	// The papers keep their order, also where the archive answers last or where
	// something stops this.
	defer func() {
		for _, id := range bare {
			if key, ok := known[id]; ok {
				a.added.Papers = append(a.added.Papers, AddedPaper{key, id})
				delete(known, id) // one that is asked for twice is given once
			}
		}
	}()
	var left []identifier.ID
	failures := map[string]error{}
	for _, id := range ids {
		if _, ok := known[id.Bare]; !ok {
			paper, err := a.ask(ctx, id)
			switch {
			case err == nil:
				key, err := a.r.library.SavePaper(ctx, convert(paper, a.r.now().UTC()))
				if err != nil {
					return err
				}
				known[id.Bare] = key
				a.added.New++
			case ctx.Err() != nil:
				return err
			case feed.KindOf(err) == "", feed.KindOf(err) == feed.Offline, a.inARow == failuresInARow && a.r.archive == nil:
				return fmt.Errorf("paper %s: %w", id, err)
			default:
				if feed.KindOf(err) != feed.NotFound {
					failures[id.Bare] = err
				}
				left = append(left, id)
				continue
			}
		}
		a.done++
		a.tell(a.done)
	}
	if len(left) == 0 {
		return nil
	}
	if err := a.askArchive(ctx, left, known); err != nil {
		kind := feed.KindOf(err)
		if ctx.Err() != nil || kind == "" || kind == feed.Offline {
			return err
		}
		for _, id := range left {
			failures[id.Bare] = err
		}
	}
	for _, id := range left {
		_, found := known[id.Bare]
		failure := failures[id.Bare]
		switch {
		case found:
		case failure != nil:
			a.added.Failed = append(a.added.Failed, AddError{id.Bare, failure})
		default:
			a.added.Unknown = append(a.added.Unknown, id.Bare)
		}
	}
	a.done += len(left)
	a.tell(a.done)
	return nil
}

// ask asks the source for a paper. The error is of kind NotFound where it does
// not know it.
func (a *adding) ask(ctx context.Context, id identifier.ID) (feed.Paper, error) {
	// Papers of before April 2007 are not indexed (Hugging Face, OpenAPI,
	// /api/papers/index), and a source that only fails is not asked on.
	if id.Old || a.inARow >= failuresInARow && a.r.archive != nil {
		return feed.Paper{}, &feed.Error{Kind: feed.NotFound, Message: "Hugging Face was not asked."}
	}
	for pauses := 0; ; pauses++ {
		paper, err := a.r.source.Paper(ctx, id.Bare)
		if pause := a.r.pause(err); pause > 0 && pauses < pausesADay {
			if err := a.r.wait(ctx, pause); err != nil {
				return feed.Paper{}, err
			}
			continue
		}
		switch kind := feed.KindOf(err); {
		case err == nil, kind == feed.NotFound:
			a.inARow = 0
		default:
			a.inARow++
		}
		return paper, err
	}
}

// askArchive asks the archive and takes in what it knows.
func (a *adding) askArchive(ctx context.Context, ids []identifier.ID, known map[string]int64) error {
	if a.r.archive == nil {
		return nil
	}
	records, _, failure := a.r.archive.Papers(ctx, ids)
	for _, record := range records {
		if !slices.ContainsFunc(ids, func(id identifier.ID) bool { return id.Bare == record.ID }) {
			continue
		}
		if _, twice := known[record.ID]; twice {
			continue
		}
		paper := convert(record.Paper, a.r.now().UTC())
		paper.Categories, paper.ArxivComment, paper.Journal = primaryFirst(record), record.Comment, record.Journal
		key, err := a.r.library.SavePaper(context.WithoutCancel(ctx), paper)
		if err != nil {
			return err
		}
		var names []models.Identifier
		if record.DOI != "" {
			names = append(names, models.Identifier{Kind: models.DOIIdentifier, Value: record.DOI})
		}
		if record.Version > 0 {
			version := identifier.ID{Bare: record.ID, Version: record.Version}
			names = append(names, models.Identifier{Kind: models.VersionIdentifier, Value: version.String()})
		}
		if err := a.r.library.AddIdentifiers(context.WithoutCancel(ctx), key, names); err != nil {
			return err
		}
		known[record.ID] = key
		a.added.New++
	}
	return failure
}

// primaryFirst are the categories of a paper, that which it is filed under
// before the others.
func primaryFirst(p arxiv.Paper) []string {
	if p.PrimaryCategory == "" {
		return p.Categories
	}
	others := slices.DeleteFunc(slices.Clone(p.Categories), func(c string) bool { return c == p.PrimaryCategory })
	return append([]string{p.PrimaryCategory}, others...)
}

// pause is how long the source that gave err wants not to be asked; 0 for an
// error of another kind, and for a pause that is the reader's to wait.
func (r *Refresher) pause(err error) time.Duration {
	var e *feed.Error
	if !errors.As(err, &e) || e.Kind != feed.RateLimited || e.RetryAt.IsZero() {
		return 0
	}
	if pause := e.RetryAt.Sub(r.now()); pause <= longestPause {
		return max(pause, time.Millisecond)
	}
	return 0
}
