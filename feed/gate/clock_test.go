package gate

import "testing"

func TestTheClockGoesOnWhileTheComputerSleeps(t *testing.T) {
	if now := New(Config{}).now(); now != now.Round(0) {
		t.Errorf("%v has a reading of the clock that stands still", now)
	}
}
