package bibtex_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"offprint/models"
	"offprint/models/formats"
)

// TestReadsBack writes odd examples and every recorded paper that is at hand,
// and reads them back.
func TestReadsBack(t *testing.T) {
	papers := examples()
	odd := len(papers)
	papers = append(papers, recorded(t)...)
	file := write(t, papers, formats.All())
	entries, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(papers) {
		t.Fatalf("%d entries of %d papers", len(entries), len(papers))
	}
	keys := map[string]string{}
	for i, e := range entries {
		p := papers[i]
		if other, taken := keys[strings.ToLower(e.key)]; taken {
			t.Errorf("%s and %s share the key %s", p.ArxivID, other, e.key)
		}
		keys[strings.ToLower(e.key)] = p.ArxivID
		if i < odd {
			continue // TestTitle and TestAuthor say what is wanted of these
		}
		for name, want := range map[string]string{"title": p.Title, "abstract": p.Abstract} {
			if got, err := plain(e.fields[name]); err != nil || got != want {
				t.Errorf("%s: %s reads back as %q (%v), want %q", p.ArxivID, name, got, err, want)
			}
		}
		if got := strings.Count(e.fields["author"], " and ") + 1; got < len(p.Authors) {
			t.Errorf("%s: %d of %d authors", p.ArxivID, got, len(p.Authors))
		}
	}
	t.Logf("%d odd examples, %d recorded papers, %d bytes", odd, len(papers)-odd, len(file))
}

// examples are the odd titles and names, one paper each.
func examples() []models.Paper {
	var papers []models.Paper
	for _, c := range titles {
		papers = append(papers, models.Paper{Title: c.in, Abstract: c.in, Published: "2026-11-02", ArxivID: "2611.00001"})
	}
	for _, c := range authors {
		papers = append(papers, models.Paper{Title: "Names", Authors: c.in, Published: "2026-11-02", DOI: "10.1/a{b} c#1"})
	}
	return append(papers, full())
}

// recorded has the papers of the recorded answers, each once, in order of the
// days; none where they are not at hand.
func recorded(t *testing.T) []models.Paper {
	t.Helper()
	const dir = "../../../../shared/data/huggingface/"
	files, err := filepath.Glob(dir + "daily/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) > 0 {
		files = append(files, dir+"odd-items.json")
	}
	type paper struct {
		ID          string
		Title       string
		Summary     string
		PublishedAt string
		Authors     []struct{ Name string }
		AIKeywords  []string `json:"ai_keywords"`
	}
	var papers []models.Paper
	seen := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var items []struct {
			Paper paper
			Item  struct{ Paper paper } // how the odd items are wrapped
		}
		if err := json.Unmarshal(data, &items); err != nil {
			t.Fatalf("decode %s: %v", file, err)
		}
		for _, item := range items {
			in := item.Paper
			if in.ID == "" {
				in = item.Item.Paper
			}
			if seen[in.ID] {
				continue
			}
			seen[in.ID] = true
			p := models.Paper{
				ArxivID: in.ID, Title: oneLine(in.Title), Abstract: oneLine(in.Summary),
				Published: in.PublishedAt[:len("2006-01-02")],
			}
			for _, a := range in.Authors {
				p.Authors = append(p.Authors, oneLine(a.Name))
			}
			// Strangers' words stand in for tags and notes: odder than most.
			for _, k := range in.AIKeywords {
				p.Tags = append(p.Tags, models.Tag{Name: k})
			}
			p.Notes = []models.Note{{Quote: p.Title, Text: p.Abstract}}
			papers = append(papers, p)
		}
	}
	return papers
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
