// Package html writes papers as one page for people to read and print: it needs
// no network and has no script. It does not choose the papers or their order.
package html

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/notetext"
)

// mostAuthors is how many authors are named before the rest is folded away.
const mostAuthors = 12

// mostWithout is how many papers a page has without a list of its contents.
const mostWithout = 5

var (
	//go:embed page.css
	css string
	//go:embed page.html
	source string
	page   = template.Must(template.New("").Parse(source))

	color = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
)

// Write writes one page: UTF-8 with LF, well-formed as XML too, the papers in the
// given order, each with its facts, what the reader made of it and its notes, and
// after more than five papers a list of the contents, which is shown before them.
// It is light or dark as the screen is, and made to be printed.
//
// All text is shown as text. Notes are rendered, without the HTML that is in
// them. Links lead to the web alone and say nothing of where they stand; the page
// forbids itself scripts, pictures and requests.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	head := struct {
		Title, At string
		CSS       template.CSS
	}{Title: cmp.Or(formats.OneLine(o.Title), "Reading list"), CSS: template.CSS(css)}
	if !o.At.IsZero() {
		head.At = o.At.UTC().Format("2 January 2006, 15:04") + " UTC"
	}
	if err := page.ExecuteTemplate(out, "head", head); err != nil {
		return fmt.Errorf("write papers as HTML: %w", err)
	}
	var contents []entry // titles alone, so that the papers need not stay in memory
	for p, err := range papers {
		if err != nil {
			return err
		}
		v, err := view(p, o)
		if err != nil {
			return err
		}
		v.Number = len(contents) + 1
		if err := page.ExecuteTemplate(out, "paper", v); err != nil {
			return fmt.Errorf("write paper %s %q as HTML: %w", p.ArxivID, p.Title, err)
		}
		contents = append(contents, entry{v.Number, v.Title})
	}
	foot := struct {
		Papers   int
		Contents []entry
	}{Papers: len(contents)}
	if len(contents) > mostWithout {
		foot.Contents = contents
	}
	if err := page.ExecuteTemplate(out, "foot", foot); err != nil {
		return fmt.Errorf("write papers as HTML: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %d papers as HTML: %w", len(contents), err)
	}
	return nil
}

// entry is a line of the contents.
type entry struct {
	Number int
	Title  string
}

// paper is a paper as the page shows it; what is empty is not shown.
type paper struct {
	Number              int
	ArxivID, Title      string
	Authors, More       []string
	Published, Listed   string
	Organization, Key   string
	State, Rating, Kept string
	Starred             bool
	Why                 string
	Tags                []models.Tag
	Summary             string
	Abstract            []passage
	Links               []link
	Notes               []note
}

type link struct{ Name, Address string }

// passage is a piece of an abstract, marked where a note quotes it.
type passage struct {
	Text   string
	Quoted bool
}

type note struct {
	Quote, Noted string
	Text         template.HTML
}

func view(p *models.Paper, o formats.Options) (paper, error) {
	v := paper{
		ArxivID:      formats.OneLine(p.ArxivID),
		Title:        formats.OneLine(p.Title),
		Published:    longDay(p.Published),
		Organization: formats.OneLine(p.Organization),
		Key:          formats.OneLine(p.CitationKey),
		Summary:      formats.OneLine(p.AISummary),
		Links:        links(p),
	}
	if v.Title == "" {
		v.Title = strings.TrimSpace("Untitled paper " + v.ArxivID)
	}
	if n := len(p.Days); n > 0 {
		v.Listed = longDay(p.Days[n-1])
	}
	for _, name := range p.Authors {
		if name = formats.OneLine(name); name == "" {
			continue
		}
		if len(v.Authors) < mostAuthors {
			v.Authors = append(v.Authors, name)
		} else {
			v.More = append(v.More, name)
		}
	}
	if e := p.Entry; e != nil && o.Marks {
		v.State, v.Starred, v.Why = formats.OneLine(e.State.Name()), e.Starred, formats.OneLine(e.Why)
		if 0 < e.Rating && e.Rating <= 5 {
			v.Rating = strings.Repeat("★", e.Rating) + strings.Repeat("☆", 5-e.Rating)
		}
		v.Kept = longDate(e.KeptAt)
	}
	if o.Tags {
		for _, t := range p.Tags {
			if !color.MatchString(t.Color) {
				t.Color = ""
			}
			if t.Name = formats.OneLine(t.Name); t.Name != "" {
				v.Tags = append(v.Tags, t)
			}
		}
	}
	if abstract := formats.OneLine(p.Abstract); o.Abstracts && o.Notes {
		v.Abstract = marked(abstract, p.Notes)
	} else if o.Abstracts && abstract != "" {
		v.Abstract = []passage{{Text: abstract}}
	}
	if !o.Notes {
		return v, nil
	}
	for i := range p.Notes {
		n, err := viewNote(&p.Notes[i])
		if err != nil {
			return v, err
		}
		v.Notes = append(v.Notes, n)
	}
	return v, nil
}

func viewNote(n *models.Note) (note, error) {
	var text strings.Builder
	if err := notetext.HTML(&text, n.Text); err != nil {
		return note{}, err
	}
	v := note{Quote: formats.OneLine(n.Quote), Text: template.HTML(text.String()), Noted: longDate(n.CreatedAt)}
	if changed := longDate(n.UpdatedAt); v.Noted != "" && changed != "" && changed != v.Noted {
		v.Noted += ", changed on " + changed
	}
	return v, nil
}

// marked is an abstract in which the passages that notes quote are marked, as far
// as they are in it.
func marked(abstract string, notes []models.Note) []passage {
	text := []rune(abstract)
	quoted := make([]bool, len(text))
	for _, n := range notes {
		from, to, ok := models.PlaceQuote(abstract, n)
		for i := from; ok && i < to; i++ {
			quoted[i] = true
		}
	}
	var passages []passage
	start := 0
	for i := 1; i <= len(text); i++ {
		if i == len(text) || quoted[i] != quoted[start] {
			passages = append(passages, passage{string(text[start:i]), quoted[start]})
			start = i
		}
	}
	return passages
}

func links(p *models.Paper) []link {
	var links []link
	add := func(name, address string) {
		if address = notetext.Address(address); address != "" {
			links = append(links, link{name, address})
		}
	}
	if p.ArxivID != "" {
		add("PDF", p.PDFURL())
		add("arXiv", p.ArxivURL())
		add("Hugging Face", p.URL())
	}
	if p.DOI != "" {
		add("DOI", formats.DOIAddress(p.DOI))
	}
	add("Code", p.GitHub)
	add("Project", p.Project)
	return links
}

// longDay is a day such as "2026-11-02" as people write it, or what it is where
// it is none.
func longDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return formats.OneLine(day)
	}
	return longDate(t)
}

func longDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006")
}
