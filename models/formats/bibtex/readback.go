package bibtex

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// maxLine bounds a line of a file that is read back: a field with all notes of a
// paper.
const maxLine = 256 << 20

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers of its entries. It takes nothing but what Write writes: a field a
// line, with braces that are even, in an entry that ends.
func ReadBack(r io.Reader) ([]string, error) {
	var found []string
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	inside, number := false, 0
	for lines.Scan() {
		number++
		line := lines.Text()
		switch {
		case !inside && strings.HasPrefix(line, "@") && strings.HasSuffix(line, ","):
			found, inside = append(found, ""), true
		case !inside && line == "":
		case inside && line == "}":
			inside = false
		case inside && strings.HasPrefix(line, "  ") && strings.HasSuffix(line, ",") && even(line):
			name, value, ok := strings.Cut(line, " = ")
			if !ok {
				return found, fmt.Errorf("read BibTeX back: line %d is no field", number)
			}
			if strings.TrimSpace(name) == "eprint" {
				found[len(found)-1] = strings.Trim(value, "{},")
			}
		default:
			return found, fmt.Errorf("read BibTeX back: line %d is neither entry nor field", number)
		}
	}
	if err := lines.Err(); err != nil {
		return found, fmt.Errorf("read BibTeX back: line %d: %w", number+1, err)
	}
	if inside {
		return found, fmt.Errorf("read BibTeX back: the last entry does not end")
	}
	return found, nil
}

// even says whether every brace of a line is closed again, as BibTeX counts.
func even(line string) bool {
	depth := 0
	for i := range len(line) {
		switch line[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
