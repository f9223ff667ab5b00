package models

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Place is a part of the library that readers go to.
type Place string

// The places. Tag places and the day list take an argument in View.
const (
	DailyPlace    Place = "daily"    // a list: one day's, a week's, …
	ToReadPlace   Place = "toread"   // by state
	ReadingPlace  Place = "reading"  //
	DonePlace     Place = "done"     //
	ArchivedPlace Place = "archived" //
	NotesPlace    Place = "notes"    // papers with notes
	StarredPlace  Place = "starred"
	UntaggedPlace Place = "untagged" // the reading list without a tag
	TagPlace      Place = "tag"
	KeptPlace     Place = "kept"       // the whole reading list
	Everywhere    Place = "everything" // all papers kept offline
	SmartPlace    Place = "smart"      // what a smart list's query finds in those
)

// Sort is an order of papers.
type Sort string

// The orders. The zero Sort is the place's own: the day's rank, the order of
// the list "To read", the best match of a search, else what was kept last.
const (
	OwnOrder   Sort = ""
	ByUpvotes  Sort = "upvotes"
	ByNewest   Sort = "newest"
	ByComments Sort = "comments"
	ByStars    Sort = "stars"
	ByKept     Sort = "kept" // what was kept last first, then the rest
)

// View says which papers to read and how.
type View struct {
	Place Place
	// Kind and Day say which list, for DailyPlace: a kind of lists, empty for
	// DayList, and its key, such as "2026-11-23".
	Kind string
	Day  string
	// Since marks the papers that came onto the list after it as new.
	Since time.Time
	Tag   int64 // for TagPlace; those nested in it count as it
	// Tags narrows the place to papers with and without tags.
	Tags  TagFilter
	Query string // in the query language; narrows the place
	// Smart is the smart list, for SmartPlace.
	Smart int64
	// Hits fills Paper.Hits.
	Hits bool
	// Typing says that the last word of the query may be the beginning of one.
	Typing bool
	Sort   Sort
	// Limit is the largest number of papers, 0 for all; Offset is how many are
	// left out before them. With a limit the first papers of a place come without
	// reading all of it.
	Limit, Offset int
	// Whole reads abstracts, notes and everything else too; lists on screen
	// leave it out.
	Whole bool
}

// Papers are the papers of a view. A query that cannot be understood is an
// *Error of the code Invalid.
func (l *Library) Papers(ctx context.Context, v View) ([]Paper, error) {
	papers, _, err := l.papers(ctx, v, false)
	return papers, err
}

func (l *Library) papers(ctx context.Context, v View, first bool) (papers []Paper, partial bool, err error) {
	a, err := l.ask(ctx, v)
	if err != nil {
		return nil, false, err
	}
	q, db := a.query, a.db
	if q.Empty() && v.Limit == 0 && v.Offset == 0 {
		papers, err = cards(db, a.where, a.shelf.order)
	} else {
		var found answer
		if found, err = l.keys(ctx, a, v, first); err == nil {
			papers, err = cardsOf(db, found.ids)
			partial = found.partial
		}
	}
	if err == nil && v.Hits {
		err = fillHits(db, q, papers)
	}
	if err != nil {
		return nil, false, fmt.Errorf("read papers: %w", unwanted(ctx, err))
	}
	if v.Place == DailyPlace && !v.Since.IsZero() {
		if err := markNew(db, v, papers); err != nil {
			return nil, false, err
		}
	}
	if v.Place == DailyPlace {
		if err := applyRules(db, papers); err != nil {
			return nil, false, err
		}
	}
	if v.Whole {
		if err := l.fill(ctx, papers); err != nil {
			return nil, false, fmt.Errorf("read papers: %w", err)
		}
	}
	return papers, partial, nil
}

// Find are the keys of the papers of a view, in its order. It reads nothing else
// of them.
func (l *Library) Find(ctx context.Context, v View) ([]int64, error) {
	a, err := l.ask(ctx, v)
	if err != nil {
		return nil, err
	}
	found, err := l.keys(ctx, a, v, false)
	if err != nil {
		return nil, fmt.Errorf("find papers: %w", unwanted(ctx, err))
	}
	return found.ids, nil
}

// asked is what a view asks for, and where that is read.
type asked struct {
	query Query
	shelf shelf
	where condition
	db    *gorm.DB
}

func (l *Library) ask(ctx context.Context, v View) (a asked, err error) {
	if a.query, err = l.queryOf(ctx, v); err != nil {
		return asked{}, fmt.Errorf("query %q: %w", v.Query, err)
	}
	if a.shelf, err = v.shelf(); err != nil {
		return asked{}, err
	}
	a.where = a.shelf.where.and(v.Tags.where()).and(a.query.where())
	a.db = l.reader.WithContext(ctx)
	if !a.query.Empty() {
		a.db = l.searcher.WithContext(ctx)
	}
	return a, nil
}

// keys are the keys of the papers of a view, or with first some of them.
func (l *Library) keys(ctx context.Context, a asked, v View, first bool) (answer, error) {
	if a.query.Empty() {
		ids, err := a.shelf.first(a.db, l.few, condition{sql: "1"}, v.Tags, v.Limit, v.Offset)
		return answer{ids: ids}, err
	}
	upTo := v
	if v.Limit > 0 {
		upTo.Limit += v.Offset
	}
	found, err := l.answer(ctx, a.db, upTo, a.query, a.where, a.shelf.order, first)
	found.ids = part(found.ids, v.Limit, v.Offset)
	return found, err
}

// part is what a limit, 0 for none, and an offset leave of all.
func part[T any](all []T, limit, offset int) []T {
	all = all[min(offset, len(all)):]
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all
}

// markNew marks the papers that came onto the view's list since.
func markNew(db *gorm.DB, v View, papers []Paper) error {
	kind := v.Kind
	if kind == "" {
		kind = DayList
	}
	var ids []int64
	err := db.Raw("SELECT li.paper_id FROM listings li JOIN lists l ON l.id = li.list_id WHERE l.kind = ? AND l.key = ? AND li.added_at > ?",
		kind, v.Day, timeString(v.Since)).Scan(&ids).Error
	if err != nil {
		return fmt.Errorf("find what is new: %w", err)
	}
	isNew := make(map[int64]bool, len(ids))
	for _, id := range ids {
		isNew[id] = true
	}
	for i := range papers {
		papers[i].New = isNew[papers[i].ID]
	}
	return nil
}

// card is a row of a list: a paper without its long texts, and what the reader
// made of it.
type card struct {
	Paper
	State       *string
	Starred     bool
	Rating      int
	Why         string
	GivenKey    string
	KeptAt      string
	StateAt     string
	StarredAt   string
	RatedAt     string
	TagIDs      string
	NoteTotal   int
	SeenAt      string
	UpvotesSeen int
	IsDismissed bool
}

const cardColumns = `p.id, p.arxiv_id, p.title, p.published, p.list_day, p.upvotes, p.comments,
	p.github, p.github_stars, p.project, p.organization, p.submitter, p.thumbnail, p.authors_text,
	coalesce((SELECT k.key FROM citation_keys k WHERE k.paper_id = p.id), '') AS given_key, e.state, e.starred, e.rating, e.why, e.kept_at, e.state_at, e.starred_at, e.rated_at,
	(SELECT json_group_array(tag_id) FROM (SELECT tag_id FROM paper_tags pt WHERE pt.paper_id = p.id ORDER BY pt.id)) AS tag_ids,
	(SELECT count(*) FROM notes n WHERE n.paper_id = p.id) AS note_total,
	t.seen_at, t.upvotes_seen, t.dismissed AS is_dismissed`

// cards reads all papers that satisfy a condition.
func cards(db *gorm.DB, where condition, order string) ([]Paper, error) {
	return readCards(db, "SELECT "+cardColumns+" FROM papers p"+joinReader+" WHERE "+where.sql+" ORDER BY "+order, where.args...)
}

// cardsOf reads papers by their keys, in that order.
func cardsOf(db *gorm.DB, ids []int64) ([]Paper, error) {
	return readCards(db, "SELECT "+cardColumns+" FROM json_each(?) j CROSS JOIN papers p ON p.id = j.value"+joinReader+" ORDER BY j.key", idList(ids))
}

func readCards(db *gorm.DB, sql string, args ...any) ([]Paper, error) {
	var rows []card
	if err := db.Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	byID, err := tagsOf(db, rows)
	if err != nil {
		return nil, err
	}
	papers := make([]Paper, len(rows))
	for i := range rows {
		p, err := rows[i].paper(byID)
		if err != nil {
			return nil, fmt.Errorf("paper %s: %w", rows[i].ArxivID, err)
		}
		papers[i] = p
	}
	return papers, nil
}

// tagsOf are the tags that papers have, by their keys.
func tagsOf(db *gorm.DB, rows []card) (map[int64]Tag, error) {
	var ids []string
	for i := range rows {
		if list := strings.Trim(rows[i].TagIDs, "[]"); list != "" {
			ids = append(ids, list)
		}
	}
	var tags []Tag
	if len(ids) > 0 {
		if err := db.Where("id IN (SELECT value FROM json_each(?))", "["+strings.Join(ids, ",")+"]").Find(&tags).Error; err != nil {
			return nil, err
		}
	}
	byID := make(map[int64]Tag, len(tags))
	for _, t := range tags {
		byID[t.ID] = t
	}
	return byID, nil
}

func (c *card) paper(tags map[int64]Tag) (Paper, error) {
	p := c.Paper
	p.Authors = splitLines(p.AuthorsText)
	p.CitationKey, p.NoteCount, p.Seen, p.Dismissed = c.GivenKey, c.NoteTotal, c.SeenAt != "", c.IsDismissed
	if p.Seen {
		p.UpvotesSince = max(0, p.Upvotes-c.UpvotesSeen)
	}
	var ids []int64
	if err := json.Unmarshal([]byte(c.TagIDs), &ids); err != nil {
		return p, fmt.Errorf("read tags: %w", err)
	}
	for _, id := range ids {
		if t, ok := tags[id]; ok {
			p.Tags = append(p.Tags, t)
		}
	}
	if c.State == nil {
		return p, nil
	}
	entry := &Entry{PaperID: p.ID, State: State(*c.State), Starred: c.Starred, Rating: c.Rating, Why: c.Why}
	var err error
	for i, into := range []*time.Time{&entry.KeptAt, &entry.StateAt, &entry.StarredAt, &entry.RatedAt} {
		if *into, err = parseTime([]string{c.KeptAt, c.StateAt, c.StarredAt, c.RatedAt}[i]); err != nil {
			return p, err
		}
	}
	p.Entry = entry
	return p, nil
}

// Paper is one paper, whole, by its bare arXiv identifier; NotFound where the
// library does not have it.
func (l *Library) Paper(ctx context.Context, arxivID string) (*Paper, error) {
	found, err := cards(l.reader.WithContext(ctx), condition{"p.arxiv_id = ?", []any{arxivID}}, "p.id")
	if err != nil {
		return nil, fmt.Errorf("read paper %s: %w", arxivID, err)
	}
	if len(found) == 0 {
		return nil, failf(NotFound, nil, "The paper %s is not in the library.", arxivID)
	}
	if err := l.fill(ctx, found); err != nil {
		return nil, fmt.Errorf("read paper %s: %w", arxivID, err)
	}
	return &found[0], nil
}

// fill completes cards to whole papers, some hundreds at a time.
func (l *Library) fill(ctx context.Context, papers []Paper) error {
	db := l.reader.WithContext(ctx)
	corrected, err := correctedNames(db)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(papers, 500) {
		at := make(map[int64]*Paper, len(some))
		ids := make([]int64, len(some))
		for i := range some {
			at[some[i].ID], ids[i] = &some[i], some[i].ID
		}
		list := idList(ids)
		var rows []Paper
		if err := db.Where("id IN (SELECT value FROM json_each(?))", list).Find(&rows).Error; err != nil {
			return err
		}
		for _, row := range rows {
			p := at[row.ID]
			row.Authors, row.Entry, row.Tags, row.NoteCount, row.Seen, row.Dismissed = p.Authors, p.Entry, p.Tags, p.NoteCount, p.Seen, p.Dismissed
			row.UpvotesSince, row.New, row.Hits, row.CitationKey, row.Corrected = p.UpvotesSince, p.New, p.Hits, p.CitationKey, corrected
			*p = row
		}
		var notes []Note
		if err := db.Where("paper_id IN (SELECT value FROM json_each(?))", list).Order("id").Find(&notes).Error; err != nil {
			return err
		}
		for _, n := range notes {
			at[n.PaperID].Notes = append(at[n.PaperID].Notes, n)
		}
		var days []struct {
			PaperID int64
			Key     string
		}
		// The cross join keeps SQLite from going through all days for each paper.
		if err := db.Raw(`SELECT li.paper_id, l.key FROM listings li CROSS JOIN lists l ON l.id = li.list_id
			WHERE l.kind = 'day' AND li.paper_id IN (SELECT value FROM json_each(?)) ORDER BY l.key`, list).Scan(&days).Error; err != nil {
			return err
		}
		for _, d := range days {
			at[d.PaperID].Days = append(at[d.PaperID].Days, d.Key)
		}
		var dois []struct {
			PaperID int64
			Value   string
		}
		if err := db.Raw("SELECT paper_id, value FROM identifiers WHERE kind = 'doi' AND paper_id IN (SELECT value FROM json_each(?)) ORDER BY value", list).Scan(&dois).Error; err != nil {
			return err
		}
		for _, d := range dois {
			at[d.PaperID].DOI = d.Value
		}
	}
	return nil
}

// Counts say how many papers stand in the places.
type Counts struct {
	Offline int // all papers kept offline
	Places  map[Place]int
	Tags    []Tag // with their numbers of papers, by name
}

// Counts counts the places of the reading list and the tags.
func (l *Library) Counts(ctx context.Context) (Counts, error) {
	c := Counts{Places: map[Place]int{}}
	err := l.reader.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		var states []struct {
			State string
			N     int
		}
		if err := db.Raw("SELECT state, count(*) AS n FROM entries GROUP BY state").Scan(&states).Error; err != nil {
			return err
		}
		for _, s := range states {
			c.Places[Place(s.State)] = s.N
			c.Places[KeptPlace] += s.N
		}
		for place, sql := range map[Place]string{
			StarredPlace:  "SELECT count(*) FROM entries WHERE starred = 1",
			NotesPlace:    "SELECT count(DISTINCT paper_id) FROM notes",
			UntaggedPlace: "SELECT count(*) FROM entries e WHERE " + untagged,
		} {
			var n int
			if err := db.Raw(sql).Scan(&n).Error; err != nil {
				return err
			}
			c.Places[place] = n
		}
		if err := db.Raw("SELECT count(*) FROM papers").Scan(&c.Offline).Error; err != nil {
			return err
		}
		var err error
		c.Tags, err = tagsWithCounts(db)
		return err
	}, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return c, fmt.Errorf("count places: %w", err)
	}
	return c, nil
}

// tagsWithCounts are all tags by name. A tag counts the papers of those nested in
// it too, each once.
func tagsWithCounts(db *gorm.DB) ([]Tag, error) {
	var tags []Tag
	if err := db.Order("folded").Find(&tags).Error; err != nil {
		return nil, err
	}
	var own []struct {
		TagID int64
		N     int
	}
	if err := db.Raw("SELECT tag_id, count(*) AS n FROM paper_tags GROUP BY tag_id").Scan(&own).Error; err != nil {
		return nil, err
	}
	at := make(map[int64]*Tag, len(tags))
	for i := range tags {
		at[tags[i].ID] = &tags[i]
	}
	for _, o := range own {
		if t := at[o.TagID]; t != nil { // not one that was made meanwhile
			t.Papers = o.N
		}
	}
	var parents []struct {
		ID int64
		N  int
	}
	err := db.Raw(`SELECT g.id, (SELECT count(*) FROM (SELECT 1 FROM tags c JOIN paper_tags pt ON pt.tag_id = c.id WHERE ` + nestedIn + ` GROUP BY pt.paper_id)) AS n
		FROM tags g WHERE EXISTS (SELECT 1 FROM tags c WHERE c.folded >= g.folded || '/' AND c.folded < g.folded || '0')`).Scan(&parents).Error
	if err != nil {
		return nil, err
	}
	for _, p := range parents {
		if t := at[p.ID]; t != nil {
			t.Papers = p.N
		}
	}
	return tags, nil
}

// Tags are all tags with their numbers of papers, by name.
func (l *Library) Tags(ctx context.Context) ([]Tag, error) {
	tags, err := tagsWithCounts(l.reader.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	return tags, nil
}
