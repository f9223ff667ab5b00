// Command icons draws the program's icon, assets/icons/app.svg, in every form that a desktop asks for:
//
//	go run ./packaging/icons FOLDER
//
// writes FOLDER/hicolor (the icon theme of Linux desktops), FOLDER/offprint.ico (Windows) and FOLDER/offprint.icns
// (macOS). The same drawing gives the same bytes on every system of one kind of processor. It is run at the root of the
// repository.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// name is the program's id, which its desktop file and its window have, too.
const name = "io.github.offprint.Offprint"

// The sizes in pixels. Of those of the icon theme 16 to 48 are for menus and lists, 512 is for software centres
// (Icon Theme Specification and AppStream). Windows shows those from 16 to 64 at 100 % to 400 %, and larger ones in
// Explorer (Microsoft, "Construct your Windows app's icon").
var (
	themeSizes   = []int{16, 22, 24, 32, 48, 64, 96, 128, 256, 512}
	windowsSizes = []int{16, 20, 24, 32, 40, 48, 64, 96, 128, 256}
)

// macOSTypes are the parts of an .icns file that hold a PNG, each with its size in pixels. 16 and 32 points on a screen
// of single density are scaled down from ic11 and ic12: their own parts may hold no PNG everywhere.
var macOSTypes = []struct {
	kind string
	size int
}{{"ic11", 32}, {"ic12", 64}, {"ic07", 128}, {"ic13", 256}, {"ic08", 256}, {"ic14", 512}, {"ic09", 512}, {"ic10", 1024}}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./packaging/icons FOLDER")
		os.Exit(2)
	}
	if err := write("assets/icons/app.svg", os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

// write draws the icon in the file source into folder.
func write(source, folder string) error {
	drawing, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	files := map[string][]byte{filepath.Join("hicolor", "scalable", "apps", name+".svg"): drawing}
	for _, size := range themeSizes {
		if files[filepath.Join("hicolor", fmt.Sprintf("%dx%d", size, size), "apps", name+".png")], err = pngOf(drawing, size); err != nil {
			return err
		}
	}
	if files["offprint.ico"], err = icoOf(drawing); err != nil {
		return err
	}
	if files["offprint.icns"], err = icnsOf(drawing); err != nil {
		return err
	}
	for file, data := range files {
		path := filepath.Join(folder, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// draw draws an SVG as a square of that many pixels.
func draw(drawing []byte, size int) (*image.RGBA, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(drawing), oksvg.StrictErrorMode)
	if err != nil {
		return nil, fmt.Errorf("read the drawing: %w", err)
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, picture, picture.Bounds())), 1)
	return picture, nil
}

func pngOf(drawing []byte, size int) ([]byte, error) {
	picture, err := draw(drawing, size)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("encode %d pixels: %w", size, err)
	}
	return b.Bytes(), nil
}

// icoOf is the icon as a .ico file. Pictures are bitmaps but for the largest, which is a PNG: that is what everything
// that reads icons on Windows knows since Vista, while not all of it takes a small PNG.
func icoOf(drawing []byte) ([]byte, error) {
	var head, body bytes.Buffer
	put(&head, uint16(0), uint16(1), uint16(len(windowsSizes)))
	for _, size := range windowsSizes {
		at := 6 + 16*len(windowsSizes) + body.Len()
		before := body.Len()
		if size == 256 {
			data, err := pngOf(drawing, size)
			if err != nil {
				return nil, err
			}
			body.Write(data)
		} else {
			picture, err := draw(drawing, size)
			if err != nil {
				return nil, err
			}
			putBitmap(&body, picture)
		}
		side := uint8(size) // 256 is written as 0
		put(&head, side, side, uint8(0), uint8(0), uint16(1), uint16(32), uint32(body.Len()-before), uint32(at))
	}
	return append(head.Bytes(), body.Bytes()...), nil
}

// putBitmap writes a picture as the bitmap of an icon: a BITMAPINFOHEADER of twice the height, rows from the bottom up
// in blue, green, red and alpha, and a mask of one bit a pixel, which alpha makes superfluous and which has to be there.
func putBitmap(b *bytes.Buffer, picture *image.RGBA) {
	size := picture.Bounds().Dx()
	put(b, uint32(40), int32(size), int32(2*size), uint16(1), uint16(32), [6]uint32{})
	for y := size - 1; y >= 0; y-- {
		for x := range size {
			r, g, bl, a := picture.At(x, y).RGBA()
			if a > 0 { // an icon's colours are not multiplied by alpha
				r, g, bl = r*0xffff/a, g*0xffff/a, bl*0xffff/a
			}
			b.Write([]byte{uint8(bl >> 8), uint8(g >> 8), uint8(r >> 8), uint8(a >> 8)})
		}
	}
	b.Write(make([]byte, size*((size+31)/32*4)))
}

// put writes values in the byte order of Windows.
func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		_ = binary.Write(b, binary.LittleEndian, v) // all are of a fixed size, and a buffer takes everything
	}
}

// icnsOf is the icon as an .icns file.
func icnsOf(drawing []byte) ([]byte, error) {
	var parts bytes.Buffer
	for _, t := range macOSTypes {
		data, err := pngOf(drawing, t.size)
		if err != nil {
			return nil, err
		}
		parts.WriteString(t.kind)
		parts.Write(binary.BigEndian.AppendUint32(nil, uint32(8+len(data))))
		parts.Write(data)
	}
	file := append([]byte("icns"), binary.BigEndian.AppendUint32(nil, uint32(8+parts.Len()))...)
	return append(file, parts.Bytes()...), nil
}
