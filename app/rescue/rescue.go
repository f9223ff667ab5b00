// Package rescue is the screen for a library that is damaged or gone: it says
// what is the matter and offers what can still be done, before there is a
// library to show.
//
// How a backup is put in place and how the library is opened is handed in.
package rescue

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Config is what the screen is made from.
type Config struct {
	// Damage says what is the matter; Gone that the file is not there at all.
	Damage *models.Damage
	Gone   bool
	Tasks  *ui.Tasks
	// Restore puts the newest good backup in the library's place.
	Restore func(context.Context) error
	// Message is the sentence for an error of Restore.
	Message func(error) string
	// OnOpen is told to open the library, for reading only or, after a restore,
	// as always; OnQuit that the reader leaves it at that.
	OnOpen func(readOnly bool)
	OnQuit func()
}

// Pane is the screen.
type Pane struct {
	widget.BaseWidget
	config  Config
	buttons []*ui.Button
	notice  *ui.Notice
}

// New makes the screen.
func New(config Config) *Pane {
	p := &Pane{config: config}
	p.ExtendBaseWidget(p)
	d := config.Damage
	head, what := words.T("Your library is damaged"), words.T("%s cannot be read as it was written. Nothing in it was changed.", d.Path)
	if config.Gone {
		head, what = words.T("Your library is gone"), words.T("%s was here before and is not any more. Nothing was put in its place.", d.Path)
	}
	if d.Backup.Path != "" {
		at := d.Backup.At.Local().Format("2006-01-02 15:04")
		what += " " + words.T("The newest good backup is of %s.", at)
		if !config.Gone {
			what += " " + words.T("When it is restored the damaged file is kept, too.")
		}
		p.add(&ui.Button{Text: words.T("Restore the backup of %s", at), Primary: true, OnTapped: p.restore})
	} else {
		what += " " + words.T("There is no good backup of it. If you have a copy elsewhere: offprint restore FILE")
	}
	if d.Readable {
		p.add(&ui.Button{Text: words.T("Open without changes"), OnTapped: func() { p.open(true) }})
	}
	p.add(&ui.Button{Text: words.T("Quit"), OnTapped: config.OnQuit})
	row := container.New(layout.NewCustomPaddedHBoxLayout(8))
	for _, b := range p.buttons {
		row.Add(b)
	}
	p.notice = ui.NewNotice(head, what, row)
	return p
}

func (p *Pane) add(b *ui.Button) { p.buttons = append(p.buttons, b.Init()) }

// First is the button that the keyboard begins at.
func (p *Pane) First() fyne.Focusable { return p.buttons[0] }

// Say shows a sentence in the place of what was said, and lets the reader choose
// again.
func (p *Pane) Say(text string) {
	p.notice.Say(text)
	p.able(true)
}

// able shows or hides what can be chosen.
func (p *Pane) able(able bool) {
	for _, b := range p.buttons {
		if able {
			b.Show()
		} else {
			b.Hide()
		}
	}
}

func (p *Pane) open(readOnly bool) {
	p.able(false)
	p.notice.Say(words.T("The library is being opened…"))
	p.config.OnOpen(readOnly)
}

func (p *Pane) restore() {
	p.able(false)
	p.notice.Say(words.T("The backup is being restored…"))
	p.config.Tasks.Go(func(ctx context.Context) func() {
		err := p.config.Restore(ctx)
		return func() {
			if err != nil {
				p.Say(p.config.Message(err))
				return
			}
			p.open(false)
		}
	})
}

// CreateRenderer is for Fyne.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.notice) }
