package models_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"offprint/models"
	"offprint/models/librarytest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if largePath != "" { // of the benchmarks
			_ = os.RemoveAll(filepath.Dir(largePath))
		}
		os.Exit(code)
	}))
}

// clock is a clock that tests set.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newClock() *clock { return &clock{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func open(t testing.TB, path string, opts models.Options) *models.Library {
	t.Helper()
	l, err := models.Open(context.Background(), path, opts)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l
}

func newLibrary(t testing.TB) *models.Library {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "offprint.db"), models.Options{Now: newClock().Now})
}

func paper(id, title string, authors ...string) models.Paper {
	return models.Paper{
		ArxivID: id, Title: title, Authors: authors, Published: "2026-11-20", ListDay: "2026-11-23",
		Abstract: "An abstract of " + title + ".", FetchedAt: newClock().Now(),
	}
}

func save(t testing.TB, l *models.Library, day string, papers ...models.Paper) models.Saved {
	t.Helper()
	for i := range papers {
		papers[i].ListDay = day
	}
	saved, err := l.SaveEdition(t.Context(), models.Edition{Kind: models.DayList, Key: day, ReadAt: newClock().Now(), Papers: papers})
	if err != nil {
		t.Fatalf("save %s: %v", day, err)
	}
	return saved
}

func lookup(t testing.TB, l *models.Library, ids ...string) []int64 {
	t.Helper()
	found, err := l.Lookup(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func ids(papers []models.Paper) string {
	all := make([]string, len(papers))
	for i, p := range papers {
		all[i] = p.ArxivID
	}
	return strings.Join(all, " ")
}

func get(t testing.TB, l *models.Library, id string) *models.Paper {
	t.Helper()
	p, err := l.Paper(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wantCode(t *testing.T, err error, code models.Code, words ...string) {
	t.Helper()
	if err == nil || models.CodeOf(err) != code {
		t.Fatalf("error %v, want code %d", err, code)
	}
	var e *models.Error
	errors.As(err, &e)
	for _, w := range words {
		if !strings.Contains(e.Message, w) {
			t.Errorf("message %q does not say %q", e.Message, w)
		}
	}
}

func TestOpenMakesALibraryAndOpensItAgain(t *testing.T) {
	folders := []string{
		"a folder with , # and %20 in it", "Größe, Übung und Maß", "論文 – 要読", "Читать", strings.Repeat("a", 240),
		filepath.Join("[a-z]", strings.Repeat("deep ", 20)+"down", strings.Repeat("論", 40), strings.Repeat("Ä", 40)),
	}
	if runtime.GOOS != "windows" {
		folders = append(folders, "a ?", "a:b|c<d>\"e\"", "new\nline", "tab\tand \x01", "back\\slash", "\xff no UTF-8", "trailing . ")
	}
	for _, folder := range folders {
		t.Run(fmt.Sprintf("%.40q", folder), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), folder, "offprint.db")
			l := open(t, path, models.Options{})
			save(t, l, "2026-11-23", paper("2611.00010", "Zero at the end"))
			backup, err := l.Backup(t.Context(), "")
			if err := errors.Join(err, l.Close()); err != nil {
				t.Fatal(err)
			}
			again := open(t, path, models.Options{MustExist: true})
			if got := get(t, again, "2611.00010").Title; got != "Zero at the end" {
				t.Errorf("title %q", got)
			}
			if _, err := again.Restore(t.Context(), backup.Path); err != nil {
				t.Errorf("restore %s: %v", backup.Path, err)
			}
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("the library is not where it was wanted: %v", err)
			}
		})
	}
}

func TestAFolderWithTooLongAName(t *testing.T) {
	folder := filepath.Join(t.TempDir(), strings.Repeat("論", 80), strings.Repeat("文", 80))
	_, err := models.Open(t.Context(), filepath.Join(folder, "offprint.db"), models.Options{})
	wantCode(t, err, models.Unusable, "long", "--home")
	if _, err := os.Stat(filepath.Dir(folder)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was made there: %v", err)
	}
}

func TestOpenLeavesWhatIsNoLibraryAlone(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, test := range []struct {
		name, path string
		code       models.Code
	}{
		{"text", write("letter.txt", "Dear reader, this is no database at all."), models.NotALibrary},
		{"short", write("short", "x"), models.NotALibrary},
		{"header only", write("head.db", "SQLite format 3\x00 and then nonsense, nonsense, nonsense"), models.NotALibrary},
		{"folder", dir, models.NotALibrary},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, _ := os.ReadFile(test.path)
			_, err := models.Open(t.Context(), test.path, models.Options{})
			wantCode(t, err, test.code)
			after, _ := os.ReadFile(test.path)
			if string(before) != string(after) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOpenDoesNotReplaceALibraryThatIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "offprint.db")
	_, err := models.Open(t.Context(), path, models.Options{MustExist: true})
	wantCode(t, err, models.Vanished, path, "--new-library")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was put in its place: %v", err)
	}
}

func TestSaveEditionNeverLosesWhatWasKnown(t *testing.T) {
	l := newLibrary(t)
	full := paper("2611.00001", "A title", "Ann Author", "Bob Writer")
	stars := 7
	full.GitHubStars, full.AISummary, full.AIKeywords, full.Upvotes = &stars, "Short.", []string{"agents"}, 3
	got := save(t, l, "2026-11-23", full, paper("2611.00002", "Another", "Cy"))
	if got != (models.Saved{New: 2, Papers: 2}) {
		t.Errorf("first answer: %+v", got)
	}
	// the same day again: one paper fewer, and without most fields
	got = save(t, l, "2026-11-23", models.Paper{ArxivID: "2611.00001", Upvotes: 9, FetchedAt: newClock().Now()})
	if got != (models.Saved{Changed: 1, Papers: 2}) {
		t.Errorf("second answer: %+v", got)
	}
	p := get(t, l, "2611.00001")
	if p.Title != "A title" || len(p.Authors) != 2 || p.AISummary != "Short." || *p.GitHubStars != 7 || p.Upvotes != 9 || p.AIKeywords[0] != "agents" {
		t.Errorf("after a thinner answer: %+v", p)
	}
	if got := save(t, l, "2026-11-22"); got.Papers != 0 {
		t.Errorf("empty day: %+v", got)
	}
	day, err := l.List(t.Context(), models.DayList, "2026-11-22")
	if err != nil || day.Papers != 0 || day.ReadAt.IsZero() {
		t.Errorf("an empty day is a fact: %+v, %v", day, err)
	}
}

func TestAPaperOnTwoDaysIsOnePaper(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-16", paper("2611.00001", "Moved", "Ann"), paper("2611.00002", "Stays", "Bob"))
	save(t, l, "2026-11-23", paper("2611.00001", "Moved", "Ann"))
	save(t, l, "2026-11-16", paper("2611.00001", "Moved", "Ann")) // an old day read again
	p := get(t, l, "2611.00001")
	if p.ListDay != "2026-11-23" || strings.Join(p.Days, " ") != "2026-11-16 2026-11-23" {
		t.Errorf("list day %s, days %v", p.ListDay, p.Days)
	}
	found, err := l.Papers(t.Context(), models.View{Place: models.Everywhere, Query: "moved"})
	if err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", ids(found), err)
	}
	if findings, err := l.Check(t.Context(), false); err != nil || len(findings) > 0 {
		t.Errorf("check: %v, %v", findings, err)
	}
}

func TestCheckFindsAndMendsABrokenIndex(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 60); err != nil {
		t.Fatal(err)
	}
	if findings, err := l.Check(t.Context(), false); err != nil || len(findings) != 0 {
		t.Fatalf("a sound library: %v, %v", findings, err)
	}
	l.BreakIndex(t)
	findings, err := l.Check(t.Context(), false)
	if err != nil || len(findings) != 1 || findings[0].Mended {
		t.Fatalf("broken: %v, %v", findings, err)
	}
	findings, err = l.Check(t.Context(), true)
	if err != nil || len(findings) != 1 || !findings[0].Mended {
		t.Fatalf("repair: %v, %v", findings, err)
	}
	if findings, err := l.Check(t.Context(), false); err != nil || len(findings) != 0 {
		t.Errorf("after the repair: %v, %v", findings, err)
	}
}

func TestWatchTellsOfAnotherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "offprint.db")
	window := open(t, path, models.Options{Origin: models.ByWindow})
	save(t, window, "2026-11-23", paper("2611.00001", "Kept by a command", "Ann"))
	command := open(t, path, models.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	changed, done := make(chan struct{}, 8), make(chan struct{})
	go func() {
		defer close(done)
		window.Watch(ctx, func() { changed <- struct{}{} })
	}()
	if _, err := command.Keep(t.Context(), lookup(t, command, "2611.00001"), models.Keeping{}); err != nil {
		t.Fatal(err)
	}
	noticed := false
	for range 5 { // the first change may come before the watch has begun
		if _, err := command.SetStar(t.Context(), lookup(t, command, "2611.00001"), !noticed); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changed:
			noticed = true
		case <-time.After(3 * time.Second):
		}
		if noticed {
			break
		}
	}
	if !noticed {
		t.Error("no change was noticed")
	}
	cancel()
	<-done
}

// A disk that is away for a while, as one that hangs on a cable.
func TestWatchGoesOnAfterTrouble(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder with open files cannot be moved there")
	}
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "disk")
		path := filepath.Join(folder, "offprint.db")
		window := open(t, path, models.Options{Origin: models.ByWindow, Log: slog.New(slog.DiscardHandler)})
		save(t, window, "2026-11-23", paper("2611.00001", "Kept by a command", "Ann"))
		command := open(t, path, models.Options{})
		window.ConnectAnew(t)
		if err := os.Rename(folder, folder+" away"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		changes, ended := 0, make(chan struct{})
		go func() {
			defer close(ended)
			window.Watch(ctx, func() { changes++ })
		}()
		time.Sleep(10 * time.Second)
		if err := os.Rename(folder+" away", folder); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if changes != 1 { // what came meanwhile is not known
			t.Errorf("told %d times that the library can be read again", changes)
		}
		if _, err := command.SetStar(t.Context(), lookup(t, command, "2611.00001"), true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if changes != 2 {
			t.Errorf("told %d times, want once more", changes)
		}
		cancel()
		<-ended
	})
}

// A list that a crash cut off in the middle must be read again.
func TestAListCountsAsReadOnceAllOfItIsIn(t *testing.T) {
	l := newLibrary(t)
	ctx, cancel := context.WithCancel(t.Context())
	edition := librarytest.Edition(1, "2026-11-20", 120, 0)
	edition.Papers[110].ArxivID = "" // the third part fails
	if _, err := l.SaveEdition(ctx, edition); err == nil {
		t.Fatal("a paper without an identifier was saved")
	}
	cancel()
	state, err := l.List(t.Context(), models.DayList, "2026-11-20")
	if err != nil || !state.ReadAt.IsZero() || state.Papers == 0 {
		t.Errorf("after a save that was cut off: %+v, %v", state, err)
	}
	reads, err := l.DayReads(t.Context(), "2026-11-01", "2026-11-30")
	if err != nil || len(reads) != 0 {
		t.Errorf("days read: %v, %v", reads, err)
	}
}

func TestALibraryOnANetworkDrive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "offprint.db")
	remote := func(folder string) bool {
		if folder != filepath.Dir(path) {
			t.Errorf("asked about %s", folder)
		}
		return true
	}
	_, err := models.Open(t.Context(), path, models.Options{Remote: remote})
	if models.CodeOf(err) != models.Unusable || !strings.Contains(err.Error(), "network drive") || !strings.Contains(err.Error(), "--home") {
		t.Errorf("a library was made on a network drive: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was made there: %v", err)
	}
	// one that is there already can be read, as one that is damaged
	here, err := models.Open(t.Context(), path, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := here.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := models.Open(t.Context(), path, models.Options{Remote: remote}); models.CodeOf(err) != models.Unusable {
		t.Errorf("a library on a network drive was opened: %v", err)
	}
	readOnly, err := models.Open(t.Context(), path, models.Options{Remote: remote, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := readOnly.Close(); err != nil {
		t.Fatal(err)
	}
}
