package app

import (
	"bytes"
	"context"
	"net/url"

	"offprint/app/export"
	"offprint/app/exporting"
	"offprint/app/words"
	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/bibtex"
)

// export asks for a file and writes the reading list into it.
func (w *Window) export(format string) {
	f, found := export.Find(format)
	if !found || w.covered() {
		return
	}
	exporting.Open(exporting.Config{
		Window: w.win, Title: words.T("Export the reading list as %s", f.Label), File: "offprint" + f.Extension,
		OnWrite: func(path string) { w.exportTo(f, path) }, OnClose: w.list.FocusList,
	})
}

// exportTo writes the reading list to a file, which is replaced whole or not at
// all.
func (w *Window) exportTo(f export.Format, path string) {
	w.tasks.Go(func(ctx context.Context) func() {
		report, err := w.writeExport(ctx, f, path)
		return func() {
			if err != nil {
				w.Log.Error("export", "file", path, "err", err)
				w.toast.Say(words.T("The export could not be written to %s. A file that was there is as it was.", path), "", nil)
				return
			}
			w.toast.Offer(words.T("Wrote %s to %s", words.N(report.Written, "%s paper", "%s papers"), path), words.T("Show"), func() {
				if err := w.Host.App.OpenURL(&url.URL{Scheme: "file", Path: path}); err != nil {
					w.Log.Warn("show export", "err", err)
				}
			})
		}
	})
}

func (w *Window) writeExport(ctx context.Context, f export.Format, path string) (export.Report, error) {
	papers, err := w.Library.Find(ctx, models.View{Place: models.KeptPlace})
	if err != nil {
		return export.Report{}, err
	}
	job := export.Export{Library: w.Library, Format: f, Options: formats.All(), Papers: papers}
	job.Options.At = w.Host.Now()
	return job.ToFile(ctx, path)
}

// copyCitation copies the current paper, or the selected ones, as BibTeX.
func (w *Window) copyCitation() {
	ids := w.chosen()
	w.tasks.Go(func(ctx context.Context) func() {
		if err := w.Library.GiveCitationKeys(ctx, ids); err != nil {
			return func() { w.trouble("copy citation", err) }
		}
		var text bytes.Buffer
		if err := bibtex.Write(&text, w.Library.Whole(ctx, ids), formats.Options{}); err != nil {
			return func() { w.trouble("copy citation", err) }
		}
		return func() {
			said := words.T("Copied the BibTeX entry")
			if len(ids) > 1 {
				said = words.T("Copied %d BibTeX entries", len(ids))
			}
			w.copy(text.String(), said)
		}
	})
}
