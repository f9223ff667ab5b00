package ui

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"offprint/assets"
)

// Colours beyond those that Fyne names. On both variants every text colour has
// a contrast of at least 4.5 to 1 to the backgrounds it is used on.
const (
	ColorSide     fyne.ThemeColorName = "offprint-side"     // places and status line
	ColorSurface  fyne.ThemeColorName = "offprint-surface"  // the paper, fields
	ColorLine     fyne.ThemeColorName = "offprint-line"     // hairlines and borders
	ColorMuted    fyne.ThemeColorName = "offprint-muted"    // second-rank text
	ColorFaint    fyne.ThemeColorName = "offprint-faint"    // headings of groups, counts
	ColorAccentBG fyne.ThemeColorName = "offprint-accentbg" // what is selected
	ColorStar     fyne.ThemeColorName = "offprint-star"
	ColorChip     fyne.ThemeColorName = "offprint-chip"
	ColorMark     fyne.ThemeColorName = "offprint-mark" // a marked passage
	// lines of a text that went and that came, and the words that differ in them
	ColorRemoved     fyne.ThemeColorName = "offprint-removed"
	ColorRemovedWord fyne.ThemeColorName = "offprint-removedword"
	ColorAdded       fyne.ThemeColorName = "offprint-added"
	ColorAddedWord   fyne.ThemeColorName = "offprint-addedword"
	ColorFound       fyne.ThemeColorName = "offprint-found" // words that a search found
	ColorFoundEdge   fyne.ThemeColorName = "offprint-foundedge"
	ColorToast       fyne.ThemeColorName = "offprint-toast"
	ColorOnToast     fyne.ThemeColorName = "offprint-ontoast"
	ColorToastKey    fyne.ThemeColorName = "offprint-toastkey"
)

// Appearance is light, dark or as the system says.
type Appearance string

// The appearances; the zero one follows the system.
const (
	System Appearance = ""
	Light  Appearance = "light"
	Dark   Appearance = "dark"
)

// Theme is Offprint's look in one appearance.
type Theme struct {
	Appearance Appearance
	// TextSize is how large text is, in percent of the design's; 0 means 100.
	TextSize int
	symbols  fyne.Resource
	fallback fyne.Theme
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes the theme.
func NewTheme(a Appearance) *Theme {
	return &Theme{
		Appearance: a,
		symbols:    fyne.NewStaticResource("OffprintSymbols.ttf", assets.SymbolFont()),
		fallback:   theme.DefaultTheme(),
	}
}

// palette has the colours of the design for one variant.
type palette map[fyne.ThemeColorName]uint32 // 0xRRGGBBAA

func lightPalette() palette {
	return palette{
		theme.ColorNameBackground: 0xFBFAF7FF, theme.ColorNameForeground: 0x20242AFF,
		theme.ColorNamePrimary: 0x2456A6FF, theme.ColorNameHyperlink: 0x2456A6FF, theme.ColorNameForegroundOnPrimary: 0xFFFFFFFF,
		theme.ColorNameFocus: 0x2456A6FF, theme.ColorNameSelection: 0xBFD3F2FF, theme.ColorNameHover: 0x0000000C, theme.ColorNamePressed: 0x0000001C,
		theme.ColorNameButton: 0xFFFFFFFF, theme.ColorNameDisabled: 0x8A8E95FF, theme.ColorNameDisabledButton: 0xF2F0EAFF,
		theme.ColorNameInputBackground: 0xFFFFFFFF, theme.ColorNameInputBorder: 0xDAD6CCFF, theme.ColorNamePlaceHolder: 0x686C73FF,
		theme.ColorNameSeparator: 0xE3E0D8FF, theme.ColorNameScrollBar: 0x0000004C, theme.ColorNameScrollBarBackground: 0x00000000, theme.ColorNameShadow: 0x0000001C,
		theme.ColorNameMenuBackground: 0xFFFFFFFF, theme.ColorNameOverlayBackground: 0xFFFFFFFF, theme.ColorNameHeaderBackground: 0xF2F0EAFF,
		theme.ColorNameSuccess: 0x2A7348FF, theme.ColorNameWarning: 0x8F6200FF, theme.ColorNameError: 0xB4432FFF,
		ColorSide: 0xF2F0EAFF, ColorSurface: 0xFFFFFFFF, ColorLine: 0xE3E0D8FF, ColorMuted: 0x5A5E66FF, ColorFaint: 0x686C73FF,
		ColorAccentBG: 0xE8EEF8FF, ColorStar: 0x8F6200FF, ColorChip: 0xEFEDE6FF, ColorMark: 0xFAECB9FF, ColorFound: 0xC9EBE3FF, ColorFoundEdge: 0xA3D6CBFF,
		ColorRemoved: 0xFBEAE6FF, ColorRemovedWord: 0xF3C6BCFF, ColorAdded: 0xE6F4EAFF, ColorAddedWord: 0xB7DFC4FF,
		ColorToast: 0x2B2F36FF, ColorOnToast: 0xFFFFFFFF, ColorToastKey: 0x9CC0FFFF,
	}
}

func darkPalette() palette {
	return palette{
		theme.ColorNameBackground: 0x17191DFF, theme.ColorNameForeground: 0xE7E6E1FF,
		theme.ColorNamePrimary: 0x86B0F5FF, theme.ColorNameHyperlink: 0x86B0F5FF, theme.ColorNameForegroundOnPrimary: 0x10141BFF,
		theme.ColorNameFocus: 0x86B0F5FF, theme.ColorNameSelection: 0x35517FFF, theme.ColorNameHover: 0xFFFFFF10, theme.ColorNamePressed: 0xFFFFFF22,
		theme.ColorNameButton: 0x1E2126FF, theme.ColorNameDisabled: 0x6F747CFF, theme.ColorNameDisabledButton: 0x17191DFF,
		theme.ColorNameInputBackground: 0x1E2126FF, theme.ColorNameInputBorder: 0x3A3F48FF, theme.ColorNamePlaceHolder: 0x9095A0FF,
		theme.ColorNameSeparator: 0x2C3037FF, theme.ColorNameScrollBar: 0xFFFFFF4C, theme.ColorNameScrollBarBackground: 0x00000000, theme.ColorNameShadow: 0x00000050,
		theme.ColorNameMenuBackground: 0x1E2126FF, theme.ColorNameOverlayBackground: 0x1E2126FF, theme.ColorNameHeaderBackground: 0x121418FF,
		theme.ColorNameSuccess: 0x6CC08BFF, theme.ColorNameWarning: 0xE7B546FF, theme.ColorNameError: 0xE58A76FF,
		ColorSide: 0x121418FF, ColorSurface: 0x1E2126FF, ColorLine: 0x2C3037FF, ColorMuted: 0xA0A4AAFF, ColorFaint: 0x9095A0FF,
		ColorAccentBG: 0x24324AFF, ColorStar: 0xE7B546FF, ColorChip: 0x2A2E35FF, ColorMark: 0x6A5A26FF, ColorFound: 0x103F3FFF, ColorFoundEdge: 0x2B7A74FF,
		ColorRemoved: 0x38231FFF, ColorRemovedWord: 0x6E372CFF, ColorAdded: 0x1B3124FF, ColorAddedWord: 0x2F5F42FF,
		ColorToast: 0x2B2F36FF, ColorOnToast: 0xFFFFFFFF, ColorToastKey: 0x9CC0FFFF,
	}
}

// Color is the colour of that name in the theme's appearance.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Appearance {
	case Light:
		variant = theme.VariantLight
	case Dark:
		variant = theme.VariantDark
	}
	colors := lightPalette()
	if variant == theme.VariantDark {
		colors = darkPalette()
	}
	if c, ok := colors[name]; ok {
		return rgba(c)
	}
	return t.fallback.Color(name, variant)
}

func rgba(c uint32) color.NRGBA {
	return color.NRGBA{R: uint8(c >> 24), G: uint8(c >> 16), B: uint8(c >> 8), A: uint8(c)}
}

// Font stands before the toolkit's own text font and has only what that lacks:
// mathematics and symbols. Ordinary text comes from the font behind it.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Monospace {
		return t.fallback.Font(style)
	}
	return t.symbols
}

// Icon is the toolkit's own icon of that name.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.fallback.Icon(name) }

// scaled is a size at a text size of 100 %, at the theme's. It falls on a
// quarter of a pixel: sizes that differ by less would be measured and drawn anew
// without looking different.
func (t *Theme) scaled(size float32) float32 {
	if t.TextSize == 0 || t.TextSize == 100 {
		return size
	}
	return float32(math.Round(float64(size)*float64(t.TextSize)/25)) / 4
}

// Scaled is what a size of the design, in Fyne's pixels, is at the text size
// that the reader has set: of text, and of all that must grow with it.
func Scaled(size float32) float32 {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t.scaled(size)
	}
	return size
}

// Size is the size of that name, in Fyne's device-independent pixels.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return t.scaled(13)
	case theme.SizeNameCaptionText:
		return t.scaled(12)
	case theme.SizeNameHeadingText:
		return t.scaled(21)
	case theme.SizeNameSubHeadingText:
		return t.scaled(16)
	case theme.SizeNameInlineIcon:
		return t.scaled(t.fallback.Size(name))
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return 7
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius:
		return 6
	case theme.SizeNameInputBorder:
		return 2 // at 1 it falls between pixels, and the focus could hardly be seen
	case theme.SizeNameSplitThickness:
		return 1
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	}
	return t.fallback.Size(name)
}

// Color is a colour of the running app's theme.
func Color(name fyne.ThemeColorName) color.Color {
	settings := fyne.CurrentApp().Settings()
	return settings.Theme().Color(name, settings.ThemeVariant())
}

// TagColor is a tag's own colour, "#RRGGBB", or grey for what is none.
func TagColor(text string) color.Color {
	var c color.NRGBA
	if len(text) == 7 && text[0] == '#' {
		for i, into := range []*uint8{&c.R, &c.G, &c.B} {
			high, low := hex(text[1+2*i]), hex(text[2+2*i])
			if high < 0 || low < 0 {
				return rgba(0x6B7280FF)
			}
			*into = uint8(high<<4 | low)
		}
		c.A = 0xFF
		return c
	}
	return rgba(0x6B7280FF)
}

func hex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
