//go:build window

package windowtest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"offprint/app/windowtest/screen"
	"offprint/assets"
	"offprint/feed/feedtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	// A window has to come, and a key to have its effect, within this time on the
	// slowest machine that the tests run on; they wait no longer than needed.
	patience = 20 * time.Second
	pause    = 40 * time.Millisecond // between two looks
)

// Where the window of a first start, 1440 by 900, has its places and the text of
// its cards.
var (
	wholePlaces = image.Rect(0, 26, 213, 872)
	cardTexts   = image.Rect(354, 112, 720, 868)
)

const cardHeight = 108

// desk is what a reader sits at: a screen, a library in a folder of its own, and
// a feed whose newest list is of today.
type desk struct {
	t        *testing.T
	screen   *screen.Screen
	program  string
	home     string
	today    string
	env      []string
	look     []string // the arguments that say how the window looks
	pictured bool     // what can be seen was kept
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	program := os.Getenv("OFFPRINT_PROGRAM")
	if program == "" {
		program = filepath.Join("..", "..", ".build", "offprint")
	}
	program, err := filepath.Abs(program)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("the program to test is not there; build it by: make build\n%v", err)
	}
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("get what the window test needs by: packaging/setup.sh --xvfb\n%v", err)
		}
	}
	d := &desk{t: t, look: []string{"--theme", "light"}, program: program, home: filepath.Join(t.TempDir(), "home"), today: time.Now().UTC().Format(time.DateOnly)}
	feed, err := feedtest.Start(assets.Sample(), feedtest.ShiftTo(d.today))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(feed.Close)
	if d.screen, err = screen.Start(1440, 900); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() && !d.pictured {
			d.keepPicture()
		}
		if err := d.screen.Close(); err != nil {
			t.Error(err)
		}
	})
	system := t.TempDir() // what the toolkit keeps is not the reader's own either
	if err := os.Mkdir(filepath.Join(system, ".cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + system, "XDG_RUNTIME_DIR=" + system, "LANG=en_US.UTF-8", "TZ=UTC",
		"DISPLAY=" + d.screen.Display, "OFFPRINT_HOME=" + d.home, "HF_ENDPOINT=" + feed.URL,
	}
	return d
}

// day is the day that many days after today.
func (d *desk) day(after int) string {
	d.t.Helper()
	today, err := time.Parse(time.DateOnly, d.today)
	if err != nil {
		d.t.Fatal(err)
	}
	return today.AddDate(0, 0, after).Format(time.DateOnly)
}

// keepPicture keeps what can be seen when a test fails, and what the program
// wrote down.
func (d *desk) keepPicture() {
	d.pictured = true
	folder := filepath.Join("..", "..", ".build", "window-failed")
	file, err := filepath.Abs(filepath.Join(folder, strings.ReplaceAll(d.t.Name(), "/", "-")+".png"))
	err = errors.Join(err, os.MkdirAll(folder, 0o755))
	if err == nil {
		err = d.screen.Save(file)
	}
	if err != nil {
		d.t.Logf("what could be seen was not kept: %v", err)
	} else {
		d.t.Logf("what could be seen: %s", file)
	}
	if log, err := os.ReadFile(filepath.Join(d.home, "state", "offprint.log")); err == nil {
		d.t.Logf("the log:\n%s", log)
	}
}

// wait waits until something holds, at most for that time.
func (d *desk) wait(what string, within time.Duration, holds func() bool) {
	d.t.Helper()
	for end := time.Now().Add(within); !holds(); time.Sleep(pause) {
		if time.Now().After(end) {
			d.t.Fatalf("waited %v, and in vain: %s", within, what)
		}
	}
}

// seen is what can be seen in a part of the screen.
func (d *desk) seen(r image.Rectangle) *image.RGBA {
	d.t.Helper()
	picture, err := d.screen.Region(r)
	if err != nil {
		d.t.Fatal(err)
	}
	return picture
}

// still waits until nothing on the screen has changed for that time.
func (d *desk) still(quiet time.Duration) {
	d.t.Helper()
	last, since := d.seen(d.screen.Bounds()), time.Now()
	d.wait("the screen comes to rest", patience, func() bool {
		if now := d.seen(d.screen.Bounds()); !bytes.Equal(now.Pix, last.Pix) {
			last, since = now, time.Now()
		}
		return time.Since(since) >= quiet
	})
}

// xdotool runs xdotool and gives what it says.
func (d *desk) xdotool(args ...string) string {
	d.t.Helper()
	run := exec.Command("xdotool", args...)
	run.Env = d.env
	out, err := run.CombinedOutput()
	if err != nil {
		d.t.Fatalf("xdotool %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// press presses keys, one after the other.
func (d *desk) press(keys ...string) {
	d.t.Helper()
	d.xdotool(append([]string{"key", "--delay", "20"}, keys...)...)
}

// pressAndSee presses keys that change what is seen, and waits until they have.
func (d *desk) pressAndSee(keys ...string) {
	d.t.Helper()
	before := d.seen(d.screen.Bounds())
	d.press(keys...)
	d.wait(fmt.Sprintf("something is seen of the keys %q", keys), patience, func() bool {
		return !bytes.Equal(d.seen(d.screen.Bounds()).Pix, before.Pix)
	})
	d.still(300 * time.Millisecond)
}

// write types lines where the cursor is.
func (d *desk) write(lines ...string) {
	d.t.Helper()
	for i, line := range lines {
		if i > 0 {
			d.press("Return") // the toolkit loses the one that xdotool would type
		}
		d.xdotool("type", "--delay", "20", "--", line)
	}
}

// windows are the identifiers of Offprint's windows.
func (d *desk) windows() []string {
	run := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Offprint")
	run.Env = d.env
	out, _ := run.Output() // fails where there is none
	return strings.Fields(string(out))
}

// command runs a command of the program beside its window and gives its answer.
func (d *desk) command(args ...string) string {
	d.t.Helper()
	run := exec.Command(d.program, args...)
	run.Env = d.env
	var said, trouble bytes.Buffer
	run.Stdout, run.Stderr = &said, &trouble
	if err := run.Run(); err != nil {
		d.t.Fatalf("offprint %q: %v\n%s%s", args, err, &said, &trouble)
	}
	return said.String()
}

// paper is what the tests look at of a paper in JSON.
type paper struct {
	ID, Title, State string
	Authors          []string
	Upvotes          int
	Starred          bool
	Tags             []string
	Abstract         string
	Notes            []struct{ Text, Quote string }
	CitationKey      string `json:"citation_key"`
}

func (d *desk) papers(args ...string) []paper {
	d.t.Helper()
	var papers []paper
	for line := range strings.Lines(d.command(append(args, "--json")...)) {
		var p paper
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			d.t.Fatalf("offprint %q wrote no JSON: %v\n%s", args, err, line)
		}
		papers = append(papers, p)
	}
	return papers
}

// kept are the identifiers of the reading list, in its order.
func (d *desk) kept() []string {
	d.t.Helper()
	var ids []string
	for _, p := range d.papers("list") {
		ids = append(ids, p.ID)
	}
	return ids
}

func (d *desk) show(id string) paper {
	d.t.Helper()
	return d.papers("show", id)[0]
}

// listed are the papers of today's list in the order in which the window shows
// them at first, the most upvotes first.
func (d *desk) listed() []paper {
	d.t.Helper()
	papers := d.papers("search", "day:"+d.today)
	slices.SortStableFunc(papers, func(a, b paper) int { return b.Upvotes - a.Upvotes })
	return papers
}

// window is the program with its window.
type window struct {
	desk *desk
	id   string
	run  *exec.Cmd
	said bytes.Buffer
	end  chan error
}

// open starts the program and waits until there is its window.
func (d *desk) open() *window {
	d.t.Helper()
	w := &window{desk: d, run: exec.Command(d.program, d.look...), end: make(chan error, 1)}
	w.run.Env, w.run.Stdout, w.run.Stderr = d.env, &w.said, &w.said
	if err := w.run.Start(); err != nil {
		d.t.Fatal(err)
	}
	go func() { w.end <- w.run.Wait() }()
	d.t.Cleanup(func() {
		if d.t.Failed() && !d.pictured { // while the window is there
			d.keepPicture()
		}
		w.kill()
		if d.t.Failed() {
			d.t.Logf("the program said:\n%s", &w.said)
		}
	})
	d.wait("a window called Offprint", patience, func() bool {
		select {
		case err := <-w.end:
			w.end <- err
			d.t.Fatalf("the program ended without a window: %v\n%s", err, &w.said)
		default:
		}
		windows := d.windows()
		if len(windows) == 1 {
			w.id = windows[0]
		}
		return w.id != ""
	})
	return w
}

// quit quits by key and waits until the program has ended well.
func (w *window) quit() {
	w.desk.t.Helper()
	w.desk.press("ctrl+q")
	select {
	case err := <-w.end:
		w.end <- err
		if err != nil {
			w.desk.t.Fatalf("quitting: %v\n%s", err, &w.said)
		}
	case <-time.After(patience):
		w.desk.t.Fatalf("the program is still there %v after it was quit", patience)
	}
}

// kill ends the program at once, as the system does when memory runs out.
func (w *window) kill() {
	_ = w.run.Process.Signal(syscall.SIGKILL) // it may have ended
	err := <-w.end
	w.end <- err
}

// running says whether the program has not ended.
func (w *window) running() bool {
	select {
	case err := <-w.end:
		w.end <- err
		return false
	default:
		return true
	}
}

// showsPapers waits until there is a list of at least that many papers on the
// screen, as many as it has room for, and the window has come to rest.
func (w *window) showsPapers(count int) {
	w.desk.t.Helper()
	room := cardTexts.Dy() / cardHeight
	w.desk.wait(fmt.Sprintf("a list of %d papers on the screen", count), patience, func() bool {
		return screen.Bands(w.desk.seen(cardTexts), cardHeight) >= min(count, room)
	})
	w.desk.still(300 * time.Millisecond)
}
