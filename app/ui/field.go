package ui

import (
	"cmp"
	"image/color"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Field is a line to type into that says when it is left and hands on the keys
// that mean something outside it.
type Field struct {
	widget.Entry
	// Hint is what a screen reader says, where the placeholder says too little.
	Hint string
	// OnEnter is told when the field gets the focus, OnLeave when that goes
	// elsewhere.
	OnEnter func()
	OnLeave func()
	// OnKey may take a key before the field does; it says whether it did.
	OnKey func(*fyne.KeyEvent) bool
	// OnShortcut may take a shortcut likewise.
	OnShortcut func(fyne.Shortcut) bool
	// TakesTab says whether OnKey has a use for Tab just now, which else goes on
	// to what stands next to the field.
	TakesTab func() bool
}

// NewField makes an empty field.
func NewField(placeholder string) *Field {
	f := &Field{}
	f.PlaceHolder = placeholder
	f.ExtendBaseWidget(f)
	return f
}

// AccessibilityLabel is what the field is for, and what is in it.
func (f *Field) AccessibilityLabel() string {
	what := cmp.Or(f.Hint, f.PlaceHolder)
	switch {
	case f.Text == "":
		return what
	case what == "":
		return f.Text
	}
	return what + ": " + f.Text
}

// AccessibilityRole is for Fyne.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Bare is the field without the shadows and bars with which it would show that
// a text is longer than it.
func (f *Field) Bare() fyne.CanvasObject {
	return container.NewThemeOverride(f, bareTheme{})
}

// bareTheme is the app's theme, whichever that is just now.
type bareTheme struct{}

func (bareTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameShadow || name == theme.ColorNameScrollBar {
		return color.Transparent
	}
	return current().Color(name, variant)
}

func (bareTheme) Font(style fyne.TextStyle) fyne.Resource    { return current().Font(style) }
func (bareTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return current().Icon(name) }
func (bareTheme) Size(name fyne.ThemeSizeName) float32       { return current().Size(name) }

func current() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Path is what stands in the field as a whole path, "~" for the reader's home;
// empty for none.
func (f *Field) Path() string {
	path := strings.TrimSpace(f.Text)
	if rest, ok := strings.CutPrefix(path, "~"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = home + rest
		}
	}
	if whole, err := filepath.Abs(path); err == nil && path != "" {
		return whole
	}
	return ""
}

// SetPath puts a path into the field, with "~" for the reader's home where that
// is usual, and the cursor behind it.
func (f *Field) SetPath(path string) {
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "windows" {
		if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			path = "~" + string(filepath.Separator) + rest
		}
	}
	f.SetTextAt(path, utf8.RuneCountInString(path))
}

// TypedKey is for Fyne.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if f.OnKey != nil && f.OnKey(e) {
		return
	}
	f.Entry.TypedKey(e)
}

// TypedShortcut is for Fyne.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if f.OnShortcut == nil || !f.OnShortcut(s) {
		f.Entry.TypedShortcut(s)
	}
}

// AcceptsTab is for Fyne.
func (f *Field) AcceptsTab() bool { return f.TakesTab != nil && f.TakesTab() }

// SetTextAt puts another text into the field and the cursor, counted in runes,
// into that.
func (f *Field) SetTextAt(text string, cursor int) {
	f.SetText(text)
	f.CursorRow, f.CursorColumn = 0, cursor
	f.Refresh()
}

// FocusGained is for Fyne.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	if f.OnEnter != nil {
		f.OnEnter()
	}
}

// FocusLost is for Fyne.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	if f.OnLeave != nil {
		f.OnLeave()
	}
}
