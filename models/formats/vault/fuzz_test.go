package vault_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"offprint/models/formats/vault"
)

// ourKeys are the keys of the front matter that are Offprint's.
var ourKeys = []string{"title", "aliases", "citekey", "authors", "arxiv", "doi", "published", "added", "status", "rating", "starred", "tags", "url", "pdf"}

// keysIn are what YAML reads in the front matter of a file; not ok where that is
// none.
func keysIn(file string) (map[string]any, bool) {
	parts := strings.SplitN(strings.ReplaceAll(strings.TrimPrefix(file, "\ufeff"), "\r\n", "\n"), "---\n", 3)
	if len(parts) < 3 || parts[0] != "" {
		return nil, false
	}
	var keys map[string]any
	if err := yaml.Unmarshal([]byte(parts[1]), &keys); err != nil {
		return nil, false
	}
	return keys, true
}

// FuzzEdit lets a reader write anything into the front matter, above and below
// the block. Whatever it is, it stays, what YAML could read it still reads, the
// reader's keys with the same values, and a second export changes nothing.
func FuzzEdit(f *testing.F) {
	for _, s := range []string{
		"own: 1\n", "own: [a,\n b]\n", "own: |\n  two\n\n  lines\n", "own: 'it''s\n  long'\n", "# comment\n", "  - mine\n", "- mine\n", "own: \"a\\\"b\"\n",
		"\"a b\" : c\n", "own: {a: [b, c]}\n", "? a\n: b\n", "own: >-\n  x\n # y\n", "<<: *x\n", "own: &a b\nother: *a\n", "own:\n  title: x\n", "x: 'a\ntitle: b'\n",
	} {
		for _, at := range []string{"title:", "citekey:", "arxiv:", "url:", "---\n\n<!--"} {
			f.Add(s, at, "above\n", "\nbelow", false)
		}
	}
	f.Add("", "", "```\n<!-- offprint begin 2611.00010 -->\n\n", "<!-- offprint end -->\n---\n", true)
	f.Add("", "", "---\na: b\n---\n", "\n\n<!-- offprint end 0123456789abcdef title:1 -->", true)
	p, q := full(), changed()
	q.Tags = append(q.Tags, p.Tags[0]) // so that no item of a list goes
	fresh, err := vault.File(&p, options())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, front, at, above, below string, crlf bool) {
		file := string(fresh)
		i := strings.Index(file, at)
		if end := strings.Index(file, "\n---\n"); at == "" || i < 4 || i > end+1 {
			i = end + 1
		}
		i = strings.LastIndex(file[:i], "\n") + 1
		file = file[:i] + front + file[i:]
		block := strings.Index(file[i+len(front):], begin) + i + len(front)
		head, tail := file[:block], file[block:]
		if crlf {
			head, tail = strings.ReplaceAll(head, "\n", "\r\n"), strings.ReplaceAll(tail, "\n", "\r\n")
			front = strings.ReplaceAll(front, "\n", "\r\n")
		}
		file = head + above + tail + below

		out, kind, err := vault.Merge([]byte(file), &q, options())
		if err != nil {
			t.Fatal(err)
		}
		if (out == nil) != (kind == vault.Conflict) {
			t.Fatalf("%s with %d bytes", kind, len(out))
		}
		if out == nil {
			return
		}
		got := string(out)
		if !strings.HasSuffix(got, below) || !strings.Contains(got, above+begin) || !strings.Contains(got, front) {
			t.Errorf("%q, %q and %q are not all in\n%s", front, above, below, got)
		}
		if !strings.Contains(got, "We do more.") {
			t.Errorf("the block is not the new one:\n%s", got)
		}
		if _, kind, _ := vault.Merge(out, &q, options()); kind != vault.Unchanged {
			t.Errorf("again: %s of\n%s", kind, got)
		}
		before, ok := keysIn(file)
		if !ok {
			return
		}
		after, ok := keysIn(got)
		if !ok {
			t.Fatalf("YAML reads\n%s\nand no longer\n%s", file, got)
		}
		for key, value := range before {
			if !slices.Contains(ourKeys, strings.ToLower(key)) && !reflect.DeepEqual(after[key], value) {
				t.Errorf("%s was %#v, is %#v in\n%s", key, value, after[key], got)
			}
		}
		for key := range after {
			if _, there := before[key]; !there && !slices.Contains(ourKeys, key) {
				t.Errorf("%s is new in\n%s", key, got)
			}
		}
	})
}

// FuzzFile reads files of any content: one that is not ours stays, and one that
// is written is one that stays the next time.
func FuzzFile(f *testing.F) {
	p, q := full(), changed()
	fresh, err := vault.File(&p, options())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(fresh)
	f.Add([]byte("---\narxiv: 2611.00010\n---\n<!-- offprint begin -->\n<!-- offprint end -->\n"))
	f.Add([]byte("\xef\xbb\xbf---\r\na: b\r\n---\r\n<!-- offprint begin -->\r\n<!-- offprint end -->"))
	f.Add(bytes.ReplaceAll(fresh, []byte("  - "), []byte("- ")))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, kind, err := vault.Merge(data, &q, options())
		if err != nil {
			t.Fatal(err)
		}
		if out == nil {
			return
		}
		if again, now, _ := vault.Merge(out, &q, options()); kind == vault.Updated && now != vault.Unchanged {
			t.Errorf("again: %s\nof\n%q\nbecomes\n%q", now, out, again)
		}
	})
}
