package jsonl_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/jsonl"
)

func full() models.Paper {
	stars := 0
	cet := time.FixedZone("CET", 3600)
	return models.Paper{
		ID: 7, ArxivID: "2611.00010", Title: "A <b> & “c”\u2028", Abstract: "One.\nTwo.",
		Published: "2026-11-02", ListDay: "2026-11-05", Days: []string{"2026-11-03", "2026-11-05"},
		Authors: []string{"Ada Lovelace", "DeepSeek-AI"}, FetchedAt: time.Date(2026, 11, 5, 8, 0, 0, 0, cet),
		GitHub: "https://github.com/a/b", GitHubStars: &stars, Project: "https://a.example/?x=1&y=2",
		AISummary: "Short.", AIKeywords: []string{"k"}, Organization: "Org", OrganizationLogin: "org",
		Submitter: "Sub", SubmitterLogin: "sub", Thumbnail: "https://a.example/t.png",
		Categories: []string{"cs.LG"}, DOI: "10.48550/arXiv.2611.00010",
		ArxivComment: "12 pages", Journal: "J. Ex. 3 (2026) 14",
		Entry: &models.Entry{
			State: models.Reading, Rating: 4, Why: "for the survey",
			KeptAt: time.Date(2026, 11, 5, 10, 15, 0, 0, cet),
		},
		CitationKey: "lovelace2026b",
		Tags:        []models.Tag{{ID: 1, Name: "agents"}, {ID: 2, Name: "to cite"}},
		Notes: []models.Note{{
			ID: 3, Text: "# Mine\n", Quote: "One.", QuoteBefore: "x", AbstractHash: "h",
			CreatedAt: time.Date(2026, 11, 5, 10, 16, 0, 5e8, cet), UpdatedAt: time.Date(2026, 11, 6, 0, 16, 0, 0, cet),
		}},
	}
}

func write(t *testing.T, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := jsonl.Write(&b, formats.Of(papers...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestWrite holds the promise to the programs of others: these keys, in this
// order.
func TestWrite(t *testing.T) {
	want := `{"id":"2611.00010","title":"A <b> & “c”\u2028","abstract":"One.\nTwo.",` +
		`"authors":["Ada Lovelace","DeepSeek-AI"],"published":"2026-11-02","days":["2026-11-03","2026-11-05"],` +
		`"upvotes":0,"comments":0,"organization":"Org","submitter":"Sub","ai_summary":"Short.","ai_keywords":["k"],` +
		`"github":"https://github.com/a/b","github_stars":0,"project":"https://a.example/?x=1&y=2",` +
		`"thumbnail":"https://a.example/t.png","categories":["cs.LG"],"doi":"10.48550/arXiv.2611.00010",` +
		`"state":"reading","starred":false,"rating":4,"why":"for the survey","kept_at":"2026-11-05T09:15:00Z",` +
		`"tags":["agents","to cite"],"notes":[{"id":3,"text":"# Mine\n","quote":"One.",` +
		`"created_at":"2026-11-05T09:16:00.5Z","updated_at":"2026-11-05T23:16:00Z"}],` +
		`"citation_key":"lovelace2026b","url":"https://huggingface.co/papers/2611.00010",` +
		`"arxiv_comment":"12 pages","journal":"J. Ex. 3 (2026) 14"}` + "\n"
	if got := write(t, full()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUnknownIsAbsent(t *testing.T) {
	got := write(t,
		models.Paper{ArxivID: "2611.00010", Title: "Seen once", Upvotes: 3},
		models.Paper{Title: "A book", DOI: "10.1/b", Entry: &models.Entry{State: models.ToRead, Starred: true}},
		models.Paper{Title: "A page", Project: "https://a.example/"},
		models.Paper{Title: "A memory", Notes: []models.Note{{ID: 1, Text: "Where?"}}},
	)
	want := `{"id":"2611.00010","title":"Seen once","url":"https://huggingface.co/papers/2611.00010"}
{"title":"A book","doi":"10.1/b","state":"toread","starred":true,"url":"https://doi.org/10.1/b"}
{"title":"A page","project":"https://a.example/","url":"https://a.example/"}
{"title":"A memory","notes":[{"id":1,"text":"Where?"}]}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t); got != "" {
		t.Errorf("no papers are written as %q", got)
	}
}

// FuzzWrite holds that every paper is one line that any JSON reader takes, with
// the text as it was.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", "a\nb", "\u2028", `"\`, "<!--", "\xff", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := write(t, models.Paper{ArxivID: "1", Title: s, Abstract: s, Notes: []models.Note{{Text: s}}}, models.Paper{ArxivID: "2"})
		lines := strings.Split(out, "\n")
		if len(lines) != 3 || lines[2] != "" {
			t.Fatalf("two papers in %d lines: %q", len(lines)-1, out)
		}
		var p struct {
			Title string
			Notes []struct{ Text string }
		}
		if err := json.Unmarshal([]byte(lines[0]), &p); err != nil {
			t.Fatal(err)
		}
		want := string([]rune(s)) // broken UTF-8 becomes U+FFFD, byte for byte
		if p.Title != want || p.Notes[0].Text != want {
			t.Errorf("%q reads back as %q and %q", s, p.Title, p.Notes[0].Text)
		}
	})
}
