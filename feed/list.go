package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"offprint/feed/gate"
	"offprint/feed/plaintext"
)

const (
	// trendingPages is how much of the trending list is read: it goes on
	// through all papers there are.
	trendingPages = 3
	// searchLimit and longestSearch are what the search accepts (Hugging Face's
	// paper pages skill, "limit" and "q"); the latter in UTF-16 units, as the
	// server counts.
	searchLimit   = 120
	longestSearch = 250
)

var (
	weekForm  = regexp.MustCompile(`^[0-9]{4}-W[0-9]{2}$`)
	loginForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$`)
)

// Week reads the whole list of an ISO week, "2026-W39", in the server's order.
// The error is as that of Day.
func (c *Client) Week(ctx context.Context, week string) (Edition, error) {
	if !validWeek(week) {
		return Edition{}, Errorf(BadRequest, nil, "%q is no week. Nothing was asked for. Write an ISO week as in 2026-W09; most years have 52, some 53.", clip(week, 40))
	}
	return c.list(ctx, Edition{Kind: WeekList, Key: week}, url.Values{"week": {week}}, 0)
}

// Month reads the whole list of a month, "2026-09", in the server's order. The
// error is as that of Day.
func (c *Client) Month(ctx context.Context, month string) (Edition, error) {
	if t, err := time.Parse("2006-01", month); err != nil || t.Format("2006-01") != month {
		return Edition{}, Errorf(BadRequest, nil, "%q is no month. Nothing was asked for. Write a month as in 2026-03.", clip(month, 40))
	}
	return c.list(ctx, Edition{Kind: MonthList, Key: month}, url.Values{"month": {month}}, 0)
}

// Trending reads the first 300 papers of the list that Hugging Face calls
// trending, which has papers of any year. The error is as that of Day.
func (c *Client) Trending(ctx context.Context) (Edition, error) {
	return c.list(ctx, Edition{Kind: TrendingList}, url.Values{"sort": {"trending"}}, trendingPages)
}

// Submitter reads the papers that a user of Hugging Face put on the lists, given
// the login, "@" before it or not: all of them, or the first 5,000 (Limits.Pages)
// in the server's order. The error is as that of Day.
func (c *Client) Submitter(ctx context.Context, login string) (Edition, error) {
	login = strings.TrimPrefix(strings.TrimSpace(login), "@")
	if !loginForm.MatchString(login) {
		return Edition{}, Errorf(BadRequest, nil, "%q is no user name of Hugging Face. Nothing was asked for. Write the name as at the end of the address of the user's page.", clip(login, 40))
	}
	return c.list(ctx, Edition{Kind: SubmitterList, Key: login}, url.Values{"submitter": {login}}, c.limits.Pages)
}

// Search asks Hugging Face for papers that fit a text, the best first, at most
// 120. A text longer than the search takes is cut; Key is what was asked. The
// search has an allowance of its own, a tenth of the lists'. The error is as
// that of Day.
func (c *Client) Search(ctx context.Context, text string) (Edition, error) {
	text = strings.TrimSpace(cutUnits(plaintext.Line(text), longestSearch))
	if text == "" {
		return Edition{}, &Error{Kind: BadRequest, Message: "There is nothing to search for. Nothing was asked for. Write a word of a title, a name or an identifier."}
	}
	edition := Edition{Kind: SearchList, Key: text}
	patience := c.limits.Patience
	a, err := c.get(ctx, gate.Search, "/api/papers/search", url.Values{"q": {text}, "limit": {strconv.Itoa(searchLimit)}}, &patience)
	if err != nil {
		return Edition{}, fmt.Errorf("searching for %q: %w", text, err)
	}
	items, err := splitItems(a.Body, c.limits.Items)
	if err != nil {
		return Edition{}, fmt.Errorf("searching for %q: %w", text, c.unreadable(a, err))
	}
	edition.add(items, map[string]bool{})
	edition.TokenRefused = c.refused.Load()
	edition.FetchedAt = c.now().UTC()
	return edition, nil
}

// list reads every page of a list into edition, or the first pages of it where
// most is not 0.
func (c *Client) list(ctx context.Context, edition Edition, query url.Values, most int) (Edition, error) {
	name := "the list " + strings.TrimSpace(string(edition.Kind)+" "+edition.Key)
	seen := map[string]bool{}
	patience := c.limits.Patience
	edition.Unchanged = true
	query.Set("limit", strconv.Itoa(pageSize))
	for page := 0; most == 0 || page < most; page++ {
		if page == c.limits.Pages {
			return Edition{}, c.tooLarge(fmt.Errorf("%s does not end after %d pages", name, page))
		}
		query.Set("p", strconv.Itoa(page))
		a, err := c.get(ctx, gate.API, "/api/daily_papers", query, &patience)
		if err != nil {
			return Edition{}, fmt.Errorf("reading page %d of %s: %w", page, name, err)
		}
		items, err := splitItems(a.Body, c.limits.Items)
		if err != nil {
			return Edition{}, fmt.Errorf("reading page %d of %s: %w", page, name, c.unreadable(a, err))
		}
		if ctx.Err() != nil {
			return Edition{}, fmt.Errorf("reading page %d of %s: %w", page, name, ctx.Err())
		}
		edition.Unchanged = edition.Unchanged && a.Unchanged
		fresh := edition.add(items, seen)
		// Some mirrors drop the Link header, so a full page is followed by a
		// look at the next one all the same. A server that ignores p sends the
		// same papers again: nothing fresh ends the list.
		if !fresh || !hasNext(a) && len(items) < pageSize {
			break
		}
	}
	edition.TokenRefused = c.refused.Load()
	edition.FetchedAt = c.now().UTC()
	return edition, nil
}

// add takes in the items of a page, without the papers that were seen, and says
// whether there was another.
func (e *Edition) add(items []json.RawMessage, seen map[string]bool) (fresh bool) {
	for _, item := range items {
		e.items++
		paper, skipped := decodeItem(item, e.Day)
		if skipped != nil {
			skipped.Position = e.items
			e.Skipped = append(e.Skipped, *skipped)
			continue
		}
		if !seen[paper.ID] {
			seen[paper.ID] = true
			fresh = true
			e.Papers = append(e.Papers, paper)
		}
	}
	return fresh
}

// validWeek says whether week is an ISO week that its year has: the last one is
// that of 28 December (ISO 8601, 4.1.4.1).
func validWeek(week string) bool {
	if !weekForm.MatchString(week) {
		return false
	}
	year, yearErr := strconv.Atoi(week[:4])
	number, numberErr := strconv.Atoi(week[6:])
	_, last := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return errors.Join(yearErr, numberErr) == nil && year > 0 && number >= 1 && number <= last
}

// cutUnits cuts s after at most n UTF-16 units, between characters.
func cutUnits(s string, n int) string {
	for i, r := range s {
		if n -= max(1, utf16.RuneLen(r)); n < 0 {
			return s[:i]
		}
	}
	return s
}
