// Package json writes and reads everything that is kept of papers: as one file
// that is a whole library, with its tags, smart lists, rules and names
// (offprint-library, version 1), or as JSON Lines, a paper a line. What it
// writes comes back as it was; schema.json says what may stand where. Which
// papers, and what becomes of them in a library, is said elsewhere: in
// app/export, and by models.Library.Import.
//
// A paper has the keys of models/formats/jsonl in their order, and behind them
// what the commands' form leaves out. History, recent searches, running
// backfills and thumbnails are not in it, nor is anything that says when it was
// written: the same library is the same bytes.
package json

import (
	"strings"
	"time"

	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/jsonl"
)

// paper is a paper with all that is kept of it. Keys are only ever added, behind
// the others; what is not known, or is nothing, is absent.
type paper struct {
	jsonl.Paper
	OrganizationLogin string       `json:"organization_login,omitempty"`
	SubmitterLogin    string       `json:"submitter_login,omitempty"`
	Media             []string     `json:"media,omitempty"`
	SourceTitle       string       `json:"source_title,omitempty"`
	SourceAbstract    string       `json:"source_abstract,omitempty"`
	ListDay           string       `json:"list_day,omitempty"`
	FetchedAt         jsonl.Moment `json:"fetched_at,omitzero"`
	Identifiers       []identifier `json:"identifiers,omitempty"`
	Listings          []listed     `json:"listings,omitempty"`
	Position          float64      `json:"position,omitempty"`
	StateAt           jsonl.Moment `json:"state_at,omitzero"`
	StarredAt         jsonl.Moment `json:"starred_at,omitzero"`
	RatedAt           jsonl.Moment `json:"rated_at,omitzero"`
	SeenAt            jsonl.Moment `json:"seen_at,omitzero"`
	UpvotesSeen       int          `json:"upvotes_seen,omitempty"`
	Dismissed         bool         `json:"dismissed,omitempty"`
}

type identifier struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// listed is a place on a list; the rank begins at 0.
type listed struct {
	Kind    string       `json:"kind"`
	Key     string       `json:"key"`
	Rank    int          `json:"rank"`
	MovedTo string       `json:"moved_to,omitempty"`
	AddedAt jsonl.Moment `json:"added_at,omitzero"`
}

type tag struct {
	Name  string `json:"name"`
	Color string `json:"color,omitempty"`
	Key   int    `json:"key,omitempty"`
}

type smartList struct {
	Name     string  `json:"name"`
	Query    string  `json:"query"`
	Color    string  `json:"color,omitempty"`
	Position float64 `json:"position,omitempty"`
}

type rule struct {
	Kind   models.RuleKind `json:"kind"`
	Text   string          `json:"text"`
	Effect models.Effect   `json:"effect"`
}

type name struct {
	Name     string `json:"name"`
	Family   string `json:"family,omitempty"`
	Given    string `json:"given,omitempty"`
	Particle string `json:"particle,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Literal  string `json:"literal,omitempty"`
}

type list struct {
	Kind     string       `json:"kind"`
	Key      string       `json:"key"`
	ReadAt   jsonl.Moment `json:"read_at,omitzero"`
	Growing  bool         `json:"growing,omitempty"`
	LookedAt jsonl.Moment `json:"looked_at,omitzero"`
}

// of is a record as it is written, without what o leaves out.
func of(r *models.Record, o formats.Options) paper {
	p := r.Paper
	if !o.Abstracts {
		p.Abstract, p.SourceAbstract = "", ""
	}
	if !o.Notes {
		p.Notes = nil
	}
	if !o.Tags {
		p.Tags = nil
	}
	if !o.Marks {
		p.Entry = nil
	}
	out := paper{
		Paper: jsonl.Of(&p), OrganizationLogin: p.OrganizationLogin, SubmitterLogin: p.SubmitterLogin, Media: p.Media,
		SourceTitle: p.SourceTitle, SourceAbstract: p.SourceAbstract, ListDay: p.ListDay, FetchedAt: jsonl.At(p.FetchedAt),
	}
	if p.Upvotes != 0 || p.Comments != 0 {
		out.Upvotes, out.Comments = &p.Upvotes, &p.Comments
	}
	// Notes are numbered anew where they come to.
	for i, n := range p.Notes {
		note := &out.Notes[i]
		note.ID, note.QuoteBefore, note.QuoteAfter, note.AbstractHash = 0, n.QuoteBefore, n.QuoteAfter, n.AbstractHash
	}
	for _, id := range r.Identifiers {
		out.Identifiers = append(out.Identifiers, identifier(id))
	}
	for _, l := range r.Listings {
		out.Listings = append(out.Listings, listed{l.Kind, l.Key, l.Rank, l.MovedTo, jsonl.At(l.AddedAt)})
	}
	if e := p.Entry; e != nil {
		out.Position, out.StateAt, out.StarredAt, out.RatedAt = e.Position, jsonl.At(e.StateAt), jsonl.At(e.StarredAt), jsonl.At(e.RatedAt)
	}
	if o.Marks {
		out.SeenAt, out.UpvotesSeen, out.Dismissed = jsonl.At(r.SeenAt), r.UpvotesSeen, r.Dismissed
	}
	return out
}

// record is a paper that was read, as the library takes it.
func (p *paper) record(where string) *models.Record {
	r := &models.Record{
		Where: where, SeenAt: p.SeenAt.Time, UpvotesSeen: p.UpvotesSeen,
		Paper: models.Paper{
			ArxivID: p.ID, Title: p.Title, Abstract: p.Abstract, SourceTitle: p.SourceTitle, SourceAbstract: p.SourceAbstract,
			Published: p.Published, ListDay: p.ListDay, GitHub: p.GitHub, GitHubStars: p.GitHubStars, Project: p.Project,
			AISummary: p.AISummary, AIKeywords: p.AIKeywords, Organization: p.Organization, OrganizationLogin: p.OrganizationLogin,
			Submitter: p.Submitter, SubmitterLogin: p.SubmitterLogin, Thumbnail: p.Thumbnail, Media: p.Media, Categories: p.Categories,
			ArxivComment: p.ArxivComment, Journal: p.Journal, Authors: p.Authors, FetchedAt: p.FetchedAt.Time,
			DOI: p.DOI, CitationKey: p.CitationKey, Dismissed: p.Dismissed, Seen: !p.SeenAt.IsZero(),
		},
	}
	if p.Upvotes != nil {
		r.Upvotes = *p.Upvotes
	}
	if p.Comments != nil {
		r.Comments = *p.Comments
	}
	// The form of the commands has no day but those of the lists.
	for _, day := range p.Days {
		if len(p.Listings) == 0 && p.ListDay == "" && day > r.ListDay {
			r.ListDay = day
		}
	}
	for _, id := range p.Identifiers {
		r.Identifiers = append(r.Identifiers, models.Identifier(id))
	}
	for _, l := range p.Listings {
		r.Listings = append(r.Listings, models.Listed{Kind: l.Kind, Key: l.Key, Rank: l.Rank, MovedTo: l.MovedTo, AddedAt: l.AddedAt.Time})
	}
	for _, t := range p.Tags {
		r.Tags = append(r.Tags, models.Tag{Name: t})
	}
	for _, n := range p.Notes {
		r.Notes = append(r.Notes, models.Note{
			Text: n.Text, Quote: n.Quote, QuoteBefore: n.QuoteBefore, QuoteAfter: n.QuoteAfter, AbstractHash: n.AbstractHash,
			CreatedAt: n.CreatedAt.Time, UpdatedAt: n.UpdatedAt.Time,
		})
	}
	if p.State != "" {
		r.Entry = &models.Entry{
			State: p.State, Starred: p.Starred != nil && *p.Starred, Rating: p.Rating, Why: p.Why, Position: p.Position,
			KeptAt: p.KeptAt.Time, StateAt: p.StateAt.Time, StarredAt: p.StarredAt.Time, RatedAt: p.RatedAt.Time,
		}
	}
	return r
}

// misplaced is a key that says something of the reading list where the paper is
// not in it, and empty where there is none.
func (p *paper) misplaced() string {
	if p.State != "" {
		return ""
	}
	for _, k := range []struct {
		key  string
		said bool
	}{{"starred", p.Starred != nil && *p.Starred}, {"rating", p.Rating != 0}, {"why", strings.TrimSpace(p.Why) != ""}} {
		if k.said {
			return k.key
		}
	}
	return ""
}

// library is what stands beside the papers in a file, as it is read and written.
type library struct {
	Tags       []tag
	SmartLists []smartList
	Rules      []rule
	Names      []name
	Lists      []list
}

func libraryOf(b models.Belongings, o formats.Options) library {
	var l library
	if o.Tags {
		for _, t := range b.Tags {
			l.Tags = append(l.Tags, tag{t.Name, t.Color, t.Hotkey})
		}
	}
	for _, n := range b.Names {
		l.Names = append(l.Names, name{n.Name, n.Parts.Family, n.Parts.Given, n.Parts.Particle, n.Parts.Suffix, n.Parts.Literal})
	}
	for _, s := range b.Lists {
		looked := s.LookedAt
		if !o.Marks {
			looked = time.Time{}
		}
		l.Lists = append(l.Lists, list{s.Kind, s.Key, jsonl.At(s.ReadAt), s.Growing, jsonl.At(looked)})
	}
	if !o.Marks {
		return l
	}
	for _, s := range b.SmartLists {
		l.SmartLists = append(l.SmartLists, smartList{s.Name, s.Query, s.Color, s.Position})
	}
	for _, r := range b.Rules {
		l.Rules = append(l.Rules, rule{r.Kind, r.Text, r.Effect})
	}
	return l
}

func (l library) belongings() models.Belongings {
	var b models.Belongings
	for _, t := range l.Tags {
		b.Tags = append(b.Tags, models.Tag{Name: t.Name, Color: t.Color, Hotkey: t.Key})
	}
	for _, s := range l.SmartLists {
		b.SmartLists = append(b.SmartLists, models.SmartList{Name: s.Name, Query: s.Query, Color: s.Color, Position: s.Position})
	}
	for _, r := range l.Rules {
		b.Rules = append(b.Rules, models.Rule{Kind: r.Kind, Text: r.Text, Effect: r.Effect})
	}
	for _, n := range l.Names {
		b.Names = append(b.Names, models.CorrectedName{Name: n.Name, Parts: citation.Name{Family: n.Family, Given: n.Given, Particle: n.Particle, Suffix: n.Suffix, Literal: n.Literal}})
	}
	for _, s := range l.Lists {
		b.Lists = append(b.Lists, models.ListState{Kind: s.Kind, Key: s.Key, ReadAt: s.ReadAt.Time, Growing: s.Growing, LookedAt: s.LookedAt.Time})
	}
	return b
}
