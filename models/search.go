package models

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// ownWords is what a match in the reader's own words counts in the ranking,
// on the scale of bm25 (https://www.sqlite.org/fts5.html#the_bm25_function),
// where better is less.
const ownWords = -6.0

// searching is a query being looked for in a part of the library.
type searching struct {
	db    *gorm.DB
	query Query
	words []wordMatch // that a paper must have
	// expression is what the papers' index is asked for, excluded words among
	// it; empty where no word is asked for.
	expression string
	more       string    // what expression has beside the words
	where      condition // what else a paper must be, over p, e and t
}

// wordMatch is where one word of a query may be found: in the two full-text
// indexes, and in tags.
type wordMatch struct {
	expression string // of FTS5
	tags       []int64
}

type hit struct {
	ID    int64
	Score float64
}

func newSearching(db *gorm.DB, q Query, where condition) (*searching, error) {
	s := &searching{db: db, query: q, where: where}
	tags, err := tagNames(db)
	if err != nil {
		return nil, err
	}
	var without []string
	for _, w := range q.words {
		m := matchWord(w, tags)
		if w.exclude {
			without = append(without, m.expression)
			owners := m.owners()
			s.where = s.where.and(condition{"+p.id NOT IN (" + owners.sql + ")", owners.args})
			continue
		}
		s.words = append(s.words, m)
	}
	switch {
	case len(s.words) > 0:
		for _, author := range q.authors {
			s.more += " AND " + author
		}
		for _, expression := range without {
			s.more += " NOT " + expression
		}
		s.expression = s.inPaper(s.words)
	case len(without) > 0:
		for _, author := range q.authors {
			s.where = s.where.and(inIndex(author))
		}
		not := inIndex(strings.Join(without, " OR "))
		not.sql = "NOT " + not.sql
		s.where = s.where.and(not)
	case len(q.authors) > 0:
		s.expression = strings.Join(q.authors, " AND ")
	}
	return s, nil
}

// inPaper is the expression for papers with words in them, inTitle that for those
// with the words in the title.
func (s *searching) inPaper(words []wordMatch) string { return "(" + joined(words) + ")" + s.more }

func (s *searching) inTitle(words []wordMatch) string { return "{title} : " + s.inPaper(words) }

// joined are the expressions of words, of which all are asked for.
func joined(words []wordMatch) string {
	all := make([]string, len(words))
	for i, m := range words {
		all[i] = m.expression
	}
	return strings.Join(all, " AND ")
}

// inIndex is that the papers' index has a paper for an expression. The + keeps
// SQLite from going through each of its papers for each of those that another
// condition has.
func inIndex(expression string) condition {
	return condition{"+p.fts_id IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)", []any{expression}}
}

// tagNames are all tags, with their keys and names only, and in one row: there
// may be thousands.
func tagNames(db *gorm.DB) ([]Tag, error) {
	var text string
	err := db.Raw("SELECT coalesce(group_concat(id || ' ' || name, char(10)), '') FROM tags").Row().Scan(&text)
	if err != nil {
		return nil, fmt.Errorf("search tags: %w", err)
	}
	var tags []Tag
	for line := range strings.SplitSeq(text, "\n") {
		id, name, _ := strings.Cut(line, " ")
		if key, err := strconv.ParseInt(id, 10, 64); err == nil {
			tags = append(tags, Tag{ID: key, Name: name})
		}
	}
	return tags, nil
}

// matched are the papers that the index has for an expression, as p: with its
// key worked out from the row of the index (ftsID), so that SQLite has no other
// way than through the index, and the facts that filters ask for.
const matched = `(SELECT papers_fts.rowid AS fts_id, ~papers_fts.rowid & 0xFFFFFFFF AS id, %s AS score%s FROM papers_fts%s WHERE papers_fts MATCH ?) p`

const facts = ", x.list_day, x.published, x.upvotes, x.comments, x.github_stars, x.github, x.project, x.organization, x.organization_login, x.submitter_login"

// from is the papers of the index for an expression, with joins to what the
// conditions speak of.
func (s *searching) from(score string) string {
	columns, join := "", ""
	if strings.Contains(keyNames.Replace(s.where.sql), "p.") {
		columns, join = facts, " CROSS JOIN papers x ON x.fts_id = papers_fts.rowid"
	}
	return fmt.Sprintf(matched, score, columns, join) + joinReader
}

// keyNames takes out of a condition what speaks of a paper's keys.
var keyNames = strings.NewReplacer("p.id", "", "p.fts_id", "")

const bm25 = "bm25(papers_fts, 8.0, 1.0, 4.0, 2.0)"

// best are the keys of the papers found, the best first: at most limit, or all
// with 0. It goes through everything.
func (s *searching) best(ctx context.Context, limit int) ([]int64, error) {
	own, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var hits []hit
	if !s.query.notesOnly {
		wanted, done := want(ctx, "p.fts_id")
		defer done()
		score, args := "p.score", []any{}
		if len(own) > 0 {
			score = fmt.Sprintf("p.score + CASE WHEN +p.id IN (SELECT value FROM json_each(?)) THEN %f ELSE 0 END", ownWords)
			args = append(args, idList(own))
		}
		where := wanted.and(s.where)
		sql := "SELECT p.id, " + score + " AS total FROM " + s.from(bm25) + " WHERE " + where.sql + " ORDER BY total, p.fts_id"
		args = append(append(args, s.expression), where.args...)
		if limit > 0 {
			sql, args = sql+" LIMIT ?", append(args, limit)
		}
		if hits, err = selectHits(s.db, sql, args...); err != nil {
			return nil, err
		}
	}
	// what is only in the reader's own words comes after what is in both
	there := make(map[int64]bool, len(hits))
	for _, h := range hits {
		there[h.ID] = true
	}
	for _, id := range own {
		if !there[id] {
			hits = append(hits, hit{id, ownWords})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.Score, b.Score) })
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return keysOf(hits), nil
}

// all are the keys of all papers found, in no order.
func (s *searching) all(ctx context.Context) ([]int64, error) {
	found, err := s.own(ctx)
	if err != nil || s.query.notesOnly {
		return found, err
	}
	hits, err := s.newest(ctx, s.expression, 0)
	if err != nil {
		return nil, err
	}
	found = append(found, keysOf(hits)...)
	slices.Sort(found)
	return slices.Compact(found), nil
}

// some are the keys of papers found, at most limit: fewer only where there are no
// more.
func (s *searching) some(ctx context.Context, limit int) ([]int64, error) {
	if s.query.notesOnly {
		return s.own(ctx)
	}
	hits, err := s.newest(ctx, s.expression, limit)
	if err != nil || len(hits) == limit || len(s.words) == 0 {
		return keysOf(hits), err
	}
	found, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	found = append(found, keysOf(hits)...)
	slices.Sort(found)
	return slices.Compact(found), nil
}

// newest are the newest papers that the index has for an expression: at most
// limit, or all with 0.
func (s *searching) newest(ctx context.Context, expression string, limit int) ([]hit, error) {
	wanted, done := want(ctx, "p.fts_id")
	defer done()
	where := wanted.and(s.where)
	sql := "SELECT p.id, 0.0 FROM " + s.from("0") + " WHERE " + where.sql + " ORDER BY p.fts_id"
	args := append([]any{expression}, where.args...)
	if limit > 0 {
		sql, args = sql+" LIMIT ?", append(args, limit)
	}
	return selectHits(s.db, sql, args...)
}

// firstFor is how long the first papers of a large library are looked for, with
// what there is by then; the exact order follows.
const firstFor = 20 * time.Millisecond

// first are some of the papers found, at most limit: those with all words in one
// note or in the title first, then others, the newest first in each. It looks no
// longer than within, so that it is as fast in a library of any size.
func (s *searching) first(ctx context.Context, within time.Duration, limit int) ([]int64, error) {
	short, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var found []int64
	seen := map[int64]bool{}
	add := func(hits []hit, err error) error {
		for _, h := range hits {
			if !seen[h.ID] && len(found) < limit {
				seen[h.ID] = true
				found = append(found, h.ID)
			}
		}
		if err != nil && short.Err() != nil && ctx.Err() == nil {
			return nil // the time is over
		}
		return err
	}
	if err := add(s.firstOwn(short, limit/2)); err != nil {
		return nil, err
	}
	if s.query.notesOnly {
		return found, nil
	}
	words, all, err := s.begun()
	if err != nil {
		return nil, err
	}
	expressions := []string{s.inTitle(words), s.inPaper(words)}
	if !all {
		expressions = append(expressions, s.expression)
	}
	for _, expression := range expressions {
		if len(found) == limit {
			break
		}
		if err := add(s.newest(short, expression, limit)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// firstOwn are the papers with all words in one note, or with a tag that has the
// only word, of the newest notes first.
func (s *searching) firstOwn(ctx context.Context, limit int) ([]hit, error) {
	wanted, done := want(ctx, "f.rowid")
	defer done()
	hits, err := selectHits(s.db, "SELECT n.paper_id, 0.0 FROM notes_fts f CROSS JOIN notes n ON n.id = f.rowid WHERE notes_fts MATCH ? AND "+wanted.sql+
		" ORDER BY f.rowid DESC LIMIT ?", append(append([]any{joined(s.words)}, wanted.args...), limit)...)
	if err != nil {
		return nil, err
	}
	if len(s.words) == 1 && len(s.words[0].tags) > 0 && !s.query.notesOnly {
		tagged, err := selectHits(s.db, "SELECT paper_id, 0.0 FROM paper_tags WHERE tag_id IN ? ORDER BY id DESC LIMIT ?", s.words[0].tags, limit)
		if err != nil {
			return nil, err
		}
		hits = append(hits, tagged...)
	}
	ids, err := s.allowed(keysOf(hits))
	hits = hits[:0]
	for _, id := range ids {
		hits = append(hits, hit{ID: id})
	}
	return hits, err
}

// allowed are those of papers that satisfy the conditions, in their order.
func (s *searching) allowed(papers []int64) ([]int64, error) {
	if len(papers) == 0 || s.where.sql == "1" {
		return papers, nil
	}
	where := condition{"p.id IN (SELECT value FROM json_each(?))", []any{idList(papers)}}.and(s.where)
	hits, err := selectHits(s.db, "SELECT p.id, 0.0 FROM papers p"+joinReader+" WHERE "+where.sql, where.args...)
	if err != nil {
		return nil, err
	}
	is := make(map[int64]bool, len(hits))
	for _, h := range hits {
		is[h.ID] = true
	}
	return slices.DeleteFunc(papers, func(id int64) bool { return !is[id] }), nil
}

// own are the papers that have at least one of the words in a note or a tag and
// the others there or, unless only notes are searched, in the paper itself.
//
// Few papers have the reader's words, so it starts from those and asks the
// papers' index once for each set of words that is still missing.
func (s *searching) own(ctx context.Context) ([]int64, error) {
	missing := map[int64]uint64{} // by paper: a bit for each word not found yet
	all := uint64(1)<<len(s.words) - 1
	for i, m := range s.words {
		owners := m.owners()
		if s.query.notesOnly {
			owners = m.noteOwners()
		}
		hits, err := selectHits(s.db, "SELECT paper_id, 0.0 FROM ("+owners.sql+")", owners.args...)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			if _, known := missing[h.ID]; !known {
				missing[h.ID] = all
			}
			missing[h.ID] &^= 1 << i
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	var found []int64
	candidates := map[uint64][]int64{}
	for id, bits := range missing {
		switch {
		case bits == 0:
			found = append(found, id)
		case !s.query.notesOnly:
			candidates[bits] = append(candidates[bits], id)
		}
	}
	for bits, ids := range candidates {
		var expressions []string
		for i, m := range s.words {
			if bits&(1<<i) != 0 {
				expressions = append(expressions, m.expression)
			}
		}
		wanted, done := want(ctx, "papers_fts.rowid")
		// the + keeps SQLite from asking the index anew for each paper
		hits, err := selectHits(s.db, `SELECT ~papers_fts.rowid & 0xFFFFFFFF, 0.0 FROM papers_fts WHERE papers_fts MATCH ? AND `+wanted.sql+
			` AND +(~papers_fts.rowid & 0xFFFFFFFF) IN (SELECT value FROM json_each(?))`, strings.Join(expressions, " AND "), wanted.args[0], idList(ids))
		done()
		if err != nil {
			return nil, err
		}
		found = append(found, keysOf(hits)...)
	}
	slices.SortFunc(found, func(a, b int64) int { return cmp.Compare(b, a) })
	where := s.where
	if len(s.query.authors) > 0 { // they stand in the expression, which is not asked here
		for _, author := range s.query.authors {
			s.where = s.where.and(inIndex(author))
		}
	}
	found, err := s.allowed(found)
	s.where = where
	return found, err
}

const joinReader = " LEFT JOIN entries e ON e.paper_id = p.id LEFT JOIN triage t ON t.paper_id = p.id"

// selectHits reads keys and scores, those before an error too. It scans by hand,
// because there may be thousands of them behind each key that a reader types.
func selectHits(db *gorm.DB, sql string, args ...any) ([]hit, error) {
	rows, err := db.Raw(sql, args...).Rows()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	var hits []hit
	for rows.Next() {
		var h hit
		if err := rows.Scan(&h.ID, &h.Score); err != nil {
			return hits, fmt.Errorf("search: %w", err)
		}
		hits = append(hits, h)
	}
	if err := rows.Err(); err != nil {
		if ended := db.Statement.Context.Err(); ended != nil {
			err = ended
		}
		return hits, fmt.Errorf("search: %w", err)
	}
	return hits, nil
}

func keysOf(hits []hit) []int64 {
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return ids
}

func matchWord(w word, tags []Tag) wordMatch {
	expression := quoteFTS(w.text)
	if w.prefix {
		expression += " *"
	}
	if !w.phrase {
		for _, form := range wordForms(w.text) {
			expression += " OR " + quoteFTS(form)
		}
	}
	m := wordMatch{expression: "(" + expression + ")"}
	sought := w.sought()
	for _, t := range tags {
		if len(places(t.Name, sought)) > 0 {
			m.tags = append(m.tags, t.ID)
		}
	}
	return m
}

// hasWord says whether one of the words that a tag is made of is word, or
// begins with it.
func hasWord(tag, text string, prefix bool) bool {
	return len(places(tag, word{text: text, phrase: true, prefix: prefix}.sought())) > 0
}

// noteOwners selects the papers with the word in a note, owners those with it
// in a note or a tag.
func (m wordMatch) noteOwners() condition {
	return condition{"SELECT n.paper_id FROM notes_fts f CROSS JOIN notes n ON n.id = f.rowid WHERE notes_fts MATCH ?", []any{m.expression}}
}

func (m wordMatch) owners() condition {
	owners := m.noteOwners()
	if len(m.tags) > 0 {
		owners.sql += " UNION SELECT paper_id FROM paper_tags WHERE tag_id IN ?"
		owners.args = append(owners.args, m.tags)
	}
	return owners
}

// and joins conditions; "1" asks for nothing.
func (c condition) and(other condition) condition {
	switch {
	case c.sql == "1":
		return other
	case other.sql == "1":
		return c
	}
	return condition{"(" + c.sql + " AND " + other.sql + ")", slices.Concat(c.args, other.args)}
}

// where is what the filters of a query ask for together, but for authors; "1"
// for nothing.
func (q Query) where() condition {
	c := condition{sql: "1"}
	for _, f := range q.filters {
		next := f.condition
		if f.exclude {
			// what is unknown (NULL) is not what was excluded
			next = condition{"NOT coalesce(" + next.sql + ", 0)", next.args}
		}
		c = c.and(next)
	}
	if q.notesOnly && len(q.words) == 0 {
		c = c.and(condition{sql: "p.id IN (SELECT paper_id FROM notes)"})
	}
	return c
}

// idList is keys as a JSON array for json_each, which takes any number of them
// in one parameter.
func idList(ids []int64) string {
	if len(ids) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(ids) // integers always encode
	return string(text)
}
