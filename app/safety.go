package app

import (
	"context"
	"time"

	"offprint/app/papers"
	"offprint/app/settings"
	"offprint/app/words"
	"offprint/models"
)

const (
	// examineAfter is how long after its start the window lets the whole library
	// be looked through, and backed up: when the reader has begun to read.
	examineAfter = 20 * time.Second
	// backupEvery is how often the window looks whether the day has its backup.
	backupEvery = time.Hour
)

// keepSafe looks through the library once, and sees to its daily backup as long
// as the window is there.
func (w *Window) keepSafe() {
	w.readLastBackup()
	if w.Demo || w.Library.ReadOnly() {
		return
	}
	w.Host.After(examineAfter, func() {
		if w.closed {
			return
		}
		w.tasks.Go(func(ctx context.Context) func() {
			err := w.Library.Examine(ctx)
			damage, damaged := models.DamageOf(err)
			if err != nil && !damaged && ctx.Err() == nil {
				w.Log.Warn("examine the library", "err", err)
			}
			return func() {
				if damaged {
					w.tellDamage(err, damage)
					return // a copy of what is damaged must not push out a good one
				}
				w.beginBackups()
			}
		})
	})
}

// beginBackups sees to the daily backup from now on, where that has not begun.
func (w *Window) beginBackups() {
	if w.backing || w.Demo || w.Library.ReadOnly() {
		return
	}
	w.backing = true
	w.backUpDaily()
}

func (w *Window) backUpDaily() {
	if w.closed {
		return
	}
	w.tasks.Go(func(ctx context.Context) func() {
		_, made, err := w.Library.BackupDaily(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if err != nil {
				w.Log.Error("back the library up", "err", err)
				w.toast.Say(w.sentence(err), "", nil)
			} else if made {
				w.readLastBackup()
			}
		}
	})
	w.Host.After(backupEvery, w.backUpDaily)
}

// backUpNow makes a backup because the reader asks for it.
func (w *Window) backUpNow() {
	w.status.working(words.T("Backing up…"))
	w.tasks.Go(func(ctx context.Context) func() {
		b, err := w.Library.Backup(ctx, "")
		return func() {
			w.status.working("")
			if err != nil {
				w.trouble("back up", err)
				return
			}
			w.readLastBackup()
			w.toast.Offer(words.T("Backed up: %s", words.N(int(b.Papers), "%s paper", "%s papers")), words.T("Copy path"), func() { w.copy(b.Path, words.T("Path copied")) })
		}
	})
}

// readLastBackup shows in the status line when the library was backed up last.
func (w *Window) readLastBackup() {
	w.tasks.Go(func(ctx context.Context) func() {
		last, ok, err := w.Library.LastBackup(ctx)
		if err != nil {
			w.Log.Warn("look for the last backup", "err", err)
			return nil
		}
		return func() {
			text := ""
			if ok {
				text = words.T("Last backup %s", words.When(last.At, w.Host.Now()))
				if words.Today(last.At, w.Host.Now()) {
					text = words.T("Last backup today %s", words.When(last.At, w.Host.Now()))
				}
			}
			w.status.backedUp(text)
		}
	})
}

// tellDamage says that the library is damaged, and offers the newest good
// backup.
func (w *Window) tellDamage(err error, damage *models.Damage) {
	w.Log.Error("the library is damaged", "err", err)
	if damage.Backup.Path == "" {
		w.list.Tell(papers.Trouble, w.sentence(err), "", nil)
		return
	}
	w.list.Tell(papers.Trouble, w.sentence(err), words.T("Restore the backup of %s", words.When(damage.Backup.At, w.Host.Now())), func() {
		w.list.Quiet()
		w.restoreBackup(damage.Backup.Path)
	})
}

// restoreBackup puts a backup in the place of the library; the way back is the
// copy that is made before.
func (w *Window) restoreBackup(path string) {
	w.notes.Leave()
	w.status.working(words.T("Restoring a backup…"))
	w.changes.Go(func(ctx context.Context) func() {
		done, err := w.Library.Restore(ctx, path)
		return func() { w.restored(done, err) }
	})
}

func (w *Window) restored(done models.Restored, err error) {
	w.status.working("")
	if err != nil {
		w.trouble("restore a backup", err)
		return
	}
	text := words.T("Your library is as it was at %s.", words.When(done.From.At, w.Host.Now()))
	if done.Before.Path == "" || done.Before.Kind == models.SetAside {
		w.toast.Say(text, "", nil)
	} else {
		w.toast.Offer(text, words.T("Take it back"), func() { w.restoreBackup(done.Before.Path) })
	}
	w.reload()
	w.readLastBackup()
	w.beginBackups() // which damage had ended
}

// backups are the library's backups as the settings show them.
type backups struct{ w *Window }

func (b backups) List(ctx context.Context) ([]settings.Backup, error) {
	all, err := b.w.Library.Backups(ctx)
	if err != nil {
		return nil, err
	}
	shown := make([]settings.Backup, len(all))
	for i, one := range all {
		shown[i] = settings.Backup{Name: one.Path, Made: one.At, Bytes: one.Size, Why: why(one.Kind), Damaged: !one.Verified}
	}
	return shown, nil
}

func why(kind models.BackupKind) string {
	switch kind {
	case models.ManualBackup:
		return words.T("asked for")
	case models.BeforeFormat:
		return words.T("before a new version")
	case models.BeforeRestore:
		return words.T("before a restore")
	case models.SetAside:
		return words.T("a damaged library, set aside")
	}
	return ""
}

func (b backups) BackUp(ctx context.Context) error {
	_, err := b.w.Library.Backup(ctx, "")
	b.w.Host.Dispatch(b.w.readLastBackup)
	return err
}

func (b backups) Restore(ctx context.Context, from settings.Backup) error {
	done, err := b.w.Library.Restore(ctx, from.Name)
	if err != nil {
		return err
	}
	b.w.Host.Dispatch(func() { b.w.restored(done, nil) })
	return nil
}
