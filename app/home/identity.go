package home

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Identity is the one name of a file that may be written in several ways, on the
// system goos, as in runtime.GOOS. Links in the path of its folder are followed
// as far as it is there; Windows and macOS do not tell A from a. It is to be
// compared, not opened.
func Identity(path, goos string) (string, error) {
	written, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("identify %s: %w", path, err)
	}
	path = filepath.Join(resolved(filepath.Dir(written)), filepath.Base(written))
	if goos == "windows" || goos == "darwin" {
		path = strings.ToLower(path)
	}
	return path, nil
}

// resolved follows the links in the path of a folder. What is not there, or
// cannot be followed, stays as it is written.
func resolved(folder string) string {
	if followed, err := filepath.EvalSymlinks(folder); err == nil {
		return followed
	}
	above := filepath.Dir(folder)
	if above == folder {
		return folder
	}
	return filepath.Join(resolved(above), filepath.Base(folder))
}
