package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// How long a toast stays: one that offers something has to be read and decided on.
const (
	toastFor = 8 * time.Second
	offerFor = 30 * time.Second
)

// Toast is a short message at the bottom of the window, with at most one thing
// to do about it. It lies in the window's own stack and takes no focus.
type Toast struct {
	widget.BaseWidget
	// Key is the key that does what a message offers.
	Key          string
	text, action string
	do           func()
	offers       bool // something that Key does
	shown        int  // counts the messages, so that an old timer hides no new one
	after        func(time.Duration, func())
}

var _ fyne.Tappable = (*Toast)(nil)

// NewToast makes a toast that is hidden; after calls a function on the UI
// goroutine when a time has passed.
func NewToast(after func(time.Duration, func())) *Toast {
	t := &Toast{after: after}
	t.ExtendBaseWidget(t)
	t.Hide()
	return t
}

// Say shows a message; action and do may be empty.
func (t *Toast) Say(text, action string, do func()) {
	t.say(text, action, do, toastFor)
}

func (t *Toast) say(text, action string, do func(), stays time.Duration) {
	t.text, t.action, t.do, t.offers = text, action, do, stays == offerFor
	t.shown++
	mine := t.shown
	t.Show()
	t.Refresh()
	t.after(stays, func() {
		if mine == t.shown {
			t.Hide()
		}
	})
}

// Offer shows a message with something to do about it, which Key does, too.
func (t *Toast) Offer(text, action string, do func()) {
	if t.Key != "" {
		action += "  " + t.Key
	}
	t.say(text, action, do, offerFor)
}

// Take does what the message offers, while one that offers something is shown,
// and says whether it is.
func (t *Toast) Take() bool {
	if t.Hidden || !t.offers {
		return false
	}
	t.Tapped(nil)
	return true
}

// Text is the message shown, empty while there is none.
func (t *Toast) Text() string {
	if t.Hidden {
		return ""
	}
	return t.text
}

// Tapped is for Fyne: it does the action.
func (t *Toast) Tapped(*fyne.PointEvent) {
	t.Hide()
	if t.do != nil {
		t.do()
	}
}

// AccessibilityLabel is the message and what can be done about it.
func (t *Toast) AccessibilityLabel() string {
	if t.action == "" {
		return t.text
	}
	return t.text + ", " + t.action
}

// AccessibilityRole is for Fyne.
func (t *Toast) AccessibilityRole() fyne.AccessibleRole {
	if t.do != nil {
		return fyne.AccessibleRoleButton
	}
	return fyne.AccessibleRoleText
}

// Cursor is for Fyne.
func (t *Toast) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer is for Fyne.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	r := &toastRenderer{toast: t, back: canvas.NewRectangle(nil), text: canvas.NewText("", nil), action: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type toastRenderer struct {
	toast        *Toast
	back         *canvas.Rectangle
	text, action *canvas.Text
}

const (
	toastText   = 13
	toastHeight = 38
	toastWidth  = 560
)

func (r *toastRenderer) MinSize() fyne.Size {
	width := fyne.MeasureText(r.toast.text, Scaled(toastText), fyne.TextStyle{}).Width + r.action.MinSize().Width + 46
	return fyne.NewSize(min(width, Scaled(toastWidth)), Scaled(toastHeight))
}

func (r *toastRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	action := r.action.MinSize()
	r.text.Text = Ellipsis(r.toast.text, size.Width-action.Width-45, Scaled(toastText), fyne.TextStyle{})
	height := r.text.MinSize().Height
	r.text.Move(fyne.NewPos(14, (size.Height-height)/2))
	r.action.Move(fyne.NewPos(size.Width-14-action.Width, (size.Height-action.Height)/2))
}

func (r *toastRenderer) Refresh() {
	r.back.FillColor, r.back.CornerRadius = Color(ColorToast), 8
	r.back.StrokeColor, r.back.StrokeWidth = Color(ColorLine), 1
	r.text.TextSize, r.text.Color = Scaled(toastText), Color(ColorOnToast)
	r.action.Text, r.action.TextSize, r.action.TextStyle, r.action.Color = r.toast.action, Scaled(toastText), fyne.TextStyle{Bold: true}, Color(ColorToastKey)
	r.Layout(r.toast.Size())
	canvas.Refresh(r.toast)
}

func (r *toastRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.text, r.action}
}
func (r *toastRenderer) Destroy() {}
