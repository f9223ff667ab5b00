package models_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"offprint/models"
)

// released are the libraries that programs of before have written: one of each
// release, and one of each format that came before the first. See
// packaging/release-library.sh, which wrote them and says what was done.
func released(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "releases", "*.db.gz"))
	if err != nil || len(files) < 5 {
		t.Fatalf("libraries of before: %v, %v", files, err)
	}
	return files
}

// unpack writes a library of before into a folder of its own and gives its path.
func unpack(t *testing.T, file string) string {
	t.Helper()
	packed, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	reader, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "offprint.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// what the reader made of each paper, in words: state, marks, tags and notes.
func readersWork(t *testing.T, l *models.Library) map[string]string {
	t.Helper()
	papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	work := map[string]string{}
	for _, p := range papers {
		said := []string{fmt.Sprintf("%s by %s", p.Title, strings.Join(p.Authors, ", "))}
		if p.Entry != nil {
			said = append(said, string(p.Entry.State), fmt.Sprintf("starred %v, rated %d, why %q, cited %s", p.Entry.Starred, p.Entry.Rating, p.Entry.Why, p.CitationKey))
		}
		var tags []string
		for _, tag := range p.Tags {
			tags = append(tags, tag.Name)
		}
		slices.Sort(tags)
		said = append(said, "tags "+strings.Join(tags, ", "))
		for _, n := range p.Notes {
			said = append(said, "note "+n.Text)
		}
		work[p.ArxivID] = strings.Join(said, "\n")
	}
	return work
}

func TestLibrariesOfEarlierReleasesOpen(t *testing.T) {
	for _, file := range released(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".db.gz"), func(t *testing.T) {
			// The programs of the first three formats gave neither stars nor ratings by a command.
			marks, smart := "starred true, rated 4, why \"counts well\"", 1
			switch filepath.Base(file) {
			case "format-1.db.gz", "format-2.db.gz", "format-3.db.gz":
				marks, smart = "starred false, rated 0, why \"\"", 0
			case "format-4.db.gz": // nor had that of the fourth smart lists
				smart = 0
			}
			want := map[string]string{
				"2603.00001": "Made-Up Paper 1: Zählen und 计数 by Ann Ode, Łukasz Nowak\nreading\nstarred false, rated 0, why \"\", cited odemade\ntags agents, to discuss\n" +
					"note A reader's word: Zähler, 计数, and a task\n- [ ] count again\nnote A second note.",
				"2603.00002": "Made-Up Paper 2: Zählen und 计数 by Ann Ode, Łukasz Nowak\ndone\n" + marks + ", cited odemadea\ntags unlearning\nnote See [[2603.00001]].",
				"2603.00003": "Made-Up Paper 3: Zählen und 计数 by Ann Ode, Łukasz Nowak\narchived\nstarred false, rated 0, why \"\", cited odemadeb\ntags agents",
				"2603.00004": "Made-Up Paper 4: Zählen und 计数 by Ann Ode, Łukasz Nowak\ntags ",
			}
			l := open(t, unpack(t, file), models.Options{MustExist: true, Now: newClock().Now})
			got := readersWork(t, l)
			if len(got) != len(want) {
				t.Errorf("%d papers, want %d", len(got), len(want))
			}
			for id, work := range want {
				if got[id] != work {
					t.Errorf("%s:\n%s\nwant:\n%s", id, got[id], work)
				}
			}
			lists, err := l.SmartLists(t.Context())
			if err != nil || len(lists) != smart {
				t.Errorf("%d smart lists, want %d; %v", len(lists), smart, err)
			}
			if findings, err := l.Check(t.Context(), false); err != nil || len(findings) > 0 {
				t.Errorf("faults: %v, %v", findings, err)
			}
			for query, id := range map[string]string{"in:notes Zähler": "2603.00001", "tag:agents state:archived": "2603.00003"} {
				papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
				if err != nil || len(papers) != 1 || papers[0].ArxivID != id {
					t.Errorf("%q finds %d papers, want %s; %v", query, len(papers), id, err)
				}
			}
			// What was done last with the program of before can be taken back with this one.
			if _, err := l.Undo(t.Context()); err != nil {
				t.Errorf("undo: %v", err)
			}
		})
	}
}
