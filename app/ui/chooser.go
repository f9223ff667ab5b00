package ui

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// ChooserRow is a line of a Chooser.
type ChooserRow struct {
	Icon  string // a name in assets
	Dot   string // a tag's colour; "none" for a tag without one
	Text  string
	Note  string // behind the text, paler
	Right string
	Faint bool // what is no longer in force
}

// ChooserKey is something to do with the current line of a Chooser: by its key,
// and by a button that shows it. Row is -1 where there are no lines.
type ChooserKey struct {
	Name string
	Rune rune         // a letter, or
	Key  fyne.KeyName // a named key
	// Primary marks what Enter does.
	Primary bool
	// Hidden leaves out the button: for a key that goes without saying.
	Hidden bool
	Do     func(row int)
}

func (k ChooserKey) label() string {
	switch k.Key {
	case fyne.KeyReturn:
		return "Enter"
	case fyne.KeyDelete:
		return "Del"
	}
	if k.Key != "" {
		return string(k.Key)
	}
	return string(k.Rune)
}

// ChooserConfig is what a Chooser is made from.
type ChooserConfig struct {
	Title, Hint string
	Empty       string // stands in the place of lines
	Filter      string // what the field says that narrows the lines; empty for no field
	Keys        []ChooserKey
	// OnRune may take other letters than those of Keys; it says whether it did.
	OnRune  func(r rune, row int) bool
	OnClose func()
	Width   float32 // 0 means 620
	// Side stands beside the lines, below them where there is no room, and tells
	// more about the current one; OnRow is told which that is, -1 for none.
	Side  fyne.CanvasObject
	OnRow func(row int)
}

// Chooser is a pane over the window with a list of lines, of which one is
// current, and keys that do something with it.
type Chooser struct {
	widget.BaseWidget
	config  ChooserConfig
	canvas  fyne.Canvas
	pop     *widget.PopUp
	field   *Field
	rows    []ChooserRow
	shown   []int   // the rows that the field leaves
	at      int     // in shown
	told    int     // the row that OnRow was told of
	top     int     // the first line in sight
	fit     int     // how many lines there is room for
	row     float32 // the height of one
	focused bool
	list    *fyne.Container
	buttons []fyne.CanvasObject
}

var (
	_ fyne.Focusable  = (*Chooser)(nil)
	_ fyne.Scrollable = (*Chooser)(nil)
	_ fyne.Accessible = (*Chooser)(nil)
)

const chooserGap = 8 // above and below the lines

// rowHeight is the height of a line.
func rowHeight() float32 {
	return NewChoice("", ChooserRow{Text: "Tag"}.line(), false, nil).MinSize().Height
}

// OpenChooser shows a pane of rows.
func OpenChooser(c fyne.Canvas, config ChooserConfig, rows []ChooserRow) *Chooser {
	if config.Width == 0 {
		config.Width = 620
	}
	p := &Chooser{config: config, canvas: c, told: -2, list: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	p.ExtendBaseWidget(p)
	title := NewLine(config.Title, 17, "")
	title.Bold = true
	top := container.New(layout.NewCustomPaddedVBoxLayout(4), title)
	size := fyne.NewSize(min(Scaled(config.Width), c.Size().Width-60), min(Scaled(520), c.Size().Height-80))
	if config.Hint != "" {
		hint := NewParagraph(config.Hint, 12, ColorMuted)
		hint.Resize(fyne.NewSize(size.Width, 0)) // from which its height follows
		top.Add(hint)
	}
	if config.Filter != "" {
		p.field = NewField(config.Filter)
		p.field.OnChanged = func(string) { p.at = 0; p.narrow() }
		p.field.OnKey = p.fieldKey
		top.Add(Pad(4, 0, 2, 0, p.field.Bare()))
	}
	keys := NewFlow(6, 6)
	for _, k := range config.Keys {
		if k.Hidden {
			continue
		}
		p.buttons = append(p.buttons, (&Button{Text: k.Name, Key: k.label(), Primary: k.Primary, OnTapped: func() { p.do(k) }, Keyboard: p}).Init())
	}
	p.buttons = append(p.buttons, (&Button{Text: words.T("Close"), Key: "Esc", OnTapped: p.Close, Keyboard: p}).Init())
	keys.SetObjects(p.buttons...)
	keys.Resize(fyne.NewSize(size.Width, 0)) // as does that of the buttons
	p.row = rowHeight()
	p.fit = max(3, int((size.Height-top.MinSize().Height-keys.MinSize().Height-2*(chooserGap+theme.Padding()))/p.row))
	center := Pad(chooserGap, 0, chooserGap, 0, p)
	if config.Side != nil {
		if size.Width < sideFrom {
			p.fit = max(3, p.fit*2/5)
		}
		center = container.New(beside{}, center, config.Side)
	}
	body := container.NewBorder(top, keys, nil, nil, center)
	p.pop = widget.NewModalPopUp(Pad(14, 18, 14, 18, container.NewGridWrap(size, body)), c)
	p.SetRows(rows)
	p.pop.Show()
	c.Focus(p)
	return p
}

// sideFrom is from which width on something stands beside the lines.
const sideFrom = 640

// beside lays something beside the lines, or below them.
type beside struct{}

// MinSize is for Fyne.
func (beside) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout is for Fyne.
func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if size.Width < sideFrom {
		height := o[0].MinSize().Height
		o[0].Resize(fyne.NewSize(size.Width, height))
		o[1].Move(fyne.NewPos(0, height))
		o[1].Resize(fyne.NewSize(size.Width, max(0, size.Height-height)))
		return
	}
	width := min(360, size.Width*0.4)
	o[0].Resize(fyne.NewSize(width, size.Height))
	o[1].Move(fyne.NewPos(width+14, 8))
	o[1].Resize(fyne.NewSize(size.Width-width-14, size.Height-16))
}

// SetRows shows other rows; the place in them stays.
func (p *Chooser) SetRows(rows []ChooserRow) {
	p.rows, p.told = rows, -2
	p.narrow()
}

// Row is the current row, or -1.
func (p *Chooser) Row() int {
	if p.at < 0 || p.at >= len(p.shown) {
		return -1
	}
	return p.shown[p.at]
}

// Choose makes a row the current one.
func (p *Chooser) Choose(row int) {
	if at := slices.Index(p.shown, row); at >= 0 {
		p.moveTo(at)
	}
}

// Texts are the lines that the pane has, as they are read.
func (p *Chooser) Texts() []string {
	texts := make([]string, len(p.shown))
	for i, at := range p.shown {
		texts[i] = p.rows[at].said()
	}
	return texts
}

func (r ChooserRow) said() string {
	said := r.Text
	for _, more := range []string{r.Note, r.Right} {
		if more != "" {
			said += ", " + more
		}
	}
	return said
}

// Focus gives the lines the keyboard.
func (p *Chooser) Focus() { p.canvas.Focus(p) }

// Close takes the pane away.
func (p *Chooser) Close() {
	p.pop.Hide()
	if p.config.OnClose != nil {
		p.config.OnClose()
	}
}

func (p *Chooser) narrow() {
	want := ""
	if p.field != nil {
		want = strings.ToLower(strings.TrimSpace(p.field.Text))
	}
	p.shown = p.shown[:0]
	for i, r := range p.rows {
		if want == "" || strings.Contains(strings.ToLower(r.said()), want) {
			p.shown = append(p.shown, i)
		}
	}
	p.moveTo(p.at)
}

func (p *Chooser) moveTo(at int) {
	p.at = max(0, min(at, len(p.shown)-1))
	p.top = max(0, min(p.top, len(p.shown)-p.fit))
	if p.at < p.top {
		p.top = p.at
	} else if p.at >= p.top+p.fit {
		p.top = p.at - p.fit + 1
	}
	p.show()
	if row := p.Row(); p.config.OnRow != nil && row != p.told {
		p.told = row
		p.config.OnRow(row)
	}
}

func (p *Chooser) show() {
	p.list.Objects = nil
	for i := p.top; i < len(p.shown) && i < p.top+p.fit; i++ {
		row := NewChoice(p.rows[p.shown[i]].said(), p.rows[p.shown[i]].line(), i == p.at, func() { p.canvas.Focus(p); p.moveTo(i) })
		row.Focused = p.focused && i == p.at
		p.list.Add(row)
	}
	if len(p.shown) == 0 {
		text := p.config.Empty
		if len(p.rows) > 0 {
			text = words.T("Nothing matches.")
		}
		p.list.Add(Pad(6, 8, 6, 8, NewLine(text, 13, ColorMuted)))
	}
	p.list.Refresh()
}

// line is what is shown of a row.
func (r ChooserRow) line() fyne.CanvasObject {
	colored := fyne.ThemeColorName(theme.ColorNameForeground)
	if r.Faint {
		colored = ColorFaint
	}
	text := NewLine(r.Text, 13, colored)
	text.Cut = true
	right := container.New(layout.NewCustomPaddedHBoxLayout(14))
	if r.Note != "" {
		right.Add(NewLine(r.Note, 12, ColorFaint))
	}
	if r.Right != "" {
		right.Add(NewLine(r.Right, 12, ColorMuted))
	}
	var left fyne.CanvasObject
	switch {
	case r.Dot != "":
		left = small(10, canvas.NewCircle(TagColor(r.Dot)))
	case r.Icon != "":
		left = small(14, NewIcon(r.Icon, ColorMuted))
	}
	return container.NewBorder(nil, nil, left, right, Pad(0, 8, 0, 6, text))
}

func small(side float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(side), o))
}

func (p *Chooser) do(k ChooserKey) {
	k.Do(p.Row())
}

// fieldKey takes the keys of the field that mean the list.
func (p *Chooser) fieldKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		p.canvas.Focus(p)
		return true
	case fyne.KeyEscape:
		if p.field.Text != "" {
			p.field.SetText("")
		}
		p.canvas.Focus(p)
		return true
	}
	return false
}

// TypedRune is for Fyne.
func (p *Chooser) TypedRune(r rune) {
	switch r {
	case 'j':
		p.moveTo(p.at + 1)
		return
	case 'k':
		p.moveTo(p.at - 1)
		return
	case '/':
		if p.field != nil {
			p.canvas.Focus(p.field)
			return
		}
	}
	for _, k := range p.config.Keys {
		if k.Rune == r && k.Rune != 0 {
			p.do(k)
			return
		}
	}
	if p.config.OnRune != nil {
		p.config.OnRune(r, p.Row())
	}
}

// TypedKey is for Fyne.
func (p *Chooser) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		p.moveTo(p.at + 1)
	case fyne.KeyUp:
		p.moveTo(p.at - 1)
	case fyne.KeyPageDown:
		p.moveTo(p.at + p.fit - 1)
	case fyne.KeyPageUp:
		p.moveTo(p.at - p.fit + 1)
	case fyne.KeyHome:
		p.moveTo(0)
	case fyne.KeyEnd:
		p.moveTo(len(p.shown) - 1)
	case fyne.KeyEscape:
		p.Close()
	default:
		name := e.Name
		if name == fyne.KeyEnter {
			name = fyne.KeyReturn
		}
		for _, k := range p.config.Keys {
			if k.Key == name && k.Key != "" {
				p.do(k)
				return
			}
		}
	}
}

// TypedShortcut takes shortcuts away from what lies below.
func (p *Chooser) TypedShortcut(fyne.Shortcut) {}

// FocusGained is for Fyne.
func (p *Chooser) FocusGained() { p.focused = true; p.show() }

// FocusLost is for Fyne.
func (p *Chooser) FocusLost() { p.focused = false; p.show() }

// Scrolled is for Fyne.
func (p *Chooser) Scrolled(e *fyne.ScrollEvent) {
	by := -int(e.Scrolled.DY / p.row)
	if by == 0 && e.Scrolled.DY != 0 {
		by = 1
		if e.Scrolled.DY > 0 {
			by = -1
		}
	}
	p.top = max(0, min(p.top+by, len(p.shown)-p.fit))
	p.show()
}

// Cursor is for Fyne.
func (p *Chooser) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// AccessibilityLabel is the title and the current line.
func (p *Chooser) AccessibilityLabel() string {
	if row := p.Row(); row >= 0 {
		return p.config.Title + ", " + p.rows[row].said()
	}
	return p.config.Title
}

// AccessibilityRole is for Fyne.
func (p *Chooser) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// MinSize is for Fyne.
func (p *Chooser) MinSize() fyne.Size { return fyne.NewSize(200, float32(p.fit)*p.row) }

// CreateRenderer is for Fyne.
func (p *Chooser) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(color.Transparent) // so that the wheel finds the list between its lines
	return widget.NewSimpleRenderer(container.NewStack(back, p.list))
}
