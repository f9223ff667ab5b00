package models_test

import (
	"slices"
	"testing"

	"offprint/models"
	"offprint/models/librarytest"
)

// The first papers of a place are those of the whole place, whichever way they
// are looked for.
func TestAPartOfAPlaceIsThatPartOfTheWhole(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 260); err != nil {
		t.Fatal(err)
	}
	if err := librarytest.FillList(t.Context(), l, 1, 120, 12); err != nil {
		t.Fatal(err)
	}
	large := open(t, l.Path(), models.Options{}) // looks for papers as in a large one
	large.SortNothing()
	tags, err := l.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	big, small := tags[0], tags[0]
	for _, g := range tags {
		if g.Papers > big.Papers {
			big = g
		}
		if g.Papers > 1 && g.Papers < big.Papers {
			small = g
		}
	}
	var views []models.View
	for _, place := range []models.Place{
		models.ToReadPlace, models.ReadingPlace, models.DonePlace, models.ArchivedPlace, models.StarredPlace,
		models.UntaggedPlace, models.NotesPlace, models.KeptPlace, models.TagPlace, models.Everywhere,
	} {
		views = append(views, models.View{Place: place, Tag: big.ID})
	}
	for kind, key := range map[string]string{models.DayList: librarytest.LastDay, models.MonthList: librarytest.LastDay[:7], models.SubmitterList: "nobody"} {
		views = append(views, models.View{Place: models.DailyPlace, Kind: kind, Day: key})
	}
	checked := 0
	for _, view := range views {
		for _, filter := range []models.TagFilter{{}, {All: []int64{big.ID}}, {Any: []int64{small.ID, tags[1].ID}, None: []int64{big.ID}}} {
			for _, query := range []string{"", "upvotes>=30", "is:kept -is:starred"} {
				for _, sort := range []models.Sort{models.OwnOrder, models.ByUpvotes, models.ByNewest, models.ByComments, models.ByStars} {
					view.Tags, view.Query, view.Sort, view.Limit, view.Offset = filter, query, sort, 0, 0
					whole, err := l.Papers(t.Context(), view)
					if err != nil {
						t.Fatalf("%+v: %v", view, err)
					}
					if n, err := l.CountPapers(t.Context(), view); err != nil || n != len(whole) {
						t.Errorf("%+v: %d counted, %d there, %v", view, n, len(whole), err)
					}
					if keys, err := l.Find(t.Context(), view); err != nil || !slices.EqualFunc(keys, whole, func(id int64, p models.Paper) bool { return id == p.ID }) {
						t.Errorf("%+v: the keys are %v, %v; want those of %s", view, keys, err, ids(whole))
					}
					view.Limit, view.Offset = 7, 3
					for _, few := range []bool{true, false} {
						from := l
						if !few {
							from = large
						}
						part, err := from.Papers(t.Context(), view)
						want := whole[min(3, len(whole)):min(10, len(whole))]
						if err != nil || ids(part) != ids(want) {
							t.Errorf("%+v, few %v: %s, %v; want %s", view, few, ids(part), err, ids(want))
						}
						checked += len(want)
					}
				}
			}
		}
	}
	if checked < 500 {
		t.Errorf("only %d papers were compared", checked)
	}
}
