package papers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// progress is the bar of how much of a day is gone through.
type progress struct {
	widget.BaseWidget
	part float32
}

func newProgress() *progress {
	p := &progress{}
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

func (p *progress) set(done, all int) {
	if all == 0 {
		p.Hide()
		return
	}
	p.part = float32(done) / float32(all)
	p.Show()
	p.Refresh()
}

// clear takes the bar's part away and leaves its place, so that nothing below
// moves.
func (p *progress) clear() {
	p.part = 0
	p.Refresh()
}

func (p *progress) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{p, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type progressRenderer struct {
	progress  *progress
	back, bar *canvas.Rectangle
}

func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(10, 4) }

func (r *progressRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.bar.Resize(fyne.NewSize(size.Width*r.progress.part, size.Height))
}

func (r *progressRenderer) Refresh() {
	r.back.FillColor, r.bar.FillColor = ui.Color(ui.ColorChip), ui.Color(theme.ColorNameSuccess)
	r.back.CornerRadius, r.bar.CornerRadius = 2, 2
	r.Layout(r.progress.Size())
	canvas.Refresh(r.progress)
}

func (r *progressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.bar}
}
func (r *progressRenderer) Destroy() {}

// banner is the slim line that says what is the matter.
type banner struct {
	widget.BaseWidget
	text   *ui.Line
	icon   *widget.Icon
	action *ui.Link
	offer  string        // what the action does
	key    func() string // does the same; empty where it does not just now
	box    *fyne.Container
}

func newBanner() *banner {
	b := &banner{text: ui.NewLine("", 12, ""), action: ui.NewLink("", 12, nil), icon: widget.NewIcon(nil)}
	b.text.Cut = true
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

func (b *banner) say(sign Sign, text, action string, do func()) {
	color := ui.ColorMuted
	if sign == Trouble {
		color = theme.ColorNameWarning
	}
	b.icon.SetResource(ui.IconResource(string(sign), color))
	b.text.SetText(text)
	b.offer, b.action.OnTapped, b.action.Hidden = action, do, action == ""
	b.showKey()
	b.Show()
}

// showKey shows the key beside the offer, as long as that is what it does.
func (b *banner) showKey() {
	b.action.Text = b.offer
	if key := b.key(); b.offer != "" && key != "" {
		b.action.Text += "  " + key
	}
	b.action.Refresh()
	if b.box != nil {
		b.box.Refresh()
	}
}

func (b *banner) hide() { b.Hide() }

func (b *banner) CreateRenderer() fyne.WidgetRenderer {
	icon := container.NewGridWrap(fyne.NewSize(16, 16), b.icon)
	b.box = container.NewBorder(nil, nil, container.NewCenter(icon), b.action, ui.Pad(0, 8, 0, 6, b.text))
	return widget.NewSimpleRenderer(ui.On(ui.ColorAccentBG, ui.Pad(6, 16, 6, 16, b.box)))
}

// empty is what stands in the place of cards: why there are none, and what to
// do next.
type empty struct {
	widget.BaseWidget
	title  *ui.Line
	text   *widget.Label
	action *ui.Button
}

func newEmpty(keyboard ui.Keyboard) *empty {
	e := &empty{title: ui.NewLine("", 16, ""), text: widget.NewLabel(""), action: &ui.Button{Keyboard: keyboard}}
	e.action.Init()
	e.title.Bold = true
	e.text.Wrapping, e.text.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	e.ExtendBaseWidget(e)
	e.Hide()
	return e
}

func (e *empty) say(title, text, action, key string, do func()) {
	e.title.SetText(title)
	e.text.SetText(text)
	e.action.Text, e.action.Key, e.action.OnTapped = action, key, do
	e.action.Hidden = action == ""
	e.action.Refresh()
	e.Show()
	e.Refresh()
}

func (e *empty) CreateRenderer() fyne.WidgetRenderer {
	text := container.New(&measureLayout{e}, e.text)
	column := container.New(layout.NewCustomPaddedVBoxLayout(8), container.NewCenter(e.title), text, container.NewCenter(e.action))
	return widget.NewSimpleRenderer(container.NewCenter(column))
}

// measureLayout gives a wrapping text the width of a comfortable line, or what
// there is in a narrow list.
type measureLayout struct{ in fyne.CanvasObject }

func (l *measureLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	width := ui.Scaled(340)
	if all := l.in.Size().Width - 32; all > 0 {
		width = min(width, all)
	}
	o[0].Resize(fyne.NewSize(width, o[0].Size().Height))
	return fyne.NewSize(width, o[0].MinSize().Height)
}

func (l *measureLayout) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// press is the key of an action, in a sentence; where it has none, that of the
// palette, in which it is found by its name.
func (p *Pane) press(action string) string {
	if key := p.config.Key(action); key != "" {
		return key
	}
	return p.config.Key("palette")
}

// showEmpty says why there is nothing to see.
func (p *Pane) showEmpty(n int) {
	if n > 0 {
		p.empty.Hide()
		return
	}
	p.again = func() { p.showEmpty(n) }
	if p.offer != nil {
		p.offer()
		return
	}
	v, list := p.view, p.listState
	today := func() { p.config.OnDay(0, "") }
	switch {
	case p.wrong != nil:
		p.empty.say(words.T("Nothing to search for"), sentence(p.wrong), "", "", nil)
	case v.Place == HubPlace:
		p.empty.say(words.T("Nothing found"), words.T("Hugging Face finds no papers for “%s” either.", shortened(v.Query)), words.T("Clear the search"), "Esc", func() {
			p.search.SetText("")
			p.FocusList()
		})
	case v.Query != "":
		p.empty.say(words.T("Nothing found"), words.T("Nothing that was seen, noted or tagged matches “%s”. Each word must be in the paper, in a note or in a tag.", shortened(v.Query)),
			words.T("Ask Hugging Face"), p.config.Key("hub"), func() { p.config.OnHub(v.Query) })
	case v.Place == models.DailyPlace && !list.ReadAt.IsZero():
		p.empty.say(words.T("No list for %s", ListName(Kind(v), v.Day)), words.T("Hugging Face listed no papers there."), words.T("Go to the newest list"), "", today)
	case v.Place == models.DailyPlace:
		p.empty.say(words.T("Not read yet"), words.T("The list of %s is not in your library.", ListName(Kind(v), v.Day)), words.T("Read it now"), "", func() { p.config.OnDay(0, v.Day) })
	case v.Place == models.NotesPlace:
		p.empty.say(words.T("No notes yet"), words.T("Press %s on a paper to write one.", p.press("note")), words.T("Go through today's papers"), "", today)
	case v.Place == models.StarredPlace:
		p.empty.say(words.T("No stars yet"), words.T("Press %s on a paper to star it.", p.press("star")), words.T("Go through today's papers"), "", today)
	case v.Place == models.ToReadPlace:
		p.empty.say(words.T("Nothing to read"), words.T("Press %s on a paper to keep it here.", p.press("keep")), words.T("Go through today's papers"), "", today)
	case !v.Tags.Empty():
		p.empty.say(words.T("No papers with these tags"), words.T("No paper of the reading list has the tags that you chose."), words.T("Go through today's papers"), "", today)
	case v.Place == models.TagPlace:
		p.empty.say(words.T("No papers with this tag"), words.T("Press %s on a paper to tag it.", p.press("tag")), words.T("Go through today's papers"), "", today)
	case v.Place == models.KeptPlace:
		p.empty.say(words.T("Nothing kept yet"), words.T("Press %s on a paper to keep it here.", p.press("keep")), words.T("Go through today's papers"), "", today)
	case v.Place == models.UntaggedPlace:
		p.empty.say(words.T("Nothing without a tag"), words.T("Every paper of the reading list has a tag."), words.T("Go through today's papers"), "", today)
	default:
		p.empty.say(words.T("Nothing here yet"), words.T("Press %s on a paper to change its state.", p.press("state")), words.T("Go through today's papers"), "", today)
	}
}

// shortened is a query as it stands in a sentence.
func shortened(query string) string {
	if runes := []rune(query); len(runes) > longestSaid {
		return string(runes[:longestSaid]) + "…"
	}
	return query
}

// longestSaid is how much of a query stands in a sentence, in letters.
const longestSaid = 80

// Offer shows an empty state of the window's making, such as that of a first
// start without a network, until another view is opened.
func (p *Pane) Offer(title, text, action, key string, do func()) {
	p.skeleton.Hide()
	p.offer = func() { p.empty.say(title, text, action, key, do) }
	p.offer()
}

// Empty is what stands in the place of cards.
func (p *Pane) Empty() string {
	if p.empty.Hidden {
		return ""
	}
	return p.empty.title.Text + ": " + p.empty.text.Text
}

// skeleton are placeholders of the size of cards.
func skeleton() *fyne.Container {
	rows := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for range 6 {
		rows.Add(&skeletonCard{})
	}
	for _, o := range rows.Objects {
		o.(*skeletonCard).ExtendBaseWidget(o.(*skeletonCard))
	}
	c := container.NewVScroll(rows)
	c.Direction = container.ScrollNone
	box := container.NewStack(ui.NewFill(theme.ColorNameBackground), c)
	box.Hide()
	return box
}

type skeletonCard struct{ widget.BaseWidget }

func (s *skeletonCard) CreateRenderer() fyne.WidgetRenderer {
	r := &skeletonRenderer{card: s}
	for range 4 {
		r.blocks = append(r.blocks, canvas.NewRectangle(ui.Color(ui.ColorChip)))
	}
	return r
}

type skeletonRenderer struct {
	card   *skeletonCard
	blocks []*canvas.Rectangle
}

func (r *skeletonRenderer) MinSize() fyne.Size { return fyne.NewSize(220, ui.CardHeight()) }

func (r *skeletonRenderer) Layout(size fyne.Size) {
	width := size.Width - 156
	for i, b := range []struct{ x, y, w, h float32 }{{16, 13, 112, 63}, {140, 15, width, 12}, {140, 36, width * 0.6, 12}, {140, 60, width * 0.4, 9}} {
		r.blocks[i].Move(fyne.NewPos(b.x, b.y))
		r.blocks[i].Resize(fyne.NewSize(max(0, b.w), b.h))
		r.blocks[i].CornerRadius = 4
	}
}

func (r *skeletonRenderer) Refresh() {
	for _, b := range r.blocks {
		b.FillColor = ui.Color(ui.ColorChip)
		b.Refresh()
	}
}

func (r *skeletonRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.blocks))
	for i, b := range r.blocks {
		objects[i] = b
	}
	return objects
}
func (r *skeletonRenderer) Destroy() {}
