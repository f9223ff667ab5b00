// Package atom writes papers as a feed for feed readers, as of RFC 4287: a day of
// the daily papers, or what a query finds. It does not choose the papers or
// their order, and it does not say where the feed can be had.
package atom

import (
	"bufio"
	"cmp"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/notetext"
)

const namespace = "http://www.w3.org/2005/Atom"

// arxivScheme is what arXiv's own feeds call its categories by.
const arxivScheme = "http://arxiv.org/schemas/atom"

// Write writes one feed: UTF-8 with LF, an entry for each paper, in the given
// order. The feed is known again by its title, an entry by the paper's page at
// arXiv. An entry changed when its newest note did, else on its newest day; the
// feed when it is written, else with its first entry. Notes are HTML that does
// nothing; tags and the categories of arXiv are categories.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		if n == 0 {
			writeHead(out, o, changed(p, o))
		}
		if err := writeEntry(out, p, o); err != nil {
			return fmt.Errorf("write paper %s %q as Atom: %w", p.ArxivID, p.Title, err)
		}
		n++
	}
	if n == 0 {
		writeHead(out, o, time.Unix(0, 0))
	}
	out.WriteString("</feed>\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as Atom: %w", n, err)
	}
	return nil
}

// writeHead writes what is known of the feed; all of it stands before the
// entries (RFC 4287, 4.1.1).
func writeHead(out *bufio.Writer, o formats.Options, first time.Time) {
	title := cmp.Or(formats.OneLine(o.Title), "Reading list")
	if !o.At.IsZero() {
		first = o.At
	}
	out.WriteString(xml.Header + `<feed xmlns="` + namespace + `" xml:lang="en">` + "\n")
	element(out, " ", "id", unique("feed "+title))
	element(out, " ", "title", title)
	element(out, " ", "updated", stamp(first))
	out.WriteString(" <generator>Offprint</generator>\n")
}

func writeEntry(out *bufio.Writer, p *models.Paper, o formats.Options) error {
	const indent = "  "
	out.WriteString(" <entry>\n")
	element(out, indent, "id", identifier(p))
	title := formats.OneLine(p.Title)
	if title == "" {
		title = strings.TrimSpace("Untitled paper " + formats.OneLine(p.ArxivID))
	}
	element(out, indent, "title", title)
	element(out, indent, "updated", stamp(changed(p, o)))
	if t, err := time.Parse(time.DateOnly, p.Published); err == nil {
		element(out, indent, "published", stamp(t))
	}
	people(out, p.Authors)
	alternate := links(out, p)
	for _, c := range p.Categories {
		category(out, c, arxivScheme)
	}
	if o.Tags {
		for _, t := range p.Tags {
			category(out, t.Name, "")
		}
	}
	abstract := formats.OneLine(p.Abstract)
	if o.Abstracts && abstract != "" {
		element(out, indent, "summary", abstract)
	}
	content, err := notes(p, o)
	if err != nil {
		return err
	}
	if content != "" {
		out.WriteString(indent + `<content type="html">` + escape(content) + "</content>\n")
	} else if !alternate { // an entry has one or the other
		element(out, indent, "content", title)
	}
	out.WriteString(" </entry>\n")
	return nil
}

// changed is when an entry changed for those who read it.
func changed(p *models.Paper, o formats.Options) time.Time {
	newest := time.Unix(0, 0)
	of := func(t time.Time) {
		if t.After(newest) {
			newest = t
		}
	}
	for _, day := range append([]string{p.Published}, p.Days...) {
		if t, err := time.Parse(time.DateOnly, day); err == nil {
			of(t)
		}
	}
	if o.Notes {
		for _, n := range p.Notes {
			of(n.CreatedAt)
			of(n.UpdatedAt)
		}
	}
	return newest
}

// identifier is the same wherever a paper is found again.
func identifier(p *models.Paper) string {
	switch {
	case p.ArxivID != "":
		return arxivPage + formats.OneLine(p.ArxivID)
	case p.DOI != "":
		return formats.DOIAddress(formats.OneLine(p.DOI))
	}
	return unique("paper " + cmp.Or(p.CitationKey, p.Title))
}

// unique is a UUID made of a name (RFC 9562, version 5), as an address.
func unique(name string) string {
	const within = "offprint: " // names of ours alone
	sum := sha1.Sum([]byte(within + name))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

func people(out *bufio.Writer, names []string) {
	written := false
	for _, name := range names {
		if name = formats.OneLine(name); name != "" {
			out.WriteString("  <author><name>" + escape(name) + "</name></author>\n")
			written = true
		}
	}
	if !written { // RFC 4287, 4.1.2, asks for one
		out.WriteString("  <author><name>Unknown</name></author>\n")
	}
}

// links writes where a paper is, and says whether it has a page: that at Hugging
// Face, else what its DOI leads to, else its project's.
func links(out *bufio.Writer, p *models.Paper) bool {
	alternate := false
	add := func(address, title, kind string) {
		if address = notetext.Address(address); address == "" {
			return
		}
		relation := "related"
		if !alternate {
			relation, alternate = "alternate", true
		}
		fmt.Fprintf(out, "  <link rel=\"%s\" href=\"%s\" type=\"%s\" title=\"%s\"/>\n", relation, escape(address), kind, title)
	}
	const page = "text/html"
	if p.ArxivID != "" {
		add(p.URL(), "Hugging Face", page)
		add(p.PDFURL(), "PDF", "application/pdf")
		add(p.ArxivURL(), "arXiv", page)
	}
	if p.DOI != "" {
		add(formats.DOIAddress(formats.OneLine(p.DOI)), "DOI", page)
	}
	add(p.Project, "Project", page)
	add(p.GitHub, "Code", page)
	return alternate
}

func category(out *bufio.Writer, term, scheme string) {
	if term = formats.OneLine(term); term == "" {
		return
	}
	out.WriteString(`  <category term="` + escape(term) + `"`)
	if scheme != "" {
		out.WriteString(` scheme="` + scheme + `"`)
	}
	out.WriteString("/>\n")
}

// notes are the notes of a paper as HTML, each after the passage that it quotes.
func notes(p *models.Paper, o formats.Options) (string, error) {
	if !o.Notes {
		return "", nil
	}
	var b strings.Builder
	for _, n := range p.Notes {
		if quote := formats.OneLine(n.Quote); quote != "" {
			b.WriteString("<blockquote><p>" + escape(quote) + "</p></blockquote>\n")
		}
		if err := notetext.HTML(&b, n.Text); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func element(out *bufio.Writer, indent, name, text string) {
	out.WriteString(indent + "<" + name + ">" + escape(text) + "</" + name + ">\n")
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escape is text in XML, its lines as they are.
func escape(text string) string { return entities.Replace(text) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
