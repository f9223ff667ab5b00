package papers_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/papers"
	"offprint/app/ui"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// library answers after as long as the test says.
type library struct {
	views map[models.Place][]models.Paper
	slow  time.Duration
	err   error
	// first are what a search finds in a moment, nil where that is all of it
	first    []models.Paper
	recent   []string
	complete func(query string, cursor int) []models.Completion
	mu       sync.Mutex // as one search may end while another begins
	asked    []models.View
}

func (l *library) Papers(ctx context.Context, v models.View) ([]models.Paper, error) {
	l.mu.Lock()
	l.asked = append(l.asked, v)
	answer, err := append([]models.Paper{}, l.views[v.Place]...), l.err
	l.mu.Unlock()
	if v.Limit > 0 && len(answer) > v.Limit {
		answer = answer[:v.Limit]
	}
	select {
	case <-time.After(l.slow):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return answer, err
}

func (l *library) FirstPapers(ctx context.Context, v models.View) ([]models.Paper, bool, error) {
	if l.first != nil && l.err == nil {
		return append([]models.Paper{}, l.first...), true, nil
	}
	papers, err := l.Papers(ctx, v)
	return papers, false, err
}

func (l *library) Complete(_ context.Context, query string, cursor int) ([]models.Completion, error) {
	if l.complete == nil {
		return nil, nil
	}
	return l.complete(query, cursor), nil
}

func (l *library) RecentSearches(context.Context) ([]string, error) { return l.recent, nil }

func (l *library) CountPapers(_ context.Context, v models.View) (int, error) {
	return len(l.views[v.Place]), l.err
}

func (l *library) List(context.Context, string, string) (models.ListState, error) {
	return models.ListState{ReadAt: time.Now(), Papers: 40, Left: 3}, nil
}

func (l *library) Found(_ context.Context, found []models.Paper) ([]models.Paper, error) {
	return append([]models.Paper{}, found...), l.err
}

func numbered(from, to int) (papers []models.Paper) {
	for i := from; i <= to; i++ {
		papers = append(papers, models.Paper{ID: int64(i), ArxivID: fmt.Sprintf("2603.%05d", i), Title: fmt.Sprint("Paper ", i)})
	}
	return papers
}

type keyboard struct{}

func (keyboard) TypedRune(rune)              {}
func (keyboard) TypedKey(*fyne.KeyEvent)     {}
func (keyboard) TypedShortcut(fyne.Shortcut) {}

// pane is a pane with what it told, in a bubble of synctest.
type pane struct {
	*papers.Pane
	library *library
	stays   bool
	told    []string
	typed   []string // into the search field
	used    []string // searches
	mu      sync.Mutex
	queue   []func()
}

func show(t *testing.T, scene func(*testing.T, *pane)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := test.NewTempApp(t)
		a.Settings().SetTheme(ui.NewTheme(ui.Light))
		p := &pane{library: &library{views: map[models.Place][]models.Paper{
			models.DailyPlace: numbered(1, 40), models.ToReadPlace: numbered(30, 60), models.StarredPlace: nil,
		}}}
		tasks := ui.NewTasks(t.Context(), func(do func()) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.queue = append(p.queue, do)
		})
		p.Pane = papers.New(papers.Config{
			Key: func(action string) string {
				return map[string]string{"hub": "Ctrl+Enter", "keep": "s", "state": "r"}[action]
			},
			Library: p.library, Tasks: tasks, Keyboard: keyboard{}, Clock: time.Now,
			OnPaper: func(paper *models.Paper, byReader bool) {
				id := "none"
				if paper != nil {
					id = fmt.Sprint(paper.ID)
				}
				p.told = append(p.told, fmt.Sprintf("%s %v", id, byReader))
			},
			OnDay: func(int, string) {}, OnSearch: func(query string) { p.typed = append(p.typed, query) }, OnSearched: func(query string) { p.used = append(p.used, query) }, OnHub: func(string) {}, OnSort: func(models.Sort) {}, OnMenu: func(fyne.Position) {},
			OfferKey: func() string { return "b" }, OnMarked: func(int) {}, OnShown: func(models.View, int) {}, Stays: func() bool { return p.stays },
		})
		w := test.NewTempWindow(t, p.Pane)
		w.Resize(fyne.NewSize(520, 700))
		scene(t, p)
		tasks.Close()
	})
}

// wait lets time pass, and shows what came.
func (p *pane) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
	p.mu.Lock()
	queue := p.queue
	p.queue = nil
	p.mu.Unlock()
	for _, do := range queue {
		do()
	}
	synctest.Wait() // what that began
}

func (p *pane) current() int64 {
	if paper := p.List.Current(); paper != nil {
		return paper.ID
	}
	return 0
}

var day = models.View{Place: models.DailyPlace, Day: "2026-03-20"}

func TestAViewBeginsAtItsFirstPaper(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.Open(day, "")
		p.wait(0)
		if p.Title() != "Fri 20 Mar 2026" || p.Sub() != "40 papers  ·  3 left" || p.current() != 1 {
			t.Errorf("%q, %q, paper %d", p.Title(), p.Sub(), p.current())
		}
		p.Open(models.View{Place: models.ToReadPlace}, "2603.00042")
		p.wait(0)
		if p.Title() != "To read" || p.current() != 42 || p.List.Offset() == 0 {
			t.Errorf("%q, paper %d at %v", p.Title(), p.current(), p.List.Offset())
		}
		if got := strings.Join(p.told, ", "); got != "1 false, 42 false" {
			t.Errorf("told %s", got)
		}
	})
}

func TestAReloadThatOvertakesTheOpeningShowsTheNewView(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.Open(day, "")
		p.wait(0)
		p.List.Go(35)
		p.library.slow = time.Second
		p.Open(models.View{Place: models.ToReadPlace}, "")
		p.wait(500 * time.Millisecond)
		p.Reload() // something changed meanwhile
		p.wait(2 * time.Second)
		if p.current() != 30 || p.List.Offset() != 0 {
			t.Errorf("paper %d is current, scrolled to %v", p.current(), p.List.Offset())
		}
	})
}

func TestAPaperAskedForThatComesLaterDoesNotMoveTheReader(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.Open(day, "2603.00099")
		p.wait(0)
		p.List.Go(4)
		p.library.views[models.DailyPlace] = append(numbered(1, 40), numbered(99, 99)...)
		p.Reload()
		p.wait(0)
		if p.current() != 5 || len(p.List.Papers()) != 41 {
			t.Errorf("paper %d of %d is current", p.current(), len(p.List.Papers()))
		}
	})
}

func TestAnOldAnswerNeverReplacesANewerOne(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.slow = 3 * time.Second
		p.Open(day, "")
		p.wait(time.Second)
		p.library.slow = time.Second
		p.Open(models.View{Place: models.ToReadPlace}, "")
		p.wait(5 * time.Second)
		if p.current() != 30 || p.Title() != "To read" {
			t.Errorf("%q shows paper %d", p.Title(), p.current())
		}
	})
}

func TestWhatIsGoneGivesWayToTheNext(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.Open(models.View{Place: models.ToReadPlace}, "")
		p.wait(0)
		p.List.Go(10)
		p.library.views[models.ToReadPlace] = append(numbered(30, 39), numbered(41, 60)...)
		p.stays = true // the reader is writing about it
		p.Reload()
		p.wait(0)
		if p.current() != 40 || p.List.Index() != 10 {
			t.Errorf("while it stays paper %d is current, number %d", p.current(), p.List.Index())
		}
		p.stays = false
		p.Reload()
		p.wait(0)
		if p.current() != 41 {
			t.Errorf("then paper %d is current", p.current())
		}
		p.library.views[models.ToReadPlace] = nil
		p.Reload()
		p.wait(0)
		if p.current() != 0 || !strings.HasPrefix(p.Empty(), "Nothing to read: ") || p.Sub() != "" {
			t.Errorf("of an empty place paper %d is current, it says %q and %q", p.current(), p.Empty(), p.Sub())
		}
	})
}

func TestAListThatCannotBeReadStays(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.Open(day, "")
		p.wait(0)
		p.library.err = errors.New("disk I/O error")
		p.Reload()
		p.wait(0)
		if len(p.List.Papers()) != 40 || !strings.Contains(p.Told(), "Your library is untouched") {
			t.Errorf("%d papers, told %q", len(p.List.Papers()), p.Told())
		}
		p.library.err = &models.Error{Code: models.Invalid, Message: "There is no filter “ratin”."}
		p.Reload()
		p.wait(0)
		if p.Told() != "There is no filter “ratin”." {
			t.Errorf("told %q", p.Told())
		}
	})
}

func TestMoreThanASearchShows(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.views[models.Everywhere] = numbered(1, 201)
		p.Open(models.View{Place: models.Everywhere, Query: "paper"}, "")
		p.wait(0)
		if len(p.List.Papers()) != 200 || p.Sub() != "The best 200 papers; type more to narrow" {
			t.Errorf("%d papers, %q", len(p.List.Papers()), p.Sub())
		}
		p.library.views[models.Everywhere] = numbered(1, 1)
		p.Open(models.View{Place: models.Everywhere, Query: "paper 1"}, "")
		p.wait(0)
		if p.Sub() != "1 paper found  ·  Ctrl+Enter asks Hugging Face" {
			t.Errorf("%q", p.Sub())
		}
	})
}

func TestALongPlaceComesAsItIsRead(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.views[models.DonePlace] = numbered(1, 5000)
		p.Open(models.View{Place: models.DonePlace}, "")
		p.wait(time.Second)
		if n := len(p.List.Papers()); n >= 5000 || n < 100 {
			t.Errorf("%d papers are read at first", n)
		}
		if p.Sub() != "5,000 papers" {
			t.Errorf("the pane says %q", p.Sub())
		}
		p.List.Go(290)
		p.wait(time.Second)
		if n := len(p.List.Papers()); n <= 300 {
			t.Errorf("near the end there are still %d papers", n)
		}
		if p.List.Index() != 290 {
			t.Errorf("the reader was moved to %d", p.List.Index())
		}
		p.WithAll(p.List.MarkAll)
		p.wait(time.Second)
		if n := p.List.Marked(); n != 5000 {
			t.Errorf("%d of 5,000 are marked", n)
		}
		before := p.Spot()
		p.Open(models.View{Place: models.ToReadPlace}, "")
		p.wait(time.Second)
		if p.List.Marked() != 0 {
			t.Error("the marks went along")
		}
		p.Return(before)
		p.wait(time.Second)
		if p.List.Index() != 290 || p.List.Marked() != 5000 || p.Spot().View.Place != before.View.Place {
			t.Errorf("back at paper %d, %d marked", p.List.Index(), p.List.Marked())
		}
	})
}
