package papers

import (
	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/models"
)

// headLayout has the days' buttons, the title with the calendar right behind it,
// and the search field, which gives way before the title is cut.
type headLayout struct{}

// What is around the head.
const headTop, headPad = 10, 16

const searchWidth, minSearch = 190, 110

func (headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(260, o[4].MinSize().Height)
}

func (headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	put := func(object fyne.CanvasObject, width float32) {
		height := min(size.Height, object.MinSize().Height)
		object.Resize(fyne.NewSize(width, height))
		object.Move(fyne.NewPos(x, (size.Height-height)/2))
		x += width + 6
	}
	previous, next, title, calendar, search := o[0], o[1], o[2].(*ui.Line), o[3], o[4]
	fixed := float32(0)
	for _, button := range []fyne.CanvasObject{previous, next, calendar} {
		if button.Visible() {
			fixed += button.MinSize().Width + 6
		}
	}
	want := fyne.MeasureText(title.Text, ui.Scaled(title.TextSize), fyne.TextStyle{Bold: true}).Width + 4
	field := min(ui.Scaled(searchWidth), max(minSearch, size.Width-fixed-want-12))
	for _, button := range []fyne.CanvasObject{previous, next} {
		if button.Visible() {
			put(button, button.MinSize().Width)
		}
	}
	put(title, min(want, max(20, size.Width-fixed-field-12)))
	if calendar.Visible() {
		put(calendar, calendar.MinSize().Width)
	}
	x = size.Width - field
	put(search, field)
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
