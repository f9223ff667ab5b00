package export_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"offprint/app/export"
	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/reference"
	"offprint/models/librarytest"
)

// now is when the tests take place.
var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// TestEveryFormatOfEveryPaper writes papers of a real library in every format,
// with everything that can be in it, and reads them back. With OFFPRINT_FORMATS
// set to a folder, the papers are all recorded ones that are at hand, unless
// OFFPRINT_QUICK is set too, and the files are left there for
// packaging/check-formats.sh, beside truth.jsonl: what the library says of each
// paper, for others to be held against.
func TestEveryFormatOfEveryPaper(t *testing.T) {
	folder, keep := os.LookupEnv("OFFPRINT_FORMATS")
	l := newLibrary(t)
	if !keep {
		folder = t.TempDir()
	}
	if days := recorded(t); keep && os.Getenv("OFFPRINT_QUICK") == "" && len(days) > 0 {
		takeIn(t, l, days)
	} else if err := librarytest.Fill(t.Context(), l, 1, 100); err != nil {
		t.Fatal(err)
	}
	addOdd(t, l)
	papers, err := l.Find(t.Context(), models.View{Place: models.Everywhere})
	if err != nil {
		t.Fatal(err)
	}
	mark(t, l, papers)
	variants := map[string]formats.Options{"": formats.All(), "-bare": {}, "-ascii": {ASCII: true, Abstracts: true, Notes: true, Tags: true}}
	for _, f := range export.Formats() {
		for suffix, o := range variants {
			if suffix == "-ascii" && f.Extension != ".bib" {
				continue
			}
			o.At, o.Title = now, "Every paper"
			job := export.Export{Library: l, Format: f, Options: o, Papers: papers}
			report, err := job.ToFile(t.Context(), filepath.Join(folder, f.Name+suffix+f.Extension))
			if err != nil || report != (export.Report{Written: len(papers), ReadBack: len(papers)}) {
				t.Errorf("%s%s: %+v, %v", f.Name, suffix, report, err)
			}
		}
	}
	for name, o := range map[string]formats.Options{"vault": formats.All(), "vault-bare": {}} {
		writeVault(t, l, papers, filepath.Join(folder, name), o)
	}
	if err := writeTruth(t.Context(), l, papers, filepath.Join(folder, "truth.jsonl")); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d papers in %d formats", len(papers), len(export.Formats()))
}

func newLibrary(tb testing.TB) *models.Library {
	tb.Helper()
	l, err := models.Open(tb.Context(), filepath.Join(tb.TempDir(), "offprint.db"), models.Options{Now: func() time.Time { return now }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}

// recorded are the recorded days with the odd items among them; none where they
// are not at hand.
func recorded(t *testing.T) fstest.MapFS {
	t.Helper()
	folder := os.DirFS(filepath.Join("..", "..", "..", "shared", "data", "huggingface"))
	files, err := fs.Glob(folder, "daily/*.json")
	if err != nil {
		t.Fatal(err)
	}
	items := map[string][]json.RawMessage{}
	read := func(file string, into any) {
		data, err := fs.ReadFile(folder, file)
		if err == nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	for _, file := range files {
		var day []json.RawMessage
		read(file, &day)
		items[strings.TrimSuffix(filepath.Base(file), ".json")] = day
	}
	if len(files) > 0 {
		var odd []struct {
			ListDate string `json:"_listDate"`
			Item     json.RawMessage
		}
		read("odd-items.json", &odd)
		for _, o := range odd {
			items[o.ListDate] = append(items[o.ListDate], o.Item)
		}
	}
	days := fstest.MapFS{}
	for day, list := range items {
		data, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		days[day+".json"] = &fstest.MapFile{Data: data}
	}
	return days
}

// takeIn reads all days into a library, as the program does.
func takeIn(t *testing.T, l *models.Library, days fstest.MapFS) {
	t.Helper()
	server, err := feedtest.Start(days, feedtest.Today(now.Format(time.DateOnly)))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	clock := func() time.Time { return now }
	wait := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client, err := feed.New(feed.Config{Endpoint: server.URL, Now: clock, Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	refresher := refresh.New(client, l, refresh.Clock(clock, wait))
	for _, day := range server.Days() {
		if _, err := refresher.Day(t.Context(), day); err != nil {
			t.Fatalf("%s: %v", day, err)
		}
	}
}

// oddTexts are titles, abstracts, notes and tags at their worst.
var oddTexts = []string{
	"The $1 Million Question: 100% of GPU_hours & #1 {LLaMA}",
	`\input{secret} $\alpha^2_i$ \textbf{x`,
	"An unmatched } brace, and { another",
	"“Quotes”, ‘single’ — dashes – and…",
	"=SUM(A1:A9)", "+1 @home -2", "\"quoted\", comma; semicolon",
	"<script>alert(1)</script> & &amp; <think>",
	"Ends with a question?", "Ends with a stop.", "Why “agents”?",
	"Łódź, Çelik, Đặng, Ærø, Nguyễn, Straße, e\u0301",
	"大模型：一種方法", "مرحبا بالعالم", "5 × 10⁻⁴ α → β ≠ ∞ 🙂",
	"ER  - \nTY  - JOUR", "---\ntitle: x", "[[link]] #tag ![](x)", "type: book",
	"line\r\n\r\n```\ncode\n```\n\n## a heading\n\n- [ ] a task", "tab\there \x01 \u200b and\u00a0space",
	"A* search, B* tree", "~user|pipe^caret`tick`",
}

// oddNames are names at their worst, a paper's each.
var oddNames = [][]string{
	{"Aäron van den Oord", "Martin Luther King Jr.", "Luc Van Gool", "DeepSeek-AI"},
	{"The A and B Team", "others", "Yu", "許湛然"}, {"Jean-Luc Marie Picard", "A. B. de Souza", "J.-P. Sartre"},
	{"Öz Türk, Ali", "Łukasz Đặng", "Nguyễn Văn Nghĩa", "Søren Ångström"}, {},
	{"King Jr.", "van den Oord", `John "Four" Doe`, "O'Neil d'Arc"}, {"Ada Lovelace", "and Grace Hopper"},
}

// addOdd adds a paper for each odd text and each odd list of names, without a
// day, with another DOI or with categories, some of them.
func addOdd(t *testing.T, l *models.Library) {
	t.Helper()
	for i := range len(oddTexts) + len(oddNames) + 1 {
		p := models.Paper{ArxivID: fmt.Sprintf("2611.%05d", 90000+i), Title: "Names", Authors: []string{"Ada Lovelace"}, Published: "2026-11-02", FetchedAt: now, Categories: []string{"cs.LG", "cs.CL"}}
		switch names := i - len(oddTexts); {
		case names < 0:
			p.Title, p.Abstract = strings.Join(strings.Fields(oddTexts[i]), " "), oddTexts[i]
		case names < len(oddNames):
			p.Authors = oddNames[names]
		default:
			p.ArxivID, p.Title, p.Published, p.Authors = "hep-th/9901001", "664 authors", "", nil
			for n := range 664 {
				p.Authors = append(p.Authors, fmt.Sprintf("Ada%c Lovelace-%c%c", 'a'+n%26, 'A'+n/26, 'a'+n%26))
			}
		}
		id, err := l.SavePaper(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if i%5 == 0 {
			if err := l.AddIdentifiers(t.Context(), id, []models.Identifier{{Kind: models.DOIIdentifier, Value: fmt.Sprintf("10.1000/a(b)_%d", i)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := l.SetNameParts(t.Context(), "Ada Lovelace", citation.Name{Family: "King Noel", Given: "Ada", Particle: "von", Suffix: "II"}); err != nil {
		t.Fatal(err)
	}
}

// mark keeps papers, most of them, in all states, with odd tags, ratings and
// notes.
func mark(t *testing.T, l *models.Library, papers []int64) {
	t.Helper()
	step := func(_ models.Step, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, state := range models.States() {
		var some []int64
		for j := i; j < len(papers); j += 5 { // and a fifth are not kept
			some = append(some, papers[j])
		}
		step(l.Keep(t.Context(), some, models.Keeping{State: state, Why: oddTexts[i]}))
		step(l.SetStar(t.Context(), some[:len(some)/3], true))
		step(l.SetRating(t.Context(), some[len(some)/2:], i+1))
		for k, tag := range []string{"ml/vision", "to read", "R&D_100%", "größe*", "Ünïcode 漢字", "2026", `quo"te`} {
			step(l.Tag(t.Context(), some[k*len(some)/9:], []string{fmt.Sprintf("%s-%d", tag, i)}, nil))
		}
	}
	for i := 0; i < len(papers); i += 9 {
		text := oddTexts[i/9%len(oddTexts)] + "\n\nA *second* paragraph."
		if _, _, err := l.SaveNote(t.Context(), models.NoteEdit{PaperID: papers[i], Text: text}); err != nil {
			t.Fatal(err)
		}
	}
}

// truth is what the library says of a paper.
type truth struct {
	Key        string          `json:"key"`
	Arxiv      string          `json:"arxiv"`
	DOI        string          `json:"doi"`
	URL        string          `json:"url"`
	Title      string          `json:"title"`
	Names      []citation.Name `json:"names"`
	Published  string          `json:"published"`
	Categories []string        `json:"categories"`
	Abstract   string          `json:"abstract"`
	Tags       []string        `json:"tags"`
	Notes      []string        `json:"notes"`
	APA        string          `json:"apa"`
}

func writeTruth(ctx context.Context, l *models.Library, papers []int64, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	out := json.NewEncoder(file)
	for p, err := range l.Whole(ctx, papers) {
		if err != nil {
			return err
		}
		apa, err := reference.APA(formats.Of(*p))
		if err != nil {
			return err
		}
		t := truth{
			Key: p.CitationKey, Arxiv: p.ArxivID, DOI: formats.DOI(p), URL: formats.Address(p), Title: p.Title, Names: p.Names(),
			Published: p.Published, Categories: p.Categories, Abstract: p.Abstract, APA: apa,
		}
		for _, tag := range p.Tags {
			t.Tags = append(t.Tags, tag.Name)
		}
		for _, note := range p.Notes {
			t.Notes = append(t.Notes, note.Text)
		}
		if err := out.Encode(t); err != nil {
			return err
		}
	}
	return file.Close()
}

func TestFind(t *testing.T) {
	var names []string
	for _, f := range export.Formats() {
		if found, ok := export.Find(f.Name); !ok || found.Label != f.Label {
			t.Errorf("%s is not found", f.Name)
		}
		if slices.Contains(names, f.Name) || f.Label == "" || f.About == "" || !strings.HasPrefix(f.Extension, ".") {
			t.Errorf("%+v", f)
		}
		names = append(names, f.Name)
	}
	if _, ok := export.Find("docx"); ok {
		t.Error("docx is found")
	}
}

// TestCopies copies two papers in every form.
func TestCopies(t *testing.T) {
	a := models.Paper{CitationKey: "lovelace2026notes", ArxivID: "2611.00001", Title: "Notes", Authors: []string{"Ada Lovelace"}, Published: "2026-11-02", Abstract: "private", Notes: []models.Note{{Text: "private"}}}
	b := models.Paper{CitationKey: "hopper2026compiling", ArxivID: "2611.00002", Title: "Compiling", Authors: []string{"Grace Hopper"}}
	for _, c := range export.Copies() {
		text, err := c.Text(formats.Of(a, b))
		if err != nil || text == "" || strings.Contains(text, "private") {
			t.Errorf("%s: %q, %v", c.Name, text, err)
		}
		for _, says := range [][]string{{"2611.00001", "lovelace2026notes"}, {"2611.00002", "hopper2026compiling"}} {
			if !slices.ContainsFunc(says, func(s string) bool { return strings.Contains(text, s) }) {
				t.Errorf("%s: %q does not say %s", c.Name, text, says)
			}
		}
		if found, ok := export.FindCopy(c.Name); !ok || found.Label != c.Label {
			t.Errorf("%s is not found", c.Name)
		}
	}
	if _, ok := export.FindCopy("docx"); ok {
		t.Error("docx is found")
	}
}
