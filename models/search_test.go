package models_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"offprint/models"
	"offprint/models/librarytest"
)

func find(t testing.TB, l *models.Library, query string) string {
	t.Helper()
	found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true})
	if err != nil {
		t.Fatalf("query %q: %v", query, err)
	}
	return ids(found)
}

func searchLibrary(t testing.TB) *models.Library {
	l := newLibrary(t)
	curse := paper("2309.12288", "The Reversal Curse", "Lukas Berglund", "Owain Evans")
	curse.Abstract = "Models that learned a fact in one direction do not generalize. Évaluation with GPT-4o; C++ code."
	curse.Upvotes, curse.Organization, curse.GitHub = 142, "Google DeepMind", "https://github.com/x/y"
	think := paper("2411.19865", "Reverse Thinking Makes LLMs Stronger Reasoners", "Justin Chen")
	think.Upvotes = 20
	survey := paper("2611.00003", "A Survey of Machine Unlearning", "Ann Author")
	save(t, l, "2026-03-02", curse)
	save(t, l, "2026-06-15", think)
	save(t, l, "2026-11-23", survey)
	mustKeep := lookup(t, l, "2411.19865")
	if _, err := l.Keep(t.Context(), mustKeep, models.Keeping{Tags: []string{"llm/reasoning"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.SetRating(t.Context(), mustKeep, 4); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: mustKeep[0], Text: "Try with retrieval; compare the curse"}); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSearch(t *testing.T) {
	l := searchLibrary(t)
	const curse, think, survey = "2309.12288", "2411.19865", "2611.00003"
	for query, want := range map[string]string{
		"":                        survey + " " + think + " " + curse,
		"unlearn":                 survey,
		"learning":                curse, // a word form: learned
		"learn ":                  curse,
		"generaliz":               curse,
		"evaluation":              curse, // accents do not count
		"ÉVALUATION":              curse,
		`"reversal curse"`:        curse,
		`"curse reversal"`:        "",
		"curse":                   think + " " + curse, // the reader's own words first
		"curse -retrieval":        curse,
		"-curse":                  survey,
		"curse in:notes":          think,
		"in:notes":                think,
		"reasoning retrieval":     think, // a tag and a note
		"reverse retrieval":       think, // the paper and a note
		"stronger reason":         think,
		"author:berglund":         curse,
		`author:"owain ev"`:       curse,
		"-author:berglund curse":  think,
		"tag:llm":                 think,
		"tag:LLM/reasoning":       think,
		"tag:reasoning":           "",
		"state:toread":            think,
		"state:to-read":           think,
		"-state:toread":           survey + " " + curse,
		"is:starred":              "",
		"is:kept":                 think,
		"has:note":                think,
		"has:code":                curse,
		"-has:code reverse":       think,
		"rating>=4":               think,
		"rating<4":                survey + " " + curse,
		"upvotes>=20":             think + " " + curse,
		"upvotes>20":              curse,
		"org:google":              curse,
		"day:2026-03-02":          curse,
		"day:2026":                survey + " " + think + " " + curse,
		"after:2026-06":           survey + " " + think,
		"after:2026-06-15":        survey + " " + think,
		"before:2026-06-15":       think + " " + curse,
		"before:2026-05":          curse,
		"GPT-4o":                  curse,
		"c++ ":                    curse,
		"https://arxiv.org/abs/1": "",
		"AND OR NOT NEAR(":        "",
		`model "reversal cu`:      curse,
		"curse)":                  think + " " + curse,
		"***":                     survey + " " + think + " " + curse,
		"🙂":                       "",
		"機械学習":                    "",
		"title: thinking":         "",
		"\x00curse\x00":           think + " " + curse,
	} {
		if got := find(t, l, query); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestAFilterIsNoObstacleWhileItIsTyped(t *testing.T) {
	l := searchLibrary(t)
	const curse, think = "2309.12288", "2411.19865"
	both := think + " " + curse // what “curse” finds
	for query, want := range map[string]string{
		"curse state:": both, "curse state:tor": both, "curse state:toread": think,
		"curse tag:": both, "curse tag:ll": think, "curse tag:x": "", "curse -tag:ll": curse,
		"curse is:": both, "curse is:k": both, "curse is:kept": think,
		"curse has:c": both, "curse has:code": curse,
		"curse rating": "", "curse rating>": both, "curse rating>=": both, "curse rating>=4": think,
		"curse day:": both, "curse day:20": both, "curse day:2026-": both, "curse day:2026-03": curse,
		"curse author:": both, "curse author:ber": curse,
	} {
		if got := find(t, l, query); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{"curse state:t ", "curse is:st x", "curse day:2026- ", "curse state:x", "curse rating>=x", "curse day:20x"} {
		if _, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true}); err == nil {
			t.Errorf("%q is taken for a filter", query)
		}
	}
}

func TestAWrongFilterSaysWhatWasMeant(t *testing.T) {
	l := newLibrary(t)
	for query, words := range map[string][]string{
		"auther:x":                {"auther", "Did you mean “author”?"},
		"state:reed":              {"reading"},
		"is:stared":               {"is:starred"},
		"has:notse":               {"has:note"},
		"day:yesterday":           {"2026-03-02"},
		"rating>=many":            {"whole number"},
		"upvote>=3":               {"upvotes"},
		strings.Repeat("a", 9000): {"longer"},
	} {
		_, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
		wantCode(t, err, models.Invalid, words...)
	}
}

func TestPlaces(t *testing.T) {
	l := searchLibrary(t)
	for place, want := range map[models.Place]string{
		models.ToReadPlace: "2411.19865", models.NotesPlace: "2411.19865", models.KeptPlace: "2411.19865",
		models.StarredPlace: "", models.DonePlace: "",
	} {
		found, err := l.Papers(t.Context(), models.View{Place: place})
		if err != nil || ids(found) != want {
			t.Errorf("%s: %q, %v; want %q", place, ids(found), err, want)
		}
		counts, err := l.Counts(t.Context())
		if err != nil || counts.Places[place] != len(found) || counts.Offline != 3 {
			t.Errorf("%s counts %d of %d, %v", place, counts.Places[place], counts.Offline, err)
		}
	}
	for sort, want := range map[models.Sort]string{
		models.ByUpvotes: "2309.12288 2411.19865 2611.00003",
		models.ByNewest:  "2611.00003 2411.19865 2309.12288",
	} {
		found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Sort: sort})
		if err != nil || ids(found) != want {
			t.Errorf("by %s: %q, %v", sort, ids(found), err)
		}
	}
}

// No typed beginning of a word that is there may come back empty: a stemmed
// index does that to one beginning in nine.
func TestEveryPrefixOfAWordFindsItsPaper(t *testing.T) {
	l := newLibrary(t)
	edition := librarytest.Edition(7, "2026-11-20", 50, 0)
	edition.Papers[0].Abstract = "learning enhancement segmentation generalization studies easily agreed hopping"
	if _, err := l.SaveEdition(t.Context(), edition); err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(edition.Papers[0].Abstract)
	words = append(words, strings.FieldsFunc(edition.Papers[9].Title, func(r rune) bool { return !unicode.IsLetter(r) })...)
	tried := 0
	for _, word := range words {
		for end := 1; end <= len(word); end++ {
			if tried++; find(t, l, word[:end]) == "" {
				t.Errorf("%q finds nothing", word[:end])
			}
		}
	}
	if tried < 60 {
		t.Errorf("only %d beginnings tried", tried)
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{`a "b c" -d`, "state:toread rating>=4", `"`, `-"`, "--", "author:\"", "day:2026-13", "a:b:c", "NEAR(a b)", "{x}:y", "*", "^a", "a\x00b", "AAB\"000\x0000000"} {
		f.Add(seed)
	}
	l := searchLibrary(f)
	f.Fuzz(func(t *testing.T, text string) {
		view := models.View{Place: models.Everywhere, Query: text, Typing: true, Hits: true}
		papers, err := l.Papers(t.Context(), view)
		if err != nil && models.CodeOf(err) != models.Invalid {
			t.Errorf("query %q: %v", text, err)
		}
		for _, p := range papers {
			if p.Hits == nil {
				continue
			}
			marked(p.Title, p.Hits.Title) // must be ranges of the text
			marked(p.Hits.Abstract.Text, p.Hits.Abstract.Words)
			marked(p.Hits.Note.Text, p.Hits.Note.Words)
		}
		if _, _, err := l.FirstPapers(t.Context(), view); err != nil && models.CodeOf(err) != models.Invalid {
			t.Errorf("first of %q: %v", text, err)
		}
		if q, err := models.ParseQuery(text, true); err == nil {
			marked(text, q.Find(text))
		}
		runes := []rune(text)
		for _, part := range models.QueryParts(text) {
			if part.Text != string(runes[part.From:part.To]) {
				t.Errorf("%q: %+v stands elsewhere", text, part)
			}
			if part.Instead != "" && part.Instead == part.Text {
				t.Errorf("%q: what was meant is what was written", text)
			}
			models.WithoutPart(text, part)
		}
		if _, err := l.Complete(t.Context(), text, len(runes)/2+1); err != nil {
			t.Errorf("complete %q: %v", text, err)
		}
		for _, link := range models.LinksIn(text) {
			marked(text, []models.Range{{From: link.From, To: link.To}})
		}
	})
}

func filled(b *testing.B, papers int) *models.Library {
	b.Helper()
	l := open(b, filepath.Join(b.TempDir(), "offprint.db"), models.Options{})
	if err := librarytest.Fill(b.Context(), l, 1, papers); err != nil {
		b.Fatal(err)
	}
	return l
}

// BenchmarkSearchAsTyped searches 10,000 papers for 200 queries of one letter
// to three words, the last one as a prefix, as the window does.
func BenchmarkSearchAsTyped(b *testing.B) {
	l := filled(b, 10000)
	random := rand.New(rand.NewPCG(3, 3))
	papers, err := l.Papers(b.Context(), models.View{Place: models.Everywhere, Limit: 2000})
	if err != nil {
		b.Fatal(err)
	}
	var queries []string
	for len(queries) < 200 {
		words := strings.Fields(papers[random.IntN(len(papers))].Title)
		from := random.IntN(len(words))
		some := words[from:min(len(words), from+1+random.IntN(3))]
		query := strings.Join(some, " ")
		last := len(some[len(some)-1])
		query = query[:len(query)-last+1+random.IntN(last)]
		queries = append(queries, query)
	}
	var took []time.Duration
	empty := 0
	for b.Loop() {
		for _, query := range queries {
			start := time.Now()
			found, err := l.Papers(b.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true, Limit: 200})
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
			if len(found) == 0 {
				empty++
			}
		}
	}
	reportPercentiles(b, took)
	b.ReportMetric(float64(empty), "empty")
}

// BenchmarkSaveDay takes in lists of 50 papers.
func BenchmarkSaveDay(b *testing.B) {
	l := filled(b, 1000)
	n := 100000
	var took []time.Duration
	for b.Loop() {
		b.StopTimer()
		edition := librarytest.Edition(uint64(n), "2026-11-23", 50, n)
		n += 50
		b.StartTimer()
		start := time.Now()
		if _, err := l.SaveEdition(b.Context(), edition); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	reportPercentiles(b, took)
}

// While a long word is typed, words that begin so are looked for in its place;
// what begins with none of those that are is found all the same.
func TestTheFirstPapersOfABegunWord(t *testing.T) {
	l := newLibrary(t)
	var papers []models.Paper
	for i := range 40 {
		papers = append(papers, paper(fmt.Sprintf("2611.%05d", i), fmt.Sprintf("On zebra%c%c and others", 'a'+i/8, 'a'+i%8), "Ann Author"))
	}
	papers = append(papers, paper("2611.00900", "Zébras", "Ann Author"), paper("2611.00901", "Zebrawood, a word", "Bo Author"), paper("2611.00902", "Of zeal", "Bo Author"))
	save(t, l, "2026-11-23", papers...)
	models.WholeAtOnce(l, 0)
	for query, want := range map[string]int{
		"zebra": 42, "zebr": 42, "zébra": 42, "zebraa": 8, "zebraab": 1, "zebraw": 1, "zebras": 2, "zebrax": 0, "zebrau": 0, "author:bo zebra": 1,
		"others zebra": 40, `"on zebra`: 40, "-others zebra": 2,
	} {
		first, partial, err := l.FirstPapers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true})
		if err != nil || !partial {
			t.Errorf("%q: partial %v, %v", query, partial, err)
		}
		if len(first) != want {
			t.Errorf("%q finds %d papers first, want %d", query, len(first), want)
		}
		exact, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query, Typing: true})
		if err != nil || len(exact) != want {
			t.Errorf("%q finds %d papers, want %d; %v", query, len(exact), want, err)
		}
	}
}
