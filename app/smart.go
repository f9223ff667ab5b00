package app

import (
	"context"
	"slices"

	"offprint/app/places"
	"offprint/app/smart"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// openSmart opens the pane in which smart lists are put in order.
func (w *Window) openSmart() {
	if w.covered() {
		return
	}
	w.smart = smart.Open(w.win.Canvas(), smart.Config{
		Lists: w.smartLists, Wrong: w.sentence,
		OnGo: func(l models.SmartList) { w.goTo(places.Place{Place: models.SmartPlace, Smart: l.ID}) },
		OnRename: func(l models.SmartList, name string) {
			w.change(func(ctx context.Context) (models.Step, error) { return w.Library.RenameSmartList(ctx, l.ID, name) })
		},
		OnQuery: func(l models.SmartList, query string) {
			w.change(func(ctx context.Context) (models.Step, error) { return w.Library.SetSmartListQuery(ctx, l.ID, query) })
		},
		OnColor: func(l models.SmartList, color string) {
			w.change(func(ctx context.Context) (models.Step, error) {
				return w.Library.SetSmartListColor(ctx, l.ID, color)
			})
		},
		OnMove: func(l models.SmartList, to int) {
			w.change(func(ctx context.Context) (models.Step, error) { return w.Library.MoveSmartList(ctx, l.ID, to) })
		},
		OnRemove: func(l models.SmartList) {
			w.change(func(ctx context.Context) (models.Step, error) { return w.Library.RemoveSmartList(ctx, l.ID) })
		},
		OnClose: func() { w.smart = nil; w.list.FocusList() },
	})
}

// saveSearch saves what stands in the search field as a smart list, under a name
// that it asks for.
func (w *Window) saveSearch() {
	if w.covered() {
		return
	}
	query := w.list.View().Query
	if query == "" {
		w.list.FocusSearch()
		w.toast.Say(words.T("Type what to search for, then press %s to save the search as a smart list.", w.key("save-search")), "", nil)
		return
	}
	if err := models.CheckSmartQuery(query); err != nil {
		w.toast.Say(w.sentence(err), "", nil)
		return
	}
	w.askSmartName(query, "", query)
}

// askSmartName asks for the name of a new smart list, again where it is taken.
func (w *Window) askSmartName(query, name, hint string) {
	ui.OpenPrompt(w.win.Canvas(), ui.PromptConfig{
		Title: words.T("Save this search as a smart list"), Hint: hint, Text: name, Placeholder: words.T("Its name"), Do: words.T("Save"),
		OnDone: func(text string) string {
			if _, err := models.CleanSmartName(text); err != nil {
				return w.sentence(err)
			}
			w.addSmart(text, query)
			return ""
		},
		OnClose: w.list.FocusList,
	})
}

func (w *Window) addSmart(name, query string) {
	w.changes.Go(func(ctx context.Context) func() {
		_, step, err := w.Library.AddSmartList(ctx, name, query)
		return func() {
			switch {
			case models.CodeOf(err) == models.Conflict && !w.covered():
				w.askSmartName(query, name, w.sentence(err))
			case err != nil:
				w.trouble("add a smart list", err)
			default:
				w.say(step)
				w.readCounts()
			}
		}
	})
}

// readSmart reads the smart lists and counts their papers, which may take longer
// than everything else that is counted.
func (w *Window) readSmart() {
	w.loadSmart.Go(func(ctx context.Context) func() {
		lists, err := w.Library.SmartLists(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if err != nil {
				w.trouble("read smart lists", err)
				return
			}
			w.showSmart(lists)
		}
	})
}

func (w *Window) showSmart(lists []models.SmartList) {
	w.smartLists = lists
	w.places.SetSmart(lists)
	if w.smart != nil {
		w.smart.SetLists(lists)
	}
	w.nameSmart(w.list.View())
}

// nameSmart puts the name and the query of a smart list over its papers.
func (w *Window) nameSmart(v models.View) {
	at := slices.IndexFunc(w.smartLists, func(l models.SmartList) bool { return l.ID == v.Smart })
	if v.Place == models.SmartPlace && v.Query == "" && at >= 0 {
		w.list.SetTitle(w.smartLists[at].Name)
		w.list.SetNote(w.smartLists[at].Query)
	}
}

// smartNamed is the smart list that the last run was left at, alone; none where
// it is gone. Its papers are counted later.
func (w *Window) smartNamed(ctx context.Context, name string) []models.SmartList {
	if name == "" {
		return nil
	}
	l, err := w.Library.SmartListNamed(ctx, name)
	if err != nil {
		return nil
	}
	return []models.SmartList{l}
}
