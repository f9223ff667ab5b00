package formats

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"offprint/models"
)

// OneLine is text in one line, in normal form C and without what no
// bibliography can hold: control characters, byte order marks, broken UTF-8.
func OneLine(text string) string {
	if isOneLine(text) {
		return text
	}
	return strings.Join(strings.Fields(norm.NFC.String(Clean(text))), " ")
}

// isOneLine says that text is ASCII with nothing to change in it, as most is.
func isOneLine(text string) bool {
	space := true // at the beginning
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' || space && text[i] == ' ' {
			return false
		}
		space = text[i] == ' '
	}
	return text == "" || !space
}

// Clean is text without what no format can hold, its lines as they are.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		// The last two of each plane are no characters (Unicode, section 23.7).
		if unicode.IsControl(r) && !unicode.IsSpace(r) || r == '\uFEFF' ||
			r&0xFFFE == 0xFFFE || 0xFDD0 <= r && r <= 0xFDEF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// DOI is that of a paper, without "https://doi.org/"; arXiv gives one to each of
// its papers, for all its versions. Empty for a work that has none.
func DOI(p *models.Paper) string {
	if p.DOI == "" && p.ArxivID != "" {
		return "10.48550/arXiv." + p.ArxivID
	}
	return p.DOI
}

// Address is where a paper is read: its page at arXiv, else what its DOI leads
// to, else its project's page. It can be empty.
func Address(p *models.Paper) string {
	switch {
	case p.ArxivID != "":
		return p.ArxivURL()
	case p.DOI != "":
		return DOIAddress(p.DOI)
	}
	return p.Project
}

// DOIAddress is the address that a DOI leads to. Of the DOI only what would end
// the address, or is not allowed in it, is percent-encoded (DOI Handbook,
// section 3.8).
func DOIAddress(doi string) string {
	var b strings.Builder
	b.WriteString("https://doi.org/")
	for _, c := range []byte(doi) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\"#%<>?[\\]^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Date is a day of arXiv, "2017-06-12", as numbers: year, month and day, as far
// as they make sense; nil for what has no year.
func Date(day string) []int {
	for i, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if len(day) < len(layout) || len(day) > len(layout) && day[len(layout)] != '-' {
			continue
		}
		if t, err := time.Parse(layout, day[:len(layout)]); err == nil {
			return []int{t.Year(), int(t.Month()), t.Day()}[:3-i]
		}
	}
	return nil
}

// Note is a note of the reader with the passage that it quotes before it, in
// one line; empty where nothing is in it.
func Note(n models.Note) string {
	text, quote := OneLine(n.Text), OneLine(n.Quote)
	if quote == "" {
		return text
	}
	return strings.TrimSpace("“" + quote + "” " + text)
}
