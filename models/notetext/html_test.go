package notetext_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"offprint/models/notetext"
)

func page(t *testing.T, note string) string {
	t.Helper()
	var b strings.Builder
	if err := notetext.HTML(&b, note); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	const link = ` rel="noopener noreferrer">`
	for _, c := range []struct{ name, in, want string }{
		{"plain", "a *b* **c** ~~d~~ `<e>`\nf  \ng", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>&lt;e&gt;</code>\nf<br />\ng</p>"},
		{"headings", "# a\n\n## b\n\n##### c", "<h4>a</h4>\n<h5>b</h5>\n<h6>c</h6>"},
		{"a loose list", "1. a\n\n2. b", "<ol>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>"},
		{"tasks", "- [x] a\n- [ ] b", "<ul>\n<li><span class=\"task\">☑</span> a</li>\n<li><span class=\"task\">☐</span> b</li>\n</ul>"},
		{"HTML is text", "<think> a &lt;b&gt; &amp;amp;", "<p>&lt;think&gt; a &lt;b&gt; &amp;amp;</p>"},
		{"a block of HTML", "<script>\nalert(1)\n</script>", "<pre><code>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</code></pre>"},
		{"links", "[a](https://b.c/?d&e \"f\") <https://g.h> www.i.j k@l.m", `<p><a href="https://b.c/?d&amp;e"` + link + `a</a> <a href="https://g.h"` + link + `https://g.h</a> <a href="http://www.i.j"` + link + `www.i.j</a> <a href="mailto:k@l.m"` + link + "k@l.m</a></p>"},
		{"links that act", "[a](javascript:alert(1)) <data:text/html,b> [c](file:///d)", "<p>a (javascript:alert(1)) data:text/html,b c (file:///d)</p>"},
		{"a link whose target stands apart", "[a][b]\n\n[b]: https://c.d", `<p><a href="https://c.d"` + link + "a</a></p>"},
		{"pictures", "![a](https://b.c/d.png) ![](data:e) [![f](g)](https://h.i)", `<p><a href="https://b.c/d.png"` + link + `[a]</a> [data:e] <a href="https://h.i"` + link + "[f]</a></p>"},
		{"papers", "[[2411.19865|RevThink]] and 2309.12288v2 [in 2309.12288](https://a.b)", `<p><a href="https://huggingface.co/papers/2411.19865"` + link + `RevThink</a> and <a href="https://huggingface.co/papers/2309.12288"` + link + `2309.12288v2</a> <a href="https://a.b"` + link + "in 2309.12288</a></p>"},
		{"odd characters", "a\x00b\x1b\r\nc\rd &#1; &#xFFFF; \xff", "<p>ab\nc\nd   \uFFFD</p>"},
		{"a table", "|a|b|\n|-|:-:|\n|c|<d>|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"center\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n<td align=\"center\">&lt;d&gt;</td>\n</tr>\n</tbody>\n</table>"},
	} {
		if got := strings.TrimRight(page(t, c.in), "\n"); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	if got := page(t, ""); got != "" {
		t.Errorf("an empty note is written as %q", got)
	}
}

// TestLongNote holds that a note of any length is written whole, whatever its
// parts are.
func TestLongNote(t *testing.T) {
	note := strings.Repeat("A paragraph with *one* word in italics.\n\n- item\n\n- item\n\n```go\nfunc f() {}\n```\n\n", 2_000)
	got := page(t, note)
	for word, want := range map[string]int{"<em>one</em>": 2_000, "item": 4_000, "<pre><code>func f() {}": 2_000} {
		if n := strings.Count(got, word); n != want {
			t.Errorf("%q is there %d times, want %d", word, n, want)
		}
	}
	const marks = 100_000
	if got := page(t, strings.Repeat("_a*", marks)); strings.Count(got, "a") < marks {
		t.Error("a tangled note is not written whole")
	}
	if got := page(t, strings.Repeat("> ", marks)+"end"); !strings.Contains(got, "end") {
		t.Error("a note of quotes in quotes is not written whole")
	}
}

var (
	anyTag  = regexp.MustCompile(`<[^>]*>`)
	goodTag = regexp.MustCompile(`^</?(p|span( class="task")?|h[456]|ul|ol( start="\d+")?|li|blockquote|pre|code( class="language-[^"]*")?|em|strong|del|table|thead|tbody|tr|t[hd]( align="(left|right|center)")?|br /|hr /|a|a href="(https?://|mailto:)[^"]*" rel="noopener noreferrer")>$`)
)

// FuzzHTML holds that no note brings a tag of its own or a link that acts, and
// that the page stays well-formed.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"# a", "<script>", "[a](javascript:b)", "![a](b)", "```a\" onload=\"b\nc", "<a href='b'>", "[a]: b\n[a]", "- [x] a", "|a|\n|-|", "&#0;&lt;", "<!-- a", "[a](https://b\" c=\"d)", "<https://a\x01>", "[[2411.19865|a]]", "<mailto:a@b>", "**a*b**", "![[a](https://b)](https://c)", "[![a](https://b)](https://c)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := page(t, s)
		for _, tag := range anyTag.FindAllString(got, -1) {
			if !goodTag.MatchString(tag) {
				t.Fatalf("%q brings %s in\n%s", s, tag, got)
			}
		}
		for tokens := xml.NewDecoder(strings.NewReader("<div>" + got + "</div>")); ; {
			if _, err := tokens.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%q is not well-formed: %v\n%s", s, err, got)
			}
		}
	})
}
