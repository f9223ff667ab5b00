package app

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"offprint/app/refresh"
	"offprint/app/ui"
	"offprint/app/words"
)

// early is a small window for as long as there is no library to show, and the
// window that it leads to.
type early struct {
	config Config
	tasks  *ui.Tasks
	win    fyne.Window
	window *Window
	// err is why there is no library, where nothing can be done about it here.
	err error
}

// runEarly runs the program from a small window on that show fills.
func runEarly(ctx context.Context, c Config, opened func(), show func(*early)) (err error) {
	if c.Host == nil {
		setUp(&c)
	}
	c.Host.App.Lifecycle().SetOnStarted(opened)
	s := newEarly(ctx, c)
	show(s)
	defer func() { err = errors.Join(err, s.close()) }()
	stop := context.AfterFunc(ctx, func() { fyne.Do(s.quit) })
	defer stop()
	s.win.ShowAndRun()
	return nil
}

func newEarly(ctx context.Context, c Config) *early {
	c.Host.App.Settings().SetTheme(c.look(c.before()))
	s := &early{config: c, tasks: ui.NewTasks(ctx, c.Host.Dispatch), win: c.Host.App.NewWindow("Offprint")}
	s.win.Resize(fyne.NewSize(600, 280))
	return s
}

// Preparing is how a library of an older format is opened.
type Preparing struct {
	// Open brings the library to this version's format and opens it and the feed
	// for the window. Where it is cut off it leaves the library as it was.
	Open func(context.Context) (Config, error)
	// Rescuing is what can be done where the library turns out to be damaged.
	Rescuing func(error) (Rescuing, bool)
}

// Prepare says that the library is being brought to this version's format, which
// takes a minute where there are a hundred thousand papers, and then shows the
// window. It returns when that is closed or ctx ends; the error is why the
// library could not be opened, which the window has said then.
func Prepare(ctx context.Context, c Config, p Preparing) error {
	return onScreen(c.Log, func(opened func()) error {
		return runEarly(ctx, c, opened, func(s *early) { s.prepare(p) })
	})
}

func (s *early) prepare(p Preparing) {
	bar := widget.NewProgressBarInfinite()
	s.win.SetContent(ui.NewNotice(words.T("Your library is being prepared"),
		words.T("This version of Offprint keeps it in a new format. That is done once, and takes a minute where there are a hundred thousand papers. A copy of the library as it was is put among its backups first; if you close this window now, the library stays as it was."), bar))
	s.tasks.Go(func(ctx context.Context) func() {
		opened, err := p.Open(ctx)
		return func() {
			bar.Stop()
			if err := s.show(ctx, opened, err); err != nil {
				if r, ok := p.Rescuing(err); ok {
					s.config.Log.Error("the library is damaged", "error", err)
					s.rescue(r)
					return
				}
				s.err = err
				s.win.SetContent(trouble(s.message(err), s.quit))
			}
		}
	})
}

// show opens the window in the place of the small one, unless err is why there
// is nothing to show.
func (s *early) show(ctx context.Context, opened Config, err error) error {
	if err != nil {
		return err
	}
	opened.Host = s.config.Host
	if s.window, err = Open(ctx, opened); err != nil {
		return err
	}
	s.window.win.Show()
	s.win.Close()
	return nil
}

// message is the sentence for what went wrong, whose details go to the log.
func (s *early) message(err error) string {
	s.config.Log.Error("open the library", "error", err)
	if message, ok := refresh.Message(err); ok {
		return message
	}
	return words.T("This did not work, and nothing was changed. The details are in the log.")
}

func (s *early) quit() {
	if s.window != nil {
		s.window.Quit()
		return
	}
	s.win.Close()
}

func (s *early) close() error {
	s.tasks.Close()
	if s.window == nil {
		return s.err
	}
	return s.window.Close()
}

// trouble is a window's content for what keeps the library from being opened.
func trouble(message string, quit func()) fyne.CanvasObject {
	return ui.NewNotice(words.T("Offprint could not open your library"), message, container.NewHBox((&ui.Button{Text: words.T("Close"), OnTapped: quit}).Init()))
}
