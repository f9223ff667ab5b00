package models_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/librarytest"
)

// reportPercentiles adds the median and the tail of single operations, which
// the mean that a benchmark prints says nothing of.
func reportPercentiles(b *testing.B, took []time.Duration) {
	b.Helper()
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(float64(percentile(took, p).Microseconds())/1000, fmt.Sprintf("ms-p%d", p))
	}
}

// percentile is how long all but 100-p of a hundred operations took at most.
func percentile(took []time.Duration, p int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[min(len(took)-1, len(took)*p/100)]
}

// BenchmarkSaveNoteWhileABackfillWrites saves a note, as the window does after
// a key, while lists of 50 papers come in without a pause.
func BenchmarkSaveNoteWhileABackfillWrites(b *testing.B) {
	l := filled(b, 2000)
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() {
		for n := 200000; ctx.Err() == nil; n += 50 {
			if _, err := l.SaveEdition(ctx, librarytest.Edition(uint64(n), "2026-11-23", 50, n)); err != nil && ctx.Err() == nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	ids, err := l.Lookup(ctx, []string{"1001.00001"})
	if err != nil {
		b.Fatal(err)
	}
	edit := models.NoteEdit{PaperID: ids[0]}
	var took []time.Duration
	for b.Loop() {
		edit.Text += "a key "
		start := time.Now()
		note, step, err := l.SaveNote(ctx, edit)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		edit.NoteID, edit.Base, edit.Step = note.ID, note.UpdatedAt, step.ID
		if len(edit.Text) > 4000 {
			edit.Text = ""
		}
	}
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	reportPercentiles(b, took)
}

var (
	largeOnce sync.Once
	largePath string
	largeErr  error
)

// large is a library of 100,000 papers, 20,000 of them kept, under 300 tags. It
// is made once; each benchmark gets a copy.
func large(b *testing.B) *models.Library {
	b.Helper()
	largeOnce.Do(func() {
		folder, err := os.MkdirTemp("", "offprint-bench-")
		if err != nil {
			largeErr = err
			return
		}
		largePath = filepath.Join(folder, "offprint.db")
		l, err := models.Open(b.Context(), largePath, models.Options{})
		if err != nil {
			largeErr = err
			return
		}
		largeErr = librarytest.Fill(b.Context(), l, 1, 100000)
		for _, table := range []string{"paper_tags", "tags"} { // each paper of Fill has a word of its own
			largeErr = errors.Join(largeErr, models.Gorm(l).Exec("DELETE FROM "+table).Error)
		}
		largeErr = errors.Join(largeErr, librarytest.FillList(b.Context(), l, 1, 20000, 300), l.Close())
	})
	if largeErr != nil {
		b.Fatal(largeErr)
	}
	whole, err := os.ReadFile(largePath)
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "offprint.db")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		b.Fatal(err)
	}
	return open(b, path, models.Options{})
}

// BenchmarkOpenPlaces reads the first papers of every place and of tags, in every
// order, as many as the window asks for.
func BenchmarkOpenPlaces(b *testing.B) {
	l := large(b)
	tags, err := l.Tags(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	slices.SortFunc(tags, func(x, y models.Tag) int { return y.Papers - x.Papers })
	views := map[string]models.View{
		"Day":   {Place: models.DailyPlace, Day: librarytest.LastDay},
		"Month": {Place: models.DailyPlace, Kind: models.MonthList, Day: librarytest.LastDay[:7]},
		"Tags": {Place: models.KeptPlace, Tags: models.TagFilter{
			All: []int64{tags[0].ID}, Any: []int64{tags[1].ID, tags[9].ID}, None: []int64{tags[2].ID},
		}},
	}
	for _, place := range []models.Place{
		models.ToReadPlace, models.ReadingPlace, models.DonePlace, models.ArchivedPlace, models.StarredPlace,
		models.UntaggedPlace, models.NotesPlace, models.KeptPlace, models.Everywhere,
	} {
		views[string(place)] = models.View{Place: place}
	}
	for _, at := range []int{0, 5, 100, len(tags) - 1} {
		views[fmt.Sprintf("tag-of-%d", tags[at].Papers)] = models.View{Place: models.TagPlace, Tag: tags[at].ID}
	}
	for _, name := range slices.Sorted(maps.Keys(views)) {
		for _, sort := range []models.Sort{models.OwnOrder, models.ByUpvotes, models.ByNewest, models.ByComments, models.ByStars} {
			view := views[name]
			view.Sort, view.Limit = sort, 200
			b.Run(name+"/"+cmp.Or(string(sort), "own"), func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					start := time.Now()
					if papers, err := l.Papers(b.Context(), view); err != nil || len(papers) == 0 {
						b.Fatalf("%d papers, %v", len(papers), err)
					}
					took = append(took, time.Since(start))
				}
				reportPercentiles(b, took)
			})
		}
	}
}

// BenchmarkCounts counts all places and tags.
func BenchmarkCounts(b *testing.B) {
	l := large(b)
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := l.Counts(b.Context()); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	reportPercentiles(b, took)
}

// BenchmarkTagSelection makes each change of a selection of 5,000 papers, half
// of which are not kept yet, undoes it and makes it again.
func BenchmarkTagSelection(b *testing.B) {
	l := large(b)
	selection := make([]int64, 0, 5000)
	for _, view := range []models.View{{Place: models.KeptPlace, Limit: 2500}, {Place: models.Everywhere, Query: "-is:kept", Limit: 2500}} {
		papers, err := l.Papers(b.Context(), view)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range papers {
			selection = append(selection, p.ID)
		}
	}
	for name, change := range map[string]func(context.Context) (models.Step, error){
		"tag": func(ctx context.Context) (models.Step, error) {
			return l.Tag(ctx, selection, []string{"a new tag"}, nil)
		},
		"keep":    func(ctx context.Context) (models.Step, error) { return l.Keep(ctx, selection, models.Keeping{}) },
		"state":   func(ctx context.Context) (models.Step, error) { return l.SetState(ctx, selection, models.Reading) },
		"star":    func(ctx context.Context) (models.Step, error) { return l.SetStar(ctx, selection, true) },
		"rate":    func(ctx context.Context) (models.Step, error) { return l.SetRating(ctx, selection, 2) },
		"dismiss": func(ctx context.Context) (models.Step, error) { return l.Dismiss(ctx, selection, true) },
		"clear":   func(ctx context.Context) (models.Step, error) { return l.Clear(ctx, selection) },
		"remove":  func(ctx context.Context) (models.Step, error) { return l.Remove(ctx, selection) },
	} {
		b.Run(name, func(b *testing.B) {
			var done, undone, redone []time.Duration
			for b.Loop() {
				timed := func(into *[]time.Duration, fn func(context.Context) (models.Step, error)) {
					start := time.Now()
					if step, err := fn(b.Context()); err != nil || step.ID == 0 {
						b.Fatalf("%+v, %v", step, err)
					}
					*into = append(*into, time.Since(start))
				}
				timed(&done, change)
				timed(&undone, l.Undo)
				timed(&redone, l.Redo)
				b.StopTimer()
				if _, err := l.Undo(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			for what, took := range map[string][]time.Duration{"do": done, "undo": undone, "redo": redone} {
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Milliseconds()), what+"-ms-p50")
				b.ReportMetric(float64(took[len(took)-1].Milliseconds()), what+"-ms-max")
			}
		})
	}
}

// BenchmarkMarkOne makes the changes of one paper that single keys make, one
// after the other.
func BenchmarkMarkOne(b *testing.B) {
	l := large(b)
	papers, err := l.Papers(b.Context(), models.View{Place: models.Everywhere, Query: "-is:kept", Limit: 500})
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	n := 0
	for b.Loop() {
		one := []int64{papers[n%len(papers)].ID}
		for _, change := range []func() (models.Step, error){
			func() (models.Step, error) { return l.Keep(b.Context(), one, models.Keeping{}) },
			func() (models.Step, error) { return l.SetStar(b.Context(), one, n%2 == 0) },
			func() (models.Step, error) { return l.Tag(b.Context(), one, []string{"a tag"}, nil) },
			func() (models.Step, error) { return l.SetState(b.Context(), one, models.States()[1+n%3]) },
			func() (models.Step, error) { return l.Undo(b.Context()) },
		} {
			start := time.Now()
			if _, err := change(); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
		n++
	}
	reportPercentiles(b, took)
}
