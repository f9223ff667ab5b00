package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// statusLine is a line of a terminal that is written over and over. It uses no
// escape sequences, which not every console on Windows knows.
type statusLine struct {
	w     io.Writer
	on    bool // the writer is a terminal; else nothing is shown
	width int  // columns of what stands there
}

// mostStatus keeps the line on one row of a narrow terminal.
const mostStatus = textWidth - 1

func (s *statusLine) show(text string) {
	if !s.on {
		return
	}
	text = runewidth.Truncate(plain(text), mostStatus, "…")
	width := runewidth.StringWidth(text)
	fmt.Fprintf(s.w, "\r%s%s", text, strings.Repeat(" ", max(0, s.width-width)))
	s.width = width
}

// clear takes the line away, so that something else can stand there.
func (s *statusLine) clear() {
	if s.width == 0 {
		return
	}
	fmt.Fprintf(s.w, "\r%s\r", strings.Repeat(" ", s.width))
	s.width = 0
}
