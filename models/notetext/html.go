package notetext

import (
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxMarks is how many characters that may be markup a part has before it is
// shown as it stands: no text of a person has so many.
const maxMarks = 1500

// lowered is by how many levels headings sink, which stand below those of a page
// and of a paper; the sixth is the last there is.
const lowered = 3

// HTML writes a note as well-formed HTML that does nothing: HTML in the note is
// shown as text, pictures are links to them, and links lead to the web, to a
// mailbox or to a paper's page at Hugging Face. The headings of the note begin
// at the fourth level.
func HTML(w io.Writer, note string) error {
	note = readable(note)
	targets, _ := Targets(note)
	for _, p := range pages(note) {
		if err := p.write(w, targets); err != nil {
			return fmt.Errorf("write a note as HTML: %w", err)
		}
	}
	return nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// readable is a note in valid UTF-8, with LF, and without the control characters
// that neither HTML nor XML can hold.
func readable(note string) string {
	note = lineEnds.Replace(strings.ToValidUTF8(note, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, note)
}

// pages are the parts of a note, those that follow each other joined as long as
// they stay short: a list with blank lines between its items stays one list.
func pages(note string) []Part {
	if len(note) <= maxPart {
		return []Part{{Text: note}}
	}
	var joined []Part
	for _, p := range Parts(note) {
		if n := len(joined); n > 0 && !p.IsCode && !joined[n-1].IsCode && p.At+len(p.Text)-joined[n-1].At <= maxPart {
			joined[n-1].Text = note[joined[n-1].At : p.At+len(p.Text)]
			continue
		}
		joined = append(joined, p)
	}
	return joined
}

func (p Part) write(w io.Writer, targets []parser.Reference) error {
	if p.IsCode || tangled(p.Text) {
		text := p.Text
		if p.IsCode {
			text = strings.Join(p.Code(), "")
		}
		_, err := io.WriteString(w, "<pre><code>"+html.EscapeString(text)+"</code></pre>\n")
		return err
	}
	source := []byte(p.Text)
	known := parser.NewContext()
	for _, target := range targets {
		known.AddReference(target)
	}
	document := Parser().Parse(text.NewReader(source), parser.WithContext(known))
	return pageRenderer().Render(w, source, document)
}

// tangled says that a text is none that a person writes, and would take the
// parser long: marks without end, or quotes within quotes within quotes.
func tangled(text string) bool {
	marks := 0
	for i := range len(text) {
		switch text[i] {
		case '*', '_', '[', ']', '(', '<', '>', '~', '`', '|', '!':
			marks++
		}
	}
	return marks > maxMarks
}

var pageRenderer = sync.OnceValue(func() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(goldmarkhtml.NewRenderer(goldmarkhtml.WithXHTML()), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableHTMLOptions(goldmarkhtml.WithXHTML())), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(safeNodes{}, 100),
	))
})

// safeNodes writes what goldmark would let act, or would drop.
type safeNodes struct{}

// RegisterFuncs is for goldmark.
func (s safeNodes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHeading, s.heading)
	r.Register(ast.KindHTMLBlock, s.htmlBlock)
	r.Register(ast.KindRawHTML, s.rawHTML)
	r.Register(ast.KindLink, s.link)
	r.Register(ast.KindAutoLink, s.autoLink)
	r.Register(ast.KindImage, s.image)
	r.Register(ast.KindText, s.text)
	r.Register(extast.KindTaskCheckBox, s.task)
	r.Register(paperKind, s.paper)
}

func (safeNodes) heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	level := min(n.(*ast.Heading).Level+lowered, 6)
	if entering {
		fmt.Fprintf(w, "<h%d>", level)
	} else {
		fmt.Fprintf(w, "</h%d>\n", level)
	}
	return ast.WalkContinue, nil
}

func (safeNodes) htmlBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.HTMLBlock)
	w.WriteString("<pre><code>")
	for i := range block.Lines().Len() {
		line := block.Lines().At(i)
		w.WriteString(html.EscapeString(string(line.Value(source))))
	}
	if block.HasClosure() {
		w.WriteString(html.EscapeString(string(block.ClosureLine.Value(source))))
	}
	w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

func (safeNodes) rawHTML(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		segments := n.(*ast.RawHTML).Segments
		for i := range segments.Len() {
			segment := segments.At(i)
			w.WriteString(html.EscapeString(string(segment.Value(source))))
		}
	}
	return ast.WalkSkipChildren, nil
}

// link is a link; one that does not lead to the web is text that says where it
// would lead.
func (safeNodes) link(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	link := n.(*ast.Link)
	address := Address(string(link.Destination))
	switch {
	case address == "" && !entering:
		w.WriteString(" (" + html.EscapeString(string(link.Destination)) + ")")
	case address == "":
	case entering:
		openLink(w, address)
		if n.ChildCount() == 0 {
			w.WriteString(html.EscapeString(address))
		}
	default:
		w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func (safeNodes) autoLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	link := n.(*ast.AutoLink)
	to, label := string(link.URL(source)), html.EscapeString(string(link.Label(source)))
	if link.AutoLinkType == ast.AutoLinkEmail {
		to = "mailto:" + to
	}
	if address := Address(to); address != "" {
		openLink(w, address)
		label += "</a>"
	}
	w.WriteString(label)
	return ast.WalkContinue, nil
}

// image is a picture, which is not fetched: a link to it under its name.
func (safeNodes) image(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	picture := n.(*ast.Image)
	address := Address(string(picture.Destination))
	if inLink(n) {
		address = ""
	}
	switch {
	case entering && address != "":
		openLink(w, address)
		fallthrough
	case entering:
		w.WriteString("[")
		if n.ChildCount() == 0 {
			w.WriteString(html.EscapeString(string(picture.Destination)))
		}
	case address != "":
		w.WriteString("]</a>")
	default:
		w.WriteString("]")
	}
	return ast.WalkContinue, nil
}

// text is text, with its entities resolved, in which identifiers of papers are
// links.
func (safeNodes) text(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	t := n.(*ast.Text)
	value := t.Segment.Value(source)
	if t.IsRaw() {
		w.WriteString(html.EscapeString(string(value)))
		return ast.WalkContinue, nil
	}
	value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
	words := readable(string(value))
	for !inLink(n) {
		at := FindPaper(words)
		if at == nil {
			break
		}
		id, _ := PaperID(words[at[0]:at[1]])
		w.WriteString(html.EscapeString(words[:at[0]]))
		openPaper(w, id, words[at[0]:at[1]])
		words = words[at[1]:]
	}
	w.WriteString(html.EscapeString(words))
	switch {
	case t.HardLineBreak():
		w.WriteString("<br />\n")
	case t.SoftLineBreak():
		w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}

// task is the box of a task, as a character: a page cannot be ticked, and feed
// readers drop what could.
func (safeNodes) task(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		box := "☐"
		if n.(*extast.TaskCheckBox).IsChecked {
			box = "☑"
		}
		w.WriteString(`<span class="task">` + box + "</span> ")
	}
	return ast.WalkContinue, nil
}

func (safeNodes) paper(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		paper := n.(*Paper)
		if inLink(n) {
			w.WriteString(html.EscapeString(paper.Title))
		} else {
			openPaper(w, paper.ID, paper.Title)
		}
	}
	return ast.WalkContinue, nil
}

func openPaper(w util.BufWriter, id, title string) {
	openLink(w, "https://huggingface.co/papers/"+id)
	w.WriteString(html.EscapeString(title) + "</a>")
}

func openLink(w util.BufWriter, address string) {
	w.WriteString(`<a href="` + html.EscapeString(address) + `" rel="noopener noreferrer">`)
}

func inLink(n ast.Node) bool {
	for up := n.Parent(); up != nil; up = up.Parent() {
		if up.Kind() == ast.KindLink || up.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// Address is where a link may lead out of an exported page, ready to stand in an
// attribute once it is escaped: to the web or to a mailbox. It is empty for all
// else.
func Address(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return ""
	}
	switch {
	case (u.Scheme == "https" || u.Scheme == "http") && u.Host != "":
	case u.Scheme == "mailto" && u.Opaque != "":
	default:
		return ""
	}
	return u.String()
}
