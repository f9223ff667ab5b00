package app

import (
	"context"
	"net/url"
	"strings"
	"time"

	"offprint/app/papers"
	"offprint/app/places"
	"offprint/app/refresh"
	"offprint/app/session"
	"offprint/app/words"
	"offprint/feed"
	"offprint/models"
)

const (
	// seenAfter is how long a paper stands on screen until it counts as seen.
	seenAfter = time.Second
	// staleAfter is how old the newest list may be when the reader comes back.
	staleAfter = 30 * time.Minute
	// daysWithout is how many days without a list are stepped over.
	daysWithout = 7
)

// show shows a view; paper is the one to make current, or empty.
func (w *Window) show(v models.View, paper string) {
	w.lookedAt(v)
	w.leave()
	w.panes.SetReading(false)
	w.list.Open(v, paper)
	w.shown(v)
	w.arrive()
}

// shown shows where a view is that the list has been opened at.
func (w *Window) shown(v models.View) {
	for _, t := range w.counts.Tags {
		if v.Place == models.TagPlace && t.ID == v.Tag && v.Query == "" {
			w.list.SetTitle(t.Name)
		}
	}
	if !v.Tags.Empty() && v.Query == "" {
		w.list.SetTitle(w.filterName(v.Tags))
	}
	w.nameSmart(v)
	w.places.SetCurrent(places.Place{Place: v.Place, Kind: v.Kind, Tag: v.Tag, Smart: v.Smart}, v.Tags)
	if v.Place == models.DailyPlace && v.Day == "" {
		w.list.Loading()
	}
}

// lookedAt notes that the reader has looked at the list that is shown, when they
// go on to another: what comes onto it from now on will be new to them.
func (w *Window) lookedAt(next models.View) {
	v := w.list.View()
	if v.Place != models.DailyPlace || v.Day == "" || v.Query != "" || (v.Kind == next.Kind && v.Day == next.Day) || next.Query != "" {
		return
	}
	w.changes.Go(func(ctx context.Context) func() {
		if err := w.Library.LookAt(ctx, papers.Kind(v), v.Day); err != nil {
			w.Log.Error("note what was looked at", "err", err)
		}
		return nil
	})
}

// placeName is a view's place as the session keeps it: "daily", "daily:week",
// "toread".
func placeName(v models.View) string {
	if v.Kind != "" {
		return string(v.Place) + ":" + v.Kind
	}
	return string(v.Place)
}

// placeNamed is the view whose place has that name.
func placeNamed(name string) models.View {
	place, kind, _ := strings.Cut(name, ":")
	if place == "" {
		place = string(models.DailyPlace)
	}
	return models.View{Place: models.Place(place), Kind: kind}
}

// onList is a view of DailyPlace whose list can be: where its key is none, the
// present list.
func (w *Window) onList(v models.View) models.View {
	if v.Kind == models.SubmitterList && v.Day != "" {
		return v
	}
	if _, _, err := models.ListDays(papers.Kind(v), v.Day); err != nil {
		if v.Kind != models.WeekList && v.Kind != models.MonthList && v.Kind != models.TrendingList {
			v.Kind = ""
		}
		v.Day = w.currentKey(v.Kind)
	}
	return v
}

// remember notes where the reader is.
func (w *Window) remember() {
	v, base := w.list.View(), w.base
	paper := ""
	if p := w.list.List.Current(); p != nil {
		paper = p.ArxivID
	}
	tag := ""
	for _, t := range w.counts.Tags {
		if t.ID == base.Tag && base.Place == models.TagPlace {
			tag = t.Name
		}
	}
	day := base.Day
	if base.Kind == "" && day == w.newest || base.Kind != "" && day == w.currentKey(base.Kind) {
		day = "" // "today" tomorrow is tomorrow's, and so is this week
	}
	smart := ""
	for _, l := range w.smartLists {
		if l.ID == base.Smart && base.Place == models.SmartPlace {
			smart = l.Name
		}
	}
	w.session.Update(func(s *session.Session) {
		s.Smart = smart
		s.Place, s.Day, s.Tag, s.Query, s.Sort, s.Paper = placeName(base), day, tag, v.Query, string(base.Sort), paper
	})
}

// goTo goes to a place.
func (w *Window) goTo(p places.Place) {
	w.fetching.Stop()
	w.status.fetching(false)
	v := models.View{Place: p.Place, Kind: p.Kind, Tag: p.Tag, Smart: p.Smart}
	if p.Place == models.DailyPlace {
		v.Day = w.currentKey(p.Kind)
	}
	w.base = v
	w.list.Quiet()
	w.show(v, "")
	w.list.FocusList()
	switch {
	case p.Place != models.DailyPlace:
	case p.Kind != "":
		w.readList(p.Kind, v.Day)
	case w.Host.Now().Sub(w.updated) > staleAfter:
		w.refreshToday(false)
	}
}

func (w *Window) sort(s models.Sort) {
	v := w.list.View()
	v.Sort = s
	if v.Query == "" {
		w.base = v
	}
	w.show(v, "")
}

// onPaper shows the paper that is current in the list.
func (w *Window) onPaper(p *models.Paper, byReader bool) {
	w.seen++
	if p == nil {
		w.loadPaper.Stop()
		w.paper.Set(nil)
		w.notes.Set(nil)
		return
	}
	if p.ID < 0 { // found on Hugging Face and not kept
		w.loadPaper.Stop()
		shown := *p
		w.paper.Set(&shown)
		w.notes.Set(nil)
		if byReader {
			w.keepFound([]models.Paper{shown}, func() {})
		}
		return
	}
	mine, id, arxivID, seen := w.seen, p.ID, p.ArxivID, p.Seen
	if !seen {
		w.Host.After(seenAfter, func() {
			if mine == w.seen && !w.closed && !w.list.Searching() {
				w.markSeen(id)
			}
		})
	}
	if byReader {
		w.passed(id)
		w.remember()
		w.madeUse(w.list.View().Query)
	}
	w.readPaper(arxivID)
}

// passed counts the paper that the reader came from as seen: it was passed by
// key or by pointer.
func (w *Window) passed(to int64) {
	if before := w.paper.Paper(); before != nil && !before.Seen && before.ID != to {
		w.markSeen(before.ID)
	}
}

func (w *Window) markSeen(id int64) {
	w.changes.Go(func(ctx context.Context) func() {
		if err := w.Library.MarkSeen(ctx, []int64{id}); err != nil {
			w.Log.Error("mark as seen", "err", err)
			return nil
		}
		return w.reload
	})
}

func (w *Window) readPaper(arxivID string) {
	v := w.list.View()
	w.loadPaper.Go(func(ctx context.Context) func() {
		whole, err := w.Library.Paper(ctx, arxivID)
		if ctx.Err() != nil {
			return nil
		}
		var found []models.Range
		if err == nil {
			found = wordsIn(whole.Abstract, v)
		}
		return func() {
			if err != nil {
				w.trouble("read paper "+arxivID, err)
				return
			}
			w.paper.Set(whole)
			w.paper.ShowFound(found)
			w.notes.Set(whole)
			w.readLinks(whole)
		}
	})
}

// readLinks looks up which notes lead to the paper that is shown. The paper does
// not wait for it: it is a search.
func (w *Window) readLinks(p *models.Paper) {
	w.loadLinks.Go(func(ctx context.Context) func() {
		links, err := w.Library.LinksTo(ctx, p.ArxivID)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			w.Log.Warn("find the notes that lead to a paper", "paper", p.ArxivID, "err", err)
			return nil // the paper is there all the same
		}
		return func() { w.paper.SetLinked(p.ID, links) }
	})
}

// reload reads again what the window shows, after a change.
func (w *Window) reload() {
	w.readCounts()
	w.list.Reload()
	w.readCurrent()
}

// readCurrent reads again what is shown of the current paper.
func (w *Window) readCurrent() {
	if p := w.list.List.Current(); p != nil && p.ID > 0 {
		w.readPaper(p.ArxivID)
	}
	w.readCitation()
}

// reloadFromElsewhere is reload after another program wrote to the library, or
// this one.
func (w *Window) reloadFromElsewhere() {
	if !w.closed {
		w.reload()
	}
}

func (w *Window) readCounts() {
	w.loadCounts.Go(func(ctx context.Context) func() {
		counts, day, err := w.count(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if err != nil {
				w.trouble("count places", err)
				return
			}
			w.showCounts(counts, day)
		}
	})
	w.readSmart()
}

// count counts the places and looks up the newest day, which is empty in a new
// library.
func (w *Window) count(ctx context.Context) (models.Counts, models.ListState, error) {
	counts, err := w.Library.Counts(ctx)
	if err != nil {
		return counts, models.ListState{}, err
	}
	day, err := w.Library.NewestDay(ctx)
	return counts, day, err
}

func (w *Window) showCounts(counts models.Counts, day models.ListState) {
	w.counts = counts
	if day.Key != "" {
		w.newest = day.Key
		if w.updated.Before(day.ReadAt) {
			w.updated = day.ReadAt
		}
	}
	w.places.Set(counts, day.Left)
	w.hint()
	w.status.set(w.updated, counts.Offline, w.Host.Now())
}

// refreshToday reads the newest list from the feed. quiet says nothing about
// trouble: the reader did not ask.
func (w *Window) refreshToday(quiet bool) {
	w.status.busy(true)
	if w.newest == "" {
		w.list.Loading()
	}
	w.refreshing.Go(func(ctx context.Context) func() {
		report, err := w.Refresh.Today(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return func() { w.refreshed(report, err, quiet) }
	})
}

func (w *Window) refreshed(report refresh.Report, err error, quiet bool) {
	w.status.busy(false)
	if err != nil {
		w.Log.Warn("refresh", "err", err)
		w.status.offline(feed.KindOf(err) == feed.Offline || feed.KindOf(err) == feed.TimedOut)
		if !quiet {
			w.tellTrouble(err)
		}
		return
	}
	w.status.offline(false)
	w.updated = w.Host.Now()
	before := w.newest
	if report.Saved.Papers > 0 && report.Day > w.newest {
		w.newest = report.Day
		if before != "" {
			w.notify(report)
		}
	}
	// The days before grow on after a newer list has opened. There was a last
	// visit at a start, and where days were missed, as on a computer that slept.
	visit := before
	if quiet && w.newest <= dayAfter(before) {
		visit = ""
	}
	w.catchUp(visit, false)
	text := ""
	switch {
	case report.Saved.Papers == 0:
		text = words.T("Hugging Face has listed no papers lately.")
	case report.Day != report.Asked:
		text = words.T("The list of %s is not there yet. This is the newest one.", papers.DayName(report.Asked))
	}
	if report.TokenRefused {
		text = words.T("Hugging Face did not accept your token (HF_TOKEN); the list was read without it.")
	}
	v := w.list.View()
	// a reader who is on "today" sees the new one, one who went elsewhere stays
	if v.Query == "" && v.Place == models.DailyPlace && v.Kind == "" && (v.Day == before || v.Day == "") {
		w.list.Tell(papers.Info, text, "", nil)
		if w.newest != v.Day {
			v.Day = w.newest
			w.showDayList(v)
		} else if w.newest == "" {
			w.list.Quiet()
			w.list.Offer(words.T("No papers yet"), text, words.T("Try again"), "", func() { w.refreshToday(false) })
		}
	}
	w.reload()
}

// showDayList shows a day's list. While the reader writes a note it is offered
// instead: no word may go to another paper than it was meant for.
func (w *Window) showDayList(v models.View) {
	show := func() {
		w.base = v
		w.show(v, "")
	}
	if !w.notes.Writing() {
		show()
		return
	}
	w.list.Tell(papers.Info, words.T("The list of %s is here.", papers.DayName(v.Day)), words.T("Show it"), func() {
		w.list.Quiet()
		w.list.FocusList()
		show()
	})
}

// tellTrouble says in the list what is the matter with the feed, and what the
// reader can do. What is kept stays in sight.
func (w *Window) tellTrouble(err error) {
	message := sentenceOr(err, words.T("The papers could not be read."))
	retry := func() { w.list.Quiet(); w.refreshToday(false) }
	if w.newest != "" {
		sign, text := papers.Trouble, message
		if feed.KindOf(err) == feed.Offline || feed.KindOf(err) == feed.TimedOut {
			sign = papers.Offline
			text = words.T("Offline: showing the copy of %s. Your notes are saved.", copyTime(w.updated, w.Host.Now()))
		}
		w.list.Tell(sign, text, words.T("Try again"), retry)
		return
	}
	if w.OpenDemo != nil && !w.Demo {
		w.list.Tell(papers.Offline, words.T("Today's list could not be read."), words.T("Try again"), retry)
		w.list.Offer(words.T("No papers yet"), message+"\n\n"+words.T("Offprint needs the network for its first list. Until then you can look around with a few real papers that came with it; nothing of that goes into your library."),
			words.T("Look around"), "", w.lookAround)
		return
	}
	w.list.Offer(words.T("No papers yet"), message, words.T("Try again"), "", retry)
}

// lookAround opens the demo in a window of its own.
func (w *Window) lookAround() {
	w.tasks.Go(func(ctx context.Context) func() {
		d, err := w.OpenDemo(context.WithoutCancel(ctx))
		return func() {
			if err != nil {
				w.trouble("open the demo", err)
				return
			}
			c := w.Config
			c.Library, c.Feed, c.Folders, c.Demo, c.Requests = d.Library, d.Feed, d.Folders, true, nil
			c.Refresh = refresh.New(d.Feed, d.Library)
			other, err := Open(context.Background(), c)
			if err != nil {
				w.trouble("open the demo", err)
				return
			}
			w.demo, w.demoWindow = d, other
			other.win.Show()
			w.win.Hide()
		}
	})
}

// goDay goes to another day's list: in a direction, to a day, or with neither
// to the newest. Days without a list are stepped over.
func (w *Window) goDay(direction int, day string) {
	switch {
	case direction == 0 && day == "":
		w.goTo(places.Place{Place: models.DailyPlace})
		return
	case w.base.Kind != "" && w.base.Place == models.DailyPlace && w.base.Kind != models.DayList:
		w.goPeriod(direction, day)
		return
	case direction != 0:
		from := w.list.View().Day
		if w.list.View().Place != models.DailyPlace || from == "" {
			from = w.base.Day
		}
		t, err := time.Parse(time.DateOnly, from)
		if err != nil {
			return
		}
		day = t.AddDate(0, 0, direction).Format(time.DateOnly)
	}
	if day > w.Feed.Today() {
		w.toast.Say(words.T("That list is not open yet."), "", nil)
		return
	}
	w.walkDays(direction, day)
}

// walkDays goes to the first day from day on that has papers.
func (w *Window) walkDays(direction int, day string) {
	w.list.Quiet()
	w.status.fetching(true)
	w.fetching.Go(func(ctx context.Context) func() {
		found, kept, err := w.findDay(ctx, direction, day)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			w.showDay(day, found, direction, err)
			if kept {
				w.readList(models.DayList, found)
			}
		}
	})
}

// findDay is the first day in a direction that has papers, read from the feed
// where the library does not have it; without a direction it is the day itself.
// Where there is none within daysWithout it is the nearest one in the library,
// and empty without that. kept says that the list is
// as the library had it, and may have grown since.
func (w *Window) findDay(ctx context.Context, direction int, from string) (day string, kept bool, err error) {
	day = from
	for range daysWithout {
		known, err := w.Library.List(ctx, models.DayList, day)
		if err != nil {
			return day, false, err
		}
		papers := known.Papers
		kept = papers > 0 && w.old(known)
		if known.ReadAt.IsZero() || (papers == 0 && known.Growing) {
			report, err := w.Refresh.Day(ctx, day)
			if err != nil {
				return day, false, err
			}
			papers, kept = report.Saved.Papers, false
		}
		t, err := time.Parse(time.DateOnly, day)
		if papers > 0 || direction == 0 || err != nil {
			return day, kept, err
		}
		day = t.AddDate(0, 0, direction).Format(time.DateOnly)
		if day > w.Feed.Today() {
			break
		}
	}
	day, err = w.Library.NearestDay(ctx, day, direction)
	return day, false, err
}

func (w *Window) showDay(asked, day string, direction int, err error) {
	w.status.fetching(false)
	if day == "" {
		text := words.T("No list in the week before %s.", papers.DayName(asked))
		if direction > 0 {
			text = words.T("There is no newer list yet.")
		}
		if t, err := time.Parse(time.DateOnly, asked); direction < 0 && err == nil {
			w.list.Tell(papers.Info, text, words.T("Look further back"), func() { w.walkDays(-1, t.AddDate(0, 0, -daysWithout).Format(time.DateOnly)) })
			return
		}
		w.list.Tell(papers.Info, text, "", nil)
		return
	}
	if v := (models.View{Place: models.DailyPlace, Day: day, Sort: w.base.Sort}); err == nil || !w.notes.Writing() {
		w.showDayList(v)
	}
	if err != nil {
		w.Log.Warn("read day", "day", day, "err", err)
		message := sentenceOr(err, words.T("The list could not be read."))
		sign := papers.Trouble
		if feed.KindOf(err) == feed.Offline {
			sign = papers.Offline
		}
		w.list.Tell(sign, message, words.T("Try again"), func() { w.goDay(0, day) })
		return
	}
	if direction != 0 && day != asked && !w.notes.Writing() {
		w.list.Tell(papers.Info, words.T("No list for %s; this is the nearest one.", papers.DayName(asked)), "", nil)
	}
	w.readCounts()
}

// browse opens a link in the browser, if it is one to the web.
func (w *Window) browse(link string) {
	u, err := url.Parse(link)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		w.toast.Say(words.T("This is no link to the web; it was not opened."), "", nil)
		return
	}
	if err := w.Host.App.OpenURL(u); err != nil {
		w.Log.Warn("open link", "link", link, "err", err)
		w.toast.Offer(words.T("The browser could not be started."), words.T("Copy the link"), func() { w.copy(link, words.T("Link copied")) })
	}
}

func (w *Window) copy(text, said string) {
	w.Host.App.Clipboard().SetContent(text)
	w.toast.Say(said, "", nil)
}
