package reference_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/reference"
)

func attention() models.Paper {
	return models.Paper{
		CitationKey: "vaswani2017attention", ArxivID: "1706.03762", Title: "Attention Is All\n You Need", Published: "2017-06-12",
		Authors: []string{"Ashish Vaswani", "Noam Shazeer", "Niki Parmar"},
	}
}

func work() models.Paper {
	return models.Paper{CitationKey: "li2024", Title: "A [work] of <none> & `all` ", DOI: "10.1/a(b)<c d>"}
}

func TestShortTexts(t *testing.T) {
	for name, c := range map[string]struct {
		text      func(formats.Papers) (string, error)
		one, both string
	}{
		"cite":   {reference.Cite, `\cite{vaswani2017attention}`, `\cite{vaswani2017attention,li2024}`},
		"pandoc": {reference.Pandoc, `[@vaswani2017attention]`, `[@vaswani2017attention; @li2024]`},
		"markdown": {
			reference.Markdown, "[Attention Is All You Need](https://arxiv.org/abs/1706.03762)",
			"[Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n[A \\[work\\] of \\<none\\> \\& \\`all\\`](https://doi.org/10.1/a%28b%29%3Cc%20d%3E)",
		},
		"link":       {reference.Link, "https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03762\nhttps://doi.org/10.1/a(b)%3Cc%20d%3E"},
		"identifier": {reference.Identifier, "1706.03762", "1706.03762\n10.1/a(b)<c d>"},
		"apa": {
			reference.APA, "Vaswani, A., Shazeer, N., & Parmar, N. (2017). Attention Is All You Need. arXiv. https://doi.org/10.48550/arXiv.1706.03762",
			"Vaswani, A., Shazeer, N., & Parmar, N. (2017). Attention Is All You Need. arXiv. https://doi.org/10.48550/arXiv.1706.03762\n" +
				"A [work] of <none> & `all`. (n.d.). https://doi.org/10.1/a(b)%3Cc%20d%3E",
		},
	} {
		for want, papers := range map[string]formats.Papers{c.one: formats.Of(attention()), c.both: formats.Of(attention(), work()), "": formats.Of()} {
			if got, err := c.text(papers); got != want || err != nil {
				t.Errorf("%s: %q, %v, want %q", name, got, err, want)
			}
		}
	}
}

func TestAPA(t *testing.T) {
	for _, c := range []struct {
		paper models.Paper
		want  string
	}{
		{models.Paper{Title: "Why?", Authors: []string{"Jean-Luc Marie Picard", "DeepSeek-AI"}, Published: "2025"}, "Picard, J.-L. M., & DeepSeek-AI. (2025). Why?"},
		{models.Paper{Title: "“Why?”", Authors: []string{"DeepSeek-AI"}, Published: "soon"}, "DeepSeek-AI. (n.d.). “Why?”"},
		{models.Paper{Title: "Ends.", Authors: []string{"Aäron van den Oord", "Martin Luther King Jr."}}, "van den Oord, A., & King, M. L., Jr. (n.d.). Ends."},
		{models.Paper{Title: "Names", Authors: []string{"A. B. de-Souza", "Öz Çelik", "Yu", "李 明"}, Project: "https://example.org/"}, "de-Souza, A. B., Çelik, Ö., Yu, & 李, 明. (n.d.). Names. https://example.org/"},
		{models.Paper{Title: "Names", Authors: []string{"Hsin-kai Ko", "Md. Shad Akhtar", "Ping Feng anf Bo Han", "jinghong lan", "J.-P. Sartre", "Jo “Four” Doe", "Doe, -"}}, "Ko, H., Akhtar, Md. S., Han, P. F. anf B., lan, J., Sartre, J.-P., Doe, J., & Doe. (n.d.). Names."},
		{models.Paper{}, "(n.d.)."},
	} {
		if got, err := reference.APA(formats.Of(c.paper)); got != c.want || err != nil {
			t.Errorf("%+v: %q, %v, want %q", c.paper, got, err, c.want)
		}
	}
}

func TestAPAOfManyAuthors(t *testing.T) {
	for n, want := range map[int]string{
		20:  "18, A., Name19, A., & Name20, A. (n.d.)",
		21:  "18, A., Name19, A., … Name21, A. (n.d.)",
		664: "18, A., Name19, A., … Name664, A. (n.d.)",
	} {
		p := models.Paper{Title: "Many", Corrected: map[string]citation.Name{}}
		for i := range n {
			name := fmt.Sprintf("Ada Name%d", i+1)
			p.Authors = append(p.Authors, name)
			p.Corrected[name] = citation.Name{Family: fmt.Sprintf("Name%d", i+1), Given: "Ada"}
		}
		if got, err := reference.APA(formats.Of(p)); !strings.Contains(got, want) || err != nil {
			t.Errorf("%d authors: %q, %v, want %q in it", n, got, err, want)
		}
	}
}

func TestOnlyKeysAreCited(t *testing.T) {
	p := attention()
	for _, key := range []string{"", "a}\\input{b"} {
		p.CitationKey = key
		for _, text := range []func(formats.Papers) (string, error){reference.Cite, reference.Pandoc} {
			if got, err := text(formats.Of(attention(), p)); got != "" || err == nil {
				t.Errorf("the key %q gives %q, %v", key, got, err)
			}
		}
	}
}

func TestErrorsOfTheLibraryArePassedOn(t *testing.T) {
	closed := errors.New("the library is closed")
	papers := func(yield func(*models.Paper, error) bool) { yield(nil, closed) }
	for _, text := range []func(formats.Papers) (string, error){reference.Cite, reference.Pandoc, reference.Markdown, reference.Link, reference.Identifier, reference.APA} {
		if got, err := text(papers); got != "" || !errors.Is(err, closed) {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// FuzzAPA holds that a reference is one line of whole characters, whatever a
// paper is called.
func FuzzAPA(f *testing.F) {
	for _, s := range []string{"", "?", "a\nb", "\xff", "”", "- -", "É\u0301", "van der"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{Title: s, Authors: []string{s, s + " Smith"}, Published: s, DOI: s}
		for name, text := range map[string]func(formats.Papers) (string, error){"apa": reference.APA, "markdown": reference.Markdown, "link": reference.Link} {
			got, err := text(formats.Of(p))
			if err != nil || !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r") {
				t.Errorf("%s of %q: %q, %v", name, s, got, err)
			}
		}
	})
}
