package models

import (
	"strings"
	"testing"
)

func TestLongPath(t *testing.T) {
	long := `C:\Users\ann\` + strings.Repeat("a", 240) + `\offprint.db`
	for _, tt := range []struct{ goos, path, want string }{
		{"windows", `C:\Users\ann\offprint.db`, `C:\Users\ann\offprint.db`},
		{"windows", long, `\\?\` + long},
		{"windows", `\\?\` + long, `\\?\` + long},
		{"linux", "/home/" + strings.Repeat("a", 300), "/home/" + strings.Repeat("a", 300)},
	} {
		if got := longPath(tt.path, tt.goos); got != tt.want {
			t.Errorf("%s on %s: %s", tt.path, tt.goos, got)
		}
	}
}
