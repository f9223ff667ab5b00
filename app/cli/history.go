package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"offprint/models"
)

const (
	undoHelp = `Without STEP it takes the newest change back. The numbers of the steps are in
offprint history. A step that something newer stands on is not taken back as a
whole; with --rest what is left of it is, as a step of its own.`

	redoHelp = `Without STEP it makes the change that was undone last again; with STEP all that
were undone since, until that step is done again.`

	historyHelp = `Each line has the number of a step, when and by whom it was made, on how many
papers, and what it did. With --back-to every step newer than STEP is undone, or
none where something is in the way; redo makes them again.`

	trashHelp = `  offprint trash                   what was deleted in the last 30 days
  offprint trash restore ITEM      bring it back as a whole: a tag with its
                                   papers, a paper with its state and key

With --as a tag comes back under another name, a paper with another citation key.`
)

// checkStep looks at the number of a step, where there is one.
func checkStep(c *call) error {
	if len(c.args) > 0 {
		if _, err := stepNumber(c.args[0]); err != nil {
			return err
		}
	}
	if c.has("rest") && len(c.args) == 0 {
		return misusef("--rest needs the number of a step. See: offprint history")
	}
	return nil
}

func stepNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, misusef("“%s” is no number of a step. The numbers are in: offprint history", text)
	}
	return n, nil
}

// step is the number of the step that the arguments name, or 0.
func (c *call) step() int64 {
	if len(c.args) == 0 {
		return 0
	}
	n, _ := stepNumber(c.args[0]) // checkStep has seen to it
	return n
}

func runUndo(ctx context.Context, c *call) error {
	library := c.session.Library
	if c.has("rest") {
		step, rest, err := library.UndoRest(ctx, c.step())
		if err != nil {
			return err
		}
		if !c.has("json") {
			fmt.Fprintf(c.out, "%s: %d of %s.\n", plain(step.Label), rest.Done, count(rest.Of, "change", "changes"))
			return nil
		}
		return c.writeJSON(stepFields(step))
	}
	step, err := library.UndoStep(ctx, c.step())
	var conflict *models.UndoConflict
	if errors.As(err, &conflict) && conflict.Possible > 0 {
		return hint(err, "; undo that first.", "%d of its %s can still be undone by: offprint undo %d --rest",
			conflict.Possible, count(conflict.Step.Rows, "change", "changes"), conflict.Step.ID)
	}
	if err != nil {
		return err
	}
	return c.turned("Undone", step)
}

func runRedo(ctx context.Context, c *call) error {
	if len(c.args) > 0 {
		steps, err := c.session.Library.GoForward(ctx, c.step())
		if err != nil {
			return err
		}
		return c.turned("Done again", steps...)
	}
	step, err := c.session.Library.Redo(ctx)
	if err != nil {
		return err
	}
	return c.turned("Done again", step)
}

// turned says what steps were undone, or done again.
func (c *call) turned(how string, steps ...models.Step) error {
	for _, step := range steps {
		if c.has("json") {
			if err := c.writeJSON(stepFields(step)); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(c.out, "%s: %s.\n", how, plain(step.Label))
	}
	return nil
}

// done says what a step did.
func (c *call) done(step models.Step) error {
	if step.ID == 0 {
		c.say("Nothing to change: it is so already.")
		return nil
	}
	if c.has("json") {
		return c.writeJSON(stepFields(step))
	}
	fmt.Fprintf(c.out, "%s.\n", plain(step.Label))
	return nil
}

// stepJSON is a step in JSON. Keys are only ever added.
type stepJSON struct {
	Step   int64         `json:"step"`
	Label  string        `json:"label"`
	At     time.Time     `json:"at"`
	By     models.Origin `json:"by"`
	Papers int           `json:"papers"`
	Undone bool          `json:"undone"`
}

func stepFields(s models.Step) stepJSON {
	return stepJSON{s.ID, s.Label, s.At, s.Origin, s.Papers, !s.InForce()}
}

// writeJSON writes one object as a line.
func (c *call) writeJSON(v any) error {
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	if err := lines.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

func checkHistory(c *call) error {
	if c.has("back-to") {
		if _, err := stepNumber(c.last("back-to")); err != nil {
			return err
		}
		if c.has("limit") {
			return misusef("--back-to and --limit do not go together.")
		}
	}
	return checkLimit(c)
}

// steps of the history that are shown without --limit.
const stepsShown = 20

func runHistory(ctx context.Context, c *call) error {
	if c.has("back-to") {
		id, _ := stepNumber(c.last("back-to")) // checkHistory has seen to it
		undone, err := c.session.Library.GoBack(ctx, id)
		if err != nil {
			return err
		}
		return c.turned("Undone", undone...)
	}
	limit := stepsShown
	if c.has("limit") {
		limit, _ = strconv.Atoi(c.last("limit")) // checkLimit has seen to it
	}
	steps, err := c.session.Library.History(ctx, limit)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		c.say("Nothing was changed yet.")
		return nil
	}
	for _, s := range steps {
		if c.has("json") {
			if err := c.writeJSON(stepFields(s)); err != nil {
				return err
			}
			continue
		}
		papers := ""
		if s.Papers > 0 {
			papers = count(s.Papers, "paper", "papers")
		}
		undone := ""
		if !s.InForce() {
			undone = "undone: "
		}
		line := fmt.Sprintf("%*d  %s  %-7s  %12s  %s%s", len(strconv.FormatInt(steps[0].ID, 10)), s.ID, minute(s.At), s.Origin, papers, undone, s.Label)
		fmt.Fprintln(c.out, c.cut(line))
	}
	return nil
}

func minute(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// cut makes a row of a text: one line, no longer than the terminal is wide.
func (c *call) cut(text string) string {
	text = plain(strings.NewReplacer("\n", " ", "\t", " ").Replace(text))
	if c.env.Width > 0 {
		text = runewidth.Truncate(text, c.env.Width, "…")
	}
	return text
}

func checkTrash(c *call) error {
	if len(c.args) == 0 {
		if c.has("as") {
			return misusef("--as goes with offprint trash restore ITEM only.")
		}
		return nil
	}
	if c.args[0] != "restore" {
		return misusef("trash does not “%s”.%s Write: %s", c.args[0], meant(c.args[0], "", []string{"restore"}), c.command.synopsis())
	}
	if len(c.args) < 2 {
		return misusef("Something is missing. Write: %s", c.command.synopsis())
	}
	if n, err := strconv.ParseInt(c.args[1], 10, 64); err != nil || n < 1 {
		return misusef("“%s” is no number of a thing in the trash. The numbers are in: offprint trash", c.args[1])
	}
	return nil
}

// trashJSON is a thing in the trash in JSON. Keys are only ever added.
type trashJSON struct {
	Item        int64            `json:"item"`
	Kind        models.TrashKind `json:"kind"`
	Title       string           `json:"title"`
	Text        string           `json:"text,omitempty"`
	ID          string           `json:"id,omitempty"`
	State       models.State     `json:"state,omitempty"`
	CitationKey string           `json:"citation_key,omitempty"`
	Papers      int              `json:"papers,omitempty"`
	At          time.Time        `json:"at"`
	By          models.Origin    `json:"by"`
	Step        int64            `json:"step"`
	Label       string           `json:"label"`
}

func runTrash(ctx context.Context, c *call) error {
	if len(c.args) > 0 {
		item, _ := strconv.ParseInt(c.args[1], 10, 64) // checkTrash has seen to it
		step, err := c.session.Library.RestoreFromTrash(ctx, item, c.last("as"))
		if models.CodeOf(err) == models.Conflict {
			return hint(err, "", "Write: offprint trash restore %d --as NAME", item)
		}
		if err != nil {
			return err
		}
		return c.done(step)
	}
	trash, err := c.session.Library.Trash(ctx)
	if err != nil {
		return err
	}
	if len(trash) == 0 {
		c.say("The trash is empty.")
		return nil
	}
	wide := 0
	for _, t := range trash {
		wide = max(wide, len(strconv.FormatInt(t.ID, 10)))
	}
	for _, t := range trash {
		if c.has("json") {
			err := c.writeJSON(trashJSON{t.ID, t.Kind, t.Title, t.Text, t.ArxivID, t.State, t.CitationKey, t.Papers, t.At, t.Origin, t.Step, t.Label})
			if err != nil {
				return err
			}
			continue
		}
		what := t.Title
		switch t.Kind {
		case models.TrashedTag:
			what += " (" + count(t.Papers, "paper", "papers") + ")"
		case models.TrashedNote:
			what += ": " + t.Text
		case models.TrashedPaper:
			what = t.ArxivID + " " + what
		}
		fmt.Fprintln(c.out, c.cut(fmt.Sprintf("%*d  %s  %-7s  %-5s  %s", wide, t.ID, minute(t.At), t.Origin, t.Kind, what)))
	}
	return nil
}
