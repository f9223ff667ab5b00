package cli

import (
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/mattn/go-runewidth"

	"offprint/models"
)

// marks are what stands around a word that was found: bold in a terminal, where
// those of this system know the sequence, and nothing elsewhere.
type marks struct{ on, off string }

func (c *call) marks() marks {
	if c.env.Width <= 0 || runtime.GOOS == "windows" {
		return marks{}
	}
	return marks{"\x1b[1m", "\x1b[22m"}
}

// writeFound writes a row for each paper and below it where the words are: in
// the abstract and in a note.
func writeFound(w io.Writer, papers []models.Paper, width int, m marks) error {
	return writeRowsAnd(w, papers, width, func(p *models.Paper) error {
		if p.Hits == nil {
			return nil
		}
		for _, part := range []struct {
			lead string
			text models.Snippet
		}{{"    ", p.Hits.Abstract}, {"    note: ", p.Hits.Note}} {
			if part.text.Text == "" {
				continue
			}
			if _, err := fmt.Fprintln(w, part.lead+m.marked(part.text, width-len(part.lead))); err != nil {
				return fmt.Errorf("write where the words are: %w", err)
			}
		}
		return nil
	})
}

// marked is a snippet on one line of at most width columns, with its words
// marked; 0 and less cuts nothing.
func (m marks) marked(s models.Snippet, width int) string {
	var b strings.Builder
	columns, open, next := 0, false, 0
	for i, r := range []rune(s.Text) {
		if next < len(s.Words) && i == s.Words[next].To && open {
			b.WriteString(m.off)
			open = false
			next++
		}
		wide := runewidth.RuneWidth(r)
		if width > 0 && columns+wide > width-1 {
			b.WriteString("…")
			break
		}
		if next < len(s.Words) && i == s.Words[next].From {
			b.WriteString(m.on)
			open = true
		}
		b.WriteString(plain(string(r)))
		columns += wide
	}
	if open {
		b.WriteString(m.off)
	}
	return b.String()
}

// cut is text on one line of at most width columns; 0 cuts nothing.
func cut(text string, width int) string {
	if width <= 0 {
		return text
	}
	return runewidth.Truncate(text, width, "…")
}
