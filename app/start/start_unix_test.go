//go:build unix

package start

import (
	"os"
	"syscall"
	"testing"
	"time"

	"offprint/feed/feedtest"
)

// TestAStoppedProgramGoesOn stops a backfill in the middle, as a laptop that is
// closed does, and lets it go on. OFFPRINT_TEST_STOP is for how many seconds.
func TestAStoppedProgramGoesOn(t *testing.T) {
	days, names, ids := archive(t, "2025-01-01", 40, 15)
	d := newDesk(t, days, feedtest.Today("2025-06-30"))
	p := d.start("sync", "--since", names[0], "--until", names[len(names)-1])
	if !p.lines(10) {
		t.Fatalf("it ended before it was stopped: %s", p.stderr.String())
	}
	signal := func(s os.Signal) {
		t.Helper()
		if err := p.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	before := len(d.server.Requests())
	<-time.After(time.Duration(number(t, "OFFPRINT_TEST_STOP", 2)) * time.Second)
	if asked := len(d.server.Requests()); asked > before+1 {
		t.Errorf("%d requests while it was stopped", asked-before)
	}
	signal(syscall.SIGCONT)
	p.wantOK()
	again := 0
	for _, day := range names {
		switch d.asked()[day] {
		case 1:
		case 2:
			again++ // the one that was under way
		default:
			t.Errorf("%s was asked for %d times", day, d.asked()[day])
		}
	}
	if again > 1 {
		t.Errorf("%d days were asked for twice", again)
	}
	d.wantPapers(ids)
}
