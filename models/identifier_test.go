package models_test

import (
	"maps"
	"path/filepath"
	"testing"

	"offprint/models"
)

func TestIdentifiers(t *testing.T) {
	l := openAt(t, filepath.Join(t.TempDir(), "offprint.db"), "2026-03-04")
	one, err := l.SavePaper(t.Context(), models.Paper{ArxivID: "0704.0001", Title: "One"})
	if err != nil {
		t.Fatal(err)
	}
	two, err := l.SavePaper(t.Context(), models.Paper{ArxivID: "hep-th/9901001", Title: "Two"})
	if err != nil {
		t.Fatal(err)
	}
	doi := models.Identifier{Kind: models.DOIIdentifier, Value: "10.1000/one"}
	for range 2 { // a second time changes nothing
		if err := l.AddIdentifiers(t.Context(), one, []models.Identifier{doi, {Kind: models.VersionIdentifier, Value: "0704.0001v2"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.AddIdentifiers(t.Context(), two, []models.Identifier{doi}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"0704.0001": "10.1000/one", "hep-th/9901001": ""} {
		if p, err := l.Paper(t.Context(), id); err != nil || p.DOI != want {
			t.Errorf("%s has the DOI %q (%v), want %q", id, p.DOI, err, want)
		}
	}
	known, err := l.Known(t.Context(), []string{"0704.0001", "2603.00001", "hep-th/9901001", "0704.0001"})
	if want := map[string]int64{"0704.0001": one, "hep-th/9901001": two}; err != nil || !maps.Equal(known, want) {
		t.Errorf("known are %v (%v), want %v", known, err, want)
	}
	if known, err := l.Known(t.Context(), nil); err != nil || len(known) != 0 {
		t.Errorf("of none are known %v (%v)", known, err)
	}
}
