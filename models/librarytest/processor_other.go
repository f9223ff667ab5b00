//go:build !unix

package librarytest

import "time"

// ProcessorTime is not known here, and 0.
func ProcessorTime() time.Duration { return 0 }
