package csl_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/csl"
)

func full() models.Paper {
	return models.Paper{
		ArxivID: "2611.01234", Title: "BERTology <&>\n 100%", Abstract: "We \"spend\" half.", Published: "2026-11-02",
		Authors:     []string{"José García", "Aäron van den Oord", "Martin Luther King Jr.", "DeepSeek-AI", ":"},
		CitationKey: "garcia2026bertology",
		Tags:        []models.Tag{{Name: "to read"}, {Name: "a, b"}},
		Notes:       []models.Note{{Text: "Read\r\n\r\nagain."}, {Quote: "half as much", Text: "Really?"}, {}},
		Entry:       &models.Entry{State: models.Reading, Starred: true, Rating: 4, Why: "to cite", KeptAt: time.Date(2026, 11, 3, 1, 0, 0, 0, time.FixedZone("", 3600))},
	}
}

func write(t *testing.T, o formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := csl.Write(&b, formats.Of(papers...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	bare := models.Paper{CitationKey: "untimed", Title: "Untimed", DOI: "10.1/a b", Published: "2026-02"}
	want := `[
{"id":"garcia2026bertology","citation-key":"garcia2026bertology","type":"article","title":"BERTology <&> 100%",` +
		`"author":[{"family":"García","given":"José"},{"family":"Oord","given":"Aäron","non-dropping-particle":"van den"},{"family":"King","given":"Martin Luther","suffix":"Jr."},{"literal":"DeepSeek-AI"}],` +
		`"issued":{"date-parts":[[2026,11,2]]},"publisher":"arXiv","number":"arXiv:2611.01234","genre":"preprint","DOI":"10.48550/arXiv.2611.01234","URL":"https://arxiv.org/abs/2611.01234",` +
		`"abstract":"We \"spend\" half.","keyword":"to read, a b","note":"Read again. — “half as much” Really?","custom":{"state":"reading","starred":true,"rating":4,"why":"to cite","kept_at":"2026-11-03T00:00:00Z"}},
{"id":"untimed","citation-key":"untimed","type":"document","title":"Untimed","issued":{"date-parts":[[2026,2]]},"DOI":"10.1/a b","URL":"https://doi.org/10.1/a%20b"}
]
`
	if got := write(t, formats.All(), full(), bare); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t, formats.All()); got != "[\n]\n" {
		t.Errorf("no papers are written as %q", got)
	}
	for key, o := range map[string]formats.Options{"abstract": {Abstracts: true}, "keyword": {Tags: true}, "note": {Notes: true}, "custom": {Marks: true}, "": {ASCII: true}} {
		got := write(t, o, full())
		for _, other := range []string{"abstract", "keyword", "note", "custom"} {
			if strings.Contains(got, `"`+other+`":`) != (other == key) {
				t.Errorf("%s with %+v", other, o)
			}
		}
	}
}

func TestManyAuthors(t *testing.T) {
	p := full()
	p.Authors = slices.Repeat([]string{"Ada Lovelace"}, 664)
	var items []struct {
		Author []struct{ Family, Given string }
	}
	if err := json.Unmarshal([]byte(write(t, formats.Options{}, p)), &items); err != nil || len(items[0].Author) != 664 {
		t.Errorf("%d authors, %v", len(items[0].Author), err)
	}
}

// TestNotesAreNoVariables holds that a note is not taken for a field of the
// paper.
func TestNotesAreNoVariables(t *testing.T) {
	for text, want := range map[string]string{
		"type: book":           "Note: type: book",
		"DOI:10.1/2":           "Note: DOI:10.1/2",
		"a {:type:book} b":     "a { :type:book} b",
		"see\ntype: book":      "see type: book",
		"two words: not taken": "two words: not taken",
	} {
		p := full()
		p.Notes = []models.Note{{Text: text}}
		var items []struct{ Note string }
		if err := json.Unmarshal([]byte(write(t, formats.All(), p)), &items); err != nil || items[0].Note != want {
			t.Errorf("the note %q is written %q, want %q (%v)", text, items[0].Note, want, err)
		}
	}
}

func TestEveryObjectNeedsAKey(t *testing.T) {
	p := full()
	p.CitationKey = ""
	if err := csl.Write(io.Discard, formats.Of(full(), p), formats.Options{}); err == nil || !strings.Contains(err.Error(), p.ArxivID) {
		t.Errorf("no key gives %v", err)
	}
}

func TestReadBack(t *testing.T) {
	work := models.Paper{CitationKey: "a", Title: "A work"}
	good := write(t, formats.All(), full(), work, full())
	for file, want := range map[string][]string{good: {"2611.01234", "", "2611.01234"}, "[\n]\n": nil} {
		if found, err := csl.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, want) {
			t.Errorf("reads back %q, %v", found, err)
		}
	}
	for name, bad := range map[string]string{
		"empty":           "",
		"an object":       `{"id":"a"}`,
		"cut short":       good[:len(good)/2],
		"no end":          strings.TrimSuffix(good, "]\n"),
		"more":            good + "[]",
		"another key":     strings.Replace(good, `"title"`, `"titel"`, 1),
		"text as date":    strings.Replace(good, `[[2026,11,2]]`, `[["2026"]]`, 1),
		"another id":      strings.Replace(good, `"id":"garcia2026bertology"`, `"id":"b"`, 1),
		"a comma missing": strings.Replace(good, "},\n{", "}\n{", 1),
	} {
		if found, err := csl.ReadBack(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: reads back as %q", name, found)
		}
	}
}

// FuzzWrite holds that no text breaks an object, and that it reads back as it
// was.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", `"`, `\`, "\u2028", "\x00", "\xff", "É\u0301", "</script>", "type: book"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.01234", DOI: s, Title: s, Abstract: s, Authors: []string{s, s + " Smith"}, Published: s,
			CitationKey: "a", Tags: []models.Tag{{Name: s}}, Notes: []models.Note{{Text: s, Quote: s}}, Entry: &models.Entry{Why: s},
			Corrected: map[string]citation.Name{s: {Family: s, Given: s, Suffix: s}},
		}
		bare := p
		bare.ArxivID, bare.Project = "", s
		file := write(t, formats.All(), p, bare)
		if found, err := csl.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{p.ArxivID, ""}) {
			t.Fatalf("%q reads back as %q, %v:\n%s", s, found, err, file)
		}
		var items []struct{ Title, Abstract string }
		if err := json.Unmarshal([]byte(file), &items); err != nil || items[0].Title != formats.OneLine(s) || items[1].Abstract != formats.OneLine(s) {
			t.Errorf("%q reads back as %+v, %v", s, items, err)
		}
	})
}

func ExampleWrite() {
	err := csl.Write(os.Stdout, formats.Of(models.Paper{
		CitationKey: "vaswani2017attention", ArxivID: "1706.03762", Title: "Attention Is All You Need", Published: "2017-06-12",
		Authors: []string{"Ashish Vaswani"},
	}), formats.Options{})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// [
	// {"id":"vaswani2017attention","citation-key":"vaswani2017attention","type":"article","title":"Attention Is All You Need","author":[{"family":"Vaswani","given":"Ashish"}],"issued":{"date-parts":[[2017,6,12]]},"publisher":"arXiv","number":"arXiv:1706.03762","genre":"preprint","DOI":"10.48550/arXiv.1706.03762","URL":"https://arxiv.org/abs/1706.03762"}
	// ]
}
