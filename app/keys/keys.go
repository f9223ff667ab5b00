// Package keys keeps the keys that a reader has given to actions, in a file that
// can be written by hand as well: a JSON object with an action's identifier and
// the list of its keys on each line.
//
//	{
//	  "keep": ["k"],
//	  "previous": ["i", "Up"],
//	  "dismiss": []
//	}
//
// What a key is called, and which of them clash, is app/action's.
package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/natefinch/atomic"
)

// Keys are the keys that a reader gave to actions, by the action's identifier.
// An empty list takes all keys away; an action that is not in it has its usual
// ones.
type Keys map[string][]string

const (
	largestFile = 256 << 10 // bytes
	mostActions = 1000
	mostKeys    = 8  // of one action
	longestName = 60 // runes, of an action or a key
)

// Problem is something in the file that makes no sense.
type Problem struct {
	// Line is where it stands, from 1 on; 0 where the file could not be read.
	Line int
	// Action is the identifier whose entry was left out; empty where the whole
	// file was.
	Action string
}

// Load reads the file, which may be missing. It cannot fail: what makes no sense
// is left out and reported. The file itself is never changed.
func Load(file string) (Keys, []Problem) {
	data, err := read(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, []Problem{{}}
	}
	return decode(data)
}

func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestFile+1))
	if err == nil && len(data) > largestFile {
		err = fmt.Errorf("%s has more than %d bytes", file, largestFile)
	}
	return data, err
}

// decode reads entry by entry, so that one that is wrong costs no other.
func decode(data []byte) (Keys, []Problem) {
	keys, problems := Keys{}, []Problem(nil)
	d := json.NewDecoder(bytes.NewReader(data))
	line := func() int { return 1 + bytes.Count(data[:d.InputOffset()], []byte("\n")) }
	broken := func() (Keys, []Problem) { return nil, []Problem{{Line: line()}} }
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return broken()
	}
	for d.More() {
		token, err := d.Token()
		id, isText := token.(string)
		if err != nil || !isText || len(keys) >= mostActions {
			return broken()
		}
		at := line()
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return broken()
		}
		var list []string
		_, twice := keys[id]
		if err := json.Unmarshal(value, &list); err != nil || list == nil || twice || !sensible(id, list) {
			problems = append(problems, Problem{at, short(id)})
			continue
		}
		keys[id] = list
	}
	if _, err := d.Token(); err != nil {
		return broken()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return broken()
	}
	return keys, problems
}

func sensible(id string, list []string) bool {
	return isName(id) && len(list) <= mostKeys && !slices.ContainsFunc(list, func(k string) bool { return !isName(k) })
}

func isName(text string) bool {
	return text != "" && utf8.RuneCountInString(text) <= longestName && !slices.ContainsFunc([]rune(text), unicode.IsControl)
}

func short(text string) string {
	runes := slices.DeleteFunc([]rune(text), unicode.IsControl)
	if len(runes) > longestName {
		runes = append(runes[:longestName], '…')
	}
	return string(runes)
}

// Save writes the keys in the place of those before, whole or not at all. A file
// that Load could not read in full is kept beside it, with ".bad" behind its
// name.
func Save(file string, keys Keys) error {
	if _, problems := Load(file); len(problems) > 0 {
		if err := os.Rename(file, file+".bad"); err != nil {
			return fmt.Errorf("keep the old keys %s: %w", file, err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make the folder of the keys %s: %w", file, err)
	}
	var out bytes.Buffer
	out.WriteString("{")
	for i, id := range slices.Sorted(maps.Keys(keys)) {
		if i > 0 {
			out.WriteString(",")
		}
		name, err := text(id)
		if err != nil {
			return err
		}
		list := keys[id]
		if list == nil {
			list = []string{}
		}
		value, err := text(list)
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "\n  %s: %s", name, value)
	}
	out.WriteString("\n}\n")
	if err := atomic.WriteFile(file, &out); err != nil {
		return fmt.Errorf("write the keys %s: %w", file, err)
	}
	return nil
}

// text is a value as JSON, with <, > and & as they are: the file is for people
// too.
func text(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("encode the keys: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}
