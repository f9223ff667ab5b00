// Package formats is what all formats have in common that papers leave the
// library in: what may be written, and in which form the papers come. Each
// format is a package below this one, with a Write that takes them one after
// the other, so that it needs no more memory for ten thousand than for one, and
// a ReadBack that takes a written file apart again and says which papers are in
// it. Which formats there are, and what becomes of the files, is known to
// app/export.
package formats

import (
	"iter"
	"time"

	"offprint/models"
)

// Papers are papers as models.Library.Whole gives them: whole, each with its
// citation key, and an error as the last that is given. A format that is given
// an error returns it.
type Papers = iter.Seq2[*models.Paper, error]

// Of are papers that are in memory.
func Of(papers ...models.Paper) Papers {
	return func(yield func(*models.Paper, error) bool) {
		for i := range papers {
			if !yield(&papers[i], nil) {
				return
			}
		}
	}
}

// Ahead gives papers that are read in a goroutine of its own, some ahead of the
// one that is worked on: reading one from the library takes as long as writing
// it. The goroutine has ended when they have been gone through, or no more are
// wanted.
func Ahead(papers Papers) Papers {
	type next struct {
		paper *models.Paper
		err   error
	}
	return func(yield func(*models.Paper, error) bool) {
		read, stop := make(chan next, 50), make(chan struct{})
		go func() {
			defer close(read)
			for p, err := range papers {
				select {
				case read <- next{p, err}:
				case <-stop:
					return
				}
			}
		}()
		defer func() {
			close(stop)
			for range read { // until it has stopped
			}
		}()
		for n := range read {
			if !yield(n.paper, n.err) {
				return
			}
		}
	}
}

// Options say what is written beyond the citation itself. A format that has no
// place for something leaves it out.
type Options struct {
	Abstracts bool
	// Notes are the reader's notes, with the passages that they quote.
	Notes bool
	// Tags are the reader's tags; most formats call them keywords.
	Tags bool
	// Marks are what else the reader made of a paper and may want to keep private:
	// state, star, rating, why and when it was kept.
	Marks bool
	// ASCII writes accents as commands of LaTeX, in BibTeX and biblatex alone.
	ASCII bool
	// Flat puts the lines of a note into one, for CSV alone: some programs take the
	// end of a line for that of a record.
	Flat bool
	// Title heads what has a heading: a page, a feed. Empty for "Reading list".
	Title string
	// At is when the papers are written, where a format says so.
	At time.Time
}

// All has everything that is the reader's own in it, and the abstracts.
func All() Options { return Options{Abstracts: true, Notes: true, Tags: true, Marks: true} }
