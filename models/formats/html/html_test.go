package html_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/html"
)

func write(t *testing.T, o formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := html.Write(&b, formats.Of(papers...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func full() models.Paper {
	cet := time.FixedZone("CET", 3600)
	return models.Paper{
		ArxivID: "2611.00010", Title: "Let's <think> & 'act'", Abstract: "We pick two. We <do>.", AISummary: "It works.",
		Published: "2026-11-02", Days: []string{"2026-11-03"}, Authors: []string{"Ada Lovelace", "Yu <b>"}, Organization: "Babbage",
		GitHub: "https://github.com/a/b?c=d&e", Project: "javascript:alert(1)", DOI: "10.1/a#b", CitationKey: "lovelace2026lets",
		Tags: []models.Tag{{Name: "agents", Color: "#2E7D4F"}, {Name: "<i>", Color: "red;x:expression(1)"}},
		Entry: &models.Entry{State: models.ToRead, Starred: true, Rating: 4, Why: "for the survey",
			KeptAt: time.Date(2026, 11, 5, 0, 30, 0, 0, cet)},
		Notes: []models.Note{{Quote: "pick two", Text: "# Doubt\n\n*Really*? <img src=x onerror=alert(1)>",
			CreatedAt: time.Date(2026, 11, 5, 8, 0, 0, 0, cet), UpdatedAt: time.Date(2026, 11, 7, 8, 0, 0, 0, cet)}},
	}
}

func TestWrite(t *testing.T) {
	got := write(t, formats.Options{Title: "Agents & <co>", At: time.Date(2026, 11, 23, 10, 5, 0, 0, time.UTC), Abstracts: true, Notes: true, Tags: true, Marks: true}, full())
	for _, want := range []string{
		"<title>Agents &amp; &lt;co&gt;</title>", `<html lang="en">`, "Exported on 23 November 2026, 10:05 UTC",
		`<article id="paper-1" data-arxiv="2611.00010">`, `<h2 dir="auto">Let&#39;s &lt;think&gt; &amp; &#39;act&#39;</h2>`,
		"Ada Lovelace, Yu &lt;b&gt;", "<span>2 November 2026</span> <span>arXiv:2611.00010</span> <span dir=\"auto\">Babbage</span> <span>listed 3 November 2026</span> <code>lovelace2026lets</code>",
		`<li class="state">To read</li><li class="starred">Starred</li><li class="rating">★★★★☆</li><li class="tag" dir="auto"><i style="background:#2E7D4F"></i>agents</li>`,
		`<li class="tag" dir="auto">&lt;i&gt;</li>`, "kept 4 November 2026", "<b>Why</b> for the survey", "It works.",
		"We <mark>pick two</mark>. We &lt;do&gt;.", `<a href="https://github.com/a/b?c=d&amp;e" rel="noopener noreferrer">Code</a>`,
		`<a href="https://doi.org/10.1/a%23b" rel="noopener noreferrer">DOI</a>`, `<blockquote class="quote">pick two</blockquote>`,
		"<h4>Doubt</h4>\n<p><em>Really</em>? &lt;img src=x onerror=alert(1)&gt;</p>", "5 November 2026, changed on 7 November 2026",
		`<footer data-papers="1">`, "<p>1 paper, written by Offprint.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
	for _, unwanted := range []string{"javascript:", "<script", "<img", "<nav", "http://"} {
		if strings.Contains(got, unwanted) {
			t.Errorf("%s is in\n%s", unwanted, got)
		}
	}
	bare := write(t, formats.Options{}, full())
	for _, private := range []string{"Doubt", "<mark", "pick two", "To read", "★★", "kept 4", "survey", "agents</li>"} {
		if strings.Contains(bare, private) {
			t.Errorf("%q was not asked for, but written", private)
		}
	}
}

func TestContents(t *testing.T) {
	for n, want := range map[int]bool{0: false, 1: false, 5: false, 6: true, 7: true} {
		var papers []models.Paper
		for i := range n {
			papers = append(papers, models.Paper{ArxivID: fmt.Sprintf("2611.%05d", i), Title: fmt.Sprintf("Paper %d", i)})
		}
		got := write(t, formats.Options{}, papers...)
		if strings.Contains(got, "<nav") != want {
			t.Errorf("%d papers have a list of contents: %v", n, !want)
		}
		if want && !strings.Contains(got, `<li><a href="#paper-6" dir="auto">Paper 5</a></li>`) {
			t.Errorf("the list of contents lacks the last paper:\n%s", got)
		}
		if found, err := html.ReadBack(strings.NewReader(got)); err != nil || len(found) != n {
			t.Errorf("%d papers read back as %q, %v", n, found, err)
		}
	}
}

func TestOddPapers(t *testing.T) {
	many := make([]string, 664)
	for i := range many {
		many[i] = fmt.Sprint("Author ", i)
	}
	const lines = 5 << 20 / 128 // 5 MB
	long := strings.Repeat("A *note*. "+strings.Repeat("words ", 19)+"end\n", lines)
	got := write(t, formats.All(),
		models.Paper{ArxivID: "2611.00010", Authors: many, Notes: []models.Note{{Text: long}}},
		models.Paper{Title: "\x00\x1b[31m\v שלום 🎉 \u202e</script></title>", Entry: &models.Entry{Rating: 99}},
		models.Paper{ArxivID: "math/0703001", Title: "T", Abstract: "</p></article>", Notes: []models.Note{{Text: "</div>\n\n</article>\x00\x08\v\ufffe"}}},
	)
	if found, err := html.ReadBack(strings.NewReader(got)); err != nil || !slices.Equal(found, []string{"2611.00010", "", "math/0703001"}) {
		t.Errorf("reads back as %q, %v", found, err)
	}
	for _, want := range []string{"Untitled paper 2611.00010", "and 652 more", "Author 663", "שלום 🎉"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if n := strings.Count(got, "<em>note</em>"); n != lines {
		t.Errorf("the long note has %d of %d words in italics", n, lines)
	}
}

func TestReadBackIsStrict(t *testing.T) {
	good := write(t, formats.All(), full(), full())
	for name, file := range map[string]string{
		"empty": "", "text": "hello", "cut": good[:len(good)-len("</html>\n")], "another count": strings.Replace(good, `data-papers="2"`, `data-papers="3"`, 1),
		"an article of somebody else": strings.Replace(good, "<main>", "<main><article></article>", 1), "not closed": strings.Replace(good, "</section>", "", 1),
		"a bare character": strings.Replace(good, "&lt;do&gt;", "<do>", 1),
	} {
		if found, err := html.ReadBack(strings.NewReader(file)); err == nil {
			t.Errorf("%s: reads back as %q without an error", name, found)
		}
	}
}

var (
	anyTag  = regexp.MustCompile(`<[^>]*>`)
	quoted  = regexp.MustCompile(`"[^"]*"`)
	handler = regexp.MustCompile(`(?i)\son[a-z]+\s*=`)
	address = regexp.MustCompile(`(?i)(?:href|src|action)="([^"]*)"`)
)

// FuzzWrite holds that no text acts: it brings no tag but those of the page, no
// attribute that runs, no address but of the web, and the papers are found again.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"<script>alert(1)</script>", `" onload="a`, "javascript:a", "</style>", "{{.}}", "\x00", "&lt;", "[a](javascript:b)", "https://a\"b", "#fff;a:url(b)", "<!--", "]]>", "a\x01\v\xff\ufffe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.00010", Title: s, Abstract: s, AISummary: s, Published: s, Days: []string{s}, Authors: []string{s}, Organization: s,
			GitHub: s, Project: s, DOI: s, CitationKey: s, Tags: []models.Tag{{Name: s, Color: s}},
			Entry: &models.Entry{State: models.State(s), Why: s}, Notes: []models.Note{{Text: s, Quote: s}, {Text: s}},
		}
		o := formats.All()
		o.Title = s
		file := write(t, o, p, models.Paper{Title: s}, p)
		if found, err := html.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{"2611.00010", "", "2611.00010"}) {
			t.Fatalf("%q reads back as %q, %v:\n%s", s, found, err, file)
		}
		_, body, _ := strings.Cut(file, "<body>")
		for _, tag := range anyTag.FindAllString(body, -1) {
			name := strings.Trim(strings.Fields(strings.Trim(tag, "</>"))[0], "/>")
			if !slices.Contains([]string{"header", "h1", "h2", "h3", "h4", "h5", "h6", "p", "main", "article", "div", "span", "code", "ul", "ol", "li", "i", "b", "a",
				"section", "blockquote", "footer", "body", "html", "mark", "em", "strong", "del", "pre", "table", "thead", "tbody", "tr", "th", "td", "br", "hr", "details", "summary"}, name) {
				t.Errorf("%q brings %s", s, tag)
			}
			if handler.MatchString(quoted.ReplaceAllString(tag, "")) {
				t.Errorf("%q brings %s", s, tag)
			}
		}
		for _, found := range address.FindAllStringSubmatch(body, -1) {
			if to := found[1]; !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "http://") && !strings.HasPrefix(to, "mailto:") && !strings.HasPrefix(to, "#paper-") {
				t.Errorf("%q leads to %q", s, to)
			}
		}
	})
}
