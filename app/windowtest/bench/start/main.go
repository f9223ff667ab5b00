// Command start measures how long Offprint takes from its start until its list
// is on the screen, and how much memory it has a second later, against a window
// that does nothing. Both run on an X server of the command's own, in turns, and
// in the environment that it is given.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"offprint/app/windowtest/screen"
)

const (
	width, height = 1440, 900
	bandHeight    = 108 // of a paper's card
	bandsWanted   = 6   // of the seven that there is room for
	pause         = 5 * time.Millisecond
	patience      = 30 * time.Second
	settled       = time.Second // after the list is there, until memory is read
	grace         = 5 * time.Second
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "start:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("start", flag.ContinueOnError)
	flags.SetOutput(stderr)
	offprint := flags.String("offprint", "", "the program")
	empty := flags.String("empty", "", "the program to measure it against")
	runs := flags.Int("runs", 10, "how often to start each")
	picture := flags.String("picture", "", "keep what was seen last of the program as this PNG file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *offprint == "" || *empty == "" || *runs < 1 || flags.NArg() > 0 {
		return errors.New("write --offprint PROGRAM --empty PROGRAM, and --runs with a number from 1 on")
	}
	s, err := screen.Start(width, height)
	if err != nil {
		return err
	}
	err = compare(ctx, s, *offprint, *empty, *runs, *picture, stdout)
	return errors.Join(err, s.Close())
}

// series are the measurements of one program.
type series struct {
	starts []time.Duration
	memory []int // KiB
}

func compare(ctx context.Context, s *screen.Screen, offprint, empty string, runs int, picture string, stdout io.Writer) error {
	var ours, theirs series
	for i := range runs + 1 {
		for _, p := range []struct {
			into *series
			args []string
			keep string
		}{
			{&ours, []string{offprint, "--theme", "light"}, picture},
			{&theirs, []string{empty}, ""},
		} {
			took, memory, err := measure(ctx, s, p.keep, p.args)
			if err != nil {
				return fmt.Errorf("start %s: %w", p.args[0], err)
			}
			if i > 0 { // the first start of each warms the caches
				p.into.starts, p.into.memory = append(p.into.starts, took), append(p.into.memory, memory)
			}
		}
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "median of %d (least, most)\tOffprint\tempty window\tratio\tgoal\t\n", runs)
	row := func(name string, a, b []float64, unit string) {
		cell := func(v []float64) string {
			return fmt.Sprintf("%.0f (%.0f, %.0f) %s", median(v), slices.Min(v), slices.Max(v), unit)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%.2f\t≤ 1.50\t\n", name, cell(a), cell(b), median(a)/median(b))
	}
	row("start until the list is seen", milliseconds(ours.starts), milliseconds(theirs.starts), "ms")
	row("resident memory a second later", mebibytes(ours.memory), mebibytes(theirs.memory), "MiB")
	return table.Flush()
}

// measure starts a program, waits until its list is seen, and ends it.
func measure(ctx context.Context, s *screen.Screen, keep string, args []string) (time.Duration, int, error) {
	run := exec.CommandContext(ctx, args[0], args[1:]...)
	run.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "WAYLAND_DISPLAY=") }),
		"DISPLAY="+s.Display)
	run.Cancel = func() error { return run.Process.Signal(syscall.SIGTERM) }
	run.WaitDelay = grace
	began := time.Now()
	if err := run.Start(); err != nil {
		return 0, 0, err
	}
	took, memory, err := watch(ctx, s, began, run.Process.Pid)
	if err == nil && keep != "" {
		err = s.Save(keep)
	}
	if end := run.Process.Signal(syscall.SIGTERM); end != nil {
		err = errors.Join(err, fmt.Errorf("it had ended before it was told to: %w", end))
	}
	// The toolkit's own end at a signal hangs at times.
	hard := time.AfterFunc(grace, func() { _ = run.Process.Kill() }) // it may have ended meanwhile
	defer hard.Stop()
	if end := run.Wait(); end != nil && err == nil {
		var status *exec.ExitError
		if !errors.As(end, &status) { // ended by the signal, in whatever way
			err = end
		}
	}
	return took, memory, err
}

func watch(ctx context.Context, s *screen.Screen, began time.Time, process int) (time.Duration, int, error) {
	// A part of the text of each row is enough to see, and little work beside what
	// is measured.
	texts := image.Rect(354, 112, 474, 868)
	for {
		seen, err := s.Region(texts)
		if err != nil {
			return 0, 0, err
		}
		if screen.Bands(seen, bandHeight) >= bandsWanted {
			break
		}
		if time.Since(began) > patience {
			return 0, 0, fmt.Errorf("no list was seen within %v", patience)
		}
		select {
		case <-ctx.Done():
			return 0, 0, ctx.Err()
		case <-time.After(pause):
		}
	}
	took := time.Since(began)
	select {
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	case <-time.After(settled):
	}
	memory, err := resident(process)
	return took, memory, err
}

// resident is the memory that a process has in RAM, in KiB: VmRSS of
// proc_pid_status(5).
func resident(process int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0, fmt.Errorf("read its memory: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if value, found := strings.CutPrefix(line, "VmRSS:"); found {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")))
		}
	}
	return 0, errors.New("read its memory: it has ended")
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func milliseconds(v []time.Duration) []float64 {
	out := make([]float64, len(v))
	for i, d := range v {
		out[i] = float64(d.Microseconds()) / 1000
	}
	return out
}

func mebibytes(v []int) []float64 {
	out := make([]float64, len(v))
	for i, k := range v {
		out[i] = float64(k) / 1024
	}
	return out
}
