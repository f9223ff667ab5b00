// Package start wires the program together: the folders, the log, the library
// and the feed, and then a command or the window. It decides nothing that they
// could.
package start

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"offprint/app/cli"
	"offprint/app/home"
	"offprint/app/refresh"
	"offprint/models"
)

// Run is the program: it does what args, without the program's name, ask for, and
// returns the code for the shell. version is the program's own, releases the
// address of the page with all versions, or empty.
func Run(args []string, version, releases string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	if !cli.IsCommand(args) {
		return window(ctx, args, version, releases)
	}
	width, _ := cli.Terminal(os.Stdout)
	_, terminal := cli.Terminal(os.Stderr)
	return cli.Run(ctx, args, cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Width: width, StderrTTY: terminal,
		Editor: cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR")), Version: version, Open: opener(version), Find: findPlace,
	})
}

// findFolders finds where things live: where the flag says, else the variable
// OFFPRINT_HOME, else beside a portable program, else where the system wants
// them.
func findFolders(homeFlag string) (home.Folders, error) {
	if homeFlag == "" && os.Getenv("OFFPRINT_HOME") == "" {
		if program, err := os.Executable(); err == nil {
			homeFlag = home.Beside(program)
		}
	}
	return home.Find(homeFlag, os.Getenv, runtime.GOOS)
}

// findPlace finds the library for a command that does not open it.
func findPlace(homeFlag string) (*cli.Place, error) {
	folders, err := findFolders(homeFlag)
	if err != nil {
		return nil, err
	}
	log, file := folders.OpenLog()
	return &cli.Place{Library: folders.Library, Backups: folders.Backups, Log: log, LogFile: folders.Log(), Close: file.Close}, nil
}

// opener opens the library for a command.
func opener(version string) func(context.Context, string, bool) (*cli.Session, error) {
	return func(ctx context.Context, homeFlag string, anew bool) (*cli.Session, error) {
		return openSession(ctx, homeFlag, anew, version)
	}
}

func openSession(ctx context.Context, homeFlag string, anew bool, version string) (*cli.Session, error) {
	folders, err := findFolders(homeFlag)
	if err != nil {
		return nil, err
	}
	log, file := folders.OpenLog()
	if models.Outdated(folders.Library) {
		fmt.Fprintln(os.Stderr, "offprint: The library is being brought to the format of this version, once. A copy of it is put among its backups first.")
	}
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
