package models

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestLongPath(t *testing.T) {
	long := `C:\Users\ann\` + strings.Repeat("a", 240) + `\offprint.db`
	for _, tt := range []struct{ goos, path, want string }{
		{"windows", `C:\Users\ann\offprint.db`, `C:\Users\ann\offprint.db`},
		{"windows", long, `\\?\` + long},
		{"windows", `\\?\` + long, `\\?\` + long},
		{"windows", `\\server\share\offprint.db`, `\\server\share\offprint.db`},
		{"windows", `\\server\` + long[3:], `\\?\UNC\server\` + long[3:]},
		{"linux", "/home/" + strings.Repeat("a", 300), "/home/" + strings.Repeat("a", 300)},
	} {
		if got := longPath(tt.path, tt.goos); got != tt.want {
			t.Errorf("%s on %s: %s", tt.path, tt.goos, got)
		}
	}
}

// SQLite takes no other computer's name in a URI: what it opens has to stand in
// the path alone (https://www.sqlite.org/uri.html).
func TestLocation(t *testing.T) {
	long := strings.Repeat("a", 260)
	for _, tt := range []struct{ goos, path, want, name string }{
		{"linux", "/home/ann/a b?c#d%e.db", "/home/ann/a%20b%3Fc%23d%25e.db", "/home/ann/a b?c#d%e.db"},
		{"linux", "//server/share/x.db", "////server/share/x.db", "//server/share/x.db"},
		{"linux", `/home/ann/a\b.db`, "/home/ann/a%5Cb.db", `/home/ann/a\b.db`},
		{"windows", `C:\Users\ann\a b.db`, "C:/Users/ann/a%20b.db", "C:/Users/ann/a b.db"},
		{"windows", `C:\` + long, "%5C%5C%3F%5CC:%5C" + long, `\\?\C:\` + long},
		{"windows", `\\server\share\a b.db`, "%5C%5Cserver%5Cshare%5Ca%20b.db", `\\server\share\a b.db`},
		{"windows", `\\?\C:\x.db`, "%5C%5C%3F%5CC:%5Cx.db", `\\?\C:\x.db`},
		{"windows", "//server/share/x.db", "////server/share/x.db", "//server/share/x.db"},
	} {
		got := location(tt.path, tt.goos)
		if got != tt.want {
			t.Errorf("%s on %s: %s", tt.path, tt.goos, got)
		}
		path := got
		if rest, cut := strings.CutPrefix(path, "//"); cut {
			host, _, _ := strings.Cut(rest, "/")
			path = strings.TrimPrefix(rest, host)
			if host != "" {
				t.Errorf("%s on %s: the computer %s", tt.path, tt.goos, host)
			}
		}
		if name, err := url.PathUnescape(path); err != nil || name != tt.name {
			t.Errorf("%s on %s: SQLite opens %s (%v)", tt.path, tt.goos, name, err)
		}
	}
}

// A name with two slashes at its beginning is one of another computer on Windows,
// and the same as with one elsewhere.
func TestAPathThatBeginsWithTwoSlashes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no other computer to open a file on")
	}
	path := filepath.Join(t.TempDir(), "x.db")
	for _, name := range []string{path, "/" + path, "//" + path} {
		db, err := sql.Open("sqlite", dataSource(name, []string{"mode=rwc"}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec("CREATE TABLE IF NOT EXISTS a (b)")
		if closing := db.Close(); err != nil || closing != nil {
			t.Errorf("%s: %v, %v", name, err, closing)
		}
		if db, err = openFile(name, 1, "mode=ro"); err != nil {
			t.Fatal(err)
		}
		var tables int
		if err := db.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables != 1 {
			t.Errorf("%s: %d tables, %v", name, tables, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
