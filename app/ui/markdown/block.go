package markdown

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// The looks of texts.
func textLook() look { return look{size: 13, spacing: 1.5, color: theme.ColorNameForeground} }
func codeLook() look { return look{size: 12, spacing: 1.4, color: ui.ColorMuted} }

func headingLook(level int) look {
	sizes := [...]float32{18, 16, 14.5, 13}
	return look{size: sizes[min(level, len(sizes))-1], spacing: 1.35, bold: true, color: theme.ColorNameForeground}
}

// What blocks measure at a text size of 100 %.
const (
	indent     = 20 // of a list
	quoteWidth = 14
	codePad    = 8
	boxSize    = 14 // of a task
	cellPad    = 6
	ruleHeight = 9
)

// view is a block on the screen.
type view interface {
	fyne.Widget
	// heightAt is how high the block is in a width.
	heightAt(width float32) float32
}

// blockView is a block of one text.
type blockView struct {
	widget.BaseWidget
	block  *Block
	text   *richText
	marker *richText
	box    *box
}

func newView(b *Block, p *Preview) view {
	if b.Kind == Table {
		return newTable(b, p)
	}
	v := &blockView{block: b}
	l := textLook()
	switch {
	case b.Kind == Heading:
		l = headingLook(b.Level)
	case b.Kind == Code:
		l = codeLook()
	case b.Quoted > 0:
		l.color = ui.ColorMuted
	}
	v.text = newRichText(b.Text, l, p.follow)
	switch {
	case b.Task.Is:
		v.box = newBox(b, p)
	case b.Marker != "":
		v.marker = newRichText([]Run{{Text: b.Marker}}, look{size: l.size, spacing: l.spacing, color: ui.ColorMuted}, nil)
	}
	v.ExtendBaseWidget(v)
	return v
}

// left is where a block's text begins.
func left(b *Block) float32 {
	return ui.Scaled(float32(b.Depth)*indent + float32(b.Quoted)*quoteWidth)
}

func (v *blockView) heightAt(width float32) float32 {
	inner := width - left(v.block)
	switch v.block.Kind {
	case Rule:
		return ui.Scaled(ruleHeight)
	case Code:
		return v.text.height(inner-2*codePad) + 2*codePad
	}
	return v.text.height(inner)
}

// CreateRenderer is for Fyne.
func (v *blockView) CreateRenderer() fyne.WidgetRenderer {
	r := &blockRenderer{view: v, back: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{r.back}
	if len(v.block.Text) > 0 {
		r.objects = append(r.objects, v.text)
	}
	for range v.block.Quoted {
		bar := canvas.NewRectangle(nil)
		r.bars = append(r.bars, bar)
		r.objects = append(r.objects, bar)
	}
	if v.marker != nil {
		r.objects = append(r.objects, v.marker)
	}
	if v.box != nil {
		r.objects = append(r.objects, v.box)
	}
	r.colors()
	return r
}

type blockRenderer struct {
	view    *blockView
	back    *canvas.Rectangle
	bars    []*canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *blockRenderer) MinSize() fyne.Size {
	return fyne.NewSize(20, r.view.heightAt(r.view.Size().Width))
}

func (r *blockRenderer) Layout(size fyne.Size) {
	b := r.view.block
	x := left(b)
	inner := fyne.NewSize(max(size.Width-x, 20), size.Height)
	for i, bar := range r.bars {
		bar.Move(fyne.NewPos(ui.Scaled(float32(b.Depth)*indent+float32(i)*quoteWidth), 0))
		bar.Resize(fyne.NewSize(3, size.Height))
	}
	switch b.Kind {
	case Rule:
		r.back.Move(fyne.NewPos(x, size.Height/2))
		r.back.Resize(fyne.NewSize(inner.Width, 1))
	case Code:
		r.back.Move(fyne.NewPos(x, 0))
		r.back.Resize(inner)
		r.view.text.Move(fyne.NewPos(x+codePad, codePad))
		r.view.text.Resize(fyne.NewSize(inner.Width-2*codePad, inner.Height-2*codePad))
		return
	}
	r.view.text.Move(fyne.NewPos(x, 0))
	r.view.text.Resize(inner)
	if m := r.view.marker; m != nil {
		width := m.natural()
		m.Move(fyne.NewPos(x-width-ui.Scaled(6), 0))
		m.Resize(fyne.NewSize(width+1, m.lineHeight()))
	}
	if box := r.view.box; box != nil {
		side := ui.Scaled(boxSize)
		box.Move(fyne.NewPos(x-side-ui.Scaled(5), (r.view.text.lineHeight()-side)/2))
		box.Resize(fyne.NewSquareSize(side))
	}
}

func (r *blockRenderer) colors() {
	b := r.view.block
	r.back.Hidden = b.Kind != Code && b.Kind != Rule
	r.back.FillColor, r.back.CornerRadius = ui.Color(ui.ColorChip), 5
	if b.Kind == Rule {
		r.back.FillColor, r.back.CornerRadius = ui.Color(ui.ColorLine), 0
	}
	for _, bar := range r.bars {
		bar.FillColor = ui.Color(ui.ColorLine)
	}
}

func (r *blockRenderer) Refresh() {
	r.colors()
	r.Layout(r.view.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}

func (r *blockRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *blockRenderer) Destroy()                     {}

// box is the box of a task, which a tap ticks.
type box struct {
	widget.BaseWidget
	block   *Block
	preview *Preview
}

var (
	_ fyne.Tappable      = (*box)(nil)
	_ fyne.Accessible    = (*box)(nil)
	_ desktop.Cursorable = (*box)(nil)
)

func newBox(b *Block, p *Preview) *box {
	x := &box{block: b, preview: p}
	x.ExtendBaseWidget(x)
	return x
}

// Tapped is for Fyne.
func (x *box) Tapped(*fyne.PointEvent) { x.preview.tick(x.block) }

// Cursor is for Fyne.
func (x *box) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel says what the task is, and whether it is done.
func (x *box) AccessibilityLabel() string {
	text := ""
	for _, run := range x.block.Text {
		text += run.Text
	}
	if x.block.Task.Done {
		return words.T("Done: %s", text)
	}
	return words.T("To do: %s", text)
}

// AccessibilityRole is for Fyne.
func (x *box) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer is for Fyne.
func (x *box) CreateRenderer() fyne.WidgetRenderer {
	r := &boxRenderer{box: x, frame: canvas.NewRectangle(nil), mark: ui.NewIcon("check", theme.ColorNameForegroundOnPrimary)}
	r.Refresh()
	return r
}

type boxRenderer struct {
	box   *box
	frame *canvas.Rectangle
	mark  *canvas.Image
}

func (r *boxRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(ui.Scaled(boxSize)) }

func (r *boxRenderer) Layout(size fyne.Size) {
	r.frame.Resize(size)
	r.mark.Move(fyne.NewPos(1, 1))
	r.mark.Resize(size.SubtractWidthHeight(2, 2))
}

func (r *boxRenderer) Refresh() {
	r.frame.CornerRadius, r.frame.StrokeWidth = 3, 1.5
	r.frame.StrokeColor, r.frame.FillColor = ui.Color(ui.ColorMuted), nil
	if r.box.block.Task.Done {
		r.frame.StrokeColor, r.frame.FillColor = ui.Color(theme.ColorNamePrimary), ui.Color(theme.ColorNamePrimary)
	}
	r.mark.Resource = ui.IconResource("check", theme.ColorNameForegroundOnPrimary)
	r.mark.Hidden = !r.box.block.Task.Done
	r.frame.Refresh()
	r.mark.Refresh()
}

func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.frame, r.mark} }
func (r *boxRenderer) Destroy()                     {}
