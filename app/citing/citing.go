// Package citing is the pane that shows how a paper is cited: its citation key,
// its authors' names as they are taken apart, and the reference that follows.
// The key can be changed and a name taken apart otherwise, for all papers that
// have it.
package citing

import (
	"strings"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
)

// Name is an author's name, as papers have it and in its parts: either Literal,
// or Family with what belongs to it.
type Name struct {
	Written                                  string
	Family, Given, Particle, Suffix, Literal string
	// Corrected says that the reader has taken it apart.
	Corrected bool
}

// Citation is how a paper is cited.
type Citation struct {
	Title, Key, Reference string
	Names                 []Name
}

// Config is what the pane is made from.
type Config struct {
	Citation Citation
	// OnKey is asked to change the citation key, OnName to correct a name; they
	// tell later what is wrong with it, empty for nothing.
	OnKey  func(key string, tell func(wrong string))
	OnName func(name Name, tell func(wrong string))
	// OnReset is asked to take the correction of a name back.
	OnReset func(written string)
	OnClose func()
}

// Pane is the pane.
type Pane struct {
	*ui.Chooser
	config   Config
	canvas   fyne.Canvas
	citation Citation
	look     *ui.Code
}

// longestTitle is how much of a paper's title heads the pane, in characters.
const longestTitle = 60

// Open shows the pane.
func Open(c fyne.Canvas, config Config) *Pane {
	p := &Pane{config: config, canvas: c, look: ui.NewCode("")}
	title := []rune(config.Citation.Title)
	if len(title) > longestTitle {
		title = append(title[:longestTitle], '…')
	}
	p.Chooser = ui.OpenChooser(c, ui.ChooserConfig{
		Title: words.T("Citation of “%s”", string(title)), Width: 860, Side: p.look,
		Hint: words.T("The key, and the authors: family name · given names · particle · suffix. A correction holds for all papers with that name."),
		Keys: []ui.ChooserKey{
			{Name: words.T("Change…"), Key: fyne.KeyReturn, Primary: true, Do: p.change},
			{Name: words.T("Take the correction back"), Key: fyne.KeyDelete, Do: p.reset},
		},
		OnClose: config.OnClose,
	}, nil)
	p.Set(config.Citation)
	return p
}

// Set shows how the paper is cited now.
func (p *Pane) Set(citation Citation) {
	p.citation = citation
	rows := []ui.ChooserRow{{Icon: "copy", Text: citation.Key, Right: words.T("citation key")}}
	for _, n := range citation.Names {
		row := ui.ChooserRow{Icon: "user", Text: n.parts()}
		switch {
		case n.Corrected:
			row.Right = words.T("corrected")
		case n.Literal != "":
			row.Right = words.T("a whole")
		}
		rows = append(rows, row)
	}
	p.SetRows(rows)
	p.look.SetText(citation.Reference)
}

// parts is a name as its parts are shown.
func (n Name) parts() string {
	if n.Literal != "" {
		return n.Literal
	}
	var parts []string
	for _, part := range []string{n.Family, n.Given, n.Particle, n.Suffix} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return n.Written
	}
	return strings.Join(parts, " · ")
}

func (p *Pane) change(row int) {
	switch {
	case row == 0:
		ui.OpenPrompt(p.canvas, ui.PromptConfig{
			Title: words.T("Citation key"), Text: p.citation.Key, Do: words.T("Save"),
			Hint:  words.T("What stands in \\cite{}. A text that cites the paper by the old key has to follow."),
			OnTry: p.config.OnKey, OnClose: p.Focus,
		})
	case row > 0:
		openForm(p.canvas, p.citation.Names[row-1], p.config.OnName, p.Focus)
	}
}

func (p *Pane) reset(row int) {
	if row > 0 && p.citation.Names[row-1].Corrected {
		p.config.OnReset(p.citation.Names[row-1].Written)
	}
}
