package app

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/papers"
	"offprint/app/refresh"
	"offprint/app/session"
	"offprint/app/words"
	"offprint/feed/gate"
	"offprint/models"
)

// againAfter is how old the list of a day that may still grow must be to be
// read again while catching up.
const againAfter = 3 * time.Hour

// catchUp reads every day since the last visit, when before was the newest day,
// and the last days again. before is empty where there was no such visit. Where
// the reader did not ask for it, trouble is only noted: the days are read at the
// next occasion.
func (w *Window) catchUp(before string, byReader bool) {
	if w.catching {
		if byReader {
			w.toast.Say(words.T("The last days are being read already."), "", nil)
		}
		return
	}
	w.catching = true
	w.tasks.Go(func(ctx context.Context) func() {
		result, err := w.Refresh.CatchUp(ctx, refresh.Plan{Again: againAfter}, w.progress("Catching up: %d of %d days"))
		days, papers := w.since(ctx, before)
		return func() {
			w.catching = false
			w.status.working("")
			w.caughtUp(result, err, byReader)
			w.tellSince(before, days, papers)
		}
	})
}

// since counts the days after a day, and the papers on their lists.
func (w *Window) since(ctx context.Context, day string) (days, papers int) {
	if day == "" { // there was no visit before
		return 0, 0
	}
	found, err := w.Library.Papers(ctx, models.View{Place: models.Everywhere, Query: "after:" + dayAfter(day)})
	if err != nil {
		if ctx.Err() == nil {
			w.Log.Warn("count what is new", "err", err)
		}
		return 0, 0
	}
	distinct := map[string]bool{}
	for _, p := range found {
		distinct[p.ListDay] = true
	}
	return len(distinct), len(found)
}

// tellSince says how much has come since the last visit, where it is more than
// the list that is shown anyway.
func (w *Window) tellSince(before string, days, papersSince int) {
	if days < 2 {
		return
	}
	text := words.T("%s, %s since your last visit.", words.N(days, "%s day", "%s days"), words.N(papersSince, "%s paper", "%s papers"))
	best := func() {
		w.list.Quiet()
		w.leaveBase()
		w.show(models.View{Place: models.Everywhere, Query: "after:" + dayAfter(before), Sort: models.ByUpvotes}, "")
		w.list.FocusList()
	}
	if w.list.Told() != "" { // what is said of the list itself comes first
		w.toast.Offer(text, words.T("Best first"), best)
		return
	}
	w.list.Tell(papers.Info, text, words.T("Best first"), best)
}

// progress shows in the status line how far reading many days has come.
func (w *Window) progress(what string) func(refresh.Progress) {
	return func(p refresh.Progress) {
		text := words.T(what, p.Done, p.Total)
		switch {
		case p.Paused != nil && !p.Paused.Until.IsZero():
			text += words.T(", waiting until %s", p.Paused.Until.Local().Format("15:04:05"))
		case p.Paused != nil:
			text += words.T(", paused")
		case p.Left >= time.Minute:
			text += words.T(", about %d min left", int(p.Left.Minutes())+1)
		}
		w.Host.Dispatch(func() {
			if !w.closed {
				w.status.working(text)
			}
		})
	}
}

// caughtUp tells the reader who asked for many days what came of it.
func (w *Window) caughtUp(result refresh.Result, err error, byReader bool) {
	w.reload()
	failed := make([]string, len(result.Failed))
	for i, f := range result.Failed {
		failed[i] = f.Day
		w.Log.Warn("read many days", "day", f.Day, "err", f.Err)
	}
	if err != nil {
		w.Log.Warn("read many days", "err", err)
	}
	switch {
	case !byReader:
	case err != nil:
		w.tellTrouble(err)
	case len(failed) > 0:
		w.list.Tell(papers.Trouble, words.N(len(failed), "%s day could not be read. Everything kept is safe.", "%s days could not be read. Everything kept is safe."), words.T("Try again"),
			func() { w.list.Quiet(); w.readDays(failed) })
	default:
		w.toast.Say(words.N(result.New, "Up to date: %s new paper.", "Up to date: %s new papers."), "", nil)
	}
}

func dayAfter(day string) string {
	next, err := models.StepList(models.DayList, day, 1)
	if err != nil {
		return day
	}
	return next
}

// readDays reads days again that could not be read.
func (w *Window) readDays(days []string) {
	w.tasks.Go(func(ctx context.Context) func() {
		result, err := w.Refresh.Days(ctx, days, w.progress("Reading: %d of %d days"))
		return func() {
			w.status.working("")
			w.caughtUp(result, err, true)
		}
	})
}

// backfill reads the whole archive, or goes on with what was begun.
func (w *Window) backfill() {
	if w.filling != nil && w.rests {
		w.goOnFilling()
		return
	}
	if w.filling != nil {
		w.toast.Offer(words.T("The archive is being read already."), words.T("Pause"), w.pauseBackfill)
		return
	}
	w.changes.Go(func(ctx context.Context) func() {
		b, err := w.unfinished(ctx)
		if err == nil && b.ID == 0 {
			b, err = w.Library.StartBackfill(ctx, refresh.FirstDay, w.Feed.Today())
		}
		return func() {
			if err != nil {
				w.trouble("begin the backfill", err)
				return
			}
			w.runBackfill(b)
		}
	})
}

func (w *Window) unfinished(ctx context.Context) (models.Backfill, error) {
	all, err := w.Library.Backfills(ctx)
	if err != nil {
		return models.Backfill{}, err
	}
	for _, b := range all {
		if b.Unfinished() {
			return b, nil
		}
	}
	return models.Backfill{}, nil
}

// resumeBackfill goes on with a backfill that the end of the last run stopped.
func (w *Window) resumeBackfill() {
	w.tasks.Go(func(ctx context.Context) func() {
		b, err := w.unfinished(ctx)
		if err != nil || b.ID == 0 || b.State != models.BackfillRunning {
			return nil
		}
		return func() { w.runBackfill(b) }
	})
}

func (w *Window) runBackfill(b models.Backfill) {
	control := &refresh.Control{}
	w.filling, w.rests = control, false
	w.tasks.Go(func(ctx context.Context) func() {
		result, err := w.Refresh.Backfill(ctx, b.ID, control, w.progress("Reading the archive: %d of %d days"))
		return func() {
			w.filling = nil
			w.status.working("")
			w.reload()
			switch {
			case err != nil:
				w.trouble("read the archive", err)
			case len(result.Failed) > 0:
				w.toast.Offer(words.N(len(result.Failed), "The archive is read but for %s day.", "The archive is read but for %s days."), words.T("Try again"), w.backfill)
			default:
				w.toast.Say(words.T("Read %s of the archive, %s.", words.N(result.Read, "%s day", "%s days"), words.N(result.New, "%s new paper", "%s new papers")), "", nil)
			}
		}
	})
}

func (w *Window) pauseBackfill() {
	if w.filling == nil {
		w.toast.Say(words.T("No archive is being read."), "", nil)
		return
	}
	w.rests = true
	w.filling.Pause()
	w.toast.Offer(words.T("Paused reading the archive."), words.T("Go on"), w.goOnFilling)
}

func (w *Window) goOnFilling() {
	if w.filling != nil {
		w.rests = false
		w.filling.Resume()
		w.toast.Say(words.T("Going on with the archive."), "", nil)
	}
}

func (w *Window) cancelBackfill() {
	if w.filling == nil {
		w.toast.Say(words.T("No archive is being read."), "", nil)
		return
	}
	w.filling.Cancel()
}

// every reads the newest list again and again, at the interval that the reader
// has set.
func (w *Window) every() {
	minutes := w.session.Session().RefreshMinutes
	w.timer++
	mine := w.timer
	if minutes <= 0 {
		return
	}
	w.after(time.Duration(minutes)*time.Minute, func() {
		if mine == w.timer {
			w.refreshToday(true)
			w.every()
		}
	})
}

// after does something on the UI goroutine when d has passed by the clock, as
// long as the window is there. It looks at the clock every minute: timers stand
// still while the computer sleeps. A clock that was set back counts as run out.
func (w *Window) after(d time.Duration, do func()) {
	began := w.Host.Now()
	var look func()
	look = func() {
		passed := w.Host.Now().Sub(began)
		switch {
		case w.closed:
		case passed < 0 || passed >= d:
			do()
		default:
			w.Host.After(min(d-passed, time.Minute), look)
		}
	}
	w.Host.After(min(d, time.Minute), look)
}

func (w *Window) setInterval(minutes int) {
	w.session.Update(func(s *session.Session) { s.RefreshMinutes = minutes })
	w.every()
	if minutes == 0 {
		w.toast.Say(words.T("The list is read only when you ask."), "", nil)
		return
	}
	w.toast.Say(words.N(minutes, "The newest list is read every %s minute.", "The newest list is read every %s minutes."), "", nil)
}

func (w *Window) toggleNotify() {
	on := !w.session.Session().Notify
	w.session.Update(func(s *session.Session) { s.Notify = on })
	if on {
		w.toast.Say(words.T("You will be notified when the day's list opens."), "", nil)
		return
	}
	w.toast.Say(words.T("No more notifications."), "", nil)
}

// notify tells the desktop that a new day's list is there.
func (w *Window) notify(report refresh.Report) {
	if w.session.Session().Notify {
		w.Host.App.SendNotification(fyne.NewNotification(words.T("Today's papers are there"),
			words.T("%s, %s", papers.DayName(report.Day), words.N(report.Saved.Papers, "%s paper", "%s papers"))))
	}
}

// clear marks papers as seen in one step: those above the current one, or all.
func (w *Window) clear(above bool) {
	list := w.list.List.Papers()
	if above {
		list = list[:max(0, w.list.List.Index())]
	}
	var ids []int64
	for _, p := range list {
		if !p.Seen && p.ID > 0 {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		w.toast.Say(words.T("Everything here is seen already."), "", nil)
		return
	}
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.Clear(ctx, ids) })
}

// paused says in the status line that a server wants to be left alone, and
// until when.
func (w *Window) paused(p gate.Pause) {
	name := "Hugging Face"
	if strings.HasSuffix(p.Host, "arxiv.org") {
		name = "arXiv"
	}
	text := words.T("%s wants a pause until %s", name, p.Until.Local().Format("15:04:05"))
	w.status.rest(text)
	w.after(p.Until.Sub(w.Host.Now()), func() {
		if w.status.resting == text {
			w.status.rest("")
		}
	})
}
