package ui

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Paragraph is a short text of as many lines as its width asks for, without
// padding and without the focus. A text to read is a passage.
type Paragraph struct {
	widget.BaseWidget
	Text     string
	TextSize float32 // in Fyne's pixels at 100 %
	Color    fyne.ThemeColorName
}

// NewParagraph makes a paragraph.
func NewParagraph(text string, size float32, color fyne.ThemeColorName) *Paragraph {
	p := &Paragraph{Text: text, TextSize: size, Color: color}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes the text.
func (p *Paragraph) SetText(text string) {
	if p.Text != text {
		p.Text = text
		p.Refresh()
	}
}

// AccessibilityLabel is the text.
func (p *Paragraph) AccessibilityLabel() string { return p.Text }

// AccessibilityRole is for Fyne.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// lines breaks the text to a width: between words, after the slashes of a path,
// and between the signs of scripts that are written without spaces.
func (p *Paragraph) lines(width float32) []string {
	measure := func(s string) float32 { return fyne.MeasureText(s, Scaled(p.TextSize), fyne.TextStyle{}).Width }
	var lines []string
	for paragraph := range strings.SplitSeq(p.Text, "\n") {
		line, used := "", float32(0)
		for _, piece := range pieces(paragraph) {
			if line != "" && width > 0 && used+measure(strings.TrimRight(piece, " ")) > width {
				lines = append(lines, strings.TrimRight(line, " "))
				line, used = "", 0
			}
			line += piece
			used += measure(piece)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// pieces cuts a text where a line may end.
func pieces(text string) []string {
	var all []string
	from := 0
	runes := []rune(text)
	for i, r := range runes {
		next := rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		ideograph := r >= 0x2E80 && !unicode.IsPunct(next)
		if (r == ' ' || r == '/' || r == '\\') && next != ' ' || ideograph || next >= 0x2E80 && !unicode.IsPunct(next) {
			all = append(all, string(runes[from:i+1]))
			from = i + 1
		}
	}
	return append(all, string(runes[from:]))
}

// CreateRenderer is for Fyne.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{paragraph: p}
	r.Refresh()
	return r
}

type paragraphRenderer struct {
	paragraph *Paragraph
	texts     []fyne.CanvasObject
}

func (r *paragraphRenderer) lineHeight() float32 { return Scaled(r.paragraph.TextSize * 1.45) }

func (r *paragraphRenderer) MinSize() fyne.Size {
	return fyne.NewSize(20, float32(len(r.paragraph.lines(r.paragraph.Size().Width)))*r.lineHeight())
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	p := r.paragraph
	name := p.Color
	if name == "" {
		name = theme.ColorNameForeground
	}
	r.texts = r.texts[:0]
	for i, line := range p.lines(size.Width) {
		t := canvas.NewText(line, Color(name))
		t.TextSize = Scaled(p.TextSize)
		t.Resize(t.MinSize())
		t.Move(fyne.NewPos(0, float32(i)*r.lineHeight()+(r.lineHeight()-t.MinSize().Height)/2))
		r.texts = append(r.texts, t)
	}
}

func (r *paragraphRenderer) Refresh() {
	r.Layout(r.paragraph.Size())
	canvas.Refresh(r.paragraph)
}

func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.texts }
func (r *paragraphRenderer) Destroy()                     {}
