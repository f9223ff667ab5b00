package models_test

import (
	"context"
	"fmt"
	"slices"
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
