//go:build !commands

package start

import (
	"os"

	"golang.org/x/sys/windows"
)

// alert says a sentence in a box, which needs no OpenGL. Where there is a
// standard error, as in a terminal, it stands there already.
func alert(title, message string) {
	if _, err := os.Stderr.Stat(); err == nil {
		return
	}
	text, err := windows.UTF16PtrFromString(message)
	if err != nil {
		return // a sentence with a NUL in it is none of ours
	}
	head, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return
	}
	_, _ = windows.MessageBox(0, text, head, windows.MB_OK|windows.MB_ICONWARNING|windows.MB_SETFOREGROUND)
}
