package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// TrashKind says what a thing in the trash is.
type TrashKind string

// What may be in the trash.
const (
	TrashedPaper TrashKind = "paper" // a paper's entry in the reading list
	TrashedTag   TrashKind = "tag"   // with the papers that had it
	TrashedNote  TrashKind = "note"
	TrashedList  TrashKind = "list" // a smart list
)

// Trashed is a whole thing that was deleted and can be brought back.
type Trashed struct {
	ID   int64 // for RestoreFromTrash
	Kind TrashKind
	// Title is the title of the paper, of a note's too, or the name of the tag
	// or the list.
	Title string
	// Text is the note, why the paper was kept, or the list's query.
	Text string
	// PaperID and ArxivID are those of the paper, of a note's too.
	PaperID int64
	ArxivID string
	// State and CitationKey are those of a paper.
	State       State
	CitationKey string
	// Papers is how many papers had the tag.
	Papers int
	At     time.Time // when it was deleted
	Origin Origin    // by whom
	Step   int64     // the step that deleted it, and its label
	Label  string
}

// trashTables are the tables whose rows are whole things.
func trashTables() map[string]TrashKind {
	return map[string]TrashKind{"entries": TrashedPaper, "tags": TrashedTag, "notes": TrashedNote, "smart_lists": TrashedList}
}

type trashRow struct {
	ID        int64
	TableName string
	Key       int64
	Before    string
	StepID    int64
	Label     string
	At        string
	Origin    Origin
	Papers    int
	Title     string
	ArxivID   *string
	// CitationKey is that of the paper.
	CitationKey string
}

// Trash is what was deleted in the last 30 days and is not back, the newest
// first. It is a reading of the history: what is deleted stands there whole, and
// what an undone step deleted is back.
func (l *Library) Trash(ctx context.Context) ([]Trashed, error) {
	rows, err := trash(l.reader.WithContext(ctx), l.clock(), condition{sql: "1"})
	if err != nil {
		return nil, err
	}
	all := make([]Trashed, 0, len(rows))
	for _, r := range rows {
		t, err := r.trashed()
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func trash(db *gorm.DB, now time.Time, which condition) ([]trashRow, error) {
	there := make([]string, 0, 4)
	for table := range trashTables() {
		t := stepTables()[table]
		there = append(there, "c.table_name = '"+table+"' AND c.key NOT IN (SELECT "+t.key+" FROM "+t.table+")")
	}
	var rows []trashRow
	err := db.Raw(`SELECT c.id, c.table_name, c.key, c.before, s.id AS step_id, s.label, s.at, s.origin, coalesce(p.title, '') AS title, p.arxiv_id,
			coalesce((SELECT k.key FROM citation_keys k WHERE k.paper_id = p.id), '') AS citation_key,
			CASE c.table_name WHEN 'tags' THEN (SELECT count(*) FROM changes pt WHERE pt.step_id = s.id AND pt.table_name = 'paper_tags'
				AND json_extract(pt.before, '$.tag_id') = c.key) ELSE 0 END AS papers
		FROM steps s JOIN changes c ON c.step_id = s.id LEFT JOIN papers p ON p.id = `+paperOf+`
		WHERE s.deleted > 0 AND s.undone = 0 AND s.at >= ? AND c.before IS NOT NULL AND c.after IS NULL AND (`+strings.Join(there, " OR ")+`)
			AND `+which.sql+` ORDER BY s.id DESC, c.id DESC`, append([]any{timeString(now.Add(-stepsKeptFor))}, which.args...)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the trash: %w", err)
	}
	type thing struct {
		table string
		key   int64
	}
	seen := map[thing]bool{}
	newest := rows[:0]
	for _, r := range rows {
		if at := (thing{r.TableName, r.Key}); !seen[at] {
			seen[at] = true
			newest = append(newest, r)
		}
	}
	return newest, nil
}

func (r trashRow) trashed() (Trashed, error) {
	t := Trashed{ID: r.ID, Kind: trashTables()[r.TableName], Title: r.Title, Papers: r.Papers, Origin: r.Origin, Step: r.StepID, Label: r.Label}
	var err error
	if t.At, err = parseTime(r.At); err != nil {
		return t, fmt.Errorf("read the trash: %w", err)
	}
	row, err := decodeRow(r.Before)
	if err != nil {
		return t, err
	}
	text := func(column string) string {
		s, _ := row[column].(string)
		return s
	}
	switch t.Kind {
	case TrashedPaper:
		t.PaperID, t.Text, t.State, t.CitationKey = r.Key, text("why"), State(text("state")), r.CitationKey
	case TrashedNote:
		t.PaperID, _ = row["paper_id"].(int64)
		t.Text = text("text")
	case TrashedTag:
		t.Title = text("name")
	case TrashedList:
		t.Title, t.Text = text("name"), text("query")
	}
	if r.ArxivID != nil {
		t.ArxivID = *r.ArxivID
	}
	return t, nil
}

// RestoreFromTrash brings a thing in the trash back as a whole, as one step: a
// tag with all papers that had it, a paper with its state, star, rating and place
// in To read. as is another name for a tag or a list, empty for its own. Where a
// tag's name is taken meanwhile nothing is changed, and the error, *NameTaken,
// says so. A tag's key on the keyboard comes back where it is free.
// NotFound where the thing is not in the trash any more, or its paper not in the
// library.
func (l *Library) RestoreFromTrash(ctx context.Context, id int64, as string) (Step, error) {
	return l.write(ctx, sayf("Restored from the trash"), func(w *writing) error {
		rows, err := trash(w.DB, w.now, condition{"c.id = ?", []any{id}})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return failf(NotFound, nil, "This is not in the trash any more; it may be back already. Nothing was changed.")
		}
		row := rows[0]
		item, err := row.trashed()
		if err != nil {
			return err
		}
		if item.PaperID != 0 && item.ArxivID == "" && item.Title == "" {
			return failf(NotFound, nil, "The paper is not in the library any more, so this cannot come back to it. Nothing was changed.")
		}
		switch item.Kind {
		case TrashedTag:
			return w.restoreTag(row, item, as)
		case TrashedPaper:
			w.say(sayf("Restored “%s” to the reading list", excerpt(item.Title, 40)))
			return w.restoreRow(row, nil)
		case TrashedNote:
			w.say(sayf("Restored a note on “%s”", excerpt(item.Title, 40)))
			return w.restoreRow(row, nil)
		}
		name := item.Title
		if as = oneLine(as); as != "" {
			name = as
		}
		w.say(sayf("Restored the list %s", excerpt(name, 40)))
		return w.restoreRow(row, map[string]any{"name": name})
	})
}

// restoreRow puts a row back as it was, but for the columns in other.
func (w *writing) restoreRow(row trashRow, other map[string]any) error {
	t := stepTables()[row.TableName]
	becomes, args := "?", []any{row.Before}
	for column, value := range other {
		becomes = "json_set(" + becomes + ", '$." + column + "', ?)"
		args = append(args, value)
	}
	columns := w.lib.columns[row.TableName]
	values := make([]string, len(columns))
	for i, column := range columns {
		values[i] = "coalesce(json_extract(f.becomes, '$." + column + "'), " + w.lib.defaults[row.TableName][i] + ")"
	}
	return w.changing(row.TableName, []int64{row.Key}, func() error {
		err := w.Exec("INSERT INTO "+t.table+"("+strings.Join(columns, ", ")+") SELECT "+strings.Join(values, ", ")+" FROM (SELECT "+becomes+" AS becomes) f", args...).Error
		if err != nil {
			return fmt.Errorf("restore %s %d: %w", row.TableName, row.Key, err)
		}
		return nil
	})
}

func (w *writing) restoreTag(row trashRow, item Trashed, as string) error {
	name := item.Title
	if as != "" {
		var err error
		if name, err = CleanTag(as); err != nil {
			return err
		}
	}
	var there Tag
	switch err := w.Where("folded = ?", foldName(name)).Take(&there).Error; {
	case err == nil:
		return &NameTaken{there, failf(Conflict, nil, "There is a tag “%s” again. Nothing was changed; the deleted one can come back under another name and be merged with it then.", there.Name)}
	case !errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("look up the tag %q: %w", name, err)
	}
	var taken int64
	if err := w.Raw("SELECT count(*) FROM tags WHERE hotkey > 0 AND hotkey = json_extract(?, '$.hotkey')", row.Before).Scan(&taken).Error; err != nil {
		return fmt.Errorf("look up the key of the tag %q: %w", name, err)
	}
	other := map[string]any{"name": name, "folded": foldName(name)}
	if taken > 0 {
		other["hotkey"] = 0
	}
	if err := w.restoreRow(row, other); err != nil {
		return err
	}
	papers, err := w.keys(`SELECT p.id FROM changes c JOIN papers p ON p.id = json_extract(c.before, '$.paper_id')
		WHERE c.step_id = ? AND c.table_name = 'paper_tags' AND json_extract(c.before, '$.tag_id') = ? ORDER BY c.key`, row.StepID, row.Key)
	if err != nil {
		return err
	}
	w.say(counted(len(papers), "Restored the tag %s with 1 paper", "Restored the tag %s with %s papers", tagInLabel(name)))
	return w.giveTag(row.Key, papers)
}
