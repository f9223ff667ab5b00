//go:build commands

package start

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"offprint/app/cli"
)

// window starts the program that has the window, which lies beside this one, and
// returns its code: this is a build for the terminal, as offprint.com is, without
// what draws.
func window(ctx context.Context, args []string, _, _ string) int {
	if _, err := cli.ParseWindow(args); err != nil {
		fmt.Fprintln(os.Stderr, "offprint: "+err.Error())
		return cli.Misuse
	}
	self, err := os.Executable()
	if err == nil && runtime.GOOS != "windows" {
		err = errors.New("only Windows has two programs")
	}
	if err != nil {
		return noWindow()
	}
	program := exec.Command(filepath.Join(filepath.Dir(self), "offprint.exe"), args...)
	// A program with a window has no terminal of its own: what it says is passed on.
	program.Stdout, program.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	if err := program.Start(); err != nil {
		return noWindow()
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = program.Wait() // the code says it
	}()
	select {
	case <-ctx.Done():
		return cli.OK // the terminal is wanted back; the window stays
	case <-ended:
		return program.ProcessState.ExitCode()
	}
}

func noWindow() int {
	fmt.Fprintln(os.Stderr, "offprint: This program is for the terminal, and offprint.exe, which has the window, is not beside it. Nothing was changed. Put both into one folder; “offprint help” says what there is here.")
	return cli.Failed
}
