// Package action has the one table of everything that a reader can do: its
// name, its keys, its menu, when it is possible and what it does. The key
// bindings, the menus, the command palette and the cheat sheet are four
// readings of that table; nothing is bound or listed anywhere else.
//
// What the actions do is given by the window, which makes the table.
package action

import (
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/sahilm/fuzzy"
)

// Menu is the name of a menu.
type Menu string

// The menus, in their order.
const (
	File  Menu = "File"
	Edit  Menu = "Edit"
	Go    Menu = "Go"
	Paper Menu = "Paper"
	View  Menu = "View"
	Help  Menu = "Help"
)

// Menus are all menus in their order.
func Menus() []Menu { return []Menu{File, Edit, Go, Paper, View, Help} }

// Action is something that a reader can do.
type Action struct {
	ID   string // unique, for telling actions apart in settings and tests
	Name string
	Menu Menu
	// Keys are the keys that do it: "s"; "r q" for one after the other;
	// "Ctrl+Shift+Z", where Ctrl is Cmd on macOS; "Down". Bare ones work only
	// where no text is typed.
	Keys []string
	// When says whether it is possible now; nil means always.
	When func() bool
	// Otherwise is said where it is not possible.
	Otherwise string
	Do        func()
	// Rule draws a line above it in its menu.
	Rule bool
}

// Table is everything that a reader can do.
type Table struct {
	actions []Action
	// refuse is told why an action is not possible.
	refuse func(string)
}

// NewTable makes a table; two actions with one ID or one key are an error.
func NewTable(actions []Action, refuse func(string)) (*Table, error) {
	seen := map[string]string{}
	for _, a := range actions {
		for _, what := range append([]string{"identifier " + a.ID}, a.Keys...) {
			if other, taken := seen[what]; taken {
				return nil, fmt.Errorf("actions %q and %q share %q", other, a.ID, what)
			}
			seen[what] = a.ID
		}
		for _, key := range a.Keys {
			if _, err := parseKey(key); err != nil {
				return nil, fmt.Errorf("action %q: %w", a.ID, err)
			}
		}
	}
	return &Table{actions, refuse}, nil
}

// Actions are all actions in their order.
func (t *Table) Actions() []Action { return t.actions }

// Run does an action, if it is possible.
func (t *Table) Run(a Action) {
	if a.When != nil && !a.When() {
		if a.Otherwise != "" {
			t.refuse(a.Otherwise)
		}
		return
	}
	a.Do()
}

// RunID does the action with that identifier and says whether there is one.
func (t *Table) RunID(id string) bool {
	for _, a := range t.actions {
		if a.ID == id {
			t.Run(a)
			return true
		}
	}
	return false
}

// key is one way to press an action: a shortcut, a named key, or runes one
// after the other.
type key struct {
	shortcut fyne.Shortcut
	name     fyne.KeyName
	runes    string
}

func parseKey(text string) (key, error) {
	if strings.Contains(text, "+") && len(text) > 1 {
		parts := strings.Split(text, "+")
		s := &desktop.CustomShortcut{KeyName: fyne.KeyName(parts[len(parts)-1])}
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
	names := map[string]fyne.KeyName{
		"Down": fyne.KeyDown, "Up": fyne.KeyUp, "Left": fyne.KeyLeft, "Right": fyne.KeyRight,
		"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape, "Space": fyne.KeySpace, "Delete": fyne.KeyDelete, "F5": fyne.KeyF5, "F1": fyne.KeyF1,
		"PageDown": fyne.KeyPageDown, "PageUp": fyne.KeyPageUp, "Home": fyne.KeyHome, "End": fyne.KeyEnd,
	}
	if name, ok := names[text]; ok {
		return key{name: name}, nil
	}
	runes := strings.ReplaceAll(text, " ", "")
	if n := utf8.RuneCountInString(runes); n == 0 || n > 2 {
		return key{}, fmt.Errorf("there is no key %q", text)
	}
	return key{runes: runes}, nil
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

// Label is a key as the reader's system writes it: Ctrl is ⌘ on macOS.
func Label(text string) string {
	if runtime.GOOS == "darwin" {
		text = strings.NewReplacer("Ctrl+", "⌘", "Shift+", "⇧", "Alt+", "⌥").Replace(text)
	}
	return strings.NewReplacer("Down", "↓", "Up", "↑").Replace(text)
}

// Labels are an action's keys as the reader's system writes them.
func (a Action) Labels() string {
	labels := make([]string, len(a.Keys))
	for i, k := range a.Keys {
		labels[i] = Label(k)
	}
	return strings.Join(labels, "  ")
}

// MainMenu reads the table as menus. A bare key stands in the item's text: bound
// to the item it would work while text is typed.
func (t *Table) MainMenu() *fyne.MainMenu {
	main := fyne.NewMainMenu()
	for _, menu := range Menus() {
		m := fyne.NewMenu(string(menu))
		for _, a := range t.actions {
			if a.Menu != menu {
				continue
			}
			if a.Rule && len(m.Items) > 0 {
				m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			}
			item := fyne.NewMenuItem(a.Name, func() { t.Run(a) })
			item.IsQuit = a.ID == "quit"
			var bare []string
			for _, k := range a.Keys {
				parsed, _ := parseKey(k) // NewTable has tried it
				if parsed.shortcut != nil && item.Shortcut == nil {
					item.Shortcut = parsed.shortcut
				} else if parsed.shortcut == nil {
					bare = append(bare, Label(k))
				}
			}
			if len(bare) > 0 {
				item.Label += "  (" + strings.Join(bare, ", ") + ")"
			}
			m.Items = append(m.Items, item)
		}
		if len(m.Items) > 0 {
			main.Items = append(main.Items, m)
		}
	}
	return main
}

// BindShortcuts gives the canvas the shortcuts that no menu item has: the second
// ones of an action.
func (t *Table) BindShortcuts(c fyne.Canvas) {
	for _, a := range t.actions {
		first := a.Menu != ""
		for _, k := range a.Keys {
			parsed, _ := parseKey(k)
			if parsed.shortcut == nil {
				continue
			}
			if !first {
				c.AddShortcut(parsed.shortcut, func(fyne.Shortcut) { t.Run(a) })
			}
			first = false
		}
	}
}

// Group is a part of the cheat sheet.
type Group struct {
	Menu    Menu
	Actions []Action
}

// Sheet reads the table as a cheat sheet: the actions with keys, by menu.
func (t *Table) Sheet() []Group {
	var groups []Group
	for _, menu := range Menus() {
		g := Group{Menu: menu}
		for _, a := range t.actions {
			if a.Menu == menu && len(a.Keys) > 0 {
				g.Actions = append(g.Actions, a)
			}
		}
		if len(g.Actions) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// Find reads the table as a command palette: the actions whose names have the
// letters of text, those with a word that begins with it first; all for an
// empty text.
func (t *Table) Find(text string) []Action {
	if strings.TrimSpace(text) == "" {
		return t.actions
	}
	var whole, scattered []Action // the text as a whole, or only its letters
	for _, match := range fuzzy.FindFrom(text, names(t.actions)) {
		a := t.actions[match.Index]
		if strings.Contains(strings.ToLower(" "+a.Name), " "+strings.ToLower(strings.TrimSpace(text))) {
			whole = append(whole, a)
		} else {
			scattered = append(scattered, a)
		}
	}
	return append(whole, scattered...)
}

type names []Action

func (n names) String(i int) string { return n[i].Name }
func (n names) Len() int            { return len(n) }
