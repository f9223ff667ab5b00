package vault_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.yaml.in/yaml/v3"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/vault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var now = time.Date(2026, 11, 23, 9, 15, 0, 0, time.UTC)

// full is a paper with everything that a file can have.
func full() models.Paper {
	return models.Paper{
		ID: 1, ArxivID: "2611.00010", Title: `Attention: "why not?" & [C:\Users]`, Abstract: "1. We *do* $x$. %%hidden%%",
		Published: "2026-11-02", Days: []string{"2026-11-03"}, Authors: []string{"Ada Lovelace", "Yu_Y: #1"},
		GitHub: "https://github.com/a/b", AISummary: "It works.", CitationKey: "lovelace2026attention",
		Tags:  []models.Tag{{Name: "ml/transformers"}, {Name: "to read"}, {Name: "2024"}, {Name: "true"}, {Name: "C++"}},
		Entry: &models.Entry{State: models.Reading, Rating: 4, Starred: true, Why: "for the survey", KeptAt: now},
		Notes: []models.Note{
			{Quote: "We do", Text: "# Doubt\n\nSee 2611.00020 and `2611.00020`.  \nReally?", CreatedAt: now, UpdatedAt: now},
			{Text: "```\n<!-- offprint begin 2611.00010: x -->\nopen", CreatedAt: now, UpdatedAt: now},
		},
	}
}

func other() models.Paper {
	return models.Paper{ID: 2, ArxivID: "2611.00020", Title: "Other", CitationKey: "other2026other", Published: "2026-11-03", Authors: []string{"Other"}}
}

func options() vault.Options { return vault.Options{Options: formats.All()} }

func plan(t *testing.T, folder string, o vault.Options, papers ...models.Paper) *vault.Changes {
	t.Helper()
	c, err := vault.Plan(t.Context(), folder, formats.Of(papers...), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// export plans and writes, and holds that nothing is left to do.
func export(t *testing.T, folder string, papers ...models.Paper) *vault.Changes {
	t.Helper()
	c := plan(t, folder, options(), papers...)
	want := len(c.ToWrite())
	report, err := c.Apply(t.Context(), formats.Of(papers...), now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := report.New + report.Updated; got != want || report.ReadBack != want {
		t.Fatalf("%d planned, %+v", want, report)
	}
	for _, change := range plan(t, folder, options(), papers...).Papers {
		if change.Kind == vault.New || change.Kind == vault.Updated {
			t.Fatalf("after an export there is something left to do: %+v", change)
		}
	}
	return c
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestNewFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "Papers")
	c := plan(t, folder, options(), full(), other())
	if !c.Absent || c.Count(vault.New) != 2 {
		t.Fatalf("planned %+v", c)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Fatalf("a plan made the folder: %v", err)
	}
	export(t, folder, full(), other())
	got := read(t, filepath.Join(folder, "lovelace2026attention.md"))
	if !strings.HasPrefix(got, "---\ntitle: ") || !strings.Contains(got, "[[other2026other|2611.00020]] and `2611.00020`.") {
		t.Errorf("the file is\n%s", got)
	}
	var keys map[string]any
	if err := yaml.Unmarshal([]byte(strings.SplitN(got, "---\n", 3)[1]), &keys); err != nil {
		t.Fatalf("front matter: %v\n%s", err, got)
	}
	if keys["arxiv"] != "2611.00010" {
		t.Errorf("arxiv is %#v", keys["arxiv"])
	}
}

func TestOfTwoWorksWithOneDOIOnlyTheFirstIsWritten(t *testing.T) {
	folder := t.TempDir()
	first := models.Paper{ID: 3, Title: "First", CitationKey: "first", DOI: "10.1/Abc"}
	twin := models.Paper{ID: 4, Title: "Twin", CitationKey: "twin", DOI: "10.1/aBC"}
	for _, want := range []vault.Kind{vault.New, vault.Unchanged} {
		c := export(t, folder, first, twin, other())
		if c.Papers[0].Kind != want || c.Papers[2].Kind != want || c.Papers[0].PaperID != 3 {
			t.Errorf("planned %+v, want %s", c.Papers, want)
		}
		if got := c.Papers[1]; got.Kind != vault.Conflict || got.PaperID != 4 || !strings.Contains(got.Problem.Message, "twin has the DOI of the paper whose file is first.md") {
			t.Errorf("the other work is %+v", got)
		}
	}
	if got := read(t, filepath.Join(folder, "first.md")); !strings.Contains(got, "First") || strings.Contains(got, "Twin") {
		t.Errorf("the file is\n%s", got)
	}
}
