// Package tagging is the small pane in which papers are tagged: it completes
// the tags there are as one types, makes new ones, and stays open for the next.
package tagging

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the pane is made from.
type Config struct {
	// Tags are all tags; On are those that all the papers have.
	Tags []models.Tag
	On   map[string]bool
	// Papers says what is tagged: a title, or "3 papers".
	Papers string
	// OnToggle gives the papers a tag, or takes it away.
	OnToggle func(name string, on bool)
	// OnClose is told when the pane is gone.
	OnClose func()
}

const shown = 8

// Picker is the pane.
type Picker struct {
	config Config
	pop    *widget.PopUp
	field  *ui.Field
	list   *fyne.Container
	offers []offer
	at     int
}

// offer is a line to choose: a tag there is, or one to make.
type offer struct {
	name, color string
	key         int
	isNew       bool
}

// Open shows the pane below an object.
func Open(c fyne.Canvas, below fyne.CanvasObject, config Config) *Picker {
	p := &Picker{config: config, list: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	p.field = ui.NewField(words.T("Tag %s", config.Papers))
	p.field.OnChanged = func(string) { p.at = 0; p.show() }
	p.field.OnKey = p.key
	size := fyne.NewSize(ui.Scaled(300), ui.Scaled(46+shown*28))
	body := container.NewBorder(p.field, nil, nil, nil, ui.Pad(6, 0, 0, 0, p.list))
	p.pop = widget.NewPopUp(ui.Pad(6, 6, 6, 6, container.NewGridWrap(size, body)), c)
	p.show()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(below).Add(fyne.NewPos(0, below.Size().Height+4))
	at.X = max(8, min(at.X, c.Size().Width-size.Width-30))
	at.Y = max(8, min(at.Y, c.Size().Height-size.Height-40))
	p.pop.ShowAtPosition(at)
	c.Focus(p.field)
	return p
}

// Field is where the reader types.
func (p *Picker) Field() *ui.Field { return p.field }

// Offers are the names offered, a new one with "+ " before it.
func (p *Picker) Offers() []string {
	names := make([]string, len(p.offers))
	for i, o := range p.offers {
		names[i] = o.name
		if o.isNew {
			names[i] = "+ " + o.name
		}
	}
	return names
}

func (p *Picker) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		p.at = min(p.at+1, len(p.offers)-1)
		p.show()
	case fyne.KeyUp:
		p.at = max(p.at-1, 0)
		p.show()
	case fyne.KeyReturn, fyne.KeyEnter:
		if p.at < len(p.offers) && p.at >= 0 {
			p.choose(p.offers[p.at])
		} else if strings.TrimSpace(p.field.Text) == "" {
			p.Close()
		}
	case fyne.KeyEscape:
		p.Close()
	default:
		return false
	}
	return true
}

// Close takes the pane away.
func (p *Picker) Close() {
	p.pop.Hide()
	p.config.OnClose()
}

func (p *Picker) choose(o offer) {
	on := !p.config.On[o.name]
	p.config.On[o.name] = on
	if o.isNew {
		p.config.Tags = append(p.config.Tags, models.Tag{Name: o.name, Folded: strings.ToLower(o.name)})
	}
	p.config.OnToggle(o.name, on)
	p.field.SetText("")
	p.show()
}

func (p *Picker) show() {
	typed := strings.TrimSpace(p.field.Text)
	p.offers = nil
	exact := typed == ""
	var later []offer
	for _, t := range p.config.Tags {
		o := offer{name: t.Name, color: t.Color, key: t.Hotkey}
		if o.color == "" {
			o.color = "none"
		}
		at := strings.Index(strings.ToLower(t.Name), strings.ToLower(typed))
		switch {
		case at == 0:
			p.offers = append(p.offers, o)
		case at > 0:
			later = append(later, o)
		}
		exact = exact || strings.EqualFold(t.Name, typed)
	}
	p.offers = append(p.offers, later...)
	if len(p.offers) > shown-1 {
		p.offers = p.offers[:shown-1]
	}
	if !exact {
		if name, err := models.CleanTag(typed); err == nil {
			p.offers = append(p.offers, offer{name: name, isNew: true})
		}
	}
	p.at = max(0, min(p.at, len(p.offers)-1))
	p.list.Objects = nil
	for i, o := range p.offers {
		p.list.Add(ui.NewChoice(o.label(p.config.On[o.name]), o.line(p.config.On[o.name]), i == p.at, func() { p.choose(o) }))
	}
	if len(p.offers) == 0 {
		text := words.T("Type a name for your first tag.")
		if typed != "" {
			text = words.T("A tag needs a letter or number, 80 characters at most.")
		}
		p.list.Add(ui.Pad(6, 8, 6, 8, ui.NewLine(text, 12, ui.ColorMuted)))
	}
	p.list.Refresh()
}

// label is what a screen reader says of an offer.
func (o offer) label(on bool) string {
	switch {
	case o.isNew:
		return words.T("Make the tag “%s”", o.name)
	case on:
		return words.T("%s, chosen", o.name)
	}
	return o.name
}

// line is what is shown of an offer; on says that the papers have the tag.
func (o offer) line(on bool) fyne.CanvasObject {
	mark, text := fyne.CanvasObject(canvas.NewCircle(ui.TagColor(o.color))), o.name
	if o.isNew {
		mark, text = ui.NewIcon("plus", theme.ColorNamePrimary), words.T("Make the tag “%s”", o.name)
	}
	name := ui.NewLine(text, 13, "")
	name.Cut = true
	right := container.NewHBox()
	if o.key > 0 {
		right.Add(ui.NewLine(fmt.Sprint(o.key), 12, ui.ColorFaint))
	}
	if on {
		right.Add(square(14, ui.NewIcon("check", theme.ColorNamePrimary)))
	}
	return container.NewBorder(nil, nil, square(10, mark), right, ui.Pad(0, 6, 0, 6, name))
}

func square(side float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(side), o))
}
