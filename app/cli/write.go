package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"offprint/app/refresh"
	"offprint/models"
)

func checkKeep(c *call) error {
	if err := checkKeeping(c); err != nil {
		return err
	}
	return checkID(c)
}

// checkKeeping looks at the flags that say how papers are kept.
func checkKeeping(c *call) error {
	if c.has("state") {
		if _, err := models.ParseState(c.last("state")); err != nil {
			return err
		}
	}
	for _, name := range c.flags["tag"] {
		if _, err := models.CleanTag(name); err != nil {
			return err
		}
	}
	return nil
}

func runKeep(ctx context.Context, c *call) error {
	ids, err := c.session.Library.Lookup(ctx, c.args[:1])
	if models.CodeOf(err) == models.NotFound {
		id, _ := refresh.Identifiers(c.args[0])
		if len(id) == 0 {
			return misusef("“%s” is no arXiv identifier. Write one as in 2309.12288, or the link to the paper.", c.args[0])
		}
		return c.add(ctx, id, 0)
	}
	if err != nil {
		return err
	}
	step, err := c.keep(ctx, ids)
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}

// keep keeps papers as the flags say.
func (c *call) keep(ctx context.Context, ids []int64) (models.Step, error) {
	keeping := models.Keeping{Tags: c.flags["tag"]}
	if c.has("state") {
		var err error
		if keeping.State, err = models.ParseState(c.last("state")); err != nil {
			return models.Step{}, err
		}
	}
	return c.session.Library.Keep(ctx, ids, keeping)
}

func checkTag(c *call) error {
	for _, word := range c.args[1:] {
		if !strings.HasPrefix(word, "+") && !strings.HasPrefix(word, "-") {
			return misusef("“%s” says neither to give nor to take. Write +%s to give the tag, -%s to take it away.", word, word, word)
		}
		if _, err := models.CleanTag(word[1:]); err != nil {
			return err
		}
	}
	return checkID(c)
}

func runTag(ctx context.Context, c *call) error {
	ids, err := c.session.Library.Lookup(ctx, c.args[:1])
	if err != nil {
		return err
	}
	var add, drop []string
	for _, word := range c.args[1:] {
		if word[0] == '+' {
			add = append(add, word[1:])
		} else {
			drop = append(drop, word[1:])
		}
	}
	step, err := c.session.Library.Tag(ctx, ids, add, drop)
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}

// done says what a step did.
func (c *call) done(step models.Step) {
	if step.ID == 0 {
		c.say("Nothing to change: it is so already.")
		return
	}
	fmt.Fprintf(c.out, "%s.\n", plain(step.Label))
}

// maxInput bounds what is read from the standard input: more than the longest
// note, so that one too long is refused and not cut.
const maxInput = 32 << 20

func runNote(ctx context.Context, c *call) error {
	paper, err := c.session.Library.Paper(ctx, c.args[0])
	if err != nil {
		return err
	}
	if len(c.args) == 1 {
		if len(paper.Notes) == 0 {
			c.say("There is no note on “%s” yet. Write one by: offprint note %s TEXT", paper.Title, paper.ArxivID)
			return nil
		}
		writeNotes(c.out, paper.Notes)
		return nil
	}
	text := strings.Join(c.args[1:], " ")
	if text == "-" {
		input, err := io.ReadAll(io.LimitReader(c.env.Stdin, maxInput))
		if err != nil {
			return &models.Error{Code: models.Internal, Message: "The note could not be read from the standard input. Nothing was saved.", Err: err}
		}
		text = strings.TrimRight(string(input), "\r\n")
	}
	if strings.TrimSpace(text) == "" {
		return misusef("The note is empty. Nothing was saved.")
	}
	_, step, err := c.session.Library.SaveNote(ctx, models.NoteEdit{PaperID: paper.ID, Text: text})
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}

func runUndo(ctx context.Context, c *call) error {
	step, err := c.session.Library.Undo(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Undone: %s.\n", plain(step.Label))
	return nil
}
