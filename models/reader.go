package models

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
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
	why, err := cleanWhy(k.Why)
	if err != nil {
		return Step{}, err
	}
	return l.each(ctx, papers, "Kept “%s”", "Kept %s papers", nil, func(w *writing, papers []int64) error {
		if err := w.keep(papers, k.State); err != nil {
			return err
		}
		if why != "" {
			if err := w.updateEntries(papers, map[string]any{"why": why}, "why <> ?", why); err != nil {
				return err
			}
		}
		return w.tag(papers, k.Tags, nil)
	})
}

// Remove takes papers out of the reading list: their state, star, rating,
// order and why they were kept go as a whole, and come back as a whole from the
// trash. What the reader wrote about the paper itself stays: its notes are found
// in Notes and by searching, its tags under the tags, and both are there when
// the paper is kept again; so is its citation key, which it has for good.
func (l *Library) Remove(ctx context.Context, papers []int64) (Step, error) {
	return l.each(ctx, papers, "Removed “%s” from the reading list", "Removed %s papers from the reading list", nil, func(w *writing, papers []int64) error {
		there, err := w.entriesWhere(papers, "1")
		if err != nil {
			return err
		}
		return w.removeAll("entries", there)
	})
}

// SetState moves papers to a state of the reading list.
func (l *Library) SetState(ctx context.Context, papers []int64, state State) (Step, error) {
	if _, err := ParseState(string(state)); err != nil {
		return Step{}, err
	}
	label := map[State][2]string{
		ToRead:   {"Moved “%s” to To read", "Moved %s papers to To read"},
		Reading:  {"Started reading “%s”", "Started reading %s papers"},
		Done:     {"Finished “%s”", "Finished %s papers"},
		Archived: {"Archived “%s”", "Archived %s papers"},
	}[state]
	return l.each(ctx, papers, label[0], label[1], nil, func(w *writing, papers []int64) error { return w.keep(papers, state) })
}

// SetStar stars papers, which keeps them, or takes the star away.
func (l *Library) SetStar(ctx context.Context, papers []int64, starred bool) (Step, error) {
	if !starred {
		return l.each(ctx, papers, "Took the star from “%s”", "Took the star from %s papers", nil, func(w *writing, papers []int64) error {
			return w.updateEntries(papers, map[string]any{"starred": false, "starred_at": ""}, "starred <> 0")
		})
	}
	return l.each(ctx, papers, "Starred “%s”", "Starred %s papers", nil, func(w *writing, papers []int64) error {
		if err := w.keep(papers, ""); err != nil {
			return err
		}
		return w.updateEntries(papers, map[string]any{"starred": true, "starred_at": timeString(w.now)}, "starred <> 1")
	})
}

// SetRating rates papers 1 to 5, which keeps them, or takes the rating away
// with 0.
func (l *Library) SetRating(ctx context.Context, papers []int64, rating int) (Step, error) {
	if rating < 0 || rating > 5 {
		return Step{}, failf(Invalid, nil, "A rating is a number from 0 to 5, not %d.", rating)
	}
	if rating == 0 {
		return l.each(ctx, papers, "Took the rating from “%s”", "Took the rating from %s papers", nil, func(w *writing, papers []int64) error {
			return w.updateEntries(papers, map[string]any{"rating": 0, "rated_at": ""}, "rating <> 0")
		})
	}
	return l.each(ctx, papers, "Rated “%s” %s of 5", "Rated %s papers %s of 5", []string{strconv.Itoa(rating)}, func(w *writing, papers []int64) error {
		if err := w.keep(papers, ""); err != nil {
			return err
		}
		return w.updateEntries(papers, map[string]any{"rating": rating, "rated_at": timeString(w.now)}, "rating <> ?", rating)
	})
}

// maxWhy bounds why a paper was kept, in characters.
const maxWhy = 500

func cleanWhy(why string) (string, error) {
	why = oneLine(strings.ToValidUTF8(why, ""))
	if n := len([]rune(why)); n > maxWhy {
		return "", failf(Invalid, nil, "Why a paper was kept is one line of at most %d characters; this has %d. Nothing was changed; a note holds more.", maxWhy, n)
	}
	return why, nil
}

// SetWhy writes in one line why papers were kept, which keeps them; an empty one
// takes it away.
func (l *Library) SetWhy(ctx context.Context, papers []int64, why string) (Step, error) {
	why, err := cleanWhy(why)
	if err != nil {
		return Step{}, err
	}
	if why == "" {
		return l.each(ctx, papers, "Removed the reason for keeping “%s”", "Removed the reason for keeping %s papers", nil, func(w *writing, papers []int64) error {
			return w.updateEntries(papers, map[string]any{"why": ""}, "why <> ''")
		})
	}
	return l.each(ctx, papers, "Wrote why “%s” was kept", "Wrote why %s papers were kept", nil, func(w *writing, papers []int64) error {
		if err := w.keep(papers, ""); err != nil {
			return err
		}
		return w.updateEntries(papers, map[string]any{"why": why}, "why <> ?", why)
	})
}

// Dismiss puts papers aside that are not to be kept, or takes that back.
func (l *Library) Dismiss(ctx context.Context, papers []int64, dismissed bool) (Step, error) {
	one, many := "Dismissed “%s”", "Dismissed %s papers"
	if !dismissed {
		one, many = "Brought back “%s”", "Brought back %s papers"
	}
	return l.each(ctx, papers, one, many, nil, func(w *writing, papers []int64) error {
		if err := w.triage(papers); err != nil {
			return err
		}
		keys, err := w.keys("SELECT paper_id FROM triage WHERE paper_id IN (SELECT value FROM json_each(?)) AND dismissed <> ?", idList(papers), dismissed)
		if err != nil {
			return err
		}
		return w.updateAll("triage", keys, map[string]any{"dismissed": dismissed})
	})
}

// triage makes sure that papers have a row that says nothing yet.
func (w *writing) triage(papers []int64) error {
	err := w.Exec("INSERT OR IGNORE INTO triage(paper_id) SELECT value FROM json_each(?)", idList(papers)).Error
	if err != nil {
		return fmt.Errorf("make room for what is seen: %w", err)
	}
	return nil
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
	return l.each(ctx, papers, "Marked “%s” as seen", "Marked %s papers as seen", nil, func(w *writing, papers []int64) error {
		if err := w.triage(papers); err != nil {
			return err
		}
		keys, err := w.keys("SELECT paper_id FROM triage WHERE paper_id IN (SELECT value FROM json_each(?)) AND seen_at = ''", idList(papers))
		if err != nil {
			return err
		}
		return w.changing("seen", keys, func() error {
			err := w.Exec(`UPDATE triage SET seen_at = ?, upvotes_seen = (SELECT upvotes FROM papers p WHERE p.id = paper_id)
				WHERE paper_id IN (SELECT value FROM json_each(?))`, timeString(w.now), idList(keys)).Error
			if err != nil {
				return fmt.Errorf("mark as seen: %w", err)
			}
			return nil
		})
	})
}

// each makes one step of what fn does to papers; those named twice count once,
// and those that the library does not have are left out. In the label for one
// paper the first %s stands for its title, in that for many for their number;
// args are what the others stand for.
func (l *Library) each(ctx context.Context, papers []int64, one, many string, args []string, fn func(*writing, []int64) error) (Step, error) {
	var there []int64
	err := l.reader.WithContext(ctx).Raw("SELECT p.id FROM json_each(?) j JOIN papers p ON p.id = j.value GROUP BY p.id ORDER BY min(j.key)", idList(papers)).Scan(&there).Error
	if err != nil {
		return Step{}, fmt.Errorf("look up papers: %w", err)
	}
	var label saying
	switch len(there) {
	case 0:
		return Step{}, failf(NotFound, nil, "This paper is not in the library any more. Nothing was changed.")
	case 1:
		title, err := l.title(ctx, there[0])
		if err != nil {
			return Step{}, err
		}
		label = sayf(one, append([]string{title}, args...)...)
	default:
		label = sayf(many, append([]string{strconv.Itoa(len(there))}, args...)...)
	}
	return l.write(ctx, label, func(w *writing) error { return fn(w, there) })
}

// title is the beginning of a paper's title, as it stands in labels.
func (l *Library) title(ctx context.Context, paper int64) (string, error) {
	var title string
	if err := l.reader.WithContext(ctx).Raw("SELECT title FROM papers WHERE id = ?", paper).Scan(&title).Error; err != nil {
		return "", fmt.Errorf("look up the title of paper %d: %w", paper, err)
	}
	return excerpt(title, 40), nil
}

// entriesWhere are those of papers that are in the reading list and satisfy a
// condition.
func (w *writing) entriesWhere(papers []int64, where string, args ...any) ([]int64, error) {
	return w.keys("SELECT paper_id FROM entries WHERE paper_id IN (SELECT value FROM json_each(?)) AND "+where, append([]any{idList(papers)}, args...)...)
}

// updateEntries sets columns of those of papers that are in the reading list and
// satisfy a condition.
func (w *writing) updateEntries(papers []int64, columns map[string]any, where string, args ...any) error {
	keys, err := w.entriesWhere(papers, where, args...)
	if err != nil {
		return err
	}
	return w.updateAll("entries", keys, columns)
}

// keep makes sure that papers are in the reading list, in the state given; an
// empty state leaves those that are there in their own. What comes to To read
// comes to its top, the last of papers first: what was kept last is seen first.
func (w *writing) keep(papers []int64, state State) error {
	list := idList(papers)
	if state != "" {
		moved, err := w.entriesWhere(papers, "state <> ?", state)
		if err != nil {
			return err
		}
		if err := w.moveTo(state, moved, list); err != nil {
			return err
		}
	}
	if state == "" {
		state = ToRead
	}
	var heads []struct {
		ID    int64
		Place int // among papers
	}
	err := w.Raw(`SELECT p.id, j.key AS place FROM json_each(?) j JOIN papers p ON p.id = j.value
		WHERE p.id NOT IN (SELECT paper_id FROM entries) ORDER BY j.key`, list).Scan(&heads).Error
	if err != nil {
		return fmt.Errorf("look up papers to keep: %w", err)
	}
	if len(heads) == 0 {
		return nil
	}
	top, err := w.topOfToRead()
	if err != nil {
		return err
	}
	entries, keys := make([]Entry, len(heads)), make([]int64, len(heads))
	for i, p := range heads {
		entries[i] = Entry{PaperID: p.ID, State: state, Position: top - float64(p.Place), KeptAt: w.now, StateAt: w.now}
		keys[i] = p.ID
	}
	if err := giveCitationKeys(w.DB, keys); err != nil {
		return err
	}
	return w.changing("entries", keys, func() error {
		if err := w.CreateInBatches(&entries, 500).Error; err != nil {
			return fmt.Errorf("add to the reading list: %w", err)
		}
		return nil
	})
}

// moveTo moves entries to a state. In To read their order is that of list, a
// JSON array in which they are.
func (w *writing) moveTo(state State, entries []int64, list string) error {
	if state != ToRead {
		return w.updateAll("entries", entries, map[string]any{"state": state, "state_at": timeString(w.now)})
	}
	top, err := w.topOfToRead()
	if err != nil {
		return err
	}
	return w.changing("entries", entries, func() error {
		err := w.Exec(`UPDATE entries SET state = ?, state_at = ?, position = ? - j.key FROM json_each(?) j
			WHERE paper_id = j.value AND paper_id IN (SELECT value FROM json_each(?))`, state, timeString(w.now), top, list, idList(entries)).Error
		if err != nil {
			return fmt.Errorf("move to To read: %w", err)
		}
		return nil
	})
}

// topOfToRead is a position before all others.
func (w *writing) topOfToRead() (float64, error) {
	var top float64
	// the index has the positions of each state in order
	err := w.Raw(`SELECT coalesce(min(first), 0) - 1 FROM (SELECT (SELECT min(position) FROM entries WHERE state = j.value) AS first
		FROM json_each('["toread", "reading", "done", "archived"]') j)`).Scan(&top).Error
	if err != nil {
		return 0, fmt.Errorf("find the top of To read: %w", err)
	}
	return top, nil
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
	var titles []string
	if err := l.reader.WithContext(ctx).Raw("SELECT title FROM papers WHERE id = ?", edit.PaperID).Scan(&titles).Error; err != nil {
		return note, Step{}, fmt.Errorf("look up paper %d: %w", edit.PaperID, err)
	}
	if len(titles) == 0 {
		return note, Step{}, failf(NotFound, nil, "The paper of this note is not in the library any more; the note was not saved.")
	}
	text := strings.ReplaceAll(edit.Text, "\r\n", "\n")
	label := sayf("Wrote a note on “%s”", excerpt(titles[0], 40))
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
		if err := w.keep([]int64{edit.PaperID}, ""); err != nil {
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
