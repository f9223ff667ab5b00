package ui_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/models"
)

// shownCard is a card of that size in a window, and what it draws.
func shownCard(t *testing.T, p models.Paper, width float32) *ui.Card {
	t.Helper()
	c := ui.NewCard()
	w := test.NewTempWindow(t, c)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, ui.CardHeight()))
	c.Set(&p, "", nil, false, false, false)
	return c
}

// marked are the texts before which a card draws an area for a found word, with
// what is over it.
func marked(c *ui.Card) (words []string) {
	var texts []*canvas.Text
	var boxes []*canvas.Rectangle
	for _, o := range test.WidgetRenderer(c).Objects() {
		switch o := o.(type) {
		case *canvas.Text:
			if o.Visible() {
				texts = append(texts, o)
			}
		case *canvas.Rectangle:
			if o.Visible() && o.FillColor == ui.Color(ui.ColorFound) {
				boxes = append(boxes, o)
			}
		}
	}
	for _, box := range boxes {
		for _, text := range texts {
			if text.Position().Y != box.Position().Y || text.Text == "" {
				continue
			}
			under := ""
			runes := []rune(text.Text)
			for i := range runes {
				middle := text.Position().X + (fyne.MeasureText(string(runes[:i]), text.TextSize, text.TextStyle).Width+
					fyne.MeasureText(string(runes[:i+1]), text.TextSize, text.TextStyle).Width)/2
				if middle > box.Position().X && middle < box.Position().X+box.Size().Width {
					under += string(runes[i])
				}
			}
			words = append(words, under)
		}
	}
	return words
}

// inText are where words are in a text.
func inText(text string, words ...string) (ranges []models.Range) {
	for _, word := range words {
		at := len([]rune(text[:strings.Index(text, word)]))
		ranges = append(ranges, models.Range{From: at, To: at + len([]rune(word))})
	}
	return ranges
}

func TestFoundWordsAreMarkedInACard(t *testing.T) {
	a := newApp(t)
	const title = "Générer des gaussian splats  with the reversal curse of very long titles in which words are found that nobody can see"
	p := models.Paper{ID: 1, Title: title, Authors: []string{"Ann Ode"}, Hits: &models.Hits{Title: inText(title, "Générer", "reversal curse", "nobody")}}
	for _, size := range []int{80, 100, 150} {
		look := ui.NewTheme(ui.Light)
		look.TextSize = size
		a.Settings().SetTheme(look)
		c := shownCard(t, p, 520)
		got := strings.Join(marked(c), "|")
		if !strings.HasPrefix(got, "Générer|reversal") || strings.Contains(got, "of") || strings.Contains(got, "nobody") && size > 100 {
			t.Errorf("at %d %% marked are %q", size, got)
		}
		if !slices.Contains(textsOf(c), "Ann Ode") {
			t.Errorf("at %d %% the card says %q", size, textsOf(c))
		}
	}
}

func TestACardShowsWhereTheWordsAre(t *testing.T) {
	newApp(t)
	line := "…a long way before anything is found in it, then the reversal curse, and then another forty words of this abstract…"
	p := models.Paper{ID: 1, Title: "A title", Authors: []string{"Ann Ode"}, Hits: &models.Hits{Abstract: models.Snippet{Text: line, Words: inText(line, "reversal", "curse")}}}
	for _, width := range []float32{260, 420, 700} {
		c := shownCard(t, p, width)
		if got := strings.Join(marked(c), "|"); !strings.HasPrefix(got, "reversal") {
			t.Errorf("in %v marked are %q of %q", width, got, textsOf(c))
		}
		if slices.Contains(textsOf(c), "Ann Ode") {
			t.Error("the names are there, too")
		}
	}
	end := "a short one that ends with the curse."
	p.Hits = &models.Hits{Abstract: models.Snippet{Text: end, Words: inText(end, "curse")}}
	if c := shownCard(t, p, 520); !slices.Contains(textsOf(c), end) || strings.Join(marked(c), "|") != "curse" {
		t.Errorf("%q is shown as %q, marked %q", end, textsOf(c), marked(c))
	}
	note := p
	note.Hits = &models.Hits{Abstract: p.Hits.Abstract, NoteID: 7, Note: models.Snippet{Text: "my own words", Words: inText("my own words", "own")}}
	c := shownCard(t, note, 420)
	if got := strings.Join(marked(c), "|"); got != "own" || !slices.Contains(textsOf(c), "my own words") {
		t.Errorf("of a note marked are %q in %q", got, textsOf(c))
	}
	if got := c.AccessibilityLabel(); !strings.Contains(got, "note: my own words") {
		t.Errorf("it says %q", got)
	}
	c.Set(&models.Paper{ID: 2, Title: "A title", Authors: []string{"Bo Ree"}}, "", nil, false, false, false)
	if got := marked(c); len(got) != 0 || !slices.Contains(textsOf(c), "Bo Ree") {
		t.Errorf("of another paper marked are %q in %q", got, textsOf(c))
	}
}

func TestAFoundTagIsMarked(t *testing.T) {
	newApp(t)
	p := models.Paper{ID: 1, Title: "A title", Tags: []models.Tag{{ID: 3, Name: "agents"}, {ID: 4, Name: "robots"}}, Hits: &models.Hits{Tags: []int64{4}}}
	c := shownCard(t, p, 520)
	var fills []color.Color
	for _, o := range test.WidgetRenderer(c).Objects() {
		if r, ok := o.(*canvas.Rectangle); ok && r.Visible() && r.StrokeWidth == 1 && r.StrokeColor == ui.Color(ui.ColorLine) {
			fills = append(fills, r.FillColor)
		}
	}
	if len(fills) != 2 || fills[0] == ui.Color(ui.ColorFound) || fills[1] != ui.Color(ui.ColorFound) {
		t.Errorf("the tags are filled with %v", fills)
	}
}

func TestCardsKeepTheirHeightWithAnythingFound(t *testing.T) {
	newApp(t)
	for _, text := range samples {
		every := []models.Range{{From: 0, To: len([]rune(text)) + 5}, {From: -3, To: 2}}
		p := models.Paper{ID: 1, Title: text, Hits: &models.Hits{Title: every, Abstract: models.Snippet{Text: text, Words: every}}}
		for _, width := range []float32{1, 220, 900} {
			if c := shownCard(t, p, width); c.MinSize().Height != ui.CardHeight() {
				t.Errorf("%q in %v: %v high", text, width, c.MinSize().Height)
			}
		}
	}
}

func textsOf(c *ui.Card) (all []string) {
	for _, o := range test.WidgetRenderer(c).Objects() {
		if text, ok := o.(*canvas.Text); ok && text.Visible() {
			all = append(all, text.Text)
		}
	}
	return all
}
