package models

import (
	"context"
	"fmt"
)

// CountPapers is how many papers a view without words to search for has,
// whatever its limit. A smart list may have words.
func (l *Library) CountPapers(ctx context.Context, v View) (int, error) {
	if v.Place == SmartPlace {
		return l.countSmart(ctx, v)
	}
	s, err := v.shelf()
	if err != nil {
		return 0, err
	}
	q, err := ParseQuery(v.Query, false)
	if err != nil {
		return 0, fmt.Errorf("query %q: %w", v.Query, err)
	}
	filter := v.Tags.where().and(q.where())
	where := s.where.and(filter)
	sql, args := "SELECT count(*) FROM papers p"+joinReader+" WHERE "+where.sql, where.args
	if filter.sql == "1" && s.members.sql != "" {
		sql, args = "SELECT count(*) FROM ("+s.members.sql+")", s.members.args
	}
	var n int
	if err := l.reader.WithContext(ctx).Raw(sql, args...).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("count papers: %w", err)
	}
	return n, nil
}

func (l *Library) countSmart(ctx context.Context, v View) (int, error) {
	q, err := l.queryOf(ctx, v)
	if err != nil {
		return 0, fmt.Errorf("query of the smart list %d: %w", v.Smart, err)
	}
	db := l.searcher.WithContext(ctx)
	s, err := newSearching(db, q, v.Tags.where().and(q.where()))
	if err != nil {
		return 0, err
	}
	var found []int64
	if s.expression == "" {
		found, err = ordered(db, s.where, newestFirst, 0)
	} else {
		found, err = s.all(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("count the papers of the smart list %d: %w", v.Smart, unwanted(ctx, err))
	}
	return len(found), nil
}
