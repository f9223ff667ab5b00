// Package earlier is the pane of the texts that a note had: when each was
// written and by what, how it differs from the present text, and a way to bring
// it back.
package earlier

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Version is a text that the note had.
type Version struct {
	models.NoteVersion
	Words int
}

// Count counts the words of texts, which takes a while where they are long.
func Count(versions []models.NoteVersion) []Version {
	all := make([]Version, len(versions))
	for i, v := range versions {
		all[i].NoteVersion = v
		for range strings.FieldsSeq(v.Text) {
			all[i].Words++
		}
	}
	return all
}

// Config is what the pane is made from.
type Config struct {
	Versions []Version // newest first
	Tasks    *ui.Tasks // in which texts are compared
	Now      time.Time
	// OnRestore is asked to bring a text back; the pane is closed then.
	OnRestore func(Version)
	OnClose   func()
}

// Pane is the pane.
type Pane struct {
	*ui.Chooser
	config   Config
	head     *ui.Line
	column   *ui.Column
	compares ui.Latest
	present  string
	shown    []line
}

// Open shows the pane.
func Open(c fyne.Canvas, config Config) *Pane {
	p := &Pane{config: config, head: ui.NewLine("", 12, ui.ColorMuted), column: ui.NewColumn(0), compares: ui.Latest{Tasks: config.Tasks}}
	p.head.Cut = true
	first := 0
	var rows []ui.ChooserRow
	for i, v := range config.Versions {
		rows = append(rows, row(v, config.Now))
		if v.Current {
			p.present = v.Text
			first = min(i+1, len(config.Versions)-1)
		}
	}
	p.Chooser = ui.OpenChooser(c, ui.ChooserConfig{
		Title: words.T("Earlier texts of this note"), Hint: words.T("What is written in one sitting is one text. Space scrolls the difference."),
		Width: 1080, Side: ui.Dock(ui.Pad(0, 6, 4, 6, p.head), nil, p.column), OnRow: p.compare,
		Keys: []ui.ChooserKey{
			{Name: words.T("Bring this text back"), Key: fyne.KeyReturn, Primary: true, Do: p.restore},
			{Rune: ' ', Hidden: true, Do: func(int) { p.scroll() }},
		},
		OnClose: func() {
			p.compares.Stop()
			config.OnClose()
		},
	}, rows)
	p.Choose(first)
	return p
}

func row(v Version, now time.Time) ui.ChooserRow {
	r := ui.ChooserRow{Icon: "note", Text: words.When(v.At, now), Right: words.N(v.Words, "%s word", "%s words"), Faint: v.Undone || v.Deleted}
	var notes []string
	if v.Origin != "" {
		notes = append(notes, words.Origin(v.Origin))
	}
	if v.Undone {
		notes = append(notes, words.T("undone"))
	}
	switch {
	case v.Deleted:
		r.Icon, r.Right = "trash", words.T("deleted")
	case v.Current:
		notes = append(notes, words.T("now"))
	}
	r.Note = strings.Join(notes, " · ")
	return r
}

// compare shows how a text differs from the present one.
func (p *Pane) compare(at int) {
	p.compares.Stop()
	if at < 0 {
		return
	}
	v := p.config.Versions[at]
	switch {
	case v.Deleted:
		p.show(words.T("The note was deleted here."), nil)
		return
	case v.Current:
		p.show(words.T("This is the present text."), nil)
		return
	}
	present := p.present
	p.compares.Go(func(ctx context.Context) func() {
		found := lines(models.Difference(v.Text, present))
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if v.Text == present {
				p.show(words.T("The same as the present text."), nil)
				return
			}
			p.show(words.T("−  only in this text      +  only in the present one"), found)
		}
	})
}

func (p *Pane) show(head string, lines []line) {
	p.head.SetText(head)
	p.shown = lines
	p.column.SetObjects(rows(lines, p)...)
	p.column.ScrollToTop()
}

// Shown is the difference as it is read, a line of it each, with its sign before
// it.
func (p *Pane) Shown() []string {
	all := make([]string, len(p.shown))
	for i, l := range p.shown {
		all[i] = []string{"  ", "- ", "+ ", "…"}[l.kind] + l.text
	}
	return all
}

// Head is the line over the difference.
func (p *Pane) Head() string { return p.head.Text }

// scroll scrolls on, from the end to the beginning.
func (p *Pane) scroll() {
	if !p.column.ScrollBy(0.8 * p.column.Size().Height) {
		p.column.ScrollToTop()
	}
}

func (p *Pane) restore(at int) {
	if at < 0 {
		return
	}
	if v := p.config.Versions[at]; !v.Deleted && !v.Current {
		p.Close()
		p.config.OnRestore(v)
	}
}
