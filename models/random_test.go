package models_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
)

// dump is all that the reader made of the papers as JSON, a row a line, with
// every column of every table that steps change. It leaves out rows about papers
// that say nothing.
func readerDump(t *testing.T, l *models.Library) string {
	t.Helper()
	db := l.SQL(t)
	var b strings.Builder
	for _, table := range []string{"triage", "entries", "tags", "paper_tags", "notes", "smart_lists", "rules"} {
		var columns string
		if err := db.QueryRow("SELECT group_concat('''' || name || ''', ' || name, ', ') FROM pragma_table_info(?)", table).Scan(&columns); err != nil {
			t.Fatal(err)
		}
		where := ""
		if table == "triage" {
			where = " WHERE seen_at <> '' OR dismissed <> 0 OR upvotes_seen <> 0"
		}
		rows, err := db.Query("SELECT json_object(" + columns + ") FROM " + table + where + " ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row sql.NullString
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			b.WriteString(table + " " + row.String + "\n")
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// reader makes random changes of all kinds.
type reader struct {
	t      *testing.T
	l      *models.Library
	random *rand.Rand
	papers []int64
	clock  *clock
}

func (r *reader) some() []int64 {
	all := slices.Clone(r.papers)
	r.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+r.random.IntN(len(all))*r.random.IntN(2)]
}

func (r *reader) tag() string {
	return []string{"a", "A", "b", "a/x", "a/y", "b/x", "c d", "c d/x", "🙂"}[r.random.IntN(9)]
}

func (r *reader) keptToRead() []int64 {
	papers, err := r.l.Papers(r.t.Context(), models.View{Place: models.ToReadPlace})
	if err != nil {
		r.t.Fatal(err)
	}
	ids := make([]int64, len(papers))
	for i, p := range papers {
		ids[i] = p.ID
	}
	return ids
}

// change makes one random change and says what it tried.
func (r *reader) change() (string, error) {
	ctx, l, n := r.t.Context(), r.l, r.random.IntN
	r.clock.now = r.clock.now.Add(time.Second)
	var err error
	switch kind := n(24); kind {
	case 0, 1:
		_, err = l.Keep(ctx, r.some(), models.Keeping{State: append(models.States(), "")[n(5)], Tags: []string{r.tag()}[:n(2)], Why: []string{"", "for later"}[n(2)]})
		return "keep", err
	case 2:
		_, err = l.Remove(ctx, r.some())
		return "remove", err
	case 3:
		_, err = l.SetState(ctx, r.some(), models.States()[n(4)])
		return "state", err
	case 4:
		_, err = l.SetStar(ctx, r.some(), n(2) == 0)
		return "star", err
	case 5:
		_, err = l.SetRating(ctx, r.some(), n(6))
		return "rate", err
	case 6:
		_, err = l.SetWhy(ctx, r.some(), []string{"", "because", "why not"}[n(3)])
		return "why", err
	case 7:
		_, err = l.Dismiss(ctx, r.some(), n(2) == 0)
		return "dismiss", err
	case 8:
		_, err = l.Clear(ctx, r.some())
		return "clear", err
	case 9, 10, 11:
		_, err = l.Tag(ctx, r.some(), []string{r.tag(), r.tag()}[:n(3)], []string{r.tag(), r.tag()}[:n(3)])
		return "tag", err
	case 12:
		_, err = l.RenameTag(ctx, r.tag(), r.tag())
		return "rename", err
	case 13:
		_, err = l.MergeTags(ctx, []string{r.tag(), r.tag()}[:1+n(2)], r.tag())
		return "merge", err
	case 14:
		_, err = l.DeleteTag(ctx, r.tag(), n(2) == 0)
		return "delete tag", err
	case 15:
		if n(2) == 0 {
			_, err = l.SetTagColor(ctx, r.tag(), models.TagColors()[n(9)].Name)
			return "color", err
		}
		_, err = l.SetTagKey(ctx, r.tag(), n(10))
		return "key", err
	case 16:
		toRead := r.keptToRead()
		if len(toRead) == 0 {
			return "move", nil
		}
		moved := slices.Clone(toRead)
		r.random.Shuffle(len(moved), func(i, j int) { moved[i], moved[j] = moved[j], moved[i] })
		spot := []models.Spot{{}, {Last: true}, {Before: toRead[n(len(toRead))]}, {After: toRead[n(len(toRead))]}}[n(4)]
		_, err = l.Move(ctx, moved[:1+n(len(moved))], spot)
		return "move", err
	case 17, 18:
		return "note", r.note()
	case 19:
		return "rule", r.rule()
	case 20:
		trash, err := l.Trash(ctx)
		if err != nil || len(trash) == 0 {
			return "restore", err
		}
		_, err = l.RestoreFromTrash(ctx, trash[n(len(trash))].ID, "")
		return "restore", err
	case 21:
		steps, err := l.History(ctx, 8)
		if err != nil || len(steps) == 0 {
			return "undo rest", err
		}
		_, _, err = l.UndoRest(ctx, steps[n(len(steps))].ID)
		return "undo rest", err
	case 22:
		steps, err := l.History(ctx, 8)
		if err != nil || len(steps) == 0 {
			return "undo one", err
		}
		_, err = l.UndoStep(ctx, steps[n(len(steps))].ID)
		return "undo one", err
	default:
		if n(2) == 0 {
			_, err = l.Undo(ctx)
			return "undo", err
		}
		_, err = l.Redo(ctx)
		return "redo", err
	}
}

func (r *reader) note() error {
	one := r.papers[r.random.IntN(len(r.papers))]
	edit := models.NoteEdit{PaperID: one, Text: []string{"", "a note", "another note"}[r.random.IntN(3)]}
	papers, err := r.l.Papers(r.t.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil {
		return err
	}
	for _, p := range papers {
		if p.ID == one && len(p.Notes) > 0 && r.random.IntN(3) > 0 {
			edit.NoteID, edit.Base = p.Notes[0].ID, p.Notes[0].UpdatedAt
		}
	}
	if steps, err := r.l.History(r.t.Context(), 1); err == nil && len(steps) > 0 && steps[0].Format == "Wrote a note on “%s”" {
		edit.Step = steps[0].ID
	}
	_, _, err = r.l.SaveNote(r.t.Context(), edit)
	return err
}

func (r *reader) rule() error {
	if r.random.IntN(3) > 0 {
		_, err := r.l.AddRule(r.t.Context(), models.Rule{
			Kind: models.WordRule, Text: []string{"survey", "SURVEY", "benchmark"}[r.random.IntN(3)], Effect: []models.Effect{models.Mute, models.Follow}[r.random.IntN(2)],
		})
		return err
	}
	rules, err := r.l.Rules(r.t.Context())
	if err != nil || len(rules) == 0 {
		return err
	}
	_, err = r.l.RemoveRule(r.t.Context(), rules[0].ID)
	return err
}

// Random changes of all kinds are all undone, and all made again.
func TestUndoingEverythingGivesTheBeginningAndRedoingTheEnd(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := newClock()
			l := open(t, t.TempDir()+"/offprint.db", models.Options{Now: c.Now})
			var all []models.Paper
			for i := range 8 {
				all = append(all, paper(fmt.Sprintf("2611.%05d", i+1), fmt.Sprintf("Paper %d", i), "Ann Author"))
			}
			save(t, l, "2026-11-23", all...)
			if _, err := l.SQL(t).Exec(`INSERT INTO smart_lists(name, query) VALUES ('Mine', 'x -tag:a tag:"c d" rating>=4')`); err != nil {
				t.Fatal(err)
			}
			r := &reader{t: t, l: l, random: rand.New(rand.NewPCG(seed, 1)), clock: c}
			for i := range all {
				r.papers = append(r.papers, lookup(t, l, all[i].ArxivID)...)
			}
			beginning := readerDump(t, l)
			refused := map[models.Code]int{}
			for range 60 {
				before := readerDump(t, l)
				what, err := r.change()
				if err == nil {
					continue
				}
				// what is refused changes nothing and says why
				var said *models.Error
				if !errors.As(err, &said) {
					t.Fatalf("%s: %v", what, err)
				}
				if after := readerDump(t, l); after != before {
					t.Fatalf("%s was refused (%v) and changed\n%s\nto\n%s", what, err, before, after)
				}
				refused[said.Code]++
			}
			end := readerDump(t, l)
			undone, err := l.GoBack(t.Context(), 0)
			if err != nil {
				t.Fatalf("undo all: %v", err)
			}
			if got := readerDump(t, l); got != beginning {
				t.Fatalf("undoing %d steps leaves\n%s\nwant\n%s", len(undone), got, beginning)
			}
			for range undone {
				mustStep(t)(l.Redo(t.Context()))
			}
			if got := readerDump(t, l); got != end {
				t.Fatalf("redoing %d steps gives\n%s\nwant\n%s", len(undone), got, end)
			}
			if findings, err := l.Check(t.Context(), false); err != nil || len(findings) > 0 {
				t.Errorf("check: %v, %v", findings, err)
			}
			if len(undone) < 10 {
				t.Errorf("only %d steps were made; refused: %v", len(undone), refused)
			}
		})
	}
}
