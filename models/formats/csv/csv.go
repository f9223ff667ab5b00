// Package csv writes papers as a table for spreadsheets, as of RFC 4180. It does
// not read the table in, and it does not choose the papers or their order.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"offprint/models"
	"offprint/models/formats"
)

// bom is a byte order mark, without which Excel takes UTF-8 for something else.
const bom = "\uFEFF"

// between stands between several values of one cell.
const between = "; "

// column is a column of the table and what is in it of a paper.
type column struct {
	name string
	cell func(p *models.Paper) string
}

// Write writes a header and a record for each paper, in the given order: UTF-8
// with a byte order mark, CRLF, commas, every record with as many fields. What
// was not asked for has no column.
//
// Identifiers are written as "arXiv:2611.00010": a spreadsheet would take the
// bare one for a number and drop its last digit. Text that a spreadsheet would
// take for a formula, also one that splits at semicolons, has an apostrophe
// before it. Days are "YYYY-MM-DD", times RFC 3339 in UTC; several values of one
// cell are joined by "; ". The lines of a note are kept, if not asked for in one.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := csv.NewWriter(w) // keeps the first error for Flush
	out.UseCRLF = true
	columns := columns(o)
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.name
	}
	record[0] = bom + record[0]
	if err := out.Write(record); err != nil {
		return fmt.Errorf("write papers as CSV: %w", err)
	}
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		for i, c := range columns {
			record[i] = c.cell(p)
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("write paper %s %q as CSV: %w", p.ArxivID, p.Title, err)
		}
		n++
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write %d papers as CSV: %w", n, err)
	}
	return nil
}

func columns(o formats.Options) []column {
	columns := []column{
		{"arxiv", identifier},
		{"title", func(p *models.Paper) string { return text(p.Title) }},
		{"authors", func(p *models.Paper) string { return list(p.Authors) }},
		{"published", func(p *models.Paper) string { return text(p.Published) }},
		{"listed", func(p *models.Paper) string { return list(p.Days) }},
		{"citation_key", func(p *models.Paper) string { return text(p.CitationKey) }},
		{"doi", func(p *models.Paper) string { return text(formats.DOI(p)) }},
		{"url", func(p *models.Paper) string { return text(formats.Address(p)) }},
		{"pdf", func(p *models.Paper) string {
			if p.ArxivID == "" {
				return ""
			}
			return text(p.PDFURL())
		}},
		{"code", func(p *models.Paper) string { return text(p.GitHub) }},
		{"project", func(p *models.Paper) string { return text(p.Project) }},
		{"categories", func(p *models.Paper) string { return list(p.Categories) }},
		{"organization", func(p *models.Paper) string { return text(p.Organization) }},
		{"upvotes", func(p *models.Paper) string {
			if p.FetchedAt.IsZero() {
				return ""
			}
			return strconv.Itoa(p.Upvotes)
		}},
		{"ai_summary", func(p *models.Paper) string { return text(p.AISummary) }},
	}
	if o.Abstracts {
		columns = append(columns, column{"abstract", func(p *models.Paper) string { return text(p.Abstract) }})
	}
	if o.Tags {
		columns = append(columns, column{"tags", tags})
	}
	if o.Marks {
		columns = append(columns, marks()...)
	}
	if o.Notes {
		columns = append(columns, column{"notes", func(p *models.Paper) string { return notes(p, o.Flat) }})
	}
	return columns
}

// marks are the columns of what the reader made of a paper, empty for one that
// is not kept.
func marks() []column {
	of := func(cell func(e *models.Entry) string) func(*models.Paper) string {
		return func(p *models.Paper) string {
			if p.Entry == nil {
				return ""
			}
			return cell(p.Entry)
		}
	}
	return []column{
		{"state", of(func(e *models.Entry) string { return text(string(e.State)) })},
		{"starred", of(func(e *models.Entry) string { return strconv.FormatBool(e.Starred) })},
		{"rating", of(func(e *models.Entry) string {
			if e.Rating == 0 {
				return ""
			}
			return strconv.Itoa(e.Rating)
		})},
		{"why", of(func(e *models.Entry) string { return text(e.Why) })},
		{"kept_at", of(func(e *models.Entry) string {
			if e.KeptAt.IsZero() {
				return ""
			}
			return e.KeptAt.UTC().Format(time.RFC3339)
		})},
	}
}

func identifier(p *models.Paper) string {
	if id := formats.OneLine(p.ArxivID); id != "" {
		return prefix + id
	}
	return ""
}

func tags(p *models.Paper) string {
	names := make([]string, len(p.Tags))
	for i, t := range p.Tags {
		names[i] = t.Name
	}
	return list(names)
}

// notes are all notes of a paper as the reader wrote them, each after the
// passage that it quotes.
func notes(p *models.Paper, flat bool) string {
	var parts []string
	for _, n := range p.Notes {
		if flat {
			n.Text = formats.OneLine(n.Text)
		}
		part := strings.TrimRight(lines(n.Text), " \t\n")
		if quote := formats.OneLine(n.Quote); quote != "" {
			part = strings.TrimRight("“"+quote+"” "+part, " ")
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	return guarded(strings.Join(parts, between))
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// lines are a text with its lines, each of which ends in LF; the writer makes
// CRLF of it.
func lines(s string) string { return formats.Clean(lineEnds.Replace(s)) }

// list joins values; within one, a semicolon becomes a comma.
func list(values []string) string {
	var kept []string
	for _, v := range values {
		if v = formats.OneLine(strings.ReplaceAll(v, ";", ",")); v != "" {
			kept = append(kept, v)
		}
	}
	return guarded(strings.Join(kept, between))
}

func text(s string) string { return guarded(formats.OneLine(s)) }

// guarded is a cell with an apostrophe before what a spreadsheet would take for
// a formula (OWASP ASVS 1.2.10), whatever the width of its first character. One
// that splits at semicolons, as where the comma is for decimals, would begin a
// cell after each of them, in quotes too: they do not begin its fields.
func guarded(cell string) string {
	cell = within.ReplaceAllString(cell, "$1'$2")
	if isFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// within is where a formula would begin within a cell.
var within = regexp.MustCompile("(;[ \t]*)('*[=+@＝＋－＠-])")

func isFormula(cell string) bool {
	for _, r := range cell {
		return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
	}
	return false
}
