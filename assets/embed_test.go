package assets_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"offprint/assets"
)

// The names that the window asks for. A missing one would be an empty square before the reader.
const iconNames = `app today toread reading done notes starred star archived tag trash search chevron-left chevron-right
	chevron-down calendar upvote comment stars note pdf page copy link close plus settings check offline warning undo
	sort filter code keyboard external refresh user`

func TestEveryIconIsThere(t *testing.T) {
	want := strings.Fields(iconNames)
	slices.Sort(want)
	if got := assets.IconNames(); !slices.Equal(got, want) {
		t.Errorf("IconNames() = %q\nwant %q", got, want)
	}
}

func TestAnUnknownIconIsAnError(t *testing.T) {
	for _, name := range []string{"nothing", "", "../icons/star", "drawings/star"} {
		if _, err := assets.Icon(name); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Icon(%q): error %v, want that it is not there", name, err)
		}
	}
}

// TestEveryIconTakesTheColourOfTheTheme: Fyne's Colorize changes fills alone, keeps strokes in their own colour and
// drops lines, polylines, transforms of the root and fill rules. An icon that is one filled path survives all that.
func TestEveryIconTakesTheColourOfTheTheme(t *testing.T) {
	type element struct {
		XMLName xml.Name
		Attrs   []xml.Attr `xml:",any,attr"`
		Content []element  `xml:",any"`
	}
	for _, name := range assets.IconNames() {
		data, err := assets.Icon(name)
		if err != nil {
			t.Error(err)
			continue
		}
		var root element
		if err := xml.Unmarshal(data, &root); err != nil {
			t.Errorf("icon %s is not well-formed: %v", name, err)
			continue
		}
		if name == "app" { // in full colour, and drawn as it is
			continue
		}
		for _, a := range root.Attrs {
			if a.Name.Local == "viewBox" && a.Value != "0 0 24 24" {
				t.Errorf("icon %s: viewBox %q, want 0 0 24 24", name, a.Value)
			}
		}
		if len(root.Content) != 1 || root.Content[0].XMLName.Local != "path" {
			t.Errorf("icon %s is not one path", name)
			continue
		}
		for _, a := range root.Content[0].Attrs {
			switch {
			case a.Name.Local == "d" && strings.HasPrefix(a.Value, "M"):
			case a.Name.Local == "fill" && a.Value == "#000000":
			default:
				t.Errorf("icon %s: %s=%.20q, want path data and the fill #000000 only", name, a.Name.Local, a.Value)
			}
		}
		if len(root.Content[0].Attrs) != 2 {
			t.Errorf("icon %s: want path data and a fill", name)
		}
	}
}

// TestEveryIconHasItsDrawing: an icon changed by hand would be lost when the icons are made again.
func TestEveryIconHasItsDrawing(t *testing.T) {
	for _, name := range assets.IconNames() {
		if name == "app" {
			continue
		}
		if _, err := os.Stat(filepath.Join("icons", "drawings", name+".svg")); err != nil {
			t.Errorf("icon %s: %v", name, err)
		}
	}
}

func TestTheProgramsIconIsAPicture(t *testing.T) {
	config, err := png.DecodeConfig(bytes.NewReader(assets.AppIcon()))
	if err != nil {
		t.Fatal(err)
	}
	if config.Width != 512 || config.Height != 512 {
		t.Errorf("AppIcon is %d by %d, want 512 by 512", config.Width, config.Height)
	}
}

func TestSymbolFontHasWhatPapersUse(t *testing.T) {
	data := assets.SymbolFont()
	if len(data) > 400_000 {
		t.Errorf("the font has %d bytes; it was to stay below 400,000", len(data))
	}
	font, err := sfnt.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	var buf sfnt.Buffer
	for _, r := range "←→↑↓↔⇒⇔↦∀∃∅∇∈∉∏∑−√∝∞∠∧∨∩∪∫≈≠≡≤≥≪≫⊂⊆⊕⊗⊤⊥⋅⟨⟩⌈⌉⌊⌋⟶𝒜𝒟𝓛𝔼𝔽𝟙𝐱𝑥𝜃𝝁▲△▼★☆●○◐✓✗✎⚑⌘" {
		glyph, err := font.GlyphIndex(&buf, r)
		if err != nil || glyph == 0 {
			t.Errorf("%c (U+%04X) is missing: %v", r, r, err)
			continue
		}
		if _, err := font.LoadGlyph(&buf, glyph, 1000<<6, nil); err != nil {
			t.Errorf("%c (U+%04X) cannot be drawn: %v", r, r, err)
		}
	}
}

// TestSymbolFontLeavesTextAlone: the font may stand before a text font, where a letter of its own would replace that
// of the text font, bold or not. The space is no letter: it is drawn with the font of the sign before it, which must
// have one of the same width, or "★ 20" shows a box.
func TestSymbolFontLeavesTextAlone(t *testing.T) {
	font, err := sfnt.Parse(assets.SymbolFont())
	if err != nil {
		t.Fatal(err)
	}
	var buf sfnt.Buffer
	for r := rune(1); r < 0x2100; r++ {
		if r >= 0x20D0 && r <= 0x20FF { // combining marks for symbols
			continue
		}
		glyph, err := font.GlyphIndex(&buf, r)
		if r == ' ' || r == '\u00A0' {
			width, err := font.GlyphAdvance(&buf, glyph, 1000<<6, 0)
			if glyph == 0 || err != nil || width.Round() != 260 {
				t.Errorf("the space U+%04X is %v wide (error %v), want 260 as in Noto Sans", r, width, err)
			}
			continue
		}
		if err != nil || glyph != 0 {
			t.Errorf("U+%04X has a glyph (error %v)", r, err)
		}
	}
}
