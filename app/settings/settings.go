// Package settings is the pane over the window in which a reader sets how
// Offprint looks and what it does: sections on the left, their settings on the
// right, and a search over all of them. What is set holds at once and is kept;
// there is nothing to confirm.
//
// The pane shows the values it is given and says which were changed. What they
// do is the window's.
package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/action"
	"offprint/app/session"
	"offprint/app/ui"
	"offprint/app/words"
)

// Config is what the pane is made from.
type Config struct {
	// Session are the values that there are; Set changes them.
	Session func() session.Session
	Set     func(change func(*session.Session))
	// Table has the actions; SetKeys gives them other keys. Problems are what is
	// wrong with the keys' file.
	Table    *action.Table
	SetKeys  func(map[string][]string)
	Problems []string
	// Pictures are those kept on the disk.
	Pictures Pictures
	// Backups are the copies of the library; nil leaves their section out.
	Backups Backups
	// Tasks runs what takes time.
	Tasks *ui.Tasks
	// Library is the library's file; Folders are others to be named, by what is
	// in them.
	Library string
	Folders []Folder
	Version string
	// Scaled says that the scale is set from outside, by FYNE_SCALE.
	Scaled bool
	// OpenFolder shows a folder in the system's own window; Copy copies a text.
	OpenFolder func(path string)
	Copy       func(text string)
	// Do does one of the window's actions after the pane is gone.
	Do func(action string)
	// Log takes the details of trouble.
	Log func(msg string, err error)
	// OnClose is told when the pane is gone.
	OnClose func()
}

// Folder is a folder and what is in it.
type Folder struct{ Name, Path string }

// Section is a part of the settings.
type Section string

// The sections, in their order.
const (
	Appearance Section = "Appearance"
	Reading    Section = "Reading"
	Keys       Section = "Keys"
	Feed       Section = "Feed"
	Storage    Section = "Storage"
	BackupsOf  Section = "Backups"
	About      Section = "About"
)

// name is the section's name in the reader's language.
func (s Section) name() string {
	switch s {
	case Appearance:
		return words.T("Appearance")
	case Reading:
		return words.T("Reading and notes")
	case Keys:
		return words.T("Keys")
	case Feed:
		return words.T("Feed")
	case Storage:
		return words.T("Storage")
	case BackupsOf:
		return words.T("Backups")
	}
	return words.T("About")
}

// Sections are all sections in their order.
func Sections() []Section {
	return []Section{Appearance, Reading, Keys, Feed, Storage, BackupsOf, About}
}

// Pane is the pane.
type Pane struct {
	config Config
	canvas fyne.Canvas
	pop    *widget.PopUp

	field   *ui.Field
	tabs    []*tab
	items   []*item
	rows    []*keyRow
	page    *ui.Column
	notice  *notice
	current Section
	closed  bool

	used    *ui.Line // by pictures
	backups *backupList
}

// Open shows the pane at a section.
func Open(c fyne.Canvas, at Section, config Config) *Pane {
	p := &Pane{config: config, canvas: c}
	title := ui.NewLine(words.T("Settings"), 17, "")
	title.Bold = true
	p.field = ui.NewField(words.T("Search settings"))
	p.field.OnChanged = func(string) { p.show() }
	p.field.OnKey = p.inField
	list := container.New(layout.NewCustomPaddedVBoxLayout(1))
	for _, s := range Sections() {
		if s == BackupsOf && config.Backups == nil {
			continue
		}
		t := newTab(p, s)
		p.tabs = append(p.tabs, t)
		list.Add(t)
	}
	closer := (&ui.Button{Text: words.T("Close"), Key: "Esc", OnTapped: p.Close, Keyboard: p}).Init()
	p.page = ui.NewColumn(0)
	p.page.Top, p.page.Right, p.page.Bottom, p.page.Left = 18, 26, 22, 26
	p.make()

	top := container.New(layout.NewCustomPaddedVBoxLayout(10), title, p.field.Bare(), list)
	left := ui.On(ui.ColorSide, ui.Pad(16, 12, 14, 14, container.NewBorder(top, container.NewHBox(closer), nil, nil)))
	body := container.New(&sides{}, left, p.page)
	p.pop = widget.NewModalPopUp(container.New(&frame{c}, body), c)
	p.current = at
	if at == BackupsOf && config.Backups == nil {
		p.current = Appearance
	}
	p.show()
	p.pop.Show()
	c.Focus(p.field)
	return p
}

// frame gives the pane its size, which grows with the text.
type frame struct{ canvas fyne.Canvas }

func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	window := f.canvas.Size()
	return fyne.NewSize(min(ui.Scaled(940), window.Width-50), min(ui.Scaled(620), window.Height-70))
}

func (f *frame) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// sides has the sections on the left and the settings on the right.
type sides struct{}

func (sides) width(all float32) float32 { return min(ui.Scaled(204), all*0.34) }

func (s sides) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 200) }

func (s sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left := s.width(size.Width)
	o[0].Resize(fyne.NewSize(left, size.Height))
	o[1].Move(fyne.NewPos(left, 0))
	o[1].Resize(fyne.NewSize(size.Width-left, size.Height))
}

// Field is where the reader types.
func (p *Pane) Field() *ui.Field { return p.field }

// Shown are the names of the settings that are in the pane, and of the actions
// whose keys are.
func (p *Pane) Shown() []string {
	var names []string
	for _, i := range p.items {
		if i.shown {
			names = append(names, i.name)
		}
	}
	return names
}

// Section is the section that is open.
func (p *Pane) Section() Section { return p.current }

// Notice is what was said last about keys or backups.
func (p *Pane) Notice() string { return p.notice.text.Text }

// inField takes the keys that lead out of the search field.
func (p *Pane) inField(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		if p.field.Text != "" {
			p.field.SetText("")
			return true
		}
		p.Close()
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		if p.field.Text == "" && e.Name == fyne.KeyDown {
			p.canvas.Focus(p.tab(p.current))
			return true
		}
		p.focusPage()
	default:
		return false
	}
	return true
}

func (p *Pane) tab(s Section) *tab {
	for _, t := range p.tabs {
		if t.section == s {
			return t
		}
	}
	return p.tabs[0]
}

// open shows a section.
func (p *Pane) open(s Section) {
	p.current = s
	if p.field.Text != "" {
		p.field.SetText("") // which shows it
		return
	}
	p.show()
}

// focusPage puts the keyboard onto the first setting that is shown.
func (p *Pane) focusPage() {
	for _, i := range p.items {
		if i.shown && i.focus != nil {
			p.canvas.Focus(i.focus)
			return
		}
	}
}

// step goes to the section that many places further and opens it; a search
// stays until one goes on.
func (p *Pane) step(from *tab, by int) {
	for i, t := range p.tabs {
		if t == from && i+by >= 0 && i+by < len(p.tabs) {
			next := p.tabs[i+by]
			p.canvas.Focus(next)
			if p.field.Text == "" && p.current != next.section {
				p.open(next.section)
			}
			return
		}
	}
	if by < 0 {
		p.canvas.Focus(p.field)
	}
}

// show shows the settings of the section, or those that the search finds.
func (p *Pane) show() {
	wanted := strings.Fields(strings.ToLower(p.field.Text))
	var objects []fyne.CanvasObject
	var last Section
	group := ""
	for _, i := range p.items {
		i.shown = i.section == p.current
		if len(wanted) > 0 {
			i.shown = i.matches(wanted)
		}
		if !i.shown {
			continue
		}
		if i.section != last {
			objects = append(objects, heading(i.section, len(objects) > 0))
			if i.section == Keys {
				objects = append(objects, p.notice)
			}
			last = i.section
		} else if !i.tight {
			objects = append(objects, ui.Rule())
		}
		if i.group != "" && i.group != group {
			line := ui.NewLine(i.group, 12, ui.ColorFaint)
			line.Bold = true
			objects = append(objects, ui.Pad(12, 0, 3, 0, line))
		}
		group = i.group
		objects = append(objects, i.object)
	}
	if len(objects) == 0 {
		none := ui.NewParagraph(words.T("No setting has these words."), 13, ui.ColorMuted)
		objects = append(objects, ui.Pad(20, 0, 0, 0, none))
	}
	p.page.SetObjects(objects...)
	p.page.ScrollToTop()
	for _, t := range p.tabs {
		t.set(len(wanted) == 0 && t.section == p.current)
	}
}

func heading(s Section, below bool) fyne.CanvasObject {
	line := ui.NewLine(s.name(), 17, "")
	line.Bold = true
	top := float32(0)
	if below {
		top = 18
	}
	return ui.Pad(top, 0, 6, 0, line)
}

// TypedKey takes a key that a control leaves: Escape closes, the arrows go from
// setting to setting.
func (p *Pane) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		p.Close()
	case fyne.KeyDown:
		p.canvas.FocusNext()
	case fyne.KeyUp:
		p.canvas.FocusPrevious()
	}
}

// TypedRune takes letters away from what lies below; "/" leads to the search.
func (p *Pane) TypedRune(r rune) {
	if r == '/' {
		p.canvas.Focus(p.field)
	}
}

// TypedShortcut takes shortcuts away from what lies below.
func (p *Pane) TypedShortcut(fyne.Shortcut) {}

// Close takes the pane away.
func (p *Pane) Close() {
	if p.closed {
		return
	}
	p.closed = true
	p.config.Table.Capture = nil
	p.pop.Hide()
	p.config.OnClose()
}

// do closes the pane and does one of the window's actions.
func (p *Pane) do(id string) {
	p.Close()
	p.config.Do(id)
}

// notice is a line about what was just done, with a way back.
type notice struct {
	widget.BaseWidget
	text *ui.Paragraph
	undo *ui.Button
	box  *fyne.Container
}

func newNotice(keyboard ui.Keyboard) *notice {
	n := &notice{text: ui.NewParagraph("", 12, theme.ColorNameWarning), undo: (&ui.Button{Text: words.T("Undo"), Keyboard: keyboard}).Init()}
	n.box = container.New(&beside{}, n.text, n.undo)
	n.ExtendBaseWidget(n)
	n.Hide()
	return n
}

// say shows a text; an empty one takes the line away. back may be nil.
func (n *notice) say(text string, back func()) {
	n.text.SetText(text)
	n.undo.OnTapped = back
	n.undo.Hidden = back == nil
	n.Hidden = text == ""
	n.Refresh()
}

func (n *notice) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(ui.Pad(0, 0, 10, 0, n.box))
}
