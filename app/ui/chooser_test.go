package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/models"
)

// texts are the texts that can be seen in an object, one a line.
func texts(o fyne.CanvasObject) string {
	if !o.Visible() {
		return ""
	}
	said := ""
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text + "\n"
	case *fyne.Container:
		for _, child := range o.Objects {
			said += texts(child)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			said += texts(child)
		}
	}
	return said
}

func TestALargeChooserSaysAllOfItsHint(t *testing.T) {
	a := newApp(t)
	for _, percent := range []int{100, 200} {
		look := ui.NewTheme(ui.Light)
		look.TextSize = percent
		a.Settings().SetTheme(look)
		w := test.NewTempWindow(t, ui.NewLine("below", 13, ""))
		w.Resize(fyne.NewSize(1440, 900))
		rows := make([]ui.ChooserRow, 100)
		for i := range rows {
			rows[i] = ui.ChooserRow{Icon: "done", Text: fmt.Sprintf("Tagged %d papers with long context", i), Note: "the window", Right: "09:14"}
		}
		hint := "Everything that was done to your reading list, the newest first. All of it has a way back."
		p := ui.OpenChooser(w.Canvas(), ui.ChooserConfig{Title: "History", Hint: hint, Filter: "Find a step", Keys: []ui.ChooserKey{
			{Name: "Go to this point", Key: fyne.KeyReturn, Primary: true, Do: func(int) {}},
			{Name: "Undo only this", Rune: 'u', Do: func(int) {}},
		}}, rows)
		over := w.Canvas().Overlays().Top()
		said := texts(over)
		if strings.Contains(said, "…") {
			t.Errorf("at %d %% something is cut:\n%s", percent, said)
		}
		if !strings.Contains(strings.ReplaceAll(said, "\n", " "), hint) {
			t.Errorf("at %d %% the hint is not whole:\n%s", percent, said)
		}
		lines := strings.Count(said, "Tagged ")
		if lines < 3 || p.MinSize().Height > p.Size().Height {
			t.Errorf("at %d %% there are %d lines, %v high, in %v", percent, lines, p.MinSize(), p.Size())
		}
		p.Close()
	}
}

func TestACardSaysHowManyTagsHaveNoRoom(t *testing.T) {
	newApp(t)
	paper := models.Paper{Title: "A title", Upvotes: 12, Tags: []models.Tag{{Name: "agents"}, {Name: "long context"}, {Name: "evaluation"}, {Name: "code"}}}
	card := ui.NewCard()
	card.Set(&paper, "", nil, false, false, false)
	test.NewTempWindow(t, card)
	for _, c := range []struct {
		width float32
		tags  []string
		more  string
	}{
		{900, []string{"agents", "long context", "evaluation"}, "+1"},
		{440, []string{"agents", "long context"}, "+2"},
		{300, []string{"agents"}, "+3"},
	} {
		card.Resize(fyne.NewSize(c.width, ui.CardHeight()))
		said := strings.Split(texts(card), "\n")
		var tags []string
		more := ""
		for _, s := range said {
			if strings.HasPrefix(s, "+") {
				more = s
			}
			for _, t := range paper.Tags {
				if s == t.Name {
					tags = append(tags, s)
				}
			}
		}
		if fmt.Sprint(tags) != fmt.Sprint(c.tags) || more != c.more {
			t.Errorf("%v wide, a card has the tags %q and %q, want %q and %q", c.width, tags, more, c.tags, c.more)
		}
	}
	paper.Tags = paper.Tags[:2]
	card.Set(&paper, "", nil, false, false, false)
	card.Resize(fyne.NewSize(900, ui.CardHeight()))
	if said := texts(card); strings.Contains(said, "+") {
		t.Errorf("all tags have room, and it says\n%s", said)
	}
}
