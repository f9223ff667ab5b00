package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"offprint/models"
)

// backupJSON is a backup as --json writes it; keys are only ever added.
type backupJSON struct {
	Name     string    `json:"name"`
	Path     string    `json:"path"`
	Kind     string    `json:"kind,omitempty"`
	At       time.Time `json:"at"`
	Size     int64     `json:"size"`
	Verified bool      `json:"verified"`
	Format   int       `json:"format,omitempty"`
	Papers   int64     `json:"papers,omitempty"`
	Kept     int64     `json:"kept,omitempty"`
	Notes    int64     `json:"notes,omitempty"`
}

func asJSON(b models.Backup) backupJSON {
	return backupJSON{
		Name: b.Name(), Path: b.Path, Kind: string(b.Kind), At: b.At.UTC(), Size: b.Size, Verified: b.Verified,
		Format: b.Format, Papers: b.Papers, Kept: b.Kept, Notes: b.Notes,
	}
}

func backupTime(b models.Backup) string { return b.At.Local().Format("2006-01-02 15:04") }

func runBackup(ctx context.Context, c *call) error {
	var path string
	if len(c.args) > 0 {
		path = c.args[0]
	}
	b, err := c.session.Library.Backup(ctx, path)
	if err != nil {
		return err
	}
	if c.has("json") {
		return json.NewEncoder(c.out).Encode(asJSON(b))
	}
	fmt.Fprintf(c.out, "Backed %s up to %s (%s), and looked through it.\n", count(int(b.Papers), "paper", "papers"), plain(b.Path), megabytes(b.Size))
	return nil
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

func runBackups(ctx context.Context, c *call) error {
	all, err := models.Backups(ctx, c.place.Backups)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		c.say("There is no backup in %s yet. Make one by: offprint backup", c.place.Backups)
		return nil
	}
	if c.has("json") {
		encoder := json.NewEncoder(c.out)
		for _, b := range all {
			if err := encoder.Encode(asJSON(b)); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, b := range all {
		state, holds := "not verified", ""
		if b.Verified {
			state = "verified"
			holds = fmt.Sprintf("%s, %d kept, %s", count(int(b.Papers), "paper", "papers"), b.Kept, count(int(b.Notes), "note", "notes"))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", plain(b.Name()), backupTime(b), megabytes(b.Size), state, holds)
	}
	return table.Flush()
}

func checkRestore(c *call) error {
	given := len(c.args)
	for _, flag := range []string{"last", "undo"} {
		if c.has(flag) {
			given++
		}
	}
	switch {
	case given == 0:
		return misusef("Say what to restore: --last for the newest good backup, --undo for the library before the last restore, or one of those that this lists: offprint backups")
	case given > 1:
		return misusef("Only one backup can be restored. Write: %s", c.command.synopsis())
	}
	return nil
}

func runRestore(ctx context.Context, c *call) error {
	path, err := c.chosen(ctx)
	if err != nil {
		return err
	}
	restored, err := models.Restore(ctx, c.place.Library, path, models.Options{Backups: c.place.Backups, Now: c.env.Now, Log: c.place.Log})
	if err != nil {
		return err
	}
	if c.has("json") {
		answer := struct {
			Restored backupJSON  `json:"restored"`
			Before   *backupJSON `json:"before,omitempty"`
		}{Restored: asJSON(restored.From)}
		if restored.Before.Path != "" {
			before := asJSON(restored.Before)
			answer.Before = &before
		}
		return json.NewEncoder(c.out).Encode(answer)
	}
	fmt.Fprintf(c.out, "Restored %s of %s.\n", plain(restored.From.Name()), backupTime(restored.From))
	switch restored.Before.Kind {
	case models.BeforeRestore:
		c.say("The library as it was is kept. Take this back by: offprint restore --undo")
	case models.SetAside:
		c.say("The damaged library is kept as %s.", restored.Before.Path)
	}
	return nil
}

// chosen is the path of the backup that flags or argument name.
func (c *call) chosen(ctx context.Context) (string, error) {
	missing := func(message string) error { return &models.Error{Code: models.NotFound, Message: message} }
	switch {
	case c.has("last"):
		b, ok := models.NewestGood(ctx, c.place.Backups)
		if !ok {
			return "", missing(fmt.Sprintf("There is no good backup in %s. Nothing was changed.", c.place.Backups))
		}
		return b.Path, nil
	case c.has("undo"):
		b, ok := models.NewestBefore(ctx, c.place.Backups)
		if !ok {
			return "", missing("Nothing was restored that could be taken back. Nothing was changed.")
		}
		return b.Path, nil
	}
	all, err := models.Backups(ctx, c.place.Backups)
	if err != nil {
		return "", err
	}
	name, known := strings.TrimSuffix(c.args[0], ".db"), make([]string, len(all))
	for i, b := range all {
		if b.Name() == name {
			return b.Path, nil
		}
		known[i] = b.Name()
	}
	if _, err := os.Stat(c.args[0]); err != nil {
		return "", missing(fmt.Sprintf("There is no backup “%s”, and no such file.%s Nothing was changed; see: offprint backups", c.args[0], meant(name, "", known)))
	}
	return filepath.Abs(c.args[0])
}
