// Package markdown writes papers as one Markdown file for people to read. It
// does not write a folder of linked notes (that is a vault), it does not read
// Markdown in, and it does not choose the papers or their order.
package markdown

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"offprint/models"
	"offprint/models/formats"
)

// mark begins the comments that say where a paper begins and where the file
// ends, for ReadBack; no other line of a file begins so.
const mark = "<!-- offprint: "

// mostAuthors is how many authors are named before the rest is counted.
const mostAuthors = 10

// Write writes one document, UTF-8 with LF: the title as its first heading, a
// heading of the second level for each paper in the given order, and under it
// the facts, what the reader made of it, and the notes.
//
// Text of a paper is escaped, so that it is shown as text. A note is Markdown
// and stays as it is, except that its headings begin at the fourth level and
// that what it leaves open, a code fence or a comment, is closed behind it.
//
// Comments, which no reader of Markdown shows, say where each paper begins and
// how many there were.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	fmt.Fprintf(out, "# %s\n", escape(cmp.Or(o.Title, "Reading list")))
	if !o.At.IsZero() {
		fmt.Fprintf(out, "\nExported on %s UTC.\n", o.At.UTC().Format("2 January 2006, 15:04"))
	}
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		writePaper(out, p, o)
		n++
	}
	fmt.Fprintf(out, "\n%send of %d papers -->\n", mark, n)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as Markdown: %w", n, err)
	}
	return nil
}

func writePaper(out *bufio.Writer, p *models.Paper, o formats.Options) {
	title := escape(p.Title)
	if title == "" {
		title = strings.TrimSpace("Untitled paper " + escape(p.ArxivID))
	}
	fmt.Fprintf(out, "\n%spaper%s -->\n\n## %s\n", mark, identifier(p.ArxivID), title)
	facts := facts(p, o)
	if len(facts) > 0 {
		out.WriteByte('\n')
	}
	for _, fact := range facts {
		fmt.Fprintf(out, "- **%s:** %s\n", fact.name, fact.text)
	}
	if summary := escape(p.AISummary); summary != "" {
		fmt.Fprintf(out, "\n**AI summary, Hugging Face:** %s\n", summary)
	}
	if abstract := escape(p.Abstract); o.Abstracts && abstract != "" {
		fmt.Fprintf(out, "\n### Abstract\n\n%s\n", abstract)
	}
	if !o.Notes || len(p.Notes) == 0 {
		return
	}
	out.WriteString("\n### Notes\n")
	for i := range p.Notes {
		writeNote(out, &p.Notes[i], lowered)
	}
}

// identifier is an arXiv identifier in a comment, which it cannot end.
func identifier(arxivID string) string {
	if arxivID == "" {
		return ""
	}
	return " arXiv:" + strings.Map(func(r rune) rune {
		if r <= ' ' || r == '>' || r >= 0x7f {
			return '_'
		}
		return r
	}, arxivID)
}

type fact struct{ name, text string }

// facts are the lines of a paper that are known, ready to be written.
func facts(p *models.Paper, o formats.Options) []fact {
	var facts []fact
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, fact{name, text})
		}
	}
	add("Authors", authors(p.Authors))
	add("Published", escape(p.Published))
	add("Listed", escape(strings.Join(p.Days, ", ")))
	if e := p.Entry; e != nil && o.Marks {
		state := escape(e.State.Name())
		if e.Starred {
			state += ", starred"
		}
		add("State", state)
		if e.Rating > 0 {
			add("Rating", fmt.Sprintf("%d of 5", e.Rating))
		}
		add("Why", escape(e.Why))
		if !e.KeptAt.IsZero() {
			add("Kept", day(e.KeptAt))
		}
	}
	var tags []string
	if o.Tags {
		for _, t := range p.Tags {
			tags = append(tags, escape(t.Name))
		}
	}
	add("Tags", strings.Join(tags, ", "))
	add("Citation key", escape(p.CitationKey))
	add("Links", links(p))
	return facts
}

func authors(names []string) string {
	shown := make([]string, 0, mostAuthors)
	for _, name := range names[:min(len(names), mostAuthors)] {
		shown = append(shown, escape(name))
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func links(p *models.Paper) string {
	var links []string
	add := func(label, address string) {
		if target := destination(address); target != "" {
			links = append(links, "["+label+"]("+target+")")
		}
	}
	if p.ArxivID != "" {
		add("Hugging Face", p.URL())
		add("arXiv", p.ArxivURL())
		add("PDF", p.PDFURL())
	}
	if p.DOI != "" {
		add("DOI", formats.DOIAddress(p.DOI))
	}
	add("Code", p.GitHub)
	add("Project", p.Project)
	return strings.Join(links, " · ")
}

// writeNote writes the passage that a note quotes, and the note.
func writeNote(out io.Writer, n *models.Note, lowered int) {
	if quote := escape(n.Quote); quote != "" {
		fmt.Fprintf(out, "\n> %s\n", quote)
	}
	if text := nested(n.Text, lowered); text != "" {
		fmt.Fprintf(out, "\n%s\n", text)
	}
	if !n.CreatedAt.IsZero() {
		written := "Noted on " + day(n.CreatedAt)
		if !n.UpdatedAt.IsZero() && day(n.UpdatedAt) != day(n.CreatedAt) {
			written += ", changed on " + day(n.UpdatedAt)
		}
		fmt.Fprintf(out, "\n*%s.*\n", written)
	}
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }
