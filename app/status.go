package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// status is the line at the bottom of the window: whether the feed answers, how
// old the newest list is, and how many papers are kept offline.
type status struct {
	widget.BaseWidget
	dot           *dot
	updated, kept *ui.Line
	backup        *ui.Line
	keys          *ui.Line
	box           *fyne.Container
	age           string
	reading, day  bool
	off           bool
	said          string
	work          string // what goes on in the background
	resting       string // which server is not asked, and until when
}

func newStatus() *status {
	s := &status{dot: newDot(), updated: ui.NewLine("", 12, ui.ColorMuted), kept: ui.NewLine("", 12, ui.ColorMuted), backup: ui.NewLine("", 12, ui.ColorMuted), keys: ui.NewLine("", 12, ui.ColorMuted)}
	for _, line := range s.lines() {
		line.Cut = true
	}
	s.ExtendBaseWidget(s)
	return s
}

// lines are the texts from left to right, the last one at the right end.
func (s *status) lines() []*ui.Line { return []*ui.Line{s.updated, s.kept, s.backup, s.keys} }

func (s *status) set(updated time.Time, papers int, now time.Time) {
	s.age = ""
	if !updated.IsZero() {
		s.age = words.T("Updated %s", updated.Local().Format("15:04"))
		if now.Sub(updated) > 20*time.Hour {
			s.age = words.T("Updated %s", words.ShortDay(updated.Local())+updated.Local().Format(" 15:04"))
		}
	}
	s.kept.SetText(words.N(papers, "%s paper kept offline", "%s papers kept offline"))
	s.show()
}

// keysAre shows the key under which all keys are.
func (s *status) keysAre(key string) { s.keys.SetText(words.T("%s for keys", key)) }

// busy says that the newest list is read, fetching that a day's is.
func (s *status) busy(on bool)        { s.reading = on; s.show() }
func (s *status) fetching(on bool)    { s.day = on; s.show() }
func (s *status) offline(on bool)     { s.off = on; s.show() }
func (s *status) working(text string) { s.work = text; s.show() }
func (s *status) rest(text string)    { s.resting = text; s.show() }
func (s *status) backedUp(text string) {
	s.backup.SetText(text)
	s.show()
}

func (s *status) say(text string) { s.said = text; s.show() }

func (s *status) show() {
	text := s.age
	switch {
	case s.said != "":
		text = s.said
	case s.work != "":
		text = s.work
	case s.resting != "":
		text = s.resting
	case s.reading || s.day:
		text = words.T("Reading the list…")
	case s.off:
		text = words.T("Offline")
		if s.age != "" {
			text += " · " + s.age
		}
	}
	s.kept.Hidden, s.backup.Hidden = s.said != "", s.said != "" || s.backup.Text == ""
	s.dot.set(s.off)
	s.updated.SetText(text)
	if s.box != nil {
		s.box.Refresh()
	}
}

func (s *status) CreateRenderer() fyne.WidgetRenderer {
	s.box = container.New(statusLayout{}, container.NewCenter(s.dot), s.updated, s.kept, s.backup, s.keys)
	return widget.NewSimpleRenderer(ui.Dock(ui.Rule(), nil, ui.On(ui.ColorSide, ui.Pad(3, 14, 4, 14, s.box))))
}

// statusLayout puts the texts behind each other as far as there is room before
// the last one, which stands at the right end.
type statusLayout struct{}

const statusGap = 14

func (statusLayout) width(o fyne.CanvasObject) float32 {
	if line, ok := o.(*ui.Line); ok {
		return fyne.MeasureText(line.Text, ui.Scaled(line.TextSize), fyne.TextStyle{}).Width + 1
	}
	return o.MinSize().Width
}

func (statusLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(100, o[len(o)-1].MinSize().Height)
}

func (l statusLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	last := o[len(o)-1]
	end := size.Width - l.width(last)
	last.Resize(fyne.NewSize(l.width(last), size.Height))
	last.Move(fyne.NewPos(end, 0))
	x := float32(0)
	for _, object := range o[:len(o)-1] {
		if !object.Visible() {
			continue
		}
		width := max(0, min(l.width(object), end-statusGap-x))
		object.Resize(fyne.NewSize(width, size.Height))
		object.Move(fyne.NewPos(x, 0))
		x += width + statusGap
	}
}

// dot is filled while the feed answers and a ring while it does not.
type dot struct {
	widget.BaseWidget
	off bool
}

func newDot() *dot {
	d := &dot{}
	d.ExtendBaseWidget(d)
	return d
}

func (d *dot) set(off bool) {
	if d.off != off {
		d.off = off
		d.Refresh()
	}
}

func (d *dot) MinSize() fyne.Size { return fyne.NewSquareSize(8) }

func (d *dot) CreateRenderer() fyne.WidgetRenderer {
	r := &dotRenderer{d, canvas.NewCircle(nil)}
	r.Refresh()
	return r
}

type dotRenderer struct {
	dot    *dot
	circle *canvas.Circle
}

func (r *dotRenderer) MinSize() fyne.Size    { return fyne.NewSquareSize(8) }
func (r *dotRenderer) Layout(size fyne.Size) { r.circle.Resize(size) }
func (r *dotRenderer) Refresh() {
	r.circle.FillColor, r.circle.StrokeWidth = ui.Color(theme.ColorNameSuccess), 0
	if r.dot.off {
		r.circle.FillColor, r.circle.StrokeColor, r.circle.StrokeWidth = nil, ui.Color(ui.ColorMuted), 1.5
	}
	canvas.Refresh(r.dot)
}
func (r *dotRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.circle} }
func (r *dotRenderer) Destroy()                     {}
