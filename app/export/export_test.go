package export_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/formats"
	"offprint/models/librarytest"
)

var errFull = errors.New("disk full")

// disk takes so many bytes and no more.
type disk struct{ room int }

func (d *disk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestEveryFormatSaysWhatFailed holds every format to what an export rests on:
// an error of the disk or of the library comes back.
func TestEveryFormatSaysWhatFailed(t *testing.T) {
	closed := errors.New("the library is closed")
	p := models.Paper{
		ArxivID: "2611.00010", Title: "A title", Abstract: strings.Repeat("Words of an abstract. ", 20), Authors: []string{"Ada Lovelace"},
		Published: "2026-11-02", CitationKey: "lovelace2026title", Notes: []models.Note{{Text: strings.Repeat("A word of mine. ", 20000)}},
	}
	for _, f := range export.Formats() {
		for _, room := range []int{0, 100} {
			if err := f.Write(&disk{room}, formats.Of(p, p), formats.All()); !errors.Is(err, errFull) {
				t.Errorf("%s: a disk with room for %d bytes gives %v", f.Name, room, err)
			}
		}
		given := func(yield func(*models.Paper, error) bool) {
			if yield(&p, nil) {
				yield(nil, closed)
			}
		}
		if err := f.Write(io.Discard, given, formats.All()); !errors.Is(err, closed) {
			t.Errorf("%s: a library that closes gives %v", f.Name, err)
		}
	}
}

// lines is a format of one identifier a line, which loses papers when it is told
// to.
func lines(lose string) export.Format {
	return export.Format{Name: "lines", Label: "Lines", Extension: ".txt",
		Write: func(w io.Writer, papers formats.Papers, _ formats.Options) error {
			for p, err := range papers {
				if err != nil {
					return err
				}
				if p.ArxivID != lose {
					if _, err := io.WriteString(w, p.ArxivID+"\n"); err != nil {
						return err
					}
				}
			}
			return nil
		},
		ReadBack: func(r io.Reader) ([]string, error) {
			text, err := io.ReadAll(r)
			return strings.Fields(string(text)), err
		},
	}
}

func TestAFileIsReplacedWholeOrNotAtAll(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 300); err != nil {
		t.Fatal(err)
	}
	papers, err := l.Find(t.Context(), models.View{Place: models.Everywhere})
	if err != nil {
		t.Fatal(err)
	}
	var lost models.Paper
	for p, err := range l.Whole(t.Context(), papers[200:201]) {
		if err != nil {
			t.Fatal(err)
		}
		lost = *p
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "papers.txt")
	if err := os.WriteFile(path, []byte("old\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	standing := func(what, want string) {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil || string(text) != want {
			t.Errorf("%s: the file has %.40q, %v", what, text, err)
		}
		if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
			t.Errorf("%s: the folder has %v, %v", what, files, err)
		}
	}

	report, err := export.Export{Library: l, Format: lines(lost.ArxivID), Papers: papers}.ToFile(t.Context(), path)
	if models.CodeOf(err) != models.Unusable || report.ReadBack != 200 || !strings.Contains(err.Error(), "only 200 were found again") {
		t.Errorf("a paper that is lost: %+v, %v", report, err)
	}
	standing("a paper lost", "old\n")

	ctx, cancel := context.WithCancel(t.Context())
	_, err = export.Export{Library: l, Format: lines(""), Papers: papers, OnWritten: func(n int) {
		if n == 250 {
			cancel()
		}
	}}.ToFile(ctx, path)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an export that is stopped: %v", err)
	}
	standing("stopped", "old\n")

	report, err = export.Export{Library: l, Format: lines(""), Papers: papers}.ToFile(t.Context(), path)
	if err != nil || report != (export.Report{Written: 300, ReadBack: 300}) {
		t.Errorf("%+v, %v", report, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 && os.PathSeparator == '/' {
		t.Errorf("the new file has the mode %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\n") != 300 {
		t.Errorf("the file has %d lines, %v", strings.Count(string(text), "\n"), err)
	}
	standing("written", string(text))
}

func TestALinkStaysALink(t *testing.T) {
	l := newLibrary(t)
	if err := librarytest.Fill(t.Context(), l, 1, 3); err != nil {
		t.Fatal(err)
	}
	papers, err := l.Find(t.Context(), models.View{Place: models.Everywhere})
	if err != nil {
		t.Fatal(err)
	}
	job := export.Export{Library: l, Format: lines(""), Papers: papers}
	there, here := t.TempDir(), t.TempDir()
	file, first, second := filepath.Join(there, "refs.txt"), filepath.Join(there, "first.txt"), filepath.Join(here, "refs.txt")
	if err := os.WriteFile(file, []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{first: "refs.txt", second: first, filepath.Join(here, "nowhere"): "gone.txt", filepath.Join(here, "folder"): there} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err) // as on Windows, for many
		}
	}
	if report, err := job.ToFile(t.Context(), second); err != nil || report.Written != 3 {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, link := range []string{first, second} {
		if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
			t.Errorf("%s is no link any more: %v, %v", link, info.Mode(), err)
		}
	}
	if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "\n") != 3 {
		t.Errorf("behind the links there is %q, %v", text, err)
	}
	if report, err := job.ToFile(t.Context(), filepath.Join(here, "folder", "new.txt")); err != nil || report.Written != 3 {
		t.Errorf("a new file in a folder behind a link: %+v, %v", report, err)
	}
	for _, path := range []string{filepath.Join(here, "nowhere"), filepath.Join(here, "folder")} {
		before, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = job.ToFile(t.Context(), path)
		if models.CodeOf(err) != models.Unusable || !strings.Contains(err.Error(), path+" is no file that can be replaced") {
			t.Errorf("%s: %v", path, err)
		}
		if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() {
			t.Errorf("%s has become %v, %v", path, after.Mode(), err)
		}
	}
}
