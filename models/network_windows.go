package models

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// remote asks what kind of drive a folder is on; a path without a drive's letter
// (\\server\share) is always another computer's.
func remote(folder string) bool {
	volume := filepath.VolumeName(folder)
	if len(volume) != 2 {
		return volume != ""
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	return err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
