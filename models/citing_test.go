package models_test

import (
	"slices"
	"strings"
	"testing"

	"offprint/models"
	"offprint/models/citation"
)

func citing(t *testing.T, l *models.Library) string {
	t.Helper()
	var keys []string
	for p, err := range l.Whole(t.Context(), lookup(t, l, "2611.00001", "2611.00002", "2611.00003")) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, p.CitationKey)
	}
	return strings.Join(keys, " ")
}

func newCiting(t *testing.T) (*models.Library, []int64) {
	t.Helper()
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "Attention again", "Ann Author"),
		paper("2611.00002", "Attention once more", "Bea Author", "Ann Author"), paper("2611.00003", "Other", "Luc Van Gool"))
	return l, lookup(t, l, "2611.00001", "2611.00002", "2611.00003")
}

func TestAKeyThatWasGivenStays(t *testing.T) {
	l, all := newCiting(t)
	ctx := t.Context()
	if err := l.GiveCitationKeys(ctx, []int64{all[1], all[1], 999}); err != nil {
		t.Fatal(err)
	}
	if got := citing(t, l); got != " author2026attention " {
		t.Errorf("keys %q", got)
	}
	mustStep(t)(l.Keep(ctx, all, models.Keeping{}))
	const want = "author2026attentiona author2026attention vangool2026other"
	if got := citing(t, l); got != want {
		t.Errorf("keys %q, want %q", got, want)
	}
	mustStep(t)(l.Undo(ctx))
	mustStep(t)(l.Keep(ctx, all[:1], models.Keeping{}))
	mustStep(t)(l.Remove(ctx, all[:1]))
	mustStep(t)(l.Keep(ctx, all, models.Keeping{}))
	if got := citing(t, l); got != want {
		t.Errorf("after undoing, removing and keeping again: keys %q, want %q", got, want)
	}
}

func TestTheReaderChangesAKey(t *testing.T) {
	l, all := newCiting(t)
	ctx := t.Context()
	if step := mustStep(t)(l.SetCitationKey(ctx, all[0], " Mine-2026:a ")); step.Label != "Changed the citation key of “Attention again” to Mine-2026:a" {
		t.Errorf("label %q", step.Label)
	}
	_, err := l.SetCitationKey(ctx, all[2], "mine-2026:A")
	wantCode(t, err, models.Conflict, "“Attention again”", "Nothing was changed")
	for _, key := range []string{"", " ", "0", "a b", "a,b", "ä", "-a", "a-", "a--b", "{a}", strings.Repeat("a", 121)} {
		_, err := l.SetCitationKey(ctx, all[0], key)
		wantCode(t, err, models.Invalid, "Nothing was changed")
	}
	_, err = l.SetCitationKey(ctx, 999, "fine")
	wantCode(t, err, models.NotFound, "Nothing was changed")
	mustStep(t)(l.SetCitationKey(ctx, all[0], "mine-2026:A")) // another case of its own
	mustStep(t)(l.Undo(ctx))
	if got := citing(t, l); !strings.HasPrefix(got, "Mine-2026:a ") {
		t.Errorf("after undoing: keys %q", got)
	}
	mustStep(t)(l.Undo(ctx))
	if got := citing(t, l); !strings.HasPrefix(got, "author2026attention ") {
		t.Errorf("after undoing both: keys %q", got)
	}
	// What stood in the list meanwhile is not taken by a key that is made.
	mustStep(t)(l.SetCitationKey(ctx, all[2], "Author2026AttentionA"))
	mustStep(t)(l.Keep(ctx, all, models.Keeping{}))
	if got := citing(t, l); got != "author2026attention author2026attentionb Author2026AttentionA" {
		t.Errorf("keys %q", got)
	}
}

func TestNamesAreCorrected(t *testing.T) {
	l, _ := newCiting(t)
	ctx := t.Context()
	family := func(id string) []string {
		var names []string
		for _, n := range get(t, l, id).Names() {
			names = append(names, n.Given+"|"+n.Particle+"|"+n.Family+"|"+n.Literal)
		}
		return names
	}
	if got := family("2611.00003"); !slices.Equal(got, []string{"Luc||Van Gool|"}) {
		t.Errorf("by the rules: %q", got)
	}
	mustStep(t)(l.SetNameParts(ctx, "Luc Van Gool", citation.Name{Given: " Luc ", Particle: "Van", Family: "Gool"}))
	mustStep(t)(l.SetNameParts(ctx, "Ann Author", citation.Name{Literal: "Ann Author"}))
	mustStep(t)(l.SetNameParts(ctx, "Ann Author", citation.Name{Literal: "The Ann Author Group"}))
	if got := append(family("2611.00003"), family("2611.00002")...); !slices.Equal(got, []string{"Luc|Van|Gool|", "Bea||Author|", "|||The Ann Author Group"}) {
		t.Errorf("as corrected: %q", got)
	}
	for _, wrong := range []citation.Name{{Given: "Ann"}, {Family: "A", Literal: "B"}, {Given: "A", Literal: "B"}, {Family: strings.Repeat("x", 301)}} {
		_, err := l.SetNameParts(ctx, "Ann Author", wrong)
		wantCode(t, err, models.Invalid, "Nothing was changed")
	}
	mustStep(t)(l.SetNameParts(ctx, "Ann Author", citation.Name{}))
	if step, err := l.SetNameParts(ctx, "Nobody", citation.Name{}); err != nil || step.ID != 0 {
		t.Errorf("taking back what is not there: %v, %v", step, err)
	}
	if corrected, err := l.CorrectedNames(ctx); err != nil || len(corrected) != 1 {
		t.Errorf("corrected: %v, %v", corrected, err)
	}
	mustStep(t)(l.Undo(ctx))
	if got := family("2611.00001"); !slices.Equal(got, []string{"|||The Ann Author Group"}) {
		t.Errorf("after undoing: %q", got)
	}
}

// TestKeysMoveToTheirPapers opens a library of the format before, in which only
// papers of the reading list had a key.
func TestKeysMoveToTheirPapers(t *testing.T) {
	path := t.TempDir() + "/offprint.db"
	models.MakeFormat(t, path, 5,
		"INSERT INTO papers(id, arxiv_id, title, fts_id) VALUES (1, '2611.00001', 'First', 1), (2, '2611.00002', 'Second', 2), (3, '2611.00003', 'Third', 3)",
		"INSERT INTO entries(paper_id, state, why, citation_key, kept_at, state_at) VALUES (1, 'toread', 'for me', 'one2026first', '2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z')",
		"INSERT INTO steps(id, label, at, origin, row_count, paper_count, deleted) VALUES (1, 'Removed “Second” from the reading list', '2026-11-23T11:00:00Z', 'window', 1, 1, 1)",
		`INSERT INTO changes(step_id, table_name, key, before) VALUES (1, 'entries', 2, '{"paper_id":2,"state":"done","starred":0,"rating":3,"why":"","position":0,"citation_key":"two2026second","kept_at":"2026-11-22T10:00:00Z","state_at":"2026-11-22T10:00:00Z","starred_at":"","rated_at":""}')`,
	)
	l := open(t, path, models.Options{Now: newClock().Now})
	if got := citing(t, l); got != "one2026first two2026second " {
		t.Errorf("keys %q", got)
	}
	if p := get(t, l, "2611.00001"); p.Entry == nil || p.Entry.Why != "for me" {
		t.Errorf("the entry is %+v", p.Entry)
	}
	mustStep(t)(l.Undo(t.Context()))
	if p := get(t, l, "2611.00002"); p.Entry == nil || p.Entry.State != models.Done || p.Entry.Rating != 3 || p.CitationKey != "two2026second" {
		t.Errorf("what was removed before comes back as %+v with the key %q", p.Entry, p.CitationKey)
	}
}
