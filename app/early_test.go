package app_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"offprint/app"
	"offprint/assets"
	"offprint/models"
)

// ofBefore is a stage on which a library of format 6 is being prepared; wait is
// called before it is opened.
func ofBefore(t *testing.T, wait func(context.Context) error, scene func(*stage, *app.EarlyWindow)) {
	t.Helper()
	playOn(t, assets.Sample(), today, func(s *stage) {
		if err := s.library.Close(); err != nil {
			s.Fatal(err)
		}
		file, err := os.Open("../models/testdata/releases/format-6.db.gz")
		if err != nil {
			s.Fatal(err)
		}
		defer file.Close()
		packed, err := gzip.NewReader(file)
		if err != nil {
			s.Fatal(err)
		}
		data, err := io.ReadAll(packed)
		if err != nil {
			s.Fatal(err)
		}
		if err := os.WriteFile(s.folders.Library, data, 0o600); err != nil {
			s.Fatal(err)
		}
		var opened *models.Library
		e := app.OpenPreparing(s.Context(), s.config, app.Preparing{
			Open: func(ctx context.Context) (app.Config, error) {
				c := s.config
				err := wait(ctx)
				if err == nil {
					opened, err = s.folders.OpenLibrary(ctx, false, models.Options{Origin: models.ByWindow, Now: s.now})
				}
				if err == nil {
					c.Library, c.Refresh = opened, s.refresher(s.feed, opened)
				}
				return c, err
			},
			Rescuing: func(err error) (app.Rescuing, bool) {
				damage, ok := models.DamageOf(err)
				return app.Rescuing{Damage: damage}, ok
			},
		})
		s.window = e.Window()
		s.settle()
		scene(s, e)
		if opened != nil {
			if err := opened.Close(); err != nil {
				s.Error(err)
			}
		}
		s.settle()
	})
}

func TestALibraryOfAnOlderFormatIsPreparedInSight(t *testing.T) {
	var ready chan struct{}
	wait := func(context.Context) error {
		ready = make(chan struct{})
		<-ready
		return nil
	}
	ofBefore(t, wait, func(s *stage, e *app.EarlyWindow) {
		s.sees("Your library is being prepared", "the library stays as it was")
		close(ready)
		s.settle()
		s.window = e.Window()
		s.sees("Today")
		s.press("/")
		s.types("Zähler")
		s.settle()
		if found := s.listed(); len(found) != 1 {
			s.Errorf("with the word of the note: %v", found)
		}
		if err := e.Close(); err != nil {
			s.Error(err)
		}
	})
}

// Whoever closes the small window in the middle of it has the library as it was.
func TestPreparingCanBeLeft(t *testing.T) {
	wait := func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}
	ofBefore(t, wait, func(s *stage, e *app.EarlyWindow) {
		s.sees("Your library is being prepared")
		if err := e.Close(); err != nil {
			s.Error(err)
		}
		if !models.Outdated(s.folders.Library) {
			s.Error("the library was changed")
		}
	})
}

func TestALibraryThatCannotBePreparedSaysWhy(t *testing.T) {
	full := &models.Error{Code: models.Unusable, Message: "There is no room for the copy."}
	ofBefore(t, func(context.Context) error { return full }, func(s *stage, e *app.EarlyWindow) {
		s.sees("Offprint could not open your library", "There is no room for the copy.", "Close")
		s.seesNot("Your library is being prepared")
		if err := e.Close(); !errors.Is(err, full) {
			s.Errorf("it ends with %v", err)
		}
	})
}

func TestALibraryThatIsFoundDamagedWhilePreparedIsRescued(t *testing.T) {
	damage := &models.Error{Code: models.Damaged, Message: "Damaged.", Err: &models.Damage{Path: "offprint.db", Err: io.ErrUnexpectedEOF}}
	ofBefore(t, func(context.Context) error { return damage }, func(s *stage, e *app.EarlyWindow) {
		s.sees("Your library is damaged", "Quit")
		if log := s.log.String(); !strings.Contains(log, "the library is damaged") || !strings.Contains(log, io.ErrUnexpectedEOF.Error()) {
			s.Errorf("the log has %q", log)
		}
		if err := e.Close(); err != nil {
			s.Error(err)
		}
	})
}
