package models

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"
)

// maxForms bounds how many forms of one word a query asks for.
const maxForms = 24

// wordForms are the words of a full-text index that share their stem with
// text: for "learning" also "learn", "learns", "learned". The index itself is
// unstemmed, because a stemmed one loses one typed prefix in nine; its
// vocabulary is sorted, so that only words with the same beginning are looked
// at.
func wordForms(db *gorm.DB, vocabulary, text string) ([]string, error) {
	folded := foldWord(text)
	if len(folded) < 3 || strings.ContainsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) || r > unicode.MaxASCII }) {
		return nil, nil
	}
	stem := english.Stem(folded, true)
	begin := folded[:commonPrefix(folded, stem)]
	if len(begin) < 2 {
		return nil, nil
	}
	var words []string
	err := db.Raw("SELECT term FROM "+vocabulary+" WHERE term >= ? AND term < ?", begin, begin+"\x7f").Scan(&words).Error
	if err != nil {
		return nil, fmt.Errorf("look up the forms of %q: %w", text, err)
	}
	var forms []string
	for _, w := range words {
		if len(w) <= len(folded)+5 && w != folded && english.Stem(w, true) == stem && len(forms) < maxForms {
			forms = append(forms, w)
		}
	}
	return forms, nil
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
