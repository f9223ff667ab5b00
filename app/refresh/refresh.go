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
	// Week, Month, Trending and Submitter read the whole list of an ISO week
	// "2026-W48", of a month "2026-11", of what is much looked at, and of the
	// papers that a user put on the lists.
	Week(ctx context.Context, week string) (feed.Edition, error)
	Month(ctx context.Context, month string) (feed.Edition, error)
	Trending(ctx context.Context) (feed.Edition, error)
	Submitter(ctx context.Context, login string) (feed.Edition, error)
	// Search finds the papers that fit a text, the best first.
	Search(ctx context.Context, text string) (feed.Edition, error)
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
	archive Archive // nil for none
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
}

// Option changes how a Refresher works.
type Option func(*Refresher)

// Clock sets the clock and what waits for a time to pass or ctx to end, whose
// error it gives; without it they are the computer's.
func Clock(now func() time.Time, wait func(ctx context.Context, d time.Duration) error) Option {
	return func(r *Refresher) { r.now, r.wait = now, wait }
}

// New makes a Refresher.
func New(source Source, library *models.Library, options ...Option) *Refresher {
	r := &Refresher{source: source, library: library, now: time.Now, wait: sleep}
	for _, option := range options {
		option(r)
	}
	return r
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
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
	if day, other := otherDay(edition); other {
		edition.Day = day
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
	if day, other := otherDay(edition); other {
		return Report{}, wrongDay(edition, day, r.source.Today())
	}
	papers := make([]models.Paper, 0, len(edition.Papers))
	for _, p := range edition.Papers {
		// One of an earlier day has not come onto this list: it stands on that
		// day's. One of a later day was moved there.
		if p.ListDay >= edition.Day {
			papers = append(papers, convert(p, edition.FetchedAt))
		}
	}
	list := models.Edition{
		Kind: models.DayList, Key: edition.Day, ReadAt: edition.FetchedAt, Growing: growing, Papers: papers,
	}
	saved, err := r.save(ctx, list)
	if err != nil {
		return Report{}, fmt.Errorf("take in the list of %s: %w", edition.Day, err)
	}
	return Report{
		Asked: asked, Day: edition.Day, Saved: saved,
		Skipped: len(edition.Skipped), TokenRefused: edition.TokenRefused,
	}, nil
}

// save keeps a list. A list that has come is kept whole even when ctx ends.
func (r *Refresher) save(ctx context.Context, list models.Edition) (models.Saved, error) {
	return r.library.SaveEdition(context.WithoutCancel(ctx), list)
}

// otherDay says that a list has papers, and none of the day that was asked for;
// day is then that of its first paper. Where the server does not say, a paper's
// day is that asked for (feed.Paper).
func otherDay(edition feed.Edition) (day string, other bool) {
	for _, p := range edition.Papers {
		if p.ListDay == edition.Day {
			return "", false
		}
	}
	if len(edition.Papers) == 0 {
		return "", false
	}
	return edition.Papers[0].ListDay, true
}

// wrongDay is the error for the list of another day in answer to a day.
func wrongDay(edition feed.Edition, got, today string) error {
	kind := feed.Malformed
	// Early in the day, or with a clock that is fast, the server may give the
	// list before.
	if at, err := time.Parse(time.DateOnly, edition.Day); err == nil && got < edition.Day && at.AddDate(0, 0, 1).Format(time.DateOnly) >= today {
		kind = feed.NotOpen
	}
	return feed.Errorf(kind, nil, "Hugging Face answered with the list of %s in place of that of %s. Nothing was put on a wrong day, and everything kept is safe. Try again in a while.", got, edition.Day)
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
