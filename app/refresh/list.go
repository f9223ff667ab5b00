package refresh

import (
	"context"
	"fmt"
	"time"

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
	if first, last, err := models.ListDays(kind, key); err == nil {
		if otherPeriod(edition, first.Format(time.DateOnly), last.Format(time.DateOnly)) {
			return Report{}, feed.Errorf(feed.Malformed, nil, "Hugging Face answered with another list in place of that of %s. Nothing was put on a wrong list, and everything kept is safe. Try again in a while.", key)
		}
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

// otherPeriod says that a list has papers, and none that stood on a list from
// first to last: the answer of a server that does not know weeks or months. A
// paper whose day it leaves out may have stood there.
func otherPeriod(edition feed.Edition, first, last string) bool {
	for _, p := range edition.Papers {
		if p.ListDay == "" || first <= p.ListDay && p.ListDay <= last {
			return false
		}
	}
	return len(edition.Papers) > 0
}
