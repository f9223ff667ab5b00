package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"offprint/assets"
)

// IconResource is one of our icons in a theme colour; nil where there is none
// of that name.
func IconResource(name string, color fyne.ThemeColorName) fyne.Resource {
	data, err := assets.Icon(name)
	if err != nil {
		return nil
	}
	return theme.NewColoredResource(fyne.NewStaticResource(name+".svg", data), color)
}

// NewIcon is a picture of one of our icons.
func NewIcon(name string, color fyne.ThemeColorName) *canvas.Image {
	image := canvas.NewImageFromResource(IconResource(name, color))
	image.FillMode = canvas.ImageFillContain
	return image
}
