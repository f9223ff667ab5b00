package markdown

import (
	"strings"

	"offprint/models"
)

// Text is a stranger's text in one line, shown by Markdown as it is.
func Text(s string) string { return escape(s) }

// Authors are the first names of a paper, and how many more there are.
func Authors(p *models.Paper) string { return authors(p.Authors) }

// Links are the pages of a paper as links in one line, empty where it has none.
func Links(p *models.Paper) string { return links(p) }

// Note is a note with the passage that it quotes and its days, as Write writes
// it, but with its headings lowered by that many levels.
func Note(n *models.Note, lowered int) string {
	var b strings.Builder
	writeNote(&b, n, lowered)
	return strings.TrimPrefix(b.String(), "\n")
}

// Tangled says that a note is not one that a person writes, and takes long to
// parse.
func Tangled(note string) bool { return tangled(note) }
