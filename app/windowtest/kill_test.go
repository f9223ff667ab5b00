//go:build window

package windowtest_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// kills is how many times the window is killed; OFFPRINT_TEST_KILLS says
// another number.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("OFFPRINT_TEST_KILLS")
	if text == "" {
		return 4
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("OFFPRINT_TEST_KILLS is %q and no number of times", text)
	}
	return n
}

// killed is a window that is ended at some moment, and what the library was seen
// to keep until then.
type killed struct {
	*window
	paper    string
	from, to string // two tags, of which one is merged into the other
	typed    string // all that is typed into a note of its own
	saved    string // as much of it as was seen in the library
	merged   bool   // whether the tags were seen to be one
}

// TestWhatIsSavedOutlivesKills kills the window at random moments while tags are
// merged and notes are typed. Whatever a command saw in the library before is
// there afterwards, nothing is there by half, and the next window opens it.
func TestWhatIsSavedOutlivesKills(t *testing.T) {
	const tagged = 8
	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)
	papers := d.listed()
	w.quit()
	var ids []string
	for _, p := range papers[:tagged] {
		ids = append(ids, p.ID)
	}

	seed := uint64(time.Now().UnixNano())
	t.Logf("the moments follow from the seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var older []string // what the notes of the rounds before say
	var during, merges int
	for round := range kills(t) {
		k := &killed{paper: ids[0], from: fmt.Sprintf("old%03d", round), to: fmt.Sprintf("new%03d", round)}
		d.command(append(append([]string{"tag"}, ids...), "+"+k.from)...)
		d.command("tag", ids[1], "+"+k.to)
		k.window = d.open()
		k.showsPapers(11)
		d.press("Home")
		d.still(300 * time.Millisecond)

		// Both take some three seconds; either comes first.
		end := time.AfterFunc(time.Duration(200+random.IntN(6000))*time.Millisecond, k.kill)
		parts := []func(){k.merge, func() { k.write(round) }}
		if random.IntN(2) == 0 {
			slices.Reverse(parts)
		}
		for _, part := range parts {
			part()
		}
		if end.Stop() {
			k.kill()
		} else {
			d.wait("the window has gone", patience, func() bool { return !k.running() })
		}

		older = k.outlived(t, round, older, tagged)
		if k.typed != "" && len(k.typed) < len(text(round)) || k.typed == "" {
			during++
		}
		if k.merged {
			merges++
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d of %d kills came before all was typed; %d merges were seen before", during, kills(t), merges)

	w = d.open()
	w.showsPapers(11)
	w.quit()
	noTrouble(t, d)
}

// text is what is typed in a round.
func text(round int) string {
	var words []string
	for i := range 12 {
		words = append(words, fmt.Sprintf("r%dw%d", round, i))
	}
	return strings.Join(words, " ")
}

// write types a note and looks meanwhile how much of it is saved.
func (k *killed) write(round int) {
	k.desk.press("ctrl+shift+n")
	for word := range strings.SplitAfterSeq(text(round), " ") {
		if !k.running() {
			return
		}
		k.typed += word
		k.desk.xdotool("type", "--delay", "12", "--", word)
		for _, n := range k.desk.show(k.paper).Notes {
			if strings.HasPrefix(text(round), n.Text) {
				k.saved = n.Text
			}
		}
	}
	if k.running() {
		k.desk.press("Escape")
	}
}

// merge merges a tag into the other and looks meanwhile whether it is.
func (k *killed) merge() {
	k.desk.press("ctrl+t")
	for i, name := range []string{k.from, k.to} {
		if !k.running() {
			return
		}
		k.desk.press("slash")
		k.desk.xdotool("type", "--delay", "12", "--", name)
		k.desk.press("Return", []string{"m", "Return"}[i])
	}
	for until := time.Now().Add(time.Second); k.running() && !k.merged && time.Now().Before(until); time.Sleep(pause) {
		k.merged = !slices.ContainsFunc(said[tag](k.desk, "tags"), func(t tag) bool { return t.Name == k.from })
	}
	if k.running() {
		k.desk.press("Escape", "Escape", "Escape")
	}
}

// outlived holds what is in the library after a kill against what was seen
// before, and gives the texts of all notes.
func (k *killed) outlived(t *testing.T, round int, older []string, tagged int) []string {
	t.Helper()
	var texts []string
	mine := ""
	for _, n := range k.desk.show(k.paper).Notes {
		texts = append(texts, n.Text)
		if !slices.Contains(older, n.Text) {
			mine = n.Text
		}
	}
	for _, o := range older {
		if !slices.Contains(texts, o) {
			t.Errorf("kill %d: the note %q is gone; there are %q", round, o, texts)
		}
	}
	if !strings.HasPrefix(mine, k.saved) || !strings.HasPrefix(k.typed, mine) {
		t.Errorf("kill %d: the note is %q; saved was %q, typed %q", round, mine, k.saved, k.typed)
	}

	of := map[string]int{}
	for _, one := range said[tag](k.desk, "tags") {
		of[one.Name] = one.Papers
	}
	from, still := of[k.from]
	switch {
	case still && k.merged:
		t.Errorf("kill %d: the tags were merged and are not any more: %v", round, of)
	case still && (from != tagged || of[k.to] != 1), !still && of[k.to] != tagged:
		t.Errorf("kill %d: tags are merged by half: %v", round, of)
	}
	if said := k.desk.command("check"); !strings.Contains(said, "The library is sound.") {
		t.Errorf("kill %d: the library has faults: %s", round, said)
	}
	return texts
}

// TestANoteInTwoPlaces has a note open in the window while a command edits it.
func TestANoteInTwoPlaces(t *testing.T) {
	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)
	first := d.listed()[0].ID
	texts := func() string {
		var all []string
		for _, n := range d.show(first).Notes {
			all = append(all, n.Text)
		}
		return strings.Join(all, "\n---\n")
	}

	d.pressAndSee("n")
	d.write("Begun in the window.")
	d.wait("the note is saved", patience, func() bool { return texts() == "Begun in the window." })

	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\necho 'Gone on by a command.' >>\"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.env = append(d.env, "EDITOR="+editor)
	type note struct{ ID int64 }
	d.command("notes", "edit", fmt.Sprint(said[note](d, "notes")[0].ID))
	d.write(" Gone on in the window.")
	d.press("Escape")
	d.wait("both texts are kept", patience, func() bool {
		return strings.Contains(texts(), "Gone on in the window.") && strings.Contains(texts(), "Gone on by a command.")
	})
	if now := texts(); !strings.Contains(now, "Begun in the window.") {
		t.Errorf("what was there first is gone: %q", now)
	}
	d.still(2 * time.Second)
	if now := texts(); !strings.Contains(now, "Gone on in the window.") || !strings.Contains(now, "Gone on by a command.") {
		t.Errorf("a text did not stay: %q", now)
	}
	w.quit()
	noTrouble(t, d)
}
