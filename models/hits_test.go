package models_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"offprint/models"
	"offprint/models/librarytest"
)

// marked is a text with brackets around ranges.
func marked(text string, ranges []models.Range) string {
	runes := []rune(text)
	var b strings.Builder
	at := 0
	for _, r := range ranges {
		b.WriteString(string(runes[at:r.From]) + "[" + string(runes[r.From:r.To]) + "]")
		at = r.To
	}
	return b.String() + string(runes[at:])
}

func TestFind(t *testing.T) {
	for query, want := range map[string]string{
		"learn":                     "Models that [learned] a fact; Évaluation: [learning] curves, C++, 机器学习 is [learnable]?",
		"learn ":                    "Models that [learned] a fact; Évaluation: [learning] curves, C++, 机器学习 is learnable?",
		"ÉVALUATION fact":           "Models that learned a [fact]; [Évaluation]: learning curves, C++, 机器学习 is learnable?",
		"evalu":                     "Models that learned a fact; [Évaluation]: learning curves, C++, 机器学习 is learnable?",
		`"learning curves"`:         "Models that learned a fact; Évaluation: [learning curves], C++, 机器学习 is learnable?",
		`"curves learning"`:         "Models that learned a fact; Évaluation: learning curves, C++, 机器学习 is learnable?",
		"学习":                        "Models that learned a fact; Évaluation: learning curves, C++, 机器[学习] is learnable?",
		"习学":                        "Models that learned a fact; Évaluation: learning curves, C++, 机器学习 is learnable?",
		"-fact tag:fact state:done": "Models that learned a fact; Évaluation: learning curves, C++, 机器学习 is learnable?",
		`"a fact" fact`:             "Models that learned [a fact]; Évaluation: learning curves, C++, 机器学习 is learnable?",
	} {
		q, err := models.ParseQuery(query, true)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("[", "", "]", "").Replace(want)
		if got := marked(text, q.Find(text)); got != want {
			t.Errorf("%q: %s\nwant %s", query, got, want)
		}
	}
}

func TestHits(t *testing.T) {
	l := searchLibrary(t)
	think := lookup(t, l, "2411.19865")[0]
	long := strings.Repeat("Nothing to see here, word after word. ", 40) + "Then the  prüfung\nof reversal comes at last, " + strings.Repeat("and goes on. ", 30)
	note, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: think, Text: long})
	if err != nil {
		t.Fatal(err)
	}
	found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: "prufung rever", Typing: true, Hits: true})
	if err != nil || len(found) != 1 || found[0].Hits == nil {
		t.Fatalf("%+v, %v", found, err)
	}
	hits := found[0].Hits
	if got := marked(found[0].Title, hits.Title); got != "[Reverse] Thinking Makes LLMs Stronger Reasoners" {
		t.Errorf("title: %s", got)
	}
	got := marked(hits.Note.Text, hits.Note.Words)
	if hits.NoteID != note.ID || !strings.Contains(got, "Then the [prüfung] of [reversal] comes") || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") {
		t.Errorf("note %d: %s", hits.NoteID, got)
	}
	if n := len([]rune(hits.Note.Text)); n > 200 {
		t.Errorf("%d characters in a snippet", n)
	}
	if got := marked(hits.Abstract.Text, hits.Abstract.Words); got != "An abstract of [Reverse] Thinking Makes LLMs Stronger Reasoners." {
		t.Errorf("abstract: %s", got)
	}
	found, err = l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: "reasoning tag:llm", Hits: true})
	if err != nil || len(found) != 1 || len(found[0].Hits.Tags) != 1 {
		t.Errorf("tags: %+v, %v", found, err)
	}
	if plain, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: "has:note", Hits: true}); err != nil || plain[0].Hits != nil {
		t.Errorf("a filter has no words: %v", err)
	}
}

// What a reader writes in any script is found by its characters.
func TestSearchInOtherScripts(t *testing.T) {
	l := searchLibrary(t)
	curse := lookup(t, l, "2309.12288")[0]
	_, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: curse, Text: "大型语言模型的机器学习很有趣。ディープラーニング 기계학습은 נסיון מודל שפה 🙂 ∇f ＧＰＴ－４ café İstanbul straße"})
	if err != nil {
		t.Fatal(err)
	}
	for query, found := range map[string]bool{
		"机器": true, "学": true, "语言模型": true, "模型 有趣": true, `"机器学习"`: true, "机学": false, "习学": false, "器 -学": false,
		"ラーニング": true, "学习 in:notes": true, "계학": true, "מודל": true, "דול": false, "🙂": true, "🙃": false, "∇": true, "gpt": true, "CAFÉ": true, "cafe": true,
		"istanbul": true, "“机器”": true, "机器学习很有趣": true, "GPT-4 机器": true, strings.Repeat("机", 600): false,
		"\u202eמודל": true, "cafe\u0301": true, "\U000E0001": true,
	} {
		got := find(t, l, query)
		if strings.Contains(got, "2309.12288") != found {
			t.Errorf("%q: %q, want found %v", query, got, found)
		}
	}
	if _, err := l.Tag(t.Context(), []int64{curse}, []string{"强化学习", "🚀 später"}, nil); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"强化", "化学", "🚀", "spater"} {
		if got := find(t, l, query); got != "2309.12288" {
			t.Errorf("tag %q: %q", query, got)
		}
	}
	findings, err := l.Check(t.Context(), false)
	if err != nil || len(findings) > 0 {
		t.Errorf("the indexes do not hold what their tables say: %v, %v", findings, err)
	}
	if _, err := l.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := find(t, l, "机器"); got != "" {
		t.Errorf("after undo: %q", got)
	}
}

func wantTooLong(t *testing.T, l *models.Library, query string) {
	t.Helper()
	_, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
	wantCode(t, err, models.Invalid, "longer than 2000 characters")
	if found, err := l.Complete(t.Context(), query, len(query)); err != nil || len(found) > 0 {
		t.Errorf("%.30q… may become %v, %v", query, found, err)
	}
}

func TestWhatIsTooMuchForASearch(t *testing.T) {
	l := searchLibrary(t)
	for query, words := range map[string]string{strings.Repeat("é ", 5000): "longer", strings.Repeat("a ", 70): "60 words"} {
		_, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
		wantCode(t, err, models.Invalid, words)
	}
	for query, found := range map[string]string{strings.Repeat("机", 2000): "", strings.Repeat("é", 2000): "", strings.Repeat(" ", 1995) + "curse": "2411.19865 2309.12288", strings.Repeat("　", 1995) + "curse": "2411.19865 2309.12288"} {
		if got := find(t, l, query); got != found { // 2000 characters are no more in any script
			t.Errorf("%.30q…: %q", query, got)
		}
		wantTooLong(t, l, query+"x")
	}
	for _, query := range []string{`"`, `-"`, `"reversal`, `curse"`, `""""`, `- - -`, `NEAR(a b, 3)`, `title : x`, `^curse`, `curse*`, `{title}:a`, `a AND NOT OR`, strings.Repeat(`"`, 999), strings.Repeat("-is:kept ", 220)} {
		if _, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true, Hits: true}); err != nil && models.CodeOf(err) != models.Invalid {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func TestQueryParts(t *testing.T) {
	text := `größe "two words" -tag:"a b" auther:x is:stared -upvote>=3 state:redaing day:x rating:4`
	want := []models.Part{
		{Text: "größe", Value: "größe"}, {Text: `"two words"`, Value: "two words"}, {Text: `-tag:"a b"`, Name: "tag", Value: "a b", Exclude: true},
		{Text: "auther:x", Name: "auther", Value: "x", Instead: "author:x"}, {Text: "is:stared", Name: "is", Value: "stared", Instead: "is:starred"},
		{Text: "-upvote>=3", Name: "upvote", Value: ">=3", Exclude: true, Instead: "-upvotes>=3"},
		{Text: "state:redaing", Name: "state", Value: "redaing", Instead: "state:reading"}, {Text: "day:x", Name: "day", Value: "x"},
		{Text: "rating:4", Name: "rating", Value: "4", Instead: "rating>=4"},
	}
	parts := models.QueryParts(text)
	if len(parts) != len(want) {
		t.Fatalf("%d parts: %+v", len(parts), parts)
	}
	for i, p := range parts {
		if got := string([]rune(text)[p.From:p.To]); got != p.Text {
			t.Errorf("part %d stands at %q, not %q", i, got, p.Text)
		}
		if wrong := i >= 3; wrong != (p.Wrong != "") {
			t.Errorf("%s: wrong is %q", p.Text, p.Wrong)
		}
		p.From, p.To, p.Wrong = 0, 0, ""
		if p != want[i] {
			t.Errorf("%+v, want %+v", p, want[i])
		}
	}
	if got := models.WithoutPart(text, parts[1]); got != `größe -tag:"a b" auther:x is:stared -upvote>=3 state:redaing day:x rating:4` {
		t.Errorf("without the second part: %s", got)
	}
	if got := models.WithoutPart("one", models.QueryParts("one")[0]); got != "" {
		t.Errorf("without its only part: %q", got)
	}
	_, err := models.ParseQuery(text, false)
	var wrong *models.WrongQuery
	if !errors.As(err, &wrong) || wrong.Instead != "author:x" || wrong.From != parts[3].From || wrong.To != parts[3].To {
		t.Errorf("%+v", wrong)
	}
	if got := models.WithPart(text, parts[3], wrong.Instead); !strings.HasPrefix(got, `größe "two words" -tag:"a b" author:x is:`) {
		t.Errorf("put right: %s", got)
	}
}

func TestComplete(t *testing.T) {
	l := searchLibrary(t)
	if _, err := l.Tag(t.Context(), lookup(t, l, "2309.12288"), []string{"reading group", "agents"}, nil); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"aut|":          "author:|author:\"Ann Author\" ",
		"curse st|":     "state:|stars>=",
		"tag:|":         "tag:agents |tag:llm/reasoning |tag:\"reading group\" ",
		"tag:rea|":      "tag:\"reading group\" |tag:llm/reasoning ",
		"-tag:ag|":      "-tag:agents ",
		"author:ber|":   "author:\"Lukas Berglund\" ",
		"author:\"owa|": "author:\"Owain Evans\" ",
		"org:deep|":     "org:\"Google DeepMind\" ",
		"state:r|":      "state:reading ",
		"x is:s| y":     "is:starred |is:seen ",
		"day:2026-0|":   "day:2026-06 |day:2026-06-15 |day:2026-03 |day:2026-03-02 ",
		"\"tag:a|":      "",
		"|":             "",
		"zzz|":          "",
		"agen|":         "tag:agents ",
		"bergl|":        "author:\"Lukas Berglund\" ",
		"tag:agents|":   "tag:agents ",
		"tag:agents |":  "",

		strings.Repeat("字", 700) + " zzz agen|": "tag:agents ",
	} {
		before, after, _ := strings.Cut(query, "|")
		found, err := l.Complete(t.Context(), before+after, len([]rune(before)))
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		var texts []string
		for _, c := range found {
			texts = append(texts, c.Text)
			if got := models.WithPart(before+after, models.Part{From: c.From, To: c.To}, c.Text); !strings.Contains(got, c.Text) {
				t.Errorf("%q: %q", query, got)
			}
		}
		got := strings.Join(texts, "|")
		if got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	for text, want := range map[string]string{"revers": "2411.19865 2309.12288", "2309": "2309.12288", "reversal cur": "2309.12288", "": "", "\"(": ""} {
		found, err := l.CompletePapers(t.Context(), text, 5)
		if err != nil || ids(found) != want {
			t.Errorf("[[%s: %q, %v; want %q", text, ids(found), err, want)
		}
	}
}

// Words that a machine may read as numbers are words all the same.
func TestCompletePapersByWordsThatCouldBeNumbers(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-03-02", paper("2603.00001", "Infinity, NaN, 1e5 and 0x1p5"))
	for text, want := range map[string]string{"infinity": "2603.00001", "Inf": "2603.00001", "nan": "2603.00001", "1e5": "2603.00001", "0x1p5": "2603.00001",
		"2603": "2603.00001", "2603.": "2603.00001", " 2603.000 ": "2603.00001", "2603.1": "", ".": "", "2603..": ""} {
		found, err := l.CompletePapers(t.Context(), text, 5)
		if err != nil || ids(found) != want {
			t.Errorf("[[%s: %q, %v; want %q", text, ids(found), err, want)
		}
	}
}

// The first papers of a large library are among those of the exact answer, and
// the words that only notes have are among them.
func TestFirstPapers(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 200); err != nil {
		t.Fatal(err)
	}
	if err := librarytest.AddNotes(t.Context(), l, 1, 15); err != nil {
		t.Fatal(err)
	}
	papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	var queries []string
	for _, p := range papers {
		words := strings.Fields(p.Title)
		queries = append(queries, words[0][:2], words[1]+" "+words[2], `"`+words[1]+" "+words[2]+`"`, words[1]+" has:code", words[3]+" -"+words[4], "after:2026-11 "+words[0], "is:kept "+words[2], words[0]+" in:notes")
	}
	whole, some := 0, 0
	for i, query := range queries {
		sorts := []models.Sort{models.OwnOrder, models.ByUpvotes, models.ByKept}
		if i%8 > 1 {
			sorts = sorts[:1]
		}
		for _, sort := range sorts {
			v := models.View{Place: models.Everywhere, Query: query, Typing: true, Sort: sort}
			models.WholeAtOnce(l, 0)
			first, partial, err := l.FirstPapers(t.Context(), v)
			if err != nil || !partial {
				t.Fatalf("%q: partial %v, %v", query, partial, err)
			}
			exact, err := l.Papers(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range first {
				if !slices.ContainsFunc(exact, func(q models.Paper) bool { return q.ID == p.ID }) {
					t.Errorf("%q: %s is among the first only", query, p.ArxivID)
				}
			}
			if whole += len(exact); len(first) > 0 {
				some++
			}
			models.WholeAtOnce(l, 15000)
			if small, partial, err := l.FirstPapers(t.Context(), v); err != nil || partial || ids(small) != ids(exact) {
				t.Errorf("%q: the first papers of a small library are not all: %v, %v", query, partial, err)
			}
			if limited, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true, Sort: sort, Limit: 7}); err != nil || ids(limited) != ids(exact[:min(7, len(exact))]) {
				t.Errorf("%q by %s: the first seven are %s of %s, %v", query, sort, ids(limited), ids(exact[:min(7, len(exact))]), err)
			}
		}
	}
	if whole < 40 || some < len(queries) {
		t.Errorf("%d papers, %d answers with some", whole, some)
	}
}

// countdown is a context that ends after it was asked for its error a number of
// times.
type countdown struct {
	context.Context
	left, asked *atomic.Int64
}

func (c countdown) Err() error {
	c.asked.Add(1)
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// A search that is not wanted any more ends in the middle of a statement and
// lets its connection go.
func TestAStaleSearchEnds(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 400); err != nil {
		t.Fatal(err)
	}
	v := models.View{Place: models.Everywhere, Query: "b", Typing: true, Limit: 10}
	for range 5 {
		ctx := countdown{t.Context(), new(atomic.Int64), new(atomic.Int64)}
		ctx.left.Store(300)
		if _, err := l.Papers(ctx, v); !errors.Is(err, context.Canceled) {
			t.Fatalf("a search that ended: %v", err)
		}
		if asked := ctx.asked.Load(); asked > 400 {
			t.Errorf("it went on for %d rows", asked-300)
		}
	}
	if in := models.Searcher(l).Stats().InUse; in != 0 {
		t.Errorf("%d connections are still in use", in)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := l.FirstPapers(cancelled, v); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if papers, err := l.Papers(t.Context(), v); err != nil || len(papers) != 10 {
		t.Errorf("the next search finds %d papers, %v", len(papers), err)
	}
}
