package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
	"offprint/models/formats/json"
)

// openImport asks for a file that was exported as JSON, and brings it in.
func (w *Window) openImport() {
	if w.covered() {
		return
	}
	last := w.session.Session().Export.File
	if extension := filepath.Ext(last); extension != ".json" && extension != ".jsonl" {
		last = ""
	}
	importing, stop := context.WithCancel(context.Background())
	var shown func() // after the prompt is gone
	var prompt *ui.Prompt
	prompt = ui.OpenPrompt(w.win.Canvas(), ui.PromptConfig{
		Title: words.T("Import"), Placeholder: words.T("The path of the file"), Do: words.T("Import"),
		Hint: words.T("A file that was exported as JSON or JSON Lines. It is merged with what is here: nothing of yours is replaced, and one undo takes it back."),
		OnTry: func(_ string, tell func(wrong string)) {
			w.importFrom(importing, prompt.Field().Path(), prompt.SetHint, func(report models.ImportReport, wrong string) {
				if wrong == "" {
					shown = func() { w.showImport(report) }
				}
				tell(wrong)
			})
		},
		OnClose: func() {
			stop() // where it is closed before the end
			w.list.FocusList()
			if shown != nil {
				shown()
			}
		},
	})
	if last != "" {
		prompt.Field().SetPath(last)
		prompt.Field().TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// importFrom imports a file until stopping ends, says how far it is, and tells
// done what came of it.
func (w *Window) importFrom(stopping context.Context, path string, say func(string), done func(models.ImportReport, string)) {
	w.tasks.Go(func(ctx context.Context) func() {
		ctx, end := until(stopping, ctx)
		defer end()
		report, err := w.importFile(ctx, path, say)
		return func() {
			if err != nil {
				w.Log.Error("import", "file", path, "err", err)
				done(report, sentenceOr(err, words.T("The file %s cannot be read. Nothing was imported.", path)))
				return
			}
			done(report, "")
			w.reload()
		}
	})
}

func (w *Window) importFile(ctx context.Context, path string, say func(string)) (models.ImportReport, error) {
	from, err := os.Open(path)
	if err != nil {
		return models.ImportReport{}, err
	}
	defer from.Close()
	if info, err := from.Stat(); err != nil || !info.Mode().IsRegular() {
		return models.ImportReport{}, errors.Join(err, errors.New("it is no file"))
	}
	file, err := json.Open(from)
	if err != nil {
		return models.ImportReport{}, err
	}
	telling := w.telling(func(n, of int) { say(words.T("%s of %s", words.Number(n), words.Number(of))) })
	return w.Library.Import(ctx, file, models.Importing{Name: filepath.Base(path), OnPaper: telling})
}

// showImport says what came of an import; where the file says something
// otherwise than the library, it lists that.
func (w *Window) showImport(report models.ImportReport) {
	said := importSaid(report)
	if report.Step.ID != 0 {
		w.toast.Offer(said, words.T("Undo"), func() { w.undoStep(report.Step.ID) })
	} else {
		w.toast.Say(said, "", nil)
	}
	var rows []ui.ChooserRow
	var sentences []string
	for _, d := range report.Differences {
		args := make([]any, len(d.Args))
		for i, arg := range d.Args {
			args[i] = arg
		}
		sentence := words.T(d.Format, args...)
		row := ui.ChooserRow{Icon: "page", Text: d.Title}
		if d.Title == "" {
			row = ui.ChooserRow{Icon: "tag", Text: sentence}
		}
		rows, sentences = append(rows, row), append(sentences, strings.TrimSpace(d.Title+"\n\n"+sentence))
	}
	if len(report.Unknown) > 0 {
		sentence := words.T("This version of Offprint does not know these, and left them out: %s", strings.Join(report.Unknown, ", "))
		rows, sentences = append(rows, ui.ChooserRow{Icon: "warning", Text: sentence}), append(sentences, sentence)
	}
	if len(rows) == 0 {
		return
	}
	look := ui.NewCode("")
	ui.OpenChooser(w.win.Canvas(), ui.ChooserConfig{
		Title: words.T("Imported"), Hint: said + " " + words.T("The file says some things otherwise; what the library says stands."),
		Width: 860, Filter: words.T("Find a paper"), Side: look, OnClose: w.list.FocusList,
		OnRow: func(row int) {
			if row >= 0 {
				look.SetText(sentences[row])
			}
		},
	}, rows)
}

// importSaid is what an import brought.
func importSaid(r models.ImportReport) string {
	var parts []string
	add := func(n int, text string) {
		if n > 0 {
			parts = append(parts, text)
		}
	}
	add(r.New, words.N(r.New, "%s paper", "%s papers"))
	add(r.Kept, words.T("%s in the reading list", words.Number(r.Kept)))
	add(r.Notes, words.N(r.Notes, "%s note", "%s notes"))
	add(r.Tags, words.N(r.Tags, "%s tag", "%s tags"))
	add(r.SmartLists, words.N(r.SmartLists, "%s smart list", "%s smart lists"))
	add(r.Rules, words.N(r.Rules, "%s rule", "%s rules"))
	add(r.Names, words.N(r.Names, "%s corrected name", "%s corrected names"))
	if len(parts) == 0 {
		return words.T("Read %s; all was here already.", words.N(r.Papers, "%s paper", "%s papers"))
	}
	return words.T("Read %s. New: %s.", words.N(r.Papers, "%s paper", "%s papers"), strings.Join(parts, ", "))
}
