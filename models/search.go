package models

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// newestHits is how many papers with the words of a query are ranked: the
// newest ones. Ranking all that have a common word would take seconds in a
// large library; up to this many matches the order is that of a full ranking.
const newestHits = 2000

// ownWords is what a match in the reader's own words counts in the ranking,
// on the scale of bm25 (https://www.sqlite.org/fts5.html#the_bm25_function),
// where better is less.
const ownWords = -6.0

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

// search finds the papers that the words of q are in and that satisfy where.
// It returns their keys, best first.
func search(db *gorm.DB, q Query, where condition) ([]int64, error) {
	var positive []wordMatch
	for _, w := range q.words {
		m, err := matchWord(db, w)
		if err != nil {
			return nil, err
		}
		if w.exclude {
			where = where.and(m.nowhere())
		} else {
			positive = append(positive, m)
		}
	}
	if len(positive) == 0 { // only exclusions
		hits, err := selectHits(db, "SELECT p.id, -p.fts_id AS score FROM papers p"+joinReader+" WHERE "+where.sql+" ORDER BY p.fts_id DESC LIMIT ?", append(where.args, newestHits)...)
		return keysOf(hits), err
	}

	scores := map[int64]float64{}
	if !q.notesOnly {
		all := make([]string, len(positive))
		for i, m := range positive {
			all[i] = m.expression
		}
		// the lower half of a row of the index is the paper's key (ftsID)
		sql, args := "SELECT papers_fts.rowid & 0xFFFFFFFF AS id, bm25(papers_fts, 8.0, 1.0, 4.0, 2.0) AS score FROM papers_fts", []any{}
		if where.sql != "1" {
			sql += " CROSS JOIN papers p ON p.fts_id = papers_fts.rowid" + joinReader
			args = where.args
		}
		sql += " WHERE papers_fts MATCH ? AND " + where.sql + " ORDER BY papers_fts.rowid DESC LIMIT ?"
		hits, err := selectHits(db, sql, append(append([]any{strings.Join(all, " AND ")}, args...), newestHits)...)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			scores[h.ID] = h.Score
		}
	}

	own, err := searchOwnWords(db, positive, q.notesOnly)
	if err != nil {
		return nil, err
	}
	if len(own) > 0 && where.sql != "1" {
		allowed := condition{"p.id IN (SELECT value FROM json_each(?))", []any{idList(own)}}.and(where)
		hits, err := selectHits(db, "SELECT p.id, 0.0 FROM papers p"+joinReader+" WHERE "+allowed.sql, allowed.args...)
		if err != nil {
			return nil, err
		}
		own = keysOf(hits)
	}
	for _, id := range own {
		scores[id] += ownWords
	}

	ranked := make([]hit, 0, len(scores))
	for id, score := range scores {
		ranked = append(ranked, hit{id, score})
	}
	slices.SortFunc(ranked, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(b.ID, a.ID))
	})
	return keysOf(ranked), nil
}

// searchOwnWords finds the papers that have at least one of the words in a note
// or a tag and the others there or, unless notesOnly, in the paper itself.
//
// Few papers have the reader's words, so it starts from those and asks the
// papers' index once for each set of words that is still missing.
func searchOwnWords(db *gorm.DB, words []wordMatch, notesOnly bool) ([]int64, error) {
	missing := map[int64]uint64{} // by paper: a bit for each word not found yet
	all := uint64(1)<<min(len(words), 64) - 1
	for i, m := range words {
		if i >= 64 {
			break
		}
		owners := m.owners()
		if notesOnly {
			owners = m.noteOwners()
		}
		hits, err := selectHits(db, "SELECT paper_id, 0.0 FROM ("+owners.sql+")", owners.args...)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			if _, known := missing[h.ID]; !known {
				missing[h.ID] = all
			}
			missing[h.ID] &^= 1 << i
		}
	}
	var found []int64
	candidates := map[uint64][]int64{}
	for id, bits := range missing {
		switch {
		case bits == 0:
			found = append(found, id)
		case !notesOnly:
			candidates[bits] = append(candidates[bits], id)
		}
	}
	for bits, ids := range candidates {
		var expressions []string
		for i, m := range words {
			if i < 64 && bits&(1<<i) != 0 {
				expressions = append(expressions, m.expression)
			}
		}
		// the + keeps SQLite from asking the index anew for each paper
		hits, err := selectHits(db, `SELECT papers_fts.rowid & 0xFFFFFFFF, 0.0 FROM papers_fts WHERE papers_fts MATCH ?
			AND +(papers_fts.rowid & 0xFFFFFFFF) IN (SELECT value FROM json_each(?))`, strings.Join(expressions, " AND "), idList(ids))
		if err != nil {
			return nil, err
		}
		found = append(found, keysOf(hits)...)
	}
	return found, nil
}

const joinReader = " LEFT JOIN entries e ON e.paper_id = p.id LEFT JOIN triage t ON t.paper_id = p.id"

// selectHits reads keys and scores. It scans by hand, because there may be two
// thousand of them behind each key that a reader types.
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
			return nil, fmt.Errorf("search: %w", err)
		}
		hits = append(hits, h)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
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

func matchWord(db *gorm.DB, w word) (wordMatch, error) {
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

	folded := foldName(w.text)
	var tags []Tag
	if err := db.Where("folded LIKE ? ESCAPE '\\'", "%"+likeText(folded)+"%").Find(&tags).Error; err != nil {
		return m, fmt.Errorf("search tags: %w", err)
	}
	for _, t := range tags {
		if hasWord(t.Folded, folded, w.prefix) {
			m.tags = append(m.tags, t.ID)
		}
	}
	return m, nil
}

// hasWord says whether one of the words that a tag is made of is word, or
// begins with it.
func hasWord(tag, word string, prefix bool) bool {
	for rest := tag; ; {
		i := strings.Index(rest, word)
		if i < 0 {
			return false
		}
		at := len(tag) - len(rest) + i
		end := at + len(word)
		startsWord := at == 0 || strings.ContainsRune(" /-_.", rune(tag[at-1]))
		endsWord := end == len(tag) || strings.ContainsRune(" /-_.", rune(tag[end]))
		if startsWord && (endsWord || prefix) {
			return true
		}
		rest = rest[i+1:]
	}
}

// noteOwners selects the papers with the word in a note, owners those with it
// in a note or a tag.
func (m wordMatch) noteOwners() condition {
	return condition{"SELECT n.paper_id FROM notes_fts f JOIN notes n ON n.id = f.rowid WHERE notes_fts MATCH ?", []any{m.expression}}
}

func (m wordMatch) owners() condition {
	owners := m.noteOwners()
	if len(m.tags) > 0 {
		owners.sql += " UNION SELECT paper_id FROM paper_tags WHERE tag_id IN ?"
		owners.args = append(owners.args, m.tags)
	}
	return owners
}

// nowhere excludes the papers with the word.
func (m wordMatch) nowhere() condition {
	owners := m.owners()
	return condition{"p.id NOT IN (" + owners.sql + ")", owners.args}.
		and(condition{"p.fts_id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)", []any{m.expression}})
}

func (c condition) and(other condition) condition {
	return condition{"(" + c.sql + " AND " + other.sql + ")", slices.Concat(c.args, other.args)}
}

// andAlso is and, where either may ask for nothing.
func (c condition) andAlso(other condition) condition {
	switch {
	case c.sql == "1":
		return other
	case other.sql == "1":
		return c
	}
	return c.and(other)
}

// where is what the filters of a query ask for together; "1" for nothing.
func (q Query) where() condition {
	c := condition{sql: "1"}
	for _, f := range q.filters {
		next := f.condition
		if f.exclude {
			// what is unknown (NULL) is not what was excluded
			next = condition{"NOT coalesce(" + next.sql + ", 0)", next.args}
		}
		if c.sql == "1" {
			c = next
		} else {
			c = c.and(next)
		}
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
