package notes

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"offprint/app/ui"
	"offprint/models"
)

// What is offered behind "[[" at most, and how long the text there may be, in
// bytes.
const (
	maxChoices   = 6
	maxCompleted = 100
)

// choices is the short list of papers by the cursor, of which one is chosen for
// a link.
type choices struct {
	from   int // where "[[" begins
	sought string
	papers []models.Paper
	at     int
	box    *fyne.Container
	rows   *fyne.Container
	latest ui.Latest
}

func (p *Pane) newChoices() {
	c := &p.choices
	c.latest.Tasks = p.config.Tasks
	c.rows = container.New(layout.NewCustomPaddedVBoxLayout(0))
	frame := ui.NewFill(theme.ColorNameMenuBackground)
	frame.Border, frame.Radius = ui.ColorLine, 6
	c.box = container.NewStack(frame, ui.Pad(3, 3, 3, 3, c.rows))
	c.box.Hide()
}

// complete offers papers where the cursor is behind "[[".
func (p *Pane) complete() {
	if p.config.Complete == nil || p.setting {
		return
	}
	from, sought, ok := p.linking()
	if !ok {
		p.closeChoices()
		return
	}
	c := &p.choices
	if from == c.from && sought == c.sought && c.box.Visible() {
		return
	}
	c.from, c.sought = from, sought
	c.latest.Go(func(ctx context.Context) func() {
		papers := p.config.Complete(ctx, sought)
		return func() {
			papers = slices.DeleteFunc(papers, func(other models.Paper) bool { return other.ID == p.paper })
			c.papers, c.at = papers[:min(len(papers), maxChoices)], 0
			p.showChoices()
		}
	})
}

// linking is where the link begins that is being written, and what of it stands
// there.
func (p *Pane) linking() (from int, sought string, ok bool) {
	caret := p.editor.Caret()
	if begin, end := p.editor.Selection(); begin != end || !p.editor.Focused() {
		return 0, "", false
	}
	line, _ := p.editor.Line(caret)
	text := p.editor.Part(max(line, caret-maxCompleted), caret)
	at := strings.LastIndex(text, "[[")
	if at < 0 {
		return 0, "", false
	}
	sought = text[at+2:]
	if strings.TrimSpace(sought) == "" || strings.ContainsAny(sought, "[]|") {
		return 0, "", false
	}
	return caret - len(text) + at, sought, true
}

func (p *Pane) closeChoices() {
	c := &p.choices
	c.latest.Stop()
	c.sought = ""
	if c.box.Visible() {
		c.box.Hide()
	}
}

func (p *Pane) showChoices() {
	c := &p.choices
	if len(c.papers) == 0 {
		c.box.Hide()
		return
	}
	c.rows.Objects = nil
	for i, paper := range c.papers {
		title := ui.NewLine(paper.Title, 13, "")
		title.Cut = true
		id := ui.NewLine(paper.ArxivID, 12, ui.ColorFaint)
		row := container.NewBorder(nil, nil, nil, id, title)
		c.rows.Add(ui.NewChoice(paper.Title, ui.Pad(3, 8, 3, 8, row), i == c.at, func() { p.choosePaper(i) }))
	}
	c.box.Show()
	p.placeChoices()
}

// placeChoices puts the list below the cursor, or above it where there is more
// room, with as many of the choices as there is room for.
func (p *Pane) placeChoices() {
	if p.body == nil || !p.choices.box.Visible() {
		return
	}
	area := p.editor.Size()
	at := p.editor.CaretPosition()
	above, below := at.Y-p.editor.RowHeight()-2, area.Height-at.Y
	p.choices.show(len(p.choices.rows.Objects))
	over := p.choices.box.MinSize().Height > below && above > below
	room := below
	if over {
		room = above
	}
	for n := len(p.choices.rows.Objects) - 1; n > 0 && p.choices.box.MinSize().Height > room; n-- {
		p.choices.show(n)
	}
	size := fyne.NewSize(min(ui.Scaled(420), area.Width-8), p.choices.box.MinSize().Height)
	at.X = max(4, min(at.X, area.Width-size.Width-4))
	if over {
		at.Y = max(0, above-size.Height)
	}
	p.choices.box.Move(at)
	p.choices.box.Resize(size)
	p.choices.box.Refresh()
}

// show shows n of the choices, among them the chosen one.
func (c *choices) show(n int) {
	first := max(0, min(c.at-n/2, len(c.rows.Objects)-n))
	for i, row := range c.rows.Objects {
		if i >= first && i < first+n {
			row.Show()
		} else {
			row.Hide()
		}
	}
}

// choiceKey is what keys do while papers are offered.
func (p *Pane) choiceKey(e *fyne.KeyEvent) bool {
	c := &p.choices
	if !c.box.Visible() {
		return false
	}
	switch e.Name {
	case fyne.KeyUp:
		c.at = (c.at + len(c.papers) - 1) % len(c.papers)
		p.showChoices()
	case fyne.KeyDown:
		c.at = (c.at + 1) % len(c.papers)
		p.showChoices()
	case fyne.KeyReturn, fyne.KeyEnter:
		p.choosePaper(c.at)
	case fyne.KeyEscape:
		p.closeChoices()
	default:
		return false
	}
	return true
}

// choosePaper writes the link to a paper that is offered.
func (p *Pane) choosePaper(i int) {
	c := &p.choices
	paper, from, to := c.papers[i], c.from, p.editor.Caret()
	if p.editor.Part(to, to+2) == "]]" {
		to += 2
	}
	title := strings.NewReplacer("[", "(", "]", ")", "|", "/", "\n", " ").Replace(paper.Title)
	c.box.Hide()
	p.editor.Replace(from, to, "[["+paper.ArxivID+"|"+title+"]]")
	p.closeChoices()
	p.Focus()
}

// Choices are the papers that are offered behind "[[".
func (p *Pane) Choices() []models.Paper {
	if !p.choices.box.Visible() {
		return nil
	}
	return p.choices.papers
}
