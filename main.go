// Command offprint is a reading list for machine-learning papers: a window, and commands beside it.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"offprint/app/cli"
	"offprint/app/home"
	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/gate"
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
		Version: version, Open: openSession, Find: findPlace,
	})
}

// findPlace finds the library for a command that does not open it.
func findPlace(homeFlag string) (*cli.Place, error) {
	folders, err := home.Find(homeFlag, os.Getenv, runtime.GOOS)
	if err != nil {
		return nil, err
	}
	log, file := folders.OpenLog()
	return &cli.Place{Library: folders.Library, Backups: folders.Backups, Log: log, LogFile: folders.Log(), Close: file.Close}, nil
}

// openFeed opens the two servers that papers come from, behind one gate.
func openFeed(log *slog.Logger, folders home.Folders) (*feed.Client, refresh.Option, error) {
	g := gate.New(gate.Config{Shared: filepath.Join(folders.State, "arxiv"), Log: log})
	hub, err := feed.New(feed.Config{Endpoint: os.Getenv("HF_ENDPOINT"), Token: os.Getenv("HF_TOKEN"), Version: version, Log: log, Gate: g})
	archive, archiveErr := arxiv.New(arxiv.Config{Endpoint: os.Getenv("OFFPRINT_ARXIV_ENDPOINT"), Version: version, Log: log, Gate: g})
	return hub, refresh.WithArchive(archive), errors.Join(err, archiveErr)
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
	client, archive, feedErr := openFeed(log, folders) // asks nothing yet; what is kept can be read without it
	return &cli.Session{
		Library: library, Log: log, LogFile: folders.Log(),
		Refresh: func() (*refresh.Refresher, error) { return refresh.New(client, library, archive), feedErr },
		Close: func() error {
			if client != nil {
				client.Close()
			}
			return errors.Join(library.Close(), file.Close())
		},
	}, nil
}
