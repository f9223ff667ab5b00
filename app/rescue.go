package app

import (
	"context"

	"offprint/app/rescue"
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
	return onScreen(c.Log, func(opened func()) error {
		return runEarly(ctx, c, opened, func(s *early) { s.rescue(r) })
	})
}

// rescue shows the screen of a rescue.
func (s *early) rescue(r Rescuing) {
	var pane *rescue.Pane
	pane = rescue.New(rescue.Config{
		Damage: r.Damage, Gone: r.Gone, Tasks: s.tasks, Restore: r.Restore, Message: s.message, OnQuit: s.quit,
		OnOpen: func(readOnly bool) {
			s.tasks.Go(func(ctx context.Context) func() {
				opened, err := r.Open(ctx, readOnly)
				return func() {
					if err := s.show(ctx, opened, err); err != nil {
						pane.Say(s.message(err))
					}
				}
			})
		},
	})
	s.win.SetContent(pane)
	s.win.Canvas().Focus(pane.First())
}
