package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// notScreens are the packages below app that are not a screen or a pane.
var notScreens = []string{"home", "refresh", "cli", "instance", "demo", "action", "ui", "thumbnail", "session", "keys", "windowtest", "words", "start", "export"}

// goPackage is what `go list -json` says of a package; Deps are all that it imports, directly or not.
type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestArrows(t *testing.T) {
	list := exec.Command("go", "list", "-tags", "migrated_fynedo,window", "-deps",
		"-json=ImportPath,Imports,Deps", "./...")
	list.Dir = ".."
	var failed bytes.Buffer
	list.Stderr = &failed
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, failed.String())
	}
	var ours []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("read the answer of go list: %v", err)
		}
		if within(p.ImportPath, "offprint") {
			ours = append(ours, p)
		}
	}
	if !slices.ContainsFunc(ours, func(p goPackage) bool { return p.ImportPath == "offprint/models" }) {
		t.Fatalf("go list does not know offprint/models; it knows %d packages of ours", len(ours))
	}
	for _, v := range violations(ours) {
		t.Error(v)
	}
}

// violations holds the packages of this module against the arrows of the design and names importer and imported of
// each that runs the wrong way. Imports of tests do not count.
func violations(ours []goPackage) []string {
	var found []string
	for _, p := range ours {
		wrong := func(imported, why string) {
			found = append(found, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imported, why))
		}
		for _, imported := range p.Imports {
			if why := forbidden(p.ImportPath, imported); why != "" {
				wrong(imported, why)
			}
		}
		if feed, models := first(p.Imports, "offprint/feed"), first(p.Imports, "offprint/models"); feed != "" && models != "" &&
			!slices.Contains([]string{"offprint", "offprint/app", "offprint/app/refresh", "offprint/app/demo", "offprint/app/start", "offprint/app/windowtest"}, p.ImportPath) {
			wrong(feed+" and "+models, "only app/refresh joins the feed and the library")
		}
		for _, windowless := range []string{"offprint/feed", "offprint/models", "offprint/assets", "offprint/app/home",
			"offprint/app/refresh", "offprint/app/instance", "offprint/app/demo", "offprint/app/cli", "offprint/app/export", "offprint/app/keys", "offprint/app/session"} {
			if fyne := first(p.Deps, "fyne.io"); within(p.ImportPath, windowless) && fyne != "" {
				wrong(fyne, windowless+" knows no window, not through others either")
			}
		}
	}
	return found
}

// forbidden says why importer may not import imported, or nothing if it may.
func forbidden(importer, imported string) string {
	switch {
	case within(imported, "modernc.org/sqlite"):
		return "the driver is registered once, by the one that models opens"
	case within(imported, "gorm.io") || within(imported, "github.com/glebarez"):
		if importer != "offprint/models" {
			return "GORM and SQLite live in models and nowhere else"
		}
	}
	if !within(imported, "offprint") {
		return ""
	}

	below, inApp := strings.CutPrefix(importer, "offprint/app/")
	part, _, _ := strings.Cut(below, "/")
	switch {
	case within(importer, "offprint/assets"):
		return "assets is a leaf"
	case within(importer, "offprint/models"):
		return onlyWithin(imported, "offprint/models")
	case within(importer, "offprint/feed"):
		return onlyWithin(imported, "offprint/feed")
	case within(importer, "offprint/packaging"):
		return "what surrounds the program knows nothing of its inside"
	case importer == "offprint":
		return ""
	case imported == "offprint/app" && part != "windowtest" && part != "start":
		return "only main opens the window"
	case !inApp || part == "windowtest":
		return ""
	case part == "refresh":
		return onlyWithin(imported, "offprint/app/refresh", "offprint/models", "offprint/feed")
	case part == "cli":
		return onlyWithin(imported, "offprint/app/cli", "offprint/app/refresh", "offprint/app/export", "offprint/models")
	case slices.Contains(notScreens, part):
		if screen := screenOf(imported); screen != "" {
			return "app/" + screen + " is a screen, and screens are put together in app alone"
		}
		return ""
	case within(imported, "offprint/models") && imported != "offprint/models":
		return "a screen takes the types of models and nothing below it"
	default:
		return onlyWithin(imported, "offprint/app/"+part, "offprint/app/ui", "offprint/app/action", "offprint/app/words", "offprint/app/session", "offprint/models", "offprint/assets")
	}
}

// screenOf returns the screen that a package belongs to, or nothing.
func screenOf(path string) string {
	below, _ := strings.CutPrefix(path, "offprint/app/")
	part, _, _ := strings.Cut(below, "/")
	if below == path || slices.Contains(notScreens, part) {
		return ""
	}
	return part
}

func onlyWithin(imported string, folders ...string) string {
	if slices.ContainsFunc(folders, func(folder string) bool { return within(imported, folder) }) {
		return ""
	}
	return "of ours it may import only " + strings.Join(folders, ", ")
}

func first(paths []string, folder string) string {
	if i := slices.IndexFunc(paths, func(path string) bool { return within(path, folder) }); i >= 0 {
		return paths[i]
	}
	return ""
}

func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// TestTheRulesSeeAViolation shows each rule one made-up import that it must report, and a house that it must leave.
func TestTheRulesSeeAViolation(t *testing.T) {
	for _, tt := range []struct{ importer, imported string }{
		{"offprint/models", "offprint/feed"},
		{"offprint/models/formats/bibtex", "offprint/app"},
		{"offprint/feed", "offprint/models"},
		{"offprint/feed/feedtest", "offprint/assets"},
		{"offprint/assets", "offprint/models"},
		{"offprint/packaging", "offprint/models"},
		{"offprint/app/refresh", "offprint/app/ui"},
		{"offprint/app/cli", "offprint/feed"},
		{"offprint/app/cli", "offprint/app"},
		{"offprint/app/today", "offprint/app/detail"},
		{"offprint/app/today", "offprint/feed"},
		{"offprint/app/today", "offprint/app/refresh"},
		{"offprint/app/today", "offprint/models/formats/bibtex"},
		{"offprint/app/today", "gorm.io/gorm"},
		{"offprint/app/ui", "offprint/app/today"},
		{"offprint/app/ui/passage", "offprint/app/today"},
		{"offprint/app/action", "offprint/app"},
		{"offprint/models/citation", "gorm.io/gorm"},
		{"offprint/app", "github.com/glebarez/sqlite"},
		{"offprint/models", "modernc.org/sqlite"},
	} {
		got := violations([]goPackage{{ImportPath: tt.importer, Imports: []string{tt.imported}}})
		if len(got) != 1 || !strings.HasPrefix(got[0], tt.importer+" imports "+tt.imported+": ") {
			t.Errorf("%s imports %s: reported %q", tt.importer, tt.imported, got)
		}
	}
	for _, importer := range []string{"offprint/app/refresh", "offprint/app/cli", "offprint/app/home", "offprint/app/instance", "offprint/app/demo", "offprint/feed", "offprint/models/formats/ris", "offprint/assets"} {
		got := violations([]goPackage{{ImportPath: importer, Deps: []string{"fmt", "fyne.io/fyne/v2/canvas"}}})
		if len(got) != 1 || !strings.HasPrefix(got[0], importer+" imports fyne.io/fyne/v2/canvas: ") {
			t.Errorf("%s reaches Fyne: reported %q", importer, got)
		}
	}
	both := goPackage{ImportPath: "offprint/app/thumbnail", Imports: []string{"offprint/feed", "offprint/models"}}
	if got := violations([]goPackage{both}); len(got) != 1 {
		t.Errorf("app/thumbnail joins feed and models: reported %q", got)
	}

	fine := []goPackage{
		{ImportPath: "offprint", Imports: []string{"offprint/app", "offprint/app/cli", "offprint/models", "offprint/feed", "offprint/assets", "fyne.io/fyne/v2"}},
		{ImportPath: "offprint/app", Imports: []string{"offprint/app/today", "offprint/app/ui", "offprint/app/refresh", "offprint/models", "offprint/feed"}},
		{ImportPath: "offprint/app/today", Imports: []string{"offprint/app/today/row", "offprint/app/ui/passage", "offprint/app/action", "offprint/models", "offprint/assets", "fyne.io/fyne/v2"}},
		{ImportPath: "offprint/app/refresh", Imports: []string{"offprint/feed", "offprint/models"}, Deps: []string{"gorm.io/gorm"}},
		{ImportPath: "offprint/app/demo", Imports: []string{"offprint/app/home", "offprint/feed", "offprint/feed/feedtest", "offprint/models", "offprint/assets"}},
		{ImportPath: "offprint/app/cli", Imports: []string{"offprint/app/refresh", "offprint/models", "offprint/models/formats/bibtex"}},
		{ImportPath: "offprint/app/ui", Imports: []string{"offprint/app/action", "offprint/models", "offprint/assets"}},
		{ImportPath: "offprint/models", Imports: []string{"gorm.io/gorm", "github.com/glebarez/sqlite", "offprint/models/citation"}},
		{ImportPath: "offprint/feed/feedtest", Imports: []string{"offprint/feed", "net/http/httptest"}},
	}
	if got := violations(fine); len(got) != 0 {
		t.Errorf("a house in order: reported %q", got)
	}
}
