package app

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"offprint/app/papers"
	"offprint/app/tagging"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// atOnce is how many changed papers are shown before the list is read anew, which
// takes longer the more there is in it.
const atOnce = 50

// change makes a step in the library, in the order of the reader's keys, and
// says what was done, with a way back.
func (w *Window) change(make func(context.Context) (models.Step, error)) {
	papers := w.chosenPapers()
	w.changes.Go(func(ctx context.Context) func() {
		step, err := make(ctx)
		var now []models.Paper
		if err == nil && len(papers) <= atOnce {
			if now, err = w.Library.Found(ctx, papers); err != nil {
				w.Log.Warn("read what was changed", "err", err)
				now, err = nil, nil // it is read again with the list
			}
		}
		return func() {
			if err != nil {
				w.trouble("change the library", err)
				return
			}
			w.list.List.Update(now)
			w.say(step)
			w.reload()
		}
	})
}

// say says what was done, with a way back.
func (w *Window) say(step models.Step) {
	if step.ID != 0 {
		w.toast.Say(label(step), strings.TrimSpace(words.T("Undo")+"  "+w.table.Key("undo")), func() { w.undoStep(step.ID) })
	}
}

// chosen are the papers that an action is for: those marked in the list, else
// the one that is shown.
func (w *Window) chosen() []int64 { return w.list.List.Chosen() }

func (w *Window) hasPaper() bool { return len(w.chosen()) > 0 }

func (w *Window) keep() {
	ids := w.chosen()
	if p := w.list.List.Current(); len(ids) == 1 && p != nil && p.Entry != nil {
		w.toast.Say(words.T("Already in %s.", words.State(p.Entry.State)), "", nil)
		return
	}
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.Keep(ctx, ids, models.Keeping{}) })
}

func (w *Window) setState(s models.State) {
	ids := w.chosen()
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.SetState(ctx, ids, s) })
}

// archive archives and goes on to the next paper.
func (w *Window) archive() {
	w.setState(models.Archived)
	w.goOn()
}

func (w *Window) dismiss() {
	ids := w.chosen()
	p := w.list.List.Current()
	back := len(ids) == 1 && p != nil && p.Dismissed
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.Dismiss(ctx, ids, !back) })
	if !back {
		w.goOn()
	}
}

func (w *Window) goOn() {
	if w.list.List.Marked() == 0 {
		w.list.List.MoveBy(1)
	}
}

func (w *Window) star() {
	ids, papers := w.chosen(), w.chosenPapers()
	w.change(func(ctx context.Context) (models.Step, error) {
		now, err := w.Library.Found(ctx, papers) // the key before may not show yet
		if err != nil {
			return models.Step{}, err
		}
		on := slices.ContainsFunc(now, func(p models.Paper) bool { return p.Entry == nil || !p.Entry.Starred })
		return w.Library.SetStar(ctx, ids, on)
	})
}

func (w *Window) rate(rating int) {
	ids := w.chosen()
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.SetRating(ctx, ids, rating) })
}

// moveTo moves papers in the order of To read.
func (w *Window) moveTo(ids []int64, before, after int64) {
	w.change(func(ctx context.Context) (models.Step, error) {
		return w.Library.Move(ctx, ids, models.Spot{Before: before, After: after})
	})
}

// moveToEnd moves the chosen papers to the top of To read, or to its end.
func (w *Window) moveToEnd(last bool) {
	ids := w.chosen()
	if papers.Ordered(w.list.View()) {
		w.change(func(ctx context.Context) (models.Step, error) {
			return w.Library.Move(ctx, ids, models.Spot{Last: last})
		})
	}
}

// askWhy asks why the chosen papers are kept: one line, which their cards show.
func (w *Window) askWhy() {
	ids, chosen := w.chosen(), w.chosenPapers()
	if w.covered() || len(chosen) == 0 {
		return
	}
	text := ""
	if chosen[0].Entry != nil {
		text = chosen[0].Entry.Why
	}
	ui.OpenPrompt(w.win.Canvas(), ui.PromptConfig{
		Title: words.T("Why is it kept?"), Hint: words.T("One line. The paper's card shows it in the place of the names."), Text: text, Do: words.T("Save"),
		OnDone: func(why string) string {
			w.change(func(ctx context.Context) (models.Step, error) { return w.Library.SetWhy(ctx, ids, why) })
			return ""
		},
		OnClose: w.list.FocusList,
	})
}

func (w *Window) remove() {
	ids := w.chosen()
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.Remove(ctx, ids) })
}

// tagKey toggles the tag with that number; 0 takes all tags away.
func (w *Window) tagKey(n int) {
	papers := w.chosenPapers()
	if len(papers) == 0 {
		return
	}
	if n == 0 {
		var drop []string
		for _, p := range papers {
			for _, t := range p.Tags {
				drop = append(drop, t.Name)
			}
		}
		if len(drop) > 0 {
			w.tagChosen(nil, drop)
		}
		return
	}
	for _, t := range w.counts.Tags {
		if t.Hotkey == n {
			ids, name := w.chosen(), []string{t.Name}
			w.change(func(ctx context.Context) (models.Step, error) {
				now, err := w.Library.Found(ctx, papers)
				switch {
				case err != nil:
					return models.Step{}, err
				case allHave(now, t.Name):
					return w.Library.Tag(ctx, ids, nil, name)
				}
				return w.Library.Tag(ctx, ids, name, nil)
			})
			return
		}
	}
	w.toast.Say(words.T("No tag has the number %d yet; %s makes tags.", n, w.table.Hint("tag")), "", nil)
}

func (w *Window) chosenPapers() []models.Paper {
	in := map[int64]bool{}
	for _, id := range w.chosen() {
		in[id] = true
	}
	var papers []models.Paper
	for _, p := range w.list.List.Papers() {
		if in[p.ID] {
			papers = append(papers, p)
		}
	}
	return papers
}

func allHave(papers []models.Paper, tag string) bool {
	for _, p := range papers {
		has := false
		for _, t := range p.Tags {
			has = has || t.Name == tag
		}
		if !has {
			return false
		}
	}
	return true
}

func (w *Window) tagChosen(add, drop []string) {
	ids := w.chosen()
	w.change(func(ctx context.Context) (models.Step, error) { return w.Library.Tag(ctx, ids, add, drop) })
}

// tagShown changes a tag of the paper in the paper pane.
func (w *Window) tagShown(name string, on bool) {
	p := w.paper.Paper()
	if p == nil {
		return
	}
	ids := []int64{p.ID}
	w.change(func(ctx context.Context) (models.Step, error) {
		if on {
			return w.Library.Tag(ctx, ids, []string{name}, nil)
		}
		return w.Library.Tag(ctx, ids, nil, []string{name})
	})
}

// pickTags opens the pane in which tags are chosen.
func (w *Window) pickTags() *tagging.Picker {
	papers := w.chosenPapers()
	on := map[string]bool{}
	for _, t := range w.counts.Tags {
		on[t.Name] = len(papers) > 0 && allHave(papers, t.Name)
	}
	what := words.N(len(papers), "%s paper", "%s papers")
	if len(papers) == 1 {
		what = words.T("this paper")
	}
	below := w.paper.TagsButton()
	if !w.paper.Visible() {
		below = w.list.List
	}
	return tagging.Open(w.win.Canvas(), below, tagging.Config{
		Tags: w.counts.Tags, On: on, Papers: what,
		OnToggle: func(name string, on bool) {
			if on {
				w.tagChosen([]string{name}, nil)
			} else {
				w.tagChosen(nil, []string{name})
			}
		},
		OnClose: w.list.FocusList,
	})
}

// stateMenu lets the reader choose a state.
func (w *Window) stateMenu() {
	var items []*fyne.MenuItem
	current := w.paper.Paper()
	for _, s := range models.States() {
		icon, color := ui.StateLook(s)
		item := fyne.NewMenuItemWithIcon(s.Name(), ui.IconResource(icon, color), func() { w.setState(s) })
		item.Checked = current != nil && current.Entry != nil && current.Entry.State == s
		items = append(items, item)
	}
	if current != nil && current.Entry != nil {
		items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(words.T("Remove from the reading list"), w.remove))
	}
	button := w.paper.StateButton()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(button).Add(fyne.NewPos(0, button.Size().Height+2))
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.win.Canvas(), at)
}

// paperMenu is the menu of the current paper at the pointer.
func (w *Window) paperMenu(at fyne.Position) {
	var items []*fyne.MenuItem
	for _, id := range []string{"keep", "star", "archive", "dismiss", "", "tag", "note", "", "page", "pdf", "github", "", "cite", "copy-as", "citation", "link", "", "remove"} {
		if id == "" {
			items = append(items, fyne.NewMenuItemSeparator())
			continue
		}
		for _, a := range w.table.Actions() {
			if a.ID == id && (a.When == nil || a.When()) {
				items = append(items, fyne.NewMenuItem(a.Name, func() { w.table.Run(a) }))
			}
		}
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.win.Canvas(), at)
}

// typing is the text that is being typed into, or nil.
func (w *Window) typing() fyne.Shortcutable {
	focused := w.win.Canvas().Focused()
	type text interface {
		fyne.Shortcutable
		SelectedText() string
	}
	if t, ok := focused.(text); ok {
		return t
	}
	return nil
}

// undo takes back: in a text what was typed, else the last step.
func (w *Window) undo() {
	if t := w.typing(); t != nil {
		t.TypedShortcut(&fyne.ShortcutUndo{})
		return
	}
	w.notes.Leave()
	w.back(func(ctx context.Context) (models.Step, error) { return w.Library.Undo(ctx) }, "Undone: %s")
}

func (w *Window) undoStep(id int64) {
	w.notes.Leave()
	w.back(func(ctx context.Context) (models.Step, error) { return w.Library.UndoStep(ctx, id) }, "Undone: %s")
}

func (w *Window) redo() {
	if t := w.typing(); t != nil {
		t.TypedShortcut(&fyne.ShortcutRedo{})
		return
	}
	w.back(func(ctx context.Context) (models.Step, error) { return w.Library.Redo(ctx) }, "Done again: %s")
}

func (w *Window) back(do func(context.Context) (models.Step, error), said string) {
	w.changes.Go(func(ctx context.Context) func() {
		step, err := do(ctx)
		return func() {
			if err != nil {
				if !w.tellConflict(err) {
					w.trouble("undo", err)
				}
				return
			}
			w.toast.Say(words.T(said, label(step)), "", nil)
			w.reload()
		}
	})
}
