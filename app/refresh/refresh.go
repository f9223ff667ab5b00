// Package refresh brings papers from the feed into the library. It is the one
// place where a paper out there becomes a paper kept, and so the one that knows
// both. When to refresh, and what is shown of it, is decided by its callers.
package refresh

import (
	"context"
	"errors"
	"fmt"
	"time"

	"offprint/feed"
	"offprint/models"
)

// Source is what papers are read from; *feed.Client is one.
type Source interface {
	// Today is the newest day whose list can be open, "YYYY-MM-DD" in UTC.
	Today() string
	// Day reads the whole list of a day, or fails.
	Day(ctx context.Context, day string) (feed.Edition, error)
	// Newest reads the newest list that has papers.
	Newest(ctx context.Context) (feed.Edition, error)
	// Paper reads one paper by its bare arXiv identifier.
	Paper(ctx context.Context, id string) (feed.Paper, error)
}

// growingDays is how long a list may still get longer: papers are added, and
// voted for, long after their day.
const growingDays = 14

// Refresher brings papers from a source into a library. It is safe for
// concurrent use as far as both are.
type Refresher struct {
	source  Source
	library *models.Library
}

// New makes a Refresher.
func New(source Source, library *models.Library) *Refresher {
	return &Refresher{source: source, library: library}
}

// Report says what a refresh did. Days are "YYYY-MM-DD".
type Report struct {
	// Asked is the day that was asked for, Day the one whose list came.
	Asked, Day string
	Saved      models.Saved
	// Skipped is how many items of the list could not be used.
	Skipped int
	// TokenRefused says that the source did not accept the access token, and
	// that the list was read without it.
	TokenRefused bool
}

// Day reads a day's list and takes it in. The library changes only once the
// whole list is there. The error is that of the source, or of the library;
// Message has the sentence for readers.
func (r *Refresher) Day(ctx context.Context, day string) (Report, error) {
	edition, err := r.source.Day(ctx, day)
	if err != nil {
		return Report{}, fmt.Errorf("refresh %s: %w", day, err)
	}
	return r.take(ctx, day, edition)
}

// Today reads the newest list that has papers, which may be that of an earlier
// day, and takes it in as Day does. Report.Asked is today.
func (r *Refresher) Today(ctx context.Context) (Report, error) {
	today := r.source.Today()
	edition, err := r.source.Newest(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("refresh today, %s: %w", today, err)
	}
	return r.take(ctx, today, edition)
}

// Find asks the source for a paper by its bare arXiv identifier. It does not
// take it in.
func (r *Refresher) Find(ctx context.Context, arxivID string) (models.Paper, error) {
	paper, err := r.source.Paper(ctx, arxivID)
	if err != nil {
		return models.Paper{}, fmt.Errorf("find paper %s: %w", arxivID, err)
	}
	return convert(paper, time.Time{}), nil
}

func (r *Refresher) take(ctx context.Context, asked string, edition feed.Edition) (Report, error) {
	growing, err := growing(edition)
	if err != nil {
		return Report{}, err
	}
	papers := make([]models.Paper, len(edition.Papers))
	for i, p := range edition.Papers {
		papers[i] = convert(p, edition.FetchedAt)
	}
	saved, err := r.library.SaveEdition(ctx, models.Edition{
		Kind: models.DayList, Key: edition.Day, ReadAt: edition.FetchedAt, Growing: growing, Papers: papers,
	})
	if err != nil {
		return Report{}, fmt.Errorf("take in the list of %s: %w", edition.Day, err)
	}
	return Report{
		Asked: asked, Day: edition.Day, Saved: saved,
		Skipped: len(edition.Skipped), TokenRefused: edition.TokenRefused,
	}, nil
}

// growing says whether the list may still get longer after it was read.
func growing(edition feed.Edition) (bool, error) {
	day, err := time.Parse(time.DateOnly, edition.Day)
	if err != nil {
		return false, fmt.Errorf("read the day of a list: %w", err)
	}
	return edition.FetchedAt.Before(day.AddDate(0, 0, growingDays)), nil
}

// convert is a paper out there as the library keeps it.
func convert(p feed.Paper, fetched time.Time) models.Paper {
	return models.Paper{
		ArxivID:           p.ID,
		Title:             p.Title,
		Abstract:          p.Abstract,
		SourceTitle:       p.SourceTitle,
		SourceAbstract:    p.SourceAbstract,
		Authors:           p.Authors,
		Published:         p.Published,
		ListDay:           p.ListDay,
		Upvotes:           p.Upvotes,
		Comments:          p.Comments,
		GitHub:            p.GitHub,
		GitHubStars:       p.GitHubStars,
		Project:           p.Project,
		AISummary:         p.AISummary,
		AIKeywords:        p.AIKeywords,
		Organization:      p.Organization,
		OrganizationLogin: p.OrganizationLogin,
		Submitter:         p.Submitter,
		SubmitterLogin:    p.SubmitterLogin,
		Thumbnail:         p.Thumbnail,
		Media:             p.Media,
		FetchedAt:         fetched,
	}
}

// Message is what readers are told of an error of the feed or of the library,
// without the details; ok is false where err has no sentence for them.
func Message(err error) (message string, ok bool) {
	if e := (*models.Error)(nil); errors.As(err, &e) {
		return e.Message, true
	}
	if e := (*feed.Error)(nil); errors.As(err, &e) {
		return e.Message, true
	}
	return "", false
}
