package app

import (
	"reflect"
	"slices"

	"offprint/app/papers"
	"offprint/models"
)

// longestTrail is how many places the way back has.
const longestTrail = 100

// stop is a place on the reader's way, and how it was left.
type stop struct {
	papers.Spot
	base      models.View
	basePaper string
}

// trail is the reader's way through the places: back and forward.
type trail struct {
	stops []stop
	at    int
}

// leave notes how the reader leaves the place that is shown.
func (w *Window) leave() {
	if w.trail.at < len(w.trail.stops) {
		w.trail.stops[w.trail.at] = stop{w.list.Spot(), w.base, w.basePaper}
	}
}

// arrive puts the place that is shown now on the way. A search that goes on, and
// another order of the same list, take the place of what was there.
func (w *Window) arrive() {
	here := stop{w.list.Spot(), w.base, w.basePaper}
	t := &w.trail
	if t.at < len(t.stops) && sameStop(t.stops[t.at].View, here.View) {
		t.stops[t.at] = here
		return
	}
	if t.at < len(t.stops) {
		t.stops = t.stops[:t.at+1]
	}
	t.stops = append(t.stops, here)
	if len(t.stops) > longestTrail {
		t.stops = slices.Delete(t.stops, 0, 1)
	}
	t.at = len(t.stops) - 1
}

func sameStop(a, b models.View) bool {
	if a.Place == models.Everywhere && b.Place == models.Everywhere && a.Query != "" && b.Query != "" {
		return a.Typing || b.Typing || a.Query == b.Query
	}
	if a.Place == models.DailyPlace && a.Kind == b.Kind && a.Day == "" { // before the newest day was known
		return b.Place == a.Place
	}
	return a.Place == b.Place && a.Kind == b.Kind && a.Day == b.Day && a.Tag == b.Tag && a.Smart == b.Smart && a.Query == b.Query && reflect.DeepEqual(a.Tags, b.Tags)
}

// goAlong goes along the way, back with -1 and forward with 1.
func (w *Window) goAlong(by int) {
	to := w.trail.at + by
	if to < 0 || to >= len(w.trail.stops) {
		return
	}
	w.fetching.Stop()
	w.status.fetching(false)
	w.leave()
	w.trail.at = to
	s := w.trail.stops[to]
	w.lookedAt(s.View)
	w.base, w.basePaper = s.base, s.basePaper
	w.list.Quiet()
	w.list.Return(s.Spot)
	w.shown(s.View)
	w.list.FocusList()
}
