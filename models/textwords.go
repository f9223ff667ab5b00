package models

import (
	"database/sql/driver"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	sqlite "github.com/glebarez/go-sqlite"
	"golang.org/x/text/unicode/norm"
)

// The full-text indexes cut text into words as unicode61 does
// (https://www.sqlite.org/fts5.html#unicode61_tokenizer), which knows words by
// the spaces between them and takes no signs. They are given text as wordsApart
// writes it; so are the words of a query.

func init() {
	sqlite.MustRegisterDeterministicScalarFunction("words_apart", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		// Writing papers into the index is the longest work without a pause that
		// there is: readers get their turn between two texts of it.
		runtime.Gosched()
		if text, ok := args[0].(string); ok {
			return wordsApart(text), nil
		}
		return args[0], nil
	})
}

// wordsApart is text with spaces around each character of a script that does not
// part its words, and each sign such as an emoji as a character that the index
// takes for a word.
func wordsApart(text string) string {
	if !strings.ContainsFunc(text, beyondLatin) {
		return text
	}
	text = norm.NFC.String(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/2)
	for _, r := range text {
		r, alone := indexed(r)
		if alone {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		if alone {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// beyondLatin says that r may be written otherwise in the index: all before it
// are letters, accents and marks of scripts that part their words.
func beyondLatin(r rune) bool { return r >= 0x0e00 }

// indexed is the character that stands for r in the index, and whether it stands
// alone there.
func indexed(r rune) (rune, bool) {
	switch {
	case r < 0x0e00:
		return r, false
	case r >= 0xff01 && r <= 0xff5e: // wide forms of ASCII
		return r - 0xfee0, false
	case unspaced(r):
		return r, true
	case r >= 0x2190 && r < 0x2c00 && unicode.IsSymbol(r): // arrows, mathematics, dingbats
		return signs + r - 0x2190, true
	case r >= 0x1f000 && r < 0x1fc00 && unicode.Is(unicode.So, r): // emoji
		return signs + 0x2c00 - 0x2190 + r - 0x1f000, true
	}
	return r, false
}

// signs is where signs stand in the index: from there on are characters for
// private use, which unicode61 takes for letters.
const signs = 0xe000

// unspaced says whether r is of a script that is written without spaces between
// words, or whose words have endings that a reader does not type.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.Is(unicode.Mn, r) || r >= 0x30fc && r <= 0x30fe
}

// textWord is a word of a text, as the index has it, and where it stands, in
// bytes.
type textWord struct {
	text     string
	from, to int
}

// textWords calls yield for each word of text, until it returns false.
func textWords(text string, yield func(textWord) bool) {
	var word []byte
	start := -1
	end := func(at int) bool {
		if start < 0 {
			return true
		}
		w := textWord{string(word), start, at}
		word, start = word[:0], -1
		return yield(w)
	}
	for at, r := range text {
		sign, alone := indexed(r)
		switch {
		case alone:
			if !end(at) || !yield(textWord{string(foldRune(sign)), at, at + utf8.RuneLen(r)}) {
				return
			}
		case isAccent(r):
			// folded away; outside a word it parts nothing
		case unicode.IsLetter(sign) || unicode.IsNumber(sign) || unicode.Is(unicode.Co, sign):
			if start < 0 {
				start = at
			}
			word = utf8.AppendRune(word, foldRune(sign))
		default:
			if !end(at) {
				return
			}
		}
	}
	end(len(text))
}

// isAccent says whether r is one of the marks that unicode61 folds away.
func isAccent(r rune) bool { return r >= 0x300 && r <= 0x331 }

// foldRune is a character without its case and its accents.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	r = unicode.ToLower(r)
	if unicode.Is(unicode.Hangul, r) {
		return r
	}
	var text [utf8.UTFMax]byte
	apart := norm.NFD.Properties(text[:utf8.EncodeRune(text[:], r)]).Decomposition()
	if len(apart) == 0 {
		return r
	}
	base, size := utf8.DecodeRune(apart)
	for rest := apart[size:]; len(rest) > 0; rest = rest[size:] {
		var mark rune
		if mark, size = utf8.DecodeRune(rest); !unicode.Is(unicode.Mn, mark) {
			return r
		}
	}
	return base
}
