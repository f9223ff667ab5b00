package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"offprint/app/cli"
)

// commands runs a command beside the window and gives the papers that it writes.
func (s *stage) commands(args ...string) []string {
	s.Helper()
	var out, said bytes.Buffer
	code := cli.Run(s.Context(), args, cli.Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &said, Now: s.now,
		Open: func(context.Context, string, bool) (*cli.Session, error) {
			return &cli.Session{Library: s.library, Log: slog.New(slog.DiscardHandler), Close: func() error { return nil }}, nil
		},
	})
	if code != cli.OK {
		s.Fatalf("%q ends with %d: %s", args, code, said.String())
	}
	var ids []string
	for lines := json.NewDecoder(&out); ; {
		var p struct{ ID string }
		if err := lines.Decode(&p); errors.Is(err, io.EOF) {
			return ids
		} else if err != nil {
			s.Fatalf("%q writes no papers: %v", args, err)
		}
		ids = append(ids, p.ID)
	}
}

// queries are those that are written down beside the library, and some with
// filters.
func (s *stage) queries() []string {
	s.Helper()
	text, err := os.ReadFile(filepath.Join("..", "models", "testdata", "queries.tsv"))
	if err != nil {
		s.Fatal(err)
	}
	queries := []string{
		"gaussian", "world -gaussian", `"language models"`, "tag:agents", "is:kept", "-is:kept upvotes>=5", "has:note", "secondthought",
		"author:li model", "after:2026-03 reasoning", "in:notes secondthought", "day:2026-03-20", "state:toread has:code", "mod", "reason",
	}
	for line := range strings.Lines(string(text)) {
		query, _, _ := strings.Cut(line, "\t")
		queries = append(queries, query)
		if os.Getenv("OFFPRINT_TEST_DAYS") == "" && len(queries) == 20 {
			break // the sample edition has few of their papers
		}
	}
	return queries
}

// playOnMany opens a window over the days in the folder that OFFPRINT_TEST_DAYS
// names, or over those of the sample edition.
func playOnMany(t *testing.T, scene func(*stage)) {
	t.Helper()
	folder := os.Getenv("OFFPRINT_TEST_DAYS")
	if folder == "" {
		play(t, scene)
		return
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no days in %s, %v", folder, err)
	}
	var days []string
	for _, file := range files {
		days = append(days, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	playOn(t, os.DirFS(folder), days[len(days)-1], func(s *stage) {
		if _, err := s.refresher(s.feed, s.library).Days(s.Context(), days, nil); err != nil {
			s.Fatal(err)
		}
		s.open()
		scene(s)
	})
}

// TestTheSameQueryFindsTheSamePapers asks the search field, a smart list and
// commands. The field shows the best 200, a place
// the first 300.
func TestTheSameQueryFindsTheSamePapers(t *testing.T) {
	playOnMany(t, func(s *stage) {
		s.press("s", "n")
		s.types("a secondthought")
		s.press("Esc", "j")
		s.settle()
		if _, err := s.library.Tag(s.Context(), []int64{1, 2, 3}, []string{"agents"}, nil); err != nil {
			s.Fatal(err)
		}
		list := s.addSmart("Same", "anything")
		s.pass(3e9) // until the window has seen it
		found := 0
		for _, query := range s.queries() {
			s.press("Esc", "Esc", "/", "Ctrl+A")
			s.app.Clipboard().SetContent(query + " ") // the space says that the last word is whole
			s.press("Ctrl+V")
			s.settle()
			window := s.listed()
			command := s.commands("search", "--json", query)
			if !slices.Equal(window, command[:min(len(command), 200)]) {
				t.Errorf("%q: the window finds %d papers, %v, the command %d, %v", query, len(window), window, len(command), command)
			}
			if _, err := s.library.SetSmartListQuery(s.Context(), list.ID, query); err != nil {
				t.Fatal(err)
			}
			smart := s.commands("smart", "show", "Same", "--json")
			s.press("Esc", "Esc")
			s.goes("Same")
			s.settle()
			if got := s.listed(); !slices.Equal(got, smart[:min(len(smart), 300)]) {
				t.Errorf("%q: the smart list in the window has %v, by command %v", query, got, smart)
			}
			slices.Sort(command)
			slices.Sort(smart)
			if !slices.Equal(command, smart) {
				t.Errorf("%q: the search finds %v, the smart list %v", query, command, smart)
			}
			if len(window) > 0 {
				found++
			}
		}
		if found < 8 {
			t.Errorf("only %d queries find anything", found)
		}
		t.Logf("%d queries find something", found)
	})
}
