package app

import (
	"context"
	"time"

	"offprint/app/papers"
	"offprint/app/words"
	"offprint/feed"
	"offprint/models"
)

// currentKey is the key of a kind's present list: the newest day with papers,
// this week, this month.
func (w *Window) currentKey(kind string) string {
	switch kind {
	case "", models.DayList:
		return w.newest
	case models.TrendingList:
		return models.TrendingList
	}
	return models.ListKey(kind, w.Host.Now().UTC())
}

// goSubmitter shows what one person has submitted.
func (w *Window) goSubmitter(login string) {
	w.base = models.View{Place: models.DailyPlace, Kind: models.SubmitterList, Day: login}
	w.list.Quiet()
	w.show(w.base, "")
	w.list.FocusList()
	w.readList(models.SubmitterList, login)
}

// old says that a list may have grown since it was read.
func (w *Window) old(l models.ListState) bool {
	return l.Growing && w.Host.Now().Sub(l.ReadAt) > staleAfter
}

// readList reads a list from the feed, unless it was read a short while ago or no
// longer grows. What is kept of it is shown meanwhile.
func (w *Window) readList(kind, key string) {
	w.status.fetching(true)
	w.fetching.Go(func(ctx context.Context) func() {
		known, err := w.Library.List(ctx, kind, key)
		if err == nil && (known.ReadAt.IsZero() || w.old(known)) {
			_, err = w.Refresh.List(ctx, kind, key)
		}
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			w.status.fetching(false)
			if err != nil {
				w.tellListTrouble(kind, key, known.ReadAt, err)
				return
			}
			w.reload()
		}
	})
}

// tellListTrouble says that a list could not be read, and how old what is shown
// of it is.
func (w *Window) tellListTrouble(kind, key string, readAt time.Time, err error) {
	w.Log.Warn("read list", "kind", kind, "key", key, "err", err)
	text := sentenceOr(err, words.T("The list could not be read."))
	sign := papers.Trouble
	if k := feed.KindOf(err); k == feed.Offline || k == feed.TimedOut {
		sign, text = papers.Offline, words.T("Offline: showing what is kept of these days.")
		if !readAt.IsZero() {
			text = words.T("Offline: showing the copy of %s.", copyTime(readAt, w.Host.Now()))
		}
	}
	w.list.Tell(sign, text, words.T("Try again"), func() { w.list.Quiet(); w.readList(kind, key) })
}

func copyTime(t, now time.Time) string {
	if now.Sub(t) < 20*time.Hour {
		return t.Local().Format("15:04")
	}
	return words.ShortDay(t.Local()) + t.Local().Format(" 15:04")
}

// goPeriod goes to another week or month.
func (w *Window) goPeriod(direction int, key string) {
	kind := w.base.Kind
	if direction != 0 {
		var err error
		if key, err = models.StepList(kind, w.base.Day, direction); err != nil {
			return // trending has no other
		}
	}
	if key > w.currentKey(kind) {
		w.toast.Say(words.T("That list is not open yet."), "", nil)
		return
	}
	w.base = models.View{Place: models.DailyPlace, Kind: kind, Day: key, Sort: w.base.Sort}
	w.list.Quiet()
	w.show(w.base, "")
	w.readList(kind, key)
}
