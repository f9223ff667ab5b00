package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Step is one labelled change of the reader's data, in bulk too, that can be
// taken back as a whole.
type Step struct {
	ID int64 `gorm:"primaryKey"`
	// Label says what was done, in English: "Tagged 3 papers with agents".
	Label string
	// Format and Args make up the label, for saying it in another language:
	// "Tagged %s papers with %s" and "3", "agents". Both are empty in steps of
	// older versions.
	Format string    `gorm:"column:text_format"`
	Args   []string  `gorm:"column:text_args;serializer:json"`
	At     time.Time `gorm:"serializer:rfc3339"`
	// Origin is who made it: a window or a command.
	Origin Origin
	Undone int
	// Rows and Papers are how many rows and papers it touches.
	Rows   int `gorm:"column:row_count"`
	Papers int `gorm:"column:paper_count"`
	// Deleted is how many whole things it deleted that the trash has.
	Deleted int
	// Turn orders the steps that are undone: the one undone last is redone
	// first.
	Turn int64
}

// InForce says that the step is not undone.
func (s Step) InForce() bool { return s.Undone == inForce }

// Redoable says that the step is undone and can be done again.
func (s Step) Redoable() bool { return s.Undone == redoable }

// saying is a text with places and what stands in them.
type saying struct {
	format string
	args   []string
}

func sayf(format string, args ...string) saying { return saying{format, args} }

func (s saying) String() string {
	args := make([]any, len(s.args))
	for i, a := range s.args {
		args[i] = a
	}
	return fmt.Sprintf(s.format, args...)
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
		// only where the reader changes one: what is given stays given
		"citation_keys": {table: "citation_keys", key: "paper_id"},
		"name_parts":    {table: "name_parts", key: "id"},
	}
}

const (
	stepsKept    = 100
	stepsKeptFor = 30 * 24 * time.Hour
)

// writing is a step being made: every write of the reader's data goes through
// its changing and what is made of it.
type writing struct {
	*gorm.DB
	lib  *Library
	now  time.Time
	step Step
	// wrote says that rows may have changed, joins that they join an older step.
	wrote, joins bool
}

// errUnchanged rolls a step back that has changed nothing.
var errUnchanged = errors.New("nothing changed")

// write makes a step: it runs fn and records what fn changed, in one
// transaction. Where nothing changed no step is made and the result's ID is 0.
// An error leaves everything as it was.
func (l *Library) write(ctx context.Context, label saying, fn func(*writing) error) (Step, error) {
	return l.amend(ctx, 0, label, fn)
}

// amend is write, but what fn changes joins the step with the identifier given
// if that is the newest step of all and in force; so the many saves of one note
// are one step.
func (l *Library) amend(ctx context.Context, id int64, label saying, fn func(*writing) error) (Step, error) {
	w := &writing{lib: l, now: l.clock()}
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		w.DB = tx
		w.step = Step{At: w.now, Origin: l.origin}
		w.say(label)
		if id != 0 {
			var newest Step
			err := tx.Order("id DESC").Take(&newest).Error
			if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
				return err
			}
			if newest.ID == id && newest.Undone == inForce {
				w.step, w.joins = newest, true
			}
		}
		if err := fn(w); err != nil {
			return err
		}
		return w.finish()
	})
	if errors.Is(err, errUnchanged) {
		return Step{}, nil
	}
	if err != nil {
		return Step{}, fmt.Errorf("%s: %w", label, unsaved(err))
	}
	return w.step, nil
}

// unsaved is err as a sentence where the disk has no room for what was to be
// saved.
func unsaved(err error) error {
	if diskFull(err) {
		return failf(Unusable, err, "There is no room left on the disk, so this was not saved. What was saved before is safe; make room and try again.")
	}
	return err
}

// say sets the label, which may depend on what the step finds.
func (w *writing) say(label saying) {
	w.step.Label, w.step.Format, w.step.Args = label.String(), label.format, label.args
	if w.step.Args == nil {
		w.step.Args = []string{}
	}
}

// begin makes the step's row before the first change, which refers to it.
func (w *writing) begin() error {
	w.wrote = true
	if w.step.ID != 0 {
		return nil
	}
	if err := w.Create(&w.step).Error; err != nil {
		return fmt.Errorf("record step: %w", err)
	}
	return nil
}

// finish counts what the step has changed, drops rows that it has changed to and
// fro, and ends what could be redone.
func (w *writing) finish() error {
	if !w.wrote {
		if w.step.ID == 0 {
			return errUnchanged
		}
		return nil
	}
	var counts struct{ Rows, Papers, Deleted, Idle int }
	err := w.Raw(`SELECT count(CASE WHEN before IS NOT after THEN 1 END) AS rows, count(CASE WHEN before IS after THEN 1 END) AS idle,
		count(DISTINCT CASE
			WHEN before IS after THEN NULL
			WHEN table_name IN ('triage', 'seen', 'entries', 'citation_keys') THEN key
			WHEN table_name IN ('paper_tags', 'notes') THEN json_extract(coalesce(after, before), '$.paper_id') END) AS papers,
		count(CASE WHEN before IS NOT NULL AND after IS NULL AND table_name IN ('notes', 'entries', 'tags', 'smart_lists') THEN 1 END) AS deleted
		FROM changes WHERE step_id = ?`, w.step.ID).Scan(&counts).Error
	if err != nil {
		return fmt.Errorf("count changes: %w", err)
	}
	if counts.Rows == 0 {
		if !w.joins {
			return errUnchanged
		}
		id := w.step.ID // all of its saves together come to nothing
		w.step = Step{}
		return w.Exec("DELETE FROM steps WHERE id = ?", id).Error
	}
	if counts.Idle > 0 {
		if err := w.Exec("DELETE FROM changes WHERE step_id = ? AND before IS after", w.step.ID).Error; err != nil {
			return fmt.Errorf("drop changes that are none: %w", err)
		}
	}
	if !w.joins || counts.Rows != w.step.Rows || counts.Papers != w.step.Papers || counts.Deleted != w.step.Deleted {
		w.step.Rows, w.step.Papers, w.step.Deleted = counts.Rows, counts.Papers, counts.Deleted
		if err := w.Save(&w.step).Error; err != nil {
			return fmt.Errorf("record step: %w", err)
		}
	}
	if err := w.Exec("UPDATE steps SET undone = ? WHERE undone = ?", goneForGood, redoable).Error; err != nil {
		return fmt.Errorf("close redo: %w", err)
	}
	return nil
}

// changing records what do changes of the rows with keys in a table, added and
// deleted ones among them. It does so in a few statements however many rows
// there are, and in the database: no row comes here.
func (w *writing) changing(table string, keys []int64, do func() error) error {
	if len(keys) == 0 {
		return nil
	}
	if err := w.begin(); err != nil {
		return err
	}
	list := idList(keys)
	err := w.Exec("INSERT INTO changes(step_id, table_name, key, before) SELECT ?, ?, j.value, ("+w.lib.rowAt(table, "j.value")+
		") FROM json_each(?) j WHERE true ON CONFLICT(step_id, table_name, key) DO NOTHING", w.step.ID, table, list).Error
	if err != nil {
		return fmt.Errorf("record %s before the change: %w", table, err)
	}
	if err := do(); err != nil {
		return err
	}
	err = w.Exec("UPDATE changes SET after = ("+w.lib.rowAt(table, "changes.key")+
		") WHERE step_id = ? AND table_name = ? AND key IN (SELECT value FROM json_each(?))", w.step.ID, table, list).Error
	if err != nil {
		return fmt.Errorf("record %s after the change: %w", table, err)
	}
	return nil
}

// insert adds a row, a pointer to one of the package's types; key reads its
// key once it is there.
func (w *writing) insert(table string, row any, key func() int64) error {
	return w.added(table, func() error { return w.Create(row).Error }, func() (string, []any) {
		return stepTables()[table].key + " = ?", []any{key()}
	})
}

// insertAll adds the rows that an INSERT statement makes, to a table that
// numbers them itself.
func (w *writing) insertAll(table, sql string, args ...any) error {
	var last int64
	err := w.Raw("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0)", stepTables()[table].table).Scan(&last).Error
	if err != nil {
		return fmt.Errorf("find the last key of %s: %w", table, err)
	}
	return w.added(table, func() error { return w.Exec(sql, args...).Error }, func() (string, []any) {
		return stepTables()[table].key + " > ?", []any{last}
	})
}

func (w *writing) added(table string, add func() error, which func() (string, []any)) error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := add(); err != nil {
		return fmt.Errorf("add to %s: %w", table, err)
	}
	t := stepTables()[table]
	where, args := which()
	err := w.Exec("INSERT INTO changes(step_id, table_name, key, after) SELECT ?, ?, "+t.key+", "+w.lib.rowJSON(table)+" FROM "+t.table+
		" WHERE "+where+" ON CONFLICT(step_id, table_name, key) DO UPDATE SET after = excluded.after",
		append([]any{w.step.ID, table}, args...)...).Error
	if err != nil {
		return fmt.Errorf("record what was added to %s: %w", table, err)
	}
	return nil
}

// update sets columns of a row.
func (w *writing) update(table string, key int64, columns map[string]any) error {
	return w.updateAll(table, []int64{key}, columns)
}

// updateAll sets columns of rows.
func (w *writing) updateAll(table string, keys []int64, columns map[string]any) error {
	return w.changing(table, keys, func() error {
		t := stepTables()[table]
		err := w.Table(t.table).Where(t.key+" IN (SELECT value FROM json_each(?))", idList(keys)).Updates(columns).Error
		if err != nil {
			return fmt.Errorf("change %s: %w", table, err)
		}
		return nil
	})
}

// remove deletes a row; the whole of it stays in the change.
func (w *writing) remove(table string, key int64) error { return w.removeAll(table, []int64{key}) }

// removeAll deletes rows; the whole of them stays in the changes.
func (w *writing) removeAll(table string, keys []int64) error {
	return w.changing(table, keys, func() error {
		t := stepTables()[table]
		if err := w.Exec("DELETE FROM "+t.table+" WHERE "+t.key+" IN (SELECT value FROM json_each(?))", idList(keys)).Error; err != nil {
			return fmt.Errorf("remove from %s: %w", table, err)
		}
		return nil
	})
}

// keys are the keys that a SELECT gives.
func (w *writing) keys(sql string, args ...any) ([]int64, error) {
	var keys []int64
	if err := w.Raw(sql, args...).Scan(&keys).Error; err != nil {
		return nil, fmt.Errorf("find rows to change: %w", err)
	}
	return keys, nil
}

// rowJSON is a row of a table as JSON, in SQL.
func (l *Library) rowJSON(table string) string {
	pairs := make([]string, 0, len(l.columns[table]))
	for _, c := range l.columns[table] {
		pairs = append(pairs, "'"+c+"', "+c)
	}
	return "json_object(" + strings.Join(pairs, ", ") + ")"
}

// rowAt selects the row with a key, an expression of SQL, as JSON; NULL where
// there is none.
func (l *Library) rowAt(table, key string) string {
	t := stepTables()[table]
	return "SELECT " + l.rowJSON(table) + " FROM " + t.table + " WHERE " + t.table + "." + t.key + " = " + key
}

// columnsOf are the columns of the tables of steps, and what each is where a
// row of an older format does not say: both as they stand in SQL.
func columnsOf(ctx context.Context, db *gorm.DB, tables map[string]stepTable) (columns, defaults map[string][]string, err error) {
	columns, defaults = map[string][]string{}, map[string][]string{}
	for name, t := range tables {
		var infos []struct{ Name, Fallback string }
		err := db.WithContext(ctx).Raw("SELECT name, coalesce(dflt_value, 'NULL') AS fallback FROM pragma_table_info(?)", t.table).Scan(&infos).Error
		if err != nil {
			return nil, nil, fmt.Errorf("read the columns of %s: %w", t.table, err)
		}
		for _, info := range infos {
			if t.columns == nil || slices.Contains(t.columns, info.Name) {
				columns[name], defaults[name] = append(columns[name], info.Name), append(defaults[name], info.Fallback)
			}
		}
	}
	return columns, defaults, nil
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
	err := l.writer.WithContext(ctx).Exec(`DELETE FROM steps WHERE at < ? AND id <= (SELECT id FROM steps ORDER BY id DESC LIMIT 1 OFFSET ?)`, before, stepsKept).Error
	if err != nil {
		return fmt.Errorf("forget old steps: %w", err)
	}
	return nil
}
