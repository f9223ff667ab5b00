package models

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"time"

	"gorm.io/gorm"

	"offprint/models/citation"
)

// Record is a paper with all that is kept of it, as it goes from one library
// to another. Of Paper it has what the source and the reader said, and not what
// only this library can: keys of rows, and what is counted or worked out. Of
// tags it has the names.
type Record struct {
	Paper
	Identifiers []Identifier // beside the arXiv identifier
	Listings    []Listed
	// SeenAt is when the reader looked at the paper first, with UpvotesSeen
	// upvotes; zero for never.
	SeenAt      time.Time
	UpvotesSeen int
	// Where says where in its file the record stands: "line 3". Empty where it
	// comes from a library.
	Where string
}

// Listed is a paper's place on a list.
type Listed struct {
	Kind, Key string
	Rank      int
	// MovedTo is the list day that the paper has now, where that is another.
	MovedTo string
	AddedAt time.Time
}

// Belongings are what is kept beside papers.
type Belongings struct {
	Tags       []Tag
	SmartLists []SmartList
	Rules      []Rule
	Names      []CorrectedName
	// Lists are those that were read or looked at; Papers and Left are not
	// filled.
	Lists []ListState
}

// Source is a file that holds records. It can be read more than once.
type Source interface {
	// Read gives each the records, in the order of the file, and then says what
	// else there is. An error of each ends it. Of what is wrong with a file the
	// error is an *Error, which says where it is.
	Read(ctx context.Context, each func(*Record) error) (Contents, error)
}

// Contents are what a Source has beside records.
type Contents struct {
	Belongings
	// Unknown are keys that this version does not know, and that were left out.
	Unknown []string
	// Sum is the same as long as the file is.
	Sum string
}

// CorrectedName is the name of an author, as papers have it, and how the reader
// takes it apart.
type CorrectedName struct {
	Name  string
	Parts citation.Name
}

// PaperKeys are the keys of all papers, in the order in which they came.
func (l *Library) PaperKeys(ctx context.Context) ([]int64, error) {
	var keys []int64
	if err := l.reader.WithContext(ctx).Raw("SELECT id FROM papers ORDER BY id").Scan(&keys).Error; err != nil {
		return nil, fmt.Errorf("read the keys of papers: %w", err)
	}
	return keys, nil
}

// Collect gives take everything that is kept of papers by their keys, in that
// order, and beside them the tags and the corrected names that they have; with
// everything all that is kept beside papers. What take is given is of one
// moment, and holds some hundreds of papers in memory; papers that are not in
// the library any more are left out, and an error is the last that is given.
// Steps, recent searches and running backfills are not among it.
func (l *Library) Collect(ctx context.Context, papers []int64, everything bool, take func(Belongings, iter.Seq2[*Record, error]) error) error {
	return l.reader.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		belongings, err := belongingsOf(db, papers, everything)
		if err != nil {
			return fmt.Errorf("collect papers: %w", unwanted(ctx, err))
		}
		return take(belongings, func(yield func(*Record, error) bool) {
			for some := range slices.Chunk(papers, wholeAtATime) {
				records, err := recordsOf(db, some)
				if err != nil {
					yield(nil, fmt.Errorf("collect papers: %w", unwanted(ctx, err)))
					return
				}
				for i := range records {
					if !yield(&records[i], nil) {
						return
					}
				}
			}
		})
	}, &sql.TxOptions{ReadOnly: true})
}

func belongingsOf(db *gorm.DB, papers []int64, everything bool) (Belongings, error) {
	var b Belongings
	tags, names, args := "1 = 1", "1 = 1", []any{} // GORM takes "1" for a key
	if !everything {
		tags = "id IN (SELECT tag_id FROM paper_tags WHERE paper_id IN (SELECT value FROM json_each(?)))"
		names = "name IN (SELECT a.name FROM paper_authors pa JOIN authors a ON a.id = pa.author_id WHERE pa.paper_id IN (SELECT value FROM json_each(?)))"
		args = append(args, idList(papers))
	}
	if err := db.Where(tags, args...).Order("id").Find(&b.Tags).Error; err != nil {
		return b, fmt.Errorf("read tags: %w", err)
	}
	var corrected []nameParts
	if err := db.Where(names, args...).Order("id").Find(&corrected).Error; err != nil {
		return b, fmt.Errorf("read the parts of names: %w", err)
	}
	for _, row := range corrected {
		b.Names = append(b.Names, CorrectedName{row.Name, row.parts()})
	}
	if !everything {
		return b, nil
	}
	if err := db.Order("position, id").Find(&b.SmartLists).Error; err != nil {
		return b, fmt.Errorf("read smart lists: %w", err)
	}
	if err := db.Order("id").Find(&b.Rules).Error; err != nil {
		return b, fmt.Errorf("read rules: %w", err)
	}
	var lists []listRow
	if err := db.Where("read_at <> '' OR looked_at <> ''").Order("kind, key").Find(&lists).Error; err != nil {
		return b, fmt.Errorf("read lists: %w", err)
	}
	for _, row := range lists {
		b.Lists = append(b.Lists, ListState{Kind: row.Kind, Key: row.Key, ReadAt: row.ReadAt, Growing: row.Growing, LookedAt: row.LookedAt})
	}
	return b, nil
}

// rowsOf reads rows about papers; paper says which one each is about.
func rowsOf[T any](db *gorm.DB, at map[int64]*Record, paper func(T) int64, put func(*Record, T), sql string, args ...any) error {
	var rows []T
	if err := db.Raw(sql, args...).Scan(&rows).Error; err != nil {
		return err
	}
	for _, row := range rows {
		if r := at[paper(row)]; r != nil {
			put(r, row)
		}
	}
	return nil
}

// inPapers is a condition on rows about papers.
const inPapers = " IN (SELECT value FROM json_each(?))"

// recordsOf are papers by their keys, in that order.
func recordsOf(db *gorm.DB, papers []int64) ([]Record, error) {
	list := idList(papers)
	var rows []Paper
	if err := db.Raw("SELECT * FROM papers WHERE id"+inPapers, list).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read papers: %w", err)
	}
	byID := make(map[int64]*Paper, len(rows))
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
	}
	records := make([]Record, 0, len(rows))
	at := make(map[int64]*Record, len(rows))
	for _, id := range papers {
		if p := byID[id]; p != nil {
			records = append(records, Record{Paper: *p})
			r := &records[len(records)-1]
			r.Authors = splitLines(r.AuthorsText)
			at[id] = r
		}
	}
	if err := fillRecords(db, at, list); err != nil {
		return nil, err
	}
	return records, nil
}

// fillRecords adds what other tables have about papers.
func fillRecords(db *gorm.DB, at map[int64]*Record, list string) error {
	type named struct {
		PaperID     int64
		Kind, Value string
	}
	type placed struct {
		PaperID   int64
		Kind, Key string
		Rank      int
		MovedTo   string
		AddedAt   time.Time `gorm:"serializer:rfc3339"`
	}
	type looked struct {
		PaperID     int64
		SeenAt      time.Time `gorm:"serializer:rfc3339"`
		Dismissed   bool
		UpvotesSeen int
	}
	paper := func(n named) int64 { return n.PaperID }
	for _, read := range []func() error{
		func() error {
			return rowsOf(db, at, func(e Entry) int64 { return e.PaperID }, func(r *Record, e Entry) { r.Entry = &e }, "SELECT * FROM entries WHERE paper_id"+inPapers, list)
		},
		func() error {
			return rowsOf(db, at, paper, func(r *Record, n named) { r.CitationKey = n.Value }, "SELECT paper_id, key AS value FROM citation_keys WHERE paper_id"+inPapers, list)
		},
		func() error {
			return rowsOf(db, at, func(t looked) int64 { return t.PaperID }, func(r *Record, t looked) {
				r.SeenAt, r.Seen, r.Dismissed, r.UpvotesSeen = t.SeenAt, !t.SeenAt.IsZero(), t.Dismissed, t.UpvotesSeen
			}, "SELECT * FROM triage WHERE paper_id"+inPapers, list)
		},
		func() error {
			return rowsOf(db, at, paper, func(r *Record, n named) { r.Tags = append(r.Tags, Tag{Name: n.Value}) },
				"SELECT pt.paper_id, g.name AS value FROM paper_tags pt JOIN tags g ON g.id = pt.tag_id WHERE pt.paper_id"+inPapers+" ORDER BY pt.id", list)
		},
		func() error {
			return rowsOf(db, at, func(n Note) int64 { return n.PaperID }, func(r *Record, n Note) { r.Notes = append(r.Notes, n) },
				"SELECT * FROM notes WHERE paper_id"+inPapers+" ORDER BY id", list)
		},
		func() error {
			return rowsOf(db, at, paper, func(r *Record, n named) {
				r.Identifiers = append(r.Identifiers, Identifier{n.Kind, n.Value})
				if n.Kind == DOIIdentifier {
					r.DOI = n.Value
				}
			}, "SELECT paper_id, kind, value FROM identifiers WHERE paper_id"+inPapers+" ORDER BY id", list)
		},
		func() error {
			return rowsOf(db, at, func(p placed) int64 { return p.PaperID }, func(r *Record, p placed) {
				r.Listings = append(r.Listings, Listed{Kind: p.Kind, Key: p.Key, Rank: p.Rank, MovedTo: p.MovedTo, AddedAt: p.AddedAt})
				if p.Kind == DayList {
					r.Days = append(r.Days, p.Key)
				}
			}, "SELECT li.paper_id, li.rank, li.moved_to, li.added_at, l.kind, l.key FROM listings li JOIN lists l ON l.id = li.list_id WHERE li.paper_id"+inPapers+" ORDER BY l.kind, l.key", list)
		},
	} {
		if err := read(); err != nil {
			return fmt.Errorf("read what is kept of papers: %w", err)
		}
	}
	return nil
}
