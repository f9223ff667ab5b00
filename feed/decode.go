package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"strings"
	"time"
	"unicode"

	"offprint/feed/gate"
	"offprint/feed/identifier"
	"offprint/feed/plaintext"
)

// What one paper may bring, each far above the largest ever seen: a text is
// cut there, a list ends there.
const (
	maxTitle    = 2_000  // bytes; largest seen 175
	maxAbstract = 16_000 // bytes; largest seen 1,923
	maxName     = 400    // bytes; largest seen 55
	maxLink     = 2_000  // bytes; a longer link is dropped
	maxAuthors  = 10_000 // largest seen 664
	maxList     = 200    // keywords and media; largest seen 33
)

// splitItems takes a list apart without looking into its items.
func splitItems(body []byte, most int) ([]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	opening, err := decoder.Token()
	if err != nil {
		return nil, fmt.Errorf("reading the list: %w", err)
	}
	if opening != json.Delim('[') {
		return nil, errors.New("reading the list: not a JSON array")
	}
	var items []json.RawMessage
	for decoder.More() {
		if len(items) == most {
			return nil, fmt.Errorf("reading the list: %w: more than %d items", gate.ErrTooLarge, most)
		}
		var item json.RawMessage
		if err := decoder.Decode(&item); err != nil {
			return nil, fmt.Errorf("reading item %d of the list: %w", len(items)+1, err)
		}
		items = append(items, item)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("reading the end of the list: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("reading the end of the list: more behind it")
	}
	return items, nil
}

// object is a JSON object whose fields are decoded one by one: a field that is
// absent, null or of a type that was not expected reads as empty and takes no
// other field with it.
type object map[string]json.RawMessage

func isObject(raw []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) }

func asObject(raw json.RawMessage) object {
	if !isObject(raw) {
		return nil
	}
	var o object
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

func (o object) object(key string) object { return asObject(o[key]) }

func asText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func (o object) text(key string, most int) string { return clip(asText(o[key]), most) }

// count reads a number of things: whole, not negative. The server's schema
// calls them floats.
func (o object) count(key string) (int, bool) {
	var f *float64
	if json.Unmarshal(o[key], &f) != nil || f == nil || *f < 0 || *f > math.MaxInt32 {
		return 0, false
	}
	return int(*f), true
}

func (o object) list(key string, most int) []json.RawMessage {
	var l []json.RawMessage
	if json.Unmarshal(o[key], &l) != nil {
		return nil
	}
	return l[:min(len(l), most)]
}

// decodeItem reads an item of a list, or a paper by itself, in any shape that
// the source has had since March 2024. The list day falls back to day.
func decodeItem(raw json.RawMessage, day string) (Paper, *Skipped) {
	item := asObject(raw)
	if item == nil {
		return Paper{}, &Skipped{Why: "it is no JSON object"}
	}
	p := item.object("paper")
	if p == nil {
		// GET /api/papers/{id} answers with the paper alone.
		p = item
	}
	said := asText(p["id"])
	id, err := identifier.Exact(said)
	if err != nil {
		why := "its identifier is none of arXiv's"
		if said == "" {
			why = "it has no identifier"
		}
		return Paper{}, &Skipped{ID: plaintext.Line(clip(said, 100)), Why: why}
	}
	paper := Paper{
		ID:             id.Bare,
		SourceTitle:    firstText(maxTitle, p["title"], item["title"]),
		SourceAbstract: firstText(maxAbstract, p["summary"], item["summary"]),
		Authors:        authors(p.list("authors", maxAuthors)),
		Published:      dayOf(asText(p["publishedAt"])),
		ListDay:        dayOf(asText(p["submittedOnDailyAt"])),
		GitHub:         link(asText(p["githubRepo"])),
		Project:        link(asText(p["projectPage"])),
		AISummary:      plaintext.Abstract(p.text("ai_summary", maxAbstract)),
		AIKeywords:     keywords(p.list("ai_keywords", maxList)),
		Thumbnail:      link(asText(item["thumbnail"])),
		Media:          media(item, p),
	}
	paper.Title = plaintext.Title(paper.SourceTitle)
	paper.Abstract = plaintext.Abstract(paper.SourceAbstract)
	if paper.ListDay == "" {
		paper.ListDay = day
	}
	paper.Upvotes, _ = p.count("upvotes")
	paper.Comments, _ = item.count("numComments")
	if stars, ok := p.count("githubStars"); ok {
		paper.GitHubStars = &stars
	}
	// submitterOrganization stood in for four days of 2025.
	paper.Organization, paper.OrganizationLogin = nameAndLogin(item.object("organization"), p.object("organization"), item.object("submitterOrganization"))
	paper.Submitter, paper.SubmitterLogin = nameAndLogin(item.object("submittedBy"), p.object("submittedOnDailyBy"))
	return paper, nil
}

// firstText is the first of the texts that is not empty.
func firstText(most int, raws ...json.RawMessage) string {
	for _, raw := range raws {
		if s := asText(raw); strings.TrimSpace(s) != "" {
			return clip(s, most)
		}
	}
	return ""
}

func authors(raws []json.RawMessage) []string {
	var names []string
	for _, raw := range raws {
		if name := plaintext.Line(asObject(raw).text("name", maxName)); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// nameAndLogin reads the first user or organisation that has either. The
// login is called user where there is such a field, else name.
func nameAndLogin(from ...object) (name, login string) {
	for _, o := range from {
		login = plaintext.Line(o.text("user", maxName))
		if login == "" {
			login = plaintext.Line(o.text("name", maxName))
		}
		name = plaintext.Line(o.text("fullname", maxName))
		if name == "" {
			name = login
		}
		if name != "" {
			return name, login
		}
	}
	return "", ""
}

func keywords(raws []json.RawMessage) []string {
	var words []string
	seen := map[string]bool{}
	for _, raw := range raws {
		word := plaintext.Title(clip(asText(raw), maxName))
		if folded := strings.ToLower(word); word != "" && !seen[folded] {
			seen[folded] = true
			words = append(words, word)
		}
	}
	return words
}

// media collects the links under mediaUrls, or the one under mediaUrl that
// lists had until June 2024.
func media(item, paper object) []string {
	raws := item.list("mediaUrls", maxList)
	if len(raws) == 0 {
		raws = paper.list("mediaUrls", maxList)
	}
	if len(raws) == 0 {
		raws = []json.RawMessage{item["mediaUrl"]}
	}
	var links []string
	seen := map[string]bool{}
	for _, raw := range raws {
		if l := link(asText(raw)); l != "" && !seen[l] {
			seen[l] = true
			links = append(links, l)
		}
	}
	return links
}

// dayOf is the day of a moment in UTC, or "" when s is none.
func dayOf(s string) string {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC().Format(dayForm)
	}
	if len(s) >= len(dayForm) && validDay(s[:len(dayForm)]) {
		return s[:len(dayForm)]
	}
	return ""
}

// link is s as an http or https address, or "". White space inside goes too:
// addresses were seen with a line break in the middle.
func link(s string) string {
	if len(s) > maxLink {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) {
			return -1
		}
		return r
	}, s)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		// A user name in front of the host only serves to look like another.
		return ""
	}
	return u.String()
}
