package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestIcon(t *testing.T) {
	folder := t.TempDir()
	to := filepath.Join(folder, "app.ico")
	if err := run([]string{"icon", filepath.Join("..", "..", "..", "assets", "icons", "app.png"), to}); err != nil {
		t.Fatal(err)
	}
	icon, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	for i, size := range iconSizes() {
		entry := icon[6+16*i:]
		at, length := binary.LittleEndian.Uint32(entry[12:]), binary.LittleEndian.Uint32(entry[8:])
		picture, err := png.Decode(bytes.NewReader(icon[at : at+length]))
		if err != nil {
			t.Fatalf("size %d: %v", size, err)
		}
		if got := picture.Bounds(); got != image.Rect(0, 0, size, size) || entry[0] != byte(size) {
			t.Errorf("size %d: the picture is %v and said to be %d", size, got, entry[0])
		}
		if _, _, _, alpha := picture.At(size/2, size/2).RGBA(); alpha == 0 {
			t.Errorf("size %d: nothing is in its middle", size)
		}
	}
}

func TestIconOfNoPicture(t *testing.T) {
	to := filepath.Join(t.TempDir(), "app.ico")
	for _, from := range []string{"main.go", "no such file"} {
		if err := makeIcon(from, to); err == nil {
			t.Errorf("%s became an icon", from)
		}
	}
}

func TestZipComesOutTheSameTwice(t *testing.T) {
	folder := t.TempDir()
	source := filepath.Join(folder, "text")
	if err := os.WriteFile(source, []byte("a text"), 0o600); err != nil {
		t.Fatal(err)
	}
	var made [2][]byte
	for i := range made {
		to := filepath.Join(folder, "a.zip")
		if err := run([]string{"zip", to, "1700000000", "Offprint/home/", "Offprint/text.txt=" + source}); err != nil {
			t.Fatal(err)
		}
		var err error
		if made[i], err = os.ReadFile(to); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(source, time.Unix(0, 0), time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("two archives of the same differ")
	}
	archive, err := zip.NewReader(bytes.NewReader(made[0]), int64(len(made[0])))
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.File) != 2 || !archive.File[0].Mode().IsDir() {
		t.Fatalf("the archive has %d files", len(archive.File))
	}
	text, err := archive.File[1].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(text); err != nil || string(got) != "a text" {
		t.Errorf("it holds %q (%v)", got, err)
	}
}

func TestMisuse(t *testing.T) {
	for _, args := range [][]string{nil, {"icon"}, {"zip", "a.zip", "yesterday", "a=main.go"}, {"paint", "a", "b"}} {
		if err := run(args); err == nil {
			t.Errorf("%q was understood", args)
		}
	}
}
