package ui

import (
	"fyne.io/fyne/v2"

	"offprint/app/words"
	"offprint/models"
)

// ChooseColor opens a pane of the colours that tags and smart lists can have.
func ChooseColor(c fyne.Canvas, title string, do func(hex string), onClose func()) {
	var rows []ChooserRow
	for _, color := range models.TagColors() {
		rows = append(rows, ChooserRow{Dot: color.Hex, Text: words.Color(color.Name)})
	}
	var pane *Chooser
	pane = OpenChooser(c, ChooserConfig{
		Title: title, Width: 360,
		Keys: []ChooserKey{{Name: words.T("Choose"), Key: fyne.KeyReturn, Primary: true, Do: func(row int) {
			pane.Close()
			do(models.TagColors()[row].Hex)
		}}},
		OnClose: onClose,
	}, rows)
}
