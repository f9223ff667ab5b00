package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// searchers is how many searches may run side by side: one that is wanted, and
// one that is about to notice that it is not any more. They have connections of
// their own, so that nothing else waits for a search.
const searchers = 2

// wholeAtOnce is how many papers a library may have for its first answer to be
// the whole one.
const wholeAtOnce = 15000

// FirstPapers are some of the papers of a view, fast in a library of any size.
// Where partial is true they are those that were found in a moment, those with
// the words in the title or in notes first and the newest first among them;
// Papers then gives the exact ones, which may take a second where there are a
// hundred thousand papers. Cancel ctx when they are no longer wanted.
func (l *Library) FirstPapers(ctx context.Context, v View) (papers []Paper, partial bool, err error) {
	return l.papers(ctx, v, true)
}

// answer are the keys of the papers of a view with a query.
type answer struct {
	ids     []int64
	partial bool
}

// answer finds the papers of a view with a query: those that satisfy where and
// have its words, in the order asked for.
func (l *Library) answer(ctx context.Context, db *gorm.DB, v View, q Query, where condition, order string, first bool) (answer, error) {
	s, err := newSearching(db, q, where)
	if err != nil {
		return answer{}, err
	}
	switch {
	case s.expression == "":
		ids, err := ordered(db, s.where, order, v.Limit)
		return answer{ids: ids}, err
	case len(s.words) == 0 && order == newestFirst: // only authors
		hits, err := s.newest(ctx, s.expression, v.Limit)
		return answer{ids: keysOf(hits)}, err
	case len(s.words) == 0:
		ids, err := ordered(db, s.where.and(inIndex(s.expression)), order, v.Limit)
		return answer{ids: ids}, err
	}
	if first {
		var papers int64
		if err := db.Raw("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'papers'), 0)").Scan(&papers).Error; err != nil {
			return answer{}, fmt.Errorf("count papers: %w", err)
		}
		first = papers > l.wholeAtOnce
	}
	switch {
	case v.Sort == OwnOrder && first:
		ids, err := s.first(ctx, l.firstFor, limitOr(v.Limit, firstLimit))
		return answer{ids, true}, err
	case v.Sort == OwnOrder:
		ids, err := s.best(ctx, v.Limit)
		return answer{ids: ids}, err
	}
	var found []int64
	if first {
		found, err = s.first(ctx, l.firstFor, sortedFirst)
	} else {
		found, err = s.all(ctx)
	}
	if err != nil {
		return answer{}, err
	}
	ids, err := ordered(db, condition{"p.id IN (SELECT value FROM json_each(?))", []any{idList(found)}}, order, v.Limit)
	return answer{ids, first}, err
}

const (
	// firstLimit is how many papers a first answer has at most: some screens.
	firstLimit = 50
	// sortedFirst is how many of the newest papers are sorted otherwise in a
	// first answer.
	sortedFirst = 1000
)

func limitOr(limit, otherwise int) int {
	if limit == 0 {
		return otherwise
	}
	return min(limit, otherwise)
}

// ordered are the keys of the papers that satisfy a condition. It goes through
// an index that has what filters ask for, because going through the papers
// themselves means going through all their texts.
func ordered(db *gorm.DB, where condition, order string, limit int) ([]int64, error) {
	sql, args := "SELECT p.id, 0.0 FROM papers p", where.args
	if order == newestFirst {
		sql += " INDEXED BY papers_facts"
	}
	sql += joinReader + " WHERE " + where.sql + " ORDER BY " + order
	if limit > 0 {
		sql, args = sql+" LIMIT ?", append(slices.Clone(args), limit)
	}
	hits, err := selectHits(db, sql, args...)
	return keysOf(hits), err
}

// FillHits says of papers where the words of a query are in them, see
// Paper.Hits.
func (l *Library) FillHits(ctx context.Context, query string, typing bool, papers []Paper) error {
	q, err := ParseQuery(query, typing)
	if err != nil {
		return fmt.Errorf("query %q: %w", query, err)
	}
	return fillHits(l.searcher.WithContext(ctx), q, papers)
}

func fillHits(db *gorm.DB, q Query, papers []Paper) error {
	words := q.sought()
	if len(words) == 0 {
		return nil
	}
	ids, at := make([]int64, len(papers)), make(map[int64]*Paper, len(papers))
	for i := range papers {
		ids[i], at[papers[i].ID] = papers[i].ID, &papers[i]
		hits := &Hits{Title: inRunes(papers[i].Title, places(papers[i].Title, words))}
		for _, t := range papers[i].Tags {
			if len(places(t.Name, words)) > 0 {
				hits.Tags = append(hits.Tags, t.ID)
			}
		}
		papers[i].Hits = hits
	}
	list := idList(ids)
	err := eachRow(db, func(id, _ int64, text string) { at[id].Hits.Abstract = snippet(text, words) },
		"SELECT id, 0, abstract FROM papers WHERE id IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return err
	}
	note := func(id, note int64, text string) {
		if s := snippet(text, words); at[id].Hits.NoteID == 0 && s.Text != "" {
			at[id].Hits.Note, at[id].Hits.NoteID = s, note
		}
	}
	// the note last written in comes first
	return eachRow(db, note, "SELECT paper_id, id, substr(text, 1, ?) FROM notes WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY updated_at DESC", maxLooked, list)
}

func eachRow(db *gorm.DB, do func(id, other int64, text string), sql string, args ...any) error {
	rows, err := db.Raw(sql, args...).Rows()
	if err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, other int64
		var text string
		if err := rows.Scan(&id, &other, &text); err != nil {
			return fmt.Errorf("read texts: %w", err)
		}
		do(id, other, text)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	return nil
}

// unwanted is the error of a search that ended because its context did.
func unwanted(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}
