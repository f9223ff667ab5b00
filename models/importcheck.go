package models

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"offprint/models/citation"
)

// What one record may bring, each above what the feed lets through. Texts are
// in bytes.
const (
	maxLineIn  = 16_000
	maxTextIn  = 256_000
	maxLinkIn  = 2_000
	maxNamesIn = 20_000
	maxListIn  = 2_000
	maxNotesIn = 100_000
)

var (
	arxivNew = regexp.MustCompile(`^\d{4}\.\d{4,5}$`)
	arxivOld = regexp.MustCompile(`^[a-z-]+/\d{7}$`)
)

// checking looks through records before anything is written, and brings them to
// the form in which they are kept. What cannot be kept is an error that names
// the record; links that lead nowhere safe are left out, as the feed leaves them
// out.
type checking struct {
	records int
	kept    int
	// seen has where identifiers and citation keys stand.
	seen map[string]string
	// first is the least position in the reading list.
	first float64
	// tags are the names that papers have, by their folded ones, in order.
	tags   []string
	folded map[string]bool
	// clean is what names of tags are as they are kept.
	clean map[string]string
	left  []Disagreement
}

func newChecking() *checking {
	return &checking{seen: map[string]string{}, folded: map[string]bool{}, clean: map[string]string{}, first: math.Inf(1)}
}

// refuse is the error of what cannot be imported.
func refuse(cause error, format string, args ...any) error {
	return failf(Invalid, cause, "Nothing was imported: %s.", fmt.Sprintf(format, args...))
}

// name is how sentences name a record.
func (r *Record) name() string {
	switch {
	case r.ArxivID != "":
		return r.Where + " (" + excerpt(r.ArxivID, 40) + ")"
	case r.Title != "":
		return r.Where + " (“" + excerpt(oneLine(r.Title), 60) + "”)"
	}
	return r.Where
}

// record checks one record and takes it into account.
func (c *checking) record(r *Record) error {
	if err := r.clean(c); err != nil {
		return err
	}
	c.records++
	if r.Entry != nil {
		c.kept++
		c.first = min(c.first, r.Entry.Position)
	}
	for _, id := range r.unique() {
		if there, twice := c.seen[id.Kind+" "+id.Value]; twice {
			return refuse(nil, "%s and %s both have the %s %s", there, r.Where, id.Kind, excerpt(oneLine(id.Value), 60))
		}
		c.seen[id.Kind+" "+id.Value] = r.Where
	}
	if err := c.sameDOI(r); err != nil {
		return err
	}
	for _, t := range r.Tags {
		if folded := foldName(t.Name); !c.folded[folded] {
			c.folded[folded] = true
			c.tags = append(c.tags, t.Name)
		}
	}
	return nil
}

// sameDOI refuses a work without an arXiv identifier whose DOI another record has
// in another case: they are one. Papers of arXiv may differ so, since the source
// says of more than one that it became the same article.
func (c *checking) sameDOI(r *Record) error {
	for _, id := range r.Identifiers {
		if id.Kind != DOIIdentifier {
			continue
		}
		every, work := "every DOI "+strings.ToLower(id.Value), "DOI "+strings.ToLower(id.Value)
		there, twice := c.seen[work]
		if r.ArxivID == "" && !twice {
			there, twice = c.seen[every]
		}
		if twice && there != r.Where {
			return refuse(nil, "%s and %s both have the %s %s", there, r.Where, id.Kind, excerpt(oneLine(id.Value), 60))
		}
		if c.seen[every] = r.Where; r.ArxivID == "" {
			c.seen[work] = r.Where
		}
	}
	return nil
}

// unique is what no two records may share.
func (r *Record) unique() []Identifier {
	var all []Identifier
	if r.ArxivID != "" {
		all = append(all, Identifier{"identifier", r.ArxivID})
	}
	for _, id := range r.Identifiers {
		all = append(all, Identifier{id.Kind, id.Value})
	}
	if len(all) == 0 {
		all = append(all, Identifier{"title", strings.Join([]string{r.Title, r.Published, r.AuthorsText}, "\n")})
	}
	if r.CitationKey != "" {
		all = append(all, Identifier{"citation key", strings.ToLower(r.CitationKey)})
	}
	return all
}

// clean brings a record to the form in which it is kept.
func (r *Record) clean(c *checking) error {
	r.ArxivID = strings.TrimSpace(r.ArxivID)
	if r.ArxivID == "" && r.DOI == "" && len(r.Identifiers) == 0 && strings.TrimSpace(r.Title) == "" {
		return refuse(nil, "%s has no “id”, no DOI and no title", r.Where)
	}
	if r.ArxivID != "" && !arxivNew.MatchString(r.ArxivID) && !arxivOld.MatchString(r.ArxivID) {
		return refuse(nil, "%s has an “id” that is no arXiv identifier without a version", r.name())
	}
	for _, step := range []func() error{r.cleanTexts, func() error { return r.cleanLinks(c) }, r.cleanDays, r.cleanFigures, r.cleanIdentifiers, r.cleanEntry,
		func() error { return r.cleanTags(c) }, r.cleanNotes} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// cleanTexts bounds what the source says, and takes characters away that cannot
// be seen.
func (r *Record) cleanTexts() error {
	line := func(key string, text *string, most int) error {
		if len(*text) > most {
			return refuse(nil, "%s has a text of %d bytes under “%s”, more than %d", r.name(), len(*text), key, most)
		}
		*text = strings.Map(func(c rune) rune {
			if unicode.IsControl(c) {
				return ' '
			}
			return c
		}, *text)
		return nil
	}
	text := func(key string, text *string) error {
		if len(*text) > maxTextIn {
			return refuse(nil, "%s has a text of %d bytes under “%s”, more than %d", r.name(), len(*text), key, maxTextIn)
		}
		*text = strings.Map(func(c rune) rune {
			if unicode.IsControl(c) && c != '\n' && c != '\t' {
				return -1
			}
			return c
		}, *text)
		return nil
	}
	list := func(key string, texts []string, most int) error {
		if len(texts) > most {
			return refuse(nil, "%s has %d texts under “%s”, more than %d", r.name(), len(texts), key, most)
		}
		for i := range texts {
			if err := line(key, &texts[i], maxLineIn); err != nil {
				return err
			}
		}
		return nil
	}
	for _, err := range []error{
		line("title", &r.Title, maxLineIn), text("abstract", &r.Abstract), text("ai_summary", &r.AISummary),
		text("arxiv_comment", &r.ArxivComment), text("journal", &r.Journal), line("doi", &r.DOI, maxLineIn),
		line("organization", &r.Organization, maxLineIn), line("organization_login", &r.OrganizationLogin, maxLineIn),
		line("submitter", &r.Submitter, maxLineIn), line("submitter_login", &r.SubmitterLogin, maxLineIn),
		list("authors", r.Authors, maxNamesIn), list("ai_keywords", r.AIKeywords, maxListIn), list("categories", r.Categories, maxListIn),
	} {
		if err != nil {
			return err
		}
	}
	// the source's own words stay as they are
	for _, own := range []*string{&r.SourceTitle, &r.SourceAbstract} {
		if len(*own) > maxTextIn {
			return refuse(nil, "%s has a text of %d bytes of its source, more than %d", r.name(), len(*own), maxTextIn)
		}
		*own = strings.ReplaceAll(*own, "\x00", "")
	}
	r.Authors = slices.DeleteFunc(r.Authors, func(name string) bool { return strings.TrimSpace(name) == "" })
	r.AuthorsText, r.KeywordsText = strings.Join(r.Authors, "\n"), strings.Join(r.AIKeywords, "\n")
	return nil
}

// webLink says that a link leads to the web and nowhere else.
func webLink(link string) bool {
	if len(link) > maxLinkIn || strings.ContainsFunc(link, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }) {
		return false
	}
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

func (r *Record) cleanLinks(c *checking) error {
	drop := func(key, link string) {
		if len(c.left) < maxDifferences {
			c.left = append(c.left, r.differs("Its link “%s” under “%s” is no address of the web and was left out.", excerpt(oneLine(link), 60), key))
		}
	}
	for _, l := range []struct {
		key  string
		link *string
	}{{"github", &r.GitHub}, {"project", &r.Project}, {"thumbnail", &r.Thumbnail}} {
		if *l.link != "" && !webLink(*l.link) {
			drop(l.key, *l.link)
			*l.link = ""
		}
	}
	if len(r.Media) > maxListIn {
		return refuse(nil, "%s has %d links under “media”, more than %d", r.name(), len(r.Media), maxListIn)
	}
	r.Media = slices.DeleteFunc(r.Media, func(link string) bool {
		if webLink(link) {
			return false
		}
		drop("media", link)
		return true
	})
	return nil
}

func (r *Record) cleanDays() error {
	for _, d := range []struct{ key, day string }{{"published", r.Published}, {"list_day", r.ListDay}} {
		if d.day != "" && !validDay(d.day) {
			return refuse(nil, "%s has “%s” under “%s”, which is no day as in 2026-11-05", r.name(), excerpt(oneLine(d.day), 40), d.key)
		}
	}
	if len(r.Listings) > maxNamesIn {
		return refuse(nil, "%s stands on %d lists, more than %d", r.name(), len(r.Listings), maxNamesIn)
	}
	there := map[[2]string]bool{}
	for _, l := range r.Listings {
		if err := checkList(l.Kind, l.Key); err != nil || len(l.Key) > maxLinkIn {
			return refuse(err, "%s stands on a list that is none: “%s %s”", r.name(), excerpt(l.Kind, 40), excerpt(oneLine(l.Key), 40))
		}
		if l.Rank < 0 || l.Rank > math.MaxInt32 || l.MovedTo != "" && !validDay(l.MovedTo) || there[[2]string{l.Kind, l.Key}] {
			return refuse(nil, "%s has no place on the list “%s” that can be: a “rank” from 0 and a day under “moved_to”, once", r.name(), l.Key)
		}
		there[[2]string{l.Kind, l.Key}] = true
	}
	return nil
}

func (r *Record) cleanFigures() error {
	stars := 0
	if r.GitHubStars != nil {
		stars = *r.GitHubStars
	}
	for _, f := range []struct {
		key string
		n   int
	}{{"upvotes", r.Upvotes}, {"comments", r.Comments}, {"github_stars", stars}, {"upvotes_seen", r.UpvotesSeen}} {
		if f.n < 0 || f.n > math.MaxInt32 {
			return refuse(nil, "%s has %d under “%s”", r.name(), f.n, f.key)
		}
	}
	return nil
}

func (r *Record) cleanIdentifiers() error {
	if r.DOI != "" && !slices.ContainsFunc(r.Identifiers, func(id Identifier) bool { return id.Kind == DOIIdentifier }) {
		r.Identifiers = append(r.Identifiers, Identifier{DOIIdentifier, r.DOI})
	}
	if len(r.Identifiers) > maxListIn {
		return refuse(nil, "%s has %d identifiers, more than %d", r.name(), len(r.Identifiers), maxListIn)
	}
	for _, id := range r.Identifiers {
		ok := id.Kind == DOIIdentifier || id.Kind == VersionIdentifier || id.Kind == "old"
		if !ok || strings.TrimSpace(id.Value) == "" || len(id.Value) > maxLinkIn || strings.ContainsFunc(id.Value, unicode.IsControl) {
			return refuse(nil, "%s has an identifier that is none: “%s %s”", r.name(), excerpt(oneLine(id.Kind), 40), excerpt(oneLine(id.Value), 40))
		}
	}
	if r.CitationKey != "" {
		if err := citation.CheckKey(r.CitationKey); err != nil {
			return refuse(err, "%s has “%s” under “citation_key”, which cannot be one", r.name(), excerpt(oneLine(r.CitationKey), 40))
		}
	}
	return nil
}

// maxPositionIn bounds positions, on both sides of 0: with these one can reckon
// without coming to an infinite one, which no file could hold.
const maxPositionIn = 1e15

func (r *Record) cleanEntry() error {
	e := r.Entry
	if e == nil {
		return nil
	}
	if !slices.Contains(States(), e.State) {
		return refuse(nil, "%s has the state “%s”; there are toread, reading, done and archived", r.name(), excerpt(oneLine(string(e.State)), 40))
	}
	if e.Rating < 0 || e.Rating > 5 {
		return refuse(nil, "%s has the rating %d; ratings are 1 to 5", r.name(), e.Rating)
	}
	if math.Abs(e.Position) > maxPositionIn {
		return refuse(nil, "%s has %g under “position”", r.name(), e.Position)
	}
	why, err := cleanWhy(strings.ReplaceAll(e.Why, "\x00", ""))
	if err != nil {
		return refuse(err, "%s has more than %d characters under “why”", r.name(), maxWhy)
	}
	e.Why = why
	return nil
}

func (r *Record) cleanTags(c *checking) error {
	if len(r.Tags) > maxListIn {
		return refuse(nil, "%s has %d tags, more than %d", r.name(), len(r.Tags), maxListIn)
	}
	for i, t := range r.Tags {
		clean, known := c.clean[t.Name]
		if !known {
			var err error
			if clean, err = CleanTag(t.Name); err != nil {
				return refuse(err, "%s has a tag that cannot be one: “%s”", r.name(), excerpt(oneLine(t.Name), 40))
			}
			c.clean[t.Name] = clean
		}
		r.Tags[i].Name = clean
	}
	return nil
}

func (r *Record) cleanNotes() error {
	if len(r.Notes) > maxNotesIn {
		return refuse(nil, "%s has %d notes, more than %d", r.name(), len(r.Notes), maxNotesIn)
	}
	for i := range r.Notes {
		n := &r.Notes[i]
		for _, text := range []*string{&n.Text, &n.Quote, &n.QuoteBefore, &n.QuoteAfter} {
			*text = strings.ReplaceAll(*text, "\x00", "")
		}
		n.Text = strings.ReplaceAll(n.Text, "\r\n", "\n")
		switch around := max(utf8.RuneCountInString(n.QuoteBefore), utf8.RuneCountInString(n.QuoteAfter)); {
		case strings.TrimSpace(n.Text) == "":
			return refuse(nil, "note %d of %s has no text", i+1, r.name())
		case len(n.Text) > maxNote:
			return refuse(nil, "note %d of %s has more than %d million characters", i+1, r.name(), maxNote>>20)
		case utf8.RuneCountInString(n.Quote) > maxQuote || around > maxQuote || len(n.AbstractHash) > 200:
			return refuse(nil, "note %d of %s quotes more than %d characters", i+1, r.name(), maxQuote)
		}
	}
	return nil
}

// belongings checks what stands beside the records.
func (c *checking) belongings(b *Belongings) error {
	tags, keys := map[string]bool{}, map[int]bool{0: true}
	for i := range b.Tags {
		t := &b.Tags[i]
		clean, err := CleanTag(t.Name)
		if err != nil {
			return refuse(err, "tag %d cannot be one: “%s”", i+1, excerpt(oneLine(t.Name), 40))
		}
		t.Name, t.Folded = clean, foldName(clean)
		switch {
		case tags[t.Folded]:
			return refuse(nil, "the tag “%s” is there twice", clean)
		case t.Color != "" && !hexColor.MatchString(t.Color):
			return refuse(nil, "the tag “%s” has the color “%s”, which is none as in #2E7D4F", clean, excerpt(oneLine(t.Color), 40))
		case t.Hotkey < 0 || t.Hotkey > 9:
			return refuse(nil, "the tag “%s” has the key %d; there are 1 to 9", clean, t.Hotkey)
		case t.Hotkey > 0 && keys[t.Hotkey]:
			return refuse(nil, "two tags have the key %d", t.Hotkey)
		}
		tags[t.Folded], keys[t.Hotkey] = true, true
	}
	for _, name := range c.tags {
		if folded := foldName(name); !tags[folded] {
			b.Tags = append(b.Tags, Tag{Name: name, Folded: folded})
		}
	}
	return c.others(b)
}

// maxQueryIn bounds the query of a smart list, in bytes.
const maxQueryIn = 10_000

func (c *checking) others(b *Belongings) error {
	names := map[string]bool{}
	for i := range b.SmartLists {
		s := &b.SmartLists[i]
		var err error
		if s.Name, err = CleanSmartName(s.Name); err != nil {
			return refuse(err, "smart list %d has a name that cannot be one", i+1)
		}
		// A query that only a newer version understands is kept, too.
		s.Query = strings.ReplaceAll(s.Query, "\x00", "")
		switch {
		case names[foldName(s.Name)]:
			return refuse(nil, "the smart list “%s” is there twice", s.Name)
		case strings.TrimSpace(s.Query) == "" || len(s.Query) > maxQueryIn:
			return refuse(nil, "the smart list “%s” has a query without a word, or one of more than %d bytes", s.Name, maxQueryIn)
		case math.Abs(s.Position) > maxPositionIn:
			return refuse(nil, "the smart list “%s” has %g under “position”", s.Name, s.Position)
		case s.Color != "" && !hexColor.MatchString(s.Color):
			return refuse(nil, "the smart list “%s” has the color “%s”, which is none as in #2E7D4F", s.Name, excerpt(oneLine(s.Color), 40))
		}
		names[foldName(s.Name)] = true
	}
	rules := map[string]bool{}
	for i := range b.Rules {
		r := &b.Rules[i]
		if err := r.check(); err != nil {
			return refuse(err, "rule %d (“%s”) cannot be one", i+1, excerpt(oneLine(r.Text), 40))
		}
		if rules[string(r.Kind)+r.Folded] {
			return refuse(nil, "the rule for the %s “%s” is there twice", r.Kind, r.Text)
		}
		rules[string(r.Kind)+r.Folded] = true
	}
	corrected := map[string]bool{}
	for i := range b.Names {
		n := &b.Names[i]
		var err error
		if n.Parts, err = cleanNameParts(n.Parts); err != nil || n.Parts == (citation.Name{}) || corrected[n.Name] || n.Name == "" || len(n.Name) > maxLineIn {
			return refuse(err, "name %d (“%s”) is taken apart as no name can be, or is there twice", i+1, excerpt(oneLine(n.Name), 40))
		}
		corrected[n.Name] = true
	}
	lists := map[[2]string]bool{}
	for i, s := range b.Lists {
		if err := checkList(s.Kind, s.Key); err != nil || lists[[2]string{s.Kind, s.Key}] || len(s.Key) > maxLinkIn {
			return refuse(err, "list %d (“%s %s”) is none, or is there twice", i+1, excerpt(oneLine(s.Kind), 40), excerpt(oneLine(s.Key), 40))
		}
		lists[[2]string{s.Kind, s.Key}] = true
	}
	return nil
}
