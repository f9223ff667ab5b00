// Package rules is the pane of what the reader mutes and follows: words,
// authors and organisations. Before a rule is made it shows what the rule would
// have caught in the last thirty days.
package rules

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the pane is made from.
type Config struct {
	Rules []models.Rule
	// Preview finds what a rule would have caught and tells it to show, later
	// and on the UI goroutine; of is how many papers there were.
	Preview  func(r models.Rule, show func(caught []models.Paper, of int))
	OnAdd    func(models.Rule)
	OnRemove func(models.Rule)
	OnClose  func()
}

// shownTitles is how many of the papers that a rule would catch are named.
const shownTitles = 5

// Pane is the pane.
type Pane struct {
	config       Config
	canvas       fyne.Canvas
	pop          *widget.PopUp
	field        *ui.Field
	kind         models.RuleKind
	kinds        *ui.Options
	caught       *ui.Line
	titles       *fyne.Container
	rules        *ui.Flow
	stop         *ui.Stop // for their crosses
	mute, follow *ui.Button
}

// Open shows the pane; text is put into the field, for a rule of that kind.
func Open(c fyne.Canvas, kind models.RuleKind, text string, config Config) *Pane {
	p := &Pane{config: config, canvas: c, kind: kind}
	title := ui.NewLine(words.T("Mute and follow"), 17, "")
	title.Bold = true
	p.field = ui.NewField(words.T("A word, an author or an organization"))
	p.field.OnChanged = func(string) { p.look() }
	p.field.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyEscape:
			p.Close()
		case fyne.KeyReturn, fyne.KeyEnter:
			p.add(models.Mute)
		default:
			return false
		}
		return true
	}
	kinds := []models.RuleKind{models.WordRule, models.AuthorRule, models.OrganizationRule}
	p.kinds = ui.NewOptions(words.T("Kind"), []string{words.T("Word"), words.T("Author"), words.T("Organization")}, slices.Index(kinds, kind), func(i int) {
		p.kind = kinds[i]
		p.look()
	})
	p.kinds.Keyboard = p
	p.caught = ui.NewLine("", 12, ui.ColorMuted)
	p.titles = container.New(layout.NewCustomPaddedVBoxLayout(2))
	p.mute = (&ui.Button{Text: words.T("Mute"), Key: "Enter", OnTapped: func() { p.add(models.Mute) }, Keyboard: p}).Init()
	p.follow = (&ui.Button{Text: words.T("Follow"), OnTapped: func() { p.add(models.Follow) }, Keyboard: p}).Init()
	closer := (&ui.Button{Text: words.T("Close"), Key: "Esc", OnTapped: p.Close, Keyboard: p}).Init()
	p.rules = ui.NewFlow(6, 6)
	p.stop = ui.NewStop(p, nil)
	body := ui.NewColumn(10, title, p.kinds, p.field.Bare(), p.caught, p.titles,
		container.NewHBox(p.mute, p.follow, layout.NewSpacer(), closer), ui.Rule(), p.rules)
	size := fyne.NewSize(min(ui.Scaled(520), c.Size().Width-60), min(ui.Scaled(440), c.Size().Height-80))
	p.pop = widget.NewModalPopUp(ui.Pad(14, 18, 14, 18, container.NewGridWrap(size, body)), c)
	p.SetRules(config.Rules)
	p.field.SetText(text)
	p.look()
	p.pop.Show()
	c.Focus(p.field)
	return p
}

// Field is where the reader types.
func (p *Pane) Field() *ui.Field { return p.field }

// Caught is what is said about the rule in the field.
func (p *Pane) Caught() string { return p.caught.Text }

// SetRules shows the rules that there are.
func (p *Pane) SetRules(rules []models.Rule) {
	p.config.Rules = rules
	chips := []fyne.CanvasObject{}
	for _, r := range rules {
		dot := "#6B7280"
		if r.Effect == models.Follow {
			dot = "#2F6FB3"
		}
		chips = append(chips, ui.NewChip(r.Name(), dot, nil, func() { p.config.OnRemove(r) }))
	}
	if len(chips) == 0 {
		chips = append(chips, ui.NewLine(words.T("No rules yet. Muted papers are folded away, not deleted."), 12, ui.ColorMuted))
	}
	p.stop.Set(chips...)
	p.rules.SetObjects(append([]fyne.CanvasObject{p.stop}, chips...)...)
}

func (p *Pane) rule(e models.Effect) models.Rule {
	return models.Rule{Kind: p.kind, Text: strings.TrimSpace(p.field.Text), Effect: e}
}

// look shows what the rule would have caught.
func (p *Pane) look() {
	p.titles.Objects = nil
	p.titles.Refresh()
	rule := p.rule(models.Mute)
	if rule.Text == "" {
		p.caught.SetText(words.T("What it would have caught in the last 30 days is shown here."))
		return
	}
	p.config.Preview(rule, func(caught []models.Paper, of int) {
		if p.rule(models.Mute) != rule {
			return
		}
		p.caught.SetText(words.T("It would have caught %d of %d papers in the last 30 days.", len(caught), of))
		for i, paper := range caught {
			if i == shownTitles {
				p.titles.Add(ui.NewLine(words.T("and %d more", len(caught)-shownTitles), 12, ui.ColorFaint))
				break
			}
			line := ui.NewLine(paper.Title, 12, theme.ColorNameForeground)
			line.Cut = true
			p.titles.Add(line)
		}
		p.titles.Refresh()
		p.pop.Content.Refresh()
	})
}

func (p *Pane) add(e models.Effect) {
	if r := p.rule(e); r.Text != "" {
		p.config.OnAdd(r)
		p.field.SetText("")
	}
	p.canvas.Focus(p.field)
}

// TypedKey takes a key that a button of the pane leaves: Escape closes.
func (p *Pane) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		p.Close()
	}
}

// TypedRune takes letters away from what lies below.
func (p *Pane) TypedRune(rune) {}

// TypedShortcut takes shortcuts away from what lies below.
func (p *Pane) TypedShortcut(fyne.Shortcut) {}

// Close takes the pane away.
func (p *Pane) Close() {
	p.pop.Hide()
	p.config.OnClose()
}
