package settings_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/action"
	"offprint/app/session"
	"offprint/app/settings"
	"offprint/app/ui"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// backups are copies in memory; trouble is what the next change of them says.
type backups struct {
	list     []settings.Backup
	restored []string
	trouble  error
}

func (b *backups) List(context.Context) ([]settings.Backup, error) { return b.list, nil }

func (b *backups) BackUp(context.Context) error {
	if b.trouble != nil {
		return b.trouble
	}
	b.list = append([]settings.Backup{{Name: "new", Made: time.Date(2026, 3, 20, 14, 0, 0, 0, time.Local), Bytes: 3 << 20}}, b.list...)
	return nil
}

func (b *backups) Restore(_ context.Context, which settings.Backup) error {
	b.restored = append(b.restored, which.Name)
	return b.trouble
}

type pictures struct{}

func (pictures) Used() (int64, error) { return 0, nil }
func (pictures) Clear() error         { return nil }

// room is a window with the pane over it, with the test in the reader's place.
type room struct {
	*testing.T
	*settings.Pane
	window fyne.Window
	queue  chan func()
}

func open(t *testing.T, b settings.Backups) *room {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	r := &room{T: t, window: test.NewTempWindow(t, ui.NewLine("below", 13, "")), queue: make(chan func(), 100)}
	r.window.Resize(fyne.NewSize(1200, 800))
	tasks := ui.NewTasks(t.Context(), func(do func()) { r.queue <- do })
	t.Cleanup(tasks.Close)
	table, err := action.NewTable([]action.Action{{ID: "keep", Name: "Keep", Menu: action.Paper, Keys: []string{"s"}, Do: func() {}}}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	values := session.Default()
	r.Pane = settings.Open(r.window.Canvas(), settings.BackupsOf, settings.Config{
		Session: func() session.Session { return values }, Set: func(change func(*session.Session)) { change(&values) },
		Table: table, SetKeys: func(keys map[string][]string) { table.SetKeys(keys) }, Pictures: pictures{}, Backups: b, Tasks: tasks,
		Library: "/home/reader/offprint.db", Version: "1.2.3", OpenFolder: func(string) {}, Copy: func(string) {}, Do: func(string) {},
		Log: func(string, error) {}, OnClose: func() {},
	})
	return r
}

// shows waits until the pane shows a text.
func (r *room) shows(text string) {
	r.Helper()
	limit := time.After(10 * time.Second)
	for !strings.Contains(r.texts(), text) {
		select {
		case do := <-r.queue:
			do()
		case <-limit:
			r.Fatalf("%q is not among\n%s", text, r.texts())
		}
	}
}

func (r *room) each(do func(fyne.CanvasObject)) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		do(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(r.window.Canvas().Overlays().Top())
}

func (r *room) texts() string {
	said := ""
	r.each(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			said += t.Text + "\n"
		}
	})
	return said
}

// taps presses the first button that says that.
func (r *room) taps(text string) {
	r.Helper()
	var found *ui.Button
	r.each(func(o fyne.CanvasObject) {
		if b, ok := o.(*ui.Button); ok && b.Text == text && found == nil {
			found = b
		}
	})
	if found == nil {
		r.Fatalf("no button says %q", text)
	}
	found.Tapped(nil)
}

func TestBackupsAreMadeAndRestored(t *testing.T) {
	b := &backups{list: []settings.Backup{
		{Name: "daily", Made: time.Date(2026, 3, 19, 9, 2, 0, 0, time.Local), Bytes: 2 << 20},
		{Name: "cut", Made: time.Date(2026, 3, 18, 9, 2, 0, 0, time.Local), Bytes: 512, Why: "before a restore", Damaged: true},
	}}
	r := open(t, b)
	r.shows("19 Mar 2026, 09:02")
	r.shows("before a restore · damaged")
	if n := strings.Count(r.texts(), "Restore…"); n != 1 {
		t.Errorf("%d backups can be restored; the damaged one cannot", n)
	}
	r.taps("Back up now")
	r.shows("20 Mar 2026, 14:00")
	r.shows("A backup was made.")
	r.taps("Restore…")
	r.shows("Restored: 20 Mar 2026, 14:00.")
	if got := strings.Join(b.restored, " "); got != "new" {
		t.Errorf("restored %q", got)
	}
	b.trouble = &models.Error{Message: "The disk is full; nothing was changed.", Err: errors.New("no space")}
	r.taps("Back up now")
	r.shows("The disk is full; nothing was changed.")
	r.shows("Back up now")
}

func TestNothingIsShownThatDoesNotWork(t *testing.T) {
	r := open(t, nil)
	if strings.Contains(r.texts(), "Backups") {
		t.Errorf("there are no backups, and it shows\n%s", r.texts())
	}
}

func TestTabPassesTheSectionsAndKeepsTheOneThatIsOpen(t *testing.T) {
	r := open(t, &backups{list: []settings.Backup{{Name: "daily", Made: time.Date(2026, 3, 19, 9, 2, 0, 0, time.Local)}}})
	r.shows("19 Mar 2026, 09:02")
	var said []string
	for range 20 {
		r.window.Canvas().FocusNext()
		named, ok := r.window.Canvas().Focused().(fyne.Accessible)
		if !ok {
			t.Fatalf("after %q the keyboard is on %T, which nobody sees", said, r.window.Canvas().Focused())
		}
		said = append(said, named.AccessibilityLabel())
	}
	if r.Section() != settings.BackupsOf {
		t.Errorf("Tab has opened the section %s", r.Section())
	}
	for _, want := range []string{"Back up now", "Restore the backup of 19 Mar 2026, 09:02"} {
		if !slices.Contains(said, want) {
			t.Errorf("Tab does not lead to %q; it leads to %q", want, said)
		}
	}
}
