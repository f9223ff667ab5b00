package papers_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/models"
)

// each does something with everything that can be seen in the pane.
func each(p *pane, do func(fyne.CanvasObject)) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		do(o)
		switch o := o.(type) {
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
			for _, width := range []float32{520, 440, 340} {
				if width == 340 && size > 100 {
					continue // the narrowest, in a window of 700, has no room for that
				}
				p.Resize(fyne.NewSize(width, 700))
				var field *ui.Field
				var texts []string
				each(p, func(o fyne.CanvasObject) {
					switch o := o.(type) {
					case *ui.Field:
						field = o
					case *canvas.Text:
						texts = append(texts, o.Text)
					}
				})
				if !slices.Contains(texts, p.Title()) {
					t.Errorf("at %d %% in %v the title is cut: %q", size, width, texts)
				}
				if label := field.AccessibilityLabel(); label != "Search everything" {
					t.Errorf("at %d %% in %v a screen reader says %q", size, width, label)
				}
				if wants := fyne.MeasureText(field.PlaceHolder, theme.TextSize(), fyne.TextStyle{}).Width + 2*theme.InnerPadding(); wants > field.Size().Width {
					t.Errorf("at %d %% in %v %q wants %v and has %v", size, width, field.PlaceHolder, wants, field.Size().Width)
				}
			}
		}
	})
}

func TestAnEmptyPlaceSaysSoWithinItsWidth(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		look := ui.NewTheme(ui.Light)
		look.TextSize = 200
		fyne.CurrentApp().Settings().SetTheme(look)
		p.Open(models.View{Place: models.StarredPlace}, "")
		p.wait(time.Second)
		p.Resize(fyne.NewSize(520, 700))
		seen := 0
		each(p, func(o fyne.CanvasObject) {
			if label, ok := o.(*widget.Label); ok {
				seen++
				if label.Size().Width > 520-16 {
					t.Errorf("%q is %v wide in a list of 520", label.Text, label.Size().Width)
				}
			}
		})
		if seen == 0 {
			t.Error("an empty place says nothing")
		}
	})
}
