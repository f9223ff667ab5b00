package models_test

import (
	"fmt"
	"testing"

	"offprint/models"
)

func TestTheCountOfASmartListIsThatOfItsPapers(t *testing.T) {
	l := newLibrary(t)
	var papers []models.Paper
	for i := range 12 {
		papers = append(papers, paper(fmt.Sprintf("2611.%05d", i+1), fmt.Sprintf("Worlds number %d", i)))
	}
	papers[3].Title, papers[4].Title = "Nothing of the kind", "Nothing else"
	papers[3].Abstract, papers[4].Abstract = "", ""
	save(t, l, "2026-11-23", papers...)
	mustStep(t)(l.Keep(t.Context(), lookup(t, l, "2611.00001", "2611.00004"), models.Keeping{}))
	for _, c := range []struct {
		query string
		want  int
	}{{"worlds", 10}, {"-worlds day:2026", 2}, {"is:kept", 2}, {"worlds is:kept", 1}, {"author:nobody", 0}} {
		list, _, err := l.AddSmartList(t.Context(), "All of "+c.query, c.query)
		if err != nil {
			t.Fatal(err)
		}
		v := models.View{Place: models.SmartPlace, Smart: list.ID}
		n, err := l.CountPapers(t.Context(), v)
		found, foundErr := l.Papers(t.Context(), v)
		if err != nil || foundErr != nil || n != c.want || len(found) != c.want {
			t.Errorf("%s: counted %d, %v; found %d, %v; want %d", c.query, n, err, len(found), foundErr, c.want)
		}
	}
	if _, err := l.CountPapers(t.Context(), models.View{Place: models.SmartPlace, Smart: 99}); models.CodeOf(err) != models.NotFound {
		t.Errorf("a list that is not there: %v", err)
	}
}
