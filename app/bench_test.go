package app_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app"
	"offprint/app/home"
	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

// benchDays is how many days are caught up: as many as are recorded.
const benchDays = 118

var submittedAt = regexp.MustCompile(`("submittedOnDailyAt":\s*")\d{4}-\d\d-\d\d`)

// dense are days in a row that end with last: the recorded ones, laid side by
// side, or made up ones of as many papers where those are not here.
func dense(b *testing.B, last string) (days fstest.MapFS, first string) {
	b.Helper()
	at, err := time.Parse(time.DateOnly, last)
	if err != nil {
		b.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", "huggingface", "daily", "*.json"))
	if err != nil {
		b.Fatal(err)
	}
	days = fstest.MapFS{}
	for n := range benchDays {
		day := at.AddDate(0, 0, -n).Format(time.DateOnly)
		data := madeUpList(n, 18)
		if len(names) >= benchDays {
			if data, err = os.ReadFile(names[len(names)-1-n]); err != nil {
				b.Fatal(err)
			}
			data = submittedAt.ReplaceAll(data, []byte("${1}"+day))
		}
		days[day+".json"] = &fstest.MapFile{Data: data}
		first = day
	}
	return days, first
}

// madeUpList is a day's list of papers of the usual length.
func madeUpList(day, papers int) []byte {
	var items []string
	for i := range papers {
		id := fmt.Sprintf("26%02d.%05d", 1+day%12, day/12*1000+i)
		items = append(items, fmt.Sprintf(`{"paper":{"id":%q,"title":"A made up paper, number %s, about what is long enough","summary":%q,"authors":[{"name":"Ann Ode %d"},{"name":"Bo Ree %d"}],"upvotes":%d},`+
			`"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/%s.png","numComments":1}`,
			id, id, strings.Repeat(fmt.Sprintf("Of word%d and another%d it is said. ", i*7+day, i*day), 35), day*papers+i, i, 100-i, id))
	}
	return []byte("[" + strings.Join(items, ",") + "]")
}

// bench is a window in real time. Its goroutine is the benchmark's, on which it
// takes the time of every task.
type bench struct {
	*testing.B
	app     fyne.App
	main    *app.Window
	window  fyne.Window
	library *models.Library
	tasks   chan func()
	took    []time.Duration
}

// benchOn opens a window over days, of which the newest is today. prepare may
// put something into the library before.
func benchOn(b *testing.B, days fs.FS, today string, handler func(http.Handler) http.Handler, prepare func(*models.Library)) *bench {
	b.Helper()
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	now := func() time.Time { return day.Add(14 * time.Hour).Add(time.Since(began)) }
	server, err := feedtest.New(days, feedtest.Today(today))
	if err != nil {
		b.Fatal(err)
	}
	root := b.TempDir()
	w := &bench{B: b, app: test.NewTempApp(b), tasks: make(chan func(), 10_000)}
	network := connect(b, handler(server))
	client, err := feed.New(feed.Config{Endpoint: "http://papers.test", Now: now, HTTP: network.client()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	folders := home.Folders{
		Library: filepath.Join(root, "offprint.db"), Backups: filepath.Join(root, "backups"),
		Cache: filepath.Join(root, "cache"), State: filepath.Join(root, "state"),
	}
	if w.library, err = models.Open(b.Context(), folders.Library, models.Options{Origin: models.ByWindow, Now: now}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := w.library.Close(); err != nil {
			b.Error(err)
		}
	})
	prepare(w.library)
	dispatch := func(do func()) { w.tasks <- do }
	w.main, err = app.Open(b.Context(), app.Config{
		Library: w.library, Feed: client, Refresh: refresh.New(client, w.library, refresh.Clock(now, rest)), Folders: folders,
		Host: &app.Host{App: w.app, Dispatch: dispatch, Now: now, After: func(d time.Duration, do func()) { time.AfterFunc(d, func() { dispatch(do) }) }},
	})
	if err != nil {
		b.Fatal(err)
	}
	windows := w.app.Driver().AllWindows()
	w.window = windows[len(windows)-1]
	w.window.Resize(fyne.NewSize(1440, 900))
	w.window.Show()
	return w
}

// onePicture is a server whose papers all have the same picture: drawing one for
// each would take its processor from the window.
func onePicture(h http.Handler) http.Handler {
	var once sync.Once
	var picture []byte
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/social-thumbnails/") {
			h.ServeHTTP(w, r)
			return
		}
		once.Do(func() {
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, r)
			picture = answer.Body.Bytes()
		})
		w.Write(picture)
	})
}

// rest waits until d has passed or ctx ends.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// run does the tasks of the window, and every few milliseconds one of the
// reader's, until done is closed.
func (w *bench) run(every time.Duration, reader func(n int), done <-chan struct{}) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	n := 0
	timed := func(do func()) {
		start := time.Now()
		do()
		w.took = append(w.took, time.Since(start))
	}
	for {
		select {
		case do := <-w.tasks:
			timed(do)
		case <-ticker.C:
			timed(func() { reader(n) })
			n++
		case <-done:
			return
		}
	}
}

// end closes the window, whose last tasks nobody waits for.
func (w *bench) end() {
	ended := make(chan error)
	go func() { ended <- w.main.Close() }()
	for {
		select {
		case do := <-w.tasks:
			do()
		case err := <-ended:
			if err != nil {
				w.Error(err)
			}
			return
		}
	}
}

func (w *bench) types(r rune) {
	if focused := w.window.Canvas().Focused(); focused != nil {
		focused.TypedRune(r)
	} else {
		w.window.Canvas().OnTypedRune()(r)
	}
}

func percentiles(b *testing.B, what string, took []time.Duration) {
	b.Helper()
	if len(took) == 0 {
		b.Fatalf("nothing was measured: %s", what)
	}
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[min(len(took)-1, len(took)*p/100)].Microseconds())/1000, fmt.Sprintf("ms-%s-p%d", what, p))
	}
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-"+what+"-max")
}

// BenchmarkWindowWhileCatchingUp catches 118 days up while the reader goes
// through the list and from day to day: how long each task holds up the UI
// goroutine, and how long another reading of a list takes. Painting is not in it:
// the test's driver paints nothing.
func BenchmarkWindowWhileCatchingUp(b *testing.B) {
	const last = "2026-06-30"
	days, first := dense(b, last)
	var tasks, lists, searches []time.Duration
	for b.Loop() {
		var fill models.Backfill
		w := benchOn(b, days, last, onePicture, func(l *models.Library) {
			var err error
			if fill, err = l.StartBackfill(b.Context(), first, last); err != nil {
				b.Fatal(err)
			}
		})
		done := make(chan struct{})
		go func() {
			defer close(done)
			listed, searched := readLists(b, w.library, fill.ID, last)
			lists, searches = append(lists, listed...), append(searches, searched...)
		}()
		w.run(15*time.Millisecond, func(n int) {
			switch {
			case n%60 == 59:
				w.types('[')
			case n%20 == 19:
				w.types('k')
			default:
				w.types('j')
			}
		}, done)
		tasks = append(tasks, w.took...)
		w.end()
	}
	percentiles(b, "task", tasks)
	percentiles(b, "list", lists)
	percentiles(b, "search", searches)
	b.ReportMetric(float64(len(tasks))/float64(b.N), "tasks")
}

// readLists reads lists as the window does, and searches, one after the other,
// until the backfill is done.
func readLists(b *testing.B, library *models.Library, fill int64, last string) (lists, searches []time.Duration) {
	views := []models.View{
		{Place: models.DailyPlace, Day: last}, {Place: models.DailyPlace, Kind: models.WeekList, Day: "2026-W26"},
		{Place: models.ToReadPlace}, {Place: models.Everywhere, Query: "model", Limit: 100},
	}
	for n := 0; ; n++ {
		view := views[n%len(views)]
		start := time.Now()
		if _, err := library.Papers(b.Context(), view); err != nil {
			b.Error(err)
			return lists, searches
		}
		if took := time.Since(start); view.Query == "" {
			lists = append(lists, took)
		} else {
			searches = append(searches, took)
		}
		all, err := library.Backfills(b.Context())
		if err != nil {
			b.Error(err)
			return lists, searches
		}
		for _, f := range all {
			if f.ID == fill && !f.Unfinished() {
				return lists, searches
			}
		}
		<-time.After(5 * time.Millisecond) // a reader is not that quick
	}
}

// BenchmarkThumbnailMemory shows a day of 50 papers with its pictures, all of
// which come into sight, and says what is then kept beyond the same day without
// them.
func BenchmarkThumbnailMemory(b *testing.B) {
	const day = "2026-06-30"
	days := fstest.MapFS{day + ".json": {Data: madeUpList(0, 50)}}
	heap := func() float64 {
		runtime.GC()
		runtime.GC() // what was finalized by the first
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	kept, most := map[bool]float64{}, map[bool]float64{}
	for b.Loop() {
		for _, pictures := range []bool{false, true} {
			asked := make(chan struct{}, 100)
			w := benchOn(b, days, day, func(h http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if strings.HasPrefix(r.URL.Path, "/social-thumbnails/") {
						defer func() { asked <- struct{}{} }()
						if !pictures {
							http.NotFound(rw, r)
							return
						}
					}
					h.ServeHTTP(rw, r)
				})
			}, func(*models.Library) {})
			done := make(chan struct{})
			go func() {
				defer close(done)
				for n := range 50 {
					select {
					case <-asked:
					case <-time.After(20 * time.Second):
						b.Errorf("only %d pictures were asked for", n)
						return
					}
				}
				<-time.After(300 * time.Millisecond) // the last is decoded, scaled and shown
			}()
			w.run(40*time.Millisecond, func(n int) {
				// There and back: what left the sight before it came is asked for again.
				w.types([]rune{'j', 'k'}[n/50%2])
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most[pictures] = max(most[pictures], float64(m.HeapInuse)/(1<<20))
			}, done)
			kept[pictures] = heap()
			w.end()
			runtime.KeepAlive(w)
		}
	}
	b.ReportMetric(kept[true]-kept[false], "MB-of-pictures")
	b.ReportMetric(most[true]-most[false], "MB-more-while-loading")
}
