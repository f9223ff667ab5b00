package feedtest_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"offprint/feed/feedtest"
)

func TestSearch(t *testing.T) {
	days := recorded()
	days["2026-02-25.json"] = &fstest.MapFile{Data: []byte(`[{"paper":{"id":"2602.00900","title":"Odes of Mice","summary":"Short.","authors":[{"name":"Ann Ode"}]}}]`)}
	server, err := feedtest.Start(days)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	for query, want := range map[string][]string{
		"q=mice+ANN":                    {"2602.00900"},
		"q=2602.00500":                  {"2602.00500"},
		"q=nobody":                      {},
		"q=":                            {},
		"q=2602.0010&limit=2":           {"2602.00100", "2602.00101"},
		"q=short&limit=121":             nil,
		"q=short&limit=0":               nil,
		"q=" + strings.Repeat("x", 251): nil,
	} {
		response, body := get(t, server.URL+"/api/papers/search?"+query)
		if want == nil {
			if response.StatusCode != 400 || !strings.Contains(body, "Too ") {
				t.Errorf("%.30s: status %d, %s", query, response.StatusCode, body)
			}
			continue
		}
		if got := ids(t, body); response.StatusCode != 200 || !slices.Equal(got, want) {
			t.Errorf("%s: status %d, %q", query, response.StatusCode, got)
		}
		if got := response.Header.Get("RateLimit-Policy"); !strings.Contains(got, "q=50;w=300") {
			t.Errorf("%s: RateLimit-Policy is %q", query, got)
		}
	}
}

// shape is an Atom text as elements with their spaces, for each entry sorted
// and once: what a reader of it relies on.
func shape(t *testing.T, text string) (feed, entry []string) {
	t.Helper()
	var path []string
	seen := map[string]bool{}
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Space + " " + token.Name.Local
			for _, a := range token.Attr {
				if a.Name.Local == "rel" || a.Name.Local == "title" {
					name += " " + a.Value
				}
			}
			path = append(path, name)
			seen[strings.Join(path, " > ")] = true
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
	for p := range seen {
		if strings.Contains(p, " entry") {
			entry = append(entry, p)
		} else {
			feed = append(feed, p)
		}
	}
	slices.Sort(feed)
	slices.Sort(entry)
	return feed, entry
}

func TestArXivAnswersAsTheRecordedOnes(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/data/arxiv/id_*.json")
	if len(paths) == 0 {
		t.Skip("there are no recorded answers here")
	}
	server := start(t, feedtest.Entries(
		feedtest.Entry{ID: "1605.08386", Title: "A", Summary: "B", Authors: []string{"C"}, Categories: []string{"cs.LG"}, Published: "2016-05-26T17:59:46Z", Updated: "2016-05-26T17:59:46Z", Comment: "D"},
		feedtest.Entry{ID: "1707.08567", Title: "A", Summary: "B", Authors: []string{"C"}, Categories: []string{"cs.IT"}, Published: "2017-07-27T08:18:33Z", Updated: "2017-07-27T08:18:33Z", Comment: "D"},
		feedtest.Entry{ID: "2104.12255", Title: "A", Summary: "B", Authors: []string{"C"}, Categories: []string{"cs.SE"}, Published: "2021-04-25T00:00:00Z", Updated: "2021-04-25T00:00:00Z", Comment: "D"},
		feedtest.Entry{ID: "quant-ph/0201082", Title: "A", Summary: "B", Authors: []string{"C"}, Categories: []string{"quant-ph"}, Published: "2002-01-18T15:08:05Z", Updated: "2002-01-18T15:08:05Z", Comment: "D"},
	))
	compared := 0
	for _, path := range paths {
		if strings.Contains(path, "astro-ph") {
			continue // has affiliations, which nobody reads
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var r struct {
			URL    string `json:"url"`
			Status int    `json:"status_code"`
			Body   string `json:"body"`
		}
		if err := json.Unmarshal(data, &r); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		response, body := get(t, server.URL+u.RequestURI())
		feed, entry := shape(t, body)
		wantFeed, wantEntry := shape(t, r.Body)
		wantFeed = slices.DeleteFunc(wantFeed, func(p string) bool { return strings.HasSuffix(p, " link") })
		if !strings.Contains(r.Body, "<arxiv:comment>") {
			entry = slices.DeleteFunc(entry, func(p string) bool { return strings.HasSuffix(p, " comment") })
		}
		wantEntry = slices.DeleteFunc(wantEntry, func(p string) bool {
			return strings.HasSuffix(p, " doi") || strings.HasSuffix(p, "journal_ref") || strings.HasSuffix(p, "affiliation")
		})
		if response.StatusCode != r.Status || !slices.Equal(feed, wantFeed) || !slices.Equal(entry, wantEntry) {
			t.Errorf("%s: status %d, want %d\n%q\n%q\nwant\n%q\n%q", filepath.Base(path), response.StatusCode, r.Status, feed, entry, wantFeed, wantEntry)
		}
		compared++
	}
	t.Logf("%d answers compared", compared)
}

func TestArXiv(t *testing.T) {
	server := start(t, feedtest.Entries(feedtest.Entry{ID: "2411.00001", Version: 2, Title: "A <b> & c"}, feedtest.Entry{ID: "math/0309136"}))
	for query, want := range map[string]struct {
		status int
		ids    []string
	}{
		"id_list=2411.00001,2602.00001,math/0309136":    {200, []string{"math/0309136v1", "2602.00001v1", "2411.00001v2"}},
		"id_list=2411.00001v1":                          {200, []string{"2411.00001v1"}},
		"id_list=2411.00001v3":                          {200, nil},
		"id_list=2411.99999":                            {200, nil},
		"id_list=2411.00001,math/0309136&max_results=1": {200, []string{"2411.00001v2"}},
		"id_list=2411.00001,abc":                        {400, nil},
		"id_list=2411.00001&max_results=2001":           {400, nil},
	} {
		response, body := get(t, server.URL+"/api/query?"+query)
		var answer struct {
			Entries []struct {
				ID    string `xml:"id"`
				Title string `xml:"title"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(body), &answer); err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var got []string
		for _, e := range answer.Entries {
			id, paper := strings.CutPrefix(e.ID, "http://arxiv.org/abs/")
			if paper {
				got = append(got, id)
			}
			if strings.HasPrefix(id, "2411.00001") && e.Title != "A <b> & c" {
				t.Errorf("%s: title is %q", query, e.Title)
			}
		}
		if response.StatusCode != want.status || !slices.Equal(got, want.ids) {
			t.Errorf("%s: status %d, %q; want %d, %q", query, response.StatusCode, got, want.status, want.ids)
		}
	}
	server.Fault(feedtest.Fault{Kind: feedtest.RateExceeded, Times: 1})
	if response, body := get(t, server.URL+"/api/query?id_list=2411.00001"); response.StatusCode != 429 || body != "Rate exceeded." || response.Header.Get("Retry-After") != "" {
		t.Errorf("status %d, %q", response.StatusCode, body)
	}
}

func TestRecordedAnswersOfArXiv(t *testing.T) {
	server := start(t, feedtest.Answers(fstest.MapFS{
		"one.json": {Data: []byte(`{"url":"https://export.arxiv.org/api/query?id_list=abc%2C2411.00001","status_code":400,"body":"<feed/>"}`)},
		"two.json": {Data: []byte(`{"url":"https://export.arxiv.org/api/query?search_query=x&id_list=","status_code":200,"body":"<other/>"}`)},
	}))
	if response, body := get(t, server.URL+"/api/query?id_list=abc,2411.00001&max_results=2"); response.StatusCode != 400 || body != "<feed/>" {
		t.Errorf("status %d, %s", response.StatusCode, body)
	}
	if _, body := get(t, server.URL+"/api/query?id_list=2602.00001"); !strings.Contains(body, "2602.00001v1") {
		t.Errorf("what is not recorded gave %s", body)
	}
	for _, wrong := range []string{"[]", `{"url":"x"}`} {
		if _, err := feedtest.New(recorded(), feedtest.Answers(fstest.MapFS{"x.json": {Data: []byte(wrong)}})); err == nil || !strings.Contains(err.Error(), "x.json") {
			t.Errorf("%s gave %v", wrong, err)
		}
	}
}
