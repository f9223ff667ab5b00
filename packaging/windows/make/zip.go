package main

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// makeZip writes an archive. seconds, since 1970, is when all in it was changed.
func makeZip(name, seconds string, entries []string) (err error) {
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return fmt.Errorf("the time %q is no number of seconds", seconds)
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	archive := zip.NewWriter(file)
	archive.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestCompression) })
	for _, entry := range entries {
		if err := add(archive, entry, time.Unix(at, 0).UTC()); err != nil {
			return fmt.Errorf("pack %s: %w", entry, err)
		}
	}
	return archive.Close()
}

// add adds "NAME=FILE", or the folder "NAME/".
func add(archive *zip.Writer, entry string, at time.Time) error {
	name, path, isFile := strings.Cut(entry, "=")
	header := &zip.FileHeader{Name: name, Modified: at, Method: zip.Deflate}
	header.SetMode(0o644)
	if !isFile {
		header.Method = zip.Store
		header.SetMode(os.ModeDir | 0o755)
		_, err := archive.CreateHeader(header)
		return err
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := archive.CreateHeader(header)
	if err == nil {
		_, err = io.Copy(to, from)
	}
	return err
}
