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
		return "Today"
	}
	return t.Format("Mon 2 Jan 2006")
}

// ListName is a list as people write it: Mon 23 Nov 2026, 23–29 Nov 2026,
// November 2026, Trending.
func ListName(kind, key string) string {
	switch kind {
	case models.TrendingList:
		return "Trending"
	case models.SubmitterList:
		return "By " + key
	}
	first, last, err := models.ListDays(kind, key)
	switch {
	case err != nil:
		return "Today"
	case kind == models.MonthList:
		return first.Format("January 2006")
	case kind == models.WeekList && first.Month() == last.Month():
		return first.Format("2") + "–" + last.Format("2 Jan 2006")
	case kind == models.WeekList:
		return first.Format("2 Jan") + " – " + last.Format("2 Jan 2006")
	}
	return DayName(key)
}

func placeName(v models.View) string {
	if v.Place == HubPlace {
		return "On Hugging Face"
	}
	if v.Query != "" {
		return "Search"
	}
	switch v.Place {
	case models.DailyPlace:
		return ListName(Kind(v), v.Day)
	case models.ToReadPlace, models.ReadingPlace, models.DonePlace, models.ArchivedPlace:
		return models.State(v.Place).Name()
	case models.NotesPlace:
		return "With notes"
	case models.StarredPlace:
		return "Starred"
	case models.TagPlace:
		return "Tag"
	}
	return "Papers"
}

func papersText(n int) string { return words.N(n, "%s paper", "%s papers") }

type namedSort struct {
	name string
	sort models.Sort
}

func sorts(v models.View) []namedSort {
	all := []namedSort{{"Upvotes", models.ByUpvotes}, {"Newest", models.ByNewest}, {"Comments", models.ByComments}, {"Stars", models.ByStars}}
	switch {
	case v.Query != "":
		return append([]namedSort{{"Best match", models.OwnOrder}}, all...)
	case v.Place == models.DailyPlace:
		all[0].sort = models.OwnOrder // a day comes by upvotes
		return all
	case v.Place == models.ToReadPlace:
		return append([]namedSort{{"Last kept", models.OwnOrder}}, all...)
	}
	return append([]namedSort{{"Last changed", models.OwnOrder}}, all...)
}

func sortName(v models.View) string {
	for _, s := range sorts(v) {
		if s.sort == v.Sort {
			return s.name
		}
	}
	return "Upvotes"
}
