//go:build unix

package librarytest

import (
	"syscall"
	"time"
)

// ProcessorTime is the processor's time of this process so far, 0 where the
// system does not say: on a busy machine it says more than the clock.
func ProcessorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
