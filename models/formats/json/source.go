package json

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"unicode/utf8"

	"offprint/models"
)

// bom is the byte order mark that editors of Windows begin a file with.
const bom = "\uFEFF"

var errTooLarge = errors.New("one value is too large")

// source is a file that is read from its beginning to its end: it is summed up,
// holds UTF-8, and no value in it is too large.
type source struct {
	ctx  context.Context
	from io.Reader
	// settled is how much of it has been dealt with, lines how many lines that
	// is; pending is what was read beyond it.
	settled int64
	lines   int
	pending []byte
	// at says up to where the values that were read last reach; nil where that
	// is what is settled.
	at     func() int64
	digest hash.Hash
}

func newSource(ctx context.Context, from io.Reader) *source {
	return &source{ctx: ctx, from: from, lines: 1, digest: sha256.New()}
}

// Read reads on. It fails where there is too much that belongs together.
func (s *source) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(s.pending) > maxItem {
		return 0, errTooLarge
	}
	n, err := s.from.Read(b)
	if s.settled == 0 && len(s.pending) == 0 && s.at != nil && n >= len(bom) && bytes.HasPrefix(b[:n], []byte(bom)) {
		n = copy(b, b[len(bom):n])
	}
	s.pending = append(s.pending, b[:n]...)
	return n, err
}

// settle is done with all up to a place, where no value is cut.
func (s *source) settle(upTo int64) error {
	n := int(min(upTo-s.settled, int64(len(s.pending))))
	if n <= 0 {
		return nil
	}
	done := s.pending[:n]
	if !utf8.Valid(done) {
		return refuse(models.Invalid, nil, "in line %d there is something that is no text in UTF-8", s.lines+bytes.Count(done[:invalid(done)], []byte("\n")))
	}
	s.digest.Write(done)
	s.lines += bytes.Count(done, []byte("\n"))
	s.settled += int64(n)
	s.pending = s.pending[:copy(s.pending, s.pending[n:])]
	return nil
}

// invalid is where text stops being UTF-8.
func invalid(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

// line is the number of the line up to which values were read.
func (s *source) line() int {
	n := len(s.pending)
	if s.at != nil {
		n = int(max(0, min(s.at()-s.settled, int64(n))))
	}
	return s.lines + bytes.Count(s.pending[:n], []byte("\n"))
}

// sum is the SHA-256 of all that is settled.
func (s *source) sum() string { return hex.EncodeToString(s.digest.Sum(nil)) }
