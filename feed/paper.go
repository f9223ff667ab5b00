package feed

import "time"

// Paper is a paper as the source lists it. A field that the source left out is
// empty; the identifier alone is always there.
type Paper struct {
	// ID is the bare arXiv identifier, without "arXiv:" and without a version:
	// "2309.12288".
	ID string
	// Title and Abstract are cleaned for people to read; SourceTitle and
	// SourceAbstract are the source's own text.
	Title, Abstract             string
	SourceTitle, SourceAbstract string
	// Authors are the names as written, in the paper's order, those that the
	// source hides on its page included.
	Authors []string
	// Published is the day on arXiv, "YYYY-MM-DD" in UTC.
	Published string
	// ListDay is the day on whose list the paper stands, "YYYY-MM-DD" in UTC:
	// that of submittedOnDailyAt, else the day that was asked for, or empty.
	ListDay  string
	Upvotes  int
	Comments int
	// GitHub and Project are http or https links. GitHubStars is nil when the
	// source did not say.
	GitHub      string
	GitHubStars *int
	Project     string
	// AISummary and AIKeywords were written by a model at Hugging Face. No
	// keyword is empty, and no two differ in case only.
	AISummary  string
	AIKeywords []string
	// Organization and Submitter are names for people to read, the logins are
	// those of their pages.
	Organization, OrganizationLogin string
	Submitter, SubmitterLogin       string
	// Thumbnail and Media are http or https links to pictures and videos.
	Thumbnail string
	Media     []string
}

// ListKind is a sort of lists.
type ListKind string

// The kinds of lists.
const (
	DayList       ListKind = "day"
	WeekList      ListKind = "week"
	MonthList     ListKind = "month"
	TrendingList  ListKind = "trending"
	SubmitterList ListKind = "submitter"
	SearchList    ListKind = "search"
)

// Edition is a list as it was read.
type Edition struct {
	Kind ListKind
	// Key says which of its kind: "2026-03-02", "2026-W09", "2026-03", the
	// submitter's login, or the text that was searched for. There is one
	// trending list, whose key is empty.
	Key string
	// Day is the day of a day's list, "YYYY-MM-DD"; empty for other kinds.
	Day string
	// Papers are in the source's order, for a day, a week and a month the most
	// upvoted first; none is in it twice. A day without papers, such as a
	// Sunday, has none.
	Papers []Paper
	// Skipped are the items of the list that could not be used.
	Skipped []Skipped
	// TokenRefused says that the source did not accept the token, and that the
	// list was read without it.
	TokenRefused bool
	// Unchanged says that the source was asked whether the list changed since
	// this program read it last, and that it did not. The papers are here all
	// the same.
	Unchanged bool
	// FetchedAt is when the list was read, in UTC.
	FetchedAt time.Time

	items int // read so far
}

// Skipped is an item of a list that could not be used.
type Skipped struct {
	// Position is the item's place in the list, counted from 1.
	Position int
	// ID is what the item gave as its identifier, shortened, or empty.
	ID string
	// Why says what was wrong, as a part of a sentence.
	Why string
}

// dayForm is how a day is written everywhere.
const dayForm = "2006-01-02"

// validDay says whether day is a day written YYYY-MM-DD.
func validDay(day string) bool {
	t, err := time.Parse(dayForm, day)
	return err == nil && t.Format(dayForm) == day
}
