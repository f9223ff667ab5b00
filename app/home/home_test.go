package home_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"offprint/app/home"
	"offprint/models"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestFind(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths in this test are those of Unix")
	}
	work, err := filepath.Abs("portable")
	if err != nil {
		t.Fatal(err)
	}
	portable := home.Folders{
		Library: "/stick/offprint.db", Backups: "/stick/backups", Cache: "/stick/cache", State: "/stick/state",
	}
	for _, tt := range []struct {
		name, flag, goos string
		env              map[string]string
		want             home.Folders
	}{
		{"Linux", "", "linux", map[string]string{"HOME": "/home/ann"}, home.Folders{
			Library: "/home/ann/.local/share/offprint/offprint.db", Backups: "/home/ann/.local/share/offprint/backups",
			Cache: "/home/ann/.cache/offprint", State: "/home/ann/.local/state/offprint",
		}},
		{"XDG", "", "linux", map[string]string{"XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c", "XDG_STATE_HOME": "/s"}, home.Folders{
			Library: "/d/offprint/offprint.db", Backups: "/d/offprint/backups", Cache: "/c/offprint", State: "/s/offprint",
		}},
		{"a relative XDG path is not set", "", "freebsd", map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "", "XDG_STATE_HOME": "./state"}, home.Folders{
			Library: "/home/ann/.local/share/offprint/offprint.db", Backups: "/home/ann/.local/share/offprint/backups",
			Cache: "/home/ann/.cache/offprint", State: "/home/ann/.local/state/offprint",
		}},
		{"macOS", "", "darwin", map[string]string{"HOME": "/Users/ann", "XDG_DATA_HOME": "/d"}, home.Folders{
			Library: "/Users/ann/Library/Application Support/Offprint/offprint.db",
			Backups: "/Users/ann/Library/Application Support/Offprint/backups",
			Cache:   "/Users/ann/Library/Caches/Offprint",
			State:   "/Users/ann/Library/Application Support/Offprint/state",
		}},
		{"Windows", "", "windows", map[string]string{"LocalAppData": "/C/Local"}, home.Folders{
			Library: "/C/Local/Offprint/offprint.db", Backups: "/C/Local/Offprint/backups",
			Cache: "/C/Local/Offprint/cache", State: "/C/Local/Offprint/state",
		}},
		{"--home", "/stick", "linux", map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "/d", "OFFPRINT_HOME": "/other"}, portable},
		{"OFFPRINT_HOME", "", "darwin", map[string]string{"HOME": "/Users/ann", "OFFPRINT_HOME": "/stick"}, portable},
		{"--home is made absolute", "portable", "windows", nil, home.Folders{
			Library: filepath.Join(work, "offprint.db"), Backups: filepath.Join(work, "backups"),
			Cache: filepath.Join(work, "cache"), State: filepath.Join(work, "state"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := home.Find(tt.flag, env(tt.env), tt.goos)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestFindWithoutAPlace(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		_, err := home.Find("", env(nil), goos)
		if models.CodeOf(err) != models.Unusable {
			t.Errorf("%s without variables: error %v, want one of the code Unusable", goos, err)
		}
	}
}

func TestBeside(t *testing.T) {
	folder := t.TempDir()
	program, beside := filepath.Join(folder, "offprint.exe"), filepath.Join(folder, "offprint-home")
	if got := home.Beside(program); got != "" {
		t.Errorf("without the folder: %q", got)
	}
	if err := os.WriteFile(beside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := home.Beside(program); got != "" {
		t.Errorf("a file of that name: %q", got)
	}
	if err := errors.Join(os.Remove(beside), os.Mkdir(beside, 0o700)); err != nil {
		t.Fatal(err)
	}
	if got := home.Beside(program); got != beside {
		t.Errorf("with the folder: %q", got)
	}
}

func in(t *testing.T, folder string) home.Folders {
	t.Helper()
	f, err := home.Find(folder, env(nil), runtime.GOOS)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestALibraryThatWasHereIsMissed(t *testing.T) {
	f := in(t, filepath.Join(t.TempDir(), "a new folder"))
	if f.Gone() {
		t.Error("a library that was never here is said to be gone")
	}
	library, err := f.OpenLibrary(t.Context(), false, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := library.Close(); err != nil {
		t.Fatal(err)
	}
	if !f.WasHere(f.Library) || f.Gone() {
		t.Errorf("after opening: was here %v, gone %v", f.WasHere(f.Library), f.Gone())
	}
	if f.WasHere(f.Library + "x") {
		t.Error("a library that was never opened is said to have been here")
	}

	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(f.Library + suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if !f.Gone() {
		t.Error("a library that was here and is not is not said to be gone")
	}
	if _, err := f.OpenLibrary(t.Context(), false, models.Options{}); models.CodeOf(err) != models.Vanished {
		t.Fatalf("opening the library that is gone: error %v, want one of the code Vanished", err)
	}
	if _, err := os.Stat(f.Library); !os.IsNotExist(err) {
		t.Fatalf("something was put in the place of the library that is gone: %v", err)
	}

	library, err = f.OpenLibrary(t.Context(), true, models.Options{})
	if err != nil {
		t.Fatalf("starting a new library: %v", err)
	}
	if err := library.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRememberSeveral(t *testing.T) {
	f := in(t, t.TempDir())
	for _, path := range []string{"/a/offprint.db", "/b/offprint.db"} {
		if err := f.Remember(path); err != nil {
			t.Fatal(err)
		}
	}
	if !f.WasHere("/a/offprint.db") || !f.WasHere("/b/../b/offprint.db") || f.WasHere("/c/offprint.db") {
		t.Errorf("a %v, b %v, c %v", f.WasHere("/a/offprint.db"), f.WasHere("/b/../b/offprint.db"), f.WasHere("/c/offprint.db"))
	}
	names, err := filepath.Glob(filepath.Join(f.State, "*"))
	if err != nil || len(names) != 1 {
		t.Errorf("the state folder holds %v (%v), want one file", names, err)
	}
}

// linked is a folder, and a link that leads to it.
func linked(t *testing.T) (folder, link string) {
	t.Helper()
	folder, link = filepath.Join(t.TempDir(), "folder"), filepath.Join(t.TempDir(), "link")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	err := os.Symlink(folder, link)
	if _, lost := os.Stat(link); err != nil || lost != nil {
		t.Skipf("no links can be made here: %v, %v", err, lost)
	}
	return folder, link
}

func TestIdentity(t *testing.T) {
	folder, link := linked(t)
	identity := func(path, goos string) string {
		t.Helper()
		found, err := home.Identity(path, goos)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for _, tt := range []struct {
		one, other, goos string
		same             bool
	}{
		{filepath.Join(folder, "offprint.db"), filepath.Join(link, "offprint.db"), runtime.GOOS, true},
		{filepath.Join(folder, "not there", "offprint.db"), filepath.Join(link, "not there", "offprint.db"), runtime.GOOS, true},
		{filepath.Join(folder, "offprint.db"), filepath.Join(link, "other.db"), runtime.GOOS, false},
		{filepath.Join(folder, "Zürich"), filepath.Join(link, "ZÜRICH"), "windows", true},
		{filepath.Join(folder, "Zürich"), filepath.Join(link, "ZÜRICH"), "darwin", true},
		{filepath.Join(folder, "Zürich"), filepath.Join(link, "ZÜRICH"), "linux", false},
	} {
		if one, other := identity(tt.one, tt.goos), identity(tt.other, tt.goos); (one == other) != tt.same {
			t.Errorf("on %s %s is %s, and %s is %s", tt.goos, tt.one, one, tt.other, other)
		}
	}
}

// A library is remembered however its folder is written, and also where nothing
// is left of that folder.
func TestALibraryIsRememberedByAnotherPath(t *testing.T) {
	folder, link := linked(t)
	f := in(t, t.TempDir())
	if err := f.Remember(filepath.Join(link, "library", "offprint.db")); err != nil {
		t.Fatal(err)
	}
	known := func(when string) {
		t.Helper()
		for _, start := range []string{folder, link} {
			if path := filepath.Join(start, "library", "offprint.db"); !f.WasHere(path) {
				t.Errorf("%s: %s is said never to have been here", when, path)
			}
		}
	}
	known("without the library's folder")
	if err := os.Mkdir(filepath.Join(folder, "library"), 0o700); err != nil {
		t.Fatal(err)
	}
	known("with it")
	// as a stick that is pulled out
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	known("with a link that leads nowhere")
}

// Older programs wrote down the path as it was given.
func TestTheMemoryOfOlderProgramsCounts(t *testing.T) {
	_, link := linked(t)
	path := filepath.Join(link, "offprint.db")
	text, err := json.Marshal(map[string]string{path: "2026-03-02T08:00:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	f := in(t, t.TempDir())
	if err := errors.Join(os.MkdirAll(f.State, 0o700), os.WriteFile(filepath.Join(f.State, "libraries.json"), text, 0o600)); err != nil {
		t.Fatal(err)
	}
	if !f.WasHere(path) {
		t.Error("what an older program wrote down is forgotten")
	}
}

func TestADamagedMemoryIsEmpty(t *testing.T) {
	for _, damage := range []string{"", "{", "null", "[]", `{"/a/offprint.db": 5}`, "\x00\x01"} {
		f := in(t, t.TempDir())
		if err := f.Remember("/a/offprint.db"); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(f.State, "libraries.json"), []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if f.WasHere("/a/offprint.db") {
			t.Errorf("memory %q: the library is said to have been here", damage)
		}
		if err := f.Remember("/b/offprint.db"); err != nil || !f.WasHere("/b/offprint.db") {
			t.Errorf("memory %q: cannot be written anew: %v", damage, err)
		}
	}
}

func TestRememberWhereNothingCanBeWritten(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "state"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := in(t, folder)
	if err := f.Remember(f.Library); err == nil {
		t.Error("no error where the state folder is a file")
	}
	library, err := f.OpenLibrary(t.Context(), false, models.Options{})
	if err != nil {
		t.Fatalf("a library that cannot be remembered does not open: %v", err)
	}
	if err := library.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenLog(t *testing.T) {
	f := in(t, filepath.Join(t.TempDir(), "a new folder"))
	t.Cleanup(func() { _ = debug.SetCrashOutput(nil, debug.CrashOptions{}) })
	for _, line := range []string{"first", "second"} {
		log, file := f.OpenLog()
		log.Info(line)
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(f.Log())
	if err != nil || !strings.Contains(string(text), "first") || !strings.Contains(string(text), "second") {
		t.Errorf("the log has %q (%v), want both lines", text, err)
	}
	for _, path := range []string{f.Log(), f.Crash()} {
		if info, err := os.Stat(path); err != nil || filepath.Dir(path) != f.State || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

// TestACrashIsWrittenDown runs this test's program once more and lets it crash.
func TestACrashIsWrittenDown(t *testing.T) {
	if folder := os.Getenv("OFFPRINT_TEST_CRASH"); folder != "" {
		in(t, folder).OpenLog()
		go panic("a crash on purpose")
		select {}
	}
	f := in(t, t.TempDir())
	program := exec.Command(os.Args[0], "-test.run=^TestACrashIsWrittenDown$")
	program.Env = append(os.Environ(), "OFFPRINT_TEST_CRASH="+filepath.Dir(f.Library))
	if err := program.Run(); err == nil {
		t.Fatal("the program did not crash")
	}
	if text, err := os.ReadFile(f.Crash()); err != nil || !strings.Contains(string(text), "a crash on purpose") {
		t.Errorf("the crash file has %q (%v)", text, err)
	}
}

func TestOpenLogWhereNothingCanBeWritten(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "state"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	log, file := in(t, folder).OpenLog()
	log.Info("nobody reads this")
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}

func TestALibraryOfWhichOnlyBackupsAreLeftIsMissed(t *testing.T) {
	f := in(t, filepath.Join(t.TempDir(), "the [lab]")) // which is no pattern
	library, err := f.OpenLibrary(t.Context(), false, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	backup, _, err := library.BackupDaily(t.Context())
	if err := errors.Join(err, library.Close()); err != nil {
		t.Fatal(err)
	}
	// the library and all memory of it go
	if err := errors.Join(os.Remove(f.Library), os.RemoveAll(f.State)); err != nil {
		t.Fatal(err)
	}
	if !f.Gone() {
		t.Error("a library that left backups is not said to be gone")
	}
	_, err = f.OpenLibrary(t.Context(), false, models.Options{})
	if d, ok := models.DamageOf(err); !ok || models.CodeOf(err) != models.Vanished || d.Backup.Path != backup.Path {
		t.Fatalf("opening it: error %v, want one of the code Vanished with %s", err, backup.Path)
	}
	if _, err := os.Stat(f.Library); !os.IsNotExist(err) {
		t.Fatalf("something was put in its place: %v", err)
	}
	// a new one is started where the reader says so
	library, err = f.OpenLibrary(t.Context(), true, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := library.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedLibraryIsToldWithItsBackup(t *testing.T) {
	f := in(t, t.TempDir())
	library, err := f.OpenLibrary(t.Context(), false, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	backup, _, err := library.BackupDaily(t.Context())
	if err := errors.Join(err, library.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(f.Library, 0); err != nil {
		t.Fatal(err)
	}
	_, err = f.OpenLibrary(t.Context(), false, models.Options{})
	if d, ok := models.DamageOf(err); !ok || models.CodeOf(err) != models.Damaged || d.Backup.Path != backup.Path || d.Readable {
		t.Fatalf("opening a library cut to nothing: error %v", err)
	}
	if info, err := os.Stat(f.Library); err != nil || info.Size() != 0 {
		t.Errorf("something was put in its place: %v, %v", info, err)
	}
}
