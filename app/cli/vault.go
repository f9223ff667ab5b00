package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/vault"
)

// vaultFormat is the one format that is a folder.
const vaultFormat = "vault"

const vaultHelp = `vault writes a file a paper into the folder DIR, for Obsidian, Logseq and every
editor, as often as you like: between its two lines it writes anew, and in the
front matter its own keys; all else is yours and stays. Files may be renamed and
moved. What you changed between the lines, and keys that you changed or took
away, stays as you have it and is said; the command then fails, after all else is
done. What updated files were is kept in DIR/.offprint. --dry-run lists what
would change. DIR is a vault, a folder in one, or empty; --new-vault takes any.`

func (c *call) isVault() bool { return c.last("format") == vaultFormat }

// checkVault looks at what a vault is asked for with.
func (c *call) checkVault() error {
	switch {
	case c.isVault() && !c.toFile():
		return misusef("A vault is a folder. Name it by --output DIR.")
	case !c.isVault() && (c.has("new-vault") || c.has("titles")):
		return misusef("--new-vault and --titles are for the format vault.")
	}
	return nil
}

// vaultJSON is what becomes of a file, as --json writes it; keys are only ever
// added.
type vaultJSON struct {
	ID      string   `json:"id,omitempty"`
	Path    string   `json:"path"`
	Change  string   `json:"change"`
	Keys    []string `json:"keys,omitempty"`
	Block   bool     `json:"block,omitempty"`
	Kept    []string `json:"kept,omitempty"`
	Moved   bool     `json:"moved,omitempty"`
	Problem string   `json:"problem,omitempty"`
	DryRun  bool     `json:"dry_run,omitempty"`
}

// exportVault writes papers into a vault, or says what that would change.
func (c *call) exportVault(ctx context.Context, papers []int64, o formats.Options) error {
	line := statusLine{w: c.env.Stderr, on: c.env.StderrTTY}
	job := export.Vault{
		Library: c.session.Library, Folder: c.last("output"), Papers: papers,
		Options: vault.Options{
			Options: o, Titles: c.has("titles"), Anew: c.has("new-vault"),
			OnPlanned: func(n int) {
				if n%100 == 0 {
					line.show(fmt.Sprintf("%d of %s compared", n, count(len(papers), "paper", "papers")))
				}
			},
		},
		OnWritten: func(n int) {
			if n%100 == 0 {
				line.show(count(n, "file", "files") + " written")
			}
		},
	}
	line.show("Reading the folder …")
	changes, err := job.Plan(ctx)
	if err != nil || c.has("dry-run") {
		line.clear()
	}
	switch {
	case errors.Is(err, vault.ErrNoVault):
		return misusef("%s has other files and is no vault: neither Obsidian, nor Logseq, nor Offprint has written there. Nothing was written. Choose a vault or an empty folder, or add --new-vault.", job.Folder)
	case err != nil:
		return err
	case c.has("dry-run"):
		return c.tellVault(changes, nil)
	}
	report, err := job.Apply(ctx, changes, c.env.Now())
	line.clear()
	if err != nil {
		if done := report.New + report.Updated; done > 0 && ctx.Err() != nil {
			c.say("%s written; each of them is whole.", sentence(count(done, "file was", "files were")))
		}
		return err
	}
	return c.tellVault(changes, &report)
}

// tellVault says what was done, or would be where there is no report. It is an
// error where files were left alone that should have been written.
func (c *call) tellVault(changes *vault.Changes, report *vault.Report) error {
	for i := range changes.Papers {
		change := &changes.Papers[i]
		if c.has("json") {
			out := vaultJSON{ID: change.ArxivID, Path: change.Path, Change: string(change.Kind), Keys: change.Keys, Block: change.Block, Kept: change.Kept, Moved: change.Moved, DryRun: report == nil}
			if change.Problem != nil {
				out.Problem = change.Problem.Message
			}
			if err := c.writeJSON(out); err != nil {
				return err
			}
			continue
		}
		if change.Kind == vault.Conflict || report == nil && (change.Kind != vault.Unchanged || len(change.Kept) > 0) {
			fmt.Fprintln(c.out, plain(changeLine(change)))
		}
	}
	conflicts := changes.Count(vault.Conflict)
	if report == nil {
		c.say("%d would be new, %d updated, %d unchanged, %d not touched. Nothing was written.", changes.Count(vault.New), changes.Count(vault.Updated), changes.Count(vault.Unchanged), conflicts)
	} else {
		c.say("%d new, %d updated, %d unchanged, %d not touched; read back %d of %d.", report.New, report.Updated, changes.Count(vault.Unchanged), conflicts, report.ReadBack, report.New+report.Updated)
		if report.Copies != "" {
			c.say("What the updated files were is in %s.", report.Copies)
		}
		if written := report.New + report.Updated; report.ReadBack < written {
			return &models.Error{Code: models.Unusable, Message: fmt.Sprintf("Of %s only %d could be read again as they were written. Another program may have changed them: export again.", count(written, "file", "files"), report.ReadBack)}
		}
	}
	if changes.Others > 0 {
		c.say("%s of other papers %s left alone.", count(changes.Others, "file", "files"), wasWere(changes.Others))
	}
	if conflicts == 0 {
		return nil
	}
	left := "Everything else is written."
	if report == nil {
		left = "Everything else can be written."
	}
	return &models.Error{Code: models.Conflict, Message: fmt.Sprintf("%s not touched, for the reasons above. %s", sentence(count(conflicts, "file is", "files are")), left)}
}

// changeLine is what becomes of a file in a line.
func changeLine(change *vault.Change) string {
	line := fmt.Sprintf("%-9s  %s", change.Kind, change.Path)
	var parts []string
	if change.Block {
		parts = append(parts, "the text between the lines")
	}
	parts = append(parts, change.Keys...)
	if len(parts) > 0 {
		line += "  " + strings.Join(parts, ", ")
	}
	if len(change.Kept) > 0 {
		line += "  (kept as you have it: " + strings.Join(change.Kept, ", ") + ")"
	}
	if change.Problem != nil {
		line += "  " + change.Problem.Message
	}
	return line
}
