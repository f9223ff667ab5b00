package paper

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// split has the paper above its notes. The notes take all the height that the
// paper leaves, and at least their own: the paper scrolls then. The reader
// moves the line between them.
type split struct {
	widget.BaseWidget
	column      *ui.Column
	notes       fyne.CanvasObject
	notesHeight float32
	onHeight    func(float32)
	handle      *handle
}

const minNotes, minColumn = 150, 160

func newSplit(column *ui.Column, notes fyne.CanvasObject, height float32, onHeight func(float32)) *split {
	s := &split{column: column, notes: notes, notesHeight: max(height, minNotes), onHeight: onHeight}
	s.handle = &handle{split: s}
	s.handle.ExtendBaseWidget(s.handle)
	s.ExtendBaseWidget(s)
	return s
}

func (s *split) CreateRenderer() fyne.WidgetRenderer { return &splitRenderer{s} }

type splitRenderer struct{ split *split }

func (r *splitRenderer) MinSize() fyne.Size { return fyne.NewSize(200, minNotes+minColumn) }

func (r *splitRenderer) Layout(size fyne.Size) {
	s := r.split
	s.column.Resize(fyne.NewSize(size.Width, size.Height)) // its height at this width
	notes := min(s.notesHeight, size.Height*0.42)
	if left := size.Height - s.column.Height(); left > notes {
		notes = left
	}
	top := size.Height - notes
	s.column.Resize(fyne.NewSize(size.Width, top))
	s.notes.Move(fyne.NewPos(0, top))
	s.notes.Resize(fyne.NewSize(size.Width, notes))
	s.handle.Move(fyne.NewPos(0, top-3))
	s.handle.Resize(fyne.NewSize(size.Width, 7))
}

func (r *splitRenderer) Refresh() {
	r.Layout(r.split.Size())
	canvas.Refresh(r.split)
}

func (r *splitRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.split.column, r.split.notes, r.split.handle}
}
func (r *splitRenderer) Destroy() {}

type handle struct {
	widget.BaseWidget
	split *split
}

var (
	_ fyne.Draggable     = (*handle)(nil)
	_ desktop.Cursorable = (*handle)(nil)
)

func (h *handle) Cursor() desktop.Cursor { return desktop.VResizeCursor }

func (h *handle) AccessibilityLabel() string             { return words.T("Divider between paper and notes") }
func (h *handle) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (h *handle) Dragged(e *fyne.DragEvent) {
	s := h.split
	s.notesHeight = min(max(s.notes.Size().Height-e.Dragged.DY, minNotes), s.Size().Height-minColumn)
	s.Refresh()
}

func (h *handle) DragEnd() {
	if h.split.onHeight != nil {
		h.split.onHeight(h.split.notesHeight)
	}
}

func (h *handle) CreateRenderer() fyne.WidgetRenderer {
	line := ui.Rule()
	return widget.NewSimpleRenderer(ui.Pad(3, 0, 3, 0, line))
}
