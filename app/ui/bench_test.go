package ui_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

// reportPercentiles adds the median and the tail of single operations, which
// the mean that a benchmark prints says nothing of.
func reportPercentiles(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for _, p := range []int{50, 95, 99} {
		at := took[min(len(took)-1, len(took)*p/100)]
		b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("ms-p%d", p))
	}
}

// BenchmarkScroll scrolls through 5,000 cards by 40 pixels, a notch of the
// wheel, at a time.
func BenchmarkScroll(b *testing.B) {
	newApp(b)
	l, _ := showList(b, 5000, nil)
	test.WidgetRenderer(l)
	var took []time.Duration
	offset := float32(0)
	for b.Loop() {
		if offset += 40; offset > 5000*100 {
			offset = 0
		}
		start := time.Now()
		l.ScrollTo(offset)
		took = append(took, time.Since(start))
	}
	reportPercentiles(b, took)
}

// BenchmarkMove goes to the next of 5,000 papers, as j does.
func BenchmarkMove(b *testing.B) {
	newApp(b)
	l, _ := showList(b, 5000, nil)
	var took []time.Duration
	for b.Loop() {
		if l.Index() == 4999 {
			l.Go(0)
		}
		start := time.Now()
		l.MoveBy(1)
		took = append(took, time.Since(start))
	}
	reportPercentiles(b, took)
}
