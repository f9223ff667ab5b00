// Package identifier reads arXiv identifiers: one thing that was pasted, or a
// text of many lines, in the forms in which papers are passed around. It is
// pure functions over strings.
//
// It says what an identifier is, not whether a paper has it: that is asked of
// the sources, which is not done here.
package identifier

import (
	"strconv"
	"strings"
)

// ID is an arXiv identifier.
type ID struct {
	// Bare is the identifier without "arXiv:", version and subject class:
	// "2309.12288", "math/0309136".
	Bare string
	// Version counts from 1; 0 means that none was given, and so the latest.
	Version int
	// Old says that the identifier has the form used until March 2007.
	Old bool
}

// String is the identifier with its version, if it has one: "2309.12288v2".
func (id ID) String() string {
	if id.Version == 0 {
		return id.Bare
	}
	return id.Bare + "v" + strconv.Itoa(id.Version)
}

// Why is what keeps a text from being an identifier, for readers.
type Why string

// The reasons.
const (
	NoIdentifier Why = "no arXiv identifier or link to a paper"
	NoMonth      Why = "an arXiv identifier whose month is none of 01 to 12"
	WrongDigits  Why = "an arXiv identifier with too few or too many digits"
	WrongTime    Why = "an arXiv identifier of a time when that form was not in use"
	WrongVersion Why = "an arXiv identifier whose version is no number from 1"
	NoLink       Why = "no link to a paper that Offprint opens"
)

// Error is a text that is no identifier.
type Error struct {
	// Text is the text as it was given, shortened.
	Text string
	Why  Why
}

// Error is a sentence for readers: what is wrong, and what to write instead.
func (e *Error) Error() string {
	return "“" + e.Text + "” is " + string(e.Why) + ". Nothing was changed. Write one as in 2309.12288, or the link to the paper."
}

// Exact reads s as an identifier with nothing around it; a version may follow.
// New identifiers have four digits after the point up to 1412 and five from
// 1501; those until March 2007 name their archive, and a subject class in them
// is dropped (arXiv, "Understanding the arXiv identifier"). The error is an
// *Error.
func Exact(s string) (ID, error) {
	id, why := exact(s)
	if why != "" {
		return ID{}, &Error{Text: clip(s), Why: why}
	}
	return id, nil
}

// longest is more than any identifier has, in bytes.
const longest = 64

func exact(s string) (ID, Why) {
	if len(s) > longest {
		return ID{}, NoIdentifier
	}
	if archive, number, old := strings.Cut(s, "/"); old {
		return exactOld(archive, number)
	}
	date, number, _ := strings.Cut(s, ".")
	number, version, hasVersion := strings.Cut(number, "v")
	if len(date) != 4 || !digits(date) || !digits(number) || version != "" && !digits(version) {
		return ID{}, NoIdentifier
	}
	wanted := 5
	if date <= "1412" {
		wanted = 4
	}
	switch n, ok := versionOf(version, hasVersion); {
	case !month(date):
		return ID{}, NoMonth
	case date < "0704":
		return ID{}, WrongTime
	case len(number) != wanted:
		return ID{}, WrongDigits
	case !ok:
		return ID{}, WrongVersion
	default:
		return ID{Bare: date + "." + number, Version: n}, ""
	}
}

// exactOld reads an identifier given until March 2007, such as
// "hep-th/9901001" or "math.GT/0309136".
func exactOld(archive, number string) (ID, Why) {
	archive, class, hasClass := strings.Cut(archive, ".")
	number, version, hasVersion := strings.Cut(number, "v")
	if !isArchive(archive) || hasClass && !isClass(class) || !digits(number) || version != "" && !digits(version) {
		return ID{}, NoIdentifier
	}
	switch n, ok := versionOf(version, hasVersion); {
	case len(number) != 7:
		return ID{}, WrongDigits
	case !month(number):
		return ID{}, NoMonth
	case number[:4] > "0703" && number[:4] < "9101":
		return ID{}, WrongTime
	case !ok:
		return ID{}, WrongVersion
	default:
		return ID{Bare: archive + "/" + number, Version: n, Old: true}, ""
	}
}

// isArchive says whether identifiers of the old form were given under that
// name. The list is closed: no archive was added to it after March 2007
// (arXiv, category taxonomy, archives of today and those subsumed).
func isArchive(s string) bool {
	switch s {
	case "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph", "cmp-lg",
		"comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math",
		"math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio",
		"quant-ph", "solv-int", "supr-con":
		return true
	}
	return false
}

func isClass(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' {
			return false
		}
	}
	return len(s) >= 2 && strings.Trim(s, "-") == s
}

func versionOf(s string, has bool) (int, bool) {
	if !has {
		return 0, true
	}
	if !digits(s) || len(s) > 4 || s[0] == '0' {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// month says whether the third and fourth digit are a month.
func month(s string) bool { return s[2:4] >= "01" && s[2:4] <= "12" }

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
