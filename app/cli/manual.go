package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteManual writes the manual page offprint(1), in the language mdoc, from the
// table of commands. It bears the version and the day.
func WriteManual(w io.Writer, version string, day time.Time) error {
	m := manual{bufio.NewWriter(w)}
	m.line(`.\" Written by app/cli/reference from the program's table of commands.`)
	m.line(".Dd " + day.UTC().Format("January 2, 2006"))
	m.line(".Dt OFFPRINT 1")
	m.line(".Os Offprint " + prose(version))
	m.line(".Sh NAME\n.Nm offprint\n.Nd reading list for machine-learning papers")
	m.line(".Sh SYNOPSIS\n.Nm")
	for _, name := range windowFlags() {
		f, _ := flagNamed(name)
		m.line(strings.TrimRight(".Op Fl Fl "+f.name+" "+argument(f.value), " "))
	}
	m.line(".Op Ar paper")
	m.line(".Nm\n.Ar command\n.Op Ar argument ...")
	m.line(".Sh DESCRIPTION")
	m.line(prose(manualAbout))
	m.line(".Pp\nThe flags of the window, of which")
	m.line(".Fl Fl home\nand\n.Fl Fl new-library\ngo with each command, too:")
	m.flags(windowFlags())
	m.line(".Sh COMMANDS")
	for _, k := range commands() {
		m.command(k)
	}
	m.line(".Sh IDENTIFIERS")
	m.text(idHelp, true)
	m.line(".Sh QUERIES")
	m.text(queryHelp, true)
	m.line(strings.TrimSpace(manualRest))
	if err := m.Flush(); err != nil {
		return fmt.Errorf("write the manual page: %w", err)
	}
	return nil
}

const manualAbout = `Without a command the window opens: the papers that Hugging Face lists each
weekday, and those that were kept, with tags and notes, in one file on the
reader's own disk. With a paper, as 2411.19865 or offprint://paper/2411.19865,
the window opens that one. A command does the same from a terminal, beside an
open window too. Flags and arguments may come in any order, and
.Fl Fl
ends the flags.`

// manualRest is what no table has.
const manualRest = `
.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev OFFPRINT_HOME
The folder for everything of Offprint, as
.Fl Fl home
gives it.
.It Ev HF_ENDPOINT , HF_TOKEN
Another server than Hugging Face's, and a token for it.
.It Ev OFFPRINT_ARXIV_ENDPOINT
Another server than arXiv's.
.It Ev HTTPS_PROXY , NO_PROXY
The proxy to go through.
.It Ev VISUAL , EDITOR
The editor for notes.
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa ~/.local/share/offprint/offprint.db
The library, or below
.Ev XDG_DATA_HOME .
Its daily copies are in
.Pa backups
beside it.
.It Pa ~/.cache/offprint
Thumbnails, or below
.Ev XDG_CACHE_HOME .
.It Pa ~/.local/state/offprint
The log and what the window remembers, or below
.Ev XDG_STATE_HOME .
.El
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
It was done.
.It 1
It failed: nothing was found, or there was no network or no room.
The error says what was kept.
.It 2
The command was not understood, and nothing was done.
.El
.Sh EXAMPLES
Catch up, keep a paper with a tag, and write about it:
.Bd -literal -offset indent
offprint sync
offprint keep 2309.12288 \-\-tag unlearning
offprint note 2309.12288 "compare with RevThink"
.Ed
.Pp
Cite what was starred:
.Bd -literal -offset indent
offprint export \-\-format bibtex \-\-query is:starred \-\-output refs.bib
.Ed
.Sh SEE ALSO
.Lk https://huggingface.co/papers "the papers of the day" ,
.Lk https://arxiv.org "arXiv"`

// manual is the page being written. What fails is said by Flush.
type manual struct{ *bufio.Writer }

func (m manual) line(text string) { fmt.Fprintln(m, text) }

func (m manual) command(k command) {
	m.line(".Ss " + k.name)
	m.line(".Bd -literal -offset indent\n" + escape(k.synopsis(), `\-`) + "\n.Ed\n.Pp")
	m.line(prose(strings.ToUpper(k.about[:1]) + k.about[1:] + "."))
	m.flags(k.flags)
	more := k.more
	for _, common := range []struct{ text, section string }{{idHelp, "IDENTIFIERS"}, {queryHelp, "QUERIES"}} {
		rest, found := strings.CutSuffix(more, common.text)
		if !found {
			continue
		}
		more = ""
		if rest = strings.TrimSpace(rest); rest != "" {
			m.text(rest, false)
		}
		m.line(".Pp\nSee\n.Sx " + common.section + " .")
	}
	if more != "" {
		m.text(more, false)
	}
}

func (m manual) flags(names []string) {
	if len(names) == 0 {
		return
	}
	m.line(".Bl -tag -width Ds")
	for _, name := range names {
		f, _ := flagNamed(name)
		m.line(strings.TrimRight(".It Fl Fl "+f.name+" "+argument(f.value), " "))
		m.line(prose(f.about))
	}
	m.line(".El")
}

// text writes what the help of a command says: its indented lines as they stand,
// the others as paragraphs. within says that a paragraph has begun.
func (m manual) text(help string, within bool) {
	literal := false
	for line := range strings.SplitSeq(help, "\n") {
		indented := strings.HasPrefix(line, "  ")
		if literal && !indented {
			m.line(".Ed")
			literal, within = false, false
		}
		switch {
		case line == "":
			within = false
			continue
		case indented && !literal:
			m.line(".Bd -literal -offset indent")
			literal = true
		case !indented && !within:
			m.line(".Pp")
			within = true
		}
		if indented {
			m.line(escape(strings.TrimPrefix(line, "  "), `\-`))
		} else {
			m.line(prose(line))
		}
	}
	if literal {
		m.line(".Ed")
	}
}

func argument(value string) string {
	if value == "" {
		return ""
	}
	return "Ar " + value
}

// prose makes text that may have lines of mdoc in it fit for the page: each
// sentence begins a line, as mdoc wants it.
func prose(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".Fl") {
			continue
		}
		sentences := strings.Split(line, ". ")
		for j, sentence := range sentences {
			sentences[j] = escape(sentence, "-")
		}
		lines[i] = strings.Join(sentences, ".\n")
	}
	return strings.Join(lines, "\n")
}

// escape makes a line of text fit for mdoc, its single hyphens as given. Two
// hyphens begin a flag, which is to be copied as it is.
func escape(line, hyphen string) string {
	line = strings.NewReplacer(`\`, `\e`, "--", `\-\-`, "-", hyphen, "“", `\(lq`, "”", `\(rq`, "…", `\[u2026]`, "’", `\(cq`).Replace(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	return line
}
