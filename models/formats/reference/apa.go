package reference

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
)

// APA is a reference to each paper as the manual has it for a preprint (section
// 10.8), as plain text, one a line, in the order given:
//
//	Vaswani, A., & Shazeer, N. (2017). Attention Is All You Need. arXiv. https://doi.org/10.48550/arXiv.1706.03762
//
// The title is as the paper has it: which of its words are names, and keep their
// capitals in a title in lower case, no rule can tell.
func APA(papers formats.Papers) (string, error) { return lines(papers, apa) }

func apa(p *models.Paper) string {
	title, authors := sentence(formats.OneLine(p.Title)), sentence(authors(p.Names()))
	date := "(n.d.)."
	if day := formats.Date(p.Published); day != nil {
		date = fmt.Sprintf("(%04d).", day[0])
	}
	parts := []string{authors, date, title}
	if authors == "" { // the title takes their place (section 9.12)
		parts = []string{title, date}
	}
	if p.ArxivID != "" {
		parts = append(parts, "arXiv.")
	}
	if doi := formats.DOI(p); doi != "" {
		parts = append(parts, formats.DOIAddress(doi))
	} else {
		parts = append(parts, formats.Address(p))
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// sentence is text with a full stop after it, where nothing ends it yet.
func sentence(text string) string {
	end := strings.TrimRight(text, `”’»"')]`)
	if text == "" || end != "" && strings.Contains(".?!…", lastRune(end)) {
		return text
	}
	return text + "."
}

func lastRune(text string) string {
	r, _ := utf8.DecodeLastRuneInString(text)
	return string(r)
}

// maxAuthors is how many authors are named: of more than these the first 19 and
// the last are (section 9.8).
const maxAuthors = 20

func authors(names []citation.Name) string {
	written := make([]string, len(names))
	for i, name := range names {
		written[i] = author(name)
	}
	switch n := len(written); {
	case n == 0:
		return ""
	case n == 1:
		return written[0]
	case n > maxAuthors:
		return strings.Join(written[:maxAuthors-1], ", ") + ", … " + written[n-1]
	default:
		return strings.Join(written[:n-1], ", ") + ", & " + written[n-1]
	}
}

// author is a name as "van den Oord, A.-B., Jr."
func author(n citation.Name) string {
	if n.Literal != "" {
		return formats.OneLine(n.Literal)
	}
	parts := []string{strings.TrimSpace(n.Particle + " " + n.Family)}
	for _, part := range []string{initials(n.Given), n.Suffix} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return formats.OneLine(strings.Join(parts, ", "))
}

// initials are those of given names: "Jean-Luc Marie" is "J.-L. M."
func initials(given string) string {
	var words []string
	for _, word := range strings.Fields(given) {
		var parts []string
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return unicode.Is(unicode.Dash, r) }) {
			if i := strings.IndexFunc(part, unicode.IsLetter); i >= 0 {
				r, _ := utf8.DecodeRuneInString(part[i:])
				parts = append(parts, string(unicode.ToUpper(r))+".")
			}
		}
		if len(parts) > 0 {
			words = append(words, strings.Join(parts, "-"))
		}
	}
	return strings.Join(words, " ")
}
