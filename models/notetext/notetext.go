// Package notetext reads notes: Markdown with links to papers, for the preview
// in the window, and turns them into HTML for the pages that notes leave the
// library in.
//
// A note is a stranger's text as far as this package goes. What an inventive
// text makes of the parser grows with the square of it, so that a note is read
// in parts of bounded size.
package notetext

import (
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// maxPart is how many bytes are parsed at once.
const maxPart = 6 << 10

// Parser is the one parser of notes, which is made when it is first needed.
var Parser = sync.OnceValue(func() parser.Parser {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Linkify))
	md.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(paperParser{}, 150))) // before links
	return md.Parser()
})

var targetLine = regexp.MustCompile(`(?m)^ {0,3}\[([^\]\n]{1,100})\]:[ \t]+(https?://\S{1,1000})`)

// Targets are where links lead whose targets stand apart, "[name]: https://…",
// wherever in the note that is, and the lines that say so.
func Targets(note string) (targets []parser.Reference, lines string) {
	if !strings.Contains(note, "]:") {
		return nil, ""
	}
	var said strings.Builder
	for _, found := range targetLine.FindAllStringSubmatch(note, 500) {
		targets = append(targets, parser.NewReference([]byte(found[1]), []byte(found[2]), nil))
		said.WriteString(found[0] + "\n")
	}
	return targets, said.String()
}

// Part is a part of a note that is parsed alone.
type Part struct {
	// At is where it begins in the note, in bytes.
	At   int
	Text string
	// IsCode says that it is a block of code, with its fences.
	IsCode bool
}

// Parts cuts a note where a paragraph, a list or a block of code ends and
// another begins, and what is too long in between.
func Parts(note string) []Part {
	var all []Part
	start, blank, fence := 0, false, ""
	end := func(at int, code bool) {
		if strings.TrimSpace(note[start:at]) != "" {
			all = appendPart(all, Part{At: start, Text: note[start:at], IsCode: code})
		}
		start, blank = at, false
	}
	for at := 0; at < len(note); {
		next := len(note)
		if n := strings.IndexByte(note[at:], '\n'); n >= 0 {
			next = at + n + 1
		}
		line := note[at:next]
		switch {
		case fence != "":
			if closes(line, fence) {
				end(next, true)
				fence = ""
			}
		case strings.TrimSpace(line) == "":
			blank = true
		default:
			indented := line[0] == ' ' || line[0] == '\t'
			if opened := fenceOf(line); opened != "" && (!indented || start == at) {
				end(at, false)
				fence = opened
			} else if blank && !indented {
				end(at, false)
			}
			blank = false
		}
		at = next
	}
	end(len(note), fence != "")
	return all
}

// appendPart adds a part, or several where it is too long.
func appendPart(all []Part, p Part) []Part {
	for len(p.Text) > maxPart && !p.IsCode {
		at := strings.LastIndexByte(p.Text[:maxPart], '\n') + 1
		if at < maxPart/4 {
			at = strings.LastIndexByte(p.Text[:maxPart], ' ') + 1
		}
		if at < maxPart/4 {
			for at = maxPart; at > maxPart-4 && p.Text[at]&0xc0 == 0x80; at-- {
			}
		}
		all = append(all, Part{At: p.At, Text: p.Text[:at]})
		p.At, p.Text = p.At+at, p.Text[at:]
	}
	return append(all, p)
}

// fenceOf is the fence of a block of code that a line opens, else nothing.
func fenceOf(line string) string {
	text := strings.TrimLeft(line, " ")
	if len(line)-len(text) > 3 || text == "" || text[0] != '`' && text[0] != '~' {
		return ""
	}
	fence := text[:len(text)-len(strings.TrimLeft(text, text[:1]))]
	if len(fence) < 3 || fence[0] == '`' && strings.Contains(text[len(fence):], "`") {
		return ""
	}
	return fence
}

func closes(line, fence string) bool {
	text := strings.TrimSpace(line)
	return len(text) >= len(fence) && strings.Trim(text, fence[:1]) == ""
}

// Code is the text of a part that is code, without its fences, in pieces that
// are not too long.
func (p Part) Code() []string {
	opening, text, _ := strings.Cut(p.Text, "\n")
	text = strings.TrimRight(text, "\n")
	if at := strings.LastIndexByte(text, '\n'); closes(text[at+1:], fenceOf(opening)) {
		text = text[:max(0, at)]
	}
	var pieces []string
	for _, piece := range appendPart(nil, Part{Text: text}) {
		pieces = append(pieces, piece.Text)
	}
	return pieces
}
