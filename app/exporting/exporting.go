// Package exporting is the small pane that asks which file to export to. It
// opens no file: whoever writes replaces the file whole or not at all, and a
// file chooser of the toolkit would have emptied it by then.
package exporting

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// Config is what the pane is made from.
type Config struct {
	Window fyne.Window
	// Title says what is exported; File is the name proposed.
	Title, File string
	// OnWrite is told the path, which is absolute.
	OnWrite func(path string)
	// OnClose is told when the pane is gone.
	OnClose func()
}

// Pane is the pane.
type Pane struct {
	config Config
	pop    *widget.PopUp
	field  *ui.Field
	hint   *ui.Line
	write  *ui.Button
}

// Open shows the pane.
func Open(config Config) *Pane {
	p := &Pane{config: config, field: ui.NewField(words.T("A file's path")), hint: ui.NewLine("", 12, ui.ColorMuted)}
	p.hint.Cut = true
	p.field.SetText(filepath.Join(documents(), config.File))
	p.field.OnChanged = func(string) { p.look() }
	p.field.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			p.done()
		case fyne.KeyEscape:
			p.close()
		default:
			return false
		}
		return true
	}
	title := ui.NewLine(config.Title, 16, "")
	title.Bold = true
	p.write = (&ui.Button{Text: words.T("Export"), Primary: true, OnTapped: p.done}).Init()
	folder := (&ui.Button{Text: words.T("Choose a folder…"), OnTapped: p.chooseFolder}).Init()
	cancel := (&ui.Button{Text: words.T("Cancel"), Key: "Esc", OnTapped: p.close}).Init()
	body := container.New(layout.NewCustomPaddedVBoxLayout(8), title, p.field.Bare(), p.hint,
		container.NewHBox(folder, layout.NewSpacer(), cancel, p.write))
	width := min(ui.Scaled(560), config.Window.Canvas().Size().Width-60)
	p.pop = widget.NewModalPopUp(ui.Pad(14, 18, 12, 18, container.New(&wide{width}, body)), config.Window.Canvas())
	p.look()
	p.pop.Show()
	config.Window.Canvas().Focus(p.field)
	return p
}

// wide gives its content a width.
type wide struct{ width float32 }

func (w *wide) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(w.width, o[0].MinSize().Height)
}
func (w *wide) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// documents is the folder that an export is proposed for.
func documents() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	if folder := filepath.Join(home, "Documents"); isFolder(folder) {
		return folder
	}
	return home
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// Field is where the reader types.
func (p *Pane) Field() *ui.Field { return p.field }

// Hint is what is said about the path.
func (p *Pane) Hint() string { return p.hint.Text }

func (p *Pane) path() string {
	path := strings.TrimSpace(p.field.Text)
	if rest, ok := strings.CutPrefix(path, "~"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = home + rest
		}
	}
	if absolute, err := filepath.Abs(path); err == nil && path != "" {
		return absolute
	}
	return ""
}

// look says what would happen at the path.
func (p *Pane) look() {
	path := p.path()
	switch info, err := os.Stat(path); {
	case path == "":
		p.hint.SetText(words.T("Name a file."))
	case err == nil && info.IsDir():
		p.hint.SetText(words.T("This is a folder; add a file's name."))
	case err == nil:
		p.hint.SetText(words.T("The file that is there will be replaced as a whole."))
	case !isFolder(filepath.Dir(path)):
		p.hint.SetText(words.T("There is no folder %s.", filepath.Dir(path)))
	default:
		p.hint.SetText(words.T("A new file."))
	}
}

func (p *Pane) done() {
	path := p.path()
	if path == "" || isFolder(path) || !isFolder(filepath.Dir(path)) {
		p.look()
		return
	}
	p.close()
	p.config.OnWrite(path)
}

func (p *Pane) close() {
	p.pop.Hide()
	p.config.OnClose()
}

func (p *Pane) chooseFolder() {
	dialog.ShowFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			p.field.SetText(filepath.Join(folder.Path(), filepath.Base(p.field.Text)))
		}
	}, p.config.Window)
}
