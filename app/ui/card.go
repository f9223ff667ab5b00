package ui

import (
	"fmt"
	"image"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
	"offprint/models"
)

// CardHeight is the height of every card at the reader's text size: rows of one
// height are what a list of thousands scrolls well with.
func CardHeight() float32 { return float32(math.Round(float64(Scaled(108)))) }

// What a card measures at a text size of 100 %. The picture does not grow: at
// larger sizes the room belongs to the text.
const (
	cardPadX    = 16
	cardPadY    = 11
	thumbWidth  = 112
	thumbHeight = 63
	titleSize   = 14
	titleLine   = 19
	byline      = 12
	figures     = 12
	maxTags     = 3
	bandHeight  = 20
)

// Card shows a paper in a list: two lines of title, one of names or of why it
// was kept, one of figures and tags.
type Card struct {
	widget.BaseWidget
	OnTapped    func(fyne.KeyModifier)
	OnSecondary func(fyne.Position)
	onDragged   func(*fyne.DragEvent)
	onDragEnd   func()

	paper    *models.Paper
	band     string // stands over the card: "new since 09:14"
	picture  image.Image
	selected bool // shown in the paper pane
	marked   bool // part of the selection
	focused  bool
	hovered  bool
	modifier fyne.KeyModifier
}

var (
	_ fyne.Tappable          = (*Card)(nil)
	_ fyne.SecondaryTappable = (*Card)(nil)
	_ desktop.Hoverable      = (*Card)(nil)
	_ desktop.Mouseable      = (*Card)(nil)
	_ fyne.Draggable         = (*Card)(nil)
	_ fyne.Accessible        = (*Card)(nil)
)

// NewCard makes an empty card.
func NewCard() *Card {
	c := &Card{}
	c.ExtendBaseWidget(c)
	return c
}

// Paper is what the card shows.
func (c *Card) Paper() *models.Paper { return c.paper }

// Set shows a paper; what has not changed is not drawn again.
func (c *Card) Set(p *models.Paper, band string, picture image.Image, selected, marked, focused bool) {
	if c.paper == p && c.band == band && c.picture == picture && c.selected == selected && c.marked == marked && c.focused == focused {
		return
	}
	c.paper, c.band, c.picture, c.selected, c.marked, c.focused = p, band, picture, selected, marked, focused
	c.Refresh()
}

// SetPicture shows the paper's picture once it has come.
func (c *Card) SetPicture(picture image.Image) {
	c.picture = picture
	c.Refresh()
}

// MouseDown is for Fyne: it keeps the modifier keys for the tap that follows.
func (c *Card) MouseDown(e *desktop.MouseEvent) { c.modifier = e.Modifier }

// MouseUp is for Fyne.
func (c *Card) MouseUp(*desktop.MouseEvent) {}

// Tapped is for Fyne.
func (c *Card) Tapped(*fyne.PointEvent) {
	if c.OnTapped != nil {
		c.OnTapped(c.modifier)
	}
}

// TappedSecondary is for Fyne.
func (c *Card) TappedSecondary(e *fyne.PointEvent) {
	if c.OnSecondary != nil {
		c.OnSecondary(e.AbsolutePosition)
	}
}

// MouseIn is for Fyne.
func (c *Card) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved is for Fyne.
func (c *Card) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (c *Card) MouseOut() { c.hovered = false; c.Refresh() }

// AccessibilityLabel is what the card says.
func (c *Card) AccessibilityLabel() string {
	if c.paper == nil {
		return ""
	}
	p := c.paper
	said := []string{p.Title, Byline(p)}
	if s, note := snippetOf(p); s.Text != "" {
		if note {
			s.Text = words.T("note: %s", s.Text)
		}
		said = append(said, s.Text)
	}
	if e := p.Entry; e != nil {
		said = append(said, words.State(e.State))
		if e.Starred {
			said = append(said, words.T("starred"))
		}
		if e.Rating > 0 {
			said = append(said, words.T("Rating %d of 5", e.Rating))
		}
	}
	for _, t := range p.Tags {
		said = append(said, t.Name)
	}
	for _, is := range []struct {
		so   bool
		text string
	}{{c.marked, words.T("selected")}, {p.NoteCount > 0, words.T("with notes")}, {p.Dismissed, words.T("dismissed")}, {p.Seen, words.T("seen")}} {
		if is.so {
			said = append(said, is.text)
		}
	}
	return strings.Join(said, ", ")
}

// AccessibilityRole is for Fyne.
func (c *Card) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Byline is the line under the title: why the paper was kept, else the first
// three authors, how many more there are, and the organisation.
func Byline(p *models.Paper) string {
	if p.Entry != nil && p.Entry.Why != "" {
		return p.Entry.Why
	}
	names, more, organization := bylineParts(p)
	return names + more + organization
}

func bylineParts(p *models.Paper) (names, more, organization string) {
	first := p.Authors
	if len(first) > 3 {
		first, more = first[:3], fmt.Sprintf(" +%d", len(p.Authors)-3)
	}
	names = strings.Join(first, ", ")
	if organization = p.Organization; organization != "" && names != "" {
		organization = " · " + organization
	}
	return names, more, organization
}

// fitByline is Byline in as much room as there is. Of how many more authors there
// are nothing is cut: that would be another number.
func fitByline(p *models.Paper, width, size float32) string {
	whole := Byline(p)
	cut := Ellipsis(whole, width, size, fyne.TextStyle{})
	names, more, organization := bylineParts(p)
	if cut == whole || more == "" || whole != names+more+organization {
		return cut
	}
	if strings.HasPrefix(cut, names+more+" · ") {
		return cut
	}
	measure := func(s string) float32 { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width }
	if measure(names+more) <= width {
		return names + more
	}
	return Ellipsis(names, max(1, width-measure(more)), size, fyne.TextStyle{}) + more
}

// snippetOf is what stands in the place of the byline where a search has found
// its words in the paper's notes or abstract; empty elsewhere.
func snippetOf(p *models.Paper) (s models.Snippet, note bool) {
	switch {
	case p.Hits == nil:
		return models.Snippet{}, false
	case p.Hits.Note.Text != "":
		return p.Hits.Note, true
	}
	return p.Hits.Abstract, false
}

// Figure is a count in at most four characters: 340, 1.2k, 12k.
func Figure(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprint(n)
	case n < 9950:
		return fmt.Sprintf("%.1fk", float64(n)/1000)
	case n < 999500:
		return fmt.Sprintf("%dk", (n+500)/1000)
	}
	return fmt.Sprintf("%.1fM", float64(n)/1e6)
}

// StateLook is a state's icon and colour.
func StateLook(s models.State) (icon string, color fyne.ThemeColorName) {
	switch s {
	case models.ToRead:
		return "toread", theme.ColorNameSuccess
	case models.Reading:
		return "reading", theme.ColorNamePrimary
	case models.Done:
		return "done", ColorMuted
	case models.Archived:
		return "archived", ColorMuted
	}
	return "plus", ColorMuted
}

// CreateRenderer is for Fyne.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	r := &cardRenderer{
		card: c, back: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil),
		blank: canvas.NewRectangle(nil), picture: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 6, ScaleMode: canvas.ImageScaleSmooth},
		check: canvas.NewRectangle(nil), tick: NewIcon("check", theme.ColorNameForegroundOnPrimary),
		note: NewIcon("note", ColorMuted), title: canvas.NewText("", nil), title2: canvas.NewText("", nil), names: canvas.NewText("", nil),
		band: canvas.NewText("", nil), bandLines: [2]*canvas.Rectangle{canvas.NewRectangle(nil), canvas.NewRectangle(nil)},
	}
	r.behind = []fyne.CanvasObject{r.back, r.bar, r.line, r.blank, r.picture, r.check, r.tick}
	r.fixed = []fyne.CanvasObject{r.note, r.title, r.title2, r.names, r.band, r.bandLines[0], r.bandLines[1]}
	r.Refresh()
	return r
}

type cardRenderer struct {
	card            *Card
	back, bar, line *canvas.Rectangle
	blank           *canvas.Rectangle
	picture         *canvas.Image
	check           *canvas.Rectangle
	tick            *canvas.Image
	title, title2   *canvas.Text
	names           *canvas.Text
	note            *canvas.Image // before a snippet of a note
	found           foundMarks
	band            *canvas.Text
	bandLines       [2]*canvas.Rectangle
	pieces          []*piece
	used            int
	more            *piece // says how many tags have no room
	behind, fixed   []fyne.CanvasObject
	objects         []fyne.CanvasObject
	shownTitle      string
	shownWidth      float32
	shownSize       float32
	shownBold       bool
}

func (r *cardRenderer) MinSize() fyne.Size { return fyne.NewSize(220, CardHeight()) }

func (r *cardRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	top := Scaled(cardPadY)
	if r.card.band != "" {
		top = Scaled(bandHeight) + 4
	}
	r.layoutBand(size)
	bar := float32(3)
	if r.card.focused {
		bar = 5
	}
	r.bar.Resize(fyne.NewSize(bar, size.Height))
	r.line.Resize(fyne.NewSize(size.Width, 1))
	r.line.Move(fyne.NewPos(0, size.Height-1))
	thumb := fyne.NewSize(thumbWidth, thumbHeight)
	if size.Width < Scaled(360) {
		thumb = fyne.NewSize(thumbWidth/2, thumbHeight/2)
	}
	for _, o := range []fyne.CanvasObject{r.blank, r.picture} {
		o.Resize(thumb)
		o.Move(fyne.NewPos(cardPadX, top+2))
	}
	r.check.Resize(fyne.NewSquareSize(20))
	r.check.Move(fyne.NewPos(cardPadX+4, top+6))
	r.tick.Resize(fyne.NewSquareSize(14))
	r.tick.Move(fyne.NewPos(cardPadX+7, top+9))

	p := r.card.paper
	r.found.used = 0
	defer r.gather()
	if p == nil || size.Width <= 0 {
		return
	}
	x := cardPadX + thumb.Width + 12
	width := size.Width - x - cardPadX
	style := r.title.TextStyle
	if r.shownTitle != p.Title || r.shownWidth != width || r.shownSize != r.title.TextSize || r.shownBold != style.Bold {
		r.title.Text, r.title2.Text = TwoLines(p.Title, width, Scaled(titleSize), style)
		r.shownTitle, r.shownWidth, r.shownSize, r.shownBold = p.Title, width, r.title.TextSize, style.Bold
	}
	y := top
	put := func(t *canvas.Text, line, x float32, found []models.Range) {
		height := t.MinSize().Height
		t.Resize(fyne.NewSize(width, height))
		t.Move(fyne.NewPos(x, y+(line-height)/2))
		r.found.behind(t, t.Position(), height, found)
		y += line
	}
	found := make([][]models.Range, 2)
	if p.Hits != nil {
		found = placesInLines(p.Title, p.Hits.Title, r.title.Text, r.title2.Text)
	}
	put(r.title, Scaled(titleLine), x, found[0])
	if r.title2.Text != "" {
		put(r.title2, Scaled(titleLine), x, found[1])
	}
	y += Scaled(2)
	s, isNote := snippetOf(p)
	r.note.Hidden = !isNote
	if s.Text == "" {
		r.names.Text = fitByline(p, width, Scaled(byline))
		put(r.names, Scaled(18), x, nil)
	} else {
		icon := float32(0)
		if isNote {
			icon = Scaled(16)
			r.note.Resize(fyne.NewSquareSize(Scaled(12)))
			r.note.Move(fyne.NewPos(x, y+Scaled(3)))
		}
		var words []models.Range
		r.names.Text, words = fitSnippet(s, width-icon, Scaled(byline))
		put(r.names, Scaled(18), x+icon, words)
	}
	y += Scaled(4)
	r.layoutPieces(x, y, width)
}

// gather collects what the card consists of: how many words are marked in it
// depends on its width.
func (r *cardRenderer) gather() {
	r.found.rest()
	r.objects = append(make([]fyne.CanvasObject, 0, len(r.objects)), r.behind...) // the old ones may be gone through just now
	for _, box := range r.found.boxes {
		r.objects = append(r.objects, box)
	}
	r.objects = append(r.objects, r.fixed...)
	for _, piece := range r.pieces {
		r.objects = append(r.objects, piece.objects()...)
	}
}

// layoutBand puts the band's text between two lines.
func (r *cardRenderer) layoutBand(size fyne.Size) {
	text := r.band.MinSize()
	r.band.Move(fyne.NewPos((size.Width-text.Width)/2, (Scaled(bandHeight)-text.Height)/2+1))
	side := (size.Width-text.Width)/2 - cardPadX - 10
	for i, line := range r.bandLines {
		line.Resize(fyne.NewSize(max(0, side), 1))
		x := float32(cardPadX)
		if i == 1 {
			x = (size.Width+text.Width)/2 + 10
		}
		line.Move(fyne.NewPos(x, Scaled(bandHeight)/2))
	}
}

// What the parts of a piece measure at a text size of 100 %.
const (
	pieceLine = 18
	pieceIcon = 12
	pieceText = 15 // where the text behind an icon begins
	tagDot    = 6
	tagSide   = 7
	tagText   = 10 // where the text begins, from the dot on
)

func (r *cardRenderer) Refresh() {
	c := r.card
	p := c.paper
	r.back.FillColor = nil
	switch {
	case c.selected || c.marked:
		r.back.FillColor = Color(ColorAccentBG)
	case c.hovered:
		r.back.FillColor = Color(theme.ColorNameHover)
	}
	r.bar.FillColor, r.bar.Hidden = Color(ColorMuted), !c.selected
	if c.focused { // the list has the keyboard
		r.bar.FillColor = Color(theme.ColorNamePrimary)
	}
	r.line.FillColor = Color(ColorLine)
	r.blank.FillColor, r.blank.CornerRadius = Color(ColorChip), 6
	r.check.FillColor, r.check.CornerRadius = Color(theme.ColorNamePrimary), 5
	r.check.Hidden, r.tick.Hidden = !c.marked, !c.marked
	r.band.Text, r.band.TextSize, r.band.Color, r.band.Hidden = c.band, Scaled(11), Color(theme.ColorNamePrimary), c.band == ""
	for _, line := range r.bandLines {
		line.FillColor, line.Hidden = Color(theme.ColorNamePrimary), c.band == ""
	}
	r.used, r.more = 0, nil
	if p == nil {
		r.title.Text, r.title2.Text, r.names.Text, r.shownTitle = "", "", "", ""
		r.picture.Hidden, r.note.Hidden = true, true
	} else {
		seen := (p.Seen || p.Dismissed) && !c.selected
		color := theme.ColorNameForeground
		if seen {
			color = ColorMuted
		}
		for _, t := range []*canvas.Text{r.title, r.title2} {
			t.TextSize, t.TextStyle, t.Color = Scaled(titleSize), fyne.TextStyle{Bold: !seen}, Color(color)
		}
		r.names.TextSize, r.names.Color = Scaled(byline), Color(ColorMuted)
		r.showPicture(c.picture, seen)
		r.figures(p)
	}
	for _, piece := range r.pieces[r.used:] {
		for _, o := range piece.objects() {
			o.Hide()
		}
	}
	r.Layout(c.Size())
	canvas.Refresh(c)
}

// showPicture shows a picture. An image has to be told when it changes: it keeps
// what it has drawn before.
func (r *cardRenderer) showPicture(picture image.Image, seen bool) {
	translucency := 0.0
	if seen {
		translucency = 0.45
	}
	r.picture.Hidden = picture == nil
	if r.picture.Image != picture || r.picture.Translucency != translucency {
		r.picture.Image, r.picture.Translucency = picture, translucency
		r.picture.Refresh()
	}
}

func (r *cardRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *cardRenderer) Destroy()                     {}
