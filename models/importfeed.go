package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// recordsPerWrite bounds a transaction of feed data, see papersPerWrite.
const recordsPerWrite = 50

// arriving is what the sources said of the papers of a file on its way into the
// library: no step, and in small transactions. What goes wrong takes the papers
// that came with it away again.
type arriving struct {
	lib *Library
	// papers are the keys of the records, in their order.
	papers []int64
	added  []int64
	// fetched is when the papers that were added were, as it is kept.
	fetched map[int64]string
	lists   map[[2]string]int64
	// trending says that the file's trending list is taken: there is none here.
	trending bool
	// listed are the lists that came with it.
	listed []int64
}

func (l *Library) newArriving(ctx context.Context) (*arriving, error) {
	a := &arriving{lib: l, fetched: map[int64]string{}, lists: map[[2]string]int64{}}
	var there int64
	err := l.reader.WithContext(ctx).Raw("SELECT count(*) FROM lists l JOIN listings li ON li.list_id = l.id WHERE l.kind = ?", TrendingList).Scan(&there).Error
	if err != nil {
		return nil, fmt.Errorf("look for the trending list: %w", err)
	}
	a.trending = there == 0
	return a, nil
}

// take takes some records in.
func (a *arriving) take(ctx context.Context, some []*Record) error {
	known, err := knownRecords(a.lib.reader.WithContext(ctx), some)
	if err != nil {
		return err
	}
	return a.lib.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := a.savePapers(tx, some, known); err != nil {
			return err
		}
		ids, err := knownRecords(tx, some)
		if err != nil {
			return err
		}
		var added []int64
		for i, id := range ids {
			if id == 0 {
				return fmt.Errorf("%s did not arrive", some[i].name())
			}
			if known[i] == 0 {
				added = append(added, id)
			}
		}
		fetched, err := fetchedAt(tx, added)
		if err != nil {
			return err
		}
		maps.Copy(a.fetched, fetched)
		a.added = append(a.added, added...)
		a.papers = append(a.papers, ids...)
		if err := saveIdentifiers(tx, some, ids); err != nil {
			return err
		}
		return a.saveListings(tx, some, ids)
	})
}

// fetchedAt is when papers were fetched last, as it is kept.
func fetchedAt(db *gorm.DB, papers []int64) (map[int64]string, error) {
	var rows []struct {
		ID        int64
		FetchedAt string
	}
	if err := db.Raw("SELECT id, fetched_at FROM papers WHERE id"+inPapers, idList(papers)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("look up when papers were fetched: %w", err)
	}
	fetched := make(map[int64]string, len(rows))
	for _, row := range rows {
		fetched[row.ID] = row.FetchedAt
	}
	return fetched, nil
}

// knownRecords are the keys of the papers that records are, 0 for those that the
// library does not have. What has no arXiv identifier is found by another one,
// or by title, authors and day.
func knownRecords(db *gorm.DB, some []*Record) ([]int64, error) {
	arxiv := make([]string, 0, len(some))
	for _, r := range some {
		if r.ArxivID != "" {
			arxiv = append(arxiv, r.ArxivID)
		}
	}
	var rows []Paper
	if len(arxiv) > 0 {
		if err := db.Raw("SELECT id, arxiv_id FROM papers WHERE arxiv_id IN ?", arxiv).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("look up papers: %w", err)
		}
	}
	byArxiv := make(map[string]int64, len(rows))
	for _, row := range rows {
		byArxiv[row.ArxivID] = row.ID
	}
	if err := spellDOIs(db, some); err != nil {
		return nil, err
	}
	ids := make([]int64, len(some))
	for i, r := range some {
		if r.ArxivID != "" {
			ids[i] = byArxiv[r.ArxivID]
			continue
		}
		var err error
		if ids[i], err = knownWork(db, r); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// spellDOIs gives the DOIs of works without an arXiv identifier the case that
// they have in the library: a DOI is the same in any (DOI Handbook, "2.4 Case
// sensitivity").
func spellDOIs(db *gorm.DB, some []*Record) error {
	var dois []string
	each := func(do func(id *Identifier)) {
		for _, r := range some {
			for i := range r.Identifiers {
				if r.ArxivID == "" && r.Identifiers[i].Kind == DOIIdentifier {
					do(&r.Identifiers[i])
				}
			}
		}
	}
	each(func(id *Identifier) { dois = append(dois, strings.ToLower(id.Value)) })
	if len(dois) == 0 {
		return nil
	}
	list, err := json.Marshal(dois)
	if err != nil {
		return fmt.Errorf("look up DOIs: %w", err)
	}
	var values []string
	if err := db.Raw("SELECT value FROM identifiers WHERE kind = ? AND lower(value) IN (SELECT value FROM json_each(?)) ORDER BY id DESC", DOIIdentifier, string(list)).Scan(&values).Error; err != nil {
		return fmt.Errorf("look up DOIs: %w", err)
	}
	spelled := make(map[string]string, len(values))
	for _, value := range values {
		spelled[strings.ToLower(value)] = value
	}
	each(func(id *Identifier) {
		if value := spelled[strings.ToLower(id.Value)]; value != "" {
			id.Value = value
		}
	})
	return nil
}

// knownWork is the key of a work without an arXiv identifier, 0 for none.
func knownWork(db *gorm.DB, r *Record) (int64, error) {
	for _, id := range r.Identifiers {
		var found []int64
		if err := db.Raw("SELECT paper_id FROM identifiers WHERE kind = ? AND value = ?", id.Kind, id.Value).Scan(&found).Error; err != nil {
			return 0, fmt.Errorf("look up %s %s: %w", id.Kind, id.Value, err)
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	var found []int64
	err := db.Raw("SELECT p.id FROM papers p WHERE coalesce(p.arxiv_id, '') = '' AND p.title = ? AND p.authors_text = ? AND p.published = ? ORDER BY p.id LIMIT 1",
		r.Title, r.AuthorsText, r.Published).Scan(&found).Error
	if err != nil {
		return 0, fmt.Errorf("look up %q: %w", r.Title, err)
	}
	if len(found) == 0 {
		return 0, nil
	}
	return found[0], nil
}

// savePapers adds new papers, and tells those that are there what is newer, or
// what they lack.
func (a *arriving) savePapers(tx *gorm.DB, some []*Record, known []int64) error {
	there := slices.DeleteFunc(slices.Clone(known), func(id int64) bool { return id == 0 })
	var rows []Paper
	if err := tx.Where("id"+inPapers, idList(there)).Find(&rows).Error; err != nil {
		return fmt.Errorf("look up papers: %w", err)
	}
	old := make(map[int64]Paper, len(rows))
	for _, row := range rows {
		old[row.ID] = row
	}
	// Papers get their keys in the order of the file.
	var papers []Paper
	flush := func() error {
		var saved Saved
		err := savePapers(tx, listRow{}, 0, papers, &saved)
		papers = papers[:0]
		return err
	}
	for i, r := range some {
		was, isThere := old[known[i]]
		switch {
		case isThere && !r.FetchedAt.After(was.FetchedAt):
			p := complete(r.Paper, was)
			p.ID, p.FTSID = was.ID, was.FTSID
			// a work without an arXiv identifier stays as it is
			if p.ArxivID != "" && saysMore(p, was) {
				papers = append(papers, p)
			}
		case r.ArxivID == "" && !isThere:
			if err := flush(); err != nil {
				return err
			}
			if err := saveWork(tx, r.Paper); err != nil {
				return err
			}
		case r.ArxivID != "":
			p := r.Paper
			p.ID, p.FTSID = 0, 0
			papers = append(papers, p)
		}
	}
	return flush()
}

// saysMore says that a paper differs from its row.
func saysMore(p, row Paper) bool {
	columns := func(p Paper) Paper {
		p.Authors, p.DOI, p.CitationKey, p.Entry, p.Tags, p.Notes, p.Seen, p.Dismissed = nil, "", "", nil, nil, nil, false, false
		return p
	}
	return !reflect.DeepEqual(columns(p), columns(row))
}

// saveWork adds a work that has no arXiv identifier.
func saveWork(tx *gorm.DB, p Paper) error {
	if err := tx.Raw("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'papers'), 0) + 1").Scan(&p.ID).Error; err != nil {
		return fmt.Errorf("find the next key: %w", err)
	}
	p.FTSID = ftsID(p.ListDay, p.ID)
	if err := tx.Omit("ArxivID").Create(&p).Error; err != nil {
		return fmt.Errorf("add %q: %w", p.Title, err)
	}
	return saveAuthors(tx, []*Paper{&p})
}

// saveIdentifiers adds what else papers are called; what another paper is called
// stays with that.
func saveIdentifiers(tx *gorm.DB, some []*Record, ids []int64) error {
	type row struct {
		PaperID int64
		Kind    string
		Value   string
	}
	var rows []row
	for i, r := range some {
		for _, id := range r.Identifiers {
			rows = append(rows, row{ids[i], id.Kind, id.Value})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.Table("identifiers").Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 500).Error; err != nil {
		return fmt.Errorf("add identifiers: %w", err)
	}
	return nil
}

// saveListings puts papers on the lists on which they are in the file. Who is on
// a list here keeps the place.
func (a *arriving) saveListings(tx *gorm.DB, some []*Record, ids []int64) error {
	var rows []listing
	for i, r := range some {
		for _, l := range r.Listings {
			if l.Kind == TrendingList && !a.trending {
				continue
			}
			list, err := a.list(tx, l.Kind, l.Key)
			if err != nil {
				return err
			}
			rows = append(rows, listing{ListID: list, PaperID: ids[i], Rank: l.Rank, MovedTo: l.MovedTo, AddedAt: l.AddedAt})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 500).Error; err != nil {
		return fmt.Errorf("put papers on lists: %w", err)
	}
	return nil
}

// list is the key of a list, which is made where there is none: not yet read.
func (a *arriving) list(tx *gorm.DB, kind, key string) (int64, error) {
	if id := a.lists[[2]string{kind, key}]; id != 0 {
		return id, nil
	}
	made := tx.Exec("INSERT OR IGNORE INTO lists(kind, key, read_at) VALUES (?, ?, '')", kind, key)
	if made.Error != nil {
		return 0, fmt.Errorf("make the list %s %s: %w", kind, key, made.Error)
	}
	var id int64
	if err := tx.Raw("SELECT id FROM lists WHERE kind = ? AND key = ?", kind, key).Scan(&id).Error; err != nil {
		return 0, fmt.Errorf("look up the list %s %s: %w", kind, key, err)
	}
	a.lists[[2]string{kind, key}] = id
	if made.RowsAffected > 0 {
		a.listed = append(a.listed, id)
	}
	return id, nil
}

// finish says of the lists when they were read and looked at, now that all of
// their papers are here: the later of both libraries.
func (a *arriving) finish(ctx context.Context, lists []ListState) error {
	for some := range slices.Chunk(lists, 500) {
		err := a.lib.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			for _, s := range some {
				if s.Kind == TrendingList && !a.trending {
					continue
				}
				id, err := a.list(tx, s.Kind, s.Key)
				if err != nil {
					return err
				}
				read, looked := timeString(s.ReadAt), timeString(s.LookedAt)
				err = tx.Exec(`UPDATE lists SET growing = CASE WHEN ? > read_at THEN ? ELSE growing END,
					read_at = max(read_at, ?), looked_at = max(looked_at, ?) WHERE id = ?`, read, s.Growing, read, looked, id).Error
				if err != nil {
					return fmt.Errorf("note when the list %s %s was read: %w", s.Kind, s.Key, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// takeBack takes the papers that came away again, where nothing has been made of
// them meanwhile and no source has spoken of them, as where a list was read that
// they are on, and gives err back.
func (a *arriving) takeBack(ctx context.Context, err error) error {
	ctx = context.WithoutCancel(ctx)
	for some := range slices.Chunk(a.added, recordsPerWrite) {
		gone := a.lib.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			free := make([]int64, 0, len(some))
			sql := "SELECT value FROM json_each(?)"
			for _, table := range []string{"entries", "paper_tags", "notes", "triage", "citation_keys"} {
				sql += " EXCEPT SELECT paper_id FROM " + table
			}
			if err := tx.Raw(sql, idList(some)).Scan(&free).Error; err != nil {
				return err
			}
			fetched, err := fetchedAt(tx, free)
			if err != nil {
				return err
			}
			free = slices.DeleteFunc(free, func(id int64) bool { return fetched[id] != a.fetched[id] })
			list := idList(free)
			for _, table := range []string{"listings", "identifiers", "paper_authors"} {
				if err := tx.Exec("DELETE FROM "+table+" WHERE paper_id"+inPapers, list).Error; err != nil {
					return err
				}
			}
			return tx.Exec("DELETE FROM papers WHERE id"+inPapers, list).Error
		})
		if gone != nil {
			return errors.Join(err, fmt.Errorf("take the papers of the import away again: %w", gone))
		}
	}
	gone := a.lib.writer.WithContext(ctx).Exec("DELETE FROM lists WHERE id"+inPapers+" AND id NOT IN (SELECT list_id FROM listings)", idList(a.listed)).Error
	if gone != nil {
		return errors.Join(err, fmt.Errorf("take the lists of the import away again: %w", gone))
	}
	return err
}
