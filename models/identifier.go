package models

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm/clause"
)

// Kinds of identifiers beside the bare arXiv identifier.
const (
	DOIIdentifier     = "doi"     // "10.1103/PhysRevD.76.013009"
	VersionIdentifier = "version" // "2309.12288v2"
)

// Identifier is another name of a paper.
type Identifier struct {
	Kind  string // DOIIdentifier or VersionIdentifier
	Value string
}

// AddIdentifiers gives a paper further names. One that another paper has stays
// with that. It is no step.
func (l *Library) AddIdentifiers(ctx context.Context, paper int64, identifiers []Identifier) error {
	if len(identifiers) == 0 {
		return nil
	}
	type row struct {
		PaperID int64
		Kind    string
		Value   string
	}
	rows := make([]row, len(identifiers))
	for i, id := range identifiers {
		rows[i] = row{paper, id.Kind, id.Value}
	}
	err := l.writer.WithContext(ctx).Table("identifiers").Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
	if err != nil {
		return fmt.Errorf("add identifiers to paper %d: %w", paper, err)
	}
	return nil
}

// Known are the keys of those of the papers that the library has, by their bare
// arXiv identifiers.
func (l *Library) Known(ctx context.Context, arxivIDs []string) (map[string]int64, error) {
	list, err := json.Marshal(arxivIDs)
	if err != nil {
		return nil, fmt.Errorf("look up papers: %w", err)
	}
	var rows []struct {
		ID      int64
		ArxivID string
	}
	err = l.reader.WithContext(ctx).Raw("SELECT id, arxiv_id FROM papers WHERE arxiv_id IN (SELECT value FROM json_each(?))", string(list)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("look up %d papers: %w", len(arxivIDs), err)
	}
	known := make(map[string]int64, len(rows))
	for _, r := range rows {
		known[r.ArxivID] = r.ID
	}
	return known, nil
}
