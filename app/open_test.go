package app

import (
	"context"

	"fyne.io/fyne/v2"
)

// EarlyWindow is the small window of before there is a library, shown.
type EarlyWindow = early

// OpenRescue shows the screen of a rescue without running the program.
func OpenRescue(ctx context.Context, c Config, r Rescuing) *EarlyWindow {
	return openEarly(ctx, c, func(s *early) { s.rescue(r) })
}

// OpenPreparing shows that the library is being prepared without running the
// program.
func OpenPreparing(ctx context.Context, c Config, p Preparing) *EarlyWindow {
	return openEarly(ctx, c, func(s *early) { s.prepare(p) })
}

func openEarly(ctx context.Context, c Config, show func(*early)) *early {
	s := newEarly(ctx, c)
	show(s)
	s.win.Show()
	return s
}

// Window is the small window, or the one that it has led to.
func (s *early) Window() fyne.Window {
	if s.window != nil {
		return s.window.win
	}
	return s.win
}

// Close ends what the small window began.
func (s *early) Close() error { return s.close() }
