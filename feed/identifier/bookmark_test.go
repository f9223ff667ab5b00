package identifier

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBookmark holds the bookmark of the README against addresses of papers: what
// it makes of them is a link that Offprint takes.
func TestBookmark(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	bookmark := regexp.MustCompile(`(?m)^javascript:.*location\.href\.match\(/(.*)/\);m\?location='(.*)'\+m\[1\]:`).FindStringSubmatch(string(readme))
	if bookmark == nil {
		t.Fatal("the README has no bookmark")
	}
	address := regexp.MustCompile(strings.ReplaceAll(bookmark[1], `\/`, `/`))
	for page, want := range map[string]string{
		"https://arxiv.org/abs/2411.19865":                      "2411.19865",
		"https://arxiv.org/abs/2411.19865v2":                    "2411.19865",
		"https://www.arxiv.org/pdf/2411.19865v1.pdf":            "2411.19865",
		"https://arxiv.org/html/2309.12288v3#S1":                "2309.12288",
		"https://arxiv.org/abs/0704.0001":                       "0704.0001",
		"https://arxiv.org/abs/hep-th/9901001":                  "hep-th/9901001",
		"https://arxiv.org/abs/math.GT/0309136":                 "math/0309136",
		"https://huggingface.co/papers/2411.19865?ref=newsroom": "2411.19865",
		"https://www.alphaxiv.org/abs/2411.19865":               "2411.19865",
		"https://www.alphaxiv.org/overview/2411.19865":          "2411.19865",
		"https://huggingface.co/papers":                         "",
		"https://huggingface.co/papers/date/2026-03-02":         "",
		"https://example.org/2411.19865":                        "",
		"https://arxiv.org/list/cs.LG/recent":                   "",
	} {
		found := address.FindStringSubmatch(page)
		if found == nil {
			if want != "" {
				t.Errorf("%s: no paper", page)
			}
			continue
		}
		if id, err := Link(bookmark[2] + found[1]); err != nil || id.Bare != want {
			t.Errorf("%s: %s, %v; want %q", page, id, err, want)
		}
	}
}
