package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

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
