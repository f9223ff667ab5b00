package app

import (
	"context"
	"errors"

	"offprint/app/history"
	"offprint/app/words"
	"offprint/models"
)

// shownSteps is how many steps the history shows: more than the library keeps
// for those who do little, and all of a month for most others.
const shownSteps = 1000

// label is what a step says in the reader's language.
func label(s models.Step) string {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		args[i] = a
	}
	return words.Formatted(s.Label, s.Format, args)
}

// openHistory opens the pane of what was done.
func (w *Window) openHistory() {
	if w.covered() {
		return
	}
	w.notes.Leave()
	w.changes.Go(func(ctx context.Context) func() {
		steps, err := w.Library.History(ctx, shownSteps)
		return func() {
			if err != nil {
				w.trouble("read history", err)
				return
			}
			w.history = history.Open(w.win.Canvas(), history.Config{
				Steps: steps, Now: w.Host.Now(), Label: label,
				OnBack:    func(s models.Step) { w.goInTime(s, w.Library.GoBack) },
				OnForward: func(s models.Step) { w.goInTime(s, w.Library.GoForward) },
				OnUndo:    func(s models.Step) { w.undoStep(s.ID); w.readHistory() },
				OnClose:   func() { w.history = nil; w.list.FocusList() },
			})
		}
	})
}

// readHistory shows the pane of what was done again, after a change.
func (w *Window) readHistory() {
	w.changes.Go(func(ctx context.Context) func() {
		steps, err := w.Library.History(ctx, shownSteps)
		return func() {
			if err == nil && w.history != nil {
				w.history.SetSteps(steps)
			}
		}
	})
}

// goInTime goes to a point of the history.
func (w *Window) goInTime(to models.Step, turn func(context.Context, int64) ([]models.Step, error)) {
	w.changes.Go(func(ctx context.Context) func() {
		steps, err := turn(ctx, to.ID)
		return func() {
			switch {
			case err != nil:
				w.trouble("go to a point of the history", err)
			case len(steps) == 0 || steps[0].InForce():
				w.toast.Say(words.N(len(steps), "%s step done again", "%s steps done again"), "", nil)
			default:
				w.toast.Say(words.N(len(steps), "%s step undone", "%s steps undone"), "", nil)
			}
			w.reload()
		}
	})
	w.readHistory()
}

// tellConflict says why a step cannot be undone as a whole and offers what is
// still possible of it.
func (w *Window) tellConflict(err error) bool {
	var conflict *models.UndoConflict
	if !errors.As(err, &conflict) || conflict.Possible == 0 {
		return false
	}
	w.toast.Offer(w.sentence(err), words.T("Undo %d of %d", conflict.Possible, conflict.Step.Rows), func() {
		w.change(func(ctx context.Context) (models.Step, error) {
			step, _, err := w.Library.UndoRest(ctx, conflict.Step.ID)
			return step, err
		})
	})
	return true
}
