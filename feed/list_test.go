package feed_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/feed/gate"
)

func ids(e feed.Edition) []string {
	var all []string
	for _, p := range e.Papers {
		all = append(all, p.ID)
	}
	return all
}

// voted is an item with its upvotes and submitter.
func voted(id, day string, upvotes int, login string) string {
	return fmt.Sprintf(`{"paper":{"id":%q,"title":"On %s","upvotes":%d,"submittedOnDailyAt":"%sT01:00:00.000Z"},"submittedBy":{"name":%q}}`, id, id, upvotes, day, login)
}

func TestPeriodsReadEveryPageInTheServersOrder(t *testing.T) {
	files := days(nil)
	for i, day := range []string{"2026-02-26", "2026-02-27", "2026-03-02"} {
		var items []string
		for n := range 90 {
			items = append(items, voted(fmt.Sprintf("2602.%d%04d", i, n), day, 300-n*3-i, []string{"ann", "bo"}[n%2]))
		}
		files[day+".json"] = &fstest.MapFile{Data: []byte("[" + strings.Join(items, ",") + "]")}
	}
	server := start(t, files)
	client, _ := connect(t, server.URL, nil)
	for name, c := range map[string]struct {
		read      func() (feed.Edition, error)
		kind      feed.ListKind
		key       string
		n         int
		first     []string
		listedOn  string // of the first
		requested string
	}{
		"week": {func() (feed.Edition, error) { return client.Week(t.Context(), "2026-W09") }, feed.WeekList, "2026-W09", 180,
			[]string{"2602.00000", "2602.10000", "2602.00001"}, "2026-02-26", "/api/daily_papers?limit=100&p=1&week=2026-W09"},
		"month": {func() (feed.Edition, error) { return client.Month(t.Context(), "2026-02") }, feed.MonthList, "2026-02", 180,
			[]string{"2602.00000", "2602.10000", "2602.00001"}, "2026-02-26", "/api/daily_papers?limit=100&month=2026-02&p=1"},
		"trending": {func() (feed.Edition, error) { return client.Trending(t.Context()) }, feed.TrendingList, "", 270,
			[]string{"2602.00000", "2602.10000", "2602.20000"}, "2026-02-26", "/api/daily_papers?limit=100&p=2&sort=trending"},
		"submitter": {func() (feed.Edition, error) { return client.Submitter(t.Context(), " @ann") }, feed.SubmitterList, "ann", 135,
			[]string{"2602.20000", "2602.20002", "2602.20004"}, "2026-03-02", "/api/daily_papers?limit=100&p=1&submitter=ann"},
		"day": {func() (feed.Edition, error) { return client.Day(t.Context(), "2026-02-27") }, feed.DayList, "2026-02-27", 90,
			[]string{"2602.10000", "2602.10001"}, "2026-02-27", "/api/daily_papers?date=2026-02-27&limit=100&p=0"},
	} {
		edition, err := c.read()
		if err != nil || edition.Kind != c.kind || edition.Key != c.key || len(edition.Papers) != c.n || len(edition.Skipped) != 0 {
			t.Errorf("%s: %q %q of %d papers, skipped %v, error %v", name, edition.Kind, edition.Key, len(edition.Papers), edition.Skipped, err)
			continue
		}
		if got := ids(edition); !slices.Equal(got[:len(c.first)], c.first) || edition.Papers[0].ListDay != c.listedOn {
			t.Errorf("%s begins with %q of %s, want %q of %s", name, got[:len(c.first)], edition.Papers[0].ListDay, c.first, c.listedOn)
		}
		requests := server.Requests()
		if got := requests[len(requests)-1].Path; got != c.requested {
			t.Errorf("%s: asked last for %s, want %s", name, got, c.requested)
		}
		if (edition.Day == "") == (c.kind == feed.DayList) || !edition.FetchedAt.Equal(now) || edition.Unchanged {
			t.Errorf("%s: %+v", name, edition.Day)
		}
	}
}

func TestWrongPeriodsAskNothing(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	client, _ := connect(t, server.URL, nil)
	wrong := map[string]func(string) (feed.Edition, error){
		"week":      func(s string) (feed.Edition, error) { return client.Week(t.Context(), s) },
		"month":     func(s string) (feed.Edition, error) { return client.Month(t.Context(), s) },
		"submitter": func(s string) (feed.Edition, error) { return client.Submitter(t.Context(), s) },
		"search":    func(s string) (feed.Edition, error) { return client.Search(t.Context(), s) },
	}
	for kind, texts := range map[string][]string{
		"week":      {"", "2026-W00", "2026-W54", "2025-W53", "2024-W53", "2026-w09", "2026W09", "2026-W9", "2026-W09&p=2", "0000-W01", "２０２６-W09"},
		"month":     {"", "2026-13", "2026-00", "2026-3", "202603", "2026-03-04"},
		"submitter": {"", "@", "a b", "../x", "a&p=9", "-a", strings.Repeat("a", 97), "ä"},
		"search":    {"", " \n\t", "\x00\u200b"},
	} {
		for _, text := range texts {
			_, err := wrong[kind](text)
			if feed.KindOf(err) != feed.BadRequest {
				t.Errorf("%s %q gave %v", kind, text, err)
				continue
			}
			sentences(t, err)
		}
	}
	if n := len(server.Requests()); n != 0 {
		t.Errorf("%d requests for what is no period", n)
	}
	// Years of 53 weeks: those that begin or end on a Thursday.
	for _, week := range []string{"2026-W53", "2020-W53", "2015-W53", "2026-W01", "2025-W52"} {
		if edition, err := client.Week(t.Context(), week); err != nil || len(edition.Papers) != 0 {
			t.Errorf("week %s: %d papers, error %v", week, len(edition.Papers), err)
		}
	}
}

func TestAListIsBounded(t *testing.T) {
	requests := 0
	client, _ := connect(t, "", func(cfg *feed.Config) {
		cfg.HTTP = &http.Client{Transport: answerer(func(*http.Request) (int, string) {
			requests++
			var items []string
			for i := range 100 {
				items = append(items, item(fmt.Sprintf("26%02d.%05d", 1+requests%12, requests*100+i)))
			}
			return 200, "[" + strings.Join(items, ",") + "]"
		})}
		cfg.Limits.Pages = 7
	})
	if _, err := client.Month(t.Context(), "2026-02"); feed.KindOf(err) != feed.TooLarge || requests != 7 {
		t.Errorf("a month without end gave %v after %d requests", err, requests)
	}
	requests = 0
	if edition, err := client.Trending(t.Context()); err != nil || len(edition.Papers) != 300 || requests != 3 {
		t.Errorf("trending gave %d papers in %d requests, error %v", len(edition.Papers), requests, err)
	}
	requests = 0
	if edition, err := client.Submitter(t.Context(), "busy"); err != nil || len(edition.Papers) != 700 || requests != 7 {
		t.Errorf("a submitter of very many papers gave %d in %d requests, error %v", len(edition.Papers), requests, err)
	}
}

func TestSearch(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 130}))
	client, _ := connect(t, server.URL, nil)
	edition, err := client.Search(t.Context(), "  on \n2602.00007 ")
	if err != nil || edition.Kind != feed.SearchList || edition.Key != "on 2602.00007" || !slices.Equal(ids(edition), []string{"2602.00007"}) {
		t.Errorf("got %q of %q, error %v", ids(edition), edition.Key, err)
	}
	if edition, err := client.Search(t.Context(), "abstract"); err != nil || len(edition.Papers) != 120 {
		t.Errorf("%d papers, error %v", len(edition.Papers), err)
	}
	if edition, err := client.Search(t.Context(), "nothing of that sort"); err != nil || len(edition.Papers) != 0 {
		t.Errorf("%d papers, error %v", len(edition.Papers), err)
	}
	// The server counts UTF-16 units, of which each of these has two.
	long := strings.Repeat("𝔸", 200)
	if edition, err := client.Search(t.Context(), long); err != nil || edition.Key != strings.Repeat("𝔸", 125) {
		t.Errorf("of a long text %d bytes were asked for, error %v", len(edition.Key), err)
	}
	if edition, err := client.Search(t.Context(), "x"+long); err != nil || edition.Key != "x"+strings.Repeat("𝔸", 124) {
		t.Errorf("of a long text %d bytes were asked for, error %v", len(edition.Key), err)
	}
	server.Fault(feedtest.Fault{Kind: feedtest.Body, Body: `[{"id":"2602.00001","title":"Flat"},{"paper":{"id":"2602.00002","title":"Wrapped"}},{"id":"2602.00001v2"},{"id":"?"}]`})
	edition, err = client.Search(t.Context(), "both")
	if err != nil || !slices.Equal(ids(edition), []string{"2602.00001", "2602.00002"}) || edition.Papers[0].Title != "Flat" {
		t.Errorf("got %+v, error %v", edition.Papers, err)
	}
	if len(edition.Skipped) != 1 || edition.Skipped[0].Position != 4 {
		t.Errorf("skipped %+v", edition.Skipped)
	}
}

func TestUnchanged(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 150, "2026-03-03": 2}))
	client, _ := connect(t, server.URL, nil)
	for i, want := range []bool{false, true} {
		edition, err := client.Day(t.Context(), "2026-03-04")
		if err != nil || edition.Unchanged != want || len(edition.Papers) != 150 {
			t.Errorf("read %d: unchanged %v, %d papers, error %v", i, edition.Unchanged, len(edition.Papers), err)
		}
	}
	if edition, err := client.Day(t.Context(), "2026-03-03"); err != nil || edition.Unchanged {
		t.Errorf("another day: unchanged %v, error %v", edition.Unchanged, err)
	}
	server.Fault(feedtest.Fault{Kind: feedtest.Body, Body: "[" + item("2602.00900") + "]", Path: "/api/daily_papers?date=2026-03-04&limit=100&p=1"})
	if edition, err := client.Day(t.Context(), "2026-03-04"); err != nil || edition.Unchanged || len(edition.Papers) != 101 {
		t.Errorf("with another second page: unchanged %v, %d papers, error %v", edition.Unchanged, len(edition.Papers), err)
	}
}

func TestSixHundredDaysKeepTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Time
		client, err := feed.New(feed.Config{
			Gate:   gate.New(gate.Config{}),
			Limits: feed.Limits{Patience: time.Hour},
			HTTP: &http.Client{Transport: answerer(func(*http.Request) (int, string) {
				asked = append(asked, time.Now())
				return 200, "[]"
			})},
		})
		if err != nil {
			t.Fatal(err)
		}
		first := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
		for i := range 600 {
			if _, err := client.Day(t.Context(), first.AddDate(0, 0, i).Format(time.DateOnly)); err != nil {
				t.Fatal(err)
			}
		}
		if got := asked[500].Sub(asked[0]); len(asked) != 600 || got < 5*time.Minute || got > 6*time.Minute {
			t.Errorf("%d requests; the 501st came %v after the first", len(asked), got)
		}
	})
}

func TestAGateOfTheProgramKeepsItsPauses(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	for name, shared := range map[string]bool{"the program's": true, "its own": false} {
		server.ClearFaults()
		server.Fault(feedtest.Fault{Kind: feedtest.TooManyAfter, Seconds: 300, Times: 1})
		client, _ := connect(t, server.URL, func(cfg *feed.Config) {
			if shared {
				cfg.Gate = gate.New(gate.Config{Now: cfg.Now, Wait: cfg.Wait})
			}
		})
		if _, err := client.Day(t.Context(), "2026-03-04"); feed.KindOf(err) != feed.RateLimited {
			t.Errorf("%s: got %v", name, err)
		}
		before := len(server.Requests())
		_, err := client.Day(t.Context(), "2026-03-04")
		if requests := len(server.Requests()) - before; shared != (requests == 0) || shared != (feed.KindOf(err) == feed.RateLimited) {
			t.Errorf("%s: %d more requests, error %v", name, requests, err)
		}
		if shared && !strings.Contains(err.Error(), "12:05:00 UTC") {
			t.Errorf("%s: the error does not say until when: %v", name, err)
		}
	}
}
