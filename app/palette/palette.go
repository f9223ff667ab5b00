// Package palette has two readings of the table of actions on screen: the
// command palette, which finds an action by its name, and the sheet of all
// keys.
package palette

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/action"
	"offprint/app/ui"
	"offprint/app/words"
)

// rows is how many actions the palette shows at once.
const rows = 10

// Palette is the command palette.
type Palette struct {
	pop   *widget.PopUp
	field *ui.Field
	list  *fyne.Container
	found []action.Action
	at    int
	table *action.Table
	done  func()
}

// Open shows the palette; done is told when it is gone.
func Open(c fyne.Canvas, table *action.Table, done func()) *Palette {
	p := &Palette{table: table, done: done, list: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	p.field = ui.NewField(words.T("What do you want to do?"))
	p.field.OnChanged = func(string) { p.at = 0; p.show() }
	p.field.OnKey = p.key
	body := container.NewBorder(p.field, nil, nil, nil, ui.Pad(8, 0, 0, 0, p.list))
	size := fyne.NewSize(min(ui.Scaled(480), c.Size().Width-40), ui.Scaled(48+rows*30))
	p.pop = widget.NewPopUp(ui.Pad(6, 6, 6, 6, container.NewGridWrap(size, body)), c)
	p.show()
	at := fyne.NewPos((c.Size().Width-size.Width-20)/2, min(90, c.Size().Height/8))
	p.pop.ShowAtPosition(at)
	c.Focus(p.field)
	return p
}

func (p *Palette) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		p.at = max(0, min(p.at+1, len(p.found)-1))
	case fyne.KeyUp:
		p.at = max(p.at-1, 0)
	case fyne.KeyReturn, fyne.KeyEnter:
		if p.at < len(p.found) {
			p.run(p.found[p.at])
		}
		return true
	case fyne.KeyEscape:
		p.close()
		return true
	default:
		return false
	}
	p.show()
	return true
}

func (p *Palette) close() {
	p.pop.Hide()
	p.done()
}

func (p *Palette) run(a action.Action) {
	p.close()
	p.table.Run(a)
}

// Found are the names that the palette shows.
func (p *Palette) Found() []string {
	names := make([]string, len(p.found))
	for i, a := range p.found {
		names[i] = a.Name
	}
	return names
}

// Field is where the reader types.
func (p *Palette) Field() *ui.Field { return p.field }

func (p *Palette) show() {
	p.found = p.table.Find(p.field.Text)
	from := max(0, min(p.at-rows/2, len(p.found)-rows))
	p.list.Objects = nil
	for i := from; i < len(p.found) && i < from+rows; i++ {
		a := p.found[i]
		p.list.Add(ui.NewChoice(strings.TrimSuffix(a.Name+", "+a.Labels(), ", "), line(a), i == p.at, func() { p.run(a) }))
	}
	if len(p.found) == 0 {
		p.list.Add(ui.Pad(6, 8, 6, 8, ui.NewLine(words.T("Nothing matches."), 13, ui.ColorMuted)))
	}
	p.list.Refresh()
}

// line is what the palette shows of an action.
func line(a action.Action) fyne.CanvasObject {
	name := ui.NewLine(a.Name, 13, "")
	if a.When != nil && !a.When() {
		name.Color = ui.ColorFaint
	}
	menu := ui.NewLine(words.Menu(string(a.Menu)), 12, ui.ColorFaint)
	keys := ui.NewLine(a.Labels(), 12, ui.ColorMuted)
	return container.New(layout.NewCustomPaddedHBoxLayout(ui.Scaled(6)), name, menu, layout.NewSpacer(), keys)
}

// Sheet shows all keys; done is told when it is gone.
func Sheet(c fyne.Canvas, table *action.Table, done func()) {
	var pop *widget.PopUp
	var columns [2][]fyne.CanvasObject
	var height [2]int
	for _, g := range table.Sheet() {
		at := 0
		if height[1] < height[0] {
			at = 1
		}
		head := ui.NewLine(words.Menu(string(g.Menu)), 13, theme.ColorNamePrimary)
		if g.Menu == "" {
			head.Text = words.T("In no menu")
		}
		head.Bold = true
		columns[at] = append(columns[at], ui.Pad(10, 0, 4, 0, head))
		for _, a := range g.Actions {
			name := ui.NewLine(a.Name, 13, "")
			name.Cut = true
			keys := ui.NewLine(a.Labels(), 12, ui.ColorMuted)
			columns[at] = append(columns[at], container.NewBorder(nil, nil, nil, keys, name))
		}
		height[at] += len(g.Actions) + 2
	}
	reader := &sheetReader{hide: func() { pop.Hide(); done() }}
	reader.ExtendBaseWidget(reader)
	title := ui.NewLine(words.T("All keys"), 17, "")
	title.Bold = true
	hint := ui.NewLine(words.T("Bare letters work wherever no text is being typed. Esc closes this."), 12, ui.ColorMuted)
	rows := ui.NewLine(words.T("Tab goes on, ← and → along a row of links; Enter opens one."), 12, ui.ColorMuted)
	hint.Cut, rows.Cut = true, true
	grid := container.New(layout.NewGridLayoutWithColumns(2),
		ui.Pad(0, 18, 0, 0, container.New(layout.NewCustomPaddedVBoxLayout(3), columns[0]...)),
		ui.Pad(0, 16, 0, 0, container.New(layout.NewCustomPaddedVBoxLayout(3), columns[1]...)))
	reader.scroll = container.NewVScroll(grid)
	body := container.NewBorder(container.New(layout.NewCustomPaddedVBoxLayout(4), title, hint, rows), reader, nil, nil, reader.scroll)
	size := fyne.NewSize(min(ui.Scaled(820), c.Size().Width-60), min(ui.Scaled(640), c.Size().Height-60))
	pop = widget.NewModalPopUp(ui.Pad(16, 20, 12, 20, container.NewGridWrap(size.SubtractWidthHeight(60, 60), body)), c)
	pop.Show()
	c.Focus(reader)
}

// sheetReader takes the keyboard while the sheet is shown: it scrolls, and
// closes it at any key that usually ends something.
type sheetReader struct {
	widget.BaseWidget
	scroll *container.Scroll
	hide   func()
}

// sheetLine is how far one line scrolls, at a text size of 100 %.
const sheetLine = 22

func (s *sheetReader) FocusGained() {}
func (s *sheetReader) FocusLost()   {}
func (s *sheetReader) TypedRune(r rune) {
	switch r {
	case '?', 'q':
		s.hide()
	case 'j':
		s.scrollBy(ui.Scaled(sheetLine))
	case 'k':
		s.scrollBy(-ui.Scaled(sheetLine))
	}
}

func (s *sheetReader) TypedKey(e *fyne.KeyEvent) {
	line := ui.Scaled(sheetLine)
	page := s.scroll.Size().Height - line
	whole := s.scroll.Content.Size().Height
	switch e.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
		s.hide()
	case fyne.KeyDown:
		s.scrollBy(line)
	case fyne.KeyUp:
		s.scrollBy(-line)
	case fyne.KeyPageDown, fyne.KeySpace:
		s.scrollBy(page)
	case fyne.KeyPageUp:
		s.scrollBy(-page)
	case fyne.KeyHome:
		s.scrollBy(-whole)
	case fyne.KeyEnd:
		s.scrollBy(whole)
	}
}

func (s *sheetReader) TypedShortcut(fyne.Shortcut) {}

func (s *sheetReader) scrollBy(y float32) {
	most := max(0, s.scroll.Content.Size().Height-s.scroll.Size().Height)
	s.scroll.ScrollToOffset(fyne.NewPos(0, min(max(0, s.scroll.Offset.Y+y), most)))
}

func (s *sheetReader) AccessibilityLabel() string             { return words.T("All keys. Esc closes them.") }
func (s *sheetReader) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

func (s *sheetReader) CreateRenderer() fyne.WidgetRenderer {
	b := (&ui.Button{Text: words.T("Close"), Key: "Esc", OnTapped: s.hide, Keyboard: s}).Init()
	return widget.NewSimpleRenderer(container.NewCenter(b))
}
