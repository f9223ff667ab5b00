package export_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/vault"
	"offprint/models/librarytest"
)

// filled is a library of papers, with as many notes, and the keys of them all.
func filled(t testing.TB, papers int) (*models.Library, []int64) {
	t.Helper()
	ctx := context.Background()
	l, err := models.Open(ctx, filepath.Join(t.TempDir(), "offprint.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := librarytest.Fill(ctx, l, 1, papers); err != nil {
		t.Fatal(err)
	}
	if err := librarytest.AddNotes(ctx, l, 1, papers); err != nil {
		t.Fatal(err)
	}
	ids, err := l.Find(ctx, models.View{Place: models.Everywhere})
	if err != nil {
		t.Fatal(err)
	}
	return l, ids
}

func TestVault(t *testing.T) {
	l, ids := filled(t, 60)
	written := 0
	job := export.Vault{
		Library: l, Folder: filepath.Join(t.TempDir(), "Papers"), Papers: ids,
		Options: vault.Options{Options: formats.All()}, OnWritten: func(n int) { written = n },
	}
	changes, err := job.Plan(t.Context())
	if err != nil || changes.Count(vault.New) != len(ids) {
		t.Fatalf("%+v, %v", changes, err)
	}
	report, err := job.Apply(t.Context(), changes, time.Now())
	if err != nil || report.New != len(ids) || report.ReadBack != len(ids) || written != len(ids) {
		t.Fatalf("%+v, %v, told of %d", report, err, written)
	}
	if changes, err = job.Plan(t.Context()); err != nil || changes.Count(vault.Unchanged) != len(ids) {
		t.Fatalf("again: %d unchanged, %v", changes.Count(vault.Unchanged), err)
	}
	if _, err := l.SetRating(t.Context(), ids[3:4], 5); err != nil {
		t.Fatal(err)
	}
	if changes, err = job.Plan(t.Context()); err != nil || changes.Count(vault.Updated) != 1 {
		t.Fatalf("after a change: %d updated, %v", changes.Count(vault.Updated), err)
	}
	if report, err = job.Apply(t.Context(), changes, time.Now()); err != nil || report.Updated != 1 || report.ReadBack != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
}

// writeVault writes papers into a new vault, and holds that each is read back and
// nothing is left to do.
func writeVault(t *testing.T, l *models.Library, papers []int64, folder string, o formats.Options) {
	t.Helper()
	job := export.Vault{Library: l, Folder: folder, Papers: papers, Options: vault.Options{Options: o}}
	changes, err := job.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	report, err := job.Apply(t.Context(), changes, now)
	if err != nil || report.New != len(papers) || report.ReadBack != len(papers) {
		t.Errorf("%s: %+v of %d, %v", folder, report, len(papers), err)
	}
	if changes, err = job.Plan(t.Context()); err != nil || changes.Count(vault.Unchanged) != len(papers) {
		t.Errorf("%s again: %d of %d unchanged, %v", folder, changes.Count(vault.Unchanged), len(papers), err)
	}
}

// BenchmarkVault writes 10,000 papers with 10,000 notes into a new folder, and
// again where nothing has changed.
func BenchmarkVault(b *testing.B) {
	const papers = 10_000
	l, ids := filled(b, papers)
	if err := l.GiveCitationKeys(context.Background(), ids); err != nil {
		b.Fatal(err)
	}
	run := func(b *testing.B, job export.Vault, kind vault.Kind) {
		peak, began := watch(), librarytest.ProcessorTime()
		changes, err := job.Plan(context.Background())
		if err != nil || changes.Count(kind) != papers {
			b.Fatalf("%d %s, %v", changes.Count(kind), kind, err)
		}
		if report, err := job.Apply(context.Background(), changes, time.Now()); err != nil || report.ReadBack != len(changes.ToWrite()) {
			b.Fatalf("%+v, %v", report, err)
		}
		b.ReportMetric((librarytest.ProcessorTime() - began).Seconds(), "cpu-s")
		b.ReportMetric(peak(), "MB-peak")
	}
	job := export.Vault{Library: l, Papers: ids, Options: vault.Options{Options: formats.All()}}
	b.Run("First", func(b *testing.B) {
		for b.Loop() {
			job.Folder = b.TempDir()
			run(b, job, vault.New)
			b.StopTimer()
			if err := os.RemoveAll(job.Folder); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
	b.Run("Unchanged", func(b *testing.B) {
		job.Folder = b.TempDir()
		run(b, job, vault.New)
		b.ResetTimer()
		for b.Loop() {
			run(b, job, vault.Unchanged)
		}
	})
}
