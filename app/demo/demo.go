// Package demo opens a library to try the program on: the sample edition,
// served inside the program, and a library in a folder of its own that goes
// with it. Nothing of it reaches the network or the reader's own library.
//
// Taking the papers in is for refresh, showing that it is a demo for the
// window.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"time"

	"offprint/app/home"
	"offprint/assets"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

// Demo is a library to try, and where its papers come from.
type Demo struct {
	Library *models.Library
	// Feed reads the sample edition. Its newest day is the day on which the
	// demo was opened.
	Feed    *feed.Client
	Folders home.Folders

	server *feedtest.Server
	folder string
}

// Open opens an empty library in a new folder and a feed of the sample edition,
// whose newest day is now's in UTC. now may be nil for time.Now, log for none.
func Open(ctx context.Context, now func() time.Time, log *slog.Logger) (*Demo, error) {
	if now == nil {
		now = time.Now
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	d := &Demo{}
	if err := d.open(ctx, now, log); err != nil {
		return nil, fmt.Errorf("open the demo: %w", errors.Join(err, d.Close()))
	}
	return d, nil
}

func (d *Demo) open(ctx context.Context, now func() time.Time, log *slog.Logger) error {
	var err error
	if d.folder, err = os.MkdirTemp("", "offprint-demo-"); err != nil {
		return &models.Error{Code: models.Unusable, Message: "The demo needs a folder for a while, and none can be made. Nothing was changed. See that the disk has room.", Err: err}
	}
	if d.Folders, err = home.Find(d.folder, os.Getenv, runtime.GOOS); err != nil {
		return err
	}
	if d.server, err = feedtest.Start(assets.Sample(), feedtest.ShiftTo(now().UTC().Format(time.DateOnly))); err != nil {
		return err
	}
	if d.Feed, err = feed.New(feed.Config{Endpoint: d.server.URL, Now: now, Log: log}); err != nil {
		return err
	}
	d.Library, err = d.Folders.OpenLibrary(ctx, false, models.Options{Origin: models.ByWindow, Now: now, Log: log})
	return err
}

// Close lets go of everything and removes the demo's folder.
func (d *Demo) Close() error {
	var errs []error
	if d.Library != nil {
		errs = append(errs, d.Library.Close())
	}
	if d.Feed != nil {
		d.Feed.Close()
	}
	if d.server != nil {
		d.server.Close()
	}
	if d.folder != "" {
		errs = append(errs, os.RemoveAll(d.folder))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the demo: %w", err)
	}
	return nil
}
