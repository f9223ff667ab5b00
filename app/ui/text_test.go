package ui_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/app/ui/passage"
	"offprint/models"
)

func width(text string, size float32, style fyne.TextStyle) float32 {
	return fyne.MeasureText(text, size, style).Width
}

// samples are texts that cards and lines meet.
var samples = []string{
	"", "a", "Attention Is All You Need", "Generation Models Know Space: Unleashing Implicit 3D Priors for Scene Understanding",
	"Pneumonoultramicroscopicsilicovolcanoconiosis", "M^3: Dense Matching Meets Multi-View Foundation Models", "多视图基础模型的密集匹配与三维重建",
	"naïve café — Łukasz Ωmega", "two  spaces\tand a tab", strings.Repeat("long ", 100), " leading", "👩‍🚀 astronauts 🧑🏽‍🚒 and more 🇵🇸",
}

func TestALineIsCutWhereItEnds(t *testing.T) {
	newApp(t)
	for _, text := range samples {
		for _, w := range []float32{8, 20, 60, 150, 400, 2000} {
			checkEllipsis(t, text, w)
			checkTwoLines(t, text, w)
		}
	}
	if got := ui.Ellipsis("anything", 0, 14, fyne.TextStyle{}); got != "anything" {
		t.Errorf("without a width it is %q", got)
	}
}

func checkEllipsis(t *testing.T, text string, w float32) {
	t.Helper()
	got := ui.Ellipsis(text, w, 14, fyne.TextStyle{})
	if !utf8.ValidString(got) {
		t.Errorf("%q in %v is %q, no text", text, w, got)
	}
	if got == text {
		if width(got, 14, fyne.TextStyle{}) > w {
			t.Errorf("%q does not fit into %v, and is not cut", text, w)
		}
		return
	}
	begin, cut := strings.CutSuffix(got, "…")
	if !cut || !strings.HasPrefix(text, begin) {
		t.Errorf("%q in %v is %q, which is no beginning of it", text, w, got)
	}
	if begin != "" && width(got, 14, fyne.TextStyle{}) > w {
		t.Errorf("%q in %v is %q, which is wider", text, w, got)
	}
}

func checkTwoLines(t *testing.T, text string, w float32) {
	t.Helper()
	bold := fyne.TextStyle{Bold: true}
	first, second := ui.TwoLines(text, w, 14, bold)
	if utf8.RuneCountInString(first) > 1 && width(first, 14, bold) > w {
		t.Errorf("%q in %v: the first line %q is wider", text, w, first)
	}
	if utf8.RuneCountInString(second) > 1 && width(second, 14, bold) > w {
		t.Errorf("%q in %v: the second line %q is wider", text, w, second)
	}
	// nothing before the ellipsis is lost, apart from the space at which the line was broken
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	whole := squeeze(first + second)
	begin, cut := strings.CutSuffix(whole, "…")
	if !strings.HasPrefix(squeeze(text), begin) || !cut && whole != squeeze(text) {
		t.Errorf("%q in %v is %q and %q", text, w, first, second)
	}
}

func FuzzTwoLines(f *testing.F) {
	newApp(f)
	for i, text := range samples {
		f.Add(text, 10+40*i)
	}
	f.Fuzz(func(t *testing.T, text string, w int) {
		if !utf8.ValidString(text) || w < 1 || w > 2000 || len(text) > 2000 {
			t.Skip()
		}
		checkEllipsis(t, text, float32(w))
		checkTwoLines(t, text, float32(w))
	})
}

func TestFigure(t *testing.T) {
	for n, want := range map[int]string{
		0: "0", 7: "7", 340: "340", 999: "999", 1000: "1.0k", 1234: "1.2k", 9949: "9.9k", 9950: "10k", 12345: "12k",
		99999: "100k", 999499: "999k", 999500: "1.0M", 1234567: "1.2M",
	} {
		if got := ui.Figure(n); got != want || len(got) > 4 {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestByline(t *testing.T) {
	for want, p := range map[string]models.Paper{
		"":                      {},
		"Ann Ode":               {Authors: []string{"Ann Ode"}},
		"A, B, C":               {Authors: []string{"A", "B", "C"}},
		"A, B, C +2":            {Authors: []string{"A", "B", "C", "D", "E"}},
		"A · Some Lab":          {Authors: []string{"A"}, Organization: "Some Lab"},
		"Some Lab":              {Organization: "Some Lab"},
		"because of the method": {Authors: []string{"A"}, Organization: "Some Lab", Entry: &models.Entry{Why: "because of the method"}},
		"B":                     {Authors: []string{"B"}, Entry: &models.Entry{State: models.Done}},
	} {
		if got := ui.Byline(&p); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestEverythingGrowsWithTheText(t *testing.T) {
	newApp(t)
	settings := fyne.CurrentApp().Settings()
	resize := func(percent int) {
		look := ui.NewTheme(ui.Light)
		look.TextSize = percent
		settings.SetTheme(look)
	}
	resize(100)
	paper := models.Paper{Title: "A title", Authors: []string{"Ann Other"}, Tags: []models.Tag{{Name: "agents"}}}
	card := ui.NewCard()
	card.Set(&paper, "new since 09:14", nil, true, false, false)
	toast := ui.NewToast(func(time.Duration, func()) {})
	toast.Say("Kept", "Undo", nil)
	made := map[string]fyne.CanvasObject{
		"line": ui.NewLine("A line", 13, ""), "link": ui.NewLink("A link", 13, nil), "chip": ui.NewChip("A tag", "#2456a6", nil, func() {}),
		"button": (&ui.Button{Text: "Keep", Icon: "plus", Key: "s"}).Init(), "card": card, "toast": toast,
		"options": ui.NewOptions("Look", []string{"Light", "Dark"}, 0, nil), "paragraph": ui.NewParagraph("A paragraph", 12, ""),
		"passage": func() fyne.CanvasObject { p := passage.New("A passage"); p.TextSize = 14; return p }(),
	}
	before := map[string]float32{}
	for name, o := range made {
		w := test.NewTempWindow(t, o)
		w.SetPadded(false)
		w.Resize(fyne.NewSize(600, 400))
		before[name] = o.MinSize().Height
	}
	for _, percent := range []int{80, 200} {
		resize(percent)
		for name, o := range made {
			o.Refresh()
			if got, want := o.MinSize().Height, before[name]*float32(percent)/100; got < want*0.9-2 || got > want*1.1+2 {
				t.Errorf("at %d %% the %s is %v high, and at 100 %% %v", percent, name, got, before[name])
			}
		}
		if got := ui.CardHeight(); got < float32(percent)*1.08-1 || got > float32(percent)*1.08+1 {
			t.Errorf("at %d %% a card is %v high", percent, got)
		}
	}
}

func TestTheCountOfOtherAuthorsIsNeverCut(t *testing.T) {
	newApp(t)
	p := &models.Paper{Title: "Humanity's Last Exam", Authors: make([]string, 664), Organization: "Center for AI Safety"}
	copy(p.Authors, []string{"Long Phan", "Alice Gatti", "Ziwen Han"})
	for _, size := range []int{100, 180} {
		look := ui.NewTheme(ui.Light)
		look.TextSize = size
		fyne.CurrentApp().Settings().SetTheme(look)
		card := ui.NewCard()
		card.Set(p, "", nil, false, false, false)
		seen := map[string]bool{}
		for width := float32(290); width < 1000; width += 13 {
			card.Resize(fyne.NewSize(width, ui.CardHeight()))
			var names string
			for _, o := range test.WidgetRenderer(card).Objects() {
				if text, ok := o.(*canvas.Text); ok && strings.HasPrefix(text.Text, "Long") {
					names = text.Text
					if wants := fyne.MeasureText(names, text.TextSize, text.TextStyle).Width; wants > text.Size().Width+1 {
						t.Errorf("at %d %% in %v %q wants %v and has %v", size, width, names, wants, text.Size().Width)
					}
				}
			}
			_, more, _ := strings.Cut(names, " +")
			count, organization, _ := strings.Cut(more, " · ")
			if count != "661" || organization != "" && !strings.HasPrefix(organization, "C") {
				t.Errorf("at %d %% in %v the card says %q", size, width, names)
			}
			seen[names] = true
		}
		if !seen[ui.Byline(p)] || len(seen) < 4 {
			t.Errorf("at %d %% the cards say %q", size, slices.Collect(maps.Keys(seen)))
		}
	}
}
