package cli

import (
	"os"

	"github.com/mattn/go-isatty"
)

// Terminal says whether file is a terminal, and how many columns it has: 80
// where it does not say.
func Terminal(file *os.File) (width int, ok bool) {
	if !isatty.IsTerminal(file.Fd()) && !isatty.IsCygwinTerminal(file.Fd()) {
		return 0, false
	}
	if width = columns(file); width <= 0 {
		width = textWidth
	}
	return width, true
}
