// Package plaintext cleans text from elsewhere once, on the way in: white
// space, control characters and what is left of TeX. It is pure functions; what
// markup means, and how text is shown, is decided elsewhere.
package plaintext

import "strings"

// Line is s on one line.
func Line(s string) string { return strings.Join(strings.Fields(s), " ") }

// Title is a title.
func Title(s string) string { return Line(s) }

// Abstract is an abstract.
func Abstract(s string) string { return Line(s) }
