package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"offprint/app/cli"
)

// helped are the commands that the help names, with the flags that the help of
// each has.
func helped(t *testing.T) map[string][]string {
	t.Helper()
	help := func(args ...string) string {
		var out bytes.Buffer
		if code := cli.Run(t.Context(), append([]string{"help"}, args...), cli.Env{Stdout: &out, Stderr: &out}); code != cli.OK {
			t.Fatalf("help %v: code %d, %s", args, code, out.String())
		}
		return out.String()
	}
	commands := map[string][]string{}
	list, _, _ := strings.Cut(help(), "\nFlags")
	for _, line := range regexp.MustCompile(`(?m)^  ([a-z]+) `).FindAllStringSubmatch(list, -1) {
		commands[line[1]] = nil
		for _, f := range regexp.MustCompile(`(?m)^  --([a-z-]+)`).FindAllStringSubmatch(help(line[1]), -1) {
			commands[line[1]] = append(commands[line[1]], f[1])
		}
	}
	if len(commands) < 20 || !slices.Contains(commands["keep"], "state") {
		t.Fatalf("the help has %v", commands)
	}
	return commands
}

func TestManual(t *testing.T) {
	var out bytes.Buffer
	if err := cli.WriteManual(&out, "1.2.3", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, want := range []string{".Dd March 2, 2026\n", ".Os Offprint 1.2.3\n", ".It Fl Fl theme Ar THEME\n", "author:berglund", "offprint tags rename OLD NEW"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	sections := strings.Split(page, "\n.Ss ")
	for name, flags := range helped(t) {
		i := slices.IndexFunc(sections, func(s string) bool { return strings.HasPrefix(s, name+"\n") })
		if i < 0 {
			t.Errorf("the page has nothing about %s", name)
			continue
		}
		for _, f := range flags {
			if !strings.Contains(sections[i], ".It Fl Fl "+f) {
				t.Errorf("the page says nothing of --%s of %s", f, name)
			}
		}
	}
	for _, r := range page {
		if r > 126 {
			t.Errorf("the page has %q, which not every viewer takes", r)
			break
		}
	}
	file := filepath.Join(t.TempDir(), "offprint.1")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, check := range [][]string{{"mandoc", "-Tlint", "-Wwarning", file}, {"groff", "-mdoc", "-ww", "-z", file}} {
		if _, err := exec.LookPath(check[0]); err != nil {
			t.Logf("not checked by %s, which is not here", check[0])
			continue
		}
		if said, err := exec.CommandContext(t.Context(), check[0], check[1:]...).CombinedOutput(); err != nil || len(said) > 0 {
			t.Errorf("%s: %v\n%s", check[0], err, said)
		}
	}
}

// completion writes the script for a shell and gives its name.
func completion(t *testing.T, shell string) (file, script string) {
	t.Helper()
	var out bytes.Buffer
	if err := cli.WriteCompletion(&out, shell); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "offprint."+shell)
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, out.String()
}

// interpret runs a script of a shell, or skips the test where the shell is missing.
func interpret(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil || runtime.GOOS == "windows" {
		t.Skipf("this machine has no %s", name)
	}
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestCompletionOfBash(t *testing.T) {
	file, _ := completion(t, "bash")
	if version := interpret(t, "bash", "-c", "echo $BASH_VERSINFO"); version < "4" {
		t.Skipf("bash %s, which macOS has, knows no mapfile", version)
	}
	complete := func(words ...string) []string {
		t.Helper()
		script := `source "$1"; shift; compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _offprint; printf '%s\n' "${COMPREPLY[@]}"`
		return strings.Fields(interpret(t, "bash", append([]string{"-c", script, "bash", file, "offprint"}, words...)...))
	}
	for name, flags := range helped(t) {
		if got := complete(name[:len(name)-1]); !slices.Contains(got, name) {
			t.Errorf("%s: %v", name, got)
		}
		got := complete(name, "--")
		for _, f := range flags {
			if !slices.Contains(got, "--"+f) {
				t.Errorf("%s takes --%s, which is not among %v", name, f, got)
			}
		}
	}
	for _, tt := range []struct{ typed, want string }{
		{"ke", "keep"}, {"--th", "--theme"}, {"--theme d", "dark"}, {"keep --st", "--state"}, {"keep 2309.12288 --state re", "reading"},
		{"keep --state = do", "done"}, {"--home /x ta", "tag tags"}, {"--home = /x sy", "sync"}, {"tags ren", "rename"}, {"trash re", "restore"},
		{"state 2309.12288 arch", "archived"}, {"help smar", "smart"}, {"list --tag", ""}, {"keep --tag ", ""}, {"export --format bibl", "biblatex"},
	} {
		words := strings.Split(tt.typed, " ")
		if got := strings.Join(complete(words...), " "); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.typed, got, tt.want)
		}
	}
}

func TestCompletionOfFish(t *testing.T) {
	file, script := completion(t, "fish")
	for name, flags := range helped(t) {
		for _, f := range flags {
			if !strings.Contains(script, "'__fish_seen_subcommand_from "+name+"' -l "+f+" ") {
				t.Errorf("%s takes --%s, which is not offered", name, f)
			}
		}
	}
	for typed, want := range map[string]string{"keep --st": "--state", "keep --state re": "reading", "sy": "sync", "tags ren": "rename", "--theme d": "dark"} {
		got := interpret(t, "fish", "--no-config", "-c", `source $argv[1]; complete -C "offprint $argv[2]"`, file, typed)
		if word, _, _ := strings.Cut(got, "\t"); word != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestCompletionOfZsh(t *testing.T) {
	file, script := completion(t, "zsh")
	for name, flags := range helped(t) {
		_, part, found := strings.Cut(script, "\t\t"+name+")\n")
		if part, _, _ = strings.Cut(part, ";;"); !found {
			t.Errorf("%s is not offered", name)
		}
		for _, f := range flags {
			if !strings.Contains(part, "--"+f+"=[") && !strings.Contains(part, "--"+f+"[") {
				t.Errorf("%s takes --%s, which is not offered", name, f)
			}
		}
	}
	interpret(t, "zsh", "-n", file)
}

func TestCompletionOfNoShell(t *testing.T) {
	if err := cli.WriteCompletion(&bytes.Buffer{}, "csh"); err == nil || !strings.Contains(err.Error(), "bash") {
		t.Errorf("%v; want it to name those that there are", err)
	}
}
