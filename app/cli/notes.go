package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"offprint/models"
)

func notesActions() []action {
	return []action{
		{"list", "[QUERY]", 0, -1, runNotesList},
		{"edit", "NOTE", 1, 1, runNotesEdit},
		{"history", "NOTE", 1, 1, runNotesHistory},
		{"restore", "NOTE VERSION", 2, 2, runNotesRestore},
	}
}

func checkNotes(c *call) error {
	if err := checkAction(c, notesActions()); err != nil {
		return err
	}
	if c.args[0] == "list" {
		return nil
	}
	for _, number := range c.args[1:] {
		if n, err := strconv.ParseInt(number, 10, 64); err != nil || n < 1 {
			return misusef("“%s” is no number. The notes and their numbers are listed by: offprint notes list", number)
		}
	}
	if c.args[0] == "edit" && c.env.Editor == "" {
		return misusef("No editor is set. Name one in the variable EDITOR, as in EDITOR=nano offprint notes edit %s", c.args[1])
	}
	return nil
}

func runNotes(ctx context.Context, c *call) error { return runAction(ctx, c, notesActions()) }

// number is an argument that checkNotes has seen to.
func number(arg string) int64 {
	n, _ := strconv.ParseInt(arg, 10, 64)
	return n
}

// noteJSON is a note as --json writes it, with the identifier of its paper.
type noteJSON struct {
	ID        int64     `json:"id"`
	Paper     string    `json:"paper"`
	Text      string    `json:"text"`
	Quote     string    `json:"quote,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

const noteTime = "2006-01-02 15:04 UTC"

func runNotesList(ctx context.Context, c *call, args []string) error {
	papers, err := c.session.Library.Papers(ctx, models.View{Place: models.NotesPlace, Query: strings.Join(args, " "), Whole: true})
	if err != nil {
		return err
	}
	limit, _ := strconv.Atoi(c.last("limit")) // checkLimit has seen to it; 0 is all
	written := 0
	for i := range papers {
		for _, n := range slices.Backward(papers[i].Notes) {
			if limit > 0 && written == limit {
				return nil
			}
			written++
			if c.has("json") {
				if err := c.writeJSON(noteJSON{n.ID, papers[i].ArxivID, n.Text, n.Quote, n.CreatedAt.UTC(), n.UpdatedAt.UTC()}); err != nil {
					return err
				}
				continue
			}
			writeNoteRow(c.out, n, &papers[i], c.env.Width)
		}
	}
	switch {
	case written > 0:
	case len(args) > 0:
		c.say("No note is on a paper that matches.")
	default:
		c.say("There is no note yet. Write one by: offprint note ID TEXT")
	}
	return nil
}

// writeNoteRow writes a line for a note: its number, when it was written, its
// paper and how it begins.
func writeNoteRow(w io.Writer, n models.Note, p *models.Paper, width int) {
	lead := fmt.Sprintf("%5d  %s  %-10s  ", n.ID, n.UpdatedAt.UTC().Format(noteTime), p.ArxivID)
	fmt.Fprintln(w, cut(plain(lead+oneLine(n.Text)), width))
}

func runNotesEdit(ctx context.Context, c *call, args []string) error {
	note, err := c.session.Library.Note(ctx, number(args[0]))
	if err != nil {
		return err
	}
	text, kept, err := c.edit(ctx, note.Text)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == strings.TrimSpace(note.Text) {
		_ = os.RemoveAll(filepath.Dir(kept))
		c.say("The note was not changed.")
		return nil
	}
	_, step, err := c.session.Library.SaveNote(ctx, models.NoteEdit{PaperID: note.PaperID, NoteID: note.ID, Text: strings.TrimRight(text, "\n"), Base: note.UpdatedAt})
	if err != nil {
		c.say("What you wrote is kept in %s", kept)
		return err
	}
	_ = os.RemoveAll(filepath.Dir(kept))
	c.done(step)
	return nil
}

// edit lets the reader's editor work on a text, and returns what became of it
// and the file that has it, alone in a folder of its own.
func (c *call) edit(ctx context.Context, text string) (edited, file string, err error) {
	folder, err := os.MkdirTemp("", "offprint-note-")
	if err != nil {
		return "", "", &models.Error{Code: models.Unusable, Message: "No file could be made for the editor. Nothing was changed.", Err: err}
	}
	file = filepath.Join(folder, "note.md")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		return "", file, &models.Error{Code: models.Unusable, Message: "The file for the editor could not be written. Nothing was changed.", Err: err}
	}
	words := strings.Fields(c.env.Editor)
	editor := exec.CommandContext(ctx, words[0], append(words[1:], file)...)
	editor.Stdin, editor.Stdout, editor.Stderr = c.env.Stdin, c.env.Stdout, c.env.Stderr
	if err := editor.Run(); err != nil {
		return "", file, &models.Error{Code: models.Unusable, Message: fmt.Sprintf("The editor %s ended with an error (%v). Nothing was changed; what it wrote, if anything, is in %s", words[0], rootOf(err), file), Err: err}
	}
	read, err := os.Open(file)
	if err != nil {
		return "", file, &models.Error{Code: models.Unusable, Message: "The editor left no file. Nothing was changed.", Err: err}
	}
	defer read.Close()
	content, err := io.ReadAll(io.LimitReader(read, maxInput))
	if err != nil {
		return "", file, &models.Error{Code: models.Unusable, Message: "The file of the editor could not be read. Nothing was changed.", Err: err}
	}
	return string(content), file, nil
}

// versionJSON is an earlier text of a note as --json writes it. Version counts
// from the oldest, 1.
type versionJSON struct {
	Version int       `json:"version"`
	At      time.Time `json:"at,omitzero"`
	Origin  string    `json:"origin,omitempty"`
	Deleted bool      `json:"deleted,omitempty"`
	Undone  bool      `json:"undone,omitempty"`
	Current bool      `json:"current,omitempty"`
	Text    string    `json:"text"`
}

func runNotesHistory(ctx context.Context, c *call, args []string) error {
	versions, err := c.session.Library.NoteHistory(ctx, number(args[0]))
	if err != nil {
		return err
	}
	for i, v := range versions {
		n := len(versions) - i
		if c.has("json") {
			if err := c.writeJSON(versionJSON{n, v.At.UTC(), string(v.Origin), v.Deleted, v.Undone, v.Current, v.Text}); err != nil {
				return err
			}
			continue
		}
		head := fmt.Sprintf("%3d  %s", n, v.At.UTC().Format(noteTime))
		for _, word := range []struct {
			is   bool
			text string
		}{{v.Origin != "", "by a " + string(v.Origin)}, {v.Current, "now"}, {v.Undone, "undone"}, {v.Deleted, "deleted"}} {
			if word.is {
				head += "  " + word.text
			}
		}
		fmt.Fprintln(c.out, head)
		before := ""
		if i+1 < len(versions) {
			before = versions[i+1].Text
		}
		writeDifference(c.out, before, v.Text)
	}
	return nil
}

// writeDifference writes the lines that differ in two texts, with "[-" and "-]"
// around what went and "{+" and "+}" around what came.
func writeDifference(w io.Writer, before, after string) {
	var line strings.Builder
	changed := false
	end := func() {
		if changed {
			fmt.Fprintf(w, "     %s\n", plain(line.String()))
		}
		line.Reset()
		changed = false
	}
	for _, part := range models.Difference(before, after) {
		for i, text := range strings.Split(part.Text, "\n") {
			if i > 0 {
				end()
			}
			switch {
			case text == "":
			case part.Kind == models.Removed:
				line.WriteString("[-" + text + "-]")
				changed = true
			case part.Kind == models.Added:
				line.WriteString("{+" + text + "+}")
				changed = true
			default:
				line.WriteString(text)
			}
		}
	}
	end()
}

func runNotesRestore(ctx context.Context, c *call, args []string) error {
	id, n := number(args[0]), number(args[1])
	versions, err := c.session.Library.NoteHistory(ctx, id)
	if err != nil {
		return err
	}
	if n > int64(len(versions)) {
		return &models.Error{Code: models.NotFound, Message: fmt.Sprintf("There is no version %d of this note; the newest is %d. See: offprint notes history %d", n, len(versions), id)}
	}
	v := versions[int64(len(versions))-n]
	if v.Current {
		c.say("Nothing to change: it is so already.")
		return nil
	}
	if v.Deleted {
		return misusef("Version %d has no text: the note was deleted then.", n)
	}
	_, step, err := c.session.Library.RestoreNote(ctx, id, v.Version)
	if err != nil {
		return err
	}
	c.done(step)
	return nil
}
