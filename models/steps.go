package models

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Step is one labelled change of the reader's data, in bulk too, that can be
// taken back as a whole.
type Step struct {
	ID    int64 `gorm:"primaryKey"`
	Label string
	At    time.Time `gorm:"serializer:rfc3339"`
	// Origin is who made it: a window or a command.
	Origin Origin
	Undone int
}

// What Step.Undone can be.
const (
	inForce     = 0
	redoable    = 1
	goneForGood = 2
)

// change is what a step did to one row: the row before and after it as JSON,
// empty where there was none.
type change struct {
	ID        int64
	StepID    int64
	TableName string `gorm:"column:table_name"`
	Key       int64
	Before    *string
	After     *string
}

// stepTable is a table of the reader's data, or the part of one that a step
// changes.
type stepTable struct {
	table, key string
	columns    []string // nil for all
}

// stepTables are the tables of the reader's data by the names that stand in
// changes. They are written through write only. What is seen and what is
// dismissed stand in one row, but looking at a paper must not be in the way of
// undoing a dismissal.
func stepTables() map[string]stepTable {
	return map[string]stepTable{
		"triage":      {table: "triage", key: "paper_id", columns: []string{"paper_id", "dismissed"}},
		"seen":        {table: "triage", key: "paper_id", columns: []string{"paper_id", "seen_at", "upvotes_seen"}},
		"entries":     {table: "entries", key: "paper_id"},
		"tags":        {table: "tags", key: "id"},
		"paper_tags":  {table: "paper_tags", key: "id"},
		"notes":       {table: "notes", key: "id"},
		"smart_lists": {table: "smart_lists", key: "id"},
		"rules":       {table: "rules", key: "id"},
	}
}

const (
	stepsKept    = 100
	stepsKeptFor = 30 * 24 * time.Hour
)

// writing is a step being made: every write of the reader's data goes through
// its insert, update and remove.
type writing struct {
	*gorm.DB
	lib  *Library
	now  time.Time
	step Step
}

// write makes a step: it runs fn and records what fn changed, in one
// transaction. Where nothing changed no step is made and the result's ID is 0.
// An error leaves everything as it was.
func (l *Library) write(ctx context.Context, label string, fn func(*writing) error) (Step, error) {
	return l.amend(ctx, 0, label, fn)
}

// amend is write, but what fn changes joins the step with the identifier given
// if that is the newest step of all and in force; so the many saves of one note
// are one step.
func (l *Library) amend(ctx context.Context, id int64, label string, fn func(*writing) error) (Step, error) {
	w := &writing{lib: l, now: l.clock()}
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		w.DB = tx
		w.step = Step{Label: label, At: w.now, Origin: l.origin}
		if id != 0 {
			var newest Step
			err := tx.Order("id DESC").Take(&newest).Error
			if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
				return err
			}
			if newest.ID == id && newest.Undone == inForce {
				w.step = newest
			}
		}
		return fn(w)
	})
	if diskFull(err) {
		return Step{}, failf(Unusable, err, "There is no room left on the disk, so this was not saved. What was saved before is safe; make room and try again.")
	}
	if err != nil {
		return Step{}, fmt.Errorf("%s: %w", label, err)
	}
	return w.step, nil
}

// record notes a change in the step, which it makes with the first one.
func (w *writing) record(table string, key int64, before, after *string) error {
	if same, err := sameRow(before, after); err != nil || same {
		return err
	}
	if w.step.ID == 0 {
		err := w.Exec("UPDATE steps SET undone = ? WHERE undone = ?", goneForGood, redoable).Error
		if err != nil {
			return fmt.Errorf("close redo: %w", err)
		}
		if err := w.Create(&w.step).Error; err != nil {
			return fmt.Errorf("record step: %w", err)
		}
	}
	var earlier change
	err := w.Where("step_id = ? AND table_name = ? AND key = ?", w.step.ID, table, key).Take(&earlier).Error
	switch {
	case err == nil:
		return w.Model(&earlier).Update("after", after).Error
	case errors.Is(err, gorm.ErrRecordNotFound):
		return w.Create(&change{StepID: w.step.ID, TableName: table, Key: key, Before: before, After: after}).Error
	}
	return fmt.Errorf("record change: %w", err)
}

// insert adds a row, a pointer to one of the package's types; key reads its
// key once it is there.
func (w *writing) insert(table string, row any, key func() int64) error {
	if err := w.Create(row).Error; err != nil {
		return fmt.Errorf("add to %s: %w", table, err)
	}
	after, err := w.lib.row(w.DB, table, key())
	if err != nil {
		return err
	}
	return w.record(table, key(), nil, after)
}

// update sets columns of a row.
func (w *writing) update(table string, key int64, columns map[string]any) error {
	before, err := w.lib.row(w.DB, table, key)
	if err != nil {
		return err
	}
	t := stepTables()[table]
	if err := w.Table(t.table).Where(t.key+" = ?", key).Updates(columns).Error; err != nil {
		return fmt.Errorf("change %s %d: %w", table, key, err)
	}
	after, err := w.lib.row(w.DB, table, key)
	if err != nil {
		return err
	}
	return w.record(table, key, before, after)
}

// remove deletes a row; the whole of it stays in the change.
func (w *writing) remove(table string, key int64) error {
	before, err := w.lib.row(w.DB, table, key)
	if err != nil || before == nil {
		return err
	}
	t := stepTables()[table]
	if err := w.Exec("DELETE FROM "+t.table+" WHERE "+t.key+" = ?", key).Error; err != nil {
		return fmt.Errorf("remove %s %d: %w", table, key, err)
	}
	return w.record(table, key, before, nil)
}

// row is a row as JSON, or nil where there is none.
func (l *Library) row(db *gorm.DB, table string, key int64) (*string, error) {
	pairs := make([]string, 0, len(l.columns[table]))
	for _, c := range l.columns[table] {
		pairs = append(pairs, "'"+c+"', "+c)
	}
	var rows []string
	t := stepTables()[table]
	err := db.Raw("SELECT json_object("+strings.Join(pairs, ", ")+") FROM "+t.table+" WHERE "+t.key+" = ?", key).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read %s %d: %w", table, key, err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

func columnsOf(ctx context.Context, db *gorm.DB, tables map[string]stepTable) (map[string][]string, error) {
	columns := map[string][]string{}
	for name, t := range tables {
		columns[name] = t.columns
		if t.columns != nil {
			continue
		}
		var names []string
		if err := db.WithContext(ctx).Raw("SELECT name FROM pragma_table_info(?)", t.table).Scan(&names).Error; err != nil {
			return nil, fmt.Errorf("read the columns of %s: %w", t.table, err)
		}
		columns[name] = names
	}
	return columns, nil
}

// Undo takes back the newest step in force and returns it. It changes nothing
// and fails with Conflict where a row has changed since, with NotFound where
// there is nothing to undo.
func (l *Library) Undo(ctx context.Context) (Step, error) { return l.turn(ctx, 0, true) }

// UndoStep takes back one step, which need not be the newest, under the same
// conditions as Undo.
func (l *Library) UndoStep(ctx context.Context, id int64) (Step, error) { return l.turn(ctx, id, true) }

// Redo makes the step that was undone last again and returns it. A new step
// ends what can be redone.
func (l *Library) Redo(ctx context.Context) (Step, error) { return l.turn(ctx, 0, false) }

func (l *Library) turn(ctx context.Context, id int64, back bool) (Step, error) {
	var step Step
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		q := tx.Where("undone = ?", inForce).Order("id DESC")
		if !back {
			q = tx.Where("undone = ?", redoable).Order("id")
		}
		if id != 0 {
			q = q.Where("id = ?", id)
		}
		if err := q.Take(&step).Error; errors.Is(err, gorm.ErrRecordNotFound) {
			if back {
				return failf(NotFound, nil, "There is nothing to undo.")
			}
			return failf(NotFound, nil, "There is nothing to redo.")
		} else if err != nil {
			return err
		}
		var changes []change
		order := "id DESC"
		if !back {
			order = "id"
		}
		if err := tx.Where("step_id = ?", step.ID).Order(order).Find(&changes).Error; err != nil {
			return err
		}
		// rows come and go in an order that need not suit their references;
		// the commit checks them
		if err := tx.Exec("PRAGMA defer_foreign_keys = ON").Error; err != nil {
			return err
		}
		for _, c := range changes {
			from, to := c.After, c.Before
			if !back {
				from, to = c.Before, c.After
			}
			if err := l.replace(tx, step, c, from, to); err != nil {
				return err
			}
		}
		step.Undone = redoable
		if !back {
			step.Undone = inForce
		}
		return tx.Model(&step).Update("undone", step.Undone).Error
	})
	if err != nil {
		return Step{}, fmt.Errorf("undo or redo a step: %w", err)
	}
	return step, nil
}

// replace puts the row to in the place of the row from, which must be what
// stands there now.
func (l *Library) replace(tx *gorm.DB, step Step, c change, from, to *string) error {
	t, ok := stepTables()[c.TableName]
	if !ok {
		return fmt.Errorf("step %d changes %q, which has no steps", step.ID, c.TableName)
	}
	now, err := l.row(tx, c.TableName, c.Key)
	if err != nil {
		return err
	}
	same, err := sameRow(now, from)
	if err != nil {
		return err
	}
	if !same {
		var later string
		err := tx.Raw(`SELECT s.label FROM steps s JOIN changes c ON c.step_id = s.id
			WHERE c.table_name = ? AND c.key = ? AND s.id > ? AND s.undone = 0 ORDER BY s.id DESC LIMIT 1`, c.TableName, c.Key, step.ID).Scan(&later).Error
		if err != nil {
			return err
		}
		if later == "" {
			later = "something else"
		}
		return failf(Conflict, nil, "“%s” cannot be undone alone: it was changed since by “%s”. Nothing was changed; undo that first.", step.Label, later)
	}
	var columns map[string]any
	if to != nil {
		if columns, err = decodeRow(*to); err != nil {
			return err
		}
	}
	rows := tx.Table(t.table)
	switch {
	case to == nil:
		err = tx.Exec("DELETE FROM "+t.table+" WHERE "+t.key+" = ?", c.Key).Error
	case now == nil:
		err = rows.Create(columns).Error
	default:
		err = rows.Where(t.key+" = ?", c.Key).Updates(columns).Error
	}
	if errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, gorm.ErrForeignKeyViolated) {
		return failf(Conflict, err, "“%s” cannot be undone: what it would bring back is in the way of something newer. Nothing was changed.", step.Label)
	}
	if err != nil {
		return fmt.Errorf("put %s %d back: %w", c.TableName, c.Key, err)
	}
	return nil
}

// sameRow says whether two rows agree in every column that both know: a later
// format may have added some.
func sameRow(a, b *string) (bool, error) {
	if a == nil || b == nil {
		return a == b, nil
	}
	if *a == *b {
		return true, nil
	}
	left, err := decodeRow(*a)
	if err != nil {
		return false, err
	}
	right, err := decodeRow(*b)
	if err != nil {
		return false, err
	}
	for column, value := range left {
		if other, known := right[column]; known && !reflect.DeepEqual(value, other) {
			return false, nil
		}
	}
	return true, nil
}

func decodeRow(text string) (map[string]any, error) {
	row := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber() // identifiers are wider than a float64
	if err := decoder.Decode(&row); err != nil {
		return nil, fmt.Errorf("read a recorded row: %w", err)
	}
	for column, value := range row {
		number, ok := value.(json.Number)
		if !ok {
			continue
		}
		if whole, err := number.Int64(); err == nil {
			row[column] = whole
		} else if real, err := number.Float64(); err == nil {
			row[column] = real
		}
	}
	return row, nil
}

// History is the newest steps, newest first, undone ones among them.
func (l *Library) History(ctx context.Context, limit int) ([]Step, error) {
	var steps []Step
	if err := l.reader.WithContext(ctx).Order("id DESC").Limit(limit).Find(&steps).Error; err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	return steps, nil
}

// forgetOldSteps drops steps past both their depth and their age.
func (l *Library) forgetOldSteps(ctx context.Context) error {
	before := timeString(l.clock().Add(-stepsKeptFor))
	err := l.writer.WithContext(ctx).Exec(`DELETE FROM steps WHERE at < ? AND id <= (SELECT coalesce(max(id), 0) FROM steps) - ?`, before, stepsKept).Error
	if err != nil {
		return fmt.Errorf("forget old steps: %w", err)
	}
	return nil
}
