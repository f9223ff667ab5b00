//go:build unix

package cli

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// columns asks the terminal for its width; 0 where it does not say.
func columns(file *os.File) int {
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}

// hungUp says that nobody reads the output any more.
func hungUp(err error) bool { return errors.Is(err, unix.EPIPE) }
