package models

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// namedAtATime is how many papers are in memory while many are named.
const namedAtATime = 5000

// Named goes through papers by their keys, in that order, and gives of each no
// more than it is known by: key, arXiv identifier, title, DOI and citation key.
// It takes a small part of the time of Whole. Papers that the library does not
// have any more are left out. An error is the last that is given.
func (l *Library) Named(ctx context.Context, papers []int64) iter.Seq2[*Paper, error] {
	return func(yield func(*Paper, error) bool) {
		for some := range slices.Chunk(papers, namedAtATime) {
			var rows []struct {
				ID      int64
				ArxivID string
				Title   string
				DOI     string `gorm:"column:doi"`
				Key     string
			}
			err := l.reader.WithContext(ctx).Raw(`SELECT p.id, p.arxiv_id, p.title, k.key,
				(SELECT max(i.value) FROM identifiers i WHERE i.paper_id = p.id AND i.kind = ?) AS doi
				FROM json_each(?) j JOIN papers p ON p.id = j.value LEFT JOIN citation_keys k ON k.paper_id = p.id ORDER BY j.key`,
				DOIIdentifier, idList(some)).Scan(&rows).Error
			if err != nil {
				yield(nil, fmt.Errorf("name papers: %w", unwanted(ctx, err)))
				return
			}
			for _, r := range rows {
				if !yield(&Paper{ID: r.ID, ArxivID: r.ArxivID, Title: r.Title, DOI: r.DOI, CitationKey: r.Key}, nil) {
					return
				}
			}
		}
	}
}
