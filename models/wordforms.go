package models

import (
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// wordForms are other forms of an English word: for "learning" also "learn",
// "learns", "learned". The full-text index holds words as they are written,
// because one of stems finds nothing for one typed prefix in nine; so the forms
// are looked for instead. They are made by trying endings, and kept where they
// have the stem of the word (https://snowballstem.org/algorithms/english/stemmer.html).
func wordForms(text string) []string {
	word := foldWord(text)
	if len(word) < 3 || strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return nil
	}
	stem := english.Stem(word, true)
	root := word[:commonPrefix(word, stem)]
	roots := []string{root}
	if stem != root {
		roots = append(roots, stem)
	}
	var forms []string
	for _, root := range roots {
		if len(root) < 2 {
			continue
		}
		doubled := root + root[len(root)-1:]
		for _, ending := range strings.Fields("e s es ed ing ings y ies ied ion ions ation ations al ally ive ize izes ized izing ization er ers ment ments ly") {
			forms = append(forms, root+ending)
		}
		forms = append(forms, root, doubled+"ed", doubled+"ing", doubled+"er")
	}
	slices.Sort(forms)
	return slices.DeleteFunc(slices.Compact(forms), func(form string) bool {
		return form == word || english.Stem(form, true) != stem
	})
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// foldWord is a word as the index holds it: lower case, without diacritics.
func foldWord(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}
