package words_test

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"offprint/app/words"
	"offprint/models"
)

// update writes the English words anew, and what other languages lack, for
// somebody to fill in: go test ./app/words -update
var update = flag.Bool("update", false, "write the translations anew")

var verb = regexp.MustCompile(`%(\[(\d+)\])?[sdvq]`)

// TestEveryWordIsTranslated holds the translations against the source: every
// text that the window shows is in each of them, with the same places for what
// is put in, and nothing else is.
func TestEveryWordIsTranslated(t *testing.T) {
	keys := wordsInSource(t)
	if len(keys) < 100 {
		t.Fatalf("only %d texts were found in the source", len(keys))
	}
	for _, l := range words.Languages() {
		path := filepath.Join("..", "..", "assets", "translations", strings.ReplaceAll(l.Code, "-", "_")+".json")
		have := map[string]string{}
		if text, err := os.ReadFile(path); err == nil {
			if err := json.Unmarshal(text, &have); err != nil {
				t.Fatalf("%s: %v", l.Code, err)
			}
		}
		if *update {
			write(t, path, l.Code, keys, have)
			continue
		}
		for _, key := range keys {
			said, ok := have[key]
			switch {
			case !ok || said == "":
				t.Errorf("%s lacks %q", l.Code, key)
			case l.Code == "en" && said != key:
				t.Errorf("en says %q for %q", said, key)
			case !slices.Equal(verbs(key), verbs(said)):
				t.Errorf("%s: %q has other places than %q", l.Code, said, key)
			}
			delete(have, key)
		}
		for key := range have {
			t.Errorf("%s has %q, which nothing says", l.Code, key)
		}
	}
}

func write(t *testing.T, path, code string, keys []string, have map[string]string) {
	t.Helper()
	all := map[string]string{}
	for _, key := range keys {
		all[key] = have[key]
		if code == "en" {
			all[key] = key
		}
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// verbs are the places in a text by their numbers.
func verbs(text string) []string {
	var all []string
	for i, m := range verb.FindAllStringSubmatch(strings.ReplaceAll(text, "%%", ""), -1) {
		number := m[2]
		if number == "" {
			number = strconv.Itoa(i + 1)
		}
		all = append(all, number)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// speaking are the functions whose texts a reader of the window meets, and which
// of their arguments those are.
var speaking = map[string][]int{
	"words.T": {0}, "words.N": {1, 2}, "T": {0}, "N": {1, 2}, // the window
	"w.progress": {0}, "part": {1}, "w.back": {1}, // which say it by words.T
	"r.differs": {0}, "k.record.differs": {0}, "differ": {0}, "m.differ": {0}, // what an import finds otherwise
	"failf": {2}, "sayf": {0}, "l.changeSmartList": {2}, "counted": {1, 2}, // models' errors and steps
	"l.each": {2, 3},                  // and their labels
	"Errorf": {2}, "feed.Errorf": {2}, // the feed's errors
}

func wordsInSource(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, folder := range []string{"app", "models", "feed"} {
		err := filepath.WalkDir(filepath.Join("..", "..", folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, filepath.Join("app", "cli")) {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if made, ok := n.(*ast.CompositeLit); ok && strings.HasSuffix(name(made.Type), "Error") {
					if text, ok := message(made); ok {
						found[text] = true
					}
				}
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				for _, at := range speaking[name(call.Fun)] {
					if at < len(call.Args) {
						if text, ok := literal(call.Args[at]); ok && text != "" {
							found[text] = true
						} else if name(call.Fun) == "words.T" && !ok {
							return true // said elsewhere
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range models.StepFormats() {
		found[format] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return name(e.X) + "." + e.Sel.Name
	}
	return ""
}

// message is the fixed text of an error that is made without Errorf.
func message(made *ast.CompositeLit) (string, bool) {
	for _, e := range made.Elts {
		if field, ok := e.(*ast.KeyValueExpr); ok && name(field.Key) == "Message" {
			return literal(field.Value)
		}
	}
	return "", false
}

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, okLeft := literal(e.X)
		right, okRight := literal(e.Y)
		return left + right, okLeft && okRight
	}
	return "", false
}
