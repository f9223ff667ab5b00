package ui

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Line is one line of text that is cut with an ellipsis where it does not fit.
// Unlike a Label it has no padding around it.
type Line struct {
	widget.BaseWidget
	Text     string
	TextSize float32 // in Fyne's pixels at 100 %; 0 means the theme's text size
	Bold     bool
	Color    fyne.ThemeColorName // empty means the foreground
	// Cut lets the line be narrower than its text.
	Cut bool
}

// NewLine makes a line.
func NewLine(text string, size float32, color fyne.ThemeColorName) *Line {
	l := &Line{Text: text, TextSize: size, Color: color}
	l.ExtendBaseWidget(l)
	return l
}

// SetText changes the text.
func (l *Line) SetText(text string) {
	if l.Text != text {
		l.Text = text
		l.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{line: l, text: canvas.NewText(l.Text, nil)}
	r.Refresh()
	return r
}

type lineRenderer struct {
	line *Line
	text *canvas.Text
}

func (r *lineRenderer) style() (float32, fyne.TextStyle) {
	size := Scaled(r.line.TextSize)
	if size == 0 {
		size = r.line.Theme().Size(theme.SizeNameText)
	}
	return size, fyne.TextStyle{Bold: r.line.Bold}
}

func (r *lineRenderer) MinSize() fyne.Size {
	size, style := r.style()
	min := fyne.MeasureText(r.line.Text, size, style)
	if r.line.Cut {
		min.Width = 8
	}
	return min
}

func (r *lineRenderer) Layout(size fyne.Size) {
	points, style := r.style()
	r.text.Text = Ellipsis(r.line.Text, size.Width, points, style)
	height := r.text.MinSize().Height
	r.text.Move(fyne.NewPos(0, (size.Height-height)/2))
	r.text.Resize(fyne.NewSize(size.Width, height))
}

func (r *lineRenderer) Refresh() {
	r.text.TextSize, r.text.TextStyle = r.style()
	name := r.line.Color
	if name == "" {
		name = theme.ColorNameForeground
	}
	r.text.Color = Color(name)
	r.Layout(r.line.Size())
	r.text.Refresh()
}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.text} }
func (r *lineRenderer) Destroy()                     {}

// Ellipsis is text, or as much of its beginning as fits into width with "…".
func Ellipsis(text string, width, size float32, style fyne.TextStyle) string {
	if width <= 0 {
		return text
	}
	full := fyne.MeasureText(text, size, style).Width
	if full <= width {
		return text
	}
	runes := []rune(text)
	fits := func(n int) bool { return fyne.MeasureText(string(runes[:n])+"…", size, style).Width <= width }
	// measuring is what costs: begin near the end and close in on it
	n := min(len(runes)-1, int(float32(len(runes))*width/full))
	for n > 0 && !fits(n) {
		n--
	}
	for n+1 < len(runes) && fits(n+1) {
		n++
	}
	for n > 0 && unicode.IsSpace(runes[n-1]) {
		n--
	}
	return string(runes[:n]) + "…"
}

// TwoLines breaks text into at most two lines of width; the second is cut with
// an ellipsis where it does not fit.
func TwoLines(text string, width, size float32, style fyne.TextStyle) (first, second string) {
	if width <= 0 {
		return text, ""
	}
	measure := func(s string) float32 { return fyne.MeasureText(s, size, style).Width }
	words := strings.Fields(text)
	space := measure(" ")
	// Words are measured one by one: they come again in other texts, and
	// measures are remembered.
	count, used := 0, float32(0)
	for _, word := range words {
		if used += measure(word); used > width {
			break
		}
		used += space
		count++
	}
	for count > 1 && measure(strings.Join(words[:count], " ")) > width {
		count--
	}
	if count == len(words) {
		return strings.Join(words, " "), ""
	}
	if count == 0 { // one word longer than the line
		cut := []rune(Ellipsis(words[0], width, size, style))
		fit := max(1, len(cut)-1)
		rest := string([]rune(words[0])[fit:])
		return string([]rune(words[0])[:fit]), Ellipsis(strings.Join(append([]string{rest}, words[1:]...), " "), width, size, style)
	}
	return strings.Join(words[:count], " "), Ellipsis(strings.Join(words[count:], " "), width, size, style)
}
