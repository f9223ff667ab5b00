package feed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"offprint/feed"
)

func TestIdentifiers(t *testing.T) {
	for id, want := range map[string]string{
		"2309.12288": "2309.12288", "2309.12288v3": "2309.12288", "0704.0001": "0704.0001", "1412.9999": "1412.9999", "1501.00001": "1501.00001",
		"hep-th/9901001": "hep-th/9901001", "math.GT/0309136v2": "math/0309136", "cs/0703001": "cs/0703001",
		"": "", "abc": "", "1234.56789": "", "2300.12345": "", "2313.12345": "", "1412.12345": "", "1501.0001": "", "0703.0001": "", "2309.123456": "",
		"2309.12288v": "", "2309.12288v0": "", "2309.12288vv1": "", " 2309.12288": "", "2309.12288\n": "", "٢٣٠٩.12288": "", "arXiv:2309.12288": "",
		"../../../x": "", "2309.12288/..": "", "hep-th/0704001": "", "hep-th/9913001": "", "Hep-th/9901001": "", "/9901001": "", "-/9901001": "", "a/b/9901001": "",
	} {
		edition, err := decode(t, "["+item("2309.12288v9")+","+strings.Replace(item("X"), `"id":"X"`, `"id":`+compact(t, id), 1)+"]")
		if err != nil {
			t.Fatalf("%q: %v", id, err)
		}
		got := ""
		if len(edition.Papers) == 2 {
			got = edition.Papers[1].ID
		} else if len(edition.Skipped) == 0 && want == "2309.12288" {
			got = want // the same paper as the first
		}
		if got != want {
			t.Errorf("identifier %q became %q, want %q", id, got, want)
		}
		if want == "" && (len(edition.Skipped) != 1 || edition.Skipped[0].Position != 2 || edition.Skipped[0].Why == "" || edition.Skipped[0].ID != strings.TrimSpace(id)) {
			t.Errorf("identifier %q: skipped are %+v", id, edition.Skipped)
		}
	}
}

func TestUnusableItemsAreSkipped(t *testing.T) {
	edition, err := decode(t, `[null, 1, "x", [], {}, {"paper":null}, {"paper":{"id":7}}, `+item("2602.00001")+`]`)
	if err != nil || len(edition.Papers) != 1 || len(edition.Skipped) != 7 {
		t.Fatalf("%d papers, skipped %+v, error %v", len(edition.Papers), edition.Skipped, err)
	}
	for i, s := range edition.Skipped {
		if s.Position != i+1 {
			t.Errorf("position %d of item %d", s.Position, i+1)
		}
	}
}

// TestWrongTypesCostOneField gives each field in turn a value of every wrong
// type: the paper and its other fields stay.
func TestWrongTypesCostOneField(t *testing.T) {
	const full = `{"paper":{"id":"2602.00001","title":"T","summary":"S","authors":[{"name":"A","hidden":true}],"publishedAt":"2026-02-27T23:00:00.000Z",` +
		`"submittedOnDailyAt":"2026-03-03T00:00:00.000Z","upvotes":3,"githubRepo":"https://a.example/x","githubStars":4,"projectPage":"https://b.example/",` +
		`"ai_summary":"M","ai_keywords":["k"]},"thumbnail":"https://c.example/t.png","mediaUrls":["https://c.example/m.mp4"],"numComments":2,` +
		`"submittedBy":{"fullname":"Bo","name":"bo"},"organization":{"fullname":"Org","name":"org"}}`
	want := decodeOne(t, full)
	if *want.GitHubStars != 4 || want.Upvotes != 3 || want.Comments != 2 || want.Authors[0] != "A" || want.Media[0] == "" || want.OrganizationLogin != "org" || want.SubmitterLogin != "bo" {
		t.Fatalf("the full paper reads as %+v", want)
	}
	fields := func(p feed.Paper) map[string]string {
		m := map[string]string{}
		var o map[string]json.RawMessage
		if err := json.Unmarshal([]byte(compact(t, p)), &o); err != nil {
			t.Fatal(err)
		}
		for k, v := range o {
			m[k] = string(v)
		}
		return m
	}
	var whole map[string]any
	if err := json.Unmarshal([]byte(full), &whole); err != nil {
		t.Fatal(err)
	}
	paper := whole["paper"].(map[string]any)
	for _, o := range []map[string]any{whole, paper} {
		for key, right := range o {
			if key == "id" || key == "paper" {
				continue
			}
			for _, wrong := range []any{nil, true, -1, 1e300, map[string]any{"x": 1}, []any{nil, 1, map[string]any{}}} {
				o[key] = wrong
				got := decodeOne(t, compact(t, whole))
				changed := 0
				before, after := fields(want), fields(got)
				for k := range before {
					if before[k] != after[k] {
						changed++
					}
				}
				// A title, a person and an organisation are two fields each.
				if changed == 0 || changed > 2 {
					t.Errorf("%s = %v changed %d fields: %+v", key, wrong, changed, got)
				}
			}
			o[key] = right
		}
	}
}

func TestShapesOfAllYears(t *testing.T) {
	p := decodeOne(t, `{"paper":{"id":"2403.00001","authors":[{"name":" Ann\n  Ode "},{"name":"Bo","hidden":true},{"name":""},null,"x"]},"title":"Old","mediaUrl":"https://m.example/1.png"}`)
	if p.Title != "Old" || p.SourceTitle != "Old" || !slices.Equal(p.Authors, []string{"Ann Ode", "Bo"}) || !slices.Equal(p.Media, []string{"https://m.example/1.png"}) || p.ListDay != "2026-03-04" {
		t.Errorf("the oldest shape reads as %+v", p)
	}
	p = decodeOne(t, `{"paper":{"id":"2503.00001","submittedOnDailyBy":{"user":"bo","name":"other","fullname":"Bo Ode"},"upvotes":7.0,"githubStars":0,`+
		`"ai_keywords":["Large Models","","large models"," x^2 ",null]},"submitterOrganization":{"name":"lab","fullname":"The Lab"},"mediaUrls":[]}`)
	if p.Submitter != "Bo Ode" || p.SubmitterLogin != "bo" || p.Organization != "The Lab" || p.OrganizationLogin != "lab" || p.Upvotes != 7 || p.GitHubStars == nil || *p.GitHubStars != 0 {
		t.Errorf("the shape of 2025 reads as %+v", p)
	}
	if !slices.Equal(p.AIKeywords, []string{"Large Models", "x²"}) || p.Media != nil {
		t.Errorf("keywords %q, media %q", p.AIKeywords, p.Media)
	}
}

func TestDaysAreUTC(t *testing.T) {
	for at, want := range map[string]string{
		"2026-02-27T23:30:00.000Z": "2026-02-27", "2026-02-27T23:30:00-05:00": "2026-02-28", "2026-02-27": "2026-02-27", "2026-02-27T25:00": "2026-02-27",
		"2026-02-30T00:00:00Z": "", "yesterday": "", "": "",
	} {
		if got := decodeOne(t, `{"paper":{"id":"2602.00001","publishedAt":`+compact(t, at)+`}}`).Published; got != want {
			t.Errorf("%q is the day %q, want %q", at, got, want)
		}
	}
}

func TestOnlyWebLinksSurvive(t *testing.T) {
	for in, want := range map[string]string{
		"https://github.com/a/b.git": "https://github.com/a/b.git", " https://a.example/x ": "https://a.example/x", "https://github.com/a/\nb/tree/main": "https://github.com/a/b/tree/main",
		"HTTP://a.example": "http://a.example", "https://a.example/\u202eb\u0000": "https://a.example/b", "https://a.example/a_b?x=1#y": "https://a.example/a_b?x=1#y",
		"javascript:alert(1)": "", "file:///etc/passwd": "", "//a.example/x": "", "/x": "", "github.com/a/b": "", "https://": "", "https://user@a.example/": "", "ftp://a.example": "",
		"data:text/html,x": "", "http://[::1": "", "https://a.example/" + strings.Repeat("x", 3000): "",
	} {
		if got := decodeOne(t, `{"paper":{"id":"2602.00001","githubRepo":`+compact(t, in)+`}}`).GitHub; got != want {
			t.Errorf("%.60q became %q, want %q", in, got, want)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	p := decodeOne(t, fmt.Sprintf(`{"paper":{"id":"2602.00001","title":%q,"summary":%q,"authors":[{"name":%q}],"ai_keywords":["a"%s]}}`, long, long, long, strings.Repeat(`,"b"`, 1000)))
	for what, s := range map[string]string{"title": p.Title, "abstract": p.Abstract, "name": p.Authors[0]} {
		if len(s) > 20_000 || !utf8.ValidString(s) || strings.Trim(s, "é") != "" {
			t.Errorf("the %s has %d bytes, ending in %q", what, len(s), s[len(s)-3:])
		}
	}
}

func FuzzDay(f *testing.F) {
	for _, s := range []string{
		`[]`, `null`, `[null]`, `{}`, `[{"paper":{"id":"2602.00001"}}`, `<html>`, "[" + item("2602.00001") + "]",
		`[{"paper":{"id":"hep-th/9901001","title":["x"],"authors":{"a":1},"upvotes":-1,"githubStars":1e400,"githubRepo":"\u0000javascript:x"},"mediaUrls":"https://x"}]`,
		`[{"id":"2602.00001v2","ai_keywords":["a","A",""],"publishedAt":"2026-02-27T00:00:00Z"}]`, `[{"paper":{"id":"2602.00001","title":"\ud800 \u202e\\textbf{x"}}] x`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		edition, err := decode(t, body)
		if err != nil {
			if feed.KindOf(err) == "" {
				t.Errorf("an error without a kind: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, p := range edition.Papers {
			if seen[p.ID] || strings.TrimLeft(p.ID, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-./0123456789") != "" || !strings.ContainsAny(p.ID, "./") {
				t.Errorf("identifier %q", p.ID)
			}
			seen[p.ID] = true
			for _, l := range append([]string{p.GitHub, p.Project, p.Thumbnail}, p.Media...) {
				if u, err := url.Parse(l); l != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
					t.Errorf("link %q", l)
				}
			}
			for _, d := range []string{p.Published, p.ListDay} {
				if _, err := time.Parse("2006-01-02", d); d != "" && err != nil {
					t.Errorf("day %q", d)
				}
			}
			for _, s := range append([]string{p.Title, p.Abstract, p.AISummary, p.Submitter, p.Organization}, p.Authors...) {
				if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\u202e\u200b") {
					t.Errorf("text %q", s)
				}
			}
			if p.Upvotes < 0 || p.Comments < 0 || p.GitHubStars != nil && *p.GitHubStars < 0 || slices.Contains(p.AIKeywords, "") {
				t.Errorf("figures of %+v", p)
			}
		}
	})
}

func BenchmarkDay(b *testing.B) {
	body := string(list(100))
	client, err := feed.New(feed.Config{HTTP: &http.Client{Transport: answerer(func(r *http.Request) (int, string) {
		if r.URL.Query().Get("p") != "0" {
			return 200, "[]"
		}
		return 200, body
	})}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := client.Day(context.Background(), "2026-03-04"); err != nil {
			b.Fatal(err)
		}
	}
}
