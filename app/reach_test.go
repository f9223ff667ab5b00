package app_test

import (
	"testing"

	"fyne.io/fyne/v2/container"
)

func TestTheSheetOfAllKeysScrollsByKey(t *testing.T) {
	play(t, func(s *stage) {
		open := func() *container.Scroll {
			s.Helper()
			s.press("?")
			over := s.window.Canvas().Overlays().Top()
			if over == nil {
				s.Fatal("there is no sheet")
			}
			var scroll *container.Scroll
			for _, found := range all[*container.Scroll](s) {
				scroll = found // what lies over the window comes last
			}
			return scroll
		}
		scroll := open()
		bottom := scroll.Content.Size().Height - scroll.Size().Height
		if bottom <= 0 {
			s.Fatal("the sheet is whole without scrolling")
		}
		for _, step := range []struct {
			key      string
			from, to float32 // of the height that is seen, from where it was
		}{
			{"Down", 0.01, 0.2}, {"j", 0.01, 0.2}, {"k", -0.2, -0.01}, {"Up", -0.2, -0.01},
			{"PageDown", 0.5, 1}, {"PageUp", -1, -0.5}, {"Space", 0.5, 1},
		} {
			before := scroll.Offset.Y
			s.press(step.key)
			if s.window.Canvas().Overlays().Top() == nil {
				s.Fatalf("%s closes the sheet", step.key)
			}
			if by := (scroll.Offset.Y - before) / scroll.Size().Height; by < step.from || by > step.to {
				s.Errorf("%s scrolls by %.2f of what is seen", step.key, by)
			}
		}
		if s.press("End"); scroll.Offset.Y != bottom {
			s.Errorf("End scrolls to %v of %v", scroll.Offset.Y, bottom)
		}
		s.window.Canvas().FocusNext() // to the button
		if s.press("Home"); scroll.Offset.Y != 0 {
			s.Errorf("Home scrolls to %v", scroll.Offset.Y)
		}
		s.press("Esc")
		for _, key := range []string{"Esc", "q", "?"} {
			if s.window.Canvas().Overlays().Top() != nil {
				s.Fatal("the sheet stays open")
			}
			open()
			s.press(key)
		}
		if s.window.Canvas().Overlays().Top() != nil {
			s.Error("? leaves the sheet open")
		}
	})
}
