package app

import (
	"context"
	"errors"
	"log/slog"

	"offprint/app/words"
	"offprint/feed"
	"offprint/models"
)

// trouble says the first error's sentence and logs them all. What was asked for
// and cannot be is no trouble of the program's.
func (w *Window) trouble(doing string, errs ...error) {
	for _, err := range errs {
		if err == nil {
			continue
		}
		level := slog.LevelError
		if code := models.CodeOf(err); code == models.Invalid || code == models.NotFound {
			level = slog.LevelInfo
		}
		w.Log.Log(context.Background(), level, doing, "err", err)
		w.toast.Say(w.sentence(err), "", nil)
	}
}

// sentence is what a reader is told of an error.
func (w *Window) sentence(err error) string {
	return sentenceOr(err, words.T("Something went wrong; nothing was lost. Details are in the log."))
}

// sentenceOr is the sentence of an error, or another where it has none.
func sentenceOr(err error, other string) string {
	if e := (*models.Error)(nil); errors.As(err, &e) {
		return words.Formatted(e.Message, e.Format, e.Args)
	}
	if e := (*feed.Error)(nil); errors.As(err, &e) {
		return words.Formatted(e.Message, e.Format, e.Args)
	}
	return other
}
