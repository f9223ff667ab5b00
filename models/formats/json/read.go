package json

import (
	"bufio"
	"bytes"
	"context"
	std "encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"offprint/models"
)

// maxItem bounds a paper, a tag and so on as they stand in a file, in bytes:
// some notes of the largest size have room in it. Tests lower it.
var maxItem = 128 << 20

// File is a file that WriteLibrary or WriteLines has written, or somebody else
// in the same form. It is a models.Source.
type File struct {
	from  io.ReadSeeker
	lines bool
}

// head is how much of a file tells which of the two forms it has.
const head = 4 << 10

// members are the keys that a whole library may begin with: no paper has them,
// or begins with them.
var members = map[string]bool{
	"format": true, "version": true, "papers": true, "tags": true, "smart_lists": true, "rules": true, "names": true, "lists": true, "sha256": true,
}

// Open looks at the beginning of a file. The error is an *models.Error where it
// has neither form.
func Open(from io.ReadSeeker) (*File, error) {
	begins := make([]byte, head)
	n, err := io.ReadFull(from, begins)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	begins = bytes.TrimSpace(bytes.TrimPrefix(begins[:n], []byte(bom)))
	switch {
	case len(begins) == 0:
		return nil, refuse(models.Invalid, nil, "the file is empty")
	case begins[0] != '{':
		return nil, refuse(models.Invalid, nil, "this is neither a library of Offprint in JSON nor JSON Lines with a paper in each")
	}
	decoder := std.NewDecoder(bytes.NewReader(begins))
	_, opens := decoder.Token()
	key, err := decoder.Token()
	named, _ := key.(string)
	return &File{from: from, lines: opens != nil || err != nil || !members[named]}, nil
}

// Read gives each the papers of the file, in its order, and then says what else
// is in it. The error of a file that cannot be imported is an *models.Error that
// says where what is wrong.
func (f *File) Read(ctx context.Context, each func(*models.Record) error) (models.Contents, error) {
	if _, err := f.from.Seek(0, io.SeekStart); err != nil {
		return models.Contents{}, unreadable(err)
	}
	r := newReading(ctx, f.from)
	take := func(raw []byte, where string) error {
		p, err := decode[paper](r, raw)
		if err != nil {
			return r.wrong(err, where, p.ID)
		}
		if key := p.misplaced(); key != "" {
			return refuse(models.Invalid, nil, "%s has a “%s”, but no “state” in the reading list", named(where, p.ID), key)
		}
		return each(p.record(where))
	}
	if f.lines {
		err := r.readLines(take)
		return r.contents, err
	}
	err := r.readLibrary(take)
	return r.contents, err
}

// ReadBack says which papers are in a library in JSON, by their arXiv
// identifiers in its order. It fails where the file is not as it was written.
func ReadBack(from io.Reader) ([]string, error) {
	return identifiers(from, (*reading).readLibrary, func([]byte) bool { return true })
}

// ReadLinesBack is ReadBack for JSON Lines.
func ReadLinesBack(from io.Reader) ([]string, error) {
	return identifiers(from, (*reading).readLines, std.Valid)
}

func identifiers(from io.Reader, read func(*reading, func([]byte, string) error) error, valid func([]byte) bool) ([]string, error) {
	var ids []string
	err := read(newReading(context.Background(), from), func(raw []byte, where string) error {
		if !valid(raw) {
			return fmt.Errorf("%s is no JSON", where)
		}
		id, err := idOf(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

// idOf is the identifier of a paper: what is written has it first, or not at all.
func idOf(raw []byte) (string, error) {
	decoder := std.NewDecoder(bytes.NewReader(raw))
	if opens, err := decoder.Token(); err != nil || opens != std.Delim('{') {
		return "", fmt.Errorf("%v is no paper: %w", opens, err)
	}
	if key, err := decoder.Token(); err != nil || key != "id" {
		return "", err
	}
	var id string
	err := decoder.Decode(&id)
	return id, err
}

// reading is a file being read.
type reading struct {
	from     *source
	contents models.Contents
	beside   library
}

func newReading(ctx context.Context, from io.Reader) *reading {
	return &reading{from: newSource(ctx, from)}
}

// readLines reads a paper a line; empty lines are none.
func (r *reading) readLines(take func(raw []byte, where string) error) error {
	lines := bufio.NewReaderSize(r.from, 64<<10)
	var long []byte
	for number := 1; ; number++ {
		where := fmt.Sprintf("line %d", number)
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long[:0], line...)
			for errors.Is(err, bufio.ErrBufferFull) {
				line, err = lines.ReadSlice('\n')
				long = append(long, line...)
			}
			line = long
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return r.wrong(err, where, "")
		}
		if unsound := r.from.settle(r.from.settled + int64(len(line))); unsound != nil {
			return unsound
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte(bom))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := take(line, where); err != nil {
				return err
			}
		}
		if err != nil {
			r.contents.Sum = r.from.sum()
			return nil
		}
	}
}

// readLibrary reads a whole library, value by value.
func (r *reading) readLibrary(take func(raw []byte, where string) error) error {
	decoder := std.NewDecoder(r.from)
	r.from.at = decoder.InputOffset
	opens, err := decoder.Token()
	if err == nil && opens != std.Delim('{') {
		return refuse(models.Invalid, nil, "this is no library of Offprint")
	}
	seen := map[string]bool{}
	for err == nil && decoder.More() {
		if err := r.from.settle(decoder.InputOffset()); err != nil {
			return err
		}
		var token std.Token
		if token, err = decoder.Token(); err != nil {
			break
		}
		key, _ := token.(string)
		switch {
		case seen["sha256"]:
			return refuse(models.Invalid, nil, "something stands behind the check sum, so the file was changed")
		case seen[key]:
			return refuse(models.Invalid, nil, "“%s” is there twice", key)
		}
		seen[key] = true
		if err = r.member(decoder, key, take); err != nil {
			return r.wrong(err, "“"+key+"”", "")
		}
	}
	if err == nil {
		_, err = decoder.Token()
	}
	if err != nil {
		return r.wrong(err, "the file", "")
	}
	for _, key := range []string{"format", "version", "papers"} {
		if !seen[key] {
			return refuse(models.Invalid, nil, "there is no “%s” in the file, so it is no library of Offprint", key)
		}
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return refuse(models.Invalid, err, "something stands behind the end of the library")
	}
	if err := r.from.settle(r.from.settled + int64(len(r.from.pending))); err != nil {
		return err
	}
	r.contents.Sum, r.contents.Belongings = r.from.sum(), r.beside.belongings()
	return nil
}

// member reads what stands under a key of the library.
func (r *reading) member(decoder *std.Decoder, key string, take func(raw []byte, where string) error) error {
	switch key {
	case "format":
		var said string
		if err := decoder.Decode(&said); err != nil {
			return err
		}
		if said != format {
			return refuse(models.Invalid, nil, "the file is of the format “%s”, not “%s”", excerpt(said), format)
		}
		return nil
	case "version":
		var said int
		if err := decoder.Decode(&said); err != nil {
			return err
		}
		if said > version {
			return refuse(models.TooNew, nil, "the file was written by a newer version of Offprint (its format is %d, this version reads %d); please update Offprint", said, version)
		}
		if said < 1 {
			return refuse(models.Invalid, nil, "there is no version %d of the format", said)
		}
		return nil
	case "papers":
		return r.items(decoder, "paper", take)
	case "tags":
		return each(r, decoder, "tag", &r.beside.Tags)
	case "smart_lists":
		return each(r, decoder, "smart list", &r.beside.SmartLists)
	case "rules":
		return each(r, decoder, "rule", &r.beside.Rules)
	case "names":
		return each(r, decoder, "name", &r.beside.Names)
	case "lists":
		return each(r, decoder, "list", &r.beside.Lists)
	case "sha256":
		if err := r.from.settle(decoder.InputOffset() - int64(len(`"sha256"`))); err != nil {
			return err
		}
		sum := r.from.sum()
		var said string
		if err := decoder.Decode(&said); err != nil {
			return err
		}
		if !strings.EqualFold(said, sum) {
			return refuse(models.Damaged, nil, "the file is not as it was written: its check sum is another. Export it again; one that was changed on purpose is read without its last member, “sha256”")
		}
		return nil
	}
	r.unknown(key)
	var skipped std.RawMessage
	return decoder.Decode(&skipped)
}

// items gives take each value of an array.
func (r *reading) items(decoder *std.Decoder, what string, take func(raw []byte, where string) error) error {
	opens, err := decoder.Token()
	if err != nil {
		return err
	}
	if opens != std.Delim('[') {
		return refuse(models.Invalid, nil, "what stands under the %ss is no list", what)
	}
	var raw std.RawMessage
	for n := 1; decoder.More(); n++ {
		if err := r.from.settle(decoder.InputOffset()); err != nil {
			return err
		}
		if cap(raw) > 1<<20 { // one large paper
			raw = nil
		}
		where := fmt.Sprintf("%s %d", what, n)
		if err := decoder.Decode(&raw); err != nil {
			return r.wrong(err, where, "")
		}
		if err := take(raw, where); err != nil {
			return err
		}
	}
	_, err = decoder.Token()
	return err
}

// maxBeside bounds how many tags, rules and so on there may be.
const maxBeside = 1_000_000

// each reads an array of what stands beside papers.
func each[T any](r *reading, decoder *std.Decoder, what string, into *[]T) error {
	return r.items(decoder, what, func(raw []byte, where string) error {
		item, err := decode[T](r, raw)
		if err != nil {
			return r.wrong(err, where, "")
		}
		if len(*into) == maxBeside {
			return refuse(models.Invalid, nil, "there are more than %d %ss", maxBeside, what)
		}
		*into = append(*into, item)
		return nil
	})
}

// decode reads one value. A key that is not known is noted and left out.
func decode[T any](r *reading, raw []byte) (T, error) {
	var item T
	strict := std.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	err := strict.Decode(&item)
	// There is no type for this error (encoding/json, Decoder.DisallowUnknownFields).
	if key, isUnknown := strings.CutPrefix(fmt.Sprint(err), "json: unknown field "); isUnknown {
		r.unknown(strings.Trim(key, `"`))
		item = *new(T)
		return item, std.Unmarshal(raw, &item)
	}
	if err != nil {
		return item, err
	}
	if _, err := strict.Token(); !errors.Is(err, io.EOF) {
		return item, errBehind
	}
	return item, nil
}

var errBehind = errors.New("something stands behind it")

// maxUnknown is how many keys that are not known are told.
const maxUnknown = 20

func (r *reading) unknown(key string) {
	key = excerpt(key)
	for _, known := range r.contents.Unknown {
		if known == key {
			return
		}
	}
	if len(r.contents.Unknown) < maxUnknown {
		r.contents.Unknown = append(r.contents.Unknown, key)
	}
}

// wrong is err as a sentence about what stands at a place of the file.
func (r *reading) wrong(err error, where, id string) error {
	var said *models.Error
	var kind *std.UnmarshalTypeError
	var syntax *std.SyntaxError
	switch {
	case errors.As(err, &said), r.from.ctx.Err() != nil:
		return err
	case errors.Is(err, errTooLarge):
		return refuse(models.Invalid, err, "%s is larger than %d MB", named(where, id), maxItem>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(models.Damaged, err, "%s ends in the middle, so the file was cut short", named(where, id))
	case errors.As(err, &kind):
		return refuse(models.Invalid, err, "%s", misfit(named(where, id), kind))
	case errors.As(err, &syntax), errors.Is(err, errBehind):
		place := named(where, id)
		if line := r.from.line(); !strings.HasPrefix(where, "line ") {
			place += fmt.Sprintf(", near line %d,", line)
		}
		return refuse(models.Invalid, err, "%s is no JSON (%s)", place, strings.TrimPrefix(err.Error(), "json: "))
	}
	return unreadable(err)
}

// misfit says what is of another type than it must be.
func misfit(where string, err *std.UnmarshalTypeError) string {
	key := err.Field[strings.LastIndexByte(err.Field, '.')+1:]
	belongs := map[string]string{
		"string": "a text", "int": "a whole number", "int64": "a whole number", "float64": "a number", "bool": "true or false",
		"Moment": "a time as in 2026-11-05T08:00:00Z", "State": "a text", "RuleKind": "a text", "Effect": "a text",
	}[err.Type.Name()]
	if kind := err.Type.Kind().String(); belongs == "" {
		belongs = map[string]string{"slice": "a list", "struct": "an object"}[kind]
	}
	if key == "" {
		return fmt.Sprintf("%s is a %s where %s belongs", where, err.Value, belongs)
	}
	return fmt.Sprintf("in %s “%s” is %s where %s belongs", where, key, err.Value, belongs)
}

// named is a place in the file with the paper that stands there.
func named(where, id string) string {
	if id == "" {
		return where
	}
	return where + " (" + excerpt(id) + ")"
}

func excerpt(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// refuse is the error of a file that is not imported.
func refuse(code models.Code, cause error, format string, args ...any) error {
	const said = "Nothing was imported: %s."
	why := fmt.Sprintf(format, args...)
	return &models.Error{Code: code, Message: fmt.Sprintf(said, why), Format: said, Args: []any{why}, Err: cause}
}

func unreadable(err error) error {
	return refuse(models.Unusable, err, "the file could not be read")
}
