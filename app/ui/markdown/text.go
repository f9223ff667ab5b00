package markdown

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/ui/wrap"
)

// look is how the text of a block is drawn.
type look struct {
	size    float32 // at a text size of 100 %
	spacing float32 // from line to line, as a multiple of the size
	bold    bool
	color   fyne.ThemeColorName
}

// richText is the text of one block: wrapped, of several looks, with links.
type richText struct {
	widget.BaseWidget
	look   look
	runs   []Run
	follow func(Run)

	text   []rune
	starts []int // of the runs, in text
	flow   *wrap.Flow
	face   float32 // the text size that flow was measured with
	width  float32
	lines  []wrap.Line
	over   int // the run that the mouse is over; -1 for none that is a link
}

var (
	_ fyne.Tappable      = (*richText)(nil)
	_ desktop.Hoverable  = (*richText)(nil)
	_ desktop.Cursorable = (*richText)(nil)
	_ fyne.Accessible    = (*richText)(nil)
)

func newRichText(runs []Run, l look, follow func(Run)) *richText {
	t := &richText{look: l, runs: runs, follow: follow, over: -1}
	for _, run := range runs {
		t.starts = append(t.starts, len(t.text))
		t.text = append(t.text, []rune(run.Text)...)
	}
	t.ExtendBaseWidget(t)
	return t
}

func (r Run) linked() bool { return r.URL != "" || r.Paper != "" }

func (t *richText) style(r Run) fyne.TextStyle {
	return fyne.TextStyle{Bold: r.Bold || t.look.bold, Italic: r.Italic, Monospace: r.Code}
}

// runAt is the run that a position is in.
func (t *richText) runAt(at int) int {
	n := len(t.starts) - 1
	for n > 0 && t.starts[n] > at {
		n--
	}
	return n
}

// end is where a run ends.
func (t *richText) end(run int) int {
	if run+1 < len(t.starts) {
		return t.starts[run+1]
	}
	return len(t.text)
}

// measure is how wide a part of the text is, which may be of several looks.
func (t *richText) measure(from int, text string) float32 {
	if text == "" {
		return 0
	}
	run := t.runAt(from)
	if count := len([]rune(text)); from+count > t.end(run) {
		part := t.end(run) - from
		runes := []rune(text)
		return t.measure(from, string(runes[:part])) + t.measure(from+part, string(runes[part:]))
	}
	return fyne.MeasureText(text, t.face, t.style(t.runs[run])).Width
}

// lay wraps the text to a width.
func (t *richText) lay(width float32) {
	if len(t.runs) == 0 {
		return
	}
	if size := ui.Scaled(t.look.size); t.flow == nil || t.face != size {
		t.face, t.lines = size, nil
		t.flow = wrap.New(t.text, t.measure)
	}
	if t.lines == nil || t.width != width {
		t.width = width
		t.lines = t.flow.Wrap(max(width, 1))
	}
}

func (t *richText) lineHeight() float32 { return ui.Scaled(t.look.size) * t.look.spacing }

// height is that of the text in a width.
func (t *richText) height(width float32) float32 {
	t.lay(width)
	return max(1, float32(len(t.lines))) * t.lineHeight()
}

// natural is how wide the text is unwrapped.
func (t *richText) natural() float32 {
	var widest float32
	t.lay(math.MaxFloat32)
	for _, l := range t.lines {
		widest = max(widest, t.flow.Width(l.Start, l.End))
	}
	return widest
}

// linkAt is the run with the link at a point, or -1.
func (t *richText) linkAt(at fyne.Position) int {
	row := int(at.Y / t.lineHeight())
	if at.Y < 0 || row >= len(t.lines) {
		return -1
	}
	_, under, on := t.flow.Locate(t.lines[row], at.X)
	if !on || len(t.runs) == 0 {
		return -1
	}
	if run := t.runAt(under); t.runs[run].linked() {
		return run
	}
	return -1
}

// Tapped is for Fyne: a link is followed.
func (t *richText) Tapped(e *fyne.PointEvent) {
	if run := t.linkAt(e.Position); run >= 0 && t.follow != nil {
		t.follow(t.runs[run])
	}
}

// MouseIn is for Fyne.
func (t *richText) MouseIn(e *desktop.MouseEvent) { t.over = t.linkAt(e.Position) }

// MouseMoved is for Fyne.
func (t *richText) MouseMoved(e *desktop.MouseEvent) { t.over = t.linkAt(e.Position) }

// MouseOut is for Fyne.
func (t *richText) MouseOut() { t.over = -1 }

// Cursor is for Fyne.
func (t *richText) Cursor() desktop.Cursor {
	if t.over >= 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// AccessibilityLabel is the text.
func (t *richText) AccessibilityLabel() string { return string(t.text) }

// AccessibilityRole is for Fyne.
func (t *richText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is for Fyne.
func (t *richText) CreateRenderer() fyne.WidgetRenderer { return &richRenderer{text: t} }

// richRenderer draws a text for each run in each line, with what lies behind
// code, and lines below links and through what is struck.
type richRenderer struct {
	text    *richText
	drawn   []wrap.Line
	objects []fyne.CanvasObject
}

func (r *richRenderer) MinSize() fyne.Size {
	return fyne.NewSize(20, r.text.height(max(r.text.Size().Width, 1)))
}

func (r *richRenderer) Layout(size fyne.Size) {
	r.text.lay(size.Width)
	if len(r.text.lines) > 0 && (len(r.drawn) == 0 || &r.drawn[0] != &r.text.lines[0]) {
		r.draw()
	}
}

func (r *richRenderer) Refresh() {
	r.text.lay(r.text.Size().Width)
	r.draw()
	canvas.Refresh(r.text)
}

func (r *richRenderer) draw() {
	t := r.text
	r.drawn, r.objects = t.lines, nil
	for row, l := range t.lines {
		y := float32(row) * t.lineHeight()
		for at := l.Start; at < l.End; {
			run := t.runAt(at)
			end := min(t.end(run), l.End)
			r.drawRun(t.runs[run], t.flow.Shown(at, end), fyne.NewPos(t.flow.Width(l.Start, at), y))
			at = end
		}
	}
}

func (r *richRenderer) drawRun(run Run, text string, at fyne.Position) {
	t := r.text
	name := t.look.color
	if run.linked() {
		name = theme.ColorNameHyperlink
	}
	ink := ui.Color(name)
	drawn := canvas.NewText(text, ink)
	drawn.TextSize, drawn.TextStyle = t.face, t.style(run)
	size := fyne.MeasureText(text, t.face, drawn.TextStyle)
	if run.Code && strings.TrimSpace(text) != "" && t.look.color != codeLook().color {
		back := canvas.NewRectangle(ui.Color(ui.ColorChip))
		back.CornerRadius = 3
		back.Move(at.AddXY(-1, 1))
		back.Resize(fyne.NewSize(size.Width+2, t.lineHeight()-2))
		r.objects = append(r.objects, back)
	}
	drawn.Move(at.AddXY(0, (t.lineHeight()-size.Height)/2))
	drawn.Resize(size)
	r.objects = append(r.objects, drawn)
	rule := func(y float32) {
		line := canvas.NewRectangle(ink)
		line.Move(at.AddXY(0, y))
		line.Resize(fyne.NewSize(size.Width, 1))
		r.objects = append(r.objects, line)
	}
	if run.linked() {
		rule(t.lineHeight()/2 + t.face*0.55)
	}
	if run.Struck {
		rule(t.lineHeight() / 2)
	}
}

func (r *richRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *richRenderer) Destroy()                     {}
