package models

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Query is a parsed text of the one query language: the search field, smart
// lists and the commands take the same. Bare words and phrases may each match
// in the paper, in a note or in a tag; everything is joined by and; a "-"
// before a part leaves out what it matches.
//
//	unlearning "reversal curse" -survey author:berglund tag:agents state:toread
//	is:starred has:note has:code rating>=4 upvotes>=20 org:google
//	day:2026-03-02 after:2026-01 before:2026-06-15 in:notes
type Query struct {
	words   []word
	filters []filter
	// authors are names that a paper must have, as expressions of the papers'
	// index.
	authors   []string
	notesOnly bool
}

// word is a bare word or a phrase.
type word struct {
	text    string
	phrase  bool
	prefix  bool // still being typed
	exclude bool
}

// filter is a part such as "state:toread": what it asks of a paper, in SQL
// over the aliases p (papers), e (entries) and t (triage).
type filter struct {
	condition condition
	exclude   bool
}

type condition struct {
	sql  string
	args []any
}

// Empty says whether the query asks for nothing in particular.
func (q Query) Empty() bool {
	return len(q.words) == 0 && len(q.filters) == 0 && len(q.authors) == 0 && !q.notesOnly
}

const (
	// maxQuery bounds a query, in characters; what is longer is no question.
	maxQuery = 2000
	// maxWords bounds the words and phrases of a query; searching has a bit for
	// each, of 64.
	maxWords = 60
)

var (
	namedFilter  = regexp.MustCompile(`^(\pL+):(.+)$`)
	numberFilter = regexp.MustCompile(`^(\pL+)(>=|<=|>|<|=)(.*)$`)
	begunDay     = regexp.MustCompile(`^\d{0,4}$|^\d{4}-[01]?$|^\d{4}-\d\d-[0-3]?$`)
)

// ParseQuery reads a query. While a reader is still typing, the last word may
// be the beginning of one; so may the last filter, which asks for nothing until
// it could be a whole one. A filter that does not exist or a value that a
// filter cannot have is an *Error of the code Invalid that says what was meant.
func ParseQuery(text string, typing bool) (Query, error) {
	var q Query
	if utf8.RuneCountInString(text) > maxQuery {
		return q, failf(Invalid, nil, "This query is longer than %d characters. Search for a few words of it.", maxQuery)
	}
	parts := splitQuery(text)
	for _, part := range parts {
		if typing && part.end == utf8.RuneCountInString(text) && q.addBegun(part) {
			continue
		}
		if err := q.add(part); err != nil {
			return Query{}, wrongPart(part, err)
		}
	}
	if err := q.checkWords(); err != nil {
		return Query{}, err
	}
	if typing && len(parts) > 0 && len(q.words) > 0 {
		last, w := parts[len(parts)-1], &q.words[len(q.words)-1]
		open := last.end == utf8.RuneCountInString(text) && !strings.HasSuffix(text, `"`)
		w.prefix = open && !w.exclude && w.text == last.clean() && last.isWord()
	}
	return q, nil
}

func (q Query) checkWords() error {
	if len(q.words) > maxWords {
		return failf(Invalid, nil, "This query has more than %d words. Search for a few of them.", maxWords)
	}
	return nil
}

// queryPart is a part of a query as written; quoted says that it began with a
// quote, so that nothing in it is a filter.
type queryPart struct {
	text    string
	quoted  bool
	exclude bool
	// start and end are where it stands, in characters.
	start, end int
}

// splitQuery cuts at white space outside quotes. A quote that is not closed
// reaches to the end.
func splitQuery(text string) []queryPart {
	var parts []queryPart
	rest := []rune(text)
	length := len(rest)
	for {
		for len(rest) > 0 && parting(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return parts
		}
		part := queryPart{start: length - len(rest)}
		if rest[0] == '-' && len(rest) > 1 && !parting(rest[1]) {
			part.exclude, rest = true, rest[1:]
		}
		part.quoted = rest[0] == '"'
		inQuotes, end := false, 0
		var b strings.Builder
		for ; end < len(rest); end++ {
			if rest[end] == '"' {
				inQuotes = !inQuotes
				if !inQuotes && part.quoted {
					end++
					break
				}
				continue
			}
			if parting(rest[end]) && !inQuotes {
				break
			}
			b.WriteRune(rest[end])
		}
		rest = rest[end:]
		part.end = length - len(rest)
		part.text = strings.TrimSpace(b.String())
		if part.text != "" {
			parts = append(parts, part)
		}
	}
}

// parting says whether r stands between parts of a query.
func parting(r rune) bool { return unicode.IsSpace(r) || r == 0 }

// clean is the part's text in the form in which texts are kept.
func (p queryPart) clean() string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r == 0 {
			return ' '
		}
		return r
	}, p.text))
}

// named are the name and the value of a filter such as "tag:agents".
func (p queryPart) named() (name, value string, ok bool) {
	if p.quoted {
		return "", "", false
	}
	m := namedFilter.FindStringSubmatch(p.clean())
	if m == nil || strings.HasPrefix(m[2], "//") {
		return "", "", false
	}
	return strings.ToLower(m[1]), m[2], true
}

// numbered are the name, the operator and the value of one such as "rating>=4".
func (p queryPart) numbered() (name, operator, value string, ok bool) {
	if p.quoted {
		return "", "", "", false
	}
	m := numberFilter.FindStringSubmatch(p.clean())
	if m == nil {
		return "", "", "", false
	}
	return strings.ToLower(m[1]), m[2], m[3], true
}

func (p queryPart) isWord() bool {
	_, _, named := p.named()
	_, _, _, numbered := p.numbered()
	return !named && !numbered
}

func (q *Query) add(part queryPart) error {
	if name, value, ok := part.named(); ok {
		return q.addNamed(name, value, part.exclude)
	}
	if name, operator, value, ok := part.numbered(); ok {
		return q.addNumber(name, operator, value, part.exclude)
	}
	if text := part.clean(); searchable(text) {
		q.words = append(q.words, word{text: text, phrase: part.quoted, exclude: part.exclude})
	}
	return nil
}

// addBegun adds what the beginning of a filter asks for, if anything, and says
// whether the part is one.
func (q *Query) addBegun(part queryPart) bool {
	if part.quoted {
		return false
	}
	if name, ok := strings.CutSuffix(strings.ToLower(part.clean()), ":"); ok {
		return slices.Contains(filterNames(), name) && !slices.Contains(numberNames(), name)
	}
	if name, _, value, ok := part.numbered(); ok {
		return value == "" && slices.Contains(numberNames(), name)
	}
	name, value, ok := part.named()
	if !ok {
		return false
	}
	value = strings.ToLower(value)
	switch name {
	case "tag":
		q.filters = append(q.filters, filter{condition{"p.id IN (SELECT pt.paper_id FROM paper_tags pt JOIN tags g ON g.id = pt.tag_id WHERE g.folded LIKE ? ESCAPE '\\')",
			[]any{likeText(foldTag(value)) + "%"}}, part.exclude})
		return true
	case "day", "after", "before":
		_, _, err := dayRange(value)
		return err != nil && begunDay.MatchString(value)
	}
	known := valuesOf(name)
	return !slices.Contains(known, value) && slices.ContainsFunc(known, func(v string) bool { return strings.HasPrefix(v, value) })
}

// searchable says whether the full-text index can hold anything of text.
func searchable(text string) bool {
	for range textWordsOf(text) {
		return true
	}
	return false
}

func (q *Query) addNamed(name, value string, exclude bool) error {
	var c condition
	switch name {
	case "author":
		if !searchable(value) {
			return nil
		}
		author := "authors_text : " + quoteFTS(value) + " *"
		if !exclude {
			q.authors = append(q.authors, author)
			return nil
		}
		c = inIndex(author)
	case "tag":
		c = condition{"p.id IN (SELECT pt.paper_id FROM paper_tags pt JOIN tags g ON g.id = pt.tag_id WHERE g.folded = ? OR g.folded LIKE ? ESCAPE '\\')",
			[]any{foldTag(value), likeText(foldTag(value)) + "/%"}}
	case "state":
		state, err := ParseState(value)
		if err != nil {
			return err
		}
		c = condition{"p.id IN (SELECT paper_id FROM entries WHERE state = ?)", []any{string(state)}}
	case "is":
		known := map[string]string{
			"starred": "p.id IN (SELECT paper_id FROM entries WHERE starred = 1)", "kept": "p.id IN (SELECT paper_id FROM entries)",
			"seen": "p.id IN (SELECT paper_id FROM triage WHERE seen_at <> '')", "dismissed": "p.id IN (SELECT paper_id FROM triage WHERE dismissed = 1)",
		}
		sql, ok := known[strings.ToLower(value)]
		if !ok {
			return unknownWord("is:"+value, "is:", value, keys(known))
		}
		c.sql = sql
	case "has":
		note, tag := "p.id IN (SELECT paper_id FROM notes)", "p.id IN (SELECT paper_id FROM paper_tags)"
		known := map[string]string{
			"note": note, "notes": note, "tag": tag, "tags": tag,
			"code": "p.github <> ''", "project": "p.project <> ''", "why": "p.id IN (SELECT paper_id FROM entries WHERE why <> '')",
		}
		sql, ok := known[strings.ToLower(value)]
		if !ok {
			return unknownWord("has:"+value, "has:", value, keys(known))
		}
		c.sql = sql
	case "in":
		if !strings.EqualFold(value, "notes") {
			return unknownWord("in:"+value, "in:", value, []string{"notes"})
		}
		q.notesOnly = true
		return nil
	case "org":
		like := "%" + likeText(value) + "%"
		c = condition{"(p.organization LIKE ? ESCAPE '\\' OR p.organization_login LIKE ? ESCAPE '\\')", []any{like, like}}
	case "day", "after", "before":
		first, last, err := dayRange(value)
		if err != nil {
			return err
		}
		switch name {
		case "day":
			c = condition{"p.id IN (SELECT li.paper_id FROM lists l JOIN listings li ON li.list_id = l.id WHERE l.kind = 'day' AND l.key BETWEEN ? AND ?)", []any{first, last}}
		case "after":
			c = condition{"p.fts_id <= ?", []any{ftsID(first, 0)}}
		case "before":
			c = condition{"p.fts_id BETWEEN ? AND ?", []any{ftsID(last, keyMask), ftsID("1970-01-02", 0)}}
		}
	default:
		return unknownWord(name+":", "", name, filterNames())
	}
	q.filters = append(q.filters, filter{c, exclude})
	return nil
}

func (q *Query) addNumber(name, operator, value string, exclude bool) error {
	columns := map[string]string{"rating": "rating", "upvotes": "p.upvotes", "comments": "p.comments", "stars": "coalesce(p.github_stars, 0)"}
	column, ok := columns[name]
	if !ok {
		return unknownWord(name+operator, "", name, keys(columns))
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return failf(Invalid, nil, "%s%s needs a whole number, as in %s>=20.", name, operator, name)
	}
	c := condition{column + " " + operator + " ?", []any{n}}
	if name == "rating" { // one that is not rated has 0
		c.sql = "p.id IN (SELECT paper_id FROM entries WHERE " + c.sql + ")"
		if operator[0] == '<' || n == 0 && operator != ">" || n < 0 {
			c = condition{"coalesce(e.rating, 0) " + operator + " ?", []any{n}}
		}
	}
	q.filters = append(q.filters, filter{c, exclude})
	return nil
}

func filterNames() []string {
	return []string{"author", "tag", "state", "is", "has", "in", "org", "day", "after", "before", "rating", "upvotes", "comments", "stars"}
}

// ParseState reads a state's name; spaces, hyphens and case do not count. Any
// other word is an *Error of the code Invalid.
func ParseState(text string) (State, error) {
	wanted := strings.NewReplacer("-", "", " ", "", "_", "").Replace(strings.ToLower(text))
	var names []string
	for _, s := range States() {
		if string(s) == wanted {
			return s, nil
		}
		names = append(names, string(s))
	}
	return "", unknownWord("state "+text, "", wanted, names)
}

// Mistyped is the *Error of a word that is not among the known ones.
type Mistyped struct {
	// Instead is the known word that was probably meant, empty where none is
	// near.
	Instead string
	err     *Error
}

func (m *Mistyped) Error() string { return m.err.Error() }

func (m *Mistyped) Unwrap() error { return m.err }

// unknownWord is the answer to a word that is not among the known ones: the
// nearest of them, and all of them.
func unknownWord(what, lead, got string, known []string) error {
	slices.Sort(known)
	nearest := slices.MinFunc(known, func(a, b string) int {
		return cmp.Compare(distance(got, a), distance(got, b))
	})
	all := lead + strings.Join(known, ", "+lead)
	if distance(got, nearest) <= 2 {
		return &Mistyped{lead + nearest, failf(Invalid, nil, "There is no “%s”. Did you mean “%s”? Known: %s.", what, lead+nearest, all)}
	}
	return &Mistyped{"", failf(Invalid, nil, "There is no “%s”. Known: %s.", what, all)}
}

// distance is the number of letters to change, add or drop (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// dayRange is the first and last day of a year, a month or a day.
func dayRange(text string) (first, last string, err error) {
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(form.layout, text); err == nil {
			end := t.AddDate(form.years, form.months, form.days).AddDate(0, 0, -1)
			return t.Format(time.DateOnly), end.Format(time.DateOnly), nil
		}
	}
	return "", "", failf(Invalid, nil, "“%s” is no day. Write a year, a month or a day: 2026, 2026-03 or 2026-03-02.", text)
}

// quoteFTS writes text as one string of FTS5's query syntax
// (https://www.sqlite.org/fts5.html#fts5_strings), so that nothing in it acts
// as an operator, and as the indexes have it.
func quoteFTS(text string) string {
	return `"` + strings.NewReplacer(`"`, `""`, "\x00", " ").Replace(wordsApart(text)) + `"`
}

func likeText(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// foldName is a tag's name as it is compared.
func foldName(name string) string {
	return cases.Fold().String(norm.NFC.String(strings.TrimSpace(name)))
}

func keys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	return names
}
