package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"offprint/app/export"
	"offprint/app/exporting"
	"offprint/app/words"
	"offprint/models/formats/vault"
)

// vaultFormat is the name of the format that fills a folder.
const vaultFormat = "vault"

// planVault looks at what an export into a folder would change.
func (w *Window) planVault(ctx context.Context, from leaving, what exporting.Choice) (export.Vault, *vault.Changes, error) {
	ids, err := w.papersOf(ctx, from, what.Papers, false)
	if err != nil {
		return export.Vault{}, nil, err
	}
	job := export.Vault{Library: w.Library, Folder: what.Folder, Papers: ids, Options: vault.Options{Options: w.exportOptions(what), Titles: what.Titles, Anew: what.Anew}}
	changes, err := job.Plan(ctx)
	return job, changes, err
}

// mostChanges is how many files a preview names.
const mostChanges = 300

// vaultChanges lists what an export into a folder would change.
func (w *Window) vaultChanges(ctx context.Context, from leaving, what exporting.Choice) (string, error) {
	_, changes, err := w.planVault(ctx, from, what)
	if err != nil {
		return "", err
	}
	lines := []string{vaultCounts(changes, changes.Count(vault.New), changes.Count(vault.Updated)), ""}
	named := 0
	for _, kind := range []vault.Kind{vault.Conflict, vault.Updated, vault.New} {
		for i := range changes.Papers {
			if changes.Papers[i].Kind != kind {
				continue
			}
			if named++; named > mostChanges {
				continue
			}
			lines = append(lines, vaultLine(&changes.Papers[i]))
		}
	}
	if named > mostChanges {
		lines = append(lines, words.T("and %d more…", named-mostChanges))
	}
	return strings.Join(lines, "\n"), nil
}

// vaultCounts is how many files there are of each kind that there is.
func vaultCounts(changes *vault.Changes, added, updated int) string {
	var counts []string
	add := func(n int, text string) {
		if n > 0 {
			counts = append(counts, text)
		}
	}
	add(added, words.T("%s new", words.Number(added)))
	add(updated, words.T("%s updated", words.Number(updated)))
	unchanged, left := changes.Count(vault.Unchanged), changes.Count(vault.Conflict)
	add(unchanged, words.T("%s unchanged", words.Number(unchanged)))
	add(left, words.T("%s not touched", words.Number(left)))
	if len(counts) == 0 {
		return words.T("There are no papers here.")
	}
	return strings.Join(counts, ", ")
}

// vaultLine is what becomes of a file.
func vaultLine(c *vault.Change) string {
	switch {
	case c.Problem != nil:
		return words.T("not touched: %s", words.Formatted(c.Problem.Message, c.Problem.Format, c.Problem.Args))
	case c.Kind == vault.New:
		return words.T("new: %s", c.Path)
	}
	var what []string
	if c.Block {
		what = append(what, words.T("text"))
	}
	what = append(what, c.Keys...)
	line := words.T("updated: %s", c.Path)
	if len(what) > 0 {
		line += fmt.Sprintf("  (%s)", strings.Join(what, ", "))
	}
	return line
}

// writeVault writes papers into a folder that the reader edits too, and says what
// became of it, also where there is an error.
func (w *Window) writeVault(ctx context.Context, from leaving, what exporting.Choice, written func(n, of int)) (string, error) {
	job, changes, err := w.planVault(ctx, from, what)
	var report vault.Report
	if err == nil && len(job.Papers) == 0 {
		err = errNoPapers
	}
	if err == nil {
		of := len(changes.ToWrite())
		job.OnWritten = func(n int) { written(n, of) }
		report, err = job.Apply(ctx, changes, w.Host.Now())
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return words.T("Stopped. Each file that was written by then is whole; export again to go on."), err
	case errors.Is(err, errNoPapers):
		return words.T("There are no papers to export; choose others."), err
	case err != nil:
		return w.sentence(err), err
	}
	all := report.New + report.Updated
	said := vaultCounts(changes, report.New, report.Updated) + "."
	if all > 0 {
		said += " " + words.T("Read back %s of %s.", words.Number(report.ReadBack), words.Number(all))
	}
	return said, nil
}
