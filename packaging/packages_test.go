package packaging_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const id = "io.github.offprint.Offprint"

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// setting is a value of FyneApp.toml.
func setting(t *testing.T, name string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + name + ` = "?(.*?)"?$`).FindStringSubmatch(read(t, "..", "FyneApp.toml"))
	if found == nil {
		t.Fatalf("FyneApp.toml has no %s", name)
	}
	return found[1]
}

func TestDesktopFile(t *testing.T) {
	text := read(t, "linux", id+".desktop")
	for _, line := range []string{
		"Type=Application", "Name=" + setting(t, "Name"), "GenericName=" + setting(t, "GenericName"), "Comment=" + setting(t, "Comment"),
		"Icon=" + setting(t, "ID"),
		// A link comes as one argument, which the program takes for a paper or refuses.
		"Exec=offprint %u", "MimeType=x-scheme-handler/offprint;",
		// This is the class that GLFW gives a window: its first title.
		"StartupWMClass=Offprint",
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("the desktop file has no line %q", line)
		}
	}
	list := func(key string) string {
		return strings.NewReplacer(`["`, "", `", "`, ";", `"]`, ";").Replace(setting(t, key))
	}
	for _, key := range []string{"Categories", "Keywords"} {
		if line := key + "=" + list(key); !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("FyneApp.toml has %q, which the desktop file lacks", line)
		}
	}
}

// wellFormed parses XML to its end.
func wellFormed(t *testing.T, text string) {
	t.Helper()
	for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestMetainfo(t *testing.T) {
	text := read(t, "linux", id+".metainfo.xml")
	wellFormed(t, text)
	var about struct {
		ID          string `xml:"id"`
		License     string `xml:"project_license"`
		Launchable  string `xml:"launchable"`
		Developer   string `xml:"developer_name"`
		Rating      string `xml:"content_rating>content_attribute"`
		Screenshots []struct {
			Caption string `xml:"caption"`
			Image   struct {
				Width  int    `xml:"width,attr"`
				Height int    `xml:"height,attr"`
				URL    string `xml:",chardata"`
			} `xml:"image"`
		} `xml:"screenshots>screenshot"`
		Media string `xml:"provides>mediatype"`
	}
	if err := xml.Unmarshal([]byte(text), &about); err != nil {
		t.Fatal(err)
	}
	if about.ID != setting(t, "ID") || about.Launchable != id+".desktop" || about.Media != "x-scheme-handler/offprint" ||
		about.License != "BSD-3-Clause" || about.Developer == "" || about.Rating == "" {
		t.Errorf("%+v", about)
	}
	if len(about.Screenshots) < 3 {
		t.Fatalf("%d screenshots", len(about.Screenshots))
	}
	for _, s := range about.Screenshots {
		file, found := strings.CutPrefix(s.Image.URL, "@WEBSITE@/raw/HEAD/packaging/")
		picture, err := png.DecodeConfig(strings.NewReader(read(t, filepath.FromSlash(file))))
		if err != nil || !found || s.Caption == "" || picture.Width != s.Image.Width || picture.Height != s.Image.Height {
			t.Errorf("%q shows %s of %d×%d: %d×%d, %v", s.Caption, s.Image.URL, s.Image.Width, s.Image.Height, picture.Width, picture.Height, err)
		}
	}
}

func TestPropertiesOnMacOS(t *testing.T) {
	text := read(t, "macos", "Info.plist")
	wellFormed(t, text)
	flat := strings.Join(strings.Fields(text), "")
	for _, want := range []string{
		"<key>CFBundleIdentifier</key><string>" + setting(t, "ID") + "</string>",
		"<key>CFBundleURLSchemes</key><array><string>offprint</string></array>",
		"<key>CFBundleIconFile</key><string>offprint</string>", "<key>CFBundleExecutable</key><string>offprint</string>",
	} {
		if !strings.Contains(flat, want) {
			t.Errorf("Info.plist has no %s", want)
		}
	}
}

func TestChangelogBeginsWithTheVersion(t *testing.T) {
	first := regexp.MustCompile(`(?m)^## (\S+) `).FindStringSubmatch(read(t, "..", "CHANGELOG.md"))
	if first == nil || first[1] != setting(t, "Version") {
		t.Errorf("CHANGELOG.md begins with %v, FyneApp.toml has %s", first, setting(t, "Version"))
	}
}

// bench is a folder in which scripts of this one are tried.
type bench struct {
	t   *testing.T
	dir string
}

// newBench copies a script into packaging of a folder of its own.
func newBench(t *testing.T, script string) *bench {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script is for systems with a POSIX shell")
	}
	b := &bench{t, t.TempDir()}
	b.write("packaging/"+filepath.Base(script), read(t, script))
	return b
}

func (b *bench) write(name, text string) {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		b.t.Fatal(err)
	}
}

// run runs a shell's command in the folder, and gives all that it said.
func (b *bench) run(command string, env ...string) (said string, ok bool) {
	b.t.Helper()
	cmd := exec.CommandContext(b.t.Context(), "sh", "-c", command)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(b.dir),
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err == nil
}

func TestVersion(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("this machine has no git")
	}
	b := newBench(t, "version.sh")
	b.write("FyneApp.toml", "[Details]\nVersion = \"1.2.3\"\n")
	want := func(pattern string) {
		t.Helper()
		if got, ok := b.run("packaging/version.sh"); !ok || !regexp.MustCompile("^"+pattern+"$").MatchString(got) {
			t.Errorf("%q, want %s", got, pattern)
		}
	}
	want(`1\.2\.3`) // no repository
	if said, ok := b.run("git init -q . && git add . && git commit -qm first"); !ok {
		t.Fatal(said)
	}
	want(`1\.2\.3-dev\.g[0-9a-f]{7}`)
	if said, ok := b.run("git tag v1.2.2 && git tag -m it v1.2.3 && git tag -d v1.2.2"); !ok {
		t.Fatal(said)
	}
	want(`1\.2\.3`)
	b.write("FyneApp.toml", "[Details]\nVersion = \"1.2.4\"\n")
	want(`1\.2\.4-dev\.g[0-9a-f]{7}\.changed`)
	b.write("FyneApp.toml", "[Details]\n")
	if said, ok := b.run("packaging/version.sh"); ok || !strings.Contains(said, "no Version") {
		t.Errorf("without a version: %v, %q", ok, said)
	}
}

// Where the repository is somebody else's, as in a container, git refuses to tell go what is built, which then fails.
func TestScriptsDoNotAskGitWhatTheyBuild(t *testing.T) {
	scripts, err := filepath.Glob("*.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("the scripts %v, %v", scripts, err)
	}
	builds := regexp.MustCompile(`"\$[^" ]*(?:go|GO)[^" ]*" (?:build|list) .*`)
	for _, script := range scripts {
		for _, command := range builds.FindAllString(read(t, script), -1) {
			if !strings.Contains(command, " -buildvcs=false ") {
				t.Errorf("%s: %s", script, command)
			}
		}
	}
}

// Only an administrator can give a repository away; for others it stays their own.
func TestCheckReproducibleWhereTheRepositoryIsSomebodyElses(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("this machine has no git")
	}
	b := newBench(t, "check-reproducible.sh")
	b.write("packaging/dist.sh", "#!/bin/sh\nmkdir -p .build/dist && cat said >.build/dist/SHA256SUMS\n")
	b.write("said", "the sums\n")
	if said, ok := b.run("git init -q . && git add . && git commit -qm first"); !ok {
		t.Fatal(said)
	}
	b.write("said", "not committed\n")
	if os.Geteuid() == 0 {
		if said, ok := b.run("chown -R 65534 ."); !ok {
			t.Fatal(said)
		}
	}
	if said, ok := b.run("packaging/check-reproducible.sh", "GO=go"); !ok || said != "the sums\nBoth builds have these sums." {
		t.Errorf("%v, %q", ok, said)
	}
}

// A package without the licences of what it is built from must not come about.
func TestLicensesEndWhereGoFails(t *testing.T) {
	b := newBench(t, "licenses.sh")
	b.write("assets/fonts/OFL.txt", "of the font")
	b.write("bin/go", "#!/bin/sh\n[ \"$1\" = env ] && pwd || { echo fatal >&2; exit 1; }\n")
	b.write("LICENSE", "of Go")
	if said, ok := b.run("packaging/licenses.sh", "GO="+filepath.Join(b.dir, "bin", "go")); ok || !strings.HasSuffix(said, "fatal") {
		t.Errorf("%v, %q", ok, said)
	}
}

// The feed that the fake go builds ends at once.
func TestReleaseLibraryEndsWhereNoPapersCome(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("this machine has no git")
	}
	b := newBench(t, "release-library.sh")
	b.write("packaging/await.sh", read(t, "await.sh"))
	b.write("bin/go", "#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\nprintf '#!/bin/sh\\n' >\"$2\" && chmod +x \"$2\"\n")
	b.write("bin/sleep", "#!/bin/sh\n")
	if said, ok := b.run("git init -q . && git add . && git commit -qm first"); !ok {
		t.Fatal(said)
	}
	said, ok := b.run(`PATH=$PWD/bin:$PATH packaging/release-library.sh HEAD 1.2.3`, "GO=go")
	if ok || said != "release-library.sh waited in vain for the papers." {
		t.Errorf("%v, %q", ok, said)
	}
}

func TestChangesOfARelease(t *testing.T) {
	b := newBench(t, "changes.sh")
	b.write("FyneApp.toml", "Version = \"1.2.3\"\n")
	for changelog, want := range map[string]string{
		"# Changelog\n\n## 1.2.3 – 2026-03-02\n\nGood.\n\n- New.\n\n## 1.2.2 – 2026-01-01\n\n- Old.\n": "Good.\n\n- New.",
		"# Changelog\n\n## 1.2.3 – not released yet\n\n- New.\n":                                       "changes.sh: CHANGELOG.md says that 1.2.3 is not released yet. Give it its day.",
		"# Changelog\n\n## 1.2.30 – 2026-03-02\n\n- New.\n":                                            "changes.sh: CHANGELOG.md has no heading \"## 1.2.3 – DAY\".",
	} {
		b.write("CHANGELOG.md", changelog)
		if got, ok := b.run("packaging/changes.sh"); got != want || ok != !strings.HasPrefix(want, "changes.sh") {
			t.Errorf("%q: %v, %q; want %q", changelog, ok, got, want)
		}
	}
}

// files are all files below a folder, by their names.
func (b *bench) files(folder string) []string {
	b.t.Helper()
	var found []string
	err := filepath.WalkDir(filepath.Join(b.dir, folder), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "mimeinfo.cache" { // which the desktop keeps
			name, _ := filepath.Rel(b.dir, path)
			found = append(found, name)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		b.t.Fatal(err)
	}
	return found
}

// newArchive is what the archive for Linux unpacks to, small.
func newArchive(t *testing.T) *bench {
	b := newBench(t, filepath.Join("linux", "install.sh"))
	b.write("offprint/install.sh", read(t, "linux", "install.sh"))
	b.write("offprint/bin/offprint", "#!/bin/sh\necho new\n")
	b.write("offprint/share/applications/"+id+".desktop", read(t, "linux", id+".desktop"))
	b.write("offprint/share/man/man1/offprint.1.gz", strings.Repeat("0123456789abcdef", 4096))
	return b
}

func TestInstall(t *testing.T) {
	b := newArchive(t)
	home := filepath.Join(b.dir, "Zoë’s home", "论文")
	b.write("Zoë’s home/论文/share/offprint/offprint.db", "a library")
	env := "PREFIX=" + home
	if said, ok := b.run("offprint/install.sh", env); !ok || !strings.Contains(said, "is installed in "+home) {
		t.Fatalf("install: %s", said)
	}
	if out, ok := b.run(`"$PREFIX/bin/offprint"`, env); !ok || out != "new" {
		t.Errorf("what was installed says %q", out)
	}
	desktop := read(t, home, "share", "applications", id+".desktop")
	if want := "\nExec=\"" + home + "/bin/offprint\" %u\n"; !strings.Contains(desktop, want) {
		t.Errorf("the menu would not start it from %s:\n%s", home, desktop)
	}
	if got := len(b.files("Zoë’s home")); got != 4 {
		t.Errorf("%d files, want 4: %v", got, b.files("Zoë’s home"))
	}
	if said, ok := b.run("offprint/install.sh uninstall", env); !ok || !strings.Contains(said, "where they were") {
		t.Errorf("uninstall: %s", said)
	}
	if got := b.files("Zoë’s home"); !slices.Equal(got, []string{filepath.Join("Zoë’s home", "论文", "share", "offprint", "offprint.db")}) {
		t.Errorf("left are %v", got)
	}
	for _, wrong := range []string{"offprint/install.sh remove", "PREFIX=here offprint/install.sh"} {
		if said, ok := b.run(wrong, env); ok {
			t.Errorf("%s: %s", wrong, said)
		}
	}
}

// A disk that is full while a new version is installed leaves the old one.
func TestInstallWithoutRoom(t *testing.T) {
	b := newArchive(t)
	b.write("home/bin/offprint", "old")
	env := "PREFIX=" + filepath.Join(b.dir, "home")
	said, ok := b.run("ulimit -f 16; exec offprint/install.sh", env) // files of 8 KB at most
	if ok || !strings.Contains(said, "What was installed before is as it was") {
		t.Errorf("%v, %s", ok, said)
	}
	if got := b.files("home"); !slices.Equal(got, []string{filepath.Join("home", "bin", "offprint")}) || read(t, b.dir, "home", "bin", "offprint") != "old" {
		t.Errorf("left are %v", got)
	}
}

func TestSums(t *testing.T) {
	b := newBench(t, "sums.sh")
	b.write("dist/b.txt", "b\n")
	b.write("dist/a.txt", "a\n")
	for range 2 { // the second time its own file is there
		if said, ok := b.run("packaging/sums.sh dist"); !ok {
			t.Fatal(said)
		}
	}
	want := "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  a.txt\n0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f  b.txt\n"
	if got := read(t, b.dir, "dist", "SHA256SUMS"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestScriptsAreWellFormed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the scripts are for systems with a POSIX shell")
	}
	var scripts []string
	for _, pattern := range []string{"*.sh", "*/*.sh"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, found...)
	}
	for _, script := range scripts {
		if out, err := exec.CommandContext(t.Context(), "sh", "-n", script).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", script, err, bytes.TrimSpace(out))
		}
		if info, err := os.Stat(script); err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s cannot be run: %v, %v", script, info.Mode(), err)
		}
	}
}
