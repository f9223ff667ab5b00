package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/natefinch/atomic"

	"offprint/models"
	"offprint/models/formats/bibtex"
	"offprint/models/formats/markdown"
)

func formatNames() []string { return []string{"bibtex", "markdown"} }

func checkExport(c *call) error {
	format := c.last("format")
	if format == "" {
		return misusef("Something is missing. Write: %s", c.command.synopsis())
	}
	if !slices.Contains(formatNames(), format) {
		return misusef("There is no format “%s”.%s Known: %s.", format, meant(format, "", formatNames()), strings.Join(formatNames(), ", "))
	}
	return nil
}

func runExport(ctx context.Context, c *call) error {
	papers, err := c.session.Library.Papers(ctx, models.View{Place: models.KeptPlace, Query: c.last("query"), Whole: true})
	if err != nil {
		return err
	}
	if len(papers) == 0 {
		c.say("Nothing in the reading list matches, so nothing was written.")
		return nil
	}
	file := c.last("output")
	if file == "" || file == "-" {
		return c.write(c.out, papers)
	}
	// The whole text first, then a file beside the old one, then the name: until
	// then the old file stands as it was.
	var text bytes.Buffer
	if err := c.write(&text, papers); err != nil {
		return err
	}
	if err := atomic.WriteFile(file, &text); err != nil {
		return &models.Error{Code: models.Unusable, Message: fmt.Sprintf("%s could not be written, and was left as it was. See that its folder is there, can be written and has room.", file), Err: err}
	}
	c.say("Wrote %s to %s", count(len(papers), "paper", "papers"), file)
	return nil
}

func (c *call) write(w io.Writer, papers []models.Paper) error {
	if c.last("format") == "bibtex" {
		return bibtex.Write(w, papers, bibtex.Options{})
	}
	return markdown.Write(w, papers, markdown.Options{ExportedAt: c.env.Now()})
}
