package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"offprint/models/citation"
)

// Every mark that a reader makes on a paper keeps it: who tags, rates, stars or
// notes a paper has it in the reading list from then on.

// Keeping says how papers are kept.
type Keeping struct {
	State State    // empty means ToRead
	Tags  []string // tags to give, made where they are new
	Why   string   // one line; empty leaves it as it is
}

// Keep puts papers into the reading list. Papers already there change only in
// what k says.
func (l *Library) Keep(ctx context.Context, papers []int64, k Keeping) (Step, error) {
	if k.State != "" {
		if _, err := ParseState(string(k.State)); err != nil {
			return Step{}, err
		}
	}
	return l.each(ctx, papers, "Kept %s", func(w *writing, p paperHead) error {
		if err := w.keep(p, k.State); err != nil {
			return err
		}
		if k.Why != "" {
			if err := w.update("entries", p.ID, map[string]any{"why": oneLine(k.Why)}); err != nil {
				return err
			}
		}
		return w.tag(p, k.Tags, nil)
	})
}

// Remove takes papers out of the reading list; their tags and notes stay.
func (l *Library) Remove(ctx context.Context, papers []int64) (Step, error) {
	return l.each(ctx, papers, "Removed %s from the reading list", func(w *writing, p paperHead) error {
		return w.remove("entries", p.ID)
	})
}

// SetState moves papers to a state of the reading list.
func (l *Library) SetState(ctx context.Context, papers []int64, state State) (Step, error) {
	if _, err := ParseState(string(state)); err != nil {
		return Step{}, err
	}
	label := map[State]string{ToRead: "Moved %s to To read", Reading: "Started reading %s", Done: "Finished %s", Archived: "Archived %s"}[state]
	return l.each(ctx, papers, label, func(w *writing, p paperHead) error { return w.keep(p, state) })
}

// SetStar stars papers, or takes the star away.
func (l *Library) SetStar(ctx context.Context, papers []int64, starred bool) (Step, error) {
	label := "Starred %s"
	if !starred {
		label = "Took the star from %s"
	}
	return l.each(ctx, papers, label, func(w *writing, p paperHead) error {
		if err := w.keep(p, ""); err != nil {
			return err
		}
		return w.update("entries", p.ID, map[string]any{"starred": starred})
	})
}

// SetRating rates papers 1 to 5, or takes the rating away with 0.
func (l *Library) SetRating(ctx context.Context, papers []int64, rating int) (Step, error) {
	if rating < 0 || rating > 5 {
		return Step{}, failf(Invalid, nil, "A rating is a number from 0 to 5, not %d.", rating)
	}
	label := fmt.Sprintf("Rated %%s %d of 5", rating)
	if rating == 0 {
		label = "Took the rating from %s"
	}
	return l.each(ctx, papers, label, func(w *writing, p paperHead) error {
		if err := w.keep(p, ""); err != nil {
			return err
		}
		return w.update("entries", p.ID, map[string]any{"rating": rating})
	})
}

// Dismiss puts papers aside that are not to be kept, or takes that back.
func (l *Library) Dismiss(ctx context.Context, papers []int64, dismissed bool) (Step, error) {
	label := "Dismissed %s"
	if !dismissed {
		label = "Brought back %s"
	}
	return l.each(ctx, papers, label, func(w *writing, p paperHead) error {
		if err := w.Exec("INSERT OR IGNORE INTO triage(paper_id) VALUES (?)", p.ID).Error; err != nil {
			return err
		}
		return w.update("triage", p.ID, map[string]any{"dismissed": dismissed})
	})
}

// MarkSeen notes that the reader looked at papers, where they had not before.
// Looking is not keeping: it is no step.
func (l *Library) MarkSeen(ctx context.Context, papers []int64) error {
	err := l.writer.WithContext(ctx).Exec(`INSERT INTO triage(paper_id, seen_at, upvotes_seen)
		SELECT id, ?, upvotes FROM papers WHERE id IN (SELECT value FROM json_each(?))
		ON CONFLICT(paper_id) DO UPDATE SET seen_at = excluded.seen_at, upvotes_seen = excluded.upvotes_seen WHERE seen_at = ''`,
		timeString(l.clock()), idList(papers)).Error
	if err != nil {
		return fmt.Errorf("mark papers as seen: %w", err)
	}
	return nil
}

// Clear marks papers as seen without looking at each: everything above one, or
// a whole list. Unlike looking it is a step.
func (l *Library) Clear(ctx context.Context, papers []int64) (Step, error) {
	return l.each(ctx, papers, "Marked %s as seen", func(w *writing, p paperHead) error {
		if err := w.Exec("INSERT OR IGNORE INTO triage(paper_id) VALUES (?)", p.ID).Error; err != nil {
			return err
		}
		var before []struct {
			SeenAt  string
			Upvotes int
		}
		if err := w.Raw("SELECT t.seen_at, p.upvotes FROM triage t JOIN papers p ON p.id = t.paper_id WHERE t.paper_id = ?", p.ID).Scan(&before).Error; err != nil {
			return err
		}
		if len(before) == 0 || before[0].SeenAt != "" {
			return nil
		}
		return w.update("seen", p.ID, map[string]any{"seen_at": timeString(w.now), "upvotes_seen": before[0].Upvotes})
	})
}

// paperHead is what a step needs to know of a paper.
type paperHead struct {
	ID          int64
	Title       string
	AuthorsText string
	Published   string
}

// each makes one step of what fn does to each of papers. The label's %s stands
// for the paper, or for how many they are.
func (l *Library) each(ctx context.Context, papers []int64, label string, fn func(*writing, paperHead) error) (Step, error) {
	var heads []paperHead
	err := l.reader.WithContext(ctx).Raw(`SELECT p.id, p.title, p.authors_text, p.published FROM json_each(?) j JOIN papers p ON p.id = j.value ORDER BY j.key`, idList(papers)).Scan(&heads).Error
	if err != nil {
		return Step{}, fmt.Errorf("look up papers: %w", err)
	}
	if len(heads) == 0 {
		return Step{}, failf(NotFound, nil, "This paper is not in the library any more. Nothing was changed.")
	}
	what := fmt.Sprintf("%d papers", len(heads))
	if len(heads) == 1 {
		what = "“" + excerpt(heads[0].Title, 40) + "”"
	}
	return l.write(ctx, fmt.Sprintf(label, what), func(w *writing) error {
		for _, p := range heads {
			if err := fn(w, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep makes sure that the paper is in the reading list, in the state given; an
// empty state leaves a paper that is there in its own.
func (w *writing) keep(p paperHead, state State) error {
	var entry Entry
	err := w.Where("paper_id = ?", p.ID).Take(&entry).Error
	if err == nil {
		if state == "" || state == entry.State {
			return nil
		}
		columns := map[string]any{"state": state, "state_at": timeString(w.now)}
		if state == ToRead {
			if columns["position"], err = w.topOfToRead(); err != nil {
				return err
			}
		}
		return w.update("entries", p.ID, columns)
	}
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return fmt.Errorf("look up entry %d: %w", p.ID, err)
	}
	if state == "" {
		state = ToRead
	}
	entry = Entry{PaperID: p.ID, State: state, KeptAt: w.now, StateAt: w.now}
	if entry.Position, err = w.topOfToRead(); err != nil {
		return err
	}
	first, _, _ := strings.Cut(p.AuthorsText, "\n")
	base := citation.Key(first, p.Published, p.Title)
	var taken []string // keys are made of a to z and digits, which come before "{"
	if err := w.Raw("SELECT citation_key FROM entries WHERE citation_key >= ? AND citation_key < ?", base, base+"{").Scan(&taken).Error; err != nil {
		return fmt.Errorf("look up citation keys: %w", err)
	}
	isTaken := make(map[string]bool, len(taken))
	for _, key := range taken {
		isTaken[key] = true
	}
	entry.CitationKey, err = citation.Unique(base, func(key string) (bool, error) { return isTaken[key], nil })
	if err != nil {
		return fmt.Errorf("give a citation key: %w", err)
	}
	return w.insert("entries", &entry, func() int64 { return entry.PaperID })
}

// topOfToRead is a position before all others: what was kept last is seen
// first.
func (w *writing) topOfToRead() (float64, error) {
	var top float64
	if err := w.Raw("SELECT coalesce(min(position), 0) - 1 FROM entries").Scan(&top).Error; err != nil {
		return 0, fmt.Errorf("find the top of To read: %w", err)
	}
	return top, nil
}

// maxTagName bounds a tag's name, in characters.
const maxTagName = 80

// CleanTag is a tag's name as it is kept, without spaces around it or around
// its slashes; Invalid where nothing is left or it is too long.
func CleanTag(name string) (string, error) {
	parts := strings.FieldsFunc(oneLine(name), func(r rune) bool { return r == '/' })
	kept := parts[:0]
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			kept = append(kept, part)
		}
	}
	name = strings.Join(kept, "/")
	switch n := len([]rune(name)); {
	case n == 0:
		return "", failf(Invalid, nil, "A tag needs at least one letter or number.")
	case n > maxTagName:
		return "", failf(Invalid, nil, "This tag has %d characters; the longest has %d.", n, maxTagName)
	}
	return name, nil
}

// Tag gives papers the tags add, made where they are new, and takes the tags
// drop away.
func (l *Library) Tag(ctx context.Context, papers []int64, add, drop []string) (Step, error) {
	label := "Tagged %s"
	switch {
	case len(add) == 1 && len(drop) == 0:
		label = "Tagged %s with " + escapeVerbs(excerpt(oneLine(add[0]), 24))
	case len(add) == 0 && len(drop) == 1:
		label = "Took " + escapeVerbs(excerpt(oneLine(drop[0]), 24)) + " from %s"
	}
	return l.each(ctx, papers, label, func(w *writing, p paperHead) error { return w.tag(p, add, drop) })
}

type paperTag struct {
	ID      int64
	PaperID int64
	TagID   int64
}

func escapeVerbs(s string) string { return strings.ReplaceAll(s, "%", "%%") }

func (w *writing) tag(p paperHead, add, drop []string) error {
	for _, name := range add {
		id, err := w.tagNamed(name)
		if err != nil {
			return err
		}
		if err := w.keep(p, ""); err != nil {
			return err
		}
		var there int64
		if err := w.Model(&paperTag{}).Where("paper_id = ? AND tag_id = ?", p.ID, id).Count(&there).Error; err != nil {
			return fmt.Errorf("look up tag of paper %d: %w", p.ID, err)
		}
		if there > 0 {
			continue
		}
		row := paperTag{PaperID: p.ID, TagID: id}
		if err := w.insert("paper_tags", &row, func() int64 { return row.ID }); err != nil {
			return err
		}
	}
	for _, name := range drop {
		var ids []int64
		err := w.Raw("SELECT pt.id FROM paper_tags pt JOIN tags g ON g.id = pt.tag_id WHERE pt.paper_id = ? AND g.folded = ?", p.ID, foldName(name)).Scan(&ids).Error
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := w.remove("paper_tags", id); err != nil {
				return err
			}
		}
	}
	return nil
}

// tagColors are given to new tags in turn; each has a contrast of at least 3
// to 1 on both themes' side pane.
func tagColors() []string {
	return []string{"#2E7D4F", "#B4432F", "#7B4FA3", "#B07900", "#2F6FB3", "#A8457F", "#4F7F86", "#8A6240", "#6B7280"}
}

// tagNamed is the key of the tag with that name, made where it is new.
func (w *writing) tagNamed(name string) (int64, error) {
	name, err := CleanTag(name)
	if err != nil {
		return 0, err
	}
	var all []Tag
	if err := w.Find(&all).Error; err != nil {
		return 0, fmt.Errorf("look up tags: %w", err)
	}
	tag := Tag{Name: name, Folded: foldName(name), Color: tagColors()[len(all)%len(tagColors())]}
	taken := [10]bool{0: true}
	for _, t := range all {
		if t.Folded == tag.Folded {
			return t.ID, nil
		}
		taken[t.Hotkey] = true
	}
	for key, used := range taken {
		if !used {
			tag.Hotkey = key
			break
		}
	}
	err = w.insert("tags", &tag, func() int64 { return tag.ID })
	return tag.ID, err
}

// NoteEdit is a note as a reader leaves it while writing.
type NoteEdit struct {
	PaperID int64
	NoteID  int64 // 0 for a new note
	Text    string
	// Base is the UpdatedAt of the note as the reader saw it; zero for a new
	// one. Where the note has changed since, both texts are kept.
	Base time.Time
	// Quote is the passage that a new note quotes.
	Quote Quote
	// Step is the step of the earlier saves of the same sitting, 0 for none:
	// they become one.
	Step int64
}

// maxNote bounds a note, in bytes.
const maxNote = 16 << 20

// SaveNote saves a note and returns it. A note without text is removed. Where
// another window or a command has changed or removed the note meanwhile, the
// text is saved as a note of its own and nothing is overwritten.
func (l *Library) SaveNote(ctx context.Context, edit NoteEdit) (Note, Step, error) {
	var note Note
	if len(edit.Text) > maxNote {
		return note, Step{}, failf(Invalid, nil, "This note has more than %d million characters and was not saved. Please split it.", maxNote>>20)
	}
	var heads []paperHead
	if err := l.reader.WithContext(ctx).Raw("SELECT id, title, authors_text, published FROM papers WHERE id = ?", edit.PaperID).Scan(&heads).Error; err != nil {
		return note, Step{}, fmt.Errorf("look up paper %d: %w", edit.PaperID, err)
	}
	if len(heads) == 0 {
		return note, Step{}, failf(NotFound, nil, "The paper of this note is not in the library any more; the note was not saved.")
	}
	text := strings.ReplaceAll(edit.Text, "\r\n", "\n")
	label := "Wrote a note on “" + excerpt(heads[0].Title, 40) + "”"
	step, err := l.amend(ctx, edit.Step, label, func(w *writing) error {
		note = Note{}
		quote := edit.Quote
		if edit.NoteID != 0 {
			err := w.Where("id = ? AND paper_id = ?", edit.NoteID, edit.PaperID).Take(&note).Error
			if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
				return fmt.Errorf("look up note %d: %w", edit.NoteID, err)
			}
		}
		switch {
		case note.ID != 0 && !note.UpdatedAt.Equal(edit.Base) && note.Text != text:
			quote, note = note.Quoted(), Note{} // written elsewhere meanwhile: keep both
		case note.ID != 0 && note.Text == text:
			return nil
		}
		switch {
		case note.ID != 0 && strings.TrimSpace(text) == "":
			id := note.ID
			note = Note{}
			return w.remove("notes", id)
		case note.ID != 0:
			note.Text, note.UpdatedAt = text, w.now
			return w.update("notes", note.ID, map[string]any{"text": text, "updated_at": timeString(w.now)})
		case strings.TrimSpace(text) == "":
			return nil
		}
		if err := w.keep(heads[0], ""); err != nil {
			return err
		}
		note = Note{PaperID: edit.PaperID, Text: text, Quote: quote.Text, QuoteBefore: quote.Before, QuoteAfter: quote.After,
			AbstractHash: quote.AbstractHash, CreatedAt: w.now, UpdatedAt: w.now}
		return w.insert("notes", &note, func() int64 { return note.ID })
	})
	if err != nil {
		return Note{}, Step{}, fmt.Errorf("save note: %w", err)
	}
	return note, step, nil
}

// Lookup finds papers by their bare arXiv identifiers, in that order; NotFound
// names the first that the library does not have.
func (l *Library) Lookup(ctx context.Context, arxivIDs []string) ([]int64, error) {
	ids := make([]int64, 0, len(arxivIDs))
	for _, arxivID := range arxivIDs {
		var found []int64
		if err := l.reader.WithContext(ctx).Raw("SELECT id FROM papers WHERE arxiv_id = ?", arxivID).Scan(&found).Error; err != nil {
			return nil, fmt.Errorf("look up paper %s: %w", arxivID, err)
		}
		if len(found) == 0 {
			return nil, failf(NotFound, nil, "The paper %s is not in the library.", arxivID)
		}
		ids = append(ids, found[0])
	}
	return ids, nil
}

// oneLine folds all white space to single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// excerpt is the beginning of s, at most n characters.
func excerpt(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return strings.TrimRight(string(runes[:n-1]), " ,.:;") + "…"
}
