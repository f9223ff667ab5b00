package vault

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"offprint/models"
)

const (
	extension = ".md"
	// maxName bounds the name of a file with its extension, in bytes: what is left
	// of the 143 that encrypted folders take, with room for a suffix.
	maxName = 120
)

// identity is what a paper is known by in a file: its arXiv identifier, else its
// DOI, else its citation key, in characters that an HTML comment can hold.
func identity(p *models.Paper) string {
	switch {
	case p.ArxivID != "":
		return p.ArxivID
	case p.DOI != "":
		return "doi:" + url.PathEscape(strings.ToLower(p.DOI))
	}
	return "key:" + url.PathEscape(p.CitationKey)
}

// fileName is the name that the file of a paper gets, without ".md".
func fileName(p *models.Paper, titles bool) string {
	if titles {
		if title := safeName(p.Title); title != "" {
			return safe(p.CitationKey + " - " + title)
		}
	}
	return safe(p.CitationKey)
}

// safe is a name that every file system takes: Windows refuses some characters,
// names of devices, and spaces and full stops at the end (Microsoft, "Naming
// Files, Paths, and Namespaces"); Obsidian's links end at # ^ [ ] and |.
func safe(name string) string {
	name = safeName(name)
	if len(name) > maxName-len(extension) {
		name = strings.TrimRight(cut(name, maxName-len(extension)), ". ")
	}
	if name == "" {
		return "paper"
	}
	if device, _, _ := strings.Cut(name, "."); isDevice(strings.TrimRight(device, " ")) {
		return "_" + cut(name, maxName-len(extension)-1)
	}
	return name
}

func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`\/:*?"<>|#^[]`, r), unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), r == utf8.RuneError, r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(name, "")))
	return norm.NFC.String(strings.Trim(strings.Join(strings.Fields(name), " "), ". "))
}

// cut is at most the first n bytes of name, in whole characters.
func cut(name string, n int) string {
	if len(name) <= n {
		return name
	}
	for n > 0 && (!utf8.RuneStart(name[n]) || !norm.NFC.PropertiesString(name[n:]).BoundaryBefore()) {
		n-- // a letter keeps its accents, and every rune its bytes
	}
	return name[:n]
}

// isDevice says whether Windows takes a name for a device, whatever follows a
// full stop.
func isDevice(name string) bool {
	switch name = strings.ToUpper(name); name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(name, "COM")
	if !ok {
		number, ok = strings.CutPrefix(name, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}

// fold is a name as file systems compare it that know no case.
func fold(name string) string { return strings.ToLower(norm.NFC.String(name)) }

// free is a name for a new file that nothing in the folder has, with ".md"; it is
// taken from then on.
func (l *listing) free(name string) string {
	file := name + extension
	for n := 2; l.taken[fold(file)]; n++ {
		suffix := "-" + strconv.Itoa(n) + extension
		file = strings.TrimRight(cut(name, maxName-len(suffix)), ". ") + suffix
	}
	l.taken[fold(file)] = true
	return file
}

// baseName is the name of a file as links of Obsidian have it.
func baseName(file string) string {
	name := path.Base(file)
	return name[:len(name)-len(path.Ext(name))]
}
