package exporting

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/theme"

	"offprint/app/ui"
	"offprint/app/words"
)

// makePath makes the field for the path.
func (p *Pane) makePath() {
	p.caption = caption("")
	p.field = ui.NewField(words.T("The path of the file"))
	p.hint = ui.NewLine("", 12, ui.ColorMuted)
	p.hint.Cut = true
	p.field.OnChanged = func(string) {
		if p.setting {
			return
		}
		p.say("", ui.ColorMuted)
		p.look()
		if p.format.folder() {
			p.preview() // what would become of that folder
		}
	}
	p.field.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeyPageDown, fyne.KeyPageUp:
			p.TypedKey(e)
		case fyne.KeyUp:
			p.canvas.FocusPrevious()
		case fyne.KeyDown:
			p.canvas.FocusNext()
		default:
			return false
		}
		return true
	}
}

// follow puts the path for the chosen format into the field: that of before with
// the format's extension, or the folder. What was typed for another kind of
// format stays with it.
func (p *Pane) follow(before Format) {
	if before.Name != "" {
		if before.folder() {
			p.what.Folder = p.Path()
		} else {
			p.what.File = p.Path()
		}
	}
	text := p.what.Folder
	p.caption.SetText(words.T("Folder"))
	switch {
	case !p.format.folder():
		p.caption.SetText(words.T("File"))
		text = p.extended(p.what.File)
	case text == "":
		text = filepath.Join(documents(), "Offprint")
	}
	p.setting = true
	p.field.SetPath(text)
	p.setting = false
}

// extended is a path with the extension of the chosen format in the place of
// another format's. One that is none of them was the reader's wish, and stays.
func (p *Pane) extended(path string) string {
	if path == "" {
		return filepath.Join(documents(), "offprint"+p.format.Extension)
	}
	var known []string
	for _, f := range p.config.Formats {
		known = append(known, f.Extension)
	}
	slices.SortFunc(known, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, extension := range known {
		if rest, ok := strings.CutSuffix(path, extension); ok && extension != "" && filepath.Base(rest) != "" {
			return rest + p.format.Extension
		}
	}
	if filepath.Ext(path) == "" {
		return path + p.format.Extension
	}
	return path
}

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

// Field is where the reader types the path.
func (p *Pane) Field() *ui.Field { return p.field }

// Hint is what is said about the path.
func (p *Pane) Hint() string { return p.hint.Text }

// Path is what stands in the field as a whole path, empty for none.
func (p *Pane) Path() string { return p.field.Path() }

// look says what would happen at the path. What is there is asked aside: the path
// may be on a drive that sleeps.
func (p *Pane) look() { p.lookAnd(func(bool) {}) }

// lookAnd is look, and then do: it is told whether something can be written
// there.
func (p *Pane) lookAnd(do func(good bool)) {
	path, folder := p.Path(), p.format.folder()
	p.config.Aside(func() func() {
		said, wrong := lookAt(path, folder)
		return func() {
			if p.closed {
				return
			}
			p.hint.Color = ui.ColorMuted
			if wrong != "" {
				p.hint.Color = theme.ColorNameError
			}
			p.hint.SetText(cmp.Or(wrong, said))
			p.hint.Refresh()
			do(wrong == "")
		}
	})
}

// lookAt says what would happen at a path, and why nothing can be written there;
// nothing where it can.
func lookAt(path string, folder bool) (said, wrong string) {
	info, err := os.Stat(path)
	switch {
	case path == "" && folder:
		wrong = words.T("Name a folder.")
	case path == "":
		wrong = words.T("Name a file.")
	case err == nil && folder && !info.IsDir():
		wrong = words.T("This is a file; name a folder.")
	case err == nil && !folder && info.IsDir():
		wrong = words.T("This is a folder; add a file's name.")
	case err == nil && !folder && info.Mode().Type()&^fs.ModeIrregular != 0:
		wrong = words.T("%s is no file that can be replaced, and was left as it was. Name another one.", path)
	case err != nil && !isFolder(filepath.Dir(path)):
		wrong = words.T("There is no folder %s.", filepath.Dir(path))
	case err == nil && folder:
		said = words.T("A folder that is there. What you or others wrote in it stays.")
	case folder:
		said = words.T("A new folder.")
	case err == nil:
		said = words.T("The file that is there will be replaced as a whole.")
	default:
		said = words.T("A new file.")
	}
	return said, wrong
}

func (p *Pane) chooseFolder() {
	chooser := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err != nil || folder == nil || p.closed {
			return
		}
		path := folder.Path()
		if !p.format.folder() {
			path = filepath.Join(path, filepath.Base(p.Path()))
		}
		p.field.SetPath(path)
	}, p.config.Window)
	if at, err := storage.ListerForURI(storage.NewFileURI(filepath.Dir(p.Path()))); err == nil {
		chooser.SetLocation(at) // else it begins at home
	}
	chooser.SetOnClosed(func() {
		if !p.closed {
			p.canvas.Focus(p.field)
		}
	})
	chooser.Show()
}
