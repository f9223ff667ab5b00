package bibtex

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"offprint/models/citation"
	"offprint/models/formats"
)

// escape is text as LaTeX prints it: each special character is replaced on its
// own, never one replacement within another. Mathematics is escaped too: a
// command in a stranger's title would run in the reader's LaTeX, what stands
// between dollars in a title is an amount of money as often, and what a formula
// shows has become letters and signs when the paper was taken in.
//
// Braces are written as \textbraceleft and \textbraceright: BibTeX counts the
// brace of \{ as an opening one and loses the entry, biber loses the file.
func escape(text string) string {
	text = formats.OneLine(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/16)
	done := 0
	for i := range len(text) {
		if c := text[i]; c < utf8.RuneSelf && escapes[c] != "" {
			b.WriteString(text[done:i])
			b.WriteString(escapes[c])
			done = i + 1
		}
	}
	b.WriteString(text[done:])
	return b.String()
}

// escapes are what special characters are written as.
var escapes = [utf8.RuneSelf]string{
	'\\': `\textbackslash{}`, '{': `{\textbraceleft}`, '}': `{\textbraceright}`, '$': `\$`, '&': `\&`, '%': `\%`, '#': `\#`, '_': `\_`,
	'~': `\textasciitilde{}`, '^': `\textasciicircum{}`, '<': `\textless{}`, '>': `\textgreater{}`, '|': `\textbar{}`,
}

// verbatim is an identifier or an address, which biblatex takes as it is: only
// what would end the field or the line is percent-encoded.
func verbatim(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c <= ' ', c >= 0x7f, c == '{', c == '}', c == '\\', c == '#',
			c == '%' && !isEncoded(text[i:]):
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isEncoded says whether text begins with a percent-encoded byte.
func isEncoded(text string) bool {
	const hex = "0123456789abcdefABCDEF"
	return len(text) > 2 && strings.IndexByte(hex, text[1]) >= 0 && strings.IndexByte(hex, text[2]) >= 0
}

// protected is a title, escaped, with braces around each word whose capitals
// must stay where a style writes titles in lower case.
func protected(title string) string {
	words := strings.Fields(formats.OneLine(title))
	for i, word := range words {
		start := strings.IndexFunc(word, isWordRune)
		end := strings.LastIndexFunc(word, isWordRune)
		if start < 0 {
			words[i] = escape(word)
			continue
		}
		for end++; end < len(word) && word[end]&0xC0 == 0x80; end++ {
			// to the end of the last letter
		}
		core := escape(word[start:end])
		if keepsCapitals(word[start:end]) {
			core = "{" + core + "}"
		}
		words[i] = escape(word[:start]) + core + escape(word[end:])
	}
	return strings.Join(words, " ")
}

// keepsCapitals says whether word has a capital after its first letter, or
// capitals and digits: BERTology, LLaMA-3, 3D, GPT-4. The parts of a hyphenated
// word count as words here: "Vision-Language" is written "Vision-language"
// where a style asks for lower case.
func keepsCapitals(word string) bool {
	capital, digit := false, false
	for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return unicode.Is(unicode.Dash, r) }) {
		for i, r := range part {
			if unicode.IsUpper(r) {
				if i > 0 {
					return true
				}
				capital = true
			}
			digit = digit || unicode.IsNumber(r)
		}
	}
	return capital && digit
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// names joins all authors as BibTeX takes them apart again.
func names(authors []citation.Name) string {
	var written []string
	for _, author := range authors {
		if name := name(author); name != "" {
			written = append(written, name)
		}
	}
	return strings.Join(written, " and ")
}

func name(n citation.Name) string {
	switch {
	case strings.EqualFold(n.Literal, "others"):
		return "{" + escape(n.Literal) + "{}}" // biber takes it for "et al." in braces too
	case n.Literal != "":
		return "{" + escape(n.Literal) + "}"
	case n.Family == "":
		return ""
	case n.Given == "" && n.Particle == "" && n.Suffix == "":
		return "{" + escape(n.Family) + "}"
	case n.Given == "" && n.Suffix != "":
		// BibTeX takes no name that ends in a comma.
		return "{" + escape(strings.TrimSpace(n.Particle+" "+n.Family)+" "+n.Suffix) + "}"
	}
	family := namePart(n.Family)
	if looksLikeParticle(n.Family) {
		family = "{" + escape(n.Family) + "}"
	}
	if n.Particle != "" {
		family = namePart(n.Particle) + " " + family
	}
	if n.Given == "" {
		return family
	}
	if n.Suffix != "" {
		family += ", " + namePart(n.Suffix)
	}
	return family + ", " + namePart(n.Given)
}

// looksLikeParticle says whether a word of a family name would be taken for a
// particle: one before others by the case of its first ASCII letter, even when
// that is not the word's first letter, and the last by biber where it is in
// lower case.
func looksLikeParticle(family string) bool {
	words := strings.Fields(family)
	last := len(words) - 1
	if last < 0 {
		return false
	}
	for _, word := range words[:last] {
		i := strings.IndexFunc(word, func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' })
		if i >= 0 && word[i] >= 'a' {
			return true
		}
	}
	r, _ := utf8.DecodeRuneInString(words[last])
	return unicode.IsLower(r)
}

// namePart escapes words of a person's name. A word that BibTeX would take for
// its own syntax, "and" or a comma, is put in braces.
func namePart(part string) string {
	words := strings.Fields(part)
	for i, word := range words {
		words[i] = escape(word)
		if strings.EqualFold(word, "and") || strings.Contains(word, ",") {
			words[i] = "{" + words[i] + "}"
		}
	}
	return strings.Join(words, " ")
}
