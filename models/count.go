package models

import (
	"context"
	"fmt"
)

// CountPapers is how many papers a view without words to search for has,
// whatever its limit.
func (l *Library) CountPapers(ctx context.Context, v View) (int, error) {
	s, err := v.shelf()
	if err != nil {
		return 0, err
	}
	q, err := ParseQuery(v.Query, false)
	if err != nil {
		return 0, fmt.Errorf("query %q: %w", v.Query, err)
	}
	filter := v.Tags.where().andAlso(q.where())
	where := s.where.andAlso(filter)
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
