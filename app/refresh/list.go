package refresh

import (
	"context"
	"fmt"

	"offprint/feed"
	"offprint/models"
)

// List reads a list of any kind, models.DayList and the others, and takes it in
// as Day does. Its key is that of models. A paper on a week's or a month's list
// comes into the library with its list day, but onto no day's list: that is read
// by itself.
func (r *Refresher) List(ctx context.Context, kind, key string) (Report, error) {
	var edition feed.Edition
	var err error
	switch kind {
	case models.DayList:
		return r.Day(ctx, key)
	case models.WeekList:
		edition, err = r.source.Week(ctx, key)
	case models.MonthList:
		edition, err = r.source.Month(ctx, key)
	case models.TrendingList:
		edition, err = r.source.Trending(ctx)
	case models.SubmitterList:
		edition, err = r.source.Submitter(ctx, key)
	default:
		return Report{}, &models.Error{Code: models.Invalid, Message: fmt.Sprintf("There is no list “%s”. Nothing was fetched.", kind)}
	}
	if err != nil {
		return Report{}, fmt.Errorf("refresh the list %s %s: %w", kind, key, err)
	}
	list := models.Edition{Kind: kind, Key: key, ReadAt: edition.FetchedAt, Growing: true}
	if _, last, err := models.ListDays(kind, key); err == nil {
		list.Growing = edition.FetchedAt.Before(grown(last))
	}
	for _, p := range edition.Papers {
		list.Papers = append(list.Papers, convert(p, edition.FetchedAt))
	}
	saved, err := r.save(ctx, list)
	if err != nil {
		return Report{}, fmt.Errorf("take in the list %s %s: %w", kind, key, err)
	}
	return Report{
		Asked: key, Day: edition.Day, Saved: saved,
		Skipped: len(edition.Skipped), TokenRefused: edition.TokenRefused,
	}, nil
}
