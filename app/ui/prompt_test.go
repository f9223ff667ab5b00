package ui_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
)

func TestAPromptTriesOnceAtATime(t *testing.T) {
	newApp(t)
	w := test.NewTempWindow(t, ui.NewLine("below", 13, ""))
	var tried []string
	var tell func(string)
	p := ui.OpenPrompt(w.Canvas(), ui.PromptConfig{Title: "Import", Text: "a", OnTry: func(text string, told func(string)) {
		tried, tell = append(tried, text), told
	}})
	enter := func() { p.Field().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }
	enter()
	enter()
	if want := []string{"a"}; !slices.Equal(tried, want) {
		t.Errorf("tried %q before the first was answered, want %q", tried, want)
	}
	tell("It is none.")
	p.Field().SetText("b")
	enter()
	tell("")
	enter() // it is closed
	if want := []string{"a", "b"}; !slices.Equal(tried, want) {
		t.Errorf("tried %q, want %q", tried, want)
	}
}
