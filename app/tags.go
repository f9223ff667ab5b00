package app

import (
	"context"
	"errors"
	"slices"

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
		Tags: w.counts.Tags, Press: w.key("tag"),
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
		OnFilter: func(f tags.Filter) {
			ids := func(all []models.Tag) (ids []int64) {
				for _, t := range all {
					ids = append(ids, t.ID)
				}
				return ids
			}
			chosen := models.TagFilter{None: ids(f.Without)}
			if f.Any {
				chosen.Any = ids(f.With)
			} else {
				chosen.All = ids(f.With)
			}
			w.filter(chosen)
		},
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

// filter shows the papers of the reading list that a filter leaves.
func (w *Window) filter(f models.TagFilter) {
	w.base = models.View{Place: models.KeptPlace, Tags: f}
	w.list.Quiet()
	w.show(w.base, "")
	w.list.FocusList()
}

// filterTag puts a tag into the filter that is shown, or takes it out.
func (w *Window) filterTag(tag int64) {
	f := w.base.Tags
	if w.base.Place == models.TagPlace {
		f.All = []int64{w.base.Tag}
	}
	all := slices.DeleteFunc(slices.Clone(f.All), func(id int64) bool { return id == tag })
	if len(all) == len(f.All) {
		all = append(all, tag)
	}
	f.All = all
	if f.Empty() {
		w.goTo(places.Place{Place: models.DailyPlace})
		return
	}
	w.filter(f)
}

// filterName is a filter as it is read.
func (w *Window) filterName(f models.TagFilter) string {
	named := func(ids []int64) []models.Tag {
		var all []models.Tag
		for _, t := range w.counts.Tags {
			if slices.Contains(ids, t.ID) {
				all = append(all, t)
			}
		}
		return all
	}
	if len(f.Any) > 0 {
		return tags.Filter{With: named(f.Any), Without: named(f.None), Any: true}.Name()
	}
	return tags.Filter{With: named(f.All), Without: named(f.None)}.Name()
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
