package export

import (
	"io"
	"strings"

	"offprint/models/formats"
	"offprint/models/formats/bibtex"
	"offprint/models/formats/csl"
	"offprint/models/formats/reference"
	"offprint/models/formats/ris"
)

// Copy is a form in which papers are copied, to be pasted elsewhere.
type Copy struct {
	// Name is what commands call it, Label what people do.
	Name, Label string
	// Text is what is copied of papers that have their citation keys.
	Text func(formats.Papers) (string, error)
}

// Copies are all forms in which papers are copied, in the order in which they
// are offered.
func Copies() []Copy {
	return []Copy{
		{Name: "bibtex", Label: "BibTeX", Text: written(bibtex.Write)},
		{Name: "biblatex", Label: "biblatex", Text: written(bibtex.WriteBiblatex)},
		{Name: "cite", Label: `\cite{}`, Text: reference.Cite},
		{Name: "pandoc", Label: "[@key]", Text: reference.Pandoc},
		{Name: "markdown-link", Label: "Markdown link", Text: reference.Markdown},
		{Name: "apa", Label: "Reference (APA)", Text: reference.APA},
		{Name: "ris", Label: "RIS", Text: written(ris.Write)},
		{Name: "csl-json", Label: "CSL-JSON", Text: written(csl.Write)},
		{Name: "link", Label: "Link", Text: reference.Link},
		{Name: "identifier", Label: "Identifier", Text: reference.Identifier},
	}
}

// FindCopy is the form with a name.
func FindCopy(name string) (Copy, bool) {
	for _, c := range Copies() {
		if c.Name == name {
			return c, true
		}
	}
	return Copy{}, false
}

// written is what a format writes of the citations alone.
func written(write func(io.Writer, formats.Papers, formats.Options) error) func(formats.Papers) (string, error) {
	return func(papers formats.Papers) (string, error) {
		var text strings.Builder
		err := write(&text, papers, formats.Options{})
		return text.String(), err
	}
}
