// Package assets holds what the program carries inside itself: the icons, the font for mathematics and symbols,
// the words of the window in other languages, and the sample edition, a few days of papers to try the program on without a network. It is bytes only: drawing
// an icon, choosing a font and decoding a day happen where they are used, so this package imports nothing of ours
// and nothing of the toolkit.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed icons/*.svg
var icons embed.FS

//go:embed icons/app.png
var appIcon []byte

//go:embed fonts/OffprintSymbols.ttf
var symbolFont []byte

//go:embed sample/*.json
var sample embed.FS

//go:embed translations/*.json
var translations embed.FS

// Icon returns the icon of that name as SVG: a 24 by 24 view box with one filled path in #000000, so that a theme
// can give it its own colour. The exception is "app", the program's own icon, in full colour on 512 by 512.
// The error wraps fs.ErrNotExist when there is no such icon; IconNames has the names.
func Icon(name string) ([]byte, error) {
	data, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("read icon %q: %w", name, err)
	}
	return data, nil
}

// IconNames returns the names that Icon knows, sorted.
func IconNames() []string {
	// The pattern is well formed, which is the only thing that Glob can fail on.
	paths, _ := fs.Glob(icons, "icons/*.svg")
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(path, "icons/"), ".svg")
	}
	return names
}

// AppIcon returns the program's icon as PNG, 512 by 512 pixels. The caller may keep and change it.
func AppIcon() []byte { return slices.Clone(appIcon) }

// SymbolFont returns the TrueType font for mathematics and symbols: arrows, operators, mathematical alphabets and
// signs such as ★ and ✎. It has only what the Noto Sans of the toolkit lacks, no letter or digit (a space, for
// behind a sign), so that it can stand before a text font and leave ordinary text alone. The caller may keep and change it.
func SymbolFont() []byte { return slices.Clone(symbolFont) }

// Translation returns the words of the window in a language, such as "zh_Hans", as a JSON object from English texts to
// those of the language. The error wraps fs.ErrNotExist when there is no such language.
func Translation(language string) ([]byte, error) {
	data, err := translations.ReadFile("translations/" + language + ".json")
	if err != nil {
		return nil, fmt.Errorf("read the translation %q: %w", language, err)
	}
	return data, nil
}

// Sample returns the sample edition: one file a list day, named YYYY-MM-DD.json, each a JSON array in the shape of
// the daily papers API. The facts are those of real papers; each abstract is one line of our own.
func Sample() fs.FS {
	days, err := fs.Sub(sample, "sample")
	if err != nil {
		panic(fmt.Sprintf("assets: the folder that go:embed took is not there: %v", err)) // "sample" is a valid path
	}
	return days
}
