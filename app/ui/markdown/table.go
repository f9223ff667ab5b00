package markdown

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

// table is a block of rows and columns. Columns get the width of what is in
// them, and share what there is where that is too much.
type table struct {
	widget.BaseWidget
	block   *Block
	cells   [][]*richText
	columns []float32 // widths
	rows    []float32 // heights
	width   float32   // that they are for
	face    float32
}

func newTable(b *Block, p *Preview) *table {
	t := &table{block: b}
	for i, row := range b.Rows {
		l := textLook()
		l.spacing = 1.4
		l.bold = i == 0
		var cells []*richText
		for _, cell := range row {
			cells = append(cells, newRichText(cell, l, p.follow))
		}
		t.cells = append(t.cells, cells)
	}
	t.ExtendBaseWidget(t)
	return t
}

// arrange finds how wide columns and how high rows are.
func (t *table) arrange(width float32) {
	inner := width - left(t.block)
	if face := ui.Scaled(1); t.width == inner && t.face == face && t.rows != nil {
		return
	}
	t.width, t.face = inner, ui.Scaled(1)
	t.columns = nil
	for _, row := range t.cells {
		for i, cell := range row {
			if i == len(t.columns) {
				t.columns = append(t.columns, 0)
			}
			t.columns[i] = max(t.columns[i], cell.natural()+1)
		}
	}
	share(t.columns, inner-2*cellPad*float32(len(t.columns)))
	t.rows = t.rows[:0]
	for _, row := range t.cells {
		height := textLook().size
		for i, cell := range row {
			height = max(height, cell.height(t.columns[i]))
		}
		t.rows = append(t.rows, height+cellPad)
	}
}

// share makes columns narrower that together are wider than there is room: the
// widest first.
func share(columns []float32, room float32) {
	left, open := room, len(columns)
	for open > 0 {
		part := max(left/float32(open), 12)
		changed := false
		for i, c := range columns {
			if c > 0 && c <= part {
				left -= c
				open--
				columns[i] = -c // settled
				changed = true
			}
		}
		if !changed {
			for i, c := range columns {
				if c > 0 {
					columns[i] = -part
				}
			}
			break
		}
	}
	for i := range columns {
		columns[i] = max(columns[i], -columns[i])
	}
}

func (t *table) heightAt(width float32) float32 {
	t.arrange(width)
	var height float32
	for _, row := range t.rows {
		height += row
	}
	return height + 1
}

// CreateRenderer is for Fyne.
func (t *table) CreateRenderer() fyne.WidgetRenderer {
	r := &tableRenderer{table: t}
	for range len(t.cells) {
		line := canvas.NewRectangle(ui.Color(ui.ColorLine))
		r.lines = append(r.lines, line)
		r.objects = append(r.objects, line)
	}
	for _, row := range t.cells {
		for _, cell := range row {
			if len(cell.runs) > 0 {
				r.objects = append(r.objects, cell)
			}
		}
	}
	return r
}

type tableRenderer struct {
	table   *table
	lines   []*canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *tableRenderer) MinSize() fyne.Size {
	return fyne.NewSize(20, r.table.heightAt(r.table.Size().Width))
}

func (r *tableRenderer) Layout(size fyne.Size) {
	t := r.table
	t.arrange(size.Width)
	var wide float32
	for _, c := range t.columns {
		wide += c + 2*cellPad
	}
	y := float32(0)
	for i, row := range t.cells {
		x := left(t.block)
		for k, cell := range row {
			cell.Move(fyne.NewPos(x+cellPad, y+cellPad/2))
			cell.Resize(fyne.NewSize(t.columns[k], t.rows[i]-cellPad))
			x += t.columns[k] + 2*cellPad
		}
		y += t.rows[i]
		r.lines[i].Move(fyne.NewPos(left(t.block), y))
		r.lines[i].Resize(fyne.NewSize(wide, 1))
	}
}

func (r *tableRenderer) Refresh() {
	for i, line := range r.lines {
		line.FillColor = ui.Color(ui.ColorLine)
		if i == 0 {
			line.FillColor = ui.Color(theme.ColorNameInputBorder)
		}
	}
	r.Layout(r.table.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}

func (r *tableRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *tableRenderer) Destroy()                     {}
