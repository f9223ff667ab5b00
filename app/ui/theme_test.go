package ui_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"offprint/app/ui"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		x := float64(v) / 0xFFFF
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// contrast is the contrast ratio of WCAG 2.2, 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// over lays a translucent colour over an opaque one.
func over(top, bottom color.Color) color.Color {
	r, g, b, a := top.RGBA()
	x, y, z, _ := bottom.RGBA()
	mix := func(t, u uint32) uint16 { return uint16(t + u*(0xFFFF-a)/0xFFFF) }
	return color.RGBA64{mix(r, x), mix(g, y), mix(b, z), 0xFFFF}
}

func TestTextCanBeReadOnEveryBackground(t *testing.T) {
	uses := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		theme.ColorNameForeground: {
			theme.ColorNameBackground, ui.ColorSide, ui.ColorSurface, ui.ColorChip, ui.ColorAccentBG, ui.ColorMark, ui.ColorFound, theme.ColorNameButton,
			theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameSelection,
			ui.ColorRemoved, ui.ColorRemovedWord, ui.ColorAdded, ui.ColorAddedWord,
		},
		ui.ColorMuted:                      {theme.ColorNameBackground, ui.ColorSide, ui.ColorSurface, ui.ColorAccentBG, ui.ColorFound, theme.ColorNameOverlayBackground},
		ui.ColorFaint:                      {theme.ColorNameBackground, ui.ColorSide, ui.ColorSurface, theme.ColorNameButton, theme.ColorNameOverlayBackground},
		theme.ColorNamePlaceHolder:         {theme.ColorNameInputBackground},
		theme.ColorNamePrimary:             {theme.ColorNameBackground, ui.ColorSurface, ui.ColorAccentBG, theme.ColorNameOverlayBackground},
		theme.ColorNameHyperlink:           {ui.ColorSurface, ui.ColorAccentBG},
		theme.ColorNameForegroundOnPrimary: {theme.ColorNamePrimary},
		theme.ColorNameSuccess:             {theme.ColorNameBackground, ui.ColorAccentBG},
		theme.ColorNameWarning:             {theme.ColorNameBackground, ui.ColorAccentBG},
		ui.ColorStar:                       {theme.ColorNameBackground, ui.ColorSurface, ui.ColorAccentBG},
		ui.ColorOnToast:                    {ui.ColorToast},
		ui.ColorToastKey:                   {ui.ColorToast},
	}
	for _, look := range []ui.Appearance{ui.Light, ui.Dark} {
		colors := ui.NewTheme(look)
		for text, backs := range uses {
			for _, back := range backs {
				under := colors.Color(back, 0)
				if got := contrast(colors.Color(text, 0), under); got < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", look, text, back, got)
				}
			}
		}
		// what the pointer is over gets a veil
		for back, texts := range map[fyne.ThemeColorName][]fyne.ThemeColorName{
			theme.ColorNameBackground: {theme.ColorNameForeground, ui.ColorMuted, ui.ColorStar, theme.ColorNameSuccess, theme.ColorNamePrimary},
			ui.ColorSide:              {theme.ColorNameForeground, ui.ColorMuted},
			theme.ColorNameButton:     {theme.ColorNameForeground, ui.ColorMuted},
			theme.ColorNamePrimary:    {theme.ColorNameForegroundOnPrimary},
		} {
			under := over(colors.Color(theme.ColorNameHover, 0), colors.Color(back, 0))
			for _, text := range texts {
				if got := contrast(colors.Color(text, 0), under); got < 4.5 {
					t.Errorf("%s: %s on %s under the pointer has a contrast of %.2f", look, text, back, got)
				}
			}
		}
	}
	if got := contrast(color.White, color.Black); math.Abs(got-21) > 0.01 {
		t.Errorf("white on black has a contrast of %v", got)
	}
}

func TestTheFocusStandsOut(t *testing.T) {
	for _, look := range []ui.Appearance{ui.Light, ui.Dark} {
		colors := ui.NewTheme(look)
		for ring, backs := range map[fyne.ThemeColorName][]fyne.ThemeColorName{
			theme.ColorNameFocus: {
				theme.ColorNameBackground, ui.ColorSide, ui.ColorSurface, ui.ColorAccentBG, ui.ColorChip, ui.ColorLine,
				theme.ColorNameButton, theme.ColorNameOverlayBackground,
			},
			theme.ColorNamePrimary: {theme.ColorNameInputBorder, theme.ColorNameInputBackground, theme.ColorNameBackground, ui.ColorAccentBG},
		} {
			for _, back := range backs {
				if got := contrast(colors.Color(ring, 0), colors.Color(back, 0)); got < 3 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", look, ring, back, got)
				}
			}
		}
	}
}

func TestTheAppearanceDecidesBeforeTheSystem(t *testing.T) {
	for _, c := range []struct {
		look    ui.Appearance
		variant fyne.ThemeVariant
		dark    bool
	}{
		{ui.Light, theme.VariantDark, false}, {ui.Dark, theme.VariantLight, true},
		{ui.System, theme.VariantDark, true}, {ui.System, theme.VariantLight, false},
	} {
		if dark := luminance(ui.NewTheme(c.look).Color(theme.ColorNameBackground, c.variant)) < 0.5; dark != c.dark {
			t.Errorf("%q on a system of variant %d is dark: %v", c.look, c.variant, dark)
		}
	}
}

func TestTagColor(t *testing.T) {
	grey := fmt.Sprint(ui.TagColor(""))
	if got, want := fmt.Sprint(ui.TagColor("#2456a6")), fmt.Sprint(color.NRGBA{0x24, 0x56, 0xA6, 0xFF}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"none", "#12345", "#12345G", "#1234567", "2456a6#", "red"} {
		if got := fmt.Sprint(ui.TagColor(bad)); got != grey {
			t.Errorf("%q is %s", bad, got)
		}
	}
}
