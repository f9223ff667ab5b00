package editor_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// surface is what takes the mouse in an editor.
type surface interface {
	fyne.CanvasObject
	fyne.Draggable
	desktop.Mouseable
}

func (d *desk) surface() surface {
	d.Helper()
	var found surface
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if s, ok := o.(surface); ok {
			found = s
			return
		}
		if w, ok := o.(fyne.Widget); ok {
			for _, child := range test.WidgetRenderer(w).Objects() {
				walk(child)
			}
		}
	}
	walk(d.Editor)
	if found == nil {
		d.Fatal("nothing takes the mouse")
	}
	return found
}

// spot is the middle of the row that a position is in, at the position.
func (d *desk) spot(at int) fyne.Position {
	from, to := d.Selection()
	d.Select(at, at)
	p := d.CaretPosition().SubtractXY(0, d.RowHeight()/2)
	d.Select(from, to)
	return p
}

func (d *desk) press(at fyne.Position, modifier fyne.KeyModifier) {
	d.surface().MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: modifier})
}

func (d *desk) release() {
	d.surface().MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
}

func (d *desk) drag(to fyne.Position) {
	d.surface().Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}})
}

func TestSelectingByMouse(t *testing.T) {
	d := newDesk(t, "one two three\nfour five\n\nsix")
	d.window.Canvas().Unfocus()
	at := d.spot(5)
	d.press(at, 0)
	d.release()
	if !d.Focused() {
		t.Error("a click does not give the focus")
	}
	d.at("one t|wo three\nfour five\n\nsix")
	d.press(at, 0)
	d.selected("two")
	d.drag(d.spot(20))
	d.selected("two three\nfour five")
	d.drag(d.spot(1))
	d.selected("one two")
	d.release()
	d.press(at, 0)
	d.selected("one two three\n")
	d.drag(d.spot(25))
	d.selected("one two three\nfour five\n\nsix")
	d.surface().DragEnd()
	d.Select(0, 0)
	d.press(d.spot(13), 0)
	d.drag(d.spot(4))
	d.selected("two three")
	d.drag(fyne.NewPos(-50, -50))
	d.selected("one two three")
	d.drag(fyne.NewPos(9000, 9000))
	d.selected("\nfour five\n\nsix")
	d.release()
	d.press(d.spot(4), fyne.KeyModifierShift)
	d.selected("two three")
}

func TestDraggingBelowTheEditorScrolls(t *testing.T) {
	d := newDesk(t, strings.Repeat("a line\n", 200))
	d.Select(0, 0)
	d.press(d.spot(0), 0)
	for y := float32(0); y < 3000; y += 50 {
		d.drag(fyne.NewPos(30, y))
	}
	if d.sees("nothing") || len(d.SelectedText()) < 600 {
		t.Errorf("%d bytes are selected", len(d.SelectedText()))
	}
	if y := d.CaretPosition().Y; y > d.Size().Height {
		t.Errorf("the caret is at %v", y)
	}
}

func TestTheOtherButtonOffersCutCopyAndPaste(t *testing.T) {
	d := newDesk(t, "one two")
	d.app.Clipboard().SetContent("three")
	d.Select(4, 7)
	d.surface().(fyne.SecondaryTappable).TappedSecondary(&fyne.PointEvent{})
	menu := d.window.Canvas().Overlays().Top()
	if menu == nil {
		t.Fatal("no menu opens")
	}
	for range 3 { // to Paste
		d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	d.has("one three")
	if !d.Focused() {
		t.Error("the focus does not come back")
	}
}
