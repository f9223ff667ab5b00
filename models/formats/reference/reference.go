// Package reference writes the short texts that papers are cited by: a command
// of LaTeX, a citation of pandoc, a link, a reference as the Publication Manual
// of the American Psychological Association (7th edition) has it. They go
// through the clipboard, so they are strings; whole files are other packages'.
package reference

import (
	"fmt"
	"strings"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
)

// Cite is a command of LaTeX that cites the papers: \cite{vaswani2017attention}.
func Cite(papers formats.Papers) (string, error) { return keys(papers, `\cite{`, ",", "}") }

// Pandoc is a citation in the Markdown of pandoc: [@vaswani2017attention; @li2024].
func Pandoc(papers formats.Papers) (string, error) { return keys(papers, "[@", "; @", "]") }

func keys(papers formats.Papers, before, between, after string) (string, error) {
	found, err := each(papers, func(p *models.Paper) (string, error) {
		if err := citation.CheckKey(p.CitationKey); err != nil {
			return "", fmt.Errorf("cite paper %s %q: %w", p.ArxivID, p.Title, err)
		}
		return p.CitationKey, nil
	})
	if err != nil || len(found) == 0 {
		return "", err
	}
	return before + strings.Join(found, between) + after, nil
}

// Markdown is a link to each paper, one a line: [Title](https://arxiv.org/abs/…).
// A work without an address is its title alone.
func Markdown(papers formats.Papers) (string, error) {
	return lines(papers, func(p *models.Paper) string {
		title, address := text.Replace(formats.OneLine(p.Title)), formats.Address(p)
		if address == "" {
			return title
		}
		if title == "" {
			title = text.Replace(address)
		}
		return "[" + title + "](" + target.Replace(address) + ")"
	})
}

// text has the characters that mean something in a line of Markdown, and target
// those that end the target of a link (CommonMark 0.31, 2.4 and 6.3).
var (
	text = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
		"<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "$", `\$`, "&", `\&`)
	target = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C")
)

// Link is the address of each paper, one a line.
func Link(papers formats.Papers) (string, error) { return lines(papers, formats.Address) }

// Identifier is the arXiv identifier of each paper, or the DOI of a work without
// one, one a line.
func Identifier(papers formats.Papers) (string, error) {
	return lines(papers, func(p *models.Paper) string {
		if p.ArxivID != "" {
			return p.ArxivID
		}
		return p.DOI
	})
}

// lines has a line for each paper that there is something to say of.
func lines(papers formats.Papers, line func(*models.Paper) string) (string, error) {
	found, err := each(papers, func(p *models.Paper) (string, error) { return line(p), nil })
	return strings.Join(found, "\n"), err
}

func each(papers formats.Papers, of func(*models.Paper) (string, error)) ([]string, error) {
	var found []string
	for p, err := range papers {
		if err != nil {
			return nil, err
		}
		text, err := of(p)
		if err != nil {
			return nil, err
		}
		if text != "" {
			found = append(found, text)
		}
	}
	return found, nil
}
