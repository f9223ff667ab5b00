package home

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	names, err := spellings(path)
	if err != nil {
		return false
	}
	opened := f.recall()
	return slices.ContainsFunc(names, func(name string) bool {
		_, known := opened[name]
		return known
	})
}

// spellings are the names under which a library is remembered: as its path is
// written, which is all that is left of a link that leads nowhere any more, and
// its identity.
func spellings(path string) ([]string, error) {
	written, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	identity, err := Identity(path, runtime.GOOS)
	return []string{written, identity}, err
}

// Remember notes that the library at path is here now.
func (f Folders) Remember(path string) error {
	names, err := spellings(path)
	if err != nil {
		return fmt.Errorf("remember library: %w", err)
	}
	opened := f.recall()
	for _, name := range names {
		opened[name] = time.Now().UTC().Truncate(time.Second)
	}
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
