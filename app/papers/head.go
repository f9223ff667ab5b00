package papers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// headLayout has the days' buttons, the title with the calendar right behind it,
// and the search field, which gives way before the title is cut. Where the text
// is large the field has a line of its own.
type headLayout struct {
	onField func(width float32) // is told how wide the search field is
}

// What is around the head.
const headTop, headPad = 10, 16

const (
	searchWidth, minSearch = 190, 44
	headGap                = 6
)

// stacked says whether the text is so large that a day and the field do not
// stand side by side in a list of the usual width.
func stacked() bool { return ui.Scaled(100) > 130 }

// titleHeight is the height of everything but the search field.
func (headLayout) titleHeight(o []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, object := range o[:4] {
		height = max(height, object.MinSize().Height)
	}
	return height
}

func (l *headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := o[4].MinSize().Height
	if stacked() {
		height += headGap + l.titleHeight(o)
	}
	return fyne.NewSize(260, height)
}

func (l *headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	previous, next, title, calendar, search := o[0], o[1], o[2].(*ui.Line), o[3], o[4]
	line := size.Height
	if stacked() {
		line = l.titleHeight(o)
	}
	x := float32(0)
	put := func(object fyne.CanvasObject, width float32) {
		height := min(line, object.MinSize().Height)
		object.Resize(fyne.NewSize(width, height))
		object.Move(fyne.NewPos(x, (line-height)/2))
		x += width + headGap
	}
	fixed := float32(0)
	for _, button := range []fyne.CanvasObject{previous, next, calendar} {
		if button.Visible() {
			fixed += button.MinSize().Width + headGap
		}
	}
	want := fyne.MeasureText(title.Text, ui.Scaled(title.TextSize), fyne.TextStyle{Bold: true}).Width + 4
	room, field := size.Width-fixed, size.Width
	if !stacked() {
		field = min(ui.Scaled(searchWidth), max(minSearch, room-want-2*headGap))
		room -= field + 2*headGap
	}
	for _, button := range []fyne.CanvasObject{previous, next} {
		if button.Visible() {
			put(button, button.MinSize().Width)
		}
	}
	put(title, min(want, max(20, room)))
	if calendar.Visible() {
		put(calendar, calendar.MinSize().Width)
	}
	search.Resize(fyne.NewSize(field, search.MinSize().Height))
	if stacked() {
		search.Move(fyne.NewPos(0, line+headGap))
	} else {
		search.Move(fyne.NewPos(size.Width-field, (line-search.MinSize().Height)/2))
	}
	l.onField(field)
}

// fitPlaceholder says what the search field is for in as many words as it has
// room for, or by its key alone.
func (p *Pane) fitPlaceholder(width float32) {
	key := "  " + p.config.Key("search")
	text := words.T("Search everything") + key
	fits := func() bool {
		return width <= 0 || fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width+2*theme.InnerPadding() <= width
	}
	if !fits() {
		text = words.T("Search") + key
	}
	if !fits() {
		text = p.config.Key("search")
	}
	if p.search.PlaceHolder != text {
		p.search.SetPlaceHolder(text)
	}
}

func (p *Pane) showHead() {
	v, before := p.view, p.headLook()
	p.List.OnMove = nil
	if Ordered(v) {
		p.List.OnMove = p.config.OnMove
	}
	daily := v.Place == models.DailyPlace && v.Query == ""
	_, _, err := models.ListDays(Kind(v), v.Day)
	for _, b := range p.nav {
		b.Hidden = !daily || (err != nil && v.Day != "")
	}
	p.title.SetText(placeName(v))
	p.setting = true
	if p.search.Text != v.Query {
		p.search.SetText(v.Query)
	}
	p.setting = false
	p.sort.SetText(sortName(v), "sort", false)
	if !daily {
		p.progress.Hide()
	}
	p.empty.Hide()
	if p.headLook() == before {
		return // a search that goes on
	}
	if p.content != nil {
		p.content.Refresh()
	}
	p.Refresh()
}

// headLook is all of the head that has a say in where things are.
type headLook struct {
	title, sort               string
	navigation, bar, noPapers bool
}

func (p *Pane) headLook() headLook {
	return headLook{p.title.Text, p.sort.Text, p.nav[0].Hidden, p.progress.Hidden, p.empty.Hidden}
}
