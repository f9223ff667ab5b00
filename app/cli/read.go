package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/jsonl"
)

func checkLimit(c *call) error {
	if !c.has("limit") {
		return nil
	}
	if n, err := strconv.Atoi(c.last("limit")); err != nil || n < 1 {
		return misusef("“%s” is no limit. Write a whole number from 1 on, as in --limit 20.", c.last("limit"))
	}
	return nil
}

func runList(ctx context.Context, c *call) error {
	none := "The reading list is empty. Put a paper in by: offprint keep ID"
	if len(c.args) > 0 {
		none = "Nothing in the reading list matches. All papers kept offline are searched by: offprint search"
	}
	return c.listPapers(ctx, models.KeptPlace, none, false)
}

func runSearch(ctx context.Context, c *call) error {
	return c.listPapers(ctx, models.Everywhere, "No paper kept offline matches. More come in by: offprint sync", true)
}

// listPapers writes the papers of a place that match the arguments as a query;
// none is what to say where there are none. With hits it writes where the words
// are, too.
func (c *call) listPapers(ctx context.Context, place models.Place, none string, hits bool) error {
	limit, _ := strconv.Atoi(c.last("limit")) // checkLimit has seen to it; 0 is all
	papers, err := c.session.Library.Papers(ctx, models.View{
		Place: place, Query: strings.Join(c.args, " "), Limit: limit, Whole: c.has("json"), Hits: hits && !c.has("json"),
	})
	if err != nil {
		return err
	}
	if len(papers) == 0 {
		c.say("%s", none)
		return nil
	}
	if c.has("json") {
		return jsonl.Write(c.out, formats.Of(papers...))
	}
	if hits {
		return writeFound(c.out, papers, c.env.Width, c.marks())
	}
	return writeRows(c.out, papers, c.env.Width)
}

func runShow(ctx context.Context, c *call) error {
	paper, err := c.session.Library.Paper(ctx, c.args[0])
	if err != nil {
		return err
	}
	if c.has("json") {
		return jsonl.Write(c.out, formats.Of(*paper))
	}
	writePaper(c.out, paper, c.env.Width)
	return nil
}

func runCheck(ctx context.Context, c *call) error {
	findings, err := c.session.Library.Check(ctx, c.has("repair"))
	if err != nil {
		return err
	}
	mended := 0
	for _, f := range findings {
		mark := "fault"
		if f.Mended {
			mark, mended = "mended", mended+1
		}
		fmt.Fprintf(c.out, "%-6s  %s\n", mark, plain(f.What))
	}
	switch {
	case len(findings) == 0:
		fmt.Fprintln(c.out, "The library is sound.")
	case mended == len(findings):
		fmt.Fprintln(c.out, "The library is sound again.")
	case c.has("repair"):
		return &models.Error{Code: models.Internal, Message: fmt.Sprintf("%s left that cannot be mended. Nothing was removed%s.", count(len(findings)-mended, "fault is", "faults are"), c.orRestore(ctx))}
	default:
		return &models.Error{Code: models.Internal, Message: fmt.Sprintf("The library has %s. Nothing was changed; mend what can be mended by: offprint check --repair%s", count(len(findings), "fault", "faults"), c.orRestore(ctx))}
	}
	return nil
}

// orRestore names the last backup as another way out.
func (c *call) orRestore(ctx context.Context) string {
	b, ok, err := c.session.Library.LastBackup(ctx)
	if err != nil || !ok {
		return ""
	}
	return fmt.Sprintf("; or bring the backup of %s back by: offprint restore %s", backupTime(b), b.Name())
}

// count is a number and its noun: "1 paper", "2 papers".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
