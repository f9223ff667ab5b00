// Package ui has Offprint's own widgets: the theme, single lines of text,
// buttons with their keys, tag chips, the paper card and its list, the toast,
// and the rules by which work leaves the UI goroutine and comes back.
//
// The widgets show what they are given and say what was done to them; they know
// neither the library nor the network. Screens put them together.
package ui
