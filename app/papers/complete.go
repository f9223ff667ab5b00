package papers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

const (
	// maxOffers is how many lines the list below the search field has at most,
	// and maxUnasked how many while one types a word that may be just a word.
	maxOffers, maxUnasked = 7, 4
	// minWord is from how many letters on a word is completed without being asked.
	minWord = 2
	// insteadKind is the kind of a completion that corrects what was mistyped,
	// recentKind that of a search of before.
	insteadKind, recentKind = "instead", "recent"
)

// offers is the short list below the search field: what the part that is being
// typed may become or, in an empty field, what was searched for before. It never
// has the focus, which stays in the field.
type offers struct {
	widget.BaseWidget
	pane    *Pane
	latest  ui.Latest
	all     []models.Completion
	at      int  // the one chosen, -1 for none
	asked   bool // the reader wants to choose: by Ctrl+Space, or with a filter begun
	hovered bool
	rows    *fyne.Container
}

var _ desktop.Hoverable = (*offers)(nil)

func newOffers(p *Pane) *offers {
	o := &offers{pane: p, at: -1, rows: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	o.latest.Tasks = p.config.Tasks
	o.ExtendBaseWidget(o)
	o.Hide()
	return o
}

// begin looks for what to offer. The list stays as it is until that is known.
func (o *offers) begin(asked bool) {
	text, cursor := o.pane.search.Text, o.pane.search.CursorColumn
	if !o.pane.inField || utf8.RuneCountInString(text) > longestQuery {
		o.close()
		return
	}
	word := wordBefore(text, cursor)
	filter := strings.ContainsAny(word, ":<>=")
	if text != "" && !asked && !filter && len([]rune(word)) < minWord {
		o.close()
		return
	}
	o.latest.Go(func(ctx context.Context) func() {
		found, err := o.find(ctx, text, cursor)
		if ctx.Err() != nil {
			return nil
		}
		most := maxOffers
		if !asked && !filter && text != "" {
			most = maxUnasked
		}
		return func() {
			if err != nil { // the search says what is the matter
				found = nil
			}
			o.all, o.at, o.asked = found[:min(len(found), most)], -1, asked || filter
			o.show()
		}
	})
}

// find are the completions at a cursor, or the searches of before.
func (o *offers) find(ctx context.Context, text string, cursor int) ([]models.Completion, error) {
	if text == "" {
		recent, err := o.pane.config.Library.RecentSearches(ctx)
		found := make([]models.Completion, len(recent))
		for i, query := range recent {
			found[i] = models.Completion{Kind: recentKind, Text: query, Name: query}
		}
		return found, err
	}
	found, err := o.pane.config.Library.Complete(ctx, text, cursor)
	runes := []rune(text)
	found = slices.DeleteFunc(found, func(c models.Completion) bool { // it is there already
		return strings.TrimSuffix(c.Text, " ") == string(runes[min(c.From, len(runes)):min(c.To, len(runes))])
	})
	wrong := (*models.WrongQuery)(nil)
	if _, wrongQuery := models.ParseQuery(text, true); len(found) == 0 && errors.As(wrongQuery, &wrong) && wrong.Instead != "" && wrong.From < cursor && cursor <= wrong.To {
		found = append(found, models.Completion{Kind: insteadKind, Text: wrong.Instead, From: wrong.From, To: wrong.To, Name: wrong.Instead})
	}
	return found, err
}

// wordBefore is what stands between the last space and the cursor.
func wordBefore(text string, cursor int) string {
	runes := []rune(text)
	before := string(runes[:max(0, min(cursor, len(runes)))])
	return before[strings.LastIndexAny(before, " \t")+1:]
}

func (o *offers) close() {
	o.latest.Stop()
	o.all, o.at, o.asked = nil, -1, false
	o.show()
}

func (o *offers) show() {
	o.rows.Objects = nil
	for i, c := range o.all {
		o.rows.Add(ui.NewChoice(c.Name+", "+kindOf(c), offerLine(c), i == o.at, func() { o.take(i) }))
	}
	if o.Hidden != (len(o.all) == 0) {
		o.Hidden = len(o.all) == 0
		o.hovered = false
	}
	if o.pane.whole != nil {
		o.pane.whole.Layout.Layout(o.pane.whole.Objects, o.pane.whole.Size())
	}
	o.rows.Refresh()
	o.Refresh()
}

// kindOf says what a completion is, in the words of the query language.
func kindOf(c models.Completion) string {
	switch c.Kind {
	case recentKind:
		return words.T("searched before")
	case insteadKind:
		return words.T("meant?")
	case "filter":
		return ""
	}
	if c.Papers > 0 {
		return c.Kind + "  " + words.Number(c.Papers)
	}
	return c.Kind
}

// offerLine is what is shown of a completion.
func offerLine(c models.Completion) fyne.CanvasObject {
	side := ui.Scaled(12)
	var mark fyne.CanvasObject
	switch c.Kind {
	case "tag":
		color := c.Color
		if color == "" {
			color = "none"
		}
		mark, side = canvas.NewCircle(ui.TagColor(color)), ui.Scaled(9)
	case "author":
		mark = ui.NewIcon("user", ui.ColorMuted)
	case recentKind:
		mark = ui.NewIcon("search", ui.ColorMuted)
	default:
		mark = ui.NewIcon("filter", ui.ColorMuted)
	}
	name := ui.NewLine(c.Name, 13, "")
	name.Cut = true
	left := container.NewGridWrap(fyne.NewSize(ui.Scaled(12), ui.Scaled(16)), container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(side), mark)))
	return container.NewBorder(nil, nil, left, ui.NewLine(kindOf(c), 12, ui.ColorFaint), ui.Pad(0, 6, 0, 6, name))
}

// key is what keys do while something is offered; it says whether it did it.
func (o *offers) key(e *fyne.KeyEvent) bool {
	if o.Hidden {
		return false
	}
	switch e.Name {
	case fyne.KeyDown:
		if o.at < 0 && !o.asked {
			return false // to the papers
		}
		o.choose(min(o.at+1, len(o.all)-1))
	case fyne.KeyUp:
		if o.at < 0 {
			return false
		}
		o.choose(o.at - 1)
	case fyne.KeyTab:
		o.take(max(o.at, 0))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyRight:
		if o.at < 0 {
			return false
		}
		o.take(o.at)
	case fyne.KeyEscape:
		o.close()
	default:
		return false
	}
	return true
}

func (o *offers) choose(at int) {
	o.at = at
	o.show()
}

// takesTab says whether Tab takes what is offered: not a search of before, which
// the reader has not begun to type.
func (o *offers) takesTab() bool {
	return !o.Hidden && (o.at >= 0 || o.all[0].Kind != recentKind)
}

// take puts what is offered into the field.
func (o *offers) take(i int) {
	c, field := o.all[i], o.pane.search
	text, cursor := c.Text, len([]rune(c.Text))
	if c.Kind != recentKind {
		runes := []rune(field.Text)
		before, after := string(runes[:min(c.From, len(runes))]), string(runes[min(c.To, len(runes)):])
		if strings.HasSuffix(c.Text, " ") {
			after = strings.TrimPrefix(after, " ")
		}
		text, cursor = before+c.Text+after, cursor+min(c.From, len(runes))
	}
	o.close()
	o.pane.ask(text, cursor)
	if canvas := o.pane.canvas(); canvas != nil {
		canvas.Focus(field)
	}
	o.begin(false)
}

// MouseIn is for Fyne.
func (o *offers) MouseIn(*desktop.MouseEvent) { o.hovered = true }

// MouseMoved is for Fyne.
func (o *offers) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (o *offers) MouseOut() {
	o.hovered = false
	if !o.pane.inField {
		o.close()
	}
}

// CreateRenderer is for Fyne.
func (o *offers) CreateRenderer() fyne.WidgetRenderer {
	frame := ui.NewFill(theme.ColorNameMenuBackground)
	frame.Border, frame.Radius = ui.ColorLine, 6
	return widget.NewSimpleRenderer(container.NewStack(frame, ui.Pad(3, 3, 3, 3, o.rows)))
}

// Offered is what the list below the search field offers, and the place of the
// one that is chosen, -1 for none.
func (p *Pane) Offered() (names []string, at int) {
	for _, c := range p.offers.all {
		names = append(names, c.Name)
	}
	return names, p.offers.at
}

// offersWidth is how wide the list is at a text size of 100 %.
const offersWidth = 300

// offersLayout lays the list over the pane, below the search field.
type offersLayout struct{ pane *Pane }

func (l *offersLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l *offersLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	if !o[1].Visible() {
		return
	}
	width := min(ui.Scaled(offersWidth), size.Width-2*headPad)
	o[1].Resize(fyne.NewSize(width, o[1].MinSize().Height))
	o[1].Move(fyne.NewPos(size.Width-headPad-width, headTop+l.pane.search.MinSize().Height+3))
}
