package export

import (
	"context"
	"fmt"
	"iter"
	"time"

	"offprint/models"
	"offprint/models/formats/vault"
)

// NamedLibrary is what the export of a vault needs of the library.
type NamedLibrary interface {
	Library
	Named(ctx context.Context, papers []int64) iter.Seq2[*models.Paper, error]
}

// Vault is papers to be written into a folder that the reader edits too.
type Vault struct {
	Library NamedLibrary
	Folder  string
	Options vault.Options
	// Papers are their keys.
	Papers []int64
	// OnWritten is told after each file how many are written. It may be nil.
	OnWritten func(files int)
}

// Plan says what writing the papers would change, and writes no file. Each paper
// that has no citation key yet is given one: files are named by it.
func (v Vault) Plan(ctx context.Context) (*vault.Changes, error) {
	if err := v.Library.GiveCitationKeys(ctx, v.Papers); err != nil {
		return nil, fmt.Errorf("export as a vault: %w", err)
	}
	o := v.Options
	o.Names = v.Library.Named(ctx, v.Papers)
	return vault.Plan(ctx, v.Folder, v.Library.Whole(ctx, v.Papers), o)
}

// Apply writes what was planned. What could not be written is a vault.Conflict in
// changes from then on.
func (v Vault) Apply(ctx context.Context, changes *vault.Changes, at time.Time) (vault.Report, error) {
	return changes.Apply(ctx, v.Library.Whole(ctx, changes.ToWrite()), at, v.OnWritten)
}
