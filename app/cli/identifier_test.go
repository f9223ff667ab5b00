package cli_test

import (
	"strings"
	"testing"

	"offprint/app/cli"
)

func TestIdentifier(t *testing.T) {
	for text, want := range map[string]string{
		"2411.19865":                                   "2411.19865",
		" 2411.19865v12\n":                             "2411.19865",
		"0704.0001":                                    "0704.0001",
		"arXiv:2411.19865":                             "2411.19865",
		"ARXIV: 2411.19865v2":                          "2411.19865",
		"hep-th/9901001":                               "hep-th/9901001",
		"math.GT/0309136v1":                            "math/0309136",
		"https://arxiv.org/abs/2411.19865":             "2411.19865",
		"http://www.arxiv.org/abs/2411.19865v1":        "2411.19865",
		"arxiv.org/pdf/2411.19865v2.pdf#page=3":        "2411.19865",
		"https://arxiv.org/html/2411.19865v1?x=1#S2":   "2411.19865",
		"https://export.arxiv.org/abs/hep-th/9901001":  "hep-th/9901001",
		"https://huggingface.co/papers/2411.19865":     "2411.19865",
		"HTTPS://HuggingFace.co/papers/2411.19865/#c1": "2411.19865",
		"hf.co/papers/2411.19865":                      "2411.19865",
	} {
		if got, ok := cli.Identifier(text); !ok || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "arXiv:", "2411.198", "2411.198655", "2413.19865", "24.1119865", "2411.19865v0", "2411.19865x", "x2411.19865",
		"2411.19865 2411.19866", "https://example.org/abs/2411.19865", "https://arxiv.org.example/abs/2411.19865",
		"https://arxiv.org/list/2411.19865", "https://huggingface.co/2411.19865", "../2411.19865", "hep-th/99010", "٢٤١١.١٩٨٦٥",
		"ftp://arxiv.org/abs/2411.19865", "https://arxiv.org/abs/",
	} {
		if got, ok := cli.Identifier(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}

// FuzzIdentifier looks for a text whose identifier is not one itself, or could
// act in a path or an address.
func FuzzIdentifier(f *testing.F) {
	for _, seed := range []string{"2411.19865v2", "arXiv:2411.19865", "https://arxiv.org/pdf/math.GT/0309136v1.pdf", "hf.co/papers/2411.19865?x#y", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := cli.Identifier(text)
		if !ok {
			if id != "" {
				t.Errorf("%q is none, and is %q", text, id)
			}
			return
		}
		if again, ok := cli.Identifier(id); !ok || again != id {
			t.Errorf("%q gives %q, which gives %q, %v", text, id, again, ok)
		}
		if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz-./0123456789") != "" || strings.Contains(id, "..") {
			t.Errorf("%q gives %q", text, id)
		}
	})
}
