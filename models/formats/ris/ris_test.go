package ris_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/ris"
)

func full() models.Paper {
	return models.Paper{
		ArxivID: "2611.01234", Title: "BERTology &\n 100%", Abstract: "ER  - \r\nTY  - JOUR", Published: "2026-11-02",
		Authors:     []string{"José García", "Aäron van den Oord", "Martin Luther King Jr.", "DeepSeek-AI", "King III"},
		CitationKey: "garcia2026bertology",
		Tags:        []models.Tag{{Name: "to read"}, {Name: "a*, b"}},
		Notes:       []models.Note{{Text: "Read\r\n\r\nagain.\nER  - "}, {Quote: "half as much", Text: "Really?"}, {}},
	}
}

func write(t *testing.T, o formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := ris.Write(&b, formats.Of(papers...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	bare := models.Paper{CitationKey: "untimed", Title: "Untimed", DOI: "10.1/a b", Published: "2026-02"}
	want := `TY  - GEN
TI  - BERTology & 100%
AU  - García, José
AU  - van den Oord, Aäron
AU  - King, Martin Luther, Jr.
AU  - DeepSeek-AI
AU  - King, , III
PY  - 2026
DA  - 2026/11/02
DO  - 10.48550/arXiv.2611.01234
UR  - https://arxiv.org/abs/2611.01234
PB  - arXiv
M1  - arXiv:2611.01234
M3  - Preprint
AB  - ER - TY - JOUR
KW  - to read
KW  - a , b
N1  - Read again. ER -
N1  - “half as much” Really?
ID  - garcia2026bertology
ER  - 
TY  - GEN
TI  - Untimed
PY  - 2026
DO  - 10.1/a b
UR  - https://doi.org/10.1/a%20b
ID  - untimed
ER  - 
`
	if got := write(t, formats.All(), full(), bare); got != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t, formats.All()); got != "" {
		t.Errorf("no papers are written as %q", got)
	}
	for tag, o := range map[string]formats.Options{"AB": {Abstracts: true}, "KW": {Tags: true}, "N1": {Notes: true}, "": {Marks: true}} {
		got := write(t, o, full())
		for _, other := range []string{"AB", "KW", "N1"} {
			if strings.Contains(got, "\n"+other+"  - ") != (other == tag) {
				t.Errorf("%s with %+v", other, o)
			}
		}
	}
}

func TestNames(t *testing.T) {
	p := full()
	p.Authors = []string{"x", ":", "Ada * Lovelace", "one, two, three", "X, Inc., Team"}
	p.Corrected = map[string]citation.Name{"x": {Family: "a, b", Given: "c,", Particle: "van"}}
	if got, want := authors(write(t, formats.Options{}, p)), []string{"van a b, c", "Lovelace, Ada", "one two three", "X Inc. Team"}; !slices.Equal(got, want) {
		t.Errorf("authors %q, want %q", got, want)
	}
	p.Authors = nil
	for i := range 664 {
		p.Authors = append(p.Authors, fmt.Sprintf("Ada Lovelace-%c%c", 'A'+i/26, 'a'+i%26))
	}
	if got := authors(write(t, formats.Options{}, p)); len(got) != 664 || got[663] != "Lovelace-Zn, Ada" {
		t.Errorf("%d authors, the last %q", len(got), got[len(got)-1])
	}
}

func authors(file string) []string {
	var found []string
	for line := range strings.Lines(file) {
		if name, ok := strings.CutPrefix(line, "AU  - "); ok {
			found = append(found, strings.TrimSuffix(name, "\r\n"))
		}
	}
	return found
}

func TestEveryEntryNeedsAKey(t *testing.T) {
	p := full()
	p.CitationKey = "a\r\nER"
	if err := ris.Write(io.Discard, formats.Of(full(), p), formats.Options{}); err == nil || !strings.Contains(err.Error(), p.ArxivID) {
		t.Errorf("a bad key gives %v", err)
	}
}

func TestReadBack(t *testing.T) {
	work := models.Paper{CitationKey: "a", Title: "A work"}
	good := write(t, formats.All(), full(), work, full())
	if found, err := ris.ReadBack(strings.NewReader(good)); err != nil || !slices.Equal(found, []string{"2611.01234", "", "2611.01234"}) {
		t.Errorf("reads back %q, %v", found, err)
	}
	for name, bad := range map[string]string{
		"cut short":       good[:len(good)-4],
		"without an end":  strings.TrimSuffix(good, "ER  - \r\n"),
		"LF":              strings.Replace(good, "\r\n", "\n", 1),
		"an empty line":   strings.Replace(good, "\r\n", "\r\n\r\n", 1),
		"a line too many": strings.Replace(good, "100%", "100\r\n%", 1),
		"no beginning":    strings.TrimPrefix(good, "TY  - GEN\r\n"),
		"no value":        strings.Replace(good, "PY  - 2026", "PY  - ", 1),
		"control":         strings.Replace(good, "2026", "20\x0026", 1),
		"broken UTF-8":    strings.Replace(good, "é", "\xc3", 1),
		"two beginnings":  strings.Replace(good, "PY  - 2026", "TY  - GEN", 1),
	} {
		if found, err := ris.ReadBack(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: reads back as %q", name, found)
		}
	}
}

// FuzzWrite holds that no text breaks a line or an entry, and that a title reads
// back as it was.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", "ER  - ", "\r\nER  - \r\n", "\u2028TY  - JOUR", "*", ",", "\x00", "\xff", "É\u0301", "\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.01234", DOI: s, Title: "T" + s, Abstract: s, Authors: []string{s, s + " Smith"}, Published: s,
			CitationKey: "a", Tags: []models.Tag{{Name: s}}, Notes: []models.Note{{Text: s, Quote: s}},
			Corrected: map[string]citation.Name{s: {Family: s, Given: s, Suffix: s}},
		}
		bare := p
		bare.ArxivID, bare.Project = "", s
		file := write(t, formats.All(), p, bare)
		if found, err := ris.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{p.ArxivID, ""}) {
			t.Fatalf("%q reads back as %q, %v:\n%s", s, found, err, file)
		}
		_, title, _ := strings.Cut(file, "\r\nTI  - ")
		if title, _, _ = strings.Cut(title, "\r\n"); title != formats.OneLine(p.Title) {
			t.Errorf("the title %q reads back as %q", p.Title, title)
		}
	})
}

func ExampleWrite() {
	var b strings.Builder
	err := ris.Write(&b, formats.Of(models.Paper{
		CitationKey: "vaswani2017attention", ArxivID: "1706.03762", Title: "Attention Is All You Need", Published: "2017-06-12",
		Authors: []string{"Ashish Vaswani"},
	}), formats.Options{})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Fprint(os.Stdout, strings.ReplaceAll(b.String(), "\r", ""))
	// Output:
	// TY  - GEN
	// TI  - Attention Is All You Need
	// AU  - Vaswani, Ashish
	// PY  - 2017
	// DA  - 2017/06/12
	// DO  - 10.48550/arXiv.1706.03762
	// UR  - https://arxiv.org/abs/1706.03762
	// PB  - arXiv
	// M1  - arXiv:1706.03762
	// M3  - Preprint
	// ID  - vaswani2017attention
	// ER  -
}
