package cli

import (
	"context"
	"strconv"
	"strings"

	"offprint/models"
)

// checkIDs puts bare identifiers in the place of the first n arguments.
func (c *call) checkIDs(n int) error {
	for i, arg := range c.args[:n] {
		id, ok := Identifier(arg)
		if !ok {
			return misusef("“%s” is no arXiv identifier. Write one as in 2309.12288, or the link to the paper.", arg)
		}
		c.args[i] = id
	}
	return nil
}

// lastArg is the argument that says what papers before it become.
func (c *call) lastArg() string { return c.args[len(c.args)-1] }

// mark makes one step of what set does to the papers that args name.
func (c *call) mark(ctx context.Context, args []string, set func(papers []int64) (models.Step, error)) error {
	papers, err := c.session.Library.Lookup(ctx, args)
	if err != nil {
		return err
	}
	step, err := set(papers)
	if err != nil {
		return err
	}
	return c.done(step)
}

func checkState(c *call) error {
	if _, err := models.ParseState(c.lastArg()); err != nil {
		return err
	}
	return c.checkIDs(len(c.args) - 1)
}

func runState(ctx context.Context, c *call) error {
	state, err := models.ParseState(c.lastArg())
	if err != nil {
		return err
	}
	return c.mark(ctx, c.args[:len(c.args)-1], func(papers []int64) (models.Step, error) {
		return c.session.Library.SetState(ctx, papers, state)
	})
}

func checkRate(c *call) error {
	if n, err := strconv.Atoi(c.lastArg()); err != nil || n < 0 || n > 5 {
		return misusef("“%s” is no rating. Write a number from 1 to 5 behind the papers, or 0 to take the rating away.", c.lastArg())
	}
	return c.checkIDs(len(c.args) - 1)
}

func runRate(ctx context.Context, c *call) error {
	rating, _ := strconv.Atoi(c.lastArg()) // checkRate has seen to it
	return c.mark(ctx, c.args[:len(c.args)-1], func(papers []int64) (models.Step, error) {
		return c.session.Library.SetRating(ctx, papers, rating)
	})
}

func checkStar(c *call) error { return c.checkIDs(len(c.args)) }

func runStar(ctx context.Context, c *call) error {
	return c.mark(ctx, c.args, func(papers []int64) (models.Step, error) {
		return c.session.Library.SetStar(ctx, papers, !c.has("off"))
	})
}

func runWhy(ctx context.Context, c *call) error {
	return c.mark(ctx, c.args[:1], func(papers []int64) (models.Step, error) {
		return c.session.Library.SetWhy(ctx, papers, strings.Join(c.args[1:], " "))
	})
}
