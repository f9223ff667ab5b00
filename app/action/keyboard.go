package action

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Keyboard reads the table as key bindings. It is given the keys that were
// typed where no text is.
type Keyboard struct {
	table   *Table
	pending string
	// OnPending is told that a key begins a pair, and what may follow; with no
	// actions, that this is over.
	OnPending func(begun string, next []Action)
}

// NewKeyboard makes the bindings.
func NewKeyboard(t *Table) *Keyboard { return &Keyboard{table: t} }

// TypedRune does what the rune is bound to, alone or after the one before it.
func (k *Keyboard) TypedRune(r rune) {
	typed := k.pending + string(r)
	begun := k.pending != ""
	k.end()
	var next []Action
	for _, a := range k.table.actions {
		for _, text := range a.Keys {
			parsed, _ := parseKey(text)
			switch {
			case parsed.runes == typed:
				k.table.Run(a)
				return
			case parsed.runes != "" && strings.HasPrefix(parsed.runes, typed):
				next = append(next, a)
			}
		}
	}
	if len(next) > 0 && !begun {
		k.pending = typed
		if k.OnPending != nil {
			k.OnPending(typed, next)
		}
	}
}

// TypedKey does what the named key is bound to. Escape first ends a pair.
func (k *Keyboard) TypedKey(e *fyne.KeyEvent) {
	if k.pending != "" && e.Name == fyne.KeyEscape {
		k.end()
		return
	}
	name := e.Name
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	for _, a := range k.table.actions {
		for _, text := range a.Keys {
			if parsed, _ := parseKey(text); parsed.name != "" && parsed.name == name {
				k.end()
				k.table.Run(a)
				return
			}
		}
	}
}

// TypedShortcut does what a shortcut is bound to that reached a focused widget.
func (k *Keyboard) TypedShortcut(s fyne.Shortcut) {
	for _, a := range k.table.actions {
		for _, text := range a.Keys {
			if parsed, _ := parseKey(text); parsed.shortcut != nil && parsed.shortcut.ShortcutName() == s.ShortcutName() {
				k.table.Run(a)
				return
			}
		}
	}
}

func (k *Keyboard) end() {
	if k.pending != "" {
		k.pending = ""
		if k.OnPending != nil {
			k.OnPending("", nil)
		}
	}
}
