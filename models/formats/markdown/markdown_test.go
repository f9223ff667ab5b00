package markdown_test

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/markdown"
)

func write(t *testing.T, opts formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := markdown.Write(&b, formats.Of(papers...), opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	cet := time.FixedZone("CET", 3600)
	p := models.Paper{
		ArxivID: "2611.00010", Title: "nabla^2DFT: Let's <think> *twice*", Abstract: "1. We do.",
		Published: "2026-11-02", Days: []string{"2026-11-03"}, Authors: []string{"Ada Lovelace", "Yu_Y"},
		GitHub: "https://github.com/a/b_(c)?x=1&y", Project: "javascript:alert(1)", DOI: "10.1/a#b",
		AISummary: "It works.", Tags: []models.Tag{{Name: "agents"}, {Name: "#1"}}, CitationKey: "lovelace2026nabla",
		Entry: &models.Entry{State: models.ToRead, Starred: true, Rating: 4, Why: "for the survey",
			KeptAt: time.Date(2026, 11, 5, 0, 30, 0, 0, cet)},
		Notes: []models.Note{
			{Quote: "We\ndo*.", Text: "# Doubt\n\n*Really*?\n", CreatedAt: time.Date(2026, 11, 5, 8, 0, 0, 0, cet), UpdatedAt: time.Date(2026, 11, 7, 8, 0, 0, 0, cet)},
			{Text: "Second."},
		},
	}
	got := write(t, formats.Options{Title: "My #1 list", At: time.Date(2026, 11, 23, 10, 5, 0, 0, cet), Abstracts: true, Notes: true, Tags: true, Marks: true}, p, models.Paper{})
	want := `# My \#1 list

Exported on 23 November 2026, 09:05 UTC.

<!-- offprint: paper arXiv:2611.00010 -->

## nabla^2DFT: Let's \<think\> \*twice\*

- **Authors:** Ada Lovelace, Yu\_Y
- **Published:** 2026-11-02
- **Listed:** 2026-11-03
- **State:** To read, starred
- **Rating:** 4 of 5
- **Why:** for the survey
- **Kept:** 2026-11-04
- **Tags:** agents, \#1
- **Citation key:** lovelace2026nabla
- **Links:** [Hugging Face](https://huggingface.co/papers/2611.00010) · [arXiv](https://arxiv.org/abs/2611.00010) · [PDF](https://arxiv.org/pdf/2611.00010) · [DOI](https://doi.org/10.1/a%23b) · [Code](https://github.com/a/b_%28c%29?x=1&amp;y)

**AI summary, Hugging Face:** It works.

### Abstract

1\. We do.

### Notes

> We do\*.

#### Doubt

*Really*?

*Noted on 2026-11-05, changed on 2026-11-07.*

Second.

<!-- offprint: paper -->

## Untitled paper

<!-- offprint: end of 2 papers -->
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t, formats.Options{}); got != "# Reading list\n\n<!-- offprint: end of 0 papers -->\n" {
		t.Errorf("no papers are written as %q", got)
	}
	if got := write(t, formats.Options{}, p); strings.Contains(got, "Abstract") {
		t.Errorf("the abstract was not asked for, but written:\n%s", got)
	}
}

func TestAuthors(t *testing.T) {
	names := strings.Fields("A B C D E F G H I J K L")
	for n, want := range map[int]string{
		1: "A", 10: "A, B, C, D, E, F, G, H, I, J",
		12: "A, B, C, D, E, F, G, H, I, J and 2 more",
	} {
		if got := write(t, formats.Options{}, models.Paper{Title: "T", Authors: names[:n]}); !strings.Contains(got, "**Authors:** "+want+"\n") {
			t.Errorf("%d authors: want %q in\n%s", n, want, got)
		}
	}
}

func TestNote(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "a *b*\n\n- c\n  1. d", "a *b*\n\n- c\n  1. d"},
		{"headings", "# a\n## b ##\n### c\n#### d\n####### e\n#f", "#### a\n##### b ##\n###### c\n###### d\n####### e\n#f"},
		{"empty heading", "#\nx", "####\nx"},
		{"underlined", "One\ntwo #\n===\n\nThree\n---\nfour", "#### One two \\#\n\n##### Three\nfour"},
		{"a rule is none", "a\n\n---\nb", "a\n\n---\nb"},
		{"within quotes and lists", "> # a\n\n- # b\n- c\n  ===", "> #### a\n\n- #### b\n- #### c"},
		{"code stays", "```sh\n# a\nb\n===\n```\n\n    # c", "```sh\n# a\nb\n===\n```\n\n    # c"},
		{"open fence", "````go\n# a\n```", "````go\n# a\n```\n````"},
		{"open tildes", "~~~\n# a", "~~~\n# a\n~~~"},
		{"open comment", "a\n\n<!-- b\n\n# c", "a\n\n<!-- b\n\n# c\n-->"},
		{"open pre", "<pre>\n# c", "<pre>\n# c\n</pre>"},
		{"comments of ours", "a\n<!-- offprint: paper -->\n```\n<!-- offprint: b", "a\n <!-- offprint: paper -->\n```\n <!-- offprint: b\n```"},
		{"quotes in quotes", strings.Repeat(">", 200) + " a ```", "````\n" + strings.Repeat(">", 200) + " a ```\n````"},
		{"line ends", "\r\n\r\n# a\r\nb\r\n", "#### a\nb"},
	} {
		got := write(t, formats.All(), models.Paper{Title: "T", Notes: []models.Note{{Text: c.in}}})
		want := "# Reading list\n\n<!-- offprint: paper -->\n\n## T\n\n### Notes\n\n" + c.want + "\n\n<!-- offprint: end of 1 papers -->\n"
		if got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

// TestLongNote holds that the time for a note grows as its length does, whatever
// is in it; with the square of it, this test would not end.
func TestLongNote(t *testing.T) {
	for _, s := range []string{"A *note* of a person.\n\n", "[a]: b\n", "> > > ", "_a*", "- a\n", "![](", "# a\n", "\x00", "1. - "} {
		note := strings.Repeat(s, (256<<10)/len(s)) + "\nlast"
		file := write(t, formats.All(), models.Paper{ArxivID: "2611.00010", Title: "T", Notes: []models.Note{{Text: note}}})
		if !strings.Contains(file, "last") {
			t.Errorf("a note of %q is not written whole", s)
		}
		if found, err := markdown.ReadBack(strings.NewReader(file)); err != nil || len(found) != 1 {
			t.Errorf("a note of %q reads back as %q, %v", s, found, err)
		}
	}
}

func TestReadBackIsStrict(t *testing.T) {
	good := write(t, formats.All(), models.Paper{ArxivID: "2611.00010", Title: "T"}, models.Paper{Title: "U"})
	if found, err := markdown.ReadBack(strings.NewReader(good)); err != nil || !slices.Equal(found, []string{"2611.00010", ""}) {
		t.Errorf("reads back as %q, %v", found, err)
	}
	end := "<!-- offprint: end of 2 papers -->\n"
	for name, file := range map[string]string{
		"empty": "", "no title": strings.TrimPrefix(good, "#"), "no end": strings.TrimSuffix(good, end),
		"cut": good[:strings.Index(good, "## U")], "another count": strings.Replace(good, "of 2", "of 3", 1),
		"no heading": strings.Replace(good, "## U", "U", 1), "text after the end": good + "more\n", "two ends": good + end,
	} {
		if found, err := markdown.ReadBack(strings.NewReader(file)); err == nil {
			t.Errorf("%s: reads back as %q without an error", name, found)
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// FuzzFeedText holds that a stranger's text is shown and never acts: a Markdown
// reader prints it letter by letter, in the one place where it belongs.
func FuzzFeedText(f *testing.F) {
	for _, s := range []string{"*a*", "- a", "1. a", "1) a", "+ a", "# a", "a\n===", "<b>", "[a](b)", "![a](b)", "&lt;&#60;", `\*`, "~~a~~", "a | b", "`a`", "= a", "<!--", "\x01- a", "_a_ __b__", "[^1]: x", "http://a.b/c_d"} {
		f.Add(s)
	}
	reader := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.Table, extension.TaskList, extension.Footnote))
	f.Fuzz(func(t *testing.T, s string) {
		file := write(t, formats.All(), models.Paper{Title: "T " + s, Abstract: s, Authors: []string{s}}, models.Paper{Title: "End"})
		var page bytes.Buffer
		if err := reader.Convert([]byte(file), &page); err != nil {
			t.Fatal(err)
		}
		clean := formats.OneLine(s)
		title := strings.TrimSpace("T " + clean)
		want := "Reading list|" + title + "|"
		if clean != "" {
			want += "Authors: " + clean + "|Abstract|" + clean + "|"
		}
		want += "End|"
		got := page.String()
		for _, end := range []string{"</h1>", "</h2>", "</h3>", "</p>", "</li>"} {
			got = strings.ReplaceAll(got, end+"\n", end+"|")
		}
		got = strings.ReplaceAll(got, "\n", "")
		if got = html.UnescapeString(tag.ReplaceAllString(got, "")); got != want {
			t.Errorf("%q is shown as\n%q, want\n%q\nin\n%s", s, got, want, file)
		}
	})
}

// FuzzNote holds that a note keeps to its place: no heading of it stands above
// the fourth level, and what follows it is still there.
func FuzzNote(f *testing.F) {
	for _, s := range []string{"# a", "a\n===", "> a\n> ---", "```\n# a", "<!--", "<script>", "- ~~~\n  x", "-\t# a", "a\n\n\t# b", "1. a\n   b\n   ===\n\n   # c", "[a]: b\n===", "<?", "<!A", "<![CDATA[", "<!-- offprint: paper -->", "<pre>\n<!-- offprint: end of 1 papers -->", ">>> 1. - a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		source := []byte(write(t, formats.All(),
			models.Paper{ArxivID: "2611.00010", Title: "T", Notes: []models.Note{{Text: s}, {Text: "*end*"}}},
			models.Paper{ArxivID: "math/0703001", Title: "U"}))
		document := goldmark.DefaultParser().Parse(text.NewReader(source))
		var top []string
		ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if h, ok := n.(*ast.Heading); ok && entering && h.Level < 4 {
				top = append(top, string(h.Lines().Value(source)))
			}
			return ast.WalkContinue, nil
		})
		if got := strings.Join(top, "|"); got != "Reading list|T|Notes|U" {
			t.Errorf("with the note %q the outline is %q:\n%s", s, got, source)
		}
		var kinds []ast.Node
		for n := document.LastChild(); n != nil && len(kinds) < 5; n = n.PreviousSibling() {
			kinds = append(kinds, n) // the end, the links, the title and the comment of U, the note before
		}
		if len(kinds) < 5 || string(kinds[4].Lines().Value(source)) != "*end*" {
			t.Errorf("the note %q swallows the next one:\n%s", s, source)
		}
		if found, err := markdown.ReadBack(bytes.NewReader(source)); err != nil || !slices.Equal(found, []string{"2611.00010", "math/0703001"}) {
			t.Errorf("with the note %q the file reads back as %q, %v:\n%s", s, found, err, source)
		}
	})
}
