package papers_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"offprint/app/ui"
)

// head are the search field and the texts that can be seen in the pane.
func head(p *pane) (field *ui.Field, texts []string) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *ui.Field:
			field = o
		case *canvas.Text:
			texts = append(texts, o.Text)
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(p.Pane)
	return field, texts
}

func TestTheHeadIsWholeHoweverLargeTheText(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.SetTitle("Wed 25 Nov 2026")
		p.Open(day, "")
		p.wait(time.Second)
		for _, size := range []int{100, 125, 150, 200} {
			look := ui.NewTheme(ui.Light)
			look.TextSize = size
			fyne.CurrentApp().Settings().SetTheme(look)
			p.Refresh()
			p.wait(time.Second)
			for _, width := range []float32{520, 440} {
				p.Resize(fyne.NewSize(width, 700))
				field, texts := head(p)
				if !strings.Contains(strings.Join(texts, "\n"), p.Title()+"\n") {
					t.Errorf("at %d %% in %v the title is cut: %q", size, width, texts)
				}
				if wants := fyne.MeasureText(field.PlaceHolder, theme.TextSize(), fyne.TextStyle{}).Width + 2*theme.InnerPadding(); wants > field.Size().Width {
					t.Errorf("at %d %% in %v %q wants %v and has %v", size, width, field.PlaceHolder, wants, field.Size().Width)
				}
			}
		}
	})
}
