package app

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"offprint/app/session"
	"offprint/app/settings"
	"offprint/app/ui"
	"offprint/app/words"
)

// scaleVariable is where Fyne looks for the scale of windows.
const scaleVariable = "FYNE_SCALE"

// scale hands the scale that the reader has set to Fyne, which reads it from the
// environment as a window is made. Who has set the variable knows better.
func scale(c Config) {
	s := session.Load(filepath.Join(c.Folders.State, "session.json"))
	if s.Scale != session.Default().Scale && os.Getenv(scaleVariable) == "" {
		// it fails for names and values that are none; this is not one of them
		_ = os.Setenv(scaleVariable, fmt.Sprintf("%.2f", float64(s.Scale)/100))
	}
}

// openSettings shows the settings.
func (w *Window) openSettings(at settings.Section) {
	if w.covered() {
		return
	}
	asSet := fmt.Sprintf("%.2f", float64(w.session.Session().Scale)/100)
	from := os.Getenv(scaleVariable)
	w.settings = settings.Open(w.win.Canvas(), at, settings.Config{
		Session: w.session.Session, Set: w.set, Table: w.table, SetKeys: w.setKeys, Problems: w.problems,
		Pictures: w.pictures, Tasks: w.tasks, Library: w.Library.Path(), Version: w.Version, Scaled: from != "" && from != asSet,
		Folders: []settings.Folder{
			{Name: words.T("Pictures"), Path: w.Folders.Cache}, {Name: words.T("Keys, session and log"), Path: w.Folders.State},
		},
		Backups: backups{w}, OpenFolder: w.openFolder, Copy: func(text string) { w.copy(text, words.T("Copied")) },
		Do:      func(id string) { w.table.RunID(id) },
		Log:     func(msg string, err error) { w.Log.Error(msg, "err", err) },
		OnClose: func() { w.settings = nil; w.list.FocusList() },
	})
}

// set changes what the reader has set, and lets it hold at once.
func (w *Window) set(change func(*session.Session)) {
	before := w.session.Session()
	w.session.Update(change)
	now := w.session.Session()
	if now.Theme != before.Theme || now.TextSize != before.TextSize {
		look := w.theme.Appearance // perhaps that of the command line
		if now.Theme != before.Theme {
			look = ui.Appearance(now.Theme)
		}
		w.theme = ui.NewTheme(look)
		w.theme.TextSize = now.TextSize
		w.Host.App.Settings().SetTheme(w.theme)
		// What has another size is laid out anew; the window's content follows
		// the height of the menu only when there is another menu.
		w.win.SetMainMenu(w.table.MainMenu())
		w.win.Content().Refresh()
	}
	if now.RefreshMinutes != before.RefreshMinutes {
		w.every()
	}
	if now.Preview != w.notes.Preview() {
		w.notes.TogglePreview()
	}
	if now.CacheMiB != before.CacheMiB {
		w.tasks.Go(func(context.Context) func() {
			if err := w.pictures.SetCap(int64(now.CacheMiB) << 20); err != nil {
				w.Log.Warn("make room among the pictures", "err", err)
			}
			return nil
		})
	}
}

// setTheme sets how the window looks.
func (w *Window) setTheme(a ui.Appearance) {
	if w.theme.Appearance != a { // it was given on the command line
		w.session.Update(func(s *session.Session) { s.Theme = string(w.theme.Appearance) })
	}
	w.set(func(s *session.Session) { s.Theme = string(a) })
}

// textSize makes text larger or smaller by a step.
func (w *Window) textSize(by int) {
	size := w.session.Session().TextSize + 10*by
	w.set(func(s *session.Session) { s.TextSize = min(max(size, session.SmallestText), session.LargestText) })
	w.toast.Say(words.T("Text size %d %%", w.session.Session().TextSize), "", nil)
}

// openFolder shows a folder in the system's own window.
func (w *Window) openFolder(path string) {
	if _, err := os.Stat(path); err != nil {
		w.toast.Say(words.T("That folder is not there yet."), "", nil)
		return
	}
	if err := w.Host.App.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}); err != nil {
		w.Log.Warn("open folder", "folder", path, "err", err)
		w.toast.Say(words.T("The folder could not be shown."), words.T("Copy path"), func() { w.copy(path, words.T("Path copied")) })
	}
}
