package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"offprint/app/export"
	"offprint/app/exporting"
	"offprint/app/papers"
	"offprint/app/session"
	"offprint/app/words"
	"offprint/models"
	"offprint/models/formats"
)

// Which papers can be exported, by the names that the session keeps.
const (
	currentPaper   = "paper"    // the one that is shown
	selectedPapers = "selected" // those that are selected
	listedPapers   = "list"     // what the list shows: the place and the search
	keptPapers     = "kept"     // the reading list
	libraryPapers  = "library"  // everything that is kept offline
)

// leaving is what the papers of an export are found by: where the reader was
// when it was asked for.
type leaving struct {
	view    models.View
	current int64 // 0 for none
	marked  []int64
}

// leaving is where the reader is now.
func (w *Window) leaving() leaving {
	from := leaving{view: w.list.View()}
	from.view.Limit, from.view.Offset, from.view.Whole, from.view.Hits = 0, 0, false, false
	if p := w.list.List.Current(); p != nil && p.ID > 0 { // not one that Hugging Face has found and nobody keeps
		from.current = p.ID
	}
	for _, id := range w.list.List.Marks() {
		if id > 0 {
			from.marked = append(from.marked, id)
		}
	}
	return from
}

// offered are the papers that can leave from there; how many the list shows is
// found out later.
func (w *Window) offered(f leaving) []exporting.Papers {
	var all []exporting.Papers
	if f.current != 0 {
		all = append(all, exporting.Papers{Name: currentPaper, Label: words.T("This paper"), Count: 1})
	}
	if len(f.marked) > 0 {
		all = append(all, exporting.Papers{Name: selectedPapers, Label: words.T("Selected papers"), Count: len(f.marked)})
	}
	if f.view.Place != papers.HubPlace {
		all = append(all, exporting.Papers{Name: listedPapers, Label: words.T("What the list shows"), Count: -1})
	}
	return append(all,
		exporting.Papers{Name: keptPapers, Label: words.T("The whole reading list"), Count: w.counts.Places[models.KeptPlace]},
		exporting.Papers{Name: libraryPapers, Label: words.T("The whole library"), Count: w.counts.Offline, Library: true})
}

// papersOf finds papers that can leave: their keys, the first alone where that is
// all that is wanted.
func (w *Window) papersOf(ctx context.Context, from leaving, name string, first bool) ([]int64, error) {
	v := from.view
	switch name {
	case currentPaper:
		if from.current == 0 {
			return nil, nil
		}
		return []int64{from.current}, nil
	case selectedPapers:
		return from.marked, nil
	case keptPapers:
		v = models.View{Place: models.KeptPlace}
	case libraryPapers:
		if !first {
			return w.Library.PaperKeys(ctx)
		}
		return w.Library.PaperKeys(ctx)
	default:
		if v.Place == papers.HubPlace {
			return nil, nil
		}
	}
	if first {
		v.Limit = 1
	}
	return w.Library.Find(ctx, v)
}

// openExport asks what is to be exported, and how.
func (w *Window) openExport() {
	if w.covered() {
		return
	}
	from := w.leaving()
	last := w.session.Session().Export
	if len(from.marked) > 0 {
		last.Papers = selectedPapers
	}
	pane := exporting.Open(exporting.Config{
		Window: w.win, Formats: exportFormats(), Papers: w.offered(from), Last: last,
		Preview: func(what exporting.Choice, show func(string)) { w.previewExport(from, what, show) },
		Aside:   func(do func() func()) { w.exportLook.Go(func(context.Context) func() { return do() }) },
		Write: func(what exporting.Choice, progress exporting.Progress) func() {
			return w.export(from, what, progress)
		},
		OnShow: w.showExported,
		OnClose: func() {
			w.exportPreview.Stop()
			w.exportLook.Stop()
			w.exportCount.Stop()
			w.list.FocusList()
		},
	})
	w.exportCount.Go(func(ctx context.Context) func() {
		listed, err := w.papersOf(ctx, from, listedPapers, false)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if err != nil {
				w.Log.Warn("count what can be exported", "err", err)
				return
			}
			pane.Counted(listedPapers, len(listed))
		}
	})
}

// exportFormats are the formats that the pane offers.
func exportFormats() []exporting.Format {
	var all []exporting.Format
	for _, f := range export.Formats() {
		all = append(all, exporting.Format{
			Name: f.Name, Label: formatLabel(f), About: formatAbout(f), Extension: f.Extension, ASCII: f.Name == "bibtex", Flat: f.Name == "csv", Library: f.WriteKept != nil,
		})
	}
	return append(all, exporting.Format{Name: vaultFormat, Label: words.T("Vault"), About: words.T("a file a paper, for Obsidian and Logseq")})
}

// What a preview has at most: of a file's lines, and of each of these.
const (
	previewLines = 40
	previewLine  = 1200 // characters
)

// previewExport shows how the first paper of an export would look.
func (w *Window) previewExport(from leaving, what exporting.Choice, show func(string)) {
	w.exportPreview.Go(func(ctx context.Context) func() {
		text, err := w.firstEntry(ctx, from, what)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			if err != nil {
				w.Log.Warn("preview an export", "format", what.Format, "err", err)
				text = w.sentence(err)
			}
			show(text)
		}
	})
}

func (w *Window) firstEntry(ctx context.Context, from leaving, what exporting.Choice) (string, error) {
	if what.Format == vaultFormat {
		return w.vaultChanges(ctx, from, what)
	}
	format, found := export.Find(what.Format)
	if !found {
		return "", nil
	}
	ids, err := w.papersOf(ctx, from, what.Papers, true)
	if err != nil {
		return "", err
	}
	if len(ids) == 0 {
		return words.T("There are no papers here."), nil
	}
	var text bytes.Buffer
	job := export.Export{Library: w.Library, Format: format, Options: w.exportOptions(what), Papers: ids[:1]}
	if _, err := job.To(ctx, &text); err != nil {
		return "", err
	}
	return beginning(entryOf(text.String())), nil
}

// entryOf is a file of one paper without what comes before the paper: a page's
// looks, a feed's head.
func entryOf(text string) string {
	for _, begin := range []string{"<article", "<entry", "<DT>"} {
		if at := strings.Index(text, begin); at >= 0 && strings.HasPrefix(strings.TrimSpace(text), "<") {
			return text[at:]
		}
	}
	return text
}

// beginning is as much of a text as a preview has.
func beginning(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	more := len(lines) > previewLines
	lines = lines[:min(len(lines), previewLines)]
	for i, line := range lines {
		if runes := []rune(line); len(runes) > previewLine {
			lines[i] = string(runes[:previewLine]) + "…"
		}
	}
	if more {
		lines = append(lines, "…")
	}
	return strings.Join(lines, "\n")
}

func (w *Window) exportOptions(what exporting.Choice) formats.Options {
	return formats.Options{Abstracts: what.Abstracts, Notes: what.Notes, Tags: what.Tags, Marks: what.Marks, ASCII: what.ASCII, Flat: what.Flat, At: w.Host.Now()}
}

// export writes papers as chosen, and remembers that. stop ends it before its
// time.
func (w *Window) export(from leaving, what exporting.Choice, progress exporting.Progress) (stop func()) {
	w.session.Update(func(s *session.Session) { s.Export = what.Export })
	stopping, stop := context.WithCancel(context.Background())
	w.tasks.Go(func(ctx context.Context) func() {
		defer stop()
		ctx, end := until(stopping, ctx)
		defer end()
		var said string
		var err error
		if what.Format == vaultFormat {
			said, err = w.writeVault(ctx, from, what, w.telling(progress.Written))
		} else {
			said, err = w.writeFile(ctx, from, what, w.telling(progress.Written))
		}
		return func() {
			if err != nil {
				w.Log.Error("export", "format", what.Format, "file", what.File, "folder", what.Folder, "err", err)
			}
			progress.Done(said, err == nil)
			w.readCurrent() // it may have a citation key now
		}
	})
	return stop
}

// until is a context that ends with ctx, and a moment after another one.
func until(ctx, other context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	forget := context.AfterFunc(other, cancel)
	return ctx, func() {
		forget()
		cancel()
	}
}

// toldEvery is how often it is told how far an export is.
const toldEvery = 100 * time.Millisecond

// telling tells the UI goroutine now and then how many of how many papers are
// done.
func (w *Window) telling(told func(n, of int)) func(n, of int) {
	var last time.Time
	return func(n, of int) {
		if now := w.Host.Now(); n == of || now.Sub(last) >= toldEvery {
			last = now
			w.Host.Dispatch(func() {
				if !w.closed {
					told(n, of)
				}
			})
		}
	}
}

// errNoPapers is an export of papers of which there are none, now: it would leave
// an empty file where there was one with papers.
var errNoPapers = errors.New("there are no papers to export")

// writeFile writes papers to a file, which is replaced whole or not at all, and
// says what became of it, also where there is an error.
func (w *Window) writeFile(ctx context.Context, from leaving, what exporting.Choice, written func(n, of int)) (string, error) {
	format, _ := export.Find(what.Format)
	ids, err := w.papersOf(ctx, from, what.Papers, false)
	var report export.Report
	if err == nil && len(ids) == 0 && what.Papers != libraryPapers {
		err = errNoPapers
	}
	if err == nil {
		job := export.Export{Library: w.Library, Format: format, Options: w.exportOptions(what), Papers: ids, Everything: what.Papers == libraryPapers, OnWritten: func(n int) { written(n, len(ids)) }}
		report, err = job.ToFile(ctx, what.File)
	}
	switch {
	case err != nil && ctx.Err() != nil: // of which the database says something else
		return words.T("Stopped. Nothing was written; a file that was there is as it was."), err
	case errors.Is(err, errNoPapers):
		return words.T("There are no papers to export; choose others."), err
	case err != nil:
		return exportTrouble(err, report, format, what.File), err
	}
	return words.T("Written %s of %s, read back %s of %s.",
		words.Number(report.Written), words.Number(len(ids)), words.Number(report.ReadBack), words.Number(len(ids))), nil
}

// exportTrouble is a sentence about an export that did not come to its end.
func exportTrouble(err error, report export.Report, format export.Format, path string) string {
	var file *fs.PathError
	var name *os.LinkError
	switch {
	case errors.As(err, &file) || errors.As(err, &name):
		return words.T("%s could not be written, and was left as it was. See that its folder is there, can be written and has room.", path)
	case report.Written > 0 && report.ReadBack < report.Written:
		return words.T("Of %s papers only %s were found again in what was written as %s. Nothing was replaced. This is a fault of Offprint; the log says more.",
			words.Number(report.Written), words.Number(report.ReadBack), format.Label)
	}
	return sentenceOr(err, words.T("The export could not be written to %s. A file that was there is as it was.", path))
}

// exportAgain exports the same way as last time, without asking; where there was
// none, it asks.
func (w *Window) exportAgain() {
	what := exporting.Choice{Export: w.session.Session().Export}
	from := w.leaving()
	path := what.File
	_, found := export.Find(what.Format)
	if what.Format == vaultFormat {
		path, found = what.Folder, true
	}
	switch {
	case w.covered():
		return
	case !found || path == "" || what.Papers == currentPaper && from.current == 0:
		w.openExport()
		return
	case what.Papers == selectedPapers && len(from.marked) == 0:
		w.toast.Say(words.T("The last export was of selected papers, and none are. %s asks what to export.", w.table.Hint("export")), "", nil)
		return
	}
	w.toast.Say(words.T("Writing…"), "", nil)
	w.export(from, what, exporting.Progress{
		Written: func(int, int) {},
		Done: func(said string, good bool) {
			if !good {
				w.toast.Say(said, "", nil)
				return
			}
			w.toast.Offer(said+" "+path, words.T("Show"), func() { w.showExported(path) })
		},
	})
}

// showExported shows a folder that papers were written into, or the one that
// their file is in.
func (w *Window) showExported(path string) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		path = filepath.Dir(path)
	}
	w.openFolder(path)
}
