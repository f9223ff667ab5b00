package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// giveKeys gives papers the citation keys that the file has for them, and keys
// of their own to those in the reading list that it has none for, or one that
// belongs to another paper here. What is given stays given, so it is no part of
// the step. It comes last, so that no paper takes what the file has for a later
// one; where db cannot write it only says what would come of it.
func (m *merging) giveKeys(db *gorm.DB, write bool) error {
	var own []wanting
	for some := range slices.Chunk(m.wanting, 500) {
		left, err := m.giveSome(db, some, write)
		if err != nil {
			return err
		}
		own = append(own, left...)
	}
	if write && len(own) > 0 {
		ids := make([]int64, len(own))
		for i, w := range own {
			ids[i] = w.paper
		}
		if err := giveCitationKeys(db, ids); err != nil {
			return err
		}
	}
	return m.sayKeys(db, own, write)
}

// taken is a citation key that a paper has, or had and may have again by an
// undo.
type taken struct {
	PaperID int64
	Key     string
	Title   string
}

// giveSome gives those keys that are free and returns the papers of the others.
func (m *merging) giveSome(db *gorm.DB, some []wanting, write bool) ([]wanting, error) {
	of, err := m.takenKeys(db, some)
	if err != nil {
		return nil, err
	}
	var free []citationKey
	var left []wanting
	for _, w := range some {
		other, isTaken := of[strings.ToLower(w.key)]
		if w.key == "" || isTaken && (other.PaperID != w.paper || w.paper == 0) {
			left = append(left, w)
			continue
		}
		free = append(free, citationKey{w.paper, w.key})
	}
	m.report.CitationKeys += len(free)
	if !write || len(free) == 0 {
		return left, nil
	}
	if err := db.Create(&free).Error; err != nil {
		return nil, fmt.Errorf("give citation keys: %w", err)
	}
	return left, nil
}

func (m *merging) takenKeys(db *gorm.DB, some []wanting) (map[string]taken, error) {
	keys := make([]string, len(some))
	for i, w := range some {
		keys[i] = w.key
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, fmt.Errorf("write citation keys: %w", err)
	}
	var rows []taken
	err = db.Raw(`SELECT c.key AS paper_id, j.value AS key, coalesce(p.title, '') AS title FROM changes c
			JOIN json_each(json_array(json_extract(c.before, '$.key'), json_extract(c.after, '$.key'))) j LEFT JOIN papers p ON p.id = c.key
			WHERE c.table_name = 'citation_keys' AND j.value COLLATE NOCASE IN (SELECT value FROM json_each(?1))
		UNION ALL SELECT k.paper_id, k.key, p.title FROM citation_keys k JOIN papers p ON p.id = k.paper_id WHERE k.key IN (SELECT value FROM json_each(?1))`,
		string(list)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("look up citation keys: %w", err)
	}
	of := make(map[string]taken, len(rows))
	for _, row := range rows {
		of[strings.ToLower(row.Key)] = row
	}
	return of, nil
}

// sayKeys says which papers got another key than that of the file.
func (m *merging) sayKeys(db *gorm.DB, own []wanting, write bool) error {
	own = slices.DeleteFunc(own, func(w wanting) bool { return w.key == "" })
	for some := range slices.Chunk(own, 500) {
		of, err := m.takenKeys(db, some)
		if err != nil {
			return err
		}
		ids := make([]int64, len(some))
		for i, w := range some {
			ids[i] = w.paper
		}
		var given []citationKey
		if err := db.Where("paper_id"+inPapers, idList(ids)).Find(&given).Error; err != nil {
			return fmt.Errorf("look up citation keys: %w", err)
		}
		got := make(map[int64]string, len(given))
		for _, k := range given {
			got[k.PaperID] = k.Key
		}
		for _, w := range some {
			d := Disagreement{ArxivID: w.arxivID, Title: w.title, Args: []string{w.key, excerpt(of[strings.ToLower(w.key)].Title, 60)}}
			if d.Format = "Its citation key “%s” belongs to “%s” here; it would get another."; write {
				d.Format, d.Args = "Its citation key “%s” belongs to “%s” here; it got “%s”.", append(d.Args, got[w.paper])
			}
			m.report.differ(d)
		}
	}
	return nil
}
