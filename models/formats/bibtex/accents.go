package bibtex

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accents writes letters with an accent, and the signs of ordinary text, in an
// escaped value as commands of LaTeX, each a group of its own so that BibTeX
// counts it as one letter: {\"u}, {\v{c}}, {\ss}. What LaTeX has no command for
// in text, such as Greek, mathematics and Chinese, stays as it is, and so do
// letters with two accents, whose commands biber does not read.
func accents(value string) string {
	var b strings.Builder
	var letters norm.Iter
	for letters.InitString(norm.NFC, value); !letters.Done(); {
		letter := letters.Next()
		if len(letter) == 1 {
			b.WriteByte(letter[0])
			continue
		}
		if written, ok := accented(string(letter)); ok {
			b.WriteString(written)
		} else {
			b.Write(letter)
		}
	}
	return b.String()
}

// accented is one letter, with its accents, as LaTeX writes it.
func accented(letter string) (string, bool) {
	if r, size := utf8.DecodeRuneInString(letter); size == len(letter) && commands[r] != "" {
		return commands[r], true
	}
	parts := []rune(norm.NFD.String(letter))
	if len(parts) != 2 || marksOf[parts[1]] == "" {
		return "", false
	}
	base, accent := string(parts[0]), marksOf[parts[1]]
	if special := commands[parts[0]]; strings.HasPrefix(special, `{\`) {
		base = special
	} else if base < "A" || base > "z" || base > "Z" && base < "a" {
		return "", false
	} else if isLetter(accent) {
		base = "{" + base + "}"
	}
	return `{\` + accent + base + "}", true
}

func isLetter(accent string) bool { return strings.Contains("uHrvbcdk", accent) }

// marksOf are the accents of LaTeX's text (Lamport, LaTeX, table 3.1; r and k came
// with LaTeX2e).
var marksOf = map[rune]string{
	'\u0300': "`", '\u0301': "'", '\u0302': "^", '\u0303': "~", '\u0304': "=", '\u0306': "u", '\u0307': ".", '\u0308': `"`,
	'\u030A': "r", '\u030B': "H", '\u030C': "v", '\u0323': "d", '\u0327': "c", '\u0328': "k", '\u0331': "b",
}

// commands are the letters and signs of text that are no letter with an accent,
// as far as every encoding of LaTeX's text has them.
var commands = map[rune]string{
	'ß': `{\ss}`, 'æ': `{\ae}`, 'Æ': `{\AE}`, 'œ': `{\oe}`, 'Œ': `{\OE}`, 'ø': `{\o}`, 'Ø': `{\O}`,
	'ł': `{\l}`, 'Ł': `{\L}`, 'ı': `{\i}`,
	'–': "--", '—': "---", '“': "``", '”': "''", '‘': "`", '’': "'", '…': "...", '§': `{\S}`, '©': `{\copyright}`, '£': `{\pounds}`,
}
