package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// Spot is where papers are moved to in the order of To read: before or after a
// paper that is there, or to its end. The zero Spot is its top.
type Spot struct {
	Before, After int64 // the key of a paper
	Last          bool
}

// leastGap is how near to each other two positions may come. Below it, all of
// To read is numbered anew, one apart: positions are kept with 15 digits.
const leastGap = 1e-4

// Move moves papers of To read to another spot of it, where they stand in the
// order given. Conflict where one of them, or the paper of the spot, is not in
// To read any more.
func (l *Library) Move(ctx context.Context, papers []int64, to Spot) (Step, error) {
	return l.each(ctx, papers, "Moved “%s” in To read", "Moved %s papers in To read", nil, func(w *writing, papers []int64) error {
		anchor := max(to.Before, to.After)
		for _, must := range [][]int64{papers, {anchor}} {
			if must[0] == 0 {
				continue
			}
			if err := w.inToRead(must); err != nil {
				return err
			}
		}
		if slices.Contains(papers, anchor) {
			return nil
		}
		side, err := w.sideOf(to)
		if err != nil {
			return err
		}
		standing, err := w.keys(side.selects("paper_id", "1"), append(side.args, len(papers))...)
		if err != nil {
			return err
		}
		if side.before {
			slices.Reverse(standing)
		}
		if slices.Equal(standing, papers) {
			return nil
		}
		low, step, err := w.gap(papers, side)
		if err != nil {
			return err
		}
		if step < leastGap {
			if err := w.numberToRead(); err != nil {
				return err
			}
			if side, err = w.sideOf(to); err != nil {
				return err
			}
			if low, step, err = w.gap(papers, side); err != nil {
				return err
			}
		}
		return w.changing("entries", papers, func() error {
			err := w.Exec("UPDATE entries SET position = ? + (j.key + 1) * ? FROM json_each(?) j WHERE paper_id = j.value", low, step, idList(papers)).Error
			if err != nil {
				return fmt.Errorf("move in To read: %w", err)
			}
			return nil
		})
	})
}

// inToRead is Conflict where one of papers is not in To read.
func (w *writing) inToRead(papers []int64) error {
	var titles []string
	err := w.Raw(`SELECT p.title FROM json_each(?) j JOIN papers p ON p.id = j.value
		WHERE p.id NOT IN (SELECT paper_id FROM entries WHERE state = 'toread') LIMIT 1`, idList(papers)).Scan(&titles).Error
	if err != nil {
		return fmt.Errorf("look up To read: %w", err)
	}
	if len(titles) > 0 {
		return failf(Conflict, nil, "“%s” is not in To read. Nothing was moved.", excerpt(titles[0], 40))
	}
	return nil
}

// side is the part of To read that a spot looks at: what stands before it, the
// nearest first, or what stands after it.
type side struct {
	before bool
	where  string
	args   []any
	edge   float64 // the position at the spot's other side
	open   bool    // there is nothing at the other side
}

// selects reads a column of the nearest entries; the last argument is how many.
func (s side) selects(column, where string) string {
	order := "position, paper_id"
	if s.before {
		order = "position DESC, paper_id DESC"
	}
	return "SELECT " + column + " FROM entries WHERE state = 'toread' AND " + s.where + " AND " + where + " ORDER BY " + order + " LIMIT ?"
}

func (w *writing) sideOf(to Spot) (side, error) {
	s := side{before: to.Last || to.Before != 0, where: "1", open: true}
	anchor := max(to.Before, to.After)
	if anchor == 0 {
		return s, nil
	}
	s.open = false
	if err := w.Raw("SELECT position FROM entries WHERE paper_id = ?", anchor).Scan(&s.edge).Error; err != nil {
		return s, fmt.Errorf("look up position: %w", err)
	}
	s.where, s.args = "(position, paper_id) > (?, ?)", []any{s.edge, anchor}
	if s.before {
		s.where = "(position, paper_id) < (?, ?)"
	}
	return s, nil
}

// gap is the position below those that papers get at the spot, and how far they
// stand apart.
func (w *writing) gap(papers []int64, s side) (low, step float64, err error) {
	var nearest []float64
	args := append(slices.Clone(s.args), idList(papers), 1)
	err = w.Raw(s.selects("position", "paper_id NOT IN (SELECT value FROM json_each(?))"), args...).Scan(&nearest).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, 0, fmt.Errorf("find a gap in To read: %w", err)
	}
	n := float64(len(papers) + 1)
	switch {
	case s.open && len(nearest) == 0:
		return 0, 1, nil
	case s.open && s.before:
		return nearest[0], 1, nil
	case s.open:
		return nearest[0] - n, 1, nil
	case len(nearest) == 0 && s.before:
		return s.edge - n, 1, nil
	case len(nearest) == 0:
		return s.edge, 1, nil
	case s.before:
		return nearest[0], (s.edge - nearest[0]) / n, nil
	}
	return s.edge, (nearest[0] - s.edge) / n, nil
}

// numberToRead numbers To read anew, in its order.
func (w *writing) numberToRead() error {
	all, err := w.keys("SELECT paper_id FROM entries WHERE state = 'toread' ORDER BY position, paper_id")
	if err != nil {
		return err
	}
	return w.changing("entries", all, func() error {
		if err := w.Exec("UPDATE entries SET position = j.key FROM json_each(?) j WHERE paper_id = j.value", idList(all)).Error; err != nil {
			return fmt.Errorf("number To read anew: %w", err)
		}
		return nil
	})
}
