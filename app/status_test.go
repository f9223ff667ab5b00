package app_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
)

func TestWhatMayFollowAKeyEndsBeforeTheKeys(t *testing.T) {
	play(t, func(s *stage) {
		s.press("g")
		var said, keys *ui.Line
		for _, line := range all[*ui.Line](s) {
			switch {
			case strings.HasPrefix(line.Text, "g …"):
				said = line
			case line.Text == "? for keys":
				keys = line
			}
		}
		if said == nil || keys == nil {
			s.Fatal("the status line says nothing of the keys")
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		if end, begin := at(said).X+said.Size().Width, at(keys).X; end > begin {
			s.Errorf("%q ends at %v, and the keys begin at %v", said.Text, end, begin)
		}
		if end := at(keys).X + keys.Size().Width; end > s.window.Canvas().Size().Width {
			s.Errorf("the keys end at %v, outside the window", end)
		}
	})
}
