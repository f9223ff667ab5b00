package assets_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"offprint/assets"
)

// recorded is where real answers of the daily papers API lie while the project is developed.
const recorded = "../../shared/data/huggingface/daily"

type item struct {
	Paper struct {
		ID               string           `json:"id"`
		Title            string           `json:"title"`
		Summary          string           `json:"summary"`
		AISummary        string           `json:"ai_summary"`
		Authors          []map[string]any `json:"authors"`
		PublishedAt      time.Time        `json:"publishedAt"`
		SubmittedOnDaily string           `json:"submittedOnDailyAt"`
		Upvotes          *int             `json:"upvotes"`
		GithubRepo       string           `json:"githubRepo"`
		GithubStars      int              `json:"githubStars"`
		Keywords         []string         `json:"ai_keywords"`
	} `json:"paper"`
	NumComments *int   `json:"numComments"`
	Thumbnail   string `json:"thumbnail"`
}

// days returns the items of every file below root whose name is a day.
func days(t *testing.T, root fs.FS) map[string][]item {
	t.Helper()
	names, err := fs.Glob(root, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]item)
	for _, name := range names {
		day := strings.TrimSuffix(name, ".json")
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			t.Errorf("file %s is not named after a day: %v", name, err)
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		var items []item
		if err := json.Unmarshal(data, &items); err != nil {
			t.Fatalf("file %s: %v", name, err)
		}
		found[day] = items
	}
	return found
}

func TestSampleIsAnEditionOfRealPapers(t *testing.T) {
	valid := regexp.MustCompile(`^\d{4}\.\d{5}$`)
	seen := make(map[string]string)
	mostAuthors, withStars, withoutCode := 0, 0, 0
	sample := days(t, assets.Sample())
	if len(sample) != 5 {
		t.Errorf("the sample has %d list days, want 5", len(sample))
	}
	for day, items := range sample {
		for _, it := range items {
			p := it.Paper
			if !valid.MatchString(p.ID) {
				t.Errorf("%s: %q is no arXiv identifier", day, p.ID)
			}
			if before, ok := seen[p.ID]; ok {
				t.Errorf("%s is on %s and on %s", p.ID, before, day)
			}
			seen[p.ID] = day
			if p.Title == "" || len(p.Authors) == 0 || p.PublishedAt.IsZero() || p.Upvotes == nil || it.NumComments == nil {
				t.Errorf("%s lacks its title, authors, date, upvotes or comments", p.ID)
			}
			for _, a := range p.Authors {
				if name, _ := a["name"].(string); len(a) != 1 || strings.TrimSpace(name) == "" {
					t.Errorf("%s: author %v, want a name and nothing else", p.ID, a)
				}
			}
			if p.SubmittedOnDaily != "" && !strings.HasPrefix(p.SubmittedOnDaily, day) {
				t.Errorf("%s is in the list of %s but was submitted at %s", p.ID, day, p.SubmittedOnDaily)
			}
			if p.AISummary != "" {
				t.Errorf("%s has an AI summary; the sample carries none", p.ID)
			}
			if words := len(strings.Fields(p.Summary)); words < 10 || words > 25 || len(p.Summary) > 200 {
				t.Errorf("%s: the description has %d words and %d bytes: %q", p.ID, words, len(p.Summary), p.Summary)
			}
			if len(p.Keywords) == 0 {
				t.Errorf("%s has no keywords", p.ID)
			}
			mostAuthors = max(mostAuthors, len(p.Authors))
			if p.GithubStars > 0 {
				withStars++
			}
			if p.GithubRepo == "" {
				withoutCode++
			}
		}
	}
	if len(seen) < 38 {
		t.Errorf("the sample has %d papers, want at least 38", len(seen))
	}
	if mostAuthors != 664 || withStars == 0 || withoutCode == 0 {
		t.Errorf("want a paper with 664 authors (have %d), papers with stars (%d) and without code (%d)",
			mostAuthors, withStars, withoutCode)
	}
}

// TestSampleIsInOurOwnWords: the sample ships facts; an abstract belongs to its authors, an AI summary to its source.
func TestSampleIsInOurOwnWords(t *testing.T) {
	if _, err := os.Stat(recorded); err != nil {
		t.Skipf("no recorded answers to compare with: %v", err)
	}
	for day, items := range days(t, assets.Sample()) {
		data, err := os.ReadFile(filepath.Join(recorded, day+".json"))
		if err != nil {
			t.Errorf("the sample has the list day %s, which nobody recorded: %v", day, err)
			continue
		}
		var answers []item
		if err := json.Unmarshal(data, &answers); err != nil {
			t.Fatal(err)
		}
		source := make(map[string]item)
		for _, answer := range answers {
			source[answer.Paper.ID] = answer
		}
		for _, it := range items {
			real, ok := source[it.Paper.ID]
			if !ok {
				t.Errorf("%s was not in the list of %s", it.Paper.ID, day)
				continue
			}
			if got, want := it.Paper.Title, strings.Join(strings.Fields(real.Paper.Title), " "); got != want {
				t.Errorf("%s: title %q, want %q", it.Paper.ID, got, want)
			}
			if got, want := len(it.Paper.Authors), len(real.Paper.Authors); got != want {
				t.Errorf("%s: %d authors, want %d", it.Paper.ID, got, want)
			}
			if got, want := *it.Paper.Upvotes, *real.Paper.Upvotes; got != want {
				t.Errorf("%s: %d upvotes, want %d", it.Paper.ID, got, want)
			}
			for _, text := range []string{real.Paper.Summary, real.Paper.AISummary} {
				if run := sharedRun(it.Paper.Summary, text, 6); run != "" {
					t.Errorf("%s: %q is copied from the recorded text", it.Paper.ID, run)
				}
			}
		}
	}
}

func TestSharedRun(t *testing.T) {
	const text = "We show that Large models, in fact, do not rank papers well."
	if got := sharedRun("They say: large models in fact do not sleep", text, 6); got != "large models in fact do not" {
		t.Errorf("sharedRun found %q", got)
	}
	if got := sharedRun("large models in fact do sleep", text, 6); got != "" {
		t.Errorf("sharedRun found %q in five words", got)
	}
}

// sharedRun returns the first n words in a row that a and b have in common, whatever their case and punctuation.
func sharedRun(a, b string, n int) string {
	word := regexp.MustCompile(`[\p{L}\p{N}]+`)
	words := func(s string) []string { return word.FindAllString(strings.ToLower(s), -1) }
	there := fmt.Sprintf(" %s ", strings.Join(words(b), " "))
	ours := words(a)
	for i := 0; i+n <= len(ours); i++ {
		if run := strings.Join(ours[i:i+n], " "); strings.Contains(there, " "+run+" ") {
			return run
		}
	}
	return ""
}
