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
)

// Options say what goes into an entry beyond the citation itself.
type Options struct {
	Abstract bool
	// Keywords writes the reader's tags.
	Keywords bool
	// Note writes the reader's notes and the passages that they quote. Most
	// styles print this field.
	Note bool
}

// Write writes an @misc entry for each paper, in the given order: UTF-8 without
// a byte order mark, LF, one blank line between entries.
//
// A paper that has a citation key keeps it; the others get one that is made
// from the paper (citation.Key) and differs from every other key of the file.
// Keys that differ in case only count as the same, as BibTeX has it.
func Write(w io.Writer, papers []models.Paper, opts Options) error {
	keys, err := fileKeys(papers)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for i := range papers {
		if i > 0 {
			out.WriteByte('\n') // bufio keeps the error for Flush
		}
		out.WriteString(entry(&papers[i], keys[i], opts))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as BibTeX: %w", len(papers), err)
	}
	return nil
}

// Entry is the citation of one paper, for the clipboard: as Write has it,
// without abstract, keywords and note.
func Entry(p models.Paper) string {
	key := keptKey(&p)
	if key == "" {
		key = madeKey(&p)
	}
	return entry(&p, key, Options{})
}

// fileKeys finds a key for each paper. The kept ones are taken first, so that
// none of them gives way to one that is only made for this file.
func fileKeys(papers []models.Paper) ([]string, error) {
	keys := make([]string, len(papers))
	used := make(map[string]bool, len(papers))
	taken := func(key string) (bool, error) { return used[strings.ToLower(key)], nil }
	give := func(i int, base string) error {
		key, err := citation.Unique(base, taken)
		if err != nil {
			return fmt.Errorf("give %q a citation key: %w", papers[i].Title, err)
		}
		keys[i] = key
		used[strings.ToLower(key)] = true
		return nil
	}
	for i := range papers {
		if key := keptKey(&papers[i]); key != "" {
			if err := give(i, key); err != nil {
				return nil, err
			}
		}
	}
	for i := range papers {
		if keys[i] == "" {
			if err := give(i, madeKey(&papers[i])); err != nil {
				return nil, err
			}
		}
	}
	return keys, nil
}

func madeKey(p *models.Paper) string {
	first := ""
	if len(p.Authors) > 0 {
		first = p.Authors[0]
	}
	return citation.Key(first, p.Published, p.Title)
}

// keptKey is the key in the reading list, or "". What BibTeX or biber do not
// take in a key is left out, in case the key was not made here.
func keptKey(p *models.Paper) string {
	if p.Entry == nil {
		return ""
	}
	key := strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' || strings.ContainsRune("\"#%'(),={}~\\", r) {
			return -1
		}
		return r
	}, p.Entry.CitationKey)
	if key == "0" { // biber skips an entry with this one
		return ""
	}
	return key
}

func entry(p *models.Paper, key string, opts Options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", key)
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
	authors := names(p.Authors)
	field("author", authors)
	if authors == "" {
		field("key", key) // without an author the styles sort by this
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
	if opts.Keywords {
		field("keywords", keywords(p.Tags))
	}
	if opts.Abstract {
		field("abstract", escape(p.Abstract))
	}
	if opts.Note {
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
