package models

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
)

// Completion is what a part of a query may become.
type Completion struct {
	// Kind is the filter that it makes, "tag", "author", or "filter" for the name
	// of one, whose value is to be typed on.
	Kind string
	// Text takes the place of the query from one position up to another, both
	// counted in runes.
	Text     string
	From, To int
	// Name is how it is shown: a tag's name, an author's.
	Name string
	// Papers is on how many papers it is, as far as that was counted; 0 where it
	// was not.
	Papers int
	// Color is that of a tag.
	Color string
}

// maxCompletions is how many completions are offered.
const maxCompletions = 8

// Complete says what the part of a query in which the cursor stands, counted in
// runes, may become: filters, and tags, authors, organizations, states and other
// values of a filter. The best come first.
func (l *Library) Complete(ctx context.Context, query string, cursor int) ([]Completion, error) {
	runes := []rune(query)
	cursor = max(0, min(cursor, len(runes)))
	if len(runes) > maxQuery {
		return nil, nil
	}
	from, to := cursor, cursor
	for _, p := range splitQuery(query) {
		if p.start < cursor && cursor <= p.end {
			from, to = p.start, p.end
		}
	}
	written := string(runes[from:cursor])
	minus := ""
	if rest, ok := strings.CutPrefix(written, "-"); ok {
		minus, written = "-", rest
	}
	if strings.HasPrefix(written, `"`) {
		return nil, nil // a phrase
	}
	var found []Completion
	var err error
	name, value, isFilter := strings.Cut(written, ":")
	value = strings.ReplaceAll(value, `"`, "")
	if isFilter {
		found, err = l.completeValue(ctx, strings.ToLower(name), value)
	} else if written != "" {
		found, err = l.completeWord(ctx, written)
	}
	if err != nil {
		return nil, fmt.Errorf("complete %q: %w", written, unwanted(ctx, err))
	}
	found = slices.DeleteFunc(found, func(c Completion) bool { return minus+c.Text == string(runes[from:to]) })
	found = found[:min(len(found), maxCompletions)]
	for i := range found {
		found[i].From, found[i].To, found[i].Text = from, to, minus+found[i].Text
	}
	return found, nil
}

// completeWord completes what is no filter yet: filters whose names begin so,
// and tags and authors.
func (l *Library) completeWord(ctx context.Context, word string) ([]Completion, error) {
	var found []Completion
	folded := foldWord(word)
	for _, name := range filterNames() {
		if strings.HasPrefix(name, folded) {
			text := name + ":"
			if slices.Contains(numberNames(), name) {
				text = name + ">="
			}
			found = append(found, Completion{Kind: "filter", Text: text, Name: text})
		}
	}
	if utf8.RuneCountInString(word) < 2 && !unspaced([]rune(word)[0]) {
		return found, nil
	}
	tags, err := l.completeTag(ctx, word, 4)
	if err != nil {
		return nil, err
	}
	found = append(found, tags...)
	if utf8.RuneCountInString(word) < 3 {
		return found, nil
	}
	authors, err := completeAuthor(l.searcher.WithContext(ctx), word, 3)
	return append(found, authors...), err
}

func numberNames() []string { return []string{"rating", "upvotes", "comments", "stars"} }

func (l *Library) completeValue(ctx context.Context, name, value string) ([]Completion, error) {
	switch name {
	case "tag":
		return l.completeTag(ctx, value, maxCompletions)
	case "author":
		if value == "" {
			return nil, nil
		}
		return completeAuthor(l.searcher.WithContext(ctx), value, maxCompletions)
	case "org":
		return completeOrganization(l.searcher.WithContext(ctx), value)
	case "day", "after", "before":
		return completeDay(l.reader.WithContext(ctx), name, value)
	}
	var found []Completion
	for _, v := range valuesOf(name) {
		if strings.HasPrefix(v, strings.ToLower(value)) {
			found = append(found, Completion{Kind: name, Text: name + ":" + v + " ", Name: v})
		}
	}
	return found, nil
}

// valuesOf are the values of a filter that has but some.
func valuesOf(name string) []string {
	switch name {
	case "state":
		var states []string
		for _, s := range States() {
			states = append(states, string(s))
		}
		return states
	case "is":
		return []string{"starred", "kept", "seen", "dismissed"}
	case "has":
		return []string{"note", "code", "tag", "project", "why"}
	case "in":
		return []string{"notes"}
	}
	return nil
}

func (l *Library) completeTag(ctx context.Context, text string, limit int) ([]Completion, error) {
	tags, err := l.CompleteTags(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	found := make([]Completion, len(tags))
	for i, t := range tags {
		found[i] = Completion{Kind: "tag", Text: "tag:" + quoteValue(t.Name) + " ", Name: t.Name, Papers: t.Papers, Color: t.Color}
	}
	return found, nil
}

// lookedAtForAuthors is how many of the newest papers are looked through for
// names: a name that is being typed is most often one of them.
const lookedAtForAuthors = 400

// completeAuthor finds the names of which a part, or the whole, begins with
// text: those on the most of the newest papers with such a name first.
func completeAuthor(db *gorm.DB, text string, limit int) ([]Completion, error) {
	name := word{text: text, phrase: true, prefix: true}.sought()
	if len(name) == 0 {
		return nil, nil
	}
	papers := map[string]int{}
	err := eachRow(db, func(_, _ int64, authors string) {
		for _, author := range splitLines(authors) {
			if len(places(author, name)) > 0 {
				papers[author]++
			}
		}
	}, `SELECT 0, 0, p.authors_text FROM (SELECT rowid AS fts_id FROM papers_fts WHERE papers_fts MATCH ? ORDER BY rowid LIMIT ?) f
		CROSS JOIN papers p ON p.fts_id = f.fts_id`, "authors_text : "+quoteFTS(text)+" *", lookedAtForAuthors)
	if err != nil {
		return nil, err
	}
	return mostUsed("author", papers, limit), nil
}

// completeOrganization finds the organizations of which a word begins with text,
// those with the most papers first.
func completeOrganization(db *gorm.DB, text string) ([]Completion, error) {
	var names []string
	// from each name to the next: there are many papers to one
	err := db.Raw(`WITH RECURSIVE names(name) AS (
		SELECT min(organization) FROM papers WHERE organization <> ''
		UNION ALL SELECT (SELECT min(organization) FROM papers WHERE organization > names.name AND organization <> '') FROM names WHERE names.name IS NOT NULL)
		SELECT name FROM names WHERE name IS NOT NULL`).Scan(&names).Error
	if err != nil {
		return nil, fmt.Errorf("read organizations: %w", err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return text != "" && !hasWord(name, text, true) })
	papers := map[string]int{}
	for some := range slices.Chunk(names, 200) {
		var rows []struct {
			Organization string
			N            int
		}
		if err := db.Raw("SELECT organization, count(*) AS n FROM papers WHERE organization <> '' AND organization IN ? GROUP BY organization", some).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("count the papers of organizations: %w", err)
		}
		for _, r := range rows {
			papers[r.Organization] = r.N
		}
	}
	return mostUsed("org", papers, maxCompletions), nil
}

func mostUsed(kind string, papers map[string]int, limit int) []Completion {
	found := make([]Completion, 0, len(papers))
	for name, n := range papers {
		found = append(found, Completion{Kind: kind, Text: kind + ":" + quoteValue(name) + " ", Name: name, Papers: n})
	}
	slices.SortFunc(found, func(a, b Completion) int { return cmp.Or(cmp.Compare(b.Papers, a.Papers), cmp.Compare(a.Name, b.Name)) })
	return found[:min(limit, len(found))]
}

// completeDay offers the newest days that have a list and begin so, and their
// months.
func completeDay(db *gorm.DB, name, value string) ([]Completion, error) {
	if strings.Trim(value, "0123456789-") != "" {
		return nil, nil
	}
	var days []string
	err := db.Raw(`SELECT l.key FROM lists l WHERE l.kind = 'day' AND l.key >= ? AND l.key < ? AND EXISTS (SELECT 1 FROM listings li WHERE li.list_id = l.id)
		ORDER BY l.key DESC LIMIT 60`, value, value+":").Scan(&days).Error
	if err != nil {
		return nil, fmt.Errorf("read days: %w", err)
	}
	var found []Completion
	add := func(day string) {
		if !slices.ContainsFunc(found, func(c Completion) bool { return c.Name == day }) && strings.HasPrefix(day, value) {
			found = append(found, Completion{Kind: name, Text: name + ":" + day + " ", Name: day})
		}
	}
	for i, day := range days {
		if len(value) < len("2026-01") {
			add(day[:len("2026-01")])
		}
		if i < 4 {
			add(day)
		}
	}
	return found, nil
}

var begunIdentifier = regexp.MustCompile(`^\d+\.?\d*$`)

// CompletePapers are at most limit papers that text, what stands after "[[" in a
// note, may mean: by the beginning of the identifier, or words of the title. Those
// in the reading list come first, then the newest.
func (l *Library) CompletePapers(ctx context.Context, text string, limit int) ([]Paper, error) {
	db := l.searcher.WithContext(ctx)
	text = strings.TrimSpace(text)
	limit = max(1, min(limit, 50))
	var ids []int64
	if begunIdentifier.MatchString(text) {
		err := db.Raw("SELECT id FROM papers WHERE arxiv_id >= ? AND arxiv_id < ? ORDER BY arxiv_id DESC LIMIT ?", text, text+":", limit).Scan(&ids).Error
		if err != nil {
			return nil, fmt.Errorf("complete a paper: %w", unwanted(ctx, err))
		}
	} else {
		var words []string
		for w := range textWordsOf(text) {
			words = append(words, quoteFTS(text[w.from:w.to]))
		}
		if len(words) == 0 || len(words) > maxWords {
			return nil, nil
		}
		hits, err := selectHits(db, `SELECT f.id, 0.0 FROM (SELECT ~rowid & 0xFFFFFFFF AS id, rowid AS fts_id FROM papers_fts WHERE papers_fts MATCH ? ORDER BY rowid LIMIT 500) f
			LEFT JOIN entries e ON e.paper_id = f.id ORDER BY e.paper_id IS NULL, f.fts_id LIMIT ?`, "{title} : ("+strings.Join(words, " AND ")+" *)", limit)
		if err != nil {
			return nil, fmt.Errorf("complete a paper: %w", unwanted(ctx, err))
		}
		ids = keysOf(hits)
	}
	papers, err := cardsOf(db, ids)
	if err != nil {
		return nil, fmt.Errorf("complete a paper: %w", unwanted(ctx, err))
	}
	return papers, nil
}
