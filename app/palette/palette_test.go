package palette_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/action"
	"offprint/app/palette"
	"offprint/app/ui"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// actions are a table of many actions, and what was done of them.
func actions(t *testing.T) (fyne.Canvas, *action.Table, func() string) {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	var did []string
	var all []action.Action
	for _, name := range strings.Fields("Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi") {
		all = append(all, action.Action{ID: name, Name: name + " paper", Menu: action.Go, Do: func() { did = append(did, name) }})
	}
	all[1].Keys = []string{"b"}
	all[2].When, all[2].Otherwise = func() bool { return false }, "Not now."
	table, err := action.NewTable(all, func(why string) { did = append(did, why) })
	if err != nil {
		t.Fatal(err)
	}
	w := test.NewTempWindow(t, container.NewVBox())
	w.Resize(fyne.NewSize(1000, 700))
	return w.Canvas(), table, func() string { return strings.Join(did, ", ") }
}

func press(p *palette.Palette, names ...fyne.KeyName) {
	for _, name := range names {
		p.Field().TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func TestFindAndRun(t *testing.T) {
	canvas, table, did := actions(t)
	closed := 0
	open := func() *palette.Palette { return palette.Open(canvas, table, func() { closed++ }) }

	p := open()
	if len(p.Found()) != 14 {
		t.Errorf("an empty field finds %d", len(p.Found()))
	}
	test.Type(p.Field(), "ta") // Beta, Delta, Zeta, Eta, Theta, Iota
	if got := p.Found(); len(got) != 6 {
		t.Errorf("found %v", got)
	}
	press(p, fyne.KeyReturn)
	p = open()
	for range 20 { // past the end
		press(p, fyne.KeyDown)
	}
	press(p, fyne.KeyReturn)
	p = open()
	press(p, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn)
	p = open()
	test.Type(p.Field(), "gamma")
	press(p, fyne.KeyReturn)
	p = open()
	test.Type(p.Field(), "zzz")
	press(p, fyne.KeyDown, fyne.KeyReturn) // finds nothing, runs nothing
	press(p, fyne.KeyEscape)
	got := strings.Split(did(), ", ")
	if !strings.HasSuffix(got[0], "ta") || strings.Join(got[1:], ", ") != "Xi, Alpha, Not now." {
		t.Errorf("did %s", did())
	}
	if closed != 5 || len(canvas.Overlays().List()) != 0 {
		t.Errorf("closed %d times, %d lie over the window", closed, len(canvas.Overlays().List()))
	}
}

func TestTheSheetClosesByKey(t *testing.T) {
	canvas, table, did := actions(t)
	for _, close := range []func(){
		func() { canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		func() { canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) },
		func() { canvas.Focused().TypedRune('?') },
	} {
		closed := false
		palette.Sheet(canvas, table, func() { closed = true })
		canvas.Focused().TypedRune('b')
		close()
		if !closed || len(canvas.Overlays().List()) != 0 {
			t.Errorf("closed: %v, %d lie over the window", closed, len(canvas.Overlays().List()))
		}
	}
	if did() != "" {
		t.Errorf("through the sheet it did %s", did())
	}
}
