package models

import (
	"context"
	"fmt"
)

// CountPapers is how many papers a view without a query has, whatever its
// limit.
func (l *Library) CountPapers(ctx context.Context, v View) (int, error) {
	where, _, err := v.place()
	if err != nil {
		return 0, err
	}
	var n int
	err = l.reader.WithContext(ctx).Raw("SELECT count(*) FROM papers p"+joinReader+" WHERE "+where.sql, where.args...).Scan(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count papers: %w", err)
	}
	return n, nil
}
