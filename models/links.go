package models

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// PaperLink is where a text names a paper.
type PaperLink struct {
	// ArxivID is the bare identifier that is named.
	ArxivID string
	// From and To are where it stands, in runes, with all that belongs to it:
	// "[[2411.19865|RevThink]]", a link, "arXiv:2411.19865v2".
	From, To int
	// Words is what the text has in the place of the title, after "|"; empty for
	// none.
	Words string
	// PaperID and Title are those of the paper, 0 and empty where the library does
	// not have it; Links fills them.
	PaperID int64
	Title   string
}

// maxLinks bounds the links that are read of one text.
const maxLinks = 10_000

// arXiv identifiers as they stand in text, new ones and those given until March
// 2007 (arXiv, "Understanding the arXiv identifier").
const (
	newID = `\d\d(?:0[1-9]|1[0-2])\.\d{4,5}`
	oldID = `(?:astro-ph|cond-mat|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|nlin|nucl-ex|nucl-th|physics|quant-ph|q-bio|cs|cmp-lg|alg-geom|q-alg|chao-dyn|solv-int)(?:\.[A-Z]{2})?/\d\d(?:0[1-9]|1[0-2])\d{3}`
	anyID = `(` + newID + `|` + oldID + `)(?:v[1-9]\d{0,2})?`
)

var paperLink = regexp.MustCompile(
	`\[\[\s*(?i:arxiv:\s*)?` + anyID + `\s*(?:\|([^\[\]\n]{0,500}))?\]\]` +
		`|(?:https?://)?(?i:(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)|(?:www\.)?(?:huggingface\.co|hf\.co)/papers)/` + anyID + `(?:\.pdf)?` +
		`|(?i:(?:10\.48550/)?arxiv[:.]\s?)?` + anyID)

// LinksIn are the papers that a text names by their identifiers, in order: bare
// ones, "arXiv:" and one, "[[…]]", and links to arXiv and Hugging Face.
func LinksIn(text string) []PaperLink {
	var links []PaperLink
	at, runes := 0, 0
	position := func(to int) int {
		runes += utf8.RuneCountInString(text[at:to])
		at = to
		return runes
	}
	for from := 0; from < len(text) && len(links) < maxLinks; {
		m := paperLink.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		start, end := from+m[0], from+m[1]
		from = end
		link := PaperLink{}
		for _, group := range []int{1, 3, 4} {
			if m[2*group] >= 0 {
				link.ArxivID = bareID(text[start-m[0]+m[2*group] : start-m[0]+m[2*group+1]])
			}
		}
		if m[4] >= 0 {
			link.Words = strings.TrimSpace(text[start-m[0]+m[4] : start-m[0]+m[5]])
		}
		if link.ArxivID == "" || !standsFree(text, start, end) {
			continue
		}
		link.From = position(start)
		link.To = position(end)
		links = append(links, link)
	}
	return links
}

// bareID is an identifier without the subject class of old ones, empty where it
// has not the digits of its time.
func bareID(id string) string {
	if archive, number, old := strings.Cut(id, "/"); old {
		archive, _, _ = strings.Cut(archive, ".")
		return archive + "/" + number
	}
	if (id[:4] <= "1412") != (len(id) == len("1412.0000")) {
		return ""
	}
	return id
}

// standsFree says that what stands from start to end in text is not the middle of
// something longer, such as a number.
func standsFree(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, size := utf8.DecodeRuneInString(text[end:])
	if start > 0 && (isWordRune(before) || before == '.' || before == '/' || before == '-') && text[start] != '[' {
		return false
	}
	if end == len(text) || text[end-1] == ']' {
		return true
	}
	next, _ := utf8.DecodeRuneInString(text[end+size:])
	return !isWordRune(after) && !(after == '.' && unicode.IsDigit(next))
}

func isWordRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_') && !unspaced(r)
}

// Links are the papers that a text names, with the titles of those that the
// library has.
func (l *Library) Links(ctx context.Context, text string) ([]PaperLink, error) {
	links := LinksIn(text)
	if len(links) == 0 {
		return nil, nil
	}
	ids := make([]string, len(links))
	for i, link := range links {
		ids[i] = link.ArxivID
	}
	known, err := l.Known(ctx, ids)
	if err != nil {
		return nil, err
	}
	keys := make([]int64, 0, len(known))
	for _, key := range known {
		keys = append(keys, key)
	}
	var rows []struct {
		ID    int64
		Title string
	}
	if err := l.reader.WithContext(ctx).Raw("SELECT id, title FROM papers WHERE id IN (SELECT value FROM json_each(?))", idList(keys)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("look up the titles of %d papers: %w", len(keys), err)
	}
	titles := make(map[int64]string, len(rows))
	for _, r := range rows {
		titles[r.ID] = r.Title
	}
	for i := range links {
		links[i].PaperID = known[links[i].ArxivID]
		links[i].Title = titles[links[i].PaperID]
	}
	return links, nil
}

// Backlink is a note that names a paper.
type Backlink struct {
	NoteID    int64
	PaperID   int64 // the paper that the note is on
	ArxivID   string
	Title     string // of that paper
	UpdatedAt time.Time
	// Around is the note's text around the first place, with the place marked.
	Around Snippet
}

// maxBacklinks bounds the notes that are read for one paper.
const maxBacklinks = 1000

// LinksTo are the notes on other papers that name a paper by its identifier, the
// one last written in first, at most a thousand. They are found in the notes as
// they are now; nothing has to be kept up to date.
func (l *Library) LinksTo(ctx context.Context, arxivID string) ([]Backlink, error) {
	number := arxivID
	if _, old, ok := strings.Cut(arxivID, "/"); ok {
		number = old
	}
	if !searchable(number) {
		return nil, nil
	}
	rows, err := l.searcher.WithContext(ctx).Raw(`SELECT n.id, n.paper_id, n.text, n.updated_at, coalesce(p.arxiv_id, ''), p.title
		FROM notes_fts f CROSS JOIN notes n ON n.id = f.rowid JOIN papers p ON p.id = n.paper_id
		WHERE notes_fts MATCH ? AND instr(n.text, ?) AND p.arxiv_id IS NOT ? ORDER BY f.rowid DESC LIMIT ?`,
		"text : "+quoteFTS(number)+" *", number, arxivID, maxBacklinks).Rows()
	if err != nil {
		return nil, fmt.Errorf("find the notes that name %s: %w", arxivID, err)
	}
	defer rows.Close()
	var links []Backlink
	for rows.Next() { // one after the other, because notes may be long
		var link Backlink
		var text, at string
		if err := rows.Scan(&link.NoteID, &link.PaperID, &text, &at, &link.ArxivID, &link.Title); err != nil {
			return nil, fmt.Errorf("read a note that names %s: %w", arxivID, err)
		}
		named := LinksIn(text)
		i := slices.IndexFunc(named, func(link PaperLink) bool { return link.ArxivID == arxivID })
		if i < 0 {
			continue
		}
		if link.UpdatedAt, err = parseTime(at); err != nil {
			return nil, fmt.Errorf("read note %d: %w", link.NoteID, err)
		}
		from, to := byteAt(text, named[i].From), byteAt(text, named[i].To)
		first, last := around(text, from, to)
		link.Around = cutLine(text, first, last, []byteRange{{from, to, 0}})
		links = append(links, link)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find the notes that name %s: %w", arxivID, unwanted(ctx, err))
	}
	slices.SortStableFunc(links, func(a, b Backlink) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(b.NoteID, a.NoteID))
	})
	return links, nil
}

// byteAt is where a rune of text begins.
func byteAt(text string, runes int) int {
	n := 0
	for at := range text {
		if n == runes {
			return at
		}
		n++
	}
	return len(text)
}
