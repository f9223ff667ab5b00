package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Kinds of lists, and what their keys are.
const (
	DayList       = "day"       // "2026-11-23"
	WeekList      = "week"      // an ISO 8601 week, "2026-W48"
	MonthList     = "month"     // "2026-11"
	TrendingList  = "trending"  // "trending"
	SubmitterList = "submitter" // a user name at Hugging Face
)

// Edition is what a source answered for one list: the papers on it, in its
// order. Only feed data of the papers counts; those of a day must have their
// ListDay.
type Edition struct {
	Kind   string // DayList and the others
	Key    string
	ReadAt time.Time
	// Growing says that the list may still get longer.
	Growing bool
	Papers  []Paper
}

// Saved says what SaveEdition changed.
type Saved struct {
	New     int // papers that the library did not know
	Changed int // papers known that the source says something new of
	Papers  int // papers that now stand on the list
}

// SavePaper takes one paper in that stands on no list that is known, and returns
// its key. Of a paper that was fetched before, as by a list that was read at the
// same time, only what was missing is taken: an answer about one paper says
// nothing of its comments, and arXiv's nothing of its upvotes. It is no step.
func (l *Library) SavePaper(ctx context.Context, p Paper) (int64, error) {
	var id int64
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var known []Paper
		if err := tx.Where("arxiv_id = ?", p.ArxivID).Find(&known).Error; err != nil {
			return fmt.Errorf("look the paper up: %w", err)
		}
		if len(known) > 0 && !known[0].FetchedAt.IsZero() {
			p = complete(p, known[0])
		}
		var saved Saved
		if err := savePapers(tx, listRow{}, 0, []Paper{p}, &saved); err != nil {
			return err
		}
		return tx.Raw("SELECT id FROM papers WHERE arxiv_id = ?", p.ArxivID).Scan(&id).Error
	})
	if err != nil {
		return 0, fmt.Errorf("save paper %s: %w", p.ArxivID, unsaved(err))
	}
	return id, nil
}

// papersPerWrite bounds a feed transaction, so that a note never waits long
// behind one.
const papersPerWrite = 25

// SaveEdition takes a list in. What the library knew of a paper and the source
// no longer says stays; papers that the source no longer lists stay on the
// list; but not on the trending one, which is another each time. It is no step:
// feed data may be fetched again.
func (l *Library) SaveEdition(ctx context.Context, e Edition) (Saved, error) {
	var saved Saved
	if err := checkList(e.Kind, e.Key); err != nil {
		return saved, err
	}
	fail := func(err error) (Saved, error) {
		return saved, fmt.Errorf("save list of %s: %w", e.Key, unsaved(err))
	}
	// The list counts as read once all of its papers are in; a save that is cut
	// off leaves it as it was.
	db := l.writer.WithContext(ctx)
	if err := db.Exec("INSERT OR IGNORE INTO lists(kind, key, read_at) VALUES (?, ?, '')", e.Kind, e.Key).Error; err != nil {
		return fail(err)
	}
	var list listRow
	if err := db.Where("kind = ? AND key = ?", e.Kind, e.Key).Take(&list).Error; err != nil {
		return fail(err)
	}
	list.ReadAt, list.Growing = e.ReadAt, e.Growing
	first := 0
	for papers := range slices.Chunk(e.Papers, papersPerWrite) {
		err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			return savePapers(tx, list, first, papers, &saved)
		})
		if err != nil {
			return fail(err)
		}
		first += len(papers)
	}
	if e.Kind == TrendingList && len(e.Papers) > 0 {
		if err := l.forget(ctx, list.ID, e.Papers); err != nil {
			return fail(err)
		}
	}
	if err := db.Model(&list).Select("read_at", "growing").Updates(&list).Error; err != nil {
		return fail(err)
	}
	err := db.Raw("SELECT count(*) FROM listings WHERE list_id = ?", list.ID).Scan(&saved.Papers).Error
	if err != nil {
		return fail(err)
	}
	return saved, nil
}

// forget takes the other papers off a list.
func (l *Library) forget(ctx context.Context, list int64, papers []Paper) error {
	ids := make([]string, len(papers))
	for i, p := range papers {
		ids[i] = p.ArxivID
	}
	err := l.writer.WithContext(ctx).Exec("DELETE FROM listings WHERE list_id = ? AND paper_id NOT IN (SELECT id FROM papers WHERE arxiv_id IN ?)", list, ids).Error
	if err != nil {
		return fmt.Errorf("take papers off the list: %w", err)
	}
	return nil
}

type listRow struct {
	ID      int64
	Kind    string
	Key     string
	ReadAt  time.Time `gorm:"serializer:rfc3339"`
	Growing bool
	// LookedAt is when the reader last looked at the list.
	LookedAt time.Time `gorm:"serializer:rfc3339"`
}

func (listRow) TableName() string { return "lists" }

type listing struct {
	ListID  int64
	PaperID int64
	Rank    int
	MovedTo string
	// AddedAt is when the paper was first read on this list.
	AddedAt time.Time `gorm:"serializer:rfc3339"`
}

func savePapers(tx *gorm.DB, list listRow, first int, papers []Paper, saved *Saved) error {
	ids := make([]string, len(papers))
	for i, p := range papers {
		ids[i] = p.ArxivID
	}
	var rows []Paper
	if err := tx.Where("arxiv_id IN ?", ids).Find(&rows).Error; err != nil {
		return fmt.Errorf("look up papers: %w", err)
	}
	known := make(map[string]*Paper, len(rows))
	for i := range rows {
		known[rows[i].ArxivID] = &rows[i]
	}
	var next int64
	if err := tx.Raw("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'papers'), 0) + 1").Scan(&next).Error; err != nil {
		return fmt.Errorf("find the next key: %w", err)
	}
	// One statement for all new papers: each statement that reaches the
	// full-text index makes it write what it has gathered.
	var added, authored []*Paper
	listings := make([]listing, 0, len(papers))
	for i := range papers {
		p := papers[i]
		if p.ArxivID == "" {
			return errors.New("a paper has no arXiv identifier")
		}
		p.AuthorsText = strings.Join(p.Authors, "\n")
		p.KeywordsText = strings.Join(p.AIKeywords, "\n")
		old := known[p.ArxivID]
		if old == nil {
			p.ID = next
			p.FTSID = ftsID(p.ListDay, p.ID)
			next++
			added, authored = append(added, &p), append(authored, &p)
		} else {
			p = complete(*old, p)
			if err := changePaper(tx, *old, p); err != nil {
				return fmt.Errorf("paper %s: %w", p.ArxivID, err)
			}
			if said(*old) != said(p) {
				saved.Changed++
			}
			if p.AuthorsText != old.AuthorsText {
				authored = append(authored, &p)
			}
		}
		known[p.ArxivID] = &p
		l := listing{ListID: list.ID, PaperID: p.ID, Rank: first + i, AddedAt: list.ReadAt}
		if list.Kind == DayList && list.Key < p.ListDay {
			l.MovedTo = p.ListDay
		}
		listings = append(listings, l)
	}
	if len(added) > 0 {
		// FTS5 writes what it has gathered whenever a row comes before the last
		slices.SortFunc(added, func(a, b *Paper) int { return cmp.Compare(a.FTSID, b.FTSID) })
		if err := tx.Create(&added).Error; err != nil {
			return fmt.Errorf("add papers: %w", err)
		}
		saved.New += len(added)
	}
	if err := saveAuthors(tx, authored); err != nil {
		return err
	}
	if len(listings) == 0 || list.ID == 0 {
		return nil
	}
	err := tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "list_id"}, {Name: "paper_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"rank"}),
	}).Create(&listings).Error
	if err != nil {
		return fmt.Errorf("put papers on the list: %w", err)
	}
	return nil
}

// changePaper writes what a later answer says of a paper.
func changePaper(tx *gorm.DB, old, p Paper) error {
	if p.ListDay > old.ListDay {
		err := tx.Exec(`UPDATE listings SET moved_to = ? WHERE paper_id = ? AND list_id IN
			(SELECT id FROM lists WHERE kind = 'day' AND key < ?)`, p.ListDay, old.ID, p.ListDay).Error
		if err != nil {
			return fmt.Errorf("mark as moved: %w", err)
		}
	}
	if err := tx.Save(&p).Error; err != nil {
		return fmt.Errorf("change: %w", err)
	}
	return nil
}

// said is what readers see of a paper's feed data, for telling whether a later
// answer says something new.
func said(p Paper) string {
	stars := -1
	if p.GitHubStars != nil {
		stars = *p.GitHubStars
	}
	return fmt.Sprint(p.Title, p.Abstract, p.AuthorsText, p.KeywordsText, p.ListDay, p.Upvotes, p.Comments, p.GitHub, stars, p.Project, p.AISummary, p.ArxivComment, p.Journal)
}

// complete is what is known of a paper after a later answer: what the answer
// says, and what it leaves out as it was.
func complete(old, p Paper) Paper {
	keep := func(now *string, before string) {
		if *now == "" {
			*now = before
		}
	}
	keep(&p.Title, old.Title)
	keep(&p.SourceTitle, old.SourceTitle)
	keep(&p.Abstract, old.Abstract)
	keep(&p.SourceAbstract, old.SourceAbstract)
	keep(&p.Published, old.Published)
	keep(&p.GitHub, old.GitHub)
	keep(&p.Project, old.Project)
	keep(&p.AISummary, old.AISummary)
	keep(&p.Organization, old.Organization)
	keep(&p.OrganizationLogin, old.OrganizationLogin)
	keep(&p.Submitter, old.Submitter)
	keep(&p.SubmitterLogin, old.SubmitterLogin)
	keep(&p.Thumbnail, old.Thumbnail)
	keep(&p.ArxivComment, old.ArxivComment)
	keep(&p.Journal, old.Journal)
	keep(&p.AuthorsText, old.AuthorsText)
	keep(&p.KeywordsText, old.KeywordsText)
	if p.ListDay < old.ListDay {
		p.ListDay = old.ListDay
	}
	if p.GitHubStars == nil {
		p.GitHubStars = old.GitHubStars
	}
	if len(p.AIKeywords) == 0 {
		p.AIKeywords = old.AIKeywords
	}
	if len(p.Media) == 0 {
		p.Media = old.Media
	}
	if len(p.Categories) == 0 {
		p.Categories = old.Categories
	}
	if len(p.Authors) == 0 {
		p.Authors = splitLines(p.AuthorsText)
	}
	p.ID, p.FTSID = old.ID, old.FTSID
	if p.ListDay > old.ListDay {
		p.FTSID = ftsID(p.ListDay, p.ID)
	}
	return p
}

// lastFTSID is the row of a paper with the key 0 and no list day.
const lastFTSID = 32767<<32 | keyMask

// keyMask has the bits of a row of the full-text index that are for the key.
const keyMask = 1<<32 - 1

// ftsID is a row of the full-text index: the list day in its upper half and the
// paper's key in its lower one, both counted down, so that the index runs from
// the newest papers to the oldest. A paper listed again on a later day moves.
func ftsID(day string, paper int64) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return lastFTSID - paper
	}
	return lastFTSID - (t.Unix()/86400<<32 | paper)
}

// saveAuthors writes who wrote the papers, in place of what was there.
func saveAuthors(tx *gorm.DB, papers []*Paper) error {
	type place struct {
		paper    int64
		position int
		name     string
	}
	var places []place
	ids := make([]int64, len(papers))
	for i, p := range papers {
		ids[i] = p.ID
		for position, name := range p.Authors {
			places = append(places, place{p.ID, position, name})
		}
	}
	if err := tx.Exec("DELETE FROM paper_authors WHERE paper_id IN ?", ids).Error; err != nil {
		return fmt.Errorf("clear authors: %w", err)
	}
	for some := range slices.Chunk(places, 500) {
		values := strings.TrimSuffix(strings.Repeat("(?, ?, ?),", len(some)), ",")
		names := make([]any, 0, len(some))
		args := make([]any, 0, 3*len(some))
		for _, p := range some {
			names = append(names, p.name)
			args = append(args, p.paper, p.position, p.name)
		}
		err := tx.Exec("INSERT OR IGNORE INTO authors(name) VALUES "+strings.TrimSuffix(strings.Repeat("(?),", len(some)), ","), names...).Error
		if err != nil {
			return fmt.Errorf("add authors: %w", err)
		}
		err = tx.Exec(`INSERT INTO paper_authors(paper_id, position, author_id)
			SELECT v.column1, v.column2, a.id FROM (VALUES `+values+`) v JOIN authors a ON a.name = v.column3`, args...).Error
		if err != nil {
			return fmt.Errorf("place authors: %w", err)
		}
	}
	return nil
}

func validDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
