package vault_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"offprint/models"
	"offprint/models/formats/vault"
)

// changed is full as it is in the library some days later.
func changed() models.Paper {
	p := full()
	p.Title, p.Abstract = "Attention, again", "We do more."
	p.Entry = &models.Entry{State: models.Done, Rating: 5, Why: "for the survey", KeptAt: now}
	p.Tags = []models.Tag{{Name: "to read"}, {Name: "2024"}, {Name: "true"}, {Name: "C++"}, {Name: "new"}}
	p.Notes = append(p.Notes, models.Note{Text: "A third note.", CreatedAt: now, UpdatedAt: now})
	return p
}

const name = "lovelace2026attention.md"

// fresh is the file of a paper in a folder of its own.
func fresh(t *testing.T, p models.Paper) string {
	t.Helper()
	folder := t.TempDir()
	export(t, folder, p, other())
	return read(t, filepath.Join(folder, name))
}

// put puts text before the first place of another.
func put(text, before string) func(string) string {
	return func(s string) string { return strings.Replace(s, before, text+before, 1) }
}

// swap puts text in the first place of another.
func swap(old, text string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, text, 1) }
}

func both(edits ...func(string) string) func(string) string {
	return func(s string) string {
		for _, edit := range edits {
			s = edit(s)
		}
		return s
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func atEnd(text string) func(string) string {
	return func(s string) string { return s + text }
}

const (
	begin = "<!-- offprint begin"
	end   = "<!-- offprint end"
)

var endLine = regexp.MustCompile(`(?m)^<!-- offprint end.*$`)

// edit is something that a reader does to the file of a paper.
type edit struct {
	name string
	text func(string) string
	want vault.Kind
	// front holds what the front matter must say afterwards.
	front map[string]any
	// lines stand in the file afterwards, and none of without.
	lines, without []string
	// ours are lines of the front matter that are ours, beside those that files
	// have which nobody edited.
	ours []string
	// broken says that the reader's front matter is no YAML.
	broken bool
}

// edits are those of the text of a file; see files for those of the folder.
func edits() []edit {
	up, conflict := vault.Updated, vault.Conflict
	return []edit{
		{name: "nothing", text: func(s string) string { return s }, want: up, front: map[string]any{"title": "Attention, again", "rating": 5, "status": "done", "tags": []any{"paper", "to-read", "_2024", "true", "C", "new"}}},
		{name: "text below", text: atEnd("\n## Notes\n\nMy own words.\n"), want: up},
		{name: "text above", text: put("My own words.\n\n", begin), want: up},
		{name: "text right above and right below", text: both(put("Above\n", begin), atEnd("Below")), want: up},
		{name: "no line end at the end", text: func(s string) string { return strings.TrimRight(s, "\n") }, want: up},
		{name: "own text without a line end", text: atEnd("\nlast words"), want: up},
		{name: "empty lines at the end", text: atEnd("\n\n\n"), want: up},
		{name: "white space at ends of lines", text: atEnd("\nwords  \t\n \n\t\n"), want: up},
		{name: "Windows line ends", text: crlf, want: up, front: map[string]any{"title": "Attention, again"}},
		{name: "Windows line ends and own text", text: func(s string) string { return crlf(s + "\nown\n") }, want: up},
		{name: "mixed line ends", text: atEnd("\r\nown\r\nwords\n\rold\r"), want: up},
		{name: "a byte order mark", text: func(s string) string { return "\ufeff" + s }, want: up, front: map[string]any{"rating": 5}},
		{name: "a byte order mark and Windows line ends", text: func(s string) string { return "\ufeff" + crlf(s) }, want: up},
		{name: "an own key at the end", text: swap("\n---\n\n", "\nproject: \"thesis\"\n---\n\n"), want: up, front: map[string]any{"project": "thesis"}},
		{name: "an own key at the beginning", text: swap("---\n", "---\ncssclasses: [wide]\n"), want: up, front: map[string]any{"cssclasses": []any{"wide"}}},
		{name: "own keys of every kind", text: swap("\n---\n\n", "\na: {b: [1, 2]}\nc: |\n  two\n\n  lines: \"\n# no comment\nd: >-\n  folded\n  text\ne: 'it''s'\nf:\n- 1\n- 2\n\"g h\" : x\ni: [1,\n  2]\nj: \"two\n  lines\"\nk:\n  nested:\n    deep: 1\n---\n\n"), want: up, front: map[string]any{"e": "it's", "g h": "x"}},
		{name: "keys in another order", text: both(swap("citekey: \"lovelace2026attention\"\n", ""), swap("\n---\n\n", "\nciteKEY2: 1\nrating: 4\n---\n\n"), swap("rating: 4\n", ""), put("citekey: \"lovelace2026attention\"\n", "title:")), want: up, front: map[string]any{"rating": 5, "citekey": "lovelace2026attention"}},
		{name: "comments in the front matter", text: both(put("# about the title\n", "title:"), put("  # mine\n", "  - ml/transformers"), put("# last\n\n", "url:")), want: up, lines: []string{"  # mine", "# last"}},
		{name: "a comment behind a value", text: both(swap("rating: 4", "rating: 4   # of 5"), swap("tags:", "tags: # some")), want: up, ours: []string{"rating: 4   # of 5", "rating: 5   # of 5"}, lines: []string{"rating: 5   # of 5", "tags: # some"}, front: map[string]any{"rating": 5}},
		{name: "an own tag", text: put("  - mine\n", "  - ml/transformers"), want: up, front: map[string]any{"tags": []any{"paper", "mine", "to-read", "_2024", "true", "C", "new"}}},
		{name: "own tags in quotes", text: put("  - 'mine'\n  - \"ours\"\n", "  - paper"), want: up, lines: []string{"  - 'mine'", "  - \"ours\""}},
		{name: "an own tag that the library has later", text: put("  - NEW\n", "  - paper"), want: up, front: map[string]any{"tags": []any{"NEW", "paper", "to-read", "_2024", "true", "C"}}},
		{name: "tags not indented", text: swap("tags:\n  - paper\n  - ml/transformers\n  - to-read\n  - \"_2024\"\n  - \"true\"\n  - C\n", "tags:\n- paper\n- mine\n- ml/transformers\n- to-read\n- _2024\n- \"true\"\n- C\n"), want: up, ours: []string{"- _2024"}, front: map[string]any{"tags": []any{"paper", "mine", "to-read", "_2024", "true", "C", "new"}}},
		{name: "tags not all indented", text: swap("tags:\n  - paper\n", "tags:\n- paper\n"), want: up, broken: true, lines: []string{"- paper", "  - ml/transformers"}, without: []string{"  - new"}},
		{name: "tags in brackets", text: swap("tags:\n  - paper\n  - ml/transformers\n  - to-read\n  - \"_2024\"\n  - \"true\"\n  - C\n", "tags: [paper, 'my, own', ml/transformers, to-read, _2024, \"true\", C] # all\n"), want: up, ours: []string{`tags: [paper, 'my, own', ml/transformers, to-read, _2024, "true", C] # all`, `tags: [paper, 'my, own', to-read, _2024, "true", C, new] # all`}, lines: []string{`tags: [paper, 'my, own', to-read, _2024, "true", C, new] # all`}},
		{name: "a tag taken away", text: swap("  - to-read\n", ""), want: up, front: map[string]any{"tags": []any{"paper", "_2024", "true", "C", "new"}}},
		{name: "all tags taken away", text: swap("  - paper\n  - ml/transformers\n  - to-read\n  - \"_2024\"\n  - \"true\"\n  - C\n", ""), want: up, front: map[string]any{"tags": []any{"new"}}},
		{name: "the tags taken away", text: swap("tags:\n  - paper\n  - ml/transformers\n  - to-read\n  - \"_2024\"\n  - \"true\"\n  - C\n", ""), want: up, without: []string{"tags:"}},
		{name: "a key taken away", text: swap("rating: 4\n", ""), want: up, without: []string{"rating: 5"}},
		{name: "a value changed", text: swap("status: \"reading\"", "status: someday"), want: up, front: map[string]any{"status": "someday", "rating": 5}},
		{name: "a title changed", text: swap(`title: "Attention: \"why not?\" & [C:\\Users]"`, "title: My title"), want: up, front: map[string]any{"title": "My title"}},
		{name: "an own alias", text: put("  - \"My name for it\"\n", "citekey:"), want: up, front: map[string]any{"aliases": []any{"lovelace2026attention", "My name for it"}}},
		{name: "as Obsidian writes it again", text: both(swap(`title: "Attention: \"why not?\" & [C:\\Users]"`, `title: 'Attention: "why not?" & [C:\Users]'`), swap("status: \"reading\"", "status: reading"), swap("  - \"true\"", "  - true")), want: up, ours: []string{`title: 'Attention: "why not?" & [C:\Users]'`, "status: reading"}, front: map[string]any{"title": "Attention, again", "status": "done"}},
		{name: "a long title folded", text: swap(`title: "Attention: \"why not?\" & [C:\\Users]"`, "title: >-\n  Attention: \"why\n  not?\" & [C:\\Users]"), want: up, ours: []string{"title: >-", `Attention: "why`, `not?" & [C:\Users]`}, front: map[string]any{"title": "Attention, again"}},
		{name: "a key in another case", text: swap("rating: 4", "Rating: 4"), want: up, ours: []string{"Rating: 4", "Rating: 5"}, lines: []string{"Rating: 5"}},
		{name: "a key twice", text: put("rating: 3\n", "rating: 4"), want: up, broken: true, lines: []string{"rating: 3", "rating: 4"}},
		{name: "the front matter taken away", text: func(s string) string { return s[strings.Index(s, begin):] }, want: up, without: []string{"---", "title:"}},
		{name: "a rule at the beginning instead", broken: true, text: func(s string) string { return "---\n\nOwn words\n\n" + s[strings.Index(s, begin):] }, want: up},
		{name: "a second front matter below", text: atEnd("\n---\ntitle: no\narxiv: 1\n---\nwords\n"), want: up},
		{name: "a second front matter above", text: put("---\ntitle: \"no\"\nrating: 4\n---\n\n", begin), want: up},
		{name: "our lines in own code", text: put("```html\n"+begin+" 2611.00010: x -->\nold\n"+end+" -->\n```\n\n", begin), want: up},
		{name: "our lines in own code below", text: atEnd("\n~~~\n" + begin + " -->\n\n" + end + " -->\n~~~\n"), want: up},
		{name: "a copy of the whole block in own code", text: func(s string) string { return s + "\n`````\n" + s[strings.Index(s, begin):] + "`````\n" }, want: up},
		{name: "own code that is not closed", text: put("```\nopen\n", begin), want: up},
		{name: "a lone end line above", text: put(end+" -->\n\n", begin), want: up},
		{name: "a lone begin line below", text: atEnd("\n" + begin + " 2611.00010 -->\n"), want: up},
		{name: "a great deal of own text", text: atEnd(strings.Repeat("A line of mine with [[links]] and 100% more.\n", 40_000)), want: up},
		{name: "one very long line", text: atEnd(strings.Repeat("word ", 100_000)), want: up},
		{name: "other alphabets", text: both(put("Ключ: \"значение\"\n", "url:"), atEnd("\n中文 🧑‍🔬 e\u0301 \u200f\n")), want: up, front: map[string]any{"Ключ": "значение"}},
		{name: "no characters of text", text: atEnd("\x00\x01\x7f\n"), want: up},
		{name: "white space in the block", text: both(swap("- **Why:** for the survey\n", "- **Why:** for the survey  \n"), swap("`2611.00020`.  \n", "`2611.00020`.\n")), want: up},
		{name: "a link of ours that Obsidian renamed", text: swap("[[other2026other|2611.00020]]", "[[Sub/Other paper|2611.00020]]"), want: up},
		{name: "an indented block", text: func(s string) string { return strings.Replace(s, begin, "  "+begin, 1) }, want: up},
		{name: "an emptied block", text: func(s string) string {
			return s[:strings.Index(s, begin)] + begin + " 2611.00010 -->\n\n" + endLine.FindString(s) + "\nBelow\n"
		}, want: up},
		{name: "a block of the reader's to be filled", text: func(s string) string {
			return "---\narxiv: 2611.00010\nrating: 1\n---\nBefore\n" + begin + " -->\n" + end + " -->\nBehind\n"
		}, want: up, front: map[string]any{"rating": 1, "title": "Attention, again"}},
		{name: "words in the block", text: swap("It works.", "It does not work."), want: conflict},
		{name: "words in the block, and lines of ours in a note", text: both(swap("It works.", "It does not work."), put(begin+" 2611.00010 -->\n"+end+" -->\n\n", "## BibTeX")), want: conflict},
		{name: "a line more in the block", text: put("My own line.\n", end), want: conflict},
		{name: "a line less in the block", text: swap("- **Why:** for the survey\n", ""), want: conflict},
		{name: "a note of Offprint changed in the vault", text: swap("Really?", "Really!"), want: conflict},
		{name: "the hash taken away", text: func(s string) string { return endLine.ReplaceAllString(s, end+" -->") }, want: conflict},
		{name: "the end line taken away", text: func(s string) string { return endLine.ReplaceAllString(s, "") }, want: conflict},
		{name: "the begin line taken away", text: func(s string) string { return strings.Replace(s, begin, "<!-- begin", 1) }, want: conflict},
		{name: "all taken away but the identifier", text: func(string) string { return "---\narxiv: \"2611.00010\"\n---\nAll mine.\n" }, want: conflict},
		{name: "the block twice", text: func(s string) string { return s + "\n" + s[strings.Index(s, begin):] }, want: conflict},
		{name: "front matter that cannot be read", text: put("what is this\n", "title:"), want: conflict},
		{name: "a quote that is not closed", text: put("own: \"open\n", "title:"), want: conflict},
		{name: "Latin-1", text: atEnd("caf\xe9\n"), want: conflict},
		{name: "UTF-16", text: func(s string) string {
			b := []byte{0xFF, 0xFE}
			for _, r := range s {
				b = append(b, byte(r), byte(r>>8))
			}
			return string(b)
		}, want: conflict},
	}
}

// rest is a file without what is ours: the block, and the lines of the front
// matter that files which nobody edited have.
func rest(t *testing.T, file string, ours []string) string {
	t.Helper()
	front, text := "", file
	if lines := strings.SplitAfter(file, "\n"); strings.TrimPrefix(strings.TrimSpace(lines[0]), "\ufeff") == "---" {
		for i, line := range lines[1:] {
			if strings.TrimSpace(line) == "---" {
				front, text = strings.Join(lines[:i+2], ""), strings.Join(lines[i+2:], "")
				break
			}
		}
	}
	var kept strings.Builder
	for _, line := range strings.SplitAfter(front, "\n") {
		if !slices.Contains(ours, strings.TrimSpace(line)) {
			kept.WriteString(line)
		}
	}
	// The block is what stands from the begin line before the facts to the last
	// line of its BibTeX and the end line behind it.
	block := regexp.MustCompile(`(?m)^[ \t]*<!-- offprint begin[^\n]*-->\r?\n\s*(- \*\*Authors:[\s\S]*?^\s*@misc[\s\S]*?` + "^```\\s*" + `)?^<!-- offprint end[^\n\r]*-->`)
	return kept.String() + "|" + block.ReplaceAllString(text, "BLOCK")
}

func TestEdits(t *testing.T) {
	before, after := fresh(t, full()), fresh(t, changed())
	var ours []string
	for _, file := range []string{before, after} {
		for _, line := range strings.Split(strings.SplitN(file, "---\n", 3)[1], "\n") {
			ours = append(ours, strings.TrimSpace(line))
		}
	}
	for _, e := range edits() {
		t.Run(e.name, func(t *testing.T) {
			folder := t.TempDir()
			export(t, folder, full(), other())
			file := filepath.Join(folder, name)
			edited := e.text(read(t, file))
			if edited == before && e.name != "nothing" {
				t.Fatal("the reader changed nothing")
			}
			write(t, file, edited)
			if c := export(t, folder, full(), other()).Papers[0]; e.want == vault.Conflict && (c.Kind != vault.Conflict || c.Problem == nil) {
				t.Errorf("nothing new in the library: %+v", c)
			}
			again := read(t, file)

			c := export(t, folder, changed(), other())
			got := read(t, file)
			if c.Papers[0].Kind != e.want {
				t.Fatalf("%s, want %s: %v\n%.3000s", c.Papers[0].Kind, e.want, c.Papers[0].Problem, edited)
			}
			if e.want == vault.Conflict {
				if got != edited {
					t.Errorf("a file in conflict was written:\n%s", got)
				}
				return
			}
			for _, at := range []string{again, got} {
				lines := append(slices.Clip(ours), e.ours...)
				if was, is := rest(t, edited, lines), rest(t, at, lines); is != was {
					t.Errorf("the reader's text was\n%.3000q, is\n%.3000q\nin\n%.3000q", was, is, at)
				}
			}
			if !strings.Contains(got, "We do more.") || !strings.Contains(got, "A third note.") {
				t.Errorf("the block is not the new one:\n%.3000s", got)
			}
			if strings.Contains(edited, "\r\n- **") != strings.Contains(got, "\r\n- **") {
				t.Errorf("the line ends are others: %.3000q", got)
			}
			e.check(t, got)
		})
	}
	if n := len(edits()) + len(folderEdits()); n < 50 {
		t.Errorf("only %d edits", n)
	}
}

func (e edit) check(t *testing.T, got string) {
	t.Helper()
	lines := strings.Split(strings.ReplaceAll(got, "\r\n", "\n"), "\n")
	for _, line := range e.lines {
		if !slices.Contains(lines, line) {
			t.Errorf("%q is missing in\n%.3000s", line, got)
		}
	}
	for _, line := range e.without {
		if slices.Contains(lines, line) {
			t.Errorf("%q came back in\n%.3000s", line, got)
		}
	}
	parts := strings.SplitN(strings.TrimPrefix(strings.ReplaceAll(got, "\r\n", "\n"), "\ufeff"), "---\n", 3)
	if parts[0] != "" || len(parts) < 3 || e.broken {
		return
	}
	var front map[string]any
	if err := yaml.Unmarshal([]byte(parts[1]), &front); err != nil {
		t.Fatalf("the front matter is broken: %v\n%s", err, parts[1])
	}
	for key, want := range e.front {
		if got := front[key]; !equal(got, want) {
			t.Errorf("%s is %#v, want %#v in\n%s", key, got, want, parts[1])
		}
	}
}

func equal(got, want any) bool {
	list, ok := want.([]any)
	if !ok {
		return got == want
	}
	other, ok := got.([]any)
	return ok && slices.Equal(list, other)
}

// folderEdits are what a reader does to the folder. Each says where the file of
// the paper is afterwards, empty where it is gone.
func folderEdits() map[string]func(t *testing.T, folder string) (file string, want vault.Kind) {
	move := func(to string) func(t *testing.T, folder string) (string, vault.Kind) {
		return func(t *testing.T, folder string) (string, vault.Kind) {
			write(t, filepath.Join(folder, to), read(t, filepath.Join(folder, name)))
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
			return to, vault.Updated
		}
	}
	copyTo := func(to string, want vault.Kind) func(t *testing.T, folder string) (string, vault.Kind) {
		return func(t *testing.T, folder string) (string, vault.Kind) {
			write(t, filepath.Join(folder, to), read(t, filepath.Join(folder, name)))
			return name, want
		}
	}
	return map[string]func(t *testing.T, folder string) (string, vault.Kind){
		"renamed":                    move("My own name, with ünïcode.md"),
		"moved":                      move("Reading/2026/" + name),
		"moved and renamed":          move("a/b/c/d.md"),
		"renamed in case":            move(strings.ToUpper(name)),
		"a copy":                     copyTo("Copy of it.md", vault.Conflict),
		"a copy further down":        copyTo("sub/"+name, vault.Conflict),
		"a copy in the trash":        copyTo(".trash/"+name, vault.Updated),
		"a copy that Logseq keeps":   copyTo("logseq/bak/"+name, vault.Updated),
		"a copy that is no Markdown": copyTo("copy.txt", vault.Updated),
		"deleted": func(t *testing.T, folder string) (string, vault.Kind) {
			remove(t, folder, name)
			return name, vault.New
		},
		"emptied, as by a power failure": func(t *testing.T, folder string) (string, vault.Kind) {
			write(t, filepath.Join(folder, name), "")
			return name, vault.New
		},
		"a note of the reader's that names the identifier": func(t *testing.T, folder string) (string, vault.Kind) {
			write(t, filepath.Join(folder, "own.md"), "---\narxiv: \"2611.00010\"\n---\nmine\n")
			return name, vault.Updated
		},
		"a note of the reader's that quotes our lines": func(t *testing.T, folder string) (string, vault.Kind) {
			write(t, filepath.Join(folder, "own.md"), "# How it works\n\n`````\n"+read(t, filepath.Join(folder, name))+"`````\n")
			return name, vault.Updated
		},
		"a link to the file": func(t *testing.T, folder string) (string, vault.Kind) {
			link(t, name, filepath.Join(folder, "link.md"))
			return name, vault.Updated
		},
		"a link in its place": func(t *testing.T, folder string) (string, vault.Kind) {
			outside := filepath.Join(t.TempDir(), "real.md")
			write(t, outside, read(t, filepath.Join(folder, name)))
			remove(t, folder, name)
			link(t, outside, filepath.Join(folder, name))
			return name, vault.Conflict
		},
		"a link that leads in a circle": func(t *testing.T, folder string) (string, vault.Kind) {
			link(t, folder, filepath.Join(folder, "circle"))
			return name, vault.Updated
		},
	}
}

func remove(t *testing.T, folder, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(folder, name)); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skipf("there are no symbolic links here: %v", err)
	}
}

func TestEditsOfTheFolder(t *testing.T) {
	for what, do := range folderEdits() {
		t.Run(what, func(t *testing.T) {
			folder := t.TempDir()
			export(t, folder, full(), other())
			file, want := do(t, folder)
			before := snapshot(t, folder)
			c := export(t, folder, changed(), other())
			if c.Papers[0].Kind != want || c.Papers[0].Path != file && want != vault.Conflict {
				t.Fatalf("%+v, want %s of %s", c.Papers[0], want, file)
			}
			after := snapshot(t, folder)
			for path, text := range before {
				if (path != file || want == vault.Conflict) && after[path] != text {
					t.Errorf("%s was changed", path)
				}
			}
			for path := range after {
				if _, there := before[path]; !there && path != file {
					t.Errorf("%s is new", path)
				}
			}
			if want != vault.Conflict && !strings.Contains(after[file], "We do more.") {
				t.Errorf("%s has\n%s", file, after[file])
			}
		})
	}
}

// snapshot is every file of a folder but those in ours, by its path.
func snapshot(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".offprint" {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			below, err := filepath.Rel(folder, path)
			if err != nil {
				return err
			}
			files[filepath.ToSlash(below)] = read(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
