package refresh

import (
	"context"
	"fmt"

	"offprint/models"
)

// Search asks the source for the papers that fit a text, the best first. It
// takes none of them in. The error is that of the source; Message has the
// sentence for readers.
func (r *Refresher) Search(ctx context.Context, text string) ([]models.Paper, error) {
	edition, err := r.source.Search(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("search for %q: %w", text, err)
	}
	papers := make([]models.Paper, 0, len(edition.Papers))
	for _, p := range edition.Papers {
		papers = append(papers, convert(p, edition.FetchedAt))
	}
	return papers, nil
}
