package editor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/app/ui/editor"
)

// BenchmarkKey types into texts of several sizes, at the end and in the middle.
func BenchmarkKey(b *testing.B) {
	paragraph := "A paragraph of a *note* on `code`, of some two hundred characters or so, as notes on papers often are: words, " +
		"figures such as 54.6 %, and – not to forget them – naïve signs.\n\n"
	texts := map[string]string{
		"20KB":         strings.Repeat(paragraph, 20<<10/len(paragraph)),
		"1MB":          strings.Repeat(paragraph, 1<<20/len(paragraph)),
		"5MB":          strings.Repeat(paragraph, 5<<20/len(paragraph)),
		"5MB-one-line": strings.Repeat("word and ", 5<<20/9),
		"4KB-no-space": strings.Repeat("é", 2000),
		"4KB-CJK":      strings.Repeat("日本語の要旨です。", 150),
	}
	for name, text := range texts {
		for _, where := range []string{"end", "middle"} {
			b.Run(fmt.Sprint(name, "-", where), func(b *testing.B) {
				a := test.NewTempApp(b)
				a.Settings().SetTheme(ui.NewTheme(ui.Light))
				e := editor.New()
				w := test.NewTempWindow(b, e)
				w.Resize(fyne.NewSize(600, 400))
				w.Canvas().Focus(e)
				e.SetText(text)
				at := len(text)
				if where == "middle" {
					at = strings.Index(text[at/2:], "a") + at/2
				}
				e.Select(at, at)
				var took []time.Duration
				for b.Loop() {
					start := time.Now()
					e.TypedRune([]rune("word ")[len(took)%5])
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
			})
		}
	}
}

// BenchmarkPaste5MB is the time from the paste to its first rows.
func BenchmarkPaste5MB(b *testing.B) {
	for name, text := range map[string]string{"lines": strings.Repeat("A line of a pasted log, as long as they are.\n", 5<<20/45), "line": strings.Repeat("x", 5<<20)} {
		b.Run(name, func(b *testing.B) {
			a := test.NewTempApp(b)
			a.Settings().SetTheme(ui.NewTheme(ui.Light))
			a.Clipboard().SetContent(text)
			e := editor.New()
			w := test.NewTempWindow(b, e)
			w.Resize(fyne.NewSize(600, 400))
			for b.Loop() {
				e.SetText("")
				e.TypedShortcut(&fyne.ShortcutPaste{})
			}
		})
	}
}
