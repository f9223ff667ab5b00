package feedtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"offprint/feed/feedtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorded are three days of 2, 120 and 1 papers; the last is a Sunday.
func recorded() fstest.MapFS {
	day := func(first, n, upvotes int, submitter, at string) *fstest.MapFile {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(`{"paper":{"id":"2602.%05d","upvotes":%d,"submittedOnDailyAt":%q},"submittedBy":{"name":%q},`+
				`"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2602.%05d.png"}`, first+i, upvotes, at, submitter, first+i))
		}
		return &fstest.MapFile{Data: []byte("[" + strings.Join(items, ",") + "]")}
	}
	return fstest.MapFS{
		"2026-02-26.json": day(0, 2, 5, "bo", "2026-02-26T09:30:00.000Z"),
		"2026-02-27.json": day(100, 120, 7, "cy", "2026-02-27T00:00:00.000Z"),
		"2026-03-01.json": day(500, 1, 6, "bo", "2026-03-01T00:00:00.000Z"),
		"README.md":       {Data: []byte("other files are left alone")},
	}
}

func start(t *testing.T, options ...feedtest.Option) *feedtest.Server {
	t.Helper()
	server, err := feedtest.Start(recorded(), options...)
	if err != nil {
		t.Fatalf("starting: %v", err)
	}
	t.Cleanup(func() {
		server.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return server
}

func get(t *testing.T, url string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("getting %s: %v", url, err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response, string(body)
}

func ids(t *testing.T, body string) []string {
	t.Helper()
	var items []struct {
		Paper struct{ ID string }
	}
	if err := json.Unmarshal([]byte(body), &items); err != nil {
		t.Fatalf("decoding %.100s: %v", body, err)
	}
	list := []string{}
	for _, item := range items {
		list = append(list, item.Paper.ID)
	}
	return list
}

func TestLists(t *testing.T) {
	server := start(t)
	for query, want := range map[string]struct {
		n     int
		first string
		next  bool
	}{
		"date=2026-02-26":                {2, "2602.00000", false},
		"date=2026-02-27":                {50, "2602.00100", true},
		"date=2026-02-27&limit=100":      {100, "2602.00100", true},
		"date=2026-02-27&limit=100&p=1":  {20, "2602.00200", false},
		"date=2026-02-27&limit=100&p=2":  {0, "", false},
		"date=2026-02-28":                {0, "", false},
		"week=2026-W09&limit=100&p=1":    {23, "2602.00200", false},
		"month=2026-02&limit=100&p=1":    {22, "2602.00200", false},
		"month=2026-03":                  {1, "2602.00500", false},
		"month=2027-03":                  {0, "", false},
		"submitter=bo":                   {3, "2602.00500", false},
		"":                               {50, "2602.00500", true},
		"sort=trending&date=2026-02-26":  {50, "2602.00100", true},
		"sort=publishedAt&date=2026-3-1": {-1, "✖ Invalid ISO date\n  → at date", false},
		"date=2025-13-40":                {-1, "✖ Invalid ISO date\n  → at date", false},
		"date=2026-03-02":                {-1, "✖ \"date\" must be less than or equal to \"2026-03-01T00:00:00.000Z\"\n  → at date", false},
		"limit=101":                      {-1, "✖ Too big: expected number to be <=100\n  → at limit", false},
		"limit=0":                        {-1, "✖ Too small: expected number to be >=1\n  → at limit", false},
		"p=x":                            {-1, "✖ Invalid input: expected number, received NaN\n  → at p", false},
		"sort=upvotes":                   {-1, "✖ Invalid option: expected one of \"publishedAt\"|\"trending\"\n  → at sort", false},
		"week=2026-9":                    {-1, "✖ Invalid string: must match pattern /^\\d{4}-W\\d{2}$/\n  → at week", false},
	} {
		response, body := get(t, server.URL+"/api/daily_papers?"+query)
		if want.n < 0 {
			var complaint struct{ Error string }
			if err := json.Unmarshal([]byte(body), &complaint); err != nil || response.StatusCode != 400 || complaint.Error != want.first {
				t.Errorf("%s: status %d, %q", query, response.StatusCode, body)
			}
			continue
		}
		got := ids(t, body)
		if response.StatusCode != 200 || len(got) != want.n || want.n > 0 && got[0] != want.first {
			t.Errorf("%s: status %d, %d items %.40q, want %d from %s", query, response.StatusCode, len(got), got, want.n, want.first)
		}
		if next := strings.Contains(response.Header.Get("Link"), `rel="next"`); next != want.next {
			t.Errorf("%s: Link is %q", query, response.Header.Get("Link"))
		}
		if response.Header.Get("RateLimit") == "" || response.Header.Get("RateLimit-Policy") == "" {
			t.Errorf("%s: no RateLimit headers", query)
		}
	}
}

func TestFollowingLinksReadsAll(t *testing.T) {
	server := start(t)
	seen := map[string]bool{}
	for url := server.URL + "/api/daily_papers?date=2026-02-27"; url != ""; {
		response, body := get(t, url)
		for _, id := range ids(t, body) {
			seen[id] = true
		}
		url, _, _ = strings.Cut(strings.TrimPrefix(response.Header.Get("Link"), "<"), ">")
	}
	if len(seen) != 120 {
		t.Errorf("the links led to %d of 120 papers", len(seen))
	}
}

func TestTodayAndShift(t *testing.T) {
	later := start(t, feedtest.Today("2026-03-05"))
	if _, body := get(t, later.URL+"/api/daily_papers?date=2026-03-05"); body != "[]" {
		t.Errorf("today without papers is %s", body)
	}
	if response, _ := get(t, later.URL+"/api/daily_papers?date=2026-03-06"); response.StatusCode != 400 {
		t.Errorf("tomorrow has status %d", response.StatusCode)
	}
	empty := start(t, feedtest.LaterDaysEmpty())
	if response, body := get(t, empty.URL+"/api/daily_papers?date=2030-01-01"); response.StatusCode != 200 || body != "[]" {
		t.Errorf("a later day: status %d, %s", response.StatusCode, body)
	}
	shifted := start(t, feedtest.ShiftTo("2026-11-23"))
	for day, want := range map[string]string{"2026-11-23": "2026-11-23T00:00:00.000Z", "2026-11-20": "2026-11-20T09:30:00.000Z", "2026-11-21": "2026-11-21T00:00:00.000Z"} {
		if _, body := get(t, shifted.URL+"/api/daily_papers?limit=1&date="+day); !strings.Contains(body, want) {
			t.Errorf("shifted %s: %.300s", day, body)
		}
	}
	for _, day := range []string{"soon", "2026-13-01"} {
		if _, err := feedtest.New(recorded(), feedtest.ShiftTo(day)); err == nil {
			t.Errorf("shifting to %q is accepted", day)
		}
		if _, err := feedtest.New(recorded(), feedtest.Today(day)); err == nil {
			t.Errorf("today %q is accepted", day)
		}
	}
	if days := shifted.Days(); len(days) != 3 || days[0] != "2026-11-20" || days[2] != "2026-11-23" {
		t.Errorf("shifted days are %q", days)
	}
	if _, err := feedtest.New(fstest.MapFS{"2026-03-01.json": {Data: []byte("{}")}}); err == nil || !strings.Contains(err.Error(), "2026-03-01.json") {
		t.Errorf("a recorded day that is no list gave %v", err)
	}
}

func TestPaperAndETag(t *testing.T) {
	server := start(t)
	response, body := get(t, server.URL+"/api/papers/2602.00001")
	if response.StatusCode != 200 || !strings.Contains(body, `"id":"2602.00001"`) || strings.Contains(body, "thumbnail") {
		t.Errorf("status %d, %s", response.StatusCode, body)
	}
	if again, _ := get(t, server.URL+"/api/papers/2602.00001", "If-None-Match", response.Header.Get("ETag")); again.StatusCode != 304 {
		t.Errorf("the same again has status %d", again.StatusCode)
	}
	if response, body := get(t, server.URL+"/api/papers/2602.09999"); response.StatusCode != 404 || body != `{"error":"Paper not found"}` {
		t.Errorf("an unknown paper: status %d, %s", response.StatusCode, body)
	}
	if response, _ := get(t, server.URL+"/api/papers/trending/x"); response.StatusCode != 404 {
		t.Errorf("an unknown path has status %d", response.StatusCode)
	}
}

func TestThumbnails(t *testing.T) {
	server := start(t)
	_, body := get(t, server.URL+"/api/daily_papers?date=2026-02-26")
	var items []struct{ Thumbnail string }
	if err := json.Unmarshal([]byte(body), &items); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(items[0].Thumbnail, server.URL+"/") {
		t.Fatalf("thumbnail is at %s", items[0].Thumbnail)
	}
	_, one := get(t, items[0].Thumbnail)
	_, other := get(t, items[1].Thumbnail)
	_, again := get(t, start(t).URL+strings.TrimPrefix(items[0].Thumbnail, server.URL))
	if one == other || one != again {
		t.Error("pictures of two papers are the same, or of one paper differ")
	}
	config, err := png.DecodeConfig(bytes.NewReader([]byte(one)))
	if err != nil || config.Width != 1200 || config.Height != 630 {
		t.Errorf("picture is %d × %d, error %v", config.Width, config.Height, err)
	}
	if response, _ := get(t, server.URL+"/social-thumbnails/papers/2602.09999.png"); response.StatusCode != 404 {
		t.Errorf("the picture of an unknown paper has status %d", response.StatusCode)
	}
}

func TestFaultsInOrderAndByPath(t *testing.T) {
	server := start(t)
	server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 9, Times: 1, Path: "/api/daily_papers"})
	server.Fault(feedtest.Fault{Kind: feedtest.TooManyAfter, Seconds: 8, Times: 1, Path: "/api/daily_papers"})
	server.Fault(feedtest.Fault{Kind: feedtest.RefuseToken})
	server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: time.Millisecond, Times: 1, Path: "/api/papers"})
	url := server.URL + "/api/daily_papers?date=2026-02-26"
	if response, _ := get(t, server.URL+"/api/papers/2602.00001"); response.StatusCode != 200 {
		t.Errorf("another path has status %d", response.StatusCode)
	}
	if response, _ := get(t, url); response.StatusCode != 429 || response.Header.Get("RateLimit") != `"api";r=0;t=9` {
		t.Errorf("first: status %d, RateLimit %q", response.StatusCode, response.Header.Get("RateLimit"))
	}
	if response, _ := get(t, url); response.StatusCode != 429 || response.Header.Get("Retry-After") != "8" {
		t.Errorf("second: status %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
	}
	if response, _ := get(t, url, "Authorization", "Bearer x"); response.StatusCode != 401 {
		t.Errorf("a token has status %d", response.StatusCode)
	}
	if response, _ := get(t, url); response.StatusCode != 200 {
		t.Errorf("without a token: status %d", response.StatusCode)
	}
	server.ClearFaults()
	if response, _ := get(t, url, "Authorization", "Bearer x"); response.StatusCode != 200 {
		t.Errorf("after ClearFaults a token has status %d", response.StatusCode)
	}
	requests := server.Requests()
	if last := requests[len(requests)-1]; len(requests) != 6 || last.Path != "/api/daily_papers?date=2026-02-26" || last.Header.Get("Authorization") != "Bearer x" {
		t.Errorf("%d requests, the last %+v", len(requests), last)
	}
}

func TestAConnectionThatBreaks(t *testing.T) {
	server := start(t)
	server.Fault(feedtest.Fault{Kind: feedtest.Failure, Times: 1})
	server.Fault(feedtest.Fault{Kind: feedtest.Reset})
	if response, _ := get(t, server.URL+"/api/daily_papers"); response.StatusCode != 500 {
		t.Errorf("a failure has status %d", response.StatusCode)
	}
	if response, err := http.Get(server.URL + "/api/daily_papers"); err == nil {
		response.Body.Close()
		t.Errorf("a connection that breaks gives status %d", response.StatusCode)
	}
}

func TestWhatIsAskedTooOftenIsRefused(t *testing.T) {
	server := start(t, feedtest.Quota("api", 3, time.Minute))
	url := server.URL + "/api/daily_papers?date=2026-02-26"
	for i, want := range []string{`"api";r=2;t=60`, `"api";r=1;t=60`, `"api";r=0;t=60`} {
		response, _ := get(t, url)
		if got := response.Header.Get("RateLimit"); response.StatusCode != 200 || got != want {
			t.Errorf("request %d: status %d, RateLimit %s", i+1, response.StatusCode, got)
		}
	}
	for _, other := range []string{"/api/papers/search?q=x", "/api/query?id_list=2602.00001"} { // counted by itself, or not
		if response, _ := get(t, server.URL+other); response.StatusCode != 200 {
			t.Errorf("%s: status %d", other, response.StatusCode)
		}
	}
	response, _ := get(t, url)
	requests := server.Requests()
	if last := requests[len(requests)-1]; response.StatusCode != 429 || !last.Refused || requests[0].Refused || last.At.Before(requests[0].At) {
		t.Errorf("the fourth: status %d, noted as %+v", response.StatusCode, last)
	}
}

func TestCloseEndsHangingRequests(t *testing.T) {
	server, err := feedtest.Start(recorded())
	if err != nil {
		t.Fatal(err)
	}
	server.Fault(feedtest.Fault{Kind: feedtest.Hang})
	failed := make(chan bool)
	go func() {
		response, err := http.Get(server.URL + "/api/daily_papers")
		if err == nil {
			response.Body.Close()
		}
		failed <- err != nil
	}()
	for len(server.Requests()) == 0 {
		runtime.Gosched() // until the request is there
	}
	server.Close()
	<-failed
	http.DefaultClient.CloseIdleConnections()
}

func TestConcurrentUse(t *testing.T) {
	server := start(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			server.Fault(feedtest.Fault{Kind: feedtest.Unavailable, Times: 1, Path: fmt.Sprintf("/nothing/%d", i)})
			response, err := http.Get(fmt.Sprintf("%s/social-thumbnails/papers/2602.%05d.png", server.URL, 100+i%3))
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			if _, err := png.DecodeConfig(response.Body); err != nil {
				t.Error(err)
			}
			server.Requests()
		})
	}
	group.Wait()
}
