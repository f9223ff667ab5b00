// Package session is what the window remembers from one run to the next: its size, where the dividers stand, which
// place and paper were open. It holds nothing that a reader wrote: were its file lost, the window would open as on the
// first day, and that is all. Settings that the reader chooses on purpose are in it too: looks, refresh, caches; the keys have a file of their own.
package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Session is what the window remembers. Sizes are in Fyne's units, which are pixels at a scale of one.
type Session struct {
	Width  float32 `json:"width"`  // of the window
	Height float32 `json:"height"` // of the window

	PlacesWidth float32 `json:"places_width"` // of the pane on the left
	ListWidth   float32 `json:"list_width"`   // of the pane in the middle
	NotesHeight float32 `json:"notes_height"` // of the notes below a paper

	Place string `json:"place"` // the place that is open, by the name that the window gives it; empty for today
	Day   string `json:"day"`   // which list: YYYY-MM-DD, a week, a login …; empty for the newest
	Tag   string `json:"tag"`   // the tag that is open, by its name
	Smart string `json:"smart"` // the smart list that is open, by its name
	Query string `json:"query"` // what stands in the search field
	Sort  string `json:"sort"`  // the order of the list, by the name that the window gives it
	Paper string `json:"paper"` // the arXiv identifier of the paper that is open

	Theme    string `json:"theme"`     // "light", "dark", or empty to follow the system
	TextSize int    `json:"text_size"` // in percent, 80 to 200
	Scale    int    `json:"scale"`     // of the whole window, in percent, 50 to 300; from the next start on
	Language string `json:"language"`  // "en", "zh-Hans", or empty to follow the system; from the next start on
	Preview  bool   `json:"preview"`   // whether the notes' preview is unfolded

	RefreshMinutes int  `json:"refresh_minutes"` // how often the newest list is read; 0 for only when asked
	Notify         bool `json:"notify"`          // whether the desktop is told of a new day's list

	Export Export `json:"export"` // how papers were exported last
	Copy   string `json:"copy"`   // the form in which a citation was copied last, by its name; empty for the usual one

	CacheMiB int  `json:"cache_mib"` // what the pictures may take on the disk
	Started  bool `json:"started"`   // whether the reader has kept a paper, and needs no hint of how to begin
}

// Export is how papers leave the library: the choices of the export dialog, by the names that it gives them.
type Export struct {
	Format string `json:"format"` // empty as long as nothing was exported
	Papers string `json:"papers"` // which
	File   string `json:"file"`   // the whole path, of formats that write one file
	Folder string `json:"folder"` // the whole path, of formats that fill a folder

	Abstracts bool `json:"abstracts"`
	Notes     bool `json:"notes"`
	Tags      bool `json:"tags"`
	Marks     bool `json:"marks"`  // state, star, rating, why and when kept
	ASCII     bool `json:"ascii"`  // accents as commands of LaTeX
	Flat      bool `json:"flat"`   // notes in one line
	Titles    bool `json:"titles"` // titles in the names of a folder's files
}

// SmallestText and LargestText are the bounds of the text size, in percent.
const SmallestText, LargestText = 80, 200

const (
	// A window outside of these cannot be worked with, or is no size at all.
	smallestWindow, largestSize = 400, 10000
	// A pane may be narrow, but never so that its divider cannot be found again.
	smallestPane = 80

	longestName, longestQuery, longestPath = 200, 2000, 4096 // runes
	mostMinutes                            = 24 * 60
	largestFile                            = 1 << 20 // bytes

	smallestScale, largestScale = 50, 300 // percent
	smallestCache, largestCache = 8, 8192 // MiB
)

// Default returns the session of a first start.
func Default() Session {
	return Session{Width: 1440, Height: 900, PlacesWidth: 214, ListWidth: 520, NotesHeight: 236, Preview: true, RefreshMinutes: 60, TextSize: 100, Scale: 100, CacheMiB: 64,
		Export: Export{Abstracts: true, Notes: true, Tags: true, Marks: true}}
}

// Load returns the session kept in the file. It cannot fail: a file that is missing gives the default session, and so
// does a damaged one, which is then kept aside under the same name with ".bad" behind it. A value that makes no sense
// (a size out of bounds, a day that is none) is replaced by its default; the others stay.
func Load(file string) Session {
	s, err := read(file)
	if err == nil {
		return s.within(Default())
	}
	if !errors.Is(err, fs.ErrNotExist) {
		// If even this fails, the next save will say so: there is nothing that the reader could do now.
		_ = os.Rename(file, file+".bad")
	}
	return Default()
}

func read(file string) (Session, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Session{}, fmt.Errorf("look for the session %s: %w", file, err)
	}
	if info.Size() > largestFile {
		return Session{}, fmt.Errorf("read the session %s: %d bytes are no session", file, info.Size())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return Session{}, fmt.Errorf("read the session %s: %w", file, err)
	}
	s := Default() // so that what the file does not mention has its default
	if err := json.Unmarshal(data, &s); err != nil {
		return Session{}, fmt.Errorf("decode the session %s: %w", file, err)
	}
	return s, nil
}

// encode writes one key a line: the file is for people too.
func (s Session) encode() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return nil, fmt.Errorf("encode the session: %w", err)
	}
	return out.Bytes(), nil
}

// within returns the session with each value that makes no sense replaced by that of fallback.
func (s Session) within(fallback Session) Session {
	size := func(value *float32, smallest, instead float32) {
		if !(*value >= smallest && *value <= largestSize) { // this way round it catches NaN too
			*value = instead
		}
	}
	size(&s.Width, smallestWindow, fallback.Width)
	size(&s.Height, smallestWindow, fallback.Height)
	size(&s.PlacesWidth, smallestPane, fallback.PlacesWidth)
	size(&s.ListWidth, smallestPane, fallback.ListWidth)
	size(&s.NotesHeight, smallestPane, fallback.NotesHeight)

	text := func(value *string, longest int, instead string) {
		if !isLine(*value) || utf8.RuneCountInString(*value) > longest {
			*value = instead
		}
	}
	text(&s.Place, longestName, fallback.Place)
	text(&s.Tag, longestName, fallback.Tag)
	text(&s.Smart, longestName, fallback.Smart)
	text(&s.Sort, longestName, fallback.Sort)
	text(&s.Paper, longestName, fallback.Paper)
	text(&s.Query, longestQuery, fallback.Query)
	text(&s.Day, longestName, fallback.Day)
	text(&s.Copy, longestName, fallback.Copy)
	text(&s.Export.Format, longestName, fallback.Export.Format)
	text(&s.Export.Papers, longestName, fallback.Export.Papers)
	text(&s.Export.File, longestPath, fallback.Export.File)
	text(&s.Export.Folder, longestPath, fallback.Export.Folder)
	number := func(value *int, smallest, largest, instead int) {
		if *value < smallest || *value > largest {
			*value = instead
		}
	}
	number(&s.RefreshMinutes, 0, mostMinutes, fallback.RefreshMinutes)
	number(&s.TextSize, SmallestText, LargestText, fallback.TextSize)
	number(&s.Scale, smallestScale, largestScale, fallback.Scale)
	number(&s.CacheMiB, smallestCache, largestCache, fallback.CacheMiB)
	switch s.Language {
	case "", "en", "zh-Hans":
	default:
		s.Language = fallback.Language
	}
	switch s.Theme {
	case "", "light", "dark":
	default:
		s.Theme = fallback.Theme
	}
	return s
}

// isLine says whether the text may stand in a field of one line.
func isLine(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
