package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"offprint/app/refresh"
)

// command is a command as it is called and explained.
type command struct {
	name  string
	usage string // what stands behind the name
	about string // one line
	more  string // further lines, for the help of the one command
	flags []string
	// least and most bound the number of arguments; most is -1 for any number.
	least, most int
	// offline says that the command needs no library.
	offline bool
	// outside says that the command works on the library's files and opens no
	// library.
	outside bool
	// check looks at flags and arguments before the library is opened; nil
	// means that there is nothing more to check.
	check func(*call) error
	run   func(context.Context, *call) error
}

// flag is a flag of commands or of the window. The same name means the same
// everywhere.
type flag struct {
	name  string
	value string // what its value is, or "" for a switch
	about string
}

// flags are all flags; "home" and "new-library" go with every command.
func flags() []flag {
	return []flag{
		{"archive", "", "the lists of all days since 2023-05-04"},
		{"as", "NAME", "under that name, or with that citation key; or as " + strings.Join(copyNames(), ", ")},
		{"ascii", "", "accents as commands of LaTeX"},
		{"back-to", "STEP", "undo every step newer than STEP"},
		{"day", "DAY", "the list of that day, as in 2026-03-02"},
		{"dry-run", "", "say what would change or be written, and do nothing"},
		{"family", "NAME", "the family name"},
		{"file", "LIST", "the papers that are named in LIST; - is the standard input"},
		{"flat", "", "the lines of a note in one"},
		{"format", "FORMAT", strings.Join(formatNames(), ", ")},
		{"given", "NAMES", "the given names"},
		{"json", "", "one JSON object a line"},
		{"key", "KEY", "the citation key to have from now on"},
		{"last", "", "the newest backup that is good"},
		{"limit", "N", "at most N of them"},
		{"name", "NAME", "an author's name as papers have it"},
		{"nested", "", "the tags nested in it, too"},
		{"new-vault", "", "make a vault of a folder that has other things in it"},
		{"no-abstracts", "", "without abstracts"},
		{"no-marks", "", "without state, star, rating, why and when kept"},
		{"no-notes", "", "without notes"},
		{"no-tags", "", "without tags"},
		{"off", "", "take the star away"},
		{"output", "FILE", "write to FILE, which is replaced as a whole; - is the standard output"},
		{"particle", "WORDS", "what stands before the family name, as in van den"},
		{"query", "QUERY", "only what matches, in the query language"},
		{"repair", "", "mend what can be made again from the rest"},
		{"reset", "", "as the rules take it apart"},
		{"rest", "", "undo what is left of the step"},
		{"since", "DAY", "the lists of that day and all later ones"},
		{"state", "STATE", "toread, reading, done or archived"},
		{"suffix", "WORD", "what stands behind the name, as in Jr."},
		{"tag", "TAG", "give that tag; may be repeated"},
		{"titles", "", "the title, too, in the names of new files"},
		{"undo", "", "take the last restore back"},
		{"until", "DAY", "with --since, no later ones than that of this day"},
		{"whole", "", "the name has no parts, as a team's"},
		{"demo", "", "try the program with a few sample papers; nothing is kept"},
		{"theme", "THEME", "light, dark or auto"},
		{"home", "DIR", "everything of Offprint in this folder"},
		{"new-library", "", "start a new library where the one that was here has gone"},
		{"help", "", "explain the command"},
	}
}

func flagNamed(name string) (flag, bool) {
	all := flags()
	i := slices.IndexFunc(all, func(f flag) bool { return f.name == name })
	if i < 0 {
		return flag{}, false
	}
	return all[i], true
}

// IsCommand says whether args, without the program's name, ask for a command.
// Else they are those of the window, which a paper's identifier or link is, too.
func IsCommand(args []string) bool {
	for i := 0; i < len(args); i++ {
		name, isFlag := strings.CutPrefix(args[i], "--")
		switch {
		case args[i] == "-h" || name == "help" && isFlag || name == "version" && isFlag:
			return true
		case args[i] == "--":
			return i+1 < len(args) && !namesPaper(args[i+1])
		case !strings.HasPrefix(args[i], "-") || args[i] == "-":
			return !namesPaper(args[i])
		}
		if f, known := flagNamed(name); known && f.value != "" {
			i++ // its value
		}
	}
	return false
}

// namesPaper says whether a word is, or was meant to be, a paper and no command.
func namesPaper(word string) bool {
	_, named, _ := refresh.Named(word)
	return named
}

// Window is what the arguments ask of the window.
type Window struct {
	Paper      string // the bare identifier of the paper to open, or empty
	Home       string // --home
	NewLibrary bool   // --new-library
	Demo       bool   // --demo
	Theme      string // --theme: "light", "dark" or "auto"; empty where not given
}

// ParseWindow reads arguments that are no command. The error is a sentence for
// the reader.
func ParseWindow(args []string) (Window, error) {
	given, words, err := split(args)
	if err != nil {
		return Window{}, err
	}
	known := windowFlags()
	for name := range given {
		if !slices.Contains(known, name) {
			return Window{}, misusef("The window takes no --%s. Known: --%s. See: offprint help", name, strings.Join(known, ", --"))
		}
	}
	paper, words, err := paperOf(words)
	if err != nil {
		return Window{}, err
	}
	if len(words) > 0 {
		return Window{}, misusef("“%s” is no flag.%s See: offprint help", words[0], meant(strings.TrimLeft(words[0], "-"), "--", known))
	}
	w := Window{Paper: paper, Home: last(given, "home"), NewLibrary: given["new-library"] != nil, Demo: given["demo"] != nil, Theme: last(given, "theme")}
	if w.Theme != "" && !slices.Contains(themes(), w.Theme) {
		return Window{}, misusef("There is no theme “%s”.%s Known: %s.", w.Theme, meant(w.Theme, "", themes()), strings.Join(themes(), ", "))
	}
	return w, nil
}

func windowFlags() []string { return []string{"demo", "home", "new-library", "theme"} }

func themes() []string { return []string{"light", "dark", "auto"} }

// paperOf takes the paper from the words for the window: its bare identifier,
// and the words that are left.
func paperOf(words []string) (id string, rest []string, err error) {
	if len(words) == 0 {
		return "", nil, nil
	}
	paper, named, err := refresh.Named(words[0])
	switch {
	case !named:
		return "", words, nil
	case err != nil:
		return "", nil, misuse{strings.Join(strings.Fields(plain(err.Error())), " ")} // in one line, whatever the link holds
	case len(words) > 1:
		return "", nil, misusef("The window opens one paper. Nothing was changed. For more write: offprint add %s …", paper.Bare)
	}
	return paper.Bare, nil, nil
}

// parse takes the arguments of a command apart: the first word that is no flag
// is the command, all else may come in any order.
func (c *call) parse(args []string) error {
	var words []string
	var err error
	if c.flags, words, err = split(args); err != nil {
		return err
	}
	return c.choose(words)
}

// split parts flags, with their values, from words. Only two dashes begin a
// flag, so that "-survey" can be a part of a query and "-b" a tag to take away;
// "--" ends flags.
func split(args []string) (given map[string][]string, words []string, err error) {
	given = map[string][]string{}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			words = append(words, args[i+1:]...)
			break
		}
		if arg == "-h" && i <= 1 && len(words) == i {
			arg = "--help"
		}
		if arg == "--version" && len(words) == 0 {
			arg = "version"
		}
		text, isFlag := strings.CutPrefix(arg, "--")
		if !isFlag {
			words = append(words, arg)
			continue
		}
		name, value, attached := strings.Cut(text, "=")
		f, known := flagNamed(name)
		switch {
		case !known:
			return nil, nil, unknownFlag(name, words)
		case f.value == "" && attached:
			return nil, nil, misusef("--%s takes no value.", name)
		case f.value != "" && !attached && i+1 < len(args) && !strings.HasPrefix(args[i+1], "--"):
			i++
			value = args[i]
		}
		if f.value != "" && value == "" {
			return nil, nil, misusef("--%s needs a value: --%s %s.", name, name, f.value)
		}
		given[name] = append(given[name], value)
	}
	return given, words, nil
}

func unknownFlag(name string, words []string) error {
	var named command
	ofAll := true
	if len(words) > 0 {
		if k, ok := commandNamed(words[0]); ok {
			named, ofAll = k, false
		}
	}
	known := slices.Clone(named.flags)
	for _, f := range flags() {
		if ofAll || f.name == "home" || f.name == "new-library" {
			known = append(known, f.name)
		}
	}
	return misusef("There is no flag --%s.%s Write -- before words that begin with two dashes.", name, meant(name, "--", known))
}

// choose finds the command and holds flags and arguments against it.
func (c *call) choose(words []string) error {
	if len(words) == 0 {
		if !c.has("help") {
			return misusef("There is no command. Known: %s.", strings.Join(commandNames(), ", "))
		}
		c.command, _ = commandNamed("help")
		return nil
	}
	var known bool
	if c.command, known = commandNamed(words[0]); !known {
		return misusef("There is no command “%s”.%s Known: %s.", words[0], meant(words[0], "", commandNames()), strings.Join(commandNames(), ", "))
	}
	c.args = words[1:]
	if c.has("help") && c.command.name != "help" || c.has("help") && len(c.args) == 0 {
		c.args = words[:1]
		c.command, _ = commandNamed("help")
		return nil
	}
	for name := range c.flags {
		if !slices.Contains(append([]string{"home", "new-library", "help"}, c.command.flags...), name) {
			return misusef("%s takes no --%s. Write: %s", c.command.name, name, c.command.synopsis())
		}
	}
	switch {
	case len(c.args) < c.command.least:
		return misusef("Something is missing. Write: %s", c.command.synopsis())
	case c.command.most >= 0 && len(c.args) > c.command.most:
		return misusef("“%s” is too much. Write: %s", c.args[c.command.most], c.command.synopsis())
	}
	if c.command.check != nil {
		return c.command.check(c)
	}
	return nil
}

func (k command) synopsis() string {
	return strings.TrimSpace(fmt.Sprintf("offprint %s %s", k.name, k.usage))
}

func commandNamed(name string) (command, bool) {
	all := commands()
	i := slices.IndexFunc(all, func(k command) bool { return k.name == name })
	if i < 0 {
		return command{}, false
	}
	return all[i], true
}

func commandNames() []string {
	var names []string
	for _, k := range commands() {
		names = append(names, k.name)
	}
	return names
}
