package app

import (
	"context"
	"errors"
	"strings"

	"offprint/app/words"
	"offprint/feed/identifier"
	"offprint/models"
)

// findOrSearch finds in the note that is being written, else searches.
func (w *Window) findOrSearch() {
	if w.notes.Writing() {
		w.notes.Find()
		return
	}
	w.panes.SetReading(false)
	w.list.FocusSearch()
}

// tickTask ticks the task in the line of the note that is being written, or
// takes that back.
func (w *Window) tickTask() {
	if !w.notes.Writing() || !w.notes.ToggleTask() {
		w.toast.Say(words.T("Put the cursor into a line such as “- [ ] compare” first."), "", nil)
	}
}

// goToPaper goes to the paper that a note links to, in the list of its day; one
// that the library does not have can be added.
func (w *Window) goToPaper(arxivID string) {
	w.linked.Go(func(ctx context.Context) func() {
		paper, err := w.Library.Paper(ctx, arxivID)
		return func() {
			var known *models.Error
			switch {
			case errors.As(err, &known) && known.Code == models.NotFound:
				w.toast.Offer(words.T("The paper %s is not in the library.", arxivID), words.T("Add it…"), func() { w.openAdding(arxivID) })
			case err != nil:
				w.trouble("find paper "+arxivID, err)
			default:
				w.showPaper(paper)
			}
		}
	})
}

// openPaper shows the paper of an identifier that came from outside, and first
// takes it into the reading list where the library does not have it.
func (w *Window) openPaper(text string) {
	id, err := identifier.Exact(text)
	if err != nil {
		w.refused(err)
		return
	}
	w.tasks.Go(func(ctx context.Context) func() {
		paper, err := w.Library.Paper(ctx, id.Bare)
		return func() {
			switch {
			case models.CodeOf(err) == models.NotFound:
				w.add(id.Bare)
			case err != nil:
				w.trouble("open paper "+id.Bare, err)
			default:
				w.showPaper(paper)
			}
		}
	})
}

// openLink opens the paper of a link that the system hands over.
func (w *Window) openLink(link string) {
	w.comeForward()
	id, err := identifier.Link(link)
	if err != nil {
		w.refused(err)
		return
	}
	w.openPaper(id.Bare)
}

// refused says that what came from outside is no paper. It is not repeated:
// anybody may have written it.
func (w *Window) refused(err error) {
	w.Log.Warn("open a paper", "err", err)
	w.toast.Say(words.T("That is no paper that Offprint can open. Nothing was changed."), "", nil)
}

// showPaper shows a paper in the list of its last day, else among those kept,
// else alone.
func (w *Window) showPaper(p *models.Paper) {
	v := models.View{Place: models.Everywhere, Query: `"` + strings.ReplaceAll(p.Title, `"`, "") + `"`}
	switch {
	case len(p.Days) > 0:
		v = models.View{Place: models.DailyPlace, Day: p.Days[len(p.Days)-1]}
	case p.Entry != nil:
		v = models.View{Place: placeOf(p.Entry.State)}
	}
	if v.Query == "" {
		w.base = v
	} else {
		w.leaveBase()
	}
	w.list.Quiet()
	w.show(v, p.ArxivID)
	w.list.FocusList()
}

func placeOf(s models.State) models.Place {
	switch s {
	case models.Reading:
		return models.ReadingPlace
	case models.Done:
		return models.DonePlace
	case models.Archived:
		return models.ArchivedPlace
	}
	return models.ToReadPlace
}

// offeredPapers is how many papers are offered for a link.
const offeredPapers = 6

// papersTitled are papers that a link may lead to, by what is typed of their
// titles.
func (w *Window) papersTitled(ctx context.Context, title string) []models.Paper {
	found, err := w.Library.Papers(ctx, models.View{Place: models.Everywhere, Query: title, Typing: true, Limit: offeredPapers})
	if err != nil && ctx.Err() == nil {
		w.Log.Debug("complete a link", "err", err)
	}
	return found
}
