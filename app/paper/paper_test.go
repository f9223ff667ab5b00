package paper_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/paper"
	"offprint/app/ui"
	"offprint/app/ui/passage"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type keyboard struct{}

func (keyboard) TypedRune(rune)              {}
func (keyboard) TypedKey(*fyne.KeyEvent)     {}
func (keyboard) TypedShortcut(fyne.Shortcut) {}

// reading is a pane and what it told.
type reading struct {
	*paper.Pane
	told []string
}

func show(t *testing.T) *reading {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	r := &reading{}
	tell := func(what string) func(string) { return func(arg string) { r.told = append(r.told, what+" "+arg) } }
	r.Pane = paper.New(paper.Config{
		Key: func(action string) string {
			return map[string]string{"hub": "Ctrl+Enter", "keep": "s", "state": "r"}[action]
		},
		Keyboard: keyboard{}, Do: tell("do"), OnSearch: tell("search"), OnSubmitter: tell("submitter"), OnOpen: tell("open"),
		OnRate: func(n int) { tell("rate")(fmt.Sprint(n)) },
		OnTag:  func(tag models.Tag) { tell("tag")(tag.Name) }, OnUntag: func(tag models.Tag) { tell("untag")(tag.Name) },
		OnQuote: func(paper int64, q models.Quote) { tell("quote")(fmt.Sprint(paper, " ", q.Text)) },
		OnNote:  func(note int64) { tell("note")(fmt.Sprint(note)) },
		Notes:   canvas.NewRectangle(nil), NotesHeight: 200, OnNotesHeight: func(h float32) { tell("height")(fmt.Sprint(h)) },
	})
	test.NewTempWindow(t, r.Pane).Resize(fyne.NewSize(700, 800))
	return r
}

func walk(o fyne.CanvasObject, do func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	do(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, do)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, do)
		}
	}
}

func (r *reading) text() string {
	var all []string
	walk(r.Pane, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			all = append(all, t.Text)
		}
	})
	return strings.Join(all, "\n")
}

// tap taps what says the text, at a place in it.
func (r *reading) tap(t *testing.T, text string, fromRight float32) {
	t.Helper()
	var found fyne.Tappable
	walk(r.Pane, func(o fyne.CanvasObject) {
		label, ok := o.(fyne.Accessible)
		if tappable, taps := o.(fyne.Tappable); ok && taps && label.AccessibilityLabel() == text {
			found = tappable
		}
	})
	if found == nil {
		t.Fatalf("nothing says %q:\n%s", text, r.text())
	}
	at := fyne.NewPos(4, 4)
	if fromRight > 0 {
		at.X = found.(fyne.CanvasObject).Size().Width - fromRight
	}
	test.TapAt(found, at)
}

func TestAPaperWhole(t *testing.T) {
	r := show(t)
	if !strings.Contains(r.text(), "Choose a paper") {
		t.Errorf("without a paper:\n%s", r.text())
	}
	stars := 1234
	p := &models.Paper{
		ID: 1, ArxivID: "2603.00001", Title: "A title", Abstract: "An abstract.", Authors: []string{"Ann Ode", `Bo "B" Ree`},
		Published: "2026-03-01", Upvotes: 12, Comments: 3, GitHub: "https://github.com/a/b", GitHubStars: &stars, Project: "javascript:alert(1)",
		AISummary: "In short.", AIKeywords: []string{"key words"}, Organization: "A Laboratory", Submitter: "Cy Dee", SubmitterLogin: "cydee", Days: []string{"2026-03-02", "2026-03-08"},
		Tags: []models.Tag{{ID: 5, Name: "agents", Color: "#2456a6"}}, Journal: "Phys.Rev.D76:013009,2007", ArxivComment: "37 pages, 15 figures",
	}
	r.Set(p)
	for _, want := range []string{"A title", "An abstract.", "AI SUMMARY · HUGGING FACE", "In short.", "arXiv:2603.00001", "1 Mar 2026", "listed 8 Mar 2026", "submitted by Cy Dee", "A Laboratory", "GitHub ★ 1.2k", "Keep", "Phys.Rev.D76:013009,2007  ·  37 pages, 15 figures"} {
		if !strings.Contains(r.text(), want) {
			t.Errorf("%q is not in sight:\n%s", want, r.text())
		}
	}
	if strings.Contains(r.text(), "Project page") {
		t.Error("a link that is none to the web is offered")
	}
	r.tap(t, "Ann Ode,", 0)
	r.tap(t, `Bo "B" Ree`, 0)
	r.tap(t, "submitted by Cy Dee", 0)
	r.tap(t, "key words", 0)
	r.tap(t, "GitHub ★ 1.2k", 0)
	r.tap(t, "agents", 0)
	r.tap(t, "agents", 8)
	r.tap(t, "Keep", 0)
	r.tap(t, "Rating 0 of 5", 0)
	want := []string{`search author:"Ann Ode"`, `search author:"Bo B Ree"`, "submitter cydee", `search "key words"`, "open https://github.com/a/b", "tag agents", "untag agents", "do keep", "rate 1"}
	if !slices.Equal(r.told, want) {
		t.Errorf("told %q", r.told)
	}

	kept := *p
	kept.Entry = &models.Entry{State: models.Reading, Rating: 4}
	kept.CitationKey = "ode2026title"
	r.Set(&kept)
	r.told = nil
	r.tap(t, "Reading", 0)
	r.tap(t, "Rating 4 of 5", 2) // the fifth star
	if !slices.Equal(r.told, []string{"do state", "rate 5"}) || !strings.Contains(r.text(), "ode2026title") {
		t.Errorf("told %q:\n%s", r.told, r.text())
	}
	r.Set(nil)
	if text := r.text(); strings.Contains(text, "A title") {
		t.Errorf("without a paper:\n%s", text)
	}
}

func TestWhatAPaperLacksIsNotShown(t *testing.T) {
	r := show(t)
	r.Set(&models.Paper{ID: 1, ArxivID: "2603.00001", Title: "Bare"})
	text := r.text()
	for _, absent := range []string{"  ·  ", "AI SUMMARY", "submitted by", "listed", "GitHub", "Project page", "· \n"} {
		if strings.Contains(text, absent) {
			t.Errorf("%q is in sight:\n%s", absent, text)
		}
	}
	r.Set(&models.Paper{ID: 2, ArxivID: "2603.00002", Title: "Half", ArxivComment: "Withdrawn by the authors"})
	if got := r.text(); !strings.Contains(got, "\nWithdrawn by the authors\n") {
		t.Errorf("a comment without a journal:\n%s", got)
	}
	if !strings.Contains(text, "The source gives no abstract for this paper.") {
		t.Errorf("it is not said that there is no abstract:\n%s", text)
	}
}

func TestScrollStaysWithAPaperAndBeginsAnewWithAnother(t *testing.T) {
	r := show(t)
	long := &models.Paper{ID: 1, ArxivID: "2603.00001", Title: "Long", Abstract: strings.Repeat("Many words of an abstract. ", 400)}
	r.Set(long)
	if !r.ScrollBy(0.5) {
		t.Fatal("a long abstract does not scroll")
	}
	again := *long
	again.Upvotes++
	r.Set(&again)
	pages := 0
	for r.ScrollBy(0.5) {
		pages++
	}
	other := *long
	other.ID = 2
	r.Set(&other)
	all := 0
	for r.ScrollBy(0.5) {
		all++
	}
	if all <= pages {
		t.Errorf("%d half pages from where it was, %d from the beginning of another", pages, all)
	}
}

func TestTheNotesTakeWhatThePaperLeavesAndCanBeDragged(t *testing.T) {
	r := show(t)
	r.Set(&models.Paper{ID: 1, ArxivID: "2603.00001", Title: "Short", Abstract: "Short."})
	var notes fyne.CanvasObject
	var handle fyne.Draggable
	find := func() {
		walk(r.Pane, func(o fyne.CanvasObject) {
			if d, ok := o.(fyne.Draggable); ok {
				if _, scrolls := o.(fyne.Scrollable); !scrolls && o.Size().Height < 20 {
					handle = d
				}
			}
			if rectangle, ok := o.(*canvas.Rectangle); ok && rectangle.Size().Height > 150 && rectangle.FillColor == nil {
				notes = rectangle
			}
		})
	}
	find()
	if notes == nil || notes.Size().Height < 400 {
		t.Fatalf("below a short paper the notes are %v", notes)
	}
	r.Set(&models.Paper{ID: 2, ArxivID: "2603.00002", Title: "Long", Abstract: strings.Repeat("Many words of an abstract. ", 400)})
	r.Refresh()
	find()
	if got := notes.Size().Height; got != 200 {
		t.Errorf("below a long paper the notes are %v high", got)
	}
	handle.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, -60)})
	handle.DragEnd()
	if !slices.Equal(r.told, []string{"height 260"}) || notes.Size().Height != 260 {
		t.Errorf("told %q, the notes are %v high", r.told, notes.Size().Height)
	}
}

func TestAPassageIsQuotedByItsButtonAndMarked(t *testing.T) {
	r := show(t)
	const abstract = "An abstract of some words, of which one may quote a passage."
	quote, _ := models.QuoteOf(abstract, 12, 25)
	note := models.Note{ID: 7, Text: "x", Quote: quote.Text, QuoteBefore: quote.Before, QuoteAfter: quote.After, AbstractHash: quote.AbstractHash}
	gone := models.Note{ID: 8, Text: "y", Quote: "nowhere to be found", QuoteBefore: "a", QuoteAfter: "b"}
	r.Set(&models.Paper{ID: 3, ArxivID: "2603.00001", Title: "T", Abstract: abstract, Notes: []models.Note{gone, note}})
	var text *passage.Passage
	marks := 0
	walk(r.Pane, func(o fyne.CanvasObject) {
		if p, ok := o.(*passage.Passage); ok && p.Text() == abstract {
			text = p
		}
		if m, ok := o.(*canvas.Rectangle); ok && m.FillColor == ui.Color(ui.ColorMark) {
			marks++
		}
	})
	if marks != 1 {
		t.Errorf("%d passages are marked", marks)
	}
	if strings.Contains(r.text(), "Quote") {
		t.Error("a quote is offered where nothing is selected")
	}
	at := text.Foot(18).SubtractXY(1, 3)
	text.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
	text.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
	text.Select(3, 11)
	if r.Quote(4) {
		t.Error("a passage is quoted for another paper")
	}
	r.tap(t, "Quote", 0)
	if strings.Contains(r.text(), "Quote") {
		t.Error("after the quote another is offered")
	}
	if want := []string{"note 7", "quote 3 abstract"}; !slices.Equal(r.told, want) {
		t.Errorf("told %q, want %q", r.told, want)
	}
}

func TestSentencesAreSelectedByKey(t *testing.T) {
	r := show(t)
	r.Set(&models.Paper{ID: 1, ArxivID: "2603.00001", Abstract: "It has 3.14 parts, e.g. this. Is that so? Yes.  It is."})
	said := func(want string) {
		t.Helper()
		if got := r.Selected(); got != want {
			t.Errorf("selected is %q, not %q", got, want)
		}
	}
	r.SelectSentence(1, false)
	said("It has 3.14 parts, e.g. this.")
	r.SelectSentence(1, true)
	said("It has 3.14 parts, e.g. this. Is that so?")
	r.SelectSentence(1, false)
	said("Yes.")
	r.SelectSentence(1, false)
	r.SelectSentence(1, false) // there is no further one
	said("It is.")
	r.SelectSentence(-1, false)
	said("Yes.")
	if !r.Unselect() || r.Unselect() {
		t.Error("the selection is not taken back once")
	}
	said("")
	r.SelectSentence(-1, false)
	said("It is.")
	r.Set(&models.Paper{ID: 2, ArxivID: "2603.00002"})
	r.SelectSentence(1, false)
	said("")
}

// rows are the texts of the byline, a line of the pane each.
func (r *reading) rows(t *testing.T) []string {
	t.Helper()
	var flow *ui.Flow
	walk(r.Pane, func(o fyne.CanvasObject) {
		if f, ok := o.(*ui.Flow); ok && flow == nil {
			flow = f
		}
	})
	var rows []string
	y := float32(-1)
	for _, o := range flow.Objects() {
		if !o.Visible() {
			continue
		}
		text := ""
		walk(o, func(o fyne.CanvasObject) {
			if t, ok := o.(*canvas.Text); ok {
				text = t.Text
			}
		})
		if o.Position().Y > y {
			rows, y = append(rows, text), o.Position().Y
		} else {
			rows[len(rows)-1] += " " + text
		}
	}
	return rows
}

func TestTheBylineHasDotsBetweenAndNowhereElse(t *testing.T) {
	r := show(t)
	p := &models.Paper{
		ID: 1, ArxivID: "2603.00001", Title: "A title", Published: "2026-03-01", Organization: "A Laboratory", Submitter: "Cy Dee", SubmitterLogin: "cydee", Days: []string{"2026-03-08"},
	}
	for i := range 13 {
		p.Authors = append(p.Authors, fmt.Sprintf("Author Number%d", i))
	}
	r.Set(p)
	r.ToggleAuthors()
	for width := float32(300); width < 700; width += 7 {
		r.Resize(fyne.NewSize(width, 800))
		rows := r.rows(t)
		for _, row := range rows {
			if strings.HasPrefix(row, "·") || strings.HasSuffix(row, "·") {
				t.Errorf("at %v a line ends or begins with a dot: %q", width, rows)
			}
		}
		all := strings.Join(rows, " ")
		for _, glued := range []string{"Number12 fewer", "fewer 1 Mar", "2026 arXiv"} {
			if strings.Contains(all, glued) && !slices.ContainsFunc(rows, func(row string) bool {
				_, next, _ := strings.Cut(glued, " ")
				return strings.HasPrefix(row, next)
			}) {
				t.Errorf("at %v nothing stands between %q: %q", width, glued, rows)
			}
		}
	}
	r.ToggleAuthors()
	r.Resize(fyne.NewSize(2000, 800))
	want := "and 3 more… · 1 Mar 2026 · arXiv:2603.00001 · A Laboratory · submitted by Cy Dee · listed 8 Mar 2026"
	if rows := r.rows(t); len(rows) != 1 || !strings.HasSuffix(rows[0], want) {
		t.Errorf("in one line: %q", rows)
	}
}

func TestHundredsOfAuthorsAreOneStopOfTheTabKey(t *testing.T) {
	r := show(t)
	p := &models.Paper{ID: 1, ArxivID: "2603.00001", Title: "A title", Published: "2026-03-01", Submitter: "Cy Dee", SubmitterLogin: "cydee"}
	for i := range 664 {
		p.Authors = append(p.Authors, fmt.Sprintf("Author Number%d", i))
	}
	r.Set(p)
	c := fyne.CurrentApp().Driver().CanvasForObject(r.Pane)
	focused := func() string { return c.Focused().(fyne.Accessible).AccessibilityLabel() }
	press := func(key fyne.KeyName) { c.Focused().TypedKey(&fyne.KeyEvent{Name: key}) }
	is := func(want string) {
		t.Helper()
		if got := focused(); got != want {
			t.Errorf("%q has the focus, want %q", got, want)
		}
	}
	c.FocusNext()
	c.FocusNext()
	is("Author Number0")
	press(fyne.KeyLeft)
	is("and 654 more…")
	press(fyne.KeyReturn)
	is("Author Number10") // the first of those
	press(fyne.KeyRight)
	press(fyne.KeySpace)
	for range 12 {
		press(fyne.KeyLeft)
	}
	is("fewer")
	c.FocusNext()
	is("submitted by Cy Dee")
	press(fyne.KeyReturn)
	c.FocusNext()
	is("Keep")
	c.FocusPrevious()
	c.FocusPrevious()
	is("fewer")
	press(fyne.KeyReturn)
	is("and 654 more…")
	if want := []string{`search author:"Author Number11"`, "submitter cydee"}; !slices.Equal(r.told, want) {
		t.Errorf("told %q", r.told)
	}
}
