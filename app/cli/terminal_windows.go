package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// columns asks the console for its width; 0 where it does not say.
func columns(file *os.File) int {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(windows.Handle(file.Fd()), &info); err != nil {
		return 0
	}
	return int(info.Window.Right-info.Window.Left) + 1
}
