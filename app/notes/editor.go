package notes

import (
	"context"
	"regexp"
	"strings"

	"offprint/app/ui/editor"
	"offprint/app/ui/markdown"
	"offprint/app/words"
)

func (p *Pane) newEditor() {
	p.editor = editor.New()
	p.editor.PlaceHolder = placeholder(p.config.Key("note"))
	p.editor.Label = func(text string) string { return words.T("Note: %s", text) }
	p.editor.OnChanged = p.changed
	p.editor.OnMoved = p.moved
	p.editor.OnKey = p.choiceKey
	p.editor.OnEscape = p.config.OnLeave
	p.editor.OnFocus = func(on bool) {
		if !on {
			p.blurred()
		}
	}
	p.finder = editor.NewFinder(p.editor)
	p.finder.OnLeave = p.blurred
	p.finder.OnClose = p.arrange
}

// placeholder is what stands in an empty editor; key leads into it.
func placeholder(key string) string {
	if key == "" {
		return words.T("Write a note in Markdown")
	}
	return words.T("Write a note in Markdown (%s)", key)
}

// blurred is told that the focus leaves the editor or the bar that finds in it.
// The text is saved at once; leaving for anything but that bar ends a sitting.
func (p *Pane) blurred() {
	p.Leave()
	p.closeChoices()
	if p.finding {
		return
	}
	p.sitting.pause()
	p.config.OnLeft()
}

// moved is told that the cursor has moved.
func (p *Pane) moved() {
	p.complete()
	if p.Writing() && p.preview.Visible() {
		p.preview.Reveal(p.editor.Caret())
	}
}

// Find opens the bar that finds and replaces in the note.
func (p *Pane) Find() {
	p.finding = true
	p.finder.Open()
	p.finding = false
	p.arrange()
}

// newPreview makes what shows a note as it will look.
func (p *Pane) newPreview() {
	p.preview = markdown.NewPreview()
	p.preview.Hint = words.T("What you write is shown here as it will look.")
	p.preview.OnOpen, p.preview.OnPaper = p.config.OnOpen, p.config.OnPaper
	p.preview.OnTask = p.tick
}

// manyBytes is from which size on a note is not shown anew at each key, but
// where the keys rest.
const manyBytes = 64 << 10

// rendersSoon shows the note as it will look, after a key.
func (p *Pane) rendersSoon() {
	if p.editor.Len() < manyBytes {
		p.render()
		return
	}
	mine := p.edits
	p.config.After(saveAfter, func() {
		if mine == p.edits {
			p.render()
		}
	})
}

// render shows the note as it will look. It is parsed in the background.
func (p *Pane) render() {
	if p.hidden {
		return
	}
	text, before := p.editor.Text(), p.preview.Page()
	p.rendered.Go(func(ctx context.Context) func() {
		page := markdown.Parse(ctx, text, before)
		if page == nil {
			return nil
		}
		return func() {
			p.shown = text
			p.preview.SetPage(page)
			p.moved()
		}
	})
}

// tick ticks a task in the note as it is shown, or takes that back.
func (p *Pane) tick(at int, done bool) {
	if p.shown != p.editor.Text() {
		return // the reader has gone on writing, and sees the new text in a moment
	}
	p.setTask(at, done)
}

// setTask writes into the box of a task, whose letter is at a position. The
// cursor stays where it is.
func (p *Pane) setTask(at int, done bool) {
	letter := " "
	if done {
		letter = "x"
	}
	caret := p.editor.Caret()
	p.editor.Replace(at, at+1, letter)
	p.editor.Select(caret, caret)
}

var taskLine = regexp.MustCompile(`^[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\]`)

// ToggleTask ticks the task in the line of the cursor, or takes that back, and
// says whether there is one.
func (p *Pane) ToggleTask() bool {
	from, to := p.editor.Line(p.editor.Caret())
	line := p.editor.Part(from, min(to, from+200))
	found := taskLine.FindStringSubmatchIndex(line)
	if found == nil {
		return false
	}
	p.setTask(from+found[2], strings.TrimSpace(line[found[2]:found[3]]) == "")
	return true
}
