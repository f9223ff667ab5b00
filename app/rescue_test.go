package app_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"offprint/app"
	"offprint/assets"
	"offprint/models"
)

// inTrouble is a stage whose library has a backup with a note, and then loses a
// part of its file.
func inTrouble(t *testing.T, change func(*stage, []byte) []byte, scene func(s *stage, r *app.EarlyWindow)) {
	t.Helper()
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.open()
		s.press("n")
		s.types("a word on zebras")
		s.close()
		if _, _, err := s.library.BackupDaily(s.Context()); err != nil {
			s.Fatal(err)
		}
		if err := s.library.Close(); err != nil {
			s.Fatal(err)
		}
		text, err := os.ReadFile(s.folders.Library)
		if err != nil {
			s.Fatal(err)
		}
		if err := os.WriteFile(s.folders.Library, change(s, text), 0o600); err != nil {
			s.Fatal(err)
		}
		library, err := s.folders.OpenLibrary(s.Context(), false, models.Options{Origin: models.ByWindow, Now: s.now})
		if err == nil {
			err = library.Examine(s.Context())
			if err := library.Close(); err != nil {
				s.Error(err)
			}
		}
		damage, ok := models.DamageOf(err)
		if !ok {
			s.Fatalf("the damage is not noticed: %v", err)
		}
		r := app.OpenRescue(s.Context(), s.config, app.Rescuing{
			Damage: damage,
			Restore: func(ctx context.Context) error {
				_, err := models.Restore(ctx, s.folders.Library, damage.Backup.Path, models.Options{Backups: s.folders.Backups, Now: s.now})
				return err
			},
			Open: func(ctx context.Context, readOnly bool) (app.Config, error) {
				c := s.config
				var err error
				c.Library, err = s.folders.OpenLibrary(ctx, false, models.Options{Origin: models.ByWindow, Now: s.now, ReadOnly: readOnly})
				if err == nil {
					s.library, c.Refresh = c.Library, s.refresher(s.feed, c.Library)
				}
				return c, err
			},
		})
		s.window = r.Window()
		opened := s.library
		defer func() {
			if err := r.Close(); err != nil {
				s.Error(err)
			}
			if s.library != opened {
				if err := s.library.Close(); err != nil {
					s.Error(err)
				}
			}
			s.settle()
		}()
		s.settle()
		scene(s, r)
	})
}

func half(_ *stage, text []byte) []byte { return text[:len(text)/2] }

// search damages a page that is read for searching alone.
func search(s *stage, text []byte) []byte {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(s.folders.Library)+"?mode=ro")
	if err != nil {
		s.Fatal(err)
	}
	defer db.Close()
	var page int
	if err := db.QueryRow("SELECT max(pageno) FROM dbstat WHERE name = 'papers_fts_data' AND pagetype = 'leaf'").Scan(&page); err != nil {
		s.Fatal(err)
	}
	clear(text[(page-1)*4096 : page*4096])
	return text
}

func backupButton(s *stage) string {
	return "Restore the backup of " + s.now().Local().Format("2006-01-02 15:04")
}

func TestADamagedLibraryIsRestoredFromTheWindow(t *testing.T) {
	inTrouble(t, half, func(s *stage, r *app.EarlyWindow) {
		s.sees("Your library is damaged", "Nothing in it was changed.", backupButton(s), "Quit")
		s.seesNot("Open without changes")
		s.taps(backupButton(s))
		s.settle()
		s.window = r.Window()
		s.sees("Today")
		s.press("/")
		s.types("zebras")
		s.settle()
		if found := s.listed(); len(found) != 1 {
			s.Errorf("with the word of the note: %v", found)
		}
	})
}

func TestADamagedLibraryIsOpenedWithoutChanges(t *testing.T) {
	inTrouble(t, search, func(s *stage, r *app.EarlyWindow) {
		before, err := os.ReadFile(s.folders.Library)
		if err != nil {
			s.Fatal(err)
		}
		s.taps("Open without changes")
		s.settle()
		s.window = r.Window()
		if title := s.window.Title(); title != "Offprint – open without changes" {
			s.Errorf("the window is called %q", title)
		}
		s.press("s")
		s.settle()
		if after, err := os.ReadFile(s.folders.Library); err != nil || string(after) != string(before) {
			s.Errorf("the damaged file was changed: %v", err)
		}
	})
}

// dailyBackups are the names of the days' backups, the newest first.
func (s *stage) dailyBackups() (names []string) {
	s.Helper()
	all, err := models.Backups(s.Context(), s.folders.Backups)
	if err != nil {
		s.Fatal(err)
	}
	for _, b := range all {
		if b.Kind == models.DailyBackup {
			names = append(names, b.Name())
		}
	}
	return names
}

// Damage that is found while the window is open ends the daily backups, and a
// restore begins them anew.
func TestBackupsGoOnAfterARestore(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.open()
		s.close()
		if _, _, err := s.library.BackupDaily(s.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.library.Close(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(s.folders.Library)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(s.folders.Library, search(s, text), 0o600); err != nil {
			t.Fatal(err)
		}
		s.library = s.openLibrary(models.ByWindow)
		s.config.Library, s.config.Refresh = s.library, s.refresher(s.feed, s.library)
		s.offline()
		s.open()
		button := "Restore the backup of " + s.now().Local().Format("15:04")
		s.pass(21 * time.Second)
		s.sees(button)
		s.pass(25 * time.Hour)
		equal(s, "backups of what is damaged", len(s.dailyBackups()), 1)
		s.taps(button)
		s.pass(time.Second)
		equal(s, "backups after the restore", len(s.dailyBackups()), 2)
		s.pass(25 * time.Hour)
		equal(s, "backups a day later", len(s.dailyBackups()), 3)

	})
}

func TestARestoreThatFailsSaysSoAndLetsTheReaderChooseAgain(t *testing.T) {
	inTrouble(t, half, func(s *stage, r *app.EarlyWindow) {
		all, err := models.Backups(s.Context(), s.folders.Backups)
		if err != nil || len(all) != 1 {
			s.Fatalf("%v, %v", all, err)
		}
		if err := os.Truncate(all[0].Path, 5000); err != nil {
			s.Fatal(err)
		}
		s.taps(backupButton(s))
		s.settle()
		s.sees("is not any more what was written", backupButton(s), "Quit")
	})
}
