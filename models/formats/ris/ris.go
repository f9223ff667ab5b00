// Package ris writes papers in the format of Reference Manager, which reference
// managers other than those of LaTeX take in
// (https://en.wikipedia.org/wiki/RIS_(file_format)). It does not choose the
// papers or their order.
package ris

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
)

// Write writes an entry of the type GEN for each paper, in the given order: RIS
// has no type for preprints, and this is what reference managers write for one.
// UTF-8, CRLF, a tag a line, nothing between entries. Tags become keywords, and
// each note a line of its own. A paper without a citation key is an error.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := lines{bufio.NewWriter(w)} // keeps the first error for Flush
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		if err := citation.CheckKey(p.CitationKey); err != nil {
			return fmt.Errorf("write paper %s %q as RIS: %w", p.ArxivID, p.Title, err)
		}
		out.entry(p, o)
		n++
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as RIS: %w", n, err)
	}
	return nil
}

type lines struct{ *bufio.Writer }

// line writes a tag and its value in one line, if it has one.
func (l lines) line(tag, value string) {
	if value = formats.OneLine(value); value != "" {
		l.WriteString(tag + "  - " + value + "\r\n")
	}
}

func (l lines) entry(p *models.Paper, o formats.Options) {
	l.line("TY", "GEN")
	l.line("TI", p.Title)
	for _, name := range p.Names() {
		l.line("AU", author(name))
	}
	if date := formats.Date(p.Published); date != nil {
		l.line("PY", fmt.Sprintf("%04d", date[0]))
		if len(date) == 3 {
			l.line("DA", fmt.Sprintf("%04d/%02d/%02d", date[0], date[1], date[2]))
		}
	}
	l.line("DO", formats.DOI(p))
	l.line("UR", formats.Address(p))
	if p.ArxivID != "" {
		l.line("PB", "arXiv")
		l.line("M1", arxiv+p.ArxivID)
		l.line("M3", "Preprint")
	}
	if o.Abstracts {
		l.line("AB", p.Abstract)
	}
	if o.Tags {
		for _, tag := range p.Tags {
			l.line("KW", withoutAsterisk(tag.Name))
		}
	}
	if o.Notes {
		for _, note := range p.Notes {
			l.line("N1", formats.Note(note))
		}
	}
	l.line("ID", p.CitationKey)
	l.WriteString(end)
}

const (
	arxiv = "arXiv:"
	end   = "ER  - \r\n"
)

// author is a name as "Family, Given, Suffix"; a comma within one of them would
// end it, and make a person of a team.
func author(n citation.Name) string {
	parts := []string{n.Literal}
	if n.Literal == "" {
		parts[0] = n.Particle + " " + n.Family
		if n.Given != "" || n.Suffix != "" {
			parts = append(parts, n.Given)
		}
		if n.Suffix != "" {
			parts = append(parts, n.Suffix)
		}
	}
	for i, part := range parts {
		parts[i] = strings.TrimSpace(strings.ReplaceAll(part, ",", " "))
	}
	return withoutAsterisk(strings.Join(parts, ", "))
}

// withoutAsterisk is the value of an author or keyword, which may have none.
func withoutAsterisk(value string) string { return strings.ReplaceAll(value, "*", " ") }
