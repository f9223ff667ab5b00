package models_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"offprint/models"
)

// BenchmarkBackup backs a library of 100,000 papers up, 20,000 of them kept,
// while lists are read every 10 ms and a note is saved every 50 ms, as while one
// writes and scrolls. It reports how long reading and saving took meanwhile.
func BenchmarkBackup(b *testing.B) {
	papers := 100000
	if testing.Short() {
		papers = 5000
	}
	l := filled(b, papers)
	all, err := l.Papers(b.Context(), models.View{Place: models.Everywhere, Limit: papers / 5})
	if err != nil {
		b.Fatal(err)
	}
	for len(all) > 0 {
		some := all[:min(100, len(all))]
		all = all[len(some):]
		var ids []int64
		for _, p := range some {
			ids = append(ids, p.ID)
		}
		if _, err := l.Keep(b.Context(), ids, models.Keeping{Tags: []string{some[0].ArxivID}}); err != nil {
			b.Fatal(err)
		}
	}
	folder := b.TempDir()
	var backups, reads, saves []time.Duration
	n := 0
	for b.Loop() {
		ctx, stop := context.WithCancel(b.Context())
		var busy sync.WaitGroup
		busy.Go(func() { reads = append(reads, every(b, ctx, 10*time.Millisecond, readLists(b, l))...) })
		busy.Go(func() { saves = append(saves, every(b, ctx, 50*time.Millisecond, typeNote(b, l))...) })
		start := time.Now()
		n++
		if _, err := l.Backup(b.Context(), filepath.Join(folder, time.Duration(n).String()+".db")); err != nil {
			b.Error(err)
		}
		backups = append(backups, time.Since(start))
		stop()
		busy.Wait()
	}
	report := func(name string, took []time.Duration, percent int) {
		b.ReportMetric(float64(percentile(took, percent).Microseconds())/1000, name)
	}
	report("ms-backup-p50", backups, 50)
	report("ms-read-p95", reads, 95)
	report("ms-read-p99", reads, 99)
	report("ms-save-p95", saves, 95)
	report("ms-save-p99", saves, 99)
	report("ms-save-max", saves, 100)
}

// every does something again and again until ctx ends, and returns how long each
// time took.
func every(b *testing.B, ctx context.Context, pause time.Duration, do func() error) []time.Duration {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	var took []time.Duration
	for {
		select {
		case <-ctx.Done():
			return took
		case <-ticker.C:
		}
		start := time.Now()
		if err := do(); err != nil {
			b.Error(err)
			return took
		}
		took = append(took, time.Since(start))
	}
}

// readLists reads what a window shows of two places in turn.
func readLists(b *testing.B, l *models.Library) func() error {
	views := []models.View{{Place: models.ToReadPlace, Limit: 50}, {Place: models.NotesPlace, Limit: 50}}
	n := 0
	return func() error {
		n++
		_, err := l.Papers(b.Context(), views[n%len(views)])
		return err
	}
}

// typeNote types a note on, a key more with each call.
func typeNote(b *testing.B, l *models.Library) func() error {
	edit := models.NoteEdit{PaperID: lookup(b, l, "1001.00001")[0]}
	return func() error {
		edit.Text += "a key "
		note, step, err := l.SaveNote(b.Context(), edit)
		edit.NoteID, edit.Base, edit.Step = note.ID, note.UpdatedAt, step.ID
		return err
	}
}
