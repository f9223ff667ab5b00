package arxiv_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"offprint/feed/identifier"
)

// recording is a recorded answer.
type recording struct {
	URL    string `json:"url"`
	Status int    `json:"status_code"`
	Body   string `json:"body"`
}

func (r recording) RoundTrip(request *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: r.Status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(r.Body)),
		ContentLength: int64(len(r.Body)), Request: request, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

var (
	entries  = regexp.MustCompile(`(?s)<entry>(.*?)</entry>`)
	oneID    = regexp.MustCompile(`<id>http://arxiv\.org/abs/(.+?)v(\d+)</id>`)
	terms    = regexp.MustCompile(`<category term="([^"]*)"`)
	primary  = regexp.MustCompile(`<arxiv:primary_category term="([^"]*)"`)
	people   = regexp.MustCompile(`(?s)<author>\s*<name>(.*?)</name>`)
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&amp;", "&")
)

// TestEveryRecordedAnswer holds each field of each recorded paper against the
// text of the answer, taken apart without an XML parser.
func TestEveryRecordedAnswer(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/data/arxiv/*.json")
	if len(paths) == 0 {
		t.Skip("there are no recorded answers here")
	}
	papers := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var r recording
		if err := json.Unmarshal(data, &r); err != nil {
			t.Fatalf("decoding %s: %v", path, err)
		}
		var asked []identifier.ID
		var want []string
		for _, e := range entries.FindAllStringSubmatch(r.Body, -1) {
			if m := oneID.FindStringSubmatch(e[1]); m != nil {
				id, err := identifier.Exact(m[1] + "v" + m[2])
				if err != nil {
					t.Fatal(err)
				}
				asked, want = append(asked, id), append(want, e[1])
			}
		}
		if u, _ := url.Parse(r.URL); len(asked) == 0 {
			id := u.Query().Get("id_list")
			asked = []identifier.ID{{Bare: id}}
		}
		found, missing, err := connect(t, "", r).Papers(t.Context(), asked)
		if err != nil || len(found) != len(want) || len(found) == 0 && len(missing) != 1 {
			t.Errorf("%s: %d of %d papers, missing %v, error %v", path, len(found), len(want), missing, err)
			continue
		}
		for i, p := range found {
			papers++
			element := func(name string) string {
				_, after, _ := strings.Cut(want[i], "<"+name+">")
				text, _, _ := strings.Cut(after, "</"+name+">")
				return entities.Replace(text)
			}
			line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
			all := func(pattern *regexp.Regexp) (list []string) {
				for _, m := range pattern.FindAllStringSubmatch(want[i], -1) {
					list = append(list, entities.Replace(m[1]))
				}
				return list
			}
			var authors []string
			for _, name := range all(people) {
				authors = append(authors, line(name))
			}
			check := func(what, got, want string) {
				t.Helper()
				if got != want {
					t.Errorf("%s: %s is\n     %q, want\n     %q", p.ID, what, got, want)
				}
			}
			check("ID", identifier.ID{Bare: p.ID, Version: p.Version}.String(), asked[i].String())
			check("SourceTitle", p.SourceTitle, element("title"))
			check("SourceAbstract", p.SourceAbstract, element("summary"))
			check("Published", p.Published, element("published")[:10])
			check("Updated", p.Updated, element("updated")[:10])
			check("DOI", p.DOI, element("arxiv:doi"))
			check("PrimaryCategory", p.PrimaryCategory, strings.Join(all(primary), ""))
			check("Categories", strings.Join(p.Categories, "|"), strings.Join(all(terms), "|"))
			if !slices.EqualFunc(p.Authors, authors, func(a, b string) bool { return visible(a) == visible(b) }) {
				t.Errorf("%s: authors are %q, want %q", p.ID, p.Authors, authors)
			}
			for what, texts := range map[string][2]string{
				"Title": {p.Title, element("title")}, "Comment": {p.Comment, element("arxiv:comment")}, "Journal": {p.Journal, element("arxiv:journal_ref")},
			} {
				if plain := line(texts[1]); !strings.ContainsAny(plain, "\\^_{}$~`") && !strings.Contains(plain, "times") {
					check(what, texts[0], plain)
				}
			}
			abstract := line(element("summary"))
			n, least := len(abstract), len(abstract)*9/10
			if strings.Contains(abstract, "\\") {
				least = n * 3 / 4 // of formulas, what people read is shorter
			}
			if len(p.Abstract) < least || len(p.Abstract) > n+40 {
				t.Errorf("%s: %d bytes of abstract became %d", p.ID, n, len(p.Abstract))
			}
		}
	}
	t.Logf("%d answers, %d papers", len(paths), papers)
}

// visible is s without control characters: a recorded name was decoded twice.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0xad {
			return -1
		}
		return r
	}, s)
}

// FuzzAnswer looks for an answer that breaks the client, or from which
// something comes that was not asked for.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "x", `<feed xmlns="http://www.w3.org/2005/Atom"/>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2411.00001v2</id><title>A</title></entry></feed>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2411.00001v2</id><title>A<b>c</b></title><author><name>&#x41;</name></author></entry></feed> `,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#x</id></entry></feed>`,
	} {
		f.Add(seed, 200)
	}
	f.Fuzz(func(t *testing.T, body string, status int) {
		if status < 200 || status > 599 {
			return
		}
		client := connect(t, "", recording{Status: status, Body: body})
		found, missing, err := client.Papers(t.Context(), []identifier.ID{{Bare: "2411.00001"}})
		if err == nil && len(found)+len(missing) != 1 || err != nil && len(found) != 0 {
			t.Errorf("found %v, missing %v, error %v", found, missing, err)
		}
		for _, p := range found {
			if p.ID != "2411.00001" || p.Version < 1 || strings.ContainsAny(p.Title+p.Comment+strings.Join(p.Authors, ""), "\n\x00\x1b") {
				t.Errorf("%+v", p)
			}
		}
	})
}
