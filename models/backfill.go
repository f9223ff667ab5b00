package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// BackfillState says how far the reading of a range of days has come.
type BackfillState string

// The states of a backfill. One that is running and that no program works on,
// as after the computer was switched off, goes on at the next start.
const (
	BackfillRunning   BackfillState = "running"
	BackfillPaused    BackfillState = "paused"
	BackfillDone      BackfillState = "done"
	BackfillCancelled BackfillState = "cancelled"
)

// Backfill is a range of days whose lists are to be read. Which of them were
// read stands in the lists themselves, see DayReads.
type Backfill struct {
	ID int64
	// First and Last are the ends of the range, "YYYY-MM-DD", both in it.
	First     string `gorm:"column:first_day"`
	Last      string `gorm:"column:last_day"`
	State     BackfillState
	StartedAt time.Time `gorm:"serializer:rfc3339"`
}

// Unfinished says that days of the range may still have to be read.
func (b Backfill) Unfinished() bool { return b.State == BackfillRunning || b.State == BackfillPaused }

// StartBackfill notes that the days from first to last, "YYYY-MM-DD", are to be
// read, and gives the backfill in the state running. Unfinished ones that lie in
// the range go on as a part of it. Invalid for days that are none or stand the
// wrong way round. It is no step.
func (l *Library) StartBackfill(ctx context.Context, first, last string) (Backfill, error) {
	if !validDay(first) || !validDay(last) || first > last {
		return Backfill{}, failf(Invalid, nil, "“%s” to “%s” is no range of days. Nothing was started. Write the earlier day first, as in 2026-03-02.", first, last)
	}
	b := Backfill{First: first, Last: last, State: BackfillRunning, StartedAt: l.clock()}
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var within []Backfill
		err := tx.Where("state IN ? AND first_day >= ? AND last_day <= ?", []BackfillState{BackfillRunning, BackfillPaused}, first, last).
			Order("id").Find(&within).Error
		if err != nil {
			return err
		}
		if len(within) == 0 {
			return tx.Create(&b).Error
		}
		b.ID, b.StartedAt = within[0].ID, within[0].StartedAt
		for _, w := range within[1:] {
			if err := tx.Delete(&w).Error; err != nil {
				return err
			}
		}
		return tx.Save(&b).Error
	})
	if err != nil {
		return Backfill{}, fmt.Errorf("start the backfill from %s to %s: %w", first, last, err)
	}
	return b, nil
}

// Backfills are all backfills, the newest first.
func (l *Library) Backfills(ctx context.Context) ([]Backfill, error) {
	var all []Backfill
	if err := l.reader.WithContext(ctx).Order("id DESC").Find(&all).Error; err != nil {
		return nil, fmt.Errorf("read the backfills: %w", err)
	}
	return all, nil
}

// SetBackfill notes the state of a backfill. Invalid for a state that is none,
// NotFound for a backfill that is none. It is no step.
func (l *Library) SetBackfill(ctx context.Context, id int64, state BackfillState) error {
	switch state {
	case BackfillRunning, BackfillPaused, BackfillDone, BackfillCancelled:
	default:
		return failf(Invalid, nil, "There is no state “%s” of a backfill.", state)
	}
	change := l.writer.WithContext(ctx).Model(&Backfill{}).Where("id = ?", id).Update("state", state)
	if change.Error != nil {
		return fmt.Errorf("set backfill %d to %s: %w", id, state, change.Error)
	}
	if change.RowsAffected == 0 {
		return failf(NotFound, nil, "There is no backfill %d.", id)
	}
	return nil
}

// DayRead says when the list of a day was last read, and whether it could still
// get longer then.
type DayRead struct {
	At      time.Time
	Growing bool
}

// DayReads are the days from first to last, "YYYY-MM-DD", whose lists were
// read.
func (l *Library) DayReads(ctx context.Context, first, last string) (map[string]DayRead, error) {
	var rows []listRow
	err := l.reader.WithContext(ctx).Select("key", "read_at", "growing").
		Where("kind = ? AND key BETWEEN ? AND ? AND read_at <> ''", DayList, first, last).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("look up how the days from %s to %s were read: %w", first, last, err)
	}
	reads := make(map[string]DayRead, len(rows))
	for _, r := range rows {
		reads[r.Key] = DayRead{At: r.ReadAt, Growing: r.Growing}
	}
	return reads, nil
}
