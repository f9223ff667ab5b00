package models_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"offprint/models"
)

func threePapers(t *testing.T, l *models.Library) []int64 {
	t.Helper()
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"), paper("2611.00002", "Second", "Bob"), paper("2611.00003", "Third", "Cy"))
	return lookup(t, l, "2611.00001", "2611.00002", "2611.00003")
}

func TestHistoryGoesBackAndForwardToAPoint(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	kept := mustStep(t)(l.Keep(t.Context(), all, models.Keeping{}))
	point := state(t, l)
	starred := mustStep(t)(l.SetStar(t.Context(), all[:2], true))
	mustStep(t)(l.Tag(t.Context(), all, []string{"agents"}, nil))
	end := state(t, l)

	steps, err := l.History(t.Context(), 9)
	if err != nil || len(steps) != 3 || steps[0].Rows != 4 || steps[0].Papers != 3 || steps[1].Papers != 2 || steps[2].Papers != 3 {
		t.Errorf("history %+v, %v", steps, err)
	}
	if s := steps[0]; s.Format != "Tagged %s papers with %s" || strings.Join(s.Args, "|") != "3|agents" {
		t.Errorf("said as %q %q", s.Format, s.Args)
	}
	undone, err := l.GoBack(t.Context(), kept.ID)
	if err != nil || len(undone) != 2 || state(t, l) != point {
		t.Fatalf("undone %+v, %v:\n%s", undone, err, state(t, l))
	}
	_, err = l.GoBack(t.Context(), kept.ID)
	wantCode(t, err, models.NotFound)
	_, err = l.GoBack(t.Context(), 4711)
	wantCode(t, err, models.NotFound, "4711")
	again, err := l.GoForward(t.Context(), starred.ID)
	if err != nil || len(again) != 1 || again[0].ID != starred.ID {
		t.Errorf("again %+v, %v", again, err)
	}
	if _, err := l.GoForward(t.Context(), 0); err != nil || state(t, l) != end {
		t.Errorf("forward: %v\n%s\nwant\n%s", err, state(t, l), end)
	}
}

// The step undone last comes back first, not the oldest one.
func TestRedoFollowsTheOrderOfUndoing(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	first := mustStep(t)(l.Keep(t.Context(), all[:1], models.Keeping{}))
	second := mustStep(t)(l.Keep(t.Context(), all[1:2], models.Keeping{}))
	mustStep(t)(l.UndoStep(t.Context(), first.ID))
	mustStep(t)(l.Undo(t.Context()))
	for _, want := range []int64{second.ID, first.ID} {
		if step := mustStep(t)(l.Redo(t.Context())); step.ID != want {
			t.Errorf("redone %d, want %d", step.ID, want)
		}
	}
}

func TestWhatIsLeftOfAStepCanBeUndone(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	tagged := mustStep(t)(l.Tag(t.Context(), all, []string{"agents"}, nil))
	mustStep(t)(l.SetRating(t.Context(), all[:1], 4))
	mustStep(t)(l.Tag(t.Context(), all[1:2], nil, []string{"agents"}))
	before := state(t, l)

	_, err := l.UndoStep(t.Context(), tagged.ID)
	wantCode(t, err, models.Conflict, "Nothing was changed")
	var conflict *models.UndoConflict
	if !errors.As(err, &conflict) || conflict.Step.Rows != 7 || conflict.Possible != 5 || conflict.Since == "" {
		t.Fatalf("conflict %+v", conflict)
	}
	if got := state(t, l); got != before {
		t.Errorf("a refused undo changed\n%s\nto\n%s", before, got)
	}
	step, rest, err := l.UndoRest(t.Context(), tagged.ID)
	if err != nil || rest != (models.Rest{Done: 5, Of: 7}) || step.Label != "Undid what was left of “Tagged 3 papers with agents”" {
		t.Errorf("rest %+v, %+v, %v", step, rest, err)
	}
	// the rated paper stays kept, without the tag
	if p := get(t, l, "2611.00001"); p.Entry == nil || p.Entry.Rating != 4 || len(p.Tags) != 0 {
		t.Errorf("first: %+v %v", p.Entry, p.Tags)
	}
	if p := get(t, l, "2611.00003"); p.Entry != nil || len(p.Tags) != 0 {
		t.Errorf("third: %+v %v", p.Entry, p.Tags)
	}
	mustStep(t)(l.Undo(t.Context()))
	if got := state(t, l); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
	_, _, err = l.UndoRest(t.Context(), 4711)
	wantCode(t, err, models.NotFound)
}

// What is created by a step and used by a later one is in the way of undoing it.
func TestUndoNamesWhatUsesATagSince(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	made := mustStep(t)(l.Tag(t.Context(), all[:1], []string{"agents"}, nil))
	mustStep(t)(l.Tag(t.Context(), all[1:2], []string{"agents"}, nil))
	before := state(t, l)
	_, err := l.UndoStep(t.Context(), made.ID)
	wantCode(t, err, models.Conflict, "Tagged “Second” with agents")
	if got := state(t, l); got != before {
		t.Errorf("a refused undo changed\n%s\nto\n%s", before, got)
	}
	_, rest, err := l.UndoRest(t.Context(), made.ID)
	if err != nil || rest != (models.Rest{Done: 2, Of: 3}) {
		t.Errorf("rest %+v, %v", rest, err)
	}
	if p := get(t, l, "2611.00002"); len(p.Tags) != 1 {
		t.Errorf("second: %v", p.Tags)
	}
}

func TestUndoWhereAPaperIsGone(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	mustStep(t)(l.Keep(t.Context(), all, models.Keeping{}))
	removed := mustStep(t)(l.Remove(t.Context(), all))
	for _, sql := range []string{"DELETE FROM listings", "DELETE FROM paper_authors", "DELETE FROM citation_keys", "DELETE FROM papers WHERE id = 1"} {
		if _, err := l.SQL(t).Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	_, err := l.Undo(t.Context())
	wantCode(t, err, models.Conflict, "not in the library any more", "Nothing was changed")
	if _, rest, err := l.UndoRest(t.Context(), removed.ID); err != nil || rest != (models.Rest{Done: 2, Of: 3}) {
		t.Errorf("rest %+v, %v", rest, err)
	}
	trash, err := l.Trash(t.Context())
	if err != nil || len(trash) != 1 {
		t.Fatalf("trash %+v, %v", trash, err)
	}
	_, err = l.RestoreFromTrash(t.Context(), trash[0].ID, "")
	wantCode(t, err, models.NotFound, "Nothing was changed")
}

// A step of an older version knows fewer columns and no format.
func TestStepsOfAnOlderVersionAreUndone(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	mustStep(t)(l.SetStar(t.Context(), all[:1], true))
	mustStep(t)(l.Remove(t.Context(), all[:1]))
	if _, err := l.SQL(t).Exec(`UPDATE changes SET before = json_remove(before, '$.starred_at', '$.rated_at'), after = json_remove(after, '$.starred_at', '$.rated_at')`); err != nil {
		t.Fatal(err)
	}
	mustStep(t)(l.Undo(t.Context()))
	if p := get(t, l, "2611.00001"); p.Entry == nil || !p.Entry.Starred || !p.Entry.StarredAt.IsZero() {
		t.Errorf("after undo: %+v", p.Entry)
	}
	mustStep(t)(l.Undo(t.Context()))
	mustStep(t)(l.Redo(t.Context()))
	if p := get(t, l, "2611.00001"); p.Entry == nil || !p.Entry.Starred {
		t.Errorf("after redo: %+v", p.Entry)
	}
}

func trashLines(t *testing.T, l *models.Library) ([]models.Trashed, string) {
	t.Helper()
	trash, err := l.Trash(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, item := range trash {
		lines = append(lines, fmt.Sprintf("%s %q %q %d", item.Kind, item.Title, item.Text, item.Papers))
	}
	return trash, strings.Join(lines, ", ")
}

func TestWholeThingsComeBackFromTheTrash(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	ctx := t.Context()
	mustStep(t)(l.Tag(ctx, all, []string{"agents"}, nil))
	mustStep(t)(l.Keep(ctx, all[:1], models.Keeping{State: models.Reading, Why: "for the survey"}))
	note, _, err := l.SaveNote(ctx, models.NoteEdit{PaperID: all[1], Text: "Mine."})
	if err != nil {
		t.Fatal(err)
	}
	whole := state(t, l)
	mustStep(t)(l.DeleteTag(ctx, "agents", false))
	mustStep(t)(l.Remove(ctx, all[:1]))
	if _, _, err := l.SaveNote(ctx, models.NoteEdit{PaperID: all[1], NoteID: note.ID, Base: note.UpdatedAt}); err != nil {
		t.Fatal(err)
	}
	trash, lines := trashLines(t, l)
	if lines != `note "Second" "Mine." 0, paper "First" "for the survey" 0, tag "agents" "" 3` {
		t.Fatalf("trash %s", lines)
	}
	if p := trash[1]; p.State != models.Reading || p.CitationKey == "" || p.ArxivID != "2611.00001" || p.Origin != models.ByCommand || p.At.IsZero() || p.Label != "Removed “First” from the reading list" {
		t.Errorf("paper %+v", p)
	}
	for _, item := range trash {
		mustStep(t)(l.RestoreFromTrash(ctx, item.ID, ""))
		_, err := l.RestoreFromTrash(ctx, item.ID, "")
		wantCode(t, err, models.NotFound, "back already")
	}
	if got := state(t, l); got != whole {
		t.Errorf("after restoring\n%s\nwant\n%s", got, whole)
	}
	if _, lines := trashLines(t, l); lines != "" {
		t.Errorf("what is back is in the trash: %s", lines)
	}
	mustStep(t)(l.Undo(ctx)) // of the tag's return
	if _, lines := trashLines(t, l); lines != `tag "agents" "" 3` {
		t.Errorf("trash after undo: %s", lines)
	}
}

func TestWhatIsTakenMeanwhileIsNotOverwrittenFromTheTrash(t *testing.T) {
	c := newClock()
	l := open(t, t.TempDir()+"/offprint.db", models.Options{Now: c.Now})
	all := threePapers(t, l)
	ctx := t.Context()
	mustStep(t)(l.Tag(ctx, all, []string{"agents"}, nil))
	mustStep(t)(l.DeleteTag(ctx, "agents", false))
	mustStep(t)(l.Remove(ctx, all[:1]))
	mustStep(t)(l.Tag(ctx, all[2:], []string{"Agents"}, nil))
	trash, _ := trashLines(t, l)
	before := state(t, l)
	_, err := l.RestoreFromTrash(ctx, trash[1].ID, "")
	wantCode(t, err, models.Conflict, "“Agents”", "another name")
	if got := state(t, l); got != before {
		t.Errorf("refused changes left\n%s", got)
	}
	mustStep(t)(l.RestoreFromTrash(ctx, trash[0].ID, ""))
	if step := mustStep(t)(l.RestoreFromTrash(ctx, trash[1].ID, "old agents")); step.Label != "Restored the tag old agents with 3 papers" {
		t.Errorf("label %q", step.Label)
	}
	if got := tagLines(t, l); got != "Agents:1 old agents:3" {
		t.Errorf("tags %s", got)
	}
	mustStep(t)(l.Remove(ctx, all))
	c.now = c.now.Add(31 * 24 * time.Hour)
	if _, lines := trashLines(t, l); lines != "" {
		t.Errorf("after a month: %s", lines)
	}
}

func TestMarksSayWhen(t *testing.T) {
	c := newClock()
	l := open(t, t.TempDir()+"/offprint.db", models.Options{Now: c.Now})
	one := threePapers(t, l)[:1]
	mustStep(t)(l.SetStar(t.Context(), one, true))
	c.now = c.now.Add(time.Hour)
	mustStep(t)(l.SetRating(t.Context(), one, 3))
	mustStep(t)(l.SetWhy(t.Context(), one, " for\nlater "))
	e := get(t, l, "2611.00001").Entry
	if !e.RatedAt.Equal(c.now) || !e.StarredAt.Equal(c.now.Add(-time.Hour)) || e.Why != "for later" {
		t.Errorf("entry %+v", e)
	}
	mustStep(t)(l.SetStar(t.Context(), one, false))
	mustStep(t)(l.SetRating(t.Context(), one, 0))
	mustStep(t)(l.SetWhy(t.Context(), one, ""))
	e = get(t, l, "2611.00001").Entry
	if !e.RatedAt.IsZero() || !e.StarredAt.IsZero() || e.Why != "" {
		t.Errorf("entry %+v", e)
	}
	_, err := l.SetWhy(t.Context(), one, strings.Repeat("x", 501))
	wantCode(t, err, models.Invalid, "501")
	if step := mustStep(t)(l.SetStar(t.Context(), lookup(t, l, "2611.00002"), false)); step.ID != 0 {
		t.Errorf("taking no star away is the step %+v", step)
	}
}

func TestToReadHasAnOrderOfItsOwn(t *testing.T) {
	l := newLibrary(t)
	all := threePapers(t, l)
	mustStep(t)(l.Keep(t.Context(), all, models.Keeping{}))
	first, second, third := all[0], all[1], all[2]
	order := func() string {
		papers, err := l.Papers(t.Context(), models.View{Place: models.ToReadPlace})
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, p := range papers {
			titles = append(titles, p.Title)
		}
		return strings.Join(titles, " ")
	}
	if got := order(); got != "Third Second First" {
		t.Fatalf("order %s", got)
	}
	for _, move := range []struct {
		papers []int64
		to     models.Spot
		want   string
	}{
		{[]int64{first}, models.Spot{}, "First Third Second"},
		{[]int64{first}, models.Spot{Last: true}, "Third Second First"},
		{[]int64{first}, models.Spot{Before: second}, "Third First Second"},
		{[]int64{third}, models.Spot{After: first}, "First Third Second"},
		{[]int64{second, first}, models.Spot{}, "Second First Third"},
		{[]int64{third, second}, models.Spot{After: first}, "First Third Second"},
		{[]int64{first, second}, models.Spot{Before: third}, "First Second Third"},
	} {
		before := order()
		if step := mustStep(t)(l.Move(t.Context(), move.papers, move.to)); step.ID == 0 || order() != move.want {
			t.Errorf("%v to %+v: step %d, order %s, want %s", move.papers, move.to, step.ID, order(), move.want)
		}
		if step := mustStep(t)(l.Move(t.Context(), move.papers, move.to)); step.ID != 0 {
			t.Errorf("%v to %+v again is a step", move.papers, move.to)
		}
		mustStep(t)(l.Undo(t.Context()))
		if got := order(); got != before {
			t.Errorf("undo gives %s, want %s", got, before)
		}
		mustStep(t)(l.Redo(t.Context()))
	}
	// between the same two until no number is left between them
	for i := range 200 {
		moved := []int64{second, third}[i%2]
		mustStep(t)(l.Move(t.Context(), []int64{moved}, models.Spot{After: first}))
		if got := order(); !strings.HasPrefix(got, []string{"First Second", "First Third"}[i%2]) {
			t.Fatalf("after %d moves: %s", i, got)
		}
	}
	mustStep(t)(l.SetState(t.Context(), all[:1], models.Done))
	before := state(t, l)
	_, err := l.Move(t.Context(), []int64{first}, models.Spot{})
	wantCode(t, err, models.Conflict, "“First” is not in To read")
	_, err = l.Move(t.Context(), []int64{second}, models.Spot{Before: first})
	wantCode(t, err, models.Conflict)
	if got := state(t, l); got != before {
		t.Errorf("refused moves left\n%s", got)
	}
}

// A step over many papers that is stopped in its middle leaves nothing behind.
func TestAStepThatIsStoppedChangesNothing(t *testing.T) {
	c := newClock()
	var stop func()
	l := open(t, t.TempDir()+"/offprint.db", models.Options{Now: func() time.Time {
		if stop != nil {
			stop()
		}
		return c.Now()
	}})
	all := threePapers(t, l)
	mustStep(t)(l.Keep(t.Context(), all[:1], models.Keeping{}))
	before := state(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	stop = cancel // once the papers are looked up, when the step begins
	if step, err := l.Tag(ctx, all, []string{"agents"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("step %+v, %v", step, err)
	}
	stop = nil
	if got := state(t, l); got != before {
		t.Errorf("what was stopped left\n%s\nwant\n%s", got, before)
	}
	if steps, err := l.History(t.Context(), 9); err != nil || len(steps) != 1 {
		t.Errorf("history %+v, %v", steps, err)
	}
	mustStep(t)(l.Tag(t.Context(), all, []string{"agents"}, nil)) // the connection is free again
}
