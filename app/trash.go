package app

import (
	"context"
	"errors"

	"offprint/app/trash"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// openTrash opens the pane of what was deleted.
func (w *Window) openTrash() {
	if w.covered() {
		return
	}
	w.notes.Leave()
	w.changes.Go(func(ctx context.Context) func() {
		things, err := w.Library.Trash(ctx)
		return func() {
			if err != nil {
				w.trouble("read the trash", err)
				return
			}
			w.trash = trash.Open(w.win.Canvas(), trash.Config{
				Things: things, Now: w.Host.Now(), OnRestore: func(t models.Trashed) { w.bringBack(t, "") },
				OnClose: func() { w.trash = nil; w.list.FocusList() },
			})
		}
	})
}

// bringBack brings a thing back from the trash; where its name is taken
// meanwhile, it asks for another.
func (w *Window) bringBack(t models.Trashed, as string) {
	w.changes.Go(func(ctx context.Context) func() {
		step, err := w.Library.RestoreFromTrash(ctx, t.ID, as)
		var taken *models.NameTaken
		named := errors.As(err, &taken) || t.Kind == models.TrashedPaper && models.CodeOf(err) == models.Conflict
		things, _ := w.Library.Trash(ctx) // what was there stays where it cannot be read
		return func() {
			switch {
			case named:
				w.askName(t, err)
			case err != nil:
				w.trouble("bring back from the trash", err)
			default:
				w.say(step)
				w.reload()
			}
			if w.trash != nil && things != nil {
				w.trash.SetThings(things)
			}
		}
	})
}

// askName asks for another name for what comes back, because its own is taken.
func (w *Window) askName(t models.Trashed, err error) {
	name := t.Title
	if t.Kind == models.TrashedPaper {
		name = t.CitationKey
	}
	ui.OpenPrompt(w.win.Canvas(), ui.PromptConfig{
		Title: words.T("Bring it back under another name"), Hint: w.sentence(err), Text: name, Do: words.T("Bring back"),
		OnDone: func(text string) string {
			w.bringBack(t, text)
			return ""
		},
		OnClose: func() {
			if w.trash != nil {
				w.trash.Focus()
			}
		},
	})
}
