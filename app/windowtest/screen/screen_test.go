package screen_test

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"offprint/app/windowtest/screen"
)

func TestScreen(t *testing.T) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skipf("this machine has no X server without a screen: %v", err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	s, err := screen.Start(320, 200)
	if err != nil {
		t.Fatal(err)
	}
	if s.Display == "" || s.Display == ":" {
		t.Errorf("the display is called %q", s.Display)
	}
	whole := image.Rect(0, 0, 320, 200)
	if s.Bounds() != whole {
		t.Errorf("the screen is %v, and %v was asked for", s.Bounds(), whole)
	}
	part, err := s.Region(image.Rect(300, 190, 400, 400)) // more than there is
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(300, 190, 320, 200); part.Bounds() != want {
		t.Errorf("the part is %v, not %v", part.Bounds(), want)
	}
	if c := part.RGBAAt(310, 195); c != (color.RGBA{A: 0xFF}) {
		t.Errorf("a screen with nothing on it has the colour %v, not black", c)
	}

	file := filepath.Join(t.TempDir(), "seen.png")
	if err := s.Save(file); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if saved, err := png.Decode(in); err != nil || saved.Bounds() != whole {
		t.Errorf("the picture cannot be read, or has another size: %v", err)
	}

	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("the screen left %v behind: %v", left, err)
	}
}

func TestBands(t *testing.T) {
	dark, light := color.RGBA{0x20, 0x24, 0x2A, 0xFF}, color.RGBA{0xFB, 0xFA, 0xF7, 0xFF}
	// text draws a line of letters 6 by 8 pixels large, 2 apart
	text := func(seen *image.RGBA, top int, ink color.Color) {
		for x := seen.Rect.Min.X + 4; x+6 < seen.Rect.Max.X; x += 8 {
			draw.Draw(seen, image.Rect(x, top, x+6, top+8), image.NewUniform(ink), image.Point{}, draw.Src)
		}
	}
	for _, tt := range []struct {
		name   string
		ground color.Color
		lines  []int // where lines of text begin, in a picture of five bands of 100
		ink    color.Color
		want   int
	}{
		{"a screen still black", color.Black, nil, nil, 0},
		{"an empty window", light, nil, nil, 0},
		{"a list", light, []int{10, 110, 210, 310, 410}, dark, 5},
		{"a short list", light, []int{10, 110}, dark, 2},
		{"a message of two lines", light, []int{210, 230}, dark, 1},
		{"grey boxes while the list loads", light, []int{10, 110, 210, 310, 410}, color.RGBA{0xE3, 0xE0, 0xD8, 0xFF}, 0},
	} {
		// a part of a screen that does not begin at its corner
		seen := image.NewRGBA(image.Rect(50, 30, 250, 30+5*100+40))
		draw.Draw(seen, seen.Rect, image.NewUniform(tt.ground), image.Point{}, draw.Src)
		for _, top := range tt.lines {
			text(seen, 30+top, tt.ink)
		}
		if got := screen.Bands(seen, 100); got != tt.want {
			t.Errorf("%s: %d bands with text, not %d", tt.name, got, tt.want)
		}
	}
}
