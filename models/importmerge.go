package models

import (
	"fmt"
	"math"
	"time"

	"gorm.io/gorm"
)

// merging puts what a reader made of papers together with what is here. Without
// a writing it only says what would change.
type merging struct {
	*gorm.DB
	w      *writing
	report *ImportReport
	isNew  map[int64]bool
	// merged has where the records of papers stand.
	merged map[int64]string
	// tags are all tags, by their folded names; those of a dry run that would be
	// made have no key.
	tags   map[string]Tag
	hotkey map[int]bool
	// shift is what positions in the reading list change by, so that what comes
	// stands behind what is here.
	shift float64
	// nextNote is the key of the next note.
	nextNote int64
	// wanting are papers that have no citation key here and need one.
	wanting []wanting
}

// wanting is a paper that has no citation key here, and that of the file, empty
// where it has none either.
type wanting struct {
	paper          int64
	key            string
	arxivID, title string
}

func newMerging(db *gorm.DB, w *writing, report *ImportReport, first float64) (*merging, error) {
	m := &merging{DB: db, w: w, report: report, merged: map[int64]string{}, tags: map[string]Tag{}, hotkey: map[int]bool{0: true}}
	var all []Tag
	if err := db.Find(&all).Error; err != nil {
		return nil, fmt.Errorf("look up tags: %w", err)
	}
	for _, t := range all {
		m.tags[t.Folded], m.hotkey[t.Hotkey] = t, true
	}
	var last *float64
	if err := db.Raw("SELECT max(position) FROM entries").Scan(&last).Error; err != nil {
		return nil, fmt.Errorf("find the end of the reading list: %w", err)
	}
	if last != nil && !math.IsInf(first, 1) {
		m.shift = *last + 1 - first
	}
	if err := db.Raw("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'notes'), 0) + 1").Scan(&m.nextNote).Error; err != nil {
		return nil, fmt.Errorf("find the next key of notes: %w", err)
	}
	return m, nil
}

// here is what the library has of a paper.
type here struct {
	entry       *Entry
	seen        bool
	dismissed   bool
	tags        map[int64]bool
	notes       map[noteWords]int
	citationKey string
}

// noteWords is what makes two notes the same.
type noteWords struct{ text, quote, at string }

func wordsOf(n Note) noteWords { return noteWords{n.Text, n.Quote, timeString(n.CreatedAt)} }

// here reads what the library has of papers.
func (m *merging) here(ids []int64) (map[int64]*here, error) {
	at := make(map[int64]*here, len(ids))
	for _, id := range ids {
		at[id] = &here{tags: map[int64]bool{}, notes: map[noteWords]int{}}
	}
	list := idList(ids)
	var entries []Entry
	var notes []Note
	var tags []paperTag
	var given []citationKey
	var looked []struct {
		PaperID   int64
		SeenAt    string
		Dismissed bool
	}
	for _, read := range []struct {
		sql  string
		into any
	}{
		{"SELECT * FROM entries WHERE paper_id" + inPapers, &entries},
		{"SELECT paper_id, text, quote, created_at FROM notes WHERE paper_id" + inPapers, &notes},
		{"SELECT * FROM paper_tags WHERE paper_id" + inPapers, &tags},
		{"SELECT * FROM citation_keys WHERE paper_id" + inPapers, &given},
		{"SELECT paper_id, seen_at, dismissed FROM triage WHERE paper_id" + inPapers, &looked},
	} {
		if err := m.Raw(read.sql, list).Scan(read.into).Error; err != nil {
			return nil, fmt.Errorf("read what is here of papers: %w", err)
		}
	}
	for i := range entries {
		at[entries[i].PaperID].entry = &entries[i]
	}
	for _, n := range notes {
		at[n.PaperID].notes[wordsOf(n)]++
	}
	for _, t := range tags {
		at[t.PaperID].tags[t.TagID] = true
	}
	for _, k := range given {
		at[k.PaperID].citationKey = k.Key
	}
	for _, t := range looked {
		at[t.PaperID].seen, at[t.PaperID].dismissed = t.SeenAt != "", t.Dismissed
	}
	return at, nil
}

// changes are what some records change.
type changes struct {
	entries   []Entry // new ones
	completed []Entry
	notes     []Note
	tags      [][2]int64 // paper and tag
	seen      []seenRow
	dismissed []int64
}

type seenRow struct {
	paper   int64
	at      time.Time
	upvotes int
}

// merge merges some records; ids are their papers, 0 for those that would be
// new.
func (m *merging) merge(ids []int64, some []*Record) error {
	at, err := m.here(ids)
	if err != nil {
		return err
	}
	var c changes
	for i, r := range some {
		id := ids[i]
		h := at[id]
		if id == 0 {
			h = &here{tags: map[int64]bool{}, notes: map[noteWords]int{}}
		}
		if id == 0 || m.isNew[id] {
			m.report.New++
		}
		if there, twice := m.merged[id]; twice && id != 0 {
			return refuse(nil, "%s and %s are one paper in the library", there, r.name())
		}
		m.merged[id] = r.Where
		m.mergeEntry(&c, id, h, r)
		m.mergeLooks(&c, id, h, r)
		m.mergeTags(&c, id, h, r)
		m.mergeNotes(&c, id, h, r)
		m.mergeKey(id, h, r)
	}
	if m.w == nil {
		return nil
	}
	return m.apply(&c)
}

func (m *merging) mergeEntry(c *changes, id int64, h *here, r *Record) {
	if r.Entry == nil {
		return
	}
	if h.entry == nil {
		e := *r.Entry
		e.PaperID, e.Position = id, e.Position+m.shift
		now := m.now()
		if e.KeptAt.IsZero() {
			e.KeptAt = now
		}
		if e.StateAt.IsZero() {
			e.StateAt = e.KeptAt
		}
		c.entries = append(c.entries, e)
		m.report.Kept++
		return
	}
	e, was := *h.entry, *h.entry
	differ := func(format string, args ...string) { m.report.differ(r.differs(format, args...)) }
	if r.Entry.State != e.State {
		differ("It is in “%s” in the file and stays in “%s”.", r.Entry.State.Name(), e.State.Name())
	}
	if r.Entry.Starred && !e.Starred {
		e.Starred, e.StarredAt = true, r.Entry.StarredAt
	}
	switch rating := r.Entry.Rating; {
	case rating == 0 || rating == e.Rating:
	case e.Rating == 0:
		e.Rating, e.RatedAt = rating, r.Entry.RatedAt
	default:
		differ("It is rated %s in the file and stays rated %s.", fmt.Sprint(rating), fmt.Sprint(e.Rating))
	}
	switch why := r.Entry.Why; {
	case why == "" || why == e.Why:
	case e.Why == "":
		e.Why = why
	default:
		differ("It was kept because of “%s” in the file; here it stays “%s”.", why, e.Why)
	}
	if e != was {
		c.completed = append(c.completed, e)
		m.report.Completed++
	}
}

func (m *merging) now() time.Time {
	if m.w == nil {
		return time.Time{}
	}
	return m.w.now
}

func (m *merging) mergeLooks(c *changes, id int64, h *here, r *Record) {
	if !h.seen && (!r.SeenAt.IsZero() || r.UpvotesSeen != 0) {
		c.seen = append(c.seen, seenRow{id, r.SeenAt, r.UpvotesSeen})
		m.report.Seen++
	}
	switch {
	case !r.Dismissed || h.dismissed:
	case h.entry != nil && r.Entry == nil:
		m.report.differ(r.differs("It is dismissed in the file and stays in the reading list."))
	default:
		c.dismissed = append(c.dismissed, id)
		m.report.Dismissed++
	}
}

func (m *merging) mergeTags(c *changes, id int64, h *here, r *Record) {
	given := map[string]bool{}
	for _, t := range r.Tags {
		folded := foldName(t.Name)
		tag := m.tags[folded]
		if given[folded] || tag.ID != 0 && h.tags[tag.ID] {
			continue
		}
		given[folded] = true
		c.tags = append(c.tags, [2]int64{id, tag.ID})
		m.report.Tagged++
	}
}

func (m *merging) mergeNotes(c *changes, id int64, h *here, r *Record) {
	for _, n := range r.Notes {
		if n.CreatedAt.IsZero() {
			n.CreatedAt = n.UpdatedAt
		}
		words := wordsOf(n)
		if words.at == "" && m.saidAlready(h, n) {
			continue
		}
		if h.notes[words] > 0 {
			h.notes[words]--
			continue
		}
		if n.CreatedAt.IsZero() {
			n.CreatedAt = m.now()
		}
		if n.UpdatedAt.IsZero() {
			n.UpdatedAt = n.CreatedAt
		}
		n.PaperID = id
		c.notes = append(c.notes, n)
		m.report.Notes++
	}
}

// saidAlready says that a note without a time is here with the same words.
func (m *merging) saidAlready(h *here, n Note) bool {
	for words, count := range h.notes {
		if count > 0 && words.text == n.Text && words.quote == n.Quote {
			h.notes[words]--
			return true
		}
	}
	return false
}

func (m *merging) mergeKey(id int64, h *here, r *Record) {
	switch {
	case h.citationKey == "" && (r.CitationKey != "" || r.Entry != nil):
		m.wanting = append(m.wanting, wanting{id, r.CitationKey, r.ArxivID, excerpt(oneLine(r.Title), 60)})
	case h.citationKey != "" && r.CitationKey != "" && h.citationKey != r.CitationKey:
		m.report.differ(r.differs("Its citation key is “%s” in the file and stays “%s”.", r.CitationKey, h.citationKey))
	}
}
