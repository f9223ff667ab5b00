package feed_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"offprint/feed"
	"offprint/feed/feedtest"
)

// recorded is where recorded answers lie on a computer that has them.
const recorded = "../../shared/data/huggingface"

// generic reads JSON as it is, without the package under test.
func generic[T any](t *testing.T, path string) T {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("reading a recording: %v", err)
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("decoding %s: %v", path, err)
	}
	return v
}

func recordedDays(t *testing.T) []string {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(recorded, "daily", "*.json"))
	if len(paths) == 0 {
		t.Skip("there are no recorded days here")
	}
	return paths
}

func TestEveryRecordedDay(t *testing.T) {
	paths := recordedDays(t)
	server := start(t, os.DirFS(filepath.Join(recorded, "daily")))
	client, _ := connect(t, server.URL, nil)
	papers, authors := 0, 0
	for _, path := range paths {
		day := strings.TrimSuffix(filepath.Base(path), ".json")
		edition, err := client.Day(t.Context(), day)
		if err != nil {
			t.Errorf("%s: %v", day, err)
			continue
		}
		items := generic[[]map[string]any](t, path)
		if len(edition.Skipped) != 0 || len(edition.Papers) != len(items) {
			t.Errorf("%s: %d of %d papers, skipped %v", day, len(edition.Papers), len(items), edition.Skipped)
			continue
		}
		for i, item := range items {
			compare(t, day, item, edition.Papers[i])
			papers++
			authors += len(edition.Papers[i].Authors)
		}
	}
	t.Logf("%d days, %d papers, %d authors", len(paths), papers, authors)
}

func TestEveryOddItem(t *testing.T) {
	path := filepath.Join(recorded, "odd-items.json")
	if _, err := os.Stat(path); err != nil {
		t.Skip("there are no recorded items here")
	}
	for _, odd := range generic[[]map[string]any](t, path) {
		item := odd["item"].(map[string]any)
		t.Run(odd["_why"].(string), func(t *testing.T) {
			compare(t, "2026-03-04", item, decodeOne(t, compact(t, item)))
		})
	}
}

func TestNewestOfShiftedRecordings(t *testing.T) {
	recordedDays(t)
	server := start(t, os.DirFS(filepath.Join(recorded, "daily")), feedtest.ShiftTo("2026-03-04"))
	client, _ := connect(t, server.URL, nil)
	edition, err := client.Newest(t.Context())
	if err != nil || edition.Day != "2026-03-04" || len(edition.Papers) < 30 {
		t.Fatalf("%d papers of %s, error %v", len(edition.Papers), edition.Day, err)
	}
	for _, p := range edition.Papers {
		if p.ListDay != edition.Day {
			t.Errorf("%s stands on the list of %s", p.ID, p.ListDay)
		}
	}
	if _, err := client.Image(t.Context(), edition.Papers[0].Thumbnail); err != nil {
		t.Errorf("its thumbnail: %v", err)
	}
}

// lost gives the first word of source, of letters alone and none of TeX's,
// that cleaned does not have in its place.
func lost(source, cleaned string) string {
	rest := strings.Fields(cleaned)
	for _, word := range strings.Fields(source) {
		bare := strings.Trim(word, "(.,;:)")
		plain := strings.IndexFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
		if !plain || slices.Contains(texWords, bare) {
			continue
		}
		i := slices.Index(rest, word)
		if i < 0 {
			return word
		}
		rest = rest[i+1:]
	}
	return ""
}

// texWords are the words of letters alone that are TeX without its backslash.
var texWords = []string{"times", "approx", "ωapprox", "leq", "rightarrow", "propto", "lceil", "rceil"}

// compare holds the paper against the item that it came from, read anew.
func compare(t *testing.T, day string, item map[string]any, got feed.Paper) {
	t.Helper()
	source := item["paper"].(map[string]any)
	str := func(o map[string]any, key string) string { s, _ := o[key].(string); return s }
	oneLine := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	check := func(what string, got, want any) {
		t.Helper()
		if compact(t, got) != compact(t, want) {
			t.Errorf("%s %s: %s is\n     %s, want\n     %s", day, source["id"], what, compact(t, got), compact(t, want))
		}
	}
	check("ID", got.ID, str(source, "id"))
	check("SourceTitle", got.SourceTitle, str(source, "title"))
	check("SourceAbstract", got.SourceAbstract, str(source, "summary"))
	title, abstract := oneLine(str(source, "title")), oneLine(str(source, "summary"))
	if !strings.ContainsAny(title, "\\^_{}$~`") && !strings.Contains(title, "times") {
		check("Title", got.Title, title)
	}
	if word := lost(title, got.Title) + lost(abstract, got.Abstract); word != "" {
		t.Errorf("%s %s: %q is lost in\n     %s\n     %s", day, source["id"], word, got.Title, got.Abstract)
	}
	if len(got.Abstract) < len(abstract)*9/10 || len(got.Abstract) > len(abstract)+40 {
		t.Errorf("%s %s: %d bytes of abstract became %d", day, source["id"], len(abstract), len(got.Abstract))
	}
	var names []string
	for _, a := range source["authors"].([]any) {
		names = append(names, oneLine(str(a.(map[string]any), "name")))
	}
	check("Authors", got.Authors, names)
	check("Published", got.Published, str(source, "publishedAt")[:10])
	listDay := day
	if at := str(source, "submittedOnDailyAt"); at != "" {
		listDay = at[:10]
	}
	check("ListDay", got.ListDay, listDay)
	check("Upvotes", got.Upvotes, source["upvotes"])
	check("Comments", got.Comments, item["numComments"])
	check("GitHub", got.GitHub, strings.Join(strings.Fields(str(source, "githubRepo")), ""))
	check("Project", strings.TrimRight(got.Project, "/"), strings.TrimRight(strings.TrimSpace(str(source, "projectPage")), "/"))
	check("GitHubStars", got.GitHubStars, source["githubStars"])
	if (got.AISummary == "") != (str(source, "ai_summary") == "") {
		t.Errorf("%s %s: AI summary is %q", day, source["id"], got.AISummary)
	}
	words := map[string]bool{}
	for _, w := range anyList(source["ai_keywords"]) {
		if w := strings.ToLower(oneLine(w.(string))); w != "" {
			words[w] = true
		}
	}
	if len(got.AIKeywords) != len(words) || slices.Contains(got.AIKeywords, "") {
		t.Errorf("%s %s: keywords are %q of %v", day, source["id"], got.AIKeywords, source["ai_keywords"])
	}
	if by, ok := item["submittedBy"].(map[string]any); ok {
		check("Submitter", got.Submitter, oneLine(str(by, "fullname")))
		check("SubmitterLogin", got.SubmitterLogin, str(by, "name"))
	}
	for _, key := range []string{"organization", "submitterOrganization"} {
		if org, ok := item[key].(map[string]any); ok {
			check("Organization", got.Organization, oneLine(str(org, "fullname")))
			check("OrganizationLogin", got.OrganizationLogin, str(org, "name"))
		}
	}
	if !strings.HasSuffix(got.Thumbnail, strings.TrimPrefix(str(item, "thumbnail"), "https://cdn-thumbnails.huggingface.co")) || (got.Thumbnail == "") != (item["thumbnail"] == nil) {
		t.Errorf("%s %s: thumbnail is %q", day, source["id"], got.Thumbnail)
	}
	media := anyList(item["mediaUrls"])
	if one, ok := item["mediaUrl"]; ok {
		media = []any{one}
	}
	if len(media) != len(got.Media) {
		t.Errorf("%s %s: media are %q, want %v", day, source["id"], got.Media, media)
	}
}

func anyList(v any) []any { l, _ := v.([]any); return l }
