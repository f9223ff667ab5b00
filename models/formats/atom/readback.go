package atom

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const arxivPage = "https://arxiv.org/abs/"

// ReadBack says which papers are in a file that Write wrote, by the identifiers
// of its entries. It takes nothing but a well-formed feed, and entries that have
// all that RFC 4287 asks for.
func ReadBack(r io.Reader) ([]string, error) {
	tokens := xml.NewDecoder(r)
	var found []string
	var path []string
	whole := false
	seen := map[string]string{} // in the present feed or entry
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return found, fmt.Errorf("read Atom back: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != namespace || len(path) == 0 && token.Name.Local != "feed" {
				return found, fmt.Errorf("read Atom back: an element <%s>", token.Name.Local)
			}
			path = append(path, token.Name.Local)
			switch {
			case len(path) == 2 && path[1] == "entry":
				seen = map[string]string{}
			case len(path) == 3 && path[1] == "entry":
				seen[path[2]] += ""
			}
		case xml.CharData:
			if len(path) == 3 && path[1] == "entry" && path[2] != "content" && path[2] != "summary" {
				seen[path[2]] += string(token)
			}
		case xml.EndElement:
			if len(path) == 2 && path[1] == "entry" {
				id, err := entryID(seen)
				if err != nil {
					return found, fmt.Errorf("read Atom back: entry %d: %w", len(found)+1, err)
				}
				found = append(found, id)
			}
			path = path[:len(path)-1]
			whole = len(path) == 0
		}
	}
	if !whole {
		return found, errors.New("read Atom back: there is no feed")
	}
	return found, nil
}

// entryID is the arXiv identifier of an entry with those elements.
func entryID(seen map[string]string) (string, error) {
	for _, name := range []string{"id", "title", "updated"} {
		if strings.TrimSpace(seen[name]) == "" {
			return "", fmt.Errorf("it has no %s", name)
		}
	}
	if _, ok := seen["author"]; !ok {
		return "", errors.New("it has no author")
	}
	id, ok := strings.CutPrefix(seen["id"], arxivPage)
	if !ok {
		return "", nil
	}
	return id, nil
}
