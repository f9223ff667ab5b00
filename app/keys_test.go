package app

import "testing"

func TestPlaceKeys(t *testing.T) {
	for goos, want := range map[string][2]string{"linux": {"Alt+Left", "Alt+Right"}, "windows": {"Alt+Left", "Alt+Right"}, "darwin": {"Ctrl+[", "Ctrl+]"}} {
		if before, after := placeKeys(goos); before != want[0] || after != want[1] {
			t.Errorf("%s: %s and %s", goos, before, after)
		}
	}
}
