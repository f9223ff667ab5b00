package feedtest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
)

// The size of the real thumbnails in pixels.
const pictureWidth, pictureHeight = 1200, 630

// maxPictures bounds the pictures that are kept drawn.
const maxPictures = 200

// thumbnail answers with the picture of a recorded paper.
func (h *Handler) thumbnail(w http.ResponseWriter, r *http.Request, id string) {
	if _, ok := h.papers[id]; !ok {
		http.NotFound(w, r)
		return
	}
	h.mu.Lock()
	picture, drawn := h.pictures[id]
	h.mu.Unlock()
	if !drawn {
		picture = draw(id)
		h.mu.Lock()
		if len(h.pictures) >= maxPictures {
			clear(h.pictures)
		}
		h.pictures[id] = picture
		h.mu.Unlock()
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	w.Write(picture)
}

// draw makes a PNG that is always the same for an id: a gradient with some
// circles and bars. One byte a pixel keeps it cheap.
func draw(id string) []byte {
	sum := fnv.New64a()
	sum.Write([]byte(id))
	random := rand.New(rand.NewPCG(sum.Sum64(), 1))
	const steps, shapes = 128, 6
	hue := random.Float64()
	from, to := tone(hue, 0.48), tone(hue, 0.78)
	palette := make(color.Palette, 0, steps+shapes)
	for i := range steps {
		palette = append(palette, color.RGBA{mix(from.R, to.R, i, steps), mix(from.G, to.G, i, steps), mix(from.B, to.B, i, steps), 255})
	}
	for range shapes {
		palette = append(palette, tone(hue+0.08*random.Float64(), 0.55+0.3*random.Float64()))
	}
	img := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureHeight), palette)
	for y := range pictureHeight {
		row := img.Pix[y*img.Stride : y*img.Stride+pictureWidth]
		shade := uint8(y * steps / pictureHeight)
		for x := range row {
			row[x] = shade
		}
	}
	for i := range shapes {
		shade := uint8(steps + i)
		cx, cy, size := random.IntN(pictureWidth), random.IntN(pictureHeight), 30+random.IntN(120)
		for y := max(0, cy-size); y < min(pictureHeight, cy+size); y++ {
			for x := max(0, cx-size); x < min(pictureWidth, cx+size); x++ {
				inside := (x-cx)*(x-cx)+(y-cy)*(y-cy) < size*size
				if i%2 == 1 {
					inside = (y-cy)*4 < size && (cy-y)*4 < size
				}
				if inside {
					img.Pix[y*img.Stride+x] = shade
				}
			}
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	// Writing to memory does not fail, and the picture has pixels.
	_ = encoder.Encode(&out, img)
	return out.Bytes()
}

// tone is a calm colour: a third of full saturation. hue runs from 0 to 1 and
// around, lightness from 0 to 1 (CSS Color 4, section 7, has the formula).
func tone(hue, lightness float64) color.RGBA {
	const saturation = 0.34
	reach := saturation * min(lightness, 1-lightness)
	channel := func(n float64) uint8 {
		k := math.Mod(n+hue*12, 12)
		return uint8(255 * (lightness - reach*max(-1, min(k-3, 9-k, 1))))
	}
	return color.RGBA{channel(0), channel(8), channel(4), 255}
}

func mix(from, to uint8, i, steps int) uint8 {
	return uint8((int(from)*(steps-i) + int(to)*i) / steps)
}

// withSize gives the PNG with another size in its header, checksum included
// (PNG, 11.2.1: IHDR begins at byte 12 with its name, then width and height).
func withSize(picture []byte, width, height uint32) []byte {
	changed := bytes.Clone(picture)
	binary.BigEndian.PutUint32(changed[16:], width)
	binary.BigEndian.PutUint32(changed[20:], height)
	binary.BigEndian.PutUint32(changed[29:], crc32.ChecksumIEEE(changed[12:29]))
	return changed
}
