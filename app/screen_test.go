package app

import (
	"bytes"
	"errors"
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
		err := onScreen(slog.New(slog.NewTextHandler(&logged, nil)), func() error {
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
	_ = onScreen(slog.New(slog.DiscardHandler), func() error { panic("another") })
}
