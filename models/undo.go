package models

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"gorm.io/gorm"
)

// UndoConflict is the *Error of a step that cannot be undone, or done again, as
// a whole, because something newer stands in its way. Nothing was changed.
type UndoConflict struct {
	Step Step
	// Since is the label of the step that changed the same since, empty where
	// that is not known.
	Since string
	// Possible is how many of the step's Rows UndoRest could still undo.
	Possible int
	err      *Error
}

func (c *UndoConflict) Error() string { return c.err.Error() }

func (c *UndoConflict) Unwrap() error { return c.err }

// Undo takes back the newest step in force and returns it. It changes nothing
// and fails with an *UndoConflict where a row has changed since, with NotFound
// where there is nothing to undo.
func (l *Library) Undo(ctx context.Context) (Step, error) { return l.UndoStep(ctx, 0) }

// UndoStep takes back one step, which need not be the newest, under the same
// conditions as Undo.
func (l *Library) UndoStep(ctx context.Context, id int64) (Step, error) {
	return l.turnOne(ctx, id, true)
}

// Redo makes the step that was undone last again and returns it. A new step
// ends what can be redone.
func (l *Library) Redo(ctx context.Context) (Step, error) { return l.turnOne(ctx, 0, false) }

func (l *Library) turnOne(ctx context.Context, id int64, back bool) (Step, error) {
	steps, err := l.turnAll(ctx, back, func(tx *gorm.DB) *gorm.DB {
		if id != 0 {
			tx = tx.Where("id = ?", id)
		}
		return tx.Limit(1)
	})
	if err != nil {
		return Step{}, err
	}
	return steps[0], nil
}

// GoBack undoes every step in force that is newer than the one with the
// identifier given, the newest first, and returns them; 0 goes back to before
// all steps that are known. It undoes all of them or, with an error that says
// which stands in the way of what, none.
func (l *Library) GoBack(ctx context.Context, id int64) ([]Step, error) {
	if id != 0 {
		var there int64
		if err := l.reader.WithContext(ctx).Model(&Step{}).Where("id = ?", id).Count(&there).Error; err != nil {
			return nil, fmt.Errorf("look up step %d: %w", id, err)
		}
		if there == 0 {
			return nil, failf(NotFound, nil, "There is no step %d in the history. Nothing was changed.", id)
		}
	}
	return l.turnAll(ctx, true, func(tx *gorm.DB) *gorm.DB { return tx.Where("id > ?", id) })
}

// GoForward makes the undone steps again, the one undone last first, until the
// one with the identifier given is in force again; 0 makes all of them again. It
// makes them all or, with an error, none.
func (l *Library) GoForward(ctx context.Context, id int64) ([]Step, error) {
	return l.turnAll(ctx, false, func(tx *gorm.DB) *gorm.DB {
		if id != 0 {
			tx = tx.Where("turn >= (SELECT turn FROM steps WHERE id = ? AND undone = ?)", id, redoable)
		}
		return tx
	})
}

// turnAll undoes the steps that which chooses, or makes them again, in one
// transaction.
func (l *Library) turnAll(ctx context.Context, back bool, which func(*gorm.DB) *gorm.DB) ([]Step, error) {
	var steps []Step
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		q := tx.Where("undone = ?", inForce).Order("id DESC")
		if !back {
			q = tx.Where("undone = ?", redoable).Order("turn DESC, id")
		}
		if err := which(q).Find(&steps).Error; err != nil {
			return err
		}
		switch {
		case len(steps) == 0 && back:
			return failf(NotFound, nil, "There is nothing to undo.")
		case len(steps) == 0:
			return failf(NotFound, nil, "There is nothing to redo.")
		}
		// rows come and go in an order that need not suit their references;
		// what they refer to is looked at after each step, and by the commit
		if err := tx.Exec("PRAGMA defer_foreign_keys = ON").Error; err != nil {
			return err
		}
		for i := range steps {
			if err := l.turn(tx, &steps[i], back); err != nil {
				return err
			}
		}
		return nil
	})
	if conflict := (*UndoConflict)(nil); back && errors.As(err, &conflict) {
		conflict.Possible = l.possible(ctx, conflict.Step.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("undo or redo a step: %w", unsaved(err))
	}
	return steps, nil
}

// turn undoes a step, or makes it again: the rows after it become those before
// it, or the other way round. They must be what stands there now.
func (l *Library) turn(tx *gorm.DB, step *Step, back bool) error {
	tables, err := changedTables(tx, step.ID)
	if err != nil {
		return err
	}
	t := turning{DB: tx, lib: l, step: *step, back: back}
	for _, table := range tables {
		moved, err := t.changedSince(table)
		if err != nil {
			return err
		}
		if len(moved) > 0 {
			return t.conflict(table, moved[0].Key)
		}
		if err := t.papersThere(table); err != nil {
			return err
		}
	}
	for _, phase := range phases(tables) {
		if err := t.apply(phase); err != nil {
			return err
		}
	}
	if err := t.tagsThere(); err != nil {
		return err
	}
	step.Undone = inForce
	if back {
		step.Undone = redoable
		if err := tx.Raw("SELECT coalesce(max(turn), 0) + 1 FROM steps").Scan(&step.Turn).Error; err != nil {
			return err
		}
	}
	return tx.Model(&Step{ID: step.ID}).Updates(map[string]any{"undone": step.Undone, "turn": step.Turn}).Error
}

// turning is a step on its way back or forth.
type turning struct {
	*gorm.DB
	lib  *Library
	step Step
	back bool
	// only are the identifiers of the changes to turn, nil for all.
	only []int64
	// loosely leaves out what is in the way of a row instead of failing.
	loosely bool
}

// from and to are the columns of changes that have the rows as they must be
// now, and as they are to become.
func (t turning) from() string {
	if t.back {
		return "after"
	}
	return "before"
}

func (t turning) to() string {
	if t.back {
		return "before"
	}
	return "after"
}

func changedTables(tx *gorm.DB, step int64) ([]string, error) {
	var tables []string
	if err := tx.Raw("SELECT DISTINCT table_name FROM changes WHERE step_id = ?", step).Scan(&tables).Error; err != nil {
		return nil, fmt.Errorf("read the changes of step %d: %w", step, err)
	}
	for _, table := range tables {
		if _, ok := stepTables()[table]; !ok {
			return nil, fmt.Errorf("step %d changes %q, which has no steps", step, table)
		}
	}
	return tables, nil
}

// changedSince are the changes whose rows are not what the step made of them, or
// are that again only because newer steps changed them to and fro: those could
// not be undone any more with this one gone.
func (t turning) changedSince(table string) ([]change, error) {
	var changed []change
	newer := "SELECT 1 FROM changes n JOIN steps s ON s.id = n.step_id WHERE n.table_name = c.table_name AND n.key = c.key AND n.step_id > c.step_id AND s.undone = 0"
	var last int64
	if err := t.Raw("SELECT coalesce(max(id), 0) FROM steps WHERE undone = 0").Scan(&last).Error; err != nil {
		return nil, fmt.Errorf("find the newest step: %w", err)
	}
	if last > t.step.ID {
		err := t.Raw("SELECT c.id, c.step_id, c.table_name, c.key FROM changes c WHERE c.step_id = ? AND c.table_name = ? AND EXISTS ("+newer+") ORDER BY c.id",
			t.step.ID, table).Scan(&changed).Error
		if err != nil {
			return nil, fmt.Errorf("look for newer changes of %s: %w", table, err)
		}
	}
	found := make(map[int64]bool, len(changed))
	for _, c := range changed {
		found[c.ID] = true
	}
	var differing []struct {
		ID, Key     int64
		Wanted, Now *string
	}
	now := "(" + t.lib.rowAt(table, "c.key") + ")"
	err := t.Raw("SELECT c.id, c.key, c."+t.from()+" AS wanted, "+now+" AS now FROM changes c WHERE c.step_id = ? AND c.table_name = ? AND c."+
		t.from()+" IS NOT "+now+" ORDER BY c.id", t.step.ID, table).Scan(&differing).Error
	if err != nil {
		return nil, fmt.Errorf("compare %s: %w", table, err)
	}
	for _, d := range differing {
		if found[d.ID] {
			continue
		}
		same, err := sameRow(d.Now, d.Wanted)
		if err != nil {
			return nil, err
		}
		if !same {
			changed = append(changed, change{ID: d.ID, StepID: t.step.ID, TableName: table, Key: d.Key})
		}
	}
	return changed, nil
}

// conflict is the answer where the row with a key is in the way.
func (t turning) conflict(table string, key int64) error {
	var later string
	err := t.Raw(`SELECT s.label FROM steps s JOIN changes c ON c.step_id = s.id
		WHERE c.table_name = ? AND c.key = ? AND s.id > ? AND s.undone = 0 ORDER BY s.id DESC LIMIT 1`, table, key, t.step.ID).Scan(&later).Error
	if err != nil {
		return err
	}
	switch {
	case later != "" && t.back:
		return t.fail(later, nil, "“%s” cannot be undone alone: it was changed since by “%s”. Nothing was changed; undo that first.", t.step.Label, later)
	case later != "":
		return t.fail(later, nil, "“%s” cannot be done again: it was changed since by “%s”. Nothing was changed; undo that first.", t.step.Label, later)
	case t.back:
		return t.fail("", nil, "“%s” cannot be undone: what it changed has been changed since. Nothing was changed.", t.step.Label)
	}
	return t.fail("", nil, "“%s” cannot be done again: what it changed has been changed since. Nothing was changed.", t.step.Label)
}

func (t turning) fail(since string, cause error, format string, args ...any) error {
	return &UndoConflict{Step: t.step, Since: since, err: failf(Conflict, cause, format, args...)}
}

// paperOf is the paper of a change, in SQL over c; NULL for what has none.
const paperOf = `CASE WHEN c.table_name IN ('triage', 'seen', 'entries', 'citation_keys') THEN c.key
	WHEN c.table_name IN ('paper_tags', 'notes') THEN json_extract(coalesce(c.after, c.before), '$.paper_id') END`

// papersThere fails where a row of a paper is to come back that the library
// does not have any more.
func (t turning) papersThere(table string) error {
	var gone []int64
	err := t.Raw("SELECT c.key FROM changes c WHERE c.step_id = ? AND c.table_name = ? AND c."+t.to()+" IS NOT NULL AND "+paperOf+
		" NOT IN (SELECT id FROM papers) LIMIT 1", t.step.ID, table).Scan(&gone).Error
	if err != nil {
		return fmt.Errorf("look for the papers of step %d: %w", t.step.ID, err)
	}
	if len(gone) == 0 {
		return nil
	}
	if t.back {
		return t.fail("", nil, "“%s” cannot be undone: a paper that it speaks of is not in the library any more. Nothing was changed.", t.step.Label)
	}
	return t.fail("", nil, "“%s” cannot be done again: a paper that it speaks of is not in the library any more. Nothing was changed.", t.step.Label)
}

// tagsThere fails where the step leaves a paper with a tag that is none.
func (t turning) tagsThere() error {
	var orphans []struct{ ID, TagID int64 }
	err := t.Raw(`SELECT pt.id, pt.tag_id FROM changes c JOIN paper_tags pt ON pt.tag_id = c.key
			WHERE c.step_id = ? AND c.table_name = 'tags' AND c.`+t.to()+` IS NULL
		UNION ALL SELECT pt.id, pt.tag_id FROM changes c JOIN paper_tags pt ON pt.id = c.key
			WHERE c.step_id = ? AND c.table_name = 'paper_tags' AND pt.tag_id NOT IN (SELECT id FROM tags) LIMIT 1`, t.step.ID, t.step.ID).Scan(&orphans).Error
	if err != nil {
		return fmt.Errorf("look for the tags of step %d: %w", t.step.ID, err)
	}
	if len(orphans) == 0 {
		return nil
	}
	var there int64
	if err := t.Raw("SELECT count(*) FROM changes WHERE step_id = ? AND table_name = 'paper_tags' AND key = ?", t.step.ID, orphans[0].ID).Scan(&there).Error; err != nil {
		return err
	}
	if there > 0 { // the step's own paper, so the tag went since
		return t.conflict("tags", orphans[0].TagID)
	}
	return t.conflict("paper_tags", orphans[0].ID)
}

// phase is one part of turning a step: rows that go, or that come and change.
type phase struct {
	table string
	going bool
}

// phases is an order that suits what rows refer to and what must be there once:
// first all that goes, tags last, then all that comes, tags first.
func phases(tables []string) []phase {
	var going, coming []phase
	for _, table := range tables {
		if table != "tags" {
			going, coming = append(going, phase{table, true}), append(coming, phase{table, false})
		}
	}
	for _, table := range tables {
		if table == "tags" {
			going, coming = append(going, phase{table, true}), append([]phase{{table, false}}, coming...)
		}
	}
	return append(going, coming...)
}

func (t turning) apply(p phase) error {
	table := stepTables()[p.table]
	changes := "SELECT c.key, c." + t.to() + " AS becomes FROM changes c WHERE c.step_id = ? AND c.table_name = ?"
	args := []any{t.step.ID, p.table}
	if t.only != nil {
		changes += " AND c.id IN (SELECT value FROM json_each(?))"
		args = append(args, idList(t.only))
	}
	there, gone := " AND c."+t.from()+" IS NOT NULL", " AND c."+t.from()+" IS NULL"
	or := ""
	if t.loosely {
		or = "OR IGNORE "
	}
	if p.going {
		sql := "DELETE FROM " + table.table + " WHERE " + table.key + " IN (SELECT key FROM (" + changes + there + " AND c." + t.to() + " IS NULL))"
		if t.loosely && p.table == "tags" {
			sql += " AND id NOT IN (SELECT tag_id FROM paper_tags)"
		}
		return t.exec(p.table, sql, args)
	}
	if p.table == "tags" && !t.loosely {
		// names may be swapped, and each must be there once at any moment
		if err := t.exec(p.table, "UPDATE tags SET folded = '/' || id WHERE id IN (SELECT key FROM ("+changes+there+" AND c."+t.to()+" IS NOT NULL))", args); err != nil {
			return err
		}
	}
	columns := t.lib.columns[p.table]
	sets, values := make([]string, len(columns)), make([]string, len(columns))
	for i, column := range columns {
		// a row of an older format has fewer columns
		value := "json_extract(f.becomes, '$." + column + "')"
		sets[i] = column + " = coalesce(" + value + ", " + table.table + "." + column + ")"
		values[i] = "coalesce(" + value + ", " + t.lib.defaults[p.table][i] + ")"
	}
	update := "UPDATE " + or + table.table + " SET " + strings.Join(sets, ", ") + " FROM (" + changes + there + " AND c." + t.to() + " IS NOT NULL) f WHERE " +
		table.table + "." + table.key + " = f.key"
	if err := t.exec(p.table, update, args); err != nil {
		return err
	}
	insert := "INSERT " + or + "INTO " + table.table + "(" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") +
		" FROM (" + changes + gone + " AND c." + t.to() + " IS NOT NULL) f"
	if t.loosely && p.table == "paper_tags" {
		insert += " WHERE json_extract(f.becomes, '$.tag_id') IN (SELECT id FROM tags)"
	}
	return t.exec(p.table, insert, args)
}

func (t turning) exec(table, sql string, args []any) error {
	err := t.Exec(sql, args...).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, gorm.ErrForeignKeyViolated) {
		if t.back {
			return t.fail("", err, "“%s” cannot be undone: what it would bring back is in the way of something newer. Nothing was changed.", t.step.Label)
		}
		return t.fail("", err, "“%s” cannot be done again: something newer is in its way. Nothing was changed.", t.step.Label)
	}
	if err != nil {
		return fmt.Errorf("put rows of %s back: %w", table, err)
	}
	return nil
}

// Rest is how much of a step UndoRest has undone, in rows.
type Rest struct{ Done, Of int }

// UndoRest undoes what is still possible of a step that Undo cannot take back as
// a whole: the rows that are as the step left them. Unlike Undo it makes a step
// of its own, which can itself be undone; the step it speaks of stays in force.
// NotFound where there is no such step in force, Conflict where nothing of it
// can be undone.
func (l *Library) UndoRest(ctx context.Context, id int64) (Step, Rest, error) {
	var rest Rest
	step, err := l.write(ctx, sayf("Undid what was left of a step"), func(w *writing) error {
		old, err := w.undoRest(id)
		if err != nil {
			return err
		}
		w.say(sayf("Undid what was left of “%s”", old.Label))
		rest.Of = old.Rows
		return nil
	})
	if err != nil {
		return Step{}, Rest{}, fmt.Errorf("undo the rest of step %d: %w", id, err)
	}
	if step.ID == 0 {
		return Step{}, rest, failf(Conflict, nil, "Nothing of this step can be undone any more: all of it was changed since. Nothing was changed.")
	}
	rest.Done = step.Rows
	return step, rest, nil
}

func (w *writing) undoRest(id int64) (Step, error) {
	var old Step
	err := w.Where("id = ? AND undone = ?", id, inForce).Take(&old).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return old, failf(NotFound, nil, "There is nothing to undo.")
	}
	if err != nil {
		return old, err
	}
	tables, err := changedTables(w.DB, id)
	if err != nil {
		return old, err
	}
	t := turning{DB: w.DB, lib: w.lib, step: old, back: true, loosely: true, only: []int64{}}
	keys := map[string][]int64{}
	for _, table := range tables {
		moved, err := t.changedSince(table)
		if err != nil {
			return old, err
		}
		without := make([]int64, len(moved))
		for i, c := range moved {
			without[i] = c.ID
		}
		var left []change
		err = w.Raw("SELECT c.id, c.key FROM changes c WHERE c.step_id = ? AND c.table_name = ? AND c.id NOT IN (SELECT value FROM json_each(?)) AND (c.before IS NULL OR coalesce("+
			paperOf+" IN (SELECT id FROM papers), 1)) ORDER BY c.id", id, table, idList(without)).Scan(&left).Error
		if err != nil {
			return old, fmt.Errorf("find what is left of step %d: %w", id, err)
		}
		for _, c := range left {
			t.only, keys[table] = append(t.only, c.ID), append(keys[table], c.Key)
		}
	}
	for _, p := range phases(tables) {
		if err := w.changing(p.table, keys[p.table], func() error { return t.apply(p) }); err != nil {
			return old, err
		}
	}
	return old, nil
}

// possible is how many rows UndoRest would undo: it does so and takes that back.
func (l *Library) possible(ctx context.Context, id int64) int {
	rows := 0
	errTried := errors.New("tried")
	_, err := l.write(ctx, sayf("Try to undo"), func(w *writing) error {
		if _, err := w.undoRest(id); err != nil {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		rows = w.step.Rows
		return errTried
	})
	if !errors.Is(err, errTried) {
		return 0
	}
	return rows
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
