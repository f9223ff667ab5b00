package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Choice is one line of a short list to choose from: the one that Enter would
// choose is filled, and each can be clicked.
type Choice struct {
	widget.BaseWidget
	// Focused draws a frame around the line: its list has the keyboard.
	Focused  bool
	name     string
	content  fyne.CanvasObject
	selected bool
	tapped   func()
}

var _ fyne.Tappable = (*Choice)(nil)

// NewChoice makes a line of content; name is what a screen reader says of it.
func NewChoice(name string, content fyne.CanvasObject, selected bool, tapped func()) *Choice {
	c := &Choice{name: name, content: content, selected: selected, tapped: tapped}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped is for Fyne.
func (c *Choice) Tapped(*fyne.PointEvent) { c.tapped() }

// AccessibilityLabel is the line's name.
func (c *Choice) AccessibilityLabel() string { return c.name }

// AccessibilityRole is for Fyne.
func (c *Choice) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer is for Fyne.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(nil)
	back.CornerRadius = 6
	if c.selected {
		back.FillColor = Color(ColorAccentBG)
	}
	if c.Focused {
		back.StrokeColor, back.StrokeWidth = Color(theme.ColorNameFocus), 2
	}
	return widget.NewSimpleRenderer(container.NewStack(back, Pad(5, 9, 5, 9, c.content)))
}
