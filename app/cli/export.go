package cli

import (
	"context"
	"slices"
	"strings"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/formats"
)

func formatNames() []string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return names
}

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
	format, _ := export.Find(c.last("format")) // checkExport has seen to it
	everything := format.WriteKept != nil && c.last("query") == ""
	papers, err := c.toExport(ctx, everything)
	if err != nil {
		return err
	}
	if len(papers) == 0 && !everything {
		c.say("Nothing in the reading list matches, so nothing was written.")
		return nil
	}
	job := export.Export{Library: c.session.Library, Format: format, Options: formats.All(), Papers: papers, Everything: everything}
	job.Options.At = c.env.Now()
	file := c.last("output")
	if file == "" || file == "-" {
		_, err := job.To(ctx, c.out)
		return err
	}
	report, err := job.ToFile(ctx, file)
	if err != nil {
		return err
	}
	c.say("Wrote %s to %s: written %d of %d, read back %d of %d.", count(report.Written, "paper", "papers"), file, report.Written, len(papers), report.ReadBack, len(papers))
	return nil
}

// toExport are the papers that are asked for: the whole library where everything
// is.
func (c *call) toExport(ctx context.Context, everything bool) ([]int64, error) {
	if everything {
		return c.session.Library.PaperKeys(ctx)
	}
	return c.session.Library.Find(ctx, models.View{Place: models.KeptPlace, Query: c.last("query")})
}
