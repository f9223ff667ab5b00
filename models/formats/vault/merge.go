package vault

import (
	"slices"
	"strings"

	"offprint/models"
)

// keyOrder are the keys of the front matter that are ours, in the order in which
// a new file has them.
var keyOrder = []string{"title", "aliases", "citekey", "authors", "arxiv", "doi", "published", "added", "status", "rating", "starred", "tags", "url", "pdf"}

// form is how a value is written.
type form int

const (
	textForm    form = iota // a string
	literalForm             // a number, a day, true
	wholeList               // a list that is ours as a whole
	wordList                // a list to which the reader may add
)

// field is a key of the front matter with its value.
type field struct {
	key  string
	form form
	// values has one value, or those of a list.
	values []string
}

// lines are the field as a new file has it.
func (f field) segment(eol string) segment {
	empty := segment{key: f.key, lines: []string{f.key + ":" + eol}}
	head, further := f.written()
	return empty.set(eol, head, further...)
}

// written is the value as it stands behind the colon, or in further lines.
func (f field) written() (head string, further []string) {
	switch f.form {
	case textForm:
		return quoted(f.values[0]), nil
	case literalForm:
		return f.values[0], nil
	}
	for _, v := range f.values {
		further = append(further, "  - "+f.word(v))
	}
	return "", further
}

// word is an item of the field's list.
func (f field) word(value string) string {
	if f.key == "tags" {
		return plain(value)
	}
	return quoted(value)
}

// same is a value as it is compared: tags know no case.
func (f field) same(value string) string {
	if f.key == "tags" {
		return strings.ToLower(strings.TrimPrefix(value, "#"))
	}
	return value
}

// hash is that of the value as a whole.
func (f field) hash() string { return hashOfValue(f.key, strings.Join(f.values, "\n")) }

// merged is what became of the front matter.
type merged struct {
	keys, kept []string
	record     record
}

// merge writes fields into the front matter: base is what was written last. It is
// a merge of three, base, what the reader has, and ours, in which the reader
// wins.
func (f *front) merge(fields []field, base record) merged {
	m := merged{record: record{}}
	for _, key := range keyOrder {
		i := slices.IndexFunc(fields, func(x field) bool { return x.key == key })
		ours := field{key: key}
		if i >= 0 {
			ours = fields[i]
		}
		last, given := base[key]
		if f == nil {
			// The reader took it away, and so all that was in it.
			if i >= 0 && given {
				m.record[key] = last
			}
			continue
		}
		at, many := f.find(key)
		var theirs value
		if at >= 0 && !many {
			theirs = f.segments[at].value()
		}
		switch {
		case at < 0 && given: // taken away
			if i >= 0 {
				m.record[key] = last
				m.kept = append(m.kept, key)
			}
		case at < 0 && i >= 0:
			f.insert(ours.segment(f.eol))
			m.keys = append(m.keys, key)
			m.record[key] = ours.hashes()
		case at < 0:
		case i >= 0 && ours.form == wordList:
			f.mergeWords(at, ours, theirs, last, &m)
		default:
			f.mergeValue(at, ours, i >= 0, theirs, last, &m)
		}
	}
	return m
}

// hashes are what a record has of the field.
func (f field) hashes() []string {
	if f.form != wordList {
		return []string{f.hash()}
	}
	var hashes []string
	for _, v := range f.values {
		hashes = append(hashes, hashOfValue(f.key, f.same(v)))
	}
	return hashes
}

// mergeValue merges a value that is ours as a whole; there says that the library
// has one.
func (f *front) mergeValue(at int, ours field, there bool, theirs value, last []string, m *merged) {
	now := field{key: ours.key, form: ours.form, values: theirs.texts}
	switch {
	case theirs.known && there && slices.Equal(theirs.texts, ours.values):
		m.record[ours.key] = ours.hashes()
	case theirs.known && len(last) == 1 && now.hash() == last[0]:
		m.keys = append(m.keys, ours.key)
		if !there {
			f.segments = slices.Delete(f.segments, at, at+1)
			return
		}
		head, further := ours.written()
		f.segments[at] = f.segments[at].set(f.eol, head, further...)
		m.record[ours.key] = ours.hashes()
	case there:
		m.kept = append(m.kept, ours.key)
		if len(last) > 0 {
			m.record[ours.key] = last
		}
	}
}

// mergeWords merges a list word by word.
func (f *front) mergeWords(at int, ours field, theirs value, last []string, m *merged) {
	hash := func(v string) string { return hashOfValue(ours.key, ours.same(v)) }
	has := func(list []string, v string) bool {
		return slices.ContainsFunc(list, func(o string) bool { return ours.same(o) == ours.same(v) })
	}
	var gone, added, record []string
	for _, t := range theirs.texts {
		if slices.Contains(last, hash(t)) && !has(ours.values, t) {
			gone = append(gone, t)
		}
	}
	kept := false
	for _, o := range ours.values {
		switch {
		case slices.Contains(last, hash(o)):
			record = append(record, hash(o))
			kept = kept || !has(theirs.texts, o)
		case !has(theirs.texts, o):
			record = append(record, hash(o))
			added = append(added, o)
		}
	}
	changes := len(gone)+len(added) > 0
	single := theirs.known && !theirs.list && len(theirs.texts) > 0
	if !theirs.known || changes && single {
		m.kept = append(m.kept, ours.key)
		if len(last) > 0 {
			m.record[ours.key] = last
		}
		return
	}
	if kept {
		m.kept = append(m.kept, ours.key)
	}
	m.record[ours.key] = record
	if changes {
		m.keys = append(m.keys, ours.key)
		f.segments[at] = f.segments[at].change(f.eol, theirs, ours, gone, added)
	}
}

// change takes words out of a list and puts others behind it; the others stay as
// they are written.
func (s segment) change(eol string, old value, f field, gone, added []string) segment {
	if _, head, _ := cutKey(bare(s.lines[0])); head != "" && head[0] == '[' {
		further := make([]string, 0, len(s.lines))
		for _, line := range s.lines[1:] {
			further = append(further, bare(line))
		}
		pieces, _, _ := flowItems(joined(head, further))
		kept := make([]string, 0, len(pieces)+len(added))
		for i, piece := range pieces {
			if !slices.Contains(gone, old.texts[i]) {
				kept = append(kept, piece)
			}
		}
		for _, v := range added {
			kept = append(kept, f.word(v))
		}
		return s.set(eol, "["+strings.Join(kept, ", ")+"]")
	}
	prefix, end := "  - ", 1
	var lines []string
	drop := make([]bool, len(s.lines))
	for i, at := range old.items {
		prefix = item.FindString(bare(s.lines[at[0]]))
		if slices.Contains(gone, old.texts[i]) {
			for n := at[0]; n < at[1]; n++ {
				drop[n] = true
			}
			continue
		}
		end = at[1]
	}
	for i := 0; i <= len(s.lines); i++ {
		if i == end {
			for _, v := range added {
				lines = append(lines, strings.TrimRight(prefix, " \t")+" "+f.word(v)+eol)
			}
		}
		if i < len(s.lines) && !drop[i] {
			lines = append(lines, s.lines[i])
		}
	}
	return segment{key: s.key, lines: lines}
}

// written is a paper as it is written.
type written struct {
	identity string
	fields   []field
	body     string
}

// outcome is what becomes of a file; data is nil where it stays.
type outcome struct {
	data       []byte
	keys, kept []string
	block      bool
}

// file is a new file.
func (w written) file() []byte {
	f := front{before: "---\n", after: "---\n", eol: "\n"}
	r := record{}
	for _, field := range w.fields {
		f.segments = append(f.segments, field.segment(f.eol))
		r[field.key] = field.hashes()
	}
	return []byte(f.String() + "\n" + w.block("\n", "", r) + "\n")
}

// block is the block with its lines; old is what stands between them where that
// is to stay.
func (w written) block(eol, old string, r record) string {
	if old == "" {
		old = eol + strings.ReplaceAll(w.body, "\n", eol) + eol + eol
	}
	return beginLine(w.identity) + eol + old + endLine(hashOf(w.body), r)
}

// into writes the paper into a file that has data. Path names it where it cannot
// be written.
func (w written) into(data []byte, path string) (outcome, *models.Error) {
	if len(data) == 0 {
		return outcome{data: w.file(), block: true}, nil
	}
	if !isText(data) {
		return outcome{}, failf(models.Conflict, nil, "%s is not UTF-8. It was not touched: save it as UTF-8 in your editor.", path)
	}
	f, start := frontOf(data)
	if f != nil && f.bad {
		return outcome{}, failf(models.Conflict, nil, "What stands between --- at the beginning of %s is not what Offprint can read. It was not touched: mend it in your editor.", path)
	}
	b, problem := findBlock(data, start, w.identity, path)
	if problem != nil {
		return outcome{}, problem
	}
	m := f.merge(w.fields, b.end.record)
	old := b.text(data)
	o := outcome{keys: m.keys, kept: m.kept, block: tidy(old) != tidy(w.body)}
	if !o.block && len(m.keys) == 0 && m.record.equal(b.end.record) && b.end.hash == hashOf(w.body) {
		return o, nil
	}
	if o.block {
		old = ""
	}
	var out strings.Builder
	if f != nil {
		out.WriteString(f.String())
	} else {
		out.Write(data[:start])
	}
	out.Write(data[start:b.begin.from])
	out.WriteString(w.block(b.begin.eol, old, m.record))
	out.Write(data[b.end.to:])
	o.data = []byte(out.String())
	return o, nil
}
