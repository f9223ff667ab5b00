package identifier

import (
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	for link, want := range map[string]string{
		"offprint://paper/2411.19865":       "2411.19865",
		"offprint://paper/2411.19865v2":     "2411.19865v2",
		"OFFPRINT://Paper/2411.19865":       "2411.19865",
		"offprint://paper/hep-th/9901001":   "hep-th/9901001",
		"offprint://paper/math.GT/0309136":  "math/0309136",
		"offprint://paper/math/0309136v12":  "math/0309136v12",
		"  offprint://paper/2411.19865  \n": "2411.19865", // pasted
	} {
		if id, err := Parse(link); err != nil || id.String() != want {
			t.Errorf("%q: %s, %v", link, id, err)
		}
	}
}

// hostile are links that a page may hold, and that must do nothing.
func hostile() []string {
	return []string{
		"offprint:", "offprint://", "offprint://paper", "offprint://paper/", "offprint:2411.19865", "offprint:/paper/2411.19865",
		"offprint:///paper/2411.19865", "offprint://2411.19865", "offprint://papers/2411.19865", "offprint://evil.example/paper/2411.19865",
		"offprint://user@paper/2411.19865", "offprint://paper:80/2411.19865", "offprint://paper@evil/2411.19865",
		"offprint://paper/--home=/x", "offprint://paper/--home", "offprint://paper/-h", "offprint://paper/2411.19865 --home=/x",
		"offprint://paper/2411.19865\" --home=\"/x", "offprint://paper/2411.19865' --demo", "offprint://paper/2411.19865\t--demo",
		"offprint://paper/2411.19865?home=/x", "offprint://paper/2411.19865?", "offprint://paper/2411.19865#x", "offprint://paper/2411.19865/",
		"offprint://paper/2411.19865;x", "offprint://paper/2411.19865&x=y", "offprint://paper/2411.19865\x00", "offprint://paper/2411.19865\n",
		"offprint://paper/2411.19865\r\nlist", "offprint://paper/\x1b]0;x\x07", "offprint://paper/2411.19865\u202e",
		"offprint://paper/%32411.19865", "offprint://paper/2411%2e19865", "offprint://paper/hep-th%2F9901001", "offprint://paper/2411.19865%00",
		"offprint://paper/2411.19865%20--home=x", "offprint://paper%2F2411.19865", "offprint://%70aper/2411.19865",
		"offprint://paper/../2411.19865", "offprint://paper/./2411.19865", "offprint://paper//2411.19865", `offprint://paper\2411.19865`,
		`offprint://paper/..\..\windows\system32\calc.exe`, `offprint://paper/\\evil\share`, "offprint://paper/file:///etc/passwd",
		"offprint://paper/https://arxiv.org/abs/2411.19865", "offprint://paper/arXiv:2411.19865", "offprint://paper/2411.19865.pdf",
		"offprint://paper/２４１１.19865", "offprint://pаper/2411.19865", "offprint://paper/2413.19865", "offprint://paper/2411.1986",
		"offprint://paper/2411.19865,2309.12288", "offprint://paper/2411.19865v0", "offprint://paper/list", "offprint://keep/2411.19865",
		"offprint://paper/" + strings.Repeat("2411.19865", 1000), "offprint://paper/" + strings.Repeat("9", 1<<20), "offprint://" + strings.Repeat("paper/", 1000),
	}
}

func TestHostileLinks(t *testing.T) {
	for _, link := range hostile() {
		if !IsLink(link) {
			t.Errorf("%.80q is not taken for a link of ours", link)
		}
		id, err := Link(link)
		if err == nil {
			t.Errorf("%.80q opens %s", link, id)
			continue
		}
		if len(err.Error()) > 400 {
			t.Errorf("%.80q: the sentence has %d bytes", link, len(err.Error()))
		}
	}
	for _, other := range []string{"2411.19865", "https://arxiv.org/abs/2411.19865", "--home=offprint://paper/x", "", "offprint"} {
		if _, err := Link(other); err == nil || IsLink(other) {
			t.Errorf("%q is taken for a link of ours", other)
		}
	}
}

// FuzzLink looks for a link that is opened and is not exactly one identifier.
func FuzzLink(f *testing.F) {
	for _, link := range hostile() {
		if len(link) < 1<<12 {
			f.Add(link)
		}
	}
	f.Add("offprint://paper/2411.19865v2")
	f.Fuzz(func(t *testing.T, link string) {
		id, err := Link(link)
		if err != nil {
			return
		}
		rest, _ := cutPrefix(link, ownPaper)
		same, err := Exact(rest)
		if err != nil || same != id || strings.ContainsAny(link, "% \"'\\?#&\x00") || len(link) > len(ownPaper)+longest {
			t.Errorf("%q opens %s", link, id)
		}
		if again, err := Exact(id.String()); err != nil || again != id {
			t.Errorf("%q gives %q, which is no identifier", link, id)
		}
	})
}
