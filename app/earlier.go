package app

import (
	"context"

	"offprint/app/earlier"
	"offprint/app/words"
	"offprint/models"
)

// openEarlier opens the pane of the texts that the note in the editor had.
func (w *Window) openEarlier() {
	if w.covered() {
		return
	}
	w.notes.Leave()
	// what is being written gets its key with the save that is in the queue
	w.changes.Go(func(context.Context) func() {
		return func() {
			if note := w.notes.NoteID(); note != 0 {
				w.readEarlier(note)
				return
			}
			w.toast.Say(words.T("There is no note here yet; %s writes one.", w.table.Hint("note")), "", nil)
		}
	})
}

func (w *Window) readEarlier(note int64) {
	writing := w.notes.Writing()
	w.changes.Go(func(ctx context.Context) func() {
		history, err := w.Library.NoteHistory(ctx, note)
		versions := earlier.Count(history)
		return func() {
			switch {
			case err != nil:
				w.trouble("read the history of a note", err)
			case !w.covered():
				earlier.Open(w.win.Canvas(), earlier.Config{
					Versions: versions, Tasks: w.tasks, Now: w.Host.Now(), OnRestore: w.restoreNote,
					OnClose: func() {
						if writing {
							w.notes.Focus()
						} else {
							w.list.FocusList()
						}
					},
				})
			}
		}
	})
}

// restoreNote brings an earlier text of a note back. The keyboard goes to the
// list then, where one key takes it back.
func (w *Window) restoreNote(v earlier.Version) {
	w.list.FocusList()
	w.change(func(ctx context.Context) (models.Step, error) {
		_, step, err := w.Library.RestoreNote(ctx, v.NoteID, v.Version)
		return step, err
	})
}
