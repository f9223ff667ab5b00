package json_test

import (
	std "encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
)

// recorded is a library of papers that were recorded beside the project: of all
// with OFFPRINT_FORMATS, else of some days. The test is skipped where they are
// not.
func recorded(t *testing.T) *library {
	t.Helper()
	days, err := filepath.Glob("../../../../shared/data/huggingface/daily/*.json")
	if err != nil || len(days) == 0 {
		t.Skip("there are no recorded papers beside the project")
	}
	l := newLibrary(t)
	for i, path := range days {
		if i%10 > 0 && os.Getenv("OFFPRINT_FORMATS") == "" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var items []struct {
			Paper struct {
				ID, Title, Summary, PublishedAt, GithubRepo, ProjectPage string
				Authors                                                  []struct{ Name string }
				Upvotes                                                  int
				GithubStars                                              *int
				AISummary                                                string   `json:"ai_summary"`
				AIKeywords                                               []string `json:"ai_keywords"`
			}
			Thumbnail   string
			NumComments int
		}
		if err := std.Unmarshal(text, &items); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		day := strings.TrimSuffix(filepath.Base(path), ".json")
		at, _ := time.Parse(time.DateOnly, day)
		edition := models.Edition{Kind: models.DayList, Key: day, ReadAt: at}
		for _, item := range items {
			p := models.Paper{
				ArxivID: item.Paper.ID, Title: strings.Join(strings.Fields(item.Paper.Title), " "), SourceTitle: item.Paper.Title,
				Abstract: strings.TrimSpace(item.Paper.Summary), SourceAbstract: item.Paper.Summary, ListDay: day, Upvotes: item.Paper.Upvotes,
				Comments: item.NumComments, AISummary: item.Paper.AISummary, AIKeywords: slices.DeleteFunc(item.Paper.AIKeywords, func(s string) bool { return s == "" }), FetchedAt: at,
				GitHub: web(item.Paper.GithubRepo), GitHubStars: item.Paper.GithubStars, Project: web(item.Paper.ProjectPage), Thumbnail: web(item.Thumbnail),
			}
			if len(item.Paper.PublishedAt) >= len(time.DateOnly) {
				p.Published = item.Paper.PublishedAt[:len(time.DateOnly)]
			}
			for _, a := range item.Paper.Authors {
				if name := strings.Join(strings.Fields(a.Name), " "); name != "" {
					p.Authors = append(p.Authors, name)
				}
			}
			edition.Papers = append(edition.Papers, p)
		}
		if _, err := l.SaveEdition(t.Context(), edition); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// web is a link as the feed lets it through.
func web(link string) string {
	if !strings.HasPrefix(link, "https://") || strings.ContainsAny(link, " \n\t@") {
		return ""
	}
	return link
}

func TestEveryRecordedPaperComesBack(t *testing.T) {
	l := recorded(t)
	keys, err := l.PaperKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(keys); i += 100 {
		l.step(l.Keep(t.Context(), keys[i:min(i+50, len(keys))], models.Keeping{State: models.States()[i/100%4], Tags: []string{"read"}}))
		p, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Limit: 1, Offset: i})
		if err != nil {
			t.Fatal(err)
		}
		l.note(p[0].ArxivID, p[0].Title, models.Quote{})
	}
	text := l.export()
	second := newLibrary(t)
	report := second.mustTake(text)
	sameText(t, second.export(), text)
	if report.New != len(keys) || report.Differing > 0 {
		t.Errorf("report %+v", report)
	}
	t.Logf("%d papers, %.1f MB", report.Papers, float64(len(text))/1e6)
	if folder := os.Getenv("OFFPRINT_FORMATS"); folder != "" {
		for name, text := range map[string]string{"json.json": text, "jsonl.jsonl": l.lines()} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
