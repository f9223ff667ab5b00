// Package places is the pane of places: the daily papers, the reading list by
// state, the tags and the smart lists, each with its count. It shows the counts
// it is given and says where the reader wants to go.
package places

import (
	"fmt"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Place is a place to go to. Kind is the kind of list for models.DailyPlace,
// empty for a day; Tag is the tag's key for models.TagPlace, Smart the list's for
// models.SmartPlace.
type Place struct {
	Place models.Place
	Kind  string
	Tag   int64
	Smart int64
}

// The places at the bottom of the pane, which are no lists.
const (
	Trash    models.Place = "trash"
	Settings models.Place = "settings"
)

// Pane is the pane of places.
type Pane struct {
	widget.BaseWidget
	onGo     func(Place)
	onFilter func(tag int64)
	keyboard ui.Keyboard

	column          *ui.Column
	last            *row // the settings, which do not scroll
	fixed           []*row
	tags            []*row
	smart           []*row
	untagged, trash *row
	current         Place
	chosen          models.TagFilter
}

// New makes the pane; onGo is told where the reader wants to go, and onFilter of
// a tag that is to be put into the filter, or taken out of it.
func New(keyboard ui.Keyboard, onGo func(Place), onFilter func(tag int64)) *Pane {
	p := &Pane{onGo: onGo, onFilter: onFilter, keyboard: keyboard}
	p.column = ui.NewColumn(0)
	p.column.Top, p.column.Left, p.column.Right, p.column.Bottom = 8, 8, 8, 8
	for _, f := range []struct {
		place      Place
		name, icon string
	}{
		{Place{Place: models.DailyPlace}, words.T("Today"), "today"},
		{Place{Place: models.DailyPlace, Kind: models.WeekList}, words.T("This week"), "calendar"},
		{Place{Place: models.DailyPlace, Kind: models.MonthList}, words.T("This month"), "page"},
		{Place{Place: models.DailyPlace, Kind: models.TrendingList}, words.T("Trending"), "upvote"},
		{Place{Place: models.ToReadPlace}, words.T("To read"), "toread"}, {Place{Place: models.ReadingPlace}, words.T("Reading"), "reading"}, {Place{Place: models.DonePlace}, words.T("Done"), "done"},
		{Place{Place: models.NotesPlace}, words.T("With notes"), "notes"}, {Place{Place: models.StarredPlace}, words.T("Starred"), "starred"}, {Place{Place: models.ArchivedPlace}, words.T("Archived"), "archived"},
	} {
		p.fixed = append(p.fixed, p.newRow(f.place, f.name, f.icon))
	}
	p.untagged = p.newRow(Place{Place: models.UntaggedPlace}, words.T("Untagged"), "tag")
	p.trash = p.newRow(Place{Place: Trash}, words.T("Trash"), "trash")
	p.last = p.newRow(Place{Place: Settings}, words.T("Settings"), "settings")
	p.ExtendBaseWidget(p)
	p.fill()
	return p
}

func (p *Pane) newRow(place Place, name, icon string) *row {
	r := &row{place: place, name: name, icon: icon, pane: p}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows counts; left is how many papers of the newest day are still to be
// looked at.
func (p *Pane) Set(counts models.Counts, left int) {
	changed := len(counts.Tags) != len(p.tags)
	for _, r := range p.fixed {
		n := counts.Places[r.place.Place]
		if r.place.Place == models.DailyPlace {
			n = 0
			if r.place.Kind == "" {
				n = left
			}
		}
		r.set(r.name, number(n), "")
	}
	var tags []*row
	for i, t := range counts.Tags {
		place := Place{Place: models.TagPlace, Tag: t.ID}
		if i >= len(p.tags) || p.tags[i].place != place {
			changed = true
			tags = append(tags, p.newRow(place, t.Name, ""))
		} else {
			tags = append(tags, p.tags[i])
		}
		count := number(t.Papers)
		if t.Hotkey > 0 {
			count = fmt.Sprintf("%d · %d", t.Hotkey, t.Papers)
		}
		color := t.Color
		if color == "" {
			color = "none"
		}
		tags[i].set(t.Name, count, color)
	}
	p.tags = tags
	if shown := p.untagged.count != ""; shown != (counts.Places[models.UntaggedPlace] > 0) {
		changed = true
	}
	p.untagged.set(p.untagged.name, number(counts.Places[models.UntaggedPlace]), "")
	if changed {
		p.fill()
	}
}

// SetSmart shows the smart lists, in their order.
func (p *Pane) SetSmart(lists []models.SmartList) {
	changed := len(lists) != len(p.smart)
	rows := make([]*row, len(lists))
	for i, l := range lists {
		place := Place{Place: models.SmartPlace, Smart: l.ID}
		if i < len(p.smart) && p.smart[i].place == place {
			rows[i] = p.smart[i]
		} else {
			changed = true
			rows[i] = p.newRow(place, l.Name, "")
		}
		count, color := number(l.Papers), l.Color
		switch {
		case l.Wrong != "":
			count = words.T("wrong filter")
		case l.More:
			count += "+"
		}
		if color == "" {
			color = "none"
		}
		rows[i].set(l.Name, count, color)
	}
	p.smart = rows
	if changed {
		p.fill()
	}
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// SetCurrent shows where the reader is, and which tags are chosen to filter by.
func (p *Pane) SetCurrent(place Place, chosen models.TagFilter) {
	if place == p.current && reflect.DeepEqual(chosen, p.chosen) { // a search that goes on comes here with each letter
		return
	}
	p.current, p.chosen = place, chosen
	for _, r := range slices.Concat(p.fixed, p.tags, []*row{p.untagged}, p.smart) {
		r.Refresh()
	}
}

// filters says whether a tag is one of those chosen.
func (p *Pane) filters(tag int64) bool {
	return slices.Contains(p.chosen.All, tag) || slices.Contains(p.chosen.Any, tag)
}

func (p *Pane) fill() {
	objects := []fyne.CanvasObject{heading(words.T("Daily papers"))}
	for i, r := range p.fixed {
		if i > 0 && r.place.Place != models.DailyPlace && p.fixed[i-1].place.Place == models.DailyPlace {
			objects = append(objects, heading(words.T("Reading list")))
		}
		objects = append(objects, r)
	}
	objects = append(objects, p.trash)
	if len(p.tags) > 0 {
		objects = append(objects, heading(words.T("Tags")))
		for _, r := range p.tags {
			objects = append(objects, r)
		}
		if p.untagged.count != "" {
			objects = append(objects, p.untagged)
		}
	}
	if len(p.smart) > 0 {
		objects = append(objects, heading(words.T("Smart lists")))
		for _, r := range p.smart {
			objects = append(objects, r)
		}
	}
	p.column.SetObjects(objects...)
}

func heading(text string) fyne.CanvasObject {
	line := ui.NewLine(upper(text), 11, ui.ColorFaint)
	line.Bold = true
	return ui.Pad(11, 4, 5, 10, line)
}

func upper(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		if 'a' <= r && r <= 'z' {
			runes[i] = r - 'a' + 'A'
		}
	}
	return string(runes)
}

// CreateRenderer is for Fyne.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(ui.NewFill(ui.ColorSide), ui.Dock(nil, ui.Pad(4, 8, 8, 8, p.last), p.column)))
}

// row is one place.
type row struct {
	widget.BaseWidget
	place             Place
	name, count, icon string
	dot               string
	pane              *Pane
	hovered, focused  bool
	modifier          fyne.KeyModifier
}

var (
	_ fyne.Tappable     = (*row)(nil)
	_ fyne.Focusable    = (*row)(nil)
	_ desktop.Hoverable = (*row)(nil)
	_ fyne.Accessible   = (*row)(nil)
)

func (r *row) set(name, count, dot string) {
	if r.name != name || r.count != count || r.dot != dot {
		r.name, r.count, r.dot = name, count, dot
		r.Refresh()
	}
}

// MouseDown is for Fyne: it keeps the modifier keys for the tap that follows.
func (r *row) MouseDown(e *desktop.MouseEvent) { r.modifier = e.Modifier }

// MouseUp is for Fyne.
func (r *row) MouseUp(*desktop.MouseEvent) {}

// Tapped is for Fyne: with Ctrl a tag goes into the filter.
func (r *row) Tapped(*fyne.PointEvent) {
	if r.place.Tag != 0 && r.modifier&fyne.KeyModifierShortcutDefault != 0 {
		r.pane.onFilter(r.place.Tag)
		return
	}
	r.pane.onGo(r.place)
}

func (r *row) MouseIn(*desktop.MouseEvent)    { r.hovered = true; r.Refresh() }
func (r *row) MouseMoved(*desktop.MouseEvent) {}
func (r *row) MouseOut()                      { r.hovered = false; r.Refresh() }
func (r *row) FocusGained()                   { r.focused = true; r.Refresh() }
func (r *row) FocusLost()                     { r.focused = false; r.Refresh() }

func (r *row) TypedRune(c rune) {
	if c != ' ' {
		r.pane.keyboard.TypedRune(c)
	}
}

func (r *row) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		r.pane.onGo(r.place)
	default:
		r.pane.keyboard.TypedKey(e)
	}
}

func (r *row) AccessibilityLabel() string {
	if r.count == "" {
		return r.name
	}
	return r.name + ", " + r.count
}

func (r *row) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (r *row) CreateRenderer() fyne.WidgetRenderer {
	v := &rowRenderer{
		row: r, back: canvas.NewRectangle(nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain},
		dot: canvas.NewCircle(nil), name: canvas.NewText("", nil), count: canvas.NewText("", nil),
	}
	v.Refresh()
	return v
}

type rowRenderer struct {
	row         *row
	back        *canvas.Rectangle
	icon        *canvas.Image
	dot         *canvas.Circle
	name, count *canvas.Text
}

const rowHeight = 30

func (v *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(80, ui.Scaled(rowHeight)) }

func (v *rowRenderer) Layout(size fyne.Size) {
	v.back.Resize(size)
	icon, dot := ui.Scaled(16), ui.Scaled(10)
	v.icon.Resize(fyne.NewSquareSize(icon))
	v.icon.Move(fyne.NewPos(10, (size.Height-icon)/2))
	v.dot.Resize(fyne.NewSquareSize(dot))
	v.dot.Move(fyne.NewPos(11, (size.Height-dot)/2))
	count := v.count.MinSize()
	v.count.Move(fyne.NewPos(size.Width-10-count.Width, (size.Height-count.Height)/2))
	x := 19 + icon
	if v.row.dot != "" {
		x = 20 + dot
	}
	v.name.Text = ui.Ellipsis(v.row.name, size.Width-x-16-count.Width, v.name.TextSize, v.name.TextStyle)
	v.name.Move(fyne.NewPos(x, (size.Height-v.name.MinSize().Height)/2))
}

func (v *rowRenderer) Refresh() {
	r := v.row
	selected := r.pane.current == r.place || r.place.Tag != 0 && r.pane.filters(r.place.Tag)
	v.back.CornerRadius, v.back.FillColor, v.back.StrokeWidth = 6, nil, 0
	text, faint := theme.ColorNameForeground, ui.ColorFaint
	icon := ui.ColorMuted
	switch {
	case selected:
		v.back.FillColor = ui.Color(ui.ColorAccentBG)
		text, faint, icon = theme.ColorNamePrimary, theme.ColorNamePrimary, theme.ColorNamePrimary
	case r.hovered:
		v.back.FillColor = ui.Color(theme.ColorNameHover)
		faint = ui.ColorMuted // which can be read on it
	}
	if r.focused {
		v.back.StrokeColor, v.back.StrokeWidth = ui.Color(theme.ColorNameFocus), 2
	}
	v.icon.Hidden, v.dot.Hidden = r.icon == "", r.dot == ""
	if r.icon != "" {
		v.icon.Resource = ui.IconResource(r.icon, icon)
		v.icon.Refresh()
	}
	v.dot.FillColor = ui.TagColor(r.dot)
	v.name.TextSize, v.name.TextStyle, v.name.Color = ui.Scaled(14), fyne.TextStyle{Bold: selected}, ui.Color(text)
	v.count.Text, v.count.TextSize, v.count.TextStyle, v.count.Color = r.count, ui.Scaled(12), fyne.TextStyle{Bold: selected}, ui.Color(faint)
	v.Layout(r.Size())
	canvas.Refresh(r)
}

func (v *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{v.back, v.icon, v.dot, v.name, v.count}
}
func (v *rowRenderer) Destroy() {}
