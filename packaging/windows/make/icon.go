package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"

	"golang.org/x/image/draw"
)

// iconSizes are the sizes in pixels that Windows shows an icon in, from 100 % to
// 400 % (Microsoft, "Construct your Windows app's icon").
func iconSizes() []int { return []int{16, 20, 24, 32, 40, 48, 64, 96, 128, 256} }

// makeIcon writes a square PNG as an icon of Windows.
func makeIcon(picture, icon string) error {
	file, err := os.Open(picture)
	if err != nil {
		return err
	}
	defer file.Close()
	whole, err := png.Decode(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", picture, err)
	}
	if b := whole.Bounds(); b.Dx() != b.Dy() || b.Dx() < 256 {
		return fmt.Errorf("read %s: it is %d by %d pixels, want a square of 256 or more", picture, b.Dx(), b.Dy())
	}
	written, err := encodeIcon(whole, iconSizes())
	if err != nil {
		return fmt.Errorf("write %s: %w", icon, err)
	}
	return os.WriteFile(icon, written, 0o644)
}

// encodeIcon is a picture as ICO, each size as a PNG, which Windows reads since
// Vista (Microsoft, "ICO file format").
func encodeIcon(whole image.Image, sizes []int) ([]byte, error) {
	const head, entry = 6, 16
	var pictures bytes.Buffer
	file := binary.LittleEndian.AppendUint16(nil, 0)
	file = binary.LittleEndian.AppendUint16(file, 1) // an icon
	file = binary.LittleEndian.AppendUint16(file, uint16(len(sizes)))
	for _, size := range sizes {
		small := image.NewNRGBA(image.Rect(0, 0, size, size))
		draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
		before := pictures.Len()
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&pictures, small); err != nil {
			return nil, err
		}
		file = append(file, byte(size), byte(size), 0, 0) // 256 is written as 0
		file = binary.LittleEndian.AppendUint16(file, 1)
		file = binary.LittleEndian.AppendUint16(file, 32)
		file = binary.LittleEndian.AppendUint32(file, uint32(pictures.Len()-before))
		file = binary.LittleEndian.AppendUint32(file, uint32(head+entry*len(sizes)+before))
	}
	return append(file, pictures.Bytes()...), nil
}
