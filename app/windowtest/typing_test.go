//go:build window

package windowtest_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// typed is what was typed until the program was killed.
type typed struct {
	words []string
	ages  []time.Duration // of each word at the kill, from when its last key was pressed
}

func (t typed) text() string { return strings.Join(t.words, "") }

// before is what was typed longer than that before the kill.
func (t typed) before(age time.Duration) string {
	n := 0
	for n < len(t.ages) && t.ages[n] > age {
		n++
	}
	return strings.Join(t.words[:n], "")
}

// lost is how old the first word was that is not saved, 0 where all are.
func (t typed) lost(saved string) time.Duration {
	for i, word := range t.words {
		if len(saved) < len(word) {
			return t.ages[i]
		}
		saved = saved[len(word):]
	}
	return 0
}

// writeUntilKilled types words without pause, until the program is killed after
// that time.
func (d *desk) writeUntilKilled(w *window, after time.Duration) typed {
	d.t.Helper()
	killed := make(chan time.Time)
	go func() {
		time.Sleep(after)
		at := time.Now()
		w.kill()
		killed <- at
	}()
	var t typed
	var ends []time.Time
	for n := 1; w.running(); n++ {
		word := fmt.Sprintf("word%d ", n)
		run := exec.Command("xdotool", "type", "--delay", "60", "--", word)
		run.Env = d.env
		if out, err := run.CombinedOutput(); err != nil {
			d.t.Errorf("xdotool: %v\n%s", err, out)
			break
		}
		t.words, ends = append(t.words, word), append(ends, time.Now())
	}
	at := <-killed
	for _, end := range ends {
		t.ages = append(t.ages, at.Sub(end))
	}
	return t
}

// lag is how long it takes at most until something is seen of one of some keys:
// a busy machine brings them late to the program.
func (d *desk) lag(keys ...string) time.Duration {
	d.t.Helper()
	var most time.Duration
	for _, key := range keys {
		before := d.seen(d.screen.Bounds())
		began := time.Now()
		d.press(key)
		d.wait("something is seen of a key", patience, func() bool {
			return !bytes.Equal(d.seen(d.screen.Bounds()).Pix, before.Pix)
		})
		most = max(most, time.Since(began))
	}
	return most
}
