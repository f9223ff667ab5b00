package csl

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"offprint/models/citation"
)

// ReadBack says which papers are in a file that Write wrote, by the arXiv
// identifiers of its objects. It takes nothing but an array of objects with the
// keys that Write writes, and holds one of them at a time.
func ReadBack(r io.Reader) ([]string, error) {
	var found []string
	in := json.NewDecoder(r)
	in.DisallowUnknownFields()
	if begin, err := in.Token(); err != nil || begin != json.Delim('[') {
		return nil, fmt.Errorf("read CSL-JSON back: no array: %w", whole(err))
	}
	for in.More() {
		var it item
		if err := in.Decode(&it); err != nil {
			return found, fmt.Errorf("read CSL-JSON back: object %d: %w", len(found)+1, whole(err))
		}
		if err := citation.CheckKey(it.ID); err != nil || it.CitationKey != it.ID {
			return found, fmt.Errorf("read CSL-JSON back: object %d has the keys %q and %q", len(found)+1, it.ID, it.CitationKey)
		}
		found = append(found, strings.TrimPrefix(it.Number, arxiv))
	}
	if _, err := in.Token(); err != nil {
		return found, fmt.Errorf("read CSL-JSON back: the array does not end: %w", whole(err))
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return found, errors.New("read CSL-JSON back: something follows the array")
	}
	return found, nil
}

// whole is an error for what should have gone on, or been something else.
func whole(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	case err == nil:
		return errors.New("something else")
	}
	return err
}
