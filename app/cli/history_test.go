package cli_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"offprint/app/cli"
	"offprint/models"
)

// jsonKeys are the keys of each line of JSON, in order.
func jsonKeys(t *testing.T, out string) []string {
	t.Helper()
	var all []string
	for line := range strings.Lines(out) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		var keys []string
		for key := range object {
			keys = append(keys, key)
		}
		slices.SortFunc(keys, func(a, b string) int { return strings.Index(line, `"`+a+`":`) - strings.Index(line, `"`+b+`":`) })
		all = append(all, strings.Join(keys, " "))
	}
	return all
}

func TestMarks(t *testing.T) {
	s := newSynced(t)
	library := s.window()
	for _, tt := range []struct {
		args string
		says string
		want func(*models.Paper) bool
	}{
		{"state 2603.00001 https://arxiv.org/abs/2603.00002 reading", "Started reading 2 papers", func(p *models.Paper) bool { return p.Entry.State == models.Reading }},
		{"state 2603.00001 to-read", "Moved “On Unlearning", func(p *models.Paper) bool { return p.Entry.State == models.ToRead }},
		{"rate 2603.00001 2603.00002 4", "Rated 2 papers 4 of 5", func(p *models.Paper) bool { return p.Entry.Rating == 4 }},
		{"rate 2603.00001 0", "Took the rating from “On", func(p *models.Paper) bool { return p.Entry.Rating == 0 }},
		{"star 2603.00001 2603.00003", "Starred 2 papers", func(p *models.Paper) bool { return p.Entry.Starred }},
		{"star --off 2603.00001", "Took the star from “On", func(p *models.Paper) bool { return !p.Entry.Starred }},
		{"why 2603.00001 for the survey", "Wrote why “On", func(p *models.Paper) bool { return p.Entry.Why == "for the survey" }},
		{"tag 2603.00001 2603.00002 +a +b", "Tagged 2 papers", func(p *models.Paper) bool { return len(p.Tags) == 2 }},
		{"tag 2603.00001 2603.00002 -a", "Took a from 2 papers", func(p *models.Paper) bool { return len(p.Tags) == 1 }},
	} {
		got := s.want(cli.OK, strings.Fields(tt.args)...)
		if p := s.paper(library, "2603.00001"); !strings.HasPrefix(got, tt.says) || !tt.want(p) {
			t.Errorf("%s: %q, %+v, tags %v", tt.args, got, p.Entry, p.Tags)
		}
		s.wantSays(cli.OK, strings.Fields(tt.args), "Nothing to change")
	}
	s.want(cli.OK, "why", "2603.00001", "")
	if p := s.paper(library, "2603.00001"); p.Entry.Why != "" {
		t.Errorf("why %q", p.Entry.Why)
	}
	for _, args := range []string{"state 2603.99999 done", "rate 2603.00001 2603.99999 1", "star 2603.99999", "why 2603.99999 x"} {
		s.wantSays(cli.Failed, strings.Fields(args), "2603.99999", "not in the library")
	}
	got := jsonKeys(t, s.want(cli.OK, "star", "2603.00002", "--json"))
	if len(got) != 1 || got[0] != "step label at by papers undone" {
		t.Errorf("JSON %q", got)
	}
}

func TestTags(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.OK, []string{"tags"}, "no tag yet")
	s.want(cli.OK, "tag", "2603.00001", "2603.00002", "+ml", "+state space")
	s.want(cli.OK, "tag", "2603.00003", "+ml/vision", "+agents")
	if got := s.want(cli.OK, "tags"); got != "1  agents       key 4\n3  ml           key 1\n1  ml/vision    key 3\n2  state space  key 2\n" {
		t.Errorf("tags:\n%s", got)
	}
	if got := jsonKeys(t, s.want(cli.OK, "tags", "list", "--json")); len(got) != 4 || got[0] != "name color key papers" {
		t.Errorf("JSON %q", got)
	}
	for _, tt := range []struct{ args, says string }{
		{"rename ML ai", "Renamed the tag ML to ai, on 3 papers.\n"},
		{"merge agents ai/vision", "Merged the tag agents into ai/vision, now on 1 paper.\n"},
		{"color ai blue", "Changed the color of the tag ai.\n"},
		{"key ai 9", "Put the tag ai on the key 9.\n"},
		{"delete ai --nested", "Deleted the tag ai and those in it, which 3 papers had.\n"},
	} {
		if got := s.want(cli.OK, append([]string{"tags"}, strings.Fields(tt.args)...)...); got != tt.says {
			t.Errorf("%s: %q", tt.args, got)
		}
	}
	if got := s.want(cli.OK, "tags"); got != "2  state space  key 2\n" {
		t.Errorf("tags:\n%s", got)
	}
	s.want(cli.OK, "undo")
	s.wantSays(cli.Failed, []string{"tags", "rename", "ai", "State Space"}, "already", "offprint tags merge ai 'state space'")
	s.wantSays(cli.Failed, []string{"tags", "merge", "ai", "agents"}, "no tag “agents”", "Nothing was changed")
	if got := jsonKeys(t, s.want(cli.OK, "tags", "delete", "ai", "--json")); len(got) != 1 || got[0] != "step label at by papers undone" {
		t.Errorf("JSON %q", got)
	}
}

func TestHistoryAndTrash(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.OK, []string{"history"}, "Nothing was changed yet")
	s.wantSays(cli.OK, []string{"trash"}, "empty")
	s.wantSays(cli.Failed, []string{"redo"}, "nothing to redo")
	library := s.window()
	s.want(cli.OK, "tag", "2603.00001", "2603.00002", "+agents")
	if _, err := library.SetRating(t.Context(), []int64{s.paper(library, "2603.00001").ID}, 4); err != nil {
		t.Fatal(err)
	}
	s.want(cli.OK, "tags", "delete", "agents")
	want := "" +
		"3  2026-03-05 12:00 UTC  command      2 papers  Deleted the tag agents, which 2 papers had\n" +
		"2  2026-03-05 12:00 UTC  window        1 paper  Rated “On Unlearning in Large Models, Written…” 4 of 5\n" +
		"1  2026-03-05 12:00 UTC  command      2 papers  Tagged 2 papers with agents\n"
	if got := s.want(cli.OK, "history"); got != want {
		t.Errorf("history:\n%swant:\n%s", got, want)
	}
	if got := s.want(cli.OK, "history", "--limit", "1"); strings.Count(got, "\n") != 1 {
		t.Errorf("history of one:\n%s", got)
	}
	if got := jsonKeys(t, s.want(cli.OK, "history", "--json")); len(got) != 3 || got[0] != "step label at by papers undone" {
		t.Errorf("JSON %q", got)
	}
	trash := s.want(cli.OK, "trash")
	m := regexp.MustCompile(`^(\d+)  2026-03-05 12:00 UTC  command  tag    agents \(2 papers\)\n$`).FindStringSubmatch(trash)
	if m == nil {
		t.Fatalf("trash:\n%s", trash)
	}
	if got := jsonKeys(t, s.want(cli.OK, "trash", "--json")); len(got) != 1 || got[0] != "item kind title papers at by step label" {
		t.Errorf("JSON %q", got)
	}
	s.want(cli.OK, "tag", "2603.00003", "+Agents")
	s.wantSays(cli.Failed, []string{"trash", "restore", m[1]}, "“Agents” again", "offprint trash restore "+m[1]+" --as NAME")
	if got := s.want(cli.OK, "trash", "restore", m[1], "--as", "old"); got != "Restored the tag old with 2 papers.\n" {
		t.Errorf("restore: %q", got)
	}
	s.wantSays(cli.Failed, []string{"trash", "restore", m[1]}, "back already")
	s.wantSays(cli.Failed, []string{"undo", "1"}, "cannot be undone alone", "1 of its 5 changes can still be undone by: offprint undo 1 --rest")
	if got := s.want(cli.OK, "undo", "1", "--rest"); got != "Undid what was left of “Tagged 2 papers with agents”: 1 of 5 changes.\n" {
		t.Errorf("undo the rest: %q", got)
	}
	if got := s.want(cli.OK, "undo", "2"); !strings.HasPrefix(got, "Undone: Rated “On") {
		t.Errorf("undo 2: %q", got)
	}
	s.want(cli.OK, "redo", "2")
	got := s.want(cli.OK, "history", "--back-to", "1")
	if strings.Count(got, "Undone: ") != 5 || s.paper(library, "2603.00001").Tags[0].Name != "agents" {
		t.Errorf("back to 1: %q", got)
	}
	if got := s.want(cli.OK, "history", "--limit", "1"); !strings.Contains(got, "undone: Undid") {
		t.Errorf("history after going back: %q", got)
	}
	if got := jsonKeys(t, s.want(cli.OK, "redo", "--json")); len(got) != 1 {
		t.Errorf("redo %q", got)
	}
	s.wantSays(cli.Failed, []string{"undo", "99"}, "nothing to undo")
	s.wantSays(cli.Failed, []string{"history", "--back-to", "99"}, "no step 99")
}
