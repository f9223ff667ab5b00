// Package action has the one table of everything that a reader can do: its
// name, its keys, its menu, when it is possible and what it does. The key
// bindings, the menus, the command palette and the cheat sheet are four
// readings of that table; nothing is bound or listed anywhere else.
//
// What the actions do is given by the window, which makes the table.
package action

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/sahilm/fuzzy"

	"offprint/app/words"
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
	// Over says that it works also while something lies over the window; other
	// actions would change what the reader does not look at.
	Over bool
	// Rule draws a line above it in its menu.
	Rule bool
}

// Table is everything that a reader can do.
type Table struct {
	// Covered says that something lies over the window; nil for never.
	Covered func() bool
	// usual are the actions with their usual keys, actions with the reader's.
	usual, actions []Action
	keys           map[string][]string // that the reader has set
	bound          []fyne.Shortcut     // on the canvas
	// refuse is told why an action is not possible.
	refuse func(string)
	// Capture is told the shortcuts that are pressed, which do nothing while it
	// is set: the reader is choosing one for an action.
	Capture func(key string)
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
	return &Table{usual: actions, actions: actions, refuse: refuse}, nil
}

// Actions are all actions in their order.
func (t *Table) Actions() []Action { return t.actions }

// Run does an action, if it is possible.
func (t *Table) Run(a Action) {
	if !a.Over && t.Covered != nil && t.Covered() {
		return
	}
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
		m := fyne.NewMenu(words.Menu(string(menu)))
		for _, a := range t.actions {
			if a.Menu != menu {
				continue
			}
			if a.Rule && len(m.Items) > 0 {
				m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			}
			shortcut := ""
			item := fyne.NewMenuItem(a.Name, func() { t.press(a, shortcut) })
			item.IsQuit = a.ID == "quit"
			var bare []string
			for _, k := range a.Keys {
				parsed, _ := parseKey(k) // NewTable has tried it
				if parsed.shortcut != nil && item.Shortcut == nil {
					item.Shortcut, shortcut = parsed.shortcut, k
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

// press does the action of a shortcut.
func (t *Table) press(a Action, shortcut string) {
	if t.Capture != nil && shortcut != "" {
		t.Capture(shortcut)
		return
	}
	t.Run(a)
}

// BindShortcuts gives the canvas the shortcuts that no menu item has, which are
// the second ones of an action, in the place of those that it gave before.
func (t *Table) BindShortcuts(c fyne.Canvas) {
	for _, s := range t.bound {
		c.RemoveShortcut(s)
	}
	t.bound = nil
	for _, a := range t.actions {
		first := a.Menu != ""
		for _, k := range a.Keys {
			parsed, _ := parseKey(k)
			if parsed.shortcut == nil {
				continue
			}
			if !first {
				c.AddShortcut(parsed.shortcut, func(fyne.Shortcut) { t.press(a, k) })
				t.bound = append(t.bound, parsed.shortcut)
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

// Sheet reads the table as a cheat sheet: the actions with keys, by menu; last
// those that are in none and were given a key.
func (t *Table) Sheet() []Group {
	var groups []Group
	for _, menu := range append(Menus(), "") {
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
