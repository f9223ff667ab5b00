package app

import (
	"context"

	"offprint/app/papers"
	"offprint/app/words"
	"offprint/models"
)

// typed searches for what stands in the search field; an empty field goes back
// to the place before. The order that the reader chose for a search stays while
// that goes on.
func (w *Window) typed(query string) {
	if query == "" {
		w.list.Quiet()
		w.show(w.base, w.basePaper)
		return
	}
	w.leaveBase()
	order := models.OwnOrder
	if before := w.list.View(); before.Query != "" {
		order = before.Sort
	}
	w.show(models.View{Place: models.Everywhere, Query: query, Typing: true, Sort: order}, "")
}

// leaveBase notes which paper a search is begun at.
func (w *Window) leaveBase() {
	if p := w.list.List.Current(); p != nil && w.list.View().Query == "" {
		w.basePaper = p.ArxivID
	}
}

// search searches for a query that the reader chose instead of typing.
func (w *Window) search(query string) {
	w.leaveBase()
	w.show(models.View{Place: models.Everywhere, Query: query}, "")
	w.list.FocusList()
}

// madeUse remembers a search that the reader made use of.
func (w *Window) madeUse(query string) {
	if query == "" || query == w.searched {
		return
	}
	w.searched = query
	w.changes.Go(func(ctx context.Context) func() {
		if err := w.Library.AddRecentSearch(ctx, query); err != nil {
			w.Log.Error("remember a search", "err", err)
		}
		return nil
	})
}

// forgetSearches forgets the recent searches.
func (w *Window) forgetSearches() {
	w.searched = ""
	w.changes.Go(func(ctx context.Context) func() {
		err := w.Library.ForgetRecentSearches(ctx)
		return func() {
			if err != nil {
				w.trouble("forget recent searches", err)
				return
			}
			w.toast.Say(words.T("Recent searches are forgotten."), "", nil)
		}
	})
}

// dropPart takes the last part off the search that is shown.
func (w *Window) dropPart() {
	if !w.list.DropLastPart() {
		w.toast.Say(words.T("There is no search to take a part off."), "", nil)
	}
}

// wordsIn are where the words of a view's query are in a text.
func wordsIn(text string, v models.View) []models.Range {
	if v.Query == "" || v.Place == papers.HubPlace {
		return nil
	}
	q, err := models.ParseQuery(v.Query, v.Typing)
	if err != nil {
		return nil
	}
	return q.Find(text)
}
