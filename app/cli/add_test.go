package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"offprint/app/cli"
	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/feedtest"
	"offprint/feed/identifier"
	"offprint/models"
)

// archive knows every paper of a month.
type archive struct{ month string }

func (a archive) Papers(_ context.Context, ids []identifier.ID) (found []arxiv.Paper, missing []identifier.ID, err error) {
	for _, id := range ids {
		if strings.HasPrefix(id.Bare, a.month+".") {
			found = append(found, arxiv.Paper{Paper: feed.Paper{ID: id.Bare, Title: "Paper " + id.Bare, Authors: []string{"Ann " + surname(id.Bare)}}, DOI: "10.1000/" + id.Bare, Comment: "12 pages", Journal: "J. Ex. 3 (2007) 14"})
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing, nil
}

// surname is another for every paper, so that citation keys are, too.
func surname(id string) string {
	return "O" + strings.Map(func(r rune) rune { return 'a' + r - '.' }, id)
}

func TestAdd(t *testing.T) {
	s := newSynced(t)
	s.archive = archive{"0704"}
	library := s.window()
	got := s.want(cli.OK, "add", "2603.00001", "https://arxiv.org/abs/0704.0001v2", "https://huggingface.co/papers/2603.00009", "arXiv:2603.00001",
		"--tag", "physics", "--tag", "old", "--state", "reading")
	if got != "Kept 3 papers.\n" {
		t.Errorf("stdout %q", got)
	}
	for _, id := range []string{"2603.00001", "0704.0001", "2603.00009"} {
		if p := s.paper(library, id); p.Entry == nil || p.Entry.State != models.Reading || len(p.Tags) != 2 {
			t.Errorf("%s is %+v with tags %v", id, p.Entry, p.Tags)
		}
	}
	if got := s.want(cli.OK, "undo"); !strings.Contains(got, "Kept 3 papers") {
		t.Errorf("undo: %q, want all in one step", got)
	}

	lines := strings.Split(strings.TrimSpace(s.want(cli.OK, "add", "--json", "0704.0001", "2603.00001")), "\n")
	for i, id := range []string{"0704.0001", "2603.00001"} {
		var paper struct{ ID, State, DOI string }
		if err := json.Unmarshal([]byte(lines[i]), &paper); err != nil || paper.ID != id || paper.State != "toread" || i == 0 && paper.DOI != "10.1000/0704.0001" {
			t.Errorf("line %d is %s (%v)", i, lines[i], err)
		}
	}
	s.wantSays(cli.OK, []string{"add", "0704.0001"}, "Nothing to change")
	if got := s.want(cli.OK, "show", "0704.0001"); !strings.Contains(got, "Journal       J. Ex. 3 (2007) 14\narXiv comment 12 pages\n") {
		t.Errorf("show does not have arXiv's words:\n%s", got)
	}
	if got := s.want(cli.OK, "show", "--json", "0704.0001"); !strings.HasSuffix(got, `"arxiv_comment":"12 pages","journal":"J. Ex. 3 (2007) 14"}`+"\n") {
		t.Errorf("as JSON: %s", got)
	}
}

func TestAddTellsUnknownFromMalformed(t *testing.T) {
	s := newSynced(t)
	s.archive = archive{"0704"}
	s.wantSays(cli.Misuse, []string{"add", "attention is all you need"}, "“attention is all you need” is no arXiv identifier", "Nothing was changed")
	s.wantSays(cli.Failed, []string{"add", "2603.77777"}, "1 paper was not found: 2603.77777", "Nothing was changed")
	s.wantSays(cli.Failed, []string{"add", "2603.77777", "2613.00001", "0704.0002"}, "“2613.00001” is ", "not found: 2603.77777. Everything else is kept.")
	s.wantSays(cli.Failed, []string{"add", "x", "0704.0003"}, "1 line or word named no paper; everything else is kept")
	for _, id := range []string{"0704.0002", "0704.0003"} {
		if p := s.paper(s.window(), id); p.Entry == nil {
			t.Errorf("%s is not kept", id)
		}
	}
	s.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage})
	s.wantSays(cli.Failed, []string{"add", "0704.0004", "2603.77777"}, "1 paper could not be looked up: 2603.77777", "sign-in page", "Everything else is kept.")
	s.wantSays(cli.Failed, []string{"add", "--file", filepath.Join(s.folder, "none.txt")}, "none.txt cannot be read")
	s.endpoint = "http://127.0.0.1:1"
	s.wantSays(cli.Failed, []string{"add", "0704.0005"}, "no connection")
	s.want(cli.OK, "add", "0704.0004") // it is here
}

// TestAddOfALongList pastes 10,000 lines, half of them nonsense, with papers
// that are named twice and some that the reader has kept.
func TestAddOfALongList(t *testing.T) {
	if testing.Short() {
		t.Skip("looking up thousands of papers takes a while")
	}
	s := newSynced(t)
	s.archive = archive{"1501"}
	s.want(cli.OK, "keep", "2603.00001", "--state", "done")
	s.want(cli.OK, "note", "2603.00001", "Mine.")
	var text strings.Builder
	text.WriteString("2603.00001\n")
	for i := 1; i < 10_000; i++ {
		switch {
		case i%2 == 1:
			fmt.Fprintf(&text, "nonsense \x1b[31m of line %d\n", i+1)
		case i%500 == 0:
			fmt.Fprintf(&text, "https://arxiv.org/abs/1501.%05dv1\n", i-2)
		default:
			fmt.Fprintf(&text, "- see 1501.%05d, it says\n", i)
		}
	}
	file := filepath.Join(s.folder, "list.txt")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := s.run("add", "--file", file, "--tag", "pasted")
	if code != cli.Failed || stdout != "Kept 4981 papers.\n" {
		t.Errorf("code %d, stdout %q", code, stdout)
	}
	if !strings.Contains(stderr, "Line 2: “nonsense ") || !strings.Contains(stderr, "\nLine 40: ") || strings.Contains(stderr, "Line 42: ") || !strings.Contains(stderr, "4980 more lines") {
		t.Errorf("stderr %q", stderr)
	}
	if strings.Contains(stderr, "\x1b") {
		t.Error("a line speaks to the terminal")
	}
	library := s.window()
	papers, err := library.Papers(t.Context(), models.View{Place: models.KeptPlace})
	if err != nil || len(papers) != 4981 {
		t.Fatalf("%d papers are kept (%v)", len(papers), err)
	}
	seen := map[string]bool{}
	for _, p := range papers {
		if seen[p.ArxivID] || len(p.Tags) != 1 {
			t.Errorf("%s is there twice, or has the tags %v", p.ArxivID, p.Tags)
		}
		seen[p.ArxivID] = true
	}
	if p := s.paper(library, "2603.00001"); p.Entry.State != models.Done || len(p.Notes) != 1 {
		t.Errorf("the paper kept before is %+v with %d notes", p.Entry, len(p.Notes))
	}

	s.env.Stdin = strings.NewReader(text.String())
	if code, _, stderr := s.run("add", "--file", "-", "--tag", "pasted"); code != cli.Failed || !strings.Contains(stderr, "Nothing to change") {
		t.Errorf("a second time: code %d, stderr %q", code, stderr)
	}
}

func TestAddShowsProgressInATerminal(t *testing.T) {
	s := newSynced(t)
	s.env.StderrTTY = true
	s.wantSays(cli.OK, []string{"add", "2603.00009"}, "Looking up 1 paper", "1 of 1 paper looked up", "\r")
}
