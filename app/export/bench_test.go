package export_test

import (
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/formats"
	"offprint/models/librarytest"
)

// BenchmarkToFile writes 10,000 papers, each with its abstract and a note, from
// a real library into a file, reads it back and puts it in its place, in every
// format. MB-peak is by how much the memory of the process grew meanwhile.
func BenchmarkToFile(b *testing.B) {
	const papers = 10000
	l := newLibrary(b)
	if err := librarytest.Fill(b.Context(), l, 1, papers); err != nil {
		b.Fatal(err)
	}
	if err := librarytest.AddNotes(b.Context(), l, 1, papers); err != nil {
		b.Fatal(err)
	}
	ids, err := l.Find(b.Context(), models.View{Place: models.Everywhere})
	if err != nil {
		b.Fatal(err)
	}
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

// measured runs something b.N times and reports how far memory went up.
func measured(b *testing.B, run func() error) {
	b.Helper()
	debug.FreeOSMemory()
	idle := resident()
	peak := idle
	stop := make(chan struct{})
	var sampler sync.WaitGroup
	sampler.Go(func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				peak = max(peak, resident())
			}
		}
	})
	for b.Loop() {
		if err := run(); err != nil {
			b.Fatal(err)
		}
	}
	close(stop)
	sampler.Wait()
	if idle > 0 {
		b.ReportMetric(float64(peak-idle)/1e6, "MB-peak")
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
	if err != nil && err != io.EOF {
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
