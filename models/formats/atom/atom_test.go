package atom_test

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/atom"
)

func write(t *testing.T, o formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := atom.Write(&b, formats.Of(papers...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A feed as another program reads it.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Entries []struct {
		ID         string   `xml:"id"`
		Title      string   `xml:"title"`
		Updated    string   `xml:"updated"`
		Published  string   `xml:"published"`
		Summary    string   `xml:"summary"`
		Authors    []string `xml:"author>name"`
		Categories []struct {
			Term string `xml:"term,attr"`
		} `xml:"category"`
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Content struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"content"`
	} `xml:"entry"`
}

func read(t *testing.T, file string) feed {
	t.Helper()
	var f feed
	if err := xml.Unmarshal([]byte(file), &f); err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return f
}

func full() models.Paper {
	return models.Paper{
		ArxivID: "2611.00010", Title: "Let's <think> & \"act\"", Abstract: "We pick two.", Published: "2026-11-02", Days: []string{"2026-11-03"},
		Authors: []string{"Ada Lovelace", "Yu & Co"}, GitHub: "https://github.com/a/b?c=d&e", Project: "javascript:alert(1)",
		Categories: []string{"cs.LG"}, Tags: []models.Tag{{Name: "agents"}},
		Notes: []models.Note{{Quote: "pick two", Text: "*Really*? <b>", CreatedAt: time.Date(2026, 11, 5, 8, 0, 0, 0, time.FixedZone("CET", 3600))}},
	}
}

func TestWrite(t *testing.T) {
	o := formats.All()
	o.Title, o.At = "Daily papers, 3 November 2026", time.Date(2026, 11, 23, 10, 5, 0, 0, time.UTC)
	got := write(t, o, full(), models.Paper{})
	want := `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
 <id>urn:uuid:ID</id>
 <title>Daily papers, 3 November 2026</title>
 <updated>2026-11-23T10:05:00Z</updated>
 <generator>Offprint</generator>
 <entry>
  <id>https://arxiv.org/abs/2611.00010</id>
  <title>Let's &lt;think&gt; &amp; &quot;act&quot;</title>
  <updated>2026-11-05T07:00:00Z</updated>
  <published>2026-11-02T00:00:00Z</published>
  <author><name>Ada Lovelace</name></author>
  <author><name>Yu &amp; Co</name></author>
  <link rel="alternate" href="https://huggingface.co/papers/2611.00010" type="text/html" title="Hugging Face"/>
  <link rel="related" href="https://arxiv.org/pdf/2611.00010" type="application/pdf" title="PDF"/>
  <link rel="related" href="https://arxiv.org/abs/2611.00010" type="text/html" title="arXiv"/>
  <link rel="related" href="https://github.com/a/b?c=d&amp;e" type="text/html" title="Code"/>
  <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
  <category term="agents"/>
  <summary>We pick two.</summary>
  <content type="html">&lt;blockquote&gt;&lt;p&gt;pick two&lt;/p&gt;&lt;/blockquote&gt;
&lt;p&gt;&lt;em&gt;Really&lt;/em&gt;? &amp;lt;b&amp;gt;&lt;/p&gt;
</content>
 </entry>
 <entry>
  <id>urn:uuid:OTHER</id>
  <title>Untitled paper</title>
  <updated>1970-01-01T00:00:00Z</updated>
  <author><name>Unknown</name></author>
  <content>Untitled paper</content>
 </entry>
</feed>
`
	f := read(t, got)
	want = strings.NewReplacer("urn:uuid:ID", f.ID, "urn:uuid:OTHER", f.Entries[1].ID).Replace(want)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f.ID == f.Entries[1].ID || len(f.ID) != len("urn:uuid:00000000-0000-5000-8000-000000000000") || f.ID[len("urn:uuid:00000000-0000-")] != '5' {
		t.Errorf("the identifiers are %s and %s", f.ID, f.Entries[1].ID)
	}
	o.At = time.Now()
	if again := read(t, write(t, o)); again.ID != f.ID {
		t.Errorf("the feed is %s, and written again %s", f.ID, again.ID)
	}
	bare := read(t, write(t, formats.Options{}, full()))
	if e := bare.Entries[0]; bare.Title != "Reading list" || bare.Updated != "2026-11-03T00:00:00Z" || e.Updated != bare.Updated || e.Summary+e.Content.Text != "" || len(e.Categories) != 1 {
		t.Errorf("without what was not asked for: %+v", bare)
	}
}

func TestIdentifiers(t *testing.T) {
	for _, c := range []struct {
		paper models.Paper
		want  string
	}{
		{models.Paper{ArxivID: "math/0703001", DOI: "10.1/a"}, "https://arxiv.org/abs/math/0703001"},
		{models.Paper{DOI: "10.1/a b"}, "https://doi.org/10.1/a%20b"},
	} {
		if got := read(t, write(t, formats.Options{}, c.paper)).Entries[0].ID; got != c.want {
			t.Errorf("%+v is %s, want %s", c.paper, got, c.want)
		}
	}
	key := func(key string) string {
		return read(t, write(t, formats.Options{}, models.Paper{CitationKey: key, Title: "T"})).Entries[0].ID
	}
	if first, again := key("a"), key("a"); first == key("b") || first != again {
		t.Error("works without an address are not told apart by their keys")
	}
}

func TestOddPapers(t *testing.T) {
	many := make([]string, 664)
	for i := range many {
		many[i] = fmt.Sprint("Author ", i)
	}
	const lines = 5 << 20 / 128 // 5 MB
	long := strings.Repeat("A *note*. "+strings.Repeat("words ", 19)+"end\n", lines)
	file := write(t, formats.All(),
		models.Paper{ArxivID: "2611.00010", Authors: many, Notes: []models.Note{{Text: long}}},
		models.Paper{Title: "\x00\x1b[31m\v שלום 🎉 \u202e]]></feed>", Abstract: "\ufffe\x01"},
	)
	if found, err := atom.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{"2611.00010", ""}) {
		t.Errorf("reads back as %q, %v", found, err)
	}
	f := read(t, file)
	if e := f.Entries[0]; len(e.Authors) != 664 || strings.Count(e.Content.Text, "<em>note</em>") != lines || e.Title != "Untitled paper 2611.00010" {
		t.Errorf("%q has %d authors and a note of %d bytes", e.Title, len(e.Authors), len(e.Content.Text))
	}
	if e := f.Entries[1]; e.Title != "[31m שלום 🎉 \u202e]]></feed>" {
		t.Errorf("the title is %q", e.Title)
	}
}

func TestReadBackIsStrict(t *testing.T) {
	good := write(t, formats.All(), full())
	for name, file := range map[string]string{
		"empty": "", "text": "hello", "cut": good[:len(good)-len("</feed>\n")], "another root": strings.ReplaceAll(good, "feed", "food"),
		"another namespace": strings.Replace(good, "2005/Atom", "2005/Atem", 1), "no title": strings.Replace(good, "<title>Let's", "<title/><x>", 1),
		"no identifier": strings.Replace(strings.Replace(good, "<id>https", "<rights>https", 1), "00010</id>", "00010</rights>", 1),
	} {
		if found, err := atom.ReadBack(strings.NewReader(file)); err == nil {
			t.Errorf("%s: reads back as %q without an error", name, found)
		}
	}
}

// FuzzWrite holds that what was put in is found again as text, and that no link
// leads anywhere but to the web.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"<script>alert(1)</script>", `" href="a`, "javascript:a", "]]>", "&lt;&#0;", "\x00", "<!--", "[a](javascript:b)", "a\x01\v\xff\ufffe", " ", "2026-01-01", "\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.00010", Title: s, Abstract: s, Published: s, Days: []string{s}, Authors: []string{s}, GitHub: s, Project: s, DOI: s,
			Categories: []string{s}, Tags: []models.Tag{{Name: s}}, Notes: []models.Note{{Text: s, Quote: s}},
		}
		other := p
		other.ArxivID, other.CitationKey, other.DOI = "", s, ""
		o := formats.All()
		o.Title = s
		file := write(t, o, p, other, p)
		if found, err := atom.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{"2611.00010", "", "2611.00010"}) {
			t.Fatalf("%q reads back as %q, %v:\n%s", s, found, err, file)
		}
		text := formats.OneLine(s)
		got := read(t, file)
		for _, e := range got.Entries {
			if text != "" && (e.Title != text || e.Summary != text || e.Authors[0] != text || e.Categories[0].Term != text) {
				t.Errorf("%q is read as %+v", s, e)
			}
			for _, link := range e.Links {
				if !strings.HasPrefix(link.Href, "https://") && !strings.HasPrefix(link.Href, "http://") && !strings.HasPrefix(link.Href, "mailto:") {
					t.Errorf("%q leads to %q", s, link.Href)
				}
			}
			if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
				t.Errorf("%q: %v", s, err)
			}
		}
	})
}
