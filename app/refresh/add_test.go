package refresh_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/feedtest"
	"offprint/feed/identifier"
	"offprint/models"
)

var _ refresh.Archive = (*arxiv.Client)(nil)

// archive knows some papers, and fails where it is told to.
type archive struct {
	records map[string]arxiv.Paper
	err     error
	batches [][]identifier.ID
}

func (a *archive) Papers(_ context.Context, ids []identifier.ID) (found []arxiv.Paper, missing []identifier.ID, err error) {
	a.batches = append(a.batches, ids)
	if a.err != nil {
		return nil, nil, a.err
	}
	for _, id := range slices.Backward(ids) { // in no order
		if r, ok := a.records[id.Bare]; ok {
			found = append(found, r)
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing, nil
}

func identifiers(t *testing.T, texts ...string) []identifier.ID {
	t.Helper()
	var ids []identifier.ID
	for _, text := range texts {
		id, err := identifier.Exact(text)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func record(id string) arxiv.Paper {
	return arxiv.Paper{
		Paper:      feed.Paper{ID: id, Title: "At arXiv, " + id, Abstract: "An abstract.", Authors: []string{"Ann Ode"}, Published: "2007-04-02"},
		Categories: []string{"hep-ph", "hep-th"}, DOI: "10.1000/" + id, Version: 3,
		Comment: "37 pages, 15 figures", Journal: "Phys.Rev.D76:013009,2007",
	}
}

// addHouse has a source with two papers and an archive with two others.
func addHouse(t *testing.T) (house, *archive) {
	t.Helper()
	h := build(t, fstest.MapFS{"2026-03-04.json": list(
		paper("2603.00001", "One", 4, `,"submittedOnDailyAt":"2026-03-04T01:00:00.000Z"`), paper("2603.00002", "Two", 1, ""))}, "2026-03-04")
	a := &archive{records: map[string]arxiv.Paper{"0704.0001": record("0704.0001"), "hep-th/9901001": record("hep-th/9901001")}}
	h.Refresher = refresh.New(h.source, h.library, refresh.WithArchive(a))
	return h, a
}

func arxivIDs(papers []refresh.AddedPaper) []string {
	var ids []string
	for _, p := range papers {
		ids = append(ids, p.ArxivID)
	}
	return ids
}

func TestAddAnyPaper(t *testing.T) {
	h, a := addHouse(t)
	asked := identifiers(t, "hep-th/9901001v1", "2603.00001", "2603.09999", "0704.0001", "2603.00001v2")
	var done, total int
	added, err := h.Add(t.Context(), asked, func(d, n int) { done, total = d, n })
	if err != nil {
		t.Fatal(err)
	}
	if got := arxivIDs(added.Papers); !slices.Equal(got, []string{"hep-th/9901001", "2603.00001", "0704.0001"}) || added.New != 3 {
		t.Errorf("added %v, %d of them new", got, added.New)
	}
	if !slices.Equal(added.Unknown, []string{"2603.09999"}) || len(added.Failed) != 0 {
		t.Errorf("unknown %v, failed %v", added.Unknown, added.Failed)
	}
	if done != 5 || total != 5 {
		t.Errorf("told %d of %d", done, total)
	}
	if len(a.batches) != 1 {
		t.Errorf("the archive was asked %d times", len(a.batches))
	}
	for _, r := range h.server.Requests() {
		if r.Path == "/api/papers/hep-th%2F9901001" || r.Path == "/api/papers/hep-th/9901001" {
			t.Error("the source was asked for a paper of the old style, which it never has")
		}
	}
	p, err := h.library.Paper(t.Context(), "0704.0001")
	if err != nil || p.Title != "At arXiv, 0704.0001" || p.DOI != "10.1000/0704.0001" || !slices.Equal(p.Categories, []string{"hep-ph", "hep-th"}) ||
		p.Published != "2007-04-02" || p.ArxivComment != "37 pages, 15 figures" || p.Journal != "Phys.Rev.D76:013009,2007" || p.ListDay != "" || p.FetchedAt.IsZero() || p.ID != added.Papers[2].ID {
		t.Errorf("from the archive %+v (%v)", p, err)
	}
	if p, err := h.library.Paper(t.Context(), "2603.00001"); err != nil || p.Title != "One" || p.ListDay != "2026-03-04" || len(p.Days) != 0 {
		t.Errorf("from the source %+v (%v)", p, err)
	}

	// What is there is not asked for again; the list that comes later has it once.
	before := len(h.server.Requests())
	again, err := h.Add(t.Context(), asked[:2], nil)
	if err != nil || !slices.Equal(again.Papers, added.Papers[:2]) || again.New != 0 || len(h.server.Requests()) != before {
		t.Errorf("again: %+v (%v)", again, err)
	}
	if report, err := h.Day(t.Context(), "2026-03-04"); err != nil || report.Saved.New != 1 || report.Saved.Papers != 2 {
		t.Errorf("the list: %+v (%v)", report, err)
	}
}

func TestAddInTrouble(t *testing.T) {
	wanted := []string{"0704.0001", "2603.00001", "2603.09999"}

	h, _ := addHouse(t)
	h.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage})
	added, err := h.Add(t.Context(), identifiers(t, wanted...), nil)
	if err != nil || !slices.Equal(arxivIDs(added.Papers), wanted[:1]) || len(added.Unknown) != 0 || len(added.Failed) != 2 || feed.KindOf(added.Failed[0].Err) != feed.NotJSON {
		t.Errorf("the source fails: %+v (%v)", added, err)
	}

	h, a := addHouse(t)
	a.err = &feed.Error{Kind: feed.Unavailable, Message: "Not now."}
	added, err = h.Add(t.Context(), identifiers(t, wanted...), nil)
	if err != nil || !slices.Equal(arxivIDs(added.Papers), wanted[1:2]) || len(added.Unknown) != 0 || len(added.Failed) != 2 {
		t.Errorf("the archive fails: %+v (%v)", added, err)
	}

	h, _ = addHouse(t)
	h.server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 200, Times: 2})
	h.Refresher = refresh.New(h.source, h.library, h.clock)
	added, err = h.Add(t.Context(), identifiers(t, wanted...), nil)
	if err != nil || !slices.Equal(arxivIDs(added.Papers), wanted[1:2]) || !slices.Equal(added.Unknown, []string{"0704.0001", "2603.09999"}) {
		t.Errorf("after a pause, without an archive: %+v (%v)", added, err)
	}

	h, _ = addHouse(t)
	ctx, cancel := context.WithCancel(t.Context())
	added, err = h.Add(ctx, identifiers(t, "2603.00001", "2603.00002"), func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) || !slices.Equal(arxivIDs(added.Papers), []string{"2603.00001"}) {
		t.Errorf("stopped: %+v (%v)", added, err)
	}

	gone, err := feedtest.Start(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	h = connect(t, gone, "2026-03-04", filepath.Join(t.TempDir(), "offprint.db"), feed.Limits{})
	if added, err = h.Add(t.Context(), identifiers(t, wanted...), nil); feed.KindOf(err) != feed.Offline || len(added.Papers) != 0 {
		t.Errorf("offline: %+v (%v)", added, err)
	}
}

func TestAddMany(t *testing.T) {
	h, a := addHouse(t)
	a.records = map[string]arxiv.Paper{}
	var want []string
	var ids []identifier.ID
	for n := range 250 {
		id := fmt.Sprintf("2401.%05d", n)
		if n%10 != 0 {
			a.records[id] = record(id)
			want = append(want, id)
		}
		ids = append(ids, identifier.ID{Bare: id})
	}
	added, err := h.Add(t.Context(), ids, nil)
	if err != nil || !slices.Equal(arxivIDs(added.Papers), want) || len(added.Unknown) != 25 || added.New != 225 {
		t.Errorf("added %d of %d, unknown %d (%v)", len(added.Papers), len(want), len(added.Unknown), err)
	}
	if len(a.batches) != 3 {
		t.Errorf("the archive was asked %d times for 250 papers", len(a.batches))
	}
	papers, err := h.library.Papers(t.Context(), models.View{Place: models.Everywhere})
	if err != nil || len(papers) != len(want) {
		t.Errorf("the library has %d papers, want %d (%v)", len(papers), len(want), err)
	}
}
