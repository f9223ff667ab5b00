package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// Month is the sheet of a month in which a day is chosen: by the arrows, a month
// further by the keys for pages, or by the mouse. Its weeks begin on Monday, as
// those of the lists do.
type Month struct {
	widget.BaseWidget
	// OnDay is told the day that is chosen, OnClose that none is.
	OnDay   func(time.Time)
	OnClose func()

	day     time.Time // the one that Enter chooses
	focused bool
}

var (
	_ fyne.Focusable  = (*Month)(nil)
	_ fyne.Tappable   = (*Month)(nil)
	_ fyne.Accessible = (*Month)(nil)
)

const (
	weekDays  = 7
	monthRows = 8 // the name, the days of the week and six weeks at most
	monthCell = 40
	monthRow  = 32
)

// NewMonth makes the sheet of the month of a day.
func NewMonth(day time.Time, onDay func(time.Time), onClose func()) *Month {
	m := &Month{day: day, OnDay: onDay, OnClose: onClose}
	m.ExtendBaseWidget(m)
	return m
}

// Day is the day that Enter chooses.
func (m *Month) Day() time.Time { return m.day }

// first is the day in the upper left corner.
func (m *Month) first() time.Time {
	first := m.day.AddDate(0, 0, 1-m.day.Day())
	return first.AddDate(0, 0, -(int(first.Weekday())+weekDays-1)%weekDays)
}

// turn goes to another month; the 31st becomes the last day of a shorter one.
func (m *Month) turn(months int) {
	first := m.day.AddDate(0, 0, 1-m.day.Day()).AddDate(0, months, 0)
	last := first.AddDate(0, 1, -1).Day()
	m.move(first.AddDate(0, 0, min(m.day.Day(), last)-1))
}

func (m *Month) move(to time.Time) {
	m.day = to
	m.Refresh()
}

// TypedKey is for Fyne.
func (m *Month) TypedKey(e *fyne.KeyEvent) {
	days := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -weekDays, fyne.KeyDown: weekDays}
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown:
		m.move(m.day.AddDate(0, 0, days[e.Name]))
	case fyne.KeyPageUp:
		m.turn(-1)
	case fyne.KeyPageDown:
		m.turn(1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.OnDay(m.day)
	case fyne.KeyEscape:
		m.OnClose()
	}
}

// TypedRune is for Fyne.
func (m *Month) TypedRune(rune) {}

// FocusGained is for Fyne.
func (m *Month) FocusGained() { m.focused = true; m.Refresh() }

// FocusLost is for Fyne.
func (m *Month) FocusLost() { m.focused = false; m.Refresh() }

// Tapped is for Fyne.
func (m *Month) Tapped(e *fyne.PointEvent) {
	column, row := int(e.Position.X/Scaled(monthCell)), int(e.Position.Y/Scaled(monthRow))
	switch {
	case row == 0 && column == 0:
		m.turn(-1)
	case row == 0 && column == weekDays-1:
		m.turn(1)
	case row > 1 && column < weekDays:
		if day := m.first().AddDate(0, 0, (row-2)*weekDays+column); day.Month() == m.day.Month() {
			m.OnDay(day)
		}
	}
}

// AccessibilityLabel is the day that Enter chooses.
func (m *Month) AccessibilityLabel() string { return words.Day(m.day) }

// AccessibilityRole is for Fyne.
func (m *Month) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// CreateRenderer is for Fyne.
func (m *Month) CreateRenderer() fyne.WidgetRenderer {
	r := &monthRenderer{month: m, mark: canvas.NewRectangle(nil), before: &canvas.Image{FillMode: canvas.ImageFillContain}, after: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.Refresh()
	return r
}

type monthRenderer struct {
	month         *Month
	mark          *canvas.Rectangle // behind the day that Enter chooses
	before, after *canvas.Image
	texts         []fyne.CanvasObject
}

func (r *monthRenderer) MinSize() fyne.Size {
	return fyne.NewSize(weekDays*Scaled(monthCell), monthRows*Scaled(monthRow))
}

// put writes a text into the middle of so many cells.
func (r *monthRenderer) put(text string, column, row, cells int, color fyne.ThemeColorName, bold bool) {
	t := canvas.NewText(text, Color(color))
	t.TextSize, t.TextStyle, t.Alignment = Scaled(13), fyne.TextStyle{Bold: bold}, fyne.TextAlignCenter
	height := t.MinSize().Height
	t.Resize(fyne.NewSize(float32(cells)*Scaled(monthCell), height))
	t.Move(fyne.NewPos(float32(column)*Scaled(monthCell), float32(row)*Scaled(monthRow)+(Scaled(monthRow)-height)/2))
	r.texts = append(r.texts, t)
}

func (r *monthRenderer) Layout(fyne.Size) {
	m := r.month
	r.texts = r.texts[:0]
	r.put(words.Month(m.day), 1, 0, weekDays-2, theme.ColorNameForeground, true)
	first := m.first()
	for i := range weekDays {
		r.put(words.Weekday(first.AddDate(0, 0, i).Weekday()), i, 1, 1, ColorMuted, false)
	}
	for i := range (monthRows - 2) * weekDays {
		day := first.AddDate(0, 0, i)
		if day.Month() != m.day.Month() {
			continue
		}
		color := theme.ColorNameForeground
		if day.Equal(m.day) {
			color = theme.ColorNamePrimary
			r.mark.Resize(fyne.NewSize(Scaled(monthCell), Scaled(monthRow)))
			r.mark.Move(fyne.NewPos(float32(i%weekDays)*Scaled(monthCell), float32(2+i/weekDays)*Scaled(monthRow)))
		}
		r.put(strconv.Itoa(day.Day()), i%weekDays, 2+i/weekDays, 1, color, day.Equal(m.day))
	}
	side := Scaled(14)
	for column, icon := range map[int]*canvas.Image{0: r.before, weekDays - 1: r.after} {
		icon.Resize(fyne.NewSquareSize(side))
		icon.Move(fyne.NewPos(float32(column)*Scaled(monthCell)+(Scaled(monthCell)-side)/2, (Scaled(monthRow)-side)/2))
	}
}

func (r *monthRenderer) Refresh() {
	r.before.Resource, r.after.Resource = IconResource("chevron-left", ColorMuted), IconResource("chevron-right", ColorMuted)
	r.mark.FillColor, r.mark.CornerRadius, r.mark.StrokeWidth = Color(ColorAccentBG), 6, 0
	if r.month.focused {
		r.mark.StrokeColor, r.mark.StrokeWidth = Color(theme.ColorNameFocus), 2
	}
	r.Layout(r.month.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.month)
}

func (r *monthRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.mark, r.before, r.after}, r.texts...)
}
func (r *monthRenderer) Destroy() {}
