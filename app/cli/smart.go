package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/jsonl"
)

// action is what a command can do; its name is the command's first argument.
type action struct {
	name  string
	usage string // what stands behind the name
	// least and most bound the number of arguments; most is -1 for any number.
	least, most int
	run         func(context.Context, *call, []string) error
}

// checkAction holds the arguments against what the command can do; without any
// it does the first.
func checkAction(c *call, all []action) error {
	if len(c.args) == 0 {
		c.args = []string{all[0].name}
	}
	var names []string
	for _, a := range all {
		names = append(names, a.name)
		if a.name != c.args[0] {
			continue
		}
		given := len(c.args) - 1
		if given < a.least || a.most >= 0 && given > a.most {
			return misusef("Write: %s", strings.TrimSpace("offprint "+c.command.name+" "+a.name+" "+a.usage))
		}
		return checkLimit(c)
	}
	return misusef("“%s” is nothing that %s can do.%s Known: %s.", c.args[0], c.command.name, meant(c.args[0], "", names), strings.Join(names, ", "))
}

func runAction(ctx context.Context, c *call, all []action) error {
	for _, a := range all {
		if a.name == c.args[0] {
			return a.run(ctx, c, c.args[1:])
		}
	}
	return nil // checkAction has seen to it
}

func smartActions() []action {
	return []action{
		{"list", "", 0, 0, runSmartList},
		{"show", "NAME", 1, -1, runSmartShow},
		{"add", "NAME QUERY", 2, -1, runSmartAdd},
		{"rename", "NAME NEW", 2, 2, runSmartRename},
		{"remove", "NAME", 1, -1, runSmartRemove},
	}
}

func checkSmart(c *call) error { return checkAction(c, smartActions()) }

func runSmart(ctx context.Context, c *call) error { return runAction(ctx, c, smartActions()) }

// smartJSON is a smart list as --json writes it. Papers is absent where the
// query cannot be understood.
type smartJSON struct {
	Name   string `json:"name"`
	Query  string `json:"query"`
	Color  string `json:"color,omitempty"`
	Papers *int   `json:"papers,omitempty"`
	More   bool   `json:"more,omitempty"` // there are more papers than were counted
	Wrong  string `json:"wrong,omitempty"`
}

func runSmartList(ctx context.Context, c *call, _ []string) error {
	lists, err := c.session.Library.SmartLists(ctx)
	if err != nil {
		return err
	}
	if len(lists) == 0 {
		c.say("There is no smart list yet. Add one by: offprint smart add NAME QUERY")
		return nil
	}
	wide := 0
	for _, list := range lists {
		wide = max(wide, runewidth.StringWidth(plain(list.Name)))
	}
	for _, list := range lists {
		papers := strconv.Itoa(list.Papers)
		if list.More {
			papers += "+"
		}
		if list.Wrong != "" {
			papers = "?"
		}
		if !c.has("json") {
			fmt.Fprintf(c.out, "%s  %5s  %s\n", runewidth.FillRight(plain(list.Name), wide), papers, plain(oneLine(list.Query)))
			if list.Wrong != "" {
				c.say("%s: %s", list.Name, list.Wrong)
			}
			continue
		}
		line := smartJSON{Name: list.Name, Query: list.Query, Color: list.Color, More: list.More, Wrong: list.Wrong}
		if list.Wrong == "" {
			line.Papers = &list.Papers
		}
		if err := c.writeJSON(line); err != nil {
			return err
		}
	}
	return nil
}

func runSmartShow(ctx context.Context, c *call, args []string) error {
	list, err := c.session.Library.SmartListNamed(ctx, strings.Join(args, " "))
	if err != nil {
		return err
	}
	limit, _ := strconv.Atoi(c.last("limit")) // checkLimit has seen to it; 0 is all
	papers, err := c.session.Library.Papers(ctx, models.View{Place: models.SmartPlace, Smart: list.ID, Limit: limit, Whole: c.has("json")})
	switch {
	case err != nil:
		return err
	case len(papers) == 0:
		c.say("No paper kept offline matches %s.", list.Query)
		return nil
	case c.has("json"):
		return jsonl.Write(c.out, formats.Of(papers...))
	}
	return writeRows(c.out, papers, c.env.Width)
}

func runSmartAdd(ctx context.Context, c *call, args []string) error {
	_, step, err := c.session.Library.AddSmartList(ctx, args[0], strings.Join(args[1:], " "))
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}

func runSmartRename(ctx context.Context, c *call, args []string) error {
	list, err := c.session.Library.SmartListNamed(ctx, args[0])
	if err != nil {
		return err
	}
	step, err := c.session.Library.RenameSmartList(ctx, list.ID, args[1])
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}

func runSmartRemove(ctx context.Context, c *call, args []string) error {
	list, err := c.session.Library.SmartListNamed(ctx, strings.Join(args, " "))
	if err != nil {
		return err
	}
	step, err := c.session.Library.RemoveSmartList(ctx, list.ID)
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}
