package cli

import (
	"context"
	"fmt"
	"strings"
)

// commands are all commands, in the order of the help.
func commands() []command {
	return []command{
		{
			name: "sync", usage: "[--day D | --since D [--until D] | --archive]", about: "fetch the lists of papers since the last time, of a day, or of many",
			more: syncHelp, flags: []string{"day", "since", "until", "archive"}, check: checkSync, run: runSync,
		},
		{
			name: "list", usage: "[QUERY]", about: "the papers of the reading list",
			more: queryHelp, flags: []string{"json", "limit"}, most: -1, check: checkLimit, run: runList,
		},
		{
			name: "search", usage: "QUERY", about: "search all papers kept offline",
			more: queryHelp, flags: []string{"json", "limit"}, least: 1, most: -1, check: checkLimit, run: runSearch,
		},
		{
			name: "show", usage: "ID", about: "everything about a paper",
			more: idHelp, flags: []string{"json"}, least: 1, most: 1, check: checkID, run: runShow,
		},
		{
			name: "keep", usage: "ID [--state S] [--tag T]…", about: "put a paper into the reading list, or change its state",
			more: idHelp, flags: []string{"state", "tag"}, least: 1, most: 1, check: checkKeep, run: runKeep,
		},
		{
			name: "add", usage: "ID… [--file LIST] [--tag T]… [--state S]", about: "put any papers of arXiv into the reading list",
			more: addHelp, flags: []string{"file", "json", "state", "tag"}, most: -1, check: checkAdd, run: runAdd,
		},
		{
			name: "state", usage: "ID… STATE", about: "move papers to a state of the reading list",
			more: "STATE is toread, reading, done or archived.\n" + idHelp, flags: []string{"json"}, least: 2, most: -1, check: checkState, run: runState,
		},
		{
			name: "rate", usage: "ID… 0-5", about: "rate papers 1 to 5; 0 takes the rating away",
			more: idHelp, flags: []string{"json"}, least: 2, most: -1, check: checkRate, run: runRate,
		},
		{
			name: "star", usage: "ID… [--off]", about: "star papers",
			more: idHelp, flags: []string{"off", "json"}, least: 1, most: -1, check: checkStar, run: runStar,
		},
		{
			name: "why", usage: "ID TEXT", about: "write in one line why a paper was kept",
			more: "An empty TEXT takes it away.\n" + idHelp, flags: []string{"json"}, least: 2, most: -1, check: checkID, run: runWhy,
		},
		{
			name: "tag", usage: "ID… +a -b", about: "give papers the tag a, take the tag b away",
			more: idHelp, flags: []string{"json"}, least: 2, most: -1, check: checkTag, run: runTag,
		},
		{
			name: "tags", usage: "[rename | merge | delete | color | key] …", about: "the tags; rename, merge, delete or color them",
			more: fmt.Sprintf(tagsHelp, colorNames()), flags: []string{"json", "nested"}, most: -1, check: checkTags, run: runTags,
		},
		{
			name: "note", usage: "ID [TEXT | -]", about: "the notes on a paper; with TEXT, or - for the standard input, add one",
			more: idHelp, least: 1, most: -1, check: checkID, run: runNote,
		},
		{
			name: "notes", usage: "[list [QUERY] | edit NOTE | history NOTE | restore NOTE VERSION]", about: "the notes: list, edit, see earlier texts, bring them back",
			more: notesHelp, flags: []string{"json", "limit"}, most: -1, check: checkNotes, run: runNotes,
		},
		{
			name: "smart", usage: "[list | show NAME | add NAME QUERY | rename NAME NEW | remove NAME]", about: "smart lists, which are queries with a name",
			more: queryHelp, flags: []string{"json", "limit"}, most: -1, check: checkSmart, run: runSmart,
		},
		{
			name: "undo", usage: "[STEP [--rest]]", about: "take the newest change back, or one of the history",
			more: undoHelp, flags: []string{"json", "rest"}, most: 1, check: checkStep, run: runUndo,
		},
		{
			name: "redo", usage: "[STEP]", about: "make what was undone again",
			more: redoHelp, flags: []string{"json"}, most: 1, check: checkStep, run: runRedo,
		},
		{
			name: "history", usage: "[--limit N | --back-to STEP]", about: "the newest changes, and who made them; go back to one",
			more: historyHelp, flags: []string{"back-to", "json", "limit"}, check: checkHistory, run: runHistory,
		},
		{
			name: "trash", usage: "[restore ITEM [--as NAME]]", about: "what was deleted; bring it back",
			more: trashHelp, flags: []string{"as", "json"}, most: 2, check: checkTrash, run: runTrash,
		},
		{
			name: "export", usage: "--format F [ID… | --query Q] [--output FILE] [--dry-run]", about: "write the reading list, or papers of it, in another form",
			more: exportHelp + "\n\n" + vaultHelp + "\n\n" + queryHelp, most: -1, check: checkExport, run: runExport,
			flags: []string{"format", "query", "output", "no-abstracts", "no-notes", "no-tags", "no-marks", "ascii", "flat", "new-vault", "titles", "dry-run", "json"},
		},
		{
			name: "cite", usage: "ID… [--as F] | ID --key KEY | --name NAME [--family F …]", about: "print citations, change a citation key, correct a name",
			more: citeHelp, most: -1, check: checkCite, run: runCite,
			flags: []string{"as", "key", "name", "family", "given", "particle", "suffix", "whole", "reset", "json"},
		},
		{
			name: "import", usage: "FILE | - [--dry-run]", about: "bring in what was exported as json or jsonl, and merge it with what is here",
			more: importHelp, flags: []string{"dry-run", "json"}, least: 1, most: 1, run: runImport,
		},
		{
			name: "backup", usage: "[FILE]", about: "write a verified copy of the library to FILE, or among its backups",
			more: backupHelp, flags: []string{"json"}, most: 1, run: runBackup,
		},
		{
			name: "backups", about: "the backups of the library, the newest first",
			flags: []string{"json"}, outside: true, run: runBackups,
		},
		{
			name: "restore", usage: "NAME | FILE | --last | --undo", about: "put a backup in the place of the library",
			more: restoreHelp, flags: []string{"json", "last", "undo"}, most: 1, outside: true, check: checkRestore, run: runRestore,
		},
		{
			name: "check", usage: "[--repair]", about: "look through the library for faults",
			flags: []string{"repair"}, run: runCheck,
		},
		{name: "version", about: "the version of Offprint", offline: true, run: runVersion},
		{name: "help", usage: "[COMMAND]", about: "explain the commands, or one of them", most: 1, offline: true, check: checkHelp, run: runHelp},
	}
}

const (
	idHelp = `ID is an arXiv identifier, as in 2309.12288, or a link to the paper at arXiv
or Hugging Face.`

	notesHelp = `Without more it lists all notes, with QUERY those on papers that match. NOTE is
a note's number in that list. edit opens it in the editor that EDITOR names.
history shows every text that the note had, the newest first: [-what went-] and
{+what came+}; a deleted note has one for 30 days. restore brings such a text
back, which undo takes back again.`

	syncHelp = `Without a flag it reads every day since the last time, and again those of the
last 14 days, whose lists still grow. Days that were read are not read again: a
call that was stopped is gone on with by the same call.`

	backupHelp = `The copy is looked through after it was written, and FILE, which must be new, is
there only once it is good. An open window works on meanwhile.`

	restoreHelp = `NAME is one of those that “offprint backups” lists, FILE any copy of a library.
The library as it was is kept first: --undo brings it back. Windows and commands
that have the library open show what was restored. It also mends a library that
is damaged or gone, and then keeps the damaged file.`

	importHelp = `FILE is what “offprint export” wrote as json or jsonl; - is the standard input.
All of it is checked before anything is written. In a library that has papers,
notes and tags of both are kept; where the two say different things, what is here
stays, and a line says so. One undo takes it back, but for what is known of the
papers themselves and their citation keys. --dry-run changes nothing and says
what would be new.`

	queryHelp = `QUERY is words that must all be there, and filters:
  "reversal curse"          these words in this order
  -survey                   without that word; works for filters, too
  author:berglund           tag:agents     org:google
  state:toread              toread, reading, done, archived
  is:starred                kept, seen, dismissed
  has:note                  tag, code, project, why
  day:2026-03-02            after:2026-01  before:2026-06-15
  rating>=4                 upvotes>=20    comments>5     stars>100
  in:notes                  only in the notes`
)

func runVersion(_ context.Context, c *call) error {
	fmt.Fprintf(c.out, "Offprint %s\n", c.env.Version)
	return nil
}

func checkHelp(c *call) error {
	if len(c.args) == 0 {
		return nil
	}
	if _, known := commandNamed(c.args[0]); !known {
		return misusef("There is no command “%s”.%s Known: %s.", c.args[0], meant(c.args[0], "", commandNames()), strings.Join(commandNames(), ", "))
	}
	return nil
}

func runHelp(_ context.Context, c *call) error {
	if len(c.args) == 0 {
		fmt.Fprint(c.out, "Offprint, a reading list for machine-learning papers.\n\nWithout a command its window opens;\nwith a paper, as in “offprint 2411.19865”, at that paper. Commands:\n\n")
		for _, k := range commands() {
			fmt.Fprintf(c.out, "  %-8s %s\n", k.name, k.about)
		}
		fmt.Fprint(c.out, "\nFlags that go with each:\n\n")
		writeFlags(c, []string{"home", "new-library"})
		fmt.Fprint(c.out, "\nFlags of the window:\n\n")
		writeFlags(c, []string{"demo", "theme"})
		fmt.Fprint(c.out, "\n“offprint help COMMAND” says more.\n")
		return nil
	}
	k, _ := commandNamed(c.args[0]) // checkHelp has seen to it
	fmt.Fprintf(c.out, "%s\n\n%s%s.\n", k.synopsis(), strings.ToUpper(k.about[:1]), k.about[1:])
	if len(k.flags) > 0 {
		fmt.Fprintln(c.out)
		writeFlags(c, k.flags)
	}
	if k.more != "" {
		fmt.Fprintf(c.out, "\n%s\n", k.more)
	}
	return nil
}

func writeFlags(c *call, names []string) {
	for _, name := range names {
		f, _ := flagNamed(name)
		fmt.Fprintf(c.out, "  %-16s %s\n", strings.TrimSpace("--"+f.name+" "+f.value), f.about)
	}
}
