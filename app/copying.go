package app

import (
	"context"

	"fyne.io/fyne/v2"

	"offprint/app/export"
	"offprint/app/session"
	"offprint/app/ui"
	"offprint/app/words"
)

// usualCopy is the form in which citations are copied until another is chosen.
const usualCopy = "bibtex"

// copyCitation copies the chosen papers in the form that was copied last.
func (w *Window) copyCitation() {
	form, found := export.FindCopy(w.session.Session().Copy)
	if !found {
		form, _ = export.FindCopy(usualCopy)
	}
	w.copyAs(form)
}

// copyAs copies the chosen papers in a form, which is the usual one from then on.
func (w *Window) copyAs(form export.Copy) {
	ids := w.chosen()
	w.session.Update(func(s *session.Session) { s.Copy = form.Name })
	w.tasks.Go(func(ctx context.Context) func() {
		text, err := w.copied(ctx, form, ids)
		return func() {
			if err != nil {
				w.trouble("copy as "+form.Name, err)
				return
			}
			w.copy(text, words.T("Copied %s as %s", words.N(len(ids), "%s paper", "%s papers"), copyLabel(form)))
			w.readCurrent() // it may have a citation key now
		}
	})
}

// copied is what is copied of papers, each of which has a citation key then.
func (w *Window) copied(ctx context.Context, form export.Copy, ids []int64) (string, error) {
	if err := w.Library.GiveCitationKeys(ctx, ids); err != nil {
		return "", err
	}
	return form.Text(w.Library.Whole(ctx, ids))
}

// openCopies lets the reader choose the form in which to copy the chosen papers,
// and shows what each looks like.
func (w *Window) openCopies() {
	ids := w.chosen()
	if w.covered() || len(ids) == 0 {
		return
	}
	copies := export.Copies()
	rows := make([]ui.ChooserRow, len(copies))
	at := 0
	for i, c := range copies {
		rows[i] = ui.ChooserRow{Text: copyName(c)}
		if c.Name == w.session.Session().Copy {
			at = i
		}
	}
	look := ui.NewCode("")
	var pane *ui.Chooser
	pane = ui.OpenChooser(w.win.Canvas(), ui.ChooserConfig{
		Title: words.T("Copy %s as…", words.N(len(ids), "%s paper", "%s papers")), Width: 760, Side: look,
		Keys: []ui.ChooserKey{{Name: words.T("Copy"), Key: fyne.KeyReturn, Primary: true, Do: func(row int) {
			pane.Close()
			w.copyAs(copies[row])
		}}},
		OnRow: func(row int) {
			if row < 0 {
				return
			}
			w.exportPreview.Go(func(ctx context.Context) func() {
				text, err := w.copied(ctx, copies[row], ids[:1])
				if ctx.Err() != nil {
					return nil
				}
				return func() {
					if err != nil {
						text = w.sentence(err)
					}
					look.SetText(beginning(text))
				}
			})
		},
		OnClose: func() {
			w.exportPreview.Stop()
			w.list.FocusList()
		},
	}, rows)
	pane.Choose(at)
}

// copyName is what a form is called in the reader's language, where it stands
// alone.
func copyName(c export.Copy) string {
	if name := map[string]string{
		"markdown-link": words.T("Markdown link"), "apa": words.T("Reference (APA)"), "link": words.T("Link"), "identifier": words.T("Identifier"),
	}[c.Name]; name != "" {
		return name
	}
	return c.Label
}

// copyLabel is what a form is called within a sentence.
func copyLabel(c export.Copy) string {
	if label := map[string]string{
		"markdown-link": words.T("Markdown link"), "apa": words.T("reference (APA)"), "link": words.T("link"), "identifier": words.T("identifier"),
	}[c.Name]; label != "" {
		return label
	}
	return c.Label
}

// formatLabel is what a format is called in the reader's language: most have a
// name of their own.
func formatLabel(f export.Format) string {
	if f.Name == "bookmarks" {
		return words.T("Bookmarks")
	}
	return f.Label
}

// formatAbout says in the reader's language who reads a format.
func formatAbout(f export.Format) string {
	if about := map[string]string{
		"bibtex": words.T("for LaTeX"), "biblatex": words.T("for LaTeX with biblatex and biber"), "ris": words.T("for EndNote, Mendeley and others"),
		"csl-json": words.T("for Zotero and citation processors"), "csv": words.T("for spreadsheets"), "markdown": words.T("one file to read"),
		"html": words.T("a page to read and print"), "json": words.T("everything, for an import"), "jsonl": words.T("the same, a paper a line"),
		"atom": words.T("for feed readers"), "bookmarks": words.T("for browsers"),
	}[f.Name]; about != "" {
		return about
	}
	return f.About
}
