package refresh_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/feedtest"
	"offprint/feed/gate"
	"offprint/models"
)

// ticking is a clock on which waiting takes no time, and that many may wait for
// at once.
type ticking struct {
	mu sync.Mutex
	at time.Time
}

func (c *ticking) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *ticking) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return ctx.Err()
}

// whole is a program as main makes it: both servers behind one gate, with a
// library.
func whole(t *testing.T, server *feedtest.Server, clock *ticking, path string) house {
	t.Helper()
	g := gate.New(gate.Config{Shared: filepath.Join(filepath.Dir(path), "arxiv"), Now: clock.now, Wait: clock.wait})
	client, err := feed.New(feed.Config{
		Endpoint: server.URL, Gate: g, Now: clock.now, Limits: feed.Limits{Page: 4 << 20, Whole: 400 * time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	// arXiv has minutes to answer; one that hangs is found out sooner here.
	quick := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 400 * time.Millisecond}}
	archive, err := arxiv.New(arxiv.Config{Endpoint: server.URL, Gate: g, HTTP: quick})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(archive.Close)
	library, err := models.Open(t.Context(), path, models.Options{Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := library.Close(); err != nil {
			t.Error(err)
		}
	})
	r := refresh.New(client, library, refresh.Clock(clock.now, clock.wait), refresh.WithArchive(archive))
	return house{Refresher: r, server: server, source: client, library: library}
}

// everyFault is every way in which a server, or a network on the way, fails.
func everyFault() []feedtest.Fault {
	return []feedtest.Fault{
		{Kind: feedtest.SignInPage}, {Kind: feedtest.CutOff}, {Kind: feedtest.Null}, {Kind: feedtest.Endless}, {Kind: feedtest.Huge},
		{Kind: feedtest.Hang}, {Kind: feedtest.Slow, Delay: 2 * time.Millisecond}, {Kind: feedtest.TooMany, Seconds: 40},
		{Kind: feedtest.TooMany, Seconds: 200}, {Kind: feedtest.TooManyAfter, Seconds: 30}, {Kind: feedtest.Unavailable}, {Kind: feedtest.Failure},
		{Kind: feedtest.Reset}, {Kind: feedtest.Redirect, Location: "ftp://elsewhere.example/"}, {Kind: feedtest.Redirect, Location: "/again"},
		{Kind: feedtest.RateExceeded}, {Kind: feedtest.Body, Body: `{"error":"no list"}`}, {Kind: feedtest.Body},
	}
}

// breakEndpoints gives requests of every sort a fault or two.
func breakEndpoints(random *rand.Rand, server *feedtest.Server, days []string, ids []string) {
	const lists = "/api/daily_papers?"
	paths := []string{
		lists + "limit=100&month=", lists + "limit=100&p=0&week=", lists + "limit=100&p=0&sort=", lists + "limit=100&p=0&submitter=",
		lists + "limit=100&p=1&sort=", "/api/papers/search", "/api/query", "/api/papers/" + ids[random.IntN(len(ids))], "/api/papers/2",
	}
	for _, day := range days {
		if random.IntN(4) == 0 {
			paths = append(paths, lists+"date="+day)
		}
	}
	kinds := everyFault()
	for _, path := range paths {
		for range random.IntN(3) {
			fault := kinds[random.IntN(len(kinds))]
			fault.Path, fault.Times = path, 1+random.IntN(4)
			server.Fault(fault)
		}
	}
}

// TestFaultsAtEveryEndpoint lets every sort of request fail in every way, at
// random, while days are caught up, lists are opened and papers are added, all at
// once. What fails says so and can be tried again; in the end everything that
// the servers have is there, once.
func TestFaultsAtEveryEndpoint(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	days, want := madeUp(t, "2026-02-20", "2026-03-06", 4)
	large := make([]string, 92) // as many as were ever on a day, with some to spare
	for i := range large {
		id := fmt.Sprintf("2603.9%04d", i)
		large[i] = submitted(id, "2026-03-03", "cee", 4)
		want[id] = append(want[id], "2026-03-03")
	}
	for id, on := range want {
		if slices.Equal(on, []string{"2026-03-03"}) && id < "2603.9" {
			delete(want, id)
		}
	}
	days["2026-03-03.json"] = list(large...)

	// What is asked for by name: papers of the lists, papers that arXiv alone
	// knows, some of them more than once and by versions, and papers of nobody.
	listed := []string{"2603.90003", "2603.90004", "2601.00001"}
	var entries []feedtest.Entry
	for i := range 6 {
		id := fmt.Sprintf("2401.0000%d", i)
		if i >= 4 {
			id = fmt.Sprintf("hep-th/990100%d", i)
		}
		entries = append(entries, feedtest.Entry{
			ID: id, Version: 3, Title: "At arXiv, " + id, Summary: "An abstract.", Authors: []string{"Ann Ode"}, Categories: []string{"cs.LG"},
			Published: "2024-01-02T00:00:00Z", Updated: "2024-01-03T00:00:00Z", Comment: "12 pages", Journal: "J. Ex. 3 (2024) 14",
		})
		want[id] = nil
	}
	unknown := []string{"2401.09998", "2401.09999"}
	asked := []string{"2401.00001", "2401.00001v1", "2401.00001v2", "2401.00001v3", "2401.00002v2", "2603.90003v7", "hep-th/9901005v1"}
	for _, e := range entries {
		asked = append(asked, e.ID)
	}
	asked = append(append(asked, listed...), unknown...)
	random.Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })

	server, err := feedtest.Start(days, feedtest.Today("2026-03-06"), feedtest.Entries(entries...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "offprint.db")
	clock := &ticking{at: time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)}
	c := &crowd{T: t, asked: asked, unknown: unknown, first: "2026-02-20", last: "2026-03-06"}
	const broken, rounds = 6, 8
	for round := range rounds {
		c.house, c.whole = whole(t, server, clock, path), round >= broken
		if round == 0 {
			c.backfill = c.start(t, c.first, c.last)
		}
		server.ClearFaults()
		if !c.whole {
			breakEndpoints(random, server, server.Days(), append(listed, entries[0].ID, entries[1].ID))
		}
		c.round(round)
		if t.Failed() {
			t.FailNow()
		}
		_ = clock.wait(t.Context(), 15*time.Minute) // arXiv's pauses are over
	}
	if c.failures == 0 {
		t.Error("nothing failed: the faults were not met")
	}
	c.wantState(t, c.backfill, models.BackfillDone)
	wantLibrary(t, c.library, want)
	for _, e := range entries {
		if p, err := c.library.Paper(t.Context(), e.ID); err != nil || p.Title != e.Title || p.ArxivComment != e.Comment || p.Journal != e.Journal {
			t.Errorf("%s is %+v (%v)", e.ID, p, err)
		}
	}
	for kind, on := range map[string]func(day string) bool{
		models.WeekList:      func(day string) bool { return "2026-03-02" <= day && day <= "2026-03-08" },
		models.MonthList:     func(day string) bool { return strings.HasPrefix(day, "2026-03") },
		models.TrendingList:  func(string) bool { return true },
		models.SubmitterList: func(day string) bool { return day == "2026-03-03" },
	} {
		var papers []string
		for id, days := range want {
			if len(days) > 0 && on(days[0]) {
				papers = append(papers, id)
			}
		}
		got := strings.Fields(onList(t, c.library, kind, c.lists()[kind]))
		slices.Sort(papers)
		slices.Sort(got)
		if !slices.Equal(got, papers) {
			t.Errorf("the list %s has %v, want %v", kind, got, papers)
		}
	}
	t.Logf("%d failures, %d requests", c.failures, len(server.Requests()))
}

// crowd are readers who do everything at once.
type crowd struct {
	*testing.T
	house
	asked, unknown []string
	first, last    string
	backfill       int64
	whole          bool // nothing fails on purpose
	mu             sync.Mutex
	failures       int
}

func (c *crowd) lists() map[string]string {
	return map[string]string{
		models.WeekList: "2026-W10", models.MonthList: "2026-03", models.TrendingList: models.TrendingList, models.SubmitterList: "cee",
	}
}

func (c *crowd) round(n int) {
	var all sync.WaitGroup
	all.Go(func() { c.catchUp(n) })
	all.Go(c.open)
	all.Go(c.add)
	all.Wait()
}

// failed notes an error, which must have a sentence for readers, and none where
// nothing fails on purpose.
func (c *crowd) failed(what string, err error) {
	if err == nil {
		return
	}
	c.mu.Lock()
	c.failures++
	c.mu.Unlock()
	if message, ok := refresh.Message(err); !ok || message == "" || c.whole {
		c.Errorf("%s: %v", what, err)
	}
}

func (c *crowd) catchUp(n int) {
	told := map[string]bool{}
	tell := func(p refresh.Progress) {
		if p.Err != nil {
			told[p.Day] = true
		} else if p.Report != nil {
			delete(told, p.Day)
		}
	}
	var result refresh.Result
	var err error
	if n%2 == 0 {
		result, err = c.CatchUp(c.Context(), refresh.Plan{Again: time.Minute}, tell)
	} else {
		result, err = c.Backfill(c.Context(), c.backfill, &refresh.Control{}, tell)
	}
	c.failed("catching up", err)
	for _, f := range result.Failed {
		c.failed(f.Day, f.Err)
		if !told[f.Day] && err == nil {
			c.Errorf("%s failed, and nobody was told", f.Day)
		}
		delete(told, f.Day)
	}
	if len(told) > 0 {
		c.Errorf("%v failed and cannot be tried again: %+v", told, result.Failed)
	}
}

// open opens lists, searches and looks a paper up.
func (c *crowd) open() {
	for kind, key := range c.lists() {
		_, err := c.List(c.Context(), kind, key)
		c.failed(kind, err)
	}
	found, err := c.Search(c.Context(), "paper")
	c.failed("search", err)
	if err == nil && len(found) == 0 {
		c.Error("the search finds nothing")
	}
	paper, err := c.Find(c.Context(), "2603.90005")
	c.failed("find", err)
	if err == nil && paper.ArxivID != "2603.90005" {
		c.Errorf("found %+v", paper)
	}
}

func (c *crowd) add() {
	added, err := c.Add(c.Context(), identifiers(c.T, c.asked...), nil)
	c.failed("add", err)
	seen := map[string]int{}
	for _, p := range added.Papers {
		seen[p.ArxivID]++
		if seen[p.ArxivID] > 1 || slices.Contains(c.unknown, p.ArxivID) {
			c.Errorf("added %+v", added.Papers)
		}
	}
	for _, f := range added.Failed {
		seen[f.ArxivID]++
		c.failed("add "+f.ArxivID, f.Err)
	}
	for _, id := range added.Unknown {
		seen[id]++
		if !slices.Contains(c.unknown, id) { // what could not be asked for is not unknown
			c.Errorf("%s is said to be unknown", id)
		}
	}
	if err != nil {
		return
	}
	for _, id := range identifiers(c.T, c.asked...) {
		if seen[id.Bare] == 0 {
			c.Errorf("nothing is said of %s: %+v", id, added)
		}
	}
	slices.Sort(added.Unknown)
	if c.whole && !slices.Equal(added.Unknown, c.unknown) {
		c.Errorf("unknown are %v, want %v", added.Unknown, c.unknown)
	}
}
