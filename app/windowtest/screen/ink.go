package screen

import "image"

// lineOfText is how many dark pixels a line of text has at the least.
const lineOfText = 40

// Bands counts the bands of that height, in pixels and from the top, in which
// there is text, dark on light. A list of papers has text in each band as high
// as a card; a message has in one or two, a list still loading and a screen
// still black in none.
func Bands(seen *image.RGBA, height int) int {
	bands := 0
	for top := seen.Rect.Min.Y; top+height <= seen.Rect.Max.Y; top += height {
		dark, light := 0, 0
		for y := top; y < top+height; y++ {
			line := seen.Pix[seen.PixOffset(seen.Rect.Min.X, y):][:4*seen.Rect.Dx()]
			for i := 0; i < len(line); i += 4 {
				switch sum := int(line[i]) + int(line[i+1]) + int(line[i+2]); {
				case sum < 3*128:
					dark++
				case sum > 3*208:
					light++
				}
			}
		}
		if dark >= lineOfText && light > dark {
			bands++
		}
	}
	return bands
}
