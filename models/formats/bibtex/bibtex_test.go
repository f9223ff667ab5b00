package bibtex_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/bibtex"
)

func full() models.Paper {
	return models.Paper{
		ArxivID: "2611.01234", Title: "BERTology & 100% of GPU_hours: 50$ #1 Tricks for LLaMA-3",
		Abstract: "We spend {half} as much.", Published: "2026-11-02",
		Categories:  []string{"cs.LG", "cs.CL"},
		Authors:     []string{"José García", "Aäron van den Oord", "DeepSeek-AI"},
		CitationKey: "garcia2026bertology",
		Tags:        []models.Tag{{Name: "to read"}, {Name: "R&D, cost"}},
		Notes:       []models.Note{{Text: "Read\n\nagain."}, {Quote: "half as much", Text: "Really?"}},
	}
}

const fullEntry = `@misc{garcia2026bertology,
  title         = {{BERTology} \& 100\% of {GPU\_hours}: 50\$ \#1 Tricks for {LLaMA-3}},
  author        = {García, José and van den Oord, Aäron and {DeepSeek-AI}},
  year          = {2026},
  month         = nov,
  eprint        = {2611.01234},
  archivePrefix = {arXiv},
  primaryClass  = {cs.LG},
  doi           = {10.48550/arXiv.2611.01234},
  url           = {https://arxiv.org/abs/2611.01234},
`

func write(t *testing.T, papers []models.Paper, opts formats.Options) string {
	t.Helper()
	var b strings.Builder
	if err := bibtex.Write(&b, formats.Of(keyed(papers)...), opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	bare := models.Paper{Title: "Untimed", DOI: "10.1/a{b} c#1"}
	got := write(t, []models.Paper{full(), bare}, formats.All())
	want := fullEntry + `  keywords      = {to read, R\&D cost},
  abstract      = {We spend {\textbraceleft}half{\textbraceright} as much.},
  annote        = {Read again. — “half as much” Really?},
}

@misc{paperuntimed,
  title         = {Untimed},
  key           = {paperuntimed},
  doi           = {10.1/a%7Bb%7D%20c%231},
}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t, []models.Paper{full()}, formats.Options{}); got != fullEntry+"}\n" {
		t.Errorf("the citation alone:\n%s", got)
	}
	if got := write(t, nil, formats.Options{}); got != "" {
		t.Errorf("no papers are written as %q", got)
	}
}

func TestOptionsAreApart(t *testing.T) {
	extra := []string{"keywords", "abstract", "annote"}
	for i, opts := range []formats.Options{{Tags: true}, {Abstracts: true}, {Notes: true}} {
		entries, err := read(write(t, []models.Paper{full()}, opts))
		if err != nil {
			t.Fatal(err)
		}
		for j, name := range extra {
			if _, there := entries[0].fields[name]; there != (i == j) {
				t.Errorf("with %+v: field %s present: %v", opts, name, there)
			}
		}
	}
}

// keyed are papers with a key each that has none, as the library gives it.
func keyed(papers []models.Paper) []models.Paper {
	given := map[string]bool{}
	for i := range papers {
		p := &papers[i]
		if p.CitationKey != "" {
			continue
		}
		first := ""
		if len(p.Authors) > 0 {
			first = p.Authors[0]
		}
		p.CitationKey, _ = citation.Unique(citation.Key(first, p.Published, p.Title), func(key string) (bool, error) { return given[key], nil })
		given[p.CitationKey] = true
	}
	return papers
}

// titles are those that a feed really has at its worst.
var titles = []struct{ in, want string }{
	{"Attention Is All You Need", "Attention Is All You Need"},
	{"BERT", "{BERT}"},
	{"Olmo 3: a 3D “GPT-4”", "Olmo 3: a {3D} “{GPT-4}”"},
	{"A Vision-Language iPhone (OCR).", "A Vision-Language {iPhone} ({OCR})."},
	{"Llama-3 and T5 for RAG-Based Chain-of-Thought", "{Llama-3} and {T5} for {RAG-Based} Chain-of-Thought"},
	{"5 × 10⁻⁴ α, 10¹⁹ É", "5 × 10⁻⁴ α, 10¹⁹ É"},
	{"SL^{2}A-INR", `{SL\textasciicircum{}{\textbraceleft}2{\textbraceright}A-INR}`},
	{`Let's <think>  ~ Prefill \& Decode |`, `Let's \textless{}think\textgreater{} \textasciitilde{} Prefill \textbackslash{}\& Decode \textbar{}`},
	{"$\\input{x}_1$ for $1 Million", `\$\textbackslash{}input{\textbraceleft}x{\textbraceright}\_1\$ for \$1 Million`},
	{"Wrapped\n  at } last", `Wrapped at {\textbraceright} last`},
	{"\ufeffA\x00 \x01 b\xff\ufffe", "A b\ufffd"},
}

func TestTitle(t *testing.T) {
	for _, c := range titles {
		entries, err := read(write(t, []models.Paper{{Title: c.in}}, formats.Options{}))
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if got := entries[0].fields["title"]; got != c.want {
			t.Errorf("title %q is written %q, want %q", c.in, got, c.want)
		}
	}
}

var authors = []struct {
	in   []string
	want string
}{
	{[]string{"Ada Lovelace", "and Grace Hopper", ":"}, "Lovelace, Ada and Hopper, Grace"},
	{[]string{"Martin King Jr.", "King Jr."}, "King, Jr., Martin and {King Jr.}"},
	{[]string{"The A and B Team", "others", "Yu"}, "{The A and B Team} and {others{}} and {Yu}"},
	{[]string{"Ada and Grace Hopper"}, "Hopper, Ada {and} Grace"},
	{[]string{"Luc Van Gool", "van den Oord"}, "Van Gool, Luc and van den Oord"},
	{[]string{"Öz Türk, Ali", "Jan van Öz Türk"}, "{Öz Türk}, Ali and van {Öz Türk}, Jan"},
	{[]string{"jinghong lan", "Ann élan", "Ann Élan"}, "{lan}, jinghong and {élan}, Ann and Élan, Ann"},
	{[]string{"A_b C{d"}, `C{\textbraceleft}d, A\_b`},
}

func TestAuthor(t *testing.T) {
	for _, c := range authors {
		entries, err := read(write(t, []models.Paper{{Authors: c.in}}, formats.Options{}))
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if got := entries[0].fields["author"]; got != c.want {
			t.Errorf("authors %q are written %q, want %q", c.in, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	for day, want := range map[string]string{
		"2026-01-31": "2026 jan", "2026-12-01": "2026 dec", "2026-02": "2026 feb", "2026": "2026 ", "2026-13-01": "2026 ", "2026-02-30": "2026 feb", "soon": " ", "": " ",
	} {
		entries, err := read(write(t, []models.Paper{{Published: day}}, formats.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		if got := entries[0].fields["year"] + " " + entries[0].fields["month"]; got != want {
			t.Errorf("%q gives year and month %q, want %q", day, got, want)
		}
	}
}

func TestEveryEntryNeedsAKey(t *testing.T) {
	for _, key := range []string{"", "0", "b,{a}d key"} {
		p := full()
		p.CitationKey = key
		if err := bibtex.Write(io.Discard, formats.Of(full(), p), formats.Options{}); err == nil || !strings.Contains(err.Error(), p.ArxivID) {
			t.Errorf("the key %q gives %v", key, err)
		}
	}
}

// FuzzWrite holds that no text of a stranger breaks an entry or becomes a
// command: every field ends where it should, and reads back as it was.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{`\`, "}", "{", `\{`, "a_b^{2}", "$x$ %", "A{b}C-D", "and", "O, , Jr.", "x \x01 y", "\xff", "É\u0301", "ad \u0301x", "Nguyễn ßø ł"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.01234", DOI: s, Title: s, Abstract: s, Authors: []string{s, s + " Smith"}, Published: s,
			Categories: []string{s},
			Tags:       []models.Tag{{Name: s}}, Notes: []models.Note{{Text: s, Quote: s}},
		}
		bare := p
		bare.ArxivID, bare.Project = "", s
		papers := keyed([]models.Paper{p, bare})
		for _, ascii := range []bool{false, true} {
			o := formats.All()
			o.ASCII = ascii
			for name, write := range dialects {
				var b strings.Builder
				if err := write(&b, formats.Of(papers...), o); err != nil {
					t.Fatal(err)
				}
				if found, err := bibtex.ReadBack(strings.NewReader(b.String())); err != nil || !slices.Equal(found, []string{p.ArxivID, ""}) {
					t.Errorf("%s of %q: reads back %q, %v", name, s, found, err)
				}
				holds(t, s, b.String(), ascii)
			}
		}
	})
}

// holds holds what FuzzWrite wants of a file of two papers.
func holds(t *testing.T, s, file string, ascii bool) {
	entries, err := read(file)
	if err != nil || len(entries) != 2 {
		t.Fatalf("%q: %d entries, %v in\n%s", s, len(entries), err, file)
	}
	for name, value := range entries[0].fields {
		switch name {
		case "eprint", "doi", "url", "key":
			if strings.ContainsAny(value, "{}\\# ") {
				t.Errorf("%s = %q", name, value)
			}
			continue
		}
		if ascii {
			value = unaccented(value)
		}
		if _, err := plain(value); err != nil && !ascii {
			t.Errorf("%s of %q: %v", name, s, err)
		}
	}
	title, abstract := entries[0].fields["title"], entries[0].fields["abstract"]
	if ascii {
		title, abstract = unaccented(title), unaccented(abstract)
	}
	title, _ = plain(title)
	abstract, _ = plain(abstract)
	if title != abstract {
		t.Errorf("%q reads back as title %q and as abstract %q", s, title, abstract)
	}
	// The text itself is kept, apart from white space and what cannot be
	// written at all; plain ASCII, and letters with accents, show it without
	// repeating the rule.
	if (isPlainASCII(s) || isLatin(s)) && title != strings.Join(strings.Fields(s), " ") {
		t.Errorf("title %q reads back as %q", s, title)
	}
}

// isLatin says whether s has nothing but words of the Latin letters in accents.
func isLatin(s string) bool {
	return norm.NFC.IsNormalString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r != ' ' && (r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 'À' || r > 'ž' && r < 'Ạ' || r > 'ỹ' || strings.ContainsRune("×÷ÆæŒœØŁıĲĳŉſ", r))
	})
}

// dialects are the two ways of writing.
var dialects = map[string]func(io.Writer, formats.Papers, formats.Options) error{"BibTeX": bibtex.Write, "biblatex": bibtex.WriteBiblatex}

func isPlainASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' && r != '\t' })
}

func TestASCII(t *testing.T) {
	for in, want := range map[string]string{
		"José García":                  `Garc{\'i}a, Jos{\'e}`,
		"Aäron van den Öst":            `van den {\"O}st, A{\"a}ron`,
		"Søren Strauß":                 `Strau{\ss}, S{\o}ren`,
		"Łukasz Çelik-Øvind":           `{\c{C}}elik-{\O}vind, {\L}ukasz`,
		"Nguyễn Văn Nghĩa":             `Ngh{\~i}a, Nguyễn V{\u{a}}n`,
		"“É” Ågren–Ærø’s… Team":        "{``{\\'E}'' {\\r{A}}gren--{\\AE}r{\\o}'s... Team}",
		"李 明 α":                        `{α}, 李 明`,
		"Öz Türk, Ali":                 `{{\"O}z T{\"u}rk}, Ali`,
		"Ǿ ǿ":                          `{{\'{\o}}}, {\'{\O}}`,
		"A_\u0308 C\u0308\u0301\u0308": "C\u0308\u0301\u0308, A\\_\u0308",
	} {
		for name, dialect := range dialects {
			var b strings.Builder
			if err := dialect(&b, formats.Of(models.Paper{CitationKey: "a", Authors: []string{in}}), formats.Options{ASCII: true}); err != nil {
				t.Fatal(err)
			}
			entries, err := read(b.String())
			if err != nil {
				t.Fatal(err)
			}
			if got := entries[0].fields["author"]; got != want {
				t.Errorf("%s: the author %q is written %q, want %q", name, in, got, want)
			}
		}
	}
}

func TestManyAuthors(t *testing.T) {
	p := full()
	p.Authors = nil
	for i := range 664 {
		p.Authors = append(p.Authors, fmt.Sprintf("Ada Lovelace-%c%c", 'A'+i/26, 'a'+i%26))
	}
	entries, err := read(write(t, []models.Paper{p}, formats.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if names := strings.Split(entries[0].fields["author"], " and "); len(names) != 664 || names[663] != "Lovelace-Zn, Ada" {
		t.Errorf("%d authors, %q the last", len(names), names[len(names)-1])
	}
}

func ExampleWrite() {
	err := bibtex.Write(os.Stdout, formats.Of(models.Paper{
		CitationKey: "vaswani2017attention",
		ArxivID:     "1706.03762", Title: "Attention Is All You Need", Published: "2017-06-12",
		Authors: []string{"Ashish Vaswani", "Noam Shazeer"},
	}), formats.Options{})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// @misc{vaswani2017attention,
	//   title         = {Attention Is All You Need},
	//   author        = {Vaswani, Ashish and Shazeer, Noam},
	//   year          = {2017},
	//   month         = jun,
	//   eprint        = {1706.03762},
	//   archivePrefix = {arXiv},
	//   doi           = {10.48550/arXiv.1706.03762},
	//   url           = {https://arxiv.org/abs/1706.03762},
	// }
}
