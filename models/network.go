package models

import (
	"os"
	"path/filepath"
)

// onNetwork says whether a folder, or the nearest one above it that is there, is
// on another computer. SQLite's write-ahead log, by which window and commands
// work side by side, needs memory that all who have the file open share, and
// network drives have none: a library would be damaged there
// (https://www.sqlite.org/wal.html, "Advantages and disadvantages").
func onNetwork(folder string) bool {
	for {
		if _, err := os.Stat(folder); err == nil || filepath.Dir(folder) == folder {
			return remote(folder)
		}
		folder = filepath.Dir(folder)
	}
}
