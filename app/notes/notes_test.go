package notes_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"go.uber.org/goleak"

	"offprint/app/notes"
	"offprint/app/ui"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// library takes notes as the real one does, unless it is full or slow.
type library struct {
	mu    sync.Mutex
	notes []models.Note
	saves []string // what was asked for, in order
	full  error
	slow  time.Duration
	// answers are those to the next saves, if it is not full
	answers []error
}

func (l *library) SaveNote(_ context.Context, e models.NoteEdit) (models.Note, models.Step, error) {
	time.Sleep(l.slow)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saves = append(l.saves, fmt.Sprintf("%d/%d %q step %d", e.PaperID, e.NoteID, e.Text, e.Step))
	refused := l.full
	if len(l.answers) > 0 && refused == nil {
		refused, l.answers = l.answers[0], l.answers[1:]
	}
	if refused != nil {
		return models.Note{}, models.Step{}, refused
	}
	step := models.Step{ID: e.Step}
	if step.ID == 0 {
		step.ID = int64(len(l.saves))
	}
	for i, n := range l.notes {
		if n.ID == e.NoteID {
			if e.Text == "" {
				l.notes = slices.Delete(l.notes, i, i+1)
				return models.Note{}, step, nil
			}
			l.notes[i].Text, l.notes[i].UpdatedAt = e.Text, time.Now()
			return l.notes[i], step, nil
		}
	}
	if e.Text == "" {
		return models.Note{}, step, nil
	}
	note := models.Note{ID: int64(100 + len(l.saves)), PaperID: e.PaperID, Text: e.Text, UpdatedAt: time.Now(),
		Quote: e.Quote.Text, QuoteBefore: e.Quote.Before, QuoteAfter: e.Quote.After, AbstractHash: e.Quote.AbstractHash}
	l.notes = append(l.notes, note)
	return note, step, nil
}

// paper is a paper with its notes as the library has them.
func (l *library) paper(id int64) *models.Paper {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := &models.Paper{ID: id, Abstract: abstract}
	for _, n := range l.notes {
		if n.PaperID == id {
			p.Notes = append(p.Notes, n)
		}
	}
	return p
}

func (l *library) texts() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for _, n := range l.notes {
		all = append(all, fmt.Sprintf("%d %s", n.PaperID, n.Text))
	}
	return strings.Join(all, "|")
}

// desk is a pane of notes in a bubble of synctest.
type desk struct {
	*notes.Pane
	library *library
	tasks   *ui.Tasks
	window  fyne.Window
	trouble []string
	told    []string
	left    int
	mu      sync.Mutex
	queue   []func()
}

func write(t *testing.T, scene func(*testing.T, *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		scene(t, d)
		d.SaveAll()
		d.tasks.Close()
	})
}

func newDesk(t testing.TB) *desk {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	d := &desk{library: &library{}}
	d.tasks = ui.NewTasks(t.Context(), d.dispatch)
	d.Pane = notes.New(notes.Config{
		Key: func(action string) string {
			return map[string]string{"hub": "Ctrl+Enter", "keep": "s", "state": "r"}[action]
		},
		Library: d.library, Tasks: d.tasks, Changes: &ui.Queue{Tasks: d.tasks}, Clock: time.Now,
		After:   func(after time.Duration, do func()) { time.AfterFunc(after, func() { d.dispatch(do) }) },
		OnSaved: func() {}, OnLeave: func() { d.window.Canvas().Unfocus() }, OnLeft: func() { d.left++ },
		OnOpen: func(link string) { d.told = append(d.told, "open "+link) }, OnPaper: func(id string) { d.told = append(d.told, "paper "+id) },
		Complete:  func(_ context.Context, title string) []models.Paper { return d.library.titled(title) },
		OnTrouble: func(text string) { d.trouble = append(d.trouble, text) }, Log: func(string, error) {},
	})
	d.window = test.NewTempWindow(t, d.Pane)
	d.window.Resize(fyne.NewSize(800, 400))
	return d
}

func (d *desk) dispatch(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queue = append(d.queue, do)
}

func (d *desk) run() {
	d.mu.Lock()
	queue := d.queue
	d.queue = nil
	d.mu.Unlock()
	for _, do := range queue {
		do()
	}
}

// wait lets time pass, and shows what comes as it comes.
func (d *desk) wait(t time.Duration) {
	end := time.Now().Add(t)
	for {
		for range 2 { // what is shown may begin a save
			synctest.Wait()
			d.run()
		}
		if !time.Now().Before(end) {
			return
		}
		time.Sleep(min(50*time.Millisecond, time.Until(end)))
	}
}

func (d *desk) types(text string) {
	for _, r := range text {
		d.window.Canvas().Focused().TypedRune(r)
	}
}

func (d *desk) key(name fyne.KeyName) {
	d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

func TestQuickPapersEachGetTheirWords(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.slow = time.Second // the disk is busy
		for paper := range int64(4) {
			d.Await(paper + 1)
			d.Focus()
			d.types(fmt.Sprint("paper ", paper+1))
			d.wait(10 * time.Millisecond)
		}
		d.wait(10 * time.Second)
		if got := d.library.texts(); got != "1 paper 1|2 paper 2|3 paper 3|4 paper 4" {
			t.Errorf("the library has %s", got)
		}
		d.Set(d.library.paper(4))
		if d.Text() != "paper 4" {
			t.Errorf("the editor has %q", d.Text())
		}
	})
}

func TestNotesThatComeLateAreShownWhereNothingWasWritten(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.notes = []models.Note{{ID: 7, PaperID: 1, Text: "there already", UpdatedAt: time.Now()}}
		d.Await(1)
		d.Focus()
		d.Set(d.library.paper(1))
		if d.Text() != "there already" {
			t.Errorf("the editor has %q", d.Text())
		}
		d.Set(nil)
		d.Await(1)
		d.Focus()
		d.types("quick")
		d.Set(d.library.paper(1)) // what is being written stays
		d.types("er")
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 there already|1 quicker" {
			t.Errorf("the library has %s", got)
		}
		d.Set(d.library.paper(1))
		if d.Text() != "quicker" {
			t.Errorf("the editor has %q", d.Text())
		}
	})
}

func TestWhatIsWrittenWhileASaveRunsIsSavedToo(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.slow = 3 * time.Second
		d.Set(&models.Paper{ID: 1})
		d.Focus()
		d.types("one")
		d.wait(time.Second) // the save has begun
		d.types(" two")
		d.wait(time.Second)
		d.types(" three")
		d.key(fyne.KeyEscape)
		d.wait(20 * time.Second)
		if got := d.library.texts(); got != "1 one two three" {
			t.Errorf("the library has %s", got)
		}
		for _, save := range d.library.saves[1:] {
			if !strings.HasSuffix(save, "step 1") {
				t.Errorf("the saves of a sitting are %q", d.library.saves)
			}
		}
		if d.left != 1 {
			t.Errorf("told %d times that the editor was left", d.left)
		}
	})
}

func TestTextsThatCannotBeSavedComeBackWhereTheyWere(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		now := time.Now()
		d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "a", UpdatedAt: now}, {ID: 2, PaperID: 1, Text: "b", UpdatedAt: now}}
		d.library.full = errors.New("disk is full")
		d.Set(d.library.paper(1))
		d.Focus()
		d.key(fyne.KeyEnd)
		d.types("1")
		d.NewNote()
		d.types("c")
		d.wait(0)
		d.Set(d.library.paper(2))
		d.wait(0)
		if d.Text() != "" {
			t.Errorf("another paper's editor has %q", d.Text())
		}
		if len(d.trouble) != 2 || !strings.Contains(d.trouble[0], "could not be saved") {
			t.Errorf("told %q", d.trouble)
		}
		d.library.full = &models.Error{Code: models.Unusable, Message: "The library is read only."}
		d.Set(d.library.paper(1))
		if d.Text() != "a1" {
			t.Errorf("the editor has %q", d.Text())
		}
		d.wait(time.Second)
		if got := d.trouble[len(d.trouble)-1]; got != "The library is read only." || !strings.HasPrefix(d.Status(), "Not saved") {
			t.Errorf("told %q, the status is %q", got, d.Status())
		}
		d.library.full = nil
		d.Set(d.library.paper(3)) // leaving tries again
		d.wait(time.Second)
		d.Set(d.library.paper(1))
		if d.Text() != "c" {
			t.Errorf("the editor has %q, and the new note is still not saved", d.Text())
		}
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 a1|1 b|1 c" {
			t.Errorf("the library has %s", got)
		}
	})
}

func TestATextThatCouldNotBeSavedAtFirstNeverComesBackStale(t *testing.T) {
	full := errors.New("disk is full")
	for name, answers := range map[string][]error{"twice in vain": {full, full}, "the second time": {full, nil}} {
		t.Run(name, func(t *testing.T) {
			write(t, func(t *testing.T, d *desk) {
				d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "a", UpdatedAt: time.Now()}}
				d.Set(d.library.paper(1))
				d.Focus()
				d.key(fyne.KeyEnd)
				d.library.slow, d.library.answers = time.Second, answers
				d.types("1")
				d.wait(600 * time.Millisecond) // a save is under way
				d.types("2")
				d.Set(d.library.paper(2)) // and one more waits for it
				d.wait(5 * time.Second)
				d.library.slow = 0
				if answers[1] != nil {
					d.Set(d.library.paper(1)) // it is tried again
					d.wait(time.Second)
					d.Set(d.library.paper(2))
					d.wait(time.Second)
				}
				if got := d.library.texts(); got != "1 a12" {
					t.Fatalf("the library has %q", got)
				}
				d.library.notes[0].Text, d.library.notes[0].UpdatedAt = "by a command", time.Now()
				d.Set(d.library.paper(1))
				d.wait(time.Second)
				if got := d.library.texts(); d.Text() != "by a command" || got != "1 by a command" {
					t.Errorf("the editor has %q, the library %q", d.Text(), got)
				}
			})
		})
	}
}

func TestClosingTriesOnceMore(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.full = errors.New("disk is full")
		d.Set(&models.Paper{ID: 1})
		d.Focus()
		d.types("lost?")
		d.Set(&models.Paper{ID: 2})
		d.wait(0)
		d.library.full = nil
		d.SaveAll()
		d.tasks.Close()
		if got := d.library.texts(); got != "1 lost?" {
			t.Errorf("the library has %q", got)
		}
	})
}

func TestAnEmptiedNoteIsGoneAndWhatFollowsIsANewOne(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "a", UpdatedAt: time.Now()}}
		d.Set(d.library.paper(1))
		d.Focus()
		d.key(fyne.KeyEnd)
		d.key(fyne.KeyBackspace)
		d.wait(time.Second)
		if got := d.library.texts(); got != "" {
			t.Errorf("the library has %s", got)
		}
		d.Set(d.library.paper(1))
		d.types("b")
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 b" {
			t.Errorf("the library has %s", got)
		}
	})
}

func TestThePreviewFetchesNothingAndFoldsAway(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		text := "# Head\n\n![a picture](http://evil.test/x.png) and [a link](https://example.org) and [a trap](file:///etc/passwd)\n\n" +
			"- ![in a list](x.png)\n\n| a |\n|---|\n| [trap](javascript:alert) |\n\n> ![quoted](y.png)\n"
		d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: text, UpdatedAt: time.Now()}}
		d.Set(d.library.paper(1))
		d.wait(0)
		shown := ""
		var walk func(fyne.CanvasObject)
		walk = func(o fyne.CanvasObject) {
			if !o.Visible() {
				return
			}
			switch o := o.(type) {
			case *canvas.Text:
				shown += o.Text + "\n"
			case *canvas.Image:
				if o.File != "" || o.Resource != nil && !strings.HasSuffix(o.Resource.Name(), ".svg") {
					t.Errorf("a picture is shown: %q %v", o.File, o.Resource)
				}
			case *widget.Hyperlink:
				if o.URL == nil || o.URL.Scheme != "https" {
					t.Errorf("a link leads to %v", o.URL)
				}
				shown += o.Text + "\n"
			case *fyne.Container:
				for _, child := range o.Objects {
					walk(child)
				}
				return
			}
			if w, ok := o.(fyne.Widget); ok {
				if _, editor := o.(interface{ SelectedText() string }); editor {
					return
				}
				for _, child := range test.WidgetRenderer(w).Objects() {
					walk(child)
				}
			}
		}
		walk(d.Pane)
		for _, want := range []string{"Head", "a link", "a trap"} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q is not in the preview:\n%s", want, shown)
			}
		}
		d.TogglePreview()
		shown = ""
		walk(d.Pane)
		if strings.Contains(shown, "Head") || d.Preview() {
			t.Error("the preview does not fold away")
		}
		d.TogglePreview()
		d.window.Resize(fyne.NewSize(500, 400)) // too narrow for both
		shown = ""
		walk(d.Pane)
		if strings.Contains(shown, "Head") {
			t.Error("a narrow window shows the preview")
		}
	})
}

// BenchmarkKeystrokeNote types into a note of 4 KB, preview and all.
func BenchmarkKeystrokeNote(b *testing.B) {
	d := newDesk(b)
	text := strings.Repeat("A paragraph of a *note* on `code`, of a hundred characters or so, as notes on papers are.\n\n", 45)
	d.Set(&models.Paper{ID: 1, Notes: []models.Note{{ID: 1, PaperID: 1, Text: text}}})
	d.Focus()
	d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	var took, total []time.Duration
	n := 0
	for b.Loop() {
		if n++; n%200 == 0 { // it stays one of 4 KB
			b.StopTimer()
			d.Set(nil)
			d.Set(&models.Paper{ID: 1, Notes: []models.Note{{ID: 1, PaperID: 1, Text: text}}})
			d.Focus()
			b.StartTimer()
		}
		start := time.Now()
		d.types("x")
		took = append(took, time.Since(start))
		d.run()
		total = append(total, time.Since(start))
	}
	b.StopTimer()
	d.tasks.Close()
	for name, all := range map[string][]time.Duration{"key": took, "key-and-preview": total} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, name+"-ms-p50")
		b.ReportMetric(float64(all[min(len(all)-1, len(all)*99/100)].Microseconds())/1000, name+"-ms-p99")
	}
}
