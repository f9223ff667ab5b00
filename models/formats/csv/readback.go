package csv

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

const prefix = "arXiv:"

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers in its first column. It takes nothing but such a file: a byte
// order mark, a header, and records of as many fields.
func ReadBack(r io.Reader) ([]string, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(len(bom)); string(mark) != bom {
		return nil, fmt.Errorf("read CSV back: no byte order mark: %w", errors.Join(err, errShape))
	}
	if _, err := in.Discard(len(bom)); err != nil {
		return nil, fmt.Errorf("read CSV back: %w", err)
	}
	records := csv.NewReader(in)
	records.ReuseRecord = true // as many fields as the header has
	header, err := records.Read()
	if err != nil {
		return nil, fmt.Errorf("read CSV back: %w", err)
	}
	if len(header) < 2 || header[0] != "arxiv" || header[1] != "title" {
		return nil, fmt.Errorf("read CSV back: the header is %.100q: %w", header, errShape)
	}
	var found []string
	for {
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return found, fmt.Errorf("read CSV back: %w", err)
		}
		id, ok := strings.CutPrefix(record[0], prefix)
		if !ok && record[0] != "" {
			line, _ := records.FieldPos(0)
			return found, fmt.Errorf("read CSV back: line %d begins with %.50q: %w", line, record[0], errShape)
		}
		found = append(found, strings.Clone(id))
	}
}

// errShape says that a file is none that Write wrote.
var errShape = errors.New("not as Offprint writes it")
