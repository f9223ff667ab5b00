// Package trash is the pane of what was deleted in the last thirty days: papers
// taken from the reading list, tags, notes and smart lists. Each comes back as a
// whole.
package trash

import (
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the pane is made from.
type Config struct {
	Things []models.Trashed // the newest first
	Now    time.Time
	// OnRestore brings a thing back. SetThings follows.
	OnRestore func(models.Trashed)
	OnClose   func()
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
		Title: words.T("Trash"), Hint: words.T("What was deleted stays here for thirty days."), Width: 720,
		Empty: words.T("Nothing was deleted."), Filter: words.T("Find something deleted"),
		Keys: []ui.ChooserKey{{Name: words.T("Bring back"), Key: fyne.KeyReturn, Primary: true, Do: func(row int) {
			if row >= 0 {
				config.OnRestore(p.config.Things[row])
			}
		}}},
		OnClose: config.OnClose,
	}, nil)
	p.SetThings(config.Things)
	return p
}

// SetThings shows what was deleted, the newest first.
func (p *Pane) SetThings(things []models.Trashed) {
	p.config.Things = things
	rows := make([]ui.ChooserRow, len(things))
	for i, t := range things {
		rows[i] = ui.ChooserRow{Icon: icon(t), Text: text(t), Note: kind(t), Right: words.When(t.At, p.config.Now)}
	}
	p.SetRows(rows)
}

func icon(t models.Trashed) string {
	switch t.Kind {
	case models.TrashedTag:
		return "tag"
	case models.TrashedNote:
		return "note"
	case models.TrashedList:
		return "search"
	}
	return "page"
}

func kind(t models.Trashed) string {
	switch t.Kind {
	case models.TrashedTag:
		return words.N(t.Papers, "a tag, on %s paper", "a tag, on %s papers")
	case models.TrashedNote:
		return words.T("a note")
	case models.TrashedList:
		return words.T("a smart list")
	}
	return words.T("a paper of the reading list")
}

// longestText is how much of a note stands beside its paper's title.
const longestText = 60

func text(t models.Trashed) string {
	if t.Kind != models.TrashedNote {
		return t.Title
	}
	runes := []rune(t.Text)
	if len(runes) > longestText {
		runes = append(runes[:longestText], '…')
	}
	return words.T("“%s” on %s", string(runes), t.Title)
}
