package app

import (
	"context"

	"offprint/app/rules"
	"offprint/models"
)

// previewDays is over how many days the effect of a rule is shown.
const previewDays = 30

// openRules opens the pane of what is muted and followed; text is put into it,
// for a rule of that kind.
func (w *Window) openRules(kind models.RuleKind, text string) {
	if w.covered() {
		return
	}
	w.tasks.Go(func(ctx context.Context) func() {
		all, err := w.Library.Rules(ctx)
		return func() {
			if err != nil {
				w.trouble("read rules", err)
				return
			}
			w.rules = rules.Open(w.win.Canvas(), kind, text, rules.Config{
				Rules: all, Preview: w.previewRule,
				OnAdd: func(r models.Rule) {
					w.changeRules(func(ctx context.Context) (models.Step, error) { return w.Library.AddRule(ctx, r) })
				},
				OnRemove: func(r models.Rule) {
					w.changeRules(func(ctx context.Context) (models.Step, error) { return w.Library.RemoveRule(ctx, r.ID) })
				},
				OnClose: func() { w.rules = nil; w.list.FocusList() },
			})
		}
	})
}

func (w *Window) previewRule(r models.Rule, show func([]models.Paper, int)) {
	since := w.Host.Now().AddDate(0, 0, -previewDays)
	w.previews.Go(func(ctx context.Context) func() {
		caught, of, err := w.Library.Caught(ctx, r, since)
		if err != nil || ctx.Err() != nil {
			return nil // not a rule yet, or not this one any more
		}
		return func() { show(caught, of) }
	})
}

func (w *Window) changeRules(change func(context.Context) (models.Step, error)) {
	w.change(change)
	w.changes.Go(func(ctx context.Context) func() {
		all, err := w.Library.Rules(ctx)
		return func() {
			if err == nil && w.rules != nil {
				w.rules.SetRules(all)
			}
		}
	})
}
