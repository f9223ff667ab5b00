package refresh_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"offprint/feed"
	"offprint/feed/feedtest"
)

// submitted is a paper of a day that cee or dee has submitted.
func submitted(id, day, by string, upvotes int) string {
	return paper(id, "Paper "+id, upvotes, fmt.Sprintf(`,"submittedOnDailyAt":"%sT01:00:00.000Z","submittedOnDailyBy":{"user":%q,"fullname":"Some One"}`, day, by))
}

func TestSearchKeepsNothing(t *testing.T) {
	h := build(t, fstest.MapFS{"2026-03-04.json": list(
		submitted("2603.00003", "2026-03-04", "cee", 9), submitted("2603.00004", "2026-03-04", "dee", 2))}, "2026-03-20", feedtest.Today("2026-03-20"))
	before := dump(t, h.library)
	found, err := h.Search(t.Context(), " paper 2603.00004 ")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].ArxivID != "2603.00004" || found[0].Abstract != "An abstract." || found[0].SubmitterLogin != "dee" || found[0].FetchedAt.IsZero() {
		t.Errorf("found %+v", found)
	}
	if found, err := h.Search(t.Context(), "nothing has this"); err != nil || len(found) != 0 {
		t.Errorf("found %+v, %v", found, err)
	}
	if dump(t, h.library) != before {
		t.Error("the library has changed")
	}
	h.server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 900})
	if _, err := h.Search(t.Context(), "paper"); feed.KindOf(err) != feed.RateLimited {
		t.Errorf("a search too many: %v", err)
	}
}
