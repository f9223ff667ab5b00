package app_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app"
	"offprint/app/home"
	"offprint/app/notes"
	"offprint/app/paper"
	"offprint/app/papers"
	"offprint/app/refresh"
	"offprint/app/ui"
	"offprint/feed"
	"offprint/models"
	"offprint/models/librarytest"
)

// desk is a window in real time over a filled library, without a network. What
// the background brings is done on the benchmark's goroutine, as on Fyne's.
type desk struct {
	*testing.B
	library *models.Library
	window  fyne.Window
	queue   chan func()
	idle    time.Duration // after which the background counts as at rest
}

// noNetwork answers every request at once that there is none.
type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network here")
}

// newDesk opens a window over 10,000 papers, or over the library that the
// variable OFFPRINT_BENCH_LIBRARY names, which is written to.
func newDesk(b *testing.B) *desk {
	d := &desk{B: b, queue: make(chan func(), 1000), idle: 150 * time.Millisecond}
	root := b.TempDir()
	folders := home.Folders{
		Library: filepath.Join(root, "offprint.db"), Backups: filepath.Join(root, "backups"),
		Cache: filepath.Join(root, "cache"), State: filepath.Join(root, "state"),
	}
	given := os.Getenv("OFFPRINT_BENCH_LIBRARY")
	if given != "" {
		folders.Library = given
	}
	library, err := models.Open(b.Context(), folders.Library, models.Options{Origin: models.ByWindow, Backups: folders.Backups})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = library.Close() })
	d.library = library
	if given == "" {
		if err := librarytest.Fill(b.Context(), library, 1, 10000); err != nil {
			b.Fatal(err)
		}
	}
	client, err := feed.New(feed.Config{Endpoint: "http://papers.test", HTTP: &http.Client{Transport: noNetwork{}}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	w, err := app.Open(b.Context(), app.Config{
		Library: library, Feed: client, Refresh: refresh.New(client, library), Folders: folders, Log: slog.New(slog.DiscardHandler),
		Host: &app.Host{
			App: test.NewTempApp(b), Now: time.Now, Dispatch: func(do func()) { d.queue <- do },
			After: func(t time.Duration, do func()) { time.AfterFunc(t, func() { d.queue <- do }) },
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := w.Close(); err != nil {
			b.Error(err)
		}
	})
	windows := fyne.CurrentApp().Driver().AllWindows()
	d.window = windows[len(windows)-1]
	d.window.Show()
	d.rest()
	return d
}

// rest lets the background come to an end.
func (d *desk) rest() {
	for {
		select {
		case do := <-d.queue:
			do()
		case <-time.After(d.idle):
			return
		}
	}
}

// press presses a key and returns how long it takes until its effect shows. What
// the window draws then is not in it: a frame on a screen of 60 Hz.
func (d *desk) press(key rune, shows func() bool) time.Duration {
	d.Helper()
	start := time.Now()
	d.window.Canvas().Focused().TypedRune(key)
	limit := time.After(20 * time.Second)
	for !shows() {
		select {
		case do := <-d.queue:
			do()
		case <-limit:
			d.Fatalf("the key %q shows no effect", key)
		}
	}
	return time.Since(start)
}

func one[T fyne.CanvasObject](d *desk) T {
	d.Helper()
	var found []T
	each(d.window.Content(), func(o fyne.CanvasObject) {
		if t, ok := o.(T); ok {
			found = append(found, t)
		}
	})
	if len(found) != 1 {
		d.Fatalf("there are %d %T", len(found), found)
	}
	return found[0]
}

// BenchmarkKeyToScreen measures from a key to what it does showing in the list
// and, for j, in the paper's pane: on a day's list, and in the reading list.
func BenchmarkKeyToScreen(b *testing.B) {
	d := newDesk(b)
	list, shown := one[*ui.List](d), one[*paper.Pane](d)
	hasTag := func() bool {
		return slices.ContainsFunc(list.Current().Tags, func(t models.Tag) bool { return t.Hotkey == 1 })
	}
	for _, place := range []struct {
		name string
		keys string
	}{{"Today", "gh"}, {"ToRead", "gq"}} {
		for _, k := range []struct {
			name string
			key  rune
		}{{"j", 'j'}, {"s", 's'}, {"star", '*'}, {"tag", '1'}} {
			if place.name == "ToRead" && k.key == 's' {
				continue // they are kept
			}
			b.Run(fmt.Sprintf("%s/%s", place.name, k.name), func(b *testing.B) {
				for _, r := range place.keys {
					d.window.Canvas().Focused().TypedRune(r)
				}
				time.Sleep(time.Second) // a list of thousands takes its time
				d.rest()
				var took []time.Duration
				for b.Loop() {
					if list.Index() == len(list.Papers())-1 {
						list.Go(0)
						d.rest()
					}
					if k.key != 'j' {
						d.press('j', func() bool { return true })
						d.rest()
					}
					index, entry, tagged := list.Index(), list.Current().Entry, hasTag()
					if k.key == 's' && entry != nil {
						continue // it says so, and there is nothing to see
					}
					took = append(took, d.press(k.key, func() bool {
						switch k.key {
						case 'j':
							return list.Index() != index && shown.Paper() != nil && shown.Paper().ID == list.Current().ID
						case 's':
							return list.Current().Entry != nil
						case '*':
							now := list.Current().Entry
							return now != nil && now.Starred != (entry != nil && entry.Starred)
						}
						return hasTag() != tagged
					}))
					d.rest()
				}
				inBetween(b, took)
			})
		}
	}
}

// BenchmarkTypeAQuery measures from each letter of a query to the papers found
// for it showing in the list: the first words of titles, letter by letter. Each
// letter waits for the one before, as at a slow hand.
func BenchmarkTypeAQuery(b *testing.B) {
	d := newDesk(b)
	list, pane := one[*ui.List](d), one[*papers.Pane](d)
	var titles []string
	for _, p := range list.Papers() {
		words := strings.Fields(p.Title)
		titles = append(titles, strings.Join(words[:min(len(words), 3)], " "))
	}
	d.idle = 30 * time.Millisecond
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		d.window.Canvas().Focused().TypedRune('/')
		d.rest()
		query := ""
		for _, r := range titles[i%len(titles)] {
			query += string(r)
			var before *models.Paper
			if shown := list.Papers(); len(shown) > 0 {
				before = &shown[0]
			}
			took = append(took, d.press(r, func() bool {
				shown := list.Papers()
				return pane.View().Query == query && len(shown) > 0 && &shown[0] != before
			}))
			d.rest()
		}
		for range 3 { // what is offered, the search, the field
			d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
			d.rest()
		}
	}
	inBetween(b, took)
}

// BenchmarkOpenPaperWith50Notes measures from j to a paper with 50 notes showing
// with the newest of them, its quotes marked and its links looked up.
func BenchmarkOpenPaperWith50Notes(b *testing.B) {
	d := newDesk(b)
	list, shown, written := one[*ui.List](d), one[*paper.Pane](d), one[*notes.Pane](d)
	for n, p := range list.Papers()[:20] {
		whole, err := d.library.Paper(b.Context(), p.ArxivID)
		if err != nil {
			b.Fatal(err)
		}
		for i := range 50 {
			edit := models.NoteEdit{PaperID: p.ID, Text: fmt.Sprintf("note %d of %d, see 2411.%05d\n\n%s", i, n, i, strings.Repeat("- [ ] read *this* again\n", 20))}
			if i%2 == 0 {
				edit.Quote, _ = models.QuoteOf(whole.Abstract, i, i+20)
			}
			if _, _, err := d.library.SaveNote(b.Context(), edit); err != nil {
				b.Fatal(err)
			}
		}
	}
	d.rest()
	var took []time.Duration
	for b.Loop() {
		if list.Index() >= 19 {
			list.Go(0)
			d.rest()
		}
		index := list.Index()
		took = append(took, d.press('j', func() bool {
			return list.Index() != index && shown.Paper() != nil && shown.Paper().ID == list.Current().ID && strings.HasPrefix(written.Text(), "note ")
		}))
		d.rest()
	}
	inBetween(b, took)
}

// inBetween reports how long something took that waits were between.
func inBetween(b *testing.B, took []time.Duration) {
	b.ReportMetric(0, "ns/op") // the waits in between
	slices.Sort(took)
	for _, p := range []int{50, 95, 99} {
		if len(took) > 0 {
			at := took[min(len(took)-1, len(took)*p/100)]
			b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("ms-p%d", p))
		}
	}
}
