package passage_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui/passage"
)

// show puts a passage of the text into a window; it is as wide as said, or as it likes.
func show(t *testing.T, text string, width float32) *passage.Passage {
	t.Helper()
	test.NewTempApp(t)
	return inWindow(t, text, width)
}

// inWindow is show in the app that there is.
func inWindow(t *testing.T, text string, width float32) *passage.Passage {
	t.Helper()
	p := passage.New(text)
	w := test.NewTempWindow(t, container.NewWithoutLayout(p))
	w.SetPadded(false)
	if width > 0 {
		p.Resize(fyne.NewSize(width, 400))
	}
	w.Resize(fyne.NewSize(2000, 2000))
	return p
}

// frames does what a canvas does before it draws a frame: from the leaves up it lays out each parent of an object whose
// least size has changed.
type frames map[fyne.CanvasObject]fyne.Size

// settle returns how many passes it took until nothing changed any more.
func (f frames) settle(t *testing.T, root fyne.CanvasObject) int {
	t.Helper()
	for pass := 0; pass < 10; pass++ {
		if !f.pass(root) {
			return pass
		}
	}
	t.Fatal("the layout does not come to rest")
	return 0
}

func (f frames) pass(o fyne.CanvasObject) (changed bool) {
	relayout := false
	for _, child := range children(o) {
		before := f[child]
		changed = f.pass(child) || changed
		relayout = relayout || f[child] != before
	}
	if relayout {
		switch o := o.(type) {
		case *fyne.Container:
			if o.Layout != nil {
				o.Layout.Layout(o.Objects, o.Size())
			}
		case fyne.Widget:
			test.WidgetRenderer(o).Layout(o.Size())
		}
	}
	if min := o.MinSize(); f[o] != min {
		f[o] = min
		changed = true
	}
	return changed
}

func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// drawn returns the objects of a kind that the passage draws, in order.
func drawn[T fyne.CanvasObject](o fyne.CanvasObject) (found []T) {
	if object, ok := o.(T); ok {
		return []T{object}
	}
	for _, child := range children(o) {
		found = append(found, drawn[T](child)...)
	}
	return found
}

func texts(p *passage.Passage) []*canvas.Text { return drawn[*canvas.Text](p) }

func linesOf(p *passage.Passage) (lines []string) {
	for _, text := range texts(p) {
		lines = append(lines, text.Text)
	}
	return lines
}

func boxes(p *passage.Passage, fill color.Color) []*canvas.Rectangle {
	return slices.DeleteFunc(drawn[*canvas.Rectangle](p), func(r *canvas.Rectangle) bool { return r.FillColor != fill })
}

func widthOf(p *passage.Passage, text string) float32 {
	return fyne.MeasureText(text, texts(p)[0].TextSize, fyne.TextStyle{}).Width
}

// pointAt returns the point so many bytes behind the start of the first line's part that reads as the text.
func pointAt(t *testing.T, p *passage.Passage, part string, bytes int) fyne.Position {
	t.Helper()
	for _, text := range texts(p) {
		if i := strings.Index(text.Text, part); i >= 0 {
			return fyne.NewPos(widthOf(p, text.Text[:i+bytes]), text.Position().Y+text.Size().Height/2)
		}
	}
	t.Fatalf("no line has %q: %q", part, linesOf(p))
	return fyne.Position{}
}

func press(p *passage.Passage, at fyne.Position, modifier fyne.KeyModifier) {
	p.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: modifier})
}

func release(p *passage.Passage, at fyne.Position) {
	p.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
}

func click(p *passage.Passage, at fyne.Position) {
	press(p, at, 0)
	release(p, at)
}

// letters leaves out what may be lost or replaced at the end of a line.
func letters(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r <= ' ' || r >= 0x7f && r <= 0xa0 || strings.ContainsRune("\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000", r)
	}), "")
}
