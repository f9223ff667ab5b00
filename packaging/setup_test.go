package packaging_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// machine is a made-up machine: the only commands on its PATH are the tools that every system has, and fakes.
type machine struct {
	t   *testing.T
	dir string
	env []string
}

// The fake package manager writes down how it was called and makes every library exist from then on.
const fakeManager = `#!/bin/sh
echo "${0##*/} $*" >>"$MACHINE/calls"
case "$*" in *install*|-S*) [ -e "$MACHINE/broken" ] && exit 100; touch "$MACHINE/installed" ;; esac
exit 0
`

// newMachine returns a Linux with Go 1.26.5 and a C compiler, where libraries are missing, seen by the user of that id.
func newMachine(t *testing.T, user string) *machine {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script is for systems with a POSIX shell")
	}
	m := &machine{t: t, dir: t.TempDir()}
	if err := os.Mkdir(filepath.Join(m.dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tool := range []string{"sh", "awk", "sed", "dirname", "cat", "touch", "env"} {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Skipf("this machine has no %s: %v", tool, err)
		}
		if err := os.Symlink(path, filepath.Join(m.dir, "bin", tool)); err != nil {
			t.Fatal(err)
		}
	}
	m.fake("id", "#!/bin/sh\necho "+user+"\n")
	m.fake("uname", "#!/bin/sh\necho Linux\n")
	m.fake("go", "#!/bin/sh\necho go version go1.26.5 linux/amd64\n")
	m.fake("make", "#!/bin/sh\n")
	m.fake("gcc", "#!/bin/sh\ncat >/dev/null\n")
	m.fake("pkg-config", `#!/bin/sh
[ -e "$MACHINE/installed" ] || case " $LIBRARIES " in *" $2 "*) ;; *) exit 1 ;; esac
`)
	m.env = []string{"PATH=" + filepath.Join(m.dir, "bin"), "MACHINE=" + m.dir, "GO_DIRS=", "SSL_CERT_FILE=/dev/null"}
	return m
}

func (m *machine) fake(name, script string) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, "bin", name), []byte(script), 0o755); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) remove(name string) {
	m.t.Helper()
	if err := os.Remove(filepath.Join(m.dir, "bin", name)); err != nil {
		m.t.Fatal(err)
	}
}

// setup runs the script and returns all that it said, what the package manager was asked, and whether it succeeded.
func (m *machine) setup(args ...string) (said, calls string, ok bool) {
	m.t.Helper()
	script, err := filepath.Abs("setup.sh")
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(m.dir, "bin", "sh"), append([]string{script}, args...)...)
	cmd.Env = m.env
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		m.t.Fatal(err)
	}
	written, err2 := os.ReadFile(filepath.Join(m.dir, "calls"))
	if err2 != nil && !os.IsNotExist(err2) {
		m.t.Fatal(err2)
	}
	return string(out), string(written), err == nil
}

const allLibraries = "gl egl x11 xcursor xrandr xinerama xi xxf86vm wayland-client wayland-cursor wayland-egl xkbcommon"

func TestPackagesOfEachSystem(t *testing.T) {
	for _, tt := range []struct{ manager, build, window string }{
		{
			"apt",
			"make gcc libc6-dev pkg-config ca-certificates libgl-dev libegl-dev libx11-dev libxcursor-dev libxrandr-dev " +
				"libxinerama-dev libxi-dev libxxf86vm-dev libwayland-dev libxkbcommon-dev",
			"xvfb libgl1-mesa-dri xauth xdotool imagemagick dbus x11-utils fontconfig fonts-dejavu-core sqlite3",
		},
		{
			"dnf",
			"make gcc glibc-devel pkgconf-pkg-config ca-certificates mesa-libGL-devel mesa-libEGL-devel libX11-devel libXcursor-devel " +
				"libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel wayland-devel libxkbcommon-devel",
			"xorg-x11-server-Xvfb mesa-dri-drivers xorg-x11-xauth xdotool ImageMagick dbus-daemon xwininfo xprop " +
				"fontconfig dejavu-sans-fonts sqlite",
		},
		{
			"pacman",
			"make gcc glibc pkgconf ca-certificates libglvnd libx11 libxcursor libxrandr libxinerama libxi libxxf86vm " +
				"wayland libxkbcommon",
			"xorg-server-xvfb mesa xorg-xauth xdotool imagemagick dbus xorg-xwininfo xorg-xprop fontconfig ttf-dejavu sqlite",
		},
		{
			"zypper",
			"make gcc glibc-devel pkg-config ca-certificates Mesa-libGL-devel Mesa-libEGL-devel libX11-devel libXcursor-devel " +
				"libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel wayland-devel libxkbcommon-devel",
			"xorg-x11-server-Xvfb Mesa-dri xvfb-run xauth xdotool ImageMagick dbus-1 xwininfo xprop fontconfig " +
				"dejavu-fonts sqlite3",
		},
		{"brew", "go", ""},
	} {
		m := newMachine(t, "1000")
		if said, _, ok := m.setup("--packages", tt.manager); !ok || strings.Join(strings.Fields(said), " ") != tt.build {
			t.Errorf("%s, for a build:\n got %q\nwant %q", tt.manager, said, tt.build)
		}
		want := strings.TrimSpace(tt.build + " " + tt.window)
		if said, _, ok := m.setup("--xvfb", "--packages", tt.manager); !ok || strings.Join(strings.Fields(said), " ") != want {
			t.Errorf("%s, for the window test:\n got %q\nwant %q", tt.manager, said, want)
		}
	}
	for _, args := range [][]string{{"--packages", "emerge"}, {"--packages"}, {"--pakages"}} {
		if said, _, ok := newMachine(t, "1000").setup(args...); ok || !strings.Contains(said, "setup.sh ") {
			t.Errorf("setup.sh %q: succeeded %t and said %q", args, ok, said)
		}
	}
}

func TestAMachineThatHasEverythingIsLeftAlone(t *testing.T) {
	m := newMachine(t, "1000")
	m.fake("apt-get", fakeManager)
	m.env = append(m.env, "LIBRARIES="+allLibraries)
	if said, calls, ok := m.setup(); !ok || calls != "" || strings.Contains(said, "nstall") {
		t.Errorf("succeeded %t, called %q, said %q", ok, calls, said)
	}
}

func TestWhatIsMissingIsInstalled(t *testing.T) {
	for _, tt := range []struct {
		name, user, manager string
		sudo                string // what sudo does, none when empty
		change              func(m *machine)
		want                string // the last call of the package manager
	}{
		{
			name: "everything, as root", user: "0", manager: "apt-get",
			want: "apt-get install -y --no-install-recommends libgl-dev libegl-dev libx11-dev libxcursor-dev libxrandr-dev " +
				"libxinerama-dev libxi-dev libxxf86vm-dev libwayland-dev libxkbcommon-dev",
		},
		{
			name: "one library, as root", user: "0", manager: "apt-get",
			change: func(m *machine) {
				m.env = append(m.env, "LIBRARIES="+strings.Replace(allLibraries, "wayland-cursor ", "", 1))
			},
			want: "apt-get install -y --no-install-recommends libwayland-dev",
		},
		{
			name: "certificates", user: "0", manager: "apt-get",
			change: func(m *machine) {
				m.env = append(m.env, "LIBRARIES="+allLibraries, "SSL_CERT_FILE="+filepath.Join(m.dir, "installed"))
			},
			want: "apt-get install -y --no-install-recommends ca-certificates",
		},
		{
			name: "through sudo", user: "1000", manager: "dnf",
			sudo:   "#!/bin/sh\n[ \"$1\" = -n ] && exit 0\nexec env \"$@\"\n",
			change: func(m *machine) { m.env = append(m.env, "LIBRARIES="+strings.TrimPrefix(allLibraries, "gl ")) },
			want:   "dnf install -y mesa-libGL-devel",
		},
		{
			name: "apt through sudo", user: "1000", manager: "apt-get",
			sudo:   "#!/bin/sh\n[ \"$1\" = -n ] && exit 0\nexec env \"$@\"\n",
			change: func(m *machine) { m.env = append(m.env, "LIBRARIES="+strings.TrimPrefix(allLibraries, "gl ")) },
			want:   "apt-get install -y --no-install-recommends libgl-dev",
		},
		{
			name: "pacman", user: "0", manager: "pacman",
			change: func(m *machine) { m.env = append(m.env, "LIBRARIES="+strings.TrimPrefix(allLibraries, "gl ")) },
			want:   "pacman -S --needed --noconfirm libglvnd",
		},
		{
			name: "zypper", user: "0", manager: "zypper",
			change: func(m *machine) { m.env = append(m.env, "LIBRARIES="+strings.TrimPrefix(allLibraries, "gl ")) },
			want:   "zypper --non-interactive install Mesa-libGL-devel",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMachine(t, tt.user)
			m.fake(tt.manager, fakeManager)
			if tt.sudo != "" {
				m.fake("sudo", tt.sudo)
			}
			if tt.change != nil {
				tt.change(m)
			}
			said, calls, ok := m.setup()
			lines := strings.Split(strings.TrimSpace(calls), "\n")
			if got := lines[len(lines)-1]; !ok || got != tt.want {
				t.Errorf("succeeded %t, called %q\nwant %q\nsaid %q", ok, got, tt.want, said)
			}
			if !strings.Contains(said, "Installing") {
				t.Errorf("installed without a word: %q", said)
			}
		})
	}
}

func TestWithoutTheRightToInstallTheCommandIsPrinted(t *testing.T) {
	const command = "apt-get install -y --no-install-recommends libxkbcommon-dev"
	for name, sudo := range map[string]string{"no sudo": "", "a sudo that would ask": "#!/bin/sh\nexit 1\n"} {
		m := newMachine(t, "1000")
		m.fake("apt-get", fakeManager)
		if sudo != "" {
			m.fake("sudo", sudo)
		}
		m.env = append(m.env, "LIBRARIES="+strings.TrimSuffix(allLibraries, " xkbcommon"))
		said, calls, ok := m.setup()
		if ok || calls != "" || !strings.Contains(said, command) || !strings.Contains(said, "Nothing was changed") {
			t.Errorf("%s: succeeded %t, called %q, said %q", name, ok, calls, said)
		}
	}
}

func TestAnUnknownSystemIsToldWhatIsMissing(t *testing.T) {
	m := newMachine(t, "0")
	said, _, ok := m.setup()
	if ok || !strings.Contains(said, "libxkbcommon-dev") || !strings.Contains(said, "Nothing was changed") {
		t.Errorf("succeeded %t, said %q", ok, said)
	}
}

func TestAFailedInstallationStopsTheBuild(t *testing.T) {
	m := newMachine(t, "0")
	m.fake("apt-get", fakeManager)
	if err := os.WriteFile(filepath.Join(m.dir, "broken"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if said, _, ok := m.setup(); ok || !strings.Contains(said, "could not be installed") {
		t.Errorf("succeeded %t, said %q", ok, said)
	}

	useless := newMachine(t, "0")
	useless.fake("apt-get", "#!/bin/sh\nexit 0\n")
	if said, _, ok := useless.setup(); ok || !strings.Contains(said, "still not found") || !strings.Contains(said, "library:gl") {
		t.Errorf("a manager that installs nothing: succeeded %t, said %q", ok, said)
	}
}

func TestTheWindowTestNeedsMore(t *testing.T) {
	m := newMachine(t, "0")
	m.env = append(m.env, "LIBRARIES="+allLibraries)
	for _, tool := range []string{"Xvfb", "xvfb-run", "xauth", "import", "dbus-run-session", "xwininfo", "xprop", "sqlite3"} {
		m.fake(tool, "#!/bin/sh\n")
	}
	m.fake("fc-list", "#!/bin/sh\n") // no fonts
	chmod, err := exec.LookPath("chmod")
	if err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(chmod, filepath.Join(m.dir, "bin", "chmod")); err != nil {
		t.Fatal(err)
	}
	m.fake("apt-get", strings.Replace(fakeManager, "exit 0\n", "", 1)+`case "$*" in
*install*)
	printf '#!/bin/sh\necho DejaVu\n' >"$MACHINE/bin/fc-list"
	printf '#!/bin/sh\n' >"$MACHINE/bin/xdotool"
	chmod +x "$MACHINE/bin/xdotool" ;;
esac
`)
	const want = "apt-get install -y --no-install-recommends xdotool fontconfig fonts-dejavu-core\n"
	if said, calls, ok := m.setup("--xvfb"); !ok || !strings.HasSuffix(calls, want) {
		t.Errorf("succeeded %t, called %q, want %q at the end; said %q", ok, calls, want, said)
	}
}

func TestGoIsFoundOrAskedFor(t *testing.T) {
	for _, tt := range []struct {
		name, onPath, elsewhere string // what `go version` answers; none when empty
		wantElsewhere, wantOK   bool
	}{
		{"new enough", "go version go1.26.0 linux/amd64", "", false, true},
		{"newer", "go version go1.30 linux/amd64", "", false, true},
		{"of tomorrow", "go version devel go1.27-abcdef Mon linux/amd64", "", false, true},
		{"too old", "go version go1.19.8 linux/amd64", "", false, false},
		{"a release candidate before it", "go version go1.25rc1 linux/amd64", "", false, false},
		{"old on PATH, new elsewhere", "go version go1.19.8 linux/amd64", "go version go1.26.8 linux/amd64", true, true},
		{"not on PATH", "", "go version go1.26.8 linux/amd64", true, true},
		{"nowhere", "", "", false, false},
		{"broken", "cannot find GOROOT", "", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMachine(t, "1000")
			m.fake("apt-get", fakeManager)
			m.env = append(m.env, "LIBRARIES="+allLibraries)
			if tt.onPath == "" {
				m.remove("go")
			} else {
				m.fake("go", "#!/bin/sh\necho "+tt.onPath+"\n")
			}
			elsewhere := filepath.Join(m.dir, "elsewhere")
			if err := os.Mkdir(elsewhere, 0o755); err != nil {
				t.Fatal(err)
			}
			if tt.elsewhere != "" {
				m.fake("../elsewhere/go", "#!/bin/sh\necho "+tt.elsewhere+"\n")
			}
			m.env = append(m.env, "GO_DIRS=/nowhere/bin "+elsewhere)

			want := filepath.Join(m.dir, "bin", "go")
			if tt.wantElsewhere {
				want = filepath.Join(elsewhere, "go")
			}
			said, _, ok := m.setup("--go")
			if ok != tt.wantOK || ok && strings.TrimSpace(said) != want {
				t.Errorf("--go: succeeded %t, said %q, want %s", ok, said, want)
			}
			said, calls, ok := m.setup()
			if ok != tt.wantOK || calls != "" {
				t.Errorf("succeeded %t, called %q, said %q", ok, calls, said)
			}
			if tt.wantElsewhere != strings.Contains(said, elsewhere) {
				t.Errorf("named the folder of go: %q", said)
			}
			if !tt.wantOK && (!strings.Contains(said, "go.dev/dl") || !strings.Contains(said, "Go 1.26")) {
				t.Errorf("did not say which Go and where from: %q", said)
			}
		})
	}
}

func TestMacOSNeedsApplesTools(t *testing.T) {
	m := newMachine(t, "501")
	m.fake("uname", "#!/bin/sh\necho Darwin\n")
	if said, _, ok := m.setup(); ok || !strings.Contains(said, "xcode-select --install") {
		t.Errorf("without the tools: succeeded %t, said %q", ok, said)
	}
	m.fake("xcode-select", "#!/bin/sh\necho /Library/Developer/CommandLineTools\n")
	if said, _, ok := m.setup(); !ok {
		t.Errorf("with the tools: said %q", said)
	}
}
