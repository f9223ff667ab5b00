package feedtest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Entry is what arXiv knows of a paper, as it is written in an answer.
type Entry struct {
	ID         string // bare: "2309.12288"
	Version    int    // the newest; 0 means 1
	Title      string
	Summary    string
	Authors    []string
	Categories []string // the first is the primary one
	Published  string   // of the first version, RFC 3339
	Updated    string   // of the newest version
	Comment    string
	Journal    string
	DOI        string
}

// Entries makes the server know papers as arXiv does, beside the recorded ones,
// of which it knows what the recorded days say.
func Entries(entries ...Entry) Option {
	return func(h *Handler) {
		for _, e := range entries {
			h.entries[e.ID] = e
		}
	}
}

// Answers makes the server give arXiv's recorded answers to the very same
// id_list: the files *.json at the root of fsys, each an object of url,
// status_code and body.
func Answers(fsys fs.FS) Option { return func(h *Handler) { h.arxiv = fsys } }

// answer is a recorded answer of arXiv.
type answer struct {
	URL    string `json:"url"`
	Status int    `json:"status_code"`
	Body   string `json:"body"`
}

func (h *Handler) readAnswers() error {
	if h.arxiv == nil {
		return nil
	}
	names, err := fs.Glob(h.arxiv, "*.json")
	if err != nil {
		return fmt.Errorf("looking for recorded answers of arXiv: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(h.arxiv, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		var a answer
		if err := json.Unmarshal(data, &a); err != nil {
			return fmt.Errorf("decoding %s: %w", name, err)
		}
		u, err := url.Parse(a.URL)
		if err != nil || a.Status < 100 {
			return fmt.Errorf("decoding %s: it has no address or no status", name)
		}
		if ids := u.Query().Get("id_list"); ids != "" {
			h.answers[ids] = a
		}
	}
	return nil
}

// arxivID is what arXiv takes for an identifier, known or not.
var arxivID = regexp.MustCompile(`^(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,})?/\d{7})(?:v([1-9]\d*))?$`)

const (
	atomOpening = `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/made-up</id>
  <title>arXiv Query</title>
  <updated>2026-03-04T00:00:00Z</updated>
`
	atomCounts = `  <opensearch:itemsPerPage>%d</opensearch:itemsPerPage>
  <opensearch:totalResults>%d</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
`
)

// query answers GET /api/query for an id_list, in another order than asked and
// without the papers that nobody knows, as arXiv does.
func (h *Handler) query(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	q := r.URL.Query()
	if a, ok := h.answers[q.Get("id_list")]; ok {
		w.WriteHeader(a.Status)
		io.WriteString(w, a.Body)
		return
	}
	most, err := strconv.Atoi(q.Get("max_results"))
	if q.Get("max_results") == "" {
		most, err = 10, nil
	}
	if err != nil || most < 0 || most > 2000 {
		h.atomError(w, "max_results_must_be_an_integer", "max_results must be an integer")
		return
	}
	var found []string
	for id := range strings.SplitSeq(q.Get("id_list"), ",") {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		m := arxivID.FindStringSubmatch(id)
		if m == nil {
			h.atomError(w, "incorrect_id_format_for_"+id, "incorrect id format for "+id)
			return
		}
		bare := id
		version := 0
		if m[1] != "" {
			bare = strings.TrimSuffix(id, "v"+m[1])
			version, _ = strconv.Atoi(m[1])
		}
		e, known := h.entry(bare)
		if e.Version == 0 {
			e.Version = 1
		}
		if known && version <= e.Version && len(found) < most {
			if version != 0 {
				e.Version = version
			}
			found = append(found, e.atom())
		}
	}
	slices.Reverse(found)
	io.WriteString(w, atomOpening)
	fmt.Fprintf(w, atomCounts, most, len(found))
	io.WriteString(w, strings.Join(found, "")+"</feed>\n")
}

// entry gives what arXiv knows of a paper: what the server was given, else what
// a recorded day says.
func (h *Handler) entry(bare string) (Entry, bool) {
	if e, ok := h.entries[bare]; ok {
		return e, true
	}
	paper, ok := h.papers[bare]
	if !ok {
		return Entry{}, false
	}
	text := func(key string) string { s, _ := paper[key].(string); return s }
	e := Entry{
		ID: bare, Title: text("title"), Summary: text("summary"),
		Published: text("publishedAt"), Updated: text("publishedAt"), Categories: []string{"cs.LG"},
	}
	authors, _ := paper["authors"].([]any)
	for _, author := range authors {
		o, _ := author.(object)
		if name, ok := o["name"].(string); ok {
			e.Authors = append(e.Authors, name)
		}
	}
	return e, true
}

func (e Entry) atom() string {
	var b strings.Builder
	id := fmt.Sprintf("%sv%d", e.ID, e.Version)
	element := func(name, content string) {
		if content != "" {
			fmt.Fprintf(&b, "    <%s>%s</%s>\n", name, escape(content), name)
		}
	}
	b.WriteString("  <entry>\n")
	element("id", "http://arxiv.org/abs/"+id)
	element("title", e.Title)
	element("updated", e.Updated)
	fmt.Fprintf(&b, "    <link href=\"https://arxiv.org/abs/%s\" rel=\"alternate\" type=\"text/html\"/>\n", id)
	fmt.Fprintf(&b, "    <link href=\"https://arxiv.org/pdf/%s\" rel=\"related\" type=\"application/pdf\" title=\"pdf\"/>\n", id)
	element("summary", e.Summary)
	for _, c := range e.Categories {
		fmt.Fprintf(&b, "    <category term=\"%s\" scheme=\"http://arxiv.org/schemas/atom\"/>\n", escape(c))
	}
	element("published", e.Published)
	element("arxiv:comment", e.Comment)
	if len(e.Categories) > 0 {
		fmt.Fprintf(&b, "    <arxiv:primary_category term=\"%s\"/>\n", escape(e.Categories[0]))
	}
	element("arxiv:journal_ref", e.Journal)
	element("arxiv:doi", e.DOI)
	for _, name := range e.Authors {
		fmt.Fprintf(&b, "    <author>\n      <name>%s</name>\n    </author>\n", escape(name))
	}
	b.WriteString("  </entry>\n")
	return b.String()
}

// atomError answers as arXiv does since its rewrite: status 400 and one entry
// that is no paper.
func (h *Handler) atomError(w http.ResponseWriter, code, text string) {
	address := escape("https://arxiv.org/api/errors#" + code)
	w.WriteHeader(http.StatusBadRequest)
	io.WriteString(w, atomOpening)
	fmt.Fprintf(w, atomCounts, 1, 1)
	fmt.Fprintf(w, `  <entry>
    <id>%s</id>
    <title>Error</title>
    <updated>2026-03-04T00:00:00Z</updated>
    <link href="%s" rel="alternate" type="text/html"/>
    <summary>%s</summary>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>
</feed>
`, address, address, escape(text))
}

func escape(s string) string {
	var b strings.Builder
	// Writing to memory does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
