package refresh_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"offprint/feed/feedtest"
	"offprint/models"
)

var version = regexp.MustCompile(`v\d+$`)

// TestRecordedDays takes in every recorded day and holds the library against
// the recordings, read here a second time as JSON without any type.
func TestRecordedDays(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "huggingface", "daily")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the recorded days are not here")
	}
	if testing.Short() {
		t.Skip("taking in all recorded days takes half a minute with the race detector")
	}
	h := build(t, os.DirFS(folder), "2026-06-30", feedtest.Today("2026-06-30"))

	type recorded struct {
		title   string
		authors []string
		days    []string
	}
	want := map[string]*recorded{}
	days := h.server.Days()
	for _, day := range days {
		data, err := os.ReadFile(filepath.Join(folder, day+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var items []map[string]any
		if err := json.Unmarshal(data, &items); err != nil {
			t.Fatalf("%s: %v", day, err)
		}
		for _, item := range items {
			inner, _ := item["paper"].(map[string]any)
			id, _ := inner["id"].(string)
			if id == "" {
				continue
			}
			id = version.ReplaceAllString(id, "")
			r := want[id]
			if r == nil {
				r = &recorded{}
				want[id] = r
			}
			if title, _ := inner["title"].(string); title != "" {
				r.title = title
			}
			var authors []string
			list, _ := inner["authors"].([]any)
			for _, author := range list {
				name, _ := author.(map[string]any)["name"].(string)
				if name = strings.Join(strings.Fields(norm.NFC.String(name)), " "); name != "" {
					authors = append(authors, name)
				}
			}
			if len(authors) > 0 {
				r.authors = authors
			}
			if !slices.Contains(r.days, day) {
				r.days = append(r.days, day)
			}
		}
		report, err := h.Day(t.Context(), day)
		if err != nil {
			t.Fatalf("%s: %v", day, err)
		}
		if report.Skipped != 0 {
			t.Errorf("%s: %d items were skipped", day, report.Skipped)
		}
	}
	if len(days) < 118 || len(want) < 2000 {
		t.Fatalf("only %d days with %d papers to compare", len(days), len(want))
	}

	papers, err := h.library.Papers(t.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(papers) != len(want) {
		t.Errorf("the library has %d papers, recorded are %d", len(papers), len(want))
	}
	for _, p := range papers {
		r := want[p.ArxivID]
		if r == nil {
			t.Errorf("%s is in the library and was not recorded", p.ArxivID)
			continue
		}
		delete(want, p.ArxivID)
		if p.SourceTitle != r.title || p.Title == "" && r.title != "" {
			t.Errorf("%s: title %q from %q, recorded %q", p.ArxivID, p.Title, p.SourceTitle, r.title)
		}
		if !slices.Equal(p.Authors, r.authors) {
			t.Errorf("%s: authors %q, recorded %q", p.ArxivID, p.Authors, r.authors)
		}
		if !slices.Equal(p.Days, r.days) {
			t.Errorf("%s: on the lists of %v, recorded on %v", p.ArxivID, p.Days, r.days)
		}
	}
	for id := range want {
		t.Errorf("%s was recorded and is not in the library", id)
	}
	t.Logf("%d days, %d papers", len(days), len(papers))
}
