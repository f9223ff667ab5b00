package app

import (
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"offprint/models"
)

// What Fyne 2.8.1 writes into Go's log where it can open no window: no screen,
// no window with OpenGL on it, no OpenGL (internal/driver/glfw and painter/gl).
// Then it waits for ever for the window's end, exits, or panics.
func fatalToToolkit() []string {
	return []string{"failed to initialise GLFW", "window creation error", "failed to initialise OpenGL"}
}

// ErrNoScreen is in the chain of the error where no window can be opened.
var ErrNoScreen = errors.New("no window can be opened")

// noScreen is what toolkitLog panics with.
type noScreen struct{ reason, cause string }

// error is what a reader is told.
func (n noScreen) error() error {
	format := "Offprint draws its window with OpenGL 2.1, which was not to be had here. Everything saved is safe. Update the graphics driver and start again; the commands need no window, “offprint help” says which there are."
	if n.reason == fatalToToolkit()[0] {
		format = "There is no screen here on which Offprint could open its window. Everything saved is safe. Start it on a desktop; the commands need no window, “offprint help” says which there are."
	}
	return &models.Error{Code: models.Unusable, Message: format, Format: format, Err: fmt.Errorf("%w: %s: %s", ErrNoScreen, n.reason, n.cause)}
}

// drawing matches what GLFW writes where the system's drawing fails, in one line.
// Before there is a window none will come then; later it may pass.
var drawing = regexp.MustCompile(`PlatformError: ((?:WGL|GLX|EGL|NSGL): .*)`)

// toolkitLog stands behind Go's log, into which the toolkit writes a reason, a
// cause and a place, a line each. It hands all on.
type toolkitLog struct {
	next   io.Writer
	log    *slog.Logger
	opened atomic.Bool // there is a window
	reason string      // why there can be no window, until the cause comes
}

func (t *toolkitLog) Write(line []byte) (int, error) {
	_, _ = t.next.Write(line) // a program with a window may have no standard error
	text := strings.TrimSpace(string(line))
	t.log.Info("toolkit", "text", text)
	if t.reason != "" {
		_, cause, _ := strings.Cut(text, "Cause: ")
		panic(noScreen{t.reason, cause})
	}
	if failed := drawing.FindStringSubmatch(text); failed != nil && !t.opened.Load() {
		panic(noScreen{"window creation error", failed[1]})
	}
	for _, reason := range fatalToToolkit() {
		if strings.Contains(text, reason) {
			t.reason = reason
		}
	}
	return len(line), nil
}

// onScreen does what needs a screen, and calls opened once there is its window.
// Where there is none, or none that the toolkit can draw on, the error is a *models.Error that wraps ErrNoScreen.
func onScreen(log *slog.Logger, do func(opened func()) error) (err error) {
	next := stdlog.Writer()
	told := &toolkitLog{next: next, log: log}
	stdlog.SetOutput(told)
	defer stdlog.SetOutput(next)
	defer func() {
		switch r := recover().(type) {
		case nil:
		case noScreen:
			err = r.error()
		default:
			panic(r)
		}
	}()
	return do(func() { told.opened.Store(true) })
}

// Notify says a sentence where no window can be opened, if the desktop shows
// notifications.
func Notify(title, message string) {
	fyneapp.NewWithID(ID).SendNotification(fyne.NewNotification(title, message))
}
