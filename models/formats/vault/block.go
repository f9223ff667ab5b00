package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"offprint/models"
)

const (
	beginMark = "<!-- offprint begin"
	endMark   = "<!-- offprint end"
	markTail  = "-->"
	advice    = "Offprint writes what stands from here to its end line anew; write your own text above or below"
)

// beginLine is the line before the block of a paper.
func beginLine(identity string) string {
	return beginMark + " " + identity + ": " + advice + " " + markTail
}

// endLine is the line after a block, with what was written.
func endLine(hash string, r record) string {
	line := endMark + " " + hash
	if kept := r.String(); kept != "" {
		line += " " + kept
	}
	return line + " " + markTail
}

// hashOf is the hash of a block. What editors change by themselves does not count:
// line ends, white space at the end of lines, and the file that a link of ours
// leads to, which Obsidian keeps up to date where files are renamed.
func hashOf(block string) string {
	if block = tidy(block); strings.Contains(block, "[[") {
		block = ourLink.ReplaceAllString(block, "[[|$1]]")
	}
	sum := sha256.Sum256([]byte(block))
	return hex.EncodeToString(sum[:8])
}

// ourLink is a link that stands where a note names a paper by its identifier.
var ourLink = regexp.MustCompile(`\[\[[^\[\]|\n]*\|((?:arXiv:)?(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?)\]\]`)

// tidy is a block with the line ends and without the white space that do not
// count.
func tidy(block string) string {
	lines := strings.Split(block, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// line is where a line stands in a file, without and with its end.
type line struct{ from, to, next int }

// linesOf are the lines of data from a position on.
func linesOf(data []byte, from int) []line {
	var lines []line
	for from < len(data) {
		next := len(data)
		if i := bytes.IndexByte(data[from:], '\n'); i >= 0 {
			next = from + i + 1
		}
		to := next
		if to > from && data[to-1] == '\n' {
			if to--; to > from && data[to-1] == '\r' {
				to--
			}
		}
		lines = append(lines, line{from, to, next})
		from = next
	}
	return lines
}

// mark is a line of ours: from and to are without the white space around it, which
// is the reader's.
type mark struct {
	line
	eol    string
	fenced bool // in a code fence
	id     string
	hash   string
	record record
}

// marksOf are the lines of ours in the text of a file, which begins at from.
func marksOf(data []byte, from int) (begins, ends []mark) {
	if !bytes.Contains(data[from:], []byte(beginMark)) && !bytes.Contains(data[from:], []byte(endMark)) {
		return nil, nil
	}
	var fence fence
	for _, l := range linesOf(data, from) {
		trimmed := bytes.TrimLeft(data[l.from:l.to], " \t")
		if len(trimmed) == 0 || trimmed[0] != '<' && trimmed[0] != '`' && trimmed[0] != '~' {
			continue // as most are
		}
		text := string(data[l.from:l.to])
		fenced := fence.open != ""
		fence.line(text)
		text = strings.Trim(text, " \t")
		if !strings.HasSuffix(text, markTail) {
			continue
		}
		m := mark{line: l, eol: string(data[l.to:l.next]), fenced: fenced}
		m.from = l.to - len(trimmed)
		m.to = m.from + len(text)
		if rest, ok := strings.CutPrefix(text, beginMark); ok {
			words := strings.Fields(strings.TrimSuffix(rest, markTail))
			if len(words) > 0 && !strings.HasPrefix(rest, ":") {
				m.id = strings.TrimSuffix(words[0], ":")
			}
			begins = append(begins, m)
		} else if rest, ok := strings.CutPrefix(text, endMark); ok {
			words := strings.Fields(strings.TrimSuffix(rest, markTail))
			if len(words) > 0 {
				m.hash, m.record = words[0], readRecord(words[1:])
			}
			ends = append(ends, m)
		}
	}
	return begins, ends
}

// fence is the code fence that a line stands in (CommonMark 0.31, section 4.5).
type fence struct{ open string }

func (f *fence) line(text string) {
	trimmed := strings.TrimLeft(text, " ")
	if len(text)-len(trimmed) > 3 || trimmed == "" {
		return
	}
	c := trimmed[:1]
	if c != "`" && c != "~" {
		return
	}
	rest := strings.TrimLeft(trimmed, c)
	run := trimmed[:len(trimmed)-len(rest)]
	switch {
	case len(run) < 3:
	case f.open == "" && (c == "~" || !strings.Contains(rest, "`")):
		f.open = run
	case f.open != "" && f.open[:1] == c && len(run) >= len(f.open) && strings.Trim(rest, " \t\r") == "":
		f.open = ""
	}
}

// block is where our block stands in a file.
type block struct{ begin, end mark }

// text is what stands between the lines.
func (b block) text(data []byte) string { return string(data[b.begin.next:b.end.from]) }

// mostMarks bounds the lines of ours that are tried with each other.
const mostMarks = 100

// findBlock finds our block in the text of a file, which begins at from, or says
// why it cannot be written. A note may quote lines of ours, and so may the
// reader: the block is the one that has the hash that its end line names, and
// stands in no other.
func findBlock(data []byte, from int, identity, file string) (block, *models.Error) {
	begins, ends := marksOf(data, from)
	begins, ends = begins[:min(len(begins), mostMarks)], ends[:min(len(ends), mostMarks)]
	// Only where nothing else may be the block is an empty one to be filled.
	alone := outside(begins) == 1 && outside(ends) == 1
	var whole, fenced, blank []block
	for _, begin := range begins {
		for _, end := range ends {
			if end.from < begin.next || begin.id != "" && begin.id != identity {
				continue
			}
			b := block{begin, end}
			switch text := b.text(data); {
			case strings.TrimSpace(text) == "" && alone:
				blank = append(blank, b)
			case end.hash != hashOf(text):
			case begin.fenced:
				fenced = append(fenced, b)
			default:
				whole = append(whole, b)
			}
		}
	}
	for _, blocks := range [][]block{whole, blank, fenced} {
		switch blocks = outermost(blocks); {
		case len(blocks) == 1:
			return blocks[0], nil
		case len(blocks) > 1:
			return block{}, failf(models.Conflict, nil, "%s has the lines of Offprint twice. It was not touched: take one of the two blocks out.", file)
		}
	}
	if len(begins) == 0 || len(ends) == 0 || ends[len(ends)-1].from < begins[0].next {
		return block{}, failf(models.Conflict, nil, "%s has the identifier of the paper, but not both lines that Offprint writes between. It was not touched: put %s and %s where its text may stand.", file, beginMark+" "+markTail, endMark+" "+markTail)
	}
	return block{}, failf(models.Conflict, nil, "%s was changed between the lines of Offprint. It was not touched: move what you wrote above or below them, and leave nothing between them.", file)
}

// outside is how many lines of ours stand outside of code.
func outside(marks []mark) int {
	n := 0
	for _, m := range marks {
		if !m.fenced {
			n++
		}
	}
	return n
}

// outermost are the blocks that stand in no other of them.
func outermost(blocks []block) []block {
	return slices.DeleteFunc(slices.Clone(blocks), func(b block) bool {
		return slices.ContainsFunc(blocks, func(o block) bool {
			return (o.begin.from != b.begin.from || o.end.to != b.end.to) && o.begin.from <= b.begin.from && b.end.to <= o.end.to
		})
	})
}

// identify says which paper a file is of, and whether it has lines of ours; an
// empty identity where it is of none.
func identify(data []byte) (id string, marked bool) {
	data = fromUTF16(data)
	begins, ends := marksOf(data, 0)
	for _, b := range begins {
		if !b.fenced && b.id != "" {
			return b.id, true
		}
	}
	if front, _ := frontOf(data); front != nil {
		id = front.arxiv()
	}
	for _, b := range begins {
		if id != "" && (b.id == "" || b.id == id) {
			return id, true
		}
	}
	return id, id != "" && len(ends) > 0
}

// fromUTF16 is a file that an editor of Windows may have written, as UTF-8, so
// that it is known whose it is; others are as they are.
func fromUTF16(data []byte) []byte {
	if len(data) < 2 || !(data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF) {
		return data
	}
	low := 0
	if data[0] == 0xFE {
		low = 1
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, uint16(data[i+low])|uint16(data[i+1-low])<<8)
	}
	var b bytes.Buffer
	for _, r := range utf16.Decode(units) {
		b.WriteRune(r)
	}
	return b.Bytes()
}

// isText says whether a file is UTF-8.
func isText(data []byte) bool { return utf8.Valid(data) }
