package refresh

import (
	"context"
	"fmt"
	"slices"
	"time"

	"offprint/feed"
	"offprint/models"
)

const (
	// catchUpDays is how far back catching up goes. Older days are a backfill.
	catchUpDays = 120
	// failuresInARow is how many days one after the other may fail before the
	// source is taken to be out of order as a whole.
	failuresInARow = 5
	// longestPause is more than the source's window of 300 s (Hugging Face, rate
	// limits): a longer pause is the reader's to wait.
	longestPause = 10 * time.Minute
	// pausesADay bounds how often one list may be put off.
	pausesADay = 3
)

// Plan says which days CatchUp reads.
type Plan struct {
	// Again is how long ago a list that may still grow must have been read to be
	// read again; 0 means always.
	Again time.Duration
}

// Result is what reading many days did, as far as it came.
type Result struct {
	Read   int // lists read
	Days   int // those of them with papers that the library did not know
	Papers int // papers on the lists read
	// New and Changed are as in models.Saved, over all lists.
	New, Changed int
	Skipped      int // items that could not be used
	TokenRefused bool
	// Failed are the days whose list could not be read; Days reads them again.
	Failed []DayError
}

// DayError is why the list of a day could not be read.
type DayError struct {
	Day string // "YYYY-MM-DD"
	Err error
}

// Progress tells how far reading many days has come.
type Progress struct {
	// Day is the day that was just read, or that waits during a pause.
	Day string
	// Report says what came of it, Err why nothing did. Neither is there during
	// a pause, and for a day whose list is not open yet.
	Report *Report
	Err    error
	// Done and Total count days.
	Done, Total int
	Papers, New int // as in Result, so far
	// Left is how long the rest takes, as far as can be told; 0 is unknown.
	Left time.Duration
	// Paused says that nothing is read at the moment; nil when something is.
	Paused *Pause
}

// Pause is why nothing is read at the moment.
type Pause struct {
	Until time.Time // UTC; zero for until the reader wants to go on
	Why   string    // a sentence for readers
}

// CatchUp reads every day since the last visit, and those whose list was still
// growing when it was read, the newest first; at most 120 days back. A library
// that was never caught up begins with the last 14 days. A day that fails does
// not stop the others, it is in Result.Failed. What does stop, with what was
// done until then in the Result: no connection, a long pause that the source
// wants, five failures in a row, a library that cannot be written, and ctx.
// progress may be nil; it is called on the caller's goroutine.
func (r *Refresher) CatchUp(ctx context.Context, plan Plan, progress func(Progress)) (Result, error) {
	days, err := r.behind(ctx, plan)
	if err != nil {
		return Result{}, fmt.Errorf("catch up: %w", err)
	}
	result, err := r.Days(ctx, days, progress)
	if err != nil {
		return result, fmt.Errorf("catch up: %w", err)
	}
	return result, nil
}

// Days reads the lists of days, "YYYY-MM-DD", in that order, as CatchUp does.
func (r *Refresher) Days(ctx context.Context, days []string, progress func(Progress)) (Result, error) {
	t := r.newTrip(&Control{}, progress)
	t.total = len(days)
	err := t.read(ctx, days)
	return t.result, err
}

// behind are the days that CatchUp reads, the newest first.
func (r *Refresher) behind(ctx context.Context, plan Plan) ([]string, error) {
	today, err := time.Parse(time.DateOnly, r.source.Today())
	if err != nil {
		return nil, fmt.Errorf("read what today is: %w", err)
	}
	reads, err := r.library.DayReads(ctx, "", today.Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	// A list that was read while it grew was read on a visit, not as a part of
	// an archive: all days from there on are to be known. The oldest such day
	// counts, not the newest, because an earlier catching up may have been
	// stopped after the newest days.
	oldest := today.AddDate(0, 0, 1-growingDays)
	for day, read := range reads {
		if at, err := time.Parse(time.DateOnly, day); err == nil && at.Before(oldest) && read.At.Before(grown(at)) {
			oldest = at
		}
	}
	if first := today.AddDate(0, 0, 1-catchUpDays); oldest.Before(first) {
		oldest = first
	}
	now := r.now()
	var days []string
	for at := today; !at.Before(oldest); at = at.AddDate(0, 0, -1) {
		day := at.Format(time.DateOnly)
		read, known := reads[day]
		age := now.Sub(read.At)
		// A reading in the future is one of a clock that was wrong.
		if !known || half(at, read) || read.Growing && (age >= plan.Again || age < 0) {
			days = append(days, day)
		}
	}
	return days, nil
}

// grown is when the list of a day no longer grows.
func grown(day time.Time) time.Time { return day.AddDate(0, 0, growingDays) }

// half says that taking in the list of a day was broken off, see take.
func half(day time.Time, read models.DayRead) bool {
	return read.Growing && !read.At.Before(grown(day))
}

// trip is the reading of many days.
type trip struct {
	r       *Refresher
	control *Control
	tell    func(Progress)
	result  Result
	// rested is called when the reader pauses and goes on.
	rested func(paused bool) error

	done, total int
	begun       time.Time
	tried       int           // days since begun
	idle        time.Duration // pauses since begun
	inARow      int           // failures
}

func (r *Refresher) newTrip(control *Control, tell func(Progress)) *trip {
	if tell == nil {
		tell = func(Progress) {}
	}
	return &trip{r: r, control: control, tell: tell, begun: r.now(), rested: func(bool) error { return nil }}
}

// read reads days in their order and gives the error that stops it.
func (t *trip) read(ctx context.Context, days []string) error {
	for i, day := range days {
		if err := t.rest(ctx, day, len(days)-i); err != nil {
			return err
		}
		report, err := t.day(ctx, day, len(days)-i)
		if err == nil {
			t.count(report)
		}
		stop := t.fail(ctx, day, err)
		t.tried++
		if stop != nil {
			return stop
		}
		t.done++
		p := t.progress(day, len(days)-i-1)
		if err == nil {
			p.Report = &report
		} else if feed.KindOf(err) != feed.NotOpen {
			p.Err = err
		}
		t.tell(p)
	}
	return nil
}

// fail takes in why a day could not be read and gives it back where it stops
// the others, too.
func (t *trip) fail(ctx context.Context, day string, err error) error {
	kind := feed.KindOf(err)
	switch {
	case err == nil, kind == feed.NotOpen:
		// A list that is not open yet is a fact, as an empty one is.
		t.inARow = 0
		return nil
	case ctx.Err() != nil:
		return err
	case kind == "", kind == feed.Offline, kind == feed.RateLimited:
		return err
	}
	t.inARow++
	t.forget(day)
	t.result.Failed = append(t.result.Failed, DayError{Day: day, Err: err})
	if t.inARow == failuresInARow {
		return err
	}
	return nil
}

func (t *trip) count(report Report) {
	t.result.Read++
	if report.Saved.New > 0 {
		t.result.Days++
	}
	t.result.Papers += report.Saved.Papers
	t.result.New += report.Saved.New
	t.result.Changed += report.Saved.Changed
	t.result.Skipped += report.Skipped
	t.result.TokenRefused = t.result.TokenRefused || report.TokenRefused
	t.forget(report.Day)
}

// forget takes an earlier failure of a day back.
func (t *trip) forget(day string) {
	t.result.Failed = slices.DeleteFunc(t.result.Failed, func(f DayError) bool { return f.Day == day })
}

// day reads one day and waits where the source wants a pause.
func (t *trip) day(ctx context.Context, day string, left int) (Report, error) {
	for pauses := 0; ; pauses++ {
		report, err := t.r.Day(ctx, day)
		pause := t.r.pause(err)
		if pause == 0 || pauses == pausesADay {
			return report, err
		}
		now := t.r.now()
		p := t.progress(day, left)
		p.Paused = &Pause{Until: now.Add(pause).UTC(), Why: "Hugging Face wants a pause. Reading goes on by itself."}
		t.tell(p)
		err = t.r.wait(ctx, pause)
		t.idle += t.r.now().Sub(now)
		if err != nil {
			return report, err
		}
	}
}

// rest waits while the reader wants a pause.
func (t *trip) rest(ctx context.Context, day string, left int) error {
	paused, change := t.control.look()
	if !paused {
		return ctx.Err()
	}
	if err := t.rested(true); err != nil {
		return err
	}
	began := t.r.now()
	p := t.progress(day, left)
	p.Paused = &Pause{Why: "Paused. What was read is kept."}
	t.tell(p)
	for paused {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-change:
		}
		paused, change = t.control.look()
	}
	t.idle += t.r.now().Sub(began)
	return t.rested(false)
}

func (t *trip) progress(day string, left int) Progress {
	p := Progress{Day: day, Done: t.done, Total: t.total, Papers: t.result.Papers, New: t.result.New}
	if t.tried > 0 {
		p.Left = (t.r.now().Sub(t.begun) - t.idle) / time.Duration(t.tried) * time.Duration(left)
	}
	return p
}
