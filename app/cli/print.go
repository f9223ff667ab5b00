package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mattn/go-runewidth"

	"offprint/models"
)

// plain is text in which nothing can speak to the terminal: control characters
// other than line breaks and tabs, and those that turn the direction of
// writing, become U+FFFD.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// plainLines is a text plain line by line, whose ends stay LF or CRLF as they
// are; the last line has one, too, and no empty one comes after it.
func plainLines(text string) string {
	end := "\n"
	if strings.HasSuffix(text, "\r\n") {
		end = "\r\n"
	}
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	for i, line := range lines {
		line, carriage := strings.CutSuffix(line, "\r")
		if lines[i] = plain(line); carriage {
			lines[i] += "\r"
		}
	}
	return strings.Join(lines, "\n") + end
}

// stateMark is the word for the state in a row; a paper that is not kept has
// none.
func stateMark(p *models.Paper) string {
	if p.Entry == nil {
		return ""
	}
	mark := strings.ToLower(p.Entry.State.Name())
	if p.Entry.Starred {
		mark += " *"
	}
	return mark
}

// leastTitle is how much of a title stays in a narrow terminal, in columns.
const leastTitle = 20

// writeRows writes a line for each paper: identifier, state, upvotes, title and
// tags. In a terminal of width columns title and tags are cut so that a row is a
// line; 0 cuts nothing.
func writeRows(w io.Writer, papers []models.Paper, width int) error {
	return writeRowsAnd(w, papers, width, func(*models.Paper) error { return nil })
}

// writeRowsAnd is writeRows, and does something after each row.
func writeRowsAnd(w io.Writer, papers []models.Paper, width int, then func(*models.Paper) error) error {
	var ids, marks, upvotes int
	for i := range papers {
		ids = max(ids, runewidth.StringWidth(papers[i].ArxivID))
		marks = max(marks, runewidth.StringWidth(stateMark(&papers[i])))
		upvotes = max(upvotes, len(strconv.Itoa(papers[i].Upvotes)))
	}
	for i := range papers {
		p := &papers[i]
		lead := runewidth.FillRight(p.ArxivID, ids) + "  "
		if marks > 0 {
			lead += runewidth.FillRight(stateMark(p), marks) + "  "
		}
		lead += fmt.Sprintf("%*d  ", upvotes, p.Upvotes)
		title, tags := oneLine(p.Title), ""
		if len(p.Tags) > 0 {
			tags = "  [" + oneLine(strings.Join(tagNames(p), ", ")) + "]"
		}
		if width > 0 {
			room := width - runewidth.StringWidth(lead)
			least := min(leastTitle, runewidth.StringWidth(title))
			tags = runewidth.Truncate(tags, max(room-least, 0), "…")
			title = runewidth.Truncate(title, max(room-runewidth.StringWidth(tags), least), "…")
		}
		if _, err := fmt.Fprintln(w, plain(lead+title+tags)); err != nil {
			return fmt.Errorf("write paper %s: %w", p.ArxivID, err)
		}
		if err := then(p); err != nil {
			return err
		}
	}
	return nil
}

func tagNames(p *models.Paper) []string {
	var names []string
	for _, t := range p.Tags {
		names = append(names, t.Name)
	}
	return names
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// textWidth is the width of running text where the terminal's is not known.
const textWidth = 80

// writePaper writes everything that there is to read about a paper. w keeps the
// first error, as a bufio.Writer does.
func writePaper(w io.Writer, p *models.Paper, width int) {
	if width <= 0 {
		width = textWidth
	}
	width = min(max(width, 40), 100)
	block := func(heading, text string) {
		if text == "" {
			return
		}
		fmt.Fprintf(w, "\n%s\n", heading)
		for i, paragraph := range strings.Split(text, "\n\n") {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, wrap(paragraph, width))
		}
	}
	fmt.Fprintln(w, wrap(p.Title, width))
	if len(p.Authors) > 0 {
		fmt.Fprintln(w, wrap(strings.Join(p.Authors, ", "), width))
	}
	fmt.Fprintln(w)
	for _, fact := range facts(p) {
		fmt.Fprintf(w, "%-13s %s\n", fact[0], plain(oneLine(fact[1])))
	}
	block("AI summary (Hugging Face)", p.AISummary)
	block("AI keywords (Hugging Face)", strings.Join(p.AIKeywords, ", "))
	block("Abstract", p.Abstract)
	if len(p.Notes) > 0 {
		fmt.Fprint(w, "\nNotes\n")
		writeNotes(w, p.Notes)
	}
}

// facts are the names and values of what is known of a paper.
func facts(p *models.Paper) [][2]string {
	var facts [][2]string
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, [2]string{name, value})
		}
	}
	add("arXiv", p.ArxivID)
	add("Published", p.Published)
	add("Listed", strings.Join(p.Days, ", "))
	if e := p.Entry; e != nil {
		state := e.State.Name()
		if e.Starred {
			state += ", starred"
		}
		if e.Rating > 0 {
			state += fmt.Sprintf(", rated %d of 5", e.Rating)
		}
		add("State", state)
		add("Why", e.Why)
		add("Kept", e.KeptAt.UTC().Format(time.DateOnly))
	}
	add("Citation key", p.CitationKey)
	add("Tags", strings.Join(tagNames(p), ", "))
	add("Upvotes", strconv.Itoa(p.Upvotes))
	add("Comments", strconv.Itoa(p.Comments))
	add("Organization", p.Organization)
	add("Submitter", p.Submitter)
	add("DOI", p.DOI)
	add("Journal", p.Journal)
	add("arXiv comment", p.ArxivComment)
	code := p.GitHub
	if code != "" && p.GitHubStars != nil {
		code += " (" + count(*p.GitHubStars, "star", "stars") + ")"
	}
	add("Code", code)
	add("Project", p.Project)
	if p.ArxivID != "" {
		add("Page", p.URL())
		add("At arXiv", p.ArxivURL())
		add("PDF", p.PDFURL())
	}
	return facts
}

// writeNotes writes notes as they are, each under its time.
func writeNotes(w io.Writer, notes []models.Note) {
	for i, n := range notes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, n.UpdatedAt.UTC().Format("2006-01-02 15:04 UTC"))
		if n.Quote != "" {
			fmt.Fprintf(w, "> %s\n", plain(oneLine(n.Quote)))
		}
		fmt.Fprintln(w, plain(strings.TrimRight(n.Text, "\n")))
	}
}

// wrap breaks text between words into lines of at most width columns; a longer
// word has a line of its own.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(plain(text)) {
		wide := runewidth.StringWidth(word)
		switch {
		case column == 0:
		case column+1+wide > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += wide
	}
	return b.String()
}
