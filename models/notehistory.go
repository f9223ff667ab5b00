package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// NoteVersion is a text that a note had, or that it was deleted.
type NoteVersion struct {
	// Version names the text among those of its note, for RestoreNote.
	Version int64
	NoteID  int64
	PaperID int64
	Text    string
	Quote   string
	At      time.Time
	// Origin is who wrote it: a window or a command; empty where that is not
	// known any more.
	Origin Origin
	// Deleted says that the note was deleted then; it has no text.
	Deleted bool
	// Undone says that the step which wrote it was undone.
	Undone bool
	// Current says that the note has this text now.
	Current bool
}

// versionsKept is how many texts of a note are read, the newest ones.
const versionsKept = 500

// noteRow is a row of notes as it stands in a change.
type noteRow struct {
	ID           int64  `json:"id"`
	PaperID      int64  `json:"paper_id"`
	Text         string `json:"text"`
	Quote        string `json:"quote"`
	QuoteBefore  string `json:"quote_before"`
	QuoteAfter   string `json:"quote_after"`
	AbstractHash string `json:"abstract_hash"`
	CreatedAt    string `json:"created_at"`
	UpdatedAt    string `json:"updated_at"`
}

func (r noteRow) note() (Note, error) {
	n := Note{ID: r.ID, PaperID: r.PaperID, Text: r.Text, Quote: r.Quote, QuoteBefore: r.QuoteBefore, QuoteAfter: r.QuoteAfter, AbstractHash: r.AbstractHash}
	var err error
	if n.CreatedAt, err = parseTime(r.CreatedAt); err != nil {
		return n, err
	}
	n.UpdatedAt, err = parseTime(r.UpdatedAt)
	return n, err
}

// NoteHistory is every text that a note had as far as the steps reach back, the
// newest first; of a sitting in which it was written that is one. A note that
// was deleted has a history as long as its steps live. NotFound where nothing is
// known of the note.
func (l *Library) NoteHistory(ctx context.Context, noteID int64) ([]NoteVersion, error) {
	return noteHistory(l.reader.WithContext(ctx), noteID)
}

func noteHistory(db *gorm.DB, noteID int64) ([]NoteVersion, error) {
	var changes []struct {
		ID            int64
		Before, After *string
		At            string
		Origin        Origin
		Undone        int
	}
	err := db.Raw(`SELECT * FROM (SELECT c.id, c.before, c.after, s.at, s.origin, s.undone FROM changes c JOIN steps s ON s.id = c.step_id
		WHERE c.table_name = 'notes' AND c.key = ? ORDER BY c.step_id DESC LIMIT ?) ORDER BY id`, noteID, versionsKept).Scan(&changes).Error
	if err != nil {
		return nil, fmt.Errorf("read the history of note %d: %w", noteID, err)
	}
	var now []Note
	if err := db.Where("id = ?", noteID).Find(&now).Error; err != nil {
		return nil, fmt.Errorf("look up note %d: %w", noteID, err)
	}
	if len(changes) == 0 && len(now) == 0 {
		return nil, failf(NotFound, nil, "There is no note %d, and nothing is known of one that was deleted.", noteID)
	}
	var versions []NoteVersion
	add := func(version int64, row *string, v NoteVersion) error {
		v.Version, v.NoteID = version, noteID
		if row == nil {
			v.Deleted = true
		} else {
			var r noteRow
			if err := json.Unmarshal([]byte(*row), &r); err != nil {
				return fmt.Errorf("read note %d in change %d: %w", noteID, version/2, err)
			}
			n, err := r.note()
			if err != nil {
				return fmt.Errorf("read note %d in change %d: %w", noteID, version/2, err)
			}
			v.PaperID, v.Text, v.Quote, v.At = n.PaperID, n.Text, n.Quote, n.UpdatedAt
		}
		if len(versions) > 0 {
			last := versions[len(versions)-1]
			if v.PaperID == 0 {
				v.PaperID = last.PaperID
			}
			if last.Text == v.Text && last.Quote == v.Quote && last.Deleted == v.Deleted {
				return nil
			}
		}
		versions = append(versions, v)
		return nil
	}
	for i, c := range changes {
		if i == 0 && c.Before != nil {
			if err := add(2*c.ID, c.Before, NoteVersion{}); err != nil {
				return nil, err
			}
		}
		at, err := parseTime(c.At)
		if err != nil {
			return nil, fmt.Errorf("read step of change %d: %w", c.ID, err)
		}
		if err := add(2*c.ID+1, c.After, NoteVersion{At: at, Origin: c.Origin, Undone: c.Undone != inForce}); err != nil {
			return nil, err
		}
	}
	if len(now) > 0 {
		current := func(v NoteVersion) bool { return !v.Deleted && v.Text == now[0].Text && v.Quote == now[0].Quote }
		i := len(versions) - 1
		for i >= 0 && !current(versions[i]) {
			i--
		}
		if i < 0 { // its steps are forgotten
			i = len(versions)
			versions = append(versions, NoteVersion{NoteID: noteID, PaperID: now[0].PaperID, Text: now[0].Text, Quote: now[0].Quote, At: now[0].UpdatedAt})
		}
		versions[i].Current = true
	}
	slices.Reverse(versions)
	return versions, nil
}

// RestoreNote gives a note a text again that it had, or brings it back with that
// where it was deleted. NotFound where there is no such text, or the note's
// paper has gone.
func (l *Library) RestoreNote(ctx context.Context, noteID, version int64) (Note, Step, error) {
	var note Note
	step, err := l.write(ctx, sayf("Brought back an earlier text of a note"), func(w *writing) error {
		old, err := w.noteVersion(noteID, version)
		if err != nil {
			return err
		}
		var titles []string
		if err := w.Raw("SELECT title FROM papers WHERE id = ?", old.PaperID).Scan(&titles).Error; err != nil {
			return fmt.Errorf("look up paper %d: %w", old.PaperID, err)
		}
		if len(titles) == 0 {
			return failf(NotFound, nil, "The paper of this note is not in the library any more; the note was not brought back.")
		}
		w.say(sayf("Brought back an earlier text of a note on “%s”", excerpt(titles[0], 40)))
		err = w.Where("id = ?", noteID).Take(&note).Error
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound):
			if err := w.keep([]int64{old.PaperID}, ""); err != nil {
				return err
			}
			note = old
			note.UpdatedAt = w.now
			return w.insert("notes", &note, func() int64 { return note.ID })
		case err != nil:
			return fmt.Errorf("look up note %d: %w", noteID, err)
		case note.Text == old.Text:
			return nil
		}
		note.Text, note.UpdatedAt = old.Text, w.now
		return w.update("notes", noteID, map[string]any{"text": note.Text, "updated_at": timeString(w.now)})
	})
	if err != nil {
		return Note{}, Step{}, fmt.Errorf("restore note %d: %w", noteID, err)
	}
	return note, step, nil
}

// noteVersion is a note as it was in a version.
func (w *writing) noteVersion(noteID, version int64) (Note, error) {
	column := "before"
	if version%2 != 0 {
		column = "after"
	}
	var rows []string
	err := w.Raw("SELECT coalesce("+column+", '') FROM changes WHERE id = ? AND table_name = 'notes' AND key = ?", version/2, noteID).Scan(&rows).Error
	if err != nil {
		return Note{}, fmt.Errorf("look up version %d of note %d: %w", version, noteID, err)
	}
	if len(rows) == 0 || rows[0] == "" {
		return Note{}, failf(NotFound, nil, "This text of the note is not known any more. Nothing was changed.")
	}
	var row noteRow
	if err := json.NewDecoder(strings.NewReader(rows[0])).Decode(&row); err != nil {
		return Note{}, fmt.Errorf("read version %d of note %d: %w", version, noteID, err)
	}
	return row.note()
}

// Note is a note by its key; NotFound where there is none.
func (l *Library) Note(ctx context.Context, id int64) (Note, error) {
	var note Note
	err := l.reader.WithContext(ctx).Where("id = ?", id).Take(&note).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return note, failf(NotFound, nil, "There is no note %d. It may have been deleted: its history can bring it back.", id)
	}
	if err != nil {
		return note, fmt.Errorf("read note %d: %w", id, err)
	}
	return note, nil
}
