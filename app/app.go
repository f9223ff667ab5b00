// Package app is the window: it puts the panes together, goes from place to
// place, brings changes to the library and new papers from the feed, and ends
// everything in order.
//
// What a pane shows is the pane's own; what a reader can do is in actions.go,
// read from there by keys, menus, palette and cheat sheet.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"

	"offprint/app/action"
	"offprint/app/adding"
	"offprint/app/citing"
	"offprint/app/demo"
	"offprint/app/history"
	"offprint/app/home"
	"offprint/app/notes"
	"offprint/app/paper"
	"offprint/app/papers"
	"offprint/app/places"
	"offprint/app/refresh"
	"offprint/app/rules"
	"offprint/app/session"
	"offprint/app/settings"
	"offprint/app/smart"
	"offprint/app/tags"
	"offprint/app/thumbnail"
	"offprint/app/trash"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/assets"
	"offprint/feed"
	"offprint/feed/gate"
	"offprint/models"
)

// ID is the program's identifier on the desktop.
const ID = "io.github.offprint.Offprint"

// Config is what the window is made from.
type Config struct {
	Library *models.Library
	Feed    *feed.Client
	Refresh *refresh.Refresher
	Folders home.Folders
	// Theme is "light", "dark", or empty for what was set last.
	Theme   string
	Version string
	// Releases is the page with the versions there are, or empty where the build
	// names none. It is opened when the reader asks for it, and never read.
	Releases string
	// Paper is the bare identifier of the paper to open the window at, or empty.
	Paper string
	// Requests are the arguments of later starts, which bring this window
	// forward: the bare identifier of a paper to open, or nothing.
	Requests <-chan []string
	// Links are links for Offprint that the system hands over, as they come.
	Links <-chan string
	// Pauses are the times in which a server is not asked, as they begin.
	Pauses <-chan gate.Pause
	// Demo says that this is a demo's library.
	Demo bool
	// OpenDemo opens a demo, which a first start without a network offers.
	OpenDemo func(context.Context) (*demo.Demo, error)
	Log      *slog.Logger

	// Host is what the window runs on; nil for the desktop.
	Host *Host
}

// look is the theme that the reader has set, or the command line.
func (c Config) look(s session.Session) *ui.Theme {
	t := ui.NewTheme(ui.Appearance(cmp.Or(c.Theme, s.Theme)))
	t.TextSize = s.TextSize
	return t
}

// Host is what a window runs on: a test puts its own in the place of the
// desktop.
type Host struct {
	App      fyne.App
	Dispatch func(func())
	Now      func() time.Time
	// After calls a function on the UI goroutine when a time has passed.
	After func(time.Duration, func())
}

// clock is the time of day, without the reading that Go prefers for telling how
// much has passed: that one stands still while the computer sleeps.
func clock() time.Time { return time.Now().Round(0) }

func desktopHost() *Host {
	return &Host{
		App: newApp(), Dispatch: fyne.Do, Now: clock,
		After: func(d time.Duration, do func()) { time.AfterFunc(d, func() { fyne.Do(do) }) },
	}
}

// newApp is the app of the toolkit, without what it does once it has stopped: it
// saves preferences, of which there are none here. Fyne 2.8.1 queues that while
// its loop ends, where it may be lost, and then waits for it for ever
// (internal/driver/glfw/loop.go, runGL).
func newApp() fyne.App {
	a := fyneapp.NewWithID(ID)
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
	return a
}

// before is the session that was left.
func (c Config) before() session.Session {
	return session.Load(filepath.Join(c.Folders.State, "session.json"))
}

// setUp makes the window run on the desktop, and speak the reader's language.
func setUp(c *Config) {
	scale(*c)
	if err := words.Load(c.before().Language); err != nil {
		c.Log.Error("load the window's words", "err", err) // it speaks English then
	}
	c.Host = desktopHost()
	c.Host.App.SetIcon(fyne.NewStaticResource("app.png", assets.AppIcon()))
}

// Run opens the window and returns when it is closed or ctx ends. Where no window
// can be opened the error wraps ErrNoScreen.
func Run(ctx context.Context, c Config) error {
	return onScreen(c.Log, func(opened func()) error { return run(ctx, c, opened) })
}

func run(ctx context.Context, c Config, opened func()) (err error) {
	if c.Host == nil {
		setUp(&c)
	}
	// Until the window is there, collecting garbage would only make it later.
	percent := debug.SetGCPercent(400)
	c.Host.App.Lifecycle().SetOnStarted(func() {
		debug.SetGCPercent(percent)
		opened()
	})
	w, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }() // also where it cannot be shown
	stop := context.AfterFunc(ctx, func() { fyne.Do(w.Quit) })
	defer stop()
	w.win.ShowAndRun()
	return nil
}

// ShowTrouble shows a sentence in a window of its own, for trouble before there
// is a library to show. Where no window can be opened the error wraps ErrNoScreen.
func ShowTrouble(log *slog.Logger, title, message string) error {
	return onScreen(log, func(opened func()) error {
		showTrouble(title, message, opened)
		return nil
	})
}

func showTrouble(title, message string, opened func()) {
	a := newApp()
	a.Lifecycle().SetOnStarted(opened)
	a.Settings().SetTheme(ui.NewTheme(ui.System))
	w := a.NewWindow(title)
	w.SetContent(trouble(message, a.Quit))
	w.Resize(fyne.NewSize(560, 260))
	w.ShowAndRun()
}

// Window is Offprint's window.
type Window struct {
	Config
	win      fyne.Window
	tasks    *ui.Tasks
	changes  ui.Queue
	session  *session.Store
	theme    *ui.Theme
	pictures *thumbnail.Loader

	table    *action.Table
	keyboard *action.Keyboard
	places   *places.Pane
	list     *papers.Pane
	paper    *paper.Pane
	notes    *notes.Pane
	panes    *ui.Panes
	toast    *ui.Toast
	status   *status

	loadPaper  ui.Latest
	loadLinks  ui.Latest // the notes that lead to it
	loadCounts ui.Latest
	loadSmart  ui.Latest
	smartLists []models.SmartList
	fetching   ui.Latest // the day that the reader wants to see
	refreshing ui.Latest // the newest list
	counts     models.Counts
	base       models.View // where Escape goes back to from a search
	basePaper  string      // and the paper that was current there
	trail      trail       // back and forward
	searched   string      // the search that was remembered last
	newest     string      // the newest day with papers
	updated    time.Time   // when the feed was read last
	seen       int64       // counts the papers opened, for the second that makes one seen
	previews   ui.Latest   // what a rule would catch
	linked     ui.Latest   // the paper that a link of a note leads to

	exportPreview ui.Latest // how an export or a copy would look
	exportCount   ui.Latest // how many papers the list shows
	exportLook    ui.Latest // what is at the path that it would go to
	citing        *citing.Pane
	cited         int64     // the paper that it is of
	loadCitation  ui.Latest // what it shows

	rules      *rules.Pane  // while it is open
	adding     *adding.Pane // likewise
	history    *history.Pane
	tags       *tags.Pane
	smart      *smart.Pane
	trash      *trash.Pane
	settings   *settings.Pane
	problems   []string // with the file of keys
	catching   bool
	backing    bool             // the daily backup is seen to
	filling    *refresh.Control // of the backfill that runs
	rests      bool             // because the reader paused it
	timer      int              // counts the intervals set, so that an old one ends
	demo       *demo.Demo       // opened from this window
	demoWindow *Window
	closed     bool
}

// Open makes the window, not shown yet. Close must be called on it.
func Open(ctx context.Context, c Config) (*Window, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	w := &Window{Config: c, tasks: ui.NewTasks(ctx, c.Host.Dispatch)}
	w.changes.Tasks = w.tasks
	for _, latest := range []*ui.Latest{&w.loadPaper, &w.loadLinks, &w.loadCounts, &w.loadSmart, &w.fetching, &w.refreshing, &w.previews, &w.linked, &w.exportPreview, &w.exportCount, &w.exportLook, &w.loadCitation} {
		latest.Tasks = w.tasks
	}
	w.session = session.Open(filepath.Join(c.Folders.State, "session.json"), c.Log)
	s := w.session.Session()
	w.pictures = thumbnail.New(thumbnail.Config{Folder: c.Folders.Cache, CapBytes: int64(s.CacheMiB) << 20, Fetch: c.Feed.Image, Scaling: c.Feed.Unpacking(), Log: c.Log})

	w.theme = c.look(s)
	c.Host.App.Settings().SetTheme(w.theme)

	// Reading the fonts of the first picture takes as long as making the window:
	// both at once, but the fonts before anything is measured.
	fonts := make(chan struct{})
	go func() {
		defer close(fonts)
		for _, style := range []fyne.TextStyle{{}, {Bold: true}} {
			fyne.MeasureText("x", 13, style)
		}
	}()
	title := "Offprint"
	switch {
	case w.Demo:
		title = words.T("Offprint – demo")
	case w.Library.ReadOnly():
		title = words.T("Offprint – open without changes")
	}
	w.win = c.Host.App.NewWindow(title)
	<-fonts

	table, err := action.NewTable(w.actions(), func(why string) { w.toast.Say(why, "", nil) })
	if err != nil {
		return nil, fmt.Errorf("make the table of actions: %w", err)
	}
	w.table, w.keyboard = table, action.NewKeyboard(table)
	w.table.Covered = w.covered
	w.keyboard.OnPending = w.pending
	w.problems = w.loadKeys()
	w.build(s)
	w.tellKeys(w.problems)
	w.restore(s)
	if c.Paper != "" {
		w.openPaper(c.Paper)
	}
	w.start()
	w.keepSafe()
	return w, nil
}

// build makes the panes and puts them into the window.
func (w *Window) build(s session.Session) {
	w.toast = ui.NewToast(w.Host.After)
	w.toast.Key = w.table.Key("offer")
	w.status = newStatus()
	w.status.keysAre(w.table.Hint("keys"))
	w.places = places.New(w.keyboard, func(p places.Place) {
		switch p.Place {
		case places.Settings:
			w.openSettings(settings.Appearance)
		case places.Trash:
			w.openTrash()
		default:
			w.goTo(p)
		}
	}, w.filterTag)
	w.notes = notes.New(notes.Config{
		Library: w.Library, Tasks: w.tasks, Changes: &w.changes, Keyboard: w.keyboard, Key: w.key, After: w.Host.After, Clock: w.Host.Now,
		OnSaved: w.reload, OnLeave: func() { w.list.FocusList() }, OnLeft: func() { w.list.Reload() },
		OnTrouble: func(text string) { w.toast.Say(text, "", nil) },
		Log:       func(msg string, err error) { w.Log.Error(msg, "err", err) },
		OnOpen:    w.browse, OnPaper: w.goToPaper, Complete: w.papersTitled,
	})
	w.notes.SetPreview(s.Preview)
	w.paper = paper.New(paper.Config{
		Keyboard: w.keyboard, Key: w.key, Do: func(id string) { w.table.RunID(id) }, OnRate: func(n int) { w.onKept(func() { w.rate(n) })() }, OnSubmitter: w.goSubmitter, OnSearch: w.search, OnOpen: w.browse,
		OnTag:   func(t models.Tag) { w.goTo(places.Place{Place: models.TagPlace, Tag: t.ID}) },
		OnUntag: func(t models.Tag) { w.tagShown(t.Name, false) },
		OnQuote: w.notes.Quote, OnNote: w.notes.Open, OnPaper: w.goToPaper,
		Notes: w.notes, NotesHeight: s.NotesHeight,
		OnNotesHeight: func(h float32) { w.session.Update(func(s *session.Session) { s.NotesHeight = h }) },
	})
	w.list = papers.New(papers.Config{
		OnMove:  w.moveTo,
		Library: w.Library, Tasks: w.tasks, Pictures: w.pictures, Keyboard: w.keyboard, Key: w.key, Clock: w.Host.Now,
		OnPaper: w.onPaper, OnDay: w.goDay, OnSearch: w.typed, OnSearched: w.madeUse, OnHub: w.searchHub, OnSort: w.sort, OnMenu: w.paperMenu,
		OfferKey: func() string { return w.table.Key("offer") }, Stays: w.notes.Writing, OnMarked: func(int) {}, OnShown: func(models.View, int) { w.remember() },
	})
	w.panes = ui.NewPanes(w.places, w.list, w.paper, s.PlacesWidth, s.ListWidth)
	w.panes.OnMoved = func(places, list float32) {
		w.session.Update(func(s *session.Session) { s.PlacesWidth, s.ListWidth = places, list })
	}
	w.win.SetPadded(false)
	w.win.SetMainMenu(w.table.MainMenu())
	content := ui.Dock(nil, w.status, w.panes)
	w.win.SetContent(container.New(&overlay{onResize: w.resized}, content, w.toast))
	w.win.Resize(fyne.NewSize(s.Width, s.Height))
	c := w.win.Canvas()
	// What lies over the window keeps its keys, also where it has lost the focus.
	c.SetOnTypedRune(func(r rune) {
		if over := w.focusOver(); over != nil {
			over.TypedRune(r)
		} else if !w.covered() {
			w.keyboard.TypedRune(r)
		}
	})
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if over := w.focusOver(); over != nil {
			over.TypedKey(e)
		} else if !w.covered() {
			w.keyboard.TypedKey(e)
		}
	})
	w.table.BindShortcuts(c)
	w.win.SetOnDropped(w.dropped)
	w.win.SetCloseIntercept(w.Quit)
	w.win.SetMaster()
}

// focusOver focuses what lies over the window and can be typed into, if anything
// does.
func (w *Window) focusOver() fyne.Focusable {
	if !w.covered() {
		return nil
	}
	w.win.Canvas().FocusNext()
	return w.win.Canvas().Focused()
}

// overlay lays the toast over the bottom of the window.
type overlay struct{ onResize func(fyne.Size) }

func (o *overlay) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (o *overlay) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	toast := objects[1].MinSize()
	objects[1].Resize(toast)
	objects[1].Move(fyne.NewPos(min(240, max(8, size.Width-toast.Width-8)), size.Height-toast.Height-40))
	o.onResize(size)
}

func (w *Window) resized(fyne.Size) {
	size := w.win.Canvas().Size() // with the menu
	w.session.Update(func(s *session.Session) { s.Width, s.Height = size.Width, size.Height })
}

// restore goes where the reader was at the end of the last run.
func (w *Window) restore(s session.Session) {
	w.base = placeNamed(s.Place)
	w.base.Day, w.base.Sort = s.Day, models.Sort(s.Sort)
	// Before the window is shown there is nobody to wait: what is read now is
	// in its first picture.
	w.loadCounts.Now(func(ctx context.Context) func() {
		counts, day, err := w.count(ctx)
		left := w.smartNamed(ctx, s.Smart)
		return func() {
			if err != nil {
				w.trouble("read the library", err)
			}
			w.showCounts(counts, day)
			v := w.base
			if v.Place == models.TagPlace {
				v.Tag = tagNamed(counts.Tags, s.Tag)
				if v.Tag == 0 {
					v = models.View{Place: models.DailyPlace}
				}
			}
			if v.Place == models.SmartPlace {
				if w.smartLists = left; len(left) == 0 {
					v = models.View{Place: models.DailyPlace}
				} else {
					v.Smart = left[0].ID
				}
			}
			if v.Place == models.DailyPlace {
				v = w.onList(v)
			}
			w.base = v
			if s.Query != "" {
				v = models.View{Place: models.Everywhere, Query: s.Query, Typing: true}
			}
			w.list.OpenNow(v, s.Paper)
			w.shown(v)
			w.arrive()
			w.readSmart()
			w.list.FocusList()
			w.refreshToday(false)
			w.resumeBackfill()
			w.every()
		}
	})
}

func tagNamed(tags []models.Tag, name string) int64 {
	for _, t := range tags {
		if t.Name == name {
			return t.ID
		}
	}
	return 0
}

// start begins what runs as long as the window does.
func (w *Window) start() {
	w.tasks.Go(func(ctx context.Context) func() {
		w.Library.Watch(ctx, func() { w.Host.Dispatch(w.reloadFromElsewhere) })
		return nil
	})
	listen(w, w.Requests, w.asked)
	listen(w, w.Links, w.openLink)
	listen(w, w.Pauses, w.paused)
	w.Host.App.Lifecycle().SetOnEnteredForeground(func() {
		if !w.closed && !w.updated.IsZero() && w.Host.Now().Sub(w.updated) > staleAfter {
			w.refreshToday(true) // the laptop slept
		}
	})
}

// listen does something on the UI goroutine with each value of a channel, as
// long as the window is there. A nil channel has none.
func listen[T any](w *Window, values <-chan T, do func(T)) {
	if values == nil {
		return
	}
	w.tasks.Go(func(ctx context.Context) func() {
		for {
			select {
			case <-ctx.Done():
				return nil
			case value, ok := <-values:
				if !ok {
					return nil
				}
				w.Host.Dispatch(func() {
					if !w.closed {
						do(value)
					}
				})
			}
		}
	})
}

// asked does what a later start of the program asks for.
func (w *Window) asked(args []string) {
	w.comeForward()
	if len(args) > 0 {
		w.openPaper(args[0])
	}
}

func (w *Window) comeForward() {
	w.win.Show()
	w.win.RequestFocus()
}

// Quit saves what is being written and closes the window.
func (w *Window) Quit() {
	w.notes.SaveAll()
	w.win.Close()
}

// Close ends everything that the window began, after what was still to be saved.
func (w *Window) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.lookedAt(models.View{})
	w.notes.SaveAll()
	w.tasks.Close()
	w.pictures.Close()
	err := w.session.Close()
	if w.demoWindow != nil {
		_ = w.demoWindow.Close() // a demo is thrown away
		_ = w.demo.Close()
	}
	if err != nil {
		return fmt.Errorf("close window: %w", err)
	}
	return nil
}
