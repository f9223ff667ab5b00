package bibtex_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/bibtex"
)

const fullOnline = `@online{garcia2026bertology,
  title       = {{BERTology} \& 100\% of {GPU\_hours}: 50\$ \#1 Tricks for {LLaMA-3}},
  author      = {García, José and van den Oord, Aäron and {DeepSeek-AI}},
  date        = {2026-11-02},
  eprint      = {2611.01234},
  eprinttype  = {arxiv},
  eprintclass = {cs.LG},
  doi         = {10.48550/arXiv.2611.01234},
  url         = {https://arxiv.org/abs/2611.01234},
  pubstate    = {prepublished},
  keywords    = {to read, R\&D cost},
  abstract    = {We spend {\textbraceleft}half{\textbraceright} as much.},
  annotation  = {Read again. — “half as much” Really?},
}
`

func TestWriteBiblatex(t *testing.T) {
	var b strings.Builder
	if err := bibtex.WriteBiblatex(&b, formats.Of(full()), formats.All()); err != nil {
		t.Fatal(err)
	}
	if b.String() != fullOnline {
		t.Errorf("got\n%s\nwant\n%s", b.String(), fullOnline)
	}
}

// TestOnlyWhatHasAnAddressIsOnline holds that biber is given no @online entry
// that lacks what its data model asks of one.
func TestOnlyWhatHasAnAddressIsOnline(t *testing.T) {
	for want, p := range map[string]models.Paper{
		"online arXiv": full(), "online a DOI": {DOI: "10.1/2"}, "online a project": {Project: "https://example.org/"}, "misc nothing": {Title: "A work"},
	} {
		p.CitationKey = "a"
		var b strings.Builder
		if err := bibtex.WriteBiblatex(&b, formats.Of(p), formats.Options{}); err != nil {
			t.Fatal(err)
		}
		entries, err := read(b.String())
		if err != nil {
			t.Fatal(err)
		}
		if kind, _, _ := strings.Cut(want, " "); entries[0].kind != kind {
			t.Errorf("%s: @%s", want, entries[0].kind)
		}
	}
}

func ExampleWriteBiblatex() {
	err := bibtex.WriteBiblatex(os.Stdout, formats.Of(models.Paper{
		CitationKey: "vaswani2017attention",
		ArxivID:     "1706.03762", Title: "Attention Is All You Need", Published: "2017-06-12",
		Authors: []string{"Ashish Vaswani", "Noam Shazeer"}, Categories: []string{"cs.CL"},
	}), formats.Options{})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// @online{vaswani2017attention,
	//   title       = {Attention Is All You Need},
	//   author      = {Vaswani, Ashish and Shazeer, Noam},
	//   date        = {2017-06-12},
	//   eprint      = {1706.03762},
	//   eprinttype  = {arxiv},
	//   eprintclass = {cs.CL},
	//   doi         = {10.48550/arXiv.1706.03762},
	//   url         = {https://arxiv.org/abs/1706.03762},
	//   pubstate    = {prepublished},
	// }
}
