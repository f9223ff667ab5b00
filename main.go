// Command offprint is a reading list for machine-learning papers: a window, and commands beside it.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"offprint/app"
	"offprint/app/cli"
	"offprint/app/demo"
	"offprint/app/home"
	"offprint/app/instance"
	"offprint/app/refresh"
	"offprint/models"
)

// version is set by the build: -ldflags "-X main.version=1.2.3".
var version = "dev"

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	if !cli.IsCommand(args) {
		return window(ctx, args)
	}
	width, _ := cli.Terminal(os.Stdout)
	_, terminal := cli.Terminal(os.Stderr)
	return cli.Run(ctx, args, cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Width: width, StderrTTY: terminal,
		Editor: cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR")), Version: version, Open: openSession,
	})
}

// openSession opens the library for a command.
func openSession(ctx context.Context, homeFlag string, anew bool) (*cli.Session, error) {
	folders, err := home.Find(homeFlag, os.Getenv, runtime.GOOS)
	if err != nil {
		return nil, err
	}
	log, file := folders.OpenLog()
	library, err := folders.OpenLibrary(ctx, anew, models.Options{Origin: models.ByCommand, Log: log})
	if err != nil {
		log.ErrorContext(ctx, "open the library", "error", err)
		return nil, errors.Join(err, file.Close())
	}
	sources, feedErr := refresh.OpenSources(filepath.Join(folders.State, "arxiv"), version, log) // what is kept can be read without it
	return &cli.Session{
		Library: library, Log: log, LogFile: folders.Log(),
		Refresh: func() (*refresh.Refresher, error) {
			return refresh.New(sources.Feed, library, sources.Archive), feedErr
		},
		Close: func() error {
			if sources.Feed != nil {
				sources.Feed.Close()
			}
			return errors.Join(library.Close(), file.Close())
		},
	}, nil
}

// window opens the window, or hands over to the one that is open, and returns
// the code for the shell.
func window(ctx context.Context, args []string) int {
	asked, err := cli.ParseWindow(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "offprint: "+err.Error())
		return cli.Misuse
	}
	folders, err := home.Find(asked.Home, os.Getenv, runtime.GOOS)
	if err != nil {
		return trouble(slog.New(slog.DiscardHandler), err, app.ShowTrouble)
	}
	log, file := folders.OpenLog()
	defer file.Close()
	log.InfoContext(ctx, "start", "version", version, "system", runtime.GOOS, "demo", asked.Demo)
	c := app.Config{
		Folders: folders, Theme: asked.Theme, Version: version, Log: log,
		OpenDemo: func(ctx context.Context) (*demo.Demo, error) { return demo.Open(ctx, nil, log) },
	}
	if asked.Demo {
		d, err := c.OpenDemo(ctx)
		if err != nil {
			return trouble(log, err, app.ShowTrouble)
		}
		defer d.Close()
		c.Library, c.Feed, c.Refresh, c.Folders, c.Demo = d.Library, d.Feed, refresh.New(d.Feed, d.Library), d.Folders, true
	} else {
		// Where the library has gone nothing is put in its place, not even a lock.
		if asked.NewLibrary || !folders.Gone() {
			owner, err := instance.Acquire(folders.Library, folders.State)
			if errors.Is(err, instance.ErrOwned) {
				err = instance.Forward(ctx, folders.Library, folders.State, args)
			}
			if err != nil {
				return trouble(log, err, app.ShowTrouble)
			}
			if owner == nil {
				return cli.OK
			}
			defer owner.Close()
			c.Requests = owner.Requests()
		}
		if c.Library, err = folders.OpenLibrary(ctx, asked.NewLibrary, models.Options{Origin: models.ByWindow, Log: log}); err != nil {
			return trouble(log, err, app.ShowTrouble)
		}
		defer c.Library.Close()
		sources, err := refresh.OpenSources(filepath.Join(folders.State, "arxiv"), version, log)
		if err != nil {
			return trouble(log, err, app.ShowTrouble)
		}
		defer sources.Feed.Close()
		c.Feed, c.Refresh, c.Pauses = sources.Feed, refresh.New(sources.Feed, c.Library, sources.Archive), sources.Pauses
	}
	if err := app.Run(ctx, c); err != nil {
		return trouble(log, err, func(string, string) {}) // the window said it, or is gone
	}
	return cli.OK
}

// trouble says on the standard error, and by show, why there is no window.
func trouble(log *slog.Logger, err error, show func(title, message string)) int {
	log.Error("no window", "error", err)
	message, ok := refresh.Message(err)
	if !ok {
		message = "Offprint could not go on. Everything saved is safe; the details are in its log. Try again."
	}
	fmt.Fprintln(os.Stderr, "offprint: "+message)
	show("Offprint", message)
	return cli.Failed
}
