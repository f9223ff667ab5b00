package markdown

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxLine bounds a line of a file that is read back: a note may be one line.
const maxLine = 256 << 20

// ReadBack says which papers are in a file that Write wrote, by the comments
// before them. It takes nothing but a whole file: its title, papers that each
// have a heading, and the comment that says how many there were.
func ReadBack(r io.Reader) ([]string, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var found []string
	number, ended := 0, false
	next := func() string {
		number++
		if !lines.Scan() {
			return ""
		}
		return lines.Text()
	}
	wrong := func(what string) error {
		return fmt.Errorf("read Markdown back: line %d: %w", number, errors.Join(errors.New(what), lines.Err()))
	}
	if !strings.HasPrefix(next(), "# ") {
		return nil, wrong("no title")
	}
	for lines.Scan() {
		number++
		said, ok := strings.CutPrefix(lines.Text(), mark)
		if ended {
			return found, wrong("the file goes on after its end")
		}
		if !ok {
			continue
		}
		said, ok = strings.CutSuffix(said, " -->")
		paper, isPaper := strings.CutPrefix(said, "paper")
		id, known := strings.CutPrefix(paper, " arXiv:")
		switch {
		case ok && said == fmt.Sprintf("end of %d papers", len(found)):
			ended = true
		case ok && isPaper && (known || paper == ""):
			found = append(found, strings.Clone(id))
			if next() != "" || !strings.HasPrefix(next(), "## ") {
				return found, wrong("no heading of a paper")
			}
		default:
			return found, wrong("neither a paper nor the end")
		}
	}
	if err := lines.Err(); err != nil || !ended {
		return found, wrong("the file does not end")
	}
	return found, nil
}
