// Package bookmarks writes papers as a Netscape bookmark file, which browsers and
// bookmark managers take in. It does not choose the papers or their order.
package bookmarks

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/notetext"
)

const (
	head = `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
`
	folder   = "    <DT><H3"
	item     = "        <DT><A HREF=\""
	about    = "        <DD>"
	foot     = "    </DL><p>\n</DL><p>\n"
	arxivAbs = "https://arxiv.org/abs/"
)

// Write writes one folder with the title, and in it a bookmark for each paper, in
// the given order: UTF-8 with LF. A bookmark leads to the paper's page at arXiv,
// else to where its DOI or its project is, else nowhere; it has the day on which
// the paper was kept, or listed, tags, and as its description the abstract and
// the notes, as text.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	out.WriteString(head + folder)
	if !o.At.IsZero() {
		fmt.Fprintf(out, ` ADD_DATE="%d"`, o.At.Unix())
	}
	out.WriteString(">" + escape(cmp.Or(formats.OneLine(o.Title), "Reading list")) + "</H3>\n    <DL><p>\n")
	n := 0
	for p, err := range papers {
		if err != nil {
			return err
		}
		writeItem(out, p, o)
		n++
	}
	out.WriteString(foot)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as bookmarks: %w", n, err)
	}
	return nil
}

func writeItem(out *bufio.Writer, p *models.Paper, o formats.Options) {
	out.WriteString(item + escape(address(p)) + `"`)
	if t := added(p, o); !t.IsZero() {
		fmt.Fprintf(out, ` ADD_DATE="%d"`, t.Unix())
	}
	if o.Marks && p.Entry != nil && p.Entry.State == models.ToRead {
		out.WriteString(` TOREAD="1"`)
	}
	if tags := tags(p); o.Tags && tags != "" {
		out.WriteString(` TAGS="` + escape(tags) + `"`)
	}
	title := formats.OneLine(p.Title)
	if title == "" {
		title = strings.TrimSpace("Untitled paper " + formats.OneLine(p.ArxivID))
	}
	out.WriteString(">" + escape(title) + "</A>\n")
	if text := description(p, o); text != "" {
		out.WriteString(about + escape(text) + "\n")
	}
}

// address is where a bookmark leads. One for a work that is nowhere leads to an
// empty page: without an address it would be lost.
func address(p *models.Paper) string {
	if p.ArxivID != "" {
		return arxivAbs + formats.OneLine(p.ArxivID)
	}
	work := *p
	work.DOI, work.Project = formats.OneLine(p.DOI), formats.OneLine(p.Project)
	return cmp.Or(notetext.Address(formats.Address(&work)), "about:blank")
}

// added is when a paper was kept, where that is told, else the newest day on
// whose list it stood, else that on which it was published.
func added(p *models.Paper, o formats.Options) time.Time {
	if o.Marks && p.Entry != nil && !p.Entry.KeptAt.IsZero() {
		return p.Entry.KeptAt
	}
	days := append([]string{p.Published}, p.Days...)
	for i := len(days) - 1; i >= 0; i-- {
		if t, err := time.Parse(time.DateOnly, days[i]); err == nil {
			return t
		}
	}
	return time.Time{}
}

// tags joins the names of tags by the comma at which they are split again; one
// within a name becomes a space.
func tags(p *models.Paper) string {
	var names []string
	for _, t := range p.Tags {
		if name := formats.OneLine(strings.ReplaceAll(t.Name, ",", " ")); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// description is the abstract, and each note after the passage that it quotes, in
// one line: what takes bookmarks in shows it so, or line by line.
func description(p *models.Paper, o formats.Options) string {
	var parts []string
	if abstract := formats.OneLine(p.Abstract); o.Abstracts && abstract != "" {
		parts = append(parts, abstract)
	}
	if o.Notes {
		for _, n := range p.Notes {
			if note := formats.Note(n); note != "" {
				parts = append(parts, note)
			}
		}
	}
	return strings.Join(parts, " — ")
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func escape(text string) string { return entities.Replace(text) }
