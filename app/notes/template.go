package notes

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
	"offprint/models"
)

// template is what a note can start from.
type template struct{ name, text string }

func templates() []template {
	parts := func(headings ...string) string {
		var b strings.Builder
		for i, h := range headings {
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString("## " + h + "\n\n")
		}
		return b.String()
	}
	tasks := func(tasks ...string) string { return "- [ ] " + strings.Join(tasks, "\n- [ ] ") + "\n" }
	return []template{
		{words.T("Summary"), parts(words.T("Summary"), words.T("Method"), words.T("Results"), words.T("What I think"))},
		{words.T("Questions"), tasks(words.T("What is new?"), words.T("What is it compared with?"), words.T("What would break it?"), words.T("What can I use?"))},
		{words.T("Reading group"), parts(words.T("In two sentences"), words.T("To discuss"), words.T("To do")) + tasks("")},
	}
}

// Templates shows what a note can start from.
func (p *Pane) Templates() {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.templates)
	if c == nil || p.paper == 0 {
		return
	}
	var items []*fyne.MenuItem
	for _, t := range templates() {
		items = append(items, fyne.NewMenuItem(t.name, func() { p.start(t) }))
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.templates)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), c, at.AddXY(0, p.templates.Size().Height+2))
}

// start begins a note with a template: the one in the editor where nothing is in
// it, else another.
func (p *Pane) start(t template) {
	if strings.TrimSpace(p.editor.Text()) != "" {
		p.beginNew(models.Note{}, "")
	}
	p.editor.Replace(0, p.editor.Len(), t.text)
	at := strings.Index(t.text, "\n\n") + 2 // below the first heading
	if at < 2 {
		at = strings.IndexByte(t.text, '\n')
	}
	p.editor.Select(at, at)
	p.Focus()
}
