package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"offprint/models"
)

const tagsHelp = `  offprint tags                    all tags, with how many papers have them
  offprint tags rename OLD NEW     those nested in OLD, as OLD/x, go along
  offprint tags merge FROM… INTO   give the papers of FROM the tag INTO
  offprint tags delete NAME        with --nested those nested in it, too
  offprint tags color NAME COLOR   a color as below, none, or as #2F6FB3
  offprint tags key NAME N         put it on the key 1 to 9 of the window; 0 for
                                   none

The colors are %s.
Smart lists that ask for a renamed or merged tag ask for the new one then.`

// tagActions are what tags may be followed by, with the least and the largest
// number of arguments; -1 is any number.
func tagActions() map[string][2]int {
	return map[string][2]int{"list": {0, 0}, "rename": {2, 2}, "merge": {2, -1}, "delete": {1, 1}, "color": {2, 2}, "key": {2, 2}}
}

func colorNames() string {
	var names []string
	for _, c := range models.TagColors() {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

func checkTags(c *call) error {
	if len(c.args) == 0 {
		c.args = []string{"list"}
	}
	action, args := c.args[0], c.args[1:]
	bounds, known := tagActions()[action]
	if !known {
		var names []string
		for name := range tagActions() {
			names = append(names, name)
		}
		slices.Sort(names)
		return misusef("tags does not “%s”.%s Known: %s.", action, meant(action, "", names), strings.Join(names, ", "))
	}
	switch {
	case len(args) < bounds[0]:
		return misusef("Something is missing. See: offprint help tags")
	case bounds[1] >= 0 && len(args) > bounds[1]:
		return misusef("“%s” is too much. See: offprint help tags", args[bounds[1]])
	case c.has("nested") && action != "delete":
		return misusef("--nested goes with offprint tags delete NAME only.")
	}
	switch action {
	case "rename":
		_, err := models.CleanTag(args[1])
		return err
	case "color":
		_, err := models.ParseTagColor(args[1])
		return err
	case "key":
		if n, err := strconv.Atoi(args[1]); err != nil || n < 0 || n > 9 {
			return misusef("“%s” is no key. Write a number from 1 to 9, or 0 for none.", args[1])
		}
	}
	return nil
}

func runTags(ctx context.Context, c *call) error {
	library, args := c.session.Library, c.args[1:]
	var step models.Step
	var err error
	switch c.args[0] {
	case "list":
		return c.listTags(ctx)
	case "rename":
		step, err = library.RenameTag(ctx, args[0], args[1])
		var taken *models.NameTaken
		if errors.As(err, &taken) {
			return hint(err, "", "To merge them: offprint tags merge %s %s", quoted(args[0]), quoted(taken.Tag.Name))
		}
	case "merge":
		step, err = library.MergeTags(ctx, args[:len(args)-1], args[len(args)-1])
	case "delete":
		step, err = library.DeleteTag(ctx, args[0], c.has("nested"))
	case "color":
		step, err = library.SetTagColor(ctx, args[0], args[1])
	case "key":
		key, _ := strconv.Atoi(args[1]) // checkTags has seen to it
		step, err = library.SetTagKey(ctx, args[0], key)
	}
	if err != nil {
		return err
	}
	return c.done(step)
}

// hint is err with how to go on from the terminal behind what it says; what is
// cut from the end of its sentence first.
func hint(err error, cut, format string, args ...any) error {
	var said *models.Error
	if !errors.As(err, &said) {
		return err
	}
	return &models.Error{Code: said.Code, Message: strings.TrimSuffix(said.Message, cut) + " " + fmt.Sprintf(format, args...), Err: err}
}

// quoted is a word as it can be written in a shell.
func quoted(word string) string {
	if strings.ContainsAny(word, " '\"\\$`&|;<>()*?[]#~!") {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return word
}

type tagJSON struct {
	Name   string `json:"name"`
	Color  string `json:"color,omitempty"`
	Key    int    `json:"key,omitempty"`
	Papers int    `json:"papers"`
}

func (c *call) listTags(ctx context.Context) error {
	tags, err := c.session.Library.Tags(ctx)
	if err != nil {
		return err
	}
	if len(tags) == 0 {
		c.say("There is no tag yet. Give one by: offprint tag ID +NAME")
		return nil
	}
	if c.has("json") {
		for _, t := range tags {
			if err := c.writeJSON(tagJSON{t.Name, t.Color, t.Hotkey, t.Papers}); err != nil {
				return err
			}
		}
		return nil
	}
	wide, digits := 0, 0
	for _, t := range tags {
		wide, digits = max(wide, runewidth.StringWidth(plain(t.Name))), max(digits, len(strconv.Itoa(t.Papers)))
	}
	for _, t := range tags {
		line := fmt.Sprintf("%*d  %s", digits, t.Papers, runewidth.FillRight(plain(t.Name), wide))
		if t.Hotkey > 0 {
			line += fmt.Sprintf("  key %d", t.Hotkey)
		}
		fmt.Fprintln(c.out, strings.TrimRight(line, " "))
	}
	return nil
}
