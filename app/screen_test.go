package app

import (
	"bytes"
	"errors"
	"io"
	"log"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"offprint/models"
)

// TestNoScreen lets the toolkit report, as it does, what keeps it from opening a
// window. It would go on then, and wait for ever.
func TestNoScreen(t *testing.T) {
	for reason, says := range map[string]string{
		"window creation error": "OpenGL", "failed to initialise OpenGL": "OpenGL", "failed to initialise GLFW": "no screen",
	} {
		var said, logged bytes.Buffer
		before := log.Writer()
		log.SetOutput(&said)
		err := onScreen(slog.New(slog.NewTextHandler(&logged, nil)), func(func()) error {
			fyne.LogError("failed to watch theme settings", errors.New("no bus")) // and goes on
			fyne.LogError(reason, errors.New("GLX: GLX extension not found"))
			t.Errorf("%s: it went on", reason)
			return nil
		})
		if log.Writer() != &said {
			t.Errorf("%s: the log is not as it was", reason)
		}
		log.SetOutput(before)
		if e := (*models.Error)(nil); !errors.As(err, &e) || !errors.Is(err, ErrNoScreen) || !strings.Contains(e.Message, says) || !strings.Contains(err.Error(), "GLX extension") {
			t.Errorf("%s: %v", reason, err)
		}
		for _, text := range []string{"no bus", reason, "GLX extension"} {
			if !strings.Contains(said.String(), text) || !strings.Contains(logged.String(), text) {
				t.Errorf("%s: %q is not in %q, or not in the log %q", reason, text, &said, &logged)
			}
		}
	}
}

func TestAnotherPanicStaysOne(t *testing.T) {
	defer func() {
		if r := recover(); r != "another" {
			t.Errorf("recovered %v", r)
		}
	}()
	_ = onScreen(slog.New(slog.DiscardHandler), func(func()) error { panic("another") })
}

// TestDrawingFails lets GLFW report that the system's drawing fails, before there
// is a window and once it is there.
func TestDrawingFails(t *testing.T) {
	before := log.Writer()
	log.SetOutput(io.Discard)
	defer log.SetOutput(before)
	quiet := slog.New(slog.DiscardHandler)
	err := onScreen(quiet, func(func()) error {
		log.Println("PlatformError: Win32: Failed to open clipboard: Access denied") // and goes on
		log.Println("PlatformError: WGL: Failed to set pixel format for dummy context: Invalid window handle. ")
		t.Error("it went on")
		return nil
	})
	if !errors.Is(err, ErrNoScreen) || !strings.Contains(err.Error(), "WGL: Failed") {
		t.Error(err)
	}
	if err := onScreen(quiet, func(opened func()) error {
		opened()
		log.Println("PlatformError: WGL: Failed to make context current: The handle is invalid.")
		return nil
	}); err != nil {
		t.Errorf("a window that is there was ended: %v", err)
	}
}
