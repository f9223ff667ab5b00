package export

import (
	"io"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/atom"
	"offprint/models/formats/bibtex"
	"offprint/models/formats/bookmarks"
	"offprint/models/formats/csl"
	"offprint/models/formats/csv"
	"offprint/models/formats/html"
	"offprint/models/formats/json"
	"offprint/models/formats/markdown"
	"offprint/models/formats/ris"
)

// Format is a form in which papers leave the library as one file.
type Format struct {
	// Name is what commands call it, Label what people do.
	Name, Label string
	// About says in a line who reads it.
	About string
	// Extension is that of its files, with the dot.
	Extension string
	Write     func(io.Writer, formats.Papers, formats.Options) error
	// WriteKept writes all that is kept of papers, and beside them. It is nil but
	// for the formats that come back by an import; Write then writes of it what a
	// models.Paper has.
	WriteKept func(io.Writer, models.Belongings, json.Records, formats.Options) error
	// ReadBack says which papers are in a file, by their bare arXiv identifiers in
	// the order of the file; empty for a work without one.
	ReadBack func(io.Reader) ([]string, error)
}

// Formats are all formats of one file, in the order in which they are offered.
func Formats() []Format {
	return []Format{
		{Name: "bibtex", Label: "BibTeX", About: "for LaTeX", Extension: ".bib", Write: bibtex.Write, ReadBack: bibtex.ReadBack},
		{Name: "biblatex", Label: "biblatex", About: "for LaTeX with biblatex and biber", Extension: ".bib", Write: bibtex.WriteBiblatex, ReadBack: bibtex.ReadBack},
		{Name: "ris", Label: "RIS", About: "for EndNote, Mendeley and other reference managers", Extension: ".ris", Write: ris.Write, ReadBack: ris.ReadBack},
		{Name: "csl-json", Label: "CSL-JSON", About: "for Zotero and citation processors", Extension: ".json", Write: csl.Write, ReadBack: csl.ReadBack},
		{Name: "csv", Label: "CSV", About: "for spreadsheets", Extension: ".csv", Write: csv.Write, ReadBack: csv.ReadBack},
		{Name: "markdown", Label: "Markdown", About: "one file to read", Extension: ".md", Write: markdown.Write, ReadBack: markdown.ReadBack},
		{Name: "html", Label: "HTML", About: "a page to read and print", Extension: ".html", Write: html.Write, ReadBack: html.ReadBack},
		{Name: "json", Label: "JSON", About: "everything, to come back by an import", Extension: ".json", Write: json.Write, WriteKept: json.WriteLibrary, ReadBack: json.ReadBack},
		{Name: "jsonl", Label: "JSON Lines", About: "everything of a paper a line", Extension: ".jsonl", Write: json.WritePaperLines, WriteKept: json.WriteLines, ReadBack: json.ReadLinesBack},
		{Name: "atom", Label: "Atom", About: "a feed for feed readers", Extension: ".xml", Write: atom.Write, ReadBack: atom.ReadBack},
		{Name: "bookmarks", Label: "Bookmarks", About: "for browsers", Extension: ".html", Write: bookmarks.Write, ReadBack: bookmarks.ReadBack},
	}
}

// Find is the format with a name.
func Find(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
