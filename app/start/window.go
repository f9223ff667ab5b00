//go:build !commands

package start

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"offprint/app"
	"offprint/app/cli"
	"offprint/app/demo"
	"offprint/app/instance"
	"offprint/app/refresh"
	"offprint/models"
)

// window opens the window, or hands over to the one that is open, and returns
// the code for the shell.
func window(ctx context.Context, args []string, version, releases string) int {
	asked, err := cli.ParseWindow(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "offprint: "+err.Error())
		alert("Offprint", err.Error())
		return cli.Misuse
	}
	folders, err := findFolders(asked.Home)
	if err != nil {
		return trouble(slog.New(slog.DiscardHandler), err, app.ShowTrouble)
	}
	log, file := folders.OpenLog()
	defer file.Close()
	log.InfoContext(ctx, "start", "version", version, "system", runtime.GOOS, "demo", asked.Demo)
	c := app.Config{
		Folders: folders, Theme: asked.Theme, Version: version, Releases: releases, Log: log, Paper: asked.Paper, Links: links(),
		OpenDemo: func(ctx context.Context) (*demo.Demo, error) { return demo.Open(ctx, nil, log) },
	}
	if asked.Demo {
		d, err := c.OpenDemo(ctx)
		if err != nil {
			return trouble(log, err, app.ShowTrouble)
		}
		defer d.Close()
		c.Library, c.Feed, c.Refresh, c.Folders, c.Demo = d.Library, d.Feed, refresh.New(d.Feed, d.Library), d.Folders, true
		return ended(log, app.Run(ctx, c))
	}
	opened := &workplace{Config: c, anew: asked.NewLibrary}
	defer opened.Close()
	// Where the library has gone nothing is put in its place, not even a lock.
	if asked.NewLibrary || !folders.Gone() {
		err := opened.own()
		if errors.Is(err, instance.ErrOwned) {
			if err = instance.Forward(ctx, folders.Library, folders.State, forwarded(asked)); err == nil {
				return cli.OK
			}
		}
		if err != nil {
			return trouble(log, err, app.ShowTrouble)
		}
	}
	if models.Outdated(folders.Library) {
		return ended(log, app.Prepare(ctx, c, app.Preparing{
			Open: func(ctx context.Context) (app.Config, error) {
				err := opened.open(ctx, false)
				return opened.Config, err
			},
			Rescuing: opened.rescuing,
		}))
	}
	err = opened.open(ctx, false)
	if r, ok := opened.rescuing(err); ok {
		log.ErrorContext(ctx, "the library is damaged", "error", err)
		return ended(log, app.Rescue(ctx, c, r))
	}
	if err != nil {
		return trouble(log, err, app.ShowTrouble)
	}
	return ended(log, app.Run(ctx, opened.Config))
}

// forwarded is what of the arguments is handed to the window that is open: the
// paper, and no flag.
func forwarded(asked cli.Window) []string {
	if asked.Paper == "" {
		return nil
	}
	return []string{asked.Paper}
}

// workplace is what the window works on: the library and the feed, once they are
// open.
type workplace struct {
	app.Config
	anew  bool
	owner *instance.Instance
}

// own makes this the one window on the library.
func (d *workplace) own() error {
	var err error
	if d.owner, err = instance.Acquire(d.Folders.Library, d.Folders.State); err == nil {
		d.Requests = d.owner.Requests()
	}
	return err
}

func (d *workplace) open(ctx context.Context, readOnly bool) error {
	library, err := d.Folders.OpenLibrary(ctx, d.anew, models.Options{Origin: models.ByWindow, ReadOnly: readOnly, Log: d.Log})
	if err != nil {
		return err
	}
	sources, err := refresh.OpenSources(filepath.Join(d.Folders.State, "arxiv"), d.Version, d.Log)
	if err != nil {
		if sources.Feed != nil {
			sources.Feed.Close()
		}
		return errors.Join(err, library.Close())
	}
	d.Library, d.Feed, d.Pauses = library, sources.Feed, sources.Pauses
	d.Refresh = refresh.New(sources.Feed, library, sources.Archive)
	return nil
}

// rescuing is what can be done where the library is damaged or gone.
func (d *workplace) rescuing(err error) (app.Rescuing, bool) {
	damage, ok := models.DamageOf(err)
	if !ok {
		return app.Rescuing{}, false
	}
	return app.Rescuing{
		Damage: damage, Gone: models.CodeOf(err) == models.Vanished,
		Restore: func(ctx context.Context) error {
			_, err := models.Restore(ctx, d.Folders.Library, damage.Backup.Path, models.Options{Backups: d.Folders.Backups, Log: d.Log})
			return err
		},
		Open: func(ctx context.Context, readOnly bool) (app.Config, error) {
			if d.owner == nil {
				if err := d.own(); err != nil {
					return app.Config{}, err
				}
			}
			err := d.open(ctx, readOnly)
			return d.Config, err
		},
	}, true
}

// Close lets library and feed go, and then the lock.
func (d *workplace) Close() {
	if d.owner != nil {
		defer d.owner.Close()
	}
	if d.Library == nil {
		return
	}
	d.Feed.Close()
	if err := d.Library.Close(); err != nil {
		d.Log.Error("close the library", "error", err)
	}
}

// ended says how the window came to its end, and returns the code for the shell.
func ended(log *slog.Logger, err error) int {
	if err == nil {
		return cli.OK
	}
	return trouble(log, err, func(_ *slog.Logger, title, message string) error {
		if errors.Is(err, app.ErrNoScreen) {
			alert(title, message)
		}
		return nil // the window said it, or is gone
	})
}

// trouble says on the standard error, and by show, why there is no window.
func trouble(log *slog.Logger, err error, show func(log *slog.Logger, title, message string) error) int {
	log.Error("no window", "error", err)
	message := sentence(err)
	fmt.Fprintln(os.Stderr, "offprint: "+message)
	if err := show(log, "Offprint", message); err != nil {
		log.Error("no window for that either", "error", err)
		alert("Offprint", message)
	}
	return cli.Failed
}

func sentence(err error) string {
	if message, ok := refresh.Message(err); ok {
		return message
	}
	return "Offprint could not go on. Everything saved is safe; the details are in its log. Try again."
}
