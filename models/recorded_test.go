package models_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"offprint/models"
)

// recordedLibrary has the papers that were recorded beside the project; the test
// is skipped where they are not.
func recordedLibrary(t *testing.T) *models.Library {
	t.Helper()
	days, err := filepath.Glob("../../shared/data/huggingface/daily/*.json")
	if err != nil || len(days) == 0 {
		t.Skip("there are no recorded papers beside the project")
	}
	l := newLibrary(t)
	for _, path := range days {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var items []struct {
			Paper struct {
				ID, Title, Summary string
				Authors            []struct{ Name string }
				Upvotes            int
				Keywords           []string `json:"ai_keywords"`
				GithubRepo         string
				Organization       struct{ Fullname string }
			}
		}
		if err := json.Unmarshal(text, &items); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		day := strings.TrimSuffix(filepath.Base(path), ".json")
		edition := models.Edition{Kind: models.DayList, Key: day, ReadAt: newClock().Now()}
		for _, item := range items {
			p := models.Paper{
				ArxivID: item.Paper.ID, Title: strings.Join(strings.Fields(item.Paper.Title), " "), Abstract: strings.Join(strings.Fields(item.Paper.Summary), " "),
				ListDay: day, Upvotes: item.Paper.Upvotes, AIKeywords: item.Paper.Keywords, GitHub: item.Paper.GithubRepo,
				Organization: item.Paper.Organization.Fullname, FetchedAt: edition.ReadAt,
			}
			for _, a := range item.Paper.Authors {
				p.Authors = append(p.Authors, a.Name)
			}
			edition.Papers = append(edition.Papers, p)
		}
		if _, err := l.SaveEdition(t.Context(), edition); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// Each line of testdata/queries.tsv is a query as a reader may type it who
// remembers a paper, and the paper's identifier: it must be among the first ten.
// A smart list of the same query has the same papers.
func TestWrittenDownQueries(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "queries.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	l := recordedLibrary(t)
	smart, _, err := l.AddSmartList(t.Context(), "Smart", "anything")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) < 200 {
		t.Errorf("%d queries", len(lines))
	}
	first := 0
	for _, line := range lines {
		query, id, _ := strings.Cut(line, "\t")
		found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true, Limit: 200})
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		at := slices.IndexFunc(found, func(p models.Paper) bool { return p.ArxivID == id })
		if at < 0 || at >= 10 {
			t.Errorf("%q finds %s at place %d of %d", query, id, at+1, len(found))
		}
		if at == 0 {
			first++
		}
		found, err = l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.SetSmartListQuery(t.Context(), smart.ID, query); err != nil {
			t.Fatal(err)
		}
		same, err := l.Papers(t.Context(), models.View{Place: models.SmartPlace, Smart: smart.ID})
		if err != nil || ids(same) != ids(found) {
			t.Errorf("%q: a smart list finds %d papers, not %d; %v", query, len(same), len(found), err)
		}
		if lists, err := l.SmartLists(t.Context()); err != nil || lists[0].Papers != min(len(found), models.MostCounted) {
			t.Errorf("%q: a smart list counts %d papers, not %d; %v", query, lists[0].Papers, len(found), err)
		}
	}
	t.Logf("%d of %d queries have their paper in the first place", first, len(lines))
}
