// Package bibtex writes papers as a BibTeX file for classic BibTeX and for
// biber. It does not read BibTeX, and it does not choose the papers or their
// order.
package bibtex

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
)

// Write writes an @misc entry for each paper, in the given order: UTF-8 without
// a byte order mark, LF, one blank line between entries. Tags become keywords
// and notes one note, which most styles print. A paper without a citation key is
// an error.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		if err := citation.CheckKey(p.CitationKey); err != nil {
			return fmt.Errorf("write paper %s %q as BibTeX: %w", p.ArxivID, p.Title, err)
		}
		if n > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(entry(p, o))
		n++
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as BibTeX: %w", n, err)
	}
	return nil
}

func entry(p *models.Paper, o formats.Options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", p.CitationKey)
	macro := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-13s = %s,\n", name, value)
		}
	}
	field := func(name, value string) {
		if value != "" {
			macro(name, "{"+value+"}")
		}
	}
	field("title", protected(p.Title))
	authors := names(p.Names())
	field("author", authors)
	if authors == "" {
		field("key", p.CitationKey) // without an author the styles sort by this
	}
	year, month := yearMonth(p.Published)
	field("year", year)
	macro("month", month)
	doi := p.DOI
	if p.ArxivID != "" {
		field("eprint", verbatim(p.ArxivID))
		field("archivePrefix", "arXiv")
		if len(p.Categories) > 0 {
			field("primaryClass", escape(p.Categories[0]))
		}
		if doi == "" {
			doi = "10.48550/arXiv." + p.ArxivID
		}
	}
	field("doi", verbatim(doi))
	if p.ArxivID != "" {
		field("url", verbatim(p.ArxivURL()))
	}
	if o.Tags {
		field("keywords", keywords(p.Tags))
	}
	if o.Abstracts {
		field("abstract", escape(p.Abstract))
	}
	if o.Notes {
		field("note", notes(p.Notes))
	}
	b.WriteString("}\n")
	return b.String()
}

// yearMonth takes "2026-11-02" apart into "2026" and the macro "nov", which
// every style defines in its own language.
func yearMonth(day string) (year, month string) {
	year, rest, _ := strings.Cut(day, "-")
	if len(year) != 4 || strings.Trim(year, "0123456789") != "" {
		return "", ""
	}
	const macros = "janfebmaraprmayjunjulaugsepoctnovdec"
	var n int
	if _, err := fmt.Sscanf(rest, "%2d", &n); err != nil || n < 1 || n > 12 {
		return year, ""
	}
	return year, macros[3*n-3 : 3*n]
}

// keywords joins the names of tags with the comma that biblatex splits at; a
// comma within a name becomes a space.
func keywords(tags []models.Tag) string {
	var words []string
	for _, tag := range tags {
		if word := escape(strings.ReplaceAll(tag.Name, ",", " ")); word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// notes puts all notes into one line: BibTeX folds white space anyway.
func notes(notes []models.Note) string {
	var parts []string
	for _, note := range notes {
		text := note.Text
		if note.Quote != "" {
			text = "“" + note.Quote + "” " + text
		}
		if text = escape(text); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " — ")
}
