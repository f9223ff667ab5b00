package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Kinds of lists.
const (
	DayList = "day"
)

// Edition is what a source answered for one list: the papers on it, in its
// order. Only feed data of the papers counts; ListDay must be set.
type Edition struct {
	Kind   string // DayList
	Key    string // for a day "YYYY-MM-DD"
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

// papersPerWrite bounds a feed transaction, so that a note never waits long
// behind one.
const papersPerWrite = 50

// SaveEdition takes a list in. What the library knew of a paper and the source
// no longer says stays; papers that the source no longer lists stay on the
// list. It is no step: feed data may be fetched again.
func (l *Library) SaveEdition(ctx context.Context, e Edition) (Saved, error) {
	var saved Saved
	if e.Kind != DayList || !validDay(e.Key) {
		return saved, failf(Invalid, nil, "%q is no day (YYYY-MM-DD).", e.Key)
	}
	fail := func(err error) (Saved, error) {
		return saved, fmt.Errorf("save list of %s: %w", e.Key, err)
	}
	list := listRow{Kind: e.Kind, Key: e.Key, ReadAt: e.ReadAt, Growing: e.Growing}
	err := l.writer.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "kind"}, {Name: "key"}},
		DoUpdates: clause.AssignmentColumns([]string{"read_at", "growing"}),
	}, clause.Returning{Columns: []clause.Column{{Name: "id"}}}).Create(&list).Error
	if err != nil {
		return fail(err)
	}
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
	err = l.writer.WithContext(ctx).Raw("SELECT count(*) FROM listings WHERE list_id = ?", list.ID).Scan(&saved.Papers).Error
	if err != nil {
		return fail(err)
	}
	return saved, nil
}

type listRow struct {
	ID      int64
	Kind    string
	Key     string
	ReadAt  time.Time `gorm:"serializer:rfc3339"`
	Growing bool
}

func (listRow) TableName() string { return "lists" }

type listing struct {
	ListID  int64
	PaperID int64
	Rank    int
	MovedTo string
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
	listings := make([]listing, 0, len(papers))
	for i := range papers {
		id, err := savePaper(tx, known, papers[i], saved)
		if err != nil {
			return fmt.Errorf("paper %s: %w", papers[i].ArxivID, err)
		}
		l := listing{ListID: list.ID, PaperID: id, Rank: first + i}
		if day := known[papers[i].ArxivID].ListDay; list.Kind == DayList && list.Key < day {
			l.MovedTo = day
		}
		listings = append(listings, l)
	}
	if len(listings) == 0 {
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

// savePaper adds or completes one paper and returns its key.
func savePaper(tx *gorm.DB, known map[string]*Paper, p Paper, saved *Saved) (int64, error) {
	if p.ArxivID == "" {
		return 0, errors.New("no arXiv identifier")
	}
	p.AuthorsText = strings.Join(p.Authors, "\n")
	p.KeywordsText = strings.Join(p.AIKeywords, "\n")
	old := known[p.ArxivID]
	if old == nil {
		// the row of the full-text index is made from the key, so that is
		// needed before the row is there
		if err := tx.Raw("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'papers'), 0) + 1").Scan(&p.ID).Error; err != nil {
			return 0, err
		}
		p.FTSID = ftsID(p.ListDay, p.ID)
		if err := tx.Create(&p).Error; err != nil {
			return 0, fmt.Errorf("add: %w", err)
		}
		saved.New++
		known[p.ArxivID] = &p
		return p.ID, saveAuthors(tx, p.ID, p.Authors)
	}
	merged := complete(*old, p)
	if merged.ListDay > old.ListDay {
		merged.FTSID = ftsID(merged.ListDay, old.ID)
		err := tx.Exec(`UPDATE listings SET moved_to = ? WHERE paper_id = ? AND list_id IN
			(SELECT id FROM lists WHERE kind = 'day' AND key < ?)`, merged.ListDay, old.ID, merged.ListDay).Error
		if err != nil {
			return 0, fmt.Errorf("mark as moved: %w", err)
		}
	}
	if err := tx.Save(&merged).Error; err != nil {
		return 0, fmt.Errorf("change: %w", err)
	}
	if said(*old) != said(merged) {
		saved.Changed++
	}
	known[p.ArxivID] = &merged
	if merged.AuthorsText != old.AuthorsText {
		if err := tx.Exec("DELETE FROM paper_authors WHERE paper_id = ?", old.ID).Error; err != nil {
			return 0, fmt.Errorf("clear authors: %w", err)
		}
		return old.ID, saveAuthors(tx, old.ID, merged.Authors)
	}
	return old.ID, nil
}

// said is what readers see of a paper's feed data, for telling whether a later
// answer says something new.
func said(p Paper) string {
	stars := -1
	if p.GitHubStars != nil {
		stars = *p.GitHubStars
	}
	return fmt.Sprint(p.Title, p.Abstract, p.AuthorsText, p.KeywordsText, p.ListDay, p.Upvotes, p.Comments, p.GitHub, stars, p.Project, p.AISummary)
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
	return p
}

// ftsID is a row of the full-text index: the list day in its upper half, so
// that the index runs through the papers in the order of their list days, and
// the paper's key in its lower one. A paper listed again on a later day moves.
func ftsID(day string, paper int64) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return paper
	}
	return t.Unix()/86400<<32 | paper
}

func saveAuthors(tx *gorm.DB, paper int64, names []string) error {
	position := 0
	for some := range slices.Chunk(names, 200) {
		type author struct{ Name string }
		authors := make([]author, len(some))
		for i, name := range some {
			authors[i] = author{name}
		}
		if err := tx.Table("authors").Clauses(clause.OnConflict{DoNothing: true}).Create(&authors).Error; err != nil {
			return fmt.Errorf("add authors: %w", err)
		}
		values := strings.TrimSuffix(strings.Repeat("(?, ?),", len(some)), ",")
		args := make([]any, 0, 2*len(some)+1)
		args = append(args, paper)
		for _, name := range some {
			args = append(args, position, name)
			position++
		}
		err := tx.Exec(`INSERT INTO paper_authors(paper_id, position, author_id)
			SELECT ?, v.column1, a.id FROM (VALUES `+values+`) v JOIN authors a ON a.name = v.column2`, args...).Error
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
