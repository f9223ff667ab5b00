package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Notice is a small window's content: a few sentences, which can be selected,
// under a heading, and something below them.
type Notice struct {
	widget.BaseWidget
	text    *widget.Label
	content fyne.CanvasObject
}

// NewNotice makes a Notice.
func NewNotice(heading, sentences string, below fyne.CanvasObject) *Notice {
	n := &Notice{text: widget.NewLabel(sentences)}
	n.ExtendBaseWidget(n)
	n.text.Wrapping, n.text.Selectable = fyne.TextWrapWord, true
	head := NewLine(heading, 17, "")
	head.Bold = true
	in := -theme.InnerPadding() // a label's text stands that far in
	n.content = Pad(20, 24, 20, 24, container.NewBorder(head, below, nil, nil, Pad(0, in, 0, in, n.text)))
	return n
}

// Say shows other sentences.
func (n *Notice) Say(sentences string) { n.text.SetText(sentences) }

// CreateRenderer is for Fyne.
func (n *Notice) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(n.content) }
