package notes_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/models"
)

// abstract is that of every paper of these tests.
const abstract = "We show that models do not generalize to the reverse direction. It holds across sizes and families of models."

// titled are papers whose title begins with a text.
func (l *library) titled(text string) []models.Paper {
	var found []models.Paper
	for i, title := range []string{"The Reversal [Curse]", "The Reverse | Way", "Another", "Many 3", "Many 4", "Many 5", "Many 6", "Many 7", "Many 8"} {
		if strings.HasPrefix(strings.ToLower(title), strings.ToLower(text)) {
			found = append(found, models.Paper{ID: int64(i + 1), ArxivID: fmt.Sprintf("2309.1228%d", i), Title: title})
		}
	}
	return found
}

// passage is the quote of some words of the abstract.
func passage(t *testing.T, words string) models.Quote {
	t.Helper()
	at := strings.Index(abstract, words)
	q, ok := models.QuoteOf(abstract, at, at+len(words))
	if !ok {
		t.Fatalf("%q is not in the abstract", words)
	}
	return q
}

func TestAQuoteIsSavedAtOnceAndItsNoteSaysSo(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.Set(d.library.paper(1))
		d.Quote(2, passage(t, "We show")) // is not the paper's
		if d.Text() != "" {
			t.Errorf("another paper's quote: the editor has %q", d.Text())
		}
		d.Quote(1, passage(t, "the reverse direction"))
		if got := d.Text(); got != "> the reverse direction\n\n" {
			t.Errorf("the editor has %q", got)
		}
		d.wait(time.Second) // without a key
		if got := d.library.paper(1).Notes; len(got) != 1 || got[0].Quoted() != passage(t, "the reverse direction") {
			t.Fatalf("the library has %+v", got)
		}
		d.types("Why?")
		d.key(fyne.KeyEscape)
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 > the reverse direction\n\nWhy?" {
			t.Errorf("the library has %q", got)
		}
		if got := d.Quoted(); got != "On “the reverse direction”" {
			t.Errorf("the head says %q", got)
		}
		note := d.library.paper(1).Notes[0].ID
		d.NewNote()
		if got := d.Quoted(); got != "" {
			t.Errorf("a note on nothing says %q", got)
		}
		d.Open(note)
		if !strings.HasSuffix(d.Text(), "Why?") || d.Quoted() == "" {
			t.Errorf("opened is %q, the head says %q", d.Text(), d.Quoted())
		}
		changed := d.library.paper(1)
		changed.Abstract = "It says something else."
		d.Set(changed)
		if got := d.Quoted(); !strings.HasPrefix(got, "On a passage that is no longer in the abstract") {
			t.Errorf("the head says %q", got)
		}
	})
}

func TestAQuoteThatCannotBeSavedKeepsItsPassage(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.full = errors.New("disk is full")
		d.Set(d.library.paper(1))
		d.Quote(1, passage(t, "sizes and families"))
		d.types("!")
		d.wait(time.Second)
		d.Quote(1, passage(t, "We show")) // another one meanwhile
		d.wait(time.Second)
		d.library.full = nil
		d.Set(d.library.paper(2))
		d.wait(time.Second)
		d.SaveAll()
		d.wait(time.Second)
		var quotes []string
		for _, n := range d.library.paper(1).Notes {
			quotes = append(quotes, n.Quote+": "+strings.ReplaceAll(n.Text, "\n", "/"))
		}
		slices.Sort(quotes)
		if got := strings.Join(quotes, "|"); got != "We show: > We show//|sizes and families: > sizes and families//!" {
			t.Errorf("the library has %s", got)
		}
	})
}

func TestTitlesAreOfferedAndChosen(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.Set(d.library.paper(9))
		d.Focus()
		d.types("see [[the rev")
		d.wait(0)
		if got := d.Choices(); len(got) != 2 {
			t.Fatalf("offered are %v", got)
		}
		d.key(fyne.KeyDown)
		d.key(fyne.KeyReturn)
		if got := d.Text(); got != "see [[2309.12281|The Reverse / Way]]" {
			t.Errorf("the editor has %q", got)
		}
		d.types(" [[the rev]]") // the brackets are there already
		for range 2 {
			d.key(fyne.KeyLeft)
		}
		d.wait(0)
		d.key(fyne.KeyEnter)
		if got := d.Text(); !strings.HasSuffix(got, " [[2309.12280|The Reversal (Curse)]]") {
			t.Errorf("the editor has %q", got)
		}
		d.types(" [[another")
		d.wait(0)
		d.key(fyne.KeyHome)
		d.wait(0)
		if len(d.Choices()) != 0 {
			t.Error("papers are offered away from the link")
		}
		d.key(fyne.KeyReturn)
		if !strings.HasPrefix(d.Text(), "\n") && !strings.Contains(d.Text(), "\n") {
			t.Error("Enter is taken where nothing is offered")
		}
	})
}

func TestTasksAreTickedInThePreviewAndByKey(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "- [ ] one\n- [x] two\n\ntext", UpdatedAt: time.Now()}}
		d.Set(d.library.paper(1))
		d.wait(0)
		d.tap("To do: one")
		d.tap("Done: two")
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 - [x] one\n- [ ] two\n\ntext" {
			t.Errorf("the library has %q", got)
		}
		d.Focus()
		d.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 - [x] one\n- [x] two\n\ntext" {
			t.Errorf("taken back, the library has %q", got)
		}
		for range 9 { // to the last line
			d.key(fyne.KeyDown)
		}
		if d.ToggleTask() {
			t.Error("a line without a task is ticked")
		}
		for range 9 {
			d.key(fyne.KeyUp)
		}
		if !d.ToggleTask() || !strings.HasPrefix(d.Text(), "- [ ] one\n") {
			t.Errorf("by key, the editor has %q", d.Text())
		}
	})
}

// eachVisible calls do for everything in sight of a part of the window.
func eachVisible(o fyne.CanvasObject, do func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	do(o)
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		eachVisible(child, do)
	}
}

// tap taps what a screen reader calls so.
func (d *desk) tap(label string) {
	var found fyne.Tappable
	eachVisible(d.Pane, func(o fyne.CanvasObject) {
		box, taps := o.(fyne.Tappable)
		if a, ok := o.(fyne.Accessible); ok && taps && a.AccessibilityLabel() == label {
			found = box
		}
	})
	if found != nil {
		found.Tapped(&fyne.PointEvent{})
		d.wait(0)
	}
}

func TestANoteOfFiveMegabytesIsKeptWhole(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		text := strings.Repeat("one line ", 5<<20/9)
		fyne.CurrentApp().Clipboard().SetContent(text)
		d.Set(d.library.paper(1))
		d.Focus()
		d.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{})
		d.types("end")
		d.wait(time.Second)
		if got := d.library.paper(1).Notes; len(got) != 1 || got[0].Text != text+"end" {
			t.Error("the note is not whole")
		}
		if !strings.Contains(d.Status(), "words") {
			t.Errorf("the status is %q", d.Status())
		}
	})
}

// BenchmarkOpenPaperWith50Notes shows papers with many notes, in turn, quotes
// and all.
func BenchmarkOpenPaperWith50Notes(b *testing.B) {
	d := newDesk(b)
	var papers [2]*models.Paper
	for n := range papers {
		papers[n] = &models.Paper{ID: int64(n + 1), Abstract: abstract}
		for i := range 50 {
			q, _ := models.QuoteOf(abstract, 8, 30)
			papers[n].Notes = append(papers[n].Notes, models.Note{ID: int64(100*n + i + 1), Text: fmt.Sprint(n, i, strings.Repeat(" word of a *note*\n\n", 100)),
				Quote: q.Text, QuoteBefore: q.Before, QuoteAfter: q.After})
		}
	}
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		start := time.Now()
		d.Set(papers[n%2])
		took = append(took, time.Since(start))
		d.run()
	}
	b.StopTimer()
	d.tasks.Close()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
}

// BenchmarkKeyInNote types into notes of two sizes, preview, words and saving
// and all that belongs to a key on the UI goroutine.
func BenchmarkKeyInNote(b *testing.B) {
	for name, size := range map[string]int{"20KB": 20 << 10, "5MB": 5 << 20} {
		b.Run(name, func(b *testing.B) {
			d := newDesk(b)
			line := "A paragraph of a *note* on `code`, of a hundred characters or so, as notes on papers are.\n\n"
			d.Set(&models.Paper{ID: 1, Notes: []models.Note{{ID: 1, PaperID: 1, Text: strings.Repeat(line, size/len(line))}}})
			d.Focus()
			for range 20 {
				d.key(fyne.KeyDown)
			}
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				d.types("x")
				d.run()
				took = append(took, time.Since(start))
			}
			b.StopTimer()
			d.tasks.Close()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
		})
	}
}

func TestWhoWritesOnWithoutPauseIsSavedAllTheSame(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		before := &models.Paper{ID: 1}
		d.Set(before)
		d.Focus()
		typed := ""
		for range 40 { // four seconds without a pause
			d.types("word ")
			typed += "word "
			d.wait(100 * time.Millisecond)
			d.Set(before) // read before the last save, and shown after it
			saved := strings.TrimPrefix(d.library.texts(), "1 ")
			if !strings.HasPrefix(typed, saved) || len(typed)-len(saved) > 5*len("word ") {
				t.Fatalf("%d of %d letters are saved: %q", len(saved), len(typed), saved)
			}
		}
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 "+typed {
			t.Errorf("the library has %q", got)
		}
		for _, save := range d.library.saves[1:] {
			if !strings.HasSuffix(save, "step 1") {
				t.Errorf("the saves of a sitting are %q", d.library.saves)
			}
		}
		if !strings.HasPrefix(d.Status(), "Saved") {
			t.Errorf("the status is %q", d.Status())
		}
	})
}

func TestAnotherNoteIsOneAlsoWhereTheNotesComeLate(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.notes = []models.Note{{ID: 7, PaperID: 1, Text: "there already", UpdatedAt: time.Now()}}
		d.Await(1)
		d.NewNote()
		d.Set(d.library.paper(1))
		if d.Text() != "" {
			t.Errorf("the editor has %q", d.Text())
		}
		d.types("another")
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 there already|1 another" {
			t.Errorf("the library has %s", got)
		}
	})
}

// shortcut presses one of the editor's shortcuts.
func (d *desk) shortcut(s fyne.Shortcut) {
	d.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(s)
}

// empty takes away all that is in the editor.
func (d *desk) empty() {
	d.shortcut(&fyne.ShortcutSelectAll{})
	d.key(fyne.KeyBackspace)
}

func TestUndoNeverCarriesWordsIntoAnotherNote(t *testing.T) {
	for name, another := range map[string]func(*desk){
		"a paper":                 func(d *desk) { d.Set(&models.Paper{ID: 2}) },
		"a paper that comes late": func(d *desk) { d.Await(2); d.Set(&models.Paper{ID: 2}) },
		"no paper between":        func(d *desk) { d.Set(nil); d.Set(&models.Paper{ID: 2}) },
		"a new note":              func(d *desk) { d.NewNote() },
	} {
		for key, leaves := range map[string]fyne.Shortcut{"undo": &fyne.ShortcutUndo{}, "redo": &fyne.ShortcutRedo{}} {
			t.Run(name+", "+key, func(t *testing.T) {
				write(t, func(t *testing.T, d *desk) {
					d.Set(d.library.paper(1))
					d.Focus()
					d.types("private")
					if key == "undo" {
						d.empty()
					} else {
						d.shortcut(&fyne.ShortcutUndo{})
					}
					d.wait(time.Second)
					another(d)
					d.Focus()
					d.shortcut(leaves)
					d.wait(time.Second)
					if d.Text() != "" || d.library.texts() != "" {
						t.Errorf("the editor has %q, the library %q", d.Text(), d.library.texts())
					}
				})
			})
		}
	}
}

func TestUndoNeverCarriesWordsBetweenNotesOfOneText(t *testing.T) {
	now := time.Now()
	for name, second := range map[string]func(*testing.T, *desk){
		"the second note": func(_ *testing.T, d *desk) { d.Open(2) },
		"another quote":   func(t *testing.T, d *desk) { d.Quote(1, passage(t, "We show")) },
	} {
		t.Run(name, func(t *testing.T) {
			write(t, func(t *testing.T, d *desk) {
				d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "> We show\n\n", UpdatedAt: now}, {ID: 2, PaperID: 1, Text: "> We show\n\n", UpdatedAt: now}}
				d.Set(d.library.paper(1))
				d.Focus()
				d.types("x")
				d.key(fyne.KeyBackspace)
				d.wait(time.Second)
				second(t, d)
				d.shortcut(&fyne.ShortcutUndo{})
				d.wait(time.Second)
				if got := d.library.texts(); strings.Contains(got, "x") {
					t.Errorf("the library has %q", got)
				}
			})
		})
	}
}

func TestUndoBringsBackANoteThatWasJustEmptied(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.Set(d.library.paper(1))
		d.Focus()
		d.types("too hasty")
		d.wait(time.Second)
		d.Set(d.library.paper(1)) // read anew after the save
		d.empty()
		d.wait(time.Second)
		d.Set(d.library.paper(1))
		d.key(fyne.KeyEscape)
		d.Set(d.library.paper(1))
		d.Focus()
		d.shortcut(&fyne.ShortcutUndo{})
		d.wait(time.Second)
		if got := d.library.texts(); got != "1 too hasty" {
			t.Errorf("the library has %q, the editor %q", got, d.Text())
		}
	})
}

func TestUndoNeverCarriesWordsIntoANoteThatCouldNotBeEmptied(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "a", UpdatedAt: time.Now()}}
		d.Set(d.library.paper(1))
		d.Focus()
		d.library.full = errors.New("disk is full")
		d.empty()
		d.NewNote()
		d.wait(time.Second)
		d.library.full = nil
		d.types("x")
		d.key(fyne.KeyBackspace)
		d.wait(time.Second)
		d.key(fyne.KeyEscape)
		d.Set(d.library.paper(1)) // goes back to the note that is to be emptied
		if d.NoteID() != 1 || d.Text() != "" {
			t.Fatalf("note %d is in the editor with %q", d.NoteID(), d.Text())
		}
		d.Focus()
		d.shortcut(&fyne.ShortcutUndo{})
		d.wait(time.Second)
		if got := d.library.texts(); got != "" {
			t.Errorf("the library has %q", got)
		}
	})
}

func TestATemplateTakesThePlaceOfNoWords(t *testing.T) {
	const questions = "- [ ] What is new?\n"
	start := func(d *desk) {
		d.Templates()
		d.key(fyne.KeyDown)
		d.key(fyne.KeyDown)
		d.key(fyne.KeyReturn)
		d.wait(time.Second)
	}
	t.Run("where a new note could not be saved", func(t *testing.T) {
		write(t, func(t *testing.T, d *desk) {
			d.library.notes = []models.Note{{ID: 1, PaperID: 1, Text: "a", UpdatedAt: time.Now()}}
			d.Set(d.library.paper(1))
			d.library.full = errors.New("disk is full")
			d.NewNote()
			d.types("precious")
			d.wait(time.Second)
			d.Open(1)
			d.wait(time.Second)
			start(d)
			if !strings.HasPrefix(d.Text(), questions) {
				t.Errorf("the editor has %q", d.Text())
			}
			d.library.full = nil
			d.SaveAll()
			d.wait(time.Second)
			if got := d.library.texts(); !strings.Contains(got, "|1 precious") || !strings.Contains(got, "|1 "+questions) {
				t.Errorf("the library has %q", got)
			}
		})
	})
	t.Run("where a note begins with much white space", func(t *testing.T) {
		write(t, func(t *testing.T, d *desk) {
			fyne.CurrentApp().Clipboard().SetContent(strings.Repeat("\n", 1000) + "far below")
			d.Set(d.library.paper(1))
			d.Focus()
			d.shortcut(&fyne.ShortcutPaste{})
			d.wait(time.Second)
			start(d)
			if got := d.library.texts(); !strings.Contains(got, "far below|1 "+questions) {
				t.Errorf("the library has %q", got)
			}
		})
	})
}

// The papers offered are in sight wherever the cursor is, the chosen one among
// them, and never the paper that is written about.
func TestWhatIsOfferedIsInSight(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		d.window.Resize(fyne.NewSize(800, 180))
		d.Set(d.library.paper(4)) // "Many 3"
		d.Focus()
		d.types(strings.Repeat("line\n", 30) + "see [[many")
		d.wait(0)
		bottom := d.window.Canvas().Size().Height
		for i := range 5 {
			var shown []string
			eachVisible(d.Pane, func(o fyne.CanvasObject) {
				if c, ok := o.(*ui.Choice); ok {
					shown = append(shown, c.AccessibilityLabel())
					if y := fyne.CurrentApp().Driver().AbsolutePositionForObject(c).Y; y < 0 || y+c.Size().Height > bottom {
						t.Errorf("after %d keys %q is at %v of %v", i, c.AccessibilityLabel(), y, bottom)
					}
				}
			})
			if want := d.Choices()[i].Title; len(shown) == 0 || len(shown) > 4 || !slices.Contains(shown, want) || slices.Contains(shown, "Many 3") {
				t.Errorf("after %d keys %q are in sight, want %q among them", i, shown, want)
			}
			d.key(fyne.KeyDown)
		}
	})
}

// Who goes to a note by a key goes on where it ends.
func TestTheCursorIsAtTheEndOfANote(t *testing.T) {
	write(t, func(t *testing.T, d *desk) {
		if _, _, err := d.library.SaveNote(t.Context(), models.NoteEdit{PaperID: 1, Text: "# A note\n\nwith an end"}); err != nil {
			t.Fatal(err)
		}
		d.Set(d.library.paper(1))
		d.Focus()
		d.types(", and more")
		if got := d.Text(); got != "# A note\n\nwith an end, and more" {
			t.Errorf("the editor has %q", got)
		}
	})
}
