package reference

import (
	"fmt"
	"slices"
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

// initials are those of given names: "Jean-Luc Marie" is "J.-L. M.". As citation
// processors have it, what is an abbreviation already stays ("Md."), and so does
// a word in lower case among others; one after a hyphen has no initial. A
// nickname in quotes is left out.
func initials(given string) string {
	words := slices.DeleteFunc(strings.Fields(given), func(word string) bool { return strings.HasPrefix(word, `"`) || strings.HasPrefix(word, "“") })
	capitals := strings.ContainsFunc(given, unicode.IsUpper)
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if capitals && unicode.IsLower(first) || isAbbreviation(word) {
			continue
		}
		words[i] = ""
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return unicode.Is(unicode.Dash, r) }) {
			at := strings.IndexFunc(part, unicode.IsLetter)
			if at < 0 {
				continue
			}
			r, _ := utf8.DecodeRuneInString(part[at:])
			switch {
			case words[i] == "":
				words[i] = string(unicode.ToUpper(r)) + "."
			case !unicode.IsLower(r):
				words[i] += "-" + string(r) + "."
			}
		}
	}
	return formats.OneLine(strings.Join(words, " "))
}

// isAbbreviation says whether a word is one of more than a letter: "Md.", not
// "M." or "J.-P.".
func isAbbreviation(word string) bool {
	letters, ends := strings.CutSuffix(word, ".")
	return ends && utf8.RuneCountInString(letters) > 1 && !strings.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLetter(r) })
}
