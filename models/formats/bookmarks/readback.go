package bookmarks

import (
	"bufio"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
)

// maxLine bounds a line of a file that is read back: a description has all notes
// of a paper.
const maxLine = 256 << 20

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers in their addresses. It takes nothing but what Write writes.
func ReadBack(r io.Reader) ([]string, error) {
	in := bufio.NewReader(r)
	start := make([]byte, len(head))
	if _, err := io.ReadFull(in, start); err != nil || string(start) != head {
		return nil, errors.Join(errors.New("read bookmarks back: the file does not begin as one"), err)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	var found []string
	number, described, rest := strings.Count(head, "\n"), true, ""
	for lines.Scan() {
		number++
		line := lines.Text()
		id, isItem, err := itemID(line)
		switch {
		case err != nil:
			return found, fmt.Errorf("read bookmarks back: line %d: %w", number, err)
		case rest != "":
			rest += line + "\n"
			if !strings.HasPrefix(foot, rest) {
				return found, fmt.Errorf("read bookmarks back: line %d is after the end", number)
			}
		case number == strings.Count(head, "\n")+1:
			if !strings.HasPrefix(line, folder) || !strings.HasSuffix(line, "</H3>") {
				return found, fmt.Errorf("read bookmarks back: line %d is no folder", number)
			}
		case number == strings.Count(head, "\n")+2:
			if line != "    <DL><p>" {
				return found, fmt.Errorf("read bookmarks back: line %d begins no list", number)
			}
		case isItem:
			found, described = append(found, id), false
		case strings.HasPrefix(line, about) && !described && !strings.ContainsAny(line[len(about):], "<>\""):
			described = true
		case strings.HasPrefix(foot, line+"\n"):
			rest = line + "\n"
		default:
			return found, fmt.Errorf("read bookmarks back: line %d is no bookmark", number)
		}
	}
	if err := lines.Err(); err != nil {
		return found, fmt.Errorf("read bookmarks back: line %d: %w", number+1, err)
	}
	if rest != foot {
		return found, errors.New("read bookmarks back: the file does not end")
	}
	return found, nil
}

// itemID is the arXiv identifier of a bookmark, and whether the line is one.
func itemID(line string) (string, bool, error) {
	attributes, ok := strings.CutPrefix(line, item)
	if !ok {
		return "", false, nil
	}
	address, more, ok := strings.Cut(attributes, `"`)
	tag, title, ended := strings.Cut(more, ">")
	title, closed := strings.CutSuffix(title, "</A>")
	if !ok || !ended || !closed || strings.ContainsAny(address+tag, "<>") || strings.ContainsAny(title, "<>\"") || strings.Count(tag, `"`)%2 != 0 {
		return "", true, errors.New("the bookmark is not whole")
	}
	id, ok := strings.CutPrefix(html.UnescapeString(address), arxivAbs)
	if !ok {
		id = ""
	}
	return id, true, nil
}
