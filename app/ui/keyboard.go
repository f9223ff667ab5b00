package ui

import "fyne.io/fyne/v2"

// Keyboard is where a focused widget passes the keys that it has no use for,
// so that a key works wherever no text is typed.
type Keyboard interface {
	TypedRune(rune)
	TypedKey(*fyne.KeyEvent)
	TypedShortcut(fyne.Shortcut)
}
