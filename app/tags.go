package app

import (
	"context"
	"errors"

	"offprint/app/places"
	"offprint/app/tags"
	"offprint/app/words"
	"offprint/models"
)

// openTags opens the pane in which tags are put in order.
func (w *Window) openTags() {
	if w.covered() {
		return
	}
	w.tags = tags.Open(w.win.Canvas(), tags.Config{
		Tags: w.counts.Tags,
		Use: func(t models.Tag, show func(models.TagUse)) {
			w.previews.Go(func(ctx context.Context) func() {
				use, err := w.Library.TagUse(ctx, t.Name)
				if err != nil {
					return nil // it is gone
				}
				return func() { show(use) }
			})
		},
		OnGo: func(t models.Tag) { w.goTo(places.Place{Place: models.TagPlace, Tag: t.ID}) },
		OnRename: func(t models.Tag, name string) {
			w.changeTags(func(ctx context.Context) (models.Step, error) { return w.Library.RenameTag(ctx, t.Name, name) }, t.Name)
		},
		OnMerge: func(from, into models.Tag) { w.mergeTags(from.Name, into.Name) },
		OnDelete: func(t models.Tag, nested bool) {
			w.changeTags(func(ctx context.Context) (models.Step, error) { return w.Library.DeleteTag(ctx, t.Name, nested) }, "")
		},
		OnColor: func(t models.Tag, color string) {
			w.changeTags(func(ctx context.Context) (models.Step, error) { return w.Library.SetTagColor(ctx, t.Name, color) }, "")
		},
		OnKey: func(t models.Tag, key int) {
			w.changeTags(func(ctx context.Context) (models.Step, error) { return w.Library.SetTagKey(ctx, t.Name, key) }, "")
		},
		OnClose: func() { w.tags = nil; w.list.FocusList() },
	})
}

// changeTags changes tags and shows them in the pane again. Where a tag was to
// be renamed to the name of another, it offers to merge the two.
func (w *Window) changeTags(change func(context.Context) (models.Step, error), renamed string) {
	w.change(func(ctx context.Context) (models.Step, error) {
		step, err := change(ctx)
		var taken *models.NameTaken
		if errors.As(err, &taken) {
			w.Host.Dispatch(func() {
				w.toast.Offer(w.sentence(err), words.T("Merge into %s", taken.Tag.Name), func() { w.mergeTags(renamed, taken.Tag.Name) })
			})
			return models.Step{}, nil
		}
		return step, err
	})
	w.changes.Go(func(ctx context.Context) func() {
		all, err := w.Library.Tags(ctx)
		return func() {
			if err == nil && w.tags != nil {
				w.tags.SetTags(all)
			}
		}
	})
}

func (w *Window) mergeTags(from, into string) {
	w.changeTags(func(ctx context.Context) (models.Step, error) {
		return w.Library.MergeTags(ctx, []string{from}, into)
	}, "")
}
