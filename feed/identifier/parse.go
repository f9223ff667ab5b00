package identifier

import (
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// longestFile bounds a file that holds one link, in bytes.
	longestFile = 64 << 10
	// longestLink bounds a link, in bytes.
	longestLink = 2 << 10
)

// Parse reads one thing that was pasted or dropped: an identifier, "arXiv:" or
// "doi:" before it, a link to the paper (arXiv, Hugging Face, alphaXiv, ar5iv,
// DOI, Offprint's own), the name of its PDF, or what stands in a file that holds such a link
// (.url, .webloc as XML, .desktop). Brackets, quotes and punctuation around it
// do not matter. The error is an *Error.
func Parse(text string) (ID, error) {
	subject := text
	if link, ok := linkInFile(text); ok {
		subject = link
	}
	id, why := parse(subject)
	if why != "" {
		return ID{}, &Error{Text: clip(strings.TrimSpace(text)), Why: why}
	}
	return id, nil
}

// Rejected is a line, or a part of one, that is no identifier.
type Rejected struct {
	Line int // counted from 1
	// Text is the line, or the part of it that is meant, shortened.
	Text string
	Why  Why
}

// Find reads a text of many lines with any number of identifiers in each, in
// all forms that Parse knows. A paper is given once, as it is first named, in
// the order of the text. A line that is not blank and has no identifier is
// rejected; in a line that has some, only what looks like an identifier and is
// malformed is. It takes time in proportion to the text's length.
func Find(text string) (found []ID, rejected []Rejected) {
	seen := map[string]bool{}
	take := func(id ID) {
		if !seen[id.Bare] {
			seen[id.Bare] = true
			found = append(found, id)
		}
	}
	if link, ok := linkInFile(text); ok {
		id, why := parse(link)
		if why != "" {
			return nil, []Rejected{{Line: 1, Text: clip(link), Why: why}}
		}
		return []ID{id}, nil
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimFunc(line, blank)
		if line == "" {
			continue
		}
		if id, why := parse(line); why == "" {
			take(id)
			continue
		}
		any, malformed := false, len(rejected)
		for part := range strings.FieldsFuncSeq(line, parts) {
			switch id, why := parse(part); why {
			case "":
				any = true
				take(id)
			case NoIdentifier:
			default:
				rejected = append(rejected, Rejected{Line: number, Text: clip(part), Why: why})
			}
		}
		if !any && len(rejected) == malformed {
			rejected = append(rejected, Rejected{Line: number, Text: clip(line), Why: NoIdentifier})
		}
	}
	return found, rejected
}

// parts says whether r stands between the parts of a line.
func parts(r rune) bool {
	return blank(r) || strings.ContainsRune(",;|`\"<>()[]{}“”„«»、，；", r)
}

// blank says whether r is white space, or shows nothing.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

// around says whether r may stand around what was pasted and is no part of it.
func around(r rune) bool {
	return blank(r) || strings.ContainsRune("<>()[]{}\"'`“”„‘’«».,;:!?*，。、；", r)
}

// parse reads one identifier in any form but that of a file.
func parse(text string) (ID, Why) {
	// The stamp on a PDF's first page goes on with class and day: "[cs.CL] 3 Mar 2026".
	if len(text) <= longestLink {
		if before, _, ok := strings.Cut(text, " ["); ok && hasPrefix(strings.TrimFunc(before, around), "arxiv:") {
			text = before
		}
	}
	// An end that could belong to a link goes too: none ends in punctuation.
	text = strings.TrimFunc(text, around)
	if text == "" || len(text) > longestLink {
		return ID{}, NoIdentifier
	}
	if rest, ok := cutPrefix(text, "arxiv:"); ok {
		return lenient(strings.TrimFunc(rest, blank))
	}
	if rest, ok := cutPrefix(text, "doi:"); ok {
		return doi(strings.TrimFunc(rest, blank))
	}
	if IsLink(text) {
		return ownLink(text)
	}
	if rest, ok := cutPrefix(text, "file://"); ok {
		path, err := url.PathUnescape(rest)
		if err != nil {
			return ID{}, NoIdentifier
		}
		return fileName(path)
	}
	if id, why := doi(text); why != NoIdentifier {
		return id, why
	}
	if strings.Contains(text, "://") || isHost(text) {
		return link(text)
	}
	id, why := lenient(text)
	if why == NoIdentifier {
		return fileName(text)
	}
	return id, why
}

// lenient reads an identifier that may end in ".pdf" and whose archive may be
// written in capitals.
func lenient(s string) (ID, Why) {
	if len(s) > longest+len(".pdf") {
		return ID{}, NoIdentifier
	}
	s = cutSuffix(s, ".pdf")
	if archive, number, old := strings.Cut(s, "/"); old {
		archive, class, hasClass := strings.Cut(archive, ".")
		archive = strings.ToLower(archive)
		if hasClass {
			archive += "." + class
		}
		s = archive + "/" + number
	}
	if i := strings.LastIndexByte(s, 'V'); i > 0 && digits(s[i+1:]) {
		s = s[:i] + "v" + s[i+1:]
	}
	return exact(s)
}

// fileName reads the name of a PDF, a path before it and a browser's count of
// copies in it left out.
func fileName(path string) (ID, Why) {
	name := cutSuffix(path, ".pdf")
	if name == path {
		return ID{}, NoIdentifier
	}
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimFunc(name, blank)
	if i := strings.LastIndexByte(name, '('); i > 0 && strings.HasSuffix(name, ")") && digits(name[i+1:len(name)-1]) {
		name = strings.TrimFunc(name[:i], blank)
	}
	if rest, ok := cutPrefix(name, "arxiv"); ok {
		name = strings.TrimLeft(rest, "-_:. ")
	}
	// An old identifier's stroke cannot stand in a name.
	if i := strings.LastIndexByte(name, '_'); i > 0 && isArchive(strings.ToLower(name[:i])) {
		name = name[:i] + "/" + name[i+1:]
	}
	return lenient(name)
}

// doi reads a DOI of arXiv's, "10.48550/arXiv.2309.12288", whatever its case
// (DOI Handbook, 2.4).
func doi(s string) (ID, Why) {
	rest, ok := cutPrefix(s, "10.48550/arxiv.")
	if !ok {
		return ID{}, NoIdentifier
	}
	return lenient(rest)
}

// isHost says whether a link without its scheme may begin here.
func isHost(text string) bool {
	host, _, found := strings.Cut(text, "/")
	return found && site(strings.ToLower(host)) != ""
}

// site names the source that answers under a host, or nothing.
func site(host string) string {
	switch strings.TrimPrefix(host, "www.") {
	case "arxiv.org", "export.arxiv.org", "browse.arxiv.org":
		return "arxiv"
	case "ar5iv.labs.arxiv.org", "ar5iv.org":
		return "ar5iv"
	case "huggingface.co", "hf.co", "hf-mirror.com":
		return "huggingface"
	case "alphaxiv.org", "beta.alphaxiv.org":
		return "alphaxiv"
	case "doi.org", "dx.doi.org":
		return "doi"
	}
	return ""
}

// link reads an http or https address of a paper's page.
func link(text string) (ID, Why) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return ID{}, NoIdentifier
	}
	kind := site(strings.ToLower(u.Hostname()))
	path := strings.Trim(u.Path, "/")
	if kind == "doi" {
		return doi(path)
	}
	page, rest, _ := strings.Cut(path, "/")
	page = strings.ToLower(page)
	switch kind {
	case "arxiv":
		switch page {
		case "abs", "pdf", "html", "ps", "src", "e-print", "format":
			rest, _ = cutPrefix(rest, "arxiv:")
			return lenient(rest)
		}
	case "ar5iv":
		if page == "html" || page == "abs" || page == "pdf" {
			return lenient(rest)
		}
	case "huggingface":
		if page == "papers" {
			return lenient(cutSuffix(rest, ".md"))
		}
	case "alphaxiv":
		// Its pages of a paper are many: abs, pdf, overview, resources …
		return lenient(rest)
	}
	return ID{}, NoIdentifier
}

// linkInFile gives the link of a file that holds one: an internet shortcut, a
// property list or a desktop entry.
func linkInFile(text string) (string, bool) {
	if len(text) > longestFile {
		return "", false
	}
	text = strings.TrimFunc(text, blank)
	switch {
	case hasPrefix(text, "[InternetShortcut]"), hasPrefix(text, "[Desktop Entry]"), strings.HasPrefix(text, "#!/usr/bin/env xdg-open"):
		for line := range strings.Lines(text) {
			if key, value, ok := strings.Cut(line, "="); ok && strings.EqualFold(strings.TrimSpace(key), "URL") {
				return strings.TrimSpace(value), true
			}
		}
	case strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "<!DOCTYPE plist"), strings.HasPrefix(text, "<plist"):
		_, after, ok := strings.Cut(text, "<key>URL</key>")
		if after, open := strings.CutPrefix(strings.TrimFunc(after, blank), "<string>"); ok && open {
			if value, _, closed := strings.Cut(after, "</string>"); closed {
				return strings.TrimSpace(html.UnescapeString(value)), true
			}
		}
	}
	return "", false
}

func hasPrefix(s, prefix string) bool {
	_, ok := cutPrefix(s, prefix)
	return ok
}

// cutPrefix is strings.CutPrefix for any case of ASCII.
func cutPrefix(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// cutSuffix is strings.TrimSuffix for any case of ASCII.
func cutSuffix(s, suffix string) string {
	if i := len(s) - len(suffix); i >= 0 && strings.EqualFold(s[i:], suffix) {
		return s[:i]
	}
	return s
}

// clip shortens a text for a message, between characters.
func clip(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
