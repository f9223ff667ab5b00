package models

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"offprint/models/citation"
)

// Paper is a paper as the library knows it, together with what the reader made
// of it. The columns are those of the table papers; the fields marked "-" come
// from other tables and are filled by the reads that say so.
type Paper struct {
	ID int64 `gorm:"primaryKey"`
	// ArxivID is the bare arXiv identifier, without "arXiv:" and without a
	// version: "2309.12288". Empty only for works imported without one.
	ArxivID string
	// Title and Abstract are cleaned for people to read; SourceTitle and
	// SourceAbstract are the server's own text.
	Title          string
	Abstract       string
	SourceTitle    string
	SourceAbstract string
	// Published is the day on arXiv, "YYYY-MM-DD", or empty.
	Published string
	// ListDay is the newest day on whose list the paper stood, "YYYY-MM-DD",
	// or empty.
	ListDay  string
	Upvotes  int
	Comments int
	// GitHub and Project are http or https links, or empty. GitHubStars is nil
	// when the source did not say.
	GitHub      string `gorm:"column:github"`
	GitHubStars *int   `gorm:"column:github_stars"`
	Project     string
	// AISummary and AIKeywords were written by a model at Hugging Face.
	AISummary         string   `gorm:"column:ai_summary"`
	AIKeywords        []string `gorm:"column:ai_keywords;serializer:json"`
	Organization      string
	OrganizationLogin string
	Submitter         string
	SubmitterLogin    string
	Thumbnail         string
	Media             []string `gorm:"serializer:json"`
	Categories        []string `gorm:"serializer:json"`
	// ArxivComment and Journal are what the authors told arXiv about the paper,
	// "12 pages, 3 figures", and where it appeared. Only arXiv gives them.
	ArxivComment string
	Journal      string
	// AuthorsText and KeywordsText repeat authors and keywords, one after the
	// other, for the full-text index.
	AuthorsText  string
	KeywordsText string
	// FTSID is the row of the full-text index: the newest list day comes first.
	FTSID     int64     `gorm:"column:fts_id"`
	FetchedAt time.Time `gorm:"serializer:rfc3339"`

	Authors []string `gorm:"-"` // names as written, in the paper's order
	Days    []string `gorm:"-"` // list days, oldest first
	DOI     string   `gorm:"-"`
	// CitationKey is given once, when the paper is first kept or cited, and never
	// changed by itself; empty until then.
	CitationKey string `gorm:"-"`
	// Corrected are the names that the reader takes apart otherwise than the rules
	// do, by the name as written; reads of whole papers fill it.
	Corrected map[string]citation.Name `gorm:"-"`
	Entry     *Entry                   `gorm:"-"` // nil when not in the reading list
	Tags      []Tag                    `gorm:"-"`
	Notes     []Note                   `gorm:"-"`
	// NoteCount is the number of notes; lists fill it and leave Notes empty.
	NoteCount int `gorm:"-"`
	// Seen says that the reader has looked at the paper; UpvotesSince is how
	// many upvotes it has got since.
	Seen         bool `gorm:"-"`
	UpvotesSince int  `gorm:"-"`
	// New says that the paper came onto the list since the time that the view
	// asked for.
	New bool `gorm:"-"`
	// Muted and Followed are the texts of the rules that catch the paper, empty
	// where none does.
	Muted    string `gorm:"-"`
	Followed string `gorm:"-"`
	// Dismissed says that the reader put the paper aside without keeping it.
	Dismissed bool `gorm:"-"`
	// Hits are where the words of a query are in the paper; nil where none was
	// asked for, or it has no words.
	Hits *Hits `gorm:"-"`
}

// URL is the paper's page at Hugging Face.
func (p *Paper) URL() string { return "https://huggingface.co/papers/" + p.ArxivID }

// ArxivURL is the paper's page at arXiv.
func (p *Paper) ArxivURL() string { return "https://arxiv.org/abs/" + p.ArxivID }

// PDFURL is the paper's PDF at arXiv.
func (p *Paper) PDFURL() string { return "https://arxiv.org/pdf/" + p.ArxivID }

// Names are the authors' names in parts, in the paper's order: as the reader has
// corrected them, else by the rules of citation.Split. What is no name is left
// out.
func (p *Paper) Names() []citation.Name {
	names := make([]citation.Name, 0, len(p.Authors))
	for _, written := range p.Authors {
		name, corrected := p.Corrected[written]
		if !corrected {
			name = citation.Split(written)
		}
		if name != (citation.Name{}) {
			names = append(names, name)
		}
	}
	return names
}

// State is where a paper stands in the reading list.
type State string

// The states of the reading list. A paper that is not kept has none.
const (
	ToRead   State = "toread"
	Reading  State = "reading"
	Done     State = "done"
	Archived State = "archived"
)

// States are all states in the order in which a paper passes through them.
func States() []State { return []State{ToRead, Reading, Done, Archived} }

// Name is the state's name as people read it: "To read".
func (s State) Name() string {
	switch s {
	case ToRead:
		return "To read"
	case Reading:
		return "Reading"
	case Done:
		return "Done"
	case Archived:
		return "Archived"
	}
	return string(s)
}

// Entry is a paper's place in the reading list.
type Entry struct {
	PaperID int64 `gorm:"primaryKey;autoIncrement:false"`
	State   State
	Starred bool
	// Rating is 0 (none) to 5.
	Rating int
	// Why is one line: why the reader kept the paper.
	Why string
	// Position orders the list "To read"; smaller comes first.
	Position float64
	KeptAt   time.Time `gorm:"serializer:rfc3339"`
	// StateAt is when the state last changed.
	StateAt time.Time `gorm:"serializer:rfc3339"`
	// StarredAt and RatedAt are when the star and the rating were given; zero
	// where there is none, or where that was before the library noted it.
	StarredAt time.Time `gorm:"serializer:rfc3339"`
	RatedAt   time.Time `gorm:"serializer:rfc3339"`
}

// TableName is the entry's table.
func (Entry) TableName() string { return "entries" }

// Tag is a word that the reader gives to papers.
type Tag struct {
	ID   int64 `gorm:"primaryKey"`
	Name string
	// Folded is the name as it is compared: one tag whatever its case.
	Folded string
	// Color is "#RRGGBB", or empty for none.
	Color string
	// Hotkey is 1 to 9, the key that toggles the tag, or 0.
	Hotkey int
	// Papers is the number of papers with the tag or one nested in it, filled by
	// Tags and Counts only.
	Papers int `gorm:"-"`
}

// Mark is what stands in the tag's colour: its key, else the first letter of
// its own name, which for "ml/vision" is V.
func (t Tag) Mark() string {
	if t.Hotkey > 0 {
		return strconv.Itoa(t.Hotkey)
	}
	name := t.Name[strings.LastIndex(t.Name, "/")+1:]
	for _, r := range name {
		return string(unicode.ToUpper(r))
	}
	return ""
}

// Note is a text in Markdown that the reader wrote about a paper.
type Note struct {
	ID      int64 `gorm:"primaryKey"`
	PaperID int64
	Text    string
	// Quote is the passage of the abstract that the note speaks of, with some
	// text before and after it to find it again; AbstractHash is that of the
	// abstract it was taken from. All empty for a note on the whole paper.
	Quote        string
	QuoteBefore  string
	QuoteAfter   string
	AbstractHash string
	CreatedAt    time.Time `gorm:"autoCreateTime:false;serializer:rfc3339"`
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false;serializer:rfc3339"`
}
