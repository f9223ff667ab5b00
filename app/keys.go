package app

import (
	"context"
	"path/filepath"

	"offprint/app/keys"
	"offprint/app/session"
	"offprint/app/words"
	"offprint/models"
)

// keysFile is where the reader's keys are kept.
func (w *Window) keysFile() string { return filepath.Join(w.Folders.State, "keys.json") }

// loadKeys gives actions the reader's keys, before there is a window, and
// returns what is to be said about those that make no sense.
func (w *Window) loadKeys() []string {
	set, wrong := keys.Load(w.keysFile())
	var problems []string
	for _, p := range wrong {
		problems = append(problems, keysProblem(w.keysFile(), p))
	}
	problems = append(problems, w.table.SetKeys(set)...)
	for _, p := range problems {
		w.Log.Warn("keys", "file", w.keysFile(), "problem", p)
	}
	return problems
}

func keysProblem(file string, p keys.Problem) string {
	switch {
	case p.Line == 0:
		return words.T("The keys in %s could not be read: every action has its usual ones. The file was left as it is.", file)
	case p.Action == "":
		return words.T("%s makes no sense in line %d: every action has its usual keys. The file was left as it is.", filepath.Base(file), p.Line)
	}
	return words.T("%s, line %d: “%s” has no list of keys, or stands there twice; it was left out.", filepath.Base(file), p.Line, p.Action)
}

// tellKeys says once that some keys make no sense.
func (w *Window) tellKeys(problems []string) {
	switch len(problems) {
	case 0:
	case 1:
		w.toast.Say(problems[0], "", nil)
	default:
		w.toast.Say(words.T("%s (And %d more about keys; the log has all.)", problems[0], len(problems)-1), "", nil)
	}
}

// setKeys gives actions other keys, keeps them, and shows them everywhere.
func (w *Window) setKeys(set map[string][]string) {
	w.problems = w.table.SetKeys(set)
	w.win.SetMainMenu(w.table.MainMenu())
	w.table.BindShortcuts(w.win.Canvas())
	w.list.KeysChanged()
	w.paper.KeysChanged()
	w.notes.KeysChanged()
	w.toast.Key = w.table.Key("offer")
	w.status.keysAre(w.table.Hint("keys"))
	w.hint()
	kept := keys.Keys(w.table.Keys())
	w.changes.Go(func(context.Context) func() {
		err := keys.Save(w.keysFile(), kept)
		return func() {
			if err != nil {
				w.Log.Error("save keys", "err", err)
				w.toast.Say(words.T("The keys could not be saved; they hold until the window is closed."), "", nil)
			}
		}
	})
}

// hint tells a reader who has kept nothing yet how that is done, until the first
// paper is kept.
func (w *Window) hint() {
	if w.session.Session().Started {
		w.list.Hint("")
		return
	}
	for _, p := range []models.Place{models.ToReadPlace, models.ReadingPlace, models.DonePlace, models.ArchivedPlace} {
		if w.counts.Places[p] > 0 {
			w.session.Update(func(s *session.Session) { s.Started = true })
			w.list.Hint("")
			return
		}
	}
	w.list.Hint(words.T("New here?  %s next paper  ·  %s keep it  ·  %s all keys", w.table.Hint("next"), w.table.Hint("keep"), w.table.Hint("keys")))
}

// key is the key to show beside an action, empty where it has none. That of
// "state" begins those of the states.
func (w *Window) key(id string) string {
	if id == "state" && w.table.Key(id) == "" {
		return w.table.Begin("state-toread", "state-reading", "state-done", "state-archived")
	}
	return w.table.Key(id)
}
