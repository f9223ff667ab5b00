// Package history is the pane of what was done to the library: every step, who
// made it and when. It goes back to a point, forward again, and takes single
// steps back.
package history

import (
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the pane is made from.
type Config struct {
	Steps []models.Step // newest first
	Now   time.Time
	// Label is what a step says in the reader's language.
	Label func(models.Step) string
	// OnBack undoes every step that is newer than one, OnForward does those up to
	// one again, and OnUndo undoes only that one. SetSteps follows.
	OnBack, OnForward, OnUndo func(models.Step)
	OnClose                   func()
}

// Pane is the pane.
type Pane struct {
	*ui.Chooser
	config Config
}

// Open shows the pane.
func Open(c fyne.Canvas, config Config) *Pane {
	p := &Pane{config: config}
	p.Chooser = ui.OpenChooser(c, ui.ChooserConfig{
		Title: words.T("History"), Hint: words.T("Everything that was done to your reading list, the newest first. All of it has a way back."),
		Empty: words.T("Nothing was done yet."), Filter: words.T("Find a step"),
		Keys: []ui.ChooserKey{
			{Name: words.T("Go to this point"), Key: fyne.KeyReturn, Primary: true, Do: p.on(p.goTo)},
			{Name: words.T("Undo only this"), Rune: 'u', Do: p.on(config.OnUndo)},
		},
		OnClose: config.OnClose,
	}, nil)
	p.SetSteps(config.Steps)
	return p
}

// SetSteps shows what was done, the newest first.
func (p *Pane) SetSteps(steps []models.Step) {
	p.config.Steps = steps
	rows := make([]ui.ChooserRow, len(steps))
	for i, s := range steps {
		rows[i] = ui.ChooserRow{Icon: "done", Text: p.config.Label(s), Note: words.Origin(s.Origin), Right: words.When(s.At, p.config.Now)}
		switch {
		case s.Redoable():
			rows[i].Icon, rows[i].Faint = "undo", true
			rows[i].Note += " · " + words.T("undone")
		case !s.InForce():
			rows[i].Icon, rows[i].Faint = "close", true
			rows[i].Note += " · " + words.T("undone, cannot be redone")
		}
	}
	p.SetRows(rows)
}

func (p *Pane) on(do func(models.Step)) func(int) {
	return func(row int) {
		if row >= 0 {
			do(p.config.Steps[row])
		}
	}
}

// goTo goes back to a step in force, or forward to one that is undone.
func (p *Pane) goTo(s models.Step) {
	if s.Redoable() {
		p.config.OnForward(s)
		return
	}
	p.config.OnBack(s)
}
