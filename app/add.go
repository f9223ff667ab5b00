package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"offprint/app/adding"
	"offprint/app/words"
	"offprint/feed/identifier"
	"offprint/models"
)

// Bounds of what is dropped on the window.
const (
	maxDropped     = 1 << 20 // bytes of one file
	maxDroppedAll  = 8 << 20 // bytes of all
	shownLeftAlone = 20
)

// openAdding opens the pane into which identifiers and links are pasted.
func (w *Window) openAdding(text string) {
	if w.covered() {
		return
	}
	w.adding = adding.Open(w.win.Canvas(), adding.Config{
		Text: text, OnAdd: w.add, OnClose: func() { w.adding = nil; w.list.FocusList() },
		Find: func(text string, show func(int, []string)) {
			w.previews.Go(func(context.Context) func() {
				found, rejected := identifier.Find(text)
				why := make([]string, len(rejected))
				for i, r := range rejected {
					why[i] = words.T("Line %d: “%s”: %s", r.Line, r.Text, whyWrong(r.Why))
				}
				return func() { show(len(found), why) }
			})
		},
	})
}

// whyWrong is why a text is no identifier.
func whyWrong(why identifier.Why) string {
	switch why {
	case identifier.NoMonth:
		return words.T("an arXiv identifier whose month is none of 01 to 12")
	case identifier.WrongDigits:
		return words.T("an arXiv identifier with too few or too many digits")
	case identifier.WrongTime:
		return words.T("an arXiv identifier of a time when that form was not in use")
	case identifier.WrongVersion:
		return words.T("an arXiv identifier whose version is no number from 1")
	case identifier.NoLink:
		return words.T("no link to a paper that Offprint opens")
	}
	return words.T("no arXiv identifier or link to a paper")
}

// add takes the papers that a text names into the reading list.
func (w *Window) add(text string) {
	w.status.working(words.T("Adding papers…"))
	w.tasks.Go(func(ctx context.Context) func() {
		found, rejected := identifier.Find(text)
		added, err := w.Refresh.Add(ctx, found, func(done, total int) {
			w.Host.Dispatch(func() {
				if !w.closed {
					w.status.working(words.T("Adding papers: %d of %d", done, total))
				}
			})
		})
		ids := make([]int64, len(added.Papers))
		for i, p := range added.Papers {
			ids[i] = p.ID
		}
		return func() {
			w.status.working("")
			for _, f := range added.Failed {
				w.Log.Warn("add paper", "paper", f.ArxivID, "err", f.Err)
			}
			slices.Reverse(ids) // what is kept last stands first
			if len(ids) > 0 {
				w.change(func(ctx context.Context) (models.Step, error) { return w.Library.Keep(ctx, ids, models.Keeping{}) })
			}
			// in the queue, so that it is said after what was kept
			w.changes.Go(func(context.Context) func() {
				return func() {
					if len(ids) > 0 {
						w.base = models.View{Place: models.ToReadPlace}
						w.show(w.base, added.Papers[0].ArxivID)
						w.list.FocusList()
					}
					if err != nil {
						w.trouble("add papers", err)
						return
					}
					w.tellAdded(len(ids), added.Unknown, len(added.Failed), len(rejected))
				}
			})
		}
	})
}

// tellAdded says what was not taken in; what was is seen.
func (w *Window) tellAdded(added int, unknown []string, failed, rejected int) {
	text := ""
	part := func(n int, what string) {
		if n > 0 {
			text += "; " + words.T(what, words.Number(n))
		}
	}
	part(len(unknown), "%s unknown to Hugging Face and arXiv")
	part(failed, "%s could not be asked for now")
	part(rejected, "%s not understood")
	if text == "" {
		return
	}
	text = words.N(added, "Added %s paper", "Added %s papers") + text + "."
	if len(unknown) == 0 {
		w.toast.Say(text, "", nil)
		return
	}
	names := ""
	for i, id := range unknown {
		if i == shownLeftAlone {
			break
		}
		names += id + "\n"
	}
	w.toast.Offer(text, words.T("Copy those not found"), func() { w.copy(names, words.T("Copied")) })
}

// dropped takes in the papers that files dropped on the window name: texts of
// identifiers, links, and PDFs named by their identifier.
func (w *Window) dropped(_ fyne.Position, files []fyne.URI) {
	w.tasks.Go(func(context.Context) func() {
		text, err := readDropped(files)
		return func() {
			if err != nil {
				w.Log.Warn("read what was dropped", "err", err)
			}
			if text == "" {
				w.toast.Say(words.T("No arXiv identifier was found in what was dropped."), "", nil)
				return
			}
			w.openAdding(text)
		}
	})
}

// readDropped is a text with what the files name, a line or more for each.
func readDropped(files []fyne.URI) (string, error) {
	text := ""
	var first error
	for _, file := range files {
		if s := file.Scheme(); s == "http" || s == "https" {
			text += file.String() + "\n"
			continue
		}
		name := filepath.Base(file.Path())
		if _, err := identifier.Parse(name); err == nil {
			text += name + "\n"
			continue
		}
		content, err := readSome(file.Path())
		if err != nil && first == nil {
			first = fmt.Errorf("read %s: %w", file.Path(), err)
		}
		found, _ := identifier.Find(content)
		for _, id := range found {
			text += id.String() + "\n"
		}
		if len(text) > maxDroppedAll {
			break
		}
	}
	return text, first
}

func readSome(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxDropped))
	return string(content), err
}
