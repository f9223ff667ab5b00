package json_test

import (
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/json"
	"offprint/models/librarytest"
)

const manyPapers = 10_000

// large is a library of many papers, half of them kept under 100 tags, with a
// note on each.
func large(b *testing.B) *library {
	b.Helper()
	l := newLibrary(b)
	for _, fill := range []func() error{
		func() error { return librarytest.Fill(b.Context(), l.Library, 1, manyPapers) },
		func() error { return librarytest.FillList(b.Context(), l.Library, 1, manyPapers/2, 100) },
		func() error { return librarytest.AddNotes(b.Context(), l.Library, 1, manyPapers) },
	} {
		if err := fill(); err != nil {
			b.Fatal(err)
		}
	}
	return l
}

// heap is by how many MB the heap grows at most while do runs.
func heap(do func()) float64 {
	size := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	runtime.GC()
	before := size()
	var most atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most.Store(max(most.Load(), size()))
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	do()
	close(stop)
	<-stopped
	return float64(max(most.Load(), before)-before) / 1e6
}

func (l *library) exportTo(w io.Writer) {
	l.t.Helper()
	ctx := l.t.Context()
	papers, err := l.PaperKeys(ctx)
	if err != nil {
		l.t.Fatal(err)
	}
	err = l.Collect(ctx, papers, true, func(b models.Belongings, records iter.Seq2[*models.Record, error]) error {
		return json.WriteLibrary(w, b, records, formats.All())
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *library) exportFile() *os.File {
	l.t.Helper()
	file, err := os.Create(filepath.Join(l.t.TempDir(), "library.json"))
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = file.Close() })
	l.exportTo(file)
	return file
}

// BenchmarkExportJSON writes a library of 10,000 papers with notes.
func BenchmarkExportJSON(b *testing.B) {
	l := large(b)
	grown := heap(func() { l.exportTo(io.Discard) })
	for b.Loop() {
		l.exportTo(io.Discard)
	}
	b.ReportMetric(grown, "MB-heap")
}

// BenchmarkReadJSONBack reads that file back.
func BenchmarkReadJSONBack(b *testing.B) {
	file := large(b).exportFile()
	for b.Loop() {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		if ids, err := json.ReadBack(file); err != nil || len(ids) != manyPapers {
			b.Fatalf("%d papers, %v", len(ids), err)
		}
	}
	info, err := file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB-file")
}

// BenchmarkImportJSON imports a library of 10,000 papers with notes into an
// empty one; ms-step is how long the one transaction of the reader's data is
// open, ms-again how long it takes to find that all of it is there.
func BenchmarkImportJSON(b *testing.B) {
	from := large(b).exportFile()
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		b.Fatal(err)
	}
	file, err := json.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	var step, again time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		l := newLibrary(b)
		b.StartTimer()
		var half time.Time
		how := models.Importing{Name: "library.json", OnPaper: func(done, of int) {
			if half.IsZero() && done > of/2 {
				half = time.Now()
			}
		}}
		report, err := l.Import(b.Context(), file, how)
		step += time.Since(half)
		if err != nil || report.New != manyPapers || report.Notes < manyPapers {
			b.Fatalf("%+v, %v", report, err)
		}
		b.StopTimer()
		start := time.Now()
		report, err = l.Import(b.Context(), file, models.Importing{})
		if err != nil || report.Step.ID != 0 {
			b.Fatalf("%+v, %v", report, err)
		}
		again += time.Since(start)
		n++
		b.StartTimer()
	}
	b.ReportMetric(float64(step.Milliseconds())/float64(n), "ms-step")
	b.ReportMetric(float64(again.Milliseconds())/float64(n), "ms-again")
}
