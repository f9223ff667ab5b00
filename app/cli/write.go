package cli

import (
	"context"
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
	return c.done(step)
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

// tagWords is where in the arguments the words begin that give and take tags.
func (c *call) tagWords() int {
	for i, arg := range c.args {
		if strings.HasPrefix(arg, "+") || strings.HasPrefix(arg, "-") {
			return i
		}
	}
	return 1
}

func checkTag(c *call) error {
	first := max(c.tagWords(), 1)
	for _, word := range c.args[first:] {
		if !strings.HasPrefix(word, "+") && !strings.HasPrefix(word, "-") {
			return misusef("“%s” says neither to give nor to take. Write +%s to give the tag, -%s to take it away.", word, word, word)
		}
		if _, err := models.CleanTag(word[1:]); err != nil {
			return err
		}
	}
	return c.checkIDs(first)
}

func runTag(ctx context.Context, c *call) error {
	first := max(c.tagWords(), 1)
	var add, drop []string
	for _, word := range c.args[first:] {
		if word[0] == '+' {
			add = append(add, word[1:])
		} else {
			drop = append(drop, word[1:])
		}
	}
	return c.mark(ctx, c.args[:first], func(papers []int64) (models.Step, error) {
		return c.session.Library.Tag(ctx, papers, add, drop)
	})
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
	return c.done(step)
}
