package csv_test

import (
	stdcsv "encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/csv"
)

func write(t *testing.T, o formats.Options, papers ...models.Paper) string {
	t.Helper()
	var b strings.Builder
	if err := csv.Write(&b, formats.Of(papers...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// read takes a file apart as another program does, into a map a record.
func read(t *testing.T, file string) []map[string]string {
	t.Helper()
	records, err := stdcsv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestWrite(t *testing.T) {
	p := models.Paper{
		ArxivID: "2611.00010", Title: "Cheap, \"fast\"\n or good", Abstract: "We pick two.",
		Published: "2026-11-02", Days: []string{"2026-11-03", "2026-11-04"}, Authors: []string{"Ada Lovelace", "A; B Team"},
		GitHub: "https://github.com/a/b", Categories: []string{"cs.LG", "cs.CL"}, Organization: "Babbage",
		FetchedAt: time.Unix(1, 0), Upvotes: 12, CitationKey: "lovelace2026cheap",
		Tags: []models.Tag{{Name: "agents"}, {Name: "ml/vision"}},
		Entry: &models.Entry{State: models.ToRead, Starred: true, Rating: 4, Why: "=1+1",
			KeptAt: time.Date(2026, 11, 5, 0, 30, 0, 0, time.FixedZone("CET", 3600))},
		Notes: []models.Note{{Text: "- one\r\n- two\n"}, {Quote: "pick\ntwo", Text: "Which?"}},
	}
	got := write(t, formats.All(), p, models.Paper{Title: "@end", DOI: "10.1/a"})
	want := "\uFEFFarxiv,title,authors,published,listed,citation_key,doi,url,pdf,code,project,categories,organization,upvotes,ai_summary,abstract,tags,state,starred,rating,why,kept_at,notes\r\n" +
		`arXiv:2611.00010,"Cheap, ""fast"" or good","Ada Lovelace; A, B Team",2026-11-02,2026-11-03; 2026-11-04,lovelace2026cheap,10.48550/arXiv.2611.00010,https://arxiv.org/abs/2611.00010,https://arxiv.org/pdf/2611.00010,https://github.com/a/b,,cs.LG; cs.CL,Babbage,12,,We pick two.,agents; ml/vision,toread,true,4,'=1+1,2026-11-04T23:30:00Z,"'- one` + "\r\n" + `- two; “pick two” Which?"` + "\r\n" +
		",'@end,,,,,10.1/a,https://doi.org/10.1/a,,,,,,,,,,,,,,,\r\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := write(t, formats.Options{}, p); strings.Contains(got, "tags") || strings.Contains(got, "toread") || strings.Contains(got, "We pick") || strings.Contains(got, "Which") {
		t.Errorf("what was not asked for is written:\n%s", got)
	}
	if found, err := csv.ReadBack(strings.NewReader(got)); err != nil || !slices.Equal(found, []string{"2611.00010", ""}) {
		t.Errorf("reads back as %q, %v", found, err)
	}
	if got := write(t, formats.Options{Notes: true, Flat: true}, p); !strings.Contains(got, "'- one - two; “pick two” Which?\r\n") {
		t.Errorf("notes in one line are written\n%s", got)
	}
	if found, err := csv.ReadBack(strings.NewReader(write(t, formats.All()))); err != nil || len(found) != 0 {
		t.Errorf("no papers read back as %q, %v", found, err)
	}
}

func TestReadBackIsStrict(t *testing.T) {
	good := write(t, formats.All(), models.Paper{ArxivID: "2611.00010", Title: "A, B"})
	for name, file := range map[string]string{
		"empty": "", "no mark": strings.TrimPrefix(good, "\uFEFF"), "cut in a quote": good[:strings.Index(good, "A,")+2],
		"a field short": good[:strings.Index(good, ",\r\n")] + "\r\n", "no table": "\uFEFFhello\r\n",
		"another identifier": strings.Replace(good, "arXiv:2611.00010", "2611.0001", 1),
	} {
		if found, err := csv.ReadBack(strings.NewReader(file)); err == nil {
			t.Errorf("%s: reads back as %q without an error", name, found)
		}
	}
}

func TestOddPapers(t *testing.T) {
	many := make([]string, 664)
	for i := range many {
		many[i] = "Ada Lovelace"
	}
	long := strings.Repeat("A note, with \"quotes\".\n", 5<<20/23)
	rows := read(t, write(t, formats.All(),
		models.Paper{ArxivID: "2611.00010", Title: "\x00\x1b[31m=cmd|'/C calc'!A0", Authors: many, Notes: []models.Note{{Text: long}}},
		models.Paper{ArxivID: "2611.00011", Abstract: "שלום 🎉 \u202e</script>"},
		models.Paper{ArxivID: "2611.00012", Title: "＝1", Abstract: "'=1", Notes: []models.Note{{Text: "\tcmd"}}},
	))
	if got := rows[0]["title"]; got != "[31m=cmd|'/C calc'!A0" {
		t.Errorf("the title is %q", got)
	}
	if got := len(strings.Split(rows[0]["authors"], "; ")); got != 664 {
		t.Errorf("%d authors", got)
	}
	if got := rows[0]["notes"]; got != strings.TrimSpace(long) {
		t.Errorf("the long note has %d bytes, want %d", len(got), len(long))
	}
	if got := rows[1]["abstract"]; got != "שלום 🎉 \u202e</script>" {
		t.Errorf("the abstract is %q", got)
	}
	if got := rows[2]["title"] + rows[2]["abstract"] + rows[2]["notes"]; got != "'＝1''=1'\tcmd" {
		t.Errorf("formulas are written %q", got)
	}
}

// To a spreadsheet that splits at semicolons a quote within a field is none, so
// that quoting does not help.
func TestNoFormulaWhereASpreadsheetSplitsAtSemicolons(t *testing.T) {
	p := models.Paper{
		ArxivID: "2611.00010", Title: "Cats;=cmd|' /C calc'!A0; Dogs, ;'+1;\t＝2;;@x", Authors: []string{"A", "-B"}, Notes: []models.Note{{Text: "a;=1;\n- b"}},
	}
	file := write(t, formats.All(), p)
	cells := stdcsv.NewReader(strings.NewReader(strings.SplitN(file, "\n", 2)[1]))
	cells.Comma, cells.LazyQuotes, cells.FieldsPerRecord = ';', true, -1
	records, err := cells.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range records[0] {
		if cell = strings.TrimLeft(cell, " \t"); cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0]) {
			t.Errorf("a cell is %q", cell)
		}
	}
	row := read(t, file)[0]
	if got, want := row["title"], "Cats;'=cmd|' /C calc'!A0; Dogs, ;''+1; '＝2;;'@x"; got != want {
		t.Errorf("the title is %q, want %q", got, want)
	}
	if got := plain(row["title"]); got != formats.OneLine(p.Title) {
		t.Errorf("without apostrophes it is %q", got)
	}
	if got, want := row["authors"]+row["notes"], "A; '-Ba;'=1;\n- b"; got != want {
		t.Errorf("authors and note are %q, want %q", got, want)
	}
}

var within = regexp.MustCompile("(;[ \t]*)'('*[=+@＝＋－＠-])")

// plain is a cell without the apostrophes that guard it.
func plain(cell string) string {
	cell = within.ReplaceAllString(cell, "$1$2")
	if rest := strings.TrimLeft(cell, "'"); rest != cell && strings.ContainsRune("=+-@\t\r\n＝＋－＠", append([]rune(rest), ' ')[0]) {
		return cell[1:]
	}
	return cell
}

// FuzzWrite holds that no cell is a formula, and that what was put in is found
// again in its place.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"=1", "'=1", "''-", "a,b", "\"", "a\r\nb", "\r", "\x00=", "a;=1; '-b;", "\ufeff=", "＋", " =1", "; ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := models.Paper{
			ArxivID: "2611.00010", Title: s, Abstract: s, Authors: []string{s, "B"}, Published: s, Days: []string{s}, DOI: s, GitHub: s,
			Project: s, Categories: []string{s}, Organization: s, AISummary: s, CitationKey: s, Tags: []models.Tag{{Name: s}},
			Entry: &models.Entry{State: models.State(s), Why: s}, Notes: []models.Note{{Text: s}},
		}
		file := write(t, formats.All(), p, models.Paper{Title: s}, p)
		if found, err := csv.ReadBack(strings.NewReader(file)); err != nil || !slices.Equal(found, []string{"2611.00010", "", "2611.00010"}) {
			t.Fatalf("reads back as %q, %v:\n%s", found, err, file)
		}
		rows := read(t, file)
		for name, cell := range rows[0] {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
				t.Errorf("%s is %q", name, cell)
			}
		}
		if got := plain(rows[0]["title"]); got != formats.OneLine(s) {
			t.Errorf("the title %q is read as %q", s, got)
		}
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(formats.Clean(s))
		want = strings.TrimRightFunc(strings.TrimRight(want, " \t\n"), unicode.IsControl)
		if got := strings.TrimRightFunc(plain(rows[0]["notes"]), unicode.IsControl); got != want {
			t.Errorf("the note %q is read as %q, want %q", s, got, want)
		}
	})
}
