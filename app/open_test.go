package app

import (
	"context"

	"fyne.io/fyne/v2"
)

// RescueWindow is the screen of a rescue, shown.
type RescueWindow = rescuing

// OpenRescue shows the screen of a rescue without running the program.
func OpenRescue(ctx context.Context, c Config, r Rescuing) *RescueWindow {
	s := openRescue(ctx, c, r)
	s.win.Show()
	return s
}

// Window is the window of the screen, or the one that it has led to.
func (s *rescuing) Window() fyne.Window {
	if s.window != nil {
		return s.window.win
	}
	return s.win
}

// Close ends what the rescue began.
func (s *rescuing) Close() error { return s.close() }
