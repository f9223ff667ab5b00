package app

import "testing"

func TestTheClockGoesOnWhileTheComputerSleeps(t *testing.T) {
	if now := clock(); now != now.Round(0) {
		t.Errorf("%v has a reading of the clock that stands still", now)
	}
}
