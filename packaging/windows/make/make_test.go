package main

import (
	"archive/zip"
	"bytes"
	"debug/pe"
	"encoding/binary"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
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

// program is the head of a program for Windows, which is all that is looked at.
func program(t *testing.T, subsystem uint16) []byte {
	t.Helper()
	var head bytes.Buffer
	head.WriteString("MZ" + strings.Repeat("\x00", 0x3a) + "\x40\x00\x00\x00PE\x00\x00")
	for _, part := range []any{
		pe.FileHeader{Machine: pe.IMAGE_FILE_MACHINE_AMD64, SizeOfOptionalHeader: uint16(binary.Size(pe.OptionalHeader64{}))},
		pe.OptionalHeader64{Magic: 0x20b, CheckSum: 7, Subsystem: subsystem, NumberOfRvaAndSizes: 16},
	} {
		if err := binary.Write(&head, binary.LittleEndian, part); err != nil {
			t.Fatal(err)
		}
	}
	return append(head.Bytes(), make([]byte, 64)...)
}

func TestConsole(t *testing.T) {
	window, console := program(t, pe.IMAGE_SUBSYSTEM_WINDOWS_GUI), program(t, pe.IMAGE_SUBSYSTEM_WINDOWS_GUI)
	if err := setSubsystem(console, subsystemWindow, subsystemConsole); err != nil {
		t.Fatal(err)
	}
	file, err := pe.NewFile(bytes.NewReader(console))
	if err != nil {
		t.Fatal(err)
	}
	if head := file.OptionalHeader.(*pe.OptionalHeader64); head.Subsystem != pe.IMAGE_SUBSYSTEM_WINDOWS_CUI || head.CheckSum != 0 {
		t.Errorf("the subsystem is %d and the checksum %d", head.Subsystem, head.CheckSum)
	}
	changed := 0
	for i := range window {
		if window[i] != console[i] {
			changed++
		}
	}
	if changed != 2 { // the low bytes of the two fields
		t.Errorf("%d bytes were changed", changed)
	}
}

func TestConsoleOfWhatIsNoProgram(t *testing.T) {
	whole := program(t, pe.IMAGE_SUBSYSTEM_WINDOWS_GUI)
	for n := range 0x40 + 24 + 70 {
		if err := setSubsystem(bytes.Clone(whole[:n]), subsystemWindow, subsystemConsole); err == nil {
			t.Errorf("%d bytes of a program were taken", n)
		}
	}
	if err := setSubsystem(program(t, pe.IMAGE_SUBSYSTEM_WINDOWS_CUI), subsystemWindow, subsystemConsole); err == nil {
		t.Error("a program without a window was taken")
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
