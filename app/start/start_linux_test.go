package start

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"offprint/feed/feedtest"
)

// BenchmarkBackfillResident is how much more memory the system counts for
// offprint sync while 10,000 papers come in than before the first of them came,
// when the library was open.
func BenchmarkBackfillResident(b *testing.B) {
	var most, before float64
	for b.Loop() {
		days, names, _ := archive(b, "2025-01-01", 200, 50)
		d := newDesk(b, days, feedtest.Today("2025-12-31"))
		d.server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: time.Second, Times: 1})
		p := d.start("sync", "--since", names[0], "--until", names[len(names)-1])
		ended := make(chan int)
		go func() { ended <- p.end() }()
		idle := 0.0
		ticker := time.NewTicker(10 * time.Millisecond)
		for code := -1; code < 0; {
			select {
			case code = <-ended:
				if code != 0 {
					b.Fatalf("it ended with %d: %s", code, p.stderr.String())
				}
			case <-ticker.C:
				now, ok := resident(b, p.Process.Pid)
				switch asked := len(d.server.Requests()); {
				case !ok:
				case asked == 1: // and not answered for a second
					idle = now
				case asked > 1:
					most, before = max(most, now-idle), idle
				}
			}
		}
		ticker.Stop()
		if idle == 0 {
			b.Fatal("nothing was measured before the first answer")
		}
	}
	b.ReportMetric(before, "MB-idle")
	b.ReportMetric(most, "MB-over-idle")
}

// resident is the memory of a process that is not swapped out, in MB (proc(5),
// VmRSS); ok is false where it has ended.
func resident(b *testing.B, pid int) (mb float64, ok bool) {
	b.Helper()
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, found := strings.CutPrefix(lines.Text(), "VmRSS:"); found {
			if _, err := fmt.Sscan(rest, &mb); err != nil {
				b.Fatal(err)
			}
			return mb / 1024, true
		}
	}
	return 0, false
}
