package ui

import (
	"context"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
	"offprint/models"
)

// Pictures are where a list gets the papers' pictures from.
type Pictures interface {
	// Cached is a picture that is in memory.
	Cached(url string) (image.Image, bool)
	// Load fetches a picture in the background, until ctx ends.
	Load(ctx context.Context, url string, done func(image.Image, error))
}

// List shows papers as cards, of which only those in sight exist. It knows one
// current paper and a set of marked ones, moves by key, and takes the focus as
// one widget. Fyne's own List has neither: see "Keys" in the design.
type List struct {
	widget.BaseWidget
	// OnCurrent is told when another paper becomes the current one.
	OnCurrent func(index int)
	// OnSecondary is told of a right click on a paper, which is current then.
	OnSecondary func(at fyne.Position)
	// OnMarked is told when the set of marked papers changes.
	OnMarked func(count int)
	// OnMove is asked to move papers before one or after another, by their keys;
	// nil where the list has no order of the reader's own.
	OnMove func(ids []int64, before, after int64)
	// OnEnd is told when the reader comes near the last paper.
	OnEnd    func()
	Keyboard Keyboard
	// Band stands over the first of some new papers: "new since 09:14".
	Band string

	tasks    *Tasks
	pictures Pictures
	papers   []models.Paper
	current  int // -1 for none
	anchor   int
	marked   map[int64]bool
	focused  bool
	shift    bool // held down
	drag     dragging

	scroll     *container.Scroll
	rows       *fyne.Container
	cardHeight float32 // at which it was drawn
	pool       []*row
}

type row struct {
	card   *Card
	index  int // of the paper shown, -1 for none
	url    string
	cancel context.CancelFunc
}

var (
	_ fyne.Focusable     = (*List)(nil)
	_ fyne.Shortcutable  = (*List)(nil)
	_ desktop.Cursorable = (*List)(nil)
	_ desktop.Keyable    = (*List)(nil)
	_ fyne.Accessible    = (*List)(nil)
)

// NewList makes an empty list. pictures may be nil.
func NewList(tasks *Tasks, pictures Pictures) *List {
	l := &List{tasks: tasks, pictures: pictures, current: -1, marked: map[int64]bool{}}
	l.cardHeight = CardHeight()
	l.rows = container.New(&rowsLayout{l})
	l.drag.line = canvas.NewRectangle(nil)
	l.drag.line.Hide()
	l.scroll = container.NewVScroll(container.NewStack(l.rows, container.NewWithoutLayout(l.drag.line)))
	l.scroll.OnScrolled = func(fyne.Position) { l.show() }
	l.ExtendBaseWidget(l)
	return l
}

type rowsLayout struct{ list *List }

func (r *rowsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(220, float32(len(r.list.papers))*CardHeight())
}

func (r *rowsLayout) Layout([]fyne.CanvasObject, fyne.Size) { r.list.show() }

// SetPapers shows other papers. The current paper and the marks stay with their
// papers; where the current one is gone, none is current. With keepScroll the
// list stays where it is scrolled to, else it begins at the top.
func (l *List) SetPapers(papers []models.Paper, keepScroll bool) {
	var id int64
	if p := l.Current(); p != nil {
		id = p.ID
	}
	l.papers, l.current = papers, -1
	there := make(map[int64]bool, len(papers))
	for i := range papers {
		there[papers[i].ID] = true
		if papers[i].ID == id && id != 0 {
			l.current = i
		}
	}
	marks := len(l.marked)
	for marked := range l.marked {
		if !there[marked] {
			delete(l.marked, marked)
		}
	}
	if len(l.marked) != marks && l.OnMarked != nil {
		l.OnMarked(len(l.marked))
	}
	for _, r := range l.pool { // the papers behind the cards are other ones now
		r.index = -1
	}
	if !keepScroll {
		l.scroll.Offset = fyne.Position{}
	}
	l.rows.Refresh()
	l.scroll.Refresh()
	l.show()
}

// Papers are what the list shows.
func (l *List) Papers() []models.Paper { return l.papers }

// Current is the current paper, or nil.
func (l *List) Current() *models.Paper {
	if l.current < 0 || l.current >= len(l.papers) {
		return nil
	}
	return &l.papers[l.current]
}

// Index is the place of the current paper, or -1.
func (l *List) Index() int { return l.current }

// Chosen are the papers that an action is for: the marked ones, else the
// current one.
func (l *List) Chosen() []int64 {
	ids := l.Marks()
	if p := l.Current(); len(ids) == 0 && p != nil {
		ids = []int64{p.ID}
	}
	return ids
}

// SetKeys gives papers other keys, by those that they have.
func (l *List) SetKeys(keys map[int64]int64) {
	for i := range l.papers {
		was := l.papers[i].ID
		key, ok := keys[was]
		if !ok {
			continue
		}
		l.papers[i].ID = key
		if l.marked[was] {
			delete(l.marked, was)
			l.marked[key] = true
		}
	}
	l.show()
}

// Update shows what has become of some papers: their state, their tags, whether
// they have notes or were seen. What depends on the list they are in stays as it
// is.
func (l *List) Update(papers []models.Paper) {
	changed := make(map[int64]*models.Paper, len(papers))
	for i := range papers {
		changed[papers[i].ID] = &papers[i]
	}
	for i := range l.papers {
		if now := changed[l.papers[i].ID]; now != nil {
			p := &l.papers[i]
			p.Entry, p.Tags, p.NoteCount, p.Seen, p.Dismissed = now.Entry, now.Tags, now.NoteCount, now.Seen, now.Dismissed
		}
	}
	for _, r := range l.pool {
		if r.index >= 0 && r.index < len(l.papers) && changed[l.papers[r.index].ID] != nil {
			r.card.Refresh()
		}
	}
}

// Marked is the number of marked papers.
func (l *List) Marked() int { return len(l.marked) }

// Go makes a paper the current one and brings it into sight.
func (l *List) Go(index int) {
	if len(l.papers) == 0 {
		return
	}
	index = max(0, min(index, len(l.papers)-1))
	changed := index != l.current
	l.current, l.anchor = index, index
	l.reveal(index)
	l.show()
	if changed && l.OnCurrent != nil {
		l.OnCurrent(index)
	}
}

// MoveBy makes the paper that many places further the current one.
func (l *List) MoveBy(by int) {
	if l.current < 0 {
		l.Go(0)
		return
	}
	l.Go(l.current + by)
}

// MoveByPages is MoveBy for as many papers as are in sight, save one.
func (l *List) MoveByPages(pages int) {
	l.MoveBy(pages * max(1, int(l.scroll.Size().Height/CardHeight())-1))
}

// Find makes the paper with that key current, without telling anybody, and says
// whether it is there.
func (l *List) Find(id int64) bool {
	for i := range l.papers {
		if l.papers[i].ID == id {
			l.current, l.anchor = i, i
			l.reveal(i)
			l.show()
			return true
		}
	}
	return false
}

// ToggleMark marks the current paper, or takes its mark away.
func (l *List) ToggleMark() {
	if p := l.Current(); p != nil {
		l.toggle(p.ID)
	}
}

func (l *List) toggle(id int64) {
	if l.marked[id] {
		delete(l.marked, id)
	} else {
		l.marked[id] = true
	}
	l.marksChanged()
}

// MarkAll marks every paper of the list.
func (l *List) MarkAll() {
	for i := range l.papers {
		l.marked[l.papers[i].ID] = true
	}
	l.marksChanged()
}

// ClearMarks takes all marks away and says whether there were any.
func (l *List) ClearMarks() bool {
	any := len(l.marked) > 0
	clear(l.marked)
	if any {
		l.marksChanged()
	}
	return any
}

// InvertMarks marks what is not marked, and the other way round.
func (l *List) InvertMarks() {
	for i := range l.papers {
		if id := l.papers[i].ID; l.marked[id] {
			delete(l.marked, id)
		} else {
			l.marked[id] = true
		}
	}
	l.marksChanged()
}

// Marks are the keys of the marked papers, in the list's order.
func (l *List) Marks() []int64 {
	var ids []int64
	for i := range l.papers {
		if l.marked[l.papers[i].ID] {
			ids = append(ids, l.papers[i].ID)
		}
	}
	return ids
}

// Mark marks papers by their keys; those that are not in the list are left out.
func (l *List) Mark(ids []int64) {
	there := make(map[int64]bool, len(l.papers))
	for i := range l.papers {
		there[l.papers[i].ID] = true
	}
	for _, id := range ids {
		if there[id] {
			l.marked[id] = true
		}
	}
	l.marksChanged()
}

// ExtendBy moves like MoveBy and marks what it passes; on the way back to where
// marking began, it takes the marks away again.
func (l *List) ExtendBy(by int) {
	from := l.current
	if from < 0 || len(l.papers) == 0 {
		l.MoveBy(by)
		return
	}
	to := max(0, min(from+by, len(l.papers)-1))
	anchor := l.anchor
	if !l.marked[l.papers[from].ID] {
		anchor = from
	}
	l.marked[l.papers[from].ID] = true
	for i := min(from, to); i <= max(from, to); i++ {
		if i >= min(anchor, to) && i <= max(anchor, to) {
			l.marked[l.papers[i].ID] = true
		} else {
			delete(l.marked, l.papers[i].ID)
		}
	}
	l.Go(to)
	l.anchor = anchor
	l.marksChanged()
}

func (l *List) markTo(index int) {
	from, to := min(l.anchor, index), max(l.anchor, index)
	for i := max(0, from); i <= to && i < len(l.papers); i++ {
		l.marked[l.papers[i].ID] = true
	}
	l.marksChanged()
}

func (l *List) marksChanged() {
	l.show()
	if l.OnMarked != nil {
		l.OnMarked(len(l.marked))
	}
}

// Offset is how far the list is scrolled, in Fyne's pixels.
func (l *List) Offset() float32 { return l.scroll.Offset.Y }

// LastInSight is the place of the last paper of which something is in sight, or
// -1.
func (l *List) LastInSight() int {
	return min(len(l.papers)-1, int(math.Ceil(float64((l.scroll.Offset.Y+l.scroll.Size().Height)/CardHeight())))-1)
}

// ScrollTo scrolls the list.
func (l *List) ScrollTo(offset float32) {
	l.scroll.ScrollToOffset(fyne.NewPos(0, offset))
	l.show()
}

func (l *List) reveal(index int) {
	top, height := float32(index)*CardHeight(), l.scroll.Size().Height
	offset := l.scroll.Offset.Y
	switch {
	case top < offset:
		offset = top
	case top+CardHeight() > offset+height && height > 0:
		offset = top + CardHeight() - height
	default:
		return
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, offset))
}

// nearEnd is how many papers before the last one the reader is near it.
const nearEnd = 60

// show puts cards where the list is scrolled to; those out of sight are used
// again.
func (l *List) show() {
	height, width := l.scroll.Size().Height, l.scroll.Size().Width
	if width <= 0 {
		return
	}
	first := max(0, int(l.scroll.Offset.Y/CardHeight()))
	last := min(len(l.papers)-1, int((l.scroll.Offset.Y+height)/CardHeight()))
	if l.OnEnd != nil && last >= len(l.papers)-nearEnd {
		l.OnEnd()
	}
	wanted := map[int]*row{}
	var free []*row
	for _, r := range l.pool {
		if r.index >= first && r.index <= last && wanted[r.index] == nil {
			wanted[r.index] = r
		} else {
			free = append(free, r)
		}
	}
	for i := first; i <= last; i++ {
		r := wanted[i]
		if r == nil {
			if len(free) > 0 {
				r, free = free[len(free)-1], free[:len(free)-1]
			} else {
				r = l.newRow()
			}
		}
		l.bind(r, i)
		r.card.Show()
		r.card.Resize(fyne.NewSize(width, CardHeight()))
		r.card.Move(fyne.NewPos(0, float32(i)*CardHeight()))
	}
	for _, r := range free {
		r.index = -1
		r.unload()
		r.card.Hide()
	}
}

func (l *List) newRow() *row {
	r := &row{card: NewCard(), index: -1}
	r.card.OnTapped = func(modifier fyne.KeyModifier) { l.tapped(r.index, modifier) }
	r.card.OnSecondary = func(at fyne.Position) {
		l.tapped(r.index, 0)
		if l.OnSecondary != nil {
			l.OnSecondary(at)
		}
	}
	r.card.onDragged = func(e *fyne.DragEvent) { l.dragged(r.index, e) }
	r.card.onDragEnd = l.dragEnd
	l.pool = append(l.pool, r)
	l.rows.Objects = append(l.rows.Objects, r.card)
	return r
}

func (l *List) bind(r *row, index int) {
	p := &l.papers[index]
	r.index = index
	var picture image.Image
	if l.pictures != nil && p.Thumbnail != "" {
		var ok bool
		if picture, ok = l.pictures.Cached(p.Thumbnail); !ok && r.url != p.Thumbnail {
			r.unload()
			l.load(r, p.Thumbnail)
		} else if ok {
			r.unload()
		}
	} else {
		r.unload()
	}
	band := ""
	if p.New && (index == 0 || !l.papers[index-1].New) {
		band = l.Band
	}
	r.card.Set(p, band, picture, index == l.current, l.marked[p.ID], l.focused)
}

// load fetches a card's picture; it is given up when the card shows another
// paper.
func (l *List) load(r *row, url string) {
	ctx, cancel := context.WithCancel(l.tasks.ctx)
	r.url, r.cancel = url, cancel
	l.pictures.Load(ctx, url, func(picture image.Image, err error) {
		if err != nil || ctx.Err() != nil {
			return
		}
		l.tasks.dispatch(func() {
			if ctx.Err() == nil && r.url == url {
				r.card.SetPicture(picture)
			}
		})
	})
}

func (r *row) unload() {
	if r.cancel != nil {
		r.cancel()
	}
	r.url, r.cancel = "", nil
}

func (l *List) tapped(index int, modifier fyne.KeyModifier) {
	if index < 0 || index >= len(l.papers) {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	switch {
	case modifier&fyne.KeyModifierShift != 0:
		l.markTo(index)
	case modifier&fyne.KeyModifierShortcutDefault != 0:
		l.anchor = index
		l.toggle(l.papers[index].ID)
	default:
		l.Go(index)
	}
}

// Resize is for Fyne.
func (l *List) Resize(size fyne.Size) {
	l.BaseWidget.Resize(size)
	l.show()
}

// Refresh draws the cards in sight again.
func (l *List) Refresh() {
	if height := CardHeight(); height != l.cardHeight { // another text size
		if l.cardHeight > 0 {
			l.scroll.Offset.Y *= height / l.cardHeight
		}
		l.cardHeight = height
		l.scroll.Refresh()
	}
	l.BaseWidget.Refresh()
	for _, r := range l.pool {
		r.card.Refresh()
	}
	l.show()
}

// AccessibilityLabel is the current paper, and its place in the list.
func (l *List) AccessibilityLabel() string {
	p := l.Current()
	if p == nil {
		return words.N(len(l.papers), "List of %s paper", "List of %s papers")
	}
	card := Card{paper: p, marked: l.marked[p.ID]}
	return words.T("%d of %d: %s", l.current+1, len(l.papers), card.AccessibilityLabel())
}

// AccessibilityRole is for Fyne.
func (l *List) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// Cursor is for Fyne.
func (l *List) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// FocusGained is for Fyne.
func (l *List) FocusGained() { l.focused = true; l.show() }

// FocusLost is for Fyne.
func (l *List) FocusLost() { l.focused, l.shift = false, false; l.show() }

// KeyDown is for Fyne, which does not say with a key whether Shift is held.
func (l *List) KeyDown(e *fyne.KeyEvent) {
	l.shift = l.shift || e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight
}

// KeyUp is for Fyne.
func (l *List) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = false
	}
}

// TypedRune is for Fyne.
func (l *List) TypedRune(r rune) {
	if l.Keyboard != nil {
		l.Keyboard.TypedRune(r)
	}
}

// TypedKey is for Fyne.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	if l.shift && (e.Name == fyne.KeyDown || e.Name == fyne.KeyUp) {
		by := 1
		if e.Name == fyne.KeyUp {
			by = -1
		}
		l.ExtendBy(by)
		return
	}
	if l.Keyboard != nil {
		l.Keyboard.TypedKey(e)
	}
}

// TypedShortcut is for Fyne.
func (l *List) TypedShortcut(s fyne.Shortcut) {
	if l.Keyboard != nil {
		l.Keyboard.TypedShortcut(s)
	}
}

// MinSize is for Fyne.
func (l *List) MinSize() fyne.Size { return fyne.NewSize(220, CardHeight()) }

// CreateRenderer is for Fyne.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(l.scroll)
}
