package identifier_test

import (
	"errors"
	"fmt"
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
		// Bare.
		"2411.19865":                "2411.19865",
		"2411.19865v1":              "2411.19865v1",
		" 2411.19865v12\n":          "2411.19865v12",
		"2411.19865V3":              "2411.19865v3",
		"1501.00001":                "1501.00001",
		"1412.0001":                 "1412.0001",
		"0704.0001":                 "0704.0001",
		"0704.0001v9999":            "0704.0001v9999",
		"hep-th/9901001":            "hep-th/9901001",
		"hep-th/9901001v3":          "hep-th/9901001v3",
		"HEP-TH/9901001":            "hep-th/9901001",
		"math/0309136":              "math/0309136",
		"math.GT/0309136":           "math/0309136",
		"math.GT/0309136v1":         "math/0309136v1",
		"cs.AI/0703999":             "cs/0703999",
		"q-bio.PE/0403001":          "q-bio/0403001",
		"cond-mat.mtrl-sci/0403001": "cond-mat/0403001",
		"physics.data-an/0004057":   "physics/0004057",
		"astro-ph/0601001":          "astro-ph/0601001",
		"hep-th/9108001":            "hep-th/9108001",
		"cmp-lg/9404001":            "cmp-lg/9404001",
		// With a name before it.
		"arXiv:2411.19865":                      "2411.19865",
		"ARXIV: 2411.19865v2":                   "2411.19865v2",
		"arxiv:hep-th/9901001":                  "hep-th/9901001",
		"arXiv:math.GT/0309136v2":               "math/0309136v2",
		"arXiv:2411.19865v2 [cs.CL] 3 Mar 2026": "2411.19865v2",
		"arXiv:hep-th/9901001 [hep-th]":         "hep-th/9901001",
		// Punctuation around.
		"<2411.19865>":                        "2411.19865",
		"(arXiv:2411.19865).":                 "2411.19865",
		"[2411.19865]":                        "2411.19865",
		"“2411.19865”":                        "2411.19865",
		"\"2411.19865\",":                     "2411.19865",
		"2411.19865.":                         "2411.19865",
		"2411.19865;":                         "2411.19865",
		"\ufeff2411.19865\u200b":              "2411.19865",
		"`2411.19865`":                        "2411.19865",
		"<https://arxiv.org/abs/2411.19865>":  "2411.19865",
		"(https://arxiv.org/abs/2411.19865).": "2411.19865",
		"https://arxiv.org/abs/2411.19865,":   "2411.19865",
		// arXiv's own links.
		"https://arxiv.org/abs/2411.19865":            "2411.19865",
		"http://arxiv.org/abs/2411.19865v3":           "2411.19865v3",
		"http://www.arxiv.org/abs/2411.19865v1":       "2411.19865v1",
		"https://export.arxiv.org/abs/hep-th/9901001": "hep-th/9901001",
		"arxiv.org/abs/2411.19865":                    "2411.19865",
		"ARXIV.ORG/ABS/2411.19865":                    "2411.19865",
		"HTTPS://ArXiv.org/abs/2411.19865":            "2411.19865",
		"https://arxiv.org:443/abs/2411.19865":        "2411.19865",
		"https://arxiv.org/abs/2411.19865/":           "2411.19865",
		"https://arxiv.org/abs/2411.19865?context=cs": "2411.19865",
		"https://arxiv.org/abs/2411.19865v2#S1":       "2411.19865v2",
		"https://arxiv.org/abs/arXiv:2411.19865":      "2411.19865",
		"https://arxiv.org/abs/math.GT/0309136":       "math/0309136",
		"https://arxiv.org/abs/hep-th%2F9901001v2":    "hep-th/9901001v2",
		"https://arxiv.org/pdf/2411.19865":            "2411.19865",
		"https://arxiv.org/pdf/2411.19865.pdf":        "2411.19865",
		"https://arxiv.org/pdf/2411.19865v2.pdf":      "2411.19865v2",
		"https://arxiv.org/pdf/2411.19865v2.PDF":      "2411.19865v2",
		"arxiv.org/pdf/2411.19865v2.pdf#page=3":       "2411.19865v2",
		"https://arxiv.org/pdf/hep-th/9901001v1.pdf":  "hep-th/9901001v1",
		"https://arxiv.org/html/2411.19865v1?x=1#S2":  "2411.19865v1",
		"https://browse.arxiv.org/html/2411.19865v1":  "2411.19865v1",
		"https://arxiv.org/ps/hep-th/9901001":         "hep-th/9901001",
		"https://arxiv.org/src/2411.19865":            "2411.19865",
		"https://arxiv.org/e-print/2411.19865v2":      "2411.19865v2",
		"https://arxiv.org/format/2411.19865":         "2411.19865",
		// Those of others.
		"https://huggingface.co/papers/2411.19865":        "2411.19865",
		"https://www.huggingface.co/papers/2411.19865":    "2411.19865",
		"https://huggingface.co/papers/2411.19865.md":     "2411.19865",
		"HTTPS://HuggingFace.co/papers/2411.19865/#c1":    "2411.19865",
		"huggingface.co/papers/2411.19865?x=1":            "2411.19865",
		"https://hf.co/papers/2411.19865v2":               "2411.19865v2",
		"hf.co/papers/2411.19865":                         "2411.19865",
		"https://hf-mirror.com/papers/2411.19865":         "2411.19865",
		"https://www.alphaxiv.org/abs/2411.19865":         "2411.19865",
		"https://alphaxiv.org/abs/2411.19865v2":           "2411.19865v2",
		"https://www.alphaxiv.org/pdf/2411.19865.pdf":     "2411.19865",
		"https://www.alphaxiv.org/overview/2411.19865":    "2411.19865",
		"alphaxiv.org/resources/2411.19865":               "2411.19865",
		"https://doi.org/10.48550/arXiv.2411.19865":       "2411.19865",
		"https://doi.org/10.48550/ARXIV.2411.19865":       "2411.19865",
		"http://dx.doi.org/10.48550/arXiv.hep-th/9901001": "hep-th/9901001",
		"doi:10.48550/arXiv.2411.19865":                   "2411.19865",
		"DOI: 10.48550/arxiv.2411.19865":                  "2411.19865",
		"10.48550/arXiv.2411.19865":                       "2411.19865",
		"https://ar5iv.labs.arxiv.org/html/2411.19865":    "2411.19865",
		"https://ar5iv.org/abs/2411.19865":                "2411.19865",
		"https://ar5iv.labs.arxiv.org/html/math/0309136":  "math/0309136",
		// Files.
		"2411.19865v2.pdf":                             "2411.19865v2",
		"2411.19865.PDF":                               "2411.19865",
		"2411.19865v2 (1).pdf":                         "2411.19865v2",
		"2411.19865(12).pdf":                           "2411.19865",
		"/home/ann/Down loads/2411.19865v2.pdf":        "2411.19865v2",
		`C:\Users\Ann\2411.19865v2.pdf`:                "2411.19865v2",
		"file:///home/ann/Down%20loads/2411.19865.pdf": "2411.19865",
		"arXiv-2411.19865v1.pdf":                       "2411.19865v1",
		"hep-th_9901001v1.pdf":                         "hep-th/9901001v1",
		"hep-th/9901001.pdf":                           "hep-th/9901001",
		"[InternetShortcut]\r\nURL=https://arxiv.org/abs/2411.19865\r\nIconIndex=0\r\n":                          "2411.19865",
		"\ufeff[InternetShortcut]\nIDList=\nurl = https://huggingface.co/papers/2411.19865\n":                    "2411.19865",
		"[Desktop Entry]\nType=Link\nName=Paper\nURL=https://arxiv.org/pdf/2411.19865v3\n":                       "2411.19865v3",
		"#!/usr/bin/env xdg-open\n[Desktop Entry]\nType=Link\nURL[$e]=x\nURL=https://arxiv.org/abs/2411.19865\n": "2411.19865",
		webloc: "2411.19865v2",
	} {
		got, err := identifier.Parse(text)
		if err != nil || got.String() != want {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
			continue
		}
		if got.Old != strings.Contains(want, "/") || strings.Contains(got.Bare, "v") {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestParseTellsWhatIsWrong(t *testing.T) {
	for text, want := range map[string]identifier.Why{
		"":                                  identifier.NoIdentifier,
		"   ":                               identifier.NoIdentifier,
		"arXiv:":                            identifier.NoIdentifier,
		"attention":                         identifier.NoIdentifier,
		"3.14":                              identifier.NoIdentifier,
		"24.1119865":                        identifier.NoIdentifier,
		"2411":                              identifier.NoIdentifier,
		"2411.":                             identifier.NoIdentifier,
		"2411.19865x":                       identifier.NoIdentifier,
		"x2411.19865":                       identifier.NoIdentifier,
		"2411.19865 2411.19866":             identifier.NoIdentifier,
		"../2411.19865":                     identifier.NoIdentifier,
		"٢٤١١.١٩٨٦٥":                        identifier.NoIdentifier,
		"foo/9901001":                       identifier.NoIdentifier,
		"hep-th/":                           identifier.NoIdentifier,
		"math.G1/0309136":                   identifier.NoIdentifier,
		"0309136v1.pdf":                     identifier.NoIdentifier,
		"survey.pdf":                        identifier.NoIdentifier,
		"https://arxiv.org/abs/":            identifier.NoIdentifier,
		"https://arxiv.org/list/2411.19865": identifier.NoIdentifier,
		"https://huggingface.co/2411.19865": identifier.NoIdentifier,
		"https://huggingface.co/papers/date/2026-03-04": identifier.NoIdentifier,
		"https://example.org/abs/2411.19865":            identifier.NoIdentifier,
		"https://example.org/2411.19865.pdf":            identifier.NoIdentifier,
		"https://arxiv.org.example/abs/2411.19865":      identifier.NoIdentifier,
		"https://arxiv.org@example.org/abs/2411.19865":  identifier.NoIdentifier,
		"https://ann@arxiv.org/abs/2411.19865":          identifier.NoIdentifier,
		"ftp://arxiv.org/abs/2411.19865":                identifier.NoIdentifier,
		"javascript://arxiv.org/abs/2411.19865":         identifier.NoIdentifier,
		"https://doi.org/10.1000/182":                   identifier.NoIdentifier,
		"10.1145/2411.19865":                            identifier.NoIdentifier,
		"[InternetShortcut]\nName=no link\n":            identifier.NoIdentifier,
		"<?xml version=\"1.0\"?><plist><dict/></plist>": identifier.NoIdentifier,
		strings.Repeat("2", 5000):                       identifier.NoIdentifier,
		"2413.19865":                                    identifier.NoMonth,
		"2400.19865":                                    identifier.NoMonth,
		"1234.56789":                                    identifier.NoMonth,
		"arXiv:2413.19865v2":                            identifier.NoMonth,
		"https://arxiv.org/abs/2413.19865":              identifier.NoMonth,
		"https://doi.org/10.48550/arXiv.2413.19865":     identifier.NoMonth,
		"2413.19865v2.pdf":                              identifier.NoMonth,
		"hep-th/9913001":                                identifier.NoMonth,
		"2411.198":                                      identifier.WrongDigits,
		"2411.1986":                                     identifier.WrongDigits,
		"2411.198655":                                   identifier.WrongDigits,
		"1412.00001":                                    identifier.WrongDigits,
		"0808.05394":                                    identifier.WrongDigits,
		"hep-th/99010":                                  identifier.WrongDigits,
		"hep-th/99010011":                               identifier.WrongDigits,
		"https://huggingface.co/papers/2411.19":         identifier.WrongDigits,
		"0703.0001":                                     identifier.WrongTime,
		"hep-th/0704001":                                identifier.WrongTime,
		"hep-th/2411001":                                identifier.WrongTime,
		"2411.19865v0":                                  identifier.WrongVersion,
		"2411.19865v":                                   identifier.WrongVersion,
		"2411.19865v01":                                 identifier.WrongVersion,
		"2411.19865v99999":                              identifier.WrongVersion,
		"hep-th/9901001v0":                              identifier.WrongVersion,
	} {
		got, err := identifier.Parse(text)
		var e *identifier.Error
		if !errors.As(err, &e) || e.Why != want || got != (identifier.ID{}) {
			t.Errorf("%.80q: %+v, %v; want %q", text, got, err, want)
			continue
		}
		if len(e.Text) > 200 || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%.80q: the error is not for readers: %v", text, err)
		}
	}
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
