package refresh

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"offprint/models"
)

// FirstDay is the day of the oldest list that Hugging Face has.
const FirstDay = "2023-05-04"

// Control pauses and ends a backfill. It belongs to one; its zero value lets it
// run. Its methods may be called from several goroutines, before and after the
// backfill, too.
type Control struct {
	mu        sync.Mutex
	paused    bool
	cancelled bool
	change    chan struct{} // closed at the next change
	stop      func()        // stops the backfill that runs
}

// Pause stops the backfill after the day that is being read, until Resume.
func (c *Control) Pause() { c.set(func() { c.paused = true }) }

// Resume goes on after Pause.
func (c *Control) Resume() { c.set(func() { c.paused = false }) }

// Cancel ends the backfill for good. What was read stays.
func (c *Control) Cancel() { c.set(func() { c.cancelled = true }) }

func (c *Control) set(what func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	what()
	if c.change != nil {
		close(c.change)
		c.change = nil
	}
	if c.cancelled && c.stop != nil {
		c.stop()
	}
}

// look says whether to pause, and gives a channel that is closed when that
// changes.
func (c *Control) look() (paused bool, change <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.change == nil {
		c.change = make(chan struct{})
	}
	return c.paused, c.change
}

// begin gives the context that ends with Cancel.
func (c *Control) begin(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stop = stop
	if c.cancelled {
		stop()
	}
	return ctx, stop
}

func (c *Control) isCancelled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cancelled
}

// Backfill reads the days of a backfill that are still to be read, the newest
// first, and keeps its state in the library: running while it goes on and after
// a stop of the program, paused and cancelled as control says, done at the end.
// Days that fail are tried once more at the end; where some still fail it is
// left paused, and they are in Result.Failed. What stops it is what stops
// CatchUp; it is then left running, and another call goes on. Cancel is no
// error. progress may be nil; it is called on the caller's goroutine.
func (r *Refresher) Backfill(ctx context.Context, id int64, control *Control, progress func(Progress)) (Result, error) {
	result, err := r.backfill(ctx, id, control, progress)
	if err != nil {
		return result, fmt.Errorf("backfill %d: %w", id, err)
	}
	return result, nil
}

func (r *Refresher) backfill(ctx context.Context, id int64, control *Control, progress func(Progress)) (Result, error) {
	all, err := r.library.Backfills(ctx)
	if err != nil {
		return Result{}, err
	}
	i := slices.IndexFunc(all, func(b models.Backfill) bool { return b.ID == id })
	if i < 0 {
		return Result{}, &models.Error{Code: models.NotFound, Message: "There is no such backfill. Nothing was read."}
	}
	days, total, err := r.missing(ctx, all[i])
	if err != nil {
		return Result{}, err
	}
	running, stop := control.begin(ctx)
	defer stop()
	// The state is noted even when the program is just being ended.
	note := func(state models.BackfillState) error {
		return r.library.SetBackfill(context.WithoutCancel(ctx), id, state)
	}
	if err := note(models.BackfillRunning); err != nil {
		return Result{}, err
	}
	t := r.newTrip(control, progress)
	t.done, t.total = total-len(days), total
	t.rested = func(paused bool) error {
		if paused {
			return note(models.BackfillPaused)
		}
		return note(models.BackfillRunning)
	}
	err = t.read(running, days)
	if err == nil && len(t.result.Failed) > 0 {
		var again []string
		for _, f := range t.result.Failed {
			again = append(again, f.Day)
		}
		t.done -= len(again)
		t.inARow = 0
		err = t.read(running, again)
	}
	switch {
	case control.isCancelled():
		return t.result, note(models.BackfillCancelled)
	case err != nil:
		return t.result, err
	case len(t.result.Failed) > 0:
		return t.result, note(models.BackfillPaused)
	}
	return t.result, note(models.BackfillDone)
}

// missing are the days of a backfill that are still to be read, the newest
// first, and how many days it has in all. A list that grows is read once more
// than it was before the backfill began.
func (r *Refresher) missing(ctx context.Context, b models.Backfill) (days []string, total int, err error) {
	first, err := time.Parse(time.DateOnly, b.First)
	if err != nil {
		return nil, 0, fmt.Errorf("read the first day: %w", err)
	}
	last, err := time.Parse(time.DateOnly, min(b.Last, r.source.Today()))
	if err != nil {
		return nil, 0, fmt.Errorf("read the last day: %w", err)
	}
	reads, err := r.library.DayReads(ctx, b.First, b.Last)
	if err != nil {
		return nil, 0, err
	}
	for at := last; !at.Before(first); at = at.AddDate(0, 0, -1) {
		total++
		day := at.Format(time.DateOnly)
		read, known := reads[day]
		if !known || half(at, read) || read.Growing && read.At.Before(b.StartedAt) {
			days = append(days, day)
		}
	}
	return days, total, nil
}
