//go:build window

package windowtest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// step, trashed, backup and tag are what the tests look at of what commands say
// in JSON.
type (
	step struct {
		Step   int64
		Label  string
		By     string
		Papers int
		Undone bool
	}
	trashed struct {
		Kind, ID string
	}
	backup struct {
		Name, Kind string
		Kept       int
		Verified   bool
	}
	tag struct {
		Name   string
		Papers int
	}
)

// said is what a command says in JSON, an object a line.
func said[T any](d *desk, args ...string) []T {
	d.t.Helper()
	var all []T
	for line := range strings.Lines(d.command(append(args, "--json")...)) {
		if !strings.HasPrefix(line, "{") {
			continue // a sentence that there is nothing
		}
		var one T
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			d.t.Fatalf("offprint %q wrote no JSON: %v\n%s", args, err, line)
		}
		all = append(all, one)
	}
	return all
}

// tags waits until the library has just these tags.
func (d *desk) tags(what string, want ...tag) {
	d.t.Helper()
	var have []tag
	defer func() {
		if d.t.Failed() {
			d.t.Logf("the tags are %v, not %v", have, want)
		}
	}()
	d.wait(what, patience, func() bool {
		have = said[tag](d, "tags")
		slices.SortFunc(have, func(a, b tag) int { return strings.Compare(a.Name, b.Name) })
		return slices.Equal(have, want)
	})
}

// library is everything of the reading list, as commands say it.
func (d *desk) library() string {
	d.t.Helper()
	return d.command("list", "--json") + d.command("tags", "--json")
}

// run finds an action in the palette and does it.
func (d *desk) run(action string) {
	d.t.Helper()
	d.pressAndSee("ctrl+k")
	d.write(action)
	d.pressAndSee("Return")
}

// TestPuttingInOrderByKeys is an hour of tidying up: twelve papers at once,
// their tags, the way back, the trash and a backup.
func TestPuttingInOrderByKeys(t *testing.T) {
	const many = 12
	d := newDesk(t)
	w := d.open()
	w.showsPapers(11)
	recent := "after:" + d.day(-2)
	d.wait("the days before are there", patience, func() bool { return len(d.papers("search", recent)) == 32 })
	d.still(2 * time.Second)

	// Select twelve of them, and tag them.
	d.pressAndSee("slash")
	d.write(recent)
	d.pressAndSee("Return")
	w.showsPapers(many)
	for range many - 1 {
		d.press("J")
	}
	d.pressAndSee("t")
	d.write("agents")
	d.press("Return")
	d.tags("twelve have the first tag", tag{"agents", many})
	d.write("long context")
	d.press("Return")
	d.tags("twelve have the second tag, too", tag{"agents", many}, tag{"long context", many})
	d.pressAndSee("Escape")
	kept := d.kept()
	if len(kept) != many {
		t.Errorf("%d papers are kept, not the twelve that were tagged", len(kept))
	}

	// Merge one tag into the other, and take it back.
	both := d.library()
	d.pressAndSee("ctrl+t")
	d.pressAndSee("slash")
	d.write("long")
	d.pressAndSee("Return")
	d.pressAndSee("m")
	d.press("Return")
	d.tags("there is one tag", tag{"agents", many})
	d.still(300 * time.Millisecond)
	d.pressAndSee("Escape")
	d.press("z")
	d.tags("there are both again", tag{"agents", many}, tag{"long context", many})
	if now := d.library(); now != both {
		t.Errorf("after a merge and its undo the library is\n%sand it was\n%s", now, both)
	}

	// Back in the history to the first tag, and forward again to the second.
	undone := func() (undone []bool) {
		for _, s := range said[step](d, "history") {
			if s.By != "window" {
				t.Errorf("%q was done by %q, not by the window", s.Label, s.By)
			}
			undone = append(undone, s.Undone)
		}
		return undone
	}
	if now := undone(); !slices.Equal(now, []bool{true, false, false}) {
		t.Errorf("of the history these are undone: %v", now)
	}
	d.pressAndSee("ctrl+h")
	d.pressAndSee("Down")
	d.pressAndSee("Down")
	d.press("Return")
	d.tags("there is the first tag alone", tag{"agents", many})
	if now := undone(); !slices.Equal(now, []bool{true, true, false}) {
		t.Errorf("back at the first tag, of the history these are undone: %v", now)
	}
	d.still(300 * time.Millisecond)
	d.pressAndSee("Up")
	d.press("Return")
	d.tags("there are both once more", tag{"agents", many}, tag{"long context", many})
	if now := d.library(); now != both {
		t.Errorf("after back and forward the library is\n%sand it was\n%s", now, both)
	}
	d.still(300 * time.Millisecond)
	d.pressAndSee("Escape")
	d.pressAndSee("Escape") // the selection

	// Remove one, and bring it back as a whole.
	d.run("Remove from")
	d.wait("one is removed", patience, func() bool { return len(d.kept()) == many-1 })
	gone := said[trashed](d, "trash")
	if len(gone) != 1 || gone[0].Kind != "paper" || !slices.Contains(kept, gone[0].ID) || slices.Contains(d.kept(), gone[0].ID) {
		t.Errorf("in the trash is %v", gone)
	}
	d.run("Trash")
	d.still(time.Second)
	d.press("Return")
	d.wait("it is back", patience, func() bool { return d.library() == both })
	if left := said[trashed](d, "trash"); len(left) > 0 {
		t.Errorf("in the trash is still %v", left)
	}
	d.still(300 * time.Millisecond)
	d.pressAndSee("Escape")

	restoredByKeys(t, d, both)

	// All of it is there after a new start.
	now := d.library()
	w.quit()
	w = d.open()
	w.showsPapers(3)
	if after := d.library(); after != now {
		t.Errorf("after a new start the library is\n%sand it was\n%s", after, now)
	}
	w.quit()
	if said := d.command("check"); !strings.Contains(said, "The library is sound.") {
		t.Errorf("the library has faults: %s", said)
	}
	noTrouble(t, d)
}

// restoredByKeys backs up, changes things, restores the backup in the settings
// and takes that back.
func restoredByKeys(t *testing.T, d *desk, before string) {
	t.Helper()
	d.run("Back up now")
	at := -1
	asked := func() bool {
		at = slices.IndexFunc(said[backup](d, "backups"), func(b backup) bool { return b.Kind == "manual" })
		return at >= 0
	}
	d.wait("a backup is made", patience, asked)
	if b := said[backup](d, "backups")[at]; !b.Verified || b.Kept != 12 {
		t.Errorf("the backup is %+v", b)
	}

	d.press("asterisk", "ctrl+4")
	d.pressAndSee("n")
	d.write("After the backup.")
	d.pressAndSee("Escape")
	d.wait("a paper is starred and has a note", patience, func() bool {
		noted := d.papers("search", "has:note", "is:starred", "rating>=4")
		return len(noted) == 1 && noted[0].Notes[0].Text == "After the backup."
	})
	changed := d.library()

	d.run("Backups, and restoring")
	d.pressAndSee("Down")
	d.pressAndSee("Right")
	d.still(time.Second) // until all backups are listed
	asked()              // again: the daily one may have been made meanwhile
	for range at + 1 {
		d.pressAndSee("Tab")
	}
	d.press("space")
	d.wait("the library is as it was when it was backed up", patience, func() bool { return d.library() == before })
	if now := said[backup](d, "backups"); now[0].Kind != "before-restore" {
		t.Errorf("the newest backup is not what was there before: %+v", now[0])
	}
	d.still(time.Second) // the window says so a moment after commands see it
	d.press("Escape", "b")
	d.wait("the restore is taken back", patience, func() bool { return d.library() == changed })
	d.still(300 * time.Millisecond)
}
