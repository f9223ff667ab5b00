package screen

import "image"

// lineOfText is how many dark pixels a line of text has at the least.
const lineOfText = 60

// Bands counts the bands of that height, in pixels and from the top, in which
// there is text, dark on light. A list of papers has text in each band as high
// as a card; a message, or a list still loading, has not.
func Bands(seen *image.RGBA, height int) int {
	bands := 0
	for top := seen.Rect.Min.Y; top+height <= seen.Rect.Max.Y; top += height {
		dark := 0
		for y := top; y < top+height; y++ {
			line := seen.Pix[seen.PixOffset(seen.Rect.Min.X, y):seen.PixOffset(seen.Rect.Max.X-1, y)]
			for i := 0; i+2 < len(line); i += 4 {
				if int(line[i])+int(line[i+1])+int(line[i+2]) < 3*128 {
					dark++
				}
			}
		}
		if dark >= lineOfText {
			bands++
		}
	}
	return bands
}
