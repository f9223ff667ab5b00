package vault

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/bibtex"
	"offprint/models/formats/markdown"
)

// lowered is by how many levels the headings of a note sink, below the title and
// "Notes".
const lowered = 2

// render is a paper as it is written.
func (c *Changes) render(p *models.Paper) (written, error) {
	body, err := c.body(p)
	if err != nil {
		return written{}, err
	}
	return written{identity: identity(p), fields: c.fields(p), body: body}, nil
}

// fields are the keys of the front matter. Identifiers are strings: unquoted,
// 2611.00010 is the number 2611.0001.
func (c *Changes) fields(p *models.Paper) []field {
	var fields []field
	add := func(key string, form form, values ...string) {
		var kept []string
		for _, v := range values {
			if v = formats.OneLine(v); v != "" {
				kept = append(kept, v)
			}
		}
		if len(kept) > 0 {
			fields = append(fields, field{key, form, kept})
		}
	}
	title := formats.OneLine(p.Title)
	if title == "" {
		title = "Untitled paper " + shown(p)
	}
	add("title", textForm, title)
	add("aliases", wordList, p.CitationKey)
	add("citekey", textForm, p.CitationKey)
	add("authors", wholeList, p.Authors...)
	add("arxiv", textForm, p.ArxivID)
	add("doi", textForm, formats.DOI(p))
	add("published", literalForm, day(p.Published))
	if e := p.Entry; e != nil && c.options.Marks {
		if !e.KeptAt.IsZero() {
			add("added", literalForm, e.KeptAt.UTC().Format("2006-01-02T15:04:05"))
		}
		add("status", textForm, string(e.State))
		if e.Rating > 0 {
			add("rating", literalForm, strconv.Itoa(e.Rating))
		}
		if e.Starred {
			add("starred", literalForm, "true")
		}
	}
	add("tags", wordList, c.tags(p)...)
	if p.ArxivID != "" {
		add("url", textForm, p.URL())
		add("pdf", textForm, p.PDFURL())
	}
	return fields
}

// day is a day as YAML has it, or nothing.
func day(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// tags are the word "paper" and the reader's tags as Obsidian takes them, each
// once.
func (c *Changes) tags(p *models.Paper) []string {
	tags := []string{"paper"}
	if !c.options.Tags {
		return tags
	}
	seen := map[string]bool{"paper": true}
	for _, t := range p.Tags {
		if tag := tagOf(t.Name); tag != "" && !seen[strings.ToLower(tag)] {
			seen[strings.ToLower(tag)] = true
			tags = append(tags, tag)
		}
	}
	return tags
}

// tagOf is a tag as Obsidian takes one: letters, digits, signs such as emoji, _ -
// and /, and not digits alone (Obsidian's help, "Tags"). Other characters become
// one -.
func tagOf(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '/' || unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.So):
			return r
		case r == '\u200d': // joins emoji
			return r
		}
		return '-'
	}, formats.OneLine(name))
	var parts []string
	for _, part := range strings.Split(name, "/") {
		part = strings.Join(strings.FieldsFunc(part, func(r rune) bool { return r == '-' }), "-")
		if part != "" {
			parts = append(parts, part)
		}
	}
	name = strings.Join(parts, "/")
	if name != "" && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsNumber(r) && r != '/' && r != '-' }) < 0 {
		return "_" + name
	}
	return name
}

// body is what stands in the block.
func (c *Changes) body(p *models.Paper) (string, error) {
	var b strings.Builder
	fact := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "- **%s:** %s\n", name, text)
		}
	}
	fact("Authors", markdown.Authors(p))
	fact("Listed", markdown.Text(strings.Join(p.Days, ", ")))
	if p.Entry != nil && c.options.Marks {
		fact("Why", markdown.Text(p.Entry.Why))
	}
	fact("Links", markdown.Links(p))
	if summary := markdown.Text(p.AISummary); summary != "" {
		fmt.Fprintf(&b, "\n**AI summary, Hugging Face:** %s\n", summary)
	}
	if abstract := markdown.Text(p.Abstract); c.options.Abstracts && abstract != "" {
		fmt.Fprintf(&b, "\n## Abstract\n\n%s\n", abstract)
	}
	if c.options.Notes && len(p.Notes) > 0 {
		b.WriteString("\n## Notes\n")
		for i := range p.Notes {
			note := p.Notes[i]
			note.Text = c.linked(note.Text)
			if text := markdown.Note(&note, lowered); text != "" {
				b.WriteString("\n" + text)
			}
		}
	}
	b.WriteString("\n## BibTeX\n\n```bibtex\n")
	if err := bibtex.Write(&b, formats.Of(*p), formats.Options{}); err != nil {
		return "", fmt.Errorf("write %s for a vault: %w", shown(p), err)
	}
	b.WriteString("```")
	return strings.TrimPrefix(b.String(), "\n"), nil
}
