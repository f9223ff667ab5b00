package citation

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxPart is how many letters of one word go into a key.
const maxPart = 32

// Key is the citation key of a paper: the family name of its first author (with
// the particles that bind to it), the year of its day on arXiv and the first
// word of its title that says something, in [a-z0-9] only:
// "vaswani2017attention". It depends on nothing but its arguments; published is
// "YYYY-MM-DD" or empty, and then the key has no year. Where a name or a title
// has no letter that can be written in ASCII, "paper" and "untitled" stand in.
func Key(firstAuthor, published, title string) string {
	return keyName(firstAuthor) + keyYear(published) + keyWord(title)
}

// MaxKey is how many characters a citation key has at most.
const MaxKey = 120

// CheckKey says whether a key that somebody has chosen is taken by every format
// that papers are cited in, as an error where it is not: BibTeX and biber end a
// key at white space and at " # % ' ( ) , = { } ~ and \, pandoc wants a letter or
// digit first and single signs within (its manual, "Citation syntax"), and biber
// leaves out an entry with the key 0.
func CheckKey(key string) error {
	switch {
	case key == "" || key == "0":
		return fmt.Errorf("%q is no citation key", key)
	case len(key) > MaxKey:
		return fmt.Errorf("the citation key has %d characters, more than %d", len(key), MaxKey)
	}
	between := false // a sign stands between letters
	for _, r := range key {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		if !letter && (!between || !strings.ContainsRune("-_:./+", r)) {
			return fmt.Errorf("the citation key %q has %q where it cannot be", key, r)
		}
		between = letter
	}
	if !between {
		return fmt.Errorf("the citation key %q ends with a sign", key)
	}
	return nil
}

// Unique is base or, where that is taken, base with the first of the suffixes
// a, b, … z, aa, … that makes it free. taken is asked about each in turn; its
// error ends the search. There is also an error when no suffix of up to three
// letters is free.
func Unique(base string, taken func(key string) (bool, error)) (string, error) {
	const most = 26 + 26*26 + 26*26*26
	for i := 0; i <= most; i++ {
		key := base + letters(i)
		used, err := taken(key)
		if err != nil {
			return "", fmt.Errorf("look up citation key %s: %w", key, err)
		}
		if !used {
			return key, nil
		}
	}
	return "", fmt.Errorf("find a free citation key for %s: all %d suffixes are taken", base, most)
}

// letters writes n in the series "", a, b, … z, aa, ab, …
func letters(n int) string {
	if n == 0 {
		return ""
	}
	n--
	return letters(n/26) + string(rune('a'+n%26))
}

func keyName(firstAuthor string) string {
	name := Split(firstAuthor)
	text := name.Particle + name.Family
	if text == "" {
		// The name of a team can be a sentence; its first words name it.
		words := strings.Fields(name.Literal)
		if len(words) > 1 && strings.EqualFold(words[0], "the") {
			words = words[1:]
		}
		text = strings.Join(words[:min(len(words), 3)], "")
	}
	if folded := shorten(fold(text)); folded != "" {
		return folded
	}
	return "paper"
}

func keyYear(published string) string {
	year, _, _ := strings.Cut(published, "-")
	if len(year) != 4 || strings.Trim(year, "0123456789") != "" {
		return ""
	}
	return year
}

// keyWord is the first word of the title that is more than grammar, a number
// or a single letter, or else the first that can be written at all.
func keyWord(title string) string {
	fallback := "untitled"
	for _, word := range strings.FieldsFunc(title, betweenWords) {
		folded := shorten(fold(word))
		switch {
		case folded == "":
		case isStopWord(folded), len(folded) == 1, strings.Trim(folded, "0123456789") == "":
			if fallback == "untitled" {
				fallback = folded
			}
		default:
			return folded
		}
	}
	return fallback
}

// betweenWords says where a title is cut: at everything but letters, numbers
// and apostrophes, so that "Let's" stays one word and "Chain-of-Thought" is
// three.
func betweenWords(r rune) bool { return !isWordRune(r) && r != '\'' && r != '’' }

func isStopWord(word string) bool {
	switch word {
	case "a", "an", "the", "this", "that", "these", "those", "it", "its",
		"and", "or", "but", "not", "no", "if", "as", "than", "then",
		"about", "at", "by", "for", "from", "in", "into", "of", "on", "onto", "over", "per",
		"through", "to", "toward", "towards", "under", "via", "with", "without", "within",
		"is", "are", "was", "were", "be", "been", "do", "does", "did", "has", "have", "can",
		"could", "should", "will", "would", "may", "might", "must",
		"how", "what", "when", "where", "which", "who", "why", "whether",
		"i", "we", "you", "your", "our", "my", "their", "they", "us":
		return true
	}
	return false
}

func shorten(s string) string { return s[:min(len(s), maxPart)] }

// fold writes text in [a-z0-9]: accents are dropped (ü becomes u), letters
// that have no accent to drop are spelt out, and what remains is left out.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, "")) {
		r = unicode.ToLower(r)
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteString(spelling[r])
		}
	}
	return b.String()
}

// spelling has the letters that compatibility decomposition leaves alone
// (Unicode Standard Annex 15), and the Greek ones, of which titles have single
// ones: "τ-bench".
var spelling = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d",
	'þ': "th", 'ı': "i", 'ħ': "h", 'ŋ': "ng", 'ŧ': "t", 'ə': "e", 'ĸ': "k",
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon",
	'ζ': "zeta", 'η': "eta", 'θ': "theta", 'ι': "iota", 'κ': "kappa",
	'λ': "lambda", 'μ': "mu", 'ν': "nu", 'ξ': "xi", 'ο': "omicron", 'π': "pi",
	'ρ': "rho", 'σ': "sigma", 'ς': "sigma", 'τ': "tau", 'υ': "upsilon",
	'φ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega",
}
