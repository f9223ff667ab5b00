package cli_test

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"offprint/app/cli"
	"offprint/feed/feedtest"
)

// asked are the days whose lists were asked for, as one text.
func (s *shell) asked() string {
	s.t.Helper()
	var days []string
	for _, r := range s.server.Requests() {
		u, err := url.Parse(r.Path)
		if err != nil {
			s.t.Fatal(err)
		}
		if day := u.Query().Get("date"); day != "" {
			days = append(days, day)
		}
	}
	return strings.Join(days, " ")
}

func TestSyncCatchesUp(t *testing.T) {
	s := newShell(t)
	code, stdout, stderr := s.run("sync")
	if code != cli.OK || stdout != "2026-03-04  3 papers, 3 new, 0 changed\n2026-03-02  1 paper, 1 new, 0 changed\n" {
		t.Errorf("code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	for _, words := range []string{"2026-03-05 has no papers yet", "that of 2026-03-04", "2 days with new papers: 4 papers new", "13 lists"} {
		if !strings.Contains(stderr, words) {
			t.Errorf("stderr does not say %q: %q", words, stderr)
		}
	}
	if strings.Contains(stderr, "Fetching") || strings.Contains(stderr, "\r") {
		t.Errorf("stderr %q shows progress, and is no terminal", stderr)
	}
	// Today's list, which was not open, is looked for again; the others are not.
	before := s.asked()
	if got := s.want(cli.OK, "sync"); got != "" || s.asked() != before+" 2026-03-05" {
		t.Errorf("a moment later: stdout %q, asked for %s", got, s.asked())
	}
	s.wantSays(cli.OK, []string{"sync"}, "Nothing to fetch")
}

func TestSyncOfARange(t *testing.T) {
	s := newShell(t)
	if got := s.want(cli.OK, "sync", "--since", "2026-03-01", "--until", "2026-03-03"); got != "2026-03-02  1 paper, 1 new, 0 changed\n" {
		t.Errorf("stdout %q", got)
	}
	if got := s.asked(); got != "2026-03-03 2026-03-02 2026-03-01" {
		t.Errorf("asked for %s", got)
	}
	if got := s.want(cli.OK, "sync", "--since", "2026-03-04"); got != "2026-03-04  3 papers, 3 new, 0 changed\n" {
		t.Errorf("stdout %q", got)
	}
	s.wantSays(cli.Misuse, []string{"sync", "--since", "2026-03-06"}, "still to come")
}

// A call that is interrupted again and again goes on where it stopped, and asks
// for no day twice.
func TestSyncOfTheArchiveGoesOn(t *testing.T) {
	s := newShell(t)
	lines := 0
	for calls := 0; ; calls++ {
		if calls > 5 {
			t.Fatal("the archive does not come to an end")
		}
		ctx, cancel := context.WithCancel(t.Context())
		s.env.Stdout = writerFunc(func(p []byte) (int, error) {
			lines += strings.Count(string(p), "\n")
			cancel() // as Ctrl+C after a line
			return len(p), nil
		})
		code, _, stderr := s.runContext(ctx, "sync", "--archive")
		cancel()
		if code == cli.OK {
			break
		}
		if !strings.Contains(stderr, "offprint: Stopped.") {
			t.Fatalf("stderr %q", stderr)
		}
	}
	asked := strings.Fields(s.asked())
	seen := map[string]bool{}
	for _, day := range asked {
		if seen[day] && day != "2026-03-05" { // it is not open yet
			t.Errorf("asked twice for %s", day)
		}
		seen[day] = true
	}
	if lines != 2 || len(seen) != 1037 || asked[0] != "2026-03-05" || asked[len(asked)-1] != "2023-05-04" {
		t.Errorf("%d lines; asked for %d days from %s to %s", lines, len(seen), asked[0], asked[len(asked)-1])
	}
}

func TestSyncNamesTheDaysThatFailed(t *testing.T) {
	s := newShell(t)
	s.server.Fault(feedtest.Fault{Kind: feedtest.Null, Path: "/api/daily_papers?date=2026-03-02"})
	for _, args := range [][]string{{"sync"}, {"sync", "--since", "2026-03-01"}} {
		s.wantSays(cli.Failed, args, "1 list could not be read: 2026-03-02", "tries these again")
	}
	s.server.ClearFaults()
	if got := s.want(cli.OK, "sync", "--since", "2026-03-01"); got != "2026-03-02  1 paper, 1 new, 0 changed\n" {
		t.Errorf("stdout %q", got)
	}
}

func TestSyncShowsProgressInATerminal(t *testing.T) {
	s := newShell(t)
	s.env.StderrTTY = true
	s.server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 200, Times: 1, Path: "/api/daily_papers?date=2026-02-26"})
	_, _, stderr := s.run("sync")
	for _, words := range []string{"Fetching", "2026-03-02  4 of 14 days, 4 papers", "paused by Hugging Face until 12:03:21 UTC"} {
		if !strings.Contains(stderr, words) {
			t.Errorf("stderr does not show %q: %q", words, stderr)
		}
	}
	// Nothing of the line is left when the command ends.
	screen := ""
	for _, part := range strings.Split(strings.ReplaceAll(stderr, "\n", "\r\n"), "\r") {
		if len(part) < len(screen) && !strings.HasPrefix(part, "\n") {
			part += screen[len(part):]
		}
		screen = part
	}
	if strings.Contains(screen, "days, ") {
		t.Errorf("left on the screen: %q", screen)
	}
}

func TestSyncEndsWhereNobodyReads(t *testing.T) {
	s := newShell(t)
	s.env.Stdout = failing{fmt.Errorf("write: %w", syscall.EPIPE)}
	if code, _, stderr := s.run("sync"); code != cli.OK || strings.Contains(stderr, "offprint: ") {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	if got := s.asked(); got != "2026-03-05 2026-03-04" {
		t.Errorf("went on after nobody read: %s", got)
	}
	s = newShell(t)
	s.env.Stdout = failing{syscall.ENOSPC}
	s.wantSays(cli.Failed, []string{"sync"}, "could not be written")
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

var _ io.Writer = writerFunc(nil)
