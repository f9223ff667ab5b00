package bookmarks_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/bookmarks"
)

func write(t *testing.T, o formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := bookmarks.Write(&b, formats.Of(papers...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func full() models.Paper {
	return models.Paper{
		ArxivID: "2611.00010", Title: "Let's <think> & \"act\"", Abstract: "We pick two.", Published: "2026-11-02", Days: []string{"2026-11-03"},
		Tags:  []models.Tag{{Name: "agents"}, {Name: "R&D, cost"}},
		Entry: &models.Entry{State: models.ToRead, KeptAt: time.Date(2026, 11, 5, 8, 0, 0, 0, time.FixedZone("CET", 3600))},
		Notes: []models.Note{{Quote: "pick two", Text: "*Really*?\n<DT>"}, {Text: " "}},
	}
}

func TestWrite(t *testing.T) {
	o := formats.All()
	o.Title, o.At = "Agents & co", time.Date(2026, 11, 23, 10, 5, 0, 0, time.UTC)
	got := write(t, o, full(), models.Paper{DOI: "10.1/a b"}, models.Paper{Title: "T", Project: "javascript:alert(1)"})
	want := `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1795428300">Agents &amp; co</H3>
    <DL><p>
        <DT><A HREF="https://arxiv.org/abs/2611.00010" ADD_DATE="1793862000" TOREAD="1" TAGS="agents,R&amp;D cost">Let&#39;s &lt;think&gt; &amp; &quot;act&quot;</A>
        <DD>We pick two. — “pick two” *Really*? &lt;DT&gt;
        <DT><A HREF="https://doi.org/10.1/a%20b">Untitled paper</A>
        <DT><A HREF="about:blank">T</A>
    </DL><p>
</DL><p>
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	bare := write(t, formats.Options{}, full())
	if line := `        <DT><A HREF="https://arxiv.org/abs/2611.00010" ADD_DATE="1793664000">Let&#39;s`; !strings.Contains(bare, line) || strings.Contains(bare, "<DD>") {
		t.Errorf("without what was not asked for:\n%s", bare)
	}
	for file, want := range map[string][]string{got: {"2611.00010", "", ""}, bare: {"2611.00010"}, write(t, o): nil} {
		if found, err := bookmarks.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, want) {
			t.Errorf("reads back as %q, %v", found, err)
		}
	}
}

func TestOddPapers(t *testing.T) {
	var many []string
	for i := range 664 {
		many = append(many, fmt.Sprint("Author ", i))
	}
	long := strings.Repeat("A *note*.\n", 5<<20/10)
	file := write(t, formats.All(),
		models.Paper{ArxivID: "math/0703001", Authors: many, Notes: []models.Note{{Text: long}}},
		models.Paper{Title: "\x00\x1b[31m\v שלום 🎉 \u202e</A></script>", Abstract: "\n</DL><p>\n"},
	)
	if found, err := bookmarks.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{"math/0703001", ""}) {
		t.Errorf("reads back as %q, %v", found, err)
	}
	for _, want := range []string{">Untitled paper math/0703001</A>", "שלום 🎉 \u202e&lt;/A&gt;&lt;/script&gt;</A>\n        <DD>&lt;/DL&gt;&lt;p&gt;\n"} {
		if !strings.Contains(file, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count(file, "*note*"); n != 5<<20/10 {
		t.Errorf("the long note has %d of %d words", n, 5<<20/10)
	}
}

func TestReadBackIsStrict(t *testing.T) {
	good := write(t, formats.All(), full(), full())
	for name, file := range map[string]string{
		"empty": "", "text": "hello", "cut": strings.TrimSuffix(good, "</DL><p>\n"), "more after the end": good + "more\n",
		"another line": strings.Replace(good, "        <DD>", "        <DDD>", 1), "two descriptions": strings.Replace(good, "        <DD>", "        <DD>a\n        <DD>", 1),
		"a bare character": strings.Replace(good, "&lt;think", "<think", 1), "no folder": strings.Replace(good, "H3>Reading", "H2>Reading", 1),
		"a title that does not end": strings.Replace(good, "</A>", "", 1),
	} {
		if found, err := bookmarks.ReadBack(strings.NewReader(file)); err == nil {
			t.Errorf("%s: reads back as %q without an error", name, found)
		}
	}
}

var bookmark = regexp.MustCompile(`<A HREF="([^"<>]*)"(?: ADD_DATE="-?\d+")?(?: TOREAD="1")?(?: TAGS="([^"<>]*)")?>([^"<>]*)</A>\n(?:        <DD>([^"<>]*)\n)?`)

// FuzzWrite holds that what was put in is found again as text, that it brings no
// attribute and no bookmark of its own, and that none leads to what acts.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"<script>alert(1)</script>", `" ICON="a`, "javascript:a", "</A>\n<DT><A HREF=\"x\">", "&lt;&#0;", "\x00", "<!--", "a,b", "a\x01\v\xff\ufffe", " ", "2026-01-01", "\r\n", "</DL><p>\n</DL><p>\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.00010", Title: s, Abstract: s, Published: s, Days: []string{s}, Project: s, DOI: s,
			Tags: []models.Tag{{Name: s}, {Name: "b"}}, Notes: []models.Note{{Text: s, Quote: s}},
			Entry: &models.Entry{State: models.ToRead},
		}
		other, third := p, p
		other.ArxivID, third.ArxivID, third.DOI = "", "", ""
		o := formats.All()
		o.Title = s
		file := write(t, o, p, other, third)
		if found, err := bookmarks.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{"2611.00010", "", ""}) {
			t.Fatalf("%q reads back as %q, %v:\n%s", s, found, err, file)
		}
		found := bookmark.FindAllStringSubmatch(file, -1)
		if len(found) != 3 || strings.Count(file, "<") != strings.Count(write(t, formats.Options{}), "<")+3*3+strings.Count(file, "<DD>") {
			t.Fatalf("%q is %d bookmarks:\n%s", s, len(found), file)
		}
		for _, m := range found {
			if !strings.HasPrefix(m[1], "https://") && !strings.HasPrefix(m[1], "http://") && !strings.HasPrefix(m[1], "mailto:") && m[1] != "about:blank" {
				t.Errorf("%q leads to %q", s, m[1])
			}
			text := formats.OneLine(s)
			if text == "" {
				continue
			}
			if got := html.UnescapeString(m[3]); got != text {
				t.Errorf("%q is read as %q", s, got)
			}
			if got, want := html.UnescapeString(m[4]), text+" — “"+text+"” "+text; got != want {
				t.Errorf("the description of %q is read as %q", s, got)
			}
		}
	})
}
