package bibtex

import (
	"fmt"
	"io"
	"strings"

	"offprint/models"
	"offprint/models/formats"
)

// WriteBiblatex writes an @online entry for each paper, as Write does, with the
// fields of biblatex: a date, eprinttype and eprintclass, pubstate. Notes become
// an annotation.
func WriteBiblatex(w io.Writer, papers formats.Papers, o formats.Options) error {
	return write(w, papers, "biblatex", func(p *models.Paper) string { return online(p, o) })
}

func online(p *models.Paper, o formats.Options) string {
	e := entry{width: len("eprintclass"), ascii: o.ASCII}
	kind := "online"
	if formats.Address(p) == "" {
		kind = "misc" // biber's data model wants something of @online to be found by
	}
	e.begin(kind, p.CitationKey)
	e.field("title", protected(p.Title))
	e.field("author", names(p.Names()))
	e.field("date", isoDate(p.Published))
	if p.ArxivID != "" {
		e.field("eprint", verbatim(p.ArxivID))
		e.field("eprinttype", "arxiv")
		if len(p.Categories) > 0 {
			e.field("eprintclass", escape(p.Categories[0]))
		}
	}
	e.links(p)
	if p.ArxivID != "" {
		e.field("pubstate", "prepublished")
	}
	e.extras(p, o, "annotation")
	return e.end()
}

// isoDate is a day as far as it is known: "2017-06-12", "2017-06", "2017".
func isoDate(day string) string {
	var parts []string
	for _, n := range formats.Date(day) {
		parts = append(parts, fmt.Sprintf("%02d", n))
	}
	return strings.Join(parts, "-")
}
