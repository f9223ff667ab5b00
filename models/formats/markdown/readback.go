package markdown

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// maxLine bounds a line of a file that is read back: a note may be one line.
const maxLine = 64 << 20

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers in their links.
func ReadBack(r io.Reader) ([]string, error) {
	arxiv := regexp.MustCompile(`\[arXiv\]\(https://arxiv\.org/abs/([^)]+)\)`)
	var found []string
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	fence := "" // the code fence of a note that we are in
	for lines.Scan() {
		line := lines.Text()
		mark := fenceOf(line)
		switch {
		case fence != "":
			if mark != "" && mark[0] == fence[0] && len(mark) >= len(fence) && strings.Trim(line, " "+mark[:1]) == "" {
				fence = ""
			}
		case mark != "":
			fence = mark
		case strings.HasPrefix(line, "## "):
			found = append(found, "")
		case strings.HasPrefix(line, "- **Links:** ") && len(found) > 0 && found[len(found)-1] == "":
			if m := arxiv.FindStringSubmatch(line); m != nil {
				found[len(found)-1] = m[1]
			}
		}
	}
	if err := lines.Err(); err != nil {
		return found, fmt.Errorf("read Markdown back: %w", err)
	}
	return found, nil
}

// fenceOf is the code fence that a line begins with, or "" (CommonMark 0.31,
// section 4.5).
func fenceOf(line string) string {
	line = strings.TrimLeft(line, " ")
	for _, c := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, c)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}
