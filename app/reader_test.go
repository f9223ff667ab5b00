package app_test

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"offprint/app/notes"
	"offprint/app/paper"
	"offprint/app/papers"
	"offprint/app/ui"
)

// What a reader sees of the window, and does to it.

// each calls do for an object and all that is in it and shown.
func each(o fyne.CanvasObject, do func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	do(o)
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, child := range inside {
		each(child, do)
	}
}

// roots are the window's content and what lies over it, the topmost last.
func (s *stage) roots() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{s.window.Content()}, s.window.Canvas().Overlays().List()...)
}

// all finds the objects of a kind that are shown.
func all[T fyne.CanvasObject](s *stage) []T {
	var found []T
	for _, root := range s.roots() {
		each(root, func(o fyne.CanvasObject) {
			if t, ok := o.(T); ok {
				found = append(found, t)
			}
		})
	}
	return found
}

// the finds the one object of a kind that is shown.
func the[T fyne.CanvasObject](s *stage) T {
	s.Helper()
	found := all[T](s)
	if len(found) != 1 {
		var none T
		s.Fatalf("there are %d %T in the window, want one", len(found), none)
	}
	return found[0]
}

func (s *stage) list() *ui.List      { s.Helper(); return the[*ui.List](s) }
func (s *stage) pane() *papers.Pane  { s.Helper(); return the[*papers.Pane](s) }
func (s *stage) shown() *paper.Pane  { s.Helper(); return the[*paper.Pane](s) }
func (s *stage) editor() *notes.Pane { s.Helper(); return the[*notes.Pane](s) }

// said is what the toast says, empty where there is none.
func (s *stage) said() string {
	for _, t := range all[*ui.Toast](s) {
		return t.Text()
	}
	return ""
}

// current is the arXiv identifier of the current paper, or empty.
func (s *stage) current() string {
	s.Helper()
	if p := s.list().Current(); p != nil {
		return p.ArxivID
	}
	return ""
}

// listed are the arXiv identifiers of the papers in the list.
func (s *stage) listed() []string {
	s.Helper()
	var ids []string
	for _, p := range s.list().Papers() {
		ids = append(ids, p.ArxivID)
	}
	return ids
}

func texts(o fyne.CanvasObject) string {
	var b strings.Builder
	each(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			b.WriteString(t.Text + "\n")
		}
	})
	return b.String()
}

// sight is all text in sight.
func (s *stage) sight() string {
	var b strings.Builder
	for _, root := range s.roots() {
		b.WriteString(texts(root))
	}
	return b.String()
}

// sees fails where one of the texts is not in sight.
func (s *stage) sees(want ...string) {
	s.Helper()
	sight := s.sight()
	for _, text := range want {
		if !strings.Contains(sight, text) {
			s.Errorf("%q is not in sight; what is:\n%s", text, sight)
			return
		}
	}
}

// seesNot fails where one of the texts is in sight.
func (s *stage) seesNot(texts ...string) {
	s.Helper()
	sight := s.sight()
	for _, text := range texts {
		if strings.Contains(sight, text) {
			s.Errorf("%q is in sight:\n%s", text, sight)
		}
	}
}

// cards are the texts of the cards in sight, from the top.
func (s *stage) cards() []string {
	cards := all[*ui.Card](s)
	slices.SortFunc(cards, func(a, b *ui.Card) int { return int(a.Position().Y - b.Position().Y) })
	var all []string
	for _, c := range cards {
		all = append(all, texts(c))
	}
	return all
}

// place is the row of a place, by its name: "To read", and its count.
func (s *stage) place(name string) (row fyne.Tappable, count string) {
	s.Helper()
	for _, root := range s.roots() {
		each(root, func(o fyne.CanvasObject) {
			label, ok := o.(interface{ AccessibilityLabel() string })
			if !ok || row != nil {
				return
			}
			is, rest, _ := strings.Cut(label.AccessibilityLabel(), ", ")
			_, button := o.(*ui.Button)
			_, card := o.(*ui.Card)
			_, chip := o.(*ui.Chip)
			if t, taps := o.(fyne.Tappable); is == name && taps && !button && !card && !chip {
				row, count = t, rest
			}
		})
	}
	if row == nil {
		s.Fatalf("there is no place %q", name)
	}
	return row, count
}

// tap taps an object, which gets the focus if it takes it; what had the focus
// loses it either way.
func (s *stage) tap(o fyne.Tappable) {
	if focusable, ok := o.(fyne.Focusable); ok {
		s.window.Canvas().Focus(focusable)
	} else {
		s.window.Canvas().Unfocus()
	}
	o.Tapped(&fyne.PointEvent{})
	s.settle()
}

// goes goes to a place by the pointer.
func (s *stage) goes(name string) {
	s.Helper()
	row, _ := s.place(name)
	s.tap(row)
}

func (s *stage) count(name string) string {
	s.Helper()
	_, count := s.place(name)
	return count
}

// taps presses the button, link or chip with that text.
func (s *stage) taps(text string) {
	s.Helper()
	var found fyne.Tappable
	for _, root := range s.roots() {
		each(root, func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *ui.Button:
				if o.Text == text || o.Hint == text {
					found = o
				}
			case *ui.Link:
				withoutKey, _, _ := strings.Cut(o.Text, "  ")
				if strings.TrimSuffix(o.Text, ",") == text || withoutKey == text {
					found = o
				}
			case *ui.Chip:
				if o.Text == text {
					found = o
				}
			case *widget.Button:
				if o.Text == text {
					found = o
				}
			}
		})
	}
	if found == nil {
		s.Fatalf("there is nothing to press that says %q", text)
	}
	s.tap(found)
}

// clicks clicks the card of a paper in sight, with modifier keys.
func (s *stage) clicks(arxivID string, modifier fyne.KeyModifier) {
	s.Helper()
	for _, c := range all[*ui.Card](s) {
		if c.Paper() != nil && c.Paper().ArxivID == arxivID {
			s.window.Canvas().Unfocus()
			c.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: modifier})
			c.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: modifier})
			c.Tapped(&fyne.PointEvent{})
			s.settle()
			return
		}
	}
	s.Fatalf("no card of %s is in sight", arxivID)
}

var keyNames = map[string]fyne.KeyName{
	"Down": fyne.KeyDown, "Up": fyne.KeyUp, "Left": fyne.KeyLeft, "Right": fyne.KeyRight, "Delete": fyne.KeyDelete, "Home": fyne.KeyHome, "End": fyne.KeyEnd, "PageDown": fyne.KeyPageDown, "PageUp": fyne.KeyPageUp,
	"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape, "Space": fyne.KeySpace, "Backspace": fyne.KeyBackspace, "F1": fyne.KeyF1, "F5": fyne.KeyF5,
}

// press presses keys one after the other as the desktop reports them: "j",
// "Down", "Ctrl+Shift+Z".
func (s *stage) press(keys ...string) {
	s.Helper()
	for _, key := range keys {
		name, named := keyNames[key]
		switch {
		case named:
			s.key(name)
			if key == "Space" {
				s.runes(" ")
			}
		case len(key) > 1 && strings.Contains(key, "+"):
			s.shortcut(key)
		default:
			s.key(fyne.KeyName(strings.ToUpper(key)))
			s.runes(key)
		}
		s.settle()
	}
}

// types types a text without giving the background time between its keys.
func (s *stage) types(text string) {
	for _, r := range text {
		s.key(fyne.KeyName(strings.ToUpper(string(r))))
		s.runes(string(r))
	}
}

func (s *stage) runes(text string) {
	for _, r := range text {
		if focused := s.window.Canvas().Focused(); focused != nil {
			focused.TypedRune(r)
		} else {
			s.window.Canvas().OnTypedRune()(r)
		}
	}
}

func (s *stage) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if focused := s.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(e)
	} else {
		s.window.Canvas().OnTypedKey()(e)
	}
}

// shortcut goes the way of the desktop's: the menu, what has the focus, the
// canvas (glfw's triggersShortcut).
func (s *stage) shortcut(key string) {
	s.Helper()
	parts := strings.Split(key, "+")
	custom := &desktop.CustomShortcut{KeyName: fyne.KeyName(parts[len(parts)-1])}
	if name, ok := keyNames[parts[len(parts)-1]]; ok {
		custom.KeyName = name
	}
	for _, modifier := range parts[:len(parts)-1] {
		switch modifier {
		case "Ctrl":
			custom.Modifier |= fyne.KeyModifierShortcutDefault
		case "Shift":
			custom.Modifier |= fyne.KeyModifierShift
		case "Alt":
			custom.Modifier |= fyne.KeyModifierAlt
		default:
			s.Fatalf("no modifier %q", modifier)
		}
	}
	var pressed fyne.Shortcut = custom
	if custom.Modifier == fyne.KeyModifierShortcutDefault {
		clipboard := s.app.Clipboard()
		switch custom.KeyName {
		case fyne.KeyZ:
			pressed = &fyne.ShortcutUndo{}
		case fyne.KeyY:
			pressed = &fyne.ShortcutRedo{}
		case fyne.KeyX:
			pressed = &fyne.ShortcutCut{Clipboard: clipboard}
		case fyne.KeyC:
			pressed = &fyne.ShortcutCopy{Clipboard: clipboard}
		case fyne.KeyV:
			pressed = &fyne.ShortcutPaste{Clipboard: clipboard}
		case fyne.KeyA:
			pressed = &fyne.ShortcutSelectAll{}
		}
	}
	for _, menu := range s.window.MainMenu().Items {
		for _, item := range menu.Items {
			if item.Shortcut != nil && item.Shortcut.ShortcutName() == pressed.ShortcutName() {
				item.Action()
				return
			}
		}
	}
	if focused, ok := s.window.Canvas().Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(pressed)
		return
	}
	s.window.Canvas().(fyne.Shortcutable).TypedShortcut(pressed)
}

func equal(s *stage, what string, got, want any) {
	s.Helper()
	if got != want {
		s.Errorf("%s: %v, want %v", what, got, want)
	}
}

// tapsMenu chooses an item of the menu that is open.
func (s *stage) tapsMenu(text string) {
	s.Helper()
	var found fyne.Tappable
	overlays := s.window.Canvas().Overlays()
	each(overlays.Top(), func(o fyne.CanvasObject) {
		if t, ok := o.(fyne.Tappable); ok && strings.TrimSpace(texts(o)) == text {
			found = t
		}
	})
	if found == nil {
		s.Fatalf("no menu has %q:\n%s", text, texts(overlays.Top()))
	}
	s.tap(found)
}
