package ui

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui/wrap"
)

// Code is a short text of a file, to be looked at: in letters of one width, with
// long lines wrapped, and scrolled where it is higher than there is room.
type Code struct {
	widget.BaseWidget
	Text   string
	scroll *container.Scroll
	lines  *codeLines
}

// NewCode makes one.
func NewCode(text string) *Code {
	c := &Code{Text: text, lines: &codeLines{}}
	c.lines.code = c
	c.lines.ExtendBaseWidget(c.lines)
	c.scroll = container.NewVScroll(c.lines)
	c.ExtendBaseWidget(c)
	return c
}

// SetText shows another text from its beginning.
func (c *Code) SetText(text string) {
	if c.Text == text {
		return
	}
	c.Text = text
	c.lines.wrapped = ""
	c.lines.Refresh()
	c.scroll.ScrollToTop()
	c.scroll.Refresh()
}

// ScrollBy scrolls on by a part of what is in sight.
func (c *Code) ScrollBy(part float32) {
	c.scroll.ScrollToOffset(fyne.NewPos(0, max(0, c.scroll.Offset.Y+part*c.scroll.Size().Height)))
}

// AccessibilityLabel is the text.
func (c *Code) AccessibilityLabel() string { return c.Text }

// AccessibilityRole is for Fyne.
func (c *Code) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Resize is for Fyne: how high the lines are follows from their width.
func (c *Code) Resize(size fyne.Size) {
	c.lines.wrap(size.Width - 2)
	c.BaseWidget.Resize(size)
	c.scroll.Refresh()
}

// MinSize is for Fyne.
func (c *Code) MinSize() fyne.Size { return fyne.NewSize(120, 60) }

// CreateRenderer is for Fyne.
func (c *Code) CreateRenderer() fyne.WidgetRenderer {
	back := NewFill(ColorSurface)
	back.Border, back.Radius = ColorLine, 6
	return widget.NewSimpleRenderer(container.NewStack(back, Pad(1, 1, 1, 1, c.scroll)))
}

// codeLines are the lines of a Code at a width.
type codeLines struct {
	widget.BaseWidget
	code    *Code
	wrapped string // what the lines are of
	width   float32
	size    float32
	lines   []string
}

const (
	codeText    = 12
	codeSpacing = 1.4
	codePad     = 9
)

// wrap breaks the text to a width, where it is not yet.
func (l *codeLines) wrap(width float32) []string {
	size := Scaled(codeText)
	if l.wrapped == l.code.Text && l.width == width && l.size == size && l.lines != nil {
		return l.lines
	}
	l.wrapped, l.width, l.size, l.lines = l.code.Text, width, size, nil
	style := fyne.TextStyle{Monospace: true}
	for line := range strings.SplitSeq(l.code.Text, "\n") {
		line = strings.Map(seen, strings.ReplaceAll(line, "\t", "  "))
		if width <= 2*codePad || fyne.MeasureText(line, size, style).Width <= width-2*codePad {
			l.lines = append(l.lines, line)
			continue
		}
		runes := []rune(line)
		flow := wrap.New(runes, func(_ int, text string) float32 { return fyne.MeasureText(text, size, style).Width })
		for _, part := range flow.Wrap(width - 2*codePad) {
			l.lines = append(l.lines, string(runes[part.Start:part.End]))
		}
	}
	return l.lines
}

// seen is a rune as it is shown: what would move others is a space.
func seen(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
		return ' '
	}
	return r
}

// CreateRenderer is for Fyne.
func (l *codeLines) CreateRenderer() fyne.WidgetRenderer {
	r := &codeRenderer{lines: l}
	r.Refresh()
	return r
}

type codeRenderer struct {
	lines *codeLines
	texts []fyne.CanvasObject
}

func (r *codeRenderer) MinSize() fyne.Size {
	lines := r.lines.wrap(r.lines.width)
	return fyne.NewSize(40, float32(len(lines))*Scaled(codeText*codeSpacing)+2*codePad)
}

func (r *codeRenderer) Layout(size fyne.Size) {
	r.texts = r.texts[:0]
	height := Scaled(codeText * codeSpacing)
	for i, line := range r.lines.wrap(size.Width) {
		t := canvas.NewText(line, Color(theme.ColorNameForeground))
		t.TextSize, t.TextStyle = Scaled(codeText), fyne.TextStyle{Monospace: true}
		t.Resize(t.MinSize())
		t.Move(fyne.NewPos(codePad, codePad+float32(i)*height+(height-t.MinSize().Height)/2))
		r.texts = append(r.texts, t)
	}
}

func (r *codeRenderer) Refresh() {
	r.Layout(r.lines.Size())
	canvas.Refresh(r.lines)
}

func (r *codeRenderer) Objects() []fyne.CanvasObject { return r.texts }
func (r *codeRenderer) Destroy()                     {}
