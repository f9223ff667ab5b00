package cli_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"offprint/app/cli"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestIsCommand(t *testing.T) {
	for _, tt := range []struct {
		args string
		want bool
	}{
		{"", false}, {"--demo", false}, {"--home /x", false}, {"--home=/x --theme dark", false}, {"--new-library", false},
		{"--theme list", false}, {"--home list", false}, {"--", false}, {"--unknown", false},
		{"list", true}, {"--home /x list", true}, {"--home=/x list", true}, {"--new-library sync", true},
		{"--json list", true}, {"--limit 3 list", true}, {"lst", true}, {"--version", true}, {"--help", true}, {"-h", true},
		{"--demo list", true}, {"-- list", true},
		{"2411.19865", false}, {"--home /x 2411.19865v2", false}, {"-- 2411.19865", false}, {"https://arxiv.org/abs/2411.19865", false},
		{"hep-th/9901001", false}, {"2411.1986", false}, {"https://evil.example/x", false}, {"offprint://paper/2411.19865", false},
		{"offprint://paper/--home=/x", false}, {"-- offprint:list", false}, {"show 2411.19865", true}, {"-- show 2411.19865", true},
	} {
		if got := cli.IsCommand(strings.Fields(tt.args)); got != tt.want {
			t.Errorf("%q: %v", tt.args, got)
		}
	}
}

func TestParseWindow(t *testing.T) {
	for args, want := range map[string]cli.Window{
		"":                                  {},
		"--demo --theme dark":               {Demo: true, Theme: "dark"},
		"--theme=auto --home=/x":            {Theme: "auto", Home: "/x"},
		"--home /x --new-library --home /y": {Home: "/y", NewLibrary: true},
		"2411.19865v3":                      {Paper: "2411.19865"},
		"--theme dark -- arXiv:2411.19865":  {Paper: "2411.19865", Theme: "dark"},
		"https://huggingface.co/papers/2411.19865 --home /x": {Paper: "2411.19865", Home: "/x"},
		"https://www.alphaxiv.org/abs/2411.19865":            {Paper: "2411.19865"},
		"-- offprint://paper/hep-th/9901001":                 {Paper: "hep-th/9901001"},
	} {
		if got, err := cli.ParseWindow(strings.Fields(args)); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", args, got, err, want)
		}
	}
	for args, says := range map[string]string{
		"--dmeo": "Did you mean “--demo”", "-demo": "Did you mean “--demo”", "--theme": "--theme THEME", "--theme --demo": "--theme THEME",
		"2411.19865 2309.12288": "offprint add 2411.19865", "2411.1986": "too few or too many digits", "https://evil.example/x": "no arXiv identifier or link",
		"offprint://paper/--home=/x": "no link to a paper", "-- offprint://paper/2411.19865 --home=/x": "opens one paper",
		"offprint://paper/2411.19865?home=/x": "no link to a paper", "-- 2411.19865 --home /x": "opens one paper", "2411.19865 --json": "no --json",
		"--theme drak": "Did you mean “dark”", "--json": "no --json", "--demo=yes": "takes no value", "--home=": "--home DIR",
	} {
		if got, err := cli.ParseWindow(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %+v, %v; want %q said", args, got, err, says)
		}
	}
}

// TestALinkCarriesNoFlag hands over what a page may put into a link, as the
// desktop hands it over: one argument, or more of them where the link holds
// quotes, behind "--".
func TestALinkCarriesNoFlag(t *testing.T) {
	for _, link := range []string{
		"offprint:--home=/x", "offprint://--home=/x", "offprint://paper/--home=/x", "offprint://paper/2411.19865 --home=/x",
		"offprint://paper/2411.19865\n--home=/x", "offprint:\x1b[31m", "offprint://paper/\x00", "offprint://paper/" + strings.Repeat("x", 1<<16),
	} {
		for _, args := range [][]string{{link}, {"--", link}, append([]string{"--"}, strings.Fields(link)...)} {
			w, err := cli.ParseWindow(args)
			if err == nil || w != (cli.Window{}) || cli.IsCommand(args) {
				t.Errorf("%.80q: %+v, %v, a command: %v", args, w, err, cli.IsCommand(args))
				continue
			}
			if text := err.Error(); strings.ContainsAny(text, "\x1b\x00\n") || len(text) > 400 {
				t.Errorf("%.80q: said %.500q", args, text)
			}
		}
	}
}

func TestSync(t *testing.T) {
	s := newShell(t)
	if got := s.want(cli.OK, "--day=2026-03-02", "sync"); got != "2026-03-02  1 paper, 1 new, 0 changed\n" {
		t.Errorf("stdout %q", got)
	}
	s.env.StderrTTY = true
	s.wantSays(cli.OK, []string{"sync", "--day", "2026-03-03"}, "Fetching", "2026-03-03 has no papers")
}

func TestSyncTrouble(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.Failed, []string{"sync", "--day", "2030-01-01"}, "not open yet")
	s.server.Fault(feedtest.Fault{Kind: feedtest.Unavailable})
	s.wantSays(cli.Failed, []string{"sync"}, "failure of its own", "safe")
	if _, _, stderr := s.run("sync"); strings.Contains(stderr, "503") {
		t.Errorf("the details are on stderr: %q", stderr)
	}
	if !strings.Contains(s.log.String(), "503") {
		t.Errorf("the details are not in the log: %q", s.log.String())
	}
	s.server.ClearFaults()

	s.server.Fault(feedtest.Fault{Kind: feedtest.RefuseToken})
	s.token = "hf_expired"
	s.wantSays(cli.OK, []string{"sync", "--day", "2026-03-04"}, "HF_TOKEN")
	s.server.ClearFaults()
	s.server.Fault(feedtest.Fault{Kind: feedtest.Body, Body: `[{"paper":{"id":"2603.00001"}},{"paper":{"id":"none"}}]`})
	s.wantSays(cli.OK, []string{"sync", "--day", "2026-03-04"}, "1 item")
	s.server.ClearFaults()

	s.endpoint = "ftp://x"
	s.wantSays(cli.Failed, []string{"sync"}, "HF_ENDPOINT")
	s.want(cli.OK, "search", "agents") // what is here needs no source

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if code, _, stderr := s.runContext(cancelled, "sync"); code != cli.Failed || !strings.HasPrefix(stderr, "offprint: ") {
		t.Errorf("interrupted: code %d, stderr %q", code, stderr)
	}
}

func TestListAndSearch(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.OK, []string{"list"}, "empty", "keep")
	s.want(cli.OK, "keep", "2603.00002", "--tag", "agents", "--tag", "to discuss")
	s.want(cli.OK, "keep", "2603.00001", "--state", "reading")

	want := "" +
		"2603.00001  reading  120  On Unlearning in Large Models, Written With a Title That Goes On and On\n" +
		"2603.00002  to read    7  Two Kinds of Agents  [agents, to discuss]\n"
	library := s.window()
	if got := s.want(cli.OK, "list"); !sameLines(got, want) {
		t.Errorf("list:\n%swant:\n%s", got, want)
	}
	if _, err := library.SetStar(t.Context(), []int64{s.paper(library, "2603.00001").ID}, true); err != nil {
		t.Fatal(err)
	}
	if got := s.want(cli.OK, "list", "is:starred"); !strings.HasPrefix(got, "2603.00001  reading *  120  ") || strings.Count(got, "\n") != 1 {
		t.Errorf("list is:starred:\n%s", got)
	}
	if got := s.want(cli.OK, "list", "kinds", "-agents"); got != "" {
		t.Errorf("list kinds -agents:\n%s", got)
	}
	s.wantSays(cli.OK, []string{"list", "nothing-like-it"}, "matches")

	if got := s.want(cli.OK, "search", "day:2026-03-04"); strings.Count(got, "\n") != 3 {
		t.Errorf("search of the day:\n%s", got)
	}
	if got := s.want(cli.OK, "search", "--limit", "2", "day:2026-03-04"); strings.Count(got, "\n") != 2 {
		t.Errorf("search with a limit:\n%s", got)
	}
	if got := s.want(cli.OK, "search", "surveys", "-agents"); got != "2603.00003  3  Surveys\n    An abstract of Surveys. Its second paragraph speaks of reversal.\n" {
		t.Errorf("search:\n%s", got)
	}
	s.wantSays(cli.OK, []string{"search", "nothing-like-it"}, "matches")

	s.env.Width = 50
	for line := range strings.Lines(s.want(cli.OK, "list")) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 50 {
			t.Errorf("%d columns in a terminal of 50: %q", n, line)
		}
	}
	if got := s.want(cli.OK, "list", "is:starred"); !strings.Contains(got, "…") || !strings.Contains(got, "On Unlearning") {
		t.Errorf("the title is not cut: %q", got)
	}
}

func sameLines(a, b string) bool {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// keys are the keys of "A paper in JSON" that the paper in the test has.
var keys = []string{
	"id", "title", "abstract", "authors", "published", "days", "upvotes", "comments", "organization", "ai_summary",
	"ai_keywords", "github", "github_stars", "project", "state", "starred", "kept_at", "tags", "notes", "citation_key", "url",
}

func TestJSON(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00001", "--tag", "a")
	s.want(cli.OK, "note", "2603.00001", "Mine.")
	for _, args := range [][]string{
		{"show", "2603.00001", "--json"}, {"--json", "show", "2603.00001"}, {"list", "--json"}, {"search", "--json", "unlearning"},
	} {
		out := s.want(cli.OK, args...)
		decoder := json.NewDecoder(strings.NewReader(out))
		if _, err := decoder.Token(); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		var got []string
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				t.Fatalf("%q: %v", args, err)
			}
			var value any
			if err := decoder.Decode(&value); err != nil {
				t.Fatalf("%q: %v", args, err)
			}
			got = append(got, key.(string))
		}
		if !slices.Equal(got, keys) {
			t.Errorf("%q: keys %v\nwant %v", args, got, keys)
		}
	}
	lines := strings.Split(strings.TrimSpace(s.want(cli.OK, "search", "--json", "--limit=2", "day:2026-03-04")), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	for _, line := range lines {
		var paper struct {
			ID    string
			State *string
		}
		if err := json.Unmarshal([]byte(line), &paper); err != nil || paper.ID == "" {
			t.Errorf("%q: %v", line, err)
		}
		if (paper.State != nil) != (paper.ID == "2603.00001") {
			t.Errorf("%s has the state %v", paper.ID, paper.State)
		}
	}
	s.wantSays(cli.OK, []string{"search", "--json", "nothing-like-it"}, "matches")
}

func TestShow(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "keep", "2603.00001", "--tag", "a", "--tag", "b c")
	s.want(cli.OK, "note", "2603.00001", "Mine, and\x1b[31m nobody's.")
	library := s.window()
	if _, err := library.SetRating(t.Context(), []int64{s.paper(library, "2603.00001").ID}, 4); err != nil {
		t.Fatal(err)
	}
	got := s.want(cli.OK, "show", "https://arxiv.org/pdf/2603.00001v3.pdf")
	for _, want := range []string{
		"On Unlearning in Large Models", "Ann Ode, Bo Ree\n", "arXiv         2603.00001\n", "Published     2026-02-27\n",
		"Listed        2026-03-04\n", "State         To read, rated 4 of 5\n", "Tags          a, b c\n", "Upvotes       120\n",
		"Comments      1\n", "Organization  The Org\n", "Code          https://github.com/o/r (12 stars)\n", "Project       https://o.example/\n",
		"Page          https://huggingface.co/papers/2603.00001\n", "PDF           https://arxiv.org/pdf/2603.00001\n",
		"\nAI summary (Hugging Face)\nA machine says so.\n", "\nAbstract\n", "\n\nIts second paragraph speaks of reversal.\n",
		"\nNotes\n2026-03-05 12:00 UTC\nMine, and", "nobody's.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("show does not have %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Errorf("a note speaks to the terminal: %q", got)
	}
	s.env.Width = 40
	for line := range strings.Lines(s.want(cli.OK, "show", "2603.00001")) {
		if len([]rune(line)) > 41 && !strings.Contains(line, "https://") {
			t.Errorf("longer than the terminal is wide: %q", line)
		}
	}
	s.wantSays(cli.Failed, []string{"show", "2603.99999"}, "2603.99999", "not in the library")
}

func TestKeep(t *testing.T) {
	s := newSynced(t)
	library := s.window()
	if got := s.want(cli.OK, "keep", "arXiv:2603.00002v2", "--tag", "a", "--state", "to-read", "--tag", "b"); !strings.HasPrefix(got, "Kept ") {
		t.Errorf("stdout %q", got)
	}
	// The window's own handle sees what the command did, and who did it.
	p := s.paper(library, "2603.00002")
	if p.Entry == nil || p.Entry.State != models.ToRead || len(p.Tags) != 2 {
		t.Errorf("kept: %+v, tags %v", p.Entry, p.Tags)
	}
	if steps, err := library.History(t.Context(), 9); err != nil || len(steps) != 1 || steps[0].Origin != models.ByCommand {
		t.Errorf("steps %+v (%v), want one by a command", steps, err)
	}
	s.want(cli.OK, "keep", "https://huggingface.co/papers/2603.00002", "--state", "done")
	if p := s.paper(library, "2603.00002"); p.Entry.State != models.Done || len(p.Tags) != 2 {
		t.Errorf("moved: %+v, tags %v", p.Entry, p.Tags)
	}
	s.wantSays(cli.OK, []string{"keep", "2603.00002"}, "Nothing to change")
	// 2603.00009 is on a list that was not fetched.
	if got := s.want(cli.OK, "keep", "2603.00009", "--tag", "agents"); !strings.Contains(got, "An Earlier One") {
		t.Errorf("keep a paper that has not come yet: %q", got)
	}
	s.wantSays(cli.Failed, []string{"keep", "2603.77777"}, "not found", "Nothing was changed")
	s.endpoint = "http://127.0.0.1:1"
	s.wantSays(cli.Failed, []string{"keep", "2603.77777"}, "no connection")
}

func TestTag(t *testing.T) {
	s := newSynced(t)
	library := s.window()
	names := func() string {
		var names []string
		for _, tag := range s.paper(library, "2603.00001").Tags {
			names = append(names, tag.Name)
		}
		return strings.Join(names, ",")
	}
	s.want(cli.OK, "tag", "2603.00001", "+a", "+b", "+h")
	if got := names(); got != "a,b,h" {
		t.Errorf("tags %q", got)
	}
	s.want(cli.OK, "tag", "2603.00001", "-b", "+state space", "-h")
	if got := names(); got != "a,state space" {
		t.Errorf("tags %q", got)
	}
	s.want(cli.OK, "tag", "--", "2603.00001", "-a")
	if got := names(); got != "state space" {
		t.Errorf("tags %q", got)
	}
	s.wantSays(cli.OK, []string{"tag", "2603.00001", "-never"}, "Nothing to change")
	s.wantSays(cli.Failed, []string{"tag", "2603.99999", "+a"}, "not in the library")
}

func TestNote(t *testing.T) {
	s := newSynced(t)
	library := s.window()
	s.wantSays(cli.OK, []string{"note", "2603.00001"}, "no note")
	s.want(cli.OK, "note", "2603.00001", "one", "-two", "three")
	s.env.Stdin = strings.NewReader("# From\n\nthe *input*\r\n")
	s.want(cli.OK, "note", "2603.00001", "-")
	notes := s.paper(library, "2603.00001").Notes
	if len(notes) != 2 || notes[0].Text != "one -two three" || notes[1].Text != "# From\n\nthe *input*" {
		t.Fatalf("notes %+v", notes)
	}
	want := "2026-03-05 12:00 UTC\none -two three\n\n2026-03-05 12:00 UTC\n# From\n\nthe *input*\n"
	if got := s.want(cli.OK, "note", "2603.00001"); got != want {
		t.Errorf("notes:\n%s\nwant:\n%s", got, want)
	}
	s.env.Stdin = strings.NewReader(" \n")
	s.wantSays(cli.Misuse, []string{"note", "2603.00001", "-"}, "empty")
	s.env.Stdin = strings.NewReader(strings.Repeat("x", 17<<20))
	s.wantSays(cli.Misuse, []string{"note", "2603.00001", "-"}, "not saved")
	s.wantSays(cli.Failed, []string{"note", "2603.99999", "text"}, "not in the library")
	if n := len(s.paper(library, "2603.00001").Notes); n != 2 {
		t.Errorf("%d notes, want 2", n)
	}
}

func TestUndo(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.Failed, []string{"undo"}, "nothing to undo")
	s.want(cli.OK, "note", "2603.00001", "Mine.")
	if got := s.want(cli.OK, "undo"); !strings.HasPrefix(got, "Undone: ") {
		t.Errorf("stdout %q", got)
	}
	if p := s.paper(s.window(), "2603.00001"); p.Entry != nil || len(p.Notes) != 0 {
		t.Errorf("after undo: %+v, notes %v", p.Entry, p.Notes)
	}
}

func TestCheck(t *testing.T) {
	s := newSynced(t)
	for _, args := range [][]string{{"check"}, {"check", "--repair"}} {
		if got := s.want(cli.OK, args...); got != "The library is sound.\n" {
			t.Errorf("%q: %q", args, got)
		}
	}
	s.breakIndex()
	if got := s.want(cli.Failed, "check"); !strings.HasPrefix(got, "fault ") || !strings.Contains(got, "papers_fts") {
		t.Errorf("check of a broken index: %q", got)
	}
	s.wantSays(cli.Failed, []string{"check"}, "1 fault", "--repair")
	if got := s.want(cli.OK, "check", "--repair"); !strings.HasPrefix(got, "mended ") || !strings.HasSuffix(got, "sound again.\n") {
		t.Errorf("repair: %q", got)
	}
	s.want(cli.OK, "check")
}

func TestVersionAndHelpNeedNoLibrary(t *testing.T) {
	s := newShell(t)
	for _, args := range [][]string{{"version"}, {"--version"}} {
		if got := s.want(cli.OK, args...); got != "Offprint 1.2.3\n" {
			t.Errorf("%q: %q", args, got)
		}
	}
	commands := []string{"sync", "list", "search", "show", "keep", "add", "state", "rate", "star", "why", "tag", "tags", "note", "undo", "redo", "history", "trash", "export", "check", "version", "help"}
	for _, args := range [][]string{{"help"}, {"--help"}, {"-h"}} {
		got := s.want(cli.OK, args...)
		for _, word := range append([]string{"--home DIR", "--new-library", "--demo"}, commands...) {
			if !strings.Contains(got, "\n  "+word+" ") {
				t.Errorf("%q does not explain %s:\n%s", args, word, got)
			}
		}
	}
	for _, name := range commands {
		for _, args := range [][]string{{"help", name}, {name, "--help"}, {name, "-h"}, {"--help", name}} {
			if got := s.want(cli.OK, args...); !strings.HasPrefix(got, "offprint "+name) {
				t.Errorf("%q: %q", args, got)
			}
		}
	}
	s.want(cli.OK, "list", "--json", "x", "--help")
	if s.opened != 0 {
		t.Errorf("%d libraries were opened", s.opened)
	}
}

func TestMisuse(t *testing.T) {
	s := newSynced(t)
	opened := s.opened
	for _, tt := range []struct {
		args  []string
		words string // parted by |
	}{
		{nil, "no command|list"},
		{[]string{"lsit"}, "“lsit”|Did you mean “list”"},
		{[]string{"Keep", "2603.00001"}, "Did you mean “keep”"},
		{[]string{"frobnicate"}, "“frobnicate”|Known: sync"},
		{[]string{"help", "exprot"}, "Did you mean “export”"},
		{[]string{"list", "--jsno"}, "--jsno|Did you mean “--json”"},
		{[]string{"list", "--tag", "a"}, "list takes no --tag"},
		{[]string{"list", "--json=yes"}, "takes no value"},
		{[]string{"list", "--limit"}, "--limit N"},
		{[]string{"list", "--limit", "--json"}, "--limit N"},
		{[]string{"list", "--limit", "0"}, "“0”"},
		{[]string{"search", "x", "--limit=-1"}, "“-1”"},
		{[]string{"search", "x", "--limit", "many"}, "“many”"},
		{[]string{"list", "--home="}, "--home DIR"},
		{[]string{"search"}, "offprint search QUERY"},
		{[]string{"show"}, "offprint show ID"},
		{[]string{"show", "2603.00001", "2603.00002"}, "“2603.00002” is too much"},
		{[]string{"show", "attention is all you need"}, "no arXiv identifier"},
		{[]string{"keep", "2613.00001"}, "no arXiv identifier"},
		{[]string{"keep", "2603.00001", "--state", "redaing"}, "redaing|Did you mean “reading”"},
		{[]string{"keep", "2603.00001", "--tag", " / "}, "tag"},
		{[]string{"tag", "2603.00001"}, "offprint tag ID… +a -b"},
		{[]string{"tag", "2603.00001", "a"}, "+a"},
		{[]string{"tag", "2603.00001", "+"}, "tag"},
		{[]string{"note"}, "offprint note ID"},
		{[]string{"note", "2603.00001", " "}, "empty"},
		{[]string{"undo", "2", "3"}, "“3” is too much"},
		{[]string{"undo", "last"}, "“last”|offprint history"},
		{[]string{"undo", "--rest"}, "--rest needs"},
		{[]string{"redo", "0"}, "“0”"},
		{[]string{"history", "--back-to", "start"}, "“start”"},
		{[]string{"history", "--back-to", "3", "--limit", "2"}, "do not go together"},
		{[]string{"history", "--limit", "none"}, "“none”"},
		{[]string{"trash", "restroe", "1"}, "Did you mean “restore”"},
		{[]string{"trash", "restore"}, "offprint trash [restore ITEM"},
		{[]string{"trash", "restore", "it"}, "“it”"},
		{[]string{"trash", "--as", "x"}, "--as goes with"},
		{[]string{"state", "2603.00001"}, "offprint state ID… STATE"},
		{[]string{"state", "2603.00001", "redaing"}, "Did you mean “reading”"},
		{[]string{"state", "it", "done"}, "“it” is no arXiv identifier"},
		{[]string{"rate", "2603.00001", "2603.00002"}, "“2603.00002” is no rating"},
		{[]string{"rate", "2603.00001", "6"}, "“6”"},
		{[]string{"star", "it"}, "no arXiv identifier"},
		{[]string{"why", "2603.00001"}, "offprint why ID TEXT"},
		{[]string{"tag", "2603.00001", "2603.00002"}, "+2603.00002"},
		{[]string{"tags", "rneame", "a", "b"}, "Did you mean “rename”"},
		{[]string{"tags", "rename", "a"}, "Something is missing"},
		{[]string{"tags", "delete", "a", "b"}, "“b” is too much"},
		{[]string{"tags", "rename", "a", " / "}, "tag needs"},
		{[]string{"tags", "color", "a", "bleu"}, "Did you mean “blue”"},
		{[]string{"tags", "key", "a", "10"}, "“10” is no key"},
		{[]string{"tags", "list", "--nested"}, "--nested goes with"},
		{[]string{"export"}, "--format"},
		{[]string{"export", "--format", "bibtx"}, "“bibtx”|Did you mean “bibtex”"},
		{[]string{"export", "--format", "markdown", "state:done"}, "“state:done” is no arXiv identifier|--query"},
		{[]string{"export", "--format", "markdown", "--ascii"}, "for the format bibtex"},
		{[]string{"export", "--format", "bibtex", "--query", "x", "2603.00001"}, "not both"},
		{[]string{"export", "--format", "bibtex", "--json"}, "--output FILE"},
		{[]string{"cite"}, "offprint cite ID"},
		{[]string{"cite", "it"}, "no arXiv identifier"},
		{[]string{"cite", "2603.00001", "--as", "bibtx"}, "Did you mean “bibtex”|apa"},
		{[]string{"cite", "2603.00001", "2603.00002", "--key", "x"}, "one paper"},
		{[]string{"cite", "2603.00001", "--key", "x", "--as", "apa"}, "Either"},
		{[]string{"cite", "2603.00001", "--family", "Ode"}, "--name"},
		{[]string{"cite", "2603.00001", "--name", "Ann Ode"}, "no ID"},
		{[]string{"cite", "--name", "Ann Ode", "--given", "Ann"}, "--family NAME"},
		{[]string{"cite", "--name", "Ann Ode", "--family", "Ode", "--whole"}, "either"},
		{[]string{"cite", "--name", "Ann Ode", "--family", "Ode", "--reset"}, "no parts"},
		{[]string{"sync", "--day", "yesterday"}, "“yesterday”|2026-03-02"},
		{[]string{"sync", "--since", "2026-3-2"}, "“2026-3-2”"},
		{[]string{"sync", "--day", "2026-03-02", "--archive"}, "--day and --archive"},
		{[]string{"sync", "--until", "2026-03-02"}, "--since 2026-03-02"},
		{[]string{"sync", "--since", "2026-03-04", "--until", "2026-03-02"}, "before --since 2026-03-04"},
		{[]string{"add"}, "offprint add ID"},
		{[]string{"add", "2603.00001", "--state", "redaing"}, "redaing|Did you mean “reading”"},
		{[]string{"version", "--json"}, "version takes no --json"},
	} {
		s.want(cli.Misuse, tt.args...)
		s.wantSays(cli.Misuse, tt.args, strings.Split(tt.words, "|")...)
	}
	if got := s.opened - opened; got != 2 { // for the empty note
		t.Errorf("%d libraries were opened for commands that were not understood", got)
	}
	// What the library is to judge.
	s.wantSays(cli.Misuse, []string{"list", "state:redaing"}, "Did you mean “reading”")
	s.wantSays(cli.Misuse, []string{"search", "auhtor:ann"}, "Did you mean “author”")
	s.wantSays(cli.Misuse, []string{"cite", "2603.00001", "--key", "two words"}, "cannot be a citation key")
	s.wantSays(cli.Misuse, []string{"export", "--format", "bibtex", "--query", "day:never"}, "“never” is no day")
}

func TestHome(t *testing.T) {
	s := newShell(t)
	other := filepath.Join(t.TempDir(), "other")
	for _, args := range [][]string{{"--home", other, "sync"}, {"sync", "--home=" + other}, {"keep", "2603.00001", "--home", other}} {
		s.want(cli.OK, args...)
	}
	if _, err := os.Stat(filepath.Join(other, "offprint.db")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(s.folder, "offprint.db")); err == nil {
		t.Error("a library was made at the usual place, too")
	}
}

func TestALibraryThatHasGone(t *testing.T) {
	s := newSynced(t)
	if err := os.Remove(filepath.Join(s.folder, "offprint.db")); err != nil {
		t.Fatal(err)
	}
	s.wantSays(cli.Failed, []string{"list"}, "gone", "--new-library")
	s.want(cli.OK, "list", "--new-library")
	s.want(cli.OK, "list")
}

func TestBrokenPipe(t *testing.T) {
	s := newSynced(t)
	s.env.Stdout = failing{&os.PathError{Op: "write", Path: "stdout", Err: syscall.EPIPE}}
	if code, _, stderr := s.run("search", "day:2026-03-04"); code != cli.OK || stderr != "" {
		t.Errorf("a broken pipe: code %d, stderr %q", code, stderr)
	}
	s.env.Stdout = failing{&os.PathError{Op: "write", Path: "stdout", Err: syscall.ENOSPC}}
	for _, args := range [][]string{{"search", "day:2026-03-04"}, {"search", "--json", "agents"}, {"help"}} {
		s.wantSays(cli.Failed, args, "offprint: The output could not be written", syscall.ENOSPC.Error())
	}
}
