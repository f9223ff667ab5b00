package instance

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/natefinch/atomic"

	"offprint/app/home"
)

// address says where the owner of a window is reached. Whoever can read it may
// speak to the window, so the file is the reader's alone.
type address struct {
	Port  int    `json:"port"`
	Token string `json:"token"`
}

// addressFile is the file with the address of the library's window: one a
// library, however its path is written, though several may share a state folder.
// The library's folder is there.
func addressFile(libraryPath, stateFolder string) (string, error) {
	identity, err := home.Identity(libraryPath, runtime.GOOS)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(identity))
	return filepath.Join(stateFolder, fmt.Sprintf("window-%x.json", sum[:8])), nil
}

// writeAddress writes the file whole, with the permissions 0600.
func writeAddress(path string, a address) error {
	text, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write the address of the window: %w", err)
	}
	// The file is made by os.CreateTemp, whose files are their owner's alone.
	if err := atomic.WriteFile(path, bytes.NewReader(text)); err != nil {
		return fmt.Errorf("write the address of the window: %w", err)
	}
	return nil
}

func readAddress(path string) (address, error) {
	file, err := os.Open(path)
	if err != nil {
		return address{}, fmt.Errorf("read the address of the window: %w", err)
	}
	defer file.Close()
	var a address
	if err := json.NewDecoder(io.LimitReader(file, 4096)).Decode(&a); err != nil {
		return address{}, fmt.Errorf("read the address of the window: %w", err)
	}
	if a.Port < 1 || a.Port > 65535 || a.Token == "" {
		return address{}, fmt.Errorf("read the address of the window: %s is damaged", path)
	}
	return a, nil
}
