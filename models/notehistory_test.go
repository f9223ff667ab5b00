package models_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"offprint/models"
)

func TestNoteHistory(t *testing.T) {
	l := searchLibrary(t)
	ctx := t.Context()
	paper := lookup(t, l, "2309.12288")[0]
	write := func(note models.Note, text string, step int64) (models.Note, models.Step) {
		t.Helper()
		note, done, err := l.SaveNote(ctx, models.NoteEdit{PaperID: paper, NoteID: note.ID, Text: text, Base: note.UpdatedAt, Step: step})
		if err != nil {
			t.Fatal(err)
		}
		return note, done
	}
	history := func(id int64) (versions []models.NoteVersion, text string) {
		t.Helper()
		versions, err := l.NoteHistory(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range versions {
			text += fmt.Sprintf("%s deleted=%v now=%v undone=%v; ", v.Text, v.Deleted, v.Current, v.Undone)
		}
		return versions, text
	}
	note, step := write(models.Note{}, "on", 0)
	note, _ = write(note, "one", step.ID) // the same sitting
	id := note.ID
	note, _ = write(note, "two", 0)
	if _, got := history(id); got != "two deleted=false now=true undone=false; one deleted=false now=false undone=false; " {
		t.Errorf("%s", got)
	}
	write(note, " ", 0)
	versions, got := history(id)
	if !strings.HasPrefix(got, " deleted=true now=false undone=false; two deleted=false now=false") {
		t.Errorf("deleted: %s", got)
	}
	back, done, err := l.RestoreNote(ctx, id, versions[2].Version)
	if err != nil || done.ID == 0 || back.Text != "one" || back.ID != id || back.PaperID != paper {
		t.Fatalf("%+v, %+v, %v", back, done, err)
	}
	if now, err := l.Note(ctx, id); err != nil || now.Text != "one" || !now.UpdatedAt.Equal(back.UpdatedAt) || now.CreatedAt.IsZero() {
		t.Errorf("%+v, %v", now, err)
	}
	if find(t, l, "one in:notes") != "2309.12288" {
		t.Error("the note that was brought back is not found")
	}
	if _, done, err := l.RestoreNote(ctx, id, versions[1].Version); err != nil || done.ID == 0 {
		t.Fatal(err)
	}
	if _, err := l.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if _, got := history(id); !strings.HasPrefix(got, "two deleted=false now=false undone=true; one deleted=false now=true") {
		t.Errorf("undone: %s", got)
	}
	_, _, err = l.RestoreNote(ctx, id, 1<<40)
	wantCode(t, err, models.NotFound)
	_, _, err = l.RestoreNote(ctx, 1<<40, versions[1].Version)
	wantCode(t, err, models.NotFound)
	_, err = l.NoteHistory(ctx, 1<<40)
	wantCode(t, err, models.NotFound)
}

func TestDifference(t *testing.T) {
	got := models.Difference("one two\nthree\nfour\n", "one 2\nthree\nfour and more\n")
	want := []models.DiffPart{{models.Same, "one "}, {models.Removed, "two"}, {models.Added, "2"}, {models.Same, "\nthree\nfour"}, {models.Added, " and more"}, {models.Same, "\n"}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range random.IntN(60) {
			b.WriteString([]string{"a", "b ", "剪枝", "\n", "word ", "é", "\n\n"}[random.IntN(7)])
		}
		return b.String()
	}
	sides := func(parts []models.DiffPart) (before, after string) {
		for _, p := range parts {
			if p.Kind != models.Added {
				before += p.Text
			}
			if p.Kind != models.Removed {
				after += p.Text
			}
		}
		return before, after
	}
	for range 2000 {
		a, b := text(), text()
		if before, after := sides(models.Difference(a, b)); before != a || after != b {
			t.Fatalf("%q, %q: %q, %q", a, b, before, after)
		}
	}
	a, b := strings.Repeat("x\n", 100_000), strings.Repeat("y\n", 100_000)
	if before, after := sides(models.Difference(a, b)); before != a || after != b {
		t.Error("two long texts that have nothing in common")
	}
}

func TestLinks(t *testing.T) {
	for text, want := range map[string]string{
		"see 2411.19865.":                                 "2411.19865@4-14",
		"arXiv:2309.12288v2 and ArXiv: 0704.0001":         "2309.12288@0-18 0704.0001@23-39",
		"[[2411.19865|RevThink]] [[ 2309.12288 ]]":        "2411.19865@0-23 2309.12288@24-40",
		"<https://arxiv.org/pdf/2411.19865v3.pdf>":        "2411.19865@1-39",
		"https://huggingface.co/papers/2411.19865#c":      "2411.19865@0-40",
		"é剪枝2411.19865":                                   "2411.19865@3-13",
		"hep-th/9901001, math.GT/0309136":                 "hep-th/9901001@0-14 math/0309136@16-31",
		"10.48550/arXiv.2411.19865":                       "2411.19865@0-25",
		"12411.19865 2411.198651 2411.19865.3 2413.19865": "",
		"1501.1234 1412.12345 v2411.19865 x/2411.19865":   "",
		"javascript:2411":                                 "",
		strings.Repeat("[[2411.19865", 3) + "]]":          "2411.19865@2-12 2411.19865@14-24 2411.19865@24-38",
		"[a](https://arxiv.org/abs/2411.19865)":           "2411.19865@4-36",
		"[[2411.19865|two\nlines]]":                       "2411.19865@2-12",
	} {
		got := ""
		for _, l := range models.LinksIn(text) {
			got += fmt.Sprintf(" %s@%d-%d", l.ArxivID, l.From, l.To)
		}
		if got = strings.TrimSpace(got); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := len(models.LinksIn(strings.Repeat("[[2411.19865|x]] ", 20_000))); got != 10_000 {
		t.Errorf("%d links are read of 20,000", got)
	}

	l := searchLibrary(t)
	ctx := t.Context()
	curse := lookup(t, l, "2309.12288")[0]
	note, _, err := l.SaveNote(ctx, models.NoteEdit{PaperID: curse, Text: "A long way round, but compare https://arxiv.org/abs/2411.19865v2, also 2611.00009."})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.SaveNote(ctx, models.NoteEdit{PaperID: curse, Text: "2411.198651 and 24111.9865 are none"}); err != nil {
		t.Fatal(err)
	}
	to, err := l.LinksTo(ctx, "2411.19865")
	if err != nil || len(to) != 1 || to[0].NoteID != note.ID || to[0].ArxivID != "2309.12288" || !strings.Contains(to[0].Around.Text, "compare") {
		t.Fatalf("%+v, %v", to, err)
	}
	runes := []rune(to[0].Around.Text)
	if got := string(runes[to[0].Around.Words[0].From:to[0].Around.Words[0].To]); got != "https://arxiv.org/abs/2411.19865v2" {
		t.Errorf("marked: %q", got)
	}
	if to, err := l.LinksTo(ctx, "2309.12288"); err != nil || len(to) != 0 {
		t.Errorf("%+v, %v", to, err)
	}
	links, err := l.Links(ctx, note.Text)
	if err != nil || len(links) != 2 || links[0].PaperID == 0 || !strings.HasPrefix(links[0].Title, "Reverse") || links[1].PaperID != 0 {
		t.Errorf("%+v, %v", links, err)
	}
	if _, err := l.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if to, err := l.LinksTo(ctx, "2411.19865"); err != nil || len(to) != 0 {
		t.Errorf("after undo: %+v, %v", to, err)
	}
}
