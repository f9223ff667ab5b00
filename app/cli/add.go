package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"offprint/app/refresh"
	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/jsonl"
)

const addHelp = `ID is an arXiv identifier, as in 2309.12288, or a link to the paper at arXiv,
Hugging Face, alphaXiv or DOI. LIST is a file with any number of them, and other
text, in its lines; - is the standard input. Papers that Hugging Face does not
know are looked up at arXiv.`

func checkAdd(c *call) error {
	if len(c.args) == 0 && !c.has("file") {
		return misusef("Something is missing. Write: %s", c.command.synopsis())
	}
	return checkKeeping(c)
}

func runAdd(ctx context.Context, c *call) error {
	var asked []refresh.Identifier
	var rejected []string
	seen := map[string]bool{}
	take := func(ids []refresh.Identifier) {
		for _, id := range ids {
			if !seen[id.Bare] {
				seen[id.Bare] = true
				asked = append(asked, id)
			}
		}
	}
	for _, arg := range c.args {
		found, wrong := refresh.Identifiers(arg)
		take(found)
		for _, r := range wrong {
			rejected = append(rejected, fmt.Sprintf("“%s” is %s.", r.Text, r.Why))
		}
	}
	for _, name := range c.flags["file"] {
		text, err := c.readList(name)
		if err != nil {
			return err
		}
		found, wrong := refresh.Identifiers(text)
		take(found)
		for _, r := range wrong {
			rejected = append(rejected, fmt.Sprintf("Line %d: “%s” is %s.", r.Line, r.Text, r.Why))
		}
	}
	for _, line := range rejected[:min(len(rejected), mostNamed)] {
		c.say("%s", line)
	}
	if more := len(rejected) - mostNamed; more > 0 {
		c.say("%s that %s no paper.", count(more, "more line or word", "more lines or words"), nameOrNames(more))
	}
	if len(asked) == 0 {
		return &models.Error{Code: models.Invalid, Message: "There is no arXiv identifier and no link to a paper. Nothing was changed. Write one as in 2309.12288."}
	}
	return c.add(ctx, asked, len(rejected))
}

func nameOrNames(n int) string {
	if n == 1 {
		return "names"
	}
	return "name"
}

// readList reads a text with identifiers from a file, or from the standard
// input where name is "-".
func (c *call) readList(name string) (string, error) {
	from := c.env.Stdin
	what := "the standard input"
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", &models.Error{Code: models.NotFound, Message: fmt.Sprintf("The file %s cannot be read: %v. Nothing was changed.", name, rootOf(err)), Err: err}
		}
		defer file.Close()
		from, what = file, "the file "+name
	}
	text, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	switch {
	case err != nil:
		return "", &models.Error{Code: models.Unusable, Message: fmt.Sprintf("%s cannot be read: %v. Nothing was changed.", sentence(what), rootOf(err)), Err: err}
	case len(text) > maxInput:
		return "", &models.Error{Code: models.Invalid, Message: fmt.Sprintf("%s is longer than 32 MiB. Nothing was changed. Cut it into parts.", sentence(what))}
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	return string(text), nil
}

// sentence is text with a capital at its beginning.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// add takes papers into the library where they are not there, and keeps them.
// The command fails where some were not found, after the others are kept.
func (c *call) add(ctx context.Context, asked []refresh.Identifier, rejected int) error {
	refresher, err := c.session.Refresh()
	if err != nil {
		return err
	}
	line := statusLine{w: c.env.Stderr, on: c.env.StderrTTY}
	line.show("Looking up " + count(len(asked), "paper", "papers") + " …")
	added, err := refresher.Add(ctx, asked, func(done, total int) {
		line.show(fmt.Sprintf("%d of %s looked up", done, count(total, "paper", "papers")))
	})
	line.clear()
	if len(added.Papers) > 0 {
		// What was found is kept even when the looking up was stopped.
		if err := c.keepAdded(context.WithoutCancel(ctx), added.Papers); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if len(added.Unknown) == 0 && len(added.Failed) == 0 {
		if rejected == 0 {
			return nil
		}
		return &models.Error{Code: models.NotFound, Message: fmt.Sprintf("%s named no paper; everything else is kept.", count(rejected, "line or word", "lines or words"))}
	}
	var parts []string
	if n := len(added.Unknown); n > 0 {
		parts = append(parts, fmt.Sprintf("%s not found: %s.", count(n, "paper was", "papers were"), named(added.Unknown)))
	}
	if n := len(added.Failed); n > 0 {
		ids := make([]string, n)
		for i, f := range added.Failed {
			ids[i] = f.ArxivID
		}
		why, _ := refresh.Message(added.Failed[0].Err)
		parts = append(parts, fmt.Sprintf("%s could not be looked up: %s. %s", count(n, "paper", "papers"), named(ids), why))
	}
	if len(added.Papers) > 0 {
		parts = append(parts, "Everything else is kept.")
	} else {
		parts = append(parts, "Nothing was changed.")
	}
	return &models.Error{Code: models.NotFound, Message: strings.Join(parts, " ")}
}

// keepAdded keeps papers as the flags say, and writes what was done.
func (c *call) keepAdded(ctx context.Context, papers []refresh.AddedPaper) error {
	ids := make([]int64, len(papers))
	for i, p := range papers {
		ids[i] = p.ID
	}
	step, err := c.keep(ctx, ids)
	if err != nil {
		return err
	}
	if !c.has("json") {
		return c.done(step)
	}
	for _, p := range papers {
		paper, err := c.session.Library.Paper(ctx, p.ArxivID)
		if err != nil {
			return err
		}
		if err := jsonl.Write(c.out, formats.Of(*paper)); err != nil {
			return err
		}
	}
	return nil
}
