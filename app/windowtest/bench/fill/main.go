// Command fill makes a library of made-up papers for measuring, the same one
// for the same seed, where a start with the same --home finds it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"

	"offprint/app/home"
	"offprint/models"
	"offprint/models/librarytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "fill:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("fill", flag.ContinueOnError)
	flags.SetOutput(stderr)
	folder := flags.String("home", "", "the folder for the library, where there is none yet")
	papers := flags.Int("papers", 10000, "how many papers")
	notes := flags.Int("notes", 0, "how many notes beside those that every library has")
	seed := flags.Uint64("seed", 1, "what the papers are made up from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *folder == "" || *papers < 1 || *notes < 0 || *notes > *papers || flags.NArg() > 0 {
		return errors.New("write --home DIR, and --papers with a number from 1 on; --notes are at most as many")
	}
	noVariables := func(string) string { return "" }
	folders, err := home.Find(*folder, noVariables, runtime.GOOS)
	if err != nil {
		return err
	}
	if _, err := os.Stat(folders.Library); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already and was left alone", folders.Library), err)
	}
	library, err := folders.OpenLibrary(ctx, true, models.Options{Log: slog.New(slog.NewTextHandler(stderr, nil))})
	if err != nil {
		return err
	}
	err = librarytest.Fill(ctx, library, *seed, *papers)
	if err == nil && *notes > 0 {
		err = librarytest.AddNotes(ctx, library, *seed, *notes)
	}
	if err := errors.Join(err, library.Close()); err != nil {
		return fmt.Errorf("fill %s: %w", folders.Library, err)
	}
	return nil
}
