package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Stop is where the Tab key stops for a row of links and chips: Left and Right go
// along them, Space and Enter do what a click does. It stands before them and
// takes no room; the one that it is at has a ring around it. It stays where the
// links and chips are made anew, and so does the focus.
type Stop struct {
	widget.BaseWidget
	// OnMove is told the link or chip that the reader has come to.
	OnMove func(fyne.CanvasObject)
	// Keyboard takes the keys that the stop has no use for.
	Keyboard Keyboard

	spots   []spot
	at      int
	focused bool
}

// spot is one thing that can be done with a link or chip.
type spot struct {
	object interface {
		fyne.CanvasObject
		fyne.Accessible
	}
	label string
	press func()
	ring  func(on bool)
}

var (
	_ fyne.Focusable    = (*Stop)(nil)
	_ fyne.Shortcutable = (*Stop)(nil)
	_ fyne.Accessible   = (*Stop)(nil)
)

// NewStop makes a stop for nothing yet.
func NewStop(keyboard Keyboard, moved func(fyne.CanvasObject)) *Stop {
	s := &Stop{Keyboard: keyboard, OnMove: moved}
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// Set makes it the stop for other links and chips. Where there are none, or none
// that does anything, Tab passes by; a stop that has the focus then hands it back
// to what stands before.
func (s *Stop) Set(objects ...fyne.CanvasObject) {
	if s.focused {
		s.ring(false)
	}
	s.spots = s.spots[:0]
	for _, o := range objects {
		if o, ok := o.(interface{ spots() []spot }); ok {
			s.spots = append(s.spots, o.spots()...)
		}
	}
	s.at = max(0, min(s.at, len(s.spots)-1))
	if len(s.spots) == 0 && s.focused {
		if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
			c.FocusPrevious()
		}
	}
	s.Hidden = len(s.spots) == 0
	if s.focused {
		s.ring(true)
	}
}

func (s *Stop) ring(on bool) {
	if s.at < len(s.spots) {
		s.spots[s.at].ring(on)
	}
}

// move goes along the row, and from its end to its beginning.
func (s *Stop) move(by int) {
	if n := len(s.spots); n > 0 {
		s.ring(false)
		s.at = (s.at + by + n) % n
		s.ring(true)
		s.tell()
	}
}

func (s *Stop) tell() {
	if s.OnMove != nil && s.at < len(s.spots) {
		s.OnMove(s.spots[s.at].object)
	}
}

// FocusGained is for Fyne.
func (s *Stop) FocusGained() {
	s.focused = true
	s.ring(true)
	s.tell()
}

// FocusLost is for Fyne.
func (s *Stop) FocusLost() {
	s.focused = false
	s.ring(false)
}

// TypedRune is for Fyne.
func (s *Stop) TypedRune(r rune) {
	if r != ' ' && s.Keyboard != nil {
		s.Keyboard.TypedRune(r)
	}
}

// TypedKey is for Fyne.
func (s *Stop) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		s.move(-1)
	case fyne.KeyRight:
		s.move(1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if s.at < len(s.spots) {
			s.spots[s.at].press()
		}
	default:
		if s.Keyboard != nil {
			s.Keyboard.TypedKey(e)
		}
	}
}

// TypedShortcut is for Fyne.
func (s *Stop) TypedShortcut(shortcut fyne.Shortcut) {
	if s.Keyboard != nil {
		s.Keyboard.TypedShortcut(shortcut)
	}
}

// AccessibilityLabel is what the link or chip says that the stop is at.
func (s *Stop) AccessibilityLabel() string {
	if s.at < len(s.spots) {
		return s.spots[s.at].label
	}
	return ""
}

// AccessibilityRole is that of the link or chip.
func (s *Stop) AccessibilityRole() fyne.AccessibleRole {
	if s.at < len(s.spots) {
		return s.spots[s.at].object.AccessibilityRole()
	}
	return fyne.AccessibleRoleContainer
}

// MinSize is for Fyne: a stop takes no room.
func (s *Stop) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer is for Fyne.
func (s *Stop) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(nil))
}
