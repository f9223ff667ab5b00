package passage_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui/passage"
)

const abstract = "Models that learn a fact in one direction often cannot tell it in the other.\n" +
	"We show this for two families of models, and give a remedy (code included)."

func TestTheFootOfAPosition(t *testing.T) {
	test.NewTempApp(t)
	p := passage.New("first\nsecond")
	p.Resize(fyne.NewSize(300, 100))
	height := p.MinSize().Height / 2
	for at, y := range map[int]float32{-3: height, 0: height, 5: height, 6: height, 7: 2 * height, 12: 2 * height, 99: 2 * height} {
		if got := p.Foot(at); got.Y != y {
			t.Errorf("the foot of %d is at %v, want %v", at, got.Y, y)
		}
	}
	if x := p.Foot(12).X; x <= p.Foot(7).X || x > 300 {
		t.Errorf("the end is at %v", x)
	}
}

func TestWordsWrapAtTheWidth(t *testing.T) {
	for _, text := range []string{
		abstract,
		"one",
		"",
		"\n\nafter two empty lines\n",
		"O(n²) and x₁…xₙ, 10⁻³ α→β, naïve cafe\u0301 e\u0301te\u0301",
		"大規模言語モデルは一方向に学んだ事実を逆方向に述べることができない。",
		"Aunsegmentedwordthatislongerthananylineofthispassageandthereforebroken anywhere",
		"cafe\u0301cafe\u0301cafe\u0301cafe\u0301cafe\u0301cafe\u0301cafe\u0301cafe\u0301cafe\u0301",
		"see https://arxiv.org/abs/2309.12288 and https://huggingface.co/papers/2309.12288?with=a&long=query",
		"tabs\tand\rreturns\u2028and \x00 others",
	} {
		for _, width := range []float32{90, 200, 680} {
			p := show(t, text, width)
			lines := linesOf(p)
			if len(lines) == 0 {
				t.Fatalf("%q at %v: no line", text, width)
			}
			if got, want := letters(strings.Join(lines, "")), letters(text); got != want {
				t.Errorf("%q at %v: drawn are the letters %q", text, width, got)
			}
			if got, want := len(lines), len(strings.Split(text, "\n")); got < want {
				t.Errorf("%q at %v: %d lines, want one a paragraph at least", text, width, got)
			}
			for i, l := range lines {
				if got := widthOf(p, l); got > width+1 && utf8.RuneCountInString(l) > 1 {
					t.Errorf("%q at %v: line %q is %v wide", text, width, l, got)
				}
				if r, _ := utf8.DecodeRuneInString(l); r == '\u0301' {
					t.Errorf("%q at %v: line %q begins within a character", text, width, l)
				}
				if strings.TrimRight(l, " ") != l {
					t.Errorf("%q at %v: line %d %q ends in spaces", text, width, i, l)
				}
			}
		}
	}
}

func TestALineHoldsAsManyWordsAsFit(t *testing.T) {
	p := show(t, "alpha beta gamma delta", 0)
	all := widthOf(p, "alpha beta gamma")
	p.Resize(fyne.NewSize(all+1, 100))
	if got, want := linesOf(p), []string{"alpha beta gamma", "delta"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	p.Resize(fyne.NewSize(all-3, 100))
	if got, want := linesOf(p), []string{"alpha beta", "gamma delta"}; !slices.Equal(got, want) {
		t.Errorf("narrower: got %q, want %q", got, want)
	}
	p.Resize(fyne.NewSize(1000, 100))
	if got, want := linesOf(p), []string{"alpha beta gamma delta"}; !slices.Equal(got, want) {
		t.Errorf("wide again: got %q, want %q", got, want)
	}
}

func TestACharacterIsNeverCut(t *testing.T) {
	for _, text := range []string{"🇩🇪", "👩‍👩‍👧‍👦", "e\u0301", "각", "\u0600각", "大🏽"} {
		p := show(t, strings.Repeat(text, 3), 1)
		if got, want := linesOf(p), []string{text, text, text}; !slices.Equal(got, want) {
			t.Errorf("in the narrowest passage: got %q, want %q", got, want)
		}
	}
}

func TestWhatWouldMoveTheLineIsDrawnAsASpace(t *testing.T) {
	p := show(t, "a\tb\rc\u2028d\x00e\nf", 600)
	if got, want := linesOf(p), []string{"a b c d e", "f"}; !slices.Equal(got, want) {
		t.Errorf("drawn is %q, want %q", got, want)
	}
	p.Select(0, 5)
	if _, _, text := p.Selected(); text != "a\tb\rc" {
		t.Errorf("selected %q: what is copied is what was given", text)
	}
}

func TestTheMeasureIsNotExceeded(t *testing.T) {
	p := show(t, strings.Repeat("word ", 100), 2000)
	p.MaxWidth = 300
	p.Refresh()
	for _, l := range linesOf(p) {
		if got := widthOf(p, l); got > 300 || got < 200 && l != linesOf(p)[len(linesOf(p))-1] {
			t.Errorf("line %q is %v wide, want nearly 300", l, got)
		}
	}
}

func TestBoldIsMeasuredAsBold(t *testing.T) {
	bold := fyne.TextStyle{Bold: true}
	p := show(t, "alpha beta gamma", 500)
	p.Bold = true
	p.Resize(fyne.NewSize(fyne.MeasureText("alpha beta", theme.TextSize(), bold).Width-1, 100))
	if got, want := linesOf(p), []string{"alpha", "beta", "gamma"}; !slices.Equal(got, want) {
		t.Errorf("too narrow for bold: got %q, want %q", got, want)
	}
	for _, text := range texts(p) {
		if text.TextStyle != bold {
			t.Errorf("%q is drawn as %+v", text.Text, text.TextStyle)
		}
	}
	one := show(t, "alpha", 500)
	one.Bold = true
	one.Refresh()
	if got := texts(one)[0].TextStyle; got != bold {
		t.Errorf("made bold, and with that not wrapped anew, it is drawn as %+v", got)
	}
	p.Select(0, 5)
	if box, want := boxes(p, theme.Color(theme.ColorNameSelection)), fyne.MeasureText("alpha", theme.TextSize(), bold).Width; len(box) != 1 || box[0].Size().Width != want {
		t.Errorf("selected is %v, want a width of %v", box, want)
	}
}

func TestTextSizeLineSpacingAndColour(t *testing.T) {
	p := show(t, abstract, 400)
	small := len(linesOf(p))
	p.TextSize, p.LineSpacing, p.ColorName = 28, 2, theme.ColorNameError
	p.Refresh()
	if got := len(linesOf(p)); got <= small {
		t.Errorf("at twice the size %d lines, before %d", got, small)
	}
	if got, want := p.MinSize().Height, float32(len(linesOf(p)))*56; got != want {
		t.Errorf("%v high, want %v", got, want)
	}
	for i, text := range texts(p) {
		if text.TextSize != 28 || text.Color != theme.Color(theme.ColorNameError) {
			t.Errorf("line %d: size %v, colour %v", i, text.TextSize, text.Color)
		}
		if middle := text.Position().Y + text.Size().Height/2; middle != float32(i)*56+28 {
			t.Errorf("line %d is in the middle of %v", i, middle)
		}
	}
}

// TestAParentGivesTheFullHeight puts a passage where it lives, and does what a canvas does before it draws a frame.
func TestAParentGivesTheFullHeight(t *testing.T) {
	p := show(t, "", 0)
	p.SetText(strings.Repeat(abstract+"\n", 5))
	p.MaxWidth = 680
	below := widget.NewLabel("below")
	scroll := container.NewVScroll(container.NewVBox(p, below))
	w := test.NewTempWindow(t, scroll)
	f := frames{}
	for _, width := range []float32{900, 500, 300, 680, 1200, 240} {
		w.Resize(fyne.NewSize(width, 300))
		passes := f.settle(t, scroll)
		texts := texts(p)
		last := texts[len(texts)-1]
		if bottom := last.Position().Y + last.Size().Height; p.Size().Height < bottom {
			t.Errorf("%v wide: %v high, and the last line ends at %v", width, p.Size().Height, bottom)
		}
		if p.Size().Height != p.MinSize().Height {
			t.Errorf("%v wide: %v high, want %v", width, p.Size().Height, p.MinSize().Height)
		}
		if below.Position().Y < p.Size().Height {
			t.Errorf("%v wide: the label below lies at %v, in the passage of %v", width, below.Position().Y, p.Size().Height)
		}
		if passes > 2 {
			t.Errorf("%v wide: %d passes until nothing moved", width, passes)
		}
	}
	before := p.Size().Height
	p.SetText("short")
	f.settle(t, scroll)
	if p.Size().Height >= before || p.Size().Height != p.MinSize().Height {
		t.Errorf("with a short text %v high, before %v", p.Size().Height, before)
	}
}

func TestDragSelectsAndCopyCopies(t *testing.T) {
	p := show(t, abstract, 300)
	changes := 0
	p.OnSelectionChanged = func() { changes++ }
	from, to := pointAt(t, p, "learn", 0), pointAt(t, p, "families", len("families"))
	press(p, from, 0)
	for _, at := range []fyne.Position{pointAt(t, p, "fact", 2), to} {
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.NewDelta(3, 3)})
	}
	release(p, to)
	p.DragEnd()

	want := abstract[strings.Index(abstract, "learn") : strings.Index(abstract, "families")+len("families")]
	start, end, text := p.Selected()
	if text != want || start != strings.Index(abstract, "learn") || end != start+len(want) {
		t.Errorf("selected %d to %d %q, want %q", start, end, text, want)
	}
	if changes != 2 {
		t.Errorf("%d changes told, want 2", changes)
	}
	if got := len(boxes(p, theme.Color(theme.ColorNameSelection))); got < 2 {
		t.Errorf("%d rectangles behind the selection, which has several lines", got)
	}

	clipboard := test.NewClipboard()
	p.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
	if got := clipboard.Content(); got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
	p.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != want {
		t.Errorf("copied by the menu %q, want %q", got, want)
	}
}

func TestDragUpwardsSelectsTheSame(t *testing.T) {
	p := show(t, abstract, 300)
	to, from := pointAt(t, p, "learn", 0), pointAt(t, p, "families", len("families"))
	press(p, from, 0)
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}})
	if _, _, text := p.Selected(); !strings.HasPrefix(text, "learn") || !strings.HasSuffix(text, "families") {
		t.Errorf("selected %q", text)
	}
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(40, -20)}})
	if start, _, _ := p.Selected(); start != 0 {
		t.Errorf("above the text: selected from %d, want 0", start)
	}
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(40, 5000)}})
	if _, end, _ := p.Selected(); end != len(abstract) {
		t.Errorf("below the text: selected to %d, want %d", end, len(abstract))
	}
}

func TestADragWithoutAButtonSelectsToo(t *testing.T) {
	p := show(t, "alpha beta gamma", 400)
	from, to := pointAt(t, p, "beta", 0), pointAt(t, p, "beta", 4)
	test.Drag(fyne.CurrentApp().Driver().CanvasForObject(p), to, to.X-from.X, 0)
	if _, _, text := p.Selected(); text != "beta" {
		t.Errorf("selected %q, want %q", text, "beta")
	}
}

func TestClicksSelectWordsAndParagraphs(t *testing.T) {
	for _, tt := range []struct{ text, on, word, paragraph string }{
		{abstract, "direction", "direction", strings.Split(abstract, "\n")[0]},
		{abstract, "included", "included", strings.Split(abstract, "\n")[1]},
		{"a cafe\u0301te\u0301ria here", "fe\u0301t", "cafe\u0301te\u0301ria", "a cafe\u0301te\u0301ria here"},
		{"first\n\nthe model's 10⁻³ loss", "model", "model's", "the model's 10⁻³ loss"},
		{"x = y", "=", "=", "x = y"},
		{"模型GPT模型", "GPT", "GPT", "模型GPT模型"},
	} {
		p := show(t, tt.text, 500)
		at := pointAt(t, p, tt.on, 0).AddXY(2, 0)
		var got []string
		for range 4 {
			press(p, at, 0)
			release(p, at)
			_, _, text := p.Selected()
			got = append(got, text)
		}
		if want := []string{"", tt.word, tt.paragraph, ""}; !slices.Equal(got, want) {
			t.Errorf("%q, clicks on %q: selected %q, want %q", tt.text, tt.on, got, want)
		}
	}
}

func TestAClickBesideALineIsOnItsEnd(t *testing.T) {
	p := show(t, "alpha beta\n\ngamma", 500)
	for row, want := range map[float32]string{0.5: "beta", 1.5: "", 2.5: "gamma", 9: "gamma"} {
		at := fyne.NewPos(450, row*p.MinSize().Height/3)
		click(p, at)
		click(p, at)
		if _, _, text := p.Selected(); text != want {
			t.Errorf("in row %v: selected %q, want %q", row, text, want)
		}
		click(p, fyne.NewPos(0, 0))
	}
}

func TestTwoSlowClicksAreNoDoubleClick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := show(t, "alpha beta", 500)
		at := pointAt(t, p, "beta", 1)
		click(p, at)
		time.Sleep(time.Second)
		click(p, at)
		if start, end, _ := p.Selected(); start != end {
			t.Errorf("selected %d to %d", start, end)
		}
		time.Sleep(time.Millisecond)
		click(p, at)
		if _, _, text := p.Selected(); text != "beta" {
			t.Errorf("a third click soon after the second: selected %q", text)
		}
	})
}

func TestADoubleClickAndDragSelectsWholeWords(t *testing.T) {
	p := show(t, "alpha beta gamma delta", 500)
	at := pointAt(t, p, "beta", 2)
	press(p, at, 0)
	release(p, at)
	press(p, at, 0)
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: pointAt(t, p, "gamma", 1)}})
	if _, _, text := p.Selected(); text != "beta gamma" {
		t.Errorf("to the right: selected %q", text)
	}
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: pointAt(t, p, "alpha", 1)}})
	if _, _, text := p.Selected(); text != "alpha beta" {
		t.Errorf("to the left: selected %q", text)
	}
}

func TestShiftAndAClickExtendTheSelection(t *testing.T) {
	p := show(t, "alpha beta gamma delta", 500)
	click(p, pointAt(t, p, "beta", 0))
	at := pointAt(t, p, "gamma", 5)
	press(p, at, fyne.KeyModifierShift)
	release(p, at)
	if _, _, text := p.Selected(); text != "beta gamma" {
		t.Errorf("selected %q", text)
	}
	click(p, pointAt(t, p, "alpha", 2))
	if start, end, _ := p.Selected(); start != end {
		t.Errorf("a click elsewhere leaves %d to %d selected", start, end)
	}
}

func TestASelectionNeverCutsACharacter(t *testing.T) {
	text := "e\u0301e\u0301e\u0301👩‍👩‍👧‍👦e\u0301 大模型"
	p := show(t, text, 500)
	for x := float32(0); x < 300; x++ {
		press(p, fyne.NewPos(0, 5), 0)
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 5)}})
		_, end, _ := p.Selected()
		rest := []rune(text)[end:]
		if len(rest) > 0 && (rest[0] == '\u0301' || rest[0] == '\u200d') {
			t.Fatalf("at %v the selection ends before %q", x, string(rest))
		}
		release(p, fyne.NewPos(x, 5))
		p.DragEnd()
	}
	if _, end, _ := p.Selected(); end != utf8.RuneCountInString(text) {
		t.Errorf("right of the text the selection ends at %d", end)
	}
}

func TestPositionsAreInRunes(t *testing.T) {
	text := "α→β 大模型 gains"
	p := show(t, text, 500)
	p.Select(4, 7)
	if start, end, got := p.Selected(); start != 4 || end != 7 || got != "大模型" {
		t.Errorf("selected %d to %d %q", start, end, got)
	}
	p.Select(-3, 99)
	if start, end, got := p.Selected(); start != 0 || end != 13 || got != text {
		t.Errorf("all: selected %d to %d %q", start, end, got)
	}
	p.Select(7, 4)
	if start, end, got := p.Selected(); start != end || got != "" {
		t.Errorf("end before start: selected %d to %d %q", start, end, got)
	}
}

func TestMarks(t *testing.T) {
	p := show(t, abstract, 300)
	yellow, green := color.NRGBA{R: 255, G: 230, A: 80}, color.NRGBA{G: 200, A: 80}
	at := func(s string) (int, int) { i := strings.Index(abstract, s); return i, i + len(s) }
	ys, _ := at("learn")
	_, ye := at("remedy")
	gs, ge := at("families")
	p.SetMarks([]passage.Mark{{Start: ys, End: ye, Color: yellow}, {Start: gs, End: ge, Color: green}, {Start: 9000, End: 9009, Color: green}})
	var tapped []int
	p.OnMarkTapped = func(i int) { tapped = append(tapped, i) }
	for _, word := range []string{"learn", "families", "Models", "remedy", "give"} {
		click(p, pointAt(t, p, word, 1).AddXY(1, 0))
	}
	if want := []int{0, 1, 0, 0}; !slices.Equal(tapped, want) {
		t.Errorf("tapped the marks %v, want %v", tapped, want)
	}
	if got := boxes(p, green); len(got) != 1 || got[0].Size().Width < widthOf(p, "families")-1 || got[0].Size().Width > widthOf(p, "families")+1 {
		t.Errorf("%d rectangles of the mark on one word, %v", len(got), got)
	}
	if got, lines := len(boxes(p, yellow)), len(linesOf(p)); got < 3 || got > lines {
		t.Errorf("%d rectangles of the mark across %d lines", got, lines)
	}

	tapped = nil
	twice := pointAt(t, p, "families", 3)
	click(p, twice)
	click(p, twice)
	if want := []int{1}; !slices.Equal(tapped, want) {
		t.Errorf("a double click tapped the marks %v, want %v", tapped, want)
	}
	click(p, pointAt(t, p, "Models", 1))
	tapped = nil
	to := pointAt(t, p, "families", 6)
	press(p, to, fyne.KeyModifierShift)
	release(p, to)
	from := pointAt(t, p, "families", 1)
	press(p, from, 0)
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(5, 0)})
	release(p, to)
	p.DragEnd()
	p.SetMarks([]passage.Mark{{Start: 0, End: len(abstract), Color: yellow}})
	click(p, fyne.NewPos(299, p.MinSize().Height-3)) // right of the last line
	if tapped != nil {
		t.Errorf("a click with Shift, a drag or a click beside the text, tapped the marks %v", tapped)
	}

	p.SetText("another text")
	if len(boxes(p, yellow))+len(boxes(p, green)) > 0 {
		t.Error("the marks of the old text are on the new one")
	}
}

func TestKeysArePassedOn(t *testing.T) {
	p := show(t, abstract, 300)
	var got []string
	p.OnTypedKey = func(ev *fyne.KeyEvent) { got = append(got, string(ev.Name)) }
	p.OnTypedRune = func(r rune) { got = append(got, string(r)) }
	p.OnTypedShortcut = func(s fyne.Shortcut) { got = append(got, s.ShortcutName()) }
	palette := &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}

	click(p, pointAt(t, p, "learn", 1))
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	if c.Focused() != fyne.Focusable(p) {
		t.Fatalf("after a click %v has the focus", c.Focused())
	}
	c.Focused().TypedRune('j')
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	p.TypedShortcut(palette)
	p.TypedShortcut(&fyne.ShortcutCopy{Clipboard: test.NewClipboard()}) // nothing is selected
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if want := []string{"j", "Down", palette.ShortcutName(), "Copy", "Escape"}; !slices.Equal(got, want) {
		t.Errorf("passed on %q, want %q", got, want)
	}

	got = nil
	p.TypedShortcut(&fyne.ShortcutSelectAll{})
	if _, _, text := p.Selected(); text != abstract {
		t.Errorf("selected %q, want all", text)
	}
	p.TypedShortcut(&fyne.ShortcutCopy{Clipboard: test.NewClipboard()})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if start, end, _ := p.Selected(); start != end || got != nil {
		t.Errorf("after Escape %d to %d is selected, passed on was %q", start, end, got)
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if want := []string{"Escape"}; !slices.Equal(got, want) {
		t.Errorf("a second Escape: passed on %q, want %q", got, want)
	}
}

func TestTheOtherButtonLeavesTheSelection(t *testing.T) {
	p := show(t, abstract, 300)
	p.Select(0, 6)
	menu := 0
	p.OnTappedSecondary = func(*fyne.PointEvent) { menu++ }
	at := pointAt(t, p, "families", 2)
	p.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonSecondary})
	p.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonSecondary})
	test.TapSecondaryAt(p, at)
	if _, _, text := p.Selected(); text != "Models" || menu != 1 {
		t.Errorf("selected %q, menu opened %d times", text, menu)
	}
}

func TestSetTextAgain(t *testing.T) {
	p := show(t, abstract, 300)
	changes := 0
	p.OnSelectionChanged = func() { changes++ }
	p.Select(0, 6)
	p.SetText(abstract)
	if _, _, text := p.Selected(); text != "Models" {
		t.Errorf("the same text again: selected %q", text)
	}
	p.SetText("大")
	if start, end, text := p.Selected(); start != 0 || end != 0 || text != "" || changes != 2 {
		t.Errorf("another text: selected %d to %d %q, %d changes told", start, end, text, changes)
	}
	if got := linesOf(p); !slices.Equal(got, []string{"大"}) {
		t.Errorf("shows %q", got)
	}
	if got := p.AccessibilityLabel(); got != "大" {
		t.Errorf("read aloud is %q", got)
	}
	p.SetText("a \xff b")
	if got := p.Text(); got != "a \ufffd b" {
		t.Errorf("of invalid UTF-8 it makes %q", got)
	}
}

// FuzzPassage holds any text at any width to what must always be so.
func FuzzPassage(f *testing.F) {
	f.Add(abstract, 300, 10, 40)
	f.Add("", 10, 0, 0)
	f.Add("\n", 0, 1, 1)
	f.Add("a\u0301\u200d\u0301\t\r\n\u2028大模型 👩‍👩‍👧‍👦", 25, -1, 99)
	f.Add("\xff\xfe", 3, 0, 1)
	f.Add("   leading and trailing   ", 50, 2, 3)
	test.NewTempApp(f)
	f.Fuzz(func(t *testing.T, text string, width, x, y int) {
		if len(text) > 2000 {
			t.Skip("one layout is as good as another")
		}
		p := inWindow(t, text, float32(width%2000))
		if got, want := letters(strings.Join(linesOf(p), "")), letters(p.Text()); got != want {
			t.Fatalf("%q: drawn %q", text, got)
		}
		at := fyne.NewPos(float32(x%2000), float32(y%2000))
		for range 3 {
			press(p, at, 0)
			p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(at.Y, at.X)}})
			start, end, got := p.Selected()
			if start > end || got != string([]rune(p.Text())[start:end]) {
				t.Fatalf("%q: selected %d to %d %q", text, start, end, got)
			}
			release(p, at)
		}
	})
}
