package notes

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

const (
	// under this width the preview folds away
	previewFrom = 560
	// between editor and preview
	previewGap = 14
	// between what stands above the editor, and it
	paneGap = 5
)

// CreateRenderer is for Fyne.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer {
	p.body = container.New(&sideBySide{p}, p.editor, p.preview, p.choices.box)
	p.head = container.NewBorder(nil, nil, nil, container.NewStack(p.savedSpace, container.NewBorder(nil, nil, nil, container.NewCenter(p.saved))), p.tabs)
	p.whole = container.New(&below{}, p.head, p.quote, p.finder, p.body)
	return widget.NewSimpleRenderer(container.NewStack(ui.NewFill(theme.ColorNameBackground),
		ui.Dock(ui.Rule(), nil, ui.Pad(9, 26, 12, 26, p.whole))))
}

// Refresh is for Fyne: chips that are out of sight need another theme's colours,
// too.
func (p *Pane) Refresh() {
	for _, chip := range append([]*ui.Chip{p.another, p.templates}, p.chips...) {
		chip.Refresh()
	}
	p.BaseWidget.Refresh()
}

// arrange places what the pane is made of, some of which comes and goes.
func (p *Pane) arrange() {
	if p.whole != nil {
		p.whole.Layout.Layout(p.whole.Objects, p.whole.Size())
	}
}

// below has objects below each other; the last one takes what is left.
type below struct{}

func (b *below) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 90) }

func (b *below) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, above := range o[:len(o)-1] {
		if !above.Visible() {
			continue
		}
		above.Resize(fyne.NewSize(size.Width, above.MinSize().Height)) // its height at this width
		height := above.MinSize().Height
		above.Move(fyne.NewPos(0, y))
		above.Resize(fyne.NewSize(size.Width, height))
		y += height + paneGap
	}
	last := o[len(o)-1]
	last.Move(fyne.NewPos(0, y))
	if rest := fyne.NewSize(size.Width, max(0, size.Height-y)); last.Size() != rest {
		last.Resize(rest)
	} else if c, ok := last.(*fyne.Container); ok {
		c.Layout.Layout(c.Objects, rest)
	}
}

// sideBySide has editor and preview next to each other where there is room.
type sideBySide struct{ pane *Pane }

func (s *sideBySide) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 60) }

func (s *sideBySide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	editor, preview := o[0], o[1]
	if size.Width < ui.Scaled(previewFrom) || s.pane.hidden {
		preview.Hide()
		editor.Resize(size)
	} else {
		preview.Show()
		half := (size.Width - previewGap) / 2
		editor.Resize(fyne.NewSize(half, size.Height))
		preview.Move(fyne.NewPos(half+previewGap, 0))
		preview.Resize(fyne.NewSize(half, size.Height))
	}
	s.pane.placeChoices()
}
