// Command make makes what the packages for Windows need and no other tool on
// Linux makes the same each time:
//
//	make zip FILE.zip SECONDS NAME[=FILE]…  an archive whose files are all of that time; NAME/ is a folder
//
// windows.sh calls it.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 3 && args[0] == "zip" {
		return makeZip(args[1], args[2], args[3:])
	}
	return fmt.Errorf("%q is no command; known: zip", args)
}
