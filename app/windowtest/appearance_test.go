//go:build window

package windowtest_test

import (
	"bufio"
	"image"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// The desktop's portal, of which only the settings are there: the toolkit asks
// it for the system's appearance and listens for changes.
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
const (
	portalName    = "org.freedesktop.portal.Desktop"
	portalPath    = "/org/freedesktop/portal/desktop"
	portalSetting = "org.freedesktop.portal.Settings"
	noPreference  = uint32(0)
	prefersDark   = uint32(1)
	prefersLight  = uint32(2)
)

// portal is a stub of the portal's settings.
type portal struct {
	conn   *dbus.Conn
	scheme uint32
}

// ReadOne answers a program that asks for a setting.
func (p *portal) ReadOne(namespace, key string) (dbus.Variant, *dbus.Error) {
	if namespace != "org.freedesktop.appearance" || key != "color-scheme" {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", []any{"no such setting"})
	}
	return dbus.MakeVariant(p.scheme), nil
}

// Read is ReadOne as older programs ask, with one variant more around the value.
func (p *portal) Read(namespace, key string) (dbus.Variant, *dbus.Error) {
	value, err := p.ReadOne(namespace, key)
	return dbus.MakeVariant(value), err
}

// change tells all who listen that the system has another appearance.
func (p *portal) change(scheme uint32) error {
	p.scheme = scheme
	return p.conn.Emit(portalPath, portalSetting+".SettingChanged", "org.freedesktop.appearance", "color-scheme", dbus.MakeVariant(scheme))
}

// newPortal starts a message bus of the test's own with the stub on it, and lets
// the program find it.
func (d *desk) newPortal(scheme uint32) *portal {
	d.t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		d.t.Fatalf("get what the window test needs by: packaging/setup.sh --xvfb\n%v", err)
	}
	bus := exec.Command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address")
	bus.Env, bus.Stderr = d.env, os.Stderr
	out, err := bus.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = bus.Process.Kill()
		_ = bus.Wait() // it was killed
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		d.t.Fatalf("read the address of the message bus: %v", err)
	}
	address = strings.TrimSpace(address)
	conn, err := dbus.Connect(address)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			d.t.Error(err)
		}
	})
	p := &portal{conn: conn, scheme: scheme}
	if err := conn.Export(p, portalPath, portalSetting); err != nil {
		d.t.Fatal(err)
	}
	if reply, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		d.t.Fatalf("take the portal's name: %v, %v", reply, err)
	}
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	return p
}

// emptyPlaces is a part of the places pane in which nothing stands.
var emptyPlaces = image.Rect(20, 700, 200, 820)

// dark says whether a part of the screen is dark all over, light whether it is
// light.
func (d *desk) dark(r image.Rectangle) (dark, light bool) {
	d.t.Helper()
	picture := d.seen(r)
	dark, light = true, true
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		sum := int(picture.Pix[i]) + int(picture.Pix[i+1]) + int(picture.Pix[i+2])
		dark, light = dark && sum < 3*0x40, light && sum > 3*0xC0
	}
	return dark, light
}

func TestTheSystemsAppearanceIsFollowed(t *testing.T) {
	d := newDesk(t)
	d.look = nil // as the system
	p := d.newPortal(prefersLight)
	w := d.open()
	w.showsPapers(11)
	if _, light := d.dark(emptyPlaces); !light {
		t.Error("the system is light, and the window is not")
	}
	for _, now := range []struct {
		scheme uint32
		name   string
		dark   bool
	}{{prefersDark, "dark", true}, {prefersLight, "light", false}, {prefersDark, "dark", true}, {noPreference, "of no preference", false}} {
		if err := p.change(now.scheme); err != nil {
			t.Fatal(err)
		}
		d.wait("the window is as the system, which is now "+now.name, patience, func() bool {
			dark, light := d.dark(emptyPlaces)
			return dark == now.dark && light == !now.dark
		})
	}

	// What the reader has chosen goes before the system.
	d.press("ctrl+k")
	d.still(300 * time.Millisecond)
	d.write("look light")
	d.press("Return")
	d.wait("the window is light", patience, func() bool { _, light := d.dark(emptyPlaces); return light })
	if err := p.change(prefersDark); err != nil {
		t.Fatal(err)
	}
	d.still(2 * time.Second)
	if _, light := d.dark(emptyPlaces); !light {
		t.Error("the reader has chosen light, and the window follows the system")
	}
	w.quit()
	w = d.open()
	w.showsPapers(11)
	if _, light := d.dark(emptyPlaces); !light {
		t.Error("after a new start the window follows the system")
	}
	w.quit()
	noTrouble(t, d)
}

func TestAWindowBeginsAsTheSystemIs(t *testing.T) {
	d := newDesk(t)
	d.look = nil
	d.newPortal(prefersDark)
	w := d.open()
	d.wait("the window is dark, as the system", patience, func() bool { dark, _ := d.dark(emptyPlaces); return dark })
	d.still(300 * time.Millisecond)
	w.quit()
	noTrouble(t, d)
}
