package feed_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/feed"
	"offprint/feed/feedtest"
)

func TestDayReadsEveryPage(t *testing.T) {
	for n, requests := range map[int]int{1: 1, 99: 1, 100: 2, 101: 2, 250: 3} {
		server := start(t, days(map[string]int{"2026-03-04": n}))
		client, _ := connect(t, server.URL, nil)
		edition, err := client.Day(t.Context(), "2026-03-04")
		if err != nil {
			t.Fatalf("%d papers: %v", n, err)
		}
		if len(edition.Papers) != n || len(edition.Skipped) != 0 {
			t.Errorf("of %d papers %d were read, skipped %v", n, len(edition.Papers), edition.Skipped)
		}
		if first, last := edition.Papers[0].ID, edition.Papers[n-1].ID; first != "2602.00000" || first > last {
			t.Errorf("%d papers are out of order: %s … %s", n, first, last)
		}
		if got := len(server.Requests()); got != requests {
			t.Errorf("%d papers took %d requests, want %d", n, got, requests)
		}
		if edition.Day != "2026-03-04" || !edition.FetchedAt.Equal(now) || edition.FetchedAt.Location() != time.UTC {
			t.Errorf("edition is of %s, read at %v", edition.Day, edition.FetchedAt)
		}
	}
}

func TestDayKeepsAPaperOnce(t *testing.T) {
	edition, err := decode(t, "["+item("2602.00001")+","+item("2602.00002")+","+item("2602.00001v2")+"]")
	if err != nil || len(edition.Papers) != 2 {
		t.Errorf("%d papers, error %v; want 2", len(edition.Papers), err)
	}
}

func TestDayEndsWithAServerThatIgnoresPages(t *testing.T) {
	requests := 0
	client, _ := connect(t, "", func(cfg *feed.Config) {
		cfg.HTTP = &http.Client{Transport: answerer(func(*http.Request) (int, string) {
			requests++
			return 200, string(list(100))
		})}
	})
	edition, err := client.Day(t.Context(), "2026-03-04")
	if err != nil || len(edition.Papers) != 100 || requests != 2 {
		t.Errorf("%d papers in %d requests, error %v", len(edition.Papers), requests, err)
	}
}

func TestDayWithoutPapers(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	client, _ := connect(t, server.URL, nil)
	edition, err := client.Day(t.Context(), "2026-03-01")
	if err != nil || len(edition.Papers) != 0 || edition.Day != "2026-03-01" {
		t.Errorf("a Sunday gave %d papers of %q, error %v", len(edition.Papers), edition.Day, err)
	}
}

func TestNewestWalksBack(t *testing.T) {
	for name, c := range map[string]struct {
		newest string
		option feedtest.Option
		want   string
		kind   feed.Kind
	}{
		"today":          {"2026-03-04", nil, "2026-03-04", ""},
		"not open yet":   {"2026-03-03", nil, "2026-03-03", ""},
		"empty so far":   {"2026-02-27", feedtest.LaterDaysEmpty(), "2026-02-27", ""},
		"14 days ago":    {"2026-02-18", feedtest.LaterDaysEmpty(), "2026-02-18", ""},
		"too long ago":   {"2026-02-17", feedtest.LaterDaysEmpty(), "2026-03-04", ""},
		"clock is ahead": {"2025-06-01", nil, "", feed.NotOpen},
		"shifted":        {"2025-06-01", feedtest.ShiftTo("2026-03-04"), "2026-03-04", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var options []feedtest.Option
			if c.option != nil {
				options = append(options, c.option)
			}
			server := start(t, days(map[string]int{c.newest: 2}), options...)
			client, _ := connect(t, server.URL, nil)
			edition, err := client.Newest(t.Context())
			if edition.Day != c.want || feed.KindOf(err) != c.kind {
				t.Errorf("got the list of %q and error %v, want %q", edition.Day, err, c.want)
			}
			if name == "too long ago" && len(edition.Papers) != 0 {
				t.Errorf("got %d papers of more than 14 days ago", len(edition.Papers))
			}
		})
	}
}

func TestTodayIsUTC(t *testing.T) {
	client, _ := connect(t, "", func(cfg *feed.Config) {
		cfg.Now = func() time.Time { return time.Date(2026, 3, 5, 8, 0, 0, 0, time.FixedZone("", 9*3600)) }
	})
	if got := client.Today(); got != "2026-03-04" {
		t.Errorf("today is %s", got)
	}
}

func TestPaper(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 3}))
	client, _ := connect(t, server.URL, nil)
	paper, err := client.Paper(t.Context(), "2602.00001v3")
	if err != nil || paper.ID != "2602.00001" || paper.Title != "On 2602.00001" || paper.ListDay != "2026-03-04" {
		t.Errorf("got %+v, error %v", paper, err)
	}
	if _, err := client.Paper(t.Context(), "2502.00001"); feed.KindOf(err) != feed.NotFound {
		t.Errorf("an unknown paper gave %v", err)
	}
	if _, err := client.Paper(t.Context(), "math.GT/0309136"); feed.KindOf(err) != feed.NotFound {
		t.Errorf("an unknown paper of the old style gave %v", err)
	}
	requests := server.Requests()
	if got := requests[len(requests)-1].Path; got != "/api/papers/math%2F0309136" {
		t.Errorf("asked for %s", got)
	}
	for _, id := range []string{"", "../../etc", "1234.56789", "2602.00001?x"} {
		if _, err := client.Paper(t.Context(), id); feed.KindOf(err) != feed.BadRequest {
			t.Errorf("identifier %q gave %v", id, err)
		}
	}
	if got := len(server.Requests()); got != len(requests) {
		t.Errorf("%d requests were made for wrong identifiers", got-len(requests))
	}
	server.Fault(feedtest.Fault{Kind: feedtest.Body, Body: `{"id":"2602.00002"}`, Times: 1})
	if _, err := client.Paper(t.Context(), "2602.00001"); feed.KindOf(err) != feed.Malformed {
		t.Errorf("another paper in place of the one asked for gave %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, endpoint := range []string{"huggingface.co", "ftp://a.example", "https://", "https://user:secret@a.example", "https://a.example/?x=1", "http://a b", "://"} {
		_, err := feed.New(feed.Config{Endpoint: endpoint})
		if feed.KindOf(err) != feed.BadRequest {
			t.Errorf("endpoint %q gave %v", endpoint, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
	if _, err := feed.New(feed.Config{Token: "hf_secret\nX: y"}); feed.KindOf(err) != feed.BadRequest || strings.Contains(err.Error(), "secret") {
		t.Errorf("a token of two lines gave %v", err)
	}
}

func TestEndpointMayHaveAPath(t *testing.T) {
	var asked string
	client, _ := connect(t, "https://mirror.example/hf/", func(cfg *feed.Config) {
		cfg.HTTP = &http.Client{Transport: answerer(func(r *http.Request) (int, string) {
			asked = r.URL.String()
			return 200, "[]"
		})}
	})
	if _, err := client.Day(t.Context(), "2026-03-04"); err != nil {
		t.Fatal(err)
	}
	if want := "https://mirror.example/hf/api/daily_papers?date=2026-03-04&limit=100&p=0"; asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
}

func TestWhatIsSentAndLogged(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	log := &logged{}
	client, _ := connect(t, server.URL, func(cfg *feed.Config) {
		cfg.Token, cfg.Log = "hf_secret", log.logger()
	})
	if _, err := client.Day(t.Context(), "2026-03-04"); err != nil {
		t.Fatal(err)
	}
	header := server.Requests()[0].Header
	if got := header.Get("User-Agent"); got != "Offprint/1.2.3 (+https://offprint.example)" {
		t.Errorf("User-Agent is %q", got)
	}
	if got := header.Get("Authorization"); got != "Bearer hf_secret" {
		t.Errorf("Authorization is %q", got)
	}
	lines := log.lines()
	if len(lines) != 1 {
		t.Fatalf("one request gave %d lines of log: %q", len(lines), lines)
	}
	for _, part := range []string{"method=GET", `path="/api/daily_papers?date=2026-03-04&limit=100&p=0"`, "status=200", "bytes=", "duration="} {
		if !strings.Contains(lines[0], part) {
			t.Errorf("the log has no %s: %s", part, lines[0])
		}
	}
	if strings.Contains(lines[0], "secret") {
		t.Errorf("the token is in the log: %s", lines[0])
	}
}

func TestRefusedTokenIsSentOnce(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 250}))
	server.Fault(feedtest.Fault{Kind: feedtest.RefuseToken})
	log := &logged{}
	client, noted := connect(t, server.URL, func(cfg *feed.Config) {
		cfg.Token, cfg.Log = "hf_secret", log.logger()
	})
	for range 2 {
		edition, err := client.Day(t.Context(), "2026-03-04")
		if err != nil || len(edition.Papers) != 250 || !edition.TokenRefused {
			t.Fatalf("%d papers, refused %v, error %v", len(edition.Papers), edition.TokenRefused, err)
		}
	}
	with := 0
	for _, r := range server.Requests() {
		if r.Header.Get("Authorization") != "" {
			with++
		}
	}
	if with != 1 || len(noted.list()) != 0 {
		t.Errorf("the token was sent %d times, with waits %v; want once and none", with, noted.list())
	}
	if all := strings.Join(log.lines(), ""); strings.Contains(all, "secret") {
		t.Errorf("the token is in the log: %s", all)
	}
}

func TestTokenStaysAtItsHost(t *testing.T) {
	other := start(t, days(map[string]int{"2026-03-04": 1}))
	server := start(t, days(nil))
	server.Fault(feedtest.Fault{Kind: feedtest.Redirect, Location: other.URL + "/api/daily_papers?date=2026-03-04"})
	client, _ := connect(t, server.URL, func(cfg *feed.Config) { cfg.Token = "hf_secret" })
	edition, err := client.Day(t.Context(), "2026-03-04")
	if err != nil || len(edition.Papers) != 1 {
		t.Fatalf("%d papers, error %v", len(edition.Papers), err)
	}
	if got := other.Requests()[0].Header.Get("Authorization"); got != "" {
		t.Errorf("the other host got %q", got)
	}
	if _, err := client.Image(t.Context(), other.URL+"/x.png"); feed.KindOf(err) != feed.NotFound {
		t.Errorf("a picture that is not there gave %v", err)
	}
	if slices.ContainsFunc(other.Requests(), func(r feedtest.Request) bool { return r.Header.Get("Authorization") != "" }) {
		t.Error("the token was sent for a picture")
	}
}

func TestCancelled(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 1}))
	server.Fault(feedtest.Fault{Kind: feedtest.Hang})
	client, noted := connect(t, server.URL, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := client.Day(ctx, "2026-03-04")
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) || feed.KindOf(err) != "" {
		t.Errorf("cancelling gave %v", err)
	}
	if len(noted.list()) != 0 {
		t.Errorf("waited %v after being cancelled", noted.list())
	}
}
