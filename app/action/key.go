package action

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// key is one way to press an action: a shortcut, a named key, or runes one
// after the other.
type key struct {
	shortcut fyne.Shortcut
	name     fyne.KeyName
	runes    string
}

// namedKeys are the keys that have a name and no letter.
func namedKeys() map[string]fyne.KeyName {
	names := map[string]fyne.KeyName{
		"Down": fyne.KeyDown, "Up": fyne.KeyUp, "Left": fyne.KeyLeft, "Right": fyne.KeyRight,
		"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape, "Space": fyne.KeySpace, "Delete": fyne.KeyDelete,
		"PageDown": fyne.KeyPageDown, "PageUp": fyne.KeyPageUp, "Home": fyne.KeyHome, "End": fyne.KeyEnd,
		"Insert": fyne.KeyInsert, "Backspace": fyne.KeyBackspace,
	}
	for n := 1; n <= 12; n++ {
		names[fmt.Sprintf("F%d", n)] = fyne.KeyName(fmt.Sprintf("F%d", n))
	}
	return names
}

func parseKey(text string) (key, error) {
	if strings.Contains(text, "+") && len(text) > 1 {
		return parseShortcut(text)
	}
	if name, ok := namedKeys()[text]; ok {
		return key{name: name}, nil
	}
	runes := strings.ReplaceAll(text, " ", "")
	if n := utf8.RuneCountInString(runes); n == 0 || n > 2 || strings.ContainsFunc(runes, unprintable) {
		return key{}, fmt.Errorf("there is no key %q", text)
	}
	return key{runes: runes}, nil
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }

func parseShortcut(text string) (key, error) {
	parts := strings.Split(strings.TrimSuffix(text, "+"), "+")
	s := &desktop.CustomShortcut{KeyName: fyne.KeyName(parts[len(parts)-1])}
	if strings.HasSuffix(text, "++") {
		parts = append(strings.Split(strings.TrimSuffix(text, "++"), "+"), "+")
		s.KeyName = fyne.KeyPlus
	}
	if name, ok := namedKeys()[string(s.KeyName)]; ok {
		s.KeyName = name
	} else if s.KeyName != fyne.KeyReturn && (utf8.RuneCountInString(string(s.KeyName)) != 1 || strings.ContainsFunc(string(s.KeyName), unprintable)) {
		return key{}, fmt.Errorf("key %q has no key %q", text, s.KeyName)
	}
	s.KeyName = fyne.KeyName(upper(string(s.KeyName)))
	for _, modifier := range parts[:len(parts)-1] {
		switch modifier {
		case "Ctrl":
			s.Modifier |= fyne.KeyModifierShortcutDefault
		case "Shift":
			s.Modifier |= fyne.KeyModifierShift
		case "Alt":
			s.Modifier |= fyne.KeyModifierAlt
		default:
			return key{}, fmt.Errorf("key %q has no modifier %q", text, modifier)
		}
	}
	return key{shortcut: named(s)}, nil
}

// upper is a letter as Fyne names its key.
func upper(name string) string {
	if len(name) == 1 {
		return strings.ToUpper(name)
	}
	return name
}

// named is the shortcut by which Fyne reports a combination that has a meaning
// of its own, so that the menu is found for it (glfw's triggersShortcut).
func named(s *desktop.CustomShortcut) fyne.Shortcut {
	if s.Modifier == fyne.KeyModifierShortcutDefault {
		switch s.KeyName {
		case fyne.KeyZ:
			return &fyne.ShortcutUndo{}
		case fyne.KeyY:
			return &fyne.ShortcutRedo{}
		case fyne.KeyX:
			return &fyne.ShortcutCut{}
		case fyne.KeyC:
			return &fyne.ShortcutCopy{}
		case fyne.KeyV:
			return &fyne.ShortcutPaste{}
		case fyne.KeyA:
			return &fyne.ShortcutSelectAll{}
		}
	}
	return s
}

// OfRune is the key that types a rune, empty where no action can have it.
func OfRune(r rune) string {
	if unprintable(r) || r == ' ' {
		return ""
	}
	return string(r)
}

// OfName is a named key as actions write it, empty where no action can have it.
func OfName(name fyne.KeyName) string {
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	for text, n := range namedKeys() {
		if n == name {
			return text
		}
	}
	return ""
}

// OfShortcut is a shortcut as actions write it, empty where no action can have
// it.
func OfShortcut(s fyne.Shortcut) string {
	for _, text := range textKeys() {
		if parsed, _ := parseKey(text); parsed.shortcut != nil && parsed.shortcut.ShortcutName() == s.ShortcutName() {
			return text
		}
	}
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return ""
	}
	text := ""
	rest := custom.Modifier
	for _, m := range []struct {
		modifier fyne.KeyModifier
		name     string
	}{{fyne.KeyModifierShortcutDefault, "Ctrl+"}, {fyne.KeyModifierShift, "Shift+"}, {fyne.KeyModifierAlt, "Alt+"}} {
		if rest&m.modifier != 0 {
			text += m.name
			rest &^= m.modifier
		}
	}
	name := OfName(custom.KeyName)
	if name == "" {
		name = string(custom.KeyName)
	}
	if _, err := parseKey(text + name); err != nil || rest != 0 {
		return ""
	}
	return text + name
}

// textKeys belong to the text that is being typed into, and to the actions of
// the menu that hand them on.
func textKeys() []string {
	return []string{"Ctrl+Z", "Ctrl+Y", "Ctrl+X", "Ctrl+C", "Ctrl+V", "Ctrl+A"}
}

// moving are the shortcuts by which one moves and selects within a text.
func moving() []string {
	var all []string
	for _, key := range []string{"Left", "Right", "Up", "Down", "Home", "End", "Delete", "Backspace"} {
		all = append(all, "Ctrl+"+key)
	}
	if runtime.GOOS == "darwin" {
		all = append(all, "Alt+Left", "Alt+Right", "Alt+Shift+Left", "Alt+Shift+Right", "Alt+Delete", "Alt+Backspace")
	}
	return append(all, "Ctrl+Shift+Left", "Ctrl+Shift+Right", "Ctrl+Shift+Home", "Ctrl+Shift+End")
}

// same says whether two keys are one; clash whether one of them can never be
// pressed because of the other: it is the same, or begins with it.
func same(a, b string) bool {
	x, errX := parseKey(a)
	y, errY := parseKey(b)
	switch {
	case errX != nil || errY != nil:
		return false
	case x.shortcut != nil:
		return y.shortcut != nil && x.shortcut.ShortcutName() == y.shortcut.ShortcutName()
	}
	return y.shortcut == nil && x == y
}

func clash(a, b string) bool {
	if same(a, b) {
		return true
	}
	x, _ := parseKey(a)
	y, _ := parseKey(b)
	return x.runes != "" && y.runes != "" && (strings.HasPrefix(x.runes, y.runes) || strings.HasPrefix(y.runes, x.runes))
}

func contains(list []string, key string) bool {
	return slices.ContainsFunc(list, func(k string) bool { return same(k, key) })
}

// Label is a key as the reader's system writes it: Ctrl is ⌘ on macOS.
func Label(text string) string {
	if runtime.GOOS == "darwin" {
		text = strings.NewReplacer("Ctrl+", "⌘", "Shift+", "⇧", "Alt+", "⌥").Replace(text)
	}
	return strings.NewReplacer("PageDown", "Page↓", "PageUp", "Page↑", "Down", "↓", "Up", "↑", "Left", "←", "Right", "→", "Return", "Enter").Replace(text)
}
