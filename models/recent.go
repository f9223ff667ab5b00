package models

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// recentKept is how many searches are remembered.
const recentKept = 50

// AddRecentSearch remembers a search that the reader made use of, as the newest.
// One that asks for nothing, or cannot be understood, is not worth it. It is no
// step.
func (l *Library) AddRecentSearch(ctx context.Context, query string) error {
	query = strings.TrimSpace(query)
	if q, err := ParseQuery(query, false); err != nil || q.Empty() {
		return nil
	}
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		err := tx.Exec(`INSERT INTO recent_searches(query, at) VALUES (?, ?)
			ON CONFLICT(query) DO UPDATE SET at = excluded.at`, query, timeString(l.clock())).Error
		if err != nil {
			return err
		}
		return tx.Exec("DELETE FROM recent_searches WHERE query <> ? AND query NOT IN (SELECT query FROM recent_searches WHERE query <> ? ORDER BY at DESC, query LIMIT ?)",
			query, query, recentKept-1).Error
	})
	if err != nil {
		return fmt.Errorf("remember a search: %w", err)
	}
	return nil
}

// RecentSearches are the searches remembered, the newest first, at most 50.
func (l *Library) RecentSearches(ctx context.Context) ([]string, error) {
	var queries []string
	if err := l.reader.WithContext(ctx).Raw("SELECT query FROM recent_searches ORDER BY at DESC, query").Scan(&queries).Error; err != nil {
		return nil, fmt.Errorf("read recent searches: %w", err)
	}
	return queries, nil
}

// ForgetRecentSearches forgets all of them.
func (l *Library) ForgetRecentSearches(ctx context.Context) error {
	if err := l.writer.WithContext(ctx).Exec("DELETE FROM recent_searches").Error; err != nil {
		return fmt.Errorf("forget recent searches: %w", err)
	}
	return nil
}
