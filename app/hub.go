package app

import (
	"context"
	"slices"

	"offprint/app/papers"
	"offprint/app/words"
	"offprint/feed"
	"offprint/models"
)

// askHub searches on Hugging Face for what stands in the search field. The menu
// takes Ctrl+Enter before the pane of papers to add does, whose key it is, too.
func (w *Window) askHub() {
	switch {
	case w.adding != nil:
		w.adding.Add()
	case !w.covered():
		w.searchHub(w.list.View().Query)
	}
}

// searchHub asks Hugging Face for papers; what it finds is shown in its order.
// Nothing of it is kept until it is opened.
func (w *Window) searchHub(query string) {
	if query == "" {
		w.list.FocusSearch()
		w.toast.Say(words.T("Type what to search for, then press %s to ask Hugging Face.", w.key("hub")), "", nil)
		return
	}
	w.leaveBase()
	w.status.fetching(true)
	w.fetching.Go(func(ctx context.Context) func() {
		found, err := w.Refresh.Search(ctx, query)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			w.status.fetching(false)
			if err != nil {
				w.Log.Warn("search on Hugging Face", "err", err)
				text := sentenceOr(err, words.T("Hugging Face could not be asked."))
				sign := papers.Trouble
				if feed.KindOf(err) == feed.Offline {
					sign = papers.Offline
				}
				w.list.Tell(sign, text, words.T("Try again"), func() { w.list.Quiet(); w.searchHub(query) })
				return
			}
			w.leave()
			w.list.OpenFound(query, found)
			w.arrive()
			w.list.FocusList()
		}
	})
}

// onKept is what to do with papers that were chosen, once those of them that
// were found on Hugging Face are kept.
func (w *Window) onKept(do func()) func() {
	return func() {
		w.madeUse(w.list.View().Query)
		var found []models.Paper
		for _, p := range w.chosenPapers() {
			if p.ID < 0 {
				found = append(found, p)
			}
		}
		if len(found) == 0 {
			do()
			return
		}
		w.keepFound(found, do)
	}
}

// keepFound keeps papers that were found on Hugging Face, because the reader
// opened them: from now on they are found offline, too. Then it does what is
// asked, unless others have been chosen meanwhile.
func (w *Window) keepFound(found []models.Paper, then func()) {
	want := w.chosen()
	w.changes.Go(func(ctx context.Context) func() {
		keys := make(map[int64]int64, len(found))
		for _, p := range found {
			id, err := w.Library.SavePaper(ctx, p)
			if err != nil {
				return func() { w.trouble("keep a paper found on Hugging Face", err) }
			}
			keys[p.ID] = id
		}
		return func() {
			same := slices.Equal(w.chosen(), want)
			if w.list.View().Place == papers.HubPlace {
				w.list.List.SetKeys(keys)
			}
			w.reload()
			if same {
				then()
			}
		}
	})
}
