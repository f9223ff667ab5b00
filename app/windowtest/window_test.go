//go:build window

package windowtest_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestReading is a reader's sitting: look, keep, tag, note, take back, quit,
// come back, export.
func TestReading(t *testing.T) {
	d := newDesk(t)
	w := d.open()

	// Look.
	if name := d.xdotool("getwindowname", w.id); name != "Offprint" {
		t.Errorf("the window is called %q, not Offprint", name)
	}
	w.showsPapers(11)
	listed := d.listed()
	if len(listed) != 11 {
		t.Fatalf("today's list has %d papers in the library, not the 11 of the sample", len(listed))
	}
	first, second, third := listed[0].ID, listed[1].ID, listed[2].ID

	// Keep three.
	d.press("s", "j", "s", "j", "s")
	lastKept := []string{third, second, first}
	d.wait("three papers are kept, the last one first", patience, func() bool { return slices.Equal(d.kept(), lastKept) })

	// Tag one, and write a note of three lines on it.
	d.pressAndSee("t")
	d.write("agents")
	d.press("Return")
	d.wait("the third paper has its tag", patience, func() bool { return slices.Equal(d.show(third).Tags, []string{"agents"}) })
	d.pressAndSee("Escape")
	d.pressAndSee("n")
	lines := []string{"One bit a *dimension*.", "- masks (some) of them", "Ask: does it scale?"}
	d.write(lines...)
	note := strings.Join(lines, "\n")
	d.wait("the note is saved", patience, func() bool {
		notes := d.show(third).Notes
		return len(notes) == 1 && notes[0].Text == note
	})
	d.press("Escape")

	// A step, and back.
	d.press("asterisk")
	d.wait("the third paper is starred", patience, func() bool { return d.show(third).Starred })
	d.press("z")
	d.wait("the star is taken back", patience, func() bool { return !d.show(third).Starred })

	// Quit at the second paper of another place, and start again.
	d.pressAndSee("g", "q")
	d.pressAndSee("j")
	list, whole := d.command("list", "--json"), d.command("show", third, "--json")
	w.quit()
	w = d.open()
	w.showsPapers(3)
	if now := d.command("list", "--json"); now != list {
		t.Errorf("after a new start the reading list is\n%sand it was\n%s", now, list)
	}
	if now := d.command("show", third, "--json"); now != whole {
		t.Errorf("after a new start the third paper is\n%sand it was\n%s", now, whole)
	}
	if p := d.show(third); !slices.Equal(p.Tags, []string{"agents"}) || len(p.Notes) != 1 || p.Notes[0].Text != note || p.Starred || p.State != "toread" {
		t.Errorf("after a new start the third paper is %+v", p)
	}

	// What keys do now tells which paper is selected and in which place: on today's
	// list the one above the second paper would be the first.
	d.press("asterisk")
	d.wait("the second paper is selected again", patience, func() bool { return d.show(second).Starred })
	d.press("k", "asterisk")
	d.wait("the place is To read again, where the third paper is above the second", patience, func() bool { return d.show(third).Starred })
	if d.show(first).Starred {
		t.Error("the first paper was starred and was not selected")
	}

	exported(t, d, note, d.papers("list"))
	w.quit()
	noTrouble(t, d)
}

// exported holds the exports of three kept papers against what was done with
// them: the newest has the tag and the note, it and the next are starred.
func exported(t *testing.T, d *desk, note string, kept []paper) {
	t.Helper()
	folder := t.TempDir()
	export := func(format, name string) string {
		file := filepath.Join(folder, name)
		d.command("export", "--format", format, "--output", file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}

	text := export("markdown", "reading.md")
	papers := strings.Split(text, "\n## ")[1:]
	if len(papers) != 3 {
		t.Fatalf("the Markdown has %d papers, not 3:\n%s", len(papers), text)
	}
	for i, p := range kept {
		title, rest, _ := strings.Cut(papers[i], "\n")
		if title != p.Title || !strings.Contains(rest, "https://arxiv.org/abs/"+p.ID) {
			t.Errorf("paper %d of the Markdown is not %s, %q:\n%s", i, p.ID, p.Title, papers[i])
		}
		state := "- **State:** To read\n"
		if i < 2 {
			state = "- **State:** To read, starred\n"
		}
		if !strings.Contains(rest, state) {
			t.Errorf("%s in the Markdown lacks %q:\n%s", p.ID, state, rest)
		}
		if has := strings.Contains(rest, "**Tags:** agents\n"); has != (i == 0) {
			t.Errorf("%s in the Markdown has the tag: %v\n%s", p.ID, has, rest)
		}
		if has := strings.Contains(rest, "\n"+note+"\n"); has != (i == 0) {
			t.Errorf("%s in the Markdown has the note: %v\n%s", p.ID, has, rest)
		}
	}

	text = export("bibtex", "reading.bib")
	entries := regexp.MustCompile(`(?m)^@\w+\{(\S+),\n`).FindAllStringSubmatchIndex(text, -1)
	if len(entries) != 3 {
		t.Fatalf("the BibTeX has %d entries, not 3:\n%s", len(entries), text)
	}
	for i, p := range kept {
		end := len(text)
		if i+1 < len(entries) {
			end = entries[i+1][0]
		}
		entry, key := text[entries[i][0]:end], text[entries[i][2]:entries[i][3]]
		if key != p.CitationKey {
			t.Errorf("entry %d has the key %q, and its paper %q", i, key, p.CitationKey)
		}
		// The braces that keep capitals are the format's own.
		plain := strings.NewReplacer("{", "", "}", "").Replace(entry)
		names := regexp.MustCompile(`(?m)^  author        = \{(.*)\},$`).FindStringSubmatch(entry)
		if names == nil || !strings.Contains(entry, "{"+p.ID+"}") || !strings.Contains(plain, p.Title) || len(strings.Split(names[1], " and ")) != len(p.Authors) {
			t.Errorf("entry %d is not %s, %q, by %d authors:\n%s", i, p.ID, p.Title, len(p.Authors), entry)
		}
	}
}

func TestSecondStartBringsTheWindowForward(t *testing.T) {
	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)

	// The reader works elsewhere: the keyboard goes to no window of its own
	// (XSetInputFocus(3), PointerRoot).
	d.xdotool("windowfocus", "1")
	d.wait("the window is not in front", patience, func() bool { return d.xdotool("getwindowfocus", "-f") != w.id })

	second := exec.Command(d.program)
	second.Env = d.env
	began := time.Now()
	if out, err := second.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the second start: %v\n%s", err, out)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the second start took %v", took)
	}
	d.wait("the window is in front", patience, func() bool { return d.xdotool("getwindowfocus", "-f") == w.id })
	if windows := d.windows(); !slices.Equal(windows, []string{w.id}) {
		t.Errorf("there are the windows %v, and %s was there before", windows, w.id)
	}
	if !w.running() {
		t.Error("the first program has ended")
	}
	w.quit()
	noTrouble(t, d)
}

// TestNoteOutlivesAKill kills the program while a note is being written, without
// a pause between the words, at a moment that nobody foresaw.
func TestNoteOutlivesAKill(t *testing.T) {
	const within = 500 * time.Millisecond // of when the program sees a key, it is on the disk
	kills := kills(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("the seed is %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)
	var lost, lags []time.Duration // how old the first word was that went with the program; how late it saw a key
	for n := range kills {
		d.press("Home")
		for range n % 11 {
			d.press("j")
		}
		d.pressAndSee("ctrl+shift+n")
		mark := fmt.Sprintf("kill%d:here ", n+1)
		d.still(600 * time.Millisecond)
		d.write(strings.TrimSuffix(mark, "ere "))
		d.wait("the note is begun", patience, func() bool { return strings.Contains(d.command("list", "--json"), strings.TrimSuffix(mark, "ere ")) })
		onDisk := within + d.lag("e", "r", "e", "space")
		typed := d.writeUntilKilled(w, time.Duration(300+random.IntN(2700))*time.Millisecond)

		w = d.open()
		w.showsPapers(11)
		saved := ""
		for _, p := range d.papers("list") {
			for _, note := range p.Notes {
				if strings.HasPrefix(note.Text, mark) {
					saved = strings.TrimPrefix(note.Text, mark)
				}
			}
		}
		if !strings.HasPrefix(typed.text(), saved) || !strings.HasPrefix(saved, typed.before(onDisk)) {
			t.Fatalf("after kill %d the note is %q; until %v before it was %q, and in the end %q; there are:\n%s", n+1, saved, onDisk, typed.before(onDisk), typed.text(), d.command("notes", "list"))
		}
		lost, lags = append(lost, typed.lost(saved)), append(lags, onDisk-within)
	}
	slices.Sort(lost)
	slices.Sort(lags)
	t.Logf("%d kills; the first word lost was typed %v before, at most %v; a key was seen after %v, at most %v",
		kills, lost[kills/2], lost[kills-1], lags[kills/2], lags[kills-1])
	if said := d.command("check"); !strings.Contains(said, "The library is sound.") {
		t.Errorf("after the kills the library has faults: %s", said)
	}
	w.quit()
	noTrouble(t, d)
}

func TestCommandShowsInTheWindow(t *testing.T) {
	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)
	last := d.listed()[10].ID
	d.still(2 * time.Second) // until the paper that is shown counts as seen
	before := d.seen(wholePlaces)
	same := func() bool { return bytes.Equal(d.seen(wholePlaces).Pix, before.Pix) }

	d.command("keep", last)
	d.wait("the places count the paper that was kept", 2*time.Second, func() bool { return !same() })
	d.command("undo")
	d.wait("the places are as before", 2*time.Second, same)
	w.quit()
	noTrouble(t, d)
}

// TestCatchingUpByKeys is the first sitting after three days away: the best
// first, a few of them kept, the rest cleared in one step.
func TestCatchingUpByKeys(t *testing.T) {
	d := newDesk(t)
	last := d.day(-3)
	d.command("sync", "--day", last)
	since := "after:" + d.day(-2)
	unseen := func() int { return len(d.papers("search", since, "-is:seen")) }

	w := d.open()
	w.showsPapers(11)
	d.wait("the days since are there", patience, func() bool { return unseen() == 32 })
	d.still(2 * time.Second)
	best := d.papers("search", since)
	slices.SortStableFunc(best, func(a, b paper) int { return b.Upvotes - a.Upvotes })

	d.pressAndSee("b") // the best first
	d.press("s", "j", "d", "s")
	d.wait("the best and the third are kept", patience, func() bool { return len(d.kept()) == 2 })
	if kept := d.kept(); !slices.Equal(kept, []string{best[2].ID, best[0].ID}) {
		t.Errorf("kept are %q and not the best and the third, %q and %q", kept, best[0].ID, best[2].ID)
	}
	d.still(2 * time.Second)
	before := unseen()
	if before == 0 {
		t.Fatal("nothing is left to clear")
	}
	d.press("ctrl+shift+a")
	d.wait("the rest is cleared", patience, func() bool { return unseen() == 0 })
	d.press("z")
	d.wait("and back in one step", patience, func() bool { return unseen() == before })

	// Every day of the week is there now, by its keys.
	d.press("Escape")
	d.pressAndSee("bracketleft")
	d.pressAndSee("bracketleft")
	d.pressAndSee("g", "w")
	d.pressAndSee("g", "h")
	w.quit()
	noTrouble(t, d)
}

// noTrouble looks for errors that the program wrote down and the reader was not
// to see.
func noTrouble(t *testing.T, d *desk) {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(d.home, "state", "offprint.log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			t.Errorf("in the log: %s", line)
		}
	}
	if crash, err := os.ReadFile(filepath.Join(d.home, "state", "crash.log")); err == nil && len(crash) > 0 {
		t.Errorf("the program crashed:\n%s", crash)
	}
}

// TestThinking is work on a note by keys alone: quote a passage, write and link,
// tick a task, find the note by a word, and bring an earlier text back.
func TestThinking(t *testing.T) {
	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)
	listed := d.listed()
	first, second := listed[0].ID, listed[1].ID
	text := func() string {
		notes := d.show(first).Notes
		if len(notes) == 0 {
			return ""
		}
		return notes[0].Text
	}
	abstract := d.show(first).Abstract

	d.pressAndSee("period") // the abstract's first sentence
	d.pressAndSee("n")
	d.write("A quaint way to compare "+second, "- [ ] run it")
	quoted := "> " + abstract + "\n\n"
	before := quoted + "A quaint way to compare " + second + "\n- [ ] run it"
	d.wait("the note that quotes is saved", patience, func() bool { return text() == before })
	if quote := d.show(first).Notes[0].Quote; quote != abstract {
		t.Errorf("the note quotes %q, not %q", quote, abstract)
	}
	d.press("ctrl+shift+x")
	done := strings.Replace(before, "[ ]", "[x]", 1)
	d.wait("the task is ticked", patience, func() bool { return text() == done })
	d.press("Escape")

	// Found again by a word of the note, from elsewhere, and written on.
	d.pressAndSee("g", "t")
	d.pressAndSee("slash")
	d.write("quaint")
	d.still(300 * time.Millisecond) // the cursor blinks
	d.press("Return", "asterisk")
	d.wait("the paper of the note is the one found", patience, func() bool { return d.show(first).Starred })
	d.pressAndSee("n")
	d.press("ctrl+End")
	d.write(" and worse")
	d.wait("the note is longer", patience, func() bool { return text() == done+" and worse" })
	d.press("Escape")

	// And back to the text before.
	d.pressAndSee("ctrl+shift+h")
	d.pressAndSee("Down")
	d.press("Return")
	d.wait("the earlier text is back", patience, func() bool { return text() == done })
	d.press("Escape", "z")
	d.wait("bringing it back is one step", patience, func() bool { return text() == done+" and worse" })
	w.quit()
	noTrouble(t, d)
}
