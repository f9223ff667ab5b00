package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// TestIcons draws all icons once, which is slow under the race detector.
func TestIcons(t *testing.T) {
	folder := t.TempDir()
	if err := write(filepath.Join("..", "..", "assets", "icons", "app.svg"), folder); err != nil {
		t.Fatal(err)
	}
	read := func(path ...string) []byte {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(append([]string{folder}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, size := range []int{16, 22, 24, 32, 48, 64, 96, 128, 256, 512} {
		data := read("hicolor", fmt.Sprintf("%[1]dx%[1]d", size), "apps", name+".png")
		if config, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || config.Width != size || config.Height != size {
			t.Errorf("%d pixels: %d×%d, %v", size, config.Width, config.Height, err)
		}
	}
	if drawing := read("hicolor", "scalable", "apps", name+".svg"); !bytes.Contains(drawing, []byte("<svg")) {
		t.Error("the drawing is not among the icons")
	}
	wantICO(t, read("offprint.ico"))
	wantICNS(t, read("offprint.icns"))
}

func TestNoDrawing(t *testing.T) {
	if err := write("main.go", t.TempDir()); err == nil {
		t.Error("what is no drawing was drawn")
	}
}

func wantICO(t *testing.T, ico []byte) {
	t.Helper()
	for i, size := range windowsSizes {
		entry := ico[6+16*i:]
		length, at := binary.LittleEndian.Uint32(entry[8:]), binary.LittleEndian.Uint32(entry[12:])
		if end := int(at + length); end > len(ico) || i == len(windowsSizes)-1 && end != len(ico) {
			t.Fatalf("the picture of %d pixels ends at %d of %d bytes", size, end, len(ico))
		}
		picture := ico[at : at+length]
		if size == 256 {
			if config, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || config.Width != size {
				t.Errorf("the picture of %d pixels: %v, %v", size, config, err)
			}
			continue
		}
		// The corner is clear, the middle is paper.
		pixel := func(x, y int) []byte { return picture[40+4*((size-1-y)*size+x):][:4] }
		if corner, middle := pixel(0, 0), pixel(size/2, size/2-size/5); corner[3] > 40 || middle[3] != 255 || middle[0] < 200 {
			t.Errorf("%d pixels: the corner is %v, the middle %v (blue, green, red, alpha)", size, corner, middle)
		}
	}
}

func wantICNS(t *testing.T, icns []byte) {
	t.Helper()
	if length := binary.BigEndian.Uint32(icns[4:]); string(icns[:4]) != "icns" || int(length) != len(icns) {
		t.Fatalf("the head is %q with %d of %d bytes", icns[:4], length, len(icns))
	}
	rest := icns[8:]
	for _, part := range macOSTypes {
		length := binary.BigEndian.Uint32(rest[4:])
		config, err := png.DecodeConfig(bytes.NewReader(rest[8:length]))
		if kind := string(rest[:4]); kind != part.kind || err != nil || config.Width != part.size {
			t.Errorf("%s of %d pixels: got %s, %v, %v", part.kind, part.size, kind, config, err)
		}
		rest = rest[length:]
	}
	if len(rest) > 0 {
		t.Errorf("%d bytes are left", len(rest))
	}
}
