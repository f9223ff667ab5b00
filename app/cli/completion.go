package cli

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"offprint/models"
)

// Shells are those that WriteCompletion knows.
func Shells() []string { return []string{"bash", "fish", "zsh"} }

// WriteCompletion writes, from the table of commands, the script by which a
// shell completes what is typed behind offprint.
func WriteCompletion(w io.Writer, shell string) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "# Written by app/cli/reference from the program's table of commands.")
	switch shell {
	case "bash":
		completeBash(out)
	case "fish":
		completeFish(out)
	case "zsh":
		out.Reset(w) // its first line is read by zsh
		completeZsh(out)
	default:
		return fmt.Errorf("complete in %q: no such shell, known are %v", shell, Shells())
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the completion for %s: %w", shell, err)
	}
	return nil
}

// alternatives are the words that a usage begins with: "[rename | merge] …".
var alternatives = regexp.MustCompile(`^\[([a-z].*)\]`)

// words are what may stand behind the command, where those are known.
func (k command) words() []string {
	var words []string
	if bracket := alternatives.FindStringSubmatch(k.usage); bracket != nil {
		for part := range strings.SplitSeq(bracket[1], "|") {
			if word, _, _ := strings.Cut(strings.TrimSpace(part), " "); word != "" && word == strings.ToLower(word) {
				words = append(words, word)
			}
		}
	}
	switch {
	case strings.HasSuffix(k.usage, " STATE"):
		words = append(words, flag{name: "state"}.choices()...)
	case strings.HasPrefix(k.usage, "[COMMAND]"):
		words = append(words, commandNames()...)
	}
	return words
}

// takesFile says whether a file may stand behind the command itself.
func (k command) takesFile() bool {
	for word := range strings.FieldsSeq(strings.ReplaceAll(k.usage, "--output FILE", "")) {
		if strings.Trim(word, "[]") == "FILE" {
			return true
		}
	}
	return false
}

// allFlags are the command's flags and those of every command.
func (k command) allFlags() []flag {
	var all []flag
	for _, name := range append(slices.Clone(k.flags), "home", "new-library", "help") {
		f, _ := flagNamed(name)
		all = append(all, f)
	}
	return all
}

// choices are all values of a flag, where those are few.
func (f flag) choices() []string {
	switch f.name {
	case "state":
		var names []string
		for _, s := range models.States() {
			names = append(names, string(s))
		}
		return names
	case "format":
		return formatNames()
	case "theme":
		return themes()
	}
	return nil
}

func (f flag) takesFile() bool   { return f.value == "FILE" || f.value == "LIST" }
func (f flag) takesFolder() bool { return f.value == "DIR" }

// dashed is the flags as they are typed.
func dashed(all []flag) string {
	var names []string
	for _, f := range all {
		names = append(names, "--"+f.name)
	}
	return strings.Join(names, " ")
}

func windowFlagsOf() []flag {
	var all []flag
	for _, name := range append(windowFlags(), "help", "version") {
		f, known := flagNamed(name)
		if !known {
			f = flag{name: name, about: "the version of Offprint"}
		}
		all = append(all, f)
	}
	return all
}

func completeBash(out io.Writer) {
	fmt.Fprint(out, `_offprint() {
	local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' i word
	# bash parts words at "=", so that a value may stand behind one.
	[ "$before" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}
	[ "$current" = = ] && { before=${COMP_WORDS[COMP_CWORD-1]}; current=''; }
	COMPREPLY=()
	case $before in
`)
	var valued []string
	for _, f := range flags() {
		switch choices := f.choices(); {
		case f.value == "":
			continue
		case len(choices) > 0:
			fmt.Fprintf(out, "\t--%s) mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$current\"); return ;;\n", f.name, strings.Join(choices, " "))
		case f.takesFile():
			fmt.Fprintf(out, "\t--%s) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n", f.name)
		case f.takesFolder():
			fmt.Fprintf(out, "\t--%s) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); return ;;\n", f.name)
		default:
			fmt.Fprintf(out, "\t--%s) return ;;\n", f.name)
		}
		valued = append(valued, "--"+f.name)
	}
	fmt.Fprintf(out, `	esac
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		%s)
			i=$((i + 1))
			[ "${COMP_WORDS[i]}" = = ] && i=$((i + 1))
			;;
		-*) ;;
		*) command=$word; break ;;
		esac
	done
	local words='' flags=''
	case $command in
`, strings.Join(valued, " | "))
	fmt.Fprintf(out, "\t'') words='%s' flags='%s' ;;\n", strings.Join(commandNames(), " "), dashed(windowFlagsOf()))
	var files []string
	for _, k := range commands() {
		fmt.Fprintf(out, "\t%s) words='%s' flags='%s' ;;\n", k.name, strings.Join(k.words(), " "), dashed(k.allFlags()))
		if k.takesFile() {
			files = append(files, k.name)
		}
	}
	fmt.Fprintf(out, `	esac
	case $current in
	-*) mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current") ;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
		case $command in
		%s) compopt -o filenames; mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current") ;;
		esac
		;;
	esac
}
complete -F _offprint offprint
`, strings.Join(files, " | "))
}

func completeFish(out io.Writer) {
	fmt.Fprintln(out, "complete -c offprint -f")
	for _, f := range windowFlagsOf() {
		fishFlag(out, "not __fish_seen_subcommand_from "+strings.Join(commandNames(), " "), f)
	}
	for _, k := range commands() {
		fmt.Fprintf(out, "complete -c offprint -n __fish_use_subcommand -a %s -d %s\n", k.name, fishQuote(k.about))
	}
	for _, k := range commands() {
		when := "__fish_seen_subcommand_from " + k.name
		for _, f := range k.allFlags() {
			fishFlag(out, when, f)
		}
		if words := k.words(); len(words) > 0 {
			fmt.Fprintf(out, "complete -c offprint -n %s -a %s\n", fishQuote(when), fishQuote(strings.Join(words, " ")))
		}
		if k.takesFile() {
			fmt.Fprintf(out, "complete -c offprint -n %s -F\n", fishQuote(when))
		}
	}
}

func fishFlag(out io.Writer, when string, f flag) {
	value := ""
	switch {
	case len(f.choices()) > 0:
		value = " -x -a " + fishQuote(strings.Join(f.choices(), " "))
	case f.takesFile():
		value = " -r -F"
	case f.takesFolder():
		value = " -x -a '(__fish_complete_directories)'"
	case f.value != "":
		value = " -x"
	}
	fmt.Fprintf(out, "complete -c offprint -n %s -l %s%s -d %s\n", fishQuote(when), f.name, value, fishQuote(f.about))
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

func completeZsh(out io.Writer) {
	fmt.Fprint(out, "#compdef offprint\n# Written by app/cli/reference from the program's table of commands.\n_offprint() {\n\tlocal curcontext=$curcontext state line\n\ttypeset -A opt_args\n\t_arguments -C \\\n")
	for _, f := range windowFlagsOf() {
		fmt.Fprintf(out, "\t\t%s \\\n", zshFlag(f))
	}
	fmt.Fprint(out, "\t\t'1: :->command' '*:: :->behind' && return\n\tcase $state in\n\tcommand)\n\t\tlocal -a commands=(\n")
	for _, k := range commands() {
		fmt.Fprintf(out, "\t\t\t%s\n", zshQuote(k.name+":"+zshEscape(k.about)))
	}
	fmt.Fprint(out, "\t\t)\n\t\t_describe command commands\n\t\t;;\n\tbehind)\n\t\tcase $words[1] in\n")
	for _, k := range commands() {
		fmt.Fprintf(out, "\t\t%s)\n\t\t\t_arguments \\\n", k.name)
		for _, f := range k.allFlags() {
			fmt.Fprintf(out, "\t\t\t\t%s \\\n", zshFlag(f))
		}
		switch words := k.words(); {
		case len(words) > 0:
			fmt.Fprintf(out, "\t\t\t\t%s\n", zshQuote("*:argument:("+strings.Join(words, " ")+")"))
		case k.takesFile():
			fmt.Fprintf(out, "\t\t\t\t'*:file:_files'\n")
		default:
			fmt.Fprintf(out, "\t\t\t\t'*:argument: '\n")
		}
		fmt.Fprint(out, "\t\t\t;;\n")
	}
	fmt.Fprint(out, "\t\tesac\n\t\t;;\n\tesac\n}\n_offprint \"$@\"\n")
}

// zshFlag is a flag as _arguments of zsh takes it. A star says that it may be
// given again.
func zshFlag(f flag) string {
	spec := "--" + f.name
	if f.name == "tag" {
		spec = "*" + spec
	}
	if f.value != "" {
		spec += "="
	}
	spec += "[" + zshEscape(f.about) + "]"
	switch {
	case len(f.choices()) > 0:
		spec += ":" + f.value + ":(" + strings.Join(f.choices(), " ") + ")"
	case f.takesFile():
		spec += ":" + f.value + ":_files"
	case f.takesFolder():
		spec += ":" + f.value + ":_directories"
	case f.value != "":
		spec += ":" + f.value + ": "
	}
	return zshQuote(spec)
}

func zshEscape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ":", `\:`, "[", `\[`, "]", `\]`).Replace(text)
}

func zshQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
