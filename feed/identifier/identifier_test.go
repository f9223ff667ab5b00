package identifier_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"offprint/feed/identifier"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const webloc = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>URL</key>
	<string>https://arxiv.org/abs/2411.19865v2?a=1&amp;b=2</string>
</dict>
</plist>
`

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		" 2411.19865v12\n": "2411.19865v12",
		"[InternetShortcut]\r\nURL=https://arxiv.org/abs/2411.19865\r\nIconIndex=0\r\n":                          "2411.19865",
		"\ufeff[InternetShortcut]\nIDList=\nurl = https://huggingface.co/papers/2411.19865\n":                    "2411.19865",
		"[Desktop Entry]\nType=Link\nName=Paper\nURL=https://arxiv.org/pdf/2411.19865v3\n":                       "2411.19865v3",
		"#!/usr/bin/env xdg-open\n[Desktop Entry]\nType=Link\nURL[$e]=x\nURL=https://arxiv.org/abs/2411.19865\n": "2411.19865",
		webloc: "2411.19865v2",
	} {
		right(t, text, want)
	}
	for _, f := range forms(t) {
		if f.why == "" {
			right(t, f.text, f.want)
		}
	}
}

func right(t *testing.T, text, want string) {
	t.Helper()
	got, err := identifier.Parse(text)
	if err != nil || got.String() != want {
		t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		return
	}
	if got.Old != strings.Contains(want, "/") || strings.Contains(got.Bare, "v") {
		t.Errorf("%q: %+v", text, got)
	}
}

func TestParseTellsWhatIsWrong(t *testing.T) {
	for text, want := range map[string]identifier.Why{
		"":                                   identifier.NoIdentifier,
		"   ":                                identifier.NoIdentifier,
		"[InternetShortcut]\nName=no link\n": identifier.NoIdentifier,
		strings.Repeat("2", 5000):            identifier.NoIdentifier,
	} {
		wrong(t, text, want)
	}
	for _, f := range forms(t) {
		if f.why != "" {
			wrong(t, f.text, f.why)
		}
	}
}

func wrong(t *testing.T, text string, want identifier.Why) {
	t.Helper()
	got, err := identifier.Parse(text)
	var e *identifier.Error
	if !errors.As(err, &e) || e.Why != want || got != (identifier.ID{}) {
		t.Errorf("%.80q: %+v, %v; want %q", text, got, err, want)
		return
	}
	if len(e.Text) > 200 || !strings.HasSuffix(err.Error(), ".") {
		t.Errorf("%.80q: the error is not for readers: %v", text, err)
	}
}

// form is a line of testdata/forms.txt.
type form struct {
	text, want string
	why        identifier.Why // empty for a right one
}

func forms(t *testing.T) []form {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", "forms.txt"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]identifier.Why{
		"NoIdentifier": identifier.NoIdentifier, "NoMonth": identifier.NoMonth, "WrongDigits": identifier.WrongDigits,
		"WrongTime": identifier.WrongTime, "WrongVersion": identifier.WrongVersion,
	}
	var all []form
	for line := range strings.Lines(string(file)) {
		text, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue // a comment, or empty
		}
		f := form{text: text, want: want}
		if name, isWrong := strings.CutPrefix(want, "!"); isWrong {
			if f.why = names[name]; f.why == "" {
				t.Fatalf("forms.txt: there is no %q", name)
			}
		}
		all = append(all, f)
	}
	if len(all) < 100 {
		t.Fatalf("forms.txt has %d forms", len(all))
	}
	return all
}

func TestExactTakesNothingAround(t *testing.T) {
	for text, want := range map[string]string{"2411.19865v2": "2411.19865v2", "math.GT/0309136": "math/0309136"} {
		if got, err := identifier.Exact(text); err != nil || got.String() != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{" 2411.19865", "arXiv:2411.19865", "2411.19865.pdf", "2411.19865V2", "Math/0309136", "https://arxiv.org/abs/2411.19865"} {
		if got, err := identifier.Exact(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func TestFind(t *testing.T) {
	text := "Reading list\r\n" +
		"\r\n" +
		"- [First](https://arxiv.org/abs/2411.19865v2) and hf.co/papers/2411.19866.\r\n" +
		"2411.19865\n" +
		"2411.00001,2411.00002;2411.00003 | arXiv: 2411.00004\n" +
		"see 2413.00001 and 2411.00005\n" +
		"2411.123\n" +
		"  eprint = {hep-th/9901001},\n" +
		"<a href=\"https://arxiv.org/pdf/2411.00006v1.pdf\">PDF</a>\n" +
		"nothing here, version 3.11 of it\n" +
		"arXiv:2411.00007v1 [cs.CL] 3 Nov 2024"
	found, rejected := identifier.Find(text)
	var got []string
	for _, id := range found {
		got = append(got, id.String())
	}
	want := []string{"2411.19865v2", "2411.19866", "2411.00001", "2411.00002", "2411.00003", "2411.00004", "2411.00005", "hep-th/9901001", "2411.00006v1", "2411.00007v1"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q\nwant  %q", got, want)
	}
	wrong := []identifier.Rejected{
		{Line: 1, Text: "Reading list", Why: identifier.NoIdentifier},
		{Line: 6, Text: "2413.00001", Why: identifier.NoMonth},
		{Line: 7, Text: "2411.123", Why: identifier.WrongDigits},
		{Line: 10, Text: "nothing here, version 3.11 of it", Why: identifier.NoIdentifier},
	}
	if !slices.Equal(rejected, wrong) {
		t.Errorf("rejected %+v\nwant     %+v", rejected, wrong)
	}
}

func TestFindInAFileOfOneLink(t *testing.T) {
	found, rejected := identifier.Find(webloc)
	if len(found) != 1 || found[0].String() != "2411.19865v2" || len(rejected) != 0 {
		t.Errorf("found %v, rejected %v", found, rejected)
	}
	found, rejected = identifier.Find("[InternetShortcut]\nURL=https://example.org/\n")
	if len(found) != 0 || len(rejected) != 1 || rejected[0].Text != "https://example.org/" {
		t.Errorf("found %v, rejected %v", found, rejected)
	}
}

func TestFindTenThousandLines(t *testing.T) {
	var b strings.Builder
	for i := range 10_000 {
		switch i % 4 {
		case 3:
			fmt.Fprintf(&b, "line %d says nothing\n", i)
		default:
			fmt.Fprintf(&b, "* https://arxiv.org/abs/24%02d.%05dv%d, read it\n", 1+i%12, i, 1+i%9)
		}
	}
	found, rejected := identifier.Find(b.String())
	if len(found) != 7500 || len(rejected) != 2500 || rejected[2499].Line != 10_000 {
		t.Errorf("%d found, %d rejected", len(found), len(rejected))
	}
}

func BenchmarkFind(b *testing.B) {
	for _, lines := range []int{1_000, 10_000} {
		text := strings.Repeat("* [A paper](https://arxiv.org/abs/2411.19865v2), and some words about it\n", lines)
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				identifier.Find(text)
			}
		})
	}
}

// FuzzParse looks for an identifier that is not one itself, or that could act
// in a path or an address, and for what Find and Parse see differently.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2411.19865v2", "arXiv:2411.19865 [cs.CL]", "https://arxiv.org/pdf/math.GT/0309136v1.pdf", "hf.co/papers/2411.19865?x#y", "\x00", webloc, "a\nb 2413.00001\n", "10.48550/arXiv.2411.19865", "x_1 (2).pdf", "V"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check := func(id identifier.ID) {
			if again, err := identifier.Exact(id.String()); err != nil || again != id {
				t.Errorf("%q gives %+v, which gives %+v, %v", text, id, again, err)
			}
			if strings.Trim(id.Bare, "abcdefghijklmnopqrstuvwxyz-./0123456789") != "" || strings.Contains(id.Bare, "..") {
				t.Errorf("%q gives %q", text, id.Bare)
			}
		}
		id, err := identifier.Parse(text)
		if err == nil {
			check(id)
		} else if id != (identifier.ID{}) {
			t.Errorf("%q is none, and is %+v", text, id)
		}
		found, rejected := identifier.Find(text)
		for _, id := range found {
			check(id)
		}
		if err == nil && !strings.ContainsAny(strings.TrimSpace(text), "\r\n") && len(found) != 1 {
			t.Errorf("%q is %v, and %v is found in it", text, id, found)
		}
		last := 0
		for _, r := range rejected {
			if r.Line < max(1, last) || r.Line > strings.Count(text, "\n")+1 || r.Why == "" {
				t.Errorf("%q: rejected %+v after line %d", text, r, last)
			}
			last = r.Line
		}
	})
}
