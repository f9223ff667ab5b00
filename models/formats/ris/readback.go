package ris

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLine bounds a line of a file that is read back: a note is one line.
const maxLine = 256 << 20

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers of its entries. It takes nothing but what Write writes: lines that
// end in CRLF, each a tag and a value, in entries that begin and end.
func ReadBack(r io.Reader) ([]string, error) {
	var found []string
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	in.Split(splitLines)
	inside, number := false, 0
	for in.Scan() {
		number++
		tag, value, err := parse(in.Text())
		switch {
		case err != nil:
		case !inside && tag == "TY" && value == "GEN":
			found, inside = append(found, ""), true
		case inside && tag == "ER" && value == "":
			inside = false
		case !inside || tag == "TY" || tag == "ER" || value == "":
			err = errors.New("is out of place")
		case tag == "M1":
			found[len(found)-1] = strings.TrimPrefix(value, arxiv)
		}
		if err != nil {
			return found, fmt.Errorf("read RIS back: line %d %w", number, err)
		}
	}
	if err := in.Err(); err != nil {
		return found, fmt.Errorf("read RIS back: line %d: %w", number+1, err)
	}
	if inside {
		return found, errors.New("read RIS back: the last entry does not end")
	}
	return found, nil
}

// parse takes a line apart into its tag and its value.
func parse(line string) (tag, value string, err error) {
	tag, value, ok := strings.Cut(line, "  - ")
	if !ok || len(tag) != 2 || tag[0] < 'A' || tag[0] > 'Z' || !isTagByte(tag[1]) {
		return "", "", errors.New("has no tag")
	}
	value, ok = strings.CutSuffix(value, "\r\n")
	if !ok {
		return "", "", errors.New("does not end in CRLF")
	}
	if !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) {
		return "", "", errors.New("has what is no text of one line")
	}
	return tag, value, nil
}

func isTagByte(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }

// splitLines gives whole lines, with what ends them; bufio.ScanLines hides that.
func splitLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
