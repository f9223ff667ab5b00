package citation

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Name is an author's name in the parts that bibliographies ask for. Either
// Literal is set, for a team or for a name that has no parts, or Family is.
type Name struct {
	Family string
	Given  string
	// Particle binds to the family name and stands before it: "van den".
	Particle string
	// Suffix is as written: "Jr.", "III".
	Suffix string
	// Literal is the name of a team, or a name of one word.
	Literal string
}

// Split takes a name, as a paper's list of authors has it, apart: teams and
// names of one word stay whole, the last word is the family name, particles
// bind to it, two family names joined by "y" or "e" are one, and a suffix is set
// apart. In Han characters ("李 明") the first word is the family name. "Oord,
// Aäron van den" is understood too. A text without any letter or digit is no
// name and gives the zero Name.
//
// Particles are taken as such in lower case. In capitals ("Luc Van Gool") they
// are part of the family name, except those that are more often a given name
// ("Xue Bin Peng"), and except before a family name of Vietnam ("Toan Van
// Nguyen").
func Split(name string) Name {
	name = strings.Join(strings.Fields(norm.NFC.String(strings.ToValidUTF8(name, ""))), " ")
	for strings.HasPrefix(name, "and ") { // left over from a list of names
		name = strings.TrimPrefix(name, "and ")
	}
	if !strings.ContainsFunc(name, isWordRune) {
		return Name{}
	}
	if isTeam(name) {
		return Name{Literal: name}
	}
	var n Name
	words := strings.Fields(name)
	if last := len(words) - 1; last > 0 && isSuffix(words[last]) {
		n.Suffix = words[last]
		words = words[:last]
	}
	spoken := strings.Trim(strings.Join(words, " "), ", ")
	family, given, inverted := strings.Cut(spoken, ",")
	switch {
	case !strings.ContainsFunc(spoken, isWordRune), strings.Contains(given, ","):
		return Name{Literal: name}
	case inverted:
		return n.inverted(strings.Fields(family), strings.Fields(given))
	}
	return n.inOrder(strings.Fields(spoken))
}

// inverted is n with names written as in "Oord, Aäron van den".
func (n Name) inverted(family, given []string) Name {
	first := len(given)
	for first > 1 && particles[given[first-1]] {
		first--
	}
	return n.withFamily(given[:first], slices.Concat(given[first:], family))
}

// inOrder is n with names in the order in which they are spoken.
func (n Name) inOrder(words []string) Name {
	if len(words) == 1 {
		if n.Suffix == "" {
			n.Literal = words[0]
		} else {
			n.Family = words[0]
		}
		return n
	}
	if !slices.ContainsFunc(words, func(word string) bool { return strings.ContainsFunc(word, isNotHan) }) {
		return n.withFamily(words[1:], words[:1])
	}
	family := len(words) - 1
	ofVietnam := vietnamese[fold(words[family])]
	for i := 0; i < len(words)-1; i++ {
		word := words[i]
		if particles[word] || i > 0 && bindsCapitalised(word) && !ofVietnam {
			family = i
			break
		}
		if i > 1 && (word == "y" || word == "e") { // "Blaise Agüera y Arcas", "Gabriel Reis e Silva"
			family = i - 1
			break
		}
	}
	return n.withFamily(words[:family], words[family:])
}

// withFamily is n with the given names and with a family name that may begin
// with particles.
func (n Name) withFamily(given, family []string) Name {
	n.Given = strings.Join(given, " ")
	first := 0
	for first < len(family)-1 && particles[strings.ToLower(family[first])] {
		first++
	}
	// A run that ends in a capital ("Van Gool") is written as a part of the
	// family name and sorted by it.
	if first > 0 && !particles[family[first-1]] {
		first = 0
	}
	n.Particle = strings.Join(family[:first], " ")
	n.Family = strings.Join(family[first:], " ")
	return n
}

var particles = map[string]bool{
	"van": true, "von": true, "de": true, "der": true, "den": true,
	"del": true, "della": true, "di": true, "da": true, "dos": true,
	"du": true, "la": true, "le": true, "ter": true, "ten": true,
	"bin": true, "ibn": true, "al": true, "el": true,
}

// bindsCapitalised says whether word is a particle with a capital that begins
// a family name. "Bin", "Da", "Di", "Du" and "Ten" are syllables of Chinese
// given names far more often.
func bindsCapitalised(word string) bool {
	switch word {
	case "Van", "Von", "De", "Der", "Den", "Del", "Della", "Dos", "La", "Le", "Ter", "Al", "El":
		return true
	}
	return false
}

// vietnamese are the commonest family names of Vietnam, as fold writes them.
// Before them "Van" and "Le" are middle names.
var vietnamese = map[string]bool{
	"nguyen": true, "tran": true, "le": true, "pham": true, "hoang": true, "huynh": true,
	"phan": true, "vu": true, "vo": true, "dang": true, "bui": true, "do": true,
	"ho": true, "ngo": true, "duong": true, "ly": true,
}

func isNotHan(r rune) bool { return !unicode.Is(unicode.Han, r) }

func isSuffix(word string) bool {
	switch strings.TrimSuffix(word, ".") {
	case "Jr", "jr", "JR", "Sr", "sr", "SR":
		return true
	}
	return word == "II" || word == "III" || word == "IV"
}

// isTeam says whether name is that of a team or an organisation: it has a digit
// or a word that people's names do not have.
func isTeam(name string) bool {
	if strings.ContainsFunc(name, unicode.IsDigit) {
		return true
	}
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !isWordRune(r) }) {
		if word == "AI" {
			return true
		}
		switch strings.ToLower(word) {
		case "team", "lab", "labs", "group", "research", "consortium", "collaboration",
			"project", "institute", "university":
			return true
		}
	}
	return false
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}
