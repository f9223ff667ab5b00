// Package jsonl writes papers as JSON, one object a line: the form in which the
// commands hand whole papers to other programs. It does not read them back, and
// it does not choose the papers or their order; models/formats/json writes more
// of each, for coming back.
package jsonl

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"time"

	"offprint/models"
	"offprint/models/formats"
)

// Paper has the keys in the order of "A paper in JSON" in the design. Keys are
// only ever added. What is not known is absent, so that a reader of the file
// can tell "none" from "not asked".
type Paper struct {
	ID           string       `json:"id,omitempty"`
	Title        string       `json:"title,omitempty"`
	Abstract     string       `json:"abstract,omitempty"`
	Authors      []string     `json:"authors,omitempty"`
	Published    string       `json:"published,omitempty"`
	Days         []string     `json:"days,omitempty"`
	Upvotes      *int         `json:"upvotes,omitempty"`
	Comments     *int         `json:"comments,omitempty"`
	Organization string       `json:"organization,omitempty"`
	Submitter    string       `json:"submitter,omitempty"`
	AISummary    string       `json:"ai_summary,omitempty"`
	AIKeywords   []string     `json:"ai_keywords,omitempty"`
	GitHub       string       `json:"github,omitempty"`
	GitHubStars  *int         `json:"github_stars,omitempty"`
	Project      string       `json:"project,omitempty"`
	Thumbnail    string       `json:"thumbnail,omitempty"`
	Categories   []string     `json:"categories,omitempty"`
	DOI          string       `json:"doi,omitempty"`
	State        models.State `json:"state,omitempty"`
	Starred      *bool        `json:"starred,omitempty"`
	Rating       int          `json:"rating,omitempty"`
	Why          string       `json:"why,omitempty"`
	KeptAt       Moment       `json:"kept_at,omitzero"`
	Tags         []string     `json:"tags,omitempty"`
	Notes        []Note       `json:"notes,omitempty"`
	CitationKey  string       `json:"citation_key,omitempty"`
	URL          string       `json:"url,omitempty"`
	ArxivComment string       `json:"arxiv_comment,omitempty"`
	Journal      string       `json:"journal,omitempty"`
}

// Note is a note of a paper. The keys behind the times are written by the
// export of everything alone.
type Note struct {
	ID           int64  `json:"id,omitempty"`
	Text         string `json:"text,omitempty"`
	Quote        string `json:"quote,omitempty"`
	CreatedAt    Moment `json:"created_at,omitzero"`
	UpdatedAt    Moment `json:"updated_at,omitzero"`
	QuoteBefore  string `json:"quote_before,omitempty"`
	QuoteAfter   string `json:"quote_after,omitempty"`
	AbstractHash string `json:"abstract_hash,omitempty"`
}

// Moment is a time, which is written as RFC 3339 in UTC. The error of one that
// is not names its key, as the errors of other types do.
type Moment struct{ time.Time }

// At is a time as a Moment.
func At(t time.Time) Moment { return Moment{t.UTC()} }

// UnmarshalJSON reads RFC 3339.
func (m *Moment) UnmarshalJSON(text []byte) error {
	if err := m.Time.UnmarshalJSON(text); err != nil {
		return &json.UnmarshalTypeError{Value: excerpt(string(text)), Type: reflect.TypeFor[Moment]()}
	}
	m.Time = m.UTC()
	return nil
}

func excerpt(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

// Write writes one JSON object a line for each paper, in the given order:
// UTF-8, LF, characters of HTML as they are. Times are RFC 3339 in UTC, days
// "YYYY-MM-DD".
//
// Upvotes and comments are there once the paper was fetched, state and star
// once it is kept, a rating from 1 to 5 once it is given. The url is the
// paper's page at Hugging Face; a work without an arXiv identifier has that of
// its DOI, or of its project, instead.
func Write(w io.Writer, papers formats.Papers) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for p, err := range papers {
		if err != nil {
			return err
		}
		if err := lines.Encode(Of(p)); err != nil {
			return fmt.Errorf("write paper %s %q as JSON: %w", p.ArxivID, p.Title, err)
		}
	}
	return nil
}

// Of is a paper as it is written.
func Of(p *models.Paper) Paper {
	out := Paper{
		ID:           p.ArxivID,
		Title:        p.Title,
		Abstract:     p.Abstract,
		Authors:      p.Authors,
		Published:    p.Published,
		Days:         p.Days,
		Organization: p.Organization,
		Submitter:    p.Submitter,
		AISummary:    p.AISummary,
		AIKeywords:   p.AIKeywords,
		GitHub:       p.GitHub,
		GitHubStars:  p.GitHubStars,
		Project:      p.Project,
		Thumbnail:    p.Thumbnail,
		Categories:   p.Categories,
		DOI:          p.DOI,
		CitationKey:  p.CitationKey,
		URL:          address(p),
		ArxivComment: p.ArxivComment,
		Journal:      p.Journal,
	}
	if !p.FetchedAt.IsZero() {
		out.Upvotes, out.Comments = &p.Upvotes, &p.Comments
	}
	if e := p.Entry; e != nil {
		out.State, out.Starred, out.Rating, out.Why = e.State, &e.Starred, e.Rating, e.Why
		out.KeptAt = At(e.KeptAt)
	}
	for _, t := range p.Tags {
		out.Tags = append(out.Tags, t.Name)
	}
	for _, n := range p.Notes {
		out.Notes = append(out.Notes, Note{
			ID: n.ID, Text: n.Text, Quote: n.Quote, CreatedAt: At(n.CreatedAt), UpdatedAt: At(n.UpdatedAt),
		})
	}
	return out
}

func address(p *models.Paper) string {
	switch {
	case p.ArxivID != "":
		return p.URL()
	case p.DOI != "":
		address := url.URL{Scheme: "https", Host: "doi.org", Path: "/" + p.DOI}
		return address.String()
	}
	return p.Project
}
