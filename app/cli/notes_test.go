package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"offprint/app/cli"
	"offprint/models"
)

func TestSearchShowsWhereTheWordsAre(t *testing.T) {
	s := newSynced(t)
	s.want(cli.OK, "note", "2603.00002", "Compare with surveys of agents.")
	want := "2603.00003           3  Surveys\n    An abstract of Surveys. Its second paragraph speaks of reversal.\n"
	got := s.want(cli.OK, "search", "survey")
	if !strings.Contains(got, want) || !strings.Contains(got, "    note: Compare with surveys of agents.\n") {
		t.Errorf("plain:\n%s", got)
	}
	s.env.Width = 60
	got = s.want(cli.OK, "search", "survey")
	if runtime.GOOS != "windows" && !strings.Contains(got, "An abstract of \x1b[1mSurveys\x1b[22m. Its") {
		t.Errorf("in a terminal:\n%q", got)
	}
	if _, err := s.window().SetWhy(t.Context(), []int64{s.paper(s.window(), "2603.00001").ID}, "x"); err != nil {
		t.Fatal(err)
	}
	s.want(cli.OK, "note", "2603.00001", "evil \x1b]0;survey\x07 text")
	if got := s.want(cli.OK, "search", "evil"); strings.ContainsAny(strings.NewReplacer("\x1b[1m", "", "\x1b[22m", "").Replace(got), "\x1b\x07") {
		t.Errorf("a note speaks to the terminal: %q", got)
	}
}

func TestNotes(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.OK, []string{"notes"}, "no note yet")
	s.want(cli.OK, "note", "2603.00002", "First line.\nSecond line.")
	s.want(cli.OK, "note", "2603.00001", "Another.")
	if got := s.want(cli.OK, "notes"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "    1  2026-03-05 12:00 UTC  2603.00002  First line. Second line.\n") {
		t.Errorf("notes:\n%s", got)
	}
	if got := s.want(cli.OK, "notes", "list", "agents"); strings.Count(got, "\n") != 1 {
		t.Errorf("notes list agents:\n%s", got)
	}
	s.wantSays(cli.Misuse, []string{"notes", "edit", "1"}, "EDITOR")
	s.wantSays(cli.Misuse, []string{"notes", "edti", "1"}, "Did you mean “edit”")
	s.wantSays(cli.Misuse, []string{"notes", "history", "one"}, "number")
	s.wantSays(cli.Misuse, []string{"notes", "restore", "1"}, "offprint notes restore NOTE VERSION")
	s.wantSays(cli.Failed, []string{"notes", "history", "77"}, "no note 77")

	if runtime.GOOS == "windows" {
		t.Skip("the editor of this test is a shell script")
	}
	s.env.Editor = script(t, `sed -i.old 's/Second/Other/' "$1"`)
	if got := s.want(cli.OK, "notes", "edit", "1"); !strings.Contains(got, "Wrote a note") {
		t.Errorf("edit: %q", got)
	}
	s.env.Editor = script(t, "exit 3")
	s.wantSays(cli.Failed, []string{"notes", "edit", "1"}, "Nothing was changed")
	s.env.Editor = script(t, "true")
	s.wantSays(cli.OK, []string{"notes", "edit", "1"}, "not changed")

	history := s.want(cli.OK, "notes", "history", "1")
	if !strings.HasPrefix(history, "  2  2026-03-05 12:00 UTC  by a command  now\n     [-Second-]{+Other+} line.\n  1  ") {
		t.Errorf("history:\n%s", history)
	}
	if got := s.want(cli.OK, "notes", "restore", "1", "1"); !strings.Contains(got, "Brought back") {
		t.Errorf("restore: %q", got)
	}
	if got := s.want(cli.OK, "note", "2603.00002"); !strings.Contains(got, "Second line.") {
		t.Errorf("after the restore: %q", got)
	}
	s.want(cli.OK, "undo")
	if got := s.want(cli.OK, "note", "2603.00002"); !strings.Contains(got, "Other line.") {
		t.Errorf("after undoing the restore: %q", got)
	}
	s.wantSays(cli.Failed, []string{"notes", "restore", "1", "9"}, "no version 9")
	for line := range strings.Lines(s.want(cli.OK, "notes", "--json")) {
		var note struct {
			ID          int64
			Paper, Text string
		}
		if err := json.Unmarshal([]byte(line), &note); err != nil || note.ID == 0 || note.Paper == "" || note.Text == "" {
			t.Errorf("%q: %v", line, err)
		}
	}
	if got := s.want(cli.OK, "notes", "history", "1", "--json"); !strings.HasPrefix(got, `{"version":`) {
		t.Errorf("history --json: %s", got)
	}
}

func script(t *testing.T, does string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+does+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSmart(t *testing.T) {
	s := newSynced(t)
	s.wantSays(cli.OK, []string{"smart"}, "no smart list yet")
	s.want(cli.OK, "smart", "add", "With code", "has:code", "unlearning")
	s.want(cli.OK, "smart", "add", "Surveys", "-agents", "survey")
	if got := s.want(cli.OK, "smart"); got != "With code      1  has:code unlearning\nSurveys        1  -agents survey\n" {
		t.Errorf("smart:\n%s", got)
	}
	s.wantSays(cli.Misuse, []string{"smart", "add", "Wrong", "state:reed"}, "reading")
	s.wantSays(cli.Misuse, []string{"smart", "add", "Nothing", " "}, "asks for something")
	s.wantSays(cli.Failed, []string{"smart", "add", "SURVEYS", "x"}, "already")
	s.wantSays(cli.Misuse, []string{"smart", "add", "Name"}, "NAME QUERY")
	s.wantSays(cli.Failed, []string{"smart", "show", "nope"}, "“With code”")
	s.want(cli.OK, "smart", "rename", "surveys", "Overviews")
	if got := s.want(cli.OK, "smart", "show", "overviews"); got != "2603.00003  3  Surveys\n" {
		t.Errorf("smart show: %q", got)
	}
	s.want(cli.OK, "smart", "remove", "With", "code")
	if got := s.want(cli.OK, "smart", "--json"); !strings.HasPrefix(got, `{"name":"Overviews","query":"-agents survey","color":"#`) || !strings.Contains(got, `"papers":1`) {
		t.Errorf("smart --json: %s", got)
	}
	s.want(cli.OK, "undo")
	if got := s.want(cli.OK, "smart"); strings.Count(got, "\n") != 2 {
		t.Errorf("after undo:\n%s", got)
	}
}

// A query means the same wherever it is asked.
func TestOneQueryEverywhere(t *testing.T) {
	s := newSynced(t)
	library := s.window()
	for _, id := range []string{"2603.00001", "2603.00002", "2603.00003"} {
		s.want(cli.OK, "keep", id)
	}
	s.want(cli.OK, "note", "2603.00002", "on reversal and 剪枝")
	for _, query := range []string{"survey", "reversal -agents", "author:bo", "has:code", `"second paragraph" agents`, "枝", "upvotes>=7", "in:notes reversal"} {
		papers, err := library.Papers(t.Context(), models.View{Place: models.Everywhere, Query: query})
		if err != nil || len(papers) == 0 {
			t.Fatalf("%q: %d papers, %v", query, len(papers), err)
		}
		want := ""
		for _, p := range papers {
			want += p.ArxivID + "\n"
		}
		s.want(cli.OK, "smart", "add", query, query)
		for _, args := range [][]string{{"search", query}, {"list", query}, {"smart", "show", query}} {
			got := ""
			for line := range strings.Lines(s.want(cli.OK, args...)) {
				if !strings.HasPrefix(line, " ") {
					got += line[:len("2603.00001")] + "\n"
				}
			}
			if got != want {
				t.Errorf("%q: %q, want %q", args, got, want)
			}
		}
	}
}
