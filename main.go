// Command offprint is a desktop reading list for machine-learning papers.
package main

import (
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("io.github.offprint")
	w := a.NewWindow("Offprint")
	w.SetContent(widget.NewLabel("Offprint"))
	w.ShowAndRun()
}
