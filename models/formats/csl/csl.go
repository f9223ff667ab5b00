// Package csl writes papers as CSL-JSON, the input of citation processors and
// the surest way into Zotero. Its keys are those of the schema of the Citation
// Style Language (csl-data.json, version 1.0.2), which allows no others. It does
// not choose the papers or their order.
package csl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
)

// item is a paper, with its keys in the order in which they are written.
type item struct {
	ID          string  `json:"id"`
	CitationKey string  `json:"citation-key"`
	Type        string  `json:"type"`
	Title       string  `json:"title,omitempty"`
	Author      []name  `json:"author,omitempty"`
	Issued      *date   `json:"issued,omitempty"`
	Publisher   string  `json:"publisher,omitempty"`
	Number      string  `json:"number,omitempty"`
	Genre       string  `json:"genre,omitempty"`
	DOI         string  `json:"DOI,omitempty"`
	URL         string  `json:"URL,omitempty"`
	Abstract    string  `json:"abstract,omitempty"`
	Keyword     string  `json:"keyword,omitempty"`
	Note        string  `json:"note,omitempty"`
	Custom      *custom `json:"custom,omitempty"`
}

type name struct {
	Family   string `json:"family,omitempty"`
	Given    string `json:"given,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Particle string `json:"non-dropping-particle,omitempty"`
	Literal  string `json:"literal,omitempty"`
}

type date struct {
	Parts [][]int `json:"date-parts"`
}

// custom is what the schema has no key for; the keys are those of a paper in
// JSON.
type custom struct {
	State   models.State `json:"state"`
	Starred bool         `json:"starred"`
	Rating  int          `json:"rating,omitempty"`
	Why     string       `json:"why,omitempty"`
	KeptAt  time.Time    `json:"kept_at,omitzero"`
}

// Write writes an array with an object for each paper, a line each, in the given
// order: UTF-8, LF. A preprint has the type "article", which is what CSL calls
// one, with arXiv as its publisher and the identifier as its number; a work that
// is not at arXiv is a "document". Tags become keywords, notes one note. A paper
// without a citation key is an error.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	out.WriteByte('[')
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		line, err := object(p, o)
		if err != nil {
			return fmt.Errorf("write paper %s %q as CSL-JSON: %w", p.ArxivID, p.Title, err)
		}
		if n > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(line)
		n++
	}
	out.WriteString("\n]\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as CSL-JSON: %w", n, err)
	}
	return nil
}

func object(p *models.Paper, o formats.Options) ([]byte, error) {
	if err := citation.CheckKey(p.CitationKey); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	err := out.Encode(itemOf(p, o))
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// arxiv is what stands before the identifier in a number.
const arxiv = "arXiv:"

func itemOf(p *models.Paper, o formats.Options) item {
	it := item{
		ID: p.CitationKey, CitationKey: p.CitationKey, Type: "document",
		Title: formats.OneLine(p.Title), DOI: formats.OneLine(formats.DOI(p)), URL: formats.OneLine(formats.Address(p)),
	}
	for _, n := range p.Names() {
		it.Author = append(it.Author, nameOf(n))
	}
	if parts := formats.Date(p.Published); parts != nil {
		it.Issued = &date{[][]int{parts}}
	}
	if p.ArxivID != "" {
		// Not archive and archive_location: APA would print the identifier twice.
		it.Type, it.Publisher, it.Number, it.Genre = "article", "arXiv", arxiv+p.ArxivID, "preprint"
	}
	if o.Abstracts {
		it.Abstract = formats.OneLine(p.Abstract)
	}
	if o.Tags {
		it.Keyword = keywords(p.Tags)
	}
	if o.Notes {
		it.Note = notes(p.Notes)
	}
	if e := p.Entry; o.Marks && e != nil {
		it.Custom = &custom{State: e.State, Starred: e.Starred, Rating: e.Rating, Why: formats.OneLine(e.Why), KeptAt: e.KeptAt.UTC()}
	}
	return it
}

func nameOf(n citation.Name) name {
	return name{
		Family: formats.OneLine(n.Family), Given: formats.OneLine(n.Given), Suffix: formats.OneLine(n.Suffix),
		Particle: formats.OneLine(n.Particle), Literal: formats.OneLine(n.Literal),
	}
}

// keywords joins the names of tags with commas; one within a name becomes a
// space.
func keywords(tags []models.Tag) string {
	var words []string
	for _, tag := range tags {
		if word := formats.OneLine(strings.ReplaceAll(tag.Name, ",", " ")); word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// notes puts all notes into one line that is a note and nothing else: where it
// begins with a word and a colon, or has one in braces and colons,
// citation processors take it for a variable, "type: book" (citeproc-js,
// parseNoteFieldHacks).
func notes(notes []models.Note) string {
	var parts []string
	for _, note := range notes {
		if text := formats.Note(note); text != "" {
			parts = append(parts, text)
		}
	}
	text := strings.ReplaceAll(strings.Join(parts, " — "), "{:", "{ :")
	if variable.MatchString(text) {
		text = "Note: " + text
	}
	return text
}

var variable = regexp.MustCompile("^[A-Za-z_-]+:")
