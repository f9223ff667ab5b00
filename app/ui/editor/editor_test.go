package editor_test

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/ui"
	"offprint/app/ui/editor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is an editor in a window, with the focus.
type desk struct {
	*testing.T
	*editor.Editor
	app    fyne.App
	window fyne.Window
}

func newDesk(t *testing.T, text string) *desk {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	d := &desk{T: t, Editor: editor.New(), app: a}
	d.window = test.NewTempWindow(t, d.Editor)
	d.window.Resize(fyne.NewSize(400, 240))
	d.window.Canvas().Focus(d.Editor)
	d.SetText(text)
	return d
}

func (d *desk) types(text string) {
	for _, r := range text {
		d.TypedRune(r)
	}
}

// keys presses keys; "Shift+" stands before one that is pressed with Shift.
func (d *desk) keys(names ...string) {
	for _, name := range names {
		key, shift := strings.CutPrefix(name, "Shift+")
		if shift {
			d.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		}
		d.TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(key)})
		if shift {
			d.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		}
	}
}

// word presses a key with the modifier that moves by words, and others.
func (d *desk) word(key fyne.KeyName, others fyne.KeyModifier) {
	modifier := fyne.KeyModifierControl
	if runtime.GOOS == "darwin" {
		modifier = fyne.KeyModifierAlt
	}
	d.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier | others})
}

func (d *desk) has(text string) {
	d.Helper()
	if got := d.Text(); got != text {
		d.Errorf("the text is %q, want %q", got, text)
	}
}

// at holds the caret against a text with | where it is.
func (d *desk) at(want string) {
	d.Helper()
	text := d.Text()
	if got := text[:d.Caret()] + "|" + text[d.Caret():]; got != want {
		d.Errorf("the caret is at %q, want %q", got, want)
	}
}

func (d *desk) selected(want string) {
	d.Helper()
	if got := d.SelectedText(); got != want {
		d.Errorf("selected is %q, want %q", got, want)
	}
}

// find returns what is drawn: the texts in sight and the caret.
func (d *desk) drawn() (rows []*canvas.Text, boxes []*canvas.Rectangle) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			rows = append(rows, o)
		case *canvas.Rectangle:
			boxes = append(boxes, o)
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(d.Editor)
	return rows, boxes
}

// sees says whether a row with a text is drawn.
func (d *desk) sees(text string) bool {
	rows, _ := d.drawn()
	for _, row := range rows {
		if strings.Contains(row.Text, text) {
			return true
		}
	}
	return false
}

func TestTyping(t *testing.T) {
	d := newDesk(t, "")
	changes := 0
	d.OnChanged = func() { changes++ }
	d.types("naïve")
	d.keys("Return")
	d.types("日本 ab")
	d.keys("BackSpace", "Left", "Delete", "Left", "BackSpace")
	d.has("naïve\n日 ")
	d.at("naïve\n日| ")
	if changes != 5+1+5+3 {
		t.Errorf("told of %d changes", changes)
	}
	d.SetText("from elsewhere")
	if changes != 14 {
		t.Error("told of a change that is not the reader's")
	}
	if d.Undo() {
		t.Error("a text from elsewhere is taken back")
	}
	d.keys("Tab") // goes on to the next widget, and would come here only by mistake
	d.types("\x00\x1b")
	d.has("from elsewhere")
}

func TestCaretMoves(t *testing.T) {
	d := newDesk(t, "one two\n\nthree e\u0301 👩‍👩‍👧 🇩🇪🇫🇷")
	d.Select(0, 0)
	d.keys("Right", "Right")
	d.at("on|e two\n\nthree e\u0301 👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("End", "Right", "Right")
	d.at("one two\n\n|three e\u0301 👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("Left", "Left", "Home")
	d.at("|one two\n\nthree e\u0301 👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("Left")
	d.at("|one two\n\nthree e\u0301 👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("Down", "Down", "End", "Left")
	d.at("one two\n\nthree e\u0301 👩‍👩‍👧 🇩🇪|🇫🇷")
	d.keys("Left", "Left", "Left")
	d.at("one two\n\nthree e\u0301 |👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("Left", "Left")
	d.at("one two\n\nthree |e\u0301 👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("Right", "BackSpace") // a character as readers see it goes as one
	d.has("one two\n\nthree  👩‍👩‍👧 🇩🇪🇫🇷")
	d.keys("Right", "Right", "Right", "Right", "Right", "Right")
	d.at("one two\n\nthree  👩‍👩‍👧 🇩🇪🇫🇷|")
}

func TestWordMoves(t *testing.T) {
	d := newDesk(t, "one, two\n\n  three.")
	d.Select(0, 0)
	for _, want := range []string{"one|, two\n\n  three.", "one, two|\n\n  three.", "one, two\n\n  three|.", "one, two\n\n  three.|", "one, two\n\n  three.|"} {
		d.word(fyne.KeyRight, 0)
		d.at(want)
	}
	for _, want := range []string{"one, two\n\n  |three.", "one, |two\n\n  three.", "|one, two\n\n  three.", "|one, two\n\n  three."} {
		d.word(fyne.KeyLeft, 0)
		d.at(want)
	}
	d.word(fyne.KeyRight, fyne.KeyModifierShift)
	d.selected("one")
	d.word(fyne.KeyDelete, 0)
	d.has(", two\n\n  three.")
	d.word(fyne.KeyDelete, 0)
	d.has("\n\n  three.")
	d.Select(d.Len(), d.Len())
	d.word(fyne.KeyBackspace, 0)
	d.has("\n\n  ")
	if runtime.GOOS != "darwin" {
		d.word(fyne.KeyHome, 0)
		d.at("|\n\n  ")
		d.word(fyne.KeyEnd, fyne.KeyModifierShift)
		d.selected("\n\n  ")
	}
}

func TestSelectingByKeys(t *testing.T) {
	d := newDesk(t, "first line\nsecond line\nthird")
	d.Select(6, 6)
	d.keys("Shift+Down")
	d.selected("line\nsecond")
	d.keys("Shift+Left")
	d.selected("line\nsecon")
	d.keys("Shift+Up", "Shift+Home")
	d.selected("first ")
	d.keys("Right")
	d.selected("")
	d.at("first |line\nsecond line\nthird")
	d.keys("Shift+End", "Left")
	d.at("first |line\nsecond line\nthird")
	d.keys("Shift+End")
	d.types("x")
	d.has("first x\nsecond line\nthird")
	d.TypedShortcut(&fyne.ShortcutSelectAll{})
	d.selected(d.Text())
	d.keys("Delete")
	d.has("")
}

func TestUpAndDownKeepHowFarInTheRow(t *testing.T) {
	d := newDesk(t, "a long first line\nx\na long third line")
	d.Select(9, 9)
	d.keys("Down")
	d.at("a long first line\nx|\na long third line")
	d.keys("Down")
	d.at("a long first line\nx\na long th|ird line")
	d.keys("Up", "Up", "Up", "Up")
	d.at("|a long first line\nx\na long third line")
	d.keys("Down", "Down", "Down", "Down")
	d.at("a long first line\nx\na long third line|")
}

func TestRowsOfOneParagraph(t *testing.T) {
	text := strings.Repeat("several words ", 20)
	d := newDesk(t, text)
	rows, _ := d.drawn()
	if len(rows) < 4 {
		t.Fatalf("%d rows are drawn", len(rows))
	}
	joined := ""
	for _, row := range rows {
		if width := fyne.MeasureText(row.Text, row.TextSize, row.TextStyle).Width; width > d.Size().Width {
			t.Errorf("a row is %v wide: %q", width, row.Text)
		}
		joined += row.Text + " "
	}
	if joined != text {
		t.Errorf("drawn is %q", joined)
	}
	d.Select(0, 0)
	d.keys("End")
	first := len(rows[0].Text)
	if d.Caret() < first {
		t.Errorf("the end of the first row is at %d, it is %d long", d.Caret(), first)
	}
	y := d.CaretPosition().Y
	d.keys("Right", "Right")
	if d.CaretPosition().Y <= y {
		t.Error("the caret does not go on in the second row")
	}
	d.keys("Home")
	if got := d.Caret(); got != first+1 {
		t.Errorf("the second row begins at %d, want %d", got, first+1)
	}
	d.keys("Up", "Home")
	if d.Caret() != 0 {
		t.Errorf("the first row begins at %d", d.Caret())
	}
}

func TestUndoGoesByWords(t *testing.T) {
	d := newDesk(t, "")
	d.types("one two three")
	d.keys("Return")
	d.types("four")
	for _, want := range []string{"one two three\n", "one two three", "one two ", "one ", ""} {
		if !d.Undo() {
			t.Fatal("nothing to take back")
		}
		d.has(want)
	}
	if d.Undo() {
		t.Error("more was taken back than was written")
	}
	d.TypedShortcut(&fyne.ShortcutRedo{})
	d.has("one ")
	d.at("one |")
	d.TypedShortcut(&fyne.ShortcutRedo{})
	d.TypedShortcut(&fyne.ShortcutUndo{})
	d.types("x")
	if d.Redo() {
		t.Error("what was taken back comes back after something else was written")
	}
	d.keys("Shift+Home", "Delete")
	d.has("")
	d.Undo()
	d.has("one x")
	d.selected("one x") // as it was
	d.keys("End", "BackSpace", "BackSpace")
	d.has("one")
	d.Undo()
	d.Undo()
	d.has("one x")
}

func TestClipboard(t *testing.T) {
	d := newDesk(t, "keep this")
	board := d.app.Clipboard()
	board.SetContent("untouched")
	d.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	if board.Content() != "untouched" {
		t.Error("nothing was copied over what was there")
	}
	d.Select(5, 9)
	d.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	d.TypedShortcut(&fyne.ShortcutCut{}) // as from a menu
	d.has("keep ")
	if board.Content() != "this" {
		t.Errorf("copied is %q", board.Content())
	}
	board.SetContent("a\r\nb\rc\x00d\xff\te")
	d.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	d.has("keep a\nb\ncd\uFFFD\te")
	d.Undo()
	d.has("keep ")
}

func TestKeysForOthers(t *testing.T) {
	d := newDesk(t, "x")
	var told []string
	d.OnEscape = func() { told = append(told, "escape") }
	d.OnFocus = func(on bool) { told = append(told, map[bool]string{true: "focus", false: "left"}[on]) }
	d.OnKey = func(k *fyne.KeyEvent) bool { return k.Name == fyne.KeyReturn }
	d.keys("Escape", "Return")
	d.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl})
	d.window.Canvas().Unfocus()
	d.window.Canvas().Focus(d.Editor)
	d.has("x")
	if got := strings.Join(told, " "); got != "escape left focus" {
		t.Errorf("told %s", got)
	}
	if _, tabs := any(d.Editor).(interface{ AcceptsTab() bool }); tabs {
		t.Error("the editor is a trap for those who go on by Tab")
	}
	d.Label = func(text string) string { return "Note: " + text }
	if d.AccessibilityLabel() != "Note: x" || d.AccessibilityRole() != fyne.AccessibleRoleText {
		t.Error("a screen reader is told nothing")
	}
}

func TestTheFrameShowsTheFocusAndThePlaceholderAnEmptyText(t *testing.T) {
	d := newDesk(t, "")
	d.SetPlaceHolder("Write here")
	_, boxes := d.drawn()
	if !d.sees("Write here") || boxes[0].StrokeWidth != 2 {
		t.Error("an empty editor with the focus shows neither")
	}
	caret := len(boxes)
	d.types("a")
	if d.sees("Write here") {
		t.Error("the placeholder stands over the text")
	}
	d.window.Canvas().Unfocus()
	_, boxes = d.drawn()
	if boxes[0].StrokeWidth != 1 || len(boxes) != caret-1 {
		t.Error("without the focus there is still a ring, or a caret")
	}
	d.SetText("")
	if !d.sees("Write here") {
		t.Error("the placeholder does not come back")
	}
}

func TestAnotherTextSizeWrapsAnew(t *testing.T) {
	d := newDesk(t, strings.Repeat("several words ", 20))
	rows, _ := d.drawn()
	size, text := rows[0].TextSize, rows[0].Text
	big := ui.NewTheme(ui.Dark)
	big.TextSize = 150
	d.app.Settings().SetTheme(big)
	d.Refresh()
	rows, _ = d.drawn()
	if rows[0].TextSize != size*1.5 || len(rows[0].Text) >= len(text) {
		t.Errorf("the first row is %q in %v", rows[0].Text, rows[0].TextSize)
	}
}

func TestTheCaretStaysInSight(t *testing.T) {
	var b strings.Builder
	for n := range 500 {
		b.WriteString("line number " + strings.Repeat("i", n%90) + "\n")
	}
	b.WriteString("the last")
	d := newDesk(t, b.String())
	if !d.sees("line number") || d.sees("the last") {
		t.Error("a long text does not begin at its beginning")
	}
	d.Select(d.Len(), d.Len())
	if !d.sees("the last") {
		t.Error("the caret is out of sight")
	}
	inSight := func() {
		t.Helper()
		if y := d.CaretPosition().Y; y < d.RowHeight() || y > d.Size().Height {
			t.Errorf("the foot of the caret is at %v of %v", y, d.Size().Height)
		}
	}
	for range 30 {
		d.keys("Prior")
		inSight()
	}
	for range 40 {
		d.keys("Up")
		inSight()
	}
	for d.Caret() > 0 {
		before := d.Caret()
		d.keys("Prior")
		inSight()
		if d.Caret() == before {
			t.Fatal("the keys do not lead to the beginning")
		}
	}
	for d.Caret() < d.Len() {
		before := d.Caret()
		d.keys("Next")
		inSight()
		if d.Caret() == before {
			t.Fatal("the keys do not lead to the end")
		}
	}
	d.window.Resize(fyne.NewSize(250, 180))
	d.types("x")
	inSight()
}

func TestFiveMegabytes(t *testing.T) {
	for name, text := range map[string]string{
		"one line":       strings.Repeat("words in one line ", 5<<20/18),
		"one word":       strings.Repeat("x", 5<<20),
		"lines":          strings.Repeat("a line of a log\n", 5<<20/16),
		"right to left":  strings.Repeat("שלום עולם ", 5<<20/19),
		"no spaces, CJK": strings.Repeat("日本語", 5<<20/9),
		"marks":          "e" + strings.Repeat("\u0301", 5<<19),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "")
			d.app.Clipboard().SetContent(text)
			d.TypedShortcut(&fyne.ShortcutPaste{})
			if d.Text() != text {
				t.Fatal("the paste is not whole")
			}
			rows, _ := d.drawn()
			if len(rows) == 0 || len(rows) > 40 {
				t.Errorf("%d rows are drawn", len(rows))
			}
			d.types("at the end")
			d.Select(d.Len()/2, d.Len()/2)
			middle := d.Caret()
			d.types("amid")
			if got := d.Text(); got != text[:middle]+"amid"+text[middle:]+"at the end" {
				t.Error("what was typed is not where the caret was")
			}
			if !d.sees("amid") && name != "marks" {
				t.Error("what was typed is not in sight")
			}
			d.keys("Home", "Shift+Up", "Prior", "End", "Next", "Shift+Down")
			d.word(fyne.KeyLeft, 0)
			d.word(fyne.KeyRight, 0)
			for d.Undo() {
			}
			d.has("")
		})
	}
}

// TestEditsAreThoseOfAPlainText makes changes at random and holds the editor
// against a string.
func TestEditsAreThoseOfAPlainText(t *testing.T) {
	parts := []string{"a", "\n", "word ", "日本", "e\u0301", "👩‍👩‍👧", "שלום", "\n\n", "- [ ] task\n", strings.Repeat("long ", 1000), strings.Repeat("unbroken", 700), "\t", ""}
	keys := []string{"Left", "Right", "Up", "Down", "Home", "End", "Prior", "Next", "Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down", "Shift+End"}
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		d := newDesk(t, strings.Repeat("The first text.\n", int(seed)*20))
		first, model := d.Text(), d.Text()
		for range 150 {
			from, to := d.Selection()
			if !utf8.ValidString(model[from:to]) {
				t.Fatalf("seed %d: a rune is cut", seed)
			}
			switch random.IntN(8) {
			case 0, 1:
				d.keys(keys[random.IntN(len(keys))])
				continue
			case 2:
				at, to := random.IntN(len(model)+1), random.IntN(len(model)+1)
				if random.IntN(2) == 0 {
					to = at
				}
				d.Select(at, to)
				continue
			case 3:
				d.keys("BackSpace")
				if from == to {
					from = d.Caret()
				}
				model = model[:from] + model[to:]
			case 4:
				if from == to {
					d.keys("Shift+Right")
					_, to = d.Selection()
				}
				d.keys("Delete")
				model = model[:from] + model[to:]
			case 5:
				text := parts[random.IntN(len(parts))]
				d.Replace(from, to, text)
				model = model[:from] + text + model[to:]
			case 6:
				text := parts[random.IntN(len(parts))]
				d.app.Clipboard().SetContent(text)
				d.TypedShortcut(&fyne.ShortcutPaste{})
				model = model[:from] + text + model[to:]
			case 7:
				d.types("ty ")
				model = model[:from] + "ty " + model[to:]
			}
			if d.Text() != model {
				t.Fatalf("seed %d: the text differs from the plain one", seed)
			}
			if d.Words() != len(strings.Fields(model)) {
				t.Fatalf("seed %d: %d words, want %d", seed, d.Words(), len(strings.Fields(model)))
			}
		}
		for d.Undo() {
		}
		d.has(first)
		for d.Redo() {
		}
		if d.Text() != model {
			t.Fatalf("seed %d: making all again leads elsewhere", seed)
		}
	}
}

func TestReplaceIsTheReaders(t *testing.T) {
	d := newDesk(t, "- [ ] task")
	told := 0
	d.OnChanged = func() { told++ }
	d.Replace(3, 4, "x")
	d.has("- [x] task")
	d.Replace(-5, 1<<40, "")
	d.has("")
	d.Undo()
	d.Undo()
	d.has("- [ ] task")
	if told != 4 {
		t.Errorf("told %d times", told)
	}
	from, to := d.Line(4)
	if d.Part(from, to) != "- [ ] task" {
		t.Errorf("the line is %q", d.Part(from, to))
	}
	d.SetText("one\ntwo\n")
	if from, to := d.Line(3); d.Part(from, to) != "one" {
		t.Errorf("the line is %q", d.Part(from, to))
	}
	if from, to := d.Line(8); from != 8 || to != 8 {
		t.Errorf("the last line is from %d to %d", from, to)
	}
}

func TestWhatIsForgottenIsNeitherTakenBackNorMadeAgain(t *testing.T) {
	d := newDesk(t, "")
	d.types("one two")
	d.Undo()
	d.Forget()
	if d.Undo() || d.Redo() || d.Text() != "one " {
		t.Errorf("the text is %q", d.Text())
	}
	d.types("three")
	if !d.Undo() || d.Text() != "one " {
		t.Errorf("what was written since is taken back to %q", d.Text())
	}
}
