package home

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/natefinch/atomic"
)

// maxMemory bounds the memory of libraries, in bytes: some thousands of paths.
const maxMemory = 1 << 20

// memory is the file libraries.json of the state folder: paths of libraries,
// and when each was last opened.
func (f Folders) memory() string { return filepath.Join(f.State, "libraries.json") }

// WasHere says whether the library at path was opened here before. A memory
// that is damaged, or not there, remembers nothing.
func (f Folders) WasHere(path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	_, known := f.recall()[path]
	return known
}

// Remember notes that the library at path is here now.
func (f Folders) Remember(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("remember library: %w", err)
	}
	opened := f.recall()
	opened[path] = time.Now().UTC().Truncate(time.Second)
	text, err := json.MarshalIndent(opened, "", "  ")
	if err != nil {
		return fmt.Errorf("remember library %s: %w", path, err)
	}
	if err := os.MkdirAll(f.State, 0o700); err != nil {
		return fmt.Errorf("remember library %s: %w", path, err)
	}
	if err := atomic.WriteFile(f.memory(), bytes.NewReader(append(text, '\n'))); err != nil {
		return fmt.Errorf("remember library %s: %w", path, err)
	}
	return nil
}

// recall reads the memory; what cannot be read is empty.
func (f Folders) recall() map[string]time.Time {
	nothing := map[string]time.Time{}
	file, err := os.Open(f.memory())
	if err != nil {
		return nothing
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxMemory))
	if err != nil {
		return nothing
	}
	var opened map[string]time.Time
	if json.Unmarshal(text, &opened) != nil || opened == nil {
		return nothing
	}
	return opened
}
