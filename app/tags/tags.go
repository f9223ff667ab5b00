// Package tags is the pane in which tags are put in order: renamed, merged,
// deleted, given a colour and a number, and chosen to filter papers by.
package tags

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the pane is made from.
type Config struct {
	Tags []models.Tag
	// Press is the key that tags papers.
	Press string
	// Use looks up what renaming, merging or deleting a tag would change, and
	// tells it to show, later and on the UI goroutine.
	Use func(t models.Tag, show func(models.TagUse))
	// OnGo goes to the papers with a tag.
	OnGo func(models.Tag)
	// OnFilter shows the papers that a filter leaves.
	OnFilter func(Filter)
	// The others change tags; SetTags follows.
	OnRename func(t models.Tag, name string)
	OnMerge  func(from, into models.Tag)
	OnDelete func(t models.Tag, nested bool)
	OnColor  func(t models.Tag, color string)
	OnKey    func(t models.Tag, key int)
	OnClose  func()
}

// Filter says which tags papers are to have.
type Filter struct {
	With, Without []models.Tag
	// Any leaves the papers that have one of With; else they must have all.
	Any bool
}

// Empty says that the filter asks for nothing.
func (f Filter) Empty() bool { return len(f.With)+len(f.Without) == 0 }

// Name is the filter as it is read: "agents + evaluation − survey".
func (f Filter) Name() string {
	join := " + "
	if f.Any {
		join = " / "
	}
	names := make([]string, len(f.With))
	for i, t := range f.With {
		names[i] = t.Name
	}
	name := strings.Join(names, join)
	for _, t := range f.Without {
		name = strings.TrimSpace(name + " − " + t.Name)
	}
	return name
}

// Pane is the pane.
type Pane struct {
	*ui.Chooser
	config Config
	canvas fyne.Canvas
	tags   []models.Tag
	marks  map[int64]rune // '+' or '-', of the filter
	any    bool
}

// Open shows the pane.
func Open(c fyne.Canvas, config Config) *Pane {
	p := &Pane{config: config, canvas: c, marks: map[int64]rune{}}
	p.Chooser = ui.OpenChooser(c, ui.ChooserConfig{
		Title: words.T("Tags"), Hint: words.T("1 to 9 give a tag its number, 0 takes it away. + and − put tags into the filter."),
		Empty: words.T("No tags yet. Press %s on a paper to make one.", config.Press), Filter: words.T("Find a tag"), Width: 700,
		Keys: []ui.ChooserKey{
			{Name: words.T("Show papers"), Key: fyne.KeyReturn, Primary: true, Do: p.on(p.show)},
			{Name: words.T("With"), Rune: '+', Do: p.on(func(t models.Tag) { p.mark(t, '+') })},
			{Name: words.T("Without"), Rune: '-', Do: p.on(func(t models.Tag) { p.mark(t, '-') })},
			{Name: words.T("All or any"), Rune: 'a', Do: func(int) { p.any = !p.any; p.fill() }},
			{Name: words.T("Rename…"), Rune: 'r', Do: p.on(p.rename)},
			{Name: words.T("Merge into…"), Rune: 'm', Do: p.on(p.merge)},
			{Name: words.T("Color…"), Rune: 'c', Do: p.on(p.color)},
			{Name: words.T("Delete…"), Rune: 'd', Do: p.on(p.delete)},
			{Rune: '=', Hidden: true, Do: p.on(func(t models.Tag) { p.mark(t, '+') })}, // + without Shift
		},
		OnRune: func(r rune, row int) bool {
			if r < '0' || r > '9' || row < 0 {
				return false
			}
			config.OnKey(p.tags[row], int(r-'0'))
			return true
		},
		OnClose: config.OnClose,
	}, nil)
	p.SetTags(config.Tags)
	return p
}

// SetTags shows the tags that there are.
func (p *Pane) SetTags(tags []models.Tag) {
	p.tags = tags
	p.fill()
}

// Filter is what is chosen to filter by.
func (p *Pane) Filter() Filter {
	f := Filter{Any: p.any}
	for _, t := range p.tags {
		switch p.marks[t.ID] {
		case '+':
			f.With = append(f.With, t)
		case '-':
			f.Without = append(f.Without, t)
		}
	}
	return f
}

func (p *Pane) fill() {
	rows := make([]ui.ChooserRow, len(p.tags))
	for i, t := range p.tags {
		row := ui.ChooserRow{Dot: t.Color, Text: t.Name, Right: words.N(t.Papers, "%s paper", "%s papers")}
		if row.Dot == "" {
			row.Dot = "none"
		}
		if t.Hotkey > 0 {
			row.Text = fmt.Sprintf("%d  %s", t.Hotkey, t.Name)
		}
		switch mark := p.marks[t.ID]; {
		case mark == '-':
			row.Note = words.T("without")
		case mark == '+' && p.any:
			row.Note = words.T("with any")
		case mark == '+':
			row.Note = words.T("with")
		}
		rows[i] = row
	}
	p.SetRows(rows)
}

func (p *Pane) on(do func(models.Tag)) func(int) {
	return func(row int) {
		if row >= 0 {
			do(p.tags[row])
		}
	}
}

// show shows the papers of the filter, or of the tag where none is chosen.
func (p *Pane) show(t models.Tag) {
	f := p.Filter()
	p.Close()
	if f.Empty() {
		p.config.OnGo(t)
		return
	}
	p.config.OnFilter(f)
}

func (p *Pane) mark(t models.Tag, mark rune) {
	if p.marks[t.ID] == mark {
		mark = 0
	}
	p.marks[t.ID] = mark
	p.fill()
}

func (p *Pane) rename(t models.Tag) {
	prompt := ui.OpenPrompt(p.canvas, ui.PromptConfig{
		Title: words.T("Rename the tag %s", t.Name), Text: t.Name, Do: words.T("Rename"),
		OnDone: func(text string) string {
			name, err := models.CleanTag(text)
			if err != nil {
				return words.T("A tag needs a letter or number, 80 characters at most.")
			}
			if name != t.Name {
				p.config.OnRename(t, name)
			}
			return ""
		},
		OnClose: p.Focus,
	})
	p.config.Use(t, func(use models.TagUse) { prompt.SetHint(useText(use)) })
}

// useText says what a change of a tag would change.
func useText(use models.TagUse) string {
	text := words.N(use.Papers, "%s paper", "%s papers")
	if use.Nested > 0 {
		text += ", " + words.N(use.Nested, "%s tag nested in it", "%s tags nested in it")
	}
	if use.Lists > 0 {
		text += ", " + words.N(use.Lists, "%s smart list", "%s smart lists")
	}
	return text
}

func (p *Pane) merge(from models.Tag) {
	var others []models.Tag
	var rows []ui.ChooserRow
	for _, t := range p.tags {
		if t.ID != from.ID {
			others = append(others, t)
			rows = append(rows, ui.ChooserRow{Dot: colorOf(t), Text: t.Name, Right: words.N(t.Papers, "%s paper", "%s papers")})
		}
	}
	var pane *ui.Chooser
	pane = ui.OpenChooser(p.canvas, ui.ChooserConfig{
		Title: words.T("Merge the tag %s into…", from.Name), Hint: words.T("Its papers get the other tag; what is nested in it goes along."),
		Empty: words.T("There is no other tag."), Filter: words.T("Find a tag"),
		Keys: []ui.ChooserKey{{Name: words.T("Merge"), Key: fyne.KeyReturn, Primary: true, Do: func(row int) {
			if row >= 0 {
				pane.Close()
				p.config.OnMerge(from, others[row])
			}
		}}},
		OnClose: p.Focus,
	}, rows)
}

func (p *Pane) color(t models.Tag) {
	ui.ChooseColor(p.canvas, words.T("Color of the tag %s", t.Name), func(hex string) { p.config.OnColor(t, hex) }, p.Focus)
}

// delete deletes a tag; where others are nested in it, it asks whether those go
// along.
func (p *Pane) delete(t models.Tag) {
	p.config.Use(t, func(use models.TagUse) {
		if use.Nested == 0 {
			p.config.OnDelete(t, false)
			return
		}
		var pane *ui.Chooser
		pane = ui.OpenChooser(p.canvas, ui.ChooserConfig{
			Title: words.T("Delete the tag %s", t.Name), Hint: useText(use), Width: 440,
			Keys: []ui.ChooserKey{{Name: words.T("Delete"), Key: fyne.KeyReturn, Primary: true, Do: func(row int) {
				pane.Close()
				p.config.OnDelete(t, row == 1)
			}}},
			OnClose: p.Focus,
		}, []ui.ChooserRow{
			{Text: words.T("Only this tag")},
			{Text: words.N(use.Nested, "This tag and the one nested in it (%s)", "This tag and the %s nested in it")},
		})
	})
}

func colorOf(t models.Tag) string {
	if t.Color == "" {
		return "none"
	}
	return t.Color
}
