// Command offprint is a reading list for machine-learning papers: a window, and commands beside it.
package main

import (
	"os"

	"offprint/app/start"
)

// What the build sets, as in -ldflags "-X main.version=1.2.3".
var (
	version  = "dev"
	releases = "" // the address of the page with the versions there are
)

func main() { os.Exit(start.Run(os.Args[1:], version, releases)) }
