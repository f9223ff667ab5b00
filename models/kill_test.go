package models_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/librarytest"
)

// kills is how often a child is killed: OFFPRINT_TEST_KILLS, or few times.
func kills(t *testing.T, few int) int {
	n, err := strconv.Atoi(os.Getenv("OFFPRINT_TEST_KILLS"))
	if err != nil {
		return few
	}
	t.Logf("%d times", n)
	return n
}

// child is this test's program once more, running one test as what is killed.
func child(test string, env ...string) *exec.Cmd {
	program := exec.Command(os.Args[0], "-test.run=^"+test+"$", "-test.count=1")
	program.Env = append(os.Environ(), env...)
	return program
}

// deed is something that the child does to the library.
type deed struct {
	Paper string   // whose note is saved
	Text  string   // of the note
	Many  []string // papers whose tag is changed in one step, to To
	From  string   // a tag that is merged into To
	To    string
}

// report is a line of the child's: what it is about to do, or what was called
// saved.
type report struct {
	Saved bool
	Deed  deed
}

// killedDesk is what the reader was told of each paper.
type killedDesk struct {
	Notes, Tags map[string]string
}

func (d killedDesk) after(what deed) killedDesk {
	next := killedDesk{map[string]string{}, map[string]string{}}
	for paper, text := range d.Notes {
		next.Notes[paper] = text
	}
	for paper, tag := range d.Tags {
		next.Tags[paper] = tag
	}
	if what.Paper != "" {
		next.Notes[what.Paper] = what.Text
	}
	for _, paper := range what.Many {
		next.Tags[paper] = what.To
	}
	for paper, tag := range next.Tags {
		if what.From != "" && tag == what.From {
			next.Tags[paper] = what.To
		}
	}
	return next
}

func deskOf(t *testing.T, l *models.Library, papers []string) killedDesk {
	t.Helper()
	d := killedDesk{map[string]string{}, map[string]string{}}
	for _, id := range papers {
		p := get(t, l, id)
		for _, n := range p.Notes {
			d.Notes[id] += n.Text
		}
		for _, tag := range p.Tags {
			d.Tags[id] += tag.Name
		}
	}
	return d
}

func killedPapers() []string {
	var papers []string
	for i := 1; i <= 24; i++ {
		papers = append(papers, fmt.Sprintf("1001.%05d", i))
	}
	return papers
}

// TestNothingSavedIsLostWhenTheProgramIsKilled kills a program that saves notes
// and merges tags, at random moments. All that it had been told is saved is
// there, a step is there whole or not at all, and the file is sound.
func TestNothingSavedIsLostWhenTheProgramIsKilled(t *testing.T) {
	if path := os.Getenv("OFFPRINT_TEST_WRITE"); path != "" {
		writeUntilKilled(t, path)
	}
	path := filepath.Join(t.TempDir(), "offprint.db")
	l := open(t, path, models.Options{})
	if err := librarytest.Fill(t.Context(), l, 1, 50); err != nil {
		t.Fatal(err)
	}
	papers := killedPapers()
	// the papers' own tags and notes of Fill go
	for _, id := range papers {
		p := get(t, l, id)
		for _, tag := range p.Tags {
			if _, err := l.Tag(t.Context(), []int64{p.ID}, nil, []string{tag.Name}); err != nil {
				t.Fatal(err)
			}
		}
		for _, n := range p.Notes {
			if _, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: p.ID, NoteID: n.ID, Base: n.UpdatedAt}); err != nil {
				t.Fatal(err)
			}
		}
	}
	told := deskOf(t, l, papers)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(9, uint64(time.Now().UnixNano())))
	deeds, caught := 0, 0
	for round := range kills(t, 4) {
		program := child("TestNothingSavedIsLostWhenTheProgramIsKilled", "OFFPRINT_TEST_WRITE="+path, fmt.Sprint("OFFPRINT_TEST_SEED=", round))
		lines, saved := killed(t, program, time.Duration(random.IntN(300_000))*time.Microsecond)
		deeds += saved
		allowed := []killedDesk{told}
		for _, line := range lines {
			if line.Saved {
				told = told.after(line.Deed)
				allowed = []killedDesk{told}
			} else {
				allowed = []killedDesk{told, told.after(line.Deed)}
			}
		}
		l := open(t, path, models.Options{MustExist: true})
		got := deskOf(t, l, papers)
		i := slices.IndexFunc(allowed, func(d killedDesk) bool { return reflect.DeepEqual(d, got) })
		if i < 0 {
			t.Fatalf("round %d, after %d deeds: the library holds %+v, and was said to hold %+v", round, saved, got, told)
		}
		if i == 1 {
			caught++ // written, and killed before it was said
		}
		told = got
		wantSound(t, l)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d deeds, %d of them written when the program was killed before it could say so", deeds, caught)
	if deeds == 0 {
		t.Error("nothing was saved before a kill")
	}
}

// killed runs a program, kills it some time after its first line, and gives its
// lines and how many of them say that something was saved.
func killed(t *testing.T, program *exec.Cmd, after time.Duration) (lines []report, saved int) {
	t.Helper()
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	var kill *time.Timer
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if kill == nil {
			kill = time.AfterFunc(after, func() { _ = program.Process.Kill() })
		}
		var line report
		if json.Unmarshal(scanner.Bytes(), &line) != nil {
			continue // cut off in the middle
		}
		lines = append(lines, line)
		if line.Saved {
			saved++
		}
	}
	if err := program.Wait(); err == nil {
		t.Fatal("the program ended by itself")
	}
	if kill == nil {
		t.Fatalf("the program said nothing: %v", program.ProcessState)
	}
	kill.Stop()
	return lines, saved
}

// writeUntilKilled is the child. It never returns.
func writeUntilKilled(t *testing.T, path string) {
	seed, err := strconv.ParseUint(os.Getenv("OFFPRINT_TEST_SEED"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 2))
	l, err := models.Open(t.Context(), path, models.Options{Origin: models.ByWindow, MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	out := json.NewEncoder(os.Stdout)
	say := func(saved bool, what deed) {
		if err := out.Encode(report{saved, what}); err != nil {
			t.Fatal(err)
		}
	}
	papers := killedPapers()
	carrier := lookup(t, l, "1001.00040") // which has all tags, so that there are some to merge
	for n := 0; ; n++ {
		what := deed{Paper: papers[random.IntN(len(papers))], Text: fmt.Sprintf("word %d of sitting %d", n, seed)}
		switch random.IntN(5) {
		case 0:
			from := random.IntN(len(papers) - 8)
			what = deed{Many: papers[from : from+8], To: fmt.Sprint("tag ", random.IntN(5))}
		case 1:
			from := random.IntN(5)
			what = deed{From: fmt.Sprint("tag ", from), To: fmt.Sprint("tag ", (from+1+random.IntN(4))%5)}
			if _, err := l.Tag(t.Context(), carrier, []string{what.From, what.To}, nil); err != nil {
				t.Fatal(err)
			}
		}
		say(false, what)
		if err := do(t, l, what); err != nil {
			t.Fatal(err)
		}
		say(true, what)
	}
}

func do(t *testing.T, l *models.Library, what deed) error {
	if what.Paper != "" {
		p := get(t, l, what.Paper)
		edit := models.NoteEdit{PaperID: p.ID, Text: what.Text}
		if len(p.Notes) > 0 {
			edit.NoteID, edit.Base = p.Notes[0].ID, p.Notes[0].UpdatedAt
		}
		_, _, err := l.SaveNote(t.Context(), edit)
		return err
	}
	if what.From != "" {
		_, err := l.MergeTags(t.Context(), []string{what.From}, what.To)
		return err
	}
	ids, drop := lookup(t, l, what.Many...), []string{}
	for i := range 5 {
		if tag := fmt.Sprint("tag ", i); tag != what.To {
			drop = append(drop, tag)
		}
	}
	_, err := l.Tag(t.Context(), ids, []string{what.To}, drop)
	return err
}

// TestARestoreThatIsKilledHappenedOrDidNot kills a program in the middle of a
// restore while a window has the library open.
func TestARestoreThatIsKilledHappenedOrDidNot(t *testing.T) {
	if path := os.Getenv("OFFPRINT_TEST_RESTORE"); path != "" {
		fmt.Println("{}")
		if _, err := models.Restore(t.Context(), path, os.Getenv("OFFPRINT_TEST_FROM"), models.Options{}); err != nil {
			t.Fatal(err)
		}
		select {} // until it is killed
	}
	s := newShelf(t, 300)
	one, err := s.Backup(t.Context(), filepath.Join(s.folder, "one.db"))
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		write(t, s.Library, "1001.00002", "a late word on okapis")
	}
	two, err := s.Backup(t.Context(), filepath.Join(s.folder, "two.db"))
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]string{one.Path: dump(t, one.Path), two.Path: dump(t, two.Path)}
	present, next := two.Path, one.Path
	random := rand.New(rand.NewPCG(10, uint64(time.Now().UnixNano())))
	before, after := 0, 0
	for round := range kills(t, 4) {
		program := child("TestARestoreThatIsKilledHappenedOrDidNot", "OFFPRINT_TEST_RESTORE="+s.path, "OFFPRINT_TEST_FROM="+next)
		killed(t, program, time.Duration(random.IntN(700_000))*time.Microsecond)
		switch got := dump(t, s.path); got {
		case states[present]:
			before++
		case states[next]:
			after++
			present, next = next, present
		default:
			t.Fatalf("round %d: the library is neither the old one nor the new", round)
		}
		wantSound(t, s.Library)
		all, err := s.Backups(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range all {
			if n := count(t, b.Path, "papers"); b.Verified && n != 300 {
				t.Errorf("round %d: %s is called good and holds %d papers", round, b.Name(), n)
			}
		}
	}
	t.Logf("killed %d times before it had happened, %d times after", before, after)
}
