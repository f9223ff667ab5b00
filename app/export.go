package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"

	"github.com/natefinch/atomic"

	"offprint/app/exporting"
	"offprint/app/words"
	"offprint/models"
	"offprint/models/formats/bibtex"
	"offprint/models/formats/markdown"
)

// exportFormat is a form in which the reading list leaves the library.
type exportFormat struct {
	name, file string
	write      func(*Window, io.Writer, []models.Paper) error
}

func asMarkdown() exportFormat {
	return exportFormat{"Markdown", "offprint-notes.md", func(w *Window, out io.Writer, papers []models.Paper) error {
		return markdown.Write(out, papers, markdown.Options{Title: "Reading list", ExportedAt: w.Host.Now()})
	}}
}

func asBibTeX() exportFormat {
	return exportFormat{"BibTeX", "offprint.bib", func(_ *Window, out io.Writer, papers []models.Paper) error {
		return bibtex.Write(out, papers, bibtex.Options{Keywords: true})
	}}
}

// export asks for a file and writes the reading list into it.
func (w *Window) export(f exportFormat) {
	if w.covered() {
		return
	}
	exporting.Open(exporting.Config{
		Window: w.win, Title: words.T("Export the reading list as %s", f.name), File: f.file,
		OnWrite: func(path string) { w.exportTo(f, path) }, OnClose: w.list.FocusList,
	})
}

// exportTo writes the reading list to a file, which is replaced whole or not at
// all.
func (w *Window) exportTo(f exportFormat, path string) {
	w.tasks.Go(func(ctx context.Context) func() {
		n, err := w.writeExport(ctx, f, path)
		return func() {
			if err != nil {
				w.Log.Error("export", "file", path, "err", err)
				w.toast.Say(words.T("The export could not be written to %s. A file that was there is as it was.", path), "", nil)
				return
			}
			w.toast.Offer(words.T("Wrote %s to %s", words.N(n, "%s paper", "%s papers"), path), words.T("Show"), func() {
				if err := w.Host.App.OpenURL(&url.URL{Scheme: "file", Path: path}); err != nil {
					w.Log.Warn("show export", "err", err)
				}
			})
		}
	})
}

func (w *Window) writeExport(ctx context.Context, f exportFormat, path string) (int, error) {
	papers, err := w.Library.Papers(ctx, models.View{Place: models.KeptPlace, Whole: true})
	if err != nil {
		return 0, err
	}
	var text bytes.Buffer
	if err := f.write(w, &text, papers); err != nil {
		return 0, fmt.Errorf("write %s: %w", f.name, err)
	}
	if err := atomic.WriteFile(path, &text); err != nil {
		return 0, fmt.Errorf("replace %s: %w", path, err)
	}
	return len(papers), nil
}

// copyCitation copies the current paper, or the selected ones, as BibTeX.
func (w *Window) copyCitation() {
	ids := w.chosen()
	arxivIDs := make([]string, 0, len(ids))
	for _, p := range w.chosenPapers() {
		arxivIDs = append(arxivIDs, p.ArxivID)
	}
	w.tasks.Go(func(ctx context.Context) func() {
		var papers []models.Paper
		for _, id := range arxivIDs {
			p, err := w.Library.Paper(ctx, id)
			if err != nil {
				return func() { w.trouble("copy citation", err) }
			}
			papers = append(papers, *p)
		}
		var text bytes.Buffer
		if err := bibtex.Write(&text, papers, bibtex.Options{}); err != nil {
			return func() { w.trouble("copy citation", err) }
		}
		return func() {
			said := words.T("Copied the BibTeX entry")
			if len(papers) > 1 {
				said = words.T("Copied %d BibTeX entries", len(papers))
			}
			w.copy(text.String(), said)
		}
	})
}
