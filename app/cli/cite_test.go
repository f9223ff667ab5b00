package cli_test

import (
	"strings"
	"syscall"
	"testing"

	"offprint/app/cli"
)

func TestCite(t *testing.T) {
	s := newSynced(t)
	if got := s.want(cli.OK, "cite", "2603.00002"); !strings.HasPrefix(got, "@misc{ode2026two,\n") || !strings.HasSuffix(got, "}\n") {
		t.Errorf("a citation is\n%s", got)
	}
	for form, want := range map[string]string{
		"cite": "\\cite{ode2026two,ode2026surveys}\n", "pandoc": "[@ode2026two; @ode2026surveys]\n",
		"link":       "https://arxiv.org/abs/2603.00002\nhttps://arxiv.org/abs/2603.00003\n",
		"identifier": "2603.00002\n2603.00003\n",
	} {
		if got := s.want(cli.OK, "cite", "2603.00002", "2603.00003", "--as", form); got != want {
			t.Errorf("as %s: %q, want %q", form, got, want)
		}
	}
	if got, want := s.want(cli.OK, "cite", "2603.00002", "arXiv:2603.00003v1", "--as", "pandoc", "--json"), `{"id":"2603.00002","citation_key":"ode2026two","as":"pandoc","text":"[@ode2026two]"}
{"id":"2603.00003","citation_key":"ode2026surveys","as":"pandoc","text":"[@ode2026surveys]"}
`; got != want {
		t.Errorf("in JSON\n%s, want\n%s", got, want)
	}
	s.wantSays(cli.Failed, []string{"cite", "2603.09999"}, "2603.09999")

	// the reader of the output has had enough
	s.env.Stdout = failing{syscall.EPIPE}
	if code, _, stderr := s.run("cite", "2603.00002"); code != cli.OK || stderr != "" {
		t.Errorf("a hung-up pipe: code %d, stderr %q", code, stderr)
	}
}

func TestCitationsAsRISKeepTheirLineEnds(t *testing.T) {
	s := newSynced(t)
	got := s.want(cli.OK, "cite", "2603.00002", "2603.00003", "--as", "ris")
	if lines := strings.Split(got, "\r\n"); strings.Contains(got, "\uFFFD") || strings.Count(got, "\n") != len(lines)-1 || !strings.HasPrefix(got, "TY  - GEN\r\n") || !strings.HasSuffix(got, "ER  - \r\n") || strings.Count(got, "ER  - \r\nTY") != 1 {
		t.Errorf("cited as %q", got)
	}
	if got := s.want(cli.OK, "cite", "2603.00002", "--as", "ris", "--json"); !strings.HasSuffix(got, `ER  - "}`+"\n") {
		t.Errorf("cited as %q", got)
	}
}

func TestACitationKeyIsChanged(t *testing.T) {
	s := newSynced(t)
	if got, want := s.want(cli.OK, "cite", "2603.00002", "--key", "ode:2026"), "Changed the citation key of “Two Kinds of Agents” to ode:2026.\n"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	s.wantSays(cli.OK, []string{"cite", "2603.00002", "--key", "ode:2026"}, "Nothing to change")
	s.wantSays(cli.Failed, []string{"cite", "2603.00003", "--key", "ODE:2026"}, "belongs to “Two Kinds of Agents”")
	if got := s.want(cli.OK, "cite", "2603.00002", "--as", "cite"); got != "\\cite{ode:2026}\n" {
		t.Errorf("cited as %q", got)
	}
	s.want(cli.OK, "undo")
	if got := s.want(cli.OK, "cite", "2603.00002", "--as", "cite"); got != "\\cite{ode2026two}\n" {
		t.Errorf("after an undo cited as %q", got)
	}
}

func TestANameIsCorrected(t *testing.T) {
	s := newSynced(t)
	if got, want := s.want(cli.OK, "cite", "--name", "Ann Ode"), "Family name  Ode\nGiven names  Ann\n"; got != want {
		t.Errorf("the name is %q, want %q", got, want)
	}
	s.want(cli.OK, "cite", "--name", "Ann Ode", "--family", "Ode", "--particle", "van", "--given", "Ann")
	if got := s.want(cli.OK, "cite", "2603.00002", "--as", "apa"); !strings.HasPrefix(got, "van Ode, A. (2026). ") {
		t.Errorf("the reference is %q", got)
	}
	if got, want := s.want(cli.OK, "cite", "--name", "Ann Ode", "--json"), `{"name":"Ann Ode","family":"Ode","given":"Ann","particle":"van","corrected":true}`+"\n"; got != want {
		t.Errorf("in JSON the name is %s, want %s", got, want)
	}
	s.want(cli.OK, "cite", "--name", "Ann Ode", "--whole")
	if got := s.want(cli.OK, "cite", "2603.00002", "--as", "apa"); !strings.HasPrefix(got, "Ann Ode. (2026). ") {
		t.Errorf("the reference is %q", got)
	}
	s.want(cli.OK, "cite", "--name", "Ann Ode", "--reset")
	s.wantSays(cli.OK, []string{"cite", "--name", "Ann Ode", "--reset"}, "Nothing to change")
	if got := s.want(cli.OK, "cite", "2603.00002", "--as", "apa"); !strings.HasPrefix(got, "Ode, A. (2026). ") {
		t.Errorf("the reference is %q", got)
	}
	s.wantSays(cli.Failed, []string{"cite", "--name", "Ann Odd", "--whole"}, "No paper has an author written “Ann Odd”")
}
