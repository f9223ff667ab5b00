package json

import (
	"crypto/sha256"
	"encoding/hex"
	std "encoding/json"
	"fmt"
	"io"
	"iter"

	"offprint/models"
	"offprint/models/formats"
)

const (
	format  = "offprint-library"
	version = 1
)

// Records are papers with all that is kept of them, and an error as the last
// that is given.
type Records = iter.Seq2[*models.Record, error]

// WriteLibrary writes a whole library, or a part of one, as one JSON object:
// UTF-8, LF, papers and all else a line each, the papers first. Its last member
// is the SHA-256, in hexadecimal, of all that stands before that member's key,
// so that a file that was cut short or changed is noticed.
func WriteLibrary(w io.Writer, b models.Belongings, records Records, o formats.Options) error {
	sum := sha256.New()
	out := &lines{w: io.MultiWriter(w, sum)}
	out.text(fmt.Sprintf(`{"format":%q,"version":%d`, format, version))
	out.begin("papers")
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := out.item(of(r, o)); err != nil {
			return fmt.Errorf("write paper %s %q as JSON: %w", r.ArxivID, r.Title, err)
		}
	}
	out.end()
	l := libraryOf(b, o)
	all(out, "tags", l.Tags)
	all(out, "smart_lists", l.SmartLists)
	all(out, "rules", l.Rules)
	all(out, "names", l.Names)
	all(out, "lists", l.Lists)
	out.text(",\n")
	if out.err == nil {
		_, out.err = fmt.Fprintf(w, "\"sha256\":\"%s\"}\n", hex.EncodeToString(sum.Sum(nil)))
	}
	if out.err != nil {
		return fmt.Errorf("write the library as JSON: %w", out.err)
	}
	return nil
}

// WriteLines writes papers as JSON Lines: one object a line with all that is
// kept of the paper, UTF-8, LF. Tags are there by their names alone.
func WriteLines(w io.Writer, _ models.Belongings, records Records, o formats.Options) error {
	encoder := std.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := encoder.Encode(of(r, o)); err != nil {
			return fmt.Errorf("write paper %s %q as JSON: %w", r.ArxivID, r.Title, err)
		}
	}
	return nil
}

// Write writes papers as WriteLibrary does, as far as they say what is kept of
// them.
func Write(w io.Writer, papers formats.Papers, o formats.Options) error {
	return WriteLibrary(w, models.Belongings{}, recordsOf(papers), o)
}

// WritePaperLines writes papers as WriteLines does, as far as they say what is
// kept of them.
func WritePaperLines(w io.Writer, papers formats.Papers, o formats.Options) error {
	return WriteLines(w, models.Belongings{}, recordsOf(papers), o)
}

func recordsOf(papers formats.Papers) Records {
	return func(yield func(*models.Record, error) bool) {
		for p, err := range papers {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(&models.Record{Paper: *p}, nil) {
				return
			}
		}
	}
}

// lines writes arrays whose items have a line each; it keeps the first error.
type lines struct {
	w     io.Writer
	items int
	err   error
}

func (l *lines) text(s string) {
	if l.err == nil {
		_, l.err = io.WriteString(l.w, s)
	}
}

func (l *lines) begin(name string) {
	l.text(fmt.Sprintf(",\n%q:[", name))
	l.items = 0
}

func (l *lines) item(item any) error {
	if l.items++; l.items > 1 {
		l.text(",")
	}
	l.text("\n")
	if l.err != nil {
		return l.err
	}
	encoder := std.NewEncoder(trimmed{l.w})
	encoder.SetEscapeHTML(false)
	l.err = encoder.Encode(item)
	return l.err
}

func (l *lines) end() {
	if l.items > 0 {
		l.text("\n")
	}
	l.text("]")
}

func all[T any](l *lines, name string, items []T) {
	l.begin(name)
	for i := range items {
		if l.item(items[i]) != nil {
			return
		}
	}
	l.end()
}

// trimmed leaves out the line feed that an encoder of JSON ends each value with.
type trimmed struct{ w io.Writer }

func (t trimmed) Write(b []byte) (int, error) {
	n := len(b)
	if n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if _, err := t.w.Write(b); err != nil {
		return 0, err
	}
	return n, nil
}
