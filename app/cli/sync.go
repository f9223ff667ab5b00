package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"offprint/app/refresh"
	"offprint/models"
)

// again is how old a list must be for sync to read it again: less than a reader
// waits before the next try, so that a call that was stopped is gone on with.
const again = 10 * time.Minute

// mostNamed is how many days, lines or papers are named before the rest is only
// counted.
const mostNamed = 20

func checkSync(c *call) error {
	for _, name := range []string{"day", "since", "until"} {
		if !c.has(name) {
			continue
		}
		if _, err := time.Parse(time.DateOnly, c.last(name)); err != nil {
			return misusef("“%s” is no day. Write one as in 2026-03-02.", c.last(name))
		}
	}
	var ways []string
	for _, name := range []string{"day", "since", "archive"} {
		if c.has(name) {
			ways = append(ways, "--"+name)
		}
	}
	switch {
	case len(ways) > 1:
		return misusef("%s cannot be given together. Choose one of them.", strings.Join(ways, " and "))
	case c.has("until") && !c.has("since"):
		return misusef("--until goes with --since only. Write: offprint sync --since 2026-03-02 --until %s", c.last("until"))
	case c.has("until") && c.last("until") < c.last("since"):
		return misusef("--until %s is before --since %s. Write the earlier day behind --since.", c.last("until"), c.last("since"))
	}
	return nil
}

func runSync(ctx context.Context, c *call) error {
	refresher, err := c.session.Refresh()
	if err != nil {
		return err
	}
	today := c.env.Now().UTC().Format(time.DateOnly)
	switch {
	case c.last("since") > today:
		return &models.Error{Code: models.Invalid, Message: fmt.Sprintf("The day %s is still to come. Nothing was fetched.", c.last("since"))}
	case c.has("day"):
		return c.syncDay(ctx, refresher, c.last("day"))
	case c.has("archive"):
		return c.syncRange(ctx, refresher, refresh.FirstDay, today)
	case c.has("since") && c.has("until"):
		return c.syncRange(ctx, refresher, c.last("since"), c.last("until"))
	case c.has("since"):
		return c.syncRange(ctx, refresher, c.last("since"), today)
	}
	days := newDayLines(ctx, c)
	result, err := refresher.CatchUp(days.ctx, refresh.Plan{Again: again}, days.tell)
	return days.end(result, err)
}

func (c *call) syncDay(ctx context.Context, refresher *refresh.Refresher, day string) error {
	if c.env.StderrTTY {
		c.say("Fetching the list of %s …", day)
	}
	report, err := refresher.Day(ctx, day)
	if err != nil {
		return err
	}
	c.sayOfLists(report.TokenRefused, report.Skipped)
	if report.Saved.Papers == 0 {
		c.say("The list of %s has no papers.", report.Day)
		return nil
	}
	c.dayLine(report)
	return nil
}

// syncRange reads the days from first to last. What is missing of the range is
// kept in the library, so that a later call goes on.
func (c *call) syncRange(ctx context.Context, refresher *refresh.Refresher, first, last string) error {
	backfill, err := c.session.Library.StartBackfill(ctx, first, last)
	if err != nil {
		return err
	}
	days := newDayLines(ctx, c)
	result, err := refresher.Backfill(days.ctx, backfill.ID, &refresh.Control{}, days.tell)
	return days.end(result, err)
}

func (c *call) dayLine(report refresh.Report) {
	fmt.Fprintf(c.out, "%s  %s, %d new, %d changed\n", report.Day, count(report.Saved.Papers, "paper", "papers"), report.Saved.New, report.Saved.Changed)
}

// sayOfLists says what a reader should know about lists that were read.
func (c *call) sayOfLists(tokenRefused bool, skipped int) {
	if tokenRefused {
		c.say("HF_TOKEN was not accepted; what was read was read without it. Renew it, or leave it empty.")
	}
	if skipped > 0 {
		c.say("%s could not be read, and %s left out.", count(skipped, "item of a list", "items of lists"), wasWere(skipped))
	}
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// dayLines writes a line for each day as it comes, and how far it is where
// Stderr is a terminal.
type dayLines struct {
	c *call
	// ctx ends where nobody reads the lines any more.
	ctx  context.Context
	stop context.CancelFunc
	line statusLine
	// unread says that the lines cannot be written.
	unread bool
	// first is the newest day asked for, newest the newest with papers.
	first, newest string
}

func newDayLines(ctx context.Context, c *call) *dayLines {
	d := &dayLines{c: c, line: statusLine{w: c.env.Stderr, on: c.env.StderrTTY}}
	d.ctx, d.stop = context.WithCancel(ctx)
	d.line.show("Fetching …")
	return d
}

func (d *dayLines) tell(p refresh.Progress) {
	if d.first == "" {
		d.first = p.Day
	}
	if p.Report != nil && p.Report.Saved.Papers > 0 {
		d.newest = max(d.newest, p.Report.Day)
		d.line.clear()
		d.c.dayLine(*p.Report)
		if err := d.c.out.Flush(); err != nil {
			d.unread = true
			d.stop()
		}
	}
	status := fmt.Sprintf("%s  %d of %s, %s", p.Day, p.Done, count(p.Total, "day", "days"), count(p.Papers, "paper", "papers"))
	switch {
	case p.Paused != nil:
		status += ", paused by Hugging Face until " + p.Paused.Until.Format("15:04:05") + " UTC"
	case p.Left >= time.Minute:
		status += ", " + count(int(p.Left.Round(time.Minute)/time.Minute), "minute", "minutes") + " left"
	case p.Left > 0:
		status += ", less than a minute left"
	}
	d.line.show(status)
}

// end says what came of it and gives the error that the command ends with.
func (d *dayLines) end(result refresh.Result, err error) error {
	defer d.stop()
	d.line.clear()
	c := d.c
	c.sayOfLists(result.TokenRefused, result.Skipped)
	if d.newest != "" && d.newest < d.first && err == nil && !c.has("until") {
		c.say("The list of %s has no papers yet; the newest is that of %s.", d.first, d.newest)
	}
	if result.Read > 0 {
		c.say("%s with new papers: %s new, %d changed. %s read.",
			count(result.Days, "day", "days"), count(result.New, "paper", "papers"), result.Changed, count(result.Read, "list", "lists"))
	} else if err == nil && len(result.Failed) == 0 {
		c.say("Nothing to fetch: all these lists were read before.")
	}
	if d.unread {
		return nil // Run finds the output broken, too, and says so
	}
	failed := make([]string, len(result.Failed))
	for i, f := range result.Failed {
		failed[i] = f.Day
	}
	switch {
	case err != nil:
		if len(failed) > 0 {
			c.say("Not read: %s.", named(failed))
		}
		return err
	case len(failed) > 0:
		why, ok := refresh.Message(result.Failed[0].Err)
		if !ok {
			return fmt.Errorf("read the lists of %s: %w", named(failed), result.Failed[0].Err)
		}
		return &models.Error{Code: models.Internal, Err: result.Failed[0].Err, Message: fmt.Sprintf(
			"%s could not be read: %s. All others are kept; the same call tries these again. Of the first: %s", count(len(failed), "list", "lists"), named(failed), why)}
	}
	return nil
}

// named names the first of many and counts the rest.
func named(all []string) string {
	if len(all) <= mostNamed {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:mostNamed], ", "), len(all)-mostNamed)
}
