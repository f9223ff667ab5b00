package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// A card that is dragged up or down the list moves its paper, or all marked
// ones, where the list has an order of the reader's own.

// almostClick is how far a card may be dragged for it to be a click after all,
// in Fyne's pixels.
const almostClick = 6

// dragging is a card on its way.
type dragging struct {
	from  int     // index of the card that is dragged
	moved float32 // in all
	to    int     // the papers come to stand before this one
	line  *canvas.Rectangle
}

// Dragged is for Fyne.
func (c *Card) Dragged(e *fyne.DragEvent) {
	if c.onDragged != nil {
		c.onDragged(e)
	}
}

// DragEnd is for Fyne.
func (c *Card) DragEnd() {
	if c.onDragEnd != nil {
		c.onDragEnd()
	}
}

func (l *List) dragged(index int, e *fyne.DragEvent) {
	d := &l.drag
	if d.moved == 0 {
		d.from = index
	}
	d.moved += max(e.Dragged.DX, -e.Dragged.DX) + max(e.Dragged.DY, -e.Dragged.DY)
	if l.OnMove == nil || d.moved <= almostClick {
		return
	}
	height := CardHeight()
	y := float32(index)*height + e.Position.Y
	d.to = max(0, min(int(y/height+0.5), len(l.papers)))
	switch top := l.scroll.Offset.Y; {
	case y < top+height/4:
		l.ScrollTo(max(0, top-height/4))
	case y > top+l.scroll.Size().Height-height/4:
		l.ScrollTo(top + height/4)
	}
	d.line.FillColor = Color(theme.ColorNamePrimary)
	d.line.Resize(fyne.NewSize(l.scroll.Size().Width, 3))
	d.line.Move(fyne.NewPos(0, max(0, float32(d.to)*height-2)))
	d.line.Show()
	canvas.Refresh(d.line)
}

func (l *List) dragEnd() {
	d := &l.drag
	from, moved := d.from, d.moved
	d.moved = 0
	d.line.Hide()
	if from >= len(l.papers) {
		return
	}
	if moved <= almostClick || l.OnMove == nil {
		l.tapped(from, 0)
		return
	}
	ids := []int64{l.papers[from].ID}
	if l.marked[ids[0]] {
		ids = l.Marks()
	}
	l.moveBefore(ids, d.to)
}

// moveBefore asks for papers to be moved before the one at an index, or to the
// end.
func (l *List) moveBefore(ids []int64, to int) {
	moving := make(map[int64]bool, len(ids))
	for _, id := range ids {
		moving[id] = true
	}
	for to < len(l.papers) && moving[l.papers[to].ID] {
		to++ // those that move are no place to be moved to
	}
	if to < len(l.papers) {
		l.OnMove(ids, l.papers[to].ID, 0)
		return
	}
	for last := len(l.papers) - 1; last >= 0; last-- {
		if !moving[l.papers[last].ID] {
			l.OnMove(ids, 0, l.papers[last].ID)
			return
		}
	}
}

// MoveChosen moves the chosen papers up with -1 or down with 1, past the next
// paper that is not one of them.
func (l *List) MoveChosen(by int) {
	ids := l.Chosen()
	if l.OnMove == nil || len(ids) == 0 {
		return
	}
	moving := make(map[int64]bool, len(ids))
	for _, id := range ids {
		moving[id] = true
	}
	first, last := -1, -1
	for i := range l.papers {
		if moving[l.papers[i].ID] {
			last = i
			if first < 0 {
				first = i
			}
		}
	}
	switch {
	case by < 0 && first > 0:
		l.OnMove(ids, l.papers[first-1].ID, 0)
	case by > 0 && last >= 0 && last < len(l.papers)-1:
		l.OnMove(ids, 0, l.papers[last+1].ID)
	}
}
