package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"offprint/models"
)

// tagLines are all tags with their papers, keys and colours.
func tagLines(t *testing.T, l *models.Library) string {
	t.Helper()
	tags, err := l.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range tags {
		names = append(names, fmt.Sprintf("%s:%d", g.Name, g.Papers))
	}
	return strings.Join(names, " ")
}

func sorted(words string) string {
	all := strings.Fields(words)
	slices.Sort(all)
	return strings.Join(all, " ")
}

// taggedLibrary has five papers, three of them with tags, and a smart list.
func taggedLibrary(t *testing.T) *models.Library {
	t.Helper()
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"), paper("2611.00002", "Second", "Bob"), paper("2611.00003", "Third", "Cy"),
		paper("2611.00004", "Fourth", "Di"), paper("2611.00005", "Fifth", "Ed"))
	for id, tags := range map[string][]string{
		"2611.00001": {"ml", "agents"}, "2611.00002": {"ml/vision", "agents"}, "2611.00003": {"state space", "ml/vision", "ml"},
	} {
		mustStep(t)(l.Tag(t.Context(), lookup(t, l, id), tags, nil))
	}
	mustStep(t)(l.Keep(t.Context(), lookup(t, l, "2611.00004"), models.Keeping{}))
	if _, err := l.SQL(t).Exec(`INSERT INTO smart_lists(name, query) VALUES ('Mine', 'unlearning -tag:ML/Vision "tag:ml" tag:ml rating>=4'), ('Other', 'tag:mlx ml')`); err != nil {
		t.Fatal(err)
	}
	return l
}

func listQueries(t *testing.T, l *models.Library) string {
	t.Helper()
	var all string
	if err := l.SQL(t).QueryRow("SELECT group_concat(query, ' | ') FROM smart_lists ORDER BY id").Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTagNamesAreCleaned(t *testing.T) {
	for name, want := range map[string]string{
		" a  b ": "a b", " a /b/ ": "a/b", "//a": "a", "🙂": "🙂", "👩\u200d💻": "👩\u200d💻", "क्\u200dष": "क्\u200dष",
		"\u200fעברית\u200e": "עברית", "a\u200bb\u202e": "ab", "x\x00y\x1b[31m": "xy[31m", "\u200dx\u200c": "x", "tab\tbed": "tab bed",
		`say "hi"`: "say ”hi”", "e\u0301": "é", "a/\u200b/b": "a/b", "bad\xffutf": "badutf", "C++": "C++",
	} {
		if got, err := models.CleanTag(name); err != nil || got != want {
			t.Errorf("%q becomes %q, %v; want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"", "   ", "/", "//  /", "\u200b", "\u202e\u202c", "\x00\x1b", "\u200d", "\u0301", strings.Repeat("x", 500), strings.Repeat("漢", 81)} {
		got, err := models.CleanTag(name)
		if err == nil {
			t.Errorf("%q becomes %q", name, got)
		}
		wantCode(t, err, models.Invalid)
	}
}

func TestRenamingATagTakesThoseInItAndSmartListsAlong(t *testing.T) {
	l := taggedLibrary(t)
	before := state(t, l) + listQueries(t, l)
	use, err := l.TagUse(t.Context(), "ML")
	if err != nil || use != (models.TagUse{Nested: 1, Papers: 3, Lists: 1}) {
		t.Errorf("use %+v, %v", use, err)
	}
	step := mustStep(t)(l.RenameTag(t.Context(), "ml", "machine learning/all"))
	if step.Label != "Renamed the tag ml to machine learning/all, on 3 papers" {
		t.Errorf("label %q", step.Label)
	}
	if got := tagLines(t, l); got != "agents:2 machine learning/all:3 machine learning/all/vision:2 state space:1" {
		t.Errorf("tags %s", got)
	}
	if got := listQueries(t, l); got != `unlearning -tag:"machine learning/all/Vision" "tag:ml" tag:"machine learning/all" rating>=4 | tag:mlx ml` {
		t.Errorf("lists %s", got)
	}
	if found, err := l.Papers(t.Context(), models.View{Place: models.KeptPlace, Query: `tag:"machine learning/all/Vision"`}); err != nil || len(found) != 2 {
		t.Errorf("the new filter finds %v, %v", ids(found), err)
	}
	mustStep(t)(l.Undo(t.Context()))
	if got := state(t, l) + listQueries(t, l); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
	mustStep(t)(l.RenameTag(t.Context(), "ml", "ml/vision")) // into itself: all one deeper
	if got := tagLines(t, l); got != "agents:2 ml/vision:3 ml/vision/vision:2 state space:1" {
		t.Errorf("tags %s", got)
	}
	mustStep(t)(l.RenameTag(t.Context(), "ML", "Ml")) // a parent that is no tag itself, and only its case
	if got := tagLines(t, l); got != "agents:2 Ml/vision:3 Ml/vision/vision:2 state space:1" {
		t.Errorf("tags %s", got)
	}
	mustStep(t)(l.Undo(t.Context()))
	mustStep(t)(l.Undo(t.Context()))
	if got := state(t, l) + listQueries(t, l); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
}

func TestRenamingToATakenNameOffersAMerge(t *testing.T) {
	l := taggedLibrary(t)
	before := state(t, l)
	for from, to := range map[string]string{"ml": "AGENTS", "agents": "state space"} {
		_, err := l.RenameTag(t.Context(), from, to)
		wantCode(t, err, models.Conflict, "merged", "Nothing was changed")
		var taken *models.NameTaken
		if !errors.As(err, &taken) || !strings.EqualFold(taken.Tag.Name, to) {
			t.Errorf("%s to %s: %v", from, to, err)
		}
	}
	_, err := l.RenameTag(t.Context(), "never", "x")
	wantCode(t, err, models.NotFound, "never")
	_, err = l.RenameTag(t.Context(), "ml", strings.Repeat("x", 75)) // its own name fits, that of ml/vision does not
	wantCode(t, err, models.Invalid)
	if got := state(t, l); got != before {
		t.Errorf("refused changes left\n%s", got)
	}
}

func TestMergingTags(t *testing.T) {
	l := taggedLibrary(t)
	mustStep(t)(l.Tag(t.Context(), lookup(t, l, "2611.00004"), []string{"agents/vision"}, nil))
	before := state(t, l) + listQueries(t, l)
	step := mustStep(t)(l.MergeTags(t.Context(), []string{"ml", "state space"}, "agents"))
	if step.Label != "Merged the tag ml, state space into agents, now on 3 papers" {
		t.Errorf("label %q", step.Label)
	}
	if got := tagLines(t, l); got != "agents:4 agents/vision:3" {
		t.Errorf("tags %s", got)
	}
	if got := listQueries(t, l); !strings.HasPrefix(got, `unlearning -tag:agents/Vision "tag:ml" tag:agents `) {
		t.Errorf("lists %s", got)
	}
	// the other window still sees the old tags
	_, err := l.MergeTags(t.Context(), []string{"agents"}, "ml")
	wantCode(t, err, models.NotFound, "“ml”", "merged", "Nothing was changed")
	_, err = l.MergeTags(t.Context(), []string{"agents/vision", "ml"}, "agents")
	wantCode(t, err, models.NotFound, "“ml”")
	_, err = l.MergeTags(t.Context(), []string{"Agents"}, "agents")
	wantCode(t, err, models.Invalid, "itself")
	mustStep(t)(l.Undo(t.Context()))
	if got := state(t, l) + listQueries(t, l); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
	// a parent and what is in it, named twice
	mustStep(t)(l.MergeTags(t.Context(), []string{"ml", "ML/vision", "Ml"}, "state space"))
	if got := tagLines(t, l); got != "agents:3 agents/vision:1 state space:3" {
		t.Errorf("tags %s", got)
	}
	mustStep(t)(l.Undo(t.Context()))
	mustStep(t)(l.MergeTags(t.Context(), []string{"ml"}, "ml/vision")) // a parent into what is in it
	if got := tagLines(t, l); got != "agents:3 agents/vision:1 ml/vision:3 state space:1" {
		t.Errorf("tags %s", got)
	}
}

func TestDeletingTags(t *testing.T) {
	l := taggedLibrary(t)
	before := state(t, l)
	step := mustStep(t)(l.DeleteTag(t.Context(), "ML", false))
	if step.Label != "Deleted the tag ML, which 2 papers had" || step.Papers != 2 {
		t.Errorf("step %+v", step)
	}
	if got := tagLines(t, l); got != "agents:2 ml/vision:2 state space:1" {
		t.Errorf("tags %s", got)
	}
	_, err := l.DeleteTag(t.Context(), "ml", false)
	wantCode(t, err, models.NotFound)
	mustStep(t)(l.Undo(t.Context()))
	step = mustStep(t)(l.DeleteTag(t.Context(), "ml", true))
	if got := tagLines(t, l); got != "agents:2 state space:1" || step.Label != "Deleted the tag ml and those in it, which 3 papers had" {
		t.Errorf("tags %s, label %q", got, step.Label)
	}
	mustStep(t)(l.Undo(t.Context()))
	if got := state(t, l); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
}

func TestTagColorsAndKeys(t *testing.T) {
	l := taggedLibrary(t)
	mustStep(t)(l.SetTagColor(t.Context(), "agents", "Blue"))
	mustStep(t)(l.SetTagColor(t.Context(), "ml", "#a0b1c2"))
	mustStep(t)(l.SetTagColor(t.Context(), "state space", "none"))
	_, err := l.SetTagColor(t.Context(), "ml", "bleu")
	wantCode(t, err, models.Invalid, "Did you mean “blue”")
	mustStep(t)(l.SetTagKey(t.Context(), "agents", 7))
	mustStep(t)(l.SetTagKey(t.Context(), "ml/vision", 7))
	mustStep(t)(l.SetTagKey(t.Context(), "state space", 0))
	if step := mustStep(t)(l.SetTagKey(t.Context(), "ml/vision", 7)); step.ID != 0 {
		t.Errorf("the same key again is the step %+v", step)
	}
	for _, key := range []int{-1, 10} {
		_, err := l.SetTagKey(t.Context(), "ml", key)
		wantCode(t, err, models.Invalid)
	}
	tags, err := l.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range tags {
		got = append(got, g.Name+" "+g.Color+" "+g.Mark())
	}
	if want := "agents #2F6FB3 A|ml #A0B1C2 " + tags[1].Mark() + "|ml/vision " + tags[2].Color + " 7|state space  S"; strings.Join(got, "|") != want {
		t.Errorf("tags %s\nwant %s", strings.Join(got, "|"), want)
	}
	seen := map[string]bool{}
	for _, c := range models.TagColors() {
		if parsed, err := models.ParseTagColor(c.Name); err != nil || parsed != c.Hex || seen[c.Hex] {
			t.Errorf("%s is %s, %v", c.Name, parsed, err)
		}
		seen[c.Hex] = true
	}
	if got := (models.Tag{Name: "ml/été"}).Mark(); got != "É" {
		t.Errorf("mark %q", got)
	}
}

func TestTagFilters(t *testing.T) {
	l := taggedLibrary(t)
	tags, err := l.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := map[string]int64{}
	for _, g := range tags {
		id[g.Name] = g.ID
	}
	for name, test := range map[string]struct {
		view models.View
		want string
	}{
		"a parent has those in it": {models.View{Place: models.TagPlace, Tag: id["ml"]}, "2611.00003 2611.00002 2611.00001"},
		"untagged":                 {models.View{Place: models.UntaggedPlace}, "2611.00004"},
		"untagged by query":        {models.View{Place: models.KeptPlace, Query: "-has:tag"}, "2611.00004"},
		"and":                      {models.View{Place: models.KeptPlace, Tags: models.TagFilter{All: []int64{id["ml"], id["agents"]}}}, "2611.00002 2611.00001"},
		"or":                       {models.View{Place: models.KeptPlace, Tags: models.TagFilter{Any: []int64{id["agents"], id["state space"]}}}, "2611.00003 2611.00002 2611.00001"},
		"not":                      {models.View{Place: models.Everywhere, Tags: models.TagFilter{None: []int64{id["ml"]}}}, "2611.00005 2611.00004"},
		"all three":                {models.View{Place: models.KeptPlace, Tags: models.TagFilter{All: []int64{id["ml"]}, Any: []int64{id["agents"], id["state space"]}, None: []int64{id["ml/vision"]}}}, "2611.00001"},
		"with words":               {models.View{Place: models.KeptPlace, Query: "second", Tags: models.TagFilter{Any: []int64{id["agents"]}}}, "2611.00002"},
		"within a tag":             {models.View{Place: models.TagPlace, Tag: id["agents"], Tags: models.TagFilter{None: []int64{id["ml/vision"]}}, Limit: 1}, "2611.00001"},
		"a tag that is gone":       {models.View{Place: models.KeptPlace, Tags: models.TagFilter{All: []int64{4711}}}, ""},
	} {
		found, err := l.Papers(t.Context(), test.view)
		if got := sorted(ids(found)); err != nil || got != sorted(test.want) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, test.want)
		}
	}
	counts, err := l.Counts(t.Context())
	if err != nil || counts.Places[models.UntaggedPlace] != 1 || counts.Tags[1].Papers != 3 {
		t.Errorf("counts %+v, %v", counts, err)
	}
}

func TestCompletingTags(t *testing.T) {
	l := newLibrary(t)
	save(t, l, "2026-11-23", paper("2611.00001", "First", "Ann"), paper("2611.00002", "Second", "Bob"))
	one, all := lookup(t, l, "2611.00001"), lookup(t, l, "2611.00001", "2611.00002")
	mustStep(t)(l.Tag(t.Context(), one, []string{"rare", "deep/Reason", "state rare", "program", "漢字"}, nil))
	mustStep(t)(l.Tag(t.Context(), all, []string{"reading", "deep/rag"}, nil))
	for text, want := range map[string]string{
		"r": "reading rare deep/rag deep/Reason", "RA": "rare deep/rag state rare program", "rag": "deep/rag", "字": "漢字", "nothing": "", "deep/": "deep/rag deep/Reason",
	} {
		tags, err := l.CompleteTags(t.Context(), text, 4)
		var names []string
		for _, g := range tags {
			names = append(names, g.Name)
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}
