package export_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"offprint/app/export"
	"offprint/models/formats"
	"offprint/models/librarytest"
)

// BenchmarkToFile writes 10,000 papers, each with its abstract and a note, from
// a real library into a file, reads it back and puts it in its place, in every
// format. cpu-s is the processor's time for one, which a busy machine does not
// change much; MB-peak is by how much the memory of the process grew meanwhile.
func BenchmarkToFile(b *testing.B) {
	const papers = 10_000
	l, ids := filled(b, papers)
	if err := l.GiveCitationKeys(b.Context(), ids); err != nil {
		b.Fatal(err)
	}
	b.Run("reading alone", func(b *testing.B) {
		measured(b, func() error {
			for _, err := range l.Whole(b.Context(), ids) {
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	for _, f := range export.Formats() {
		job := export.Export{Library: l, Format: f, Options: formats.All(), Papers: ids}
		job.Options.At = now
		b.Run(f.Name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "out"+f.Extension)
			measured(b, func() error {
				report, err := job.ToFile(b.Context(), path)
				if err == nil && report.ReadBack != papers {
					b.Fatalf("%d papers were read back", report.ReadBack)
				}
				return err
			})
			if info, err := os.Stat(path); err == nil {
				b.ReportMetric(float64(info.Size())/1e6, "MB-file")
			}
		})
	}
}

// measured runs something as often as a benchmark asks for.
func measured(b *testing.B, run func() error) {
	b.Helper()
	peak, began := watch(), librarytest.ProcessorTime()
	for b.Loop() {
		if err := run(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((librarytest.ProcessorTime()-began).Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(peak(), "MB-peak")
}

// watch measures what the process has in memory, of Go and of SQLite, until it
// is asked by how many megabytes that grew at most.
func watch() func() float64 {
	debug.FreeOSMemory()
	idle := resident()
	peak := idle
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				peak = max(peak, resident())
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		return float64(peak-idle) / 1e6
	}
}

// resident is what the process has in memory, in bytes (proc(5), statm); 0
// where the system does not say.
func resident() int {
	file, err := os.Open("/proc/self/statm")
	if err != nil {
		return 0
	}
	defer file.Close()
	text := make([]byte, 128)
	n, err := file.Read(text)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0
	}
	fields := strings.Fields(string(text[:n]))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}
