package plaintext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// placeholder stands for a protected part while the rules run; Line drops it
// from what comes in.
const placeholder = '\uFFFC'

// maxPasses is how deep TeX may be nested. Real titles and abstracts need
// three.
const maxPasses = 8

// untex turns what is left of TeX in a line into what people read. It goes
// over the text until nothing changes; a text that does not come to rest is no
// TeX and stays as it was.
func untex(line string) string {
	if !strings.ContainsAny(line, "\\^_{`~$") && !strings.Contains(line, "times") && !strings.Contains(line, "--") && !hasBareSymbol(line) {
		return line
	}
	s := line
	for range maxPasses {
		next := Line(pass(s))
		if next == s {
			return s
		}
		s = next
	}
	return line
}

func hasBareSymbol(s string) bool {
	for _, word := range bareSymbols {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// pass applies every rule once. Addresses and code are taken out first and put
// back afterwards, so that no rule sees into them.
func pass(s string) string {
	s = addresses(s)
	var kept []string
	s = protected.ReplaceAllStringFunc(s, func(part string) string {
		if part == "``" {
			return part
		}
		kept = append(kept, part)
		return string(placeholder)
	})
	for _, rule := range rules {
		if strings.Contains(s, rule.needs) {
			s = rule.apply(s)
		}
	}
	var b strings.Builder
	for _, r := range s {
		if r == placeholder && len(kept) > 0 {
			b.WriteString(kept[0])
			kept = kept[1:]
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// protected are addresses, with or without a scheme, and code in backticks.
// Two backticks are TeX's quotes, and `so' quotes TeX too.
var protected = regexp.MustCompile("```.*?```|``|`[^`']{1,200}`|" +
	`(?:https?://|\b(?:[A-Za-z0-9-]+\.)+[a-z]{2,}/)(?:[^\s{}<>"\\` + "`" + `]|\{[\w.-]*\})+`)

// rule rewrites one thing; it is applied to a text that contains needs.
type rule struct {
	needs string
	apply func(string) string
}

// rules in the order in which they apply. A dollar ends mathematics only as
// long as the mathematics is still in it.
var rules = []rule{
	{"$", dollars},
	{"``", replace("``"+`([^`+"`"+`\s][^`+"`"+`]{0,300}?)(?:''|")`, "“$1”")},
	{`\`, accented},
	{`\`, commands},
	{`\`, replace(`\\([%&#])`, "$1")},
	{`\$`, replace(`\\\$`, "$$")},
	{`\_`, replace(`([A-Za-z0-9])\\_`, "${1}_")},
	{`\`, replace(`\\[,;: ]`, " ")},
	{"{", unwrapped},
	{"{", replace(`\\?\btextsuperscript\{`, "^{")},
	{"{", replace(`\\?\btextsubscript\{`, "_{")},
	{"boldsymbol", replace(`\\?boldsymbol\s?(\p{Greek})`, "$1")},
	{`\`, symbolCommands},
	{"", bareWords},
	{"^", bareLetters},
	{"ell_", bareLetters},
	{"times", times},
	{"circ", replace(`([0-9]) ?\^(?:\{\\?circ\}|\\?circ\b)`, "$1°")},
	{"∘", replace(`([0-9]) ?\^(?:\{∘\}|∘)`, "$1°")},
	{"^", replace(`\^(?:\{\\?star\}|\\?star\b|\{?⋆\}?|\{\*\})`, "*")},
	{"^", replace(`\b([0-9]+)\^\{?(st|nd|rd|th)(?:\}|\b)`, "$1$2")},
	{"^", powers},
	{"_", indices},
	{"~", hardSpaces},
	{"--", replace(`([0-9])--([0-9])`, "$1–$2")},
}

func replace(pattern, by string) func(string) string {
	re := regexp.MustCompile(pattern)
	return func(s string) string { return re.ReplaceAllString(s, by) }
}

// rewrite replaces each match of re by what f makes of its groups, the text
// before and the text behind; f gives false to leave the match.
func rewrite(s string, re *regexp.Regexp, f func(groups []string, before, behind string) (string, bool)) string {
	var b strings.Builder
	done := 0
	for _, at := range re.FindAllStringSubmatchIndex(s, -1) {
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = s[at[2*i]:at[2*i+1]]
			}
		}
		by, ok := f(groups, s[:at[0]], s[at[1]:])
		if !ok {
			continue
		}
		b.WriteString(s[done:at[0]])
		b.WriteString(by)
		done = at[1]
	}
	b.WriteString(s[done:])
	return b.String()
}

func lastRune(s string) rune {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

func firstRune(s string) rune {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

func asciiLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func digit(r rune) bool { return r >= '0' && r <= '9' }

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

var (
	urlCommand  = regexp.MustCompile(`(?:\\|\b)url\{(https?://[^\s{}]+)\}`)
	hrefCommand = regexp.MustCompile(`(?:\\|\b)href\{(https?://[^\s{}]+)\}\{([^{}]+)\}`)
	urlTwice    = regexp.MustCompile(`(https?://[^\s{}]+)\{([^{}]+)\}`)
	allowBreak  = regexp.MustCompile(`\\allowbreak ?`)
)

// addresses writes each address once: of a link that TeX had, its text follows
// in brackets where it says more than the address. Braces that belong to an
// address, as in /users/{id}, stay.
func addresses(s string) string {
	if !strings.Contains(s, "://") {
		return s
	}
	s = allowBreak.ReplaceAllString(s, "")
	if !strings.Contains(s, "{") {
		return s
	}
	s = urlCommand.ReplaceAllString(s, "$1")
	s = rewrite(s, hrefCommand, func(g []string, _, _ string) (string, bool) {
		return withText(g[1], g[2]), true
	})
	return rewrite(s, urlTwice, func(g []string, _, behind string) (string, bool) {
		text, next := g[2], firstRune(behind)
		named := text[0] >= 'A' && text[0] <= 'Z' || text == "here" || text == "link" || strings.HasPrefix(text, "http")
		if !named || next == '/' || word(next) {
			return "", false
		}
		return withText(g[1], text), true
	})
}

func withText(address, text string) string {
	if strings.TrimRight(address, "/") == strings.TrimRight(text, "/") {
		return address
	}
	return address + " (" + text + ")"
}

var dollarPair = regexp.MustCompile(`\$([^\s$](?:[^$]{0,200}[^\s$\\])?)\$`)

var mathInside = regexp.MustCompile(`\\[A-Za-z]|\^|_\{`)

// dollars takes the dollars off mathematics. Sums of money have a digit behind
// the second dollar or a space before it.
func dollars(s string) string {
	return rewrite(s, dollarPair, func(g []string, before, behind string) (string, bool) {
		if lastRune(before) == '\\' || digit(firstRune(behind)) || !mathInside.MatchString(g[1]) {
			return "", false
		}
		return g[1], true
	})
}

var (
	accentMark   = regexp.MustCompile("\\{?\\\\([\"'`^~])(?:\\{\\\\?([A-Za-z])\\}|\\\\(i)\\b|([A-Za-z]))")
	accentLetter = regexp.MustCompile(`\\([cvuH])\{([A-Za-z])\}`)
	escapedQuote = regexp.MustCompile(`\\"(?:[^A-Za-z{\\]|$)`)
)

// accented composes TeX's accented letters.
func accented(s string) string {
	// In text with \" before a comma or at an end, \" quotes.
	quotes := escapedQuote.MatchString(s)
	s = rewrite(s, accentMark, func(g []string, _, behind string) (string, bool) {
		kind, letter := g[1][0], g[2]+g[3]+g[4]
		if kind == '\'' && letter == "s" && !unicode.IsLetter(firstRune(behind)) {
			return "'s", !strings.HasPrefix(g[0], "{")
		}
		composed, ok := compose(kind, letter)
		if !ok || kind == '"' && quotes {
			return "", false
		}
		if strings.HasPrefix(g[0], "{") {
			composed = "{" + composed // unwrapped takes both braces off
		}
		return composed, true
	})
	return rewrite(s, accentLetter, func(g []string, _, _ string) (string, bool) {
		return compose(g[1][0], g[2])
	})
}

func compose(kind byte, letter string) (string, bool) {
	accent := accents[kind]
	if !strings.Contains(accent.letters, letter) {
		return "", false
	}
	return norm.NFC.String(letter + accent.mark), true
}

var (
	withArgument = regexp.MustCompile(`\\(textbf|textit|textsc|texttt|textrm|textsf|textup|textnormal|text|emph|mathcal|mathbf|mathrm|mathbb|mathsf|mathit|mathfrak|underline|boldsymbol|operatorname|mbox|uline|ensuremath|hat|bar|tilde|mathscr)\s?\{([^{}]*)\}`)
	bareArgument = regexp.MustCompile(`(textbf|textit|textsc|texttt|textrm|textsf|emph|mathcal|mathbf|mathrm|mathbb|mathsf|mathit|mathfrak|boldsymbol|operatorname|mbox)\{([^{}]*)\}`)
	root         = regexp.MustCompile(`\\sqrt\s?\{([^{}]*)\}`)
	fraction     = regexp.MustCompile(`\\[dt]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}`)
)

// commands gives what stands in the braces of the commands that only change
// how it looks.
func commands(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	s = withArgument.ReplaceAllString(s, "$2")
	s = rewrite(s, root, func(g []string, _, _ string) (string, bool) {
		return "√" + bracketed(g[1]), true
	})
	return rewrite(s, fraction, func(g []string, _, _ string) (string, bool) {
		return bracketed(g[1]) + "/" + bracketed(g[2]), true
	})
}

// bracketed puts brackets around a term of more than one part.
func bracketed(s string) string {
	for _, r := range s {
		if !word(r) && r != '.' {
			return "(" + s + ")"
		}
	}
	return s
}

var (
	singleLetter = regexp.MustCompile(`(^|[^\\A-Za-z0-9_^{}])?\{([À-ɏ])\}`)
	bracedTimes  = regexp.MustCompile(`\{(?:\\?times|×)\}`)
)

// unwrapped does for commands that lost their backslash what commands does for
// the others.
func unwrapped(s string) string {
	s = singleLetter.ReplaceAllString(s, "$1$2")
	s = bracedTimes.ReplaceAllString(s, "×")
	return rewrite(s, bareArgument, func(g []string, before, _ string) (string, bool) {
		if r := lastRune(before); asciiLetter(r) || digit(r) || r == '_' || r == '\\' || r == '.' {
			return "", false
		}
		return g[2], true
	})
}

var symbolCommand = regexp.MustCompile(`\\([A-Za-z]+)`)

// symbolCommands writes the symbols of commands that have no argument.
func symbolCommands(s string) string {
	return rewrite(s, symbolCommand, func(g []string, before, behind string) (string, bool) {
		by, known := symbols[g[1]]
		// Two backslashes, and one behind a colon, are code or a path.
		if r := lastRune(before); !known || r == '\\' || r == ':' || firstRune(behind) == '\\' && len(g[1]) < 3 {
			return "", false
		}
		if strings.HasSuffix(by, ".") && strings.HasPrefix(behind, ".") {
			by = strings.TrimSuffix(by, ".")
		}
		return by, true
	})
}

var (
	bareWord   = regexp.MustCompile(strings.Join(bareSymbols, "|"))
	bareLetter = regexp.MustCompile(`\b(pi|tau|alpha|beta|gamma|lambda|sigma|theta|ell)([\^_])`)
)

// bareWords writes the symbols of commands that lost their backslash.
func bareWords(s string) string {
	if !hasBareSymbol(s) {
		return s
	}
	return rewrite(s, bareWord, func(g []string, before, behind string) (string, bool) {
		left, right := lastRune(before), firstRune(behind)
		if asciiLetter(left) || asciiLetter(right) || strings.ContainsRune(`\_./-`, left) || right == '_' || right == '.' || right == '(' {
			return "", false
		}
		return symbols[g[0]], true
	})
}

// bareLetters writes the letters that carry a power, and the ℓ of a norm.
// Other letters with an underscore, as beta_1, are names in code as often.
func bareLetters(s string) string {
	return rewrite(s, bareLetter, func(g []string, before, _ string) (string, bool) {
		left := lastRune(before)
		if left != 0 && strings.ContainsRune(`\_./-`, left) || g[2] == "_" && g[1] != "ell" {
			return "", false
		}
		return symbols[g[1]] + g[2], true
	})
}

var (
	gluedTimes  = regexp.MustCompile(`([0-9])times( ?)`)
	spacedTimes = regexp.MustCompile(`times ([0-9]+)`)
)

// times writes the sign between numbers and behind a number that it touches;
// "three times" and "16 times faster" stay words.
func times(s string) string {
	s = rewrite(s, gluedTimes, func(g []string, _, behind string) (string, bool) {
		next := firstRune(behind)
		if g[2] == "" && next >= 'a' && next <= 'z' {
			return "", false
		}
		if digit(next) {
			return g[1] + "×", true
		}
		return g[1] + "×" + g[2], true
	})
	return rewrite(s, spacedTimes, func(g []string, before, behind string) (string, bool) {
		left, spaced := strings.CutSuffix(before, " ")
		next := firstRune(behind)
		if !spaced || !digit(lastRune(left)) && !strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹}", lastRune(left)) || next == '%' || next == '-' || next == 'x' || next == '×' {
			return "", false
		}
		return "× " + g[1], true
	})
}

var (
	braced = regexp.MustCompile(`([\p{L}\p{N})\]])([\^_])\{([^{}\s^_\\]{1,20})\}`)
	power  = regexp.MustCompile(`([\p{L}\p{N})\]])\^([-−]?[0-9]+|[in])`)
	index  = regexp.MustCompile(`(\p{L}|log)_([0-9]+|[aehijklmnoprstuvx])`)
	simple = regexp.MustCompile(`^[\p{L}\p{N}.+-]+$`)
)

// powers raises what follows a circumflex, where every character of it can be
// raised.
func powers(s string) string {
	s = scripts(s, "^", superscripts)
	return rewrite(s, power, func(g []string, _, behind string) (string, bool) {
		next := firstRune(behind)
		if digit(next) || next == '{' || next == '^' || next == '.' && len(behind) > 1 && digit(rune(behind[1])) || !digit(lastRune(g[2])) && word(next) {
			return "", false
		}
		raised, ok := mapped(g[2], superscripts)
		return g[1] + raised, ok
	})
}

// indices lowers what follows an underscore in braces, or behind a letter that
// stands alone; a name such as snake_case stays.
func indices(s string) string {
	s = scripts(s, "_", subscripts)
	return rewrite(s, index, func(g []string, before, behind string) (string, bool) {
		left, next := lastRune(before), firstRune(behind)
		if word(left) || left != 0 && strings.ContainsRune(`\./@-$`, left) {
			return "", false
		}
		if word(next) || next == '{' || next == '(' || next == '/' || next == '.' && len(behind) > 1 && word(rune(behind[1])) {
			return "", false
		}
		lowered, ok := mapped(g[2], subscripts)
		return g[1] + lowered, ok
	})
}

// scripts writes what stands in braces behind sign in the characters of m,
// else without its braces.
func scripts(s, sign string, m map[rune]rune) string {
	return rewrite(s, braced, func(g []string, _, behind string) (string, bool) {
		if g[2] != sign {
			return "", false
		}
		if script, ok := mapped(g[3], m); ok {
			return g[1] + script, true
		}
		// Without braces the end must stay clear.
		if !simple.MatchString(g[3]) || word(firstRune(behind)) {
			return "", false
		}
		return g[1] + sign + g[3], true
	})
}

var tilde = regexp.MustCompile(`~`)

// hardSpaces turns TeX's space into one: between a word and what belongs to
// it. "~100" and "5~66" are numbers.
func hardSpaces(s string) string {
	return rewrite(s, tilde, func(_ []string, before, behind string) (string, bool) {
		left, right := lastRune(before), firstRune(behind)
		switch {
		case unicode.IsLetter(left) || strings.ContainsRune(")]”.,:;", left):
			ok := unicode.IsLetter(right) || digit(right) || right == '(' || right == '[' || right == '\\' || right == placeholder
			return " ", ok && left != 0
		case digit(left):
			return " ", unicode.IsLetter(right) || right == '(' || right == '['
		}
		return "", false
	})
}
