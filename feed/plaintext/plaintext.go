// Package plaintext cleans text from elsewhere once, on the way in: white
// space, characters that show nothing, and what is left of TeX. It is pure
// functions over strings; what markup means, and how text is shown, is decided
// elsewhere.
//
// Every function gives valid UTF-8 in Unicode's normal form C and changes
// nothing in a text that it has cleaned before.
package plaintext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Line puts s on one line: white space becomes single spaces, and control
// characters and characters of no width go. TeX in it stays, so that a name is
// left as it was written.
func Line(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	// A character that went may have stood between a letter and its accent, and
	// a joiner may have lost its meaning when those two became one. Each round
	// leaves fewer characters.
	for {
		next := norm.NFC.String(visible(s))
		if next == s {
			break
		}
		s = next
	}
	return strings.Join(strings.Fields(s), " ")
}

// Title puts s on one line, as Line does, and turns what is left of TeX into
// what people read: "10^{19}" into "10¹⁹".
func Title(s string) string { return untex(Line(s)) }

// Abstract cleans each paragraph of s as Title does. Single line breaks join,
// blank lines part paragraphs: "\n\n" stands between them.
func Abstract(s string) string {
	var paragraphs []string
	for _, p := range blankLine.Split(lineBreaks.Replace(s), -1) {
		if p = Title(p); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

var (
	blankLine  = regexp.MustCompile(`\n[ \t\f\v]*\n\s*`)
	lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)

// visible drops the characters that show nothing. A joiner stays where it
// shapes what stands around it, as in Persian words and in emoji.
func visible(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for i, r := range s {
		switch {
		case unicode.IsSpace(r):
		case r == placeholder, unicode.Is(unicode.Cc, r):
			continue
		case unicode.Is(unicode.Cf, r):
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if r != '\u200c' && r != '\u200d' || !shapes(last) || !shapes(next) {
				continue
			}
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// shapes says whether a joiner beside r can have a meaning.
func shapes(r rune) bool {
	return r > unicode.MaxLatin1 && r != utf8.RuneError && r != placeholder && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
}
