package cli

import (
	"context"
	"fmt"
	"time"

	"offprint/app/refresh"
)

func checkDay(c *call) error {
	if !c.has("day") {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, c.last("day")); err != nil {
		return misusef("“%s” is no day. Write one as in 2026-03-02.", c.last("day"))
	}
	return nil
}

func runSync(ctx context.Context, c *call) error {
	refresher, err := c.session.Refresh()
	if err != nil {
		return err
	}
	fetch, what := refresher.Today, "the newest list"
	if day := c.last("day"); day != "" {
		fetch = func(ctx context.Context) (refresh.Report, error) { return refresher.Day(ctx, day) }
		what = "the list of " + day
	}
	if c.env.StderrTTY {
		c.say("Fetching %s …", what)
	}
	report, err := fetch(ctx)
	if err != nil {
		return err
	}
	if report.TokenRefused {
		c.say("HF_TOKEN was not accepted; the list was read without it. Renew it, or leave it empty.")
	}
	if report.Skipped > 0 {
		c.say("%s of the list could not be read, and were left out.", count(report.Skipped, "item", "items"))
	}
	if report.Asked != report.Day {
		c.say("The list of %s has no papers yet; the newest is that of %s.", report.Asked, report.Day)
	}
	if report.Saved.Papers == 0 {
		c.say("The list of %s has no papers.", report.Day)
		return nil
	}
	fmt.Fprintf(c.out, "%s  %s, %d new, %d changed\n", report.Day, count(report.Saved.Papers, "paper", "papers"), report.Saved.New, report.Saved.Changed)
	return nil
}
