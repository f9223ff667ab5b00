// Package smart is the pane in which smart lists are put in order: shown,
// renamed, asked otherwise, given a colour, moved and removed.
package smart

import (
	"slices"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the pane is made from.
type Config struct {
	Lists []models.SmartList // in their order
	// OnGo goes to the papers of a list.
	OnGo func(models.SmartList)
	// Wrong is a sentence about an error, in the reader's language.
	Wrong func(error) string
	// The others change lists; SetLists follows. OnMove is asked to move a list to
	// a place among the others, 0 for the first.
	OnRename func(l models.SmartList, name string)
	OnQuery  func(l models.SmartList, query string)
	OnColor  func(l models.SmartList, color string)
	OnMove   func(l models.SmartList, to int)
	OnRemove func(models.SmartList)
	OnClose  func()
}

// Pane is the pane.
type Pane struct {
	*ui.Chooser
	config Config
	canvas fyne.Canvas
	lists  []models.SmartList
}

// Open shows the pane.
func Open(c fyne.Canvas, config Config) *Pane {
	p := &Pane{config: config, canvas: c}
	p.Chooser = ui.OpenChooser(c, ui.ChooserConfig{
		Title: words.T("Smart lists"), Hint: words.T("Searches with a name. What they find is looked up anew each time."),
		Empty: words.T("No smart lists yet. Search for something, then save the search as one."), Filter: words.T("Find a smart list"), Width: 700,
		Keys: []ui.ChooserKey{
			{Name: words.T("Show papers"), Key: fyne.KeyReturn, Primary: true, Do: p.on(func(l models.SmartList) { p.Close(); config.OnGo(l) })},
			{Name: words.T("Rename…"), Rune: 'r', Do: p.on(p.rename)},
			{Name: words.T("Query…"), Rune: 'q', Do: p.on(p.query)},
			{Name: words.T("Color…"), Rune: 'c', Do: p.on(p.color)},
			{Name: words.T("Up"), Rune: 'K', Do: p.on(func(l models.SmartList) { p.move(l, -1) })},
			{Name: words.T("Down"), Rune: 'J', Do: p.on(func(l models.SmartList) { p.move(l, 1) })},
			{Rune: '[', Hidden: true, Do: p.on(func(l models.SmartList) { p.move(l, -1) })},
			{Rune: ']', Hidden: true, Do: p.on(func(l models.SmartList) { p.move(l, 1) })},
			{Name: words.T("Remove"), Rune: 'd', Do: p.on(config.OnRemove)},
		},
		OnClose: config.OnClose,
	}, nil)
	p.SetLists(config.Lists)
	return p
}

// SetLists shows the lists that there are. The one that was current stays so.
func (p *Pane) SetLists(lists []models.SmartList) {
	var current int64
	if row := p.Row(); row >= 0 {
		current = p.lists[row].ID
	}
	p.lists = lists
	rows := make([]ui.ChooserRow, len(lists))
	for i, l := range lists {
		rows[i] = ui.ChooserRow{Dot: l.Color, Text: l.Name, Note: short(l.Query), Right: found(l)}
		if l.Color == "" {
			rows[i].Dot = "none"
		}
	}
	p.SetRows(rows)
	p.Choose(slices.IndexFunc(lists, func(l models.SmartList) bool { return l.ID == current }))
}

// found says how many papers a list has.
func found(l models.SmartList) string {
	switch {
	case l.Wrong != "":
		return words.T("wrong filter")
	case l.More:
		return words.T("%s+ papers", words.Number(l.Papers))
	}
	return words.N(l.Papers, "%s paper", "%s papers")
}

// longestQuery is how much of a query stands beside a name.
const longestQuery = 44

func short(query string) string {
	runes := []rune(query)
	if len(runes) > longestQuery {
		return string(runes[:longestQuery]) + "…"
	}
	return query
}

func (p *Pane) on(do func(models.SmartList)) func(int) {
	return func(row int) {
		if row >= 0 {
			do(p.lists[row])
		}
	}
}

func (p *Pane) move(l models.SmartList, by int) {
	at := slices.IndexFunc(p.lists, func(other models.SmartList) bool { return other.ID == l.ID })
	if to := at + by; to >= 0 && to < len(p.lists) {
		moved := slices.Insert(slices.Delete(slices.Clone(p.lists), at, at+1), to, l)
		p.SetLists(moved) // the next key may come before the library's answer
		p.config.OnMove(l, to)
	}
}

func (p *Pane) rename(l models.SmartList) {
	ui.OpenPrompt(p.canvas, ui.PromptConfig{
		Title: words.T("Rename the smart list %s", l.Name), Text: l.Name, Do: words.T("Rename"),
		OnDone: func(text string) string {
			name, err := models.CleanSmartName(text)
			switch {
			case err != nil:
				return p.config.Wrong(err)
			case name != l.Name:
				p.config.OnRename(l, name)
			}
			return ""
		},
		OnClose: p.Focus,
	})
}

func (p *Pane) query(l models.SmartList) {
	hint := words.T("Words and filters, as in the search field: tag:agents is:starred")
	if l.Wrong != "" {
		hint = l.Wrong
	}
	ui.OpenPrompt(p.canvas, ui.PromptConfig{
		Title: words.T("Query of the smart list %s", l.Name), Hint: hint, Text: l.Query, Do: words.T("Save"),
		OnDone: func(text string) string {
			if err := models.CheckSmartQuery(text); err != nil {
				return p.config.Wrong(err)
			}
			if text != l.Query {
				p.config.OnQuery(l, text)
			}
			return ""
		},
		OnClose: p.Focus,
	})
}

func (p *Pane) color(l models.SmartList) {
	ui.ChooseColor(p.canvas, words.T("Color of the smart list %s", l.Name), func(hex string) { p.config.OnColor(l, hex) }, p.Focus)
}
