package passage_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui/passage"
)

func BenchmarkLayoutOf28KB(b *testing.B) {
	test.NewTempApp(b)
	random := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		b.StopTimer()
		text := manyWords(random, 28<<10) // other words each time: the toolkit remembers what it measured
		b.StartTimer()
		p := passage.New(text)
		p.Resize(fyne.NewSize(680, 100))
		p.MinSize()
	}
}

func BenchmarkWidthOf28KB(b *testing.B) {
	test.NewTempApp(b)
	p := passage.New(manyWords(rand.New(rand.NewPCG(1, 2)), 28<<10))
	p.Resize(fyne.NewSize(680, 100))
	width := float32(400)
	for b.Loop() {
		if width++; width > 680 {
			width = 400
		}
		p.Resize(fyne.NewSize(width, 100))
		p.MinSize()
	}
}

func BenchmarkDragThrough28KB(b *testing.B) {
	test.NewTempApp(b)
	p := passage.New(manyWords(rand.New(rand.NewPCG(1, 2)), 28<<10))
	p.Resize(fyne.NewSize(680, 100))
	height := p.MinSize().Height
	press(p, fyne.NewPos(0, 0), 0)
	y := float32(0)
	for b.Loop() {
		if y += 7; y > height {
			y = 0
		}
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(y/9, y)}})
	}
}

// manyWords returns paragraphs of words of letters at random, of so many bytes.
func manyWords(random *rand.Rand, size int) string {
	var b strings.Builder
	for b.Len() < size {
		for range 1 + random.IntN(11) {
			b.WriteByte(byte('a' + random.IntN(26)))
		}
		if random.IntN(120) == 0 {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}
