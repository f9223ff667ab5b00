package vault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/vault"
)

func TestWhichFoldersAreVaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string // those with a slash at the end are folders
		below string   // the folder that is exported into
		want  string   // what the error says, empty for none
	}{
		{name: "empty"},
		{name: "with a hidden file", files: []string{".DS_Store", "desktop.ini"}},
		{name: "of Obsidian", files: []string{".obsidian/", "note.md", "photo.jpg"}},
		{name: "of Logseq", files: []string{"logseq/", "pages/", "journals/"}},
		{name: "in one of Obsidian", files: []string{".obsidian/", "Papers/note.md"}, below: "Papers"},
		{name: "new in one of Obsidian", files: []string{".obsidian/"}, below: "Papers"},
		{name: "with a file of ours", files: []string{"a.txt", "ours.md"}},
		{name: "where we were before", files: []string{"a.txt", ".offprint/"}},
		{name: "with other notes", files: []string{"note.md"}, want: "is no vault"},
		{name: "a home", files: []string{"Documents/a.txt", "Pictures/"}, want: "is no vault"},
		{name: "absent twice", below: "no/such", want: "neither is the one above it"},
		{name: "a file", files: []string{"note.md"}, below: "note.md", want: "is a file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			for _, file := range c.files {
				path := filepath.Join(root, file)
				if strings.HasSuffix(file, "/") {
					if err := os.MkdirAll(path, 0o755); err != nil {
						t.Fatal(err)
					}
					continue
				}
				text := "words\n"
				if file == "ours.md" {
					text = fileOf(t, other())
				}
				write(t, path, text)
			}
			folder := filepath.Join(root, c.below)
			before := snapshot(t, root)
			_, err := vault.Plan(t.Context(), folder, formats.Of(full()), options())
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var said *models.Error
			if !errors.As(err, &said) || !strings.Contains(said.Message, c.want) || !strings.Contains(said.Message, "Nothing was written") {
				t.Errorf("planned, and said %v", err)
			}
			if len(snapshot(t, root)) != len(before) {
				t.Error("something was written")
			}
			if o := options(); c.want == "is no vault" {
				if o.Anew = true; plan(t, folder, o, full()).Count(vault.New) != 1 {
					t.Error("with the reader's word for it nothing is planned")
				}
			}
		})
	}
}

func TestNames(t *testing.T) {
	long := strings.Repeat("ab", 100)
	for key, want := range map[string]string{
		"vaswani2017attention": "vaswani2017attention.md",
		"Smith:2020":           "Smith2020.md",
		"a/b":                  "ab.md",
		"con":                  "_con.md",
		"NUL":                  "_NUL.md",
		"lpt1.x":               "_lpt1.x.md",
		"com10":                "com10.md",
		"conx":                 "conx.md",
		"a.b":                  "a.b.md",
		long[:119]:             long[:117] + ".md",
	} {
		p := other()
		p.CitationKey = key
		if got := plan(t, t.TempDir(), options(), p).Papers[0].Path; got != want {
			t.Errorf("%s becomes %s, want %s", key, got, want)
		}
	}
	for title, want := range map[string]string{
		`A: "b" <c> | d? *e* \f/ #g ^h [i]`: "key - A b c d e f g h i.md",
		"Ends with a stop.":                 "key - Ends with a stop.md",
		" . ":                               "key.md",
		"":                                  "key.md",
		"Cafe\u0301":                        "key - Caf\u00e9.md",
		"a\u202eb\x00c\u200bd\ufeff\xff":    "key - abcd.md",
		strings.Repeat("中", 60):             "key - " + strings.Repeat("中", 37) + ".md",
		strings.Repeat("o\u0336", 60):       "key - " + strings.Repeat("o\u0336", 37) + ".md",
	} {
		p, o := other(), options()
		p.CitationKey, p.Title, o.Titles = "key", title, true
		got := plan(t, t.TempDir(), o, p).Papers[0].Path
		if got != want || len(got) > 120 || !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("%q becomes %q of %d bytes, want %q", title, got, len(got), want)
		}
	}
}

// TestNamesThatAreTaken holds that no two files have names that some file system
// takes for one, and that files of the reader's stay.
func TestNamesThatAreTaken(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "SAME.md"), "mine\n")
	write(t, filepath.Join(folder, "same-2.MD"), "mine\n")
	write(t, filepath.Join(folder, ".obsidian", "app.json"), "{}")
	var papers []models.Paper
	for i, key := range []string{"same", "s:ame", "Same"} {
		p := other()
		p.ID, p.ArxivID, p.CitationKey = int64(i+1), "2611.0000"+string(rune('1'+i)), key
		papers = append(papers, p)
	}
	export(t, folder, papers...)
	for i, change := range export(t, folder, papers...).Papers {
		if want := []string{"same-3.md", "same-4.md", "Same-5.md"}[i]; change.Path != want || change.Kind != vault.Unchanged {
			t.Errorf("%+v, want %s", change, want)
		}
	}
	if read(t, filepath.Join(folder, "SAME.md")) != "mine\n" {
		t.Error("a file of the reader's was written")
	}
}

// TestAnotherProgramWrites lets an editor write between plan and export.
func TestAnotherProgramWrites(t *testing.T) {
	folder := t.TempDir()
	export(t, folder, full(), other())
	third := other()
	third.ID, third.ArxivID, third.CitationKey = 3, "2611.00030", "third2026third"
	papers := []models.Paper{changed(), other(), third}
	c := plan(t, folder, options(), papers...)
	file := filepath.Join(folder, name)
	write(t, file, read(t, file)+"just now\n")
	write(t, filepath.Join(folder, "third2026third.md"), "mine\n")
	report, err := c.Apply(t.Context(), formats.Of(papers...), now, nil)
	if err != nil || report != (vault.Report{}) {
		t.Errorf("%+v, %v", report, err)
	}
	for _, i := range []int{0, 2} {
		if p := c.Papers[i]; p.Kind != vault.Conflict || p.Problem == nil || !strings.Contains(p.Problem.Message, "export again") {
			t.Errorf("%+v", p)
		}
	}
	if !strings.HasSuffix(read(t, file), "just now\n") || read(t, filepath.Join(folder, "third2026third.md")) != "mine\n" {
		t.Error("what another program wrote is gone")
	}
	if c := export(t, folder, papers...); c.Papers[0].Kind != vault.Updated || c.Papers[2].Path != "third2026third-2.md" {
		t.Errorf("again: %+v", c.Papers)
	}
	if text := read(t, file); !strings.HasSuffix(text, "just now\n") || !strings.Contains(text, "We do more.") {
		t.Errorf("again: %s", text)
	}
}

// TestWhatIsSaidOfAChange holds what a plan says of the keys, and of the reader's
// own.
func TestWhatIsSaidOfAChange(t *testing.T) {
	folder := t.TempDir()
	export(t, folder, full())
	file := filepath.Join(folder, name)
	text := strings.Replace(read(t, file), "rating: 4\n", "", 1)
	write(t, file, strings.Replace(text, "status: \"reading\"", "status: someday", 1))
	p := full()
	p.Entry = &models.Entry{State: models.Done, Rating: 5, Why: "for the survey", KeptAt: now}
	c := plan(t, folder, options(), p).Papers[0]
	if c.Kind != vault.Updated || c.Block || strings.Join(c.Keys, " ") != "starred" || strings.Join(c.Kept, " ") != "status rating" {
		t.Errorf("planned %+v", c)
	}
	export(t, folder, p)
	c = plan(t, folder, options(), p).Papers[0]
	if c.Kind != vault.Unchanged || len(c.Keys) > 0 || strings.Join(c.Kept, " ") != "status rating" {
		t.Errorf("planned %+v", c)
	}
	// What the reader writes as the library has it is ours again.
	write(t, file, strings.Replace(read(t, file), "status: someday", "status: done", 1))
	export(t, folder, p)
	p.Entry.State = models.Archived
	export(t, folder, p)
	if got := read(t, file); !strings.Contains(got, "\nstatus: \"archived\"\n") || strings.Contains(got, "\nrating") {
		t.Errorf("the file is\n%s", got)
	}
}

func TestCopiesOfWhatWas(t *testing.T) {
	folder := t.TempDir()
	export(t, folder, full(), other())
	if _, err := os.Stat(filepath.Join(folder, ".offprint", "before")); !os.IsNotExist(err) {
		t.Errorf("copies of nothing: %v", err)
	}
	file := filepath.Join(folder, name)
	write(t, file, read(t, file)+"mine\n")
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	was := read(t, file)
	c := plan(t, folder, options(), changed(), other())
	report, err := c.Apply(t.Context(), formats.Of(changed(), other()), now, nil)
	if err != nil || report.Updated != 1 || report.ReadBack != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if got := read(t, filepath.Join(report.Copies, name)); got != was {
		t.Errorf("the copy is\n%s", got)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("who may read the file: %v, %v", info.Mode(), err)
	}
	for i := range 15 {
		p := changed()
		p.Abstract = strings.Repeat("More. ", i+2)
		c := plan(t, folder, options(), p)
		if _, err := c.Apply(t.Context(), formats.Of(p), now.AddDate(0, 0, i+1), nil); err != nil {
			t.Fatal(err)
		}
	}
	copies, err := os.ReadDir(filepath.Dir(report.Copies))
	if err != nil || len(copies) != 10 || copies[9].Name() != "2026-12-08T091500Z" {
		t.Errorf("copies %v, %v", copies, err)
	}
}

// TestTwoExportsAtOnce lets a second export begin while the first writes.
func TestTwoExportsAtOnce(t *testing.T) {
	folder := t.TempDir()
	c := plan(t, folder, options(), full(), other())
	_, err := c.Apply(t.Context(), formats.Of(full(), other()), now, func(int) {
		second := plan(t, folder, options(), full(), other())
		_, err := second.Apply(t.Context(), formats.Of(full(), other()), now, nil)
		var said *models.Error
		if len(second.ToWrite()) > 0 && (!errors.As(err, &said) || !strings.Contains(said.Message, "Another export")) {
			t.Errorf("the second said %v", err)
		}
	})
	if err != nil {
		t.Error(err)
	}
	export(t, folder, full(), other())
}

func TestCancel(t *testing.T) {
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	o := options()
	o.OnPlanned = func(int) { cancel() }
	if _, err := vault.Plan(ctx, folder, formats.Of(full(), other()), o); !errors.Is(err, context.Canceled) {
		t.Errorf("the plan went on: %v", err)
	}
	c := plan(t, folder, options(), full(), other())
	ctx, cancel = context.WithCancel(t.Context())
	report, err := c.Apply(ctx, formats.Of(full(), other()), now, func(int) { cancel() })
	if !errors.Is(err, context.Canceled) || report.New != 1 {
		t.Errorf("%+v, %v", report, err)
	}
	if files := snapshot(t, folder); len(files) != 1 || !strings.HasSuffix(files[name], "-->\n") {
		t.Errorf("left: %v", files)
	}
	export(t, folder, full(), other())
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("everything can be written here")
	}
	folder := t.TempDir()
	c := plan(t, folder, options(), full())
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o755)
	_, err := c.Apply(t.Context(), formats.Of(full()), now, nil)
	var said *models.Error
	if !errors.As(err, &said) || !strings.Contains(said.Message, "No file was touched") {
		t.Errorf("said %v", err)
	}
}

// TestWhatIsPrivateGoes holds that what was written is taken back when it is not
// to be there any more.
func TestWhatIsPrivateGoes(t *testing.T) {
	folder := t.TempDir()
	export(t, folder, full())
	o := vault.Options{}
	c := plan(t, folder, o, full())
	if _, err := c.Apply(t.Context(), formats.Of(full()), now, nil); err != nil {
		t.Fatal(err)
	}
	text := read(t, filepath.Join(folder, name))
	for _, private := range []string{"rating", "status", "starred", "added", "transformers", "survey", "Really", "Abstract"} {
		if strings.Contains(strings.Split(text, "<!-- offprint end")[0], private) {
			t.Errorf("%s is still in\n%s", private, text)
		}
	}
	if plan(t, folder, o, full()).Count(vault.Unchanged) != 1 {
		t.Error("something is left to do")
	}
	export(t, folder, full())
	if !strings.Contains(read(t, filepath.Join(folder, name)), "\nrating: 4\n") {
		t.Error("what was taken back does not come again")
	}
}

func TestTags(t *testing.T) {
	for tag, want := range map[string]string{
		"agents": "agents", "to read": "to-read", "ml/vision": "ml/vision", "C++": "C", "a -- b": "a-b",
		"2024": "_2024", "2024/05": "_2024/05", "3d": "3d", "#x": "x", "/a//b/": "a/b", "naïve": "naïve", "研究": "研究", "🔥": "🔥", "??": "",
	} {
		p := other()
		p.Tags = []models.Tag{{Name: tag}, {Name: strings.ToUpper(tag)}}
		text := fileOf(t, p)
		_, after, _ := strings.Cut(text, "tags:\n  - paper\n")
		list, _, _ := strings.Cut(after, "url:")
		got := strings.Trim(strings.TrimSpace(strings.TrimPrefix(list, "  - ")), `"`)
		if got != want {
			t.Errorf("%q becomes %q, want %q", tag, got, want)
		}
	}
}

// fileOf is the file of a paper alone.
func fileOf(t *testing.T, p models.Paper) string {
	t.Helper()
	folder := t.TempDir()
	c := export(t, folder, p)
	return read(t, filepath.Join(folder, c.Papers[0].Path))
}

func TestLinksBetweenPapers(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, ".obsidian", "app.json"), "{}")
	write(t, filepath.Join(folder, "sub", "Renamed.md"), fileOf(t, other()))
	for in, want := range map[string]string{
		"See 2611.00020.": "See [[Renamed|2611.00020]].",
		"See arXiv:2611.00020v2, or [[2611.00020]]":      "See [[Renamed|arXiv:2611.00020v2]], or [[Renamed|2611.00020]]",
		"[[2611.00020|the other]] and 2611.00099":        "[[Renamed|the other]] and 2611.00099",
		"ü 中 2611.00020 – `2611.00020`":                  "ü 中 [[Renamed|2611.00020]] – `2611.00020`",
		"https://arxiv.org/abs/2611.00020":               "https://arxiv.org/abs/2611.00020",
		"[2611.00020](https://arxiv.org/abs/2611.00020)": "[2611.00020](https://arxiv.org/abs/2611.00020)",
		"```\n2611.00020\n```":                           "```\n2611.00020\n```",
		"    2611.00020":                                 "    2611.00020",
		"<b title=\"2611.00020\">x</b>":                  "<b title=\"2611.00020\">x</b>",
		"[a]: 2611.00020\n\n[a]":                         "[a]: 2611.00020\n\n[a]",
	} {
		p := full()
		p.Notes = []models.Note{{Text: in}}
		export(t, folder, p, other())
		text := read(t, filepath.Join(folder, name))
		_, after, _ := strings.Cut(text, "## Notes\n\n")
		if got, _, _ := strings.Cut(after, "\n\n## BibTeX"); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", in, got, want)
		}
	}
}
