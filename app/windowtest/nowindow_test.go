//go:build window

package windowtest_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"offprint/app/windowtest/screen"
)

// TestWhereNoWindowCanBeOpened starts the program on a screen without OpenGL,
// and without a screen: it says so, and ends.
func TestWhereNoWindowCanBeOpened(t *testing.T) {
	d := newDesk(t)
	without, err := screen.Start(800, 600, "-extension", "GLX")
	if err != nil {
		t.Fatal(err)
	}
	defer without.Close()
	for display, says := range map[string]string{without.Display: "OpenGL", "": "no screen"} {
		run := exec.Command(d.program, d.look...)
		for _, variable := range d.env {
			if !strings.HasPrefix(variable, "DISPLAY=") {
				run.Env = append(run.Env, variable)
			}
		}
		if display != "" {
			run.Env = append(run.Env, "DISPLAY="+display)
		}
		var said bytes.Buffer
		run.Stderr = &said
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		late := time.AfterFunc(patience, func() { _ = run.Process.Kill() })
		_ = run.Wait() // the code says it
		late.Stop()
		if code := run.ProcessState.ExitCode(); code != 1 || !strings.Contains(said.String(), "offprint: ") || !strings.Contains(said.String(), says) {
			t.Errorf("on display %q it ended with %d, want 1, and said, without %q:\n%s", display, code, says, &said)
		}
		log, err := os.ReadFile(filepath.Join(d.home, "state", "offprint.log"))
		if err != nil || !strings.Contains(string(log), "level=ERROR") || !strings.Contains(string(log), says) {
			t.Errorf("the log does not say %q (%v):\n%s", says, err, log)
		}
	}
	if crash, err := os.ReadFile(filepath.Join(d.home, "state", "crash.log")); err == nil && len(crash) > 0 {
		t.Errorf("the program crashed:\n%s", crash)
	}
	d.command("list") // and commands work
}
