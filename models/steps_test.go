package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
)

// state writes down all that the reader made of the papers, for comparing
// before and after.
func state(t *testing.T, l *models.Library) string {
	t.Helper()
	papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range papers {
		fmt.Fprintf(&b, "%s %v", p.ArxivID, p.Dismissed)
		if e := p.Entry; e != nil {
			fmt.Fprintf(&b, " %s %v %d %q %s %s", e.State, e.Starred, e.Rating, e.Why, p.CitationKey, e.KeptAt)
		}
		for _, g := range p.Tags {
			fmt.Fprintf(&b, " #%s(%d)", g.Name, g.Hotkey)
		}
		for _, n := range p.Notes {
			fmt.Fprintf(&b, " note %d %q %s", n.ID, n.Text, n.UpdatedAt)
		}
		b.WriteByte('\n')
	}
	tags, err := l.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(&b, tags)
	return b.String()
}

func TestEveryChangeCanBeUndoneAndRedone(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann Author"), paper("2611.00002", "Second", "Bob Writer"), paper("2611.00003", "Third", "Cy Poet"))
	one, all := lookup(t, l, "2611.00001"), lookup(t, l, "2611.00001", "2611.00002", "2611.00003")
	ctx := t.Context()
	var noteID int64
	var noteBase time.Time
	do := []struct {
		label string
		fn    func() (models.Step, error)
	}{
		{"Kept “First”", func() (models.Step, error) { return l.Keep(ctx, one, models.Keeping{Why: "for the\nsurvey"}) }},
		{"Tagged 3 papers with agents", func() (models.Step, error) { return l.Tag(ctx, all, []string{"agents"}, nil) }},
		{"Tagged “First”", func() (models.Step, error) { return l.Tag(ctx, one, []string{"100%", "ml / deep"}, []string{"AGENTS"}) }},
		{"Starred “First”", func() (models.Step, error) { return l.SetStar(ctx, one, true) }},
		{"Rated “First” 4 of 5", func() (models.Step, error) { return l.SetRating(ctx, one, 4) }},
		{"Archived 3 papers", func() (models.Step, error) { return l.SetState(ctx, all, models.Archived) }},
		{"Dismissed “First”", func() (models.Step, error) { return l.Dismiss(ctx, one, true) }},
		{"Wrote a note on “First”", func() (models.Step, error) {
			note, step, err := l.SaveNote(ctx, models.NoteEdit{PaperID: one[0], Text: "# Why\nBecause."})
			noteID, noteBase = note.ID, note.UpdatedAt
			return step, err
		}},
		{"Wrote a note on “First”", func() (models.Step, error) {
			_, step, err := l.SaveNote(ctx, models.NoteEdit{PaperID: one[0], NoteID: noteID, Base: noteBase, Text: " "})
			return step, err
		}},
		{"Took agents from 3 papers", func() (models.Step, error) { return l.Tag(ctx, all, nil, []string{"agents"}) }},
		{"Removed 3 papers from the reading list", func() (models.Step, error) { return l.Remove(ctx, all) }},
	}
	states := []string{state(t, l)}
	for i, d := range do {
		step, err := d.fn()
		if err != nil {
			t.Fatalf("%s: %v", d.label, err)
		}
		if step.ID == 0 || step.Label != d.label || step.Origin != models.ByCommand {
			t.Errorf("step %+v, want %q", step, d.label)
		}
		if i == 6 { // looking at a paper is no step, and no obstacle either
			if err := l.MarkSeen(ctx, all); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Contains(models.StepFormats(), step.Format) {
			t.Errorf("StepFormats does not have %q", step.Format)
		}
		states = append(states, state(t, l))
		if states[i] == states[i+1] {
			t.Errorf("%s changed nothing", d.label)
		}
	}
	for i := len(do) - 1; i >= 0; i-- {
		if step, err := l.Undo(ctx); err != nil || step.Label != do[i].label {
			t.Fatalf("undo %s: %+v, %v", do[i].label, step, err)
		}
		if got := state(t, l); got != states[i] {
			t.Fatalf("undo of %s leaves\n%s\nwant\n%s", do[i].label, got, states[i])
		}
	}
	_, err := l.Undo(ctx)
	wantCode(t, err, models.NotFound, "nothing to undo")
	for i := range do {
		if step, err := l.Redo(ctx); err != nil || step.Label != do[i].label {
			t.Fatalf("redo %s: %+v, %v", do[i].label, step, err)
		}
		if got := state(t, l); got != states[i+1] {
			t.Fatalf("redo of %s leaves\n%s\nwant\n%s", do[i].label, got, states[i+1])
		}
	}
	_, err = l.Redo(ctx)
	wantCode(t, err, models.NotFound, "nothing to redo")
	if findings, err := l.Check(ctx, false); err != nil || len(findings) > 0 {
		t.Errorf("check: %v, %v", findings, err)
	}
}

func TestANewStepEndsRedo(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	mustStep(t)(l.Keep(t.Context(), one, models.Keeping{}))
	mustStep(t)(l.Undo(t.Context()))
	mustStep(t)(l.SetStar(t.Context(), one, true))
	_, err := l.Redo(t.Context())
	wantCode(t, err, models.NotFound)
	steps, err := l.History(t.Context(), 10)
	if err != nil || len(steps) != 2 {
		t.Errorf("history %v, %v", steps, err)
	}
}

func mustStep(t *testing.T) func(models.Step, error) models.Step {
	return func(s models.Step, err error) models.Step {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestUndoOfAnOlderStepStopsAtWhatChangedSince(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	kept := mustStep(t)(l.Keep(t.Context(), one, models.Keeping{}))
	mustStep(t)(l.SetRating(t.Context(), one, 5))
	before := state(t, l)
	_, err := l.UndoStep(t.Context(), kept.ID)
	wantCode(t, err, models.Conflict, "Rated “First” 5 of 5", "Nothing was changed")
	if got := state(t, l); got != before {
		t.Errorf("a refused undo changed\n%s\nto\n%s", before, got)
	}
}

func TestNothingChangedIsNoStep(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	mustStep(t)(l.Keep(t.Context(), one, models.Keeping{Tags: []string{"a"}}))
	for name, again := range map[string]func() (models.Step, error){
		"keep": func() (models.Step, error) { return l.Keep(t.Context(), one, models.Keeping{}) },
		"tag":  func() (models.Step, error) { return l.Tag(t.Context(), one, []string{"A"}, []string{"unknown"}) },
		"rate": func() (models.Step, error) { return l.SetRating(t.Context(), one, 0) },
		"empty": func() (models.Step, error) {
			_, s, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: one[0], Text: "\n"})
			return s, err
		},
	} {
		if step := mustStep(t)(again()); step.ID != 0 {
			t.Errorf("%s again is step %+v", name, step)
		}
	}
}

func TestSavesOfOneSittingAreOneStep(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	edit := models.NoteEdit{PaperID: one[0]}
	for _, text := range []string{"t", "tr", "try"} {
		edit.Text = text
		note, step, err := l.SaveNote(t.Context(), edit)
		if err != nil {
			t.Fatal(err)
		}
		edit.NoteID, edit.Base, edit.Step = note.ID, note.UpdatedAt, step.ID
	}
	if steps, _ := l.History(t.Context(), 9); len(steps) != 1 {
		t.Fatalf("steps %v", steps)
	}
	mustStep(t)(l.Undo(t.Context()))
	if p := get(t, l, "2611.00001"); len(p.Notes) != 0 || p.Entry != nil {
		t.Errorf("after undo: %+v", p)
	}
	mustStep(t)(l.Redo(t.Context()))
	if p := get(t, l, "2611.00001"); len(p.Notes) != 1 || p.Notes[0].Text != "try" {
		t.Errorf("after redo: %+v", p.Notes)
	}
	// another step comes between: the next save is a step of its own
	mustStep(t)(l.SetStar(t.Context(), one, true))
	edit.Text = "try again"
	if _, _, err := l.SaveNote(t.Context(), edit); err != nil {
		t.Fatal(err)
	}
	mustStep(t)(l.Undo(t.Context()))
	if p := get(t, l, "2611.00001"); p.Notes[0].Text != "try" || !p.Entry.Starred {
		t.Errorf("after undo of the later save: %+v", p)
	}
}

func TestANoteWrittenInTwoPlacesIsKeptTwice(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	note, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: one[0], Text: "begun"})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"begun here", "begun there"} { // both from the same base
		edit := models.NoteEdit{PaperID: one[0], NoteID: note.ID, Base: note.UpdatedAt.Add(-time.Second), Text: text}
		if _, _, err := l.SaveNote(t.Context(), edit); err != nil {
			t.Fatal(err)
		}
	}
	var texts []string
	for _, n := range get(t, l, "2611.00001").Notes {
		texts = append(texts, n.Text)
	}
	if got := strings.Join(texts, "|"); got != "begun|begun here|begun there" {
		t.Errorf("notes %s", got)
	}
}

func TestStepsLiveAHundredDeepAndThirtyDays(t *testing.T) {
	c := newClock()
	path := t.TempDir() + "/offprint.db"
	l := open(t, path, models.Options{Now: c.Now})
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	for i := range 130 {
		mustStep(t)(l.SetRating(t.Context(), one, 1+i%5))
	}
	count := func() int {
		steps, err := open(t, path, models.Options{Now: c.Now}).History(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		return len(steps)
	}
	c.now = c.now.Add(29 * 24 * time.Hour)
	if n := count(); n != 130 {
		t.Errorf("after 29 days %d steps", n)
	}
	c.now = c.now.Add(2 * 24 * time.Hour)
	if n := count(); n != 100 {
		t.Errorf("after 31 days %d steps", n)
	}
}

func TestReadersChangesAreChecked(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	before := state(t, l)
	_, err := l.Lookup(t.Context(), []string{"2611.00001", "9999.99999"})
	wantCode(t, err, models.NotFound, "9999.99999")
	_, err = l.SetRating(t.Context(), one, 6)
	wantCode(t, err, models.Invalid)
	_, err = l.SetState(t.Context(), one, "finished")
	wantCode(t, err, models.Invalid, "reading, toread")
	_, err = l.Keep(t.Context(), one, models.Keeping{State: "dnoe"})
	wantCode(t, err, models.Invalid, "done")
	_, err = l.Keep(t.Context(), []int64{4711}, models.Keeping{})
	wantCode(t, err, models.NotFound)
	for _, name := range []string{"", "  ", "/", " / / ", strings.Repeat("x", 500)} {
		_, err := l.Tag(t.Context(), one, []string{"fine", name}, nil)
		wantCode(t, err, models.Invalid)
	}
	_, _, err = l.SaveNote(t.Context(), models.NoteEdit{PaperID: one[0], Text: strings.Repeat("x", 17<<20)})
	wantCode(t, err, models.Invalid, "not saved")
	_, _, err = l.SaveNote(t.Context(), models.NoteEdit{PaperID: 4711, Text: "x"})
	wantCode(t, err, models.NotFound)
	if got := state(t, l); got != before {
		t.Errorf("refused changes left\n%s\nwant\n%s", got, before)
	}
}

func TestTagsAreOneWhateverTheirCase(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"))
	one := lookup(t, l, "2611.00001")
	mustStep(t)(l.Tag(t.Context(), one, []string{"Größe", "GRÖSSE", "größe", "🙂", "मशीन", " a /b/ "}, nil))
	tags, err := l.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range tags {
		names = append(names, fmt.Sprintf("%s:%d:%d", g.Name, g.Hotkey, g.Papers))
	}
	if got := strings.Join(names, " "); got != "a/b:4:1 Größe:1:1 मशीन:3:1 🙂:2:1" {
		t.Errorf("tags %s", got)
	}
}

func TestCitationKeysAreGivenOnceAndUnique(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "Attention again", "Ann Author"), paper("2611.00002", "Attention once more", "Bea Author"))
	mustStep(t)(l.Keep(t.Context(), lookup(t, l, "2611.00001", "2611.00002"), models.Keeping{}))
	first, second := get(t, l, "2611.00001").CitationKey, get(t, l, "2611.00002").CitationKey
	if first != "author2026attention" || second == first || !strings.HasPrefix(second, first) {
		t.Errorf("keys %q and %q", first, second)
	}
	save(t, l, "2026-11-23", paper("2611.00001", "A new title", "Zoe Other"))
	if got := get(t, l, "2611.00001").CitationKey; got != first {
		t.Errorf("the key changed to %q", got)
	}
}
