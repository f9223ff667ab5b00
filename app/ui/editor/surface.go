package editor

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

// What stands around the text, in Fyne's pixels.
const (
	padX, padY = 9, 7
	barWidth   = 6 // of the bar that scrolls
	caretWidth = 1.5
)

// surface is what scrolls in an editor: the rows in sight, on as much height as
// all of them have.
type surface struct {
	widget.BaseWidget
	editor   *Editor
	renderer *surfaceRenderer
}

var (
	_ fyne.Draggable         = (*surface)(nil)
	_ fyne.SecondaryTappable = (*surface)(nil)
	_ desktop.Mouseable      = (*surface)(nil)
	_ desktop.Cursorable     = (*surface)(nil)
)

func newSurface(e *Editor) *surface {
	s := &surface{editor: e}
	s.ExtendBaseWidget(s)
	return s
}

func (s *surface) MouseDown(ev *desktop.MouseEvent)    { s.editor.pressed(ev) }
func (s *surface) MouseUp(*desktop.MouseEvent)         { s.editor.mouse.held = false }
func (s *surface) DragEnd()                            { s.editor.mouse.held = false }
func (s *surface) TappedSecondary(ev *fyne.PointEvent) { s.editor.menu(ev) }
func (s *surface) Cursor() desktop.Cursor              { return desktop.TextCursor }
func (s *surface) CreateRenderer() fyne.WidgetRenderer { return newSurfaceRenderer(s) }
func (s *surface) MinSize() fyne.Size                  { return fyne.NewSize(10, s.editor.contentHeight()) }

// AccessibilityLabel is for Fyne.
func (s *surface) AccessibilityLabel() string { return s.editor.AccessibilityLabel() }

// AccessibilityRole is for Fyne.
func (s *surface) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Dragged is for Fyne.
func (s *surface) Dragged(ev *fyne.DragEvent) {
	if !s.editor.mouse.held { // a finger: no button went down before
		s.editor.mouse.held, s.editor.mouse.clicks = true, 1
		s.editor.begin(ev.Position.Subtract(ev.Dragged))
	}
	s.editor.drag(ev.Position)
}

// contentHeight is how high the whole text is.
func (e *Editor) contentHeight() float32 { return float32(e.layout.rows)*e.layout.height + 2*padY }

// rowsInSight are the first and the last row that are seen at an offset.
func (e *Editor) rowsInSight(offset float32) (first, last int) {
	if e.layout.height <= 0 {
		return 0, 0
	}
	first = int((offset - padY) / e.layout.height)
	last = int((offset - padY + e.scroll.Size().Height) / e.layout.height)
	return max(0, first), max(0, last)
}

// arrange wraps what comes into sight, scrolls so that the caret is in sight if
// that is wanted, and draws.
func (e *Editor) arrange(reveal bool) {
	width := e.scroll.Size().Width - 2*padX - barWidth
	if width <= 0 {
		return
	}
	if empty := e.layout.size == 0; empty != e.hint.Visible() {
		e.hint.Hidden = !empty
		e.hint.Refresh()
	}
	top := e.layout.find(e.topPosition())
	kept := e.scroll.Offset.Y - padY - float32(top.row)*e.layout.height
	offset := e.scroll.Offset.Y
	at := top.at
	if e.layout.fit(e.face(), width) { // what was at the top stays there
		offset = padY + float32(e.layout.find(at).row)*e.layout.height + kept
		if top.at == 0 {
			offset = e.scroll.Offset.Y
		}
	}
	for range 100 { // wrapping changes what is in sight
		if reveal {
			offset = e.revealed(offset)
		}
		rows := e.layout.rows
		offset = max(0, min(offset, e.contentHeight()-e.scroll.Size().Height))
		offset += e.wrapInSight(offset, offset < e.offset)
		if rows == e.layout.rows {
			break
		}
	}
	e.offset = offset
	if e.scroll.Offset.Y != offset || e.surface.Size().Height != max(e.contentHeight(), e.scroll.Size().Height) {
		e.surface.Resize(fyne.NewSize(e.scroll.Size().Width, max(e.contentHeight(), e.scroll.Size().Height)))
		e.scroll.Offset.Y = offset
		e.scroll.Refresh()
		return
	}
	e.surface.draw()
}

// topPosition is where the text begins that is in sight.
func (e *Editor) topPosition() int {
	first, _ := e.rowsInSight(e.scroll.Offset.Y)
	return e.layout.findRow(first).at
}

// revealed is the offset nearest to one at which the caret is in sight.
func (e *Editor) revealed(offset float32) float32 {
	y := padY + float32(e.layout.spot(e.caret.at, e.upstream).row)*e.layout.height
	height := e.scroll.Size().Height
	switch {
	case y-padY < offset:
		return y - padY
	case y+e.layout.height+padY > offset+height:
		return y + e.layout.height + padY - height
	}
	return offset
}

// wrapInSight wraps the blocks that are in sight at an offset. Where one came
// down into sight it returns how much higher it is than was thought.
func (e *Editor) wrapInSight(offset float32, up bool) (more float32) {
	first, last := e.rowsInSight(offset)
	for p := e.layout.findRow(first); p.row <= last; p = e.layout.after(p) {
		before := e.layout.rows
		e.layout.wrapBlock(p.block)
		if up && p.row < first {
			more += float32(e.layout.rows-before) * e.layout.height
		}
		if e.layout.last(p) {
			break
		}
	}
	return more
}

// scrolled is told that the reader scrolled.
func (e *Editor) scrolled() {
	if e.scroll.Offset.Y != e.offset {
		e.arrange(false)
	}
}

// Refresh is for Fyne: another theme may have another text size.
func (e *Editor) Refresh() {
	e.arrange(false)
	e.BaseWidget.Refresh()
}

func (s *surface) draw() {
	if s.renderer != nil {
		s.renderer.draw()
	}
}

// surfaceRenderer draws the selection, over it a text for each row in sight,
// over them the caret.
type surfaceRenderer struct {
	surface          *surface
	selection, texts fyne.Container // without a layout: what is in them is placed here
	caret            *canvas.Rectangle
	objects          []fyne.CanvasObject
}

func newSurfaceRenderer(s *surface) *surfaceRenderer {
	r := &surfaceRenderer{surface: s, caret: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{&r.selection, &r.texts, r.caret}
	s.renderer = r
	r.draw()
	return r
}

func (r *surfaceRenderer) MinSize() fyne.Size           { return r.surface.MinSize() }
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *surfaceRenderer) Destroy()                     {}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.selection.Resize(size)
	r.texts.Resize(size)
}

func (r *surfaceRenderer) Refresh() { r.draw() }

// draw draws what is in sight with the objects that there are. A row keeps its
// object while it is in sight, so that scrolling draws only what is new.
func (r *surfaceRenderer) draw() {
	e := r.surface.editor
	l := e.layout
	if l.width <= 0 || l.height <= 0 {
		return
	}
	first, last := e.rowsInSight(e.scroll.Offset.Y)
	last = min(last, l.rows-1)
	count := int(e.scroll.Size().Height/l.height) + 3
	for len(r.texts.Objects) < count {
		r.texts.Objects = append(r.texts.Objects, &canvas.Text{})
	}
	used := make([]bool, len(r.texts.Objects))
	ink := ui.Color(theme.ColorNameForeground)
	from, to := e.Selection()
	var boxes []box
	p := l.findRow(first)
	for row := first; row <= last; row++ {
		for row-p.row >= int(l.blocks[p.block].height) && !l.last(p) {
			p = l.after(p)
		}
		b := &l.blocks[p.block]
		if b.rows == nil || row-p.row >= len(b.rows) {
			break
		}
		start, end := l.row(p.block, row-p.row)
		n := row % len(used)
		used[n] = true
		r.text(n, row, strings.TrimRight(drawn(b.text[start:end]), " "), ink)
		if ends := p.at + end; from < to && from <= ends && p.at+start < to {
			boxes = append(boxes, e.box(row, b.text[start:end], from-p.at-start, to-p.at-start, b.newline && end == len(b.text)))
		}
	}
	for n, o := range r.texts.Objects {
		if text := o.(*canvas.Text); !used[n] && text.Visible() {
			text.Hide()
		}
	}
	fill(&r.selection, boxes)
	r.drawCaret()
	canvas.Refresh(r.surface)
}

func (r *surfaceRenderer) text(n, row int, content string, ink color.Color) {
	l := r.surface.editor.layout
	text := r.texts.Objects[n].(*canvas.Text)
	if text.Text != content || text.Color != ink || text.TextSize != l.face.size || text.TextStyle != l.face.style {
		text.Text, text.Color, text.TextSize, text.TextStyle = content, ink, l.face.size, l.face.style
		text.Refresh()
	}
	text.Move(fyne.NewPos(padX, padY+float32(row)*l.height+(l.height-l.glyphs)/2))
	text.Resize(fyne.NewSize(l.width, l.glyphs))
	if !text.Visible() {
		text.Show()
	}
}

func (r *surfaceRenderer) drawCaret() {
	e := r.surface.editor
	if !e.focused {
		if r.caret.Visible() {
			r.caret.Hide()
		}
		return
	}
	s := e.layout.spot(e.caret.at, e.upstream)
	r.caret.FillColor = ui.Color(theme.ColorNamePrimary)
	r.caret.Move(fyne.NewPos(padX+s.x-caretWidth/2, padY+float32(s.row)*e.layout.height))
	r.caret.Resize(fyne.NewSize(caretWidth, e.layout.height))
	r.caret.Show()
	r.caret.Refresh()
}

// box is what stands behind the selected part of a row.
type box struct {
	pos  fyne.Position
	size fyne.Size
}

// box is that of a row of which the text from one position up to another is
// selected; a selected newline is seen as a space.
func (e *Editor) box(row int, text string, from, to int, newline bool) box {
	l := e.layout
	from = max(0, from)
	left := min(l.measure(text[:from]), l.width)
	right := min(l.measure(text[:max(from, min(to, len(text)))]), l.width)
	if newline && to > len(text) {
		right += l.height / 3
	}
	return box{fyne.NewPos(padX+left, padY+float32(row)*l.height), fyne.NewSize(right-left, l.height)}
}

func fill(c *fyne.Container, boxes []box) {
	clear(c.Objects[min(len(c.Objects), len(boxes)):])
	c.Objects = c.Objects[:min(len(c.Objects), len(boxes))]
	ink := ui.Color(theme.ColorNameSelection)
	for i, b := range boxes {
		if i == len(c.Objects) {
			c.Objects = append(c.Objects, canvas.NewRectangle(ink))
		}
		rectangle := c.Objects[i].(*canvas.Rectangle)
		rectangle.FillColor = ink
		rectangle.Move(b.pos)
		rectangle.Resize(b.size)
	}
}

// CreateRenderer is for Fyne.
func (e *Editor) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{editor: e, back: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{r.back, e.hint, e.scroll}
	r.Refresh()
	return r
}

// renderer is the frame around the text.
type renderer struct {
	editor  *Editor
	back    *canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *renderer) MinSize() fyne.Size           { return r.editor.MinSize() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Destroy()                     {}

func (r *renderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.editor.hint.Move(fyne.NewPos(padX, padY))
	r.editor.hint.Resize(fyne.NewSize(max(0, size.Width-2*padX), r.editor.hint.MinSize().Height))
	if inner := fyne.NewSize(size.Width-2, size.Height-2); r.editor.scroll.Size() != inner {
		r.editor.scroll.Move(fyne.NewPos(1, 1))
		r.editor.scroll.Resize(inner)
		r.editor.arrange(false)
	}
}

func (r *renderer) Refresh() {
	e := r.editor
	r.back.FillColor, r.back.CornerRadius = ui.Color(theme.ColorNameInputBackground), e.Theme().Size(theme.SizeNameInputRadius)
	r.back.StrokeColor, r.back.StrokeWidth = ui.Color(theme.ColorNameInputBorder), 1
	if e.focused {
		r.back.StrokeColor, r.back.StrokeWidth = ui.Color(theme.ColorNameFocus), 2
	}
	r.back.Refresh()
	e.hint.Text, e.hint.Hidden = e.PlaceHolder, e.layout.size > 0
	e.hint.Refresh()
	r.Layout(e.Size())
	e.surface.draw()
	canvas.Refresh(e)
}
