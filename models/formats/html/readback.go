package html

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers of its articles. The page has to be well-formed as XML, whole, and
// to have as many papers as it says.
func ReadBack(r io.Reader) ([]string, error) {
	tokens := xml.NewDecoder(r)
	var found []string
	said := -1
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return found, fmt.Errorf("read HTML back: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "article":
			id, ok := attribute(start, "data-arxiv")
			if !ok || said >= 0 {
				return found, fmt.Errorf("read HTML back: article %d is no paper's", len(found)+1)
			}
			found = append(found, id)
		case "footer":
			text, _ := attribute(start, "data-papers")
			if said, err = strconv.Atoi(text); err != nil {
				return found, fmt.Errorf("read HTML back: the number of papers: %w", err)
			}
		}
	}
	if said != len(found) {
		return found, fmt.Errorf("read HTML back: %d papers, and the page says %d", len(found), said)
	}
	return found, nil
}

func attribute(start xml.StartElement, name string) (string, bool) {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}
