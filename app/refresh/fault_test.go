package refresh_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

// recordedDays is the folder of recorded answers, which is not always there.
const recordedDays = "../../../shared/data/huggingface/daily"

// recorded are the recorded days from first to last, and on which of their
// lists each paper stands, read here without the feed.
func recorded(t *testing.T, first, last string) (days fstest.MapFS, want map[string][]string) {
	t.Helper()
	if _, err := os.Stat(recordedDays); err != nil {
		t.Skip("the recorded days are not here")
	}
	days, want = fstest.MapFS{}, map[string][]string{}
	for day := range eachDay(t, first, last) {
		data, err := os.ReadFile(filepath.Join(recordedDays, day+".json"))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var items []struct{ Paper struct{ ID string } }
		if err := json.Unmarshal(data, &items); err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			want[item.Paper.ID] = append(want[item.Paper.ID], day)
		}
		days[day+".json"] = &fstest.MapFile{Data: data}
	}
	return days, want
}

// breakAtRandom gives many days a fault, each for one to four requests.
func breakAtRandom(t *testing.T, random *rand.Rand, server *feedtest.Server, first, last string) {
	t.Helper()
	kinds := []feedtest.Fault{
		{Kind: feedtest.TooMany, Seconds: 200}, {Kind: feedtest.TooManyAfter, Seconds: 40}, {Kind: feedtest.Unavailable}, {Kind: feedtest.SignInPage},
		{Kind: feedtest.CutOff}, {Kind: feedtest.Null}, {Kind: feedtest.Huge}, {Kind: feedtest.Endless}, {Kind: feedtest.Hang},
		{Kind: feedtest.Slow, Delay: time.Millisecond}, {Kind: feedtest.Body, Body: `{"error":"no list"}`},
		{Kind: feedtest.Redirect, Location: "ftp://elsewhere.example/"},
	}
	for day := range eachDay(t, first, last) {
		if random.IntN(3) > 0 {
			continue
		}
		fault := kinds[random.IntN(len(kinds))]
		fault.Path, fault.Times = "/api/daily_papers?date="+day, 1+random.IntN(4)
		server.Fault(fault)
	}
}

// TestFaultsAtRandom lets the server fail in every way and the program be
// stopped again and again, while it catches up and reads a range: in the end
// every paper is there, on the days on whose lists it stands, once.
func TestFaultsAtRandom(t *testing.T) {
	t.Run("recorded", func(t *testing.T) {
		days, want := recorded(t, "2026-02-16", "2026-03-31")
		faultsAtRandom(t, days, want, "2026-02-16", "2026-03-31")
	})
	t.Run("made up", func(t *testing.T) {
		days, want := madeUp(t, "2026-02-16", "2026-03-31", 3)
		faultsAtRandom(t, days, want, "2026-02-16", "2026-03-31")
	})
}

func faultsAtRandom(t *testing.T, days fstest.MapFS, want map[string][]string, first, last string) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	server, err := feedtest.Start(days)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "offprint.db")
	limits := feed.Limits{Page: 4 << 20, Whole: 400 * time.Millisecond}
	h := connect(t, server, first, path, limits)
	if _, err := h.Today(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := int64(0)
	failures := 0
	for round := 0; ; round++ {
		if round == 100 {
			t.Fatal("it does not come to an end")
		}
		h = connect(t, server, last, path, limits)
		if round < 8 {
			breakAtRandom(t, random, server, first, last)
		} else {
			server.ClearFaults()
		}
		if id == 0 {
			id = h.start(t, first, last)
		}
		ctx, cancel := context.WithCancel(t.Context())
		stopAfter, told := 1+random.IntN(25), 0
		progress := func(p refresh.Progress) {
			if p.Err != nil {
				failures++
			}
			if told++; told == stopAfter && round < 8 {
				cancel()
			}
		}
		var result refresh.Result
		if round%2 == 0 {
			result, err = h.CatchUp(ctx, refresh.Plan{Again: time.Hour}, progress)
		} else {
			result, err = h.Backfill(ctx, id, &refresh.Control{}, progress)
		}
		cancel()
		if err == nil && len(result.Failed) == 0 && round > 8 {
			break
		}
	}
	if failures == 0 {
		t.Error("no day failed: the faults were not met")
	}
	h.wantState(t, id, models.BackfillDone)
	wantLibrary(t, h.library, want)
}
