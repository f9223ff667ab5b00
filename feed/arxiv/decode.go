package arxiv

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"offprint/feed"
	"offprint/feed/identifier"
	"offprint/feed/plaintext"
)

// Paper is a paper as arXiv describes it. A field that arXiv left out is empty;
// the identifier and the version alone are always there.
type Paper struct {
	// Of Paper, arXiv fills ID, title, abstract, authors and the day of the
	// first version.
	feed.Paper
	// Version is the one that is described, counted from 1.
	Version int
	// Updated is the day of that version, "YYYY-MM-DD" in UTC.
	Updated string
	// Categories are arXiv's classes, "cs.CL", and those of ACM and MSC, as
	// written; PrimaryCategory is the one of arXiv's that it is filed under.
	Categories      []string
	PrimaryCategory string
	// Comment and Journal are the author's words about the paper and on where
	// it appeared; DOI is that of the publisher, as written.
	Comment, Journal, DOI string
}

const atomSpace = "http://www.w3.org/2005/Atom"

// What an answer may bring, each far above the largest ever seen.
const (
	maxDepth   = 16
	maxEntries = 2_000 // what the API gives at most
	maxText    = 16_000
	maxAuthors = 10_000
	maxClasses = 200
)

// entry is an entry of the feed; the order of its elements does not matter.
type entry struct {
	ID        string `xml:"http://www.w3.org/2005/Atom id"`
	Title     string `xml:"http://www.w3.org/2005/Atom title"`
	Summary   string `xml:"http://www.w3.org/2005/Atom summary"`
	Published string `xml:"http://www.w3.org/2005/Atom published"`
	Updated   string `xml:"http://www.w3.org/2005/Atom updated"`
	Authors   []struct {
		Name string `xml:"http://www.w3.org/2005/Atom name"`
	} `xml:"http://www.w3.org/2005/Atom author"`
	Categories []class `xml:"http://www.w3.org/2005/Atom category"`
	Primary    class   `xml:"http://arxiv.org/schemas/atom primary_category"`
	Comment    string  `xml:"http://arxiv.org/schemas/atom comment"`
	Journal    string  `xml:"http://arxiv.org/schemas/atom journal_ref"`
	DOI        string  `xml:"http://arxiv.org/schemas/atom doi"`
}

type class struct {
	Term string `xml:"term,attr"`
}

// decode reads an answer: its papers, or arXiv's complaint, which comes as an
// entry with an address of its own, whatever the status. An entry that is no
// paper is left out.
func decode(body []byte) (papers []Paper, complaint string, err error) {
	bounded := &boundedReader{decoder: xml.NewDecoder(bytes.NewReader(body))}
	decoder := xml.NewTokenDecoder(bounded)
	root, err := firstElement(decoder)
	if err != nil {
		return nil, "", fmt.Errorf("reading the answer: %w", err)
	}
	if root.Name != (xml.Name{Space: atomSpace, Local: "feed"}) {
		return nil, "", fmt.Errorf("reading the answer: it is a %q, not a feed", root.Name.Local)
	}
	entries := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil, "", fmt.Errorf("reading the feed: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			if _, end := token.(xml.EndElement); end {
				break
			}
			continue
		}
		if start.Name != (xml.Name{Space: atomSpace, Local: "entry"}) {
			if err := decoder.Skip(); err != nil {
				return nil, "", fmt.Errorf("reading the feed: %w", err)
			}
			continue
		}
		if entries++; entries > maxEntries {
			return nil, "", fmt.Errorf("reading the feed: more than %d entries", maxEntries)
		}
		var e entry
		if err := decoder.DecodeElement(&e, &start); err != nil {
			return nil, "", fmt.Errorf("reading entry %d of the feed: %w", entries, err)
		}
		if strings.Contains(e.ID, "/api/errors") {
			complaint = plaintext.Line(clip(e.Summary))
			if complaint == "" {
				complaint = "an error without a text"
			}
			continue
		}
		if p, ok := e.paper(); ok {
			papers = append(papers, p)
		}
	}
	// Behind the feed there is white space at most.
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return papers, complaint, nil
		}
		if err != nil {
			return nil, "", fmt.Errorf("reading the end of the feed: %w", err)
		}
		if data, ok := token.(xml.CharData); ok && len(bytes.TrimSpace(data)) == 0 {
			continue
		}
		if _, ok := token.(xml.Comment); !ok {
			return nil, "", errors.New("reading the end of the feed: more behind it")
		}
	}
}

// firstElement passes over what stands before the root.
func firstElement(decoder *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := decoder.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return xml.StartElement{}, errors.New("it begins with text")
			}
		}
	}
}

// boundedReader passes on the tokens of an XML text that is no deeper than an
// answer can be, and has no document type: with that, a text could define what
// the rest means.
type boundedReader struct {
	decoder *xml.Decoder
	depth   int
}

func (r *boundedReader) Token() (xml.Token, error) {
	token, err := r.decoder.RawToken()
	switch token.(type) {
	case xml.StartElement:
		if r.depth++; r.depth > maxDepth {
			return nil, fmt.Errorf("more than %d elements inside each other", maxDepth)
		}
	case xml.EndElement:
		r.depth--
	case xml.Directive:
		return nil, errors.New("it has a document type")
	}
	return token, err
}

// paper reads the paper that an entry describes.
func (e *entry) paper() (Paper, bool) {
	_, after, ok := strings.Cut(strings.TrimSpace(e.ID), "://arxiv.org/abs/")
	if !ok {
		return Paper{}, false
	}
	id, err := identifier.Exact(after)
	if err != nil {
		return Paper{}, false
	}
	p := Paper{
		Paper: feed.Paper{
			ID: id.Bare, SourceTitle: clip(e.Title), SourceAbstract: clip(e.Summary), Published: day(e.Published),
		},
		Version: max(1, id.Version), Updated: day(e.Updated),
		PrimaryCategory: plaintext.Line(clip(e.Primary.Term)),
		Comment:         plaintext.Title(clip(e.Comment)),
		Journal:         plaintext.Title(clip(e.Journal)),
		DOI:             plaintext.Line(clip(e.DOI)),
	}
	p.Title, p.Abstract = plaintext.Title(p.SourceTitle), plaintext.Abstract(p.SourceAbstract)
	for _, a := range e.Authors[:min(len(e.Authors), maxAuthors)] {
		if name := plaintext.Line(clip(a.Name)); name != "" {
			p.Authors = append(p.Authors, name)
		}
	}
	for _, c := range e.Categories[:min(len(e.Categories), maxClasses)] {
		if term := plaintext.Line(clip(c.Term)); term != "" && !slices.Contains(p.Categories, term) {
			p.Categories = append(p.Categories, term)
		}
	}
	return p, true
}

// day is the day of a moment in UTC, or "" when s is none.
func day(s string) string {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// clip cuts a text that is longer than any, between characters.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "")
}
