//go:build !unix && !windows

package cli

import (
	"errors"
	"os"
	"syscall"
)

// columns is not known here.
func columns(*os.File) int { return 0 }

// hungUp says that nobody reads the output any more.
func hungUp(err error) bool { return errors.Is(err, syscall.EPIPE) }
