// Command empty is the least that a window with a list can be: the toolkit's
// own list of 50 labels, in Offprint's look and size. Offprint's start and
// memory are measured against it.
package main

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

func main() {
	a := app.NewWithID("io.github.offprint.Empty")
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	w := a.NewWindow("Empty")
	w.SetContent(widget.NewList(
		func() int { return 50 },
		func() fyne.CanvasObject { return widget.NewLabel("") },
		func(id widget.ListItemID, o fyne.CanvasObject) {
			o.(*widget.Label).SetText(fmt.Sprintf("%d. A label as long as the title of a paper is, and nothing else in the row", id+1))
		},
	))
	w.Resize(fyne.NewSize(1440, 900))
	w.ShowAndRun()
}
