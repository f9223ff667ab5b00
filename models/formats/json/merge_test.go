package json_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/formats/json"
)

// words is all that the reader has made of the papers, as it is exported: but
// for what an undo leaves, which is what the source says, places on lists and
// citation keys.
func (l *library) words() string {
	var kept []string
	for _, line := range strings.Split(l.export(), "\n") {
		for _, key := range []string{`"state"`, `"notes"`, `"tags":["`, `"seen_at"`, `"dismissed"`, `"query"`, `"effect"`, `"color"`, `"literal"`, `"family"`} {
			if strings.Contains(line, key) {
				kept = append(kept, line)
				break
			}
		}
	}
	return strings.Join(kept, "\n")
}

// two are libraries that have the same papers.
func two(t *testing.T) (here, there *library) {
	t.Helper()
	return small(t), small(t)
}

func small(t *testing.T) *library {
	t.Helper()
	l := newLibrary(t)
	var papers []models.Paper
	for i := range 4 {
		papers = append(papers, models.Paper{
			ArxivID: fmt.Sprintf("2611.%05d", i+1), Title: fmt.Sprintf("Paper %d", i+1), Authors: []string{"Ann Ode"}, Published: "2026-11-01",
			ListDay: "2026-11-20", FetchedAt: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC),
		})
	}
	if _, err := l.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: "2026-11-20", ReadAt: papers[0].FetchedAt, Papers: papers}); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestMerging(t *testing.T) {
	one := "2611.00001"
	keep := func(l *library, k models.Keeping) { l.step(l.Keep(l.t.Context(), l.ids(one), k)) }
	for name, c := range map[string]struct {
		here, there func(l *library)
		want        func(p *models.Paper) string // what is wrong
		says        []string
	}{
		"what only the file has comes": {
			here: func(*library) {},
			there: func(l *library) {
				keep(l, models.Keeping{State: models.Done, Why: "why not", Tags: []string{"a"}})
				l.step(l.SetStar(l.t.Context(), l.ids(one), true))
				l.step(l.SetRating(l.t.Context(), l.ids(one), 5))
			},
			want: func(p *models.Paper) string {
				if e := p.Entry; e == nil || e.State != models.Done || e.Why != "why not" || !e.Starred || e.Rating != 5 || len(p.Tags) != 1 || p.CitationKey != "ode2026paper" {
					return "is not as in the file"
				}
				return ""
			},
		},
		"what is here stays, and what is missing comes": {
			here: func(l *library) {
				keep(l, models.Keeping{State: models.Reading, Why: "mine", Tags: []string{"Agents", "b"}})
				l.step(l.SetRating(l.t.Context(), l.ids(one), 2))
			},
			there: func(l *library) {
				keep(l, models.Keeping{State: models.Done, Why: "theirs", Tags: []string{"c", "agents"}})
				l.step(l.SetStar(l.t.Context(), l.ids(one), true))
				l.step(l.SetRating(l.t.Context(), l.ids(one), 5))
			},
			want: func(p *models.Paper) string {
				e := p.Entry
				if e.State != models.Reading || e.Why != "mine" || e.Rating != 2 || !e.Starred || e.StarredAt.IsZero() {
					return "has lost its words"
				}
				if len(p.Tags) != 3 || p.Tags[0].Name != "Agents" || p.Tags[2].Name != "c" {
					return "has other tags"
				}
				return ""
			},
			says: []string{
				"2611.00001 “Paper 1”: It is in “Done” in the file and stays in “Reading”.", "It is rated 5 in the file and stays rated 2.",
				"It was kept because of “theirs” in the file; here it stays “mine”.",
			},
		},
		"notes of both are kept": {
			here:  func(l *library) { l.note(one, "Mine.", models.Quote{}) },
			there: func(l *library) { l.note(one, "Theirs.", models.Quote{}); l.note(one, "And more.", models.Quote{}) },
			want: func(p *models.Paper) string {
				if len(p.Notes) != 3 || p.Notes[0].Text != "Mine." || p.Notes[1].Text != "Theirs." {
					return "has other notes"
				}
				return ""
			},
		},
		"a dismissal does not come over a kept paper": {
			here:  func(l *library) { keep(l, models.Keeping{}) },
			there: func(l *library) { l.step(l.Dismiss(l.t.Context(), l.ids(one), true)) },
			want: func(p *models.Paper) string {
				if p.Dismissed || p.Entry == nil {
					return "is dismissed"
				}
				return ""
			},
			says: []string{"It is dismissed in the file and stays in the reading list."},
		},
		"a citation key stays": {
			here:  func(l *library) { l.step(l.SetCitationKey(l.t.Context(), l.ids(one)[0], "mine")) },
			there: func(l *library) { l.step(l.SetCitationKey(l.t.Context(), l.ids(one)[0], "theirs")) },
			want: func(p *models.Paper) string {
				if p.CitationKey != "mine" {
					return "is cited by another key"
				}
				return ""
			},
			says: []string{"Its citation key is “theirs” in the file and stays “mine”."},
		},
		"a citation key that belongs to another paper here is not taken": {
			here:  func(l *library) { l.step(l.SetCitationKey(l.t.Context(), l.ids("2611.00002")[0], "Same:2026")) },
			there: func(l *library) { l.step(l.SetCitationKey(l.t.Context(), l.ids(one)[0], "same:2026")) },
			want: func(p *models.Paper) string {
				if p.CitationKey != "ode2026paper" && p.CitationKey != "ode2026papera" {
					return "is cited by another key"
				}
				return ""
			},
			says: []string{"Its citation key “same:2026” belongs to “Paper 2” here; it got “"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			here, there := two(t)
			c.here(here)
			c.there(there)
			text, before := there.export(), here.export()
			dry, err := here.take(text, models.Importing{DryRun: true})
			if err != nil {
				t.Fatal(err)
			}
			if here.export() != before {
				t.Fatal("the dry run changed something")
			}
			report := here.mustTake(text)
			p, err := here.Paper(t.Context(), one)
			if err != nil {
				t.Fatal(err)
			}
			if wrong := c.want(p); wrong != "" {
				t.Errorf("the paper %s: %+v, %+v", wrong, p, p.Entry)
			}
			ofPapers := slices.DeleteFunc(slices.Clone(report.Differences), func(d models.Disagreement) bool { return d.ArxivID == "" })
			if len(ofPapers) != len(c.says) {
				t.Errorf("differences %v", ofPapers)
			}
			for i, d := range ofPapers {
				if i < len(c.says) && !strings.Contains(d.String(), c.says[i]) {
					t.Errorf("it says %q, not %q", d, c.says[i])
				}
			}
			report.Step, report.DryRun, report.Differences, dry.DryRun, dry.Differences = models.Step{}, false, nil, false, nil
			if fmt.Sprintf("%+v", report) != fmt.Sprintf("%+v", dry) {
				t.Errorf("the dry run said %+v, and it was %+v", dry, report)
			}
			if again := here.mustTake(text); again.Step.ID != 0 {
				t.Errorf("the same again changes %+v", again)
			}
		})
	}
}

func TestMergingWhatStandsBesidePapers(t *testing.T) {
	ctx := t.Context()
	here, there := two(t)
	for i, l := range []*library{here, there} {
		l.step(l.Tag(ctx, l.ids("2611.00001"), []string{"Shared", []string{"mine", "theirs"}[i]}, nil))
		l.step(l.SetTagColor(ctx, "shared", []string{"red", "blue"}[i]))
		_, step, err := l.AddSmartList(ctx, "Stars", []string{"is:starred", "is:starred rating>=3"}[i])
		l.step(step, err)
		l.step(l.AddRule(ctx, models.Rule{Kind: models.WordRule, Text: "survey", Effect: []models.Effect{models.Mute, models.Follow}[i]}))
	}
	text := there.export()
	report := here.mustTake(text)
	var said []string
	for _, d := range report.Differences {
		said = append(said, d.String())
	}
	for _, want := range []string{
		"The tag “Shared” has the color #2F6FB3 in the file and stays #B4432F.", "The tag “theirs” is on the key 2 in the file; that key is another tag's here.",
		"The smart list “Stars” asks for something else here; that of the file is called “Stars 2”.", "The file would follow the word “survey”; here it stays: mute.",
	} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("it does not say %q:\n%s", want, strings.Join(said, "\n"))
		}
	}
	lists, err := here.SmartLists(ctx)
	if err != nil || len(lists) != 2 || lists[1].Name != "Stars 2" || lists[1].Query != "is:starred rating>=3" {
		t.Errorf("smart lists %+v, %v", lists, err)
	}
	if again := here.mustTake(text); again.Step.ID != 0 {
		t.Errorf("the same again changes %+v", again)
	}
}

// Fetched later is newer, whichever side it comes from; what only one knows stays.
func TestTheNewerFiguresWin(t *testing.T) {
	for _, later := range []time.Duration{time.Hour, -time.Hour} {
		here, there := two(t)
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).Add(later)
		p := models.Paper{ArxivID: "2611.00001", Title: "Paper 1", Upvotes: 99, FetchedAt: at, ListDay: "2026-11-20", GitHub: "https://github.com/a/b"}
		if _, err := there.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: "2026-11-20", ReadAt: at, Papers: []models.Paper{p}}); err != nil {
			t.Fatal(err)
		}
		here.mustTake(there.export())
		got, err := here.Paper(t.Context(), "2611.00001")
		if err != nil {
			t.Fatal(err)
		}
		if (got.Upvotes == 99) != (later > 0) || got.GitHub == "" || len(got.Authors) != 1 || len(got.Days) != 1 {
			t.Errorf("fetched %v later: %d upvotes, code %q, %v, %v", later, got.Upvotes, got.GitHub, got.Authors, got.Days)
		}
	}
}

func TestOneUndoTakesAnImportBack(t *testing.T) {
	for _, into := range []func(*testing.T) *library{
		func(t *testing.T) *library { return newLibrary(t) },
		func(t *testing.T) *library {
			l := small(t)
			l.step(l.Keep(t.Context(), l.ids("2611.00001"), models.Keeping{Tags: []string{"mine", "ml"}}))
			l.note("2611.00002", "Mine.", models.Quote{})
			return l
		},
	} {
		l := into(t)
		before := l.words()
		report := l.mustTake(madeUp(t).export())
		after := l.words()
		if after == before || report.Step.ID == 0 || report.Step.Label != "Imported 9 papers from file.json" {
			t.Fatalf("step %+v", report.Step)
		}
		if _, err := l.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		sameText(t, l.words(), before)
		if _, err := l.Redo(t.Context()); err != nil {
			t.Fatal(err)
		}
		sameText(t, l.words(), after)
	}
}

// cutting is a file whose reading is cancelled, or fails, at a paper of one of
// the times that it is read.
type cutting struct {
	*json.File
	time, paper int
	cut         func() error
}

func (c *cutting) Read(ctx context.Context, each func(*models.Record) error) (models.Contents, error) {
	c.time--
	n := 0
	return c.File.Read(ctx, func(r *models.Record) error {
		if n++; c.time == 0 && n == c.paper {
			if err := c.cut(); err != nil {
				return err
			}
		}
		return each(r)
	})
}

var errCut = errors.New("cut")

// many is a library of more papers than one transaction of an import holds.
func many(t *testing.T) *library {
	t.Helper()
	many := newLibrary(t)
	var papers []models.Paper
	for i := range 120 {
		papers = append(papers, models.Paper{ArxivID: fmt.Sprintf("2610.%05d", i+1), Title: fmt.Sprint("Paper ", i), ListDay: "2026-10-20", FetchedAt: time.Date(2026, 10, 20, 8, 0, 0, 0, time.UTC)})
	}
	if _, err := many.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: "2026-10-20", ReadAt: papers[0].FetchedAt, Papers: papers}); err != nil {
		t.Fatal(err)
	}
	keys, err := many.PaperKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	many.step(many.Tag(t.Context(), keys, []string{"a"}, nil))
	return many
}

func TestAnImportThatIsCutLeavesNothing(t *testing.T) {
	text := many(t).export()
	l := small(t)
	for reading := 1; reading <= 3; reading++ {
		for _, paper := range []int{1, 60, 120} {
			for _, cancelled := range []bool{true, false} {
				before := l.export()
				file, err := json.Open(strings.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				cut := func() error {
					if cancelled {
						cancel()
						return ctx.Err()
					}
					return errCut
				}
				_, err = l.Import(ctx, &cutting{file, reading, paper, cut}, models.Importing{})
				cancel()
				if want := map[bool]error{true: context.Canceled, false: errCut}[cancelled]; !errors.Is(err, want) {
					t.Fatalf("reading %d, paper %d: %v", reading, paper, err)
				}
				sameText(t, l.export(), before)
			}
		}
	}
	if findings, err := l.Check(t.Context(), false); err != nil || len(findings) > 0 {
		t.Fatalf("check: %v, %v", findings, err)
	}
}

// Of two imports at once, or of an import and a list that is read meanwhile, one
// that is cut takes nothing away that the other has counted as being there.
func TestAnImportThatIsCutLeavesWhatOthersCountOn(t *testing.T) {
	text := many(t).export()
	open := func() *json.File {
		file, err := json.Open(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	t.Run("another import", func(t *testing.T) {
		l := newLibrary(t)
		beside := openLibrary(t, l.path)
		_, err := l.Import(t.Context(), &cutting{open(), 2, 60, func() error {
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			if _, err := beside.Import(ctx, open(), models.Importing{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("an import while another one runs: %v", err)
			}
			return errCut
		}}, models.Importing{})
		if !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		report, err := beside.Import(t.Context(), open(), models.Importing{})
		if err != nil || report.New != report.Papers || report.Papers == 0 {
			t.Errorf("after that: %+v, %v", report, err)
		}
		sameText(t, l.export(), text)
	})
	t.Run("a list", func(t *testing.T) {
		l := newLibrary(t)
		read := models.Edition{Kind: models.TrendingList, Key: "trending", ReadAt: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)}
		read.Papers = []models.Paper{{ArxivID: "2610.00001", Title: "Paper 0", ListDay: "2026-10-20", FetchedAt: read.ReadAt}}
		_, err := l.Import(t.Context(), &cutting{open(), 2, 60, func() error {
			if _, err := l.SaveEdition(t.Context(), read); err != nil {
				t.Error(err)
			}
			return errCut
		}}, models.Importing{})
		if !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere})
		if err != nil || len(papers) != 1 || papers[0].ArxivID != "2610.00001" {
			t.Errorf("the library has %d papers: %v", len(papers), err)
		}
	})
}

func TestAWorkIsFoundByItsDOIWhateverItsCase(t *testing.T) {
	l := newLibrary(t)
	l.mustTake(`{"title":"A","doi":"10.1/AbC"}` + "\n" + `{"id":"2611.00001","doi":"10.2/A"}` + "\n" + `{"id":"2611.00002","doi":"10.2/a"}`)
	before := l.export()
	report := l.mustTake(`{"title":"A, said otherwise","doi":"10.1/aBc"}`)
	if report.New != 0 {
		t.Errorf("%+v", report)
	}
	sameText(t, l.export(), before)
	fresh := newLibrary(t)
	fresh.mustTake(before) // papers of arXiv that differ so come back
	sameText(t, fresh.export(), before)
}

// changing is a file that is another each time that it is read.
type changing struct {
	io.ReadSeeker
	texts []string
}

func (c *changing) Seek(int64, int) (int64, error) {
	c.ReadSeeker = strings.NewReader(c.texts[0])
	if len(c.texts) > 1 {
		c.texts = c.texts[1:]
	}
	return 0, nil
}

func TestAFileThatChangesMeanwhileIsRefused(t *testing.T) {
	here, there := two(t)
	there.note("2611.00001", "Theirs.", models.Quote{})
	first := there.lines()
	for _, other := range []string{strings.Replace(first, "Theirs", "Others", 1), first[:strings.Index(first, "\n")+1], first + first[:strings.Index(first, "\n")+1]} {
		for texts := range [2]int{} {
			before := here.export()
			file, err := json.Open(&changing{strings.NewReader(first), append(make([]string, 0, 3), []string{first, first, other}[1-texts:]...)})
			if err != nil {
				t.Fatal(err)
			}
			_, err = here.Import(t.Context(), file, models.Importing{})
			if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "changed") {
				t.Errorf("error %v", err)
			}
			sameText(t, here.export(), before)
		}
	}
}

// Random libraries come back to the byte, and merging two gives the words of
// both.
func TestRandomLibrariesComeBackAndMerge(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 7))
		here, there := two(t)
		for _, l := range []*library{here, there} {
			for range 15 {
				l.random(r)
			}
		}
		text := there.export()
		fresh := newLibrary(t)
		fresh.mustTake(text)
		sameText(t, fresh.export(), text)
		before := here.words()
		here.mustTake(text)
		for _, l := range []*library{fresh, there} { // all notes and tags of both
			papers, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Whole: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range papers {
				got, err := here.Paper(t.Context(), want.ArxivID)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range want.Notes {
					if !hasNote(got, n.Text) {
						t.Errorf("seed %d: the note %q of %s is lost", seed, n.Text, want.ArxivID)
					}
				}
				for _, g := range want.Tags {
					if !hasTag(got, g.Name) {
						t.Errorf("seed %d: the tag %q of %s is lost", seed, g.Name, want.ArxivID)
					}
				}
			}
		}
		if steps, err := here.History(t.Context(), 1); err != nil || !strings.HasPrefix(steps[0].Label, "Imported") {
			continue // nothing was new
		}
		if _, err := here.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := here.words(); strings.Count(got, "\n") != strings.Count(before, "\n") {
			sameText(t, got, before)
		}
	}
}

func hasNote(p *models.Paper, text string) bool {
	for _, n := range p.Notes {
		if n.Text == text {
			return true
		}
	}
	return false
}

func hasTag(p *models.Paper, name string) bool {
	for _, g := range p.Tags {
		if strings.EqualFold(g.Name, name) {
			return true
		}
	}
	return false
}

// random makes one random change; one that changes nothing is fine.
func (l *library) random(r *rand.Rand) {
	l.t.Helper()
	ctx := l.t.Context()
	ids := l.ids(fmt.Sprintf("2611.%05d", 1+r.IntN(4)))
	var err error
	switch r.IntN(9) {
	case 0, 1:
		_, err = l.Keep(ctx, ids, models.Keeping{State: models.States()[r.IntN(4)], Why: []string{"", "x", "y"}[r.IntN(3)]})
	case 2:
		_, err = l.Tag(ctx, ids, []string{[]string{"a", "A", "b/c", "日本", "🙂"}[r.IntN(5)]}, nil)
	case 3:
		_, err = l.SetStar(ctx, ids, r.IntN(2) == 0)
	case 4:
		_, err = l.SetRating(ctx, ids, r.IntN(6))
	case 5, 6:
		_, _, err = l.SaveNote(ctx, models.NoteEdit{PaperID: ids[0], Text: fmt.Sprintf("Note %d <&> \u2028 \"\\\n", r.IntN(1000))})
	case 7:
		_, err = l.Dismiss(ctx, ids, r.IntN(2) == 0)
	case 8:
		_, err = l.Remove(ctx, ids)
	}
	if err != nil {
		l.t.Fatal(err)
	}
}
