// Command offprint is a reading list for machine-learning papers: a window, and commands beside it.
package main

import (
	"os"

	"offprint/app/start"
)

// version is set by the build: -ldflags "-X main.version=1.2.3".
var version = "dev"

func main() { os.Exit(start.Run(os.Args[1:], version)) }
