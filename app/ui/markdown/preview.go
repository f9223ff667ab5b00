package markdown

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// Preview shows a page. Only blocks in sight are measured and drawn; how high
// the others are is guessed until then.
type Preview struct {
	widget.BaseWidget
	// OnOpen is asked to open a link to the web, OnPaper to go to a paper.
	OnOpen  func(link string)
	OnPaper func(arxivID string)
	// OnTask is told that the task whose letter is at a position of the note, in
	// bytes, is done now or is not.
	OnTask func(at int, done bool)
	// Hint stands in the place of an empty page.
	Hint string

	page    *Page
	items   []item
	content *fyne.Container
	scroll  *container.Scroll
	hint    *ui.Line
	end     *ui.Line
	height  float32
	width   float32 // that heights are for
	scale   float32
	offset  float32
	placing bool
}

// item is a block of the page.
type item struct {
	block  *Block
	view   view // nil while it is out of sight
	y      float32
	height float32
	known  bool
}

// beyond is how much above and below what is in sight is drawn too, in Fyne's
// pixels.
const beyond = 200

// topPad is above the first block, so that it stands beside the first row of an
// editor.
const topPad = 4

// NewPreview makes a preview of an empty note.
func NewPreview() *Preview {
	p := &Preview{page: &Page{}, hint: ui.NewLine("", 13, ui.ColorFaint), end: ui.NewLine("", 12, ui.ColorFaint)}
	p.hint.Cut, p.end.Cut = true, true
	p.content = container.New(&contentLayout{p})
	p.scroll = container.NewVScroll(p.content)
	p.scroll.OnScrolled = func(fyne.Position) { p.arrange() }
	p.ExtendBaseWidget(p)
	return p
}

type contentLayout struct{ preview *Preview }

func (l *contentLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(10, l.preview.height)
}
func (l *contentLayout) Layout([]fyne.CanvasObject, fyne.Size) {}

// Page is what is shown.
func (p *Preview) Page() *Page { return p.page }

// SetPage shows a page. Blocks that were there already stay as they are.
func (p *Preview) SetPage(page *Page) {
	known := make(map[*Block]item, len(p.items))
	for _, i := range p.items {
		known[i.block] = i
	}
	items := make([]item, len(page.Blocks))
	for i, b := range page.Blocks {
		items[i] = item{block: b}
		if same, ok := known[b]; ok {
			items[i] = same
		}
	}
	p.page, p.items = page, items
	p.arrange()
}

// ScrollToTop shows the beginning.
func (p *Preview) ScrollToTop() {
	p.scroll.Offset.Y = 0
	p.arrange()
}

// Reveal brings into sight what stands at a position of the note, in bytes.
func (p *Preview) Reveal(at int) {
	i := p.page.blockAt(at)
	if i < 0 || i >= len(p.items) {
		return
	}
	for range 3 { // measuring what comes into sight moves it
		shown, offset := p.scroll.Size().Height, p.offset
		item := p.items[i]
		if item.known && item.y >= offset && item.y+min(item.height, shown/2) <= offset+shown {
			return
		}
		p.scroll.Offset.Y = max(0, item.y-shown/3)
		p.offset = p.scroll.Offset.Y
		p.arrange()
	}
}

func (p *Preview) follow(r Run) {
	switch {
	case r.Paper != "" && p.OnPaper != nil:
		p.OnPaper(r.Paper)
	case r.URL != "" && safe(r.URL) && p.OnOpen != nil:
		p.OnOpen(r.URL)
	}
}

func (p *Preview) tick(b *Block) {
	if p.OnTask != nil {
		p.OnTask(p.page.TaskAt(b), !b.Task.Done)
	}
}

// gap is the space above a block, below the one before it.
func gap(before, b *Block) float32 {
	switch {
	case before == nil:
		return 0
	case b.Kind == Heading:
		return 12
	case b.Depth > 0 && before.Depth > 0 && b.Marker+before.Marker != "", b.Task.Is && before.Task.Is:
		return 3
	}
	return 8
}

// guess is how high a block likely is.
func guess(b *Block, width float32) float32 {
	count := 0
	for _, run := range b.Text {
		count += len(run.Text)
	}
	lines := 1 + float32(count)*ui.Scaled(6.5)/max(width-left(b), 60)
	return float32(int(max(lines, float32(len(b.Rows))))) * ui.Scaled(20)
}

// arrange places what is in sight.
func (p *Preview) arrange() {
	width := p.scroll.Size().Width - 10 // the bar that scrolls
	if width <= 20 || p.placing {
		return
	}
	p.placing = true
	defer func() { p.placing = false }()
	if scale := ui.Scaled(100); width != p.width || scale != p.scale {
		p.width, p.scale = width, scale
		for i := range p.items {
			p.items[i].known, p.items[i].view = false, nil
		}
	}
	offset := p.scroll.Offset.Y
	for range 4 { // what was measured may be less high than it was thought
		was := offset
		if offset = p.place(offset, width); offset > was-beyond {
			break
		}
	}
	p.offset = offset
	p.content.Resize(fyne.NewSize(p.scroll.Size().Width, max(p.height, p.scroll.Size().Height)))
	// Refresh would draw all blocks anew; going to an offset moves only the bar.
	p.scroll.Offset.Y = -1
	p.scroll.ScrollToOffset(fyne.NewPos(0, p.offset))
	canvas.Refresh(p.content)
}

// place places what is in sight at an offset, and returns the offset at which it
// is then.
func (p *Preview) place(offset, width float32) float32 {
	up := offset < p.offset
	var objects []fyne.CanvasObject
	y := float32(topPad)
	var before *Block
	for n := range p.items {
		i := &p.items[n]
		if !i.known && i.height == 0 {
			i.height = guess(i.block, width)
		}
		y += ui.Scaled(gap(before, i.block))
		before, i.y = i.block, y
		if y+i.height < offset-beyond || y > offset+p.scroll.Size().Height+beyond {
			i.view = nil
			y += i.height
			continue
		}
		if i.view == nil {
			i.view = newView(i.block, p)
		}
		if !i.known {
			height := i.view.heightAt(width)
			if up && y < offset { // it came down into sight
				offset += height - i.height
			}
			i.height, i.known = height, true
		}
		i.view.Move(fyne.NewPos(0, y))
		i.view.Resize(fyne.NewSize(width, i.height))
		objects = append(objects, i.view)
		y += i.height
	}
	y, objects = p.placeLines(y, objects)
	p.height = y
	p.content.Objects = objects
	return max(0, min(offset, y-p.scroll.Size().Height))
}

// placeLines places the lines that say that there is nothing, or more.
func (p *Preview) placeLines(y float32, objects []fyne.CanvasObject) (float32, []fyne.CanvasObject) {
	place := func(l *ui.Line, text string) {
		l.SetText(text)
		l.Move(fyne.NewPos(0, y))
		l.Resize(fyne.NewSize(p.width, l.MinSize().Height))
		objects = append(objects, l)
		y += l.MinSize().Height
	}
	switch {
	case len(p.items) == 0 && p.Hint != "":
		place(p.hint, p.Hint)
	case p.page.Cut:
		y += 8
		place(p.end, words.T("The preview ends here; the note goes on."))
	}
	return y, objects
}

// MinSize is for Fyne.
func (p *Preview) MinSize() fyne.Size { return fyne.NewSize(80, 40) }

// Refresh is for Fyne: another theme has other colours, and other sizes.
func (p *Preview) Refresh() {
	for i := range p.items {
		p.items[i].view = nil
	}
	p.arrange()
	p.BaseWidget.Refresh()
}

// CreateRenderer is for Fyne.
func (p *Preview) CreateRenderer() fyne.WidgetRenderer { return &previewRenderer{p} }

type previewRenderer struct{ preview *Preview }

func (r *previewRenderer) MinSize() fyne.Size { return r.preview.MinSize() }

func (r *previewRenderer) Layout(size fyne.Size) {
	if r.preview.scroll.Size() != size {
		r.preview.scroll.Resize(size)
		r.preview.arrange()
	}
}

func (r *previewRenderer) Refresh()                     { r.preview.scroll.Refresh() }
func (r *previewRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.preview.scroll} }
func (r *previewRenderer) Destroy()                     {}

var _ fyne.Widget = (*Preview)(nil)
