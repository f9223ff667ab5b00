package models_test

import (
	"fmt"
	"strings"
	"testing"

	"offprint/models"
)

func TestSmartLists(t *testing.T) {
	l := searchLibrary(t)
	ctx := t.Context()
	add := func(name, query string) models.SmartList {
		t.Helper()
		list, step, err := l.AddSmartList(ctx, name, query)
		if err != nil || step.ID == 0 || list.ID == 0 {
			t.Fatalf("add %q: %+v, %v", name, list, err)
		}
		return list
	}
	names := func() string {
		t.Helper()
		lists, err := l.SmartLists(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, list := range lists {
			b.WriteString(list.Name + " " + strings.Repeat("|", list.Papers) + ";")
		}
		return b.String()
	}
	curse := add("  Curses ", "curse")
	code := add("Code", "has:code")
	kept := add("Kept", "is:kept")
	if got := names(); got != "Curses ||;Code |;Kept |;" {
		t.Errorf("%s", got)
	}
	found, err := l.Papers(ctx, models.View{Place: models.SmartPlace, Smart: curse.ID, Query: "-retrieval"})
	if err != nil || ids(found) != "2309.12288" {
		t.Errorf("narrowed: %q, %v", ids(found), err)
	}
	for name, step := range map[string]func() (models.Step, error){
		"Code |;Kept |;Curses ||;":      func() (models.Step, error) { return l.MoveSmartList(ctx, curse.ID, 9) },
		"Kept |;Curses ||;Code |;":      func() (models.Step, error) { return l.MoveSmartList(ctx, kept.ID, 0) },
		"Curses ||;Kept |;Code |;":      func() (models.Step, error) { return l.MoveSmartList(ctx, code.ID, 2) },
		"Curses ||;Code |;":             func() (models.Step, error) { return l.RemoveSmartList(ctx, kept.ID) },
		"Curses ||;Software |;Kept |;":  func() (models.Step, error) { return l.RenameSmartList(ctx, code.ID, "Software") },
		"Curses |;Code |;Kept |;":       func() (models.Step, error) { return l.SetSmartListQuery(ctx, curse.ID, "curse -retrieval") },
		"Curses ||;Code |;Kept |;same;": func() (models.Step, error) { return l.SetSmartListColor(ctx, code.ID, "pink") },
	} {
		done, err := step()
		if err != nil || done.ID == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		if got := names(); got != strings.TrimSuffix(name, "same;") {
			t.Errorf("%s: %s, want %s", done.Label, got, name)
		}
		if _, err := l.Undo(ctx); err != nil {
			t.Fatal(err)
		}
		if got := names(); got != "Curses ||;Code |;Kept |;" {
			t.Errorf("after undoing %s: %s", done.Label, got)
		}
	}
	for query, words := range map[string]string{"": "asks for something", "***": "asks for something", "state:reed": "reading", strings.Repeat("a ", 3000): "longer"} {
		_, _, err := l.AddSmartList(ctx, "Wrong", query)
		wantCode(t, err, models.Invalid, words)
	}
	_, _, err = l.AddSmartList(ctx, "CODE", "x")
	wantCode(t, err, models.Conflict, "Code")
	_, _, err = l.AddSmartList(ctx, " \x00 ", "x")
	wantCode(t, err, models.Invalid, "name")
	_, err = l.RemoveSmartList(ctx, 99)
	wantCode(t, err, models.NotFound)
	_, err = l.Papers(ctx, models.View{Place: models.SmartPlace, Smart: 99})
	wantCode(t, err, models.NotFound)

	// a query that this version does not know is said to be wrong, and stays
	if _, err := l.SQL(t).Exec("UPDATE smart_lists SET query = 'future:yes' WHERE id = ?", code.ID); err != nil {
		t.Fatal(err)
	}
	lists, err := l.SmartLists(ctx)
	if err != nil || len(lists) != 3 || !strings.Contains(lists[1].Wrong, "future") {
		t.Errorf("%+v, %v", lists, err)
	}
}

// A smart list and what narrows it are one query, with no more words than one
// may have.
func TestASmartListIsNarrowedByAsManyWordsAsAQueryHas(t *testing.T) {
	l := searchLibrary(t)
	kept := lookup(t, l, "2411.19865")[0]
	var words []string
	for i := range 60 {
		words = append(words, fmt.Sprintf("narrow%d", i))
	}
	if _, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: kept, Text: strings.Join(words, " ")}); err != nil {
		t.Fatal(err)
	}
	narrowed := func(list, query string) (string, error) {
		t.Helper()
		smart, _, err := l.AddSmartList(t.Context(), fmt.Sprint("List ", len(list)), list)
		if err != nil {
			t.Fatal(err)
		}
		found, err := l.Papers(t.Context(), models.View{Place: models.SmartPlace, Smart: smart.ID, Query: query})
		if _, wrong := l.CountPapers(t.Context(), models.View{Place: models.SmartPlace, Smart: smart.ID, Query: query}); (wrong == nil) != (err == nil) {
			t.Errorf("counting says %v, reading %v", wrong, err)
		}
		return ids(found), err
	}
	if got, err := narrowed(strings.Join(words[:7], " "), strings.Join(words[7:], " ")); err != nil || got != "2411.19865" {
		t.Errorf("with the words of the note: %q, %v", got, err)
	}
	if got, err := narrowed(strings.Join(words[:8], " "), strings.Join(words[8:59], " ")+" nowhere"); err != nil || got != "" {
		t.Errorf("with a word that is nowhere: %q, %v", got, err)
	}
	_, err := narrowed("tag:llm "+strings.Join(words[:30], " "), strings.Join(words[30:], " ")+" reverse survey nowhere unlearning machine")
	wantCode(t, err, models.Invalid, "60 words")
}

func TestRecentSearches(t *testing.T) {
	l := searchLibrary(t)
	ctx := t.Context()
	for _, query := range []string{"one", " two words ", "", "state:reed", "one"} {
		if err := l.AddRecentSearch(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 60 {
		if err := l.AddRecentSearch(ctx, strings.Repeat("x", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	recent, err := l.RecentSearches(ctx)
	if err != nil || len(recent) != 50 {
		t.Fatalf("%d, %v", len(recent), err)
	}
	if err := l.ForgetRecentSearches(ctx); err != nil {
		t.Fatal(err)
	}
	if err := l.AddRecentSearch(ctx, "tag:a "); err != nil {
		t.Fatal(err)
	}
	if recent, err = l.RecentSearches(ctx); err != nil || strings.Join(recent, "|") != "tag:a" {
		t.Errorf("%q, %v", recent, err)
	}
}
