//go:build !windows && !commands

package start

import (
	"os"

	"offprint/app"
	"offprint/app/cli"
)

// alert says a sentence as a notification, which needs no OpenGL. In a terminal
// it stands there already.
func alert(title, message string) {
	if _, terminal := cli.Terminal(os.Stderr); !terminal {
		app.Notify(title, message)
	}
}
