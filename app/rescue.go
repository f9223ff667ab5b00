package app

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"offprint/app/refresh"
	"offprint/app/rescue"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/assets"
	"offprint/models"
)

// Rescuing is what can be done about a library that is damaged or gone.
type Rescuing struct {
	Damage *models.Damage
	// Gone says that the library's file is not there.
	Gone bool
	// Restore puts the newest good backup in the library's place.
	Restore func(context.Context) error
	// Open opens library and feed for the window, the library for reading only
	// or not.
	Open func(ctx context.Context, readOnly bool) (Config, error)
}

// Rescue shows what can be done about a library that cannot be opened and, once
// that is done, the window. It returns when that is closed or ctx ends.
func Rescue(ctx context.Context, c Config, r Rescuing) error {
	return onScreen(c.Log, func(opened func()) error { return runRescue(ctx, c, r, opened) })
}

func runRescue(ctx context.Context, c Config, r Rescuing, opened func()) (err error) {
	if c.Host == nil {
		c.Host = desktopHost()
	}
	c.Host.App.Lifecycle().SetOnStarted(opened)
	c.Host.App.SetIcon(fyne.NewStaticResource("app.png", assets.AppIcon()))
	s := openRescue(ctx, c, r)
	defer func() { err = errors.Join(err, s.close()) }()
	stop := context.AfterFunc(ctx, func() { fyne.Do(s.quit) })
	defer stop()
	s.win.ShowAndRun()
	return nil
}

// rescuing is the screen of a rescue in a window of its own, and the window that
// it leads to.
type rescuing struct {
	config Config
	tasks  *ui.Tasks
	win    fyne.Window
	pane   *rescue.Pane
	window *Window
}

func openRescue(ctx context.Context, c Config, r Rescuing) *rescuing {
	c.Host.App.Settings().SetTheme(ui.NewTheme(ui.System))
	s := &rescuing{config: c, tasks: ui.NewTasks(ctx, c.Host.Dispatch), win: c.Host.App.NewWindow("Offprint")}
	s.pane = rescue.New(rescue.Config{
		Damage: r.Damage, Gone: r.Gone, Tasks: s.tasks, Restore: r.Restore, Message: s.message, OnQuit: s.quit,
		OnOpen: func(readOnly bool) {
			s.tasks.Go(func(ctx context.Context) func() {
				opened, err := r.Open(ctx, readOnly)
				return func() { s.show(ctx, opened, err) }
			})
		},
	})
	s.win.SetContent(s.pane)
	s.win.Resize(fyne.NewSize(600, 280))
	s.win.Canvas().Focus(s.pane.First())
	return s
}

func (s *rescuing) message(err error) string {
	s.config.Log.Error("rescue the library", "error", err)
	if message, ok := refresh.Message(err); ok {
		return message
	}
	return words.T("This did not work, and nothing was changed. The details are in the log.")
}

// show opens the window in the place of the screen.
func (s *rescuing) show(ctx context.Context, opened Config, err error) {
	if err == nil {
		opened.Host = s.config.Host
		s.window, err = Open(ctx, opened)
	}
	if err != nil {
		s.pane.Say(s.message(err))
		return
	}
	s.window.win.Show()
	s.win.Close()
}

func (s *rescuing) quit() {
	if s.window != nil {
		s.window.Quit()
		return
	}
	s.win.Close()
}

func (s *rescuing) close() error {
	s.tasks.Close()
	if s.window == nil {
		return nil
	}
	return s.window.Close()
}
