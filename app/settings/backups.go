package settings

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// Backup is a copy of the library.
type Backup struct {
	Name  string // by which Restore knows it
	Made  time.Time
	Bytes int64
	// Why says what it was made for where that was not the day: "before a
	// restore"; empty for the daily one.
	Why string
	// Damaged says that it is no whole library; it cannot be restored.
	Damaged bool
}

// Backups are the copies of the library. The methods take their time and are
// not called on the UI goroutine; a sentence for the reader is in their errors,
// as *models.Error.
type Backups interface {
	// List returns the copies there are, the newest first.
	List(context.Context) ([]Backup, error)
	// BackUp makes one now.
	BackUp(context.Context) error
	// Restore puts a copy in the place of the library, which is copied before;
	// the window shows it when it returns.
	Restore(context.Context, Backup) error
}

// shownBackups is how many are in the pane: two weeks and some.
const shownBackups = 24

// backupList are the backups as rows.
type backupList struct {
	widget.BaseWidget
	pane *Pane
	box  *fyne.Container
	now  *ui.Button
	said *ui.Paragraph
}

func (p *Pane) makeBackups() {
	b := &backupList{pane: p, box: container.New(layout.NewCustomPaddedVBoxLayout(0)), said: ui.NewParagraph("", 12, ui.ColorMuted)}
	b.now = p.button(words.T("Back up now"), func() {
		b.run(words.T("Backing up…"), words.T("A backup was made."), p.config.Backups.BackUp)
	})
	b.ExtendBaseWidget(b)
	p.backups = b
	p.add(BackupsOf, words.T("Backups of your library"), words.T("One a day, verified after writing; the newest 14 are kept. Restoring makes a backup first, so that it can be taken back."), "copy restore safety day", b.now)
	p.items = append(p.items, &item{section: BackupsOf, name: words.T("All backups"), words: p.items[len(p.items)-1].words, object: b, tight: true})
	b.read("")
}

// run does something that takes time and lists the backups anew.
func (b *backupList) run(meanwhile, done string, do func(context.Context) error) {
	b.now.OnTapped, b.now.Text = nil, meanwhile
	b.now.Refresh()
	b.pane.page.Arrange()
	b.pane.config.Tasks.Go(func(ctx context.Context) func() {
		err := do(context.WithoutCancel(ctx))
		return func() {
			b.now.Text = words.T("Back up now")
			b.now.OnTapped = func() {
				b.run(words.T("Backing up…"), words.T("A backup was made."), b.pane.config.Backups.BackUp)
			}
			b.now.Refresh()
			if err != nil {
				b.pane.config.Log("back up or restore", err)
				done = sentence(err)
			}
			b.read(done)
		}
	})
}

func (b *backupList) read(said string) {
	b.pane.config.Tasks.Go(func(ctx context.Context) func() {
		list, err := b.pane.config.Backups.List(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if err != nil {
				b.pane.config.Log("list backups", err)
				said = sentence(err)
			}
			b.show(list, said)
		}
	})
}

func (b *backupList) show(list []Backup, said string) {
	b.said.SetText(said)
	b.said.Hidden = said == ""
	b.box.Objects = nil
	if len(list) == 0 {
		b.box.Add(ui.Pad(6, 0, 6, 0, ui.NewLine(words.T("There is no backup yet."), 13, ui.ColorMuted)))
	}
	for i, backup := range list {
		if i == shownBackups {
			b.box.Add(ui.Pad(6, 0, 6, 0, ui.NewLine(words.T("and %d more in the folder", len(list)-i), 12, ui.ColorFaint)))
			break
		}
		if i > 0 {
			b.box.Add(ui.Rule())
		}
		b.box.Add(b.row(backup))
	}
	b.box.Refresh()
	b.pane.page.Arrange()
	b.pane.page.Refresh()
}

func (b *backupList) row(backup Backup) fyne.CanvasObject {
	when := backup.Made.Local().Format(words.T("2 Jan 2006, 15:04"))
	name := ui.NewLine(when, 13, "")
	about := ui.NewLine(size(backup.Bytes), 12, ui.ColorMuted)
	if backup.Why != "" {
		about.SetText(about.Text + " · " + backup.Why)
	}
	about.Cut = true
	left := container.NewBorder(nil, nil, name, nil, ui.Pad(0, 0, 0, 12, about))
	if backup.Damaged {
		about.SetText(about.Text + " · " + words.T("damaged"))
		return ui.Pad(8, 0, 8, 0, left)
	}
	restore := b.pane.button(words.T("Restore…"), func() {
		b.run(words.T("Restoring…"), words.T("Restored: %s. The library as it was before is the newest backup.", when),
			func(ctx context.Context) error { return b.pane.config.Backups.Restore(ctx, backup) })
	})
	restore.Hint = words.T("Restore the backup of %s", when)
	return ui.Pad(6, 0, 6, 0, container.NewBorder(nil, nil, nil, restore, left))
}

func (b *backupList) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(layout.NewCustomPaddedVBoxLayout(4), b.said, b.box))
}
