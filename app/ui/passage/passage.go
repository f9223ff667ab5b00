// Package passage is a widget that shows text to read: wrapped to a measure, selectable, with marked ranges, and without
// taking the keys that belong to the window. It shows what it is given as plain text; where a mark belongs, and what
// happens with a selection, is for those who use it.
package passage

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/ui/wrap"
)

var (
	_ fyne.Widget            = (*Passage)(nil)
	_ fyne.Accessible        = (*Passage)(nil)
	_ fyne.Focusable         = (*Passage)(nil)
	_ fyne.Shortcutable      = (*Passage)(nil)
	_ fyne.Draggable         = (*Passage)(nil)
	_ fyne.SecondaryTappable = (*Passage)(nil)
	_ desktop.Mouseable      = (*Passage)(nil)
	_ desktop.Cursorable     = (*Passage)(nil)
)

// Mark is a highlighted range of the text, from Start up to but without End, counted in runes. Text is drawn over
// Color, so it should be light, or translucent.
type Mark struct {
	Start, End int
	Color      color.Color
}

// Passage shows plain text, a paragraph for each line of it. It has no padding of its own. All positions are in runes
// of the whole text. Call Refresh after changing a field of its looks.
type Passage struct {
	widget.BaseWidget

	TextSize    float32             // in Fyne's units at 100 %; 0 for that of the theme
	Bold        bool                // or regular
	LineSpacing float32             // from line to line, as a multiple of the text size; 0 for the font's own
	ColorName   fyne.ThemeColorName // of the text; empty for the foreground
	MaxWidth    float32             // the longest line; 0 for as wide as the widget

	// OnMarkTapped is called with the index in the last SetMarks of the mark that was clicked, the last one if several
	// lie there.
	OnMarkTapped func(i int)
	// OnSelectionChanged is called after each change of the selection, by the reader or by a method.
	OnSelectionChanged func()
	// OnTappedSecondary is called for a click with the other button, which leaves the selection as it is.
	OnTappedSecondary func(*fyne.PointEvent)

	// The keys that the passage has no use for itself. It uses Escape while something is selected, the copy shortcut
	// then too, and the shortcut that selects all.
	OnTypedKey      func(*fyne.KeyEvent)
	OnTypedRune     func(rune)
	OnTypedShortcut func(fyne.Shortcut)

	text  []rune
	marks []Mark

	selection pointer
	focused   bool

	flow     *wrap.Flow
	face     face // that flow was measured with
	lines    []wrap.Line
	width    float32 // that lines are wrapped to
	renderer *renderer
}

// face is what the measures of a flow depend on.
type face struct {
	size float32
	bold bool
	font string
}

// New returns a passage that shows the text.
func New(text string) *Passage {
	p := &Passage{text: []rune(text)}
	p.ExtendBaseWidget(p)
	return p
}

// Text returns the text. What was no valid UTF-8 in it has been replaced by U+FFFD.
func (p *Passage) Text() string { return string(p.text) }

// SetText shows another text, without a selection and without marks. The text that is there already changes nothing.
func (p *Passage) SetText(text string) {
	if text == string(p.text) {
		return
	}
	selected := p.selected()
	p.text, p.flow, p.marks, p.selection = []rune(text), nil, nil, pointer{}
	p.Refresh()
	if selected && p.OnSelectionChanged != nil {
		p.OnSelectionChanged()
	}
}

// SetMarks highlights ranges of the text, later ones over earlier ones, in place of those before. What reaches beyond
// the text is cut off.
func (p *Passage) SetMarks(marks []Mark) {
	p.marks = make([]Mark, len(marks))
	for i, m := range marks {
		m.Start, m.End = p.clamp(m.Start), p.clamp(m.End)
		p.marks[i] = m
	}
	p.Refresh()
}

// Selected returns what is selected: from start up to but without end, and the text between, as it was given to New or
// SetText. If nothing is selected, start and end are equal.
func (p *Passage) Selected() (start, end int, text string) {
	s := p.selection
	return s.start, s.end, string(p.text[s.start:s.end])
}

// Select selects from start up to but without end; nothing, if they are equal. What reaches beyond the text is cut off.
func (p *Passage) Select(start, end int) {
	start = p.clamp(start)
	end = max(start, p.clamp(end))
	p.selection.anchor, p.selection.clicks = span{start, start}, 1
	p.choose(span{start, end})
}

// Foot returns where the foot of a position is, in the passage: below it something can be shown about what ends there.
func (p *Passage) Foot(at int) fyne.Position {
	p.lay()
	at = p.clamp(at)
	i := wrap.LineOf(p.lines, at)
	if i > 0 && p.lines[i].Start == at { // what ends there ends in the line before
		i--
	}
	l := p.lines[i]
	height, _ := p.heights()
	return fyne.NewPos(p.flow.Width(l.Start, min(at, l.End)), height*float32(i+1))
}

// Refresh shows the passage as its fields and the theme now say.
func (p *Passage) Refresh() {
	p.lay()
	p.BaseWidget.Refresh()
}

// AccessibilityLabel returns the text.
func (p *Passage) AccessibilityLabel() string { return p.Text() }

// AccessibilityRole returns that of text.
func (p *Passage) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Cursor returns the cursor for text.
func (p *Passage) Cursor() desktop.Cursor { return desktop.TextCursor }

// CreateRenderer is called by Fyne.
func (p *Passage) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &renderer{passage: p, bar: canvas.NewRectangle(nil)}
	p.renderer = r
	r.objects = []fyne.CanvasObject{r.bar, &r.marks, &r.selection, &r.text}
	r.Refresh()
	return r
}

func (p *Passage) clamp(at int) int { return max(0, min(at, len(p.text))) }

// lay measures the text if it or its looks have changed, and wraps it if the width has.
func (p *Passage) lay() {
	now := face{size: p.textSize(), bold: p.Bold, font: p.Theme().Font(p.style()).Name()}
	if p.flow == nil || p.face != now {
		p.face = now
		p.flow = wrap.New(p.text, func(_ int, text string) float32 {
			return fyne.MeasureText(text, now.size, fyne.TextStyle{Bold: now.bold}).Width
		})
		p.lines = nil
	}
	width := p.Size().Width
	if p.MaxWidth > 0 && (width <= 0 || width > p.MaxWidth) {
		width = p.MaxWidth
	}
	if p.lines == nil || p.width != width {
		p.width = width
		p.lines = p.flow.Wrap(width)
	}
}

func (p *Passage) textSize() float32 {
	if p.TextSize > 0 {
		return ui.Scaled(p.TextSize)
	}
	return p.Theme().Size(theme.SizeNameText)
}

func (p *Passage) style() fyne.TextStyle { return fyne.TextStyle{Bold: p.Bold} }

// heights returns that of a line and that of the text in it.
func (p *Passage) heights() (ofLine, ofText float32) {
	size := p.textSize()
	ofText = fyne.MeasureText(" ", size, p.style()).Height
	if p.LineSpacing > 0 {
		return size * p.LineSpacing, ofText
	}
	return ofText, ofText
}

func (p *Passage) color(name fyne.ThemeColorName) color.Color {
	return p.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// canvas returns what the passage is shown on, or nil.
func (p *Passage) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(p) }

// doubleClick is how long after a click another one belongs to it.
func doubleClick() time.Duration { return fyne.CurrentApp().Driver().DoubleTapDelay() }

// renderer draws the marks, over them the selection, over that one canvas text for each line.
type renderer struct {
	passage *Passage
	objects []fyne.CanvasObject

	marks, selection, text fyne.Container // without a layout: what is in them is placed here

	bar *canvas.Rectangle // of the focus

	drawn  []wrap.Line // the lines that the texts show
	height float32     // that the last layout came to
}

func (r *renderer) Destroy() {}

func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize is the height of the text in the present width. A width is known only once the passage was given one; before
// that it is MaxWidth.
func (r *renderer) MinSize() fyne.Size {
	r.passage.lay()
	height, _ := r.passage.heights()
	return fyne.NewSize(2*r.passage.textSize(), height*float32(len(r.passage.lines)))
}

// Layout wraps the text to a new width. A height that changes with it reaches the parent through the canvas, which
// holds all sizes against each other before it draws a frame in which something was refreshed.
func (r *renderer) Layout(size fyne.Size) {
	p := r.passage
	p.lay()
	r.bar.Move(fyne.NewPos(-10, 0))
	r.bar.Resize(fyne.NewSize(3, size.Height))
	for _, layer := range []*fyne.Container{&r.marks, &r.selection, &r.text} {
		layer.Resize(size)
	}
	if &r.drawn[0] == &p.lines[0] { // as drawn already; there is always a line
		return
	}
	r.place()
	if height := r.MinSize().Height; height != r.height {
		r.height = height
		canvas.Refresh(p)
	}
}

func (r *renderer) Refresh() {
	r.passage.lay()
	r.place()
	r.showFocus()
	r.height = r.MinSize().Height
	canvas.Refresh(r.passage)
}

// showFocus shows or hides the bar of the focus, which is left of the text.
func (r *renderer) showFocus() {
	r.bar.FillColor, r.bar.Hidden = r.passage.color(theme.ColorNameFocus), !r.passage.focused
	r.bar.CornerRadius = 1.5
	r.bar.Refresh()
}

// place draws everything anew, with the objects that there are.
func (r *renderer) place() {
	p := r.passage
	r.drawn = p.lines
	name := p.ColorName
	if name == "" {
		name = theme.ColorNameForeground
	}
	ink, size := p.color(name), p.textSize()
	ofLine, ofText := p.heights()

	objects := r.text.Objects
	clear(objects[min(len(objects), len(p.lines)):])
	objects = objects[:min(len(objects), len(p.lines))]
	for i, l := range p.lines {
		content := p.flow.Shown(l.Start, l.End)
		if i == len(objects) {
			objects = append(objects, &canvas.Text{})
		}
		text := objects[i].(*canvas.Text)
		if text.Text != content || text.Color != ink || text.TextSize != size || text.TextStyle != p.style() {
			text.Text, text.Color, text.TextSize, text.TextStyle = content, ink, size, p.style()
			text.Refresh()
		}
		text.Move(fyne.NewPos(0, float32(i)*ofLine+(ofLine-ofText)/2))
		text.Resize(fyne.NewSize(p.width, ofText))
	}
	r.text.Objects = objects

	var boxes []box
	for _, m := range p.marks {
		boxes = p.boxes(boxes, m.Start, m.End, m.Color)
	}
	fill(&r.marks, boxes)
	r.showSelection()
}

// showSelection draws the selection alone: the texts need not be drawn anew while the mouse moves.
func (r *renderer) showSelection() {
	p := r.passage
	fill(&r.selection, p.boxes(nil, p.selection.start, p.selection.end, p.color(theme.ColorNameSelection)))
	canvas.Refresh(&r.selection)
}

// box is a coloured rectangle behind a part of a line.
type box struct {
	pos   fyne.Position
	size  fyne.Size
	color color.Color
}

// boxes appends those behind a range of the text, one a line.
func (p *Passage) boxes(boxes []box, start, end int, fill color.Color) []box {
	height, _ := p.heights()
	if start >= end {
		return boxes
	}
	for i := wrap.LineOf(p.lines, start); i < len(p.lines) && p.lines[i].Start < end; i++ {
		l := p.lines[i]
		left, right := p.flow.Width(l.Start, max(start, l.Start)), p.flow.Width(l.Start, min(end, l.End))
		if right > left {
			boxes = append(boxes, box{fyne.NewPos(left, float32(i)*height), fyne.NewSize(right-left, height), fill})
		}
	}
	return boxes
}

// fill makes the container hold the boxes, with the rectangles that are in it already.
func fill(c *fyne.Container, boxes []box) {
	clear(c.Objects[min(len(c.Objects), len(boxes)):])
	c.Objects = c.Objects[:min(len(c.Objects), len(boxes))]
	for i, b := range boxes {
		if i == len(c.Objects) {
			c.Objects = append(c.Objects, canvas.NewRectangle(b.color))
		}
		rectangle := c.Objects[i].(*canvas.Rectangle)
		rectangle.FillColor = b.color
		rectangle.Move(b.pos)
		rectangle.Resize(b.size)
	}
}
