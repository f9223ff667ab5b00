// Package bibtex writes papers as a BibTeX file, for classic BibTeX and in the
// dialect of biblatex. It does not read BibTeX, and it does not choose the papers
// or their order.
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
// and notes one annote, which no usual style prints and reference managers take
// for a note; what stands in the field note would be printed in the reader's own
// paper. A paper without a citation key is an error.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	return write(w, papers, "BibTeX", func(p *models.Paper) string { return misc(p, o) })
}

func write(w io.Writer, papers formats.Papers, format string, entry func(*models.Paper) string) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		if err := citation.CheckKey(p.CitationKey); err != nil {
			return fmt.Errorf("write paper %s %q as %s: %w", p.ArxivID, p.Title, format, err)
		}
		if n > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(entry(p))
		n++
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as %s: %w", n, format, err)
	}
	return nil
}

// entry is an entry as it is being written.
type entry struct {
	strings.Builder
	width int // of the names of fields
	ascii bool
}

// begin writes the entry's type and key.
func (e *entry) begin(kind, key string) { fmt.Fprintf(e, "@%s{%s,\n", kind, key) }

// end ends the entry.
func (e *entry) end() string {
	e.WriteString("}\n")
	return e.String()
}

// field writes a field whose value is escaped already, if it has one.
func (e *entry) field(name, value string) {
	if value == "" {
		return
	}
	if e.ascii {
		value = accents(value)
	}
	e.macro(name, "{"+value+"}")
}

// macro writes a field whose value is a name that styles define.
func (e *entry) macro(name, value string) {
	if value != "" {
		fmt.Fprintf(e, "  %-*s = %s,\n", e.width, name, value)
	}
}

func misc(p *models.Paper, o formats.Options) string {
	e := entry{width: len("archivePrefix"), ascii: o.ASCII}
	e.begin("misc", p.CitationKey)
	e.field("title", protected(p.Title))
	authors := names(p.Names())
	e.field("author", authors)
	if authors == "" {
		e.field("key", p.CitationKey) // without an author the styles sort by this
	}
	if date := formats.Date(p.Published); date != nil {
		e.field("year", fmt.Sprintf("%04d", date[0]))
		if len(date) > 1 {
			e.macro("month", months[date[1]-1])
		}
	}
	if p.ArxivID != "" {
		e.field("eprint", verbatim(p.ArxivID))
		e.field("archivePrefix", "arXiv")
		if len(p.Categories) > 0 {
			e.field("primaryClass", escape(p.Categories[0]))
		}
	}
	e.links(p)
	e.extras(p, o, "annote")
	return e.end()
}

// months are the macros for months, which every style defines in its own
// language.
var months = [12]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// links writes where the paper is found.
func (e *entry) links(p *models.Paper) {
	e.field("doi", verbatim(formats.DOI(p)))
	if p.ArxivID != "" || p.DOI == "" {
		e.field("url", verbatim(formats.Address(p)))
	}
}

// extras writes what goes beyond the citation, the notes into a field with that
// name.
func (e *entry) extras(p *models.Paper, o formats.Options, notesField string) {
	if o.Tags {
		e.field("keywords", keywords(p.Tags))
	}
	if o.Abstracts {
		e.field("abstract", escape(p.Abstract))
	}
	if o.Notes {
		e.field(notesField, notes(p.Notes))
	}
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
		if text := escape(formats.Note(note)); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " — ")
}
