package papers

import (
	"time"

	"offprint/app/words"
	"offprint/models"
)

// DayName is a day as people write it: Mon 23 Nov 2026.
func DayName(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return words.T("Today")
	}
	return words.Day(t)
}

// ListName is a list as people write it: Mon 23 Nov 2026, 23–29 Nov 2026,
// November 2026, Trending.
func ListName(kind, key string) string {
	switch kind {
	case models.TrendingList:
		return words.T("Trending")
	case models.SubmitterList:
		return words.T("By %s", key)
	}
	first, last, err := models.ListDays(kind, key)
	switch {
	case err != nil:
		return words.T("Today")
	case kind == models.MonthList:
		return words.Month(first)
	case kind == models.WeekList && first.Month() == last.Month():
		return words.T("%s–%s", first.Format("2"), last.Format(words.T("2 Jan 2006")))
	case kind == models.WeekList:
		return words.T("%s – %s", words.ShortDay(first), last.Format(words.T("2 Jan 2006")))
	}
	return DayName(key)
}

func placeName(v models.View) string {
	if v.Place == HubPlace {
		return words.T("On Hugging Face")
	}
	if v.Query != "" {
		return words.T("Search")
	}
	switch v.Place {
	case models.DailyPlace:
		return ListName(Kind(v), v.Day)
	case models.ToReadPlace, models.ReadingPlace, models.DonePlace, models.ArchivedPlace:
		return words.State(models.State(v.Place))
	case models.NotesPlace:
		return words.T("With notes")
	case models.StarredPlace:
		return words.T("Starred")
	case models.TagPlace:
		return words.T("Tag")
	case models.SmartPlace:
		return words.T("Smart list")
	case models.UntaggedPlace:
		return words.T("Untagged")
	case models.KeptPlace:
		return words.T("Reading list")
	}
	return words.T("Papers")
}

func papersText(n int) string { return words.N(n, "%s paper", "%s papers") }

type namedSort struct {
	name string
	sort models.Sort
}

func sorts(v models.View) []namedSort {
	all := []namedSort{{words.T("Upvotes"), models.ByUpvotes}, {words.T("Newest"), models.ByNewest}, {words.T("Comments"), models.ByComments}, {words.T("GitHub stars"), models.ByStars}}
	switch {
	case v.Query != "" || v.Place == models.SmartPlace:
		return []namedSort{{words.T("Best match"), models.OwnOrder}, all[1], all[0], {words.T("Last kept"), models.ByKept}, all[2], all[3]}
	case v.Place == models.DailyPlace:
		all[0].sort = models.OwnOrder // a day comes by upvotes
		return all
	case v.Place == models.ToReadPlace:
		return append([]namedSort{{words.T("Last kept"), models.OwnOrder}}, all...)
	}
	return append([]namedSort{{words.T("Last changed"), models.OwnOrder}}, all...)
}

func sortName(v models.View) string {
	for _, s := range sorts(v) {
		if s.sort == v.Sort {
			return s.name
		}
	}
	return words.T("Upvotes")
}
