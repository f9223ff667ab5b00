package earlier

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"offprint/app/ui"
	"offprint/app/ui/passage"
	"offprint/app/words"
)

// rows are lines as they are shown. keys takes the keys that a text has no use
// for.
func rows(lines []line, keys ui.Keyboard) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, l := range lines {
		if l.kind == gap {
			all = append(all, ui.Pad(3, 6, 3, 20, ui.NewLine(words.N(l.left, "… %s line …", "… %s lines …"), 12, ui.ColorFaint)))
			continue
		}
		text := passage.New(l.text)
		text.TextSize, text.LineSpacing = 13, 1.4
		text.OnTypedKey, text.OnTypedRune, text.OnTypedShortcut = keys.TypedKey, keys.TypedRune, keys.TypedShortcut
		mark, back, word := "", fyne.ThemeColorName(""), fyne.ThemeColorName("")
		switch l.kind {
		case removed:
			mark, back, word = "−", ui.ColorRemoved, ui.ColorRemovedWord
		case added:
			mark, back, word = "+", ui.ColorAdded, ui.ColorAddedWord
		default:
			text.ColorName = ui.ColorMuted
		}
		var marks []passage.Mark
		for _, part := range l.changed {
			marks = append(marks, passage.Mark{Start: part[0], End: part[1], Color: ui.Color(word)})
		}
		text.SetMarks(marks)
		sign := ui.NewLine(mark, 13, "")
		sign.Bold = true
		row := fyne.CanvasObject(ui.Pad(1, 6, 1, 6, container.New(marked{}, sign, text)))
		if back != "" {
			row = container.NewStack(ui.NewFill(back), row)
		}
		all = append(all, row)
	}
	return all
}

// marked lays a sign in front of a text that wraps.
type marked struct{}

const signWidth = 14

// MinSize is for Fyne.
func (marked) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(60, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

// Layout is for Fyne.
func (marked) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(ui.Scaled(signWidth), o[0].MinSize().Height))
	o[1].Move(fyne.NewPos(ui.Scaled(signWidth), 0))
	o[1].Resize(fyne.NewSize(size.Width-ui.Scaled(signWidth), size.Height))
}
