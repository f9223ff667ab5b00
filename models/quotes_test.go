package models_test

import (
	"strings"
	"testing"

	"offprint/models"
)

const reversal = "Models that are trained on “A is B” fail to learn “B is A”. This does not generalize to the reverse " +
	"direction. We call it a curse – it holds across sizes, and it holds across families. This does not generalize either."

// quoting is a note on a passage of an abstract, which must be in it.
func quoting(t *testing.T, abstract, passage string, skip int) models.Note {
	t.Helper()
	at := -1
	for range skip + 1 {
		next := strings.Index(abstract[at+1:], passage)
		if next < 0 {
			t.Fatalf("%q is not in the abstract", passage)
		}
		at += 1 + next
	}
	from := len([]rune(abstract[:at]))
	q, ok := models.QuoteOf(abstract, from, from+len([]rune(passage)))
	if !ok || q.Text != strings.TrimSpace(passage) {
		t.Fatalf("the quote is %q, %v", q.Text, ok)
	}
	return models.Note{ID: 1, Quote: q.Text, QuoteBefore: q.Before, QuoteAfter: q.After, AbstractHash: q.AbstractHash}
}

func TestAQuoteIsFoundAgain(t *testing.T) {
	for _, tt := range []struct{ name, abstract, now, passage, want string }{
		{"unchanged", reversal, reversal, "does not generalize to the reverse direction", "does not generalize to the reverse direction"},
		{"more before it", reversal, "New: " + reversal, "it holds across sizes", "it holds across sizes"},
		{"other spaces, quotes and dashes", reversal, strings.NewReplacer("“", `"`, "”", `"`, "–", "—", "call it", "call\n  it").Replace(reversal),
			"fail to learn “B is A”. This does not generalize to the reverse direction. We call it a curse –", "fail to learn \"B is A\". This does not generalize to the reverse direction. We call\n  it a curse —"},
		{"a word changed in it", reversal, strings.Replace(reversal, "to the reverse", "to any reverse", 1), "This does not generalize to the reverse direction.", "This does not generalize to any reverse direction."},
		{"the first words", reversal, strings.Replace(reversal, "Models that", "Networks which", 1), "Models that are trained on “A is B” fail to learn", "Networks which are trained on “A is B” fail to learn"},
		{"the last words", reversal, strings.Replace(reversal, "generalize either", "extend either", 1), "across families. This does not generalize either.", "across families. This does not extend either."},
		{"signs beyond ASCII", "日本語の要旨です。これは引用です。終わり。", "前書き。日本語の要旨です。これは引用です。終わり。", "これは引用です", "これは引用です"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from, to, ok := models.PlaceQuote(tt.now, quoting(t, tt.abstract, tt.passage, 0))
			if !ok {
				t.Fatal("it is not found")
			}
			if got := string([]rune(tt.now)[from:to]); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOfTwoPlacesTheOneInItsSurroundingsIsTaken(t *testing.T) {
	const passage = "This does not generalize"
	second := quoting(t, reversal, passage, 1)
	now := "Before it all. " + reversal
	from, to, ok := models.PlaceQuote(now, second)
	if !ok || string([]rune(now)[from:to]) != passage {
		t.Fatalf("found %d to %d, %v", from, to, ok)
	}
	if rest := string([]rune(now)[to:]); rest != " either." {
		t.Errorf("after the passage stands %q", rest)
	}
}

func TestAQuoteThatIsGoneIsNotPlaced(t *testing.T) {
	note := quoting(t, reversal, "does not generalize to the reverse direction", 0)
	for name, abstract := range map[string]string{
		"another abstract": "Nothing of all that stands here any more, and what does is about something else altogether.",
		"the passage was rewritten": strings.Replace(reversal, "does not generalize to the reverse direction",
			"is a claim about order that we could not confirm", 1),
		"none": "",
	} {
		if from, to, ok := models.PlaceQuote(abstract, note); ok {
			t.Errorf("%s: found at %d to %d", name, from, to)
		}
	}
	if _, _, ok := models.PlaceQuote(reversal, models.Note{Text: "on the whole paper"}); ok {
		t.Error("a note that quotes nothing has a place")
	}
	if _, ok := models.QuoteOf(reversal, 6, 7); ok {
		t.Error("a space is a quote")
	}
	if q, ok := models.QuoteOf(reversal, -5, 1<<40); !ok || q.Before != "" || q.After != "" || q.Text != reversal {
		t.Errorf("the whole abstract is %v %q", ok, q.Text)
	}
}

func TestANoteKeepsItsQuote(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann Author"))
	ctx := t.Context()
	id := lookup(t, l, "2611.00001")[0]
	quote, ok := models.QuoteOf(reversal, 0, 6)
	if !ok {
		t.Fatal("no quote")
	}
	note, step, err := l.SaveNote(ctx, models.NoteEdit{PaperID: id, Text: "> Models\n\nWhich?", Quote: quote})
	if err != nil || note.Quoted() != quote {
		t.Fatalf("saved %+v, %v", note, err)
	}
	note, _, err = l.SaveNote(ctx, models.NoteEdit{PaperID: id, NoteID: note.ID, Base: note.UpdatedAt, Text: "Which ones?", Step: step.ID})
	if err != nil || note.Quoted() != quote {
		t.Fatalf("saved again %+v, %v", note, err)
	}
	stored := func() []models.Note {
		p, err := l.Paper(ctx, "2611.00001")
		if err != nil {
			t.Fatal(err)
		}
		return p.Notes
	}
	if got := stored(); len(got) != 1 || got[0].Quoted() != quote || got[0].Text != "Which ones?" {
		t.Errorf("the library has %+v", got)
	}
	// written in two places: both texts are about the passage
	other, _, err := l.SaveNote(ctx, models.NoteEdit{PaperID: id, NoteID: note.ID, Base: note.UpdatedAt.Add(-1), Text: "Mine"})
	if err != nil || other.ID == note.ID || other.Quoted() != quote {
		t.Errorf("beside it is %+v, %v", other, err)
	}
	for range 2 {
		if _, err := l.Undo(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := stored(); len(got) != 0 {
		t.Errorf("undone, the library has %+v", got)
	}
	if _, err := l.Redo(ctx); err != nil {
		t.Fatal(err)
	}
	if got := stored(); len(got) != 1 || got[0].Quoted() != quote {
		t.Errorf("done again, the library has %+v", got)
	}
}
