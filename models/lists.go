package models

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"gorm.io/gorm"
)

var weekKey = regexp.MustCompile(`^(\d{4})-W(\d{2})$`)

// checkList says what is wrong with a list's kind or key.
func checkList(kind, key string) error {
	ok := false
	switch kind {
	case DayList, WeekList, MonthList:
		_, _, err := ListDays(kind, key)
		ok = err == nil
	case TrendingList:
		ok = key == TrendingList
	case SubmitterList:
		ok = key != ""
	default:
		return failf(Invalid, nil, "There is no list “%s”.", kind)
	}
	if !ok {
		return failf(Invalid, nil, "“%s” is no %s.", key, kind)
	}
	return nil
}

// ListDays are the first and the last day of a day, a week or a month; Invalid
// for other keys and other lists. Weeks are those of ISO 8601, which begin on
// Monday and of which the first has the year's first Thursday.
func ListDays(kind, key string) (first, last time.Time, err error) {
	wrong := failf(Invalid, nil, "“%s” is no %s.", key, kind)
	switch kind {
	case DayList:
		first, err = time.Parse(time.DateOnly, key)
		last = first
	case MonthList:
		first, err = time.Parse("2006-01", key)
		last = first.AddDate(0, 1, -1)
	case WeekList:
		m := weekKey.FindStringSubmatch(key)
		if m == nil {
			return first, last, wrong
		}
		var year, week int
		if _, err := fmt.Sscanf(key, "%d-W%d", &year, &week); err != nil {
			return first, last, wrong
		}
		fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
		monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
		first = monday.AddDate(0, 0, 7*(week-1))
		last = first.AddDate(0, 0, 6)
		if y, w := first.ISOWeek(); y != year || w != week {
			return first, last, wrong
		}
	default:
		return first, last, wrong
	}
	if err != nil {
		return first, last, wrong
	}
	return first, last, nil
}

// ListKey is the key of the day, week or month that t is in.
func ListKey(kind string, t time.Time) string {
	switch kind {
	case WeekList:
		year, week := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case MonthList:
		return t.Format("2006-01")
	}
	return t.Format(time.DateOnly)
}

// StepList is the key of the list that many days, weeks or months further.
func StepList(kind, key string, by int) (string, error) {
	first, _, err := ListDays(kind, key)
	if err != nil {
		return "", err
	}
	switch kind {
	case WeekList:
		first = first.AddDate(0, 0, 7*by)
	case MonthList:
		first = first.AddDate(0, by, 0)
	default:
		first = first.AddDate(0, 0, by)
	}
	return ListKey(kind, first), nil
}

// LookAt notes that the reader looks at a list now. What comes onto it later is
// new to them. It is no step.
func (l *Library) LookAt(ctx context.Context, kind, key string) error {
	err := l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		err := tx.Exec("UPDATE lists SET looked_at = ? WHERE kind = ? AND key = ?", timeString(l.clock()), kind, key).Error
		if err != nil {
			return err
		}
		// what is shown as gained since is gained from now on
		return tx.Exec(`UPDATE triage SET upvotes_seen = (SELECT upvotes FROM papers p WHERE p.id = triage.paper_id)
			WHERE seen_at <> '' AND paper_id IN (SELECT li.paper_id FROM listings li JOIN lists l ON l.id = li.list_id WHERE l.kind = ? AND l.key = ?)`, kind, key).Error
	})
	if err != nil {
		return fmt.Errorf("note that %s %s was looked at: %w", kind, key, err)
	}
	return nil
}

// ListState says what the library knows of a list.
type ListState struct {
	Kind, Key string
	// ReadAt is when it was read from the source; zero if it never was, and
	// only papers on lists of its days are known.
	ReadAt  time.Time
	Growing bool
	// LookedAt is when the reader last looked at it; zero for never.
	LookedAt time.Time
	Papers   int
	// Left is how many the reader has neither seen nor kept nor dismissed, and
	// no rule mutes.
	Left int
}

// List says what the library knows of a list. A list that was never read is not
// an error: it has no ReadAt.
func (l *Library) List(ctx context.Context, kind, key string) (ListState, error) {
	state := ListState{Kind: kind, Key: key}
	db := l.reader.WithContext(ctx)
	var rows []listRow
	if err := db.Where("kind = ? AND key = ?", kind, key).Find(&rows).Error; err != nil {
		return state, fmt.Errorf("read the list %s %s: %w", kind, key, err)
	}
	if len(rows) > 0 {
		state.ReadAt, state.Growing, state.LookedAt = rows[0].ReadAt, rows[0].Growing, rows[0].LookedAt
	}
	where := View{Kind: kind, Day: key}.list().where
	mute, err := muted(db)
	if err != nil {
		return state, err
	}
	var counts struct{ Papers, Left int }
	err = db.Raw(`SELECT count(*) AS papers, count(CASE WHEN coalesce(t.seen_at, '') = '' AND coalesce(t.dismissed, 0) = 0 AND e.paper_id IS NULL
			AND NOT `+mute.sql+` THEN 1 END) AS left
		FROM papers p`+joinReader+" WHERE "+where.sql, append(mute.args, where.args...)...).Scan(&counts).Error
	if err != nil {
		return state, fmt.Errorf("count the list %s %s: %w", kind, key, err)
	}
	state.Papers, state.Left = counts.Papers, counts.Left
	return state, nil
}

// NewestDay is the newest day whose list has papers, empty where there is none
// yet.
func (l *Library) NewestDay(ctx context.Context) (ListState, error) {
	day, err := l.NearestDay(ctx, "9999-12-31", -1)
	if err != nil || day == "" {
		return ListState{}, err
	}
	return l.List(ctx, DayList, day)
}

// NearestDay is the nearest day from one on, "2026-11-23", whose list has papers
// in the library: the same or, with a direction of -1, before it, with 1 after
// it. It is empty where there is none.
func (l *Library) NearestDay(ctx context.Context, day string, direction int) (string, error) {
	there := ">= ? AND EXISTS (SELECT 1 FROM listings li WHERE li.list_id = l.id) ORDER BY l.key"
	if direction < 0 {
		there = "<= ? AND EXISTS (SELECT 1 FROM listings li WHERE li.list_id = l.id) ORDER BY l.key DESC"
	}
	var keys []string
	err := l.reader.WithContext(ctx).Raw("SELECT l.key FROM lists l WHERE l.kind = 'day' AND l.key "+there+" LIMIT 1", day).Scan(&keys).Error
	if err != nil {
		return "", fmt.Errorf("find the list nearest to %s: %w", day, err)
	}
	if len(keys) == 0 {
		return "", nil
	}
	return keys[0], nil
}

// Found are papers that a source has found, with those that the library has in
// the place of what the source said. The others have keys below zero.
func (l *Library) Found(ctx context.Context, found []Paper) ([]Paper, error) {
	ids := make([]string, len(found))
	for i, p := range found {
		ids[i] = p.ArxivID
	}
	have, err := cards(l.reader.WithContext(ctx), condition{"p.arxiv_id IN ?", []any{ids}}, "p.id")
	if err != nil {
		return nil, fmt.Errorf("look up papers found: %w", err)
	}
	byID := make(map[string]Paper, len(have))
	for _, p := range have {
		byID[p.ArxivID] = p
	}
	papers := make([]Paper, len(found))
	for i, p := range found {
		known, ok := byID[p.ArxivID]
		if !ok {
			known = p
			known.ID = int64(-1 - i)
		}
		papers[i] = known
	}
	return papers, nil
}
