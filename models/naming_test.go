package models_test

import (
	"slices"
	"testing"

	"offprint/models"
	"offprint/models/librarytest"
)

// TestNamed holds that papers are known by the same as when they are read whole.
func TestNamed(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 60); err != nil {
		t.Fatal(err)
	}
	ids, err := l.Find(t.Context(), models.View{Place: models.Everywhere})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.GiveCitationKeys(t.Context(), ids[:50]); err != nil {
		t.Fatal(err)
	}
	if err := l.AddIdentifiers(t.Context(), ids[3], []models.Identifier{{Kind: models.DOIIdentifier, Value: "10.1/a"}, {Kind: models.VersionIdentifier, Value: "1001.00001v2"}}); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(ids)
	asked := append([]int64{1 << 40}, ids...)
	var whole, named []models.Paper
	for p, err := range l.Whole(t.Context(), asked) {
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, models.Paper{ID: p.ID, ArxivID: p.ArxivID, Title: p.Title, DOI: p.DOI, CitationKey: p.CitationKey})
	}
	for p, err := range l.Named(t.Context(), asked) {
		if err != nil {
			t.Fatal(err)
		}
		named = append(named, *p)
	}
	same := func(a, b models.Paper) bool {
		return a.ID == b.ID && a.ArxivID == b.ArxivID && a.Title == b.Title && a.DOI == b.DOI && a.CitationKey == b.CitationKey
	}
	if len(named) != 60 || !slices.EqualFunc(whole, named, same) {
		t.Errorf("named %d papers, whole %d", len(named), len(whole))
	}
	if i := slices.IndexFunc(named, func(p models.Paper) bool { return p.DOI == "10.1/a" }); i < 0 || named[i].ID != asked[i+1] {
		t.Errorf("the DOI is on the paper at %d", i)
	}
}
